/*
 * The LED of the virtual board: colours, the heartbeat on the board's clock,
 * and what a watcher is told.
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim_led.h"

#include "clock.h"
#include "port_fake.h"
#include "unit.h"

#define MS UINT64_C(1000000)

static const toc_led_ops_t *led;
static sim_led_state_t told[8];
static uint32_t told_count;

static void watch(void *ctx, const sim_led_state_t *state) {
    ck_assert_ptr_eq(ctx, &told_count);
    ck_assert_uint_lt(told_count, 8);
    told[told_count++] = *state;
}

static void set_up(void) {
    toc_clock_init(TOC_CLOCK_REAL);
    sim_led_init();
    led = sim_led();
    told_count = 0;
}

START_TEST(shows_the_24_bits_of_the_colour_that_was_set) {
    set_up();
    ck_assert_uint_eq(led->shown(led->ctx), 0);
    led->set(led->ctx, 0xff123456);
    ck_assert_uint_eq(led->get(led->ctx), 0x123456);
    ck_assert_uint_eq(led->shown(led->ctx), 0x123456);
}
END_TEST

START_TEST(beats_for_80_ms_of_each_4_s) {
    set_up();
    fake_advance_ns(1234 * MS);
    led->beat(led->ctx, true);
    for (int beat = 0; beat < 3; beat++) {
        ck_assert_uint_eq(led->shown(led->ctx), TOC_LED_BEAT_RGB);
        fake_advance_ns(80 * MS - 1);
        ck_assert_uint_eq(led->shown(led->ctx), TOC_LED_BEAT_RGB);
        fake_advance_ns(1);
        ck_assert_uint_eq(led->shown(led->ctx), 0);
        fake_advance_ns(3920 * MS - 1);
        ck_assert_uint_eq(led->shown(led->ctx), 0);
        fake_advance_ns(1);
    }
}
END_TEST

START_TEST(goes_on_beating_when_told_so_again) {
    set_up();
    led->beat(led->ctx, true);
    fake_advance_ns(100 * MS);
    led->beat(led->ctx, true);
    ck_assert_uint_eq(led->shown(led->ctx), 0);
    ck_assert(led->is_beating(led->ctx));
}
END_TEST

START_TEST(is_dark_after_the_heartbeat) {
    set_up();
    led->set(led->ctx, 0x00ff00);
    led->beat(led->ctx, true);
    ck_assert_uint_eq(led->get(led->ctx), 0);
    led->beat(led->ctx, false);
    ck_assert(!led->is_beating(led->ctx));
    ck_assert_uint_eq(led->shown(led->ctx), 0);
}
END_TEST

START_TEST(ends_the_heartbeat_when_a_colour_is_set) {
    set_up();
    led->beat(led->ctx, true);
    led->set(led->ctx, 0x7f0000);
    ck_assert(!led->is_beating(led->ctx));
    ck_assert_uint_eq(led->shown(led->ctx), 0x7f0000);
}
END_TEST

START_TEST(tells_a_watcher_of_each_change_once) {
    set_up();
    sim_led_on_change(watch, &told_count);
    led->set(led->ctx, 0);
    led->set(led->ctx, 0x010203);
    led->set(led->ctx, 0x010203);
    fake_advance_ns(5 * MS);
    led->beat(led->ctx, true);
    ck_assert_uint_eq(told_count, 2);
    ck_assert_uint_eq(told[0].rgb, 0x010203);
    ck_assert(!told[0].beating);
    ck_assert(told[1].beating);
    ck_assert_uint_eq(told[1].beat_from_ns, toc_clock_now_ns());
    ck_assert_uint_eq(told[1].changes, 2);

    sim_led_on_change(NULL, NULL);
    led->set(led->ctx, 0xffffff);
    ck_assert_uint_eq(told_count, 2);
}
END_TEST

START_TEST(a_state_tells_its_colour_at_any_time) {
    sim_led_state_t state = {.beating = true, .beat_from_ns = 7 * MS};
    ck_assert_uint_eq(sim_led_shown(&state, 7 * MS), TOC_LED_BEAT_RGB);
    ck_assert_uint_eq(sim_led_shown(&state, 87 * MS), 0);
    state = (sim_led_state_t){.rgb = 0x40};
    ck_assert_uint_eq(sim_led_shown(&state, 87 * MS), 0x40);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("sim_led");
    UNIT_ADD(suite, shows_the_24_bits_of_the_colour_that_was_set);
    UNIT_ADD(suite, beats_for_80_ms_of_each_4_s);
    UNIT_ADD(suite, goes_on_beating_when_told_so_again);
    UNIT_ADD(suite, is_dark_after_the_heartbeat);
    UNIT_ADD(suite, ends_the_heartbeat_when_a_colour_is_set);
    UNIT_ADD(suite, tells_a_watcher_of_each_change_once);
    UNIT_ADD(suite, a_state_tells_its_colour_at_any_time);
    return unit_run(suite);
}
