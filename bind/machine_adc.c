/*
 * machine_adc - machine.ADC and its channels
 *
 * There is one converter, found by the constructor, and one object for each of
 * its channels. The width and the reference are the converter's. A channel
 * keeps the reference that it was calibrated with: a new one counts for its
 * value_to_voltage() from its next voltage() on, as in the original.
 *
 * SPDX-License-Identifier: MIT
 */
#include "bind/hal.h"
#include "bind/int.h"
#include "bind/machine_types.h"
#include "bind/pads.h"
#include "bind/pin.h"
#include "bind/raise.h"
#include "core/err.h"
#include "py/mpthread.h"
#include "py/runtime.h"

// Where the chip can put its reference out.
#define VREF_GPIO_P22 25
#define VREF_GPIO_P21 26
#define VREF_GPIO_P6  27

#define VREF_MV_MAX 65535

typedef struct {
    mp_obj_base_t base;
    bool enabled;
    uint8_t bits;
    uint32_t vref_mv;
} adc_obj_t;

typedef struct {
    mp_obj_base_t base;
    uint8_t id;
    bool enabled;
    bool calibrated;
    enum toc_adc_attn attn;
    uint32_t vref_mv; // that it was calibrated with
    const toc_board_pin_t *pin;
} channel_obj_t;

static const mp_obj_type_t channel_type;

static adc_obj_t adc;
static channel_obj_t channels[TOC_ADC_CHANNELS];
static const toc_adc_ops_t *ops;

void bind_adc_init(void) {
    const toc_board_t *board = bind_hal()->board;
    ops = bind_hal()->adc;
    adc = (adc_obj_t){
        .base = { &bind_adc_type }, .bits = TOC_ADC_BITS_MAX, .vref_mv = TOC_ADC_VREF_MV
    };
    for (uint32_t id = 0; id < TOC_ADC_CHANNELS; id++) {
        channels[id] = (channel_obj_t){ .base = { &channel_type }, .id = (uint8_t)id };
    }
    for (uint32_t i = 0; i < board->pin_count; i++) {
        int8_t id = board->pins[i].adc;
        if (id >= 0 && id < TOC_ADC_CHANNELS) {
            channels[id].pin = &board->pins[i];
        }
    }
}

enum { ARG_id, ARG_bits, ARG_COUNT };

static const mp_arg_t adc_args[ARG_COUNT] = {
    { MP_QSTR_id, MP_ARG_INT, { .u_int = 0 } },
    { MP_QSTR_bits, MP_ARG_KW_ONLY | MP_ARG_INT, { .u_int = TOC_ADC_BITS_MAX } },
};

static void set_up(mp_int_t bits) {
    if (bits < TOC_ADC_BITS_MIN || bits > TOC_ADC_BITS_MAX) {
        mp_raise_ValueError(BIND_MSG_VALUE);
    }
    adc.bits = (uint8_t)bits;
    adc.enabled = true;
}

static mp_obj_t adc_make_new(
    const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    (void)type;
    mp_arg_val_t vals[ARG_COUNT];
    mp_arg_parse_all_kw_array(n_args, n_kw, args, ARG_COUNT, adc_args, vals);
    if (vals[ARG_id].u_int != 0 || ops == NULL) {
        mp_raise_msg(&mp_type_OSError, BIND_MSG_RESOURCE);
    }
    set_up(vals[ARG_bits].u_int);
    return MP_OBJ_FROM_PTR(&adc);
}

