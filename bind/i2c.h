/*
 * i2c - machine.I2C, for the other parts of bind/ and for mpy/
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BIND_I2C_H
#define TOC_BIND_I2C_H

#include "py/obj.h"

extern const mp_obj_type_t bind_i2c_type;

// Make the I2C objects of a new life.
//
// ctx: main thread, after bind_hal_init
void bind_i2c_init(void);

// Take a pad away from the bus that has it, unless that is the one named
// `except`; see bind_pads_take().
//
// ctx: Python
// Returns its name, or NULL where none lost anything.
const char *bind_i2c_lose(uint32_t gpio, const char *except);

#endif
