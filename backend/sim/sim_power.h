/*
 * sim_power - what wakes the virtual board, and the sensor on its die
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BACKEND_SIM_POWER_H
#define TOC_BACKEND_SIM_POWER_H

#include <stdbool.h>

#include "power.h"

const toc_power_ops_t *sim_power(void);

// As after a reset of the chip: nothing wakes it.
//
// ctx: thread
void sim_power_reset(void);

// A shield may have a switch for the board's supply: `fn` hears of it. NULL:
// nobody does. It must not block.
//
// ctx: thread, while nothing is attached; of fn: any thread, inside the
// critical section too
void sim_power_on_supply(void (*fn)(bool on));

// Switch the supply off or on, from a device. Without it the program is cut
// off; with it the board starts as it did at first.
//
// ctx: thread, alarm; not with the board's lock
void sim__power_supply(bool on);

#endif
