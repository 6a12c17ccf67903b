/*
 * linux_smbus - transactions through an adapter that knows only SMBus
 *
 * Such are those of a PC's chipset. They cannot send any bytes, but a number
 * of forms; the usual ones of sensors, with a register and some bytes, are
 * among them.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BACKEND_LINUX_SMBUS_H
#define TOC_BACKEND_LINUX_SMBUS_H

#include <linux/i2c.h>
#include <stdint.h>

// Do the transaction of these messages, all with one address, in the form that
// fits. `functions` is what I2C_FUNCS told of the adapter.
//
// ctx: thread, alone with the file
// Returns 0 or above, errno's number, negative, or -EOPNOTSUPP when the
// adapter has no form for it.
int linux_smbus_transfer(int fd, unsigned long functions,
                         const struct i2c_msg *messages, uint32_t count);

#endif
