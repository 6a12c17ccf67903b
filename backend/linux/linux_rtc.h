/*
 * linux_rtc - a real-time clock chip of a Linux machine, /dev/rtc0
 *
 * It counts in whole seconds and is slow to ask. So the board's own clock goes
 * on from it: RTC() takes the chip's time over, once in a life, and a time that
 * the program sets goes into the chip as well.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BACKEND_LINUX_RTC_H
#define TOC_BACKEND_LINUX_RTC_H

#include "rtc.h"

// Have the device file `file`; NULL: none. It is open only while it is asked or
// set, because a chip can be opened once at a time. The string stays the
// caller's.
//
// ctx: main thread
void linux_rtc_map(const char *file);

// `rest` is the clock that goes on from the chip; it stays the caller's.
//
// ctx: main thread
// Returns a table that stays the backend's, or `rest` when no file is mapped.
const toc_rtc_ops_t *linux_rtc(const toc_rtc_ops_t *rest);

// Another life begins: its RTC() takes the chip's time over again.
//
// ctx: main thread, with no program
void linux_rtc_reset(void);

#endif
