/*
 * machine_pin - machine.Pin
 *
 * One object for each pin of the board, made at the start of a life; the
 * constructor finds it and configures it anew.
 *
 * SPDX-License-Identifier: MIT
 */
#include "bind/hal.h"
#include "bind/irq.h"
#include "bind/pads.h"
#include "bind/pin.h"
#include "bind/raise.h"
#include "bind/unlock.h"
#include "core/err.h"
#include "extmod/virtpin.h"
#include "py/objtype.h"
#include "py/runtime.h"

#define ALT_NONE (-1)
#define ALT_MAX  (255)

// After a level that took longer to read or set, the next one does without the
// interpreter lock.
#define LEVEL_NS_MAX 100000u
#define ASKED        (-1)

// What the kernel and a small int of 32 bits can hold.
#define DEBOUNCE_US_MAX (0x3fffffff)

typedef struct {
    bind_irq_obj_t irq;
    const toc_board_pin_t *desc;
    uint8_t mode;
    uint8_t pull;
    uint8_t trigger;
    bool slow; // its chip was, the last time
    int16_t alt;
    uint32_t debounce_us;
} pin_obj_t;

static const toc_board_t *board;
static const toc_pin_ops_t *ops;

// Bit n: pad n is held. A hold outlasts a soft reset.
static uint64_t held;

MP_REGISTER_ROOT_POINTER(void *bind_pins);
MP_REGISTER_ROOT_POINTER(mp_obj_t bind_pin_module);
MP_REGISTER_ROOT_POINTER(mp_obj_t bind_pin_exp_board);

static pin_obj_t *pins(void) {
    return MP_STATE_VM(bind_pins);
}

static pin_obj_t *find_pin(mp_obj_t id) {
    if (mp_obj_is_type(id, &bind_pin_type)) {
        return MP_OBJ_TO_PTR(id);
    }
    if (mp_obj_is_str(id)) {
        const toc_board_pin_t *desc = toc_board_pin(board, mp_obj_str_get_str(id));
        if (desc != NULL) {
            return &pins()[desc - board->pins];
        }
    }
    mp_raise_ValueError(BIND_MSG_VALUE);
}

const toc_board_pin_t *bind_pin_find(mp_obj_t id) {
    return find_pin(id)->desc;
}

mp_obj_t bind_pin_at(uint32_t gpio) {
    for (uint32_t i = 0; i < board->pin_count; i++) {
        if (board->pins[i].gpio == gpio) {
            return MP_OBJ_FROM_PTR(&pins()[i]);
        }
    }
    return mp_const_none;
}

const char *bind_pin_name(uint32_t gpio) {
    for (uint32_t i = 0; i < board->pin_count; i++) {
        if (board->pins[i].gpio == gpio) {
            return board->pins[i].name;
        }
    }
    return "a pad";
}

// Raise what a call on the pin returned, with the reason where it has one.
static int check(const pin_obj_t *self, int err) {
    if (err >= 0) {
        return err;
    }
    const char *why = ops->why != NULL ? ops->why(ops->ctx, self->desc->gpio) : NULL;
    if (why == NULL || why[0] == '\0' || err == TOC_EINVAL) {
        bind_raise(err);
    }
    mp_raise_msg_varg(
        &mp_type_OSError, MP_ERROR_TEXT("resource not available: %s: %s"), self->desc->name, why);
}

static void look(toc_source_t *source, void *owner) {
    (void)source;
    pin_obj_t *self = owner;
    ops->look(ops->ctx, self->desc->gpio);
}

static const toc_source_ops_t source_ops = { .look = look };

// A line of this machine: its chip may be behind a slow bus. To take it or to
// set it up is done with the interpreter lock given up.
static bool may_wait(const pin_obj_t *self) {
    return ops->file != NULL && ops->file(ops->ctx, self->desc->gpio) != NULL;
}

static void configure(pin_obj_t *self) {
    if (!may_wait(self)) {
        check(self, ops->configure(ops->ctx, self->desc->gpio, self->mode, self->pull));
        return;
    }
    int err;
    uint8_t mode;
    uint8_t pull;
    do {
        // Again where another thread wanted something else meanwhile: which of
        // the two came first to the chip is chance.
        mode = self->mode;
        pull = self->pull;
        bind_unlock();
        err = ops->configure(ops->ctx, self->desc->gpio, mode, pull);
        bind_relock();
    } while (err == 0 && (mode != self->mode || pull != self->pull));
    check(self, err);
}

