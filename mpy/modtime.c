/*
 * modtime - what extmod/modtime.c asks a port for
 *
 * Included there (MICROPY_PY_TIME_INCLUDEFILE), never compiled by itself.
 * Functions and argument checks are those of the unix port; time itself is
 * core/clock's.
 *
 * SPDX-License-Identifier: MIT
 */
#include <math.h>
#include <time.h>

#include "py/mphal.h"
#include "py/runtime.h"

static mp_obj_t mp_time_time_get(void) {
    // Set to before 1970 it is negative.
    int64_t time_us = (int64_t)mp_hal_time_ns() / 1000;
    return mp_obj_new_float((mp_float_t)time_us / MICROPY_FLOAT_CONST(1e6));
}

static mp_obj_t mp_time_sleep(mp_obj_t seconds_in) {
    mp_float_t seconds = mp_obj_get_float(seconds_in);
    if (!(seconds >= MICROPY_FLOAT_CONST(0.0))) {
        mp_raise_ValueError(MP_ERROR_TEXT("sleep length must not be negative"));
    }
    uint64_t now_ns = mpy_time_ns();
    mp_float_t length_ns = seconds * MICROPY_FLOAT_CONST(1e9);
    bool fits = length_ns < (mp_float_t)(INT64_MAX - (int64_t)now_ns);
    mpy_sleep_until(fits ? now_ns +
                               (uint64_t)(length_ns + MICROPY_FLOAT_CONST(0.5))
                         : UINT64_MAX - 1);
    return mp_const_none;
}

// Processor time.
static mp_obj_t time_clock(void) {
    return mp_obj_new_float((mp_float_t)clock() / (mp_float_t)CLOCKS_PER_SEC);
}
static MP_DEFINE_CONST_FUN_OBJ_0(time_clock_obj, time_clock);

static mp_obj_t time_split(size_t n_args, const mp_obj_t *args,
                           struct tm *(*split)(const time_t *, struct tm *)) {
    time_t seconds;
    if (n_args == 0) {
        int64_t time_ns = (int64_t)mp_hal_time_ns();
        seconds = (time_t)(time_ns / 1000000000 - (time_ns % 1000000000 < 0));
    } else {
        seconds = (time_t)MICROPY_FLOAT_C_FUN(trunc)(mp_obj_get_float(args[0]));
    }
    struct tm tm;
    if (split(&seconds, &tm) == NULL) {
        mp_raise_msg(&mp_type_OverflowError,
                     MP_ERROR_TEXT("time out of range"));
    }
    mp_obj_t items[9] = {
        mp_obj_new_int(tm.tm_year + 1900),
        MP_OBJ_NEW_SMALL_INT(tm.tm_mon + 1),
        MP_OBJ_NEW_SMALL_INT(tm.tm_mday),
        MP_OBJ_NEW_SMALL_INT(tm.tm_hour),
        MP_OBJ_NEW_SMALL_INT(tm.tm_min),
        MP_OBJ_NEW_SMALL_INT(tm.tm_sec),
        // Python's week begins on Monday, C's on Sunday.
        MP_OBJ_NEW_SMALL_INT((tm.tm_wday + 6) % 7),
        MP_OBJ_NEW_SMALL_INT(tm.tm_yday + 1),
        MP_OBJ_NEW_SMALL_INT(tm.tm_isdst),
    };
    return mp_obj_new_tuple(9, items);
}

static mp_obj_t time_gmtime(size_t n_args, const mp_obj_t *args) {
    return time_split(n_args, args, gmtime_r);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(time_gmtime_obj, 0, 1, time_gmtime);

static mp_obj_t time_localtime(size_t n_args, const mp_obj_t *args) {
    return time_split(n_args, args, localtime_r);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(time_localtime_obj, 0, 1,
                                           time_localtime);

static mp_obj_t time_mktime(mp_obj_t tuple) {
    size_t count;
    mp_obj_t *items;
    mp_obj_get_array(tuple, &count, &items);
    if (count < 8 || count > 9) {
        mp_raise_TypeError(
            MP_ERROR_TEXT("mktime needs a tuple of length 8 or 9"));
    }
    struct tm tm = {
        .tm_year = (int)mp_obj_get_int(items[0]) - 1900,
        .tm_mon = (int)mp_obj_get_int(items[1]) - 1,
        .tm_mday = (int)mp_obj_get_int(items[2]),
        .tm_hour = (int)mp_obj_get_int(items[3]),
        .tm_min = (int)mp_obj_get_int(items[4]),
        .tm_sec = (int)mp_obj_get_int(items[5]),
        .tm_isdst = count == 9 ? (int)mp_obj_get_int(items[8]) : -1,
    };
    time_t seconds = mktime(&tm);
    if (seconds == (time_t)-1) {
        mp_raise_msg(&mp_type_OverflowError,
                     MP_ERROR_TEXT("invalid mktime usage"));
    }
    return mp_obj_new_int_from_ll(seconds);
}
static MP_DEFINE_CONST_FUN_OBJ_1(time_mktime_obj, time_mktime);

// clang-format off
#define MICROPY_PY_TIME_EXTRA_GLOBALS \
    { MP_ROM_QSTR(MP_QSTR_clock), MP_ROM_PTR(&time_clock_obj) }, \
    { MP_ROM_QSTR(MP_QSTR_gmtime), MP_ROM_PTR(&time_gmtime_obj) }, \
    { MP_ROM_QSTR(MP_QSTR_localtime), MP_ROM_PTR(&time_localtime_obj) }, \
    { MP_ROM_QSTR(MP_QSTR_mktime), MP_ROM_PTR(&time_mktime_obj) },
// clang-format on
