/*
 * trace - what became of the last events, and a sink for files
 *
 * Always on: a ring of the last TOC_TRACE_EVENTS events, each with the times
 * of its way, in memory. Handled and cancelled ones are written by the
 * dispatcher alone, with the interpreter lock held, and cost it no atomic
 * operation; refused ones are written by whoever posted, in a ring of their
 * own. A reader sees the two merged.
 *
 * The sink, where one is set, gets a record for each step at the moment it
 * happens, posts included. Its records name a source by slot; the name that
 * belongs to it was told by the last TOC_TRACE_OPEN of that slot.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_CORE_TRACE_H
#define TOC_CORE_TRACE_H

#include "source.h"

// A port with little memory makes this smaller in port_types.h. A power of two.
#ifndef TOC_TRACE_EVENTS
#define TOC_TRACE_EVENTS 4096u
#endif

enum toc_trace_fate {
    TOC_TRACE_RUNNING, // its handler is running now
    TOC_TRACE_HANDLED,
    TOC_TRACE_RAISED, // handled, and the handler raised
    TOC_TRACE_CANCELLED,
    TOC_TRACE_REFUSED,
};

typedef struct {
    toc_irq_record_t record;
    uint64_t start_ns; // handler called; cancelled, refused: when it was so
    uint64_t end_ns;   // 0 while running; otherwise as start_ns
    uint64_t lock_ns;  // of the time from post to start, for the lock
    enum toc_trace_fate fate;
    char name[TOC_SOURCE_NAME_SIZE]; // of the source, at that time
} toc_trace_event_t;

// The last events in the order in which they ended, refused ones at the time
// of their post. `out` has room for `most`; the newest are kept.
//
// ctx: thread with the interpreter lock
// Returns how many there are.
uint32_t toc_trace_last(toc_trace_event_t *out, uint32_t most);

// Refused events that found their place in the ring taken by another that was
// just being written. They are counted by their source all the same.
//
// ctx: any
uint32_t toc_trace_skipped(void);

// ---- the sink ----

enum toc_trace_step {
    TOC_TRACE_LIFE,   // .life: the dispatcher begins; all slots are unnamed
    TOC_TRACE_OPEN,   // .open: a slot has this name from now on
    TOC_TRACE_POST,   // .event
    TOC_TRACE_REFUSE, // .event; also the oldest that was discarded
    TOC_TRACE_CANCEL, // .event
    TOC_TRACE_LOCK,   // .lock: the dispatcher got the interpreter lock
    TOC_TRACE_START,  // .event: its handler is called
    TOC_TRACE_END,    // .end: it returned, where a record of its own says so
    TOC_TRACE_LEVELS, // .levels: pads changed
    TOC_TRACE_OUTSIDE // .outside: what the world drives changed
};

typedef struct {
    uint32_t step;    // enum toc_trace_step
    uint64_t time_ns; // of this step
    union {
        struct {
            uint32_t depth; // of the queue, at most
        } life;
        struct {
            uint64_t post_ns;
            uint64_t seq;
            uint32_t slot;
            uint32_t data;
            uint32_t missed;
            uint32_t queued; // in the queue after this step

            // Of a START: by the sink, when the handler returned. 0: not yet;
            // otherwise the time, times two, and one more when it raised.
            toc_atomic_u64_t ended;
        } event;
        struct {
            uint32_t slot;
            char name[TOC_SOURCE_NAME_SIZE];
        } open;
        struct {
            uint64_t asked_ns;
        } lock;
        struct {
            uint32_t raised;
        } end;
        struct {
            uint64_t changed; // bit n: pad n; all: as they are at first
            uint64_t high;
        } levels;
        struct {
            uint64_t changed; // as above
            uint64_t driven;
            uint64_t high; // of those that are driven
        } outside;
    } u;
} toc_trace_record_t;

enum toc_trace_driven {
    TOC_TRACE_RELEASED,
    TOC_TRACE_DRIVEN_LOW,
    TOC_TRACE_DRIVEN_HIGH,
};

// A record is filled in where it stays, without a copy. What comes most often
// and says little is told in one call instead, and needs half the room.
//
// ctx of all: as toc_source_raise(): any, with any lock held; constant time.
// Steps LOCK, START, END and CANCEL: with the interpreter lock.
typedef struct {
    // Room for a record of this step, the caller's until it is published; NULL
    // when it is given up, which the sink counts.
    toc_trace_record_t *(*claim)(enum toc_trace_step step);

    // The record is complete, its `step` and `time_ns` included.
    void (*publish)(toc_trace_record_t *record);

    // A POST of `what` slot with `value` in the queue; LEVELS with `what` changed
    // and `value` high; OUTSIDE with one bit in `what` and a value from
    // TOC_TRACE_RELEASED on.
    void (*tell)(enum toc_trace_step step, uint64_t time_ns, uint64_t what,
                 uint64_t value);

    // The handler returned whose START was published last: in that record, or
    // in one more, TOC_TRACE_END. NULL: the START was given up.
    void (*finish)(toc_trace_record_t *start, uint64_t now_ns, bool raised);
} toc_trace_sink_t;

// Set the sink, which stays the caller's, or take it away (NULL).
//
// ctx: thread, before anything that raises was started or after it ended
void toc_trace_set_sink(const toc_trace_sink_t *sink);

// Pads changed; what the world drives did. For who watches the board: it is
// told to the sink, where one is set.
//
// ctx: as toc_source_raise()
void toc_trace_levels(uint64_t changed, uint64_t high);
void toc_trace_outside(uint64_t changed, uint64_t driven, uint64_t high);

// The same with the time at which it happened.
void toc_trace_levels_at(uint64_t changed, uint64_t high, uint64_t time_ns);
void toc_trace_outside_at(uint64_t changed, uint64_t driven, uint64_t high,
                          uint64_t time_ns);

// ---- for core/dispatch and core/source ----

extern const toc_trace_sink_t *toc__trace_sink;

// ctx: thread; a life begins, with a queue of this depth
void toc__trace_reset(uint32_t depth);

// ctx: as toc_source_raise(), with a sink
void toc__trace_post(const toc_irq_record_t *record, uint32_t queued);

// Refused in favour of, or discarded for, a post of `now_ns`.
//
// ctx: as toc_source_raise()
void toc__trace_refuse(const toc_irq_record_t *record, const char *name,
                       uint64_t now_ns, uint32_t queued);

// ctx: thread; with a sink
void toc__trace_open(uint32_t slot, const char *name);

// The rest is for the dispatcher, or who ended it; with the interpreter lock.

// A burst begins: the lock was asked for and got.
void toc__trace_lock(uint64_t asked_ns, uint64_t got_ns);
void toc__trace_start(const toc_irq_record_t *record, const char *name,
                      uint64_t now_ns, uint32_t queued);
// Does nothing when no handler runs.
void toc__trace_end(uint64_t now_ns, bool raised);
void toc__trace_cancel(const toc_irq_record_t *record, const char *name,
                       uint64_t now_ns, uint32_t queued);

#endif
