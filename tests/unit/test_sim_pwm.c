/*
 * Pulse width modulation of the virtual board: who sees its edges, and when
 * there are none to make.
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim_fixture.h"
#include "sim_pwm.h"

#define PWM_ADD(suite, test) \
    do { \
        TCase *pwm_case = tcase_create(#test); \
        tcase_add_checked_fixture(pwm_case, setup, teardown); \
        tcase_add_test(pwm_case, test); \
        suite_add_tcase(suite, pwm_case); \
    } while (0)

static const toc_pwm_ops_t *pwm;

static void begin(uint32_t hz, double duty) {
    pwm = sim_pwm();
    works(pwm->set_timer(pwm->ctx, 0, hz));
    works(pwm->set_channel(pwm->ctx, 0, 0, 3, duty));
}

START_TEST(levels_need_no_alarm) {
    begin(1000, 0.25);
    ck_assert_uint_eq(toc_alarm_run_once(), TOC_FOREVER);
    for (uint64_t us = 0; us < 4000; us += 125) {
        advance_to(us * 1000);
        ck_assert_int_eq(sim_level(3), us % 1000 < 250);
    }
}
END_TEST

START_TEST(a_watched_net_has_every_edge_in_time) {
    begin(1000, 0.25);
    wire(3, 4);
    advance_to(2600000);
    // What was stale is no edge.
    watch(4, TOC_PIN_BOTH);
    ck_assert_str_eq(happened(), "");
    ck_assert_uint_eq(toc_alarm_armed_count(), 1);
    advance_to(4300000);
    ck_assert_str_eq(happened(), "P4 rise 1, P4 fall 0, P4 rise 1, P4 fall 0");
    static const uint64_t expected[] = {3000000, 3250000, 4000000, 4250000};
    for (int i = 0; i < 4; i++) {
        ck_assert_uint_eq(events[i].time_ns, expected[i]);
    }
    pins->unwatch(pins->ctx, 4);
    ck_assert_uint_eq(toc_alarm_run_once(), TOC_FOREVER);
}
END_TEST

static uint32_t seen;

static void see(toc_pin_tap_t *tap, const toc_pin_change_t *change) {
    (void)tap;
    (void)change;
    seen++;
}

START_TEST(a_tap_of_the_world_sees_edges_but_keeps_nothing_alive) {
    static toc_pin_tap_t tap = {.fn = see};
    begin(1000, 0.5);
    seen = 0;
    sim_tap(&tap, UINT64_MAX);
    ck_assert_uint_eq(toc_alarm_armed_count(), 0);
    advance_to(3 * FIXTURE_MS);
    ck_assert_uint_eq(seen, 6);
    sim_untap(&tap);
    advance_to(6 * FIXTURE_MS);
    ck_assert_uint_eq(seen, 6);
}
END_TEST

START_TEST(a_wire_decides_who_is_watched) {
    watch(4, TOC_PIN_RISING);
    begin(1000, 0.5);
    ck_assert_uint_eq(toc_alarm_armed_count(), 0);
    wire(3, 4);
    ck_assert_uint_eq(toc_alarm_armed_count(), 1);
    works(sim_unwire(3, 4));
    ck_assert_uint_eq(toc_alarm_armed_count(), 0);
}
END_TEST

START_TEST(another_duty_counts_from_the_same_period) {
    begin(1000, 0.25);
    watch(3, TOC_PIN_BOTH);
    advance_to(1400000);
    (void)happened();
    works(pwm->set_duty(pwm->ctx, 0, 0.5));
    ck_assert_int_eq(sim_level(3), 1);
    advance_to(2000000);
    ck_assert_str_eq(happened(), "P3 rise 1, P3 fall 0, P3 rise 1");
    ck_assert_uint_eq(events[1].time_ns, 1500000);
    works(pwm->set_duty(pwm->ctx, 0, 1));
    ck_assert_uint_eq(toc_alarm_run_once(), TOC_FOREVER);
    advance_to(9000000);
    ck_assert_str_eq(happened(), "");
    ck_assert_int_eq(sim_level(3), 1);
}
END_TEST

START_TEST(a_pin_that_is_set_up_is_a_pin_again) {
    uint32_t hz;
    double duty;
    begin(1000, 1);
    ck_assert(pwm->at(pwm->ctx, 3, &hz, &duty) && hz == 1000);
    ck_assert_int_eq(sim_level(3), 1);
    configure(3, TOC_PIN_IN, TOC_PIN_PULL_DOWN);
    ck_assert_int_eq(sim_level(3), 0);
    ck_assert(!pwm->at(pwm->ctx, 3, &hz, &duty));
    works(pwm->set_duty(pwm->ctx, 0, 0.5));
    ck_assert_int_eq(sim_level(3), 0);
}
END_TEST

START_TEST(a_held_pad_stays_as_it_was) {
    begin(1000, 1);
    works(pins->hold(pins->ctx, 3, true));
    works(pwm->set_duty(pwm->ctx, 0, 0));
    ck_assert_int_eq(sim_level(3), 1);
    works(pins->hold(pins->ctx, 3, false));
    ck_assert_int_eq(sim_level(3), 0);
}
END_TEST

START_TEST(a_channel_moves_and_a_pad_has_one) {
    uint32_t hz;
    double duty;
    begin(1000, 0.5);
    works(pwm->set_channel(pwm->ctx, 0, 0, 5, 0.5));
    ck_assert(!pwm->at(pwm->ctx, 3, &hz, &duty));
    works(pwm->set_timer(pwm->ctx, 1, 50));
    works(pwm->set_channel(pwm->ctx, 7, 1, 5, 0.1));
    ck_assert(pwm->at(pwm->ctx, 5, &hz, &duty));
    ck_assert_uint_eq(hz, 50);
    sim_reset();
    ck_assert(!pwm->at(pwm->ctx, 5, &hz, &duty));
    ck_assert_int_eq(sim_level(5), 0);
}
END_TEST

START_TEST(what_cannot_be_is_refused) {
    begin(1000, 0.5);
    void *ctx = pwm->ctx;
    ck_assert_int_eq(pwm->set_timer(ctx, 4, 1000), TOC_EINVAL);
    ck_assert_int_eq(pwm->set_timer(ctx, 0, 78001), TOC_EINVAL);
    ck_assert_int_eq(pwm->set_channel(ctx, 8, 0, 5, 0.5), TOC_EINVAL);
    ck_assert_int_eq(pwm->set_channel(ctx, 0, 4, 5, 0.5), TOC_EINVAL);
    ck_assert_int_eq(pwm->set_channel(ctx, 0, 0, 9, 0.5), TOC_EINVAL);
    ck_assert_int_eq(pwm->set_channel(ctx, 0, 0, 99, 0.5), TOC_EINVAL);
    ck_assert_int_eq(pwm->set_duty(ctx, 8, 0.5), TOC_EINVAL);
    uint32_t hz;
    double duty;
    ck_assert(pwm->at(pwm->ctx, 3, &hz, &duty));
}
END_TEST

int main(void) {
    Suite *suite = suite_create("sim_pwm");
    PWM_ADD(suite, levels_need_no_alarm);
    PWM_ADD(suite, a_watched_net_has_every_edge_in_time);
    PWM_ADD(suite, a_tap_of_the_world_sees_edges_but_keeps_nothing_alive);
    PWM_ADD(suite, a_wire_decides_who_is_watched);
    PWM_ADD(suite, another_duty_counts_from_the_same_period);
    PWM_ADD(suite, a_pin_that_is_set_up_is_a_pin_again);
    PWM_ADD(suite, a_held_pad_stays_as_it_was);
    PWM_ADD(suite, a_channel_moves_and_a_pad_has_one);
    PWM_ADD(suite, what_cannot_be_is_refused);
    return run_suite(suite);
}
