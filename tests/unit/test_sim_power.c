/*
 * Power of the virtual board: which pads wake it, pads in deep sleep, the
 * watchdog, the real-time clock and its memory.
 *
 * SPDX-License-Identifier: MIT
 */
#include "err.h"
#include "sim_fixture.h"
#include "sim_power.h"
#include "sim_rtc.h"
#include "sim_wdt.h"

#define PADS(a, b) (UINT64_C(1) << (a) | UINT64_C(1) << (b))

static const toc_power_ops_t *power;
static const toc_rtc_ops_t *rtc;
static const toc_wdt_ops_t *wdt;
static unsigned woken;
static unsigned expired;

static void on_woken(void) {
    woken++;
}

static void on_expired(void) {
    expired++;
}

static int64_t wall(void) {
    return 1000 + (int64_t)toc_clock_now_ns();
}

static void setup_power(void) {
    setup();
    power = sim_power();
    rtc = sim_rtc();
    wdt = sim_wdt();
    sim_rtc_init(wall);
    sim_wdt_init(on_expired);
    woken = 0;
    expired = 0;
}

static void teardown_power(void) {
    sim_wdt_reset();
    teardown();
}

START_TEST(any_high_wakes_and_names_its_pads) {
    works(power->wake_on(NULL, PADS(2, 3), TOC_WAKE_ANY_HIGH, false));
    ck_assert_uint_eq(power->wake_pads(NULL), PADS(2, 3));
    power->watch(NULL, on_woken);
    drive(1, true);
    ck_assert_uint_eq(woken, 0);
    drive(3, true);
    ck_assert_uint_eq(woken, 1);
    ck_assert_uint_eq(power->wakers(NULL), UINT64_C(1) << 3);
    drive(2, true);
    ck_assert_uint_eq(power->wakers(NULL), PADS(2, 3));
    power->watch(NULL, NULL);
    drive(2, false);
    drive(2, true);
    ck_assert_uint_eq(woken, 2);
}
END_TEST

START_TEST(all_low_wakes_with_the_last_one) {
    drive(2, true);
    drive(3, true);
    works(power->wake_on(NULL, PADS(2, 3), TOC_WAKE_ALL_LOW, false));
    power->watch(NULL, on_woken);
    drive(2, false);
    ck_assert_uint_eq(woken, 0);
    ck_assert_uint_eq(power->wakers(NULL), 0);
    drive(3, false);
    ck_assert_uint_eq(woken, 1);
    ck_assert_uint_eq(power->wakers(NULL), PADS(2, 3));
    sim_power_reset();
    ck_assert_uint_eq(power->wakers(NULL), 0);
    ck_assert_uint_eq(power->wake_pads(NULL), 0);
    power->watch(NULL, NULL);
}
END_TEST

START_TEST(what_cannot_wake_is_refused_and_changes_nothing) {
    works(power->wake_on(NULL, PADS(2, 3), TOC_WAKE_ANY_HIGH, false));
    // Pad 10 has no name, so it is not in the RTC's domain.
    ck_assert_int_eq(power->wake_on(NULL, PADS(1, 10), TOC_WAKE_ANY_HIGH, true),
                     TOC_ENOTSUP);
    ck_assert_int_eq(power->wake_on(NULL, 1, (enum toc_wake_mode)2, true),
                     TOC_EINVAL);
    ck_assert_uint_eq(power->wake_pads(NULL), PADS(2, 3));
}
END_TEST

START_TEST(in_deep_sleep_pads_let_go_but_held_ones) {
    output(1, true);
    output(2, true);
    works(pins->hold(pins->ctx, 2, true));
    configure(3, TOC_PIN_IN, TOC_PIN_PULL_UP);
    watch(4, TOC_PIN_BOTH);
    works(power->wake_on(NULL, 1, TOC_WAKE_ANY_HIGH, true));
    power->deep_sleep(NULL);
    // A press from outside meets no driver on pad 1, but one on pad 2.
    drive(1, false);
    ck_assert_str_eq(fought(), "");
    drive(2, false);
    ck_assert_str_eq(fought(), "P2>P2 (outside);");
    // The pull of pad 3 was to be kept.
    drive(3, false);
    ck_assert_int_eq(sim_release(3), 0);
    ck_assert_int_eq(sim_level(3), 1);
    drive(4, true);
    ck_assert_str_eq(happened(), "");
}
END_TEST

START_TEST(without_keeping_them_the_pulls_are_gone) {
    configure(3, TOC_PIN_IN, TOC_PIN_PULL_UP);
    works(power->wake_on(NULL, 1, TOC_WAKE_ANY_HIGH, false));
    power->deep_sleep(NULL);
    drive(3, false);
    ck_assert_int_eq(sim_release(3), 0);
    ck_assert_int_eq(sim_level(3), 0);
}
END_TEST

START_TEST(a_watchdog_expires_unless_it_is_fed) {
    wdt->feed(NULL);
    ck_assert_uint_eq(toc_alarm_run_once(), TOC_FOREVER);
    works(wdt->start(NULL, 10 * FIXTURE_MS));
    // It is no reason to live on.
    ck_assert_uint_eq(toc_alarm_armed_count(), 0);
    advance_to(9 * FIXTURE_MS);
    wdt->feed(NULL);
    advance_to(18 * FIXTURE_MS);
    ck_assert_uint_eq(expired, 0);
    advance_to(19 * FIXTURE_MS);
    ck_assert_uint_eq(expired, 1);
}
END_TEST

