/*
 * machine_wdt - machine.WDT
 *
 * SPDX-License-Identifier: MIT
 */
#include "bind/hal.h"
#include "bind/machine_types.h"
#include "bind/raise.h"
#include "py/runtime.h"

#define NS_PER_MS UINT64_C(1000000)

static const mp_obj_base_t wdt_obj = { &bind_wdt_type };

enum { ARG_id, ARG_timeout, ARG_COUNT };

static const mp_arg_t wdt_args[ARG_COUNT] = {
    { MP_QSTR_id, MP_ARG_INT, { .u_int = 0 } },
    { MP_QSTR_timeout, MP_ARG_REQUIRED | MP_ARG_INT, { .u_int = 0 } },
};

static void start(mp_int_t timeout_ms) {
    if (timeout_ms < 0 || (uint64_t)timeout_ms > UINT32_MAX) {
        mp_raise_ValueError(BIND_MSG_VALUE);
    }
    uint64_t ms = timeout_ms == 0 ? 1 : (uint64_t)timeout_ms;
    const toc_wdt_ops_t *wdt = bind_hal()->wdt;
    bind_check_file(
        wdt->start(wdt->ctx, ms * NS_PER_MS), wdt->file != NULL ? wdt->file(wdt->ctx) : NULL);
}

static mp_obj_t wdt_make_new(
    const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    (void)type;
    mp_arg_val_t vals[ARG_COUNT];
    mp_arg_parse_all_kw_array(n_args, n_kw, args, ARG_COUNT, wdt_args, vals);
    if (vals[ARG_id].u_int != 0) {
        mp_raise_msg(&mp_type_OSError, BIND_MSG_RESOURCE);
    }
    start(vals[ARG_timeout].u_int);
    return MP_OBJ_FROM_PTR(&wdt_obj);
}

static mp_obj_t wdt_init(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    mp_arg_val_t vals[ARG_COUNT];
    mp_arg_parse_all(n_args - 1, args + 1, kw_args, ARG_COUNT - ARG_timeout, &wdt_args[ARG_timeout],
        &vals[ARG_timeout]);
    start(vals[ARG_timeout].u_int);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_KW(wdt_init_obj, 1, wdt_init);

static mp_obj_t wdt_feed(mp_obj_t self_in) {
    (void)self_in;
    const toc_wdt_ops_t *wdt = bind_hal()->wdt;
    wdt->feed(wdt->ctx);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(wdt_feed_obj, wdt_feed);

static const mp_rom_map_elem_t wdt_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_init), MP_ROM_PTR(&wdt_init_obj) },
    { MP_ROM_QSTR(MP_QSTR_feed), MP_ROM_PTR(&wdt_feed_obj) },
};
static MP_DEFINE_CONST_DICT(wdt_locals, wdt_locals_table);

MP_DEFINE_CONST_OBJ_TYPE(
    bind_wdt_type,
    MP_QSTR_WDT,
    MP_TYPE_FLAG_NONE,
    make_new, wdt_make_new,
    locals_dict, &wdt_locals
    );
