/*
 * pycom_pulses - pycom.pulses_get()
 *
 * Writes down the edges of a pin until it is idle, on the program's clock. As
 * the original's receiver: 128 pulses at most, those shorter than 1.25 us are
 * not seen, and the pin is idle when it stays as it is for 65535 us.
 *
 * SPDX-License-Identifier: MIT
 */
#include "bind/hal.h"
#include "bind/int.h"
#include "bind/pin.h"
#include "bind/pycom.h"
#include "bind/raise.h"
#include "core/clock.h"
#include "port/port_atomic.h"
#include "py/mphal.h"
#include "py/runtime.h"

#define PULSES_MAX 128
#define GLITCH_NS  1250u
#define IDLE_NS    (UINT64_C(65535) * 1000)
#define NS_PER_MS  UINT64_C(1000000)
#define NS_PER_US  1000u
// How long nobody looks whether a first edge came.
#define LOOK_NS (UINT64_C(1000) * 1000)

// Written by whoever changes the pin's level, with the lock of the pins, and
// read when the tap is off; `last_ns` also before.
typedef struct {
    toc_pin_tap_t tap;
    uint64_t edge_ns[PULSES_MAX + 1];
    uint32_t count;
    bool first_level;
    bool overflown;
    toc_atomic_u64_t last_ns; // time of the last edge; TOC_FOREVER: none yet
} recorder_t;

// ctx: toc_pin_tap_t
static void record(toc_pin_tap_t *tap, bool level, uint64_t now_ns) {
    recorder_t *rec = tap->ctx;
    uint32_t count = rec->count;
    if (!rec->overflown && count != 0 && now_ns - rec->edge_ns[count - 1] < GLITCH_NS) {
        // Back where it was: neither edge is one.
        rec->count--;
        toc_atomic_store64(&rec->last_ns, count > 1 ? rec->edge_ns[count - 2] : TOC_FOREVER);
        return;
    }
    if (count == 0) {
        rec->first_level = level;
    }
    if (count <= PULSES_MAX) {
        rec->edge_ns[count] = now_ns;
        rec->count++;
    } else {
        rec->overflown = true;
    }
    toc_atomic_store64(&rec->last_ns, now_ns);
}

// Wait until the burst is over. Returns false when the time is up before.
static bool wait_idle(recorder_t *rec, uint64_t deadline_ns) {
    for (;;) {
        uint64_t last_ns = toc_atomic_load64(&rec->last_ns);
        uint64_t now_ns = toc_clock_now_ns();
        if (last_ns != TOC_FOREVER && now_ns >= last_ns + IDLE_NS) {
            return true;
        }
        if (now_ns >= deadline_ns) {
            return false;
        }
        uint64_t next_ns = last_ns != TOC_FOREVER ? last_ns + IDLE_NS : now_ns + LOOK_NS;
        mpy_sleep_until(MIN(next_ns, deadline_ns));
    }
}

static mp_obj_t pulse(bool level, uint64_t us) {
    mp_obj_t items[] = { MP_OBJ_NEW_SMALL_INT(level), bind_int(us) };
    return mp_obj_new_tuple(MP_ARRAY_SIZE(items), items);
}

// Ticks of a microsecond count from the first edge on, so that nothing adds up.
static uint64_t tick(const recorder_t *rec, uint32_t edge) {
    return (rec->edge_ns[edge] - rec->edge_ns[0]) / NS_PER_US;
}

static mp_obj_t pulses(const recorder_t *rec) {
    mp_obj_t list = mp_obj_new_list(0, NULL);
    bool level = rec->first_level;
    for (uint32_t i = 0; i < rec->count && i < PULSES_MAX; i++) {
        bool is_last = i + 1 == rec->count;
        mp_obj_list_append(list, pulse(level, is_last ? 0 : tick(rec, i + 1) - tick(rec, i)));
        level = !level;
    }
    return list;
}

static mp_obj_t pycom_pulses_get(mp_obj_t pin_in, mp_obj_t timeout_in) {
    uint32_t pad = bind_pin_find(pin_in)->gpio;
    mp_int_t timeout_ms = mp_obj_get_int(timeout_in);
    const toc_pin_ops_t *pins = bind_hal()->pin;
    recorder_t rec = { .count = 0 };
    rec.tap = (toc_pin_tap_t){ .fn = record, .ctx = &rec };
    toc_atomic_store64(&rec.last_ns, TOC_FOREVER);
    uint64_t wait_ns = timeout_ms > 0 ? (uint64_t)timeout_ms * NS_PER_MS : 0;
    uint64_t deadline_ns = toc_clock_now_ns() + wait_ns;

    bind_check(pins->tap(pins->ctx, pad, &rec.tap));
    bool is_whole = false;
    nlr_buf_t nlr;
    if (nlr_push(&nlr) == 0) {
        is_whole = wait_idle(&rec, deadline_ns);
        nlr_pop();
        pins->untap(pins->ctx, &rec.tap);
    } else {
        pins->untap(pins->ctx, &rec.tap);
        nlr_jump(nlr.ret_val);
    }
    return is_whole ? pulses(&rec) : mp_obj_new_list(0, NULL);
}
MP_DEFINE_CONST_FUN_OBJ_2(bind_pycom_pulses_get_obj, pycom_pulses_get);
