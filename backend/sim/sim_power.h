/*
 * sim_power - what wakes the virtual board, and the sensor on its die
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BACKEND_SIM_POWER_H
#define TOC_BACKEND_SIM_POWER_H

#include "power.h"

const toc_power_ops_t *sim_power(void);

// As after a reset of the chip: nothing wakes it.
//
// ctx: thread
void sim_power_reset(void);

#endif
