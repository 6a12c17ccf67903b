/*
 * report_model - what a trace tells, as `tocsin report` draws it
 *
 * Private to cli/. Trace events (the JSON of Chrome and Perfetto) become rows
 * with spans and marks. docs/trace.md has the shapes that Tocsin writes; of
 * other programs' traces complete events (X) and pairs (B, E) count, a row for
 * each thread. What is none of these is read over.
 *
 * The array may end anywhere behind an event, as it does when a program was
 * killed.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_CLI_REPORT_MODEL_H
#define TOC_CLI_REPORT_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TOC__REPORT_ERROR_SIZE 320
#define TOC__REPORT_NAME_SIZE  64

// Times in a trace are below this, 146 years.
#define TOC__REPORT_NS_MAX (UINT64_C(1) << 62)

enum toc__report_span_kind {
    TOC__REPORT_WAIT,   // from post to start
    TOC__REPORT_RUN,    // a handler
    TOC__REPORT_RAISED, // a handler that raised
};

typedef struct {
    uint64_t from_ns;
    uint64_t to_ns;
    uint32_t row;
    uint32_t kind; // enum toc__report_span_kind
} toc__report_span_t;

enum toc__report_mark_kind { TOC__REPORT_REFUSED, TOC__REPORT_CANCELLED };

typedef struct {
    uint64_t time_ns;
    uint32_t row;
    uint32_t kind; // enum toc__report_mark_kind
} toc__report_mark_t;

// From `time_ns` on so many wait.
typedef struct {
    uint64_t time_ns;
    uint64_t depth;
} toc__report_sample_t;

typedef struct {
    char name[TOC__REPORT_NAME_SIZE]; // UTF-8; cut when it is longer
    int64_t pid;
    int64_t tid;
    uint32_t open; // pairs that have begun and not ended
} toc__report_row_t;

// A pair that has begun and not ended.
typedef struct {
    uint64_t from_ns;
    uint32_t row;
} toc__report_open_t;

typedef struct {
    char process[TOC__REPORT_NAME_SIZE]; // "" when the trace does not say

    toc__report_row_t *rows; // in the order of their first appearance
    size_t row_count;
    toc__report_span_t *spans;
    size_t span_count;
    toc__report_mark_t *marks;
    size_t mark_count;
    toc__report_sample_t *samples;
    size_t sample_count;

    uint64_t end_ns;  // the first event of another's trace is at 0
    uint64_t depth;   // of the queue; 0 when the trace does not say
    uint64_t missing; // records that the trace says are missing
    bool is_tocsin;   // and not another program's
    bool is_cut;      // the file ends within the array of events

    // ---- private ----
    toc__report_open_t *opens;
    size_t open_count;
    size_t row_room;
    size_t span_room;
    size_t mark_room;
    size_t sample_room;
    size_t open_room;
    uint32_t *table; // 1 + row, at the hash of pid and tid or after it
    size_t table_size;
    bool has_first;
    uint64_t first_ns;
    bool has_wait;
    double wait_id;
    uint64_t wait_ns;
} toc__report_t;

// Read a trace.
//
// ctx: thread
// Returns 0, or TOC_EINVAL or TOC_ENOMEM with one line in `error`. In any case
// toc__report_free() is the caller's to call.
int toc__report_read(toc__report_t *report, const char *text, size_t size,
                     char error[TOC__REPORT_ERROR_SIZE]);

void toc__report_free(toc__report_t *report);

#endif
