/*
 * The dispatcher: order, one at a time, holding, stopping, what it reports.
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit.h"

#include "dispatch_fixture.h"

static toc_source_t *a;
static toc_source_t *b;

static void open_two(uint32_t depth, enum toc_irqq_policy policy) {
    open_dispatch(depth, policy);
    a = open_source("a");
    b = open_source("b");
}

START_TEST(handlers_run_in_the_order_of_posting) {
    open_two(16, TOC_IRQQ_REFUSE_NEWEST);
    for (uint32_t i = 0; i < 16; i++) {
        raise_ok(i % 3 ? a : b, i);
    }
    ck_assert_uint_eq(toc_dispatch_run_once(), 16);
    for (uint32_t i = 0; i < 16; i++) {
        ck_assert_uint_eq(seen_data(i), i);
        ck_assert_ptr_eq(diary.seen[i].source, i % 3 ? a : b);
    }
    ck_assert_uint_eq(diary.enters, 1); // the lock is taken once a burst
    ck_assert(!diary.locked);
}
END_TEST

static void raise_more(toc_source_t *source, const toc_irq_record_t *record) {
    if (record->data < 10) {
        raise_ok(source, record->data + 1);
    }
}

START_TEST(what_a_handler_raises_comes_after_it_and_is_not_nested) {
    open_two(16, TOC_IRQQ_REFUSE_NEWEST);
    diary.inside = raise_more; // the diary fails on nesting
    raise_ok(a, 0);
    raise_ok(b, 100);
    ck_assert_uint_eq(toc_dispatch_run_once(), 12);
    ck_assert_uint_eq(seen_data(0), 0);
    ck_assert_uint_eq(seen_data(1), 100);
    ck_assert_uint_eq(seen_data(2), 1);
    ck_assert_uint_eq(seen_data(11), 10);
}
END_TEST

static void cancel_b(toc_source_t *source, const toc_irq_record_t *record) {
    (void)record;
    if (source == a) {
        toc_source_cancel(b);
    }
}

START_TEST(a_handler_cancels_another_whose_record_is_next) {
    open_two(16, TOC_IRQQ_REFUSE_NEWEST);
    diary.inside = cancel_b;
    raise_ok(b, 1);
    raise_ok(a, 2);
    raise_ok(b, 3);
    ck_assert_uint_eq(toc_dispatch_run_once(), 2);
    ck_assert_uint_eq(seen_data(1), 2);
    check_counts(b, 2, 1, 0, 1);
}
END_TEST

static void enable_again(toc_source_t *source, const toc_irq_record_t *record) {
    toc_source_enable(source);
    if (record->data == 1) {
        raise_ok(source, 50);
    }
}

START_TEST(a_handler_registers_itself_anew) {
    open_two(16, TOC_IRQQ_REFUSE_NEWEST);
    diary.inside = enable_again;
    raise_ok(a, 1);
    raise_ok(a, 2); // of the registration that ends
    ck_assert_uint_eq(toc_dispatch_run_once(), 2);
    ck_assert_uint_eq(seen_data(1), 50);
    check_counts(a, 3, 2, 0, 1);
}
END_TEST

START_TEST(an_error_is_counted_and_the_next_one_runs) {
    open_two(16, TOC_IRQQ_REFUSE_NEWEST);
    diary.result = -1;
    raise_ok(a, 1);
    raise_ok(a, 2);
    raise_ok(b, 3);
    ck_assert_uint_eq(toc_dispatch_run_once(), 3);
    toc_source_counts_t counts;
    toc_source_counts(a, &counts);
    ck_assert_uint_eq(counts.errors, 2);
    ck_assert_uint_eq(counts.handled, 2);
}
END_TEST

static void check_current(toc_source_t *source,
                          const toc_irq_record_t *record) {
    toc_source_t *current = NULL;
    uint64_t since_ns = 0;
    const toc_irq_record_t *running = toc_dispatch_current(&current, &since_ns);
    ck_assert_ptr_nonnull(running);
    ck_assert_ptr_eq(current, source);
    ck_assert_uint_eq(running->data, record->data);
    ck_assert_uint_eq(since_ns, toc_clock_now_ns());
    ck_assert_ptr_nonnull(toc_dispatch_current(NULL, NULL));
    ck_assert(!toc_dispatch_is_idle());
    toc_source_counts_t counts;
    toc_source_counts(source, &counts);
    ck_assert_uint_eq(counts.handled, record->seq); // this one included
    fake_advance_ns(100);
}

START_TEST(the_current_record_is_there_while_its_handler_runs) {
    open_two(16, TOC_IRQQ_REFUSE_NEWEST);
    diary.inside = check_current;
    ck_assert_ptr_null(toc_dispatch_current(NULL, NULL));
    raise_ok(a, 7);
    raise_ok(b, 8);
    ck_assert(!toc_dispatch_is_idle());
    ck_assert_uint_eq(toc_dispatch_run_once(), 2);
    ck_assert_ptr_null(toc_dispatch_current(NULL, NULL));
    ck_assert(toc_dispatch_is_idle());
}
END_TEST

START_TEST(held_posts_queue_up_and_run_in_order_when_let_go) {
    open_two(4, TOC_IRQQ_REFUSE_NEWEST);
    ck_assert(!toc_dispatch_hold(true));
    ck_assert(toc_dispatch_hold(true));
    for (uint32_t i = 0; i < 4; i++) {
        raise_ok(a, i);
    }
    ck_assert_int_eq(toc_source_raise(a, 4), TOC_EFULL);
    ck_assert_uint_eq(toc_dispatch_run_once(), 0);
    ck_assert_uint_eq(diary.enters, 0);
    uint32_t wakes = fake_wake_count();
    ck_assert(toc_dispatch_hold(false));
    ck_assert_uint_gt(fake_wake_count(), wakes);
    ck_assert_uint_eq(toc_dispatch_run_once(), 4);
    for (uint32_t i = 0; i < 4; i++) {
        ck_assert_uint_eq(seen_data(i), i);
    }
    ck_assert(!toc_dispatch_hold(false));
}
END_TEST

static void hold(toc_source_t *source, const toc_irq_record_t *record) {
    (void)source;
    (void)record;
    toc_dispatch_hold(true);
}

START_TEST(a_handler_that_holds_is_the_last_to_run) {
    open_two(4, TOC_IRQQ_REFUSE_NEWEST);
    diary.inside = hold;
    raise_ok(a, 1);
    raise_ok(a, 2);
    ck_assert_uint_eq(toc_dispatch_run_once(), 1);
    ck_assert(toc_dispatch_is_idle()); // what is queued cannot run
    ck_assert(toc_dispatch_hold(false));
    ck_assert(!toc_dispatch_is_idle());
    ck_assert_uint_eq(toc_dispatch_run_once(), 1);
}
END_TEST

static void stop(toc_source_t *source, const toc_irq_record_t *record) {
    (void)source;
    (void)record;
    toc_dispatch_stop();
}

START_TEST(stop_lets_nothing_new_start_and_the_rest_is_discarded) {
    open_two(4, TOC_IRQQ_REFUSE_NEWEST);
    diary.inside = stop;
    raise_ok(a, 1);
    raise_ok(a, 2);
    raise_ok(b, 3);
    ck_assert_uint_eq(toc_dispatch_run_once(), 1);
    ck_assert_uint_eq(toc_dispatch_run_once(), 0);
    uint32_t blocks = fake_block_count();
    toc_dispatch_deinit();
    ck_assert_uint_eq(fake_block_count(), blocks - 1);
    check_counts(NULL, 3, 1, 0, 2);
    ck_assert_uint_eq(diary.calls, 1);
}
END_TEST

START_TEST(no_record_of_an_earlier_life_reaches_a_later_one) {
    open_two(4, TOC_IRQQ_REFUSE_NEWEST);
    toc_source_t *old = a;
    raise_ok(a, 1);
    toc_dispatch_deinit();
    open_two(4, TOC_IRQQ_REFUSE_NEWEST);
    ck_assert(old == a || old == b); // the slots are used again
    check_counts(NULL, 0, 0, 0, 0);
    raise_ok(a, 2);
    ck_assert_uint_eq(toc_dispatch_run_once(), 1);
    ck_assert_uint_eq(seen_data(0), 2);
    toc_dispatch_stats_t stats;
    toc_dispatch_stats(&stats);
    ck_assert_uint_eq(stats.latency_count, 1);
    ck_assert_uint_eq(stats.high_water, 1);
}
END_TEST

static void refill(toc_source_t *source, const toc_irq_record_t *record) {
    if (record->data < 100) {
        raise_ok(source, record->data + 4);
    }
}

START_TEST(after_a_depth_of_handlers_in_a_row_others_get_a_turn) {
    open_two(4, TOC_IRQQ_REFUSE_NEWEST);
    diary.inside = refill;
    for (uint32_t i = 0; i < 4; i++) {
        raise_ok(a, i);
    }
    ck_assert_uint_eq(toc_dispatch_run_once(), 104);
    ck_assert_uint_eq(diary.turns, 104 / 4 - 1);
    ck_assert_uint_eq(diary.calls_at_turn, 100);
}
END_TEST

START_TEST(an_empty_queue_in_between_makes_no_turn_necessary) {
    open_two(4, TOC_IRQQ_REFUSE_NEWEST);
    for (uint32_t lap = 0; lap < 10; lap++) {
        for (uint32_t i = 0; i < 4; i++) {
            raise_ok(a, i);
        }
        toc_dispatch_run_once();
    }
    ck_assert_uint_eq(diary.turns, 0);
}
END_TEST

static void hold_in_turn(void) {
    toc_dispatch_hold(true);
}

START_TEST(who_holds_in_its_turn_is_obeyed) {
    open_two(4, TOC_IRQQ_REFUSE_NEWEST);
    diary.inside = refill;
    diary.in_turn = hold_in_turn;
    raise_ok(a, 0);
    ck_assert_uint_eq(toc_dispatch_run_once(), 4);
    ck_assert_uint_eq(diary.turns, 1);
}
END_TEST

START_TEST(latency_is_from_post_to_call) {
    open_two(16, TOC_IRQQ_REFUSE_NEWEST);
    raise_ok(a, 1);
    fake_advance_ns(12);
    toc_dispatch_run_once();
    raise_ok(a, 1);
    fake_advance_ns(15);
    toc_dispatch_run_once();
    ck_assert_int_eq(toc_source_raise_at(a, 1, 1000000), 0); // not yet come
    toc_dispatch_run_once();
    toc_dispatch_stats_t stats;
    toc_dispatch_stats(&stats);
    ck_assert_uint_eq(stats.latency_count, 3);
    ck_assert_uint_eq(stats.latency_p50_ns, 12);
    ck_assert_uint_eq(stats.latency_max_ns, 15);
    ck_assert_uint_eq(stats.depth, 16);
    ck_assert_uint_eq(stats.high_water, 1);
    ck_assert_ptr_nonnull(toc_dispatch_latency());
}
END_TEST

int main(void) {
    Suite *suite = suite_create("dispatch");
    UNIT_ADD(suite, handlers_run_in_the_order_of_posting);
    UNIT_ADD(suite, what_a_handler_raises_comes_after_it_and_is_not_nested);
    UNIT_ADD(suite, a_handler_cancels_another_whose_record_is_next);
    UNIT_ADD(suite, a_handler_registers_itself_anew);
    UNIT_ADD(suite, an_error_is_counted_and_the_next_one_runs);
    UNIT_ADD(suite, the_current_record_is_there_while_its_handler_runs);
    UNIT_ADD(suite, held_posts_queue_up_and_run_in_order_when_let_go);
    UNIT_ADD(suite, a_handler_that_holds_is_the_last_to_run);
    UNIT_ADD(suite, stop_lets_nothing_new_start_and_the_rest_is_discarded);
    UNIT_ADD(suite, no_record_of_an_earlier_life_reaches_a_later_one);
    UNIT_ADD(suite, after_a_depth_of_handlers_in_a_row_others_get_a_turn);
    UNIT_ADD(suite, an_empty_queue_in_between_makes_no_turn_necessary);
    UNIT_ADD(suite, who_holds_in_its_turn_is_obeyed);
    UNIT_ADD(suite, latency_is_from_post_to_call);
    return unit_run(suite);
}
