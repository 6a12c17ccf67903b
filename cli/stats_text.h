/*
 * stats_text - counters and latencies as lines of at most 80 columns
 *
 * Private to cli/. Knows nothing of the dispatcher: it is handed the figures.
 * The columns are as wide as what was measured needs. Where that would be more
 * than 80, numbers of nine digits and more are rounded down to thousandths of
 * a million (M), 10^9 (G), 10^12 (T), 10^15 (P) or 10^18 (E): 18.446E.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_CLI_STATS_TEXT_H
#define TOC_CLI_STATS_TEXT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "dispatch.h"

#define TOC__STATS_COLUMNS 6

// Octave 0 counts what took 0 ns, octave n from 2^(n-1) ns to less than twice
// that, the last one all that is longer, too.
#define TOC__STATS_OCTAVES 44

typedef struct {
    int name_width;
    int widths[TOC__STATS_COLUMNS];
    bool compact;
} toc__stats_table_t;

// Begin a table. Measure all of its rows, then print the head, then the rows.
void toc__stats_begin(toc__stats_table_t *table);
void toc__stats_measure(toc__stats_table_t *table, const char *name,
                        const toc_source_counts_t *counts);
void toc__stats_head(toc__stats_table_t *table, FILE *out);
void toc__stats_row(const toc__stats_table_t *table, FILE *out,
                    const char *name, const toc_source_counts_t *counts);

// The lines of the longest handler and of percentiles and, below them, a bar for each octave from the first
// to the last that is not empty. Prints nothing when all are.
void toc__stats_latency(FILE *out, const toc_dispatch_stats_t *stats,
                        const uint64_t octaves[TOC__STATS_OCTAVES]);

#endif
