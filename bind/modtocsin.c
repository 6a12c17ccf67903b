/*
 * modtocsin - the tocsin module: what Tocsin offers beyond the boards
 *
 * tocsin.irq is bind/irq.c; tocsin.board is the world around the virtual
 * board, for programs that test themselves.
 *
 * SPDX-License-Identifier: MIT
 */
#include "backend/sim/sim.h"
#include "bind/board_devices.h"
#include "bind/hal.h"
#include "bind/int.h"
#include "bind/irq.h"
#include "bind/pin.h"
#include "bind/raise.h"
#include "core/version.h"
#include "py/mphal.h"
#include "py/objstr.h"
#include "py/objtuple.h"
#include "py/runtime.h"

#define NS_PER_MS UINT64_C(1000000)
#define NS_PER_US UINT64_C(1000)

// The pad of a pin that is simulated.
static uint32_t pad(mp_obj_t id) {
    const toc_board_pin_t *pin = bind_pin_find(id);
    const toc_pin_ops_t *ops = bind_hal()->pin;
    const char *file = ops->file != NULL ? ops->file(ops->ctx, pin->gpio) : NULL;
    if (file != NULL) {
        mp_raise_msg_varg(&mp_type_ValueError,
            MP_ERROR_TEXT("%s is a pin of this machine, %s, and not simulated"), pin->name, file);
    }
    return pin->gpio;
}

static uint64_t nanoseconds(mp_obj_t count_in, uint64_t unit_ns) {
    mp_float_t ns = mp_obj_get_float(count_in) * (mp_float_t)unit_ns;
    if (!(ns >= MICROPY_FLOAT_CONST(0.0)) || !(ns < MICROPY_FLOAT_CONST(4e18))) {
        mp_raise_ValueError(BIND_MSG_VALUE);
    }
    return (uint64_t)(ns + MICROPY_FLOAT_CONST(0.5));
}

