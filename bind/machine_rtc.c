/*
 * machine_rtc - machine.RTC
 *
 * SPDX-License-Identifier: MIT
 */
#include "bind/hal.h"
#include "bind/int.h"
#include "bind/machine_types.h"
#include "bind/raise.h"
#include "hal/calendar.h"
#include "py/runtime.h"

#define NS_PER_SECOND INT64_C(1000000000)

#define NTP_PERIOD_MIN_S 15

enum { RTC_INTERNAL_RC = 0, RTC_XTAL_32KHZ = 1 };

static const mp_obj_base_t rtc_obj = { &bind_rtc_type };

static const toc_rtc_ops_t *rtc(void) {
    return bind_hal()->rtc;
}

static void check(int err) {
    bind_check_file(err, rtc()->file != NULL ? rtc()->file(rtc()->ctx) : NULL);
}

// (year, month, day[, hour[, minute[, second[, microsecond[, tzinfo]]]]]). As on
// the original no value has to be in its range.
static void set_time(mp_obj_t datetime) {
    size_t count;
    mp_obj_t *items;
    mp_obj_get_array(datetime, &count, &items);
    if (count < 3 || count > 8) {
        mp_raise_ValueError(BIND_MSG_VALUE);
    }
    int64_t values[7] = { 0 };
    for (size_t i = 0; i < count && i < MP_ARRAY_SIZE(values); i++) {
        values[i] = bind_get_int64(items[i]);
        // So far that nothing below can overflow.
        if (values[i] < -INT32_MAX || values[i] > INT32_MAX) {
            mp_raise_ValueError(BIND_MSG_VALUE);
        }
    }
    int64_t seconds = toc_days_of(values[0], values[1], values[2]) * TOC_SECONDS_A_DAY +
                      values[3] * 3600 + values[4] * 60 + values[5];
    int64_t furthest = INT64_MAX / NS_PER_SECOND / 2;
    if (seconds < -furthest || seconds > furthest) {
        mp_raise_ValueError(BIND_MSG_VALUE);
    }
    check(rtc()->set_ns(rtc()->ctx, seconds * NS_PER_SECOND + values[6] * 1000));
}

// There is one slow clock here; which one it is called is of no consequence.
static void check_source(mp_obj_t source) {
    if (source == mp_const_none) {
        return;
    }
    mp_int_t which = mp_obj_get_int(source);
    if (which != RTC_INTERNAL_RC && which != RTC_XTAL_32KHZ) {
        mp_raise_ValueError(BIND_MSG_VALUE);
    }
}

enum { ARG_id, ARG_datetime, ARG_source, ARG_COUNT };

