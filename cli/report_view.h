/*
 * report_view - which part of a report is drawn, and what it adds up to
 *
 * Private to cli/.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_CLI_REPORT_VIEW_H
#define TOC_CLI_REPORT_VIEW_H

#include <stdio.h>

#include "report_model.h"

// More rows than these become one, which is called "others".
#define TOC__VIEW_ROWS_MAX 40

// Not in the picture: nothing happened there in that time.
#define TOC__VIEW_HIDDEN UINT32_MAX

typedef struct {
    char name[TOC__REPORT_NAME_SIZE];
    uint64_t runs;
    uint64_t refused;
    uint64_t cancelled;
    uint64_t longest_wait_ns;
    uint64_t longest_run_ns;
} toc__view_row_t;

typedef struct {
    const toc__report_t *report;
    uint64_t from_ns;
    uint64_t to_ns; // more than from_ns
    uint32_t *line_of_row;
    toc__view_row_t lines[TOC__VIEW_ROWS_MAX + 1];
    uint32_t line_count;
    toc__view_row_t total;
    size_t sources; // in the picture, each of the others counted
    size_t shapes;  // spans and marks in the picture
    bool has_wait;
    bool has_raised;
} toc__view_t;

// Take what happened from `from_ns` to `to_ns`, points in time of the trace.
//
// ctx: thread
// Returns 0, then toc__view_close() is the caller's to call; or TOC_ENOMEM.
int toc__view_open(toc__view_t *view, const toc__report_t *report,
                   uint64_t from_ns, uint64_t to_ns);

void toc__view_close(toc__view_t *view);

// Whether it touches the time that is drawn.
bool toc__view_has_span(const toc__view_t *view,
                        const toc__report_span_t *span);
bool toc__view_has_mark(const toc__view_t *view,
                        const toc__report_mark_t *mark);

// Draw it as an SVG. `title` is any text.
//
// ctx: thread
// Returns 0 or TOC_ENOMEM. Whether all was written is for the caller to ask.
int toc__view_draw(const toc__view_t *view, const char *title, FILE *out);

#endif
