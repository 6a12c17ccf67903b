/*
 * The virtual board between threads: storms, presses from the alarm service,
 * and a main program, all at once. Run it under a thread sanitizer.
 *
 * SPDX-License-Identifier: MIT
 */
#include "err.h"
#include "sim_fixture.h"

static toc_atomic_u32_t drained;

static void wake_test(void *ctx) {
    (void)ctx;
    toc_atomic_add(&drained, 1);
    toc_waiter_wake(&fixture_waiter);
}

static void setup_threads(void) {
    setup();
    sim_on_drained(wake_test, NULL);
    ck_assert_int_eq(toc_alarm_start(), 0);
}

static void wait_until_drained(void) {
    while (sim_pending() > 0) {
        toc_waiter_wait(&fixture_waiter, TOC_FOREVER);
    }
}

static uint64_t posted(uint32_t pad) {
    toc_source_counts_t counts;
    toc_source_counts(sources[pad], &counts);
    return counts.posted;
}

START_TEST(a_storm_loses_no_edge_and_no_time) {
    watch(1, TOC_PIN_BOTH);
    ck_assert_int_eq(sim_pulses(1, 100001, 0), 0);
    wait_until_drained();
    ck_assert_uint_eq(posted(1), 100001);
    ck_assert_int_eq(sim_level(1), 1);
    ck_assert_uint_eq(toc_clock_now_ns(), 0);
}
END_TEST

START_TEST(two_storms_share_the_board_with_the_main_program) {
    watch(1, TOC_PIN_BOTH);
    watch(2, TOC_PIN_BOTH);
    watch(3, TOC_PIN_BOTH);
    watch(4, TOC_PIN_RISING);
    wire(4, 1);
    ck_assert_int_eq(sim_pulses(1, 20000, 0), 0);
    ck_assert_int_eq(sim_pulses(2, 20000, 0), 0);
    for (int i = 0; i < 20000; i++) {
        drive(3, i % 2 == 0);
    }
    wait_until_drained();
    ck_assert_uint_eq(posted(1), 20000);
    ck_assert_uint_eq(posted(2), 20000);
    ck_assert_uint_eq(posted(3), 20000);
    ck_assert_uint_eq(posted(4), 10000);
}
END_TEST

START_TEST(an_endless_storm_can_be_stopped) {
    watch(1, TOC_PIN_BOTH);
    for (int i = 0; i < 50; i++) {
        ck_assert_int_eq(sim_pulses(1, UINT64_MAX, 0), 0);
        ck_assert_int_eq(sim_pulses(1, 1, 0), TOC_EBUSY);
        ck_assert_int_eq(sim_pulses_stop(1), INT64_MAX);
        ck_assert_uint_eq(sim_pending(), 0);
        uint64_t edges = posted(1);
        ck_assert_int_eq(sim_pulses_stop(1), 0);
        ck_assert_uint_eq(posted(1), edges);
    }
    // One that runs is ended with the board.
    ck_assert_int_eq(sim_pulses(1, UINT64_MAX, 0), 0);
}
END_TEST

// A period keeps time while a storm of its own runs out, presses come from
// the alarm service, and the main program frees what ended.
START_TEST(presses_and_trains_come_from_the_service) {
    watch(1, TOC_PIN_BOTH);
    watch(2, TOC_PIN_BOTH);
    ck_assert_int_eq(sim_pulses(2, 5000, FIXTURE_MS), 0);
    ck_assert_int_eq(sim_pulses(3, 5000, 0), 0);
    for (uint64_t i = 0; i < 500; i++) {
        ck_assert_int_eq(sim_press(1, i * FIXTURE_MS, FIXTURE_MS / 2), 0);
        if (i % 100 == 0) {
            toc_waiter_wait(&fixture_waiter,
                            toc_clock_now_ns() + 100 * FIXTURE_MS);
        }
    }
    wait_until_drained();
    ck_assert_uint_eq(posted(2), 5000);
    ck_assert_uint_eq(toc_clock_now_ns(), 5001 * FIXTURE_MS);
    ck_assert_uint_ge(toc_atomic_load(&drained), 1);
}
END_TEST

static void setup_real_time(void) {
    fixture_clock = TOC_CLOCK_REAL;
    setup_threads();
}

// The service fires presses while the board they belong to goes away: at
// another moment in each round.
START_TEST(the_board_may_go_while_presses_fire) {
    toc_board_t board;
    fixture_board(&board);
    for (uint64_t round = 0; round < 100; round++) {
        uint64_t at_ns = toc_clock_now_ns() + 2 * FIXTURE_MS;
        for (uint32_t n = 0; n < 500; n++) {
            uint64_t now_ns = toc_clock_now_ns();
            works(sim_press(n % 4, at_ns > now_ns ? at_ns - now_ns : 0, 0));
        }
        while (toc_clock_now_ns() < at_ns + round * 1000) {
            toc_port_thread_yield();
        }
        sim_deinit();
        ck_assert_uint_eq(sim_pending(), 0);
        ck_assert_uint_eq(toc_alarm_armed_count(), 0);
        ck_assert_int_eq(sim_init(&board, NULL, NULL), 0);
    }
}
END_TEST

int main(void) {
    Suite *suite = suite_create("posix_sim");
    TCase *tcase = tcase_create("threads");
    tcase_set_timeout(tcase, 60);
    tcase_add_checked_fixture(tcase, setup_threads, teardown);
    tcase_add_test(tcase, a_storm_loses_no_edge_and_no_time);
    tcase_add_test(tcase, two_storms_share_the_board_with_the_main_program);
    tcase_add_test(tcase, an_endless_storm_can_be_stopped);
    tcase_add_test(tcase, presses_and_trains_come_from_the_service);
    suite_add_tcase(suite, tcase);
    TCase *real_time = tcase_create("real_time");
    tcase_set_timeout(real_time, 60);
    tcase_add_checked_fixture(real_time, setup_real_time, teardown);
    tcase_add_test(real_time, the_board_may_go_while_presses_fire);
    suite_add_tcase(suite, real_time);
    return run_suite(suite);
}
