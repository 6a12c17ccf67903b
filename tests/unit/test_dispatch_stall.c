/*
 * What is told of a handler that runs for long, and when the service looks.
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit.h"

#include "alarm.h"
#include "dispatch_fixture.h"

#define LIMIT_NS 100
#define TOLD_MAX 16

static toc_source_t *source;
static toc_source_t *other;
static toc_stall_t told[TOLD_MAX];
static uint32_t tells;

static void note(const toc_stall_t *stall) {
    ck_assert(!fake_is_in_section());
    ck_assert_uint_lt(tells, TOLD_MAX);
    told[tells++] = *stall;
}

static void open_with(uint64_t limit_ns) {
    open_dispatch(16, TOC_IRQQ_REFUSE_NEWEST);
    toc_stall_init(limit_ns, note);
    tells = 0;
    source = open_source("slow");
    other = open_source("other");
}

static void run_with(void (*inside)(toc_source_t *, const toc_irq_record_t *)) {
    diary.inside = inside;
    raise_ok(source, 0);
    toc_dispatch_run_once();
}

// The service looks at `at_ns` of the handler.
static uint64_t look_at(uint64_t at_ns) {
    fake_set_now_ns(at_ns);
    return toc_stall_look();
}

static void check_told(uint32_t i, uint64_t ran_ns, bool ended) {
    ck_assert_uint_lt(i, tells);
    ck_assert_str_eq(told[i].source, "slow");
    ck_assert_uint_eq(told[i].ran_ns, ran_ns);
    ck_assert_int_eq(told[i].ended, ended);
}

static void be_slow(toc_source_t *of, const toc_irq_record_t *record) {
    (void)record;
    if (of != source) {
        return;
    }
    raise_ok(other, 0);
    raise_ok(other, 0);
    ck_assert_uint_eq(look_at(99), 100);
    ck_assert_uint_eq(tells, 0);
    ck_assert_uint_eq(look_at(100), 200);
    ck_assert_uint_eq(look_at(199), 200);
    ck_assert_uint_eq(tells, 1);
    look_at(200);
    // Told at 400, looked at before: another handler may run by then.
    ck_assert_uint_eq(look_at(250), 350);
    look_at(399);
    ck_assert_uint_eq(tells, 2);
    look_at(900);
    fake_set_now_ns(950);
}

START_TEST(a_stall_is_told_at_doubling_lengths_and_at_its_end) {
    open_with(LIMIT_NS);
    run_with(be_slow);
    ck_assert_uint_eq(tells, 4);
    check_told(0, 100, false);
    check_told(1, 200, false);
    check_told(2, 900, false);
    check_told(3, 950, true);
    ck_assert_uint_eq(told[0].waiting, 2);
    ck_assert_uint_eq(told[0].named, 1);
    ck_assert_str_eq(told[0].waits[0].name, "other");
    ck_assert_uint_eq(told[0].waits[0].count, 2);
    ck_assert_uint_eq(toc_stall_count(), 1);
}
END_TEST

static void be_quick(toc_source_t *of, const toc_irq_record_t *record) {
    (void)of;
    (void)record;
    fake_advance_ns(LIMIT_NS - 1);
    (void)toc_stall_look();
}

START_TEST(many_quick_handlers_are_no_stall) {
    open_with(LIMIT_NS);
    for (int i = 0; i < 20; i++) {
        run_with(be_quick);
    }
    ck_assert_uint_eq(tells, 0);
    ck_assert_uint_eq(toc_stall_count(), 0);
}
END_TEST

static void be_slow_unseen(toc_source_t *of, const toc_irq_record_t *record) {
    (void)of;
    (void)record;
    ck_assert_uint_eq(look_at(1000), TOC_FOREVER);
}

START_TEST(a_limit_of_zero_tells_nothing) {
    open_with(0);
    run_with(be_slow_unseen);
    ck_assert_uint_eq(tells, 0);
    toc_dispatch_stats_t stats;
    toc_dispatch_stats(&stats);
    ck_assert_uint_eq(stats.stalls, 0);
    ck_assert_uint_eq(stats.counts.longest_ns, 1000);
    ck_assert_str_eq(stats.longest_source, "slow");
}
END_TEST

static void close_itself(toc_source_t *of, const toc_irq_record_t *record) {
    (void)record;
    diary.inside = NULL;
    toc_source_close(of);
    for (int i = 0; i < TOC_STALL_NAMED + 2; i++) {
        raise_ok(open_source("more"), 0);
    }
    look_at(500);
}

START_TEST(a_closed_source_and_many_that_wait_are_told_as_such) {
    open_with(LIMIT_NS);
    run_with(close_itself);
    ck_assert_uint_eq(tells, 2);
    ck_assert_str_eq(told[0].source, "closed");
    ck_assert_uint_eq(told[0].waiting, TOC_STALL_NAMED + 2);
    ck_assert_uint_eq(told[0].named, TOC_STALL_NAMED);
    toc_dispatch_stats_t stats;
    toc_dispatch_stats(&stats);
    ck_assert_uint_eq(stats.counts.longest_ns, 500);
    ck_assert_str_eq(stats.longest_source, "closed");
}
END_TEST

static uint32_t wakes_inside;

static void count_wakes(toc_source_t *of, const toc_irq_record_t *record) {
    (void)of;
    (void)record;
    wakes_inside = fake_wake_count();
}

// Returns how many wakes the beginning of a handler took.
static uint32_t wakes_to_begin(void) {
    diary.inside = count_wakes;
    raise_ok(source, 0);
    uint32_t before = fake_wake_count();
    toc_dispatch_run_once();
    return wakes_inside - before;
}

START_TEST(the_service_is_woken_once_and_rests_when_nothing_ran) {
    open_with(LIMIT_NS);
    ck_assert_int_eq(toc_alarm_start(), 0);
    ck_assert_uint_eq(toc_stall_look(), TOC_FOREVER);
    ck_assert_uint_eq(wakes_to_begin(), 1);
    ck_assert_uint_eq(wakes_to_begin(), 0);
    ck_assert_uint_eq(look_at(10), 10 + LIMIT_NS);
    ck_assert_uint_eq(wakes_to_begin(), 0);
    ck_assert_uint_eq(look_at(10 + LIMIT_NS), TOC_FOREVER);
    ck_assert_uint_eq(wakes_to_begin(), 1);
}
END_TEST

START_TEST(a_handler_that_was_cut_off_has_ended) {
    open_with(LIMIT_NS);
    raise_ok(source, 0);
    toc_where_t where = {.function = "f", .file = "f.py", .line = 3};
    toc__stall_begin(source, &where, 0);
    look_at(150);
    check_told(0, 150, false);
    ck_assert_uint_eq(told[0].where.line, 3);
    toc_waiter_join(toc_dispatch_waiter());
    toc_dispatch_cut_off();
    check_told(1, 150, true);
    look_at(1000);
    ck_assert_uint_eq(tells, 2);
}
END_TEST

static toc_waiter_t self;

static void sleep_virtually(toc_source_t *of, const toc_irq_record_t *record) {
    (void)of;
    (void)record;
    ck_assert(!toc_waiter_wait(&self, 450));
}

START_TEST(virtual_time_stops_at_a_stall_on_its_way_to_a_deadline) {
    open_with(LIMIT_NS);
    toc_clock_init(TOC_CLOCK_VIRTUAL);
    ck_assert_int_eq(toc_alarm_start(), 0);
    toc_waiter_join(&self);
    run_with(sleep_virtually);
    ck_assert_uint_eq(tells, 4);
    check_told(0, 100, false);
    check_told(1, 200, false);
    check_told(2, 400, false);
    check_told(3, 450, true);
    ck_assert_uint_eq(toc_clock_now_ns(), 450);
}
END_TEST

static void wake_self(void *ctx) {
    (void)ctx;
    ck_assert_uint_eq(toc_clock_now_ns(), 0);
    toc_waiter_wake(&self);
}

static void wait_for_a_wake(toc_source_t *of, const toc_irq_record_t *record) {
    (void)of;
    (void)record;
    ck_assert(toc_waiter_wait(&self, TOC_FOREVER));
}

START_TEST(virtual_time_does_not_jump_for_the_sake_of_a_stall) {
    open_with(LIMIT_NS);
    toc_clock_init(TOC_CLOCK_VIRTUAL);
    ck_assert_int_eq(toc_alarm_start(), 0);
    toc_waiter_join(&self);
    fake_on_block(wake_self, NULL);
    run_with(wait_for_a_wake);
    ck_assert_uint_eq(tells, 0);
    ck_assert_uint_eq(toc_clock_now_ns(), 0);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("dispatch_stall");
    UNIT_ADD(suite, a_stall_is_told_at_doubling_lengths_and_at_its_end);
    UNIT_ADD(suite, many_quick_handlers_are_no_stall);
    UNIT_ADD(suite, a_limit_of_zero_tells_nothing);
    UNIT_ADD(suite, a_closed_source_and_many_that_wait_are_told_as_such);
    UNIT_ADD(suite, the_service_is_woken_once_and_rests_when_nothing_ran);
    UNIT_ADD(suite, a_handler_that_was_cut_off_has_ended);
    UNIT_ADD(suite, virtual_time_stops_at_a_stall_on_its_way_to_a_deadline);
    UNIT_ADD(suite, virtual_time_does_not_jump_for_the_sake_of_a_stall);
    return unit_run(suite);
}
