/*
 * int - 64-bit counts and times from and as Python integers
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BIND_INT_H
#define TOC_BIND_INT_H

#include "py/obj.h"
#include "py/objtuple.h"
#include "py/runtime.h"
#include "py/smallint.h"

// A small integer where the value fits in one: modules such as time take
// nothing else for granted, and it needs no memory.
//
// ctx: Python; raises MemoryError for a large one
static inline mp_obj_t bind_int(uint64_t value) {
    return value <= (uint64_t)MP_SMALL_INT_MAX ? MP_OBJ_NEW_SMALL_INT((mp_int_t)value)
                                               : mp_obj_new_int_from_ull(value);
}

// The same of one that may be negative.
//
// ctx: as above
static inline mp_obj_t bind_signed(int64_t value) {
    return value >= MP_SMALL_INT_MIN && value <= MP_SMALL_INT_MAX
               ? MP_OBJ_NEW_SMALL_INT((mp_int_t)value)
               : mp_obj_new_int_from_ll(value);
}

#define BIND_COUNTS_MAX 12

// Counts under their names, `n` of them, at most BIND_COUNTS_MAX. `fields` is a
// constant.
//
// ctx: Python; raises MemoryError
static inline mp_obj_t bind_counts(const qstr *fields, const uint64_t *values, size_t n) {
    mp_obj_t items[BIND_COUNTS_MAX];
    for (size_t i = 0; i < n; i++) {
        items[i] = bind_int(values[i]);
    }
    return mp_obj_new_attrtuple(fields, n, items);
}

// The value of an integer: as mp_obj_get_int(), but with 64 bits also where a
// machine word has 32. There it is exact up to 2^53.
//
// ctx: Python; raises TypeError, OverflowError
static inline int64_t bind_get_int64(mp_obj_t value) {
#if MP_SSIZE_MAX < INT64_MAX
    if (mp_obj_is_exact_type(value, &mp_type_int)) {
        mp_float_t number = mp_obj_get_float(value);
        if (number < MICROPY_FLOAT_CONST(-9.2e18) || number > MICROPY_FLOAT_CONST(9.2e18)) {
            mp_raise_msg(&mp_type_OverflowError,
                MP_ERROR_TEXT("overflow converting long int to machine word"));
        }
        return (int64_t)number;
    }
#endif
    return mp_obj_get_int(value);
}

#endif
