/*
 * can - machine.CAN, for the other parts of bind/ and for mpy/
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BIND_CAN_H
#define TOC_BIND_CAN_H

#include "py/obj.h"

extern const mp_obj_type_t bind_can_type;

// Make the CAN object of a new life.
//
// ctx: main thread, after bind_hal_init
void bind_can_init(void);

// Tell on stderr of frames that were lost and not told of yet.
//
// ctx: main thread, at the end of a life
void bind_can_tell_lost(void);

#endif