static const mp_arg_t rtc_args[ARG_COUNT] = {
    { MP_QSTR_id, MP_ARG_INT, { .u_int = 0 } },
    { MP_QSTR_datetime, MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
    { MP_QSTR_source, MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
};

static mp_obj_t rtc_make_new(
    const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    (void)type;
    mp_arg_val_t vals[ARG_COUNT];
    mp_arg_parse_all_kw_array(n_args, n_kw, args, ARG_COUNT, rtc_args, vals);
    if (vals[ARG_id].u_int != 0) {
        mp_raise_msg(&mp_type_OSError, BIND_MSG_RESOURCE);
    }
    check_source(vals[ARG_source].u_obj);
    if (rtc()->begin != NULL) {
        check(rtc()->begin(rtc()->ctx));
    }
    if (vals[ARG_datetime].u_obj != mp_const_none) {
        set_time(vals[ARG_datetime].u_obj);
    }
    return MP_OBJ_FROM_PTR(&rtc_obj);
}

static mp_obj_t rtc_init(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    mp_arg_val_t vals[ARG_COUNT];
    mp_arg_parse_all(n_args - 1, args + 1, kw_args, ARG_COUNT - ARG_datetime,
        &rtc_args[ARG_datetime], &vals[ARG_datetime]);
    if (vals[ARG_datetime].u_obj != mp_const_none) {
        set_time(vals[ARG_datetime].u_obj);
    }
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_KW(rtc_init_obj, 1, rtc_init);

static mp_obj_t rtc_now(mp_obj_t self_in) {
    (void)self_in;
    int64_t now_ns = rtc()->now_ns(rtc()->ctx);
    int64_t seconds = toc_floor_div(now_ns, NS_PER_SECOND);
    int64_t days = toc_floor_div(seconds, TOC_SECONDS_A_DAY);
    int second = (int)(seconds - days * TOC_SECONDS_A_DAY);
    toc_date_t date = toc_date_of(days);
    mp_obj_t items[8] = {
        mp_obj_new_int_from_ll(date.year),
        MP_OBJ_NEW_SMALL_INT(date.month),
        MP_OBJ_NEW_SMALL_INT(date.day),
        MP_OBJ_NEW_SMALL_INT(second / 3600),
        MP_OBJ_NEW_SMALL_INT(second / 60 % 60),
        MP_OBJ_NEW_SMALL_INT(second % 60),
        MP_OBJ_NEW_SMALL_INT((now_ns - seconds * NS_PER_SECOND) / 1000),
        mp_const_none,
    };
    return mp_obj_new_tuple(8, items);
}
static MP_DEFINE_CONST_FUN_OBJ_1(rtc_now_obj, rtc_now);

static mp_obj_t rtc_ntp_sync(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    enum { ARG_server, ARG_update_period, ARG_backup_server };
    static const mp_arg_t allowed[] = {
        { MP_QSTR_server, MP_ARG_REQUIRED | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_update_period, MP_ARG_INT, { .u_int = 3600 } },
        { MP_QSTR_backup_server, MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
    };
    mp_arg_val_t vals[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args - 1, args + 1, kw_args, MP_ARRAY_SIZE(allowed), allowed, vals);

    const char *names[2] = { NULL, NULL };
    mp_obj_t given[2] = { vals[ARG_server].u_obj, vals[ARG_backup_server].u_obj };
    for (int i = 0; i < 2; i++) {
        if (given[i] != mp_const_none) {
            names[i] = mp_obj_str_get_str(given[i]);
        }
    }
    mp_int_t period_s = vals[ARG_update_period].u_int;
    if (period_s < NTP_PERIOD_MIN_S) {
        mp_raise_ValueError(MP_ERROR_TEXT("update period cannot be shorter than 15 s"));
    }
    if (period_s > INT32_MAX) {
        mp_raise_ValueError(BIND_MSG_VALUE);
    }
    rtc()->ntp_start(rtc()->ctx, names[0], names[1], (uint64_t)period_s * 1000000000u);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_KW(rtc_ntp_sync_obj, 1, rtc_ntp_sync);

static mp_obj_t rtc_synced(mp_obj_t self_in) {
    (void)self_in;
    return mp_obj_new_bool(rtc()->is_synced(rtc()->ctx));
}
static MP_DEFINE_CONST_FUN_OBJ_1(rtc_synced_obj, rtc_synced);

static mp_obj_t rtc_memory(size_t n_args, const mp_obj_t *args) {
    if (n_args == 1) {
        byte data[TOC_RTC_MEMORY_BYTES];
        size_t size = rtc()->memory_get(rtc()->ctx, data);
        return mp_obj_new_bytes(data, size);
    }
    mp_buffer_info_t info;
    mp_get_buffer_raise(args[1], &info, MP_BUFFER_READ);
    if (info.len > TOC_RTC_MEMORY_BYTES) {
        mp_raise_ValueError(MP_ERROR_TEXT("buffer too long"));
    }
    bind_check(rtc()->memory_set(rtc()->ctx, info.buf, info.len));
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(rtc_memory_obj, 1, 2, rtc_memory);

static const mp_rom_map_elem_t rtc_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_init), MP_ROM_PTR(&rtc_init_obj) },
    { MP_ROM_QSTR(MP_QSTR_now), MP_ROM_PTR(&rtc_now_obj) },
    { MP_ROM_QSTR(MP_QSTR_ntp_sync), MP_ROM_PTR(&rtc_ntp_sync_obj) },
    { MP_ROM_QSTR(MP_QSTR_synced), MP_ROM_PTR(&rtc_synced_obj) },
    { MP_ROM_QSTR(MP_QSTR_memory), MP_ROM_PTR(&rtc_memory_obj) },

    { MP_ROM_QSTR(MP_QSTR_INTERNAL_RC), MP_ROM_INT(RTC_INTERNAL_RC) },
    { MP_ROM_QSTR(MP_QSTR_XTAL_32KHZ), MP_ROM_INT(RTC_XTAL_32KHZ) },
};
static MP_DEFINE_CONST_DICT(rtc_locals, rtc_locals_table);

MP_DEFINE_CONST_OBJ_TYPE(
    bind_rtc_type,
    MP_QSTR_RTC,
    MP_TYPE_FLAG_NONE,
    make_new, rtc_make_new,
    locals_dict, &rtc_locals
    );
