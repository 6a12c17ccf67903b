/*
 * report_model - what a trace tells, as `tocsin report` draws it
 *
 * SPDX-License-Identifier: MIT
 */
#include "report_model.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "err.h"
#include "report_private.h"

// Make room for one more in an array of `size` bytes each.
static int grow(void *array, size_t *room, size_t count, size_t size) {
    if (count < *room) {
        return 0;
    }
    size_t more = *room * 2 + 64;
    void *old;
    memcpy(&old, array, sizeof(old));
    void *larger = realloc(old, more * size);
    if (larger == NULL) {
        return TOC_ENOMEM;
    }
    memcpy(array, &larger, sizeof(larger));
    *room = more;
    return 0;
}

static size_t hash(int64_t pid, int64_t tid) {
    uint64_t sum = (uint64_t)pid * UINT64_C(0x9e3779b97f4a7c15) ^ (uint64_t)tid;
    return (size_t)((sum * UINT64_C(0xd6e8feb86659fd93)) >> 20);
}

// Where the row of a thread is in the table, or the free place for it.
static uint32_t *place_of(const toc__report_t *report, int64_t pid,
                          int64_t tid) {
    size_t at = hash(pid, tid) & (report->table_size - 1);
    while (report->table[at] != 0) {
        const toc__report_row_t *row = &report->rows[report->table[at] - 1];
        if (row->pid == pid && row->tid == tid) {
            break;
        }
        at = (at + 1) & (report->table_size - 1);
    }
    return &report->table[at];
}

// The table stays at most half full.
static int grow_table(toc__report_t *report) {
    if (report->row_count * 2 < report->table_size) {
        return 0;
    }
    size_t size = report->table_size == 0 ? 64 : report->table_size * 2;
    uint32_t *table = calloc(size, sizeof(*table));
    if (table == NULL) {
        return TOC_ENOMEM;
    }
    free(report->table);
    report->table = table;
    report->table_size = size;
    for (size_t i = 0; i < report->row_count; i++) {
        *place_of(report, report->rows[i].pid, report->rows[i].tid) =
            (uint32_t)i + 1;
    }
    return 0;
}

int toc__report_row(toc__report_t *report, int64_t pid, int64_t tid,
                    uint32_t *row) {
    int err = grow_table(report);
    if (err == 0) {
        err = grow(&report->rows, &report->row_room, report->row_count,
                   sizeof(*report->rows));
    }
    if (err != 0) {
        return err;
    }
    uint32_t *place = place_of(report, pid, tid);
    if (*place == 0) {
        report->rows[report->row_count] =
            (toc__report_row_t){.pid = pid, .tid = tid};
        *place = (uint32_t)++report->row_count;
    }
    *row = *place - 1;
    return 0;
}

// Note that something happened then.
static void reach(toc__report_t *report, uint64_t time_ns) {
    if (!report->has_first || time_ns < report->first_ns) {
        report->has_first = true;
        report->first_ns = time_ns;
    }
    if (time_ns > report->end_ns) {
        report->end_ns = time_ns;
    }
}

int toc__report_span(toc__report_t *report, uint32_t row,
                     enum toc__report_span_kind kind, uint64_t from_ns,
                     uint64_t to_ns) {
    int err = grow(&report->spans, &report->span_room, report->span_count,
                   sizeof(*report->spans));
    if (err != 0) {
        return err;
    }
    reach(report, from_ns);
    reach(report, to_ns);
    report->spans[report->span_count++] =
        (toc__report_span_t){.from_ns = from_ns,
                             .to_ns = to_ns > from_ns ? to_ns : from_ns,
                             .row = row,
                             .kind = (uint32_t)kind};
    return 0;
}

int toc__report_begin(toc__report_t *report, uint32_t row, uint64_t time_ns) {
    int err = grow(&report->opens, &report->open_room, report->open_count,
                   sizeof(*report->opens));
    if (err != 0) {
        return err;
    }
    reach(report, time_ns);
    report->rows[row].open++;
    report->opens[report->open_count++] =
        (toc__report_open_t){.from_ns = time_ns, .row = row};
    return 0;
}

