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

// Tell on stderr of received bytes that were lost and not told of yet.
//
// ctx: main thread, at the end of a life
void bind_uart_tell_lost(void);

#endif
