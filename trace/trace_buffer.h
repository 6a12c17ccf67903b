/*
 * trace_buffer - bounded buffer of trace records, to the thread that writes
 *
 * Many put, from any context; one takes. Three lanes, so that the dispatcher
 * and those who post do not write to the same cache lines: what the dispatcher
 * does goes through one, all else through the others, of which one has records
 * of half the size. Each keeps its order; who takes puts them together by their
 * times.
 *
 * What finds no room is counted as dropped in real time. In virtual time the
 * one who puts waits for room instead: nothing but the writing thread has to
 * run for that, which takes no lock that a program's thread could hold. The
 * order in which records come is then the run's, so all take one lane.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_TRACE_BUFFER_H
#define TOC_TRACE_BUFFER_H

#include "trace.h"

// Of each lane: 32 or 64 MiB, of which only what is used is touched. Enough for
// 250,000 events in a row with the changes of a pin that caused them, while
// the writing thread does not come to run at all.
#define TOC_TRACE_BUFFER_RECORDS 1048576u

enum toc_trace_lane {
    TOC_TRACE_LANE_POSTS,
    TOC_TRACE_LANE_DISPATCHER,
    TOC_TRACE_LANE_SMALL, // posts and pads
    TOC_TRACE_LANES
};

// Set up an empty buffer. `waits`: who puts waits for room. `half_full` is
// called by whoever puts, each time another half of a lane was filled.
//
// ctx: thread
// Returns 0 or TOC_ENOMEM.
int toc_trace_buffer_open(bool waits, void (*half_full)(void));

// Touch the memory that comes next, so that who puts finds it there.
//
// ctx: the writing thread
void toc_trace_buffer_warm(void);

// Who puts from now on, or waits for room, puts in vain.
//
// ctx: thread
void toc_trace_buffer_shut(void);

// ctx: thread, nobody putting
void toc_trace_buffer_close(void);

// Who puts: claims a record's place, fills it in there, publishes it.
extern const toc_trace_sink_t toc_trace_buffer_sink;

// The oldest record of a lane, valid until toc_trace_buffer_drop().
//
// ctx: the writing thread
// Returns NULL when there is none.
toc_trace_record_t *toc_trace_buffer_peek(enum toc_trace_lane lane);

// Give the oldest record's place free.
//
// ctx: the writing thread, after a peek that found one
void toc_trace_buffer_drop(enum toc_trace_lane lane);

// Records that found no room so far.
//
// ctx: any
uint64_t toc_trace_buffer_dropped(void);

#endif
