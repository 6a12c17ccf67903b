/*
 * spi - machine.SPI, for the other parts of bind/ and for mpy/
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BIND_SPI_H
#define TOC_BIND_SPI_H

#include "py/obj.h"

extern const mp_obj_type_t bind_spi_type;

// Make the SPI objects of a new life.
//
// ctx: main thread, after bind_hal_init
void bind_spi_init(void);

// Take a pad away from the bus that has it, unless that is the one named
// `except`; see bind_pads_take().
//
// ctx: Python
// Returns its name, or NULL where none lost anything.
const char *bind_spi_lose(uint32_t gpio, const char *except, bool deaf);

#endif
