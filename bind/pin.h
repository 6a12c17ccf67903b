/*
 * pin - machine.Pin, for the other parts of bind/ and for mpy/
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BIND_PIN_H
#define TOC_BIND_PIN_H

#include "hal/board.h"
#include "py/obj.h"

extern const mp_obj_type_t bind_pin_type;

// Make the Pin objects of a new life.
//
// ctx: main thread, after mp_init and bind_hal_init
void bind_pin_init(void);

// The description of the pin that a program means: a Pin object or a name.
// ValueError when there is none.
//
// ctx: Python
const toc_board_pin_t *bind_pin_find(mp_obj_t id);

// The name of a pad: "P9"; "a pad" for one without.
//
// ctx: Python
const char *bind_pin_name(uint32_t gpio);

// The Pin object of a pad; None where the pad has no name.
//
// ctx: Python
mp_obj_t bind_pin_at(uint32_t gpio);

#endif