static void stop_watching(pin_obj_t *self) {
    if (self->irq.source != NULL) {
        ops->unwatch(ops->ctx, self->desc->gpio);
        toc_source_cancel(self->irq.source);
    }
    self->trigger = 0;
}

// Watch for self->trigger.
static int begin_watch(pin_obj_t *self) {
    if (!may_wait(self)) {
        return ops->watch(ops->ctx, self->desc->gpio, self->trigger, self->irq.source);
    }
    int err;
    unsigned trigger;
    do {
        trigger = self->trigger;
        bind_unlock();
        err = ops->watch(ops->ctx, self->desc->gpio, trigger, self->irq.source);
        bind_relock();
    } while (err == 0 && self->trigger != 0 && self->trigger != trigger);
    if (err == 0 && self->trigger == 0) {
        // Another thread ended it meanwhile, perhaps before it had begun.
        ops->unwatch(ops->ctx, self->desc->gpio);
    }
    return err;
}

static void start_watching(pin_obj_t *self, unsigned trigger) {
    if (self->irq.source == NULL) {
        bind_check(toc_source_open(&self->irq.source, self->desc->name, &source_ops, self));
    }
    ops->unwatch(ops->ctx, self->desc->gpio);
    int err = self->debounce_us != 0 ? TOC_ENOTSUP : 0;
    if (ops->debounce != NULL) {
        err = ops->debounce(ops->ctx, self->desc->gpio, self->debounce_us);
    }
    toc_source_enable(self->irq.source);
    self->trigger = (uint8_t)trigger;
    if (err == 0) {
        err = begin_watch(self);
    }
    if (err != 0) {
        stop_watching(self);
    }
    check(self, err);
}

static uint8_t mode_arg(mp_int_t mode) {
    if (mode != TOC_PIN_IN && mode != TOC_PIN_OUT && mode != TOC_PIN_OPEN_DRAIN) {
        mp_raise_ValueError(BIND_MSG_VALUE);
    }
    return (uint8_t)mode;
}

static uint8_t pull_arg(mp_obj_t pull_in) {
    if (pull_in == mp_const_none) {
        return TOC_PIN_PULL_NONE;
    }
    mp_int_t pull = mp_obj_get_int(pull_in);
    if (pull != TOC_PIN_PULL_UP && pull != TOC_PIN_PULL_DOWN) {
        mp_raise_ValueError(BIND_MSG_VALUE);
    }
    return (uint8_t)pull;
}

static int16_t alt_arg(mp_obj_t alt_in) {
    if (alt_in == mp_const_none) {
        return ALT_NONE;
    }
    mp_int_t alt = mp_obj_get_int(alt_in);
    if (alt < ALT_NONE || alt > ALT_MAX) {
        mp_raise_ValueError(BIND_MSG_VALUE);
    }
    return (int16_t)alt;
}

enum { ARG_id, ARG_mode, ARG_pull, ARG_value, ARG_alt, ARG_COUNT };

