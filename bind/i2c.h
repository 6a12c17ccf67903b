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

#endif
