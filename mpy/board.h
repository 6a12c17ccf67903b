/*
 * board - the machine that programs run on, and the world around it
 *
 * Chooses which backend provides which peripheral and puts in place what the
 * command line asks for. It outlives a soft reset.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_MPY_BOARD_H
#define TOC_MPY_BOARD_H

#include "cli/options.h"
#include "cli/pins.h"
#include "core/clock.h"
#include "hal/hal.h"

// Read the files that the options name for the world outside.
//
// ctx: main thread, once, before mpy_board_start()
// Returns 0, or a TOC_ error with one line on stderr.
int mpy_board_load(const toc_options_t *options);

// Power on: the peripherals, then wires, presses and what else is around them.
// `drained` is called whenever the world has nothing left to do; it must not
// block. The options stay the caller's and have to outlive the board.
//
// ctx: main thread, once; the alarm service may not have started yet
// Returns 0, or a TOC_ error with one line on stderr: TOC_EINVAL where the
// command line asks for a device that cannot be.
int mpy_board_start(const toc_options_t *options, void (*drained)(void *ctx));

// Tell the trace's sink how the pads are and what becomes of them.
//
// ctx: main thread, once, with a sink
// Returns 0 or TOC_EBUSY.
int mpy_board_trace(void);

// Have the thread of a waiter see edges of real pins itself while it has nothing
// to do.
//
// ctx: main thread, after toc_waiter_join() and before that thread waits
void mpy_board_lend(toc_waiter_t *waiter);

// Tell of the GPIO chips of this machine: for toc_pins_from().
//
// ctx: main thread
void mpy_board_each_chip(const toc_pins_visitor_t *visitor);

// Print what can be attached to the board, for people.
//
// ctx: main thread
void mpy_board_tell_devices(void);

// Its peripherals.
//
// ctx: any, after mpy_board_start()
const toc_hal_t *mpy_board_hal(void);

// Back to the state after a soft reset. The world stays.
//
// ctx: main thread
void mpy_board_reset(void);

// What the chip loses at a reset, or as it falls into deep sleep; then
// mpy_board_reset() for the pads.
//
// ctx: main thread, with no program
void mpy_board_hard_reset(bool deep_sleep);

// Whether something outside of the program can still happen by itself.
//
// ctx: any
bool mpy_board_is_pending(void);

// Power off.
//
// ctx: main thread
void mpy_board_stop(void);

#endif
