/*
 * Level sources: masked until the handler returned, then looked at again; and
 * what happens when the queue had no room for one.
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit.h"

#include "dispatch_fixture.h"

// A level that a test sets, as a backend sees it.
static bool level;
static uint32_t looks;

static void look(toc_source_t *source, void *owner) {
    (void)owner;
    ck_assert(diary.locked);
    looks++;
    if (level) {
        ck_assert_int_eq(toc_source_raise_level(source, 1), 0);
    }
}

static const toc_source_ops_t level_ops = {.look = look};
static toc_source_t *pin;
static toc_source_t *other;

static void open_level(uint32_t depth, enum toc_irqq_policy policy) {
    open_dispatch(depth, policy);
    level = false;
    looks = 0;
    pin = open_source_with("level", &level_ops);
    other = open_source("other");
    toc_source_enable(pin);
}

START_TEST(while_masked_nothing_is_posted) {
    open_level(16, TOC_IRQQ_REFUSE_NEWEST);
    for (uint32_t i = 0; i < 5; i++) {
        ck_assert_int_eq(toc_source_raise_level(pin, 1), 0);
    }
    check_counts(pin, 1, 0, 0, 0);
    ck_assert_uint_eq(toc_dispatch_run_once(), 1);
    ck_assert_uint_eq(looks, 1);
    ck_assert_int_eq(toc_source_raise_level(pin, 1), 0);
    check_counts(pin, 2, 1, 0, 0);
}
END_TEST

static void raise_inside(toc_source_t *source, const toc_irq_record_t *record) {
    (void)record;
    ck_assert_int_eq(toc_source_raise_level(source, 1), 0);
    check_counts(source, diary.calls, diary.calls, 0, 0);
    if (diary.calls == 3) {
        level = false;
    }
}

START_TEST(masked_until_the_handler_returned_then_looked_at) {
    open_level(16, TOC_IRQQ_REFUSE_NEWEST);
    level = true;
    diary.inside = raise_inside;
    ck_assert_int_eq(toc_source_raise_level(pin, 1), 0);
    ck_assert_uint_eq(toc_dispatch_run_once(), 3);
    ck_assert_uint_eq(looks, 3);
    check_counts(pin, 3, 3, 0, 0);
}
END_TEST

static uint64_t begins_ns[3];

// A call lasts 100 ns; the level comes anew 50 ns after each.
static void take_time(toc_source_t *source, const toc_irq_record_t *record) {
    (void)source;
    uint64_t begin_ns = 0;
    ck_assert_ptr_nonnull(toc_dispatch_current(NULL, &begin_ns));
    ck_assert_uint_ge(begin_ns, record->time_ns);
    begins_ns[diary.calls - 1] = begin_ns;
    fake_advance_ns(100);
    level = diary.calls < 3;
}

static void look_later(toc_source_t *source, void *owner) {
    fake_advance_ns(50);
    look(source, owner);
}

START_TEST(a_call_begins_with_the_end_of_the_last_but_not_before_its_post) {
    static const toc_source_ops_t later_ops = {.look = look_later};
    open_level(16, TOC_IRQQ_REFUSE_NEWEST);
    toc_source_t *later = open_source_with("later", &later_ops);
    toc_source_enable(later);
    diary.inside = take_time;
    ck_assert_int_eq(toc_source_raise_level(later, 1), 0);
    ck_assert_uint_eq(toc_dispatch_run_once(), 3);
    ck_assert_uint_eq(begins_ns[1], begins_ns[0] + 150);
    ck_assert_uint_eq(begins_ns[2], begins_ns[1] + 150);
}
END_TEST

static void cancel_inside(toc_source_t *source,
                          const toc_irq_record_t *record) {
    (void)record;
    toc_source_cancel(source);
}

START_TEST(a_level_that_its_handler_cancelled_is_not_looked_at) {
    open_level(16, TOC_IRQQ_REFUSE_NEWEST);
    level = true;
    diary.inside = cancel_inside;
    ck_assert_int_eq(toc_source_raise_level(pin, 1), 0);
    ck_assert_uint_eq(toc_dispatch_run_once(), 1);
    ck_assert_uint_eq(looks, 0);
}
END_TEST

START_TEST(a_new_registration_is_not_masked_by_a_stale_record) {
    open_level(16, TOC_IRQQ_REFUSE_NEWEST);
    ck_assert_int_eq(toc_source_raise_level(pin, 1), 0);
    toc_source_cancel(pin);
    toc_source_enable(pin);
    ck_assert_int_eq(toc_source_raise_level(pin, 2), 0);
    ck_assert_int_eq(toc_source_raise_level(pin, 3), 0); // masked
    ck_assert_uint_eq(toc_dispatch_run_once(), 1);
    ck_assert_uint_eq(seen_data(0), 2);
    ck_assert_uint_eq(looks, 1);
    check_counts(pin, 2, 1, 0, 1);
}
END_TEST

static void enable_inside(toc_source_t *source,
                          const toc_irq_record_t *record) {
    if (record->data == 1) {
        toc_source_enable(source);
        ck_assert_int_eq(toc_source_raise_level(source, 2), 0);
    } else {
        ck_assert_int_eq(toc_source_raise_level(source, 3), 0); // masked
    }
}

START_TEST(a_handler_that_registers_anew_leaves_the_new_mask_alone) {
    open_level(16, TOC_IRQQ_REFUSE_NEWEST);
    diary.inside = enable_inside;
    ck_assert_int_eq(toc_source_raise_level(pin, 1), 0);
    ck_assert_uint_eq(toc_dispatch_run_once(), 2);
    ck_assert_uint_eq(looks, 1); // the first returned to another registration
    check_counts(pin, 2, 2, 0, 0);
}
END_TEST

static void end_level(toc_source_t *source, const toc_irq_record_t *record) {
    (void)record;
    if (source == pin) {
        level = false;
    }
}

START_TEST(a_starved_level_is_posted_as_soon_as_there_is_room) {
    open_level(1, TOC_IRQQ_REFUSE_NEWEST);
    level = true;
    diary.inside = end_level;
    raise_ok(other, 100);
    ck_assert_int_eq(toc_source_raise_level(pin, 1), TOC_EFULL);
    ck_assert_uint_eq(toc_dispatch_run_once(), 2);
    ck_assert_ptr_eq(diary.seen[1].source, pin);
    ck_assert_uint_eq(looks, 2); // when there was room, after the handler
    check_counts(pin, 2, 1, 1, 0);
    ck_assert(toc_dispatch_is_idle());
}
END_TEST

START_TEST(a_starved_level_waits_without_being_refused_again) {
    open_level(1, TOC_IRQQ_REFUSE_NEWEST);
    level = true;
    diary.inside = end_level;
    toc_source_t *second = open_source_with("second", &level_ops);
    toc_source_enable(second);
    raise_ok(other, 100);
    ck_assert_int_eq(toc_source_raise_level(pin, 1), TOC_EFULL);
    ck_assert_int_eq(toc_source_raise_level(second, 1), TOC_EFULL);
    // One finds room and the other has to go on waiting.
    toc_dispatch_run_once();
    check_counts(pin, 2, 1, 1, 0);
    toc_source_counts_t counts;
    toc_source_counts(second, &counts);
    ck_assert_uint_eq(counts.refused, 1);
    ck_assert_uint_eq(counts.queued, 0);
    ck_assert(toc_dispatch_is_idle());
}
END_TEST

START_TEST(a_starved_level_that_ended_posts_nothing) {
    open_level(1, TOC_IRQQ_REFUSE_NEWEST);
    raise_ok(other, 100);
    ck_assert_int_eq(toc_source_raise_level(pin, 1), TOC_EFULL);
    ck_assert_uint_eq(toc_dispatch_run_once(), 1);
    ck_assert_uint_eq(looks, 1);
    check_counts(pin, 1, 0, 1, 0);
}
END_TEST

START_TEST(a_starved_level_is_looked_at_once) {
    open_level(1, TOC_IRQQ_REFUSE_NEWEST);
    toc_source_t *second = open_source_with("second", &level_ops);
    toc_source_enable(second);
    raise_ok(other, 100);
    ck_assert_int_eq(toc_source_raise_level(pin, 1), TOC_EFULL);
    toc_dispatch_run_once();
    ck_assert_uint_eq(looks, 1);
    raise_ok(other, 100);
    ck_assert_int_eq(toc_source_raise_level(second, 1), TOC_EFULL);
    toc_dispatch_run_once();
    ck_assert_uint_eq(looks, 2);
}
END_TEST

START_TEST(a_starved_level_that_was_cancelled_is_not_looked_at) {
    open_level(1, TOC_IRQQ_REFUSE_NEWEST);
    level = true;
    raise_ok(other, 100);
    ck_assert_int_eq(toc_source_raise_level(pin, 1), TOC_EFULL);
    toc_source_cancel(pin);
    toc_source_enable(pin);
    ck_assert_uint_eq(toc_dispatch_run_once(), 1);
    ck_assert_uint_eq(looks, 0);
}
END_TEST

START_TEST(a_level_discarded_as_the_oldest_is_looked_at_again) {
    open_level(1, TOC_IRQQ_DISCARD_OLDEST);
    level = true;
    diary.inside = end_level;
    ck_assert_int_eq(toc_source_raise_level(pin, 1), 0);
    raise_ok(other, 100);
    check_counts(pin, 1, 0, 1, 0);
    ck_assert_uint_eq(toc_dispatch_run_once(), 2);
    ck_assert_ptr_eq(diary.seen[1].source, pin);
    check_counts(pin, 2, 1, 1, 0);
}
END_TEST

START_TEST(closing_a_level_source_in_its_handler_touches_no_other) {
    open_level(16, TOC_IRQQ_REFUSE_NEWEST);
    raise_ok(other, 5);
    ck_assert_int_eq(toc_source_raise_level(pin, 1), 0);
    toc_source_close(pin);
    toc_source_t *next = open_source_with("next", &level_ops);
    toc_source_enable(next);
    ck_assert_int_eq(toc_source_raise_level(next, 9), 0);
    ck_assert_uint_eq(toc_dispatch_run_once(), 2);
    ck_assert_uint_eq(seen_data(1), 9);
    ck_assert_uint_eq(looks, 1);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("dispatch_level");
    UNIT_ADD(suite, while_masked_nothing_is_posted);
    UNIT_ADD(suite, masked_until_the_handler_returned_then_looked_at);
    UNIT_ADD(suite,
             a_call_begins_with_the_end_of_the_last_but_not_before_its_post);
    UNIT_ADD(suite, a_level_that_its_handler_cancelled_is_not_looked_at);
    UNIT_ADD(suite, a_new_registration_is_not_masked_by_a_stale_record);
    UNIT_ADD(suite, a_handler_that_registers_anew_leaves_the_new_mask_alone);
    UNIT_ADD(suite, a_starved_level_is_posted_as_soon_as_there_is_room);
    UNIT_ADD(suite, a_starved_level_waits_without_being_refused_again);
    UNIT_ADD(suite, a_starved_level_that_ended_posts_nothing);
    UNIT_ADD(suite, a_starved_level_is_looked_at_once);
    UNIT_ADD(suite, a_starved_level_that_was_cancelled_is_not_looked_at);
    UNIT_ADD(suite, a_level_discarded_as_the_oldest_is_looked_at_again);
    UNIT_ADD(suite, closing_a_level_source_in_its_handler_touches_no_other);
    return unit_run(suite);
}
