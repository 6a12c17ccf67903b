/*
 * stats - the counters and the latency histogram, as --stats prints them
 *
 * SPDX-License-Identifier: MIT
 */
#include "stats.h"

#include "dispatch.h"

#define BAR_WIDTH  40
#define ROW_FORMAT "%-14s %10llu %10llu %8llu %9llu %8llu %7llu\n"

static void print_row(FILE *out, const char *name,
                      const toc_source_counts_t *counts) {
    fprintf(out, ROW_FORMAT, name, (unsigned long long)counts->posted,
            (unsigned long long)counts->handled,
            (unsigned long long)counts->refused,
            (unsigned long long)counts->cancelled,
            (unsigned long long)counts->missed,
            (unsigned long long)counts->errors);
}

static bool print_source(toc_source_t *source, void *ctx) {
    toc_source_counts_t counts;
    toc_source_counts(source, &counts);
    if (counts.posted != 0 || counts.missed != 0) {
        print_row(ctx, source->name, &counts);
    }
    return true;
}

static void print_counters(FILE *out, const toc_dispatch_stats_t *stats) {
    fprintf(out, "%-14s %10s %10s %8s %9s %8s %7s\n", "interrupts", "posted",
            "handled", "refused", "cancelled", "missed", "errors");
    toc_source_each(print_source, out);
    toc_source_counts_t closed;
    toc_source_closed_counts(&closed);
    if (closed.posted != 0 || closed.missed != 0) {
        print_row(out, "(closed)", &closed);
    }
    print_row(out, "total", &stats->counts);
    fprintf(out, "queue depth %u, at most %u waited\n", (unsigned)stats->depth,
            (unsigned)stats->high_water);
}

static void print_bar(FILE *out, uint64_t below_ns, uint64_t count,
                      uint64_t most) {
    int length = (int)((count * BAR_WIDTH + most - 1) / most);
    fprintf(out, "  < %10.1f us %10llu ", (double)below_ns / 1000.0,
            (unsigned long long)count);
    for (int i = 0; i < length; i++) {
        fputc('#', out);
    }
    fputc('\n', out);
}

// One bar for each power of two nanoseconds, from the first to the last that
// is not empty.
static void print_histogram(FILE *out, toc_hist_t *latency) {
    enum { OCTAVES = 41 };
    uint64_t counts[OCTAVES] = {0};
    uint64_t most = 0;
    int first = OCTAVES;
    int last = -1;
    for (uint32_t i = 0; i < TOC_HIST_BUCKETS; i++) {
        uint64_t count = toc_atomic_load64(&latency->bucket[i]);
        if (count == 0) {
            continue;
        }
        int octave = 0;
        uint64_t upper = toc_hist_bucket_max(i);
        while (octave < OCTAVES - 1 && (UINT64_C(1) << octave) <= upper) {
            octave++;
        }
        counts[octave] += count;
        most = counts[octave] > most ? counts[octave] : most;
        first = octave < first ? octave : first;
        last = octave > last ? octave : last;
    }
    for (int i = first; i <= last; i++) {
        print_bar(out, UINT64_C(1) << i, counts[i], most);
    }
}

void toc_stats_print(FILE *out) {
    toc_dispatch_stats_t stats;
    toc_dispatch_stats(&stats);
    print_counters(out, &stats);
    if (stats.latency_count == 0) {
        return;
    }
    fprintf(out, "longest handler %.1f us (%s), %llu stalls told\n",
            (double)stats.counts.longest_ns / 1000.0, stats.longest_source,
            (unsigned long long)stats.stalls);
    fprintf(out,
            "latency, post to handler: p50 %.1f us, p90 %.1f us, p99 %.1f us, "
            "max %.1f us\n",
            (double)stats.latency_p50_ns / 1000.0,
            (double)stats.latency_p90_ns / 1000.0,
            (double)stats.latency_p99_ns / 1000.0,
            (double)stats.latency_max_ns / 1000.0);
    print_histogram(out, toc_dispatch_latency());
}
