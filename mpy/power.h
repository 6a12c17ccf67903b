/*
 * power - reset, deep sleep, light sleep and supply of the virtual board
 *
 * A reset takes effect at once in the thread that asks for it. The main thread
 * is cut off where it is: nothing that the program wrote runs any more, no
 * finally either. Where another thread asks, or the watchdog, the main thread
 * is called out of what it waits for and cut off at its next branch.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_MPY_POWER_H
#define TOC_MPY_POWER_H

#include <stdbool.h>

#include "bind/machine_power.h"

// The watchdog expired: reset.
//
// ctx: any thread, inside the critical section
void mpy_power_watchdog(void);

// The board's supply goes, which cuts the program off, or comes back.
//
// ctx: any thread, inside the critical section too
void mpy_power_supply(bool on);

// What mpy_power_run() calls: a life's program.
typedef void (*mpy_power_fn)(void *arg);

// Call fn(arg), until it returns or a reset or deep sleep cuts it off.
//
// ctx: main thread, holding the interpreter lock
// Returns true when it was cut off; what it had begun is then half done.
bool mpy_power_run(mpy_power_fn fn, void *arg);

// Whether a reset or deep sleep was asked for.
//
// ctx: any
bool mpy_power_is_ending(void);

// Cut the main thread off, if that was asked for.
//
// ctx: main thread, holding the interpreter lock, between two bytecodes
void mpy_power_look(void);

// Something ended in the world outside: whoever sleeps looks whether anything
// can still wake the board.
//
// ctx: any
void mpy_power_world_changed(void);

// Whether the deep sleep, or the time without power, can never end.
//
// ctx: main thread
bool mpy_power_is_for_ever(void);

// The program is about to go: pins do not interrupt any more, and take the
// state of a reset or of deep sleep.
//
// ctx: main thread
void mpy_power_down(void);

// Do what was asked for, now that the program is gone: sleep, or be without
// power, until something ends that; then set up what the next life begins with.
//
// ctx: main thread
// Returns true when the board begins anew; false, with a line on stderr, when
// nothing can wake it, or after Ctrl-C.
bool mpy_power_cycle(void);

// Set up what a life begins with that follows power on or a soft reset.
//
// ctx: main thread, after bind_hal_init()
void mpy_power_begin(void);

#endif
