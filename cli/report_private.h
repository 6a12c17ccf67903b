/*
 * report_private - what fills a report
 *
 * Each function returns 0, or TOC_ENOMEM with the report as it was.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_CLI_REPORT_PRIVATE_H
#define TOC_CLI_REPORT_PRIVATE_H

#include "report_model.h"

// Find the row of a thread, or make one.
int toc__report_row(toc__report_t *report, int64_t pid, int64_t tid,
                    uint32_t *row);

int toc__report_span(toc__report_t *report, uint32_t row,
                     enum toc__report_span_kind kind, uint64_t from_ns,
                     uint64_t to_ns);

// Something begins on a row; what began last there ends. An end without a
// begin is nothing.
int toc__report_begin(toc__report_t *report, uint32_t row, uint64_t time_ns);
int toc__report_end(toc__report_t *report, uint32_t row,
                    enum toc__report_span_kind kind, uint64_t time_ns);

int toc__report_mark(toc__report_t *report, uint32_t row,
                     enum toc__report_mark_kind kind, uint64_t time_ns);
int toc__report_sample(toc__report_t *report, uint64_t time_ns, uint64_t depth);

// Copy a name, cut between characters where it is too long.
void toc__report_copy_name(char out[TOC__REPORT_NAME_SIZE], const char *name);

// All was read: end what is still open, name what has no name, put the samples
// in order, and let another program's trace begin at 0.
int toc__report_finish(toc__report_t *report);

#endif
