/*
 * pycom_nvs - pycom.nvs_set(), nvs_get(), nvs_erase() and nvs_erase_all()
 *
 * SPDX-License-Identifier: MIT
 */
#include <string.h>

#include "bind/hal.h"
#include "bind/int.h"
#include "bind/pycom.h"
#include "bind/raise.h"
#include "bind/unlock.h"
#include "core/err.h"
#include "py/objstr.h"

// The number that the original's storage has for it.
#define CODE_KEY_TOO_LONG 0x1109

static const toc_nvs_ops_t *nvs(void) {
    return bind_hal()->nvs;
}

static NORETURN void raise_not_stored(const char *key, int err) {
    switch (err) {
    case TOC_EINVAL:
        if (strlen(key) > TOC_NVS_KEY_MAX) {
            mp_raise_ValueError(MP_ERROR_TEXT("Key is too long"));
        }
        mp_raise_ValueError(MP_ERROR_TEXT("Key is invalid"));
    case TOC_EFULL:
        mp_raise_msg(&mp_type_OSError, MP_ERROR_TEXT("No free space available"));
    default:
        mp_raise_msg_varg(
            &mp_type_Exception, MP_ERROR_TEXT("Error occurred while storing value, code: %d"), err);
    }
}

// What a program's value is to the storage. A text ends at its first NUL.
static toc_nvs_value_t value_of(mp_obj_t value_in) {
    toc_nvs_value_t value = { 0 };
    if (mp_obj_is_int(value_in)) {
        value.number = (uint32_t)mp_obj_get_int_truncated(value_in);
        return value;
    }
    if (!mp_obj_is_str_or_bytes(value_in)) {
        mp_raise_ValueError(MP_ERROR_TEXT("Value must be string, bytes or integer"));
    }
    size_t length;
    value.is_text = true;
    value.text = mp_obj_str_get_data(value_in, &length);
    if (length > TOC_NVS_TEXT_MAX) {
        mp_raise_msg_varg(
            &mp_type_ValueError, MP_ERROR_TEXT("value too long (max: %d)"), TOC_NVS_TEXT_MAX + 1);
    }
    return value;
}

static mp_obj_t pycom_nvs_set(mp_obj_t key_in, mp_obj_t value_in) {
    const char *key = mp_obj_str_get_str(key_in);
    toc_nvs_value_t value = value_of(value_in);
    bind_unlock();
    int err = nvs()->set(nvs()->ctx, TOC_NVS_PROGRAM, key, &value);
    bind_relock();
    if (err != 0) {
        raise_not_stored(key, err);
    }
    return mp_const_none;
}
MP_DEFINE_CONST_FUN_OBJ_2(bind_pycom_nvs_set_obj, pycom_nvs_set);

static mp_obj_t pycom_nvs_get(size_t n_args, const mp_obj_t *args) {
    const char *key = mp_obj_str_get_str(args[0]);
    toc_nvs_value_t value;
    char text[TOC_NVS_TEXT_MAX + 1];
    int err = nvs()->get(nvs()->ctx, TOC_NVS_PROGRAM, key, &value, text);
    if (err == TOC_EINVAL && strlen(key) > TOC_NVS_KEY_MAX) {
        mp_raise_msg_varg(&mp_type_Exception,
            MP_ERROR_TEXT("Error occurred while fetching value, code: %d"), CODE_KEY_TOO_LONG);
    }
    if (err != 0 && n_args > 1) {
        return args[1];
    }
    if (err != 0) {
        mp_raise_ValueError(MP_ERROR_TEXT("No matching object for the provided key"));
    }
    if (!value.is_text) {
        return bind_int(value.number);
    }
    // Not checked for UTF-8: bytes were allowed, and come back in a str.
    return mp_obj_new_str_copy(&mp_type_str, (const byte *)text, strlen(text));
}
MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(bind_pycom_nvs_get_obj, 1, 2, pycom_nvs_get);

static mp_obj_t pycom_nvs_erase(mp_obj_t key_in) {
    const char *key = mp_obj_str_get_str(key_in);
    bind_unlock();
    int err = nvs()->erase(nvs()->ctx, TOC_NVS_PROGRAM, key);
    bind_relock();
    if (err == TOC_ENOENT) {
        mp_raise_msg(&mp_type_KeyError, MP_ERROR_TEXT("key not found"));
    }
    bind_check(err);
    return mp_const_none;
}
MP_DEFINE_CONST_FUN_OBJ_1(bind_pycom_nvs_erase_obj, pycom_nvs_erase);

static mp_obj_t pycom_nvs_erase_all(void) {
    bind_unlock();
    int err = nvs()->erase_all(nvs()->ctx, TOC_NVS_PROGRAM);
    bind_relock();
    if (err != 0) {
        mp_raise_msg(&mp_type_OSError, BIND_MSG_FAILED);
    }
    return mp_const_none;
}
MP_DEFINE_CONST_FUN_OBJ_0(bind_pycom_nvs_erase_all_obj, pycom_nvs_erase_all);
