/*
 * pycom_ota - images that come over the air, and what the board starts with
 *
 * No virtual board runs another program than Tocsin. An image is kept and
 * checked, and the record of what to start says what the original's would.
 *
 * SPDX-License-Identifier: MIT
 */
#include <string.h>

#include "bind/hal.h"
#include "bind/machine_power.h"
#include "bind/pycom.h"
#include "bind/raise.h"
#include "bind/unlock.h"
#include "core/err.h"
#include "hal/ota_image.h"
#include "mbedtls/sha256.h"
#include "py/mphal.h"
#include "py/runtime.h"

enum { PARTITION_FACTORY = 0, PARTITION_OTA_0 = 1 };
enum { FS_FAT = 0, FS_LITTLEFS = 1 };
enum { STATUS_CHECK = 0, STATUS_READY = 1 };

// Where the slots are in the flash, and how large, in KiB.
#define FACTORY_KIB     64
#define SMALL_OTA_0_KIB 1792
#define SMALL_SLOT_KIB  1720
#define LARGE_OTA_0_KIB 2112
#define LARGE_SLOT_KIB  1980

static const toc_ota_ops_t *ota(void) {
    return bind_hal()->ota;
}

static void check(int err) {
    if (err != 0) {
        mp_raise_msg(&mp_type_OSError, BIND_MSG_FAILED);
    }
}

static uint32_t active_partition(void) {
    return bind_pycom_number("boot_part", PARTITION_FACTORY);
}

static mp_obj_t pycom_ota_start(void) {
    check(ota()->start(
        ota()->ctx, (size_t)(bind_pycom_has_psram() ? LARGE_SLOT_KIB : SMALL_SLOT_KIB) * 1024));
    return mp_const_none;
}
MP_DEFINE_CONST_FUN_OBJ_0(bind_pycom_ota_start_obj, pycom_ota_start);

static mp_obj_t pycom_ota_write(mp_obj_t data_in) {
    mp_buffer_info_t data;
    mp_get_buffer_raise(data_in, &data, MP_BUFFER_READ);
    check(ota()->write(ota()->ctx, data.buf, data.len));
    return mp_const_none;
}
MP_DEFINE_CONST_FUN_OBJ_1(bind_pycom_ota_write_obj, pycom_ota_write);

static bool image_is_good(void) {
    size_t size;
    size_t digest_at;
    const uint8_t *image = ota()->image(ota()->ctx, &size);
    if (toc_ota_image_check(image, size, &digest_at) != 0) {
        return false;
    }
    uint8_t digest[TOC_OTA_DIGEST_BYTES];
    return digest_at == 0 || (mbedtls_sha256(image, digest_at, digest, 0) == 0 &&
                                 memcmp(digest, image + digest_at, sizeof(digest)) == 0);
}

static mp_obj_t pycom_ota_finish(void) {
    bind_unlock();
    int err = ota()->finish(ota()->ctx);
    bind_relock();
    check(err);
    mp_hal_stdout_tx_str("Full image detected\r\n");
    bind_pycom_set_number("boot_previous", active_partition());
    bind_pycom_set_number("boot_good", image_is_good());
    bind_pycom_set_number(
        "boot_part", active_partition() == PARTITION_FACTORY ? PARTITION_OTA_0 : PARTITION_FACTORY);
    bind_pycom_set_number("boot_status", STATUS_CHECK);
    return mp_const_none;
}
MP_DEFINE_CONST_FUN_OBJ_0(bind_pycom_ota_finish_obj, pycom_ota_finish);

static mp_obj_t pycom_ota_verify(void) {
    return mp_obj_new_bool(image_is_good());
}
MP_DEFINE_CONST_FUN_OBJ_0(bind_pycom_ota_verify_obj, pycom_ota_verify);

static mp_obj_t pycom_ota_slot(void) {
    uint32_t ota_0 = bind_pycom_has_psram() ? LARGE_OTA_0_KIB : SMALL_OTA_0_KIB;
    uint32_t next = active_partition() == PARTITION_FACTORY ? ota_0 : FACTORY_KIB;
    return MP_OBJ_NEW_SMALL_INT(next * 1024);
}
MP_DEFINE_CONST_FUN_OBJ_0(bind_pycom_ota_slot_obj, pycom_ota_slot);

