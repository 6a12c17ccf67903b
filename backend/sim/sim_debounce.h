/*
 * sim_debounce - levels of the virtual board that have to stay a while
 *
 * In front of the pins of the virtual board, as the kernel does it for real
 * ones: each change begins the time anew; when it is over and the level is
 * another than the last one that stayed, the pad's watch is told. While that
 * is to come, the board has something that is pending.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BACKEND_SIM_DEBOUNCE_H
#define TOC_BACKEND_SIM_DEBOUNCE_H

#include "pin.h"

// The pins of `rest`, which are those of sim_pins(), with a debounce.
//
// ctx: thread, after sim_init()
const toc_pin_ops_t *sim_debounce(const toc_pin_ops_t *rest);

// Forget all watches and times: before sim_reset().
//
// ctx: thread
void sim_debounce_reset(void);

// The same, and end the thread that waits: before sim_deinit().
//
// ctx: thread
void sim_debounce_stop(void);

#endif
