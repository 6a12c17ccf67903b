/*
 * Pulse trains: when their edges come, at any frequency, and what the
 * hardware's steps make of a duty.
 *
 * SPDX-License-Identifier: MIT
 */
#include <check.h>

#include "pwm.h"

#define NS_PER_S UINT64_C(1000000000)

START_TEST(the_duty_is_counted_in_steps) {
    static const struct {
        uint32_t hz;
        double duty;
        uint64_t high_ns;
    } rows[] = {
        {1000, 0.5, 500000},  {1000, 0.25, 250000}, {1, 0.5, 500000000},
        {3999, 0.00007, 15},  // one of 2^14 steps
        {4000, 0.00013, 30},  // of 2^13
        {8000, 0.00025, 30},  // of 2^12
        {16000, 0.0005, 30},  // of 2^11
        {32000, 0.00098, 30}, // of 2^10
        {78000, 0.00098, 12}, {1000, 0.00001, 0},   {0, 0.5, 0},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        toc_pwm_wave_t wave = toc_pwm_wave(rows[i].hz, rows[i].duty);
        ck_assert_uint_eq(wave.high_ns, rows[i].high_ns);
        ck_assert(!wave.is_high);
    }
}
END_TEST

START_TEST(the_ends_have_no_edges) {
    static const double duties[] = {-1, 0, 0.999, 1, 5};
    for (int i = 0; i < 5; i++) {
        toc_pwm_wave_t wave = toc_pwm_wave(1000, duties[i]);
        ck_assert_uint_eq(toc_pwm_next(&wave, 12345), UINT64_MAX);
        ck_assert_int_eq(toc_pwm_level(&wave, 12345), i >= 2);
    }
    toc_pwm_wave_t stopped = toc_pwm_wave(0, 1);
    ck_assert(!toc_pwm_level(&stopped, 0));
}
END_TEST

START_TEST(edges_alternate_and_a_second_has_all_of_them) {
    static const uint32_t hz[] = {1, 3, 7, 999, 1000, 38000, 77777, 78000};
    for (int i = 0; i < 8; i++) {
        toc_pwm_wave_t wave = toc_pwm_wave(hz[i], 0.3);
        ck_assert(toc_pwm_level(&wave, 0));
        uint64_t at = 0;
        bool level = true;
        uint64_t edges = 0;
        // A second that begins after an hour.
        const uint64_t from = 3600 * NS_PER_S;
        for (at = from; at < from + NS_PER_S; edges++) {
            uint64_t next = toc_pwm_next(&wave, at);
            ck_assert_uint_gt(next, at);
            ck_assert_int_eq(toc_pwm_level(&wave, next - 1), level);
            level = !level;
            ck_assert_int_eq(toc_pwm_level(&wave, next), level);
            at = next;
        }
        ck_assert_uint_eq(at, from + NS_PER_S);
        ck_assert_uint_eq(edges, 2 * (uint64_t)hz[i]);
    }
}
END_TEST

int main(void) {
    Suite *suite = suite_create("pwm");
    TCase *all = tcase_create("all");
    tcase_add_test(all, the_duty_is_counted_in_steps);
    tcase_add_test(all, the_ends_have_no_edges);
    tcase_add_test(all, edges_alternate_and_a_second_has_all_of_them);
    suite_add_tcase(suite, all);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
