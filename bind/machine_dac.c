/*
 * machine_dac - machine.DAC
 *
 * One object for each converter, found by its pin. Both have one frequency,
 * which is kept with the first: writing a voltage to that one stops the tone of
 * the other, as in the original.
 *
 * SPDX-License-Identifier: MIT
 */
#include "bind/hal.h"
#include "bind/machine_types.h"
#include "bind/pads.h"
#include "bind/pin.h"
#include "bind/raise.h"
#include "py/runtime.h"

typedef struct {
    mp_obj_base_t base;
    uint8_t id;
    bool enabled;
    uint8_t pad;
} dac_obj_t;

static dac_obj_t dacs[TOC_DAC_COUNT];
static const toc_dac_ops_t *ops;

void bind_dac_init(void) {
    ops = bind_hal()->dac;
    for (uint32_t id = 0; id < TOC_DAC_COUNT; id++) {
        dacs[id] = (dac_obj_t){ .base = { &bind_dac_type }, .id = (uint8_t)id };
    }
}

static void check(int err) {
    if (err < 0) {
        mp_raise_msg(&mp_type_OSError, MP_ERROR_TEXT("failed to set DAC value"));
    }
}

static mp_obj_t dac_make_new(
    const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    (void)type;
    static const mp_arg_t allowed[] = {
        { MP_QSTR_pin, MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
    };
    mp_arg_val_t vals[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all_kw_array(n_args, n_kw, args, MP_ARRAY_SIZE(allowed), allowed, vals);
    const toc_board_pin_t *pin =
        vals[0].u_obj == mp_const_none ? NULL : bind_pin_find(vals[0].u_obj);
    if (ops == NULL || pin == NULL || pin->dac < 0 || pin->dac >= TOC_DAC_COUNT) {
        mp_raise_msg(&mp_type_OSError, BIND_MSG_RESOURCE);
    }
    bind_pads_check(&(bind_pads_t){ 0 }, pin);
    dac_obj_t *self = &dacs[pin->dac];
    self->pad = pin->gpio;
    self->enabled = true;
    return MP_OBJ_FROM_PTR(self);
}

static mp_obj_t dac_init(mp_obj_t self_in) {
    dac_obj_t *self = MP_OBJ_TO_PTR(self_in);
    self->enabled = true;
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(dac_init_obj, dac_init);

static mp_obj_t dac_deinit(mp_obj_t self_in) {
    dac_obj_t *self = MP_OBJ_TO_PTR(self_in);
    check(ops->off(ops->ctx, self->id));
    self->enabled = false;
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(dac_deinit_obj, dac_deinit);

// What is written to a converter that is off comes nowhere.
static void put(const dac_obj_t *self, const toc_dac_output_t *output, bool sets, uint32_t hz) {
    if (!self->enabled) {
        return;
    }
    if (sets) {
        check(ops->set_frequency(ops->ctx, hz));
    }
    check(ops->put(ops->ctx, self->id, output));
}

static mp_obj_t dac_write(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    static const mp_arg_t allowed[] = {
        { MP_QSTR_value, MP_ARG_REQUIRED | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
    };
    mp_arg_val_t vals[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args - 1, args + 1, kw_args, MP_ARRAY_SIZE(allowed), allowed, vals);
    const dac_obj_t *self = MP_OBJ_TO_PTR(args[0]);
    double value = (double)mp_obj_get_float(vals[0].u_obj);
    double part = value >= 1 ? 1 : value > 0 ? value : 0;
    const toc_dac_output_t output = { .pad = self->pad,
        .level = (uint8_t)(part * TOC_DAC_LEVEL_MAX) };
    put(self, &output, self->id == 0, 0);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_KW(dac_write_obj, 1, dac_write);

static mp_obj_t dac_tone(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    enum { ARG_freq, ARG_scale };
    static const mp_arg_t allowed[] = {
        { MP_QSTR_freq, MP_ARG_REQUIRED | MP_ARG_INT, { .u_int = 0 } },
        { MP_QSTR_scale, MP_ARG_REQUIRED | MP_ARG_INT, { .u_int = 0 } },
    };
    mp_arg_val_t vals[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args - 1, args + 1, kw_args, MP_ARRAY_SIZE(allowed), allowed, vals);
    const dac_obj_t *self = MP_OBJ_TO_PTR(args[0]);
    mp_int_t hz = vals[ARG_freq].u_int;
    mp_int_t scale = vals[ARG_scale].u_int;
    if (hz < TOC_DAC_HZ_MIN || hz > TOC_DAC_HZ_MAX) {
        mp_raise_ValueError(MP_ERROR_TEXT("tone frequency out of range"));
    }
    if (scale < 0 || scale > TOC_DAC_SCALE_MAX) {
        mp_raise_ValueError(MP_ERROR_TEXT("tone scale out of range"));
    }
    const toc_dac_output_t output = { .pad = self->pad, .is_tone = true, .scale = (uint8_t)scale };
    put(self, &output, true, (uint32_t)hz);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_KW(dac_tone_obj, 1, dac_tone);

static void dac_print(const mp_print_t *print, mp_obj_t self_in, mp_print_kind_t kind) {
    (void)self_in;
    (void)kind;
    mp_print_str(print, "DAC()");
}

static const mp_rom_map_elem_t dac_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_init), MP_ROM_PTR(&dac_init_obj) },
    { MP_ROM_QSTR(MP_QSTR_deinit), MP_ROM_PTR(&dac_deinit_obj) },
    { MP_ROM_QSTR(MP_QSTR_write), MP_ROM_PTR(&dac_write_obj) },
    { MP_ROM_QSTR(MP_QSTR_tone), MP_ROM_PTR(&dac_tone_obj) },
};
static MP_DEFINE_CONST_DICT(dac_locals, dac_locals_table);

MP_DEFINE_CONST_OBJ_TYPE(
    bind_dac_type,
    MP_QSTR_DAC,
    MP_TYPE_FLAG_NONE,
    make_new, dac_make_new,
    print, dac_print,
    locals_dict, &dac_locals
    );
