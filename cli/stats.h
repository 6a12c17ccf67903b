/*
 * stats - the counters and the latency histogram, as --stats prints them
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_CLI_STATS_H
#define TOC_CLI_STATS_H

#include <stdio.h>

// Print the table of all sources and the histogram.
//
// ctx: thread with the interpreter lock, before toc_dispatch_deinit()
void toc_stats_print(FILE *out);

#endif
