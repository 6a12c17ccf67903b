/*
 * machine_timer - machine.Timer: Alarm, Chrono, sleep_us, and upstream's Timer
 *
 * Pycom's Timer is a namespace, upstream's a class whose instances call back.
 * Here it is both: Timer.Alarm(...) and Timer(-1, period=..., callback=...).
 * Either way an expiry is a record in the one queue.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdio.h>

#include "bind/int.h"
#include "bind/irq.h"
#include "bind/raise.h"
#include "bind/timer.h"
#include "core/alarm.h"
#include "core/clock.h"
#include "py/mphal.h"
#include "py/runtime.h"

#define NS_PER_MS UINT64_C(1000000)
#define NS_PER_US UINT64_C(1000)

// Longest interval, about 146 years: a deadline has to fit in 64 bits.
#define INTERVAL_MAX_NS (UINT64_C(1) << 62)

enum { TIMER_ONE_SHOT = 0, TIMER_PERIODIC = 1 };

// Alarm and Timer are the same thing under two names.
typedef struct {
    bind_irq_obj_t irq;
    toc_alarm_t alarm;
    uint64_t interval_ns;
    bool periodic;
} alarm_obj_t;

static uint32_t alarms_made;
static uint32_t timers_made;

void bind_timer_init(void) {
    alarms_made = 0;
    timers_made = 0;
}

// ctx: the alarm service, inside the critical section
static int alarm_fire(toc_alarm_t *alarm, uint64_t due_ns, bool late) {
    (void)due_ns;
    toc_source_t *source = alarm->ctx;
    if (!late) {
        return toc_source_raise(source, 0);
    }
    int err = toc_source_raise_if_room(source, 0);
    if (err == TOC_EFULL) {
        toc_source_missed(source, 1);
    }
    return err;
}

static void alarm_missed(toc_alarm_t *alarm, uint32_t periods) {
    toc_source_missed(alarm->ctx, periods);
}

// A one-shot alarm that expired: its message was handled, refused or dropped.
static bool alarm_is_done(bind_irq_obj_t *irq) {
    // In this order: it is posted in the same moment in which it is disarmed.
    if (toc_alarm_is_armed(&((alarm_obj_t *)irq)->alarm)) {
        return false;
    }
    toc_source_counts_t counts;
    toc_source_counts(irq->source, &counts);
    return counts.queued == 0;
}

static void alarm_stop(alarm_obj_t *self) {
    if (self->irq.source == NULL) {
        return;
    }
    toc_alarm_cancel(&self->alarm);
    toc_source_cancel(self->irq.source);
}

static void alarm_open(alarm_obj_t *self) {
    bool is_timer = self->irq.base.type == &bind_timer_type;
    uint32_t *made = is_timer ? &timers_made : &alarms_made;
    char name[TOC_SOURCE_NAME_SIZE];
    snprintf(name, sizeof(name), "%s-%u", is_timer ? "Timer" : "Alarm", (unsigned)++*made);
    bind_check(toc_source_open(&self->irq.source, name, NULL, self));
    self->alarm.ctx = self->irq.source;
}

// Begin a new registration: what is queued of an earlier one is dropped.
static void alarm_start(alarm_obj_t *self) {
    toc_alarm_cancel(&self->alarm);
    if (self->irq.source == NULL) {
        // The program itself called __del__.
        alarm_open(self);
    }
    toc_source_enable(self->irq.source);
    int err = toc_alarm_arm(&self->alarm, toc_clock_now_ns() + self->interval_ns,
        self->periodic ? self->interval_ns : 0);
    if (err < 0) {
        toc_source_cancel(self->irq.source);
        bind_raise(err);
    }
}

static alarm_obj_t *alarm_new(const mp_obj_type_t *type) {
    alarm_obj_t *self = mp_obj_malloc_with_finaliser(alarm_obj_t, type);
    self->irq.handler = mp_const_none;
    self->irq.arg = mp_const_none;
    self->irq.source = NULL;
    self->irq.is_done = alarm_is_done;
    self->alarm = (toc_alarm_t){ .cb = alarm_fire, .missed = alarm_missed };
    self->interval_ns = 0;
    self->periodic = false;
    alarm_open(self);
    return self;
}

static mp_obj_t alarm_del(mp_obj_t self_in) {
    alarm_obj_t *self = MP_OBJ_TO_PTR(self_in);
    if (self->irq.source != NULL) {
        alarm_stop(self);
        toc_source_close(self->irq.source);
        self->irq.source = NULL;
    }
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(alarm_del_obj, alarm_del);

static uint64_t interval(uint64_t count, uint64_t unit_ns) {
    if (count > INTERVAL_MAX_NS / unit_ns) {
        mp_raise_ValueError(BIND_MSG_VALUE);
    }
    return count * unit_ns;
}

static NORETURN void raise_not_positive(void) {
    mp_raise_ValueError(MP_ERROR_TEXT("please provide a positive number"));
}

// Exactly one of three durations.
static uint64_t alarm_interval(mp_obj_t s_in, int64_t ms, int64_t us) {
    mp_float_t s = s_in == mp_const_none ? MICROPY_FLOAT_CONST(0.0) : mp_obj_get_float(s_in);
    if (!(s >= MICROPY_FLOAT_CONST(0.0)) || ms < 0 || us < 0) {
        raise_not_positive();
    }
    bool has_s = s > MICROPY_FLOAT_CONST(0.0);
    if (has_s + (ms != 0) + (us != 0) != 1) {
        mp_raise_ValueError(MP_ERROR_TEXT("please provide a single duration"));
    }
    if (has_s) {
        mp_float_t ns = s * MICROPY_FLOAT_CONST(1e9);
        if (!(ns < (mp_float_t)INTERVAL_MAX_NS)) {
            mp_raise_ValueError(BIND_MSG_VALUE);
        }
        uint64_t whole = (uint64_t)(ns + MICROPY_FLOAT_CONST(0.5));
        return whole == 0 ? 1 : whole;
    }
    return ms != 0 ? interval((uint64_t)ms, NS_PER_MS) : interval((uint64_t)us, NS_PER_US);
}

static mp_obj_t alarm_make_new(
    const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    enum { ARG_handler, ARG_s, ARG_ms, ARG_us, ARG_arg, ARG_periodic };
    static const mp_arg_t allowed[] = {
        { MP_QSTR_handler, MP_ARG_REQUIRED | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_s, MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_ms, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_INT(0) } },
        { MP_QSTR_us, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_INT(0) } },
        { MP_QSTR_arg, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_periodic, MP_ARG_KW_ONLY | MP_ARG_BOOL, { .u_bool = false } },
    };
    mp_arg_val_t vals[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all_kw_array(n_args, n_kw, args, MP_ARRAY_SIZE(allowed), allowed, vals);

    uint64_t interval_ns = alarm_interval(
        vals[ARG_s].u_obj, bind_get_int64(vals[ARG_ms].u_obj), bind_get_int64(vals[ARG_us].u_obj));
    alarm_obj_t *self = alarm_new(type);
    bind_irq_set_handler(&self->irq, vals[ARG_handler].u_obj, vals[ARG_arg].u_obj);
    self->interval_ns = interval_ns;
    self->periodic = vals[ARG_periodic].u_bool;
    if (self->irq.handler != mp_const_none) {
        alarm_start(self);
    }
    return MP_OBJ_FROM_PTR(self);
}

static mp_obj_t alarm_callback(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    enum { ARG_handler, ARG_arg };
    static const mp_arg_t allowed[] = {
        { MP_QSTR_handler, MP_ARG_REQUIRED | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_arg, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
    };
    mp_arg_val_t vals[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args - 1, args + 1, kw_args, MP_ARRAY_SIZE(allowed), allowed, vals);
    alarm_obj_t *self = MP_OBJ_TO_PTR(args[0]);
    bind_irq_set_handler(&self->irq, vals[ARG_handler].u_obj, vals[ARG_arg].u_obj);
    if (self->irq.handler != mp_const_none) {
        alarm_start(self);
    } else {
        alarm_stop(self);
    }
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_KW(alarm_callback_obj, 1, alarm_callback);

static mp_obj_t alarm_cancel(mp_obj_t self_in) {
    alarm_obj_t *self = MP_OBJ_TO_PTR(self_in);
    alarm_stop(self);
    self->irq.handler = mp_const_none;
    self->irq.arg = mp_const_none;
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(alarm_cancel_obj, alarm_cancel);

static const mp_rom_map_elem_t alarm_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR___del__), MP_ROM_PTR(&alarm_del_obj) },
    { MP_ROM_QSTR(MP_QSTR_callback), MP_ROM_PTR(&alarm_callback_obj) },
    { MP_ROM_QSTR(MP_QSTR_cancel), MP_ROM_PTR(&alarm_cancel_obj) },
};
static MP_DEFINE_CONST_DICT(alarm_locals, alarm_locals_table);

static MP_DEFINE_CONST_OBJ_TYPE(
    alarm_type,
    MP_QSTR_Alarm,
    MP_TYPE_FLAG_NONE,
    make_new, alarm_make_new,
    locals_dict, &alarm_locals
    );

typedef struct {
    mp_obj_base_t base;
    bool running;
    uint64_t since_ns;
    uint64_t sum_ns;
} chrono_obj_t;

static mp_obj_t chrono_make_new(
    const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    (void)n_args;
    (void)n_kw;
    (void)args;
    chrono_obj_t *self = mp_obj_malloc(chrono_obj_t, type);
    self->running = false;
    self->since_ns = 0;
    self->sum_ns = 0;
    return MP_OBJ_FROM_PTR(self);
}

static mp_obj_t chrono_start(mp_obj_t self_in) {
    chrono_obj_t *self = MP_OBJ_TO_PTR(self_in);
    if (!self->running) {
        self->running = true;
        self->since_ns = toc_clock_now_ns();
    }
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(chrono_start_obj, chrono_start);

static uint64_t chrono_ns(const chrono_obj_t *self) {
    return self->sum_ns + (self->running ? toc_clock_now_ns() - self->since_ns : 0);
}

static mp_obj_t chrono_stop(mp_obj_t self_in) {
    chrono_obj_t *self = MP_OBJ_TO_PTR(self_in);
    self->sum_ns = chrono_ns(self);
    self->running = false;
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(chrono_stop_obj, chrono_stop);

static mp_obj_t chrono_reset(mp_obj_t self_in) {
    chrono_obj_t *self = MP_OBJ_TO_PTR(self_in);
    self->sum_ns = 0;
    self->since_ns = toc_clock_now_ns();
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(chrono_reset_obj, chrono_reset);

static mp_obj_t chrono_in(mp_obj_t self_in, mp_float_t unit_ns) {
    return mp_obj_new_float((mp_float_t)chrono_ns(MP_OBJ_TO_PTR(self_in)) / unit_ns);
}

static mp_obj_t chrono_read(mp_obj_t self_in) {
    return chrono_in(self_in, MICROPY_FLOAT_CONST(1e9));
}
static MP_DEFINE_CONST_FUN_OBJ_1(chrono_read_obj, chrono_read);

static mp_obj_t chrono_read_ms(mp_obj_t self_in) {
    return chrono_in(self_in, MICROPY_FLOAT_CONST(1e6));
}
static MP_DEFINE_CONST_FUN_OBJ_1(chrono_read_ms_obj, chrono_read_ms);

static mp_obj_t chrono_read_us(mp_obj_t self_in) {
    return chrono_in(self_in, MICROPY_FLOAT_CONST(1e3));
}
static MP_DEFINE_CONST_FUN_OBJ_1(chrono_read_us_obj, chrono_read_us);

static const mp_rom_map_elem_t chrono_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_start), MP_ROM_PTR(&chrono_start_obj) },
    { MP_ROM_QSTR(MP_QSTR_stop), MP_ROM_PTR(&chrono_stop_obj) },
    { MP_ROM_QSTR(MP_QSTR_reset), MP_ROM_PTR(&chrono_reset_obj) },
    { MP_ROM_QSTR(MP_QSTR_read), MP_ROM_PTR(&chrono_read_obj) },
    { MP_ROM_QSTR(MP_QSTR_read_ms), MP_ROM_PTR(&chrono_read_ms_obj) },
    { MP_ROM_QSTR(MP_QSTR_read_us), MP_ROM_PTR(&chrono_read_us_obj) },
};
static MP_DEFINE_CONST_DICT(chrono_locals, chrono_locals_table);

static MP_DEFINE_CONST_OBJ_TYPE(
    chrono_type,
    MP_QSTR_Chrono,
    MP_TYPE_FLAG_NONE,
    make_new, chrono_make_new,
    locals_dict, &chrono_locals
    );

static uint64_t timer_interval(mp_int_t period, mp_int_t tick_hz, mp_obj_t freq_in) {
    if (freq_in != mp_const_none) {
        mp_float_t freq = mp_obj_get_float(freq_in);
        mp_float_t ns = MICROPY_FLOAT_CONST(1e9) / freq;
        if (!(freq > MICROPY_FLOAT_CONST(0.0)) || !(ns < (mp_float_t)INTERVAL_MAX_NS)) {
            mp_raise_ValueError(BIND_MSG_VALUE);
        }
        return ns < MICROPY_FLOAT_CONST(1.0) ? 1 : (uint64_t)(ns + MICROPY_FLOAT_CONST(0.5));
    }
    if (period <= 0 || tick_hz <= 0 || tick_hz > 1000000000) {
        mp_raise_ValueError(BIND_MSG_VALUE);
    }
    // Whole ticks first, so that nothing is lost to rounding.
    uint64_t seconds = (uint64_t)(period / tick_hz);
    uint64_t rest = (uint64_t)(period % tick_hz);
    return interval(seconds, UINT64_C(1000000000)) +
           rest * UINT64_C(1000000000) / (uint64_t)tick_hz;
}

static mp_obj_t timer_init_helper(
    alarm_obj_t *self, size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    enum { ARG_mode, ARG_callback, ARG_period, ARG_tick_hz, ARG_freq, ARG_hard };
    static const mp_arg_t allowed[] = {
        { MP_QSTR_mode, MP_ARG_KW_ONLY | MP_ARG_INT, { .u_int = TIMER_PERIODIC } },
        { MP_QSTR_callback, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_period, MP_ARG_KW_ONLY | MP_ARG_INT, { .u_int = 0 } },
        { MP_QSTR_tick_hz, MP_ARG_KW_ONLY | MP_ARG_INT, { .u_int = 1000 } },
        { MP_QSTR_freq, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        // Accepted and of no consequence: every handler here is free of rules.
        { MP_QSTR_hard, MP_ARG_KW_ONLY | MP_ARG_BOOL, { .u_bool = false } },
    };
    mp_arg_val_t vals[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args, args, kw_args, MP_ARRAY_SIZE(allowed), allowed, vals);

    mp_int_t mode = vals[ARG_mode].u_int;
    if (mode != TIMER_ONE_SHOT && mode != TIMER_PERIODIC) {
        mp_raise_ValueError(BIND_MSG_VALUE);
    }
    uint64_t interval_ns =
        timer_interval(vals[ARG_period].u_int, vals[ARG_tick_hz].u_int, vals[ARG_freq].u_obj);
    alarm_stop(self);
    bind_irq_set_handler(&self->irq, vals[ARG_callback].u_obj, mp_const_none);
    self->interval_ns = interval_ns;
    self->periodic = mode == TIMER_PERIODIC;
    if (self->irq.handler != mp_const_none) {
        alarm_start(self);
    }
    return mp_const_none;
}

static mp_obj_t timer_make_new(
    const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    if (n_args + n_kw == 0) {
        mp_raise_TypeError(MP_ERROR_TEXT("cannot create 'Timer' instances"));
    }
    mp_arg_check_num(n_args, n_kw, 0, 1, true);
    // All timers are virtual, as upstream's Timer(-1).
    if (n_args == 1 && mp_obj_get_int(args[0]) != -1) {
        mp_raise_ValueError(MP_ERROR_TEXT("Timer doesn't exist, only -1 does"));
    }
    alarm_obj_t *self = alarm_new(type);
    if (n_kw != 0) {
        mp_map_t kw_args;
        mp_map_init_fixed_table(&kw_args, n_kw, args + n_args);
        timer_init_helper(self, 0, NULL, &kw_args);
    }
    return MP_OBJ_FROM_PTR(self);
}

static void timer_print(const mp_print_t *print, mp_obj_t self_in, mp_print_kind_t kind) {
    (void)kind;
    alarm_obj_t *self = MP_OBJ_TO_PTR(self_in);
    mp_printf(print, "Timer(-1, mode=Timer.%s, period=%u)",
        self->periodic ? "PERIODIC" : "ONE_SHOT", (unsigned)(self->interval_ns / NS_PER_MS));
}

static mp_obj_t timer_init(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    return timer_init_helper(MP_OBJ_TO_PTR(args[0]), n_args - 1, args + 1, kw_args);
}
static MP_DEFINE_CONST_FUN_OBJ_KW(timer_init_obj, 1, timer_init);

static mp_obj_t timer_sleep_us(mp_obj_t us_in) {
    mp_int_t us = mp_obj_get_int(us_in);
    if (us > 0) {
        mp_hal_delay_us((mp_uint_t)us);
    }
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(timer_sleep_us_fun, timer_sleep_us);
static MP_DEFINE_CONST_STATICMETHOD_OBJ(timer_sleep_us_obj, MP_ROM_PTR(&timer_sleep_us_fun));

static const mp_rom_map_elem_t timer_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR___del__), MP_ROM_PTR(&alarm_del_obj) },
    { MP_ROM_QSTR(MP_QSTR_Alarm), MP_ROM_PTR(&alarm_type) },
    { MP_ROM_QSTR(MP_QSTR_Chrono), MP_ROM_PTR(&chrono_type) },
    { MP_ROM_QSTR(MP_QSTR_sleep_us), MP_ROM_PTR(&timer_sleep_us_obj) },
    { MP_ROM_QSTR(MP_QSTR_init), MP_ROM_PTR(&timer_init_obj) },
    { MP_ROM_QSTR(MP_QSTR_deinit), MP_ROM_PTR(&alarm_cancel_obj) },
    { MP_ROM_QSTR(MP_QSTR_ONE_SHOT), MP_ROM_INT(TIMER_ONE_SHOT) },
    { MP_ROM_QSTR(MP_QSTR_PERIODIC), MP_ROM_INT(TIMER_PERIODIC) },
};
static MP_DEFINE_CONST_DICT(timer_locals, timer_locals_table);

MP_DEFINE_CONST_OBJ_TYPE(
    bind_timer_type,
    MP_QSTR_Timer,
    MP_TYPE_FLAG_NONE,
    make_new, timer_make_new,
    print, timer_print,
    locals_dict, &timer_locals
    );
