/*
 * machine_power - how a life of the board ends, and why the next one begins
 *
 * SPDX-License-Identifier: MIT
 */
#include "bind/machine_power.h"

#include "bind/hal.h"
#include "bind/int.h"
#include "bind/pads.h"
#include "bind/pin.h"
#include "bind/raise.h"
#include "bind/wlan.h"
#include "core/clock.h"
#include "core/dispatch.h"
#include "core/err.h"
#include "py/mphal.h"
#include "py/runtime.h"

#define NS_PER_MS UINT64_C(1000000)

// Longest sleep, about 146 years: a deadline has to fit in 64 bits.
#define SLEEP_MAX_MS ((UINT64_C(1) << 62) / NS_PER_MS)

static bind_power_hooks_t hooks;

// Of this life.
static enum toc_reset_cause reset_cause;
static enum toc_wake_reason wake_reason;
static uint64_t wake_pads;
static uint64_t timer_ms; // that the wake timer is set to
static bool has_timer;

// The end of the last deep sleep, had nothing else ended it. It is kept where
// the RTC memory is.
static uint64_t expected_ns;

// What was asked for: enum bind_power_end, and for a reset its cause in the
// second byte. Atomic.
static uint32_t asked;
static uint64_t asked_wake_ns;

void bind_power_init(const bind_power_hooks_t *given) {
    hooks = *given;
}

void bind_power_begin(enum toc_reset_cause cause, enum toc_wake_reason reason, uint64_t pads) {
    reset_cause = cause;
    wake_reason = reason;
    wake_pads = pads;
    if (cause != TOC_RESET_SOFT) {
        has_timer = false;
        bind_hal()->power->wake_on(bind_hal()->power->ctx, 0, TOC_WAKE_ALL_LOW, false);
    }
    if (cause != TOC_RESET_SOFT && cause != TOC_RESET_DEEPSLEEP) {
        expected_ns = 0;
    }
}

static void ask(uint32_t what) {
    uint32_t nothing = BIND_POWER_GOES_ON;
    __atomic_compare_exchange_n(&asked, &nothing, what, false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED);
}

void bind_power_ask_reset(enum toc_reset_cause cause) {
    ask(BIND_POWER_RESET | (uint32_t)cause << 8);
}

void bind_power_ask_sleep(uint64_t wake_ns) {
    asked_wake_ns = wake_ns;
    ask(BIND_POWER_SLEEP);
}

void bind_power_ask_off(void) {
    ask(BIND_POWER_OFF);
}

enum bind_power_end bind_power_asked(enum toc_reset_cause *cause, uint64_t *wake_ns) {
    uint32_t what = __atomic_load_n(&asked, __ATOMIC_ACQUIRE);
    *cause = (enum toc_reset_cause)(what >> 8);
    *wake_ns = asked_wake_ns;
    return (enum bind_power_end)(what & 0xffu);
}

void bind_power_forget(void) {
    __atomic_store_n(&asked, BIND_POWER_GOES_ON, __ATOMIC_RELEASE);
}

void bind_power_woke(uint64_t wake_ns) {
    expected_ns = wake_ns;
}

static mp_obj_t machine_reset(void) {
    // As on the original, which resets by letting its watchdog expire.
    bind_power_ask_reset(TOC_RESET_WDT);
    hooks.end();
    return mp_const_none;
}
MP_DEFINE_CONST_FUN_OBJ_0(bind_machine_reset_obj, machine_reset);

static mp_obj_t machine_reset_cause(void) {
    return MP_OBJ_NEW_SMALL_INT(reset_cause);
}
MP_DEFINE_CONST_FUN_OBJ_0(bind_machine_reset_cause_obj, machine_reset_cause);

static mp_obj_t machine_wake_reason(void) {
    mp_obj_t items[2] = { MP_OBJ_NEW_SMALL_INT(wake_reason), mp_const_none };
    if (wake_reason == TOC_WAKE_PIN) {
        items[1] = mp_obj_new_list(0, NULL);
        for (uint32_t pad = 0; pad < 64; pad++) {
            if ((wake_pads >> pad & 1u) != 0) {
                mp_obj_list_append(items[1], bind_pin_at(pad));
            }
        }
    }
    return mp_obj_new_tuple(2, items);
}
MP_DEFINE_CONST_FUN_OBJ_0(bind_machine_wake_reason_obj, machine_wake_reason);

static mp_obj_t machine_remaining(void) {
    uint64_t now_ns = toc_clock_now_ns();
    bool woken_early = expected_ns != TOC_FOREVER && expected_ns > now_ns;
    return bind_int(woken_early ? (expected_ns - now_ns) / NS_PER_MS : 0);
}
MP_DEFINE_CONST_FUN_OBJ_0(bind_machine_remaining_obj, machine_remaining);

