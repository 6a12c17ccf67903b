/*
 * hal - what this port's time and system calls offer beyond mphalport.h
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_MPY_HAL_H
#define TOC_MPY_HAL_H

#include <stdint.h>

struct pollfd;

// Make every random source repeatable.
//
// ctx: main thread, before any Python runs
void mpy_random_seed(uint64_t seed);

// The time of day that the board's clock follows, in nanoseconds since 1970.
//
// ctx: any
// Returns it, or -1 with errno set.
int64_t mpy_wall_ns(void);

// poll(2) on the time of core/clock. The select module is compiled with poll
// named so.
//
// ctx: a Python thread that does not hold the interpreter lock
// Returns as poll(2).
int mpy_poll(struct pollfd *fds, unsigned long count, int timeout_ms);

#endif
