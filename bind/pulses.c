/*
 * pulses - the edges of a pin until it is idle
 *
 * The first edge wakes the thread that waits; from then on it looks when the
 * pin would be idle if no other edge came.
 *
 * SPDX-License-Identifier: MIT
 */
#include "bind/pulses.h"

#include "bind/hal.h"
#include "bind/raise.h"
#include "core/clock.h"
#include "py/mphal.h"
#include "py/runtime.h"

// ctx: toc_pin_tap_t
static void record(toc_pin_tap_t *tap, const toc_pin_change_t *change) {
    bind_pulses_t *rec = tap->ctx;
    uint32_t count = rec->count;
    uint64_t last_ns = toc_atomic_load64(&rec->last_ns);
    // Of two that drive the pin one may tell of its edge late.
    uint64_t now_ns = last_ns != TOC_FOREVER && change->at_ns < last_ns ? last_ns : change->at_ns;
    if (last_ns != TOC_FOREVER && now_ns - last_ns >= rec->idle_ns) {
        // It was idle, only nobody has looked yet.
        return;
    }
    if (!rec->overflown && count != 0 && now_ns - rec->edge_ns[count - 1] < rec->glitch_ns) {
        // Back where it was: neither edge is one.
        rec->count--;
        toc_atomic_store64(&rec->last_ns, count > 1 ? rec->edge_ns[count - 2] : TOC_FOREVER);
        return;
    }
    if (count == 0) {
        rec->first_level = change->high != 0;
    }
    if (count <= BIND_PULSES_MAX) {
        rec->edge_ns[count] = now_ns;
        rec->count++;
    } else {
        rec->overflown = true;
    }
    toc_atomic_store64(&rec->last_ns, now_ns);
    if (count == 0) {
        toc_waiter_wake(rec->waiter);
    }
}

// Wait until the burst is over. Returns false when the time is up before.
static bool wait_idle(bind_pulses_t *rec, uint64_t deadline_ns) {
    for (;;) {
        uint64_t last_ns = toc_atomic_load64(&rec->last_ns);
        uint64_t now_ns = toc_clock_now_ns();
        if (last_ns != TOC_FOREVER && now_ns >= last_ns + rec->idle_ns) {
            return true;
        }
        if (now_ns >= deadline_ns) {
            return false;
        }
        uint64_t idle_ns = last_ns != TOC_FOREVER ? last_ns + rec->idle_ns : TOC_FOREVER;
        mpy_wait_until(MIN(idle_ns, deadline_ns));
        mp_handle_pending(true);
    }
}

bool bind_pulses_record(bind_pulses_t *rec, uint32_t pad, uint64_t deadline_ns) {
    const toc_pin_ops_t *pins = bind_hal()->pin;
    rec->count = 0;
    rec->overflown = false;
    rec->waiter = mpy_waiter();
    rec->tap = (toc_pin_tap_t){ .fn = record, .ctx = rec };
    toc_atomic_store64(&rec->last_ns, TOC_FOREVER);

    bind_check(pins->tap(pins->ctx, pad, &rec->tap));
    bool is_over = false;
    nlr_buf_t nlr;
    if (nlr_push(&nlr) == 0) {
        is_over = wait_idle(rec, deadline_ns);
        nlr_pop();
        pins->untap(pins->ctx, &rec->tap);
    } else {
        pins->untap(pins->ctx, &rec->tap);
        nlr_jump(nlr.ret_val);
    }
    return is_over;
}
