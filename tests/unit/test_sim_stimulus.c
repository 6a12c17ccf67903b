/*
 * Presses and pulse trains of the virtual board, to the nanosecond, in virtual
 * time. Trains without a period need threads: test_posix_sim.c.
 *
 * SPDX-License-Identifier: MIT
 */
#include "err.h"
#include "sim_fixture.h"

static uint32_t drained;

static void count_drained(void *ctx) {
    ck_assert_ptr_eq(ctx, &drained);
    ck_assert_uint_eq(sim_pending(), 0);
    drained++;
}

static void setup_drained(void) {
    setup();
    sim_on_drained(count_drained, &drained);
}

// The times of the events of the last happened(), in milliseconds.
static void happened_at_ms(uint32_t count, const uint64_t times_ms[]) {
    ck_assert_uint_eq(event_count, count);
    for (uint32_t i = 0; i < count; i++) {
        ck_assert_uint_eq(events[i].time_ns, times_ms[i] * FIXTURE_MS);
    }
}

static void press(uint32_t pad, uint64_t at_ms, uint64_t for_ms) {
    ck_assert_int_eq(sim_press(pad, at_ms * FIXTURE_MS, for_ms * FIXTURE_MS),
                     0);
}

static void pulses(uint32_t pad, uint64_t count, uint64_t period_ms) {
    ck_assert_int_eq(sim_pulses(pad, count, period_ms * FIXTURE_MS), 0);
}

START_TEST(a_press_pulls_to_the_other_level_and_lets_go) {
    configure(1, TOC_PIN_IN, TOC_PIN_PULL_UP);
    watch(1, TOC_PIN_BOTH);
    advance_to(500 * FIXTURE_MS);
    press(1, 1000, 200);
    ck_assert_uint_eq(sim_pending(), 1);
    advance_to(1499 * FIXTURE_MS);
    ck_assert_str_eq(happened(), "");
    advance_to(1500 * FIXTURE_MS);
    ck_assert_int_eq(sim_level(1), 0);
    ck_assert_uint_eq(drained, 0);
    advance_to(2000 * FIXTURE_MS);
    ck_assert_int_eq(sim_level(1), 1);
    ck_assert_str_eq(happened(), "P1 fall 0, P1 rise 1");
    happened_at_ms(2, (uint64_t[]){1500, 1700});
    ck_assert_uint_eq(sim_pending(), 0);
    ck_assert_uint_eq(drained, 1);
}
END_TEST

START_TEST(a_press_looks_at_the_level_when_it_begins) {
    configure(1, TOC_PIN_IN, TOC_PIN_PULL_UP);
    watch(1, TOC_PIN_BOTH);
    press(1, 10, 5);
    configure(1, TOC_PIN_IN, TOC_PIN_PULL_DOWN);
    advance_to(20 * FIXTURE_MS);
    ck_assert_str_eq(happened(), "P1 fall 0, P1 rise 1, P1 fall 0");
}
END_TEST

START_TEST(a_press_may_begin_now_and_take_no_time) {
    configure(1, TOC_PIN_IN, TOC_PIN_PULL_UP);
    watch(1, TOC_PIN_BOTH);
    press(1, 0, 0);
    advance_to(0);
    ck_assert_str_eq(happened(), "P1 fall 0, P1 rise 1");
    ck_assert_uint_eq(drained, 1);
}
END_TEST

START_TEST(a_press_of_a_floating_pad_leaves_its_level) {
    watch(1, TOC_PIN_BOTH);
    press(1, 1, 1);
    advance_to(3 * FIXTURE_MS);
    ck_assert_str_eq(happened(), "P1 rise 1");
    ck_assert_int_eq(sim_level(1), 1);
}
END_TEST

START_TEST(of_presses_that_overlap_the_last_one_lets_go) {
    configure(1, TOC_PIN_IN, TOC_PIN_PULL_UP);
    watch(1, TOC_PIN_BOTH);
    press(1, 10, 100); // to low at 10
    press(1, 20, 10);  // to high at 20, ends at 30: no change
    press(1, 40, 200); // to low at 40
    advance_to(39 * FIXTURE_MS);
    ck_assert_str_eq(happened(), "P1 fall 0, P1 rise 1");
    happened_at_ms(2, (uint64_t[]){10, 20});
    advance_to(200 * FIXTURE_MS);
    ck_assert_int_eq(sim_level(1), 0);
    ck_assert_uint_eq(sim_pending(), 1);
    advance_to(300 * FIXTURE_MS);
    ck_assert_str_eq(happened(), "P1 fall 0, P1 rise 1");
    happened_at_ms(2, (uint64_t[]){40, 240});
    ck_assert_uint_eq(drained, 1);
}
END_TEST