START_TEST(a_watchdog_does_not_count_while_suspended) {
    works(wdt->start(NULL, 10 * FIXTURE_MS));
    advance_to(4 * FIXTURE_MS);
    wdt->suspend(NULL, true);
    wdt->suspend(NULL, true);
    advance_to(100 * FIXTURE_MS);
    ck_assert_uint_eq(expired, 0);
    wdt->suspend(NULL, false);
    advance_to(105 * FIXTURE_MS);
    ck_assert_uint_eq(expired, 0);
    advance_to(106 * FIXTURE_MS);
    ck_assert_uint_eq(expired, 1);

    // Started anew in the meantime, and stopped by a reset.
    wdt->suspend(NULL, true);
    works(wdt->start(NULL, 2 * FIXTURE_MS));
    wdt->suspend(NULL, false);
    advance_to(107 * FIXTURE_MS);
    sim_wdt_reset();
    advance_to(200 * FIXTURE_MS);
    ck_assert_uint_eq(expired, 1);
}
END_TEST

START_TEST(the_clock_follows_the_time_of_day_from_where_it_was_set) {
    ck_assert_int_eq(rtc->now_ns(NULL), 1000);
    rtc->set_ns(NULL, -500);
    advance_to(FIXTURE_MS);
    ck_assert_int_eq(rtc->now_ns(NULL), (int64_t)FIXTURE_MS - 500);
    sim_rtc_reset();
    ck_assert_int_eq(rtc->now_ns(NULL), (int64_t)FIXTURE_MS + 1000);
}
END_TEST

START_TEST(answers_come_late_and_again) {
    const uint64_t period_ns = 1000 * FIXTURE_MS;
    sim_rtc_ntp_says(77);
    rtc->ntp_start(NULL, "a", "b", period_ns);
    ck_assert(!rtc->is_synced(NULL));
    advance_to(SIM_RTC_NTP_NS - 1);
    ck_assert_int_eq(rtc->now_ns(NULL), wall());
    advance_to(SIM_RTC_NTP_NS);
    ck_assert(rtc->is_synced(NULL));
    ck_assert_int_eq(rtc->now_ns(NULL), wall() + 77);
    advance_to(SIM_RTC_NTP_NS + FIXTURE_MS);
    rtc->set_ns(NULL, 0);
    ck_assert_int_eq(rtc->now_ns(NULL), 0);
    advance_to(SIM_RTC_NTP_NS + period_ns - 1);
    ck_assert_int_ne(rtc->now_ns(NULL), wall() + 77);
    advance_to(SIM_RTC_NTP_NS + period_ns);
    ck_assert_int_eq(rtc->now_ns(NULL), wall() + 77);

    rtc->ntp_start(NULL, NULL, NULL, period_ns);
    ck_assert(!rtc->is_synced(NULL));
    ck_assert_int_eq(rtc->now_ns(NULL), wall() + 77);
}
END_TEST

START_TEST(a_silent_server_is_never_heard) {
    sim_rtc_ntp_silent();
    rtc->ntp_start(NULL, "a", NULL, FIXTURE_MS);
    advance_to(3600000 * FIXTURE_MS);
    ck_assert(!rtc->is_synced(NULL));
    ck_assert_int_eq(rtc->now_ns(NULL), wall());
}
END_TEST

START_TEST(the_memory_outlives_all_but_a_reset) {
    char data[TOC_RTC_MEMORY_BYTES + 1];
    memset(data, 'x', sizeof(data));
    ck_assert_int_eq(rtc->memory_set(NULL, data, sizeof(data)), TOC_EINVAL);
    ck_assert_uint_eq(rtc->memory_get(NULL, data), 0);
    works(rtc->memory_set(NULL, data, TOC_RTC_MEMORY_BYTES));
    memset(data, 0, sizeof(data));
    sim_rtc_ntp_stop();
    ck_assert_uint_eq(rtc->memory_get(NULL, data), TOC_RTC_MEMORY_BYTES);
    ck_assert_int_eq(data[TOC_RTC_MEMORY_BYTES - 1], 'x');
    works(rtc->memory_set(NULL, "ab", 2));
    ck_assert_uint_eq(rtc->memory_get(NULL, data), 2);
    works(rtc->memory_set(NULL, NULL, 0));
    ck_assert_uint_eq(rtc->memory_get(NULL, data), 0);
    works(rtc->memory_set(NULL, "ab", 2));
    sim_rtc_reset();
    ck_assert_uint_eq(rtc->memory_get(NULL, data), 0);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("sim_power");
    TCase *tcase = tcase_create("power");
    tcase_add_checked_fixture(tcase, setup_power, teardown_power);
    tcase_add_test(tcase, any_high_wakes_and_names_its_pads);
    tcase_add_test(tcase, all_low_wakes_with_the_last_one);
    tcase_add_test(tcase, what_cannot_wake_is_refused_and_changes_nothing);
    tcase_add_test(tcase, in_deep_sleep_pads_let_go_but_held_ones);
    tcase_add_test(tcase, without_keeping_them_the_pulls_are_gone);
    tcase_add_test(tcase, a_watchdog_expires_unless_it_is_fed);
    tcase_add_test(tcase, a_watchdog_does_not_count_while_suspended);
    tcase_add_test(tcase,
                   the_clock_follows_the_time_of_day_from_where_it_was_set);
    tcase_add_test(tcase, answers_come_late_and_again);
    tcase_add_test(tcase, a_silent_server_is_never_heard);
    tcase_add_test(tcase, the_memory_outlives_all_but_a_reset);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
