/*
 * template - a backend that does nothing: the thing to copy
 *
 * A backend gives the peripherals of a board as tables of functions (hal/): pins,
 * I2C, SPI. Copy this folder to backend/NAME, replace template by NAME, and let
 * mpy/board.c put its tables into the toc_hal_t where it is to be used; a table
 * that a machine cannot fill is left out there (NULL), and programs get
 * OSError "resource not available".
 *
 * Layers: a backend includes hal/, core/ and port/, and no other backend.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BACKEND_TEMPLATE_H
#define TOC_BACKEND_TEMPLATE_H

#include "i2c.h"
#include "pin.h"
#include "spi.h"

// Each table is constant and lives as long as the process.
const toc_pin_ops_t *template_pins(void);
const toc_i2c_ops_t *template_i2c(void);
const toc_spi_ops_t *template_spi(void);

#endif
