/*
 * control_clock - virtual time in the hands of the control socket
 *
 * A thread takes part in virtual time and does not wait: so the clock cannot
 * jump. To let it go on for a while the thread waits for that long.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_MPY_CONTROL_CLOCK_H
#define TOC_MPY_CONTROL_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

// Hold the clock or let it go; what holds already, or does not, stays as it is.
//
// ctx: any thread without the interpreter lock
// Returns 0, TOC_EBUSY while a step is under way, TOC_EAGAIN when no thread
// can be had.
int mpy_control_clock_hold(bool hold);

bool mpy_control_clock_is_held(void);

// Hold the clock, but let it go on for `ns` first. `done` is called from a
// thread of its own when it got there.
//
// ctx, returns: as above
int mpy_control_clock_step(uint64_t ns, void (*done)(void));

// Let the clock go for good, a step that is under way included.
//
// ctx: any thread
void mpy_control_clock_end(void);

// The same, and wait until its thread is gone.
//
// ctx: main thread, when nobody can ask for a hold any more
void mpy_control_clock_stop(void);

#endif
