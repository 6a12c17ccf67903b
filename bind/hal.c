/*
 * hal - the machine that the Python modules drive
 *
 * SPDX-License-Identifier: MIT
 */
#include "bind/hal.h"

static const toc_hal_t *machine;

void bind_hal_init(const toc_hal_t *hal) {
    machine = hal;
}

const toc_hal_t *bind_hal(void) {
    return machine;
}
