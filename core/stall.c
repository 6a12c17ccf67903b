/*
 * stall - tell of a handler that runs for long
 *
 * In real time the service sleeps until the next alarm and does not see that a
 * handler begins. So the first one wakes it (`watching`), and it then comes by
 * itself at each end of the limit, until at one of them no handler runs. That
 * is one wake and one look for each limit, however many handlers begin.
 *
 * SPDX-License-Identifier: MIT
 */
#include "stall.h"

#include "alarm.h"

enum phase {
    IDLE,
    RUNNING,
    READING, // the note is being read: the handler may not end
};

static uint64_t limit_ns;
static void (*tell)(const toc_stall_t *stall);

static toc_atomic_u32_t phase;
static toc_atomic_u32_t watching; // real time: the service will look
static toc_atomic_u64_t next_ns;  // when to tell, while a handler runs
static toc_atomic_u64_t stalls;

// The note: of the dispatcher while IDLE, of whoever looks while READING, and
// left alone while RUNNING.
static toc_source_t *source;
static uint32_t opened;
static uint64_t since_ns;
static bool told;
static toc_stall_t stall;

// Of who looks: when to look again though no handler runs.
static uint64_t idle_until_ns;

void toc_stall_init(uint64_t after_ns, void (*fn)(const toc_stall_t *stall)) {
    limit_ns = after_ns;
    tell = fn;
    idle_until_ns = 0;
    toc_atomic_store(&phase, IDLE);
    toc_atomic_store(&watching, 0);
    toc_atomic_store64(&next_ns, TOC_FOREVER);
    toc__stall_reset();
}

void toc__stall_reset(void) {
    toc_atomic_store64(&stalls, 0);
}

uint64_t toc_stall_count(void) {
    return toc_atomic_load64(&stalls);
}

static uint64_t add_saturated(uint64_t a, uint64_t b) {
    return b < TOC_FOREVER - a ? a + b : TOC_FOREVER;
}

void toc__stall_begin(toc_source_t *of, const toc_where_t *where,
                      uint64_t now_ns) {
    if (limit_ns == 0) {
        return;
    }
    source = of;
    opened = of->opened;
    since_ns = now_ns;
    told = false;
    stall.where = *where;
    toc_atomic_store64(&next_ns, add_saturated(now_ns, limit_ns));
    // Pairs with the exchange in rest(): either this sees that nobody watches,
    // or who looks sees the handler.
    toc_atomic_exchange(&phase, RUNNING);
    if (toc_atomic_load(&watching) == 0 && !toc_clock_is_virtual() &&
        toc_atomic_exchange(&watching, 1) == 0) {
        toc_alarm_poke();
    }
}

void toc__stall_end(uint64_t now_ns) {
    if (limit_ns == 0) {
        return;
    }
    uint32_t running = RUNNING;
    while (!toc_atomic_cas(&phase, &running, IDLE)) {
        if (running == IDLE) {
            return;
        }
        running = RUNNING;
        toc_port_thread_yield();
    }
    if (told) {
        stall.ended = true;
        stall.ran_ns = now_ns - since_ns;
        tell(&stall);
    }
}

uint64_t toc_stall_due(void) {
    return limit_ns != 0 && toc_atomic_load(&phase) != IDLE
               ? toc_atomic_load64(&next_ns)
               : TOC_FOREVER;
}

// While READING.
static void tell_of(uint64_t now_ns) {
    if (!told) {
        toc_atomic_add64(&stalls, 1);
    }
    told = true;
    stall.ended = false;
    stall.ran_ns = now_ns - since_ns;
    toc__source_name(source, opened, stall.source);
    stall.waiting =
        toc__source_waiting(stall.waits, TOC_STALL_NAMED, &stall.named);
    uint64_t next = limit_ns;
    while (next <= stall.ran_ns) {
        next = add_saturated(next, next);
    }
    toc_atomic_store64(&next_ns, add_saturated(since_ns, next));
    tell(&stall);
}

// No handler runs.
static uint64_t rest(uint64_t now_ns) {
    if (idle_until_ns == 0) {
        idle_until_ns = add_saturated(now_ns, limit_ns);
    }
    if (now_ns < idle_until_ns) {
        return idle_until_ns;
    }
    idle_until_ns = 0;
    toc_atomic_exchange(&watching, 0);
    // One that began just now may have found it watched.
    if (toc_atomic_load(&phase) == IDLE) {
        return TOC_FOREVER;
    }
    toc_atomic_store(&watching, 1);
    return toc_atomic_load64(&next_ns);
}

uint64_t toc_stall_look(void) {
    if (limit_ns == 0 ||
        (toc_atomic_load(&watching) == 0 && !toc_clock_is_virtual())) {
        return TOC_FOREVER;
    }
    uint64_t now_ns = toc_clock_now_ns();
    uint32_t running = RUNNING;
    if (!toc_atomic_cas(&phase, &running, READING)) {
        return toc_clock_is_virtual() ? TOC_FOREVER : rest(now_ns);
    }
    if (now_ns >= toc_atomic_load64(&next_ns)) {
        tell_of(now_ns);
    }
    uint64_t told_again_ns = toc_atomic_load64(&next_ns);
    toc_atomic_store(&phase, RUNNING);
    // Not later than after the limit, for the handler that comes next.
    idle_until_ns = add_saturated(now_ns, limit_ns);
    if (told_again_ns < idle_until_ns) {
        idle_until_ns = told_again_ns;
    }
    return idle_until_ns;
}
