/*
 * report_view - which part of a report is drawn, and what it adds up to
 *
 * SPDX-License-Identifier: MIT
 */
#include "report_view.h"

#include <stdlib.h>
#include <string.h>

#include "err.h"
#include "figures.h"

bool toc__view_has_span(const toc__view_t *view,
                        const toc__report_span_t *span) {
    return span->to_ns >= view->from_ns && span->from_ns <= view->to_ns;
}

bool toc__view_has_mark(const toc__view_t *view,
                        const toc__report_mark_t *mark) {
    return mark->time_ns >= view->from_ns && mark->time_ns <= view->to_ns;
}

typedef struct {
    uint64_t events;
    uint32_t row;
} load_t;

static void count_events(toc__view_t *view, load_t *loads) {
    const toc__report_t *report = view->report;
    for (size_t i = 0; i < report->row_count; i++) {
        loads[i].row = (uint32_t)i;
    }
    for (size_t i = 0; i < report->span_count; i++) {
        const toc__report_span_t *span = &report->spans[i];
        if (toc__view_has_span(view, span)) {
            loads[span->row].events++;
            view->shapes++;
        }
    }
    for (size_t i = 0; i < report->mark_count; i++) {
        const toc__report_mark_t *mark = &report->marks[i];
        if (toc__view_has_mark(view, mark)) {
            loads[mark->row].events++;
            view->shapes++;
        }
    }
}

static int busiest_first(const void *a, const void *b) {
    const load_t *first = a;
    const load_t *second = b;
    if (first->events != second->events) {
        return first->events < second->events ? 1 : -1;
    }
    return (first->row > second->row) - (first->row < second->row);
}

// The busiest rows have a line each, in the order of the trace; the rest share
// the last one.
static void choose_lines(toc__view_t *view, load_t *loads) {
    const toc__report_t *report = view->report;
    qsort(loads, report->row_count, sizeof(*loads), busiest_first);
    while (view->sources < report->row_count &&
           loads[view->sources].events != 0) {
        view->sources++;
    }
    bool has_others = view->sources > TOC__VIEW_ROWS_MAX;
    size_t own = has_others ? TOC__VIEW_ROWS_MAX : view->sources;
    for (size_t i = 0; i < report->row_count; i++) {
        view->line_of_row[i] = TOC__VIEW_HIDDEN;
    }
    for (size_t i = 0; i < own; i++) {
        view->line_of_row[loads[i].row] = 0;
    }
    for (size_t i = 0; i < report->row_count; i++) {
        if (view->line_of_row[i] == 0) {
            memcpy(view->lines[view->line_count].name, report->rows[i].name,
                   TOC__REPORT_NAME_SIZE);
            view->line_of_row[i] = view->line_count++;
        }
    }
    if (has_others) {
        char count[TOC__FIGURE_SIZE];
        snprintf(view->lines[view->line_count].name, TOC__REPORT_NAME_SIZE,
                 "%s others", toc__figure_count(count, view->sources - own));
        for (size_t i = own; i < view->sources; i++) {
            view->line_of_row[loads[i].row] = view->line_count;
        }
        view->line_count++;
    }
}

static void add_span(toc__view_row_t *line, const toc__report_span_t *span) {
    uint64_t length_ns = span->to_ns - span->from_ns;
    if (span->kind == TOC__REPORT_WAIT) {
        line->longest_wait_ns = length_ns > line->longest_wait_ns
                                    ? length_ns
                                    : line->longest_wait_ns;
        return;
    }
    line->runs++;
    if (length_ns > line->longest_run_ns) {
        line->longest_run_ns = length_ns;
    }
}

static void add_mark(toc__view_row_t *line, const toc__report_mark_t *mark) {
    line->refused += mark->kind == TOC__REPORT_REFUSED;
    line->cancelled += mark->kind == TOC__REPORT_CANCELLED;
}

static void add_up(toc__view_t *view) {
    const toc__report_t *report = view->report;
    for (size_t i = 0; i < report->span_count; i++) {
        const toc__report_span_t *span = &report->spans[i];
        if (toc__view_has_span(view, span)) {
            add_span(&view->lines[view->line_of_row[span->row]], span);
            add_span(&view->total, span);
            view->has_wait |= span->kind == TOC__REPORT_WAIT;
            view->has_raised |= span->kind == TOC__REPORT_RAISED;
        }
    }
    for (size_t i = 0; i < report->mark_count; i++) {
        const toc__report_mark_t *mark = &report->marks[i];
        if (toc__view_has_mark(view, mark)) {
            add_mark(&view->lines[view->line_of_row[mark->row]], mark);
            add_mark(&view->total, mark);
        }
    }
}

int toc__view_open(toc__view_t *view, const toc__report_t *report,
                   uint64_t from_ns, uint64_t to_ns) {
    memset(view, 0, sizeof(*view));
    view->report = report;
    view->from_ns = from_ns;
    view->to_ns = to_ns;
    load_t *loads = calloc(report->row_count + 1, sizeof(*loads));
    view->line_of_row =
        calloc(report->row_count + 1, sizeof(*view->line_of_row));
    if (loads == NULL || view->line_of_row == NULL) {
        free(loads);
        toc__view_close(view);
        return TOC_ENOMEM;
    }
    count_events(view, loads);
    choose_lines(view, loads);
    free(loads);
    add_up(view);
    return 0;
}

void toc__view_close(toc__view_t *view) {
    free(view->line_of_row);
    view->line_of_row = NULL;
}
