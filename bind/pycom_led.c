/*
 * pycom_led - pycom.heartbeat() and pycom.rgbled()
 *
 * SPDX-License-Identifier: MIT
 */
#include "bind/hal.h"
#include "bind/pycom.h"
#include "bind/raise.h"

static const toc_led_ops_t *led(void) {
    const toc_led_ops_t *ops = bind_hal()->led;
    if (ops == NULL) {
        mp_raise_msg(&mp_type_OSError, MP_ERROR_TEXT("RGB Led Interface Disabled"));
    }
    return ops;
}

static mp_obj_t pycom_heartbeat(size_t n_args, const mp_obj_t *args) {
    const toc_led_ops_t *ops = led();
    if (n_args == 0) {
        return mp_obj_new_bool(ops->is_beating(ops->ctx));
    }
    ops->beat(ops->ctx, mp_obj_is_true(args[0]));
    return mp_const_none;
}
MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(bind_pycom_heartbeat_obj, 0, 1, pycom_heartbeat);

static mp_obj_t pycom_rgbled(size_t n_args, const mp_obj_t *args) {
    const toc_led_ops_t *ops = led();
    if (ops->is_beating(ops->ctx)) {
        mp_raise_msg(&mp_type_OSError, BIND_MSG_NOT_POSSIBLE);
    }
    if (n_args == 0) {
        return MP_OBJ_NEW_SMALL_INT(ops->get(ops->ctx));
    }
    ops->set(ops->ctx, (uint32_t)mp_obj_get_int_truncated(args[0]));
    return mp_const_none;
}
MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(bind_pycom_rgbled_obj, 0, 1, pycom_rgbled);
