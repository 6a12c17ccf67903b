/*
 * pycom_time - Pycom's time module: whole seconds, 8-tuples, a time zone, and
 * ticks of 32 bits
 *
 * SPDX-License-Identifier: MIT
 */
#include "bind/dialect.h"
#include "bind/int.h"
#include "core/clock.h"
#include "hal/calendar.h"
#include "py/builtin.h"
#include "py/mphal.h"
#include "py/runtime.h"

#define SECONDS_MOST (INT64_C(1) << 55)

static mp_obj_module_t module;

// Seconds to add to UTC. Outlives a soft reset.
static int64_t zone_s;

void bind_time_power_on(void) {
    zone_s = 0;
}

// An integer of at most `most`, or as far below 0, so that nothing that is worked
// out from it overflows.
static int64_t number(mp_obj_t value_in, int64_t most) {
    int64_t value = bind_get_int64(value_in);
    if (value < -most || value > most) {
        mp_raise_msg(
            &mp_type_OverflowError, MP_ERROR_TEXT("overflow converting long int to machine word"));
    }
    return value;
}

// The clock can be set to before 1970: then it is negative.
static int64_t now_s(void) {
    return toc_floor_div((int64_t)mp_hal_time_ns(), 1000000000);
}

static mp_obj_t time_time(void) {
    return bind_signed(now_s());
}
static MP_DEFINE_CONST_FUN_OBJ_0(time_time_obj, time_time);

static mp_obj_t split(size_t n_args, const mp_obj_t *args, int64_t offset_s) {
    bool given = n_args != 0 && args[0] != mp_const_none;
    int64_t seconds = (given ? number(args[0], SECONDS_MOST) : now_s()) + offset_s;
    int64_t days = toc_floor_div(seconds, TOC_SECONDS_A_DAY);
    int64_t of_day = seconds - days * TOC_SECONDS_A_DAY;
    toc_date_t date = toc_date_of(days);
    mp_obj_t items[8] = {
        bind_signed(date.year),
        MP_OBJ_NEW_SMALL_INT(date.month),
        MP_OBJ_NEW_SMALL_INT(date.day),
        MP_OBJ_NEW_SMALL_INT(of_day / 3600),
        MP_OBJ_NEW_SMALL_INT(of_day / 60 % 60),
        MP_OBJ_NEW_SMALL_INT(of_day % 60),
        // The first day of 1970 was a Thursday.
        MP_OBJ_NEW_SMALL_INT(days + 3 - toc_floor_div(days + 3, 7) * 7),
        MP_OBJ_NEW_SMALL_INT(days - toc_days_of(date.year, 1, 1) + 1),
    };
    return mp_obj_new_tuple(MP_ARRAY_SIZE(items), items);
}

static mp_obj_t time_gmtime(size_t n_args, const mp_obj_t *args) {
    return split(n_args, args, 0);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(time_gmtime_obj, 0, 1, time_gmtime);

static mp_obj_t time_localtime(size_t n_args, const mp_obj_t *args) {
    return split(n_args, args, zone_s);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(time_localtime_obj, 0, 1, time_localtime);

static mp_obj_t time_mktime(mp_obj_t tuple) {
    size_t count;
    mp_obj_t *items;
    mp_obj_get_array(tuple, &count, &items);
    if (count < 8 || count > 9) {
        mp_raise_msg_varg(&mp_type_TypeError,
            MP_ERROR_TEXT("mktime needs a tuple of length 8 or 9 (%d given)"), (int)count);
    }
    int64_t values[6];
    for (size_t i = 0; i < MP_ARRAY_SIZE(values); i++) {
        values[i] = number(items[i], INT32_MAX);
    }
    return bind_signed(toc_days_of(values[0], values[1], values[2]) * TOC_SECONDS_A_DAY +
                       values[3] * 3600 + values[4] * 60 + values[5] - zone_s);
}
static MP_DEFINE_CONST_FUN_OBJ_1(time_mktime_obj, time_mktime);

static mp_obj_t time_timezone(size_t n_args, const mp_obj_t *args) {
    if (n_args == 0) {
        return bind_signed(zone_s);
    }
    zone_s = number(args[0], SECONDS_MOST);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(time_timezone_obj, 0, 1, time_timezone);

static mp_obj_t time_ticks_ms(void) {
    return bind_int((uint32_t)(toc_clock_now_ns() / 1000000u));
}
static MP_DEFINE_CONST_FUN_OBJ_0(time_ticks_ms_obj, time_ticks_ms);

static mp_obj_t time_ticks_us(void) {
    return bind_int((uint32_t)(toc_clock_now_ns() / 1000u));
}
static MP_DEFINE_CONST_FUN_OBJ_0(time_ticks_us_obj, time_ticks_us);

static mp_obj_t time_ticks_add(mp_obj_t ticks, mp_obj_t delta) {
    uint32_t sum =
        (uint32_t)mp_obj_get_int_truncated(ticks) + (uint32_t)mp_obj_get_int_truncated(delta);
    return bind_int(sum);
}
static MP_DEFINE_CONST_FUN_OBJ_2(time_ticks_add_obj, time_ticks_add);

static mp_obj_t time_ticks_diff(mp_obj_t later, mp_obj_t earlier) {
    uint32_t difference =
        (uint32_t)mp_obj_get_int_truncated(later) - (uint32_t)mp_obj_get_int_truncated(earlier);
    return bind_signed((int32_t)difference);
}
static MP_DEFINE_CONST_FUN_OBJ_2(time_ticks_diff_obj, time_ticks_diff);

static const mp_rom_map_elem_t entries[] = {
    { MP_ROM_QSTR(MP_QSTR_time), MP_ROM_PTR(&time_time_obj) },
    { MP_ROM_QSTR(MP_QSTR_gmtime), MP_ROM_PTR(&time_gmtime_obj) },
    { MP_ROM_QSTR(MP_QSTR_localtime), MP_ROM_PTR(&time_localtime_obj) },
    { MP_ROM_QSTR(MP_QSTR_mktime), MP_ROM_PTR(&time_mktime_obj) },
    { MP_ROM_QSTR(MP_QSTR_timezone), MP_ROM_PTR(&time_timezone_obj) },
    { MP_ROM_QSTR(MP_QSTR_ticks_ms), MP_ROM_PTR(&time_ticks_ms_obj) },
    { MP_ROM_QSTR(MP_QSTR_ticks_us), MP_ROM_PTR(&time_ticks_us_obj) },
    { MP_ROM_QSTR(MP_QSTR_ticks_cpu), MP_ROM_PTR(&time_ticks_us_obj) },
    { MP_ROM_QSTR(MP_QSTR_ticks_add), MP_ROM_PTR(&time_ticks_add_obj) },
    { MP_ROM_QSTR(MP_QSTR_ticks_diff), MP_ROM_PTR(&time_ticks_diff_obj) },
};

const bind_overlay_t bind_time_overlay = {
    &mp_module_time,
    &module,
    entries,
    MP_ARRAY_SIZE(entries),
};
