/*
 * uart - machine.UART, for the other parts of bind/ and for mpy/
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BIND_UART_H
#define TOC_BIND_UART_H

#include "py/obj.h"

extern const mp_obj_type_t bind_uart_type;

// Make the UART objects of a new life.
//
// ctx: main thread, after bind_hal_init
void bind_uart_init(void);

// The number of the port that an object stands for, or -1 for another object.
//
// ctx: Python
int bind_uart_number(mp_obj_t what);

// Open UART 0 at the rate of the prompt.
//
// ctx: Python. Raises what UART(0, 115200) does.
// Returns the object.
mp_obj_t bind_uart_console(void);

// Tell on stderr of received bytes that were lost and not told of yet.
//
// ctx: main thread, at the end of a life
void bind_uart_tell_lost(void);

// Take a pad away from the port that has it, unless that is the one named
// `except`; see bind_pads_take().
//
// ctx: Python
// Returns its name, or NULL where none lost anything.
const char *bind_uart_lose(uint32_t gpio, const char *except, bool deaf);

#endif
