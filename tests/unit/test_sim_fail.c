/*
 * Stimuli of the virtual board when memory or threads run out, and a storm
 * whose thread the test itself plays.
 *
 * SPDX-License-Identifier: MIT
 */
#include "err.h"
#include "port_fake.h"
#include "sim_fixture.h"

static uint32_t drained;

static void count_drained(void *ctx) {
    (void)ctx;
    drained++;
}

static void setup_fake(void) {
    fake_reset();
    setup();
    sim_on_drained(count_drained, NULL);
    configure(1, TOC_PIN_IN, TOC_PIN_PULL_UP);
    watch(1, TOC_PIN_BOTH);
}

// Whatever fails, nothing stays behind and nothing happens later.
static void nothing_is_left(uint32_t armed) {
    ck_assert_uint_eq(sim_pending(), armed);
    ck_assert_uint_eq(toc_alarm_armed_count(), armed * 2);
    ck_assert_int_eq(sim_level(1), 1);
}

START_TEST(a_press_without_memory_changes_nothing) {
    uint32_t failed = 0;
    for (uint32_t nth = 1;; nth++) {
        fake_fail_realloc(nth);
        int err = sim_press(1, FIXTURE_MS, FIXTURE_MS);
        if (err == 0) {
            break;
        }
        ck_assert_int_eq(err, TOC_ENOMEM);
        nothing_is_left(0);
        failed++;
    }
    fake_fail_realloc(0);
    // Its own block, and the list of alarms.
    ck_assert_uint_eq(failed, 2);
    ck_assert_uint_eq(drained, 1);
}
END_TEST

// The list of alarms has room for the beginning and none for the end.
START_TEST(half_a_press_is_taken_back) {
    static toc_alarm_t other;
    ck_assert_int_eq(toc_alarm_arm(&other, TOC_FOREVER - 1, 0), 0);
    uint32_t presses = 0;
    int err = 0;
    while (err == 0) {
        fake_fail_realloc(2);
        err = sim_press(1, FIXTURE_MS, FIXTURE_MS);
        presses += err == 0;
        ck_assert_uint_lt(presses, 1000);
    }
    fake_fail_realloc(0);
    ck_assert_int_eq(err, TOC_ENOMEM);
    ck_assert_uint_eq(toc_alarm_armed_count() % 2, 1);
    (void)toc_alarm_cancel(&other);
    nothing_is_left(presses);
    ck_assert_str_eq(happened(), "");
    advance_to(10 * FIXTURE_MS);
    nothing_is_left(0);
}
END_TEST

START_TEST(a_train_without_memory_changes_nothing) {
    fake_fail_realloc(1);
    ck_assert_int_eq(sim_pulses(1, 5, FIXTURE_MS), TOC_ENOMEM);
    fake_fail_realloc(0);
    nothing_is_left(0);
    ck_assert_uint_eq(drained, 1);
    ck_assert_int_eq(sim_pulses_stop(1), 0);
    ck_assert_int_eq(sim_pulses(1, 5, FIXTURE_MS), 0);
}
END_TEST

START_TEST(a_storm_without_a_thread_changes_nothing) {
    fake_fail_thread_start(TOC_EAGAIN);
    ck_assert_int_eq(sim_pulses(1, 5, 0), TOC_EAGAIN);
    fake_fail_thread_start(0);
    nothing_is_left(0);
    ck_assert_uint_eq(drained, 1);
    // Its waiter left: time still passes.
    advance_to(5 * FIXTURE_MS);
    ck_assert_str_eq(happened(), "");
}
END_TEST

START_TEST(a_storm_drives_its_edges_and_lets_go) {
    ck_assert_int_eq(sim_pulses(1, 5, 0), 0);
    ck_assert_int_eq(sim_pulses(1, 5, 0), TOC_EBUSY);
    ck_assert_uint_eq(sim_pending(), 1);
    ck_assert_uint_eq(fake_thread_count(), 1);
    fake_run_last_thread();
    ck_assert_str_eq(happened(), "P1 fall 0, P1 rise 1, P1 fall 0, P1 rise 1, "
                                 "P1 fall 0, P1 rise 1");
    ck_assert_uint_eq(sim_pending(), 0);
    ck_assert_uint_eq(drained, 1);
    // The next one joins its thread.
    ck_assert_int_eq(sim_pulses(1, 2, 0), 0);
    fake_run_last_thread();
    ck_assert_str_eq(happened(), "P1 fall 0, P1 rise 1");
    ck_assert_int_eq(sim_pulses_stop(1), 0);
}
END_TEST

START_TEST(a_press_that_ended_is_freed_by_the_next) {
    uint32_t before = 0;
    for (int i = 0; i < 20; i++) {
        ck_assert_int_eq(sim_press(1, FIXTURE_MS, FIXTURE_MS), 0);
        if (i == 0) {
            before = fake_block_count();
        }
        ck_assert_uint_eq(fake_block_count(), before);
        advance_to(toc_clock_now_ns() + 10 * FIXTURE_MS);
    }
}
END_TEST

START_TEST(everything_is_freed) {
    sim_deinit();
    toc_alarm_stop();
    uint32_t before = fake_block_count();
    toc_board_t board;
    fixture_board(&board);
    ck_assert_int_eq(sim_init(&board, NULL, NULL), 0);
    ck_assert_int_eq(sim_press(1, FIXTURE_MS, FIXTURE_MS), 0);
    ck_assert_int_eq(sim_press(2, FIXTURE_MS, 50 * FIXTURE_MS), 0);
    ck_assert_int_eq(sim_pulses(3, 100, FIXTURE_MS), 0);
    advance_to(10 * FIXTURE_MS);
    sim_deinit();
    toc_alarm_stop();
    ck_assert_uint_eq(fake_block_count(), before);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("sim_fail");
    TCase *tcase = tcase_create("fail");
    tcase_add_checked_fixture(tcase, setup_fake, teardown);
    tcase_add_test(tcase, a_press_without_memory_changes_nothing);
    tcase_add_test(tcase, half_a_press_is_taken_back);
    tcase_add_test(tcase, a_train_without_memory_changes_nothing);
    tcase_add_test(tcase, a_storm_without_a_thread_changes_nothing);
    tcase_add_test(tcase, a_storm_drives_its_edges_and_lets_go);
    tcase_add_test(tcase, a_press_that_ended_is_freed_by_the_next);
    tcase_add_test(tcase, everything_is_freed);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
