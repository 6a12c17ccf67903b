/*
 * wires - what machine.I2C, SPI and their kin do alike
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BIND_WIRES_H
#define TOC_BIND_WIRES_H

#include "core/clock.h"
#include "py/mphal.h"
#include "py/obj.h"

// The wires are busy for so long from now on: wait, with the interpreter lock
// given up.
//
// ctx: Python, holding nothing; raises what is pending
static inline void bind_wires_wait(uint64_t busy_ns) {
    if (busy_ns > 0) {
        mpy_sleep_until(toc_clock_now_ns() + busy_ns);
    }
}

// What a program sends: a buffer, or an integer that stands for the one byte
// at `byte`.
//
// ctx: Python; raises TypeError
static inline void bind_wires_get_buffer(mp_obj_t from, mp_buffer_info_t *buffer, uint8_t *byte) {
    if (mp_obj_is_int(from)) {
        *byte = (uint8_t)mp_obj_get_int_truncated(from);
        buffer->buf = byte;
        buffer->len = 1;
        buffer->typecode = 'B';
    } else {
        mp_get_buffer_raise(from, buffer, MP_BUFFER_READ);
    }
}

#endif
