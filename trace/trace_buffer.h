/*
 * trace_buffer - bounded buffer of trace records, to the thread that writes
 *
 * Many put, from any context; one takes. What finds no room is counted as
 * dropped in real time. In virtual time the one who puts waits for room
 * instead: nothing but the writing thread has to run for that, which takes no
 * lock that a program's thread could hold.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_TRACE_BUFFER_H
#define TOC_TRACE_BUFFER_H

#include "trace.h"

// 14 MiB, of which only what is used is touched: the three records of each of
// 65,536 events, the deepest queue there is, and then some.
#define TOC_TRACE_BUFFER_RECORDS 262144u

// Set up an empty buffer. `waits`: who puts waits for room. `half_full` is
// called by whoever puts, each time another half was filled.
//
// ctx: thread
// Returns 0 or TOC_ENOMEM.
int toc_trace_buffer_open(bool waits, void (*half_full)(void));

// Who puts from now on, or waits for room, puts in vain.
//
// ctx: thread
void toc_trace_buffer_shut(void);

// ctx: thread, nobody putting
void toc_trace_buffer_close(void);

// ctx: any, signal handlers included
void toc_trace_buffer_put(const toc_trace_record_t *record);

// ctx: the writing thread
// Returns false when there is none.
bool toc_trace_buffer_take(toc_trace_record_t *out);

// Records that found no room so far.
//
// ctx: any
uint64_t toc_trace_buffer_dropped(void);

#endif
