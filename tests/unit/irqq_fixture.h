/*
 * irqq_fixture - a queue whose records are told apart by their data word
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_TESTS_IRQQ_FIXTURE_H
#define TOC_TESTS_IRQQ_FIXTURE_H

#include <check.h>

#include "irqq.h"

#define NONE (-1)

static toc_irqq_cell_t cells[TOC_IRQQ_DEPTH_MAX];
static toc_irqq_t q;
static toc_irq_record_t lost;

static inline void open_queue(uint32_t depth, enum toc_irqq_policy policy) {
    ck_assert_int_eq(toc_irqq_init(&q, cells, depth, policy), 0);
}

// An empty queue that has been in use for `start` records.
static inline void open_queue_at(uint32_t depth, enum toc_irqq_policy policy,
                                 uint32_t start) {
    open_queue(depth, policy);
    toc_atomic_store(&q.head, start);
    toc_atomic_store(&q.tail, start);
    for (uint32_t i = 0; i < depth; i++) {
        uint32_t pos = start + i;
        toc_atomic_store(&cells[pos & (depth - 1)].turn, 2 * pos);
    }
}

static inline int post(uint32_t data) {
    toc_irq_record_t record = {.data = data};
    return toc_irqq_post(&q, &record, &lost);
}

static inline void post_ok(uint32_t data) {
    ck_assert_int_eq(post(data), 0);
}

// The data word of the oldest record, or NONE.
static inline int64_t take(void) {
    toc_irq_record_t record;
    return toc_irqq_take(&q, &record) ? (int64_t)record.data : NONE;
}

// A post that a signal interrupted between its claim and its publication.
// Returns the position that it claimed.
static inline uint32_t claim(void) {
    uint32_t pos = toc_atomic_load(&q.tail);
    ck_assert(toc_irqq_has_room(&q));
    toc_atomic_store(&q.tail, pos + 1);
    return pos;
}

// The rest of that post.
static inline void publish(uint32_t pos, uint32_t data) {
    toc_irqq_cell_t *cell = &q.cells[pos & q.mask];
    cell->record.data = data;
    toc_atomic_store(&cell->turn, 2 * pos + 1);
}

#endif
