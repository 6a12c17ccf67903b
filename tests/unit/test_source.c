/*
 * The registry of sources: registrations, slots, counters.
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit.h"

#include "dispatch_fixture.h"

START_TEST(a_source_that_is_not_enabled_posts_and_counts_nothing) {
    open_dispatch(16, TOC_IRQQ_REFUSE_NEWEST);
    toc_source_t *source = open_source_with("pin", NULL);
    ck_assert(!toc_source_is_enabled(source));
    ck_assert_int_eq(toc_source_raise(source, 1), 0);
    ck_assert_int_eq(toc_source_raise_level(source, 1), 0);
    toc_source_enable(source);
    toc_source_cancel(source);
    ck_assert(!toc_source_is_enabled(source));
    ck_assert_int_eq(toc_source_raise(source, 1), 0);
    check_counts(source, 0, 0, 0, 0);
    ck_assert_uint_eq(toc_dispatch_run_once(), 0);
}
END_TEST

START_TEST(a_record_says_when_which_and_what) {
    open_dispatch(16, TOC_IRQQ_REFUSE_NEWEST);
    toc_source_t *source = open_source("pin");
    fake_set_now_ns(1234);
    raise_ok(source, 77);
    ck_assert_int_eq(toc_source_raise_at(source, 78, 1000), 0);
    fake_advance_ns(500);
    ck_assert_uint_eq(toc_dispatch_run_once(), 2);
    const toc_irq_record_t *first = &diary.seen[0].record;
    ck_assert_ptr_eq(diary.seen[0].source, source);
    ck_assert_uint_eq(first->time_ns, 1234);
    ck_assert_uint_eq(first->seq, 1);
    ck_assert_uint_eq(first->data, 77);
    ck_assert_uint_eq(first->missed, 0);
    ck_assert_uint_eq(diary.seen[1].record.seq, 2);
    ck_assert_uint_eq(diary.seen[1].record.time_ns, 1000);
}
END_TEST

START_TEST(after_cancel_a_queued_record_is_dropped_and_counted) {
    open_dispatch(16, TOC_IRQQ_REFUSE_NEWEST);
    toc_source_t *source = open_source("alarm");
    raise_ok(source, 1);
    raise_ok(source, 2);
    toc_source_cancel(source);
    ck_assert_uint_eq(toc_dispatch_run_once(), 0);
    ck_assert_uint_eq(diary.calls, 0);
    check_counts(source, 2, 0, 0, 2);
}
END_TEST

START_TEST(a_record_of_an_earlier_registration_never_reaches_a_later_one) {
    open_dispatch(16, TOC_IRQQ_REFUSE_NEWEST);
    toc_source_t *source = open_source("pin");
    raise_ok(source, 1);
    toc_source_cancel(source);
    toc_source_enable(source);
    raise_ok(source, 2);
    toc_source_enable(source); // without a cancel in between
    raise_ok(source, 3);
    ck_assert_uint_eq(toc_dispatch_run_once(), 1);
    ck_assert_uint_eq(seen_data(0), 3);
    check_counts(source, 3, 1, 0, 2);
}
END_TEST

START_TEST(cancelling_twice_is_cancelling_once) {
    open_dispatch(16, TOC_IRQQ_REFUSE_NEWEST);
    toc_source_t *source = open_source("pin");
    toc_source_cancel(source);
    toc_source_cancel(source);
    ck_assert(!toc_source_is_enabled(source));
    toc_source_enable(source);
    ck_assert(toc_source_is_enabled(source));
}
END_TEST

START_TEST(the_generation_wraps) {
    open_dispatch(16, TOC_IRQQ_REFUSE_NEWEST);
    toc_source_t *source = open_source("pin");
    toc_atomic_store(&source->generation, UINT32_MAX);
    raise_ok(source, 1);
    toc_source_cancel(source);
    ck_assert(!toc_source_is_enabled(source));
    toc_source_enable(source);
    raise_ok(source, 2);
    ck_assert_uint_eq(toc_dispatch_run_once(), 1);
    ck_assert_uint_eq(seen_data(0), 2);
}
END_TEST

START_TEST(a_name_is_cut_to_its_field) {
    open_dispatch(16, TOC_IRQQ_REFUSE_NEWEST);
    char name[] = "a name that is much too long for the field";
    toc_source_t *source = open_source(name);
    name[0] = 'X'; // it is a copy
    ck_assert_str_eq(source->name, "a name that is much too");
    ck_assert_uint_eq(strlen(source->name), TOC_SOURCE_NAME_SIZE - 1);
}
END_TEST

START_TEST(a_closed_slot_is_used_again_and_counts_anew) {
    open_dispatch(16, TOC_IRQQ_REFUSE_NEWEST);
    toc_source_t *first = open_source("first");
    raise_ok(first, 1);
    toc_dispatch_run_once();
    uint32_t generation = toc_atomic_load(&first->generation);
    toc_source_close(first);
    toc_source_t *second = open_source("second");
    ck_assert_ptr_eq(first, second);
    ck_assert_uint_ne(toc_atomic_load(&second->generation), generation);
    check_counts(second, 0, 0, 0, 0);
    check_counts(NULL, 1, 1, 0, 0);
    raise_ok(second, 2);
    toc_dispatch_run_once();
    ck_assert_uint_eq(diary.seen[1].record.seq, 1);
}
END_TEST

START_TEST(a_slot_waits_for_its_last_record) {
    open_dispatch(16, TOC_IRQQ_REFUSE_NEWEST);
    toc_source_t *first = open_source("first");
    raise_ok(first, 1);
    raise_ok(first, 2);
    toc_source_close(first);
    toc_source_t *second = open_source("second");
    ck_assert_ptr_ne(first, second);
    check_counts(NULL, 2, 0, 0, 0);
    toc_source_counts_t closed;
    toc_source_closed_counts(&closed);
    ck_assert_uint_eq(closed.posted, 0);

    ck_assert_uint_eq(toc_dispatch_run_once(), 0);
    toc_source_closed_counts(&closed);
    ck_assert_uint_eq(closed.posted, 2);
    ck_assert_uint_eq(closed.cancelled, 2);
    check_counts(NULL, 2, 0, 0, 2);
    ck_assert_ptr_eq(open_source("third"), first);
}
END_TEST

START_TEST(a_discarded_record_of_a_closed_source_frees_its_slot) {
    open_dispatch(1, TOC_IRQQ_DISCARD_OLDEST);
    toc_source_t *first = open_source("first");
    toc_source_t *second = open_source("second");
    raise_ok(first, 1);
    toc_source_close(first);
    ck_assert_int_eq(toc_source_raise(second, 2), 0);
    check_counts(second, 1, 0, 0, 0);
    check_counts(NULL, 2, 0, 1, 0);
    ck_assert_ptr_eq(open_source("third"), first);
}
END_TEST

START_TEST(a_full_queue_counts_the_refused_on_its_source) {
    open_dispatch(2, TOC_IRQQ_REFUSE_NEWEST);
    toc_source_t *a = open_source("a");
    toc_source_t *b = open_source("b");
    raise_ok(a, 1);
    raise_ok(b, 2);
    ck_assert_int_eq(toc_source_raise(a, 3), TOC_EFULL);
    ck_assert_int_eq(toc_source_raise(b, 4), TOC_EFULL);
    ck_assert_int_eq(toc_source_raise(b, 5), TOC_EFULL);
    check_counts(a, 2, 0, 1, 0);
    check_counts(b, 3, 0, 2, 0);
    check_counts(NULL, 5, 0, 3, 0);
    toc_dispatch_run_once();
    raise_ok(b, 6);
    toc_dispatch_run_once();
    ck_assert_uint_eq(diary.seen[2].record.seq, 4); // 2 and 3 are the gap
    check_counts(NULL, 6, 3, 3, 0);
}
END_TEST

START_TEST(a_discarded_oldest_counts_on_its_own_source) {
    open_dispatch(2, TOC_IRQQ_DISCARD_OLDEST);
    toc_source_t *a = open_source("a");
    toc_source_t *b = open_source("b");
    raise_ok(a, 1);
    raise_ok(a, 2);
    raise_ok(b, 3);
    check_counts(a, 2, 0, 1, 0);
    check_counts(b, 1, 0, 0, 0);
    ck_assert_uint_eq(toc_dispatch_run_once(), 2);
    ck_assert_uint_eq(seen_data(0), 2);
    ck_assert_uint_eq(seen_data(1), 3);
    check_counts(NULL, 3, 2, 1, 0);
}
END_TEST

START_TEST(missed_periods_are_told_with_the_next_event) {
    open_dispatch(2, TOC_IRQQ_REFUSE_NEWEST);
    toc_source_t *source = open_source("alarm");
    toc_source_missed(source, 3);
    toc_source_missed(source, 4);
    raise_ok(source, 1);
    raise_ok(source, 2);
    toc_source_missed(source, 5);
    ck_assert_int_eq(toc_source_raise(source, 3), TOC_EFULL);
    toc_dispatch_run_once();
    ck_assert_uint_eq(diary.seen[0].record.missed, 7);
    ck_assert_uint_eq(diary.seen[1].record.missed, 0);
    raise_ok(source, 4);
    toc_dispatch_run_once();
    ck_assert_uint_eq(diary.seen[2].record.missed, 5); // the refused told none
    toc_source_counts_t counts;
    toc_source_counts(source, &counts);
    ck_assert_uint_eq(counts.missed, 12);
}
END_TEST

START_TEST(a_discarded_record_passes_on_what_it_was_to_tell) {
    open_dispatch(1, TOC_IRQQ_DISCARD_OLDEST);
    toc_source_t *alarm = open_source("alarm");
    toc_source_t *pin = open_source("pin");
    toc_source_missed(alarm, 3);
    raise_ok(alarm, 1);
    raise_ok(pin, 2);
    toc_dispatch_run_once();
    raise_ok(alarm, 3);
    toc_dispatch_run_once();
    ck_assert_uint_eq(diary.seen[1].record.missed, 3);
}
END_TEST

START_TEST(a_new_registration_is_not_told_what_an_earlier_missed) {
    open_dispatch(4, TOC_IRQQ_REFUSE_NEWEST);
    toc_source_t *source = open_source("alarm");
    toc_source_missed(source, 3);
    toc_source_enable(source);
    raise_ok(source, 1);
    toc_dispatch_run_once();
    ck_assert_uint_eq(diary.seen[0].record.missed, 0);
}
END_TEST

#define MANY 1000
static toc_source_t *many[MANY];

static bool count_open(toc_source_t *source, void *ctx) {
    uint32_t *next = ctx;
    ck_assert_uint_ge(source->slot, *next);
    *next = source->slot + 1;
    return source->slot != 500;
}

START_TEST(more_than_a_chunk_of_sources) {
    open_dispatch(16, TOC_IRQQ_REFUSE_NEWEST);
    for (uint32_t i = 0; i < MANY; i++) {
        many[i] = open_source("many");
        many[i]->owner = &many[i];
        for (uint32_t j = i; j < MANY && i % 100 == 0; j += 7) {
            ck_assert_ptr_ne(many[i], j < i ? many[j] : NULL);
        }
    }
    for (uint32_t i = 0; i < MANY; i++) {
        ck_assert_ptr_eq(toc__source_at(many[i]->slot), many[i]);
        ck_assert_ptr_eq(many[i]->owner, &many[i]);
        raise_ok(many[i], i);
        toc_dispatch_run_once();
        ck_assert_ptr_eq(diary.seen[diary.calls - 1].source, many[i]);
    }
    check_counts(NULL, MANY, MANY, 0, 0);
    uint32_t next = 0;
    toc_source_close(many[10]);
    toc_source_each(count_open, &next);
    ck_assert_uint_eq(next, 501); // ended where visit said so
}
END_TEST

START_TEST(each_visits_the_open_ones_only) {
    open_dispatch(16, TOC_IRQQ_REFUSE_NEWEST);
    toc_source_t *a = open_source("a");
    toc_source_t *b = open_source("b");
    raise_ok(a, 1);
    toc_source_close(a); // its record is still queued
    uint32_t next = 0;
    toc_source_each(count_open, &next);
    ck_assert_uint_eq(next, b->slot + 1);
    toc_source_close(b);
    next = 0;
    toc_source_each(count_open, &next);
    ck_assert_uint_eq(next, 0);
}
END_TEST

START_TEST(out_of_memory_opens_nothing_and_harms_nothing) {
    open_dispatch(16, TOC_IRQQ_REFUSE_NEWEST);
    toc_source_t *source = NULL;
    fake_fail_realloc(1);
    ck_assert_int_eq(toc_source_open(&source, "x", NULL, NULL), TOC_ENOMEM);
    ck_assert_ptr_null(source);
    raise_ok(open_source("x"), 1);
    ck_assert_uint_eq(toc_dispatch_run_once(), 1);
}
END_TEST

static void close_itself(toc_source_t *source, const toc_irq_record_t *record) {
    (void)record;
    toc_source_close(source);
}

static void close_and_open_another(toc_source_t *source,
                                   const toc_irq_record_t *record) {
    close_itself(source, record);
    toc_source_t *other = open_source("other");
    ck_assert_ptr_eq(other, source);
    toc_source_t *current;
    ck_assert_ptr_nonnull(toc_dispatch_current(&current, NULL));
    ck_assert_ptr_null(current); // not the other one
}

START_TEST(the_error_of_a_handler_that_closed_its_source_is_in_the_total) {
    open_dispatch(16, TOC_IRQQ_REFUSE_NEWEST);
    toc_source_t *source = open_source("first");
    diary.inside = _i == 0 ? close_itself : close_and_open_another;
    diary.result = -1;
    raise_ok(source, 1);
    ck_assert_uint_eq(toc_dispatch_run_once(), 1);
    toc_source_counts_t closed;
    toc_source_closed_counts(&closed);
    ck_assert_uint_eq(closed.errors, 1);
    ck_assert_uint_eq(closed.handled, 1);
    toc_source_counts_t counts;
    toc_source_totals(&counts);
    ck_assert_uint_eq(counts.errors, 1);
    ck_assert_uint_eq(counts.posted, 1);
}
END_TEST

START_TEST(reset_closes_and_forgets_all) {
    open_dispatch(16, TOC_IRQQ_REFUSE_NEWEST);
    toc_source_t *source = open_source("a");
    uint32_t generation = toc_atomic_load(&source->generation);
    raise_ok(source, 1);
    toc_dispatch_run_once();
    toc__source_reset();
    check_counts(NULL, 0, 0, 0, 0);
    uint32_t next = 0;
    toc_source_each(count_open, &next);
    ck_assert_uint_eq(next, 0);
    ck_assert_uint_ne(toc_atomic_load(&source->generation), generation);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("source");
    UNIT_ADD(suite, a_source_that_is_not_enabled_posts_and_counts_nothing);
    UNIT_ADD(suite, a_record_says_when_which_and_what);
    UNIT_ADD(suite, after_cancel_a_queued_record_is_dropped_and_counted);
    UNIT_ADD(suite,
             a_record_of_an_earlier_registration_never_reaches_a_later_one);
    UNIT_ADD(suite, cancelling_twice_is_cancelling_once);
    UNIT_ADD(suite, the_generation_wraps);
    UNIT_ADD(suite, a_name_is_cut_to_its_field);
    UNIT_ADD(suite, a_closed_slot_is_used_again_and_counts_anew);
    UNIT_ADD(suite, a_slot_waits_for_its_last_record);
    UNIT_ADD(suite, a_discarded_record_of_a_closed_source_frees_its_slot);
    UNIT_ADD(suite, a_full_queue_counts_the_refused_on_its_source);
    UNIT_ADD(suite, a_discarded_oldest_counts_on_its_own_source);
    UNIT_ADD(suite, missed_periods_are_told_with_the_next_event);
    UNIT_ADD(suite, a_discarded_record_passes_on_what_it_was_to_tell);
    UNIT_ADD(suite, a_new_registration_is_not_told_what_an_earlier_missed);
    UNIT_ADD(suite, more_than_a_chunk_of_sources);
    UNIT_ADD(suite, each_visits_the_open_ones_only);
    UNIT_ADD(suite, out_of_memory_opens_nothing_and_harms_nothing);
    UNIT_ADD_LOOP(suite,
                  the_error_of_a_handler_that_closed_its_source_is_in_the_total,
                  2);
    UNIT_ADD(suite, reset_closes_and_forgets_all);
    return unit_run(suite);
}
