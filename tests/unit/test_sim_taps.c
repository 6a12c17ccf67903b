/*
 * Taps of the virtual board's pads: told of each change, beside the watches.
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim_fixture.h"

#include "err.h"

static char told[256];

static void tell(toc_pin_tap_t *tap, const toc_pin_change_t *change) {
    size_t used = strlen(told);
    ck_assert_uint_eq(change->now_ns, toc_clock_now_ns());
    snprintf(told + used, sizeof(told) - used, "%s%d@%u ",
             (const char *)tap->ctx, change->high != 0,
             (unsigned)(change->at_ns / FIXTURE_MS));
}

static toc_pin_tap_t a = {.fn = tell, .ctx = "a"};
static toc_pin_tap_t b = {.fn = tell, .ctx = "b"};

static void tap(uint32_t pad, toc_pin_tap_t *t) {
    works(pins->tap(pins->ctx, pad, t));
}

static void untap(toc_pin_tap_t *t) {
    pins->untap(pins->ctx, t);
}

START_TEST(tells_each_change_and_nothing_else) {
    drive(1, false);
    tap(1, &a);
    ck_assert_str_eq(told, "");
    drive(1, true);
    drive(1, true);
    advance_to(3 * FIXTURE_MS);
    drive(1, false);
    drive(2, true);
    ck_assert_str_eq(told, "a1@0 a0@3 ");
}
END_TEST

START_TEST(tells_all_taps_of_a_net) {
    wire(1, 2);
    tap(1, &a);
    tap(2, &b);
    output(1, true);
    ck_assert_str_eq(told, "b1@0 a1@0 ");
}
END_TEST

START_TEST(leaves_the_watch_of_the_pad_alone) {
    watch(1, TOC_PIN_RISING);
    tap(1, &a);
    drive(1, true);
    untap(&a);
    drive(1, false);
    drive(1, true);
    ck_assert_str_eq(told, "a1@0 ");
    ck_assert_str_eq(happened(), "P1 rise 1, P1 rise 1");
}
END_TEST

START_TEST(is_over_after_untap_and_after_a_reset) {
    tap(1, &a);
    tap(1, &b);
    untap(&a);
    untap(&a);
    drive(1, true);
    ck_assert_str_eq(told, "b1@0 ");
    sim_reset();
    drive(1, false);
    ck_assert_str_eq(told, "b1@0 ");
    untap(&b);
    tap(1, &b);
    drive(1, true);
    ck_assert_str_eq(told, "b1@0 b1@0 ");
}
END_TEST

typedef struct {
    uint64_t changed;
    uint64_t high;
    int calls;
} seen_t;

static void see(toc_pin_tap_t *tap, const toc_pin_change_t *change) {
    seen_t *seen = tap->ctx;
    seen->changed = change->changed;
    seen->high = change->high;
    seen->calls++;
}

START_TEST(tells_what_changes_at_once_in_one_call) {
    seen_t all = {0};
    seen_t one = {0};
    toc_pin_tap_t tap_all = {.fn = see, .ctx = &all};
    toc_pin_tap_t tap_one = {.fn = see, .ctx = &one};
    drive(3, true);
    sim_tap(&tap_all, UINT64_MAX);
    sim_tap(&tap_one, 1u << 5);
    wire(2, 5);
    ck_assert_int_eq(all.calls, 0);
    drive(2, true);
    ck_assert_uint_eq(all.changed, 1u << 2 | 1u << 5);
    ck_assert_uint_eq(all.high, 1u << 2 | 1u << 5);
    ck_assert_uint_eq(one.changed, 1u << 5);
    ck_assert_uint_eq(one.high, 1u << 5);
    drive(5, false);
    ck_assert_uint_eq(all.changed, 1u << 2 | 1u << 5);
    ck_assert_uint_eq(all.high, 0);
    drive(3, false);
    ck_assert_int_eq(all.calls, 3);
    ck_assert_int_eq(one.calls, 2);
}
END_TEST

START_TEST(of_the_world_stays_over_a_reset_but_not_over_the_boards_end) {
    seen_t seen = {0};
    toc_pin_tap_t tap_all = {.fn = see, .ctx = &seen};
    sim_tap(&tap_all, UINT64_MAX);
    sim_reset();
    drive(2, true);
    ck_assert_int_eq(seen.calls, 1);
    sim_untap(&tap_all);
    sim_untap(&tap_all);
    drive(2, false);
    ck_assert_int_eq(seen.calls, 1);

    toc_board_t board;
    fixture_board(&board);
    sim_tap(&tap_all, UINT64_MAX);
    sim_deinit();
    works(sim_init(&board, NULL, NULL));
    drive(2, true);
    ck_assert_int_eq(seen.calls, 1);
}
END_TEST

START_TEST(refuses_a_pad_that_is_not_there) {
    toc_pin_tap_t none = {0};
    ck_assert_int_eq(pins->tap(pins->ctx, FIXTURE_PADS, &a), TOC_EINVAL);
    ck_assert_int_eq(pins->tap(pins->ctx, 1, &none), TOC_EINVAL);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("sim_taps");
    TCase *taps = tcase_create("taps");
    tcase_add_checked_fixture(taps, setup, teardown);
    tcase_add_test(taps, tells_each_change_and_nothing_else);
    tcase_add_test(taps, tells_all_taps_of_a_net);
    tcase_add_test(taps, leaves_the_watch_of_the_pad_alone);
    tcase_add_test(taps, is_over_after_untap_and_after_a_reset);
    tcase_add_test(taps, tells_what_changes_at_once_in_one_call);
    tcase_add_test(taps,
                   of_the_world_stays_over_a_reset_but_not_over_the_boards_end);
    tcase_add_test(taps, refuses_a_pad_that_is_not_there);
    suite_add_tcase(suite, taps);
    return run_suite(suite);
}