static mp_obj_t pycom_diff_update_enabled(void) {
    return mp_const_false;
}
MP_DEFINE_CONST_FUN_OBJ_0(bind_pycom_diff_update_enabled_obj, pycom_diff_update_enabled);

// An image that was finished is looked at once, at the next start: one that is
// no image gives way to what ran before.
void bind_pycom_ota_power_on(void) {
    if (bind_pycom_number("boot_status", STATUS_READY) != STATUS_CHECK) {
        return;
    }
    if (!bind_pycom_flag("boot_good", true)) {
        bind_pycom_keep("boot_part", bind_pycom_number("boot_previous", PARTITION_FACTORY));
    }
    bind_pycom_keep("boot_status", STATUS_READY);
}

static mp_obj_t boot_record(void) {
    bool ready = bind_pycom_number("boot_status", STATUS_READY) == STATUS_READY;
    bool littlefs = bind_pycom_number("fs_type", FS_LITTLEFS) == FS_LITTLEFS;
    mp_obj_t items[] = {
        active_partition() == PARTITION_FACTORY ? MP_OBJ_NEW_QSTR(MP_QSTR_Factory)
                                                : MP_OBJ_NEW_QSTR(MP_QSTR_ota_0),
        littlefs ? MP_OBJ_NEW_QSTR(MP_QSTR_LittleFS) : MP_OBJ_NEW_QSTR(MP_QSTR_FAT),
        mp_obj_new_str_from_cstr(
            bind_pycom_flag("safeboot", false) ? "SafeBoot: True" : "SafeBoot: False"),
        mp_obj_new_str_from_cstr(ready ? "Status: Ready" : "Status: Check"),
    };
    return mp_obj_new_tuple(MP_ARRAY_SIZE(items), items);
}

static mp_obj_t pycom_bootmgr(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    enum { ARG_boot_partition, ARG_fs_type, ARG_safeboot, ARG_reset };
    static const mp_arg_t allowed[] = {
        { MP_QSTR_boot_partition, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_fs_type, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_safeboot, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_reset, MP_ARG_KW_ONLY | MP_ARG_BOOL, { .u_bool = false } },
    };
    mp_arg_val_t vals[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args, args, kw_args, MP_ARRAY_SIZE(allowed), allowed, vals);
    mp_obj_t partition = vals[ARG_boot_partition].u_obj;
    mp_obj_t fs_type = vals[ARG_fs_type].u_obj;
    mp_obj_t safeboot = vals[ARG_safeboot].u_obj;
    if (partition == mp_const_none && fs_type == mp_const_none && safeboot == mp_const_none) {
        return boot_record();
    }

    // All of it is looked at before any of it is stored.
    if (partition != mp_const_none) {
        mp_int_t number = mp_obj_get_int(partition);
        if ((number != PARTITION_FACTORY && number != PARTITION_OTA_0) ||
            number == (mp_int_t)active_partition()) {
            mp_raise_ValueError(
                MP_ERROR_TEXT("Error invalid boot partition! or partition already active!"));
        }
    }
    if (fs_type != mp_const_none) {
        mp_int_t number = mp_obj_get_int(fs_type);
        if (number != FS_FAT && number != FS_LITTLEFS) {
            mp_raise_ValueError(MP_ERROR_TEXT("Error invalid filesystem type!"));
        }
    }
    if (safeboot != mp_const_none &&
        (!mp_obj_is_bool(safeboot) ||
            mp_obj_is_true(safeboot) == bind_pycom_flag("safeboot", false))) {
        mp_raise_ValueError(MP_ERROR_TEXT("Error safeboot must be True or False!"));
    }

    if (fs_type != mp_const_none) {
        bind_pycom_set_number("fs_type", (uint32_t)mp_obj_get_int(fs_type));
    }
    if (safeboot != mp_const_none) {
        bind_pycom_set_number("safeboot", mp_obj_is_true(safeboot));
    }
    if (partition != mp_const_none) {
        bind_pycom_set_number("boot_part", (uint32_t)mp_obj_get_int(partition));
    }
    if (partition != mp_const_none || vals[ARG_reset].u_bool) {
        (void)mp_call_function_0(MP_OBJ_FROM_PTR(&bind_machine_reset_obj));
    }
    return mp_const_none;
}
MP_DEFINE_CONST_FUN_OBJ_KW(bind_pycom_bootmgr_obj, 0, pycom_bootmgr);
