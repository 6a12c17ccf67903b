/*
 * timer - machine.Timer, for the other parts of bind/ and for mpy/
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BIND_TIMER_H
#define TOC_BIND_TIMER_H

#include "py/obj.h"

extern const mp_obj_type_t bind_timer_type;

// Begin to number alarms and timers from 1 again: a new life.
//
// ctx: main thread
void bind_timer_init(void);

#endif
