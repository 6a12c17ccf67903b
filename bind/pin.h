/*
 * pin - machine.Pin, for the other parts of bind/ and for mpy/
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BIND_PIN_H
#define TOC_BIND_PIN_H

#include "hal/board.h"
#include "hal/pin.h"
#include "py/obj.h"

extern const mp_obj_type_t bind_pin_type;

// Make the Pin objects of a new life. Both arguments stay the caller's and
// live as long as the process.
//
// ctx: main thread, after mp_init
void bind_pin_init(const toc_board_t *board, const toc_pin_ops_t *ops);

// The description of the pin that a program means: a Pin object or a name.
// ValueError when there is none.
//
// ctx: Python
const toc_board_pin_t *bind_pin_find(mp_obj_t id);

const toc_board_t *bind_board(void);

#endif
