/*
 * machine_pwm - machine.PWM and its channels
 *
 * One object for each timer and for each channel, found again by their numbers.
 * The channels are shared by all timers.
 *
 * SPDX-License-Identifier: MIT
 */
#include "bind/hal.h"
#include "bind/machine_types.h"
#include "bind/pads.h"
#include "bind/pin.h"
#include "bind/raise.h"
#include "core/err.h"
#include "py/runtime.h"

typedef struct {
    mp_obj_base_t base;
    uint8_t id;
} numbered_t;

static numbered_t timers[TOC_PWM_TIMERS];
static numbered_t channels[TOC_PWM_CHANNELS];
static const toc_pwm_ops_t *ops;

static double duty_arg(mp_obj_t duty_in) {
    double duty = (double)mp_obj_get_float(duty_in);
    return duty >= 1 ? 1 : duty > 0 ? duty : 0;
}

static mp_obj_t channel_duty_cycle(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    static const mp_arg_t allowed[] = {
        { MP_QSTR_value, MP_ARG_REQUIRED | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
    };
    mp_arg_val_t vals[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args - 1, args + 1, kw_args, MP_ARRAY_SIZE(allowed), allowed, vals);
    const numbered_t *self = MP_OBJ_TO_PTR(args[0]);
    bind_check(ops->set_duty(ops->ctx, self->id, duty_arg(vals[0].u_obj)));
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_KW(channel_duty_cycle_obj, 1, channel_duty_cycle);

static const mp_rom_map_elem_t channel_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_duty_cycle), MP_ROM_PTR(&channel_duty_cycle_obj) },
};
static MP_DEFINE_CONST_DICT(channel_locals, channel_locals_table);

static MP_DEFINE_CONST_OBJ_TYPE(
    channel_type,
    MP_QSTR_channel,
    MP_TYPE_FLAG_NONE,
    locals_dict, &channel_locals
    );

void bind_pwm_init(void) {
    ops = bind_hal()->pwm;
    for (uint32_t id = 0; id < TOC_PWM_TIMERS; id++) {
        timers[id] = (numbered_t){ .base = { &bind_pwm_type }, .id = (uint8_t)id };
    }
    for (uint32_t id = 0; id < TOC_PWM_CHANNELS; id++) {
        channels[id] = (numbered_t){ .base = { &channel_type }, .id = (uint8_t)id };
    }
}

enum { ARG_timer, ARG_frequency, ARG_COUNT };

static const mp_arg_t pwm_args[ARG_COUNT] = {
    { MP_QSTR_timer, MP_ARG_REQUIRED | MP_ARG_INT, { .u_int = 0 } },
    { MP_QSTR_frequency, MP_ARG_REQUIRED | MP_ARG_INT, { .u_int = 0 } },
};

static void set_up(const numbered_t *self, mp_int_t hz) {
    if (hz < 0 || hz > TOC_PWM_HZ_MAX) {
        mp_raise_msg_varg(&mp_type_ValueError, MP_ERROR_TEXT("invalid frequency %d"), (int)hz);
    }
    bind_check(ops->set_timer(ops->ctx, self->id, (uint32_t)hz));
}

static mp_obj_t pwm_make_new(
    const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    (void)type;
    mp_arg_val_t vals[ARG_COUNT];
    mp_arg_parse_all_kw_array(n_args, n_kw, args, ARG_COUNT, pwm_args, vals);
    mp_int_t id = vals[ARG_timer].u_int;
    if (ops == NULL || id < 0 || id >= TOC_PWM_TIMERS) {
        mp_raise_msg(&mp_type_OSError, BIND_MSG_RESOURCE);
    }
    set_up(&timers[id], vals[ARG_frequency].u_int);
    return MP_OBJ_FROM_PTR(&timers[id]);
}

static mp_obj_t pwm_init(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    mp_arg_val_t vals[ARG_COUNT];
    mp_arg_parse_all(n_args - 1, args + 1, kw_args, ARG_COUNT - ARG_frequency,
        &pwm_args[ARG_frequency], &vals[ARG_frequency]);
    set_up(MP_OBJ_TO_PTR(args[0]), vals[ARG_frequency].u_int);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_KW(pwm_init_obj, 1, pwm_init);

static mp_obj_t pwm_channel(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    enum { ARG_id, ARG_pin, ARG_duty_cycle };
    static const mp_arg_t allowed[] = {
        { MP_QSTR_id, MP_ARG_REQUIRED | MP_ARG_INT, { .u_int = 0 } },
        { MP_QSTR_pin, MP_ARG_REQUIRED | MP_ARG_KW_ONLY | MP_ARG_OBJ,
            { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_duty_cycle, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_PTR(NULL) } },
    };
    mp_arg_val_t vals[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args - 1, args + 1, kw_args, MP_ARRAY_SIZE(allowed), allowed, vals);
    mp_int_t id = vals[ARG_id].u_int;
    if (id < 0 || id >= TOC_PWM_CHANNELS) {
        mp_raise_msg(&mp_type_OSError, BIND_MSG_RESOURCE);
    }
    const toc_board_pin_t *pin = bind_pin_find(vals[ARG_pin].u_obj);
    uint32_t pad = pin->gpio;
    const char *file = ops->file != NULL ? ops->file(ops->ctx, pad) : NULL;
    bind_pads_check(&(bind_pads_t){ .file = file, .bus = "pwm@", .example = "pwmchip0:0" }, pin);
    mp_obj_t duty_in = vals[ARG_duty_cycle].u_obj;
    double duty = duty_in == MP_OBJ_NULL ? 0.5 : duty_arg(duty_in);
    if (file == NULL) {
        bind_pads_take(pad, "PWM", true);
    }
    const numbered_t *self = MP_OBJ_TO_PTR(args[0]);
    int err = ops->set_channel(ops->ctx, (uint32_t)id, self->id, pad, duty);
    if (err == TOC_EINVAL) {
        mp_raise_ValueError(MP_ERROR_TEXT("PWM channel configuration failed"));
    }
    bind_check_file(err, file);
    return MP_OBJ_FROM_PTR(&channels[id]);
}
static MP_DEFINE_CONST_FUN_OBJ_KW(pwm_channel_obj, 1, pwm_channel);

static const mp_rom_map_elem_t pwm_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_init), MP_ROM_PTR(&pwm_init_obj) },
    { MP_ROM_QSTR(MP_QSTR_channel), MP_ROM_PTR(&pwm_channel_obj) },
};
static MP_DEFINE_CONST_DICT(pwm_locals, pwm_locals_table);

MP_DEFINE_CONST_OBJ_TYPE(
    bind_pwm_type,
    MP_QSTR_PWM,
    MP_TYPE_FLAG_NONE,
    make_new, pwm_make_new,
    locals_dict, &pwm_locals
    );
