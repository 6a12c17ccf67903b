/*
 * linux_wdt - the watchdog of a Linux machine, /dev/watchdog
 *
 * It resets the machine, not the board: when the program hangs, and also when
 * the process is killed or crashes. An end or a reset of the board that is
 * orderly stops it, where the driver lets it be stopped.
 *
 * It counts in whole seconds, and on the machine's clock.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BACKEND_LINUX_WDT_H
#define TOC_BACKEND_LINUX_WDT_H

#include "wdt.h"

// Have the device file `file`; NULL: none. It is opened when the watchdog is
// started, and the string stays the caller's.
//
// ctx: main thread, while it is not started
void linux_wdt_map(const char *file);

// Returns a table that stays the backend's, or `rest` when no file is mapped.
//
// ctx: main thread
const toc_wdt_ops_t *linux_wdt(const toc_wdt_ops_t *rest);

// Stop it, in order.
//
// ctx: main thread, with no program
void linux_wdt_reset(void);

#endif
