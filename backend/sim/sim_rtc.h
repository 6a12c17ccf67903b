/*
 * sim_rtc - the real-time clock of the virtual board, and what NTP tells it
 *
 * The clock follows a time of day that goes on by itself, the host's or that
 * of virtual time, and keeps how far it was set away from it. No server is
 * asked: what one would say is told here, and that it answers after
 * SIM_RTC_NTP_NS.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BACKEND_SIM_RTC_H
#define TOC_BACKEND_SIM_RTC_H

#include "rtc.h"

#define SIM_RTC_NTP_NS UINT64_C(100000000)

// `wall_ns` is the time of day that the clock follows; it may be called by any
// thread.
//
// ctx: thread, before the clock is read
void sim_rtc_init(int64_t (*wall_ns)(void));

const toc_rtc_ops_t *sim_rtc(void);

// What servers say: a time that is so far from the time of day, or nothing.
//
// ctx: thread
void sim_rtc_ntp_says(int64_t offset_ns);
void sim_rtc_ntp_silent(void);

// As after a reset of the chip: the clock is the time of day, the memory is
// empty.
//
// ctx: thread
void sim_rtc_reset(void);

// As at a start after deep sleep: servers are not asked any more, the rest
// stays.
//
// ctx: thread
void sim_rtc_ntp_stop(void);

#endif