START_TEST(a_press_of_an_output_is_a_fight) {
    output(1, true);
    press(1, 1, 2);
    advance_to(2 * FIXTURE_MS);
    ck_assert_str_eq(fought(), "P1>P1 (outside);");
    ck_assert_int_eq(sim_level(1), 0);
    advance_to(5 * FIXTURE_MS);
    ck_assert_int_eq(sim_level(1), 1);

    write_latch(1, false);
    press(1, 0, 1);
    advance_to(5 * FIXTURE_MS);
    ck_assert_str_eq(fought(), "P1 (outside)>P1;");
    ck_assert_int_eq(sim_level(1), 0);
}
END_TEST

START_TEST(a_press_goes_before_what_drives_and_gives_it_back) {
    drive(1, true);
    press(1, 1, 2);
    advance_to(2 * FIXTURE_MS);
    ck_assert_int_eq(sim_level(1), 0);
    drive(1, true);
    ck_assert_int_eq(sim_level(1), 0);
    advance_to(3 * FIXTURE_MS);
    ck_assert_int_eq(sim_level(1), 1);
    ck_assert_str_eq(fought(), "");
}
END_TEST

START_TEST(many_presses_come_in_order_and_are_freed) {
    watch(1, TOC_PIN_BOTH);
    configure(1, TOC_PIN_IN, TOC_PIN_PULL_DOWN);
    for (uint64_t i = 0; i < 100; i++) {
        press(1, 2 * (99 - i) + 1, 1);
    }
    ck_assert_uint_eq(sim_pending(), 100);
    advance_to(1000 * FIXTURE_MS);
    (void)happened();
    ck_assert_uint_eq(event_count, 200);
    for (uint64_t i = 0; i < 200; i++) {
        ck_assert_uint_eq(events[i].time_ns, (i + 1) * FIXTURE_MS);
    }
    ck_assert_uint_eq(drained, 1);
    // The next one frees them; a sanitizer sees whether all of them.
    press(1, 1, 1);
}
END_TEST

START_TEST(a_press_that_never_comes_is_possible) {
    advance_to(5 * FIXTURE_MS);
    ck_assert_int_eq(sim_press(1, UINT64_MAX, UINT64_MAX), 0);
    ck_assert_int_eq(sim_pulses(4, 1, UINT64_MAX), 0);
    press(2, 1, 1);
    ck_assert_int_eq(sim_press(3, 0, UINT64_MAX), 0);
    advance_to(10 * FIXTURE_MS);
    ck_assert_uint_eq(sim_pending(), 3);
    ck_assert_int_eq(sim_level(1), 0);
    ck_assert_int_eq(sim_level(3), 1);
    ck_assert_int_eq(sim_level(4), 0);
}
END_TEST

START_TEST(a_press_outlives_a_reset_but_not_the_board) {
    press(1, 1, 5);
    press(2, 100, 5);
    sim_reset();
    advance_to(2 * FIXTURE_MS);
    sim_reset();
    ck_assert_int_eq(sim_level(1), 1);
    ck_assert_uint_eq(sim_pending(), 2);
    advance_to(7 * FIXTURE_MS);
    ck_assert_int_eq(sim_level(1), 0);

    sim_deinit();
    ck_assert_uint_eq(sim_pending(), 0);
    ck_assert_uint_eq(toc_alarm_armed_count(), 0);
    ck_assert_uint_eq(drained, 0);
}
END_TEST

START_TEST(a_train_drives_so_many_edges_and_lets_go) {
    configure(1, TOC_PIN_IN, TOC_PIN_PULL_UP);
    watch(1, TOC_PIN_BOTH);
    pulses(1, 3, 10);
    advance_to(9 * FIXTURE_MS);
    ck_assert_str_eq(happened(), "");
    advance_to(39 * FIXTURE_MS);
    ck_assert_str_eq(happened(), "P1 fall 0, P1 rise 1, P1 fall 0");
    happened_at_ms(3, (uint64_t[]){10, 20, 30});
    ck_assert_uint_eq(drained, 0);

    // Letting go is an edge here.
    advance_to(100 * FIXTURE_MS);
    ck_assert_str_eq(happened(), "P1 rise 1");
    happened_at_ms(1, (uint64_t[]){40});
    ck_assert_uint_eq(drained, 1);
    ck_assert_uint_eq(sim_pending(), 0);
    // Nothing of it goes on in the clock.
    ck_assert_uint_eq(toc_alarm_armed_count(), 0);
    ck_assert_int_eq(sim_pulses_stop(1), 0);
}
END_TEST

