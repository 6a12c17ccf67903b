/*
 * stall - tell of a handler that runs for long
 *
 * One handler runs at a time, so one that does not return holds up all others.
 * The dispatcher notes when a handler begins and ends. Whoever fires the alarms
 * looks at that note: the alarm service's thread, which needs no interpreter
 * lock, or in virtual time whoever lets the clock jump. A stall is told when
 * the limit has passed, again each time its length has doubled, and once when
 * it ended.
 *
 * What is told has to hold still meanwhile. So the note has three phases:
 *
 *     IDLE --begin--> RUNNING --look--> READING --look--> RUNNING --end--> IDLE
 *
 * and a handler that ends while it is READING waits, for the time that it takes
 * to write a line.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_CORE_STALL_H
#define TOC_CORE_STALL_H

#include "source.h"

#define TOC_STALL_NAMED 8 // sources at most that are told to wait

// Where a handler is defined. The strings are constant until the life's end.
typedef struct {
    const char *function; // NULL: not known
    const char *file;     // NULL: not known
    uint32_t line;        // 0: not known
} toc_where_t;

typedef struct {
    char source[TOC_SOURCE_NAME_SIZE]; // "closed" when it was closed meanwhile
    toc_where_t where;
    uint64_t ran_ns; // so far, or in all
    bool ended;
    // What waits behind it. The first ones in the order of slots are named.
    uint64_t waiting;
    uint32_t named;
    toc_source_waiting_t waits[TOC_STALL_NAMED];
} toc_stall_t;

// Tell of handlers that run for `after_ns` (0: of none) to `fn`.
//
// ctx: thread, while no handler runs. ctx of the call: the alarm service, or in
// virtual time any thread; of an end the dispatcher. It must not wait.
void toc_stall_init(uint64_t after_ns, void (*fn)(const toc_stall_t *stall));

// When to look next: TOC_FOREVER while no handler runs.
//
// ctx: any
uint64_t toc_stall_due(void);

// Tell of a handler that runs for too long.
//
// ctx: who fires the alarms
// Returns when to look again, TOC_FOREVER when the next handler that begins
// will call toc_alarm_poke().
uint64_t toc_stall_look(void);

// Stalls since the last toc__stall_reset().
//
// ctx: any
uint64_t toc_stall_count(void);

// ---- for core/dispatch ----

void toc__stall_reset(void);

// A handler begins and ends. ctx: dispatcher
void toc__stall_begin(toc_source_t *of, const toc_where_t *where,
                      uint64_t now_ns);
void toc__stall_end(uint64_t now_ns);

#endif
