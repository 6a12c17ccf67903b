/*
 * power - reset, deep sleep, light sleep and supply of the virtual board
 *
 * SPDX-License-Identifier: MIT
 */
#include "mpy/power.h"

#include <setjmp.h>
#include <stdio.h>

#include "bind/hal.h"
#include "core/alarm.h"
#include "core/clock.h"
#include "mpy/board.h"
#include "mpy/control.h"
#include "mpy/gil.h"
#include "mpy/signals.h"
#include "mpy/thread.h"
#include "py/gc.h"
#include "py/runtime.h"

// Where the main thread goes when it is cut off.
static jmp_buf way_out;
static nlr_buf_t *way_out_nlr;
static bool running; // between the two

// Whoever sleeps lightly, in the frames of their threads. The list only
// changes while nobody watches the pads.
typedef struct sleeper sleeper_t;
struct sleeper {
    mpy_thread_t *thread;
    sleeper_t *next;
};
static sleeper_t *sleepers;

static bool main_sleeps; // lightly or deeply, atomic

static bool supplied = true; // by what it is plugged into, atomic

static bool begun;  // this is not the first life
static bool cycled; // what the next life begins with is set up

static const toc_power_ops_t *power(void) {
    return mpy_board_hal()->power;
}

bool mpy_power_is_ending(void) {
    enum toc_reset_cause cause;
    uint64_t wake_ns;
    return bind_power_asked(&cause, &wake_ns) != BIND_POWER_GOES_ON;
}

static bool can_cut(void) {
    // A finaliser or a scheduled function may not be left in the middle.
    return running && MP_STATE_VM(sched_state) >= 0 &&
           MP_STATE_THREAD(gc_lock_depth) == 0;
}

void mpy_power_look(void) {
    if (!mpy_power_is_ending() || !can_cut()) {
        return;
    }
    MP_STATE_THREAD(nlr_top) = way_out_nlr;
    MP_STATE_THREAD(mp_pending_exception) = MP_OBJ_NULL;
    longjmp(way_out, 1);
}

bool mpy_power_run(mpy_power_fn fn, void *arg) {
    way_out_nlr = MP_STATE_THREAD(nlr_top);
    running = true;
    bool cut = setjmp(way_out) != 0;
    if (!cut) {
        fn(arg);
    }
    running = false;
    return cut;
}

static void call_main(void) {
    mpy_signals_end_program();
    mpy_gil_poke();
}

void mpy_power_watchdog(void) {
    bind_power_ask_reset(TOC_RESET_WDT);
    call_main();
}

void mpy_power_supply(bool on) {
    __atomic_store_n(&supplied, on, __ATOMIC_RELEASE);
    if (on) {
        mpy_power_world_changed();
    } else {
        bind_power_ask_off();
        call_main();
    }
}

static void end_life(void) {
    mpy_thread_t *self = mpy_thread_self();
    if (self->is_main) {
        mpy_power_look();
    }
    call_main();
    if (!self->is_main && MP_STATE_VM(sched_state) >= 0 &&
        MP_STATE_THREAD(gc_lock_depth) == 0) {
        mpy_thread_die(self);
    }
}

static void wake_sleepers(void) {
    for (sleeper_t *s = sleepers; s != NULL; s = s->next) {
        toc_waiter_wake(s->thread->waiter);
    }
}

static void watch(void (*fn)(void)) {
    power()->watch(power()->ctx, fn);
}

static void list_sleeper(sleeper_t *sleeper) {
    watch(NULL);
    sleeper->next = sleepers;
    sleepers = sleeper;
    watch(wake_sleepers);
}

static void delist_sleeper(const sleeper_t *sleeper) {
    watch(NULL);
    sleeper_t **link = &sleepers;
    while (*link != sleeper) {
        link = &(*link)->next;
    }
    *link = sleeper->next;
    if (sleepers != NULL) {
        watch(wake_sleepers);
    }
}

static bool can_wake(uint64_t wake_ns) {
    return wake_ns != TOC_FOREVER ||
           (power()->wake_pads(power()->ctx) != 0 &&
            (mpy_board_is_pending() || mpy_control_is_used()));
}

static void wait_lightly(uint64_t end_ns) {
    sleeper_t self = {.thread = mpy_thread_self()};
    bool is_main = self.thread->is_main;
    list_sleeper(&self);
    __atomic_store_n(&main_sleeps, is_main, __ATOMIC_RELEASE);
    // It may have been woken before anybody watched.
    bool woken = power()->wakers(power()->ctx) != 0;
    bool for_ever =
        !woken && is_main && mpy_thread_count() == 0 && !can_wake(end_ns);
    if (!woken && !for_ever) {
        mpy_gil_wait(self.thread, end_ns);
    }
    __atomic_store_n(&main_sleeps, false, __ATOMIC_RELEASE);
    delist_sleeper(&self);
    mp_handle_pending(true);
    if (for_ever) {
        bind_power_ask_sleep(TOC_FOREVER);
        end_life();
    }
}

