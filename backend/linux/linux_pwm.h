/*
 * linux_pwm - pulse width modulators of a Linux machine, channels in sysfs
 *
 * Each pad of the board is either mapped to a channel, "pwmchip0:1", or left to
 * another backend. The other backend is told of every channel: it keeps the
 * numbers, and shows at its own pad what is put out.
 *
 * A channel is exported when a program puts something out there. At the end it
 * is stopped and given back; a process that is killed leaves it running.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BACKEND_LINUX_PWM_H
#define TOC_BACKEND_LINUX_PWM_H

#include "pwm.h"

#define LINUX_PWM_PADS 64

// Put the channel `name`, "CHIP:NUMBER", behind a pad; NULL: none. It is looked
// for when a program uses the pad, and the string stays the caller's.
//
// ctx: main thread, with no program
// Returns 0, or TOC_EINVAL for a pad or a name that cannot be.
int linux_pwm_map(uint32_t pad, const char *name);

// Look for the channels in `folder` in the place of /sys/class/pwm; for tests.
//
// ctx: main thread, with no program
void linux_pwm_root(const char *folder);

// The channels, with `rest` behind them, which outlives the table.
//
// ctx: main thread
// Returns a table that stays the backend's, or `rest` when no pad is mapped.
const toc_pwm_ops_t *linux_pwm(const toc_pwm_ops_t *rest);

// Stop what is put out and give the channels back.
//
// ctx: main thread, with no program
void linux_pwm_reset(void);

#endif
