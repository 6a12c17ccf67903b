/*
 * unlock - give up the interpreter lock around work that takes long
 *
 * For work that waits for nothing but a processor or a disk. In virtual time
 * nobody is delayed by it, as time stands still, and the lock is kept: with it
 * given up the order in which threads go on would be chance.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BIND_UNLOCK_H
#define TOC_BIND_UNLOCK_H

#include "core/clock.h"
#include "py/mpthread.h"

// ctx: Python; until bind_relock() no Python object may be made or changed
static inline void bind_unlock(void) {
    if (!toc_clock_is_virtual()) {
        MP_THREAD_GIL_EXIT();
    }
}

static inline void bind_relock(void) {
    if (!toc_clock_is_virtual()) {
        MP_THREAD_GIL_ENTER();
    }
}

#endif
