/*
 * sim_wdt - the watchdog of the virtual board
 *
 * It counts on the program's clock, and does not keep the board alive: a
 * program that is over is not reset for ever.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BACKEND_SIM_WDT_H
#define TOC_BACKEND_SIM_WDT_H

#include "wdt.h"

// Have `expired` called when it was not fed. It runs inside the critical
// section and must not block.
//
// ctx: thread, before the watchdog is started
void sim_wdt_init(void (*expired)(void));

const toc_wdt_ops_t *sim_wdt(void);

// As after a reset of the chip: not started.
//
// ctx: thread
void sim_wdt_reset(void);

#endif
