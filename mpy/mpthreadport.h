/*
 * mpthreadport - the lock type that MicroPython embeds
 *
 * A lock object of a Python program lives on the collected heap and has no
 * finaliser, so it owns nothing outside itself: its waiters are linked through
 * their own threads' records.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_MPY_MPTHREADPORT_H
#define TOC_MPY_MPTHREADPORT_H

#include <stdbool.h>
#include <stdint.h>

struct mpy_thread;

typedef struct {
    uint32_t state; // 0 free, 1 taken, 2 taken and somebody waits
    struct mpy_thread *first;
    struct mpy_thread *last;
} mp_thread_mutex_t;

typedef mp_thread_mutex_t mp_thread_recursive_mutex_t;

#endif
