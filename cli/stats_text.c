/*
 * stats_text - counters and latencies as lines of at most 80 columns
 *
 * SPDX-License-Identifier: MIT
 */
#include "stats_text.h"

#include <inttypes.h>
#include <string.h>

#include "figures.h"

#define LINE_WIDTH    80
#define COMPACT_ABOVE UINT64_C(99999999)
#define NUMBER_SIZE   24
#define LABEL_SIZE    16
#define BAR_MAX       40
#define GAP_MAX       3 // of empty octaves that are drawn as such

typedef struct {
    uint64_t all;
    uint64_t most;
    int first; // that is not empty; -1 when all are
    int last;
} octave_sums_t;

static const char *const column_names[TOC__STATS_COLUMNS] = {
    "posted", "handled", "refused", "cancelled", "missed", "errors"};

// What most runs need, so that their tables look alike.
static const int widths_min[TOC__STATS_COLUMNS] = {10, 10, 8, 9, 8, 7};
#define NAME_WIDTH_MIN 14

static int max_of(int a, int b) {
    return a > b ? a : b;
}

// Write a number; returns its length.
static int number_text(char out[NUMBER_SIZE], uint64_t number, bool compact) {
    if (!compact || number <= COMPACT_ABOVE) {
        return snprintf(out, NUMBER_SIZE, "%" PRIu64, number);
    }
    static const char letters[] = "MGTPE";
    uint64_t unit = 1000000;
    size_t letter = 0;
    while (letters[letter + 1] != '\0' && number / unit >= 1000) {
        unit *= 1000;
        letter++;
    }
    return snprintf(out, NUMBER_SIZE, "%" PRIu64 ".%03" PRIu64 "%c",
                    number / unit, number % unit / (unit / 1000),
                    letters[letter]);
}

static void columns_of(uint64_t out[TOC__STATS_COLUMNS],
                       const toc_source_counts_t *counts) {
    out[0] = counts->posted;
    out[1] = counts->handled;
    out[2] = counts->refused;
    out[3] = counts->cancelled;
    out[4] = counts->missed;
    out[5] = counts->errors;
}

void toc__stats_begin(toc__stats_table_t *table) {
    *table = (toc__stats_table_t){.name_width = NAME_WIDTH_MIN};
    memcpy(table->widths, widths_min, sizeof(table->widths));
}

void toc__stats_measure(toc__stats_table_t *table, const char *name,
                        const toc_source_counts_t *counts) {
    uint64_t numbers[TOC__STATS_COLUMNS];
    columns_of(numbers, counts);
    table->name_width = max_of(table->name_width, (int)strlen(name));
    for (int i = 0; i < TOC__STATS_COLUMNS; i++) {
        char text[NUMBER_SIZE];
        table->widths[i] =
            max_of(table->widths[i], number_text(text, numbers[i], false));
    }
}

// The least that any compact number and the column's name take.
static void make_compact(toc__stats_table_t *table) {
    char text[NUMBER_SIZE];
    int number_width = number_text(text, COMPACT_ABOVE, true);
    table->compact = true;
    for (int i = 0; i < TOC__STATS_COLUMNS; i++) {
        table->widths[i] = max_of(number_width, (int)strlen(column_names[i]));
    }
}

void toc__stats_head(toc__stats_table_t *table, FILE *out) {
    int width = table->name_width;
    for (int i = 0; i < TOC__STATS_COLUMNS; i++) {
        width += 1 + table->widths[i];
    }
    if (width > LINE_WIDTH) {
        make_compact(table);
    }
    fprintf(out, "%-*s", table->name_width, "interrupts");
    for (int i = 0; i < TOC__STATS_COLUMNS; i++) {
        fprintf(out, " %*s", table->widths[i], column_names[i]);
    }
    fputc('\n', out);
}

static void print_name(FILE *out, const char *name) {
    for (const char *c = name; *c != '\0'; c++) {
        fputc(*c >= ' ' && *c <= '~' ? *c : '?', out);
    }
}

void toc__stats_row(const toc__stats_table_t *table, FILE *out,
                    const char *name, const toc_source_counts_t *counts) {
    uint64_t numbers[TOC__STATS_COLUMNS];
    columns_of(numbers, counts);
    print_name(out, name);
    fprintf(out, "%*s", max_of(0, table->name_width - (int)strlen(name)), "");
    for (int i = 0; i < TOC__STATS_COLUMNS; i++) {
        char text[NUMBER_SIZE];
        number_text(text, numbers[i], table->compact);
        fprintf(out, " %*s", table->widths[i], text);
    }
    fputc('\n', out);
}