static void set_timer(mp_obj_t ms_in) {
    int64_t ms = bind_get_int64(ms_in);
    if (ms < 0 || (uint64_t)ms > SLEEP_MAX_MS) {
        mp_raise_ValueError(BIND_MSG_VALUE);
    }
    timer_ms = (uint64_t)ms;
    has_timer = true;
}

static uint64_t timer_end_ns(void) {
    return has_timer ? toc_clock_now_ns() + timer_ms * NS_PER_MS : TOC_FOREVER;
}

static mp_obj_t machine_deepsleep(size_t n_args, const mp_obj_t *args) {
    if (n_args != 0) {
        set_timer(args[0]);
    }
    bind_power_ask_sleep(timer_end_ns());
    hooks.end();
    return mp_const_none;
}
MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(bind_machine_deepsleep_obj, 0, 1, machine_deepsleep);

// Wait, with the chip stopped as far as a PC can: no handler runs and the
// watchdog does not count.
static void sleep_until(uint64_t end_ns) {
    const toc_power_ops_t *power = bind_hal()->power;
    while (toc_clock_now_ns() < end_ns && power->wakers(power->ctx) == 0) {
        hooks.wait(end_ns);
    }
}

static mp_obj_t machine_sleep(size_t n_args, const mp_obj_t *args) {
    has_timer = false;
    if (n_args != 0) {
        set_timer(args[0]);
    }
    uint64_t end_ns = timer_end_ns();
    const toc_power_ops_t *power = bind_hal()->power;
    if (end_ns == TOC_FOREVER && power->wake_pads(power->ctx) == 0) {
        // It sleeps for ever, lightly or deeply.
        bind_power_ask_sleep(TOC_FOREVER);
        hooks.end();
    }
    bool resumes = n_args > 1 && mp_obj_is_true(args[1]);
    const toc_wdt_ops_t *wdt = bind_hal()->wdt;
    bool held = toc_dispatch_hold(true);
    bool joined = bind_wlan_sleep();
    wdt->suspend(wdt->ctx, true);
    nlr_buf_t nlr;
    if (nlr_push(&nlr) == 0) {
        sleep_until(end_ns);
        nlr_pop();
        wdt->suspend(wdt->ctx, false);
        bind_wlan_wake(joined && resumes);
        toc_dispatch_hold(held);
        return mp_const_none;
    }
    // Ctrl-C.
    wdt->suspend(wdt->ctx, false);
    bind_wlan_wake(joined && resumes);
    toc_dispatch_hold(held);
    nlr_jump(nlr.ret_val);
}
MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(bind_machine_sleep_obj, 0, 2, machine_sleep);

// Which pads a list or tuple of pins means.
static uint64_t pads_of(mp_obj_t pins) {
    size_t count;
    mp_obj_t *items;
    mp_obj_get_array(pins, &count, &items);
    uint64_t pads = 0;
    for (size_t i = 0; i < count; i++) {
        pads |= UINT64_C(1) << bind_pads_find(&(bind_pads_t){ 0 }, items[i]);
    }
    return pads;
}

static mp_obj_t machine_pin_wakeup(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    enum { ARG_pins, ARG_mode, ARG_enable_pull };
    static const mp_arg_t allowed[] = {
        { MP_QSTR_pins, MP_ARG_REQUIRED | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_mode, MP_ARG_REQUIRED | MP_ARG_INT, { .u_int = 0 } },
        { MP_QSTR_enable_pull, MP_ARG_BOOL, { .u_bool = false } },
    };
    mp_arg_val_t vals[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args, args, kw_args, MP_ARRAY_SIZE(allowed), allowed, vals);

    mp_int_t mode = vals[ARG_mode].u_int;
    if (mode != TOC_WAKE_ALL_LOW && mode != TOC_WAKE_ANY_HIGH) {
        mp_raise_msg_varg(&mp_type_ValueError, MP_ERROR_TEXT("invalid wakeup mode %d"), (int)mode);
    }
    const toc_power_ops_t *power = bind_hal()->power;
    int err = power->wake_on(power->ctx, pads_of(vals[ARG_pins].u_obj), (enum toc_wake_mode)mode,
        vals[ARG_enable_pull].u_bool);
    if (err == TOC_ENOTSUP) {
        mp_raise_ValueError(
            MP_ERROR_TEXT("deepsleep wake up is not supported on the selected pin(s)"));
    }
    bind_check(err);
    return mp_const_none;
}
MP_DEFINE_CONST_FUN_OBJ_KW(bind_machine_pin_wakeup_obj, 0, machine_pin_wakeup);

static mp_obj_t machine_temperature(void) {
    const toc_power_ops_t *power = bind_hal()->power;
    return MP_OBJ_NEW_SMALL_INT(power->temperature(power->ctx));
}
MP_DEFINE_CONST_FUN_OBJ_0(bind_machine_temperature_obj, machine_temperature);
