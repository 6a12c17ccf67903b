/*
 * linux_i2c - I2C buses of a Linux machine, /dev/i2c-N
 *
 * Each bus of the board is either mapped to a device file or left to another
 * backend. What the kernel decides, it decides: the pads and the rate of an
 * adapter are those of the machine.
 *
 * A transaction without STOP cannot be left open at a device file. It waits
 * here and goes out together with the next one, as the kernel's one combined
 * transaction with a repeated START; so does an error of it come to light then.
 * Closing the bus sends it.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BACKEND_LINUX_I2C_H
#define TOC_BACKEND_LINUX_I2C_H

#include "i2c.h"

#define LINUX_I2C_BUSES 3

// Put the device file `path` behind a bus; NULL: none. It is opened with the
// bus, and the string stays the caller's.
//
// ctx: main thread, while the bus is not open
// Returns 0, or TOC_EINVAL for a bus that cannot be.
int linux_i2c_map(uint32_t bus, const char *path);

// The buses that are mapped, and for the others those of `rest`, which may be
// NULL and outlives the table.
//
// ctx: main thread
// Returns a table that stays the backend's, or `rest` where none is mapped.
const toc_i2c_ops_t *linux_i2c(const toc_i2c_ops_t *rest);

// Close what is open of the device files.
//
// ctx: main thread, with no program
void linux_i2c_reset(void);

#endif
