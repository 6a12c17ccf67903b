/*
 * sim_debounce - levels of the virtual board that have to stay a while
 *
 * A change may be made inside the critical section, where no alarm can be
 * armed; waking a thread is allowed there. So one thread waits for the times of
 * all pads. Everything is guarded by the board's lock, with which taps are told.
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim_debounce.h"

#include "clock.h"
#include "err.h"
#include "sim_state.h"
#include "source.h"

typedef struct {
    uint64_t time_ns;    // for which a level has to stay; 0: not at all
    uint64_t settles_ns; // when it will have; 0: nothing to tell
    bool stable;         // the last level that stayed
    unsigned trigger;    // 0: not watched here
    toc_source_t *source;
    toc_pin_tap_t tap;
} bouncing_t;

static bouncing_t pads[SIM_PADS_MAX];
static const toc_pin_ops_t *board;
static toc_pin_ops_t debounced;

static toc_waiter_t waiter;
static toc_port_thread_t thread;
static bool runs;
static toc_atomic_u32_t stop;

static void on_change(toc_pin_tap_t *tap, const toc_pin_change_t *change) {
    bouncing_t *p = tap->ctx;
    if (p->settles_ns == 0) {
        sim__state.pending++;
    }
    // A nanosecond later: what changes it again at the end of the time goes
    // first, in virtual time as well, where it could be either of them.
    p->settles_ns = change->now_ns + p->time_ns + 1;
    toc_waiter_wake(&waiter);
}

// With the lock: tell the watch of a level that stayed.
static void tell(bouncing_t *p, bool level) {
    unsigned edge = level ? TOC_PIN_RISING : TOC_PIN_FALLING;
    unsigned held = level ? TOC_PIN_HIGH_LEVEL : TOC_PIN_LOW_LEVEL;
    if (p->trigger == held) {
        (void)toc_source_raise_level(p->source, TOC_PIN_EVENT(held, level));
    } else if (p->trigger <= TOC_PIN_BOTH && (p->trigger & edge) != 0) {
        (void)toc_source_raise(p->source, TOC_PIN_EVENT(edge, level));
    }
}

// With the lock: raise a level trigger whose level stayed and still holds.
static void raise_if_level(uint32_t pad) {
    bouncing_t *p = &pads[pad];
    if (p->trigger > TOC_PIN_BOTH && p->stable == sim__level_of(pad)) {
        tell(p, p->stable);
    }
}

// With the lock: the pad whose time is over first; pad_count when none waits.
static uint32_t first_to_settle(void) {
    uint32_t first = sim__state.pad_count;
    for (uint32_t pad = 0; pad < sim__state.pad_count; pad++) {
        uint64_t at_ns = pads[pad].settles_ns;
        if (at_ns != 0 &&
            (first == sim__state.pad_count || at_ns < pads[first].settles_ns)) {
            first = pad;
        }
    }
    return first;
}

// Tell of one pad whose time is over.
// Returns when the next one is, or 0: it may be now.
static uint64_t settle_one(void) {
    sim__lock();
    uint32_t pad = first_to_settle();
    if (pad == sim__state.pad_count ||
        pads[pad].settles_ns > toc_clock_now_ns()) {
        uint64_t next_ns =
            pad == sim__state.pad_count ? TOC_FOREVER : pads[pad].settles_ns;
        sim__unlock();
        return next_ns;
    }
    bouncing_t *p = &pads[pad];
    bool level = sim__level_of(pad);
    p->settles_ns = 0;
    // A level trigger was not raised while the level was away for a moment.
    if (level != p->stable || p->trigger > TOC_PIN_BOTH) {
        p->stable = level;
        tell(p, level);
    }
    sim__unlock_ended();
    return 0;
}

static void run(void *arg) {
    (void)arg;
    while (toc_atomic_load(&stop) == 0) {
        uint64_t next_ns = settle_one();
        if (next_ns != 0) {
            (void)toc_waiter_wait(&waiter, next_ns);
        }
    }
    toc_waiter_leave(&waiter);
}

static int start(void) {
    if (runs) {
        return 0;
    }
    toc_atomic_store(&stop, 0);
    toc_waiter_join(&waiter);
    int err = toc_port_thread_start(&thread, run, NULL, "sim-debounce");
    if (err != 0) {
        toc_waiter_leave(&waiter);
        return err;
    }
    runs = true;
    return 0;
}

static int debounce(void *ctx, uint32_t pad, uint32_t time_us) {
    (void)ctx;
    if (!sim__has_pad(pad)) {
        return TOC_EINVAL;
    }
    int err = time_us != 0 ? start() : 0;
    if (err == 0) {
        sim__lock();
        pads[pad].time_ns = UINT64_C(1000) * time_us;
        sim__unlock();
    }
    return err;
}

// End the pad's watch, if it is one of here.
static void forget(uint32_t pad) {
    bouncing_t *p = &pads[pad];
    sim__lock();
    bool watched = p->trigger != 0;
    bool waited = p->settles_ns != 0;
    p->trigger = 0;
    p->source = NULL;
    p->settles_ns = 0;
    if (waited) {
        sim__unlock_ended();
    } else {
        sim__unlock();
    }
    if (watched) {
        board->untap(board->ctx, &p->tap);
    }
}

static int watch(void *ctx, uint32_t pad, unsigned trigger,
                 struct toc_source *source) {
    (void)ctx;
    if (!sim__has_pad(pad) || pads[pad].time_ns == 0) {
        return board->watch(board->ctx, pad, trigger, source);
    }
    if (trigger < TOC_PIN_RISING || trigger > TOC_PIN_HIGH_LEVEL ||
        source == NULL) {
        return TOC_EINVAL;
    }
    bouncing_t *p = &pads[pad];
    forget(pad);
    p->tap = (toc_pin_tap_t){.fn = on_change, .ctx = p};
    int err = board->tap(board->ctx, pad, &p->tap);
    if (err != 0) {
        return err;
    }
    sim__lock();
    p->stable = sim__level_of(pad);
    p->trigger = trigger;
    p->source = source;
    raise_if_level(pad);
    sim__unlock();
    return 0;
}

static void unwatch(void *ctx, uint32_t pad) {
    (void)ctx;
    if (sim__has_pad(pad)) {
        forget(pad);
    }
    board->unwatch(board->ctx, pad);
}

static void look(void *ctx, uint32_t pad) {
    (void)ctx;
    if (!sim__has_pad(pad) || pads[pad].trigger == 0) {
        board->look(board->ctx, pad);
        return;
    }
    sim__lock();
    raise_if_level(pad);
    sim__unlock();
}

const toc_pin_ops_t *sim_debounce(const toc_pin_ops_t *rest) {
    board = rest;
    debounced = *rest;
    debounced.debounce = debounce;
    debounced.watch = watch;
    debounced.unwatch = unwatch;
    debounced.look = look;
    return &debounced;
}

void sim_debounce_reset(void) {
    for (uint32_t pad = 0; board != NULL && pad < SIM_PADS_MAX; pad++) {
        forget(pad);
        pads[pad].time_ns = 0;
    }
}

void sim_debounce_stop(void) {
    sim_debounce_reset();
    if (runs) {
        toc_atomic_store(&stop, 1);
        toc_waiter_wake(&waiter);
        toc_port_thread_join(&thread);
        runs = false;
    }
}
