/*
 * hal - the machine that the Python modules drive
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BIND_HAL_H
#define TOC_BIND_HAL_H

#include "hal/hal.h"

// Choose the machine of a new life, before any other module begins. It stays
// the caller's and lives as long as the process.
//
// ctx: main thread
void bind_hal_init(const toc_hal_t *hal);

// ctx: Python
const toc_hal_t *bind_hal(void);

#endif
