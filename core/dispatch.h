/*
 * dispatch - the one thread that runs handlers
 *
 * Takes records from the queue in order and runs their handlers one after
 * another. It knows no interpreter: bind/ hands in how to take the interpreter
 * lock and how to call a handler. A record is judged stale or not only with
 * that lock held; whoever cancels a source holds it too, so after cancel
 * returned no new call starts.
 *
 * After a queue's depth of handlers in a row, without the queue once being
 * empty, the `turn` hook lets a waiting thread run.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_CORE_DISPATCH_H
#define TOC_CORE_DISPATCH_H

#include "clock.h"
#include "hist.h"
#include "source.h"
#include "stall.h"

typedef struct {
    void *ctx;

    // Take the interpreter lock, first in line; give it up; let a waiting
    // thread have it for a turn and take it again. All on the dispatcher.
    void (*enter)(void *ctx);
    void (*leave)(void *ctx);
    void (*turn)(void *ctx);

    // The dispatcher counts as waiting and is about to sleep: what leave may
    // have kept has to go now. May be NULL.
    void (*sleep)(void *ctx);

    // Run the handler of source->owner with the lock held. May block, may
    // close, cancel or enable any source, this one included.
    // Returns 0, or negative when it raised (counted as an error).
    int (*call)(void *ctx, toc_source_t *source,
                const toc_irq_record_t *record);

    // Where the handler of source->owner is defined. With the lock, before each
    // call, so it has to be quick. May be NULL.
    void (*where)(void *ctx, toc_source_t *source, toc_where_t *where);

    // A record was posted while the dispatcher was not at work; it is woken. A
    // hint for whoever holds the interpreter lock. May be NULL.
    //
    // ctx: as toc_source_raise(): constant time, no lock
    void (*posted)(void *ctx);

    // Events were refused: print one line. At most once a second of the clock,
    // and once at the end. `lost` is the number since the last line. With the
    // lock; the last one from toc_dispatch_deinit(), by whoever calls that.
    void (*report)(void *ctx, uint64_t lost);

    // Nothing is left to do: toc_dispatch_is_idle() is true unless something
    // came meanwhile. Without the lock, just before it sleeps. May be NULL.
    void (*idle)(void *ctx);
} toc_dispatch_hooks_t;

// Allocate the queue and forget all counters. Nothing runs yet; sources can
// be opened and raised.
//
// ctx: thread
// Returns 0, TOC_EINVAL for a depth that is no power of two in range, or
// TOC_ENOMEM.
int toc_dispatch_init(const toc_dispatch_hooks_t *with, uint32_t depth,
                      enum toc_irqq_policy policy);

// Start the dispatcher thread, or run as it on the calling thread (a port
// whose threads need an interpreter's bookkeeping starts its own and calls
// toc_dispatch_run, which returns after toc_dispatch_stop). Who starts its own
// joins toc_dispatch_waiter() before, so that virtual time waits for it; run
// joins it where that was not done, and leaves at the end.
//
// ctx: thread
// Returns 0 or the port's error.
int toc_dispatch_start(void);
void toc_dispatch_run(void);

// The waiter of the dispatcher's thread, so that on_wake can be set before it
// runs.
toc_waiter_t *toc_dispatch_waiter(void);

// Handle what is queued now, at most until the queue was seen empty or the
// dispatcher was held or stopped. For tests and for ports without threads.
//
// ctx: dispatcher
// Returns the number of handlers that ran.
uint32_t toc_dispatch_run_once(void);

// Ask the dispatcher to end after the handler that is running, and let
// nothing new start.
//
// ctx: thread
void toc_dispatch_stop(void);

// The dispatcher's thread was cut off inside a handler: that counts as its end.
//
// ctx: dispatcher, in place of the return of toc_dispatch_run()
void toc_dispatch_cut_off(void);

// After the dispatcher ended: discard the queue (counted as cancelled), close
// every source and free the queue.
//
// The counts stay to be read until the next init.
//
// ctx: thread, sources stopped
void toc_dispatch_deinit(void);

// Hold back (true) or let run (false) handlers. Posts still queue up.
//
// ctx: thread with the interpreter lock
// Returns whether they were held before.
bool toc_dispatch_hold(bool hold);

// The record whose handler is running.
//
// ctx: with the interpreter lock
// Returns NULL when none is. `*source` (may be NULL) is its source, NULL when
// that was closed meanwhile, and `*since_ns` (may be NULL) when the handler was
// called.
const toc_irq_record_t *toc_dispatch_current(toc_source_t **source,
                                             uint64_t *since_ns);

// Nothing is queued that could run and no handler is running.
//
// ctx: any; a snapshot
bool toc_dispatch_is_idle(void);

typedef struct {
    toc_source_counts_t counts;
    uint32_t depth;
    uint32_t high_water;
    uint64_t latency_count;
    uint64_t latency_p50_ns; // post to first bytecode of the handler
    uint64_t latency_p90_ns;
    uint64_t latency_p99_ns;
    uint64_t latency_p999_ns;
    uint64_t latency_max_ns;
    uint64_t stalls;                           // core/stall.h
    char longest_source[TOC_SOURCE_NAME_SIZE]; // of counts.longest_ns; "": none
} toc_dispatch_stats_t;

// ctx: thread
void toc_dispatch_stats(toc_dispatch_stats_t *out);

// ctx: thread
toc_hist_t *toc_dispatch_latency(void);

// ---- for core/source ----

// Post and wake. ctx as toc_source_raise(). Returns as toc_irqq_post(); what was
// lost is then the caller's to count on its source, and after that here: who
// reports it looks for whose it was.
TOC_MUST_CHECK int toc__dispatch_post(const toc_irq_record_t *record,
                                      toc_irq_record_t *lost);
void toc__dispatch_count_lost(void);
uint32_t toc__dispatch_queued(void);
bool toc__dispatch_has_room(void);
void toc__dispatch_starved(void);

#endif
