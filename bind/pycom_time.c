/*
 * pycom_time - Pycom's time module: whole seconds, 8-tuples, a time zone, and
 * ticks of 32 bits
 *
 * SPDX-License-Identifier: MIT
 */
#include "bind/dialect.h"
#include "core/clock.h"
#include "py/builtin.h"
#include "py/mphal.h"
#include "py/runtime.h"
#include "shared/timeutils/timeutils.h"

static mp_obj_module_t module;

// Seconds to add to UTC. Outlives a soft reset.
static mp_int_t zone_s;

void bind_time_power_on(void) {
    zone_s = 0;
}

static mp_int_t now_s(void) {
    // The clock can be set to before 1970: then it is negative.
    int64_t time_ns = (int64_t)mp_hal_time_ns();
    return (mp_int_t)(time_ns / 1000000000 - (time_ns % 1000000000 < 0));
}

static mp_obj_t time_time(void) {
    return mp_obj_new_int(now_s());
}
static MP_DEFINE_CONST_FUN_OBJ_0(time_time_obj, time_time);

static mp_obj_t split(size_t n_args, const mp_obj_t *args, mp_int_t offset_s) {
    bool given = n_args != 0 && args[0] != mp_const_none;
    mp_int_t seconds = (given ? mp_obj_get_int(args[0]) : now_s()) + offset_s;
    timeutils_struct_time_t tm;
    timeutils_seconds_since_epoch_to_struct_time((mp_uint_t)seconds, &tm);
    mp_obj_t items[8] = {
        mp_obj_new_int(tm.tm_year),
        MP_OBJ_NEW_SMALL_INT(tm.tm_mon),
        MP_OBJ_NEW_SMALL_INT(tm.tm_mday),
        MP_OBJ_NEW_SMALL_INT(tm.tm_hour),
        MP_OBJ_NEW_SMALL_INT(tm.tm_min),
        MP_OBJ_NEW_SMALL_INT(tm.tm_sec),
        MP_OBJ_NEW_SMALL_INT(tm.tm_wday),
        MP_OBJ_NEW_SMALL_INT(tm.tm_yday),
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
    mp_int_t seconds = (mp_int_t)timeutils_mktime((mp_uint_t)mp_obj_get_int(items[0]),
        mp_obj_get_int(items[1]), mp_obj_get_int(items[2]), mp_obj_get_int(items[3]),
        mp_obj_get_int(items[4]), mp_obj_get_int(items[5]));
    return mp_obj_new_int(seconds - zone_s);
}
static MP_DEFINE_CONST_FUN_OBJ_1(time_mktime_obj, time_mktime);

static mp_obj_t time_timezone(size_t n_args, const mp_obj_t *args) {
    if (n_args == 0) {
        return mp_obj_new_int(zone_s);
    }
    zone_s = mp_obj_get_int(args[0]);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(time_timezone_obj, 0, 1, time_timezone);

static mp_obj_t time_ticks_ms(void) {
    return MP_OBJ_NEW_SMALL_INT((uint32_t)(toc_clock_now_ns() / 1000000u));
}
static MP_DEFINE_CONST_FUN_OBJ_0(time_ticks_ms_obj, time_ticks_ms);

static mp_obj_t time_ticks_us(void) {
    return MP_OBJ_NEW_SMALL_INT((uint32_t)(toc_clock_now_ns() / 1000u));
}
static MP_DEFINE_CONST_FUN_OBJ_0(time_ticks_us_obj, time_ticks_us);

static mp_obj_t time_ticks_add(mp_obj_t ticks, mp_obj_t delta) {
    uint32_t sum =
        (uint32_t)mp_obj_get_int_truncated(ticks) + (uint32_t)mp_obj_get_int_truncated(delta);
    return MP_OBJ_NEW_SMALL_INT(sum);
}
static MP_DEFINE_CONST_FUN_OBJ_2(time_ticks_add_obj, time_ticks_add);

static mp_obj_t time_ticks_diff(mp_obj_t later, mp_obj_t earlier) {
    uint32_t difference =
        (uint32_t)mp_obj_get_int_truncated(later) - (uint32_t)mp_obj_get_int_truncated(earlier);
    return MP_OBJ_NEW_SMALL_INT((int32_t)difference);
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
