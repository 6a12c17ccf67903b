/*
 * pycom_select - select.select(), which MicroPython leaves out on Linux
 *
 * It asks a poll object, so objects may be whatever that takes.
 *
 * SPDX-License-Identifier: MIT
 */
#include "bind/dialect.h"
#include "py/obj.h"
#include "py/runtime.h"
#include "py/stream.h"

static mp_obj_module_t module;

struct wanted {
    size_t count;
    mp_obj_t *objects;
};

static bool contains(const struct wanted *list, mp_obj_t object) {
    for (size_t i = 0; i < list->count; i++) {
        if (list->objects[i] == object) {
            return true;
        }
    }
    return false;
}

static mp_obj_t call(mp_obj_t object, qstr name, size_t n_args, const mp_obj_t *given) {
    mp_obj_t args[4];
    mp_load_method(object, name, args);
    for (size_t i = 0; i < n_args; i++) {
        args[2 + i] = given[i];
    }
    return mp_call_method_n_kw(n_args, 0, args);
}

static mp_int_t timeout_ms(size_t n_args, const mp_obj_t *args) {
    if (n_args < 4 || args[3] == mp_const_none) {
        return -1;
    }
    mp_float_t seconds = mp_obj_get_float(args[3]);
    return seconds < 0 ? -1 : (mp_int_t)(seconds * 1000);
}

// select(rlist, wlist, xlist[, timeout_s])
static mp_obj_t select_select(size_t n_args, const mp_obj_t *args) {
    static const mp_uint_t flags[3] = { MP_STREAM_POLL_RD, MP_STREAM_POLL_WR, 0 };
    // An error or a hang-up is told to who wants to read or write, as there.
    static const mp_uint_t answers[3] = {
        MP_STREAM_POLL_RD | MP_STREAM_POLL_HUP | MP_STREAM_POLL_ERR,
        MP_STREAM_POLL_WR | MP_STREAM_POLL_ERR,
        MP_STREAM_POLL_ERR,
    };
    struct wanted lists[3];
    for (size_t i = 0; i < 3; i++) {
        mp_obj_get_array(args[i], &lists[i].count, &lists[i].objects);
    }
    mp_obj_t poll = call(MP_OBJ_FROM_PTR(&mp_module_select), MP_QSTR_poll, 0, NULL);
    for (size_t i = 0; i < 3; i++) {
        for (size_t j = 0; j < lists[i].count; j++) {
            mp_obj_t object = lists[i].objects[j];
            mp_uint_t mask = 0;
            for (size_t k = 0; k < 3; k++) {
                mask |= contains(&lists[k], object) ? flags[k] : 0;
            }
            mp_obj_t given[2] = { object, MP_OBJ_NEW_SMALL_INT(mask) };
            call(poll, MP_QSTR_register, 2, given);
        }
    }
    mp_obj_t ms = mp_obj_new_int(timeout_ms(n_args, args));
    mp_obj_t ready = call(poll, MP_QSTR_poll, 1, &ms);
    size_t ready_count;
    mp_obj_t *pairs;
    mp_obj_get_array(ready, &ready_count, &pairs);

    mp_obj_t result[3];
    for (size_t i = 0; i < 3; i++) {
        result[i] = mp_obj_new_list(0, NULL);
        for (size_t j = 0; j < ready_count; j++) {
            mp_obj_t *pair;
            mp_obj_get_array_fixed_n(pairs[j], 2, &pair);
            bool said = ((mp_uint_t)mp_obj_get_int(pair[1]) & answers[i]) != 0;
            if (said && contains(&lists[i], pair[0])) {
                mp_obj_list_append(result[i], pair[0]);
            }
        }
    }
    return mp_obj_new_tuple(3, result);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(select_select_obj, 3, 4, select_select);

static const mp_rom_map_elem_t entries[] = {
    { MP_ROM_QSTR(MP_QSTR_select), MP_ROM_PTR(&select_select_obj) },
};

const bind_overlay_t bind_select_overlay = {
    &mp_module_select,
    &module,
    entries,
    MP_ARRAY_SIZE(entries),
};
