/*
 * pycom_sys - what Pycom's sys module says otherwise
 *
 * SPDX-License-Identifier: MIT
 */
#include <string.h>

#include "bind/dialect.h"
#include "py/builtin.h"
#include "py/objstr.h"

mp_obj_module_t bind_sys_module; // declared in mpy/mpconfigport.h

// Set when the board is known.
static MP_DEFINE_STR_OBJ(platform_obj, "");
static const MP_DEFINE_STR_OBJ(version_obj, "3.4.0");

void bind_sys_set_board(const toc_board_t *board) {
    platform_obj.data = (const byte *)board->sysname;
    platform_obj.len = strlen(board->sysname);
}

static const mp_rom_map_elem_t entries[] = {
    { MP_ROM_QSTR(MP_QSTR_platform), MP_ROM_PTR(&platform_obj) },
    { MP_ROM_QSTR(MP_QSTR_version), MP_ROM_PTR(&version_obj) },
};

const bind_overlay_t bind_sys_overlay = {
    &mp_module_sys,
    &bind_sys_module,
    entries,
    MP_ARRAY_SIZE(entries),
};

// sys.path, ps1 and what else a program may change.
MP_REGISTER_MODULE_DELEGATION(bind_sys_module, mp_module_sys_attr);
