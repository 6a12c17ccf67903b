/*
 * irqq - bounded queue from interrupt context to the dispatcher
 *
 * Many producers (interrupt and signal handlers, backend threads) post;
 * exactly one consumer, the dispatcher, takes. Records are copied in and
 * copied out, so nothing in a record may point at a producer's stack.
 *
 * Full means refused, or, where the policy says so, the oldest record is
 * handed back to the poster as lost. Nothing is overwritten unseen and no two
 * records are merged.
 *
 * Order: records are taken in the order in which their posts claimed a slot.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_CORE_IRQQ_H
#define TOC_CORE_IRQQ_H

#include "err.h"
#include "port.h"
#include "port_atomic.h"

#define TOC_IRQQ_DEPTH_MIN     1u
#define TOC_IRQQ_DEPTH_MAX     65536u
#define TOC_IRQQ_DEPTH_DEFAULT 16u

enum toc_irqq_policy {
    TOC_IRQQ_REFUSE_NEWEST,
    TOC_IRQQ_DISCARD_OLDEST,
};

typedef struct {
    uint64_t time_ns;    // when the source was raised, toc_clock_now_ns()
    uint64_t seq;        // 1, 2, ... per source; a gap is a lost event
    uint32_t slot;       // which source
    uint32_t generation; // of that source when it was raised
    uint32_t data;       // the source's own: edge and level of a pin
    uint32_t missed;     // periods of an alarm that found no room before this
} toc_irq_record_t;

typedef struct {
    // Free for position p: 2p. Holds the record of position p: 2p + 1.
    toc_atomic_u32_t turn;
    toc_irq_record_t record;
} toc_irqq_cell_t;

typedef struct {
    toc_irqq_cell_t *cells;
    uint32_t mask;
    enum toc_irqq_policy policy;
    toc_atomic_u32_t head; // next position to take
    toc_atomic_u32_t tail; // next position to fill
    toc_atomic_u32_t high_water;
} toc_irqq_t;

// Set up an empty queue over `depth` cells, which stay the caller's and have
// to outlive it.
//
// ctx: thread, nobody posting
// Returns 0, or TOC_EINVAL when `depth` is no power of two from
// TOC_IRQQ_DEPTH_MIN to TOC_IRQQ_DEPTH_MAX.
int toc_irqq_init(toc_irqq_t *q, toc_irqq_cell_t *cells, uint32_t depth,
                  enum toc_irqq_policy policy);

// Put a copy of `record` at the tail.
//
// ctx: isr, signal, any thread. Never blocks, allocates, logs or raises.
// Returns 0; 1 when it fitted because the oldest record was discarded, which
// is then in `*lost`; or TOC_EFULL with the record refused. (Under
// TOC_IRQQ_DISCARD_OLDEST that happens when the oldest record is at this very
// moment being written or taken: waiting for it could be for ever, in a signal
// handler that interrupted whoever does so.)
TOC_MUST_CHECK int toc_irqq_post(toc_irqq_t *q, const toc_irq_record_t *record,
                                 toc_irq_record_t *lost);

// Move the oldest record into `*out`.
//
// ctx: dispatcher only
// Returns 1 when a record was taken, 0 when the queue was empty.
int toc_irqq_take(toc_irqq_t *q, toc_irq_record_t *out);

// Whether a take would find a record now; a snapshot. False while the oldest
// position is claimed and its record not yet complete, whatever count says.
//
// ctx: any
bool toc_irqq_has_record(toc_irqq_t *q);

// Records waiting now, those being written included; a snapshot.
//
// ctx: any
uint32_t toc_irqq_count(toc_irqq_t *q);

// Whether a post would find room now; a snapshot.
//
// ctx: any
bool toc_irqq_has_room(toc_irqq_t *q);

uint32_t toc_irqq_depth(const toc_irqq_t *q);

// The most records that ever waited at once.
//
// ctx: any
uint32_t toc_irqq_high_water(toc_irqq_t *q);

#endif
