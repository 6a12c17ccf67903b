/*
 * machine_touch - machine.Touch, whose type is named TouchPad
 *
 * One object for each touch pad, found by its pin. The constructor waits until
 * the filter has settled and keeps what it reads then as the baseline.
 *
 * SPDX-License-Identifier: MIT
 */
#include "bind/hal.h"
#include "bind/machine_types.h"
#include "bind/pads.h"
#include "bind/pin.h"
#include "bind/raise.h"
#include "bind/wires.h"
#include "py/runtime.h"

#define SETTLE_NS UINT64_C(20000000)

typedef struct {
    mp_obj_base_t base;
    uint8_t pad;
    mp_int_t initial;
} touch_obj_t;

static touch_obj_t pads[TOC_TOUCH_PADS];
static const toc_touch_ops_t *ops;

void bind_touch_init(void) {
    ops = bind_hal()->touch;
    for (uint32_t id = 0; id < TOC_TOUCH_PADS; id++) {
        pads[id] = (touch_obj_t){ .base = { &bind_touch_type } };
    }
}

static mp_int_t read_pad(const touch_obj_t *self) {
    uint32_t value;
    if (ops->read(ops->ctx, self->pad, &value) < 0) {
        mp_raise_ValueError(MP_ERROR_TEXT("Touch pad error"));
    }
    return (mp_int_t)value;
}

static mp_obj_t touch_make_new(
    const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    (void)type;
    mp_arg_check_num(n_args, n_kw, 1, 1, false);
    const toc_board_pin_t *pin = bind_pin_find(args[0]);
    if (ops == NULL || pin->touch < 0 || pin->touch >= TOC_TOUCH_PADS) {
        mp_raise_ValueError(MP_ERROR_TEXT("invalid pin for touchpad"));
    }
    bind_pads_check(&(bind_pads_t){ 0 }, pin);
    touch_obj_t *self = &pads[pin->touch];
    self->pad = pin->gpio;
    bind_wires_wait(SETTLE_NS);
    self->initial = read_pad(self);
    return MP_OBJ_FROM_PTR(self);
}

static mp_obj_t touch_read(mp_obj_t self_in) {
    return MP_OBJ_NEW_SMALL_INT(read_pad(MP_OBJ_TO_PTR(self_in)));
}
static MP_DEFINE_CONST_FUN_OBJ_1(touch_read_obj, touch_read);

// No interrupt is wired to the threshold.
static mp_obj_t touch_config(mp_obj_t self_in, mp_obj_t threshold) {
    (void)self_in;
    (void)mp_obj_get_int(threshold);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_2(touch_config_obj, touch_config);

static mp_obj_t touch_init_value(size_t n_args, const mp_obj_t *args) {
    touch_obj_t *self = MP_OBJ_TO_PTR(args[0]);
    if (n_args == 1) {
        return mp_obj_new_int(self->initial);
    }
    self->initial = mp_obj_get_int(args[1]);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(touch_init_value_obj, 1, 2, touch_init_value);

static const mp_rom_map_elem_t touch_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_read), MP_ROM_PTR(&touch_read_obj) },
    { MP_ROM_QSTR(MP_QSTR_config), MP_ROM_PTR(&touch_config_obj) },
    { MP_ROM_QSTR(MP_QSTR_init_value), MP_ROM_PTR(&touch_init_value_obj) },
};
static MP_DEFINE_CONST_DICT(touch_locals, touch_locals_table);

MP_DEFINE_CONST_OBJ_TYPE(
    bind_touch_type,
    MP_QSTR_TouchPad,
    MP_TYPE_FLAG_NONE,
    make_new, touch_make_new,
    locals_dict, &touch_locals
    );
