/*
 * modpycom - the pycom module
 *
 * Its functions are in bind/pycom_*.c; here are those that only hold a value
 * or compute one. What belongs to a service that does not exist any more says
 * what a board says that was never told anything.
 *
 * SPDX-License-Identifier: MIT
 */
#include <string.h>

#include "bind/hal.h"
#include "bind/pycom.h"
#include "bind/raise.h"
#include "bind/unlock.h"
#include "core/err.h"
#include "py/gc.h"
#include "py/objarray.h"
#include "py/objstr.h"
#include "py/runtime.h"

#define UUID_BYTES  ((size_t)16)
#define UUID_DIGITS (2 * UUID_BYTES)

static bool is_one_of(const char *board, const char *const *boards, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (strcmp(board, boards[i]) == 0) {
            return true;
        }
    }
    return false;
}

// Boards with the chip's first revision have no memory beside the chip's own.
bool bind_pycom_has_psram(void) {
    static const char *const without[] = { "lopy", "sipy", "wipy2" };
    return !is_one_of(bind_hal()->board->name, without, MP_ARRAY_SIZE(without));
}

// There is one heap, that of the interpreter.
static mp_obj_t pycom_get_free_heap(void) {
    gc_info_t info;
    gc_info(&info);
    mp_obj_t bytes = mp_obj_new_int_from_uint(info.free);
    mp_obj_t items[2] = { bytes, bytes };
    if (!bind_pycom_has_psram()) {
        items[1] = MP_OBJ_NEW_QSTR(MP_QSTR_NO_EXT_RAM);
    }
    return mp_obj_new_tuple(2, items);
}
static MP_DEFINE_CONST_FUN_OBJ_0(pycom_get_free_heap_obj, pycom_get_free_heap);

