/*
 * source - the registry of everything that can interrupt
 *
 * A source is what an event belongs to: a pin, an alarm. Its owner opens it
 * once, enables it for each registration of a handler and cancels it; backends
 * raise it. Records in the queue name a source by slot and generation. Each
 * enable and each cancel takes a new generation, so a record of an earlier
 * registration is recognised and dropped (counted as cancelled).
 *
 * Slots live in chunks that never move, so raising needs no lock. A closed
 * slot is used again only when no record names it any more.
 *
 * Counters, for each source and in total, at any time:
 *     posted = handled + refused + cancelled + queued
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_CORE_SOURCE_H
#define TOC_CORE_SOURCE_H

#include "irqq.h"

#define TOC_SOURCE_NAME_SIZE 24

typedef struct toc_source toc_source_t;

typedef struct {
    // A level source whose handler returned, or whose post was refused and
    // there is room again: look at the level and call toc_source_raise_level()
    // if it still holds. NULL for sources without levels.
    //
    // ctx: dispatcher, with the interpreter lock; must not block
    void (*look)(toc_source_t *source, void *owner);
} toc_source_ops_t;

struct toc_source {
    const toc_source_ops_t *ops;
    void *owner; // handed to the dispatcher's call hook; seen by the collector
    char name[TOC_SOURCE_NAME_SIZE];

    // ---- private ----
    toc_atomic_u32_t generation; // odd: enabled, even: not
    // These two hold the generation for which they are set, so that what an
    // earlier registration left behind means nothing to a later one.
    toc_atomic_u32_t masked;  // a level was posted and is not yet handled
    toc_atomic_u32_t starved; // a level's post was refused
    toc_atomic_u32_t missed_pending;
    uint32_t slot;
    uint32_t state;  // free, open, closing: waiting for its last record
    uint32_t opened; // how many times this slot was taken
    toc_atomic_u64_t posted;
    toc_atomic_u64_t handled;
    toc_atomic_u64_t refused;
    toc_atomic_u64_t cancelled;
    toc_atomic_u64_t missed;
    toc_atomic_u64_t lost_in_kernel;
    toc_atomic_u64_t errors;
    toc_atomic_u64_t longest_ns; // of its handler's calls
    uint64_t reported;           // refused, as of the last line on stderr
    toc_source_t *next_free;
};

typedef struct {
    uint64_t posted;
    uint64_t handled;
    uint64_t refused; // found no room, or discarded as the oldest
    uint64_t cancelled;
    uint64_t missed;         // periods of an alarm, never posted
    uint64_t lost_in_kernel; // below us, never posted
    uint64_t errors;         // handlers that raised
    uint64_t queued;         // posted - handled - refused - cancelled
    uint64_t longest_ns;     // that a call of the handler took
} toc_source_counts_t;

// Events of one source that wait in the queue.
typedef struct {
    char name[TOC_SOURCE_NAME_SIZE];
    uint64_t count;
} toc_source_waiting_t;

// Take a slot. `name` is copied and cut to TOC_SOURCE_NAME_SIZE - 1; `ops` may
// be NULL. The source starts cancelled.
//
// ctx: thread
// Returns 0 with `*out` set, or TOC_ENOMEM.
int toc_source_open(toc_source_t **out, const char *name,
                    const toc_source_ops_t *ops, void *owner);

// Cancel and give the slot back. Its counts stay in the totals.
//
// ctx: thread with the interpreter lock; no backend may raise it any more
void toc_source_close(toc_source_t *source);

// Begin a new registration: later raises are posted, queued records of an
// earlier registration are stale.
//
// ctx: thread with the interpreter lock
void toc_source_enable(toc_source_t *source);

// End the registration. When this returned, no new call of its handler
// starts; a call that is running finishes.
//
// ctx: thread with the interpreter lock
void toc_source_cancel(toc_source_t *source);

// ctx: any
bool toc_source_is_enabled(toc_source_t *source);

// Post one event of this source and wake the dispatcher.
//
// ctx: isr, signal, any thread. Constant time; no lock, no allocation, no
// system call unless the dispatcher sleeps.
// Returns 0 when posted or when the source is not enabled (then nothing is
// counted), TOC_EFULL when refused (counted).
int toc_source_raise(toc_source_t *source, uint32_t data);

// The same, but when the queue has no room nothing happens and nothing is
// counted: for periods that an alarm counts as missed instead.
// Returns 0, or TOC_EFULL when there was no room.
TOC_MUST_CHECK int toc_source_raise_if_room(toc_source_t *source,
                                            uint32_t data);

// The same with the time at which the event happened.
int toc_source_raise_at(toc_source_t *source, uint32_t data, uint64_t time_ns);

// Post a level: like toc_source_raise(), but masked until its handler
// returned. While masked nothing is posted. A refused level is looked at again
// as soon as there is room.
int toc_source_raise_level(toc_source_t *source, uint32_t data);

// The same with the time since which it holds.
int toc_source_raise_level_at(toc_source_t *source, uint32_t data,
                              uint64_t time_ns);

// Count `periods` that passed without an event, to be told with the next one.
//
// ctx: any
void toc_source_missed(toc_source_t *source, uint32_t periods);

// Count events that were lost before they could be posted, such as those that
// an operating system had no room for. The sequence numbers go on over them.
//
// ctx: any
void toc_source_lost_in_kernel(toc_source_t *source, uint32_t events);

// ctx: any
void toc_source_counts(toc_source_t *source, toc_source_counts_t *out);

// All sources together, closed ones included.
//
// ctx: thread
void toc_source_totals(toc_source_counts_t *out);

// What closed sources counted.
//
// ctx: thread
void toc_source_closed_counts(toc_source_counts_t *out);

// Call `visit` for each open source, by slot, until it returns false.
//
// ctx: thread with the interpreter lock; `visit` must not open or close
void toc_source_each(bool (*visit)(toc_source_t *source, void *ctx), void *ctx);

// ---- for core/dispatch ----

// The open or closing source of a slot.
toc_source_t *toc__source_at(uint32_t slot);

// Close every source. The queue has to be empty.
//
// ctx: thread, no backend running
void toc__source_close_all(void);

// The same, and forget all counts: a new life begins.
void toc__source_reset(void);

// A record left the queue without a handler: count it on its source.
void toc__source_count_cancelled(const toc_irq_record_t *record);
// Refused, or discarded for, a post of `now_ns`.
void toc__source_count_refused(const toc_irq_record_t *record, uint64_t now_ns);

// Whether the source that had this slot when it was taken for the `opened`th
// time was closed since.
bool toc__source_is_closed(toc_source_t *source, uint32_t opened);

// The handler of that source raised, or took so long. By now the slot may be
// another's.
void toc__source_count_error(toc_source_t *source, uint32_t opened);
void toc__source_count_longest(toc_source_t *source, uint32_t opened,
                               uint64_t ran_ns);

// The name of that source, "closed" when it was closed since.
void toc__source_name(toc_source_t *source, uint32_t opened,
                      char name[TOC_SOURCE_NAME_SIZE]);

// Which sources have events in the queue: the first `size` of them, by slot.
//
// ctx: thread
// Returns how many events wait in all, those not named included.
uint64_t toc__source_waiting(toc_source_waiting_t *waits, uint32_t size,
                             uint32_t *named);

#endif