static mp_obj_t board_drive(mp_obj_t pin, mp_obj_t level) {
    bind_check(sim_program_drive(pad(pin), mp_obj_is_true(level)));
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_2(board_drive_obj, board_drive);

static mp_obj_t board_release(mp_obj_t pin) {
    bind_check(sim_release(pad(pin)));
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(board_release_obj, board_release);

static mp_obj_t board_read(mp_obj_t pin) {
    return MP_OBJ_NEW_SMALL_INT(bind_check(sim_level(pad(pin))));
}
static MP_DEFINE_CONST_FUN_OBJ_1(board_read_obj, board_read);

static mp_obj_t board_wire(mp_obj_t a, mp_obj_t b) {
    bind_check(sim_wire(pad(a), pad(b)));
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_2(board_wire_obj, board_wire);

static mp_obj_t board_unwire(mp_obj_t a, mp_obj_t b) {
    int err = sim_unwire(pad(a), pad(b));
    if (err == TOC_ENOENT) {
        mp_raise_ValueError(MP_ERROR_TEXT("there is no wire between these pins"));
    }
    bind_check(err);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_2(board_unwire_obj, board_unwire);

static mp_obj_t board_press(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    enum { ARG_pin, ARG_ms, ARG_after_ms };
    static const mp_arg_t allowed[] = {
        { MP_QSTR_pin, MP_ARG_REQUIRED | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_ms, MP_ARG_OBJ, { .u_rom_obj = MP_ROM_INT(100) } },
        { MP_QSTR_after_ms, MP_ARG_OBJ, { .u_rom_obj = MP_ROM_INT(0) } },
    };
    mp_arg_val_t vals[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args, args, kw_args, MP_ARRAY_SIZE(allowed), allowed, vals);
    bind_check(sim_program_press(pad(vals[ARG_pin].u_obj),
        nanoseconds(vals[ARG_after_ms].u_obj, NS_PER_MS),
        nanoseconds(vals[ARG_ms].u_obj, NS_PER_MS)));
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_KW(board_press_obj, 0, board_press);

static mp_obj_t board_pulses(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    enum { ARG_pin, ARG_count, ARG_period_us };
    static const mp_arg_t allowed[] = {
        { MP_QSTR_pin, MP_ARG_REQUIRED | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_count, MP_ARG_REQUIRED | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_period_us, MP_ARG_OBJ, { .u_rom_obj = MP_ROM_INT(0) } },
    };
    mp_arg_val_t vals[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args, args, kw_args, MP_ARRAY_SIZE(allowed), allowed, vals);
    int64_t count = bind_get_int64(vals[ARG_count].u_obj);
    if (count < 0) {
        mp_raise_ValueError(BIND_MSG_VALUE);
    }
    bind_check(sim_program_pulses(pad(vals[ARG_pin].u_obj), (uint64_t)count,
        nanoseconds(vals[ARG_period_us].u_obj, NS_PER_US)));
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_KW(board_pulses_obj, 0, board_pulses);

static mp_obj_t board_pulses_stop(mp_obj_t pin) {
    uint32_t gpio = pad(pin);
    // It waits for the train's thread.
    MP_THREAD_GIL_EXIT();
    int64_t left = sim_pulses_stop(gpio);
    MP_THREAD_GIL_ENTER();
    return bind_int(left < 0 ? 0 : (uint64_t)left);
}
static MP_DEFINE_CONST_FUN_OBJ_1(board_pulses_stop_obj, board_pulses_stop);

static mp_obj_t board_pending(void) {
    return mp_obj_new_int_from_uint(sim_pending());
}
static MP_DEFINE_CONST_FUN_OBJ_0(board_pending_obj, board_pending);

static mp_obj_t board_led(void) {
    const toc_led_ops_t *led = bind_hal()->led;
    return MP_OBJ_NEW_SMALL_INT(led->shown(led->ctx));
}
static MP_DEFINE_CONST_FUN_OBJ_0(board_led_obj, board_led);

static mp_obj_t board_pwm(mp_obj_t pin) {
    static const qstr fields[] = { MP_QSTR_frequency, MP_QSTR_duty_cycle };
    const toc_pwm_ops_t *pwm = bind_hal()->pwm;
    uint32_t hz;
    double duty;
    if (!pwm->at(pwm->ctx, pad(pin), &hz, &duty)) {
        return mp_const_none;
    }
    const mp_obj_t items[] = { MP_OBJ_NEW_SMALL_INT(hz), mp_obj_new_float((mp_float_t)duty) };
    return mp_obj_new_attrtuple(fields, MP_ARRAY_SIZE(items), items);
}
static MP_DEFINE_CONST_FUN_OBJ_1(board_pwm_obj, board_pwm);

static mp_obj_t board_temperature(mp_obj_t raw_in) {
    mp_int_t raw = mp_obj_get_int(raw_in);
    if (raw < 0 || raw > 255) {
        mp_raise_ValueError(BIND_MSG_VALUE);
    }
    sim_temperature_set((uint8_t)raw);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(board_temperature_obj, board_temperature);

static mp_obj_t board_name(void) {
    return mp_obj_new_str_from_cstr(bind_hal()->board->name);
}
static MP_DEFINE_CONST_FUN_OBJ_0(board_name_obj, board_name);

static MP_DEFINE_CONST_FUN_OBJ_1(board_attach_obj, bind_board_attach);
static MP_DEFINE_CONST_FUN_OBJ_1(board_detach_obj, bind_board_detach);
static MP_DEFINE_CONST_FUN_OBJ_0(board_devices_obj, bind_board_devices);
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(board_get_obj, 1, 2, bind_board_get);
static MP_DEFINE_CONST_FUN_OBJ_KW(board_set_obj, 1, bind_board_set);

static const mp_rom_map_elem_t board_globals_table[] = {
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR_board) },
    { MP_ROM_QSTR(MP_QSTR_attach), MP_ROM_PTR(&board_attach_obj) },
    { MP_ROM_QSTR(MP_QSTR_detach), MP_ROM_PTR(&board_detach_obj) },
    { MP_ROM_QSTR(MP_QSTR_devices), MP_ROM_PTR(&board_devices_obj) },
    { MP_ROM_QSTR(MP_QSTR_drive), MP_ROM_PTR(&board_drive_obj) },
    { MP_ROM_QSTR(MP_QSTR_get), MP_ROM_PTR(&board_get_obj) },
    { MP_ROM_QSTR(MP_QSTR_led), MP_ROM_PTR(&board_led_obj) },
    { MP_ROM_QSTR(MP_QSTR_name), MP_ROM_PTR(&board_name_obj) },
    { MP_ROM_QSTR(MP_QSTR_pending), MP_ROM_PTR(&board_pending_obj) },
    { MP_ROM_QSTR(MP_QSTR_press), MP_ROM_PTR(&board_press_obj) },
    { MP_ROM_QSTR(MP_QSTR_pulses), MP_ROM_PTR(&board_pulses_obj) },
    { MP_ROM_QSTR(MP_QSTR_pulses_stop), MP_ROM_PTR(&board_pulses_stop_obj) },
    { MP_ROM_QSTR(MP_QSTR_pwm), MP_ROM_PTR(&board_pwm_obj) },
    { MP_ROM_QSTR(MP_QSTR_read), MP_ROM_PTR(&board_read_obj) },
    { MP_ROM_QSTR(MP_QSTR_release), MP_ROM_PTR(&board_release_obj) },
    { MP_ROM_QSTR(MP_QSTR_set), MP_ROM_PTR(&board_set_obj) },
    { MP_ROM_QSTR(MP_QSTR_temperature), MP_ROM_PTR(&board_temperature_obj) },
    { MP_ROM_QSTR(MP_QSTR_unwire), MP_ROM_PTR(&board_unwire_obj) },
    { MP_ROM_QSTR(MP_QSTR_wire), MP_ROM_PTR(&board_wire_obj) },
};
static MP_DEFINE_CONST_DICT(board_globals, board_globals_table);

static const mp_obj_module_t board_module = {
    .base = { &mp_type_module },
    .globals = (mp_obj_dict_t *)&board_globals,
};

static MP_DEFINE_STR_OBJ(version_obj, TOCSIN_VERSION);

static const mp_rom_map_elem_t tocsin_globals_table[] = {
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR_tocsin) },
    // A package, so that `from tocsin.irq import stats` works too.
    { MP_ROM_QSTR(MP_QSTR___path__), MP_ROM_QSTR(MP_QSTR_) },
    { MP_ROM_QSTR(MP_QSTR___version__), MP_ROM_PTR(&version_obj) },
    { MP_ROM_QSTR(MP_QSTR_irq), MP_ROM_PTR(&bind_tocsin_irq_module) },
    { MP_ROM_QSTR(MP_QSTR_board), MP_ROM_PTR(&board_module) },
};
static MP_DEFINE_CONST_DICT(tocsin_globals, tocsin_globals_table);

const mp_obj_module_t bind_tocsin_module = {
    .base = { &mp_type_module },
    .globals = (mp_obj_dict_t *)&tocsin_globals,
};

MP_REGISTER_MODULE(MP_QSTR_tocsin, bind_tocsin_module);