// The value of a hexadecimal digit, or -1.
static int hex_digit(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool is_hex(const char *text, size_t length) {
    for (size_t i = 0; i < length; i++) {
        if (hex_digit(text[i]) < 0) {
            return false;
        }
    }
    return true;
}

static mp_obj_t pycom_create_uuid(mp_obj_t text_in) {
    size_t length;
    const char *text = mp_obj_str_get_data(text_in, &length);
    if (length > UUID_DIGITS) {
        mp_raise_ValueError(MP_ERROR_TEXT("Input string must not be longer than 32 characters!"));
    }
    if (!is_hex(text, length)) {
        mp_raise_ValueError(MP_ERROR_TEXT("UUID must only contain hexadecimal digits!"));
    }
    byte uuid[UUID_BYTES] = { 0 };
    for (size_t i = 0; i < length; i++) {
        int shift = i % 2 == 0 ? 4 : 0;
        uuid[UUID_BYTES - 1 - i / 2] |= (byte)((unsigned)hex_digit(text[i]) << shift);
    }
    return mp_obj_new_bytearray(sizeof(uuid), uuid);
}
static MP_DEFINE_CONST_FUN_OBJ_1(pycom_create_uuid_obj, pycom_create_uuid);

// The four things that a Sigfox board is provisioned with.
typedef struct {
    const char *key;
    const char *name;
    const char *lower;
    const char *mark; // behind the length: the original has it in three of four
    size_t digits;
} sigfox_field_t;

static const sigfox_field_t sigfox_fields[] = {
    { "sigfox_id", "ID", "id", "!", 8 },
    { "sigfox_pac", "PAC", "pac", "!", 16 },
    { "sigfox_public", "Public Key", "public key", "!", 32 },
    { "sigfox_private", "Private Key", "private key", "", 32 },
};

#define SIGFOX_FIELDS MP_ARRAY_SIZE(sigfox_fields)

static bool sigfox_is_stored(const sigfox_field_t *field) {
    const toc_nvs_ops_t *nvs = bind_hal()->nvs;
    toc_nvs_value_t value;
    char text[TOC_NVS_TEXT_MAX + 1];
    return nvs->get(nvs->ctx, TOC_NVS_CONFIG, field->key, &value, text) == 0;
}

static void sigfox_check(const sigfox_field_t *field, mp_obj_t value_in) {
    size_t length;
    const char *text = mp_obj_str_get_data(value_in, &length);
    if (length != field->digits) {
        mp_raise_msg_varg(&mp_type_ValueError, MP_ERROR_TEXT("%s must have length of %d%s"),
            field->name, (int)field->digits, field->mark);
    }
    if (!is_hex(text, length)) {
        mp_raise_msg_varg(&mp_type_ValueError,
            MP_ERROR_TEXT("%s must only contain hexadecimal digits!"), field->name);
    }
}

static void sigfox_store(const sigfox_field_t *field, mp_obj_t value_in) {
    const toc_nvs_ops_t *nvs = bind_hal()->nvs;
    toc_nvs_value_t value = { .is_text = true, .text = mp_obj_str_get_str(value_in) };
    bind_unlock();
    int err = nvs->set(nvs->ctx, TOC_NVS_CONFIG, field->key, &value);
    bind_relock();
    bind_check(err);
}

static mp_obj_t pycom_sigfox_info(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    enum { ARG_force = SIGFOX_FIELDS };
    static const mp_arg_t allowed[] = {
        { MP_QSTR_id, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_pac, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_public_key, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_private_key, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_force, MP_ARG_KW_ONLY | MP_ARG_BOOL, { .u_bool = false } },
    };
    static const char *const boards[] = { "fipy", "lopy4", "sipy" };
    if (!is_one_of(bind_hal()->board->name, boards, MP_ARRAY_SIZE(boards))) {
        mp_raise_msg(&mp_type_OSError, BIND_MSG_NOT_POSSIBLE);
    }
    mp_arg_val_t vals[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args, args, kw_args, MP_ARRAY_SIZE(allowed), allowed, vals);

    size_t stored = 0;
    size_t given = 0;
    for (size_t i = 0; i < SIGFOX_FIELDS; i++) {
        stored += sigfox_is_stored(&sigfox_fields[i]);
        if (vals[i].u_obj != mp_const_none) {
            sigfox_check(&sigfox_fields[i], vals[i].u_obj);
            given++;
            if (sigfox_is_stored(&sigfox_fields[i]) && !vals[ARG_force].u_bool) {
                mp_raise_msg_varg(&mp_type_ValueError,
                    MP_ERROR_TEXT("Use force option to overwrite existing %s!"),
                    sigfox_fields[i].lower);
            }
        }
    }
    if (given == 0) {
        return mp_obj_new_bool(stored == SIGFOX_FIELDS);
    }
    for (size_t i = 0; i < SIGFOX_FIELDS; i++) {
        if (vals[i].u_obj != mp_const_none) {
            sigfox_store(&sigfox_fields[i], vals[i].u_obj);
        }
    }
    return mp_const_true;
}
static MP_DEFINE_CONST_FUN_OBJ_KW(pycom_sigfox_info_obj, 0, pycom_sigfox_info);

// What the Pybytes service would have told the board: nothing.
static mp_obj_t pycom_empty(void) {
    return MP_OBJ_NEW_QSTR(MP_QSTR_);
}
static MP_DEFINE_CONST_FUN_OBJ_0(pycom_empty_obj, pycom_empty);

// The arguments are taken and change nothing, as there.
static mp_obj_t pycom_pybytes_lte_config(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    static const mp_arg_t allowed[] = {
        { MP_QSTR_carrier, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_apn, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_cid, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_band, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_type, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_reset, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
    };
    mp_arg_val_t vals[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args, args, kw_args, MP_ARRAY_SIZE(allowed), allowed, vals);
    mp_obj_t items[6] = { mp_const_none, mp_const_none, MP_OBJ_NEW_SMALL_INT(1), mp_const_none,
        mp_const_none, mp_const_false };
    return mp_obj_new_tuple(MP_ARRAY_SIZE(items), items);
}
static MP_DEFINE_CONST_FUN_OBJ_KW(pycom_pybytes_lte_config_obj, 0, pycom_pybytes_lte_config);

static const mp_rom_map_elem_t pycom_globals_table[] = {
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR_pycom) },
    { MP_ROM_QSTR(MP_QSTR_heartbeat), MP_ROM_PTR(&bind_pycom_heartbeat_obj) },
    { MP_ROM_QSTR(MP_QSTR_rgbled), MP_ROM_PTR(&bind_pycom_rgbled_obj) },
    { MP_ROM_QSTR(MP_QSTR_nvs_set), MP_ROM_PTR(&bind_pycom_nvs_set_obj) },
    { MP_ROM_QSTR(MP_QSTR_nvs_get), MP_ROM_PTR(&bind_pycom_nvs_get_obj) },
    { MP_ROM_QSTR(MP_QSTR_nvs_erase), MP_ROM_PTR(&bind_pycom_nvs_erase_obj) },
    { MP_ROM_QSTR(MP_QSTR_nvs_erase_all), MP_ROM_PTR(&bind_pycom_nvs_erase_all_obj) },
    { MP_ROM_QSTR(MP_QSTR_pulses_get), MP_ROM_PTR(&bind_pycom_pulses_get_obj) },
    { MP_ROM_QSTR(MP_QSTR_get_free_heap), MP_ROM_PTR(&pycom_get_free_heap_obj) },
    { MP_ROM_QSTR(MP_QSTR_create_128bit_le_uuid_from_string), MP_ROM_PTR(&pycom_create_uuid_obj) },
    { MP_ROM_QSTR(MP_QSTR_sigfox_info), MP_ROM_PTR(&pycom_sigfox_info_obj) },

    { MP_ROM_QSTR(MP_QSTR_wifi_on_boot), MP_ROM_PTR(&bind_pycom_wifi_on_boot_obj) },
    { MP_ROM_QSTR(MP_QSTR_wifi_mode_on_boot), MP_ROM_PTR(&bind_pycom_wifi_mode_on_boot_obj) },
    { MP_ROM_QSTR(MP_QSTR_wifi_ssid_sta), MP_ROM_PTR(&bind_pycom_wifi_ssid_sta_obj) },
    { MP_ROM_QSTR(MP_QSTR_wifi_ssid_ap), MP_ROM_PTR(&bind_pycom_wifi_ssid_ap_obj) },
    { MP_ROM_QSTR(MP_QSTR_wifi_pwd_sta), MP_ROM_PTR(&bind_pycom_wifi_pwd_sta_obj) },
    { MP_ROM_QSTR(MP_QSTR_wifi_pwd_ap), MP_ROM_PTR(&bind_pycom_wifi_pwd_ap_obj) },
    { MP_ROM_QSTR(MP_QSTR_heartbeat_on_boot), MP_ROM_PTR(&bind_pycom_heartbeat_on_boot_obj) },
    { MP_ROM_QSTR(MP_QSTR_wdt_on_boot), MP_ROM_PTR(&bind_pycom_wdt_on_boot_obj) },
    { MP_ROM_QSTR(MP_QSTR_wdt_on_boot_timeout), MP_ROM_PTR(&bind_pycom_wdt_on_boot_timeout_obj) },
    { MP_ROM_QSTR(MP_QSTR_lte_modem_en_on_boot), MP_ROM_PTR(&bind_pycom_lte_modem_en_on_boot_obj) },
    { MP_ROM_QSTR(MP_QSTR_pybytes_on_boot), MP_ROM_PTR(&bind_pycom_pybytes_on_boot_obj) },
    { MP_ROM_QSTR(MP_QSTR_smart_config_on_boot), MP_ROM_PTR(&bind_pycom_smart_config_on_boot_obj) },

    { MP_ROM_QSTR(MP_QSTR_ota_start), MP_ROM_PTR(&bind_pycom_ota_start_obj) },
    { MP_ROM_QSTR(MP_QSTR_ota_write), MP_ROM_PTR(&bind_pycom_ota_write_obj) },
    { MP_ROM_QSTR(MP_QSTR_ota_finish), MP_ROM_PTR(&bind_pycom_ota_finish_obj) },
    { MP_ROM_QSTR(MP_QSTR_ota_verify), MP_ROM_PTR(&bind_pycom_ota_verify_obj) },
    { MP_ROM_QSTR(MP_QSTR_ota_slot), MP_ROM_PTR(&bind_pycom_ota_slot_obj) },
    { MP_ROM_QSTR(MP_QSTR_diff_update_enabled), MP_ROM_PTR(&bind_pycom_diff_update_enabled_obj) },
    { MP_ROM_QSTR(MP_QSTR_bootmgr), MP_ROM_PTR(&bind_pycom_bootmgr_obj) },
    { MP_ROM_QSTR(MP_QSTR_FACTORY), MP_ROM_INT(0) },
    { MP_ROM_QSTR(MP_QSTR_OTA_0), MP_ROM_INT(1) },
    { MP_ROM_QSTR(MP_QSTR_FAT), MP_ROM_INT(0) },
    { MP_ROM_QSTR(MP_QSTR_LittleFS), MP_ROM_INT(1) },

    { MP_ROM_QSTR(MP_QSTR_pybytes_device_token), MP_ROM_PTR(&pycom_empty_obj) },
    { MP_ROM_QSTR(MP_QSTR_pybytes_mqttServiceAddress), MP_ROM_PTR(&pycom_empty_obj) },
    { MP_ROM_QSTR(MP_QSTR_pybytes_userId), MP_ROM_PTR(&pycom_empty_obj) },
    { MP_ROM_QSTR(MP_QSTR_pybytes_network_preferences), MP_ROM_PTR(&pycom_empty_obj) },
    { MP_ROM_QSTR(MP_QSTR_pybytes_extra_preferences), MP_ROM_PTR(&pycom_empty_obj) },
    { MP_ROM_QSTR(MP_QSTR_pybytes_force_update), MP_ROM_PTR(&bind_pycom_pybytes_force_update_obj) },
    { MP_ROM_QSTR(MP_QSTR_pybytes_lte_config), MP_ROM_PTR(&pycom_pybytes_lte_config_obj) },
};
static MP_DEFINE_CONST_DICT(pycom_globals, pycom_globals_table);

const mp_obj_module_t bind_pycom_module = {
    .base = { &mp_type_module },
    .globals = (mp_obj_dict_t *)&pycom_globals,
};

MP_REGISTER_MODULE(MP_QSTR_pycom, bind_pycom_module);
