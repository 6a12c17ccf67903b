/*
 * What the dispatcher says about lost events, and when; the loop that it runs.
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit.h"

#include "dispatch_fixture.h"

#define SECOND_NS UINT64_C(1000000000)

static toc_source_t *source;

static void open_one(uint32_t depth) {
    open_dispatch(depth, TOC_IRQQ_REFUSE_NEWEST);
    source = open_source("pin");
}

static void fill_and_lose(uint32_t count) {
    while (toc__dispatch_has_room()) {
        raise_ok(source, 0);
    }
    for (uint32_t i = 0; i < count; i++) {
        ck_assert_int_eq(toc_source_raise(source, 0), TOC_EFULL);
    }
}

START_TEST(a_loss_is_reported_at_once_and_the_next_a_second_later) {
    open_one(2);
    fake_set_now_ns(500);
    fill_and_lose(5);
    toc_dispatch_run_once();
    ck_assert_uint_eq(diary.reports, 1);
    ck_assert_uint_eq(diary.reported, 5);

    fill_and_lose(3);
    toc_dispatch_run_once();
    fake_set_now_ns(500 + SECOND_NS - 1);
    fill_and_lose(3);
    toc_dispatch_run_once();
    ck_assert_uint_eq(diary.reports, 1);

    fake_set_now_ns(500 + SECOND_NS);
    raise_ok(source, 0);
    toc_dispatch_run_once();
    ck_assert_uint_eq(diary.reports, 2);
    ck_assert_uint_eq(diary.reported, 11);
}
END_TEST

START_TEST(without_a_loss_nothing_is_said) {
    open_one(2);
    fill_and_lose(0);
    toc_dispatch_run_once();
    toc_dispatch_deinit();
    ck_assert_uint_eq(diary.reports, 0);
}
END_TEST

START_TEST(what_is_unsaid_at_the_end_is_said_then) {
    open_one(2);
    fill_and_lose(1);
    toc_dispatch_run_once();
    fill_and_lose(7);
    toc_dispatch_run_once();
    ck_assert_uint_eq(diary.reports, 1);
    toc_dispatch_deinit();
    ck_assert_uint_eq(diary.reports, 2);
    ck_assert_uint_eq(diary.reported, 8);
}
END_TEST

START_TEST(a_discarded_oldest_is_a_loss_too) {
    open_dispatch(1, TOC_IRQQ_DISCARD_OLDEST);
    source = open_source("pin");
    raise_ok(source, 1);
    raise_ok(source, 2);
    toc_dispatch_run_once();
    ck_assert_uint_eq(diary.reported, 1);
}
END_TEST

// What happens whenever the dispatcher would sleep, one step each.
static uint32_t step;
static void (*steps[8])(void);

static void next_step(void *ctx) {
    (void)ctx;
    void (*now)(void) = steps[step];
    if (now != NULL) {
        step++;
        now();
    }
}

static void lose_some(void) {
    fill_and_lose(4);
}

static void check_said_and_lose_more(void) {
    ck_assert_uint_eq(diary.reports, 1);
    ck_assert_uint_eq(diary.reported, 4);
    fill_and_lose(2);
}

static void check_unsaid(void) {
    ck_assert_uint_eq(diary.reports, 1); // and now it sleeps until it may
}

static void check_said_and_stop(void) {
    ck_assert_uint_eq(diary.reports, 2);
    ck_assert_uint_eq(diary.reported, 6);
    ck_assert_uint_eq(toc_clock_now_ns(), SECOND_NS);
    toc_dispatch_stop();
}

START_TEST(a_report_held_back_comes_without_a_further_event) {
    open_one(2);
    steps[0] = lose_some;
    steps[1] = check_said_and_lose_more;
    steps[2] = check_unsaid;
    steps[3] = check_said_and_stop;
    fake_on_block(next_step, NULL);
    toc_dispatch_run();
    ck_assert_uint_eq(step, 4);
    ck_assert_uint_eq(diary.calls, 4);
}
END_TEST

static void hold_and_lose(void) {
    toc_dispatch_hold(true);
    fill_and_lose(4);
}

static void check_said_though_held(void) {
    ck_assert_uint_eq(diary.reports, 1);
    ck_assert_uint_eq(diary.reported, 4);
    ck_assert_uint_eq(diary.calls, 0);
    toc_dispatch_stop();
}

START_TEST(a_loss_while_held_is_reported_while_held) {
    open_one(2);
    steps[0] = hold_and_lose;
    steps[1] = check_said_though_held;
    fake_on_block(next_step, NULL);
    toc_dispatch_run();
    ck_assert_uint_eq(step, 2);
}
END_TEST

static void raise_two(void) {
    raise_ok(source, 1);
    raise_ok(source, 2);
}

START_TEST(the_loop_sleeps_runs_what_comes_and_ends_on_stop) {
    open_one(4);
    raise_ok(source, 0); // before the loop runs at all
    steps[0] = raise_two;
    steps[1] = toc_dispatch_stop;
    fake_on_block(next_step, NULL);
    toc_dispatch_run();
    ck_assert_uint_eq(diary.calls, 3);
    // At first, and after each wait: who woke it may have put it in the line
    // for the lock.
    ck_assert_uint_eq(diary.enters, 3);
    ck_assert(!diary.locked);
    ck_assert(!toc_dispatch_waiter()->joined);
}
END_TEST

static void stop_when_idle(void) {
    ck_assert(!diary.locked);
    ck_assert(toc_dispatch_is_idle());
    ck_assert_uint_eq(diary.idles, 1); // said once before each sleep
    toc_dispatch_stop();
}

START_TEST(idle_is_said_before_it_sleeps) {
    open_one(4);
    raise_ok(source, 1);
    steps[0] = stop_when_idle;
    fake_on_block(next_step, NULL);
    toc_dispatch_run();
    ck_assert_uint_eq(step, 1);
    ck_assert_uint_eq(diary.idles, 1);
}
END_TEST

START_TEST(start_runs_the_loop_on_a_thread_or_says_why_not) {
    open_one(4);
    fake_fail_thread_start(TOC_EAGAIN);
    ck_assert_int_eq(toc_dispatch_start(), TOC_EAGAIN);
    ck_assert(!toc_dispatch_waiter()->joined);
    fake_fail_thread_start(0);
    ck_assert_int_eq(toc_dispatch_start(), 0);
    raise_ok(source, 1);
    steps[0] = toc_dispatch_stop;
    fake_on_block(next_step, NULL);
    fake_run_last_thread();
    ck_assert_uint_eq(diary.calls, 1);
    toc_dispatch_deinit();
}
END_TEST

START_TEST(bad_depths_and_lack_of_memory_leave_nothing_behind) {
    static const toc_dispatch_hooks_t none;
    static const uint32_t bad[] = {0, 3, 17, 65537, UINT32_MAX};
    uint32_t blocks = fake_block_count();
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        ck_assert_int_eq(
            toc_dispatch_init(&none, bad[i], TOC_IRQQ_REFUSE_NEWEST),
            TOC_EINVAL);
    }
    fake_fail_realloc(1);
    ck_assert_int_eq(toc_dispatch_init(&none, 16, TOC_IRQQ_REFUSE_NEWEST),
                     TOC_ENOMEM);
    ck_assert_uint_eq(fake_block_count(), blocks);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("dispatch_report");
    UNIT_ADD(suite, a_loss_is_reported_at_once_and_the_next_a_second_later);
    UNIT_ADD(suite, without_a_loss_nothing_is_said);
    UNIT_ADD(suite, what_is_unsaid_at_the_end_is_said_then);
    UNIT_ADD(suite, a_discarded_oldest_is_a_loss_too);
    UNIT_ADD(suite, a_report_held_back_comes_without_a_further_event);
    UNIT_ADD(suite, a_loss_while_held_is_reported_while_held);
    UNIT_ADD(suite, the_loop_sleeps_runs_what_comes_and_ends_on_stop);
    UNIT_ADD(suite, idle_is_said_before_it_sleeps);
    UNIT_ADD(suite, start_runs_the_loop_on_a_thread_or_says_why_not);
    UNIT_ADD(suite, bad_depths_and_lack_of_memory_leave_nothing_behind);
    return unit_run(suite);
}
