/*
 * pycom_pulses - pycom.pulses_get()
 *
 * Writes down the edges of a pin until it is idle, on the program's clock. As
 * the original's receiver: 128 pulses at most, those shorter than 1.25 us are
 * not seen, and the pin is idle when it stays as it is for 65535 us.
 *
 * SPDX-License-Identifier: MIT
 */
#include "bind/int.h"
#include "bind/pin.h"
#include "bind/pulses.h"
#include "bind/pycom.h"
#include "core/clock.h"
#include "py/runtime.h"

#define GLITCH_NS 1250u
#define IDLE_NS   (UINT64_C(65535) * 1000)
#define NS_PER_MS UINT64_C(1000000)
#define NS_PER_US 1000u

static mp_obj_t pulse(bool level, uint64_t us) {
    mp_obj_t items[] = { MP_OBJ_NEW_SMALL_INT(level), bind_int(us) };
    return mp_obj_new_tuple(MP_ARRAY_SIZE(items), items);
}

// Ticks of a microsecond count from the first edge on, so that nothing adds up.
static uint64_t tick(const bind_pulses_t *rec, uint32_t edge) {
    return (rec->edge_ns[edge] - rec->edge_ns[0]) / NS_PER_US;
}

static mp_obj_t pulses(const bind_pulses_t *rec) {
    mp_obj_t list = mp_obj_new_list(0, NULL);
    bool level = rec->first_level;
    for (uint32_t i = 0; i < rec->count && i < BIND_PULSES_MAX; i++) {
        bool is_last = i + 1 == rec->count;
        mp_obj_list_append(list, pulse(level, is_last ? 0 : tick(rec, i + 1) - tick(rec, i)));
        level = !level;
    }
    return list;
}

static mp_obj_t pycom_pulses_get(mp_obj_t pin_in, mp_obj_t timeout_in) {
    uint32_t pad = bind_pin_find(pin_in)->gpio;
    mp_int_t timeout_ms = mp_obj_get_int(timeout_in);
    uint64_t wait_ns = timeout_ms > 0 ? (uint64_t)timeout_ms * NS_PER_MS : 0;
    bind_pulses_t rec = { .glitch_ns = GLITCH_NS, .idle_ns = IDLE_NS };
    bool is_whole = bind_pulses_record(&rec, pad, toc_clock_now_ns() + wait_ns);
    return is_whole ? pulses(&rec) : mp_obj_new_list(0, NULL);
}
MP_DEFINE_CONST_FUN_OBJ_2(bind_pycom_pulses_get_obj, pycom_pulses_get);
