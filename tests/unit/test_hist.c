/*
 * The latency histogram: its error, its ends.
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit.h"

#include "hist.h"

static toc_hist_t hist;

START_TEST(without_samples_every_percentile_is_zero) {
    toc_hist_reset(&hist);
    ck_assert_uint_eq(toc_hist_permille(&hist, 500), 0);
    ck_assert_uint_eq(toc_hist_permille(&hist, 1000), 0);
}
END_TEST

START_TEST(one_sample_is_every_percentile) {
    toc_hist_reset(&hist);
    toc_hist_add(&hist, 1234567);
    ck_assert_uint_eq(toc_hist_permille(&hist, 0), 1234567);
    ck_assert_uint_eq(toc_hist_permille(&hist, 500), 1234567);
    ck_assert_uint_eq(toc_hist_permille(&hist, 1000), 1234567);
}
END_TEST

START_TEST(small_values_are_exact) {
    toc_hist_reset(&hist);
    for (uint64_t value = 0; value < 32; value++) {
        toc_hist_add(&hist, value);
    }
    for (uint32_t value = 0; value < 32; value++) {
        uint32_t permille = ((value + 1) * 1000) / 32;
        ck_assert_uint_eq(toc_hist_permille(&hist, permille), value);
    }
}
END_TEST

// Both neighbours of every power of two and odd values in between: the answer
// is never too low and at most a sixteenth too high.
START_TEST(a_percentile_is_at_most_a_sixteenth_too_high) {
    for (uint32_t bit = 1; bit < 43; bit++) {
        for (int32_t step = -1; step < 3; step++) {
            uint64_t value =
                (UINT64_C(1) << bit) +
                (step < 2 ? (uint64_t)(int64_t)step : (UINT64_C(1) << bit) / 3);
            toc_hist_reset(&hist);
            toc_hist_add(&hist, value);
            toc_hist_add(&hist, UINT64_C(1) << 43); // so max is no help
            uint64_t found = toc_hist_permille(&hist, 500);
            ck_assert_uint_ge(found, value);
            ck_assert_uint_le(found, value + value / 16);
        }
    }
}
END_TEST

START_TEST(what_is_too_long_counts_in_the_last_bucket) {
    toc_hist_reset(&hist);
    toc_hist_add(&hist, UINT64_C(1) << 60);
    toc_hist_add(&hist, UINT64_MAX);
    ck_assert_uint_eq(toc_atomic_load64(&hist.bucket[TOC_HIST_BUCKETS - 1]), 2);
    ck_assert_uint_eq(toc_hist_permille(&hist, 1000), UINT64_MAX);
}
END_TEST

START_TEST(percentiles_of_a_known_distribution) {
    toc_hist_reset(&hist);
    for (uint64_t i = 1; i <= 100000; i++) {
        toc_hist_add(&hist, i * 10);
    }
    static const uint32_t permilles[] = {1, 100, 500, 900, 990, 999, 1000};
    for (size_t i = 0; i < sizeof(permilles) / sizeof(permilles[0]); i++) {
        uint64_t exact = (uint64_t)permilles[i] * 1000;
        uint64_t found = toc_hist_permille(&hist, permilles[i]);
        ck_assert_uint_ge(found, exact);
        ck_assert_uint_le(found, exact + exact / 16);
    }
    ck_assert_uint_eq(toc_atomic_load64(&hist.count), 100000);
    ck_assert_uint_eq(toc_atomic_load64(&hist.max), 1000000);
}
END_TEST

START_TEST(reset_forgets) {
    toc_hist_reset(&hist);
    toc_hist_add(&hist, 99);
    toc_hist_reset(&hist);
    ck_assert_uint_eq(toc_hist_permille(&hist, 1000), 0);
    toc_hist_add(&hist, 7);
    ck_assert_uint_eq(toc_hist_permille(&hist, 1000), 7);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("hist");
    UNIT_ADD(suite, without_samples_every_percentile_is_zero);
    UNIT_ADD(suite, one_sample_is_every_percentile);
    UNIT_ADD(suite, small_values_are_exact);
    UNIT_ADD(suite, a_percentile_is_at_most_a_sixteenth_too_high);
    UNIT_ADD(suite, what_is_too_long_counts_in_the_last_bucket);
    UNIT_ADD(suite, percentiles_of_a_known_distribution);
    UNIT_ADD(suite, reset_forgets);
    return unit_run(suite);
}
