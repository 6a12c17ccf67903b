/*
 * life - from power-on or soft reset to the next one
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_MPY_LIFE_H
#define TOC_MPY_LIFE_H

#include "cli/options.h"

// What outlives a soft reset: clock, threads, the virtual board with its
// wires and presses.
//
// ctx: main thread, once
// Returns 0, or a TOC_ error with one line on stderr.
int mpy_power_on(const toc_options_t *options);

// One life: run the program or the prompt, wait for what can still happen, end
// everything. `argv` is the command line that the options were read from.
//
// ctx: main thread. Must be called with the stack pointer that the collector
// may scan from, see mpy/main.c.
// Returns the exit status, or -1 when the board begins anew.
int mpy_life(const toc_options_t *options, int argc, char *const *argv);

// ctx: main thread
void mpy_power_off(void);

#endif
