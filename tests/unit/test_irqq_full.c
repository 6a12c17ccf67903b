/*
 * The queue when it is full.
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit.h"

#include "irqq_fixture.h"

START_TEST(full_refuses_the_newest) {
    open_queue(2, TOC_IRQQ_REFUSE_NEWEST);
    post_ok(11);
    post_ok(12);
    ck_assert_int_eq(post(13), TOC_EFULL);
    ck_assert_int_eq(take(), 11);
    ck_assert_int_eq(take(), 12);
    ck_assert_int_eq(take(), NONE); // 13 never got in
}
END_TEST

START_TEST(a_refused_post_changes_nothing) {
    open_queue(2, TOC_IRQQ_REFUSE_NEWEST);
    post_ok(1);
    post_ok(2);
    uint32_t tail = toc_atomic_load(&q.tail);
    for (uint32_t i = 0; i < 100; i++) {
        ck_assert_int_eq(post(3), TOC_EFULL);
    }
    ck_assert_uint_eq(toc_atomic_load(&q.tail), tail);
    ck_assert_uint_eq(toc_irqq_count(&q), 2);
}
END_TEST

START_TEST(room_for_one_lets_one_in) {
    open_queue(2, TOC_IRQQ_REFUSE_NEWEST);
    post_ok(1);
    post_ok(2);
    ck_assert_int_eq(take(), 1);
    post_ok(3);
    ck_assert_int_eq(post(4), TOC_EFULL);
    ck_assert_int_eq(take(), 2);
    ck_assert_int_eq(take(), 3);
}
END_TEST

START_TEST(discarding_hands_back_the_oldest) {
    open_queue(4, TOC_IRQQ_DISCARD_OLDEST);
    for (uint32_t i = 0; i < 4; i++) {
        post_ok(i);
    }
    ck_assert_int_eq(post(4), 1);
    ck_assert_uint_eq(lost.data, 0);
    ck_assert_int_eq(post(5), 1);
    ck_assert_uint_eq(lost.data, 1);
    ck_assert_uint_eq(toc_irqq_count(&q), 4);
    for (uint32_t i = 2; i < 6; i++) {
        ck_assert_int_eq(take(), i);
    }
    ck_assert_int_eq(take(), NONE);
}
END_TEST

START_TEST(depth_1_keeps_the_first_or_the_last) {
    open_queue(1, TOC_IRQQ_REFUSE_NEWEST);
    for (uint32_t lap = 0; lap < 10; lap++) {
        post_ok(lap);
        ck_assert_int_eq(post(100), TOC_EFULL);
        ck_assert_int_eq(take(), lap);
        ck_assert_int_eq(take(), NONE);
    }
    open_queue(1, TOC_IRQQ_DISCARD_OLDEST);
    post_ok(1);
    ck_assert_int_eq(post(2), 1);
    ck_assert_uint_eq(lost.data, 1);
    ck_assert_int_eq(post(3), 1);
    ck_assert_uint_eq(lost.data, 2);
    ck_assert_int_eq(take(), 3);
    ck_assert_int_eq(take(), NONE);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("irqq_full");
    UNIT_ADD(suite, full_refuses_the_newest);
    UNIT_ADD(suite, a_refused_post_changes_nothing);
    UNIT_ADD(suite, room_for_one_lets_one_in);
    UNIT_ADD(suite, discarding_hands_back_the_oldest);
    UNIT_ADD(suite, depth_1_keeps_the_first_or_the_last);
    return unit_run(suite);
}
