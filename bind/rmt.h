/*
 * rmt - machine.RMT, for the other parts of bind/ and for mpy/
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BIND_RMT_H
#define TOC_BIND_RMT_H

#include "py/obj.h"

extern const mp_obj_type_t bind_rmt_type;

// Make the RMT objects of a new life.
//
// ctx: main thread, after bind_hal_init
void bind_rmt_init(void);

#endif