int toc__report_end(toc__report_t *report, uint32_t row,
                    enum toc__report_span_kind kind, uint64_t time_ns) {
    if (report->rows[row].open == 0) {
        return 0;
    }
    size_t at = report->open_count - 1;
    while (report->opens[at].row != row) {
        at--;
    }
    int err =
        toc__report_span(report, row, kind, report->opens[at].from_ns, time_ns);
    if (err == 0) {
        report->rows[row].open--;
        report->open_count--;
        memmove(&report->opens[at], &report->opens[at + 1],
                (report->open_count - at) * sizeof(*report->opens));
    }
    return err;
}

int toc__report_mark(toc__report_t *report, uint32_t row,
                     enum toc__report_mark_kind kind, uint64_t time_ns) {
    int err = grow(&report->marks, &report->mark_room, report->mark_count,
                   sizeof(*report->marks));
    if (err != 0) {
        return err;
    }
    reach(report, time_ns);
    report->marks[report->mark_count++] = (toc__report_mark_t){
        .time_ns = time_ns, .row = row, .kind = (uint32_t)kind};
    return 0;
}

int toc__report_sample(toc__report_t *report, uint64_t time_ns,
                       uint64_t depth) {
    int err = grow(&report->samples, &report->sample_room, report->sample_count,
                   sizeof(*report->samples));
    if (err != 0) {
        return err;
    }
    reach(report, time_ns);
    report->samples[report->sample_count++] =
        (toc__report_sample_t){.time_ns = time_ns, .depth = depth};
    return 0;
}

void toc__report_copy_name(char out[TOC__REPORT_NAME_SIZE], const char *name) {
    size_t size = strlen(name);
    if (size >= TOC__REPORT_NAME_SIZE) {
        size = TOC__REPORT_NAME_SIZE - 1;
        while (size > 0 && ((unsigned char)name[size] & 0xc0) == 0x80) {
            size--;
        }
    }
    memcpy(out, name, size);
    out[size] = '\0';
}

static int compare_samples(const void *a, const void *b) {
    const toc__report_sample_t *first = a;
    const toc__report_sample_t *second = b;
    return (first->time_ns > second->time_ns) -
           (first->time_ns < second->time_ns);
}

static bool is_sorted(const toc__report_t *report) {
    for (size_t i = 1; i < report->sample_count; i++) {
        if (report->samples[i].time_ns < report->samples[i - 1].time_ns) {
            return false;
        }
    }
    return true;
}

// Let time begin later.
static void shift(toc__report_t *report, uint64_t by_ns) {
    for (size_t i = 0; i < report->span_count; i++) {
        report->spans[i].from_ns -= by_ns;
        report->spans[i].to_ns -= by_ns;
    }
    for (size_t i = 0; i < report->mark_count; i++) {
        report->marks[i].time_ns -= by_ns;
    }
    for (size_t i = 0; i < report->sample_count; i++) {
        report->samples[i].time_ns -= by_ns;
    }
    report->end_ns -= by_ns;
}

int toc__report_finish(toc__report_t *report) {
    while (report->open_count > 0) {
        uint32_t row = report->opens[report->open_count - 1].row;
        int err = toc__report_end(report, row, TOC__REPORT_RUN, report->end_ns);
        if (err != 0) {
            return err;
        }
    }
    for (size_t i = 0; i < report->row_count; i++) {
        toc__report_row_t *row = &report->rows[i];
        if (row->name[0] == '\0') {
            snprintf(row->name, sizeof(row->name), "thread %" PRId64, row->tid);
        }
    }
    // Of equal times the last one counts, so those that are in order stay so.
    if (!is_sorted(report)) {
        qsort(report->samples, report->sample_count, sizeof(*report->samples),
              compare_samples);
    }
    if (!report->is_tocsin) {
        shift(report, report->first_ns);
    }
    return 0;
}

void toc__report_free(toc__report_t *report) {
    free(report->rows);
    free(report->spans);
    free(report->marks);
    free(report->samples);
    free(report->opens);
    free(report->table);
    *report = (toc__report_t){0};
}
