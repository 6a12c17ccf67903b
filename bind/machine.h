/*
 * machine - the machine module, for mpy/
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BIND_MACHINE_H
#define TOC_BIND_MACHINE_H

#include <stdbool.h>
#include <stdint.h>

#include "py/mpconfig.h"

// Begin a new life: address and random state.
//
// ctx: main thread, after bind_hal_init
void bind_machine_init(void);

// Have unique_id() tell this address, 6 bytes, in each life to come.
//
// ctx: main thread, before the first life
void bind_machine_set_mac(const uint8_t *given);

// What unique_id() tells: the address of the WiFi station, 6 bytes.
//
// ctx: any, after bind_machine_init
const uint8_t *bind_machine_mac(void);

// What machine.soft_reset() does: raise the SystemExit that begins a new life.
//
// ctx: Python
NORETURN void bind_machine_soft_reset(void);

// Whether the SystemExit that ended a program came from machine.soft_reset().
// Asking forgets it.
//
// ctx: main thread
bool bind_machine_soft_reset_asked(void);

#endif