START_TEST(a_train_begins_against_the_level_at_its_first_edge) {
    watch(1, TOC_PIN_BOTH);
    pulses(1, 2, 10);
    drive(1, true);
    ck_assert_int_eq(sim_release(1), 0);
    advance_to(100 * FIXTURE_MS);
    ck_assert_str_eq(happened(), "P1 rise 1, P1 fall 0, P1 rise 1");
}
END_TEST

START_TEST(a_train_of_one_edge_and_of_none) {
    watch(1, TOC_PIN_BOTH);
    pulses(1, 0, 10);
    ck_assert_uint_eq(sim_pending(), 0);
    ck_assert_int_eq(sim_pulses(1, 0, 0), 0);
    pulses(1, 1, 10);
    advance_to(100 * FIXTURE_MS);
    ck_assert_str_eq(happened(), "P1 rise 1");
    ck_assert_uint_eq(toc_alarm_armed_count(), 0);
}
END_TEST

START_TEST(a_train_can_be_stopped) {
    configure(1, TOC_PIN_IN, TOC_PIN_PULL_DOWN);
    watch(1, TOC_PIN_BOTH);
    pulses(1, 1000, 1);
    ck_assert_int_eq(sim_pulses(1, 1, 1), TOC_EBUSY);
    ck_assert_int_eq(sim_pulses(1, 1, 0), TOC_EBUSY);
    pulses(2, 1, 500);
    advance_to(3 * FIXTURE_MS);
    ck_assert_int_eq(sim_pulses_stop(1), 997);
    ck_assert_int_eq(sim_level(1), 0);
    ck_assert_int_eq(sim_pulses_stop(1), 0);
    ck_assert_uint_eq(sim_pending(), 1);
    ck_assert_uint_eq(drained, 0);
    advance_to(10 * FIXTURE_MS);
    ck_assert_str_eq(happened(), "P1 rise 1, P1 fall 0, P1 rise 1, P1 fall 0");
    ck_assert_int_eq(sim_pulses_stop(2), 1);
    ck_assert_uint_eq(drained, 1);

    // And another one begun.
    pulses(1, 2, 1);
    advance_to(20 * FIXTURE_MS);
    ck_assert_str_eq(happened(), "P1 rise 1, P1 fall 0");
}
END_TEST

START_TEST(a_late_clock_skips_no_edge) {
    watch(1, TOC_PIN_BOTH);
    pulses(1, 500, 1);
    // Time passes and nobody fires what is due.
    toc_waiter_wait(&fixture_waiter, 400 * FIXTURE_MS);
    (void)toc_alarm_run_once();
    (void)happened();
    ck_assert_uint_eq(event_count, 400);
    for (uint32_t i = 0; i < 400; i++) {
        ck_assert_int_eq(TOC_PIN_EVENT_LEVEL(events[i].data), i % 2 == 0);
    }
    advance_to(1000 * FIXTURE_MS);
    (void)happened();
    ck_assert_uint_eq(event_count, 100);
}
END_TEST

START_TEST(a_press_goes_before_a_train) {
    pulses(1, 4, 10); // high at 10, low at 20, high at 30, low at 40
    press(1, 15, 20); // low from 15 to 35
    advance_to(34 * FIXTURE_MS);
    ck_assert_int_eq(sim_level(1), 0);
    advance_to(35 * FIXTURE_MS);
    ck_assert_int_eq(sim_level(1), 1);
    advance_to(40 * FIXTURE_MS);
    ck_assert_int_eq(sim_level(1), 0);
}
END_TEST

START_TEST(stopping_the_last_one_drains) {
    pulses(1, 5, 10);
    (void)sim_pulses_stop(1);
    ck_assert_uint_eq(drained, 1);
    sim_on_drained(NULL, NULL);
    pulses(1, 5, 10);
    (void)sim_pulses_stop(1);
    ck_assert_uint_eq(drained, 1);
}
END_TEST

typedef struct {
    uint64_t changed;
    uint64_t driven;
    uint64_t high;
    int calls;
} seen_outside_t;

