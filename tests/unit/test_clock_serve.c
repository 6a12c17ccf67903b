/*
 * The two halves of a wait, and deadlines that no thread waits for.
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit.h"

#include "alarm.h"
#include "clock.h"
#include "port_fake.h"

#include <string.h>

static toc_waiter_t self;
static uint64_t due_ns;
static uint64_t period_ns;
static uint64_t runs;
static uint64_t last_run_ns;
static bool wakes_self;

static uint64_t served_due(uint64_t until_ns) {
    (void)until_ns;
    ck_assert(fake_is_in_section());
    return due_ns;
}

static void served_run(void) {
    ck_assert(!fake_is_in_section());
    runs++;
    last_run_ns = toc_clock_now_ns();
    due_ns = period_ns != 0 ? due_ns + period_ns : TOC_FOREVER;
    if (wakes_self) {
        toc_waiter_wake(&self);
    }
}

static void open_clock(void) {
    fake_reset();
    toc_clock_init(TOC_CLOCK_VIRTUAL);
    memset(&self, 0, sizeof(self));
    toc_waiter_join(&self);
    runs = 0;
    wakes_self = false;
    period_ns = 0;
    due_ns = TOC_FOREVER;
    toc_clock_serve(served_due, served_run);
}

START_TEST(a_served_deadline_comes_before_a_later_wait) {
    open_clock();
    due_ns = 50;
    ck_assert(!toc_waiter_wait(&self, 100));
    ck_assert_uint_eq(runs, 1);
    ck_assert_uint_eq(last_run_ns, 50);
    ck_assert_uint_eq(toc_clock_now_ns(), 100);
}
END_TEST

START_TEST(a_served_deadline_comes_before_a_wait_of_the_same_time) {
    open_clock();
    due_ns = 100;
    ck_assert(!toc_waiter_wait(&self, 100));
    ck_assert_uint_eq(runs, 1);
    ck_assert_uint_eq(last_run_ns, 100);
}
END_TEST

START_TEST(a_later_served_deadline_does_not_run) {
    open_clock();
    due_ns = 101;
    ck_assert(!toc_waiter_wait(&self, 100));
    ck_assert_uint_eq(runs, 0);
    ck_assert_uint_eq(toc_clock_now_ns(), 100);
}
END_TEST

START_TEST(serving_goes_on_until_something_wakes) {
    open_clock();
    due_ns = 10;
    period_ns = 10;
    ck_assert(!toc_waiter_wait(&self, 95));
    ck_assert_uint_eq(runs, 9);
    wakes_self = true;
    ck_assert(toc_waiter_wait(&self, 1000));
    ck_assert_uint_eq(runs, 10);
    ck_assert_uint_eq(toc_clock_now_ns(), 100);
}
END_TEST

START_TEST(after_begin_the_thread_counts_as_waiting) {
    open_clock();
    due_ns = 30;
    toc_waiter_begin(&self, 60);
    // The clock has gone on though this thread still runs.
    ck_assert_uint_eq(runs, 1);
    ck_assert_uint_eq(toc_clock_now_ns(), 60);
    ck_assert(!toc_waiter_finish(&self));
}
END_TEST

START_TEST(a_wake_between_the_halves_is_not_lost) {
    toc_waiter_t other;
    open_clock();
    memset(&other, 0, sizeof(other));
    toc_waiter_join(&other); // able to run, so the clock stands still
    toc_waiter_begin(&self, 60);
    ck_assert_uint_eq(toc_clock_now_ns(), 0);
    toc_waiter_wake(&self);
    ck_assert(toc_waiter_finish(&self));
    toc_waiter_leave(&other);
}
END_TEST

static int note_expiry(toc_alarm_t *alarm, uint64_t due, bool late) {
    (void)late;
    ck_assert_uint_eq(due, toc_clock_now_ns());
    ++*(uint64_t *)alarm->ctx;
    return 0;
}

START_TEST(virtual_alarms_need_no_thread_and_do_not_drift) {
    open_clock();
    ck_assert_int_eq(toc_alarm_start(), 0);
    ck_assert_uint_eq(fake_thread_count(), 0);
    uint64_t expiries = 0;
    toc_alarm_t alarm = {.cb = note_expiry, .ctx = &expiries};
    ck_assert_int_eq(toc_alarm_arm(&alarm, 7, 7), 0);
    ck_assert(!toc_waiter_wait(&self, 7 * UINT64_C(1000000)));
    ck_assert_uint_eq(expiries, 1000000);
    toc_alarm_stop();
    ck_assert(!toc_waiter_wait(&self, 8 * UINT64_C(1000000)));
    ck_assert_uint_eq(expiries, 1000000);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("clock_serve");
    UNIT_ADD(suite, a_served_deadline_comes_before_a_later_wait);
    UNIT_ADD(suite, a_served_deadline_comes_before_a_wait_of_the_same_time);
    UNIT_ADD(suite, a_later_served_deadline_does_not_run);
    UNIT_ADD(suite, serving_goes_on_until_something_wakes);
    UNIT_ADD(suite, after_begin_the_thread_counts_as_waiting);
    UNIT_ADD(suite, a_wake_between_the_halves_is_not_lost);
    UNIT_ADD(suite, virtual_alarms_need_no_thread_and_do_not_drift);
    return unit_run(suite);
}