static mp_obj_t adc_init(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    mp_arg_val_t vals[ARG_COUNT];
    mp_arg_parse_all(
        n_args - 1, args + 1, kw_args, ARG_COUNT - ARG_bits, &adc_args[ARG_bits], &vals[ARG_bits]);
    set_up(vals[ARG_bits].u_int);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_KW(adc_init_obj, 1, adc_init);

static mp_obj_t adc_deinit(mp_obj_t self_in) {
    (void)self_in;
    adc.enabled = false;
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(adc_deinit_obj, adc_deinit);

static void adc_print(const mp_print_t *print, mp_obj_t self_in, mp_print_kind_t kind) {
    (void)self_in;
    (void)kind;
    if (adc.enabled) {
        mp_printf(print, "ADC(0, bits=%u)", (unsigned)adc.bits);
    } else {
        mp_print_str(print, "ADC(0)");
    }
}

static channel_obj_t *channel_of_pin(mp_obj_t pin) {
    int8_t id = bind_pin_find(pin)->adc;
    if (id < 0 || id >= TOC_ADC_CHANNELS) {
        mp_raise_msg(&mp_type_OSError, BIND_MSG_RESOURCE);
    }
    return &channels[id];
}

static channel_obj_t *find_channel(mp_obj_t id_in, mp_obj_t pin) {
    if (id_in == MP_OBJ_NULL) {
        if (pin == mp_const_none) {
            mp_raise_ValueError(BIND_MSG_VALUE);
        }
        return channel_of_pin(pin);
    }
    mp_int_t id = mp_obj_get_int(id_in);
    if (id < 0 || id >= TOC_ADC_CHANNELS || channels[id].pin == NULL) {
        mp_raise_ValueError(BIND_MSG_RESOURCE);
    }
    if (pin != mp_const_none && channel_of_pin(pin) != &channels[id]) {
        mp_raise_ValueError(BIND_MSG_VALUE);
    }
    return &channels[id];
}

// The channel of the machine behind a pad, or NULL.
static const char *file_of(uint32_t pad) {
    return ops->file != NULL ? ops->file(ops->ctx, pad) : NULL;
}

static void enable(channel_obj_t *self) {
    if (!adc.enabled) {
        mp_raise_msg(&mp_type_OSError, BIND_MSG_NOT_POSSIBLE);
    }
    bind_pads_t whose = {
        .file = file_of(self->pin->gpio), .bus = "adc@", .example = "iio:device0:voltage0"
    };
    bind_pads_check(&whose, self->pin);
    self->enabled = true;
}

static void calibrate(channel_obj_t *self) {
    self->vref_mv = adc.vref_mv;
    self->calibrated = true;
}

static mp_obj_t adc_channel(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    enum { ARG_channel_id, ARG_attn, ARG_pin };
    static const mp_arg_t allowed[] = {
        { MP_QSTR_id, MP_ARG_OBJ, { .u_rom_obj = MP_ROM_PTR(NULL) } },
        { MP_QSTR_attn, MP_ARG_KW_ONLY | MP_ARG_INT, { .u_int = TOC_ADC_ATTN_0DB } },
        { MP_QSTR_pin, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
    };
    mp_arg_val_t vals[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args - 1, args + 1, kw_args, MP_ARRAY_SIZE(allowed), allowed, vals);
    channel_obj_t *self = find_channel(vals[ARG_channel_id].u_obj, vals[ARG_pin].u_obj);
    mp_int_t attn = vals[ARG_attn].u_int;
    if (attn < 0 || attn >= TOC_ADC_ATTN_COUNT) {
        mp_raise_ValueError(BIND_MSG_VALUE);
    }
    enable(self);
    self->attn = (enum toc_adc_attn)attn;
    calibrate(self);
    return MP_OBJ_FROM_PTR(self);
}
static MP_DEFINE_CONST_FUN_OBJ_KW(adc_channel_obj, 1, adc_channel);

static mp_obj_t adc_vref(size_t n_args, const mp_obj_t *args) {
    if (n_args == 1) {
        return MP_OBJ_NEW_SMALL_INT(adc.vref_mv);
    }
    mp_int_t vref_mv = mp_obj_get_int(args[1]);
    if (vref_mv < 0 || vref_mv > VREF_MV_MAX) {
        mp_raise_ValueError(BIND_MSG_VALUE);
    }
    adc.vref_mv = (uint32_t)vref_mv;
    for (uint32_t id = 0; id < TOC_ADC_CHANNELS; id++) {
        channels[id].calibrated = false;
    }
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(adc_vref_obj, 1, 2, adc_vref);

static mp_obj_t adc_vref_to_pin(mp_obj_t self_in, mp_obj_t pin) {
    (void)self_in;
    const toc_board_pin_t *desc = bind_pin_find(pin);
    uint32_t gpio = desc->gpio;
    if (gpio != VREF_GPIO_P22 && gpio != VREF_GPIO_P21 && gpio != VREF_GPIO_P6) {
        mp_raise_ValueError(MP_ERROR_TEXT("only pins P6, P21 and P22 are able to output VREF"));
    }
    bind_pads_check(&(bind_pads_t){ 0 }, desc);
    bind_check(ops->vref_to(ops->ctx, gpio));
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_2(adc_vref_to_pin_obj, adc_vref_to_pin);

static const mp_rom_map_elem_t adc_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_init), MP_ROM_PTR(&adc_init_obj) },
    { MP_ROM_QSTR(MP_QSTR_deinit), MP_ROM_PTR(&adc_deinit_obj) },
    { MP_ROM_QSTR(MP_QSTR_channel), MP_ROM_PTR(&adc_channel_obj) },
    { MP_ROM_QSTR(MP_QSTR_vref), MP_ROM_PTR(&adc_vref_obj) },
    { MP_ROM_QSTR(MP_QSTR_vref_to_pin), MP_ROM_PTR(&adc_vref_to_pin_obj) },

    { MP_ROM_QSTR(MP_QSTR_ATTN_0DB), MP_ROM_INT(TOC_ADC_ATTN_0DB) },
    { MP_ROM_QSTR(MP_QSTR_ATTN_2_5DB), MP_ROM_INT(TOC_ADC_ATTN_2_5DB) },
    { MP_ROM_QSTR(MP_QSTR_ATTN_6DB), MP_ROM_INT(TOC_ADC_ATTN_6DB) },
    { MP_ROM_QSTR(MP_QSTR_ATTN_11DB), MP_ROM_INT(TOC_ADC_ATTN_11DB) },
};
static MP_DEFINE_CONST_DICT(adc_locals, adc_locals_table);

MP_DEFINE_CONST_OBJ_TYPE(
    bind_adc_type,
    MP_QSTR_ADC,
    MP_TYPE_FLAG_NONE,
    make_new, adc_make_new,
    print, adc_print,
    locals_dict, &adc_locals
    );

static channel_obj_t *enabled_channel(mp_obj_t self_in) {
    channel_obj_t *self = MP_OBJ_TO_PTR(self_in);
    if (!self->enabled) {
        mp_raise_msg(&mp_type_OSError, BIND_MSG_NOT_POSSIBLE);
    }
    return self;
}

static uint32_t measure(const channel_obj_t *self) {
    uint32_t pad = self->pin->gpio;
    uint32_t uv;
    int err;
    if (ops->blocks) {
        MP_THREAD_GIL_EXIT();
        err = ops->read(ops->ctx, pad, &uv);
        MP_THREAD_GIL_ENTER();
    } else {
        err = ops->read(ops->ctx, pad, &uv);
    }
    bind_check_file(err, file_of(pad));
    return toc_adc_raw(uv, self->attn, adc.bits);
}

static mp_obj_t to_voltage(const channel_obj_t *self, uint32_t raw) {
    return MP_OBJ_NEW_SMALL_INT(toc_adc_mv(raw, self->attn, adc.bits, self->vref_mv));
}

static mp_obj_t channel_value(mp_obj_t self_in) {
    return MP_OBJ_NEW_SMALL_INT(measure(enabled_channel(self_in)));
}
static MP_DEFINE_CONST_FUN_OBJ_1(channel_value_obj, channel_value);

static mp_obj_t channel_call(mp_obj_t self_in, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    (void)args;
    mp_arg_check_num(n_args, n_kw, 0, 0, false);
    return channel_value(self_in);
}

static mp_obj_t channel_voltage(mp_obj_t self_in) {
    channel_obj_t *self = enabled_channel(self_in);
    if (!self->calibrated) {
        calibrate(self);
    }
    return to_voltage(self, measure(self));
}
static MP_DEFINE_CONST_FUN_OBJ_1(channel_voltage_obj, channel_voltage);

static mp_obj_t channel_value_to_voltage(mp_obj_t self_in, mp_obj_t raw_in) {
    const channel_obj_t *self = enabled_channel(self_in);
    int64_t raw = bind_get_int64(raw_in);
    return to_voltage(self, raw < 0 ? 0 : raw > UINT16_MAX ? UINT16_MAX : (uint32_t)raw);
}
static MP_DEFINE_CONST_FUN_OBJ_2(channel_value_to_voltage_obj, channel_value_to_voltage);

static mp_obj_t channel_init(mp_obj_t self_in) {
    enable(MP_OBJ_TO_PTR(self_in));
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(channel_init_obj, channel_init);

static mp_obj_t channel_deinit(mp_obj_t self_in) {
    channel_obj_t *self = MP_OBJ_TO_PTR(self_in);
    self->enabled = false;
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(channel_deinit_obj, channel_deinit);

static void channel_print(const mp_print_t *print, mp_obj_t self_in, mp_print_kind_t kind) {
    (void)kind;
    const channel_obj_t *self = MP_OBJ_TO_PTR(self_in);
    if (self->enabled) {
        mp_printf(print, "ADCChannel(%u, pin=%s, attn=%u)", (unsigned)self->id, self->pin->name,
            (unsigned)self->attn);
    } else {
        mp_printf(print, "ADCChannel(%u)", (unsigned)self->id);
    }
}

static const mp_rom_map_elem_t channel_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_init), MP_ROM_PTR(&channel_init_obj) },
    { MP_ROM_QSTR(MP_QSTR_deinit), MP_ROM_PTR(&channel_deinit_obj) },
    { MP_ROM_QSTR(MP_QSTR_value), MP_ROM_PTR(&channel_value_obj) },
    { MP_ROM_QSTR(MP_QSTR_voltage), MP_ROM_PTR(&channel_voltage_obj) },
    { MP_ROM_QSTR(MP_QSTR_value_to_voltage), MP_ROM_PTR(&channel_value_to_voltage_obj) },
};
static MP_DEFINE_CONST_DICT(channel_locals, channel_locals_table);

static MP_DEFINE_CONST_OBJ_TYPE(
    channel_type,
    MP_QSTR_ADCChannel,
    MP_TYPE_FLAG_NONE,
    call, channel_call,
    print, channel_print,
    locals_dict, &channel_locals
    );
