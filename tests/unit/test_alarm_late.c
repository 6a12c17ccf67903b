/*
 * Alarms whose service comes late: one expiry for each period as far as there
 * is room, the rest counted, the newest always offered.
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit.h"

#include "alarm_fixture.h"

START_TEST(every_period_that_passed_is_offered) {
    open_alarms();
    arm(0, 100, 100);
    fake_set_now_ns(550);
    ck_assert_uint_eq(toc_alarm_run_once(), 600);
    ck_assert_uint_eq(fired_count, 5);
    for (uint32_t i = 0; i < 5; i++) {
        ck_assert_uint_eq(fired[i].due_ns, 100 * (i + 1));
        ck_assert(fired[i].late == (i < 4)); // the newest due is not late
    }
    ck_assert_uint_eq(missed_count, 0);
}
END_TEST

START_TEST(due_at_this_very_moment_makes_the_one_before_late) {
    open_alarms();
    arm(0, 100, 100);
    fake_set_now_ns(200);
    toc_alarm_run_once();
    ck_assert_uint_eq(fired_count, 2);
    ck_assert(fired[0].late);
    ck_assert(!fired[1].late);
}
END_TEST

START_TEST(without_room_the_late_ones_are_skipped_and_told) {
    open_alarms();
    arm(0, 100, 100);
    room = 2;
    fake_set_now_ns(1050); // 100 to 1000: ten
    ck_assert_uint_eq(toc_alarm_run_once(), 1100);
    ck_assert_uint_eq(fired_count, 4);
    ck_assert_uint_eq(fired[2].due_ns, 300); // found no room
    ck_assert_uint_eq(fired[3].due_ns, 1000);
    ck_assert(!fired[3].late);
    ck_assert_uint_eq(missed_count, 1);
    ck_assert_uint_eq(missed_periods, 6); // 400 to 900
}
END_TEST

START_TEST(a_refused_one_that_is_not_late_skips_nothing) {
    open_alarms();
    arm(0, 100, 100);
    room = 0;
    fake_set_now_ns(150);
    ck_assert_uint_eq(toc_alarm_run_once(), 200);
    ck_assert_uint_eq(fired_count, 1);
    fake_set_now_ns(250);
    ck_assert_uint_eq(toc_alarm_run_once(), 300);
    ck_assert_uint_eq(missed_count, 0);
}
END_TEST

START_TEST(nothing_between_the_refused_and_the_newest_tells_nothing) {
    open_alarms();
    arm(0, 100, 100);
    room = 0;
    fake_set_now_ns(200);
    ck_assert_uint_eq(toc_alarm_run_once(), 300);
    ck_assert_uint_eq(fired_count, 2);
    ck_assert_uint_eq(missed_count, 0);
}
END_TEST

START_TEST(late_alarms_take_turns_in_the_order_of_deadlines) {
    open_alarms();
    arm(0, 100, 100);
    arm(1, 150, 100);
    arm(2, 120, 0);
    fake_set_now_ns(360);
    toc_alarm_run_once();
    static const uint64_t due[] = {100, 120, 150, 200, 250, 300, 350};
    ck_assert_uint_eq(fired_count, 7);
    for (uint32_t i = 0; i < 7; i++) {
        ck_assert_uint_eq(fired[i].due_ns, due[i]);
    }
}
END_TEST

START_TEST(skipping_keeps_the_phase) {
    open_alarms();
    arm(0, 7, 1000);
    room = 0;
    fake_set_now_ns(UINT64_C(123456789012));
    uint64_t next_ns = toc_alarm_run_once();
    ck_assert_uint_eq(next_ns % 1000, 7);
    ck_assert_uint_gt(next_ns, UINT64_C(123456789012));
    ck_assert_uint_le(next_ns, UINT64_C(123456789012) + 1000);
    ck_assert_uint_eq(fired_count, 2);
    ck_assert_uint_eq(missed_periods, 123456789 - 1);
}
END_TEST

START_TEST(a_number_that_does_not_fit_is_cut) {
    open_alarms();
    arm(0, 1, 1);
    room = 0;
    fake_set_now_ns(UINT64_C(1) << 40);
    toc_alarm_run_once();
    ck_assert_uint_eq(missed_periods, UINT32_MAX);
}
END_TEST

START_TEST(a_period_that_overflows_comes_at_the_end_of_time) {
    open_alarms();
    arm(0, 100, UINT64_MAX - 50);
    fake_set_now_ns(100);
    ck_assert_uint_eq(toc_alarm_run_once(), TOC_FOREVER - 1);
    ck_assert_uint_eq(fired_count, 1);
    ck_assert(!fired[0].late);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("alarm_late");
    UNIT_ADD(suite, every_period_that_passed_is_offered);
    UNIT_ADD(suite, due_at_this_very_moment_makes_the_one_before_late);
    UNIT_ADD(suite, without_room_the_late_ones_are_skipped_and_told);
    UNIT_ADD(suite, a_refused_one_that_is_not_late_skips_nothing);
    UNIT_ADD(suite, nothing_between_the_refused_and_the_newest_tells_nothing);
    UNIT_ADD(suite, late_alarms_take_turns_in_the_order_of_deadlines);
    UNIT_ADD(suite, skipping_keeps_the_phase);
    UNIT_ADD(suite, a_number_that_does_not_fit_is_cut);
    UNIT_ADD(suite, a_period_that_overflows_comes_at_the_end_of_time);
    return unit_run(suite);
}