static void see_outside(void *ctx, uint64_t changed, uint64_t driven,
                        uint64_t high) {
    *(seen_outside_t *)ctx = (seen_outside_t){
        changed, driven, high, ((seen_outside_t *)ctx)->calls + 1};
}

static void outside_is(seen_outside_t *seen, int calls, uint64_t driven,
                       uint64_t high) {
    ck_assert_int_eq(seen->calls, calls);
    ck_assert_uint_eq(seen->driven, driven);
    ck_assert_uint_eq(seen->high, high);
}

START_TEST(what_the_world_drives_is_told) {
    seen_outside_t seen = {0};
    ck_assert_int_eq(sim_drive(5, true), 0);
    ck_assert_int_eq(sim_on_outside(see_outside, &seen), 0);
    ck_assert_int_eq(sim_on_outside(see_outside, &seen), TOC_EBUSY);
    ck_assert_uint_eq(seen.changed, UINT64_MAX);
    outside_is(&seen, 1, 1u << 5, 1u << 5);
    ck_assert_int_eq(sim_release(5), 0);
    ck_assert_uint_eq(seen.changed, 1u << 5);
    outside_is(&seen, 2, 0, 0);
    configure(1, TOC_PIN_IN, TOC_PIN_PULL_UP);
    press(1, 10, 5);
    pulses(2, 1, 20);
    advance_to(12 * FIXTURE_MS);
    outside_is(&seen, 3, 1u << 1, 0);
    advance_to(25 * FIXTURE_MS);
    outside_is(&seen, 5, 1u << 2, 1u << 2);
    advance_to(50 * FIXTURE_MS);
    outside_is(&seen, 6, 0, 0);
}
END_TEST

START_TEST(what_the_program_drives_is_not_the_worlds) {
    seen_outside_t seen = {0};
    ck_assert_int_eq(sim_on_outside(see_outside, &seen), 0);
    ck_assert_int_eq(sim_program_drive(5, true), 0);
    ck_assert_int_eq(sim_program_press(1, 10 * FIXTURE_MS, FIXTURE_MS), 0);
    ck_assert_int_eq(sim_program_pulses(2, 3, FIXTURE_MS), 0);
    advance_to(40 * FIXTURE_MS);
    outside_is(&seen, 1, 0, 0);
    ck_assert_int_eq(sim_drive(5, false), 0);
    outside_is(&seen, 2, 1u << 5, 0);
    ck_assert_int_eq(sim_program_drive(5, true), 0);
    outside_is(&seen, 3, 0, 0);
    sim_press(5, FIXTURE_MS, FIXTURE_MS);
    advance_to(41 * FIXTURE_MS);
    outside_is(&seen, 4, 1u << 5, 0);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("sim_stimulus");
    TCase *tcase = tcase_create("stimulus");
    tcase_add_checked_fixture(tcase, setup_drained, teardown);
    tcase_add_test(tcase, a_press_pulls_to_the_other_level_and_lets_go);
    tcase_add_test(tcase, a_press_looks_at_the_level_when_it_begins);
    tcase_add_test(tcase, a_press_may_begin_now_and_take_no_time);
    tcase_add_test(tcase, a_press_of_a_floating_pad_leaves_its_level);
    tcase_add_test(tcase, of_presses_that_overlap_the_last_one_lets_go);
    tcase_add_test(tcase, a_press_of_an_output_is_a_fight);
    tcase_add_test(tcase, a_press_goes_before_what_drives_and_gives_it_back);
    tcase_add_test(tcase, many_presses_come_in_order_and_are_freed);
    tcase_add_test(tcase, a_press_that_never_comes_is_possible);
    tcase_add_test(tcase, a_press_outlives_a_reset_but_not_the_board);
    tcase_add_test(tcase, a_train_drives_so_many_edges_and_lets_go);
    tcase_add_test(tcase, a_train_begins_against_the_level_at_its_first_edge);
    tcase_add_test(tcase, a_train_of_one_edge_and_of_none);
    tcase_add_test(tcase, a_train_can_be_stopped);
    tcase_add_test(tcase, a_late_clock_skips_no_edge);
    tcase_add_test(tcase, a_press_goes_before_a_train);
    tcase_add_test(tcase, what_the_world_drives_is_told);
    tcase_add_test(tcase, what_the_program_drives_is_not_the_worlds);
    tcase_add_test(tcase, stopping_the_last_one_drains);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
