/*
 * dispatcher - the thread that runs handlers, as a Python thread
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_MPY_DISPATCHER_H
#define TOC_MPY_DISPATCHER_H

#include <stdint.h>

#include "core/irqq.h"
#include "core/stall.h"

// Set up the queue and start the thread.
//
// ctx: main thread, holding the interpreter lock
// Returns 0, or a TOC_ error.
int mpy_dispatcher_start(uint32_t depth, enum toc_irqq_policy policy);

// Let no new handler start. The one that runs is ended with the other threads,
// by mpy_thread_end_all().
//
// ctx: main thread, holding the interpreter lock
void mpy_dispatcher_stop(void);

// After the thread ended: discard what is queued, close all sources.
//
// ctx: main thread
void mpy_dispatcher_deinit(void);

// Print one line about a handler that runs for long: see core/stall.h.
//
// ctx: any, without the interpreter lock
void mpy_dispatcher_tell_stall(const toc_stall_t *stall);

// Called each time the dispatcher has nothing left to do. May be NULL.
//
// ctx: the call comes from the dispatcher, without the interpreter lock
void mpy_dispatcher_on_idle(void (*fn)(void));

#endif
