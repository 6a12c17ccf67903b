/*
 * machine - the machine module, for mpy/
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BIND_MACHINE_H
#define TOC_BIND_MACHINE_H

#include <stdbool.h>

#include "hal/board.h"

// Begin a new life: address and random state.
//
// ctx: main thread
void bind_machine_init(const toc_board_t *board);

// Whether the SystemExit that ended a program came from machine.soft_reset().
// Asking forgets it.
//
// ctx: main thread
bool bind_machine_soft_reset_asked(void);

#endif
