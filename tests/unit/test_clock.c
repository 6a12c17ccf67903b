/*
 * The clock and its waiters, as one thread that plays all the others.
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit.h"

#include "clock.h"
#include "err.h"
#include "port_fake.h"

#include <string.h>

static toc_waiter_t self;
static toc_waiter_t other;
static uint32_t wakes_seen;

static void count_wake(toc_waiter_t *waiter) {
    ck_assert_ptr_eq(waiter->user, &wakes_seen);
    wakes_seen++;
}

static void open_clock(enum toc_clock_kind kind) {
    fake_reset();
    toc_clock_init(kind);
    memset(&self, 0, sizeof(self));
    memset(&other, 0, sizeof(other));
    self.on_wake = count_wake;
    self.user = &wakes_seen;
    other.on_wake = count_wake;
    other.user = &wakes_seen;
    toc_waiter_join(&self);
}

START_TEST(real_time_is_the_ports) {
    open_clock(TOC_CLOCK_REAL);
    ck_assert(!toc_clock_is_virtual());
    fake_set_now_ns(1234);
    ck_assert_uint_eq(toc_clock_now_ns(), 1234);
    ck_assert(!toc_waiter_wait(&self, 2000));
    ck_assert_uint_eq(toc_clock_now_ns(), 2000);
    toc_waiter_wake(&self);
    toc_waiter_wake(&self);
    ck_assert(toc_waiter_wait(&self, TOC_FOREVER));
    ck_assert(!toc_waiter_wait(&self, 2001)); // two wakes were one
    toc_waiter_io_begin(&self, 3000);
    toc_waiter_io_end(&self);
    ck_assert_uint_eq(wakes_seen, 0); // on_wake is virtual time's
    toc_waiter_leave(&self);
}
END_TEST

START_TEST(virtual_time_starts_at_zero_and_stands_still) {
    fake_set_now_ns(999);
    open_clock(TOC_CLOCK_VIRTUAL);
    ck_assert(toc_clock_is_virtual());
    fake_set_now_ns(UINT64_C(1) << 40);
    ck_assert_uint_eq(toc_clock_now_ns(), 0);
}
END_TEST

START_TEST(a_lone_wait_jumps_to_its_deadline) {
    open_clock(TOC_CLOCK_VIRTUAL);
    ck_assert(!toc_waiter_wait(&self, UINT64_C(90000000000)));
    ck_assert_uint_eq(toc_clock_now_ns(), UINT64_C(90000000000));
    ck_assert(!toc_waiter_wait(&self, UINT64_C(90000000001)));
    ck_assert_uint_eq(toc_clock_now_ns(), UINT64_C(90000000001));
    ck_assert_uint_eq(wakes_seen, 2);
    ck_assert_uint_eq(toc_port_now_ns(), 0); // no real time passed
}
END_TEST

START_TEST(a_deadline_that_passed_does_not_wait) {
    open_clock(TOC_CLOCK_VIRTUAL);
    toc_waiter_wait(&self, 100);
    ck_assert(!toc_waiter_wait(&self, 100));
    ck_assert(!toc_waiter_wait(&self, 50));
    ck_assert_uint_eq(toc_clock_now_ns(), 100);
    toc_waiter_wake(&self);
    ck_assert(toc_waiter_wait(&self, 50)); // and the wake is not lost
    ck_assert(!toc_waiter_wait(&self, 50));
}
END_TEST

START_TEST(a_wake_before_the_wait_ends_it_at_once) {
    open_clock(TOC_CLOCK_VIRTUAL);
    toc_waiter_wake(&self);
    toc_waiter_wake(&self);
    ck_assert_uint_eq(wakes_seen, 0); // it never waited
    ck_assert(toc_waiter_wait(&self, 100));
    ck_assert_uint_eq(toc_clock_now_ns(), 0);
    ck_assert(!toc_waiter_wait(&self, 100));
    ck_assert_uint_eq(toc_clock_now_ns(), 100);
}
END_TEST

// Runs where the thread of `self` sleeps: the others' part.
static void (*others_part)(void);

static void play_others(void *ctx) {
    (void)ctx;
    void (*part)(void) = others_part;
    others_part = NULL;
    ck_assert_msg(part != NULL, "slept once too often");
    part();
}

static void leave_other(void) {
    ck_assert_uint_eq(toc_clock_now_ns(), 0);
    toc_waiter_leave(&other);
}

START_TEST(time_stands_while_another_can_run) {
    open_clock(TOC_CLOCK_VIRTUAL);
    toc_waiter_join(&other);
    fake_on_block(play_others, NULL);
    others_part = leave_other;
    ck_assert(!toc_waiter_wait(&self, 100));
    ck_assert_ptr_null(others_part); // the clock waited for it
    ck_assert_uint_eq(toc_clock_now_ns(), 100);
}
END_TEST

static void wake_self(void) {
    toc_waiter_wake(&self);
    ck_assert_uint_eq(wakes_seen, 1); // before its thread runs on
    toc_waiter_wake(&self);
    ck_assert_uint_eq(wakes_seen, 1);
}

START_TEST(another_thread_ends_the_wait_before_its_deadline) {
    open_clock(TOC_CLOCK_VIRTUAL);
    toc_waiter_join(&other);
    fake_on_block(play_others, NULL);
    others_part = wake_self;
    ck_assert(toc_waiter_wait(&self, 100));
    ck_assert_uint_eq(toc_clock_now_ns(), 0);
}
END_TEST

START_TEST(one_that_is_last_waits_for_now_as_well) {
    open_clock(TOC_CLOCK_VIRTUAL);
    self.is_last = true;
    toc_waiter_join(&other);
    fake_on_block(play_others, NULL);
    others_part = leave_other;
    ck_assert(!toc_waiter_wait(&self, 0));
    ck_assert_ptr_null(others_part); // it waited for the other one
    ck_assert_uint_eq(toc_clock_now_ns(), 0);
    ck_assert(!toc_waiter_wait(&self, 0));
    ck_assert(!toc_waiter_wait(&self, 100));
    ck_assert(!toc_waiter_wait(&self, 99)); // that one is over
    ck_assert_uint_eq(toc_clock_now_ns(), 100);
}
END_TEST

START_TEST(with_no_deadline_at_all_the_clock_stays) {
    open_clock(TOC_CLOCK_VIRTUAL);
    fake_on_block(play_others, NULL);
    others_part = wake_self; // as a signal handler would
    ck_assert(toc_waiter_wait(&self, TOC_FOREVER));
    ck_assert_uint_eq(toc_clock_now_ns(), 0);
}
END_TEST

// Without a keeper thread every thread in input or output counts as asleep.
static void begin_io_without_keeper(uint64_t deadline_ns) {
    fake_fail_thread_start(TOC_EAGAIN);
    toc_waiter_join(&other);
    toc_waiter_io_begin(&other, deadline_ns);
}

START_TEST(a_thread_in_io_does_not_stop_the_clock) {
    open_clock(TOC_CLOCK_VIRTUAL);
    begin_io_without_keeper(TOC_FOREVER);
    ck_assert(!toc_waiter_wait(&self, 100));
    ck_assert_uint_eq(toc_clock_now_ns(), 100);
    toc_waiter_io_end(&other);
    fake_on_block(play_others, NULL);
    others_part = wake_self;
    wakes_seen = 0;
    ck_assert(toc_waiter_wait(&self, 200)); // other can run now
    ck_assert_uint_eq(toc_clock_now_ns(), 100);
}
END_TEST

static void end_io_and_leave(void) {
    ck_assert_uint_eq(toc_clock_now_ns(), 50);
    ck_assert_uint_eq(wakes_seen, 1);
    toc_waiter_io_end(&other);
    toc_waiter_leave(&other);
}

START_TEST(the_deadline_of_io_calls_on_wake_and_then_it_can_run) {
    open_clock(TOC_CLOCK_VIRTUAL);
    begin_io_without_keeper(50);
    fake_on_block(play_others, NULL);
    others_part = end_io_and_leave;
    ck_assert(!toc_waiter_wait(&self, 100));
    ck_assert_uint_eq(toc_clock_now_ns(), 100);
    ck_assert_ptr_null(others_part);
}
END_TEST

START_TEST(a_wake_in_io_calls_on_wake_and_is_kept) {
    open_clock(TOC_CLOCK_VIRTUAL);
    begin_io_without_keeper(TOC_FOREVER);
    toc_waiter_wake(&other);
    toc_waiter_wake(&other);
    ck_assert_uint_eq(wakes_seen, 1);
    toc_waiter_io_end(&other);
    ck_assert(toc_waiter_wait(&other, 10));
    ck_assert_uint_eq(toc_clock_now_ns(), 0);
    toc_waiter_leave(&other);
    ck_assert(!toc_waiter_wait(&self, 10)); // nobody is counted twice
}
END_TEST

START_TEST(a_wake_before_io_calls_on_wake_as_it_begins) {
    open_clock(TOC_CLOCK_VIRTUAL);
    toc_waiter_wake(&self);
    ck_assert_uint_eq(wakes_seen, 0);
    fake_fail_thread_start(TOC_EAGAIN);
    toc_waiter_io_begin(&self, TOC_FOREVER);
    ck_assert_uint_eq(wakes_seen, 1);
    toc_waiter_io_end(&self);
    ck_assert(toc_waiter_wait(&self, 10));
    ck_assert(!toc_waiter_wait(&self, 10));
}
END_TEST

int main(void) {
    Suite *suite = suite_create("clock");
    UNIT_ADD(suite, real_time_is_the_ports);
    UNIT_ADD(suite, virtual_time_starts_at_zero_and_stands_still);
    UNIT_ADD(suite, a_lone_wait_jumps_to_its_deadline);
    UNIT_ADD(suite, a_deadline_that_passed_does_not_wait);
    UNIT_ADD(suite, a_wake_before_the_wait_ends_it_at_once);
    UNIT_ADD(suite, time_stands_while_another_can_run);
    UNIT_ADD(suite, another_thread_ends_the_wait_before_its_deadline);
    UNIT_ADD(suite, one_that_is_last_waits_for_now_as_well);
    UNIT_ADD(suite, with_no_deadline_at_all_the_clock_stays);
    UNIT_ADD(suite, a_thread_in_io_does_not_stop_the_clock);
    UNIT_ADD(suite, the_deadline_of_io_calls_on_wake_and_then_it_can_run);
    UNIT_ADD(suite, a_wake_in_io_calls_on_wake_and_is_kept);
    UNIT_ADD(suite, a_wake_before_io_calls_on_wake_as_it_begins);
    return unit_run(suite);
}