static const mp_arg_t pin_args[ARG_COUNT] = {
    { MP_QSTR_id, MP_ARG_REQUIRED | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
    { MP_QSTR_mode, MP_ARG_INT, { .u_int = TOC_PIN_IN } },
    { MP_QSTR_pull, MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
    { MP_QSTR_value, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_PTR(NULL) } },
    { MP_QSTR_alt, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
};

// All but the id, which says who `self` is.
static void set_up(pin_obj_t *self, const mp_arg_val_t *vals) {
    uint8_t mode = mode_arg(vals[ARG_mode].u_int);
    uint8_t pull = pull_arg(vals[ARG_pull].u_obj);
    int16_t alt = alt_arg(vals[ARG_alt].u_obj);
    bool has_value = vals[ARG_value].u_obj != MP_OBJ_NULL;
    bool value = has_value && mp_obj_is_true(vals[ARG_value].u_obj);

    bind_pads_take(self->desc->gpio, NULL, mode == TOC_PIN_OUT);
    stop_watching(self);
    self->mode = mode;
    self->pull = pull;
    self->alt = alt;
    if (has_value) {
        // Before the direction: an output must not show its old level first.
        check(self, ops->write(ops->ctx, self->desc->gpio, value));
    }
    configure(self);
}

// Under this name for upstream's Signal, which makes its pin (extmod/virtpin.h).
mp_obj_t mp_pin_make_new(
    const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    (void)type;
    mp_arg_val_t vals[ARG_COUNT];
    mp_arg_parse_all_kw_array(n_args, n_kw, args, ARG_COUNT, pin_args, vals);
    pin_obj_t *self = find_pin(vals[ARG_id].u_obj);
    set_up(self, vals);
    return MP_OBJ_FROM_PTR(self);
}

static mp_obj_t pin_init(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    mp_arg_val_t vals[ARG_COUNT];
    mp_arg_parse_all(
        n_args - 1, args + 1, kw_args, ARG_COUNT - ARG_mode, &pin_args[ARG_mode], &vals[ARG_mode]);
    set_up(MP_OBJ_TO_PTR(args[0]), vals);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_KW(pin_init_obj, 1, pin_init);

static void pin_print(const mp_print_t *print, mp_obj_t self_in, mp_print_kind_t kind) {
    (void)kind;
    pin_obj_t *self = MP_OBJ_TO_PTR(self_in);
    static const char *const pull_text[] = { "None", "Pin.PULL_UP", "Pin.PULL_DOWN" };
    const char *mode = self->mode == TOC_PIN_IN    ? "IN"
                       : self->mode == TOC_PIN_OUT ? "OUT"
                                                   : "OPEN_DRAIN";
    mp_printf(print, "Pin('%s', mode=Pin.%s, pull=%s, alt=%d)", self->desc->name, mode,
        pull_text[self->pull], (int)self->alt);
}

static int level_now(const pin_obj_t *self, int level) {
    uint32_t pad = self->desc->gpio;
    return level == ASKED ? ops->read(ops->ctx, pad) : ops->write(ops->ctx, pad, level != 0);
}

// Set the level, or read it where it is ASKED.
// Returns it, or what the backend did.
static int do_level(pin_obj_t *self, int level) {
    if (!may_wait(self)) {
        return check(self, level_now(self, level));
    }
    bool unlocks = self->slow;
    if (unlocks) {
        bind_unlock();
    }
    uint64_t since_ns = toc_port_now_ns();
    int result = level_now(self, level);
    bool slow = toc_port_now_ns() - since_ns > LEVEL_NS_MAX;
    if (unlocks) {
        bind_relock();
    }
    self->slow = slow;
    return check(self, result);
}

static bool get_level(pin_obj_t *self) {
    if (self->mode == TOC_PIN_OUT) {
        return ops->latch(ops->ctx, self->desc->gpio) != 0;
    }
    return do_level(self, ASKED) != 0;
}

static mp_obj_t pin_call(mp_obj_t self_in, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    pin_obj_t *self = MP_OBJ_TO_PTR(self_in);
    mp_arg_check_num(n_args, n_kw, 0, 1, false);
    if (n_args == 0) {
        return MP_OBJ_NEW_SMALL_INT(get_level(self));
    }
    do_level(self, mp_obj_is_true(args[0]));
    return mp_const_none;
}

static mp_obj_t pin_value(size_t n_args, const mp_obj_t *args) {
    return pin_call(args[0], n_args - 1, 0, args + 1);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(pin_value_obj, 1, 2, pin_value);

static mp_obj_t pin_toggle(mp_obj_t self_in) {
    pin_obj_t *self = MP_OBJ_TO_PTR(self_in);
    bool latch = ops->latch(ops->ctx, self->desc->gpio) != 0;
    // With the lock, or a handler that toggles it could come in between.
    check(self, ops->write(ops->ctx, self->desc->gpio, !latch));
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(pin_toggle_obj, pin_toggle);

static mp_obj_t pin_on(mp_obj_t self_in) {
    pin_obj_t *self = MP_OBJ_TO_PTR(self_in);
    do_level(self, 1);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(pin_on_obj, pin_on);

static mp_obj_t pin_off(mp_obj_t self_in) {
    pin_obj_t *self = MP_OBJ_TO_PTR(self_in);
    do_level(self, 0);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(pin_off_obj, pin_off);

static mp_obj_t pin_id(mp_obj_t self_in) {
    pin_obj_t *self = MP_OBJ_TO_PTR(self_in);
    return mp_obj_new_str_from_cstr(self->desc->name);
}
static MP_DEFINE_CONST_FUN_OBJ_1(pin_id_obj, pin_id);

static mp_obj_t pin_mode(size_t n_args, const mp_obj_t *args) {
    pin_obj_t *self = MP_OBJ_TO_PTR(args[0]);
    if (n_args == 1) {
        return MP_OBJ_NEW_SMALL_INT(self->mode);
    }
    self->mode = mode_arg(mp_obj_get_int(args[1]));
    configure(self);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(pin_mode_obj, 1, 2, pin_mode);

static mp_obj_t pin_pull(size_t n_args, const mp_obj_t *args) {
    pin_obj_t *self = MP_OBJ_TO_PTR(args[0]);
    if (n_args == 1) {
        return self->pull == TOC_PIN_PULL_NONE ? mp_const_none : MP_OBJ_NEW_SMALL_INT(self->pull);
    }
    self->pull = pull_arg(args[1]);
    configure(self);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(pin_pull_obj, 1, 2, pin_pull);

static mp_obj_t pin_hold(size_t n_args, const mp_obj_t *args) {
    pin_obj_t *self = MP_OBJ_TO_PTR(args[0]);
    uint64_t bit = UINT64_C(1) << self->desc->gpio;
    if (n_args == 1) {
        return mp_obj_new_bool((held & bit) != 0);
    }
    bool hold = mp_obj_is_true(args[1]);
    if (!self->desc->rtc) {
        mp_raise_msg(&mp_type_OSError,
            MP_ERROR_TEXT(
                "the hold functionality is only available for GPIO pins in the RTC domain"));
    }
    check(self, ops->hold(ops->ctx, self->desc->gpio, hold));
    held = hold ? held | bit : held & ~bit;
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(pin_hold_obj, 1, 2, pin_hold);

static unsigned trigger_arg(mp_int_t trigger) {
    if (trigger < 0 || trigger > TOC_PIN_HIGH_LEVEL) {
        mp_raise_ValueError(BIND_MSG_VALUE);
    }
    return (unsigned)trigger;
}

static uint32_t debounce_arg(mp_int_t time_us) {
    if (time_us < 0 || time_us > DEBOUNCE_US_MAX) {
        mp_raise_ValueError(BIND_MSG_VALUE);
    }
    return (uint32_t)time_us;
}

static void watch(pin_obj_t *self, unsigned trigger, mp_obj_t handler, mp_obj_t arg) {
    bind_irq_set_handler(&self->irq, handler, arg);
    if (trigger != 0 && handler != mp_const_none) {
        start_watching(self, trigger);
    } else {
        stop_watching(self);
    }
}

static mp_obj_t pin_callback(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    enum { ARG_trigger, ARG_handler, ARG_arg, ARG_debounce_us };
    static const mp_arg_t allowed[] = {
        { MP_QSTR_trigger, MP_ARG_INT, { .u_int = 0 } },
        { MP_QSTR_handler, MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_arg, MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_debounce_us, MP_ARG_KW_ONLY | MP_ARG_INT, { .u_int = 0 } },
    };
    mp_arg_val_t vals[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args - 1, args + 1, kw_args, MP_ARRAY_SIZE(allowed), allowed, vals);
    pin_obj_t *self = MP_OBJ_TO_PTR(args[0]);
    unsigned trigger = trigger_arg(vals[ARG_trigger].u_int);
    self->debounce_us = debounce_arg(vals[ARG_debounce_us].u_int);
    watch(self, trigger, vals[ARG_handler].u_obj, vals[ARG_arg].u_obj);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_KW(pin_callback_obj, 1, pin_callback);

// What upstream's Pin.irq() returns: trigger() and flags() of the pin, and a
// call of the handler.
typedef struct {
    mp_obj_base_t base;
    pin_obj_t *pin;
} pin_irq_obj_t;

static mp_obj_t pin_irq_call(mp_obj_t self_in, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    (void)args;
    mp_arg_check_num(n_args, n_kw, 0, 0, false);
    pin_irq_obj_t *self = MP_OBJ_TO_PTR(self_in);
    if (self->pin->irq.handler != mp_const_none) {
        mp_call_function_1(self->pin->irq.handler, MP_OBJ_FROM_PTR(self->pin));
    }
    return mp_const_none;
}

static mp_obj_t pin_irq_flags(mp_obj_t self_in) {
    pin_irq_obj_t *self = MP_OBJ_TO_PTR(self_in);
    toc_source_t *source;
    const toc_irq_record_t *record = toc_dispatch_current(&source, NULL);
    if (record == NULL || source != self->pin->irq.source) {
        return MP_OBJ_NEW_SMALL_INT(0);
    }
    return MP_OBJ_NEW_SMALL_INT(TOC_PIN_EVENT_EDGE(record->data));
}
static MP_DEFINE_CONST_FUN_OBJ_1(pin_irq_flags_obj, pin_irq_flags);

static mp_obj_t pin_irq_trigger(size_t n_args, const mp_obj_t *args) {
    pin_irq_obj_t *self = MP_OBJ_TO_PTR(args[0]);
    mp_obj_t before = MP_OBJ_NEW_SMALL_INT(self->pin->trigger);
    if (n_args == 2) {
        watch(self->pin, trigger_arg(mp_obj_get_int(args[1])), self->pin->irq.handler,
            self->pin->irq.arg);
    }
    return before;
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(pin_irq_trigger_obj, 1, 2, pin_irq_trigger);

static const mp_rom_map_elem_t pin_irq_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_flags), MP_ROM_PTR(&pin_irq_flags_obj) },
    { MP_ROM_QSTR(MP_QSTR_trigger), MP_ROM_PTR(&pin_irq_trigger_obj) },
};
static MP_DEFINE_CONST_DICT(pin_irq_locals, pin_irq_locals_table);

static MP_DEFINE_CONST_OBJ_TYPE(
    pin_irq_type,
    MP_QSTR_irq,
    MP_TYPE_FLAG_NONE,
    call, pin_irq_call,
    locals_dict, &pin_irq_locals
    );

static mp_obj_t pin_irq(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    enum { ARG_handler, ARG_trigger, ARG_hard, ARG_debounce_us };
    static const mp_arg_t allowed[] = {
        { MP_QSTR_handler, MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_trigger, MP_ARG_INT, { .u_int = TOC_PIN_BOTH } },
        // Accepted and of no consequence: every handler here is free of rules.
        { MP_QSTR_hard, MP_ARG_BOOL, { .u_bool = false } },
        { MP_QSTR_debounce_us, MP_ARG_KW_ONLY | MP_ARG_INT, { .u_int = 0 } },
    };
    mp_arg_val_t vals[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args - 1, args + 1, kw_args, MP_ARRAY_SIZE(allowed), allowed, vals);
    pin_obj_t *self = MP_OBJ_TO_PTR(args[0]);
    // As upstream: without arguments it only hands out the object.
    if (n_args > 1 || kw_args->used != 0) {
        unsigned trigger = trigger_arg(vals[ARG_trigger].u_int);
        self->debounce_us = debounce_arg(vals[ARG_debounce_us].u_int);
        watch(self, trigger, vals[ARG_handler].u_obj, mp_const_none);
    }
    pin_irq_obj_t *irq = mp_obj_malloc(pin_irq_obj_t, &pin_irq_type);
    irq->pin = self;
    return MP_OBJ_FROM_PTR(irq);
}
static MP_DEFINE_CONST_FUN_OBJ_KW(pin_irq_obj, 1, pin_irq);

// For machine.Signal and everything else that takes a pin from C.
// NOLINTNEXTLINE(readability-non-const-parameter): mp_pin_p_t has this signature
static mp_uint_t pin_ioctl(mp_obj_t self_in, mp_uint_t request, uintptr_t arg, int *errcode) {
    (void)errcode;
    pin_obj_t *self = MP_OBJ_TO_PTR(self_in);
    switch (request) {
    case MP_PIN_READ:
        return get_level(self);
    case MP_PIN_WRITE:
        do_level(self, arg != 0);
        return 0;
    }
    return (mp_uint_t)-1;
}

static const mp_pin_p_t pin_pin_p = {
    .ioctl = pin_ioctl,
};

// Pin.module and Pin.exp_board hold objects of this life, so this table is
// not constant; they are its first two entries.
static mp_rom_map_elem_t pin_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_module), MP_ROM_PTR(NULL) },
    { MP_ROM_QSTR(MP_QSTR_exp_board), MP_ROM_PTR(NULL) },

    { MP_ROM_QSTR(MP_QSTR_init), MP_ROM_PTR(&pin_init_obj) },
    { MP_ROM_QSTR(MP_QSTR_value), MP_ROM_PTR(&pin_value_obj) },
    { MP_ROM_QSTR(MP_QSTR_toggle), MP_ROM_PTR(&pin_toggle_obj) },
    { MP_ROM_QSTR(MP_QSTR_on), MP_ROM_PTR(&pin_on_obj) },
    { MP_ROM_QSTR(MP_QSTR_off), MP_ROM_PTR(&pin_off_obj) },
    { MP_ROM_QSTR(MP_QSTR_id), MP_ROM_PTR(&pin_id_obj) },
    { MP_ROM_QSTR(MP_QSTR_mode), MP_ROM_PTR(&pin_mode_obj) },
    { MP_ROM_QSTR(MP_QSTR_pull), MP_ROM_PTR(&pin_pull_obj) },
    { MP_ROM_QSTR(MP_QSTR_hold), MP_ROM_PTR(&pin_hold_obj) },
    { MP_ROM_QSTR(MP_QSTR_callback), MP_ROM_PTR(&pin_callback_obj) },
    { MP_ROM_QSTR(MP_QSTR_irq), MP_ROM_PTR(&pin_irq_obj) },

    { MP_ROM_QSTR(MP_QSTR_IN), MP_ROM_INT(TOC_PIN_IN) },
    { MP_ROM_QSTR(MP_QSTR_OUT), MP_ROM_INT(TOC_PIN_OUT) },
    { MP_ROM_QSTR(MP_QSTR_OPEN_DRAIN), MP_ROM_INT(TOC_PIN_OPEN_DRAIN) },
    { MP_ROM_QSTR(MP_QSTR_PULL_UP), MP_ROM_INT(TOC_PIN_PULL_UP) },
    { MP_ROM_QSTR(MP_QSTR_PULL_DOWN), MP_ROM_INT(TOC_PIN_PULL_DOWN) },
    { MP_ROM_QSTR(MP_QSTR_IRQ_RISING), MP_ROM_INT(TOC_PIN_RISING) },
    { MP_ROM_QSTR(MP_QSTR_IRQ_FALLING), MP_ROM_INT(TOC_PIN_FALLING) },
    { MP_ROM_QSTR(MP_QSTR_IRQ_LOW_LEVEL), MP_ROM_INT(TOC_PIN_LOW_LEVEL) },
    { MP_ROM_QSTR(MP_QSTR_IRQ_HIGH_LEVEL), MP_ROM_INT(TOC_PIN_HIGH_LEVEL) },
};

static mp_obj_dict_t pin_locals = {
    .base = { &mp_type_dict },
    .map = {
        .all_keys_are_qstrs = 1,
        .is_fixed = 1,
        .is_ordered = 1,
        .used = MP_ARRAY_SIZE(pin_locals_table),
        .alloc = MP_ARRAY_SIZE(pin_locals_table),
        .table = (mp_map_elem_t *)pin_locals_table,
    },
};

MP_DEFINE_CONST_OBJ_TYPE(
    bind_pin_type,
    MP_QSTR_Pin,
    MP_TYPE_FLAG_NONE,
    make_new, mp_pin_make_new,
    print, pin_print,
    call, pin_call,
    protocol, &pin_pin_p,
    locals_dict, &pin_locals
    );

static mp_obj_t namespace_type(qstr name, mp_obj_t names) {
    return mp_obj_new_type(name, mp_const_empty_tuple, names);
}

void bind_pin_init(void) {
    board = bind_hal()->board;
    ops = bind_hal()->pin;
    pin_obj_t *all = m_new0(pin_obj_t, board->pin_count);
    MP_STATE_VM(bind_pins) = all;
    mp_obj_t cpu = mp_obj_new_dict(board->pin_count);
    mp_obj_t exp = mp_obj_new_dict(board->pin_count);
    for (uint32_t i = 0; i < board->pin_count; i++) {
        const toc_board_pin_t *desc = &board->pins[i];
        pin_obj_t *self = &all[i];
        self->irq.base.type = &bind_pin_type;
        self->irq.handler = mp_const_none;
        self->irq.arg = mp_const_none;
        self->desc = desc;
        self->mode = TOC_PIN_IN;
        self->pull = desc->boot_in ? TOC_PIN_PULL_DOWN : TOC_PIN_PULL_NONE;
        self->alt = ALT_NONE;
        mp_obj_dict_store(cpu, MP_OBJ_NEW_QSTR(qstr_from_str(desc->name)), MP_OBJ_FROM_PTR(self));
        if (desc->exp[0] != '\0') {
            mp_obj_dict_store(
                exp, MP_OBJ_NEW_QSTR(qstr_from_str(desc->exp)), MP_OBJ_FROM_PTR(self));
        }
    }
    MP_STATE_VM(bind_pin_module) = namespace_type(MP_QSTR_cpu, cpu);
    MP_STATE_VM(bind_pin_exp_board) = namespace_type(MP_QSTR_board, exp);
    pin_locals_table[0].value = (mp_rom_obj_t)MP_STATE_VM(bind_pin_module);
    pin_locals_table[1].value = (mp_rom_obj_t)MP_STATE_VM(bind_pin_exp_board);
}
