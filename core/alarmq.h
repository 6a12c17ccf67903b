/*
 * alarmq - the armed alarms, in the order of their deadlines
 *
 * What core/alarm keeps: a heap, and, where there are very many, bags of those
 * whose time is far away. All of it is called inside the critical section, but
 * for growing, and nothing takes longer than the logarithm of how many there
 * are, or that of a bag's 64.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_CORE_ALARMQ_H
#define TOC_CORE_ALARMQ_H

#include "alarm.h"

typedef struct {
    uint64_t due_ns;
    toc_alarm_t *alarm;
} toc__alarmq_entry_t;

typedef struct {
    toc__alarmq_entry_t *entries; // the first one is entries[0]
    uint32_t count;
} toc__alarmq_heap_t;

typedef struct {
    toc__alarmq_heap_t soon;  // of alarms
    toc__alarmq_heap_t later; // of bags
    uint32_t capacity;
    uint32_t armed;
    uint32_t foreground; // of these: not in the background
} toc__alarmq_t;

// Of the process. core/alarm only reads it.
extern toc__alarmq_t toc__alarmq;

// One that is not in. Its `order` decides among equal deadlines.
//
// Returns false when there is no room for one more.
bool toc__alarmq_put(toc_alarm_t *alarm, uint64_t due_ns);

// One that is in gets another deadline.
void toc__alarmq_move(toc_alarm_t *alarm, uint64_t due_ns);

void toc__alarmq_move_first(uint64_t due_ns);

// Take one out that is in.
void toc__alarmq_remove(toc_alarm_t *alarm);

// The alarms of the first bag become those that come next.
void toc__alarmq_pour(void);

// Make room for more than the capacity `from`, unless another thread was faster.
//
// ctx: thread, outside of the section
// Returns 0 or TOC_ENOMEM.
int toc__alarmq_grow(uint32_t from);

// Take all out, and free the memory.
//
// ctx: thread, outside of the section
// Returns whether any was in that is not in the background.
bool toc__alarmq_clear(void);

static inline uint64_t toc__alarmq_due_of(const toc__alarmq_heap_t *heap) {
    return heap->count > 0 ? heap->entries[0].due_ns : TOC_FOREVER;
}

// The first deadline; TOC_FOREVER when nothing is armed.
static inline uint64_t toc__alarmq_next_due(void) {
    uint64_t soon_ns = toc__alarmq_due_of(&toc__alarmq.soon);
    uint64_t later_ns = toc__alarmq_due_of(&toc__alarmq.later);
    return soon_ns < later_ns ? soon_ns : later_ns;
}

// Whether the first alarm is in a bag.
static inline bool toc__alarmq_is_first_in_bag(void) {
    return toc__alarmq.later.count > 0 &&
           toc__alarmq_due_of(&toc__alarmq.later) <=
               toc__alarmq_due_of(&toc__alarmq.soon);
}

#endif