static void wake_main(void) {
    toc_waiter_wake(mpy_thread_main()->waiter);
}

void mpy_power_world_changed(void) {
    if (__atomic_load_n(&main_sleeps, __ATOMIC_ACQUIRE)) {
        wake_main();
    }
}

// How the board is until its next life.
typedef struct {
    bool off;         // it has no power; otherwise it sleeps deeply
    uint64_t wake_ns; // of a sleep: when its timer ends it
    uint64_t pads;    // of a sleep: which woke the chip
} rest_t;

static bool is_over(rest_t *rest) {
    if (rest->off) {
        return __atomic_load_n(&supplied, __ATOMIC_ACQUIRE);
    }
    rest->pads = power()->wakers(power()->ctx);
    return rest->pads != 0 || toc_clock_now_ns() >= rest->wake_ns;
}

static bool can_end(const rest_t *rest) {
    return rest->off ? toc_alarm_armed_count() != 0 || mpy_control_is_used()
                     : can_wake(rest->wake_ns);
}

// Returns false when the board goes on, or begins anew at once.
static bool is_to_rest(rest_t *rest) {
    enum toc_reset_cause cause;
    enum bind_power_end end = bind_power_asked(&cause, &rest->wake_ns);
    rest->off = end == BIND_POWER_OFF;
    if (rest->off) {
        rest->wake_ns = TOC_FOREVER;
    }
    return rest->off || end == BIND_POWER_SLEEP;
}

bool mpy_power_is_for_ever(void) {
    rest_t rest;
    return is_to_rest(&rest) && !is_over(&rest) && !can_end(&rest);
}

// Wait until it is over.
// Returns false when it never will be, having said so, and after Ctrl-C.
static bool take_rest(rest_t *rest) {
    toc_waiter_t *waiter = mpy_thread_main()->waiter;
    MP_STATE_THREAD(mp_pending_exception) = MP_OBJ_NULL;
    mpy_signals_catch(true);
    __atomic_store_n(&main_sleeps, true, __ATOMIC_RELEASE);
    watch(wake_main);
    bool interrupted = false;
    bool over = false;
    for (;;) {
        over = is_over(rest);
        interrupted = MP_STATE_THREAD(mp_pending_exception) != MP_OBJ_NULL;
        if (interrupted || over || !can_end(rest)) {
            break;
        }
        toc_waiter_wait(waiter, rest->wake_ns);
    }
    watch(NULL);
    __atomic_store_n(&main_sleeps, false, __ATOMIC_RELEASE);
    mpy_signals_catch(false);
    MP_STATE_THREAD(mp_pending_exception) = MP_OBJ_NULL;
    if (!over && !interrupted) {
        fputs(rest->off
                  ? "tocsin: the board is off and nothing switches it on\n"
                  : "tocsin: the board sleeps and nothing can wake it\n",
              stderr);
    }
    return over && !interrupted;
}

void mpy_power_down(void) {
    enum toc_reset_cause cause;
    uint64_t wake_ns;
    if (bind_power_asked(&cause, &wake_ns) == BIND_POWER_SLEEP) {
        mpy_board_hard_reset(true);
    } else {
        mpy_board_reset();
    }
}

bool mpy_power_cycle(void) {
    enum toc_reset_cause cause;
    uint64_t wake_ns;
    enum bind_power_end end = bind_power_asked(&cause, &wake_ns);
    rest_t rest;
    bool is_rest = is_to_rest(&rest);
    if (end != BIND_POWER_SLEEP) {
        mpy_board_hard_reset(false);
    }
    // The watchdog is off now, so nobody asks any more.
    bind_power_forget();
    cycled = true;
    MP_STATE_THREAD(mp_pending_exception) = MP_OBJ_NULL;
    if (is_rest && !take_rest(&rest)) {
        return false;
    }
    if (end == BIND_POWER_SLEEP) {
        bind_power_woke(rest.wake_ns);
        bind_power_begin(TOC_RESET_DEEPSLEEP,
                         rest.pads != 0 ? TOC_WAKE_PIN : TOC_WAKE_RTC,
                         rest.pads);
    } else {
        bind_power_begin(is_rest ? TOC_RESET_PWRON : cause, TOC_WAKE_PWRON, 0);
    }
    return true;
}

void mpy_power_begin(void) {
    static const bind_power_hooks_t hooks = {.end = end_life,
                                             .wait = wait_lightly};
    if (cycled) {
        cycled = false;
        return;
    }
    bind_power_init(&hooks);
    bind_power_begin(begun ? TOC_RESET_SOFT : TOC_RESET_PWRON, TOC_WAKE_PWRON,
                     0);
    begun = true;
}
