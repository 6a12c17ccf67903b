/*
 * fuzz_stats - any counters make lines that fit a terminal
 *
 * The input is cut into rows: a byte for the length of a name, the name, then
 * six numbers of a byte for their width and that many bytes; what is left
 * after the last row fills the histogram.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stats_text.h"

#define ROWS_MAX   8
#define LINE_WIDTH 80
#define TEXT_SIZE  16384

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct {
    char name[TOC_SOURCE_NAME_SIZE];
    toc_source_counts_t counts;
} row_t;

typedef struct {
    const uint8_t *data;
    size_t size;
} input_t;

static void require(bool holds, const char *what) {
    if (!holds) {
        fprintf(stderr, "does not hold: %s\n", what);
        abort();
    }
}

#define REQUIRE(condition) require(condition, #condition)

static uint8_t take_byte(input_t *in) {
    if (in->size == 0) {
        return 0;
    }
    in->size--;
    return *in->data++;
}

static uint64_t take_number(input_t *in) {
    uint64_t number = 0;
    for (int left = take_byte(in) % 9; left > 0; left--) {
        number = number << 8 | take_byte(in);
    }
    return number;
}

static void take_row(input_t *in, row_t *row) {
    size_t length = take_byte(in) % TOC_SOURCE_NAME_SIZE;
    memset(row, 0, sizeof(*row));
    for (size_t i = 0; i < length; i++) {
        row->name[i] = (char)take_byte(in);
    }
    row->counts.posted = take_number(in);
    row->counts.handled = take_number(in);
    row->counts.refused = take_number(in);
    row->counts.cancelled = take_number(in);
    row->counts.missed = take_number(in);
    row->counts.errors = take_number(in);
}

static void print_table(FILE *out, const row_t *rows, size_t count) {
    toc__stats_table_t table;
    toc__stats_begin(&table);
    for (size_t i = 0; i < count; i++) {
        toc__stats_measure(&table, rows[i].name, &rows[i].counts);
    }
    toc__stats_head(&table, out);
    for (size_t i = 0; i < count; i++) {
        toc__stats_row(&table, out, rows[i].name, &rows[i].counts);
    }
}

// Each line of the table is as long as its head.
static void check_table(const char *text, size_t rows) {
    size_t width = strcspn(text, "\n");
    for (size_t i = 0; i <= rows; i++) {
        REQUIRE(strcspn(text, "\n") == width);
        text += width;
        REQUIRE(*text++ == '\n');
    }
    REQUIRE(*text == '\0');
}

static void check_lines(const char *text) {
    while (*text != '\0') {
        size_t width = strcspn(text, "\n");
        REQUIRE(width > 0 && width <= LINE_WIDTH);
        for (size_t i = 0; i < width; i++) {
            REQUIRE(text[i] >= ' ' && text[i] <= '~');
        }
        text += width;
        REQUIRE(*text++ == '\n');
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static char text[TEXT_SIZE];
    static FILE *out;
    input_t in = {data, size};
    row_t rows[ROWS_MAX];
    size_t count = take_byte(&in) % (ROWS_MAX + 1);
    for (size_t i = 0; i < count; i++) {
        take_row(&in, &rows[i]);
    }
    if (out == NULL) {
        out = fmemopen(text, sizeof(text), "w");
        REQUIRE(out != NULL);
    }
    rewind(out);
    memset(text, 0, sizeof(text));
    print_table(out, rows, count);
    REQUIRE(fflush(out) == 0);
    check_lines(text);
    check_table(text, count);

    toc_dispatch_stats_t stats = {.latency_p50_ns = take_number(&in),
                                  .latency_p90_ns = take_number(&in),
                                  .latency_p99_ns = take_number(&in),
                                  .latency_max_ns = take_number(&in),
                                  .counts = {.longest_ns = take_number(&in)},
                                  .stalls = take_number(&in)};
    if (count > 0) {
        memcpy(stats.longest_source, rows[0].name, sizeof(rows[0].name));
    }
    uint64_t octaves[TOC__STATS_OCTAVES];
    for (int i = 0; i < TOC__STATS_OCTAVES; i++) {
        octaves[i] = take_number(&in);
        // The histogram counts one at a time; the sum does not overflow.
        octaves[i] >>= 6;
        stats.latency_count += octaves[i];
    }
    rewind(out);
    memset(text, 0, sizeof(text));
    toc__stats_latency(out, &stats, octaves);
    REQUIRE(fflush(out) == 0);
    check_lines(text);
    return 0;
}
