/*
 * What --stats prints: columns, wide numbers, the bars.
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "stats_text.h"

static char text[8192];

static void print_table(const char *name, const toc_source_counts_t *counts) {
    FILE *out = fmemopen(text, sizeof(text), "w");
    toc__stats_table_t table;
    toc__stats_begin(&table);
    toc__stats_measure(&table, name, counts);
    toc__stats_head(&table, out);
    toc__stats_row(&table, out, name, counts);
    fclose(out);
}

static void print_latency(const uint64_t octaves[TOC__STATS_OCTAVES]) {
    FILE *out = fmemopen(text, sizeof(text), "w");
    toc_dispatch_stats_t stats = {.latency_p50_ns = 3456,
                                  .latency_p90_ns = 999999,
                                  .latency_p99_ns = 42000000,
                                  .latency_max_ns = UINT64_C(100000000000000),
                                  .counts = {.longest_ns = 2500000},
                                  .longest_source = "P\t10",
                                  .stalls = 2000000000};
    for (int i = 0; i < TOC__STATS_OCTAVES; i++) {
        stats.latency_count += octaves[i];
    }
    toc__stats_latency(out, &stats, octaves);
    fclose(out);
}

START_TEST(columns_are_as_wide_as_usual_numbers_need) {
    print_table("P10", &(toc_source_counts_t){
                           .posted = 12, .handled = 9, .refused = 3});
    ck_assert_str_eq(
        text,
        "interrupts         posted    handled  refused cancelled   missed  "
        "errors\n"
        "P10                    12          9        3         0        0  "
        "     0\n");
}
END_TEST

START_TEST(a_column_grows_while_the_line_has_room) {
    print_table("a-name-of-20-letters",
                &(toc_source_counts_t){.errors = 123456789});
    ck_assert_str_eq(
        text,
        "interrupts               posted    handled  refused cancelled   "
        "missed    errors\n"
        "a-name-of-20-letters          0          0        0         0        "
        "0 123456789\n");
}
END_TEST

START_TEST(numbers_that_find_no_room_are_rounded_down) {
    print_table("the-longest-name-of-all",
                &(toc_source_counts_t){.posted = UINT64_MAX,
                                       .handled = 99999999,
                                       .refused = 100000000,
                                       .cancelled = 1999999999,
                                       .missed = 7000123999999,
                                       .errors = 999999999999999999});
    ck_assert_str_eq(
        text,
        "interrupts                posted  handled  refused cancelled   missed "
        "  errors\n"
        "the-longest-name-of-all  18.446E 99999999 100.000M    1.999G   7.000T "
        "999.999P\n");
}
END_TEST

START_TEST(a_name_is_printed_as_it_can_be) {
    print_table("a\tb\x80", &(toc_source_counts_t){0});
    ck_assert_ptr_nonnull(strstr(text, "\na?b?           "));
}
END_TEST

START_TEST(without_samples_there_is_no_histogram) {
    const uint64_t octaves[TOC__STATS_OCTAVES] = {0};
    print_latency(octaves);
    ck_assert_str_eq(text, "");
}
END_TEST

START_TEST(a_bar_for_each_octave_between_the_first_and_the_last) {
    const uint64_t octaves[TOC__STATS_OCTAVES] = {
        [10] = 1, [11] = 1000000, [13] = 500000};
    print_latency(octaves);
    ck_assert_str_eq(
        text,
        "longest handler 2.50 ms (P?10), 2.000G stalls told\n"
        "latency, post to handler: p50 3.46 us, p90 1.00 ms, p99 42.0 ms, "
        "max 1 d\n"
        "   512 ns - 1.02 us       1  <0.1 % #\n"
        "  1.02 us - 2.05 us 1000000  66.7 % "
        "########################################\n"
        "  2.05 us - 4.10 us       0   0.0 %\n"
        "  4.10 us - 8.19 us  500000  33.3 % ####################\n");
}
END_TEST

START_TEST(a_wide_gap_is_left_out) {
    const uint64_t octaves[TOC__STATS_OCTAVES] = {[0] = 7,
                                                  [TOC__STATS_OCTAVES - 1] = 7};
    print_latency(octaves);
    ck_assert_ptr_nonnull(
        strstr(text, "\n     0 ns                 7  50.0 %"));
    ck_assert_ptr_nonnull(
        strstr(text, "\n   4398 s and more        7  50.0 %"));
}
END_TEST

START_TEST(a_wide_count_leaves_the_bar_less_room) {
    const uint64_t octaves[TOC__STATS_OCTAVES] = {
        [5] = UINT64_MAX / 2, [6] = UINT64_MAX / 4};
    print_latency(octaves);
    const char *line = strstr(text, "\n    16 ns") + 1;
    ck_assert_uint_eq(strcspn(line, "\n"), 80);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("stats");
    UNIT_ADD(suite, columns_are_as_wide_as_usual_numbers_need);
    UNIT_ADD(suite, a_column_grows_while_the_line_has_room);
    UNIT_ADD(suite, numbers_that_find_no_room_are_rounded_down);
    UNIT_ADD(suite, a_name_is_printed_as_it_can_be);
    UNIT_ADD(suite, without_samples_there_is_no_histogram);
    UNIT_ADD(suite, a_bar_for_each_octave_between_the_first_and_the_last);
    UNIT_ADD(suite, a_wide_gap_is_left_out);
    UNIT_ADD(suite, a_wide_count_leaves_the_bar_less_room);
    return unit_run(suite);
}
