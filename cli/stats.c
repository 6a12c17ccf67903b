/*
 * stats - the counters and the latency histogram, as --stats prints them
 *
 * SPDX-License-Identifier: MIT
 */
#include "stats.h"

#include "dispatch.h"
#include "stats_text.h"

typedef struct {
    FILE *out; // NULL: measure
    toc__stats_table_t table;
} toc__stats_pass_t;

static void handle_row(toc__stats_pass_t *pass, const char *name,
                       const toc_source_counts_t *counts) {
    if (counts->posted == 0 && counts->missed == 0) {
        return;
    }
    if (pass->out == NULL) {
        toc__stats_measure(&pass->table, name, counts);
    } else {
        toc__stats_row(&pass->table, pass->out, name, counts);
    }
}

static bool handle_source(toc_source_t *source, void *ctx) {
    toc_source_counts_t counts;
    toc_source_counts(source, &counts);
    handle_row(ctx, source->name, &counts);
    return true;
}

static void handle_sources(toc__stats_pass_t *pass) {
    toc_source_counts_t closed;
    toc_source_each(handle_source, pass);
    toc_source_closed_counts(&closed);
    handle_row(pass, "(closed)", &closed);
}

static void print_counters(FILE *out, const toc_dispatch_stats_t *stats) {
    toc__stats_pass_t pass = {.out = NULL};
    toc__stats_begin(&pass.table);
    handle_sources(&pass);
    toc__stats_measure(&pass.table, "total", &stats->counts);

    pass.out = out;
    toc__stats_head(&pass.table, out);
    handle_sources(&pass);
    toc__stats_row(&pass.table, out, "total", &stats->counts);
    fprintf(out, "queue depth %u, at most %u waited\n", (unsigned)stats->depth,
            (unsigned)stats->high_water);
    if (stats->counts.lost_in_kernel != 0) {
        fprintf(out, "%llu lost in the kernel, never posted\n",
                (unsigned long long)stats->counts.lost_in_kernel);
    }
}

static void add_up_octaves(uint64_t octaves[TOC__STATS_OCTAVES],
                           toc_hist_t *latency) {
    for (uint32_t i = 0; i < TOC_HIST_BUCKETS; i++) {
        uint64_t longest = toc_hist_bucket_max(i);
        uint32_t octave = 0;
        while (octave < TOC__STATS_OCTAVES - 1 && longest >> octave != 0) {
            octave++;
        }
        octaves[octave] += toc_atomic_load64(&latency->bucket[i]);
    }
}

void toc_stats_print(FILE *out) {
    toc_dispatch_stats_t stats;
    uint64_t octaves[TOC__STATS_OCTAVES] = {0};
    toc_dispatch_stats(&stats);
    print_counters(out, &stats);
    add_up_octaves(octaves, toc_dispatch_latency());
    toc__stats_latency(out, &stats, octaves);
}
