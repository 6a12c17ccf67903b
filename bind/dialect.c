/*
 * dialect - Pycom's rules over MicroPython's modules
 *
 * SPDX-License-Identifier: MIT
 */
#include "bind/dialect.h"

#include <stdlib.h>
#include <string.h>

#include "bind/uart.h"
#include "core/err.h"
#include "py/builtin.h"
#include "py/objexcept.h"
#include "py/runtime.h"

static const bind_overlay_t *const overlays[] = {
    &bind_hashlib_overlay,
    &bind_os_overlay,
    &bind_select_overlay,
    &bind_socket_overlay,
    &bind_sys_overlay,
    &bind_time_overlay,
};

// Modules written in Python that Pycom's programs import under a u-name.
static const uint16_t frozen_names[][2] = {
    { MP_QSTR_uqueue, MP_QSTR_queue },
    { MP_QSTR_ussl, MP_QSTR_ssl },
    { MP_QSTR_uzlib, MP_QSTR_zlib },
};

static bool is_pycom;
static const toc_board_t *the_board;

MP_DEFINE_CONST_OBJ_TYPE(bind_type_timeout_error, MP_QSTR_TimeoutError, MP_TYPE_FLAG_NONE, make_new,
                         mp_obj_exception_make_new, print, mp_obj_exception_print, attr,
                         mp_obj_exception_attr, parent, &mp_type_OSError);

NORETURN void bind_raise_timeout(void) {
    mp_raise_msg(&bind_type_timeout_error, MP_ERROR_TEXT("timed out"));
}

static bool has_entry(const bind_overlay_t *overlay, mp_obj_t key) {
    for (size_t i = 0; i < overlay->entry_count; i++) {
        if ((mp_obj_t)overlay->entries[i].key == key) {
            return true;
        }
    }
    return false;
}

// The tables stay until the process ends; they point at nothing on the heap of
// a life.
static int build(const bind_overlay_t *overlay) {
    const mp_map_t *stock = &overlay->stock->globals->map;
    size_t most = overlay->entry_count + stock->used;
    mp_map_elem_t *table = malloc(most * sizeof(*table));
    mp_obj_dict_t *globals = malloc(sizeof(*globals));
    if (table == NULL || globals == NULL) {
        free(table);
        free(globals);
        return TOC_ENOMEM;
    }
    size_t used = overlay->entry_count;
    memcpy(table, overlay->entries, used * sizeof(*table));
    for (size_t i = 0; i < stock->used; i++) {
        if (!has_entry(overlay, stock->table[i].key)) {
            table[used++] = stock->table[i];
        }
    }
    *globals = (mp_obj_dict_t){
        .base = { &mp_type_dict },
        .map = {
            .all_keys_are_qstrs = 1,
            .is_fixed = 1,
            .is_ordered = 1,
            .used = used,
            .alloc = used,
            .table = table,
        },
    };
    *overlay->module = (mp_obj_module_t){ .base = { &mp_type_module }, .globals = globals };
    return 0;
}

int bind_dialect_init(bool pycom, const toc_board_t *board) {
    is_pycom = pycom;
    the_board = board;
    bind_sys_set_board(board);
    int err = 0;
    for (size_t i = 0; pycom && err == 0 && i < MP_ARRAY_SIZE(overlays); i++) {
        err = build(overlays[i]);
    }
    return err;
}

bool bind_dialect_is_pycom(void) {
    return is_pycom;
}

const toc_board_t *bind_dialect_board(void) {
    return the_board;
}

static mp_obj_t import_frozen(qstr name) {
    for (size_t i = 0; i < MP_ARRAY_SIZE(frozen_names); i++) {
        if (name == frozen_names[i][0]) {
            return mp_import_name(frozen_names[i][1], mp_const_none, MP_OBJ_NEW_SMALL_INT(0));
        }
    }
    return MP_OBJ_NULL;
}

mp_obj_t bind_dialect_get_builtin(qstr name, bool extensible) {
    mp_obj_t module = mp_module_get_builtin(name, extensible);
    if (!is_pycom) {
        return module == MP_OBJ_FROM_PTR(&bind_network_module) ? MP_OBJ_NULL : module;
    }
    if (module == MP_OBJ_NULL) {
        return extensible ? MP_OBJ_NULL : import_frozen(name);
    }
    for (size_t i = 0; i < MP_ARRAY_SIZE(overlays); i++) {
        if (module == MP_OBJ_FROM_PTR(overlays[i]->stock)) {
            return MP_OBJ_FROM_PTR(overlays[i]->module);
        }
    }
    return module;
}

void bind_dialect_begin_names(void) {
    if (is_pycom) {
        mp_store_global(MP_QSTR_os, bind_dialect_get_builtin(MP_QSTR_os, true));
        mp_store_global(MP_QSTR_UART, MP_OBJ_FROM_PTR(&bind_uart_type));
    }
}
