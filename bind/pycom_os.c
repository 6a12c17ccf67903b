/*
 * pycom_os - what Pycom's os module has beside MicroPython's
 *
 * SPDX-License-Identifier: MIT
 */
#include "bind/pycom_os.h"

#include <stdio.h>
#include <string.h>

#include "bind/dialect.h"
#include "bind/int.h"
#include "bind/raise.h"
#include "core/version.h"
#include "extmod/vfs.h"
#include "extmod/vfs_fat.h"
#include "extmod/vfs_lfs.h"
#include "genhdr/mpversion.h"
#include "hal/board_model.h"
#include "py/mperrno.h"
#include "py/objtuple.h"
#include "py/runtime.h"

#define UNAME_FIELDS_MAX 7

static mp_obj_module_t module;

// How a file system on a block device begins, FAT as well as LittleFS.
struct vfs_on_device {
    mp_obj_base_t base;
    mp_vfs_blockdev_t device;
};

static mp_obj_t text(const char *string) {
    return mp_obj_new_str_from_cstr(string);
}

static mp_obj_t os_uname(void) {
    static const qstr fields[] = {
        MP_QSTR_sysname,
        MP_QSTR_nodename,
        MP_QSTR_release,
        MP_QSTR_version,
        MP_QSTR_machine,
    };
    const toc_board_t *board = bind_dialect_board();
    const toc_board_model_t *model = toc_board_model(board->name);
    qstr names[UNAME_FIELDS_MAX];
    memcpy(names, fields, sizeof(fields));
    char machine[TOC_BOARD_NAME_SIZE + sizeof(" with ESP32")];
    snprintf(machine, sizeof(machine), "%s with %s", board->sysname, model->with);
    mp_obj_t items[UNAME_FIELDS_MAX] = {
        text(board->sysname),
        text(board->sysname),
        text(BIND_PYCOM_RELEASE),
        text("tocsin-" TOCSIN_VERSION " on " MICROPY_BUILD_DATE),
        text(machine),
    };
    size_t count = MP_ARRAY_SIZE(fields);
    if (model->lorawan) {
        names[count] = MP_QSTR_lorawan;
        items[count++] = text("1.0.2");
    }
    if (model->sigfox) {
        names[count] = MP_QSTR_sigfox;
        items[count++] = text("1.0.1");
    }
    // The tuple keeps a pointer to the names of its fields.
    qstr *kept = m_new(qstr, count);
    memcpy(kept, names, count * sizeof(*kept));
    return mp_obj_new_attrtuple(kept, count, items);
}
static MP_DEFINE_CONST_FUN_OBJ_0(os_uname_obj, os_uname);

static mp_obj_t os_getfree(mp_obj_t path) {
    size_t count;
    mp_obj_t *items;
    mp_obj_get_array(mp_vfs_statvfs(path), &count, &items);
    // f_frsize and f_bavail
    return bind_signed(bind_get_int64(items[1]) * bind_get_int64(items[4]) / 1024);
}
static MP_DEFINE_CONST_FUN_OBJ_1(os_getfree_obj, os_getfree);

static struct vfs_on_device *on_device(mp_vfs_mount_t *vfs) {
    const mp_obj_type_t *type = mp_obj_get_type(vfs->obj);
    bool is = type == &mp_fat_vfs_type || type == &mp_type_vfs_lfs1 || type == &mp_type_vfs_lfs2;
    return is ? MP_OBJ_TO_PTR(vfs->obj) : NULL;
}

static mp_obj_t os_sync(void) {
    for (mp_vfs_mount_t *vfs = MP_STATE_VM(vfs_mount_table); vfs != NULL; vfs = vfs->next) {
        struct vfs_on_device *file_system = on_device(vfs);
        if (file_system != NULL) {
            mp_vfs_blockdev_ioctl(&file_system->device, MP_BLOCKDEV_IOCTL_SYNC, 0);
        }
    }
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_0(os_sync_obj, os_sync);

static void call_mkfs(const mp_obj_type_t *type, mp_obj_t device) {
    mp_obj_t args[3];
    mp_load_method(MP_OBJ_FROM_PTR(type), MP_QSTR_mkfs, args);
    args[2] = device;
    mp_call_method_n_kw(1, 0, args);
}

// The file system that is mounted at exactly this path.
static mp_vfs_mount_t *mounted_at(mp_obj_t path_in) {
    const char *path = mp_obj_str_get_str(path_in);
    if (strcmp(path, "/") == 0) {
        mp_raise_msg(&mp_type_OSError, MP_ERROR_TEXT("Cannot format root dir"));
    }
    if (path[0] != '/') {
        mp_raise_msg_varg(
            &mp_type_OSError, MP_ERROR_TEXT("%s is not an absolute or invalid path"), path);
    }
    const char *rest;
    mp_vfs_mount_t *vfs = mp_vfs_lookup_path(path, &rest);
    if (vfs == MP_VFS_NONE || vfs == MP_VFS_ROOT || vfs->len == 1) {
        mp_raise_OSError(MP_ENODEV);
    }
    if (strcmp(rest, "/") != 0) {
        mp_raise_msg(&mp_type_OSError, MP_ERROR_TEXT("please specify correct fs mount path"));
    }
    return vfs;
}

static mp_obj_t os_fsformat(mp_obj_t path) {
    mp_vfs_mount_t *vfs = mounted_at(path);
    struct vfs_on_device *file_system = on_device(vfs);
    if (file_system == NULL) {
        mp_raise_msg(&mp_type_OSError, MP_ERROR_TEXT("cannot format a folder of the host"));
    }
    // The bound method's object is the device.
    mp_obj_t device = file_system->device.readblocks[1];
    const mp_obj_type_t *type = file_system->base.type;
    call_mkfs(type, device);
    mp_obj_t fresh = MP_OBJ_TYPE_GET_SLOT(type, make_new)(type, 1, 0, &device);
    vfs->obj = fresh;
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(os_fsformat_obj, os_fsformat);

// Only in the original's documentation: a mounted path, or a block device.
static mp_obj_t os_mkfs(mp_obj_t what) {
    if (mp_obj_is_str(what)) {
        return os_fsformat(what);
    }
    call_mkfs(&mp_fat_vfs_type, what);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(os_mkfs_obj, os_mkfs);

static const mp_rom_map_elem_t entries[] = {
    { MP_ROM_QSTR(MP_QSTR_uname), MP_ROM_PTR(&os_uname_obj) },
    { MP_ROM_QSTR(MP_QSTR_dupterm), MP_ROM_PTR(&bind_os_dupterm_obj) },
    { MP_ROM_QSTR(MP_QSTR_getfree), MP_ROM_PTR(&os_getfree_obj) },
    { MP_ROM_QSTR(MP_QSTR_sync), MP_ROM_PTR(&os_sync_obj) },
    { MP_ROM_QSTR(MP_QSTR_mkfat), MP_ROM_PTR(&mp_fat_vfs_type) },
    { MP_ROM_QSTR(MP_QSTR_fsformat), MP_ROM_PTR(&os_fsformat_obj) },
    { MP_ROM_QSTR(MP_QSTR_mkfs), MP_ROM_PTR(&os_mkfs_obj) },
    { MP_ROM_QSTR(MP_QSTR_unmount), MP_ROM_PTR(&mp_vfs_umount_obj) },
};

const bind_overlay_t bind_os_overlay = {
    &mp_module_os,
    &module,
    entries,
    MP_ARRAY_SIZE(entries),
};
