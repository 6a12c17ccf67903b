/*
 * machine_power - how a life of the board ends, and why the next one begins
 *
 * machine.reset(), machine.deepsleep() and the watchdog leave here what they
 * want; mpy/ ends the life and tells what the next one begins with.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BIND_MACHINE_POWER_H
#define TOC_BIND_MACHINE_POWER_H

#include <stdbool.h>
#include <stdint.h>

#include "hal/power.h"
#include "py/obj.h"

enum bind_power_end {
    BIND_POWER_GOES_ON, // nothing was asked for
    BIND_POWER_RESET,   // the chip begins anew
    BIND_POWER_SLEEP,   // it sleeps deeply, then begins anew
    BIND_POWER_OFF,     // it has no power until it is given back
};

// What mpy/ does for a program that resets or sleeps.
//
// ctx: a Python thread, with the interpreter lock
typedef struct {
    // End the life as was asked for. Returns only inside of a finaliser; the
    // life then ends after it.
    void (*end)(void);

    // Wait until the clock reaches `end_ns`, a pad wakes the chip, or something
    // else happens. May raise.
    void (*wait)(uint64_t end_ns);
} bind_power_hooks_t;

// ctx: main thread, once
void bind_power_init(const bind_power_hooks_t *given);

// Begin a life: why the chip was reset, and what woke it.
//
// ctx: main thread
void bind_power_begin(enum toc_reset_cause cause, enum toc_wake_reason reason, uint64_t pads);

// Ask for a reset; the first one to ask has it.
//
// ctx: any thread, inside the critical section too
void bind_power_ask_reset(enum toc_reset_cause cause);

// The same for a deep sleep until `wake_ns`, TOC_FOREVER without a timer.
//
// ctx: Python
void bind_power_ask_sleep(uint64_t wake_ns);

// The same for the loss of power.
//
// ctx: any thread, inside the critical section too
void bind_power_ask_off(void);

// What was asked for. `cause` is set for a reset, `wake_ns` for a sleep: the
// point in time at which it ends, TOC_FOREVER when no timer ends it.
//
// ctx: any thread
enum bind_power_end bind_power_asked(enum toc_reset_cause *cause, uint64_t *wake_ns);

// Forget it.
//
// ctx: main thread
void bind_power_forget(void);

// After a deep sleep: when its timer ends it, TOC_FOREVER without one.
//
// ctx: main thread
void bind_power_woke(uint64_t wake_ns);

MP_DECLARE_CONST_FUN_OBJ_0(bind_machine_reset_obj);
MP_DECLARE_CONST_FUN_OBJ_0(bind_machine_reset_cause_obj);
MP_DECLARE_CONST_FUN_OBJ_0(bind_machine_wake_reason_obj);
MP_DECLARE_CONST_FUN_OBJ_0(bind_machine_remaining_obj);
MP_DECLARE_CONST_FUN_OBJ_VAR_BETWEEN(bind_machine_deepsleep_obj);
MP_DECLARE_CONST_FUN_OBJ_VAR_BETWEEN(bind_machine_sleep_obj);
MP_DECLARE_CONST_FUN_OBJ_KW(bind_machine_pin_wakeup_obj);
MP_DECLARE_CONST_FUN_OBJ_0(bind_machine_temperature_obj);

#endif