static const char *percent_text(char out[LABEL_SIZE], uint64_t part,
                                uint64_t whole) {
    double percent = 100.0 * (double)part / (double)whole;
    if (part != 0 && percent < 0.05) {
        return "<0.1 %";
    }
    snprintf(out, LABEL_SIZE, "%.1f %%", percent);
    return out;
}

// "  4.10 us - 8.19 us", both ends as wide as 999 us.
static int print_range(FILE *out, int octave) {
    char from[TOC__FIGURE_SIZE];
    char to[TOC__FIGURE_SIZE];
    if (octave == 0) {
        return fprintf(out, "  %-17s", "   0 ns");
    }
    toc__figure_time(from, UINT64_C(1) << (octave - 1));
    if (octave == TOC__STATS_OCTAVES - 1) {
        return fprintf(out, "  %7s and more ", from);
    }
    toc__figure_time(to, UINT64_C(1) << octave);
    return fprintf(out, "  %7s - %7s", from, to);
}

static void draw_bar(FILE *out, uint64_t count, uint64_t most, int room) {
    int length = (int)((double)count / (double)most * room + 0.5);
    if (count != 0) {
        // One sample is to be seen beside a million.
        length = max_of(length, 1);
        fputc(' ', out);
    }
    for (int i = 0; i < length; i++) {
        fputc('#', out);
    }
    fputc('\n', out);
}

static void print_octave(FILE *out, int octave, int count_width,
                         const octave_sums_t *sums, uint64_t count) {
    char percent[LABEL_SIZE];
    int used = print_range(out, octave);
    used += fprintf(out, " %*" PRIu64 " %7s", count_width, count,
                    percent_text(percent, count, sums->all));
    int room = LINE_WIDTH - 1 - used;
    draw_bar(out, count, sums->most, room < BAR_MAX ? room : BAR_MAX);
}

static octave_sums_t sum_octaves(const uint64_t octaves[TOC__STATS_OCTAVES]) {
    octave_sums_t sums = {.first = -1};
    for (int i = 0; i < TOC__STATS_OCTAVES; i++) {
        if (octaves[i] != 0) {
            sums.first = sums.first < 0 ? i : sums.first;
            sums.last = i;
            sums.all += octaves[i];
            sums.most = octaves[i] > sums.most ? octaves[i] : sums.most;
        }
    }
    return sums;
}

static void print_histogram(FILE *out,
                            const uint64_t octaves[TOC__STATS_OCTAVES]) {
    octave_sums_t sums = sum_octaves(octaves);
    char text[NUMBER_SIZE];
    int count_width = max_of(number_text(text, sums.most, false), 7);
    int i = sums.first;
    while (i >= 0 && i <= sums.last) {
        int next = i;
        while (octaves[next] == 0) {
            next++;
        }
        if (next - i > GAP_MAX) {
            fputs("      ...\n", out);
            i = next;
        }
        print_octave(out, i, count_width, &sums, octaves[i]);
        i++;
    }
}

static void print_longest(FILE *out, const toc_dispatch_stats_t *stats) {
    char longest[TOC__FIGURE_SIZE];
    char stalls[NUMBER_SIZE];
    number_text(stalls, stats->stalls, true);
    fprintf(out, "longest handler %s (",
            toc__figure_time(longest, stats->counts.longest_ns));
    print_name(out, stats->longest_source);
    fprintf(out, "), %s stalls told\n", stalls);
}

void toc__stats_latency(FILE *out, const toc_dispatch_stats_t *stats,
                        const uint64_t octaves[TOC__STATS_OCTAVES]) {
    char p50[TOC__FIGURE_SIZE];
    char p90[TOC__FIGURE_SIZE];
    char p99[TOC__FIGURE_SIZE];
    char max[TOC__FIGURE_SIZE];
    if (stats->latency_count == 0) {
        return;
    }
    print_longest(out, stats);
    fprintf(out, "latency, post to handler: p50 %s, p90 %s, p99 %s, max %s\n",
            toc__figure_time(p50, stats->latency_p50_ns),
            toc__figure_time(p90, stats->latency_p90_ns),
            toc__figure_time(p99, stats->latency_p99_ns),
            toc__figure_time(max, stats->latency_max_ns));
    print_histogram(out, octaves);
}
