/*
 * int - 64-bit counts and times as Python integers
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BIND_INT_H
#define TOC_BIND_INT_H

#include "py/obj.h"
#include "py/smallint.h"

// A small integer where the value fits in one: modules such as time take
// nothing else for granted, and it needs no memory.
//
// ctx: Python; raises MemoryError for a large one
static inline mp_obj_t bind_int(uint64_t value) {
    return value <= (uint64_t)MP_SMALL_INT_MAX ? MP_OBJ_NEW_SMALL_INT((mp_int_t)value)
                                               : mp_obj_new_int_from_ull(value);
}

#endif
