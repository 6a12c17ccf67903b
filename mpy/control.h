/*
 * control - what the control socket may do with this board
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_MPY_CONTROL_H
#define TOC_MPY_CONTROL_H

#include "cli/options.h"
#include "mpy/run.h"

// Listen where --control says; without that option it does nothing. `drained`
// is called when the last client left.
//
// ctx: main thread, before the first life
// Returns 0, or a negative code with one line on stderr.
int mpy_control_start(const toc_options_t *options, void (*drained)(void));

// A client is connected: the board lives on.
//
// ctx: any
bool mpy_control_is_used(void);

// A life begins; clients who want to know are told.
//
// ctx: main thread
void mpy_control_life(void);

// If a client asked for a reset or for the end, that is how the program ended.
// Asking forgets it.
//
// ctx: main thread
void mpy_control_result(mpy_result_t *result);

// The process is about to end: let go of the clock, so that nothing waits for
// a client.
//
// ctx: main thread
void mpy_control_let_go(void);

// ctx: main thread
void mpy_control_stop(void);

#endif
