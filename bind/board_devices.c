/*
 * board_devices - the devices of tocsin.board
 *
 * SPDX-License-Identifier: MIT
 */
#include "bind/board_devices.h"

#include "backend/sim/sim_attach.h"
#include "bind/raise.h"
#include "core/err.h"
#include "py/objstr.h"
#include "py/objtuple.h"
#include "py/runtime.h"

// Raise what a call said in `error`.
static void check(int err, const char *error) {
    if (err < 0) {
        mp_raise_msg_varg(err == TOC_EINVAL || err == TOC_ENOENT || err == TOC_EBUSY
                              ? &mp_type_ValueError
                              : &mp_type_OSError,
            MP_ERROR_TEXT("%s"), error);
    }
}

mp_obj_t bind_board_attach(mp_obj_t text) {
    char name[SIM_NAME_SIZE];
    char error[SIM_ERROR_SIZE];
    check(sim_attach(mp_obj_str_get_str(text), name, error), error);
    return mp_obj_new_str_from_cstr(name);
}

mp_obj_t bind_board_detach(mp_obj_t device) {
    char error[SIM_ERROR_SIZE];
    check(sim_detach(mp_obj_str_get_str(device), error), error);
    return mp_const_none;
}

mp_obj_t bind_board_devices(void) {
    static const qstr fields[] = { MP_QSTR_name, MP_QSTR_place, MP_QSTR_kind, MP_QSTR_help };
    mp_obj_t list = mp_obj_new_list(0, NULL);
    sim_device_info_t info;
    for (uint32_t i = 0; sim_device_at(i, &info); i++) {
        const mp_obj_t items[] = {
            mp_obj_new_str_from_cstr(info.name),
            mp_obj_new_str_from_cstr(info.place),
            mp_obj_new_str_from_cstr(info.kind),
            mp_obj_new_str_from_cstr(info.help),
        };
        mp_obj_list_append(list, mp_obj_new_attrtuple(fields, MP_ARRAY_SIZE(items), items));
    }
    return list;
}

static mp_obj_t number(double value) {
    bool is_small = value >= -1e9 && value <= 1e9;
    if (is_small && value == (double)(mp_int_t)value) {
        return MP_OBJ_NEW_SMALL_INT((mp_int_t)value);
    }
    return mp_obj_new_float((mp_float_t)value);
}

static mp_obj_t get(const char *device, const char *key) {
    char error[SIM_ERROR_SIZE];
    sim_device_value_t value;
    check(sim_device_get(device, key, &value, error), error);
    switch (value.type) {
    case SIM_VALUE_SWITCH:
        return mp_obj_new_bool(value.number != 0);
    case SIM_VALUE_NUMBER:
        return number(value.number);
    default:
        return mp_obj_new_str_from_cstr(value.text);
    }
}

mp_obj_t bind_board_get(size_t n_args, const mp_obj_t *args) {
    const char *device = mp_obj_str_get_str(args[0]);
    if (n_args == 2) {
        return get(device, mp_obj_str_get_str(args[1]));
    }
    mp_obj_t dict = mp_obj_new_dict(0);
    mp_obj_dict_get_map(dict)->is_ordered = 1;
    const char *key = sim_device_key(device, 0);
    if (key == NULL) {
        get(device, ""); // tells near misses
    }
    for (uint32_t i = 1; key != NULL && key[0] != '\0'; i++) {
        mp_obj_dict_store(dict, mp_obj_new_str_from_cstr(key), get(device, key));
        key = sim_device_key(device, i);
    }
    return dict;
}

// The value's own text is the one of the text form.
static void set(const char *device, mp_obj_t key, mp_obj_t value) {
    char error[SIM_ERROR_SIZE];
    vstr_t text;
    mp_print_t print;
    vstr_init_print(&text, 24, &print);
    mp_obj_print_helper(&print, value, PRINT_STR);
    check(sim_device_set(device, mp_obj_str_get_str(key), vstr_null_terminated_str(&text), error),
        error);
}

mp_obj_t bind_board_set(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    if (n_args != 1 && n_args != 3) {
        mp_raise_TypeError(MP_ERROR_TEXT("set(device, key, value) or set(device, key=value, ...)"));
    }
    const char *device = mp_obj_str_get_str(args[0]);
    if (n_args == 3) {
        set(device, args[1], args[2]);
    }
    for (size_t i = 0; i < kw_args->alloc; i++) {
        if (mp_map_slot_is_filled(kw_args, i)) {
            set(device, kw_args->table[i].key, kw_args->table[i].value);
        }
    }
    return mp_const_none;
}
