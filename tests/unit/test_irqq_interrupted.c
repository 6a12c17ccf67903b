/*
 * The queue while a post is interrupted between its claim and its publication,
 * or a take between its claim and the release of the cell.
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit.h"

#include "irqq_fixture.h"

// A take that claimed the oldest and did not yet give the cell back.
static uint32_t begin_take(void) {
    uint32_t pos = toc_atomic_load(&q.head);
    toc_atomic_store(&q.head, pos + 1);
    return pos;
}

static void end_take(uint32_t pos) {
    toc_atomic_store(&q.cells[pos & q.mask].turn,
                     2 * (pos + toc_irqq_depth(&q)));
}

START_TEST(posts_go_past_an_unfinished_one) {
    open_queue(4, TOC_IRQQ_REFUSE_NEWEST);
    uint32_t interrupted = claim();
    post_ok(2);
    post_ok(3);
    ck_assert_int_eq(take(), NONE); // the first is not complete yet
    ck_assert(!toc_irqq_has_record(&q));
    ck_assert_uint_eq(toc_irqq_count(&q), 3);
    publish(interrupted, 1);
    ck_assert_int_eq(take(), 1);
    ck_assert_int_eq(take(), 2);
    ck_assert_int_eq(take(), 3);
}
END_TEST

START_TEST(what_is_published_before_an_unfinished_one_can_be_taken) {
    open_queue(4, TOC_IRQQ_REFUSE_NEWEST);
    post_ok(1);
    uint32_t interrupted = claim();
    ck_assert_int_eq(take(), 1);
    ck_assert_int_eq(take(), NONE);
    publish(interrupted, 2);
    ck_assert_int_eq(take(), 2);
}
END_TEST

START_TEST(an_unfinished_post_fills_its_place) {
    open_queue(2, TOC_IRQQ_REFUSE_NEWEST);
    uint32_t interrupted = claim();
    post_ok(2);
    ck_assert_int_eq(post(3), TOC_EFULL);
    publish(interrupted, 1);
    ck_assert_int_eq(take(), 1);
    post_ok(4);
    ck_assert_int_eq(take(), 2);
    ck_assert_int_eq(take(), 4);
}
END_TEST

START_TEST(an_unfinished_oldest_is_not_discarded) {
    uint32_t depth = 1u << _i;
    open_queue(depth, TOC_IRQQ_DISCARD_OLDEST);
    uint32_t interrupted = claim();
    for (uint32_t i = 1; i < depth; i++) {
        post_ok(i);
    }
    ck_assert_int_eq(post(100), TOC_EFULL);
    publish(interrupted, 0);
    ck_assert_int_eq(post(101), 1);
    ck_assert_uint_eq(lost.data, 0);
    for (uint32_t i = 1; i < depth; i++) {
        ck_assert_int_eq(take(), i);
    }
    ck_assert_int_eq(take(), 101);
    ck_assert_int_eq(take(), NONE);
}
END_TEST

START_TEST(while_the_oldest_is_being_taken_no_other_is_discarded) {
    uint32_t depth = 1u << _i;
    open_queue(depth, TOC_IRQQ_DISCARD_OLDEST);
    for (uint32_t i = 0; i < depth; i++) {
        post_ok(i);
    }
    uint32_t taken = begin_take();
    ck_assert_int_eq(post(100), TOC_EFULL);
    end_take(taken);
    post_ok(101);
    for (uint32_t i = 1; i < depth; i++) {
        ck_assert_int_eq(take(), i);
    }
    ck_assert_int_eq(take(), 101);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("irqq_interrupted");
    UNIT_ADD(suite, posts_go_past_an_unfinished_one);
    UNIT_ADD(suite, what_is_published_before_an_unfinished_one_can_be_taken);
    UNIT_ADD(suite, an_unfinished_post_fills_its_place);
    UNIT_ADD_LOOP(suite, an_unfinished_oldest_is_not_discarded, 3);
    UNIT_ADD_LOOP(suite, while_the_oldest_is_being_taken_no_other_is_discarded,
                  3);
    return unit_run(suite);
}
