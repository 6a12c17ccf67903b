/*
 * The queue from interrupt context: order, limits, wrap-around.
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit.h"

#include "irqq_fixture.h"

START_TEST(records_come_out_in_order_and_whole) {
    open_queue(4, TOC_IRQQ_REFUSE_NEWEST);
    toc_irq_record_t in = {
        .time_ns = 1,
        .seq = 2,
        .slot = 3,
        .generation = 4,
        .data = 5,
        .missed = 6,
    };
    ck_assert_int_eq(toc_irqq_post(&q, &in, &lost), 0);
    ck_assert_int_eq(post(70), 0);
    toc_irq_record_t out = {0};
    ck_assert_int_eq(toc_irqq_take(&q, &out), 1);
    ck_assert_uint_eq(out.time_ns, 1);
    ck_assert_uint_eq(out.seq, 2);
    ck_assert_uint_eq(out.slot, 3);
    ck_assert_uint_eq(out.generation, 4);
    ck_assert_uint_eq(out.data, 5);
    ck_assert_uint_eq(out.missed, 6);
    ck_assert_int_eq(take(), 70);
    ck_assert_int_eq(take(), NONE);
}
END_TEST

START_TEST(an_empty_queue_gives_nothing) {
    open_queue(2, TOC_IRQQ_REFUSE_NEWEST);
    ck_assert_int_eq(take(), NONE);
    ck_assert(!toc_irqq_has_record(&q));
    ck_assert(toc_irqq_has_room(&q));
    ck_assert_uint_eq(toc_irqq_count(&q), 0);
}
END_TEST

START_TEST(depth_must_be_a_power_of_two_in_range) {
    static const uint32_t bad[] = {0,     3,     5,      6,          7,
                                   9,     12,    15,     17,         100,
                                   65535, 65537, 131072, UINT32_MAX, 1u << 31};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        ck_assert_int_eq(
            toc_irqq_init(&q, cells, bad[i], TOC_IRQQ_REFUSE_NEWEST),
            TOC_EINVAL);
    }
    for (uint32_t depth = 1; depth <= TOC_IRQQ_DEPTH_MAX; depth *= 2) {
        ck_assert_int_eq(
            toc_irqq_init(&q, cells, depth, TOC_IRQQ_REFUSE_NEWEST), 0);
        ck_assert_uint_eq(toc_irqq_depth(&q), depth);
    }
}
END_TEST

START_TEST(every_depth_holds_exactly_that_many) {
    uint32_t depth = 1u << _i;
    open_queue(depth, TOC_IRQQ_REFUSE_NEWEST);
    for (uint32_t lap = 0; lap < 3; lap++) {
        for (uint32_t i = 0; i < depth; i++) {
            ck_assert(toc_irqq_has_room(&q));
            ck_assert_int_eq(post(i), 0);
            ck_assert_uint_eq(toc_irqq_count(&q), i + 1);
        }
        ck_assert(!toc_irqq_has_room(&q));
        ck_assert_int_eq(post(999999), TOC_EFULL);
        for (uint32_t i = 0; i < depth; i++) {
            ck_assert(toc_irqq_has_record(&q));
            ck_assert_int_eq(take(), i);
        }
        ck_assert_int_eq(take(), NONE);
    }
}
END_TEST

START_TEST(the_wrap_of_positions_goes_unnoticed) {
    uint32_t depth = 1u << (_i / 2);
    enum toc_irqq_policy policy =
        _i % 2 ? TOC_IRQQ_DISCARD_OLDEST : TOC_IRQQ_REFUSE_NEWEST;
    // Positions wrap at 2^32, turns already at half of that.
    static const uint32_t starts[] = {UINT32_MAX - 40, (1u << 31) - 41};
    for (size_t s = 0; s < 2; s++) {
        open_queue_at(depth, policy, starts[s]);
        uint32_t oldest = 0;
        for (uint32_t i = 0; i < 200; i++) {
            int expected = i < depth ? 0 : policy == TOC_IRQQ_DISCARD_OLDEST;
            if (i >= depth && policy == TOC_IRQQ_REFUSE_NEWEST) {
                ck_assert_int_eq(post(777), TOC_EFULL);
                ck_assert_int_eq(take(), oldest++);
            }
            ck_assert_int_eq(post(i), expected);
            if (expected == 1) {
                ck_assert_uint_eq(lost.data, oldest++);
            }
            ck_assert_uint_eq(toc_irqq_count(&q), i < depth ? i + 1 : depth);
        }
        for (uint32_t i = 0; i < depth; i++) {
            ck_assert_int_eq(take(), oldest++);
        }
        ck_assert_int_eq(take(), NONE);
        ck_assert_uint_eq(toc_irqq_high_water(&q), depth);
    }
}
END_TEST

START_TEST(high_water_is_the_most_that_waited_at_once) {
    open_queue(8, TOC_IRQQ_REFUSE_NEWEST);
    ck_assert_uint_eq(toc_irqq_high_water(&q), 0);
    post_ok(1);
    take();
    post_ok(2);
    take();
    ck_assert_uint_eq(toc_irqq_high_water(&q), 1);
    post_ok(3);
    post_ok(4);
    post_ok(5);
    ck_assert_uint_eq(toc_irqq_high_water(&q), 3);
    take();
    take();
    take();
    post_ok(6);
    ck_assert_uint_eq(toc_irqq_high_water(&q), 3);
    for (uint32_t i = 0; i < 20; i++) {
        (void)post(i);
    }
    ck_assert_uint_eq(toc_irqq_high_water(&q), 8);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("irqq");
    UNIT_ADD(suite, records_come_out_in_order_and_whole);
    UNIT_ADD(suite, an_empty_queue_gives_nothing);
    UNIT_ADD(suite, depth_must_be_a_power_of_two_in_range);
    UNIT_ADD_LOOP(suite, every_depth_holds_exactly_that_many, 17);
    UNIT_ADD_LOOP(suite, the_wrap_of_positions_goes_unnoticed, 10);
    UNIT_ADD(suite, high_water_is_the_most_that_waited_at_once);
    return unit_run(suite);
}
