/*
 * A recording that drives the virtual board, in virtual time.
 *
 * SPDX-License-Identifier: MIT
 */
#include "err.h"
#include "sim_fixture.h"

enum { LOW = TOC_VCD_LOW, HIGH = TOC_VCD_HIGH, FREE = TOC_VCD_RELEASED };

static toc_vcd_change_t changes[4096];
static toc_vcd_changes_t recording = {.changes = changes};
static uint32_t drained;

static void count_drained(void *ctx) {
    (void)ctx;
    drained++;
}

static void setup_drained(void) {
    setup();
    sim_on_drained(count_drained, NULL);
}

static void at(uint64_t time_ms, uint8_t pad, uint8_t level) {
    changes[recording.count++] = (toc_vcd_change_t){
        .time_ns = time_ms * FIXTURE_MS, .pad = pad, .level = level};
    recording.end_ns = time_ms * FIXTURE_MS;
}

static void replay(bool yields) {
    ck_assert_int_eq(sim_replay(&recording, yields), 0);
}

static void happened_at_ms(uint32_t count, const uint64_t times_ms[]) {
    ck_assert_uint_eq(event_count, count);
    for (uint32_t i = 0; i < count; i++) {
        ck_assert_uint_eq(events[i].time_ns, times_ms[i] * FIXTURE_MS);
    }
}

START_TEST(each_change_comes_at_its_time) {
    configure(1, TOC_PIN_IN, TOC_PIN_PULL_UP);
    configure(2, TOC_PIN_IN, TOC_PIN_PULL_DOWN);
    watch(1, TOC_PIN_BOTH);
    watch(2, TOC_PIN_BOTH);
    advance_to(1000 * FIXTURE_MS);
    at(10, 1, LOW);
    at(10, 2, HIGH);
    at(15, 1, FREE);
    at(100, 2, LOW);
    at(101, 2, HIGH);
    replay(false);
    ck_assert_uint_eq(sim_pending(), 1);
    advance_to(1100 * FIXTURE_MS);
    ck_assert_uint_eq(sim_pending(), 1);
    ck_assert_str_eq(happened(), "P1 fall 0, P2 rise 1, P1 rise 1, P2 fall 0");
    happened_at_ms(4, (uint64_t[]){1010, 1010, 1015, 1100});
    advance_to(2000 * FIXTURE_MS);
    ck_assert_str_eq(happened(), "P2 rise 1");
    happened_at_ms(1, (uint64_t[]){1101});
    ck_assert_uint_eq(sim_pending(), 0);
    ck_assert_uint_eq(drained, 1);
    ck_assert_uint_eq(toc_alarm_armed_count(), 0);
    ck_assert_int_eq(sim_level(2), 1); // the end's levels stay
}
END_TEST

START_TEST(the_beginning_is_there_at_once) {
    watch(1, TOC_PIN_BOTH);
    at(0, 1, HIGH);
    at(0, 2, HIGH);
    replay(false);
    ck_assert_int_eq(sim_level(1), 1);
    ck_assert_int_eq(sim_level(2), 1);
    ck_assert_uint_eq(sim_pending(), 0);
    ck_assert_uint_eq(toc_alarm_armed_count(), 0);
}
END_TEST

START_TEST(it_is_pending_until_its_end) {
    at(0, 1, HIGH);
    at(5, 1, LOW);
    recording.end_ns = 50 * FIXTURE_MS;
    replay(false);
    advance_to(49 * FIXTURE_MS);
    ck_assert_uint_eq(sim_pending(), 1);
    advance_to(50 * FIXTURE_MS);
    ck_assert_uint_eq(sim_pending(), 0);
    ck_assert_uint_eq(toc_alarm_armed_count(), 0);
}
END_TEST

START_TEST(an_empty_recording_with_an_end_is_a_wait) {
    recording.end_ns = 50 * FIXTURE_MS;
    replay(false);
    ck_assert_uint_eq(sim_pending(), 1);
    advance_to(50 * FIXTURE_MS);
    ck_assert_uint_eq(sim_pending(), 0);
}
END_TEST

START_TEST(more_than_a_step_holds_goes_on_a_nanosecond_later) {
    watch(1, TOC_PIN_BOTH);
    for (int i = 0; i < 130; i++) {
        at(5, 1, i % 2 == 0 ? HIGH : LOW);
    }
    at(6, 1, HIGH);
    replay(false);
    advance_to(10 * FIXTURE_MS);
    (void)happened();
    ck_assert_uint_eq(event_count, 131);
    ck_assert_uint_eq(events[63].time_ns, 5 * FIXTURE_MS);
    ck_assert_uint_eq(events[64].time_ns, 5 * FIXTURE_MS + 1);
    ck_assert_uint_eq(events[129].time_ns, 5 * FIXTURE_MS + 2);
    ck_assert_uint_eq(events[130].time_ns, 6 * FIXTURE_MS + 2);
    ck_assert_uint_eq(sim_pending(), 0);
}
END_TEST

START_TEST(a_press_goes_before_it_what_drives_does_not) {
    at(1, 1, LOW);
    at(100, 1, LOW);
    drive(1, true);
    replay(false);
    advance_to(2 * FIXTURE_MS);
    ck_assert_int_eq(sim_level(1), 0);
    ck_assert_int_eq(sim_press(1, 0, 10 * FIXTURE_MS), 0);
    advance_to(5 * FIXTURE_MS);
    ck_assert_int_eq(sim_level(1), 1);
    advance_to(15 * FIXTURE_MS);
    ck_assert_int_eq(sim_level(1), 0);
}
END_TEST

START_TEST(it_fights_an_output_as_anybody_does) {
    output(1, true);
    at(1, 1, LOW);
    at(2, 1, FREE);
    replay(false);
    advance_to(1 * FIXTURE_MS);
    ck_assert_str_eq(fought(), "P1>P1 (outside);");
    ck_assert_int_eq(sim_level(1), 0);
    advance_to(2 * FIXTURE_MS);
    ck_assert_int_eq(sim_level(1), 1);
}
END_TEST

START_TEST(or_it_gives_way_to_an_output_of_its_net) {
    output(1, true);
    wire(1, 2);
    watch(2, TOC_PIN_BOTH);
    at(1, 2, LOW);
    at(9, 2, LOW);
    replay(true);
    advance_to(1 * FIXTURE_MS);
    ck_assert_int_eq(sim_level(2), 1);
    // The moment that nobody else drives the net, the recording does.
    configure(1, TOC_PIN_IN, TOC_PIN_PULL_NONE);
    ck_assert_int_eq(sim_level(2), 0);
    configure(1, TOC_PIN_OUT, TOC_PIN_PULL_NONE);
    ck_assert_int_eq(sim_level(2), 1);
    ck_assert_str_eq(fought(), "");
    ck_assert_str_eq(happened(), "P2 fall 0, P2 rise 1");
}
END_TEST

START_TEST(a_press_does_not_give_way) {
    output(1, true);
    at(1, 1, HIGH);
    at(9, 1, LOW);
    replay(true);
    ck_assert_int_eq(sim_press(1, 2 * FIXTURE_MS, FIXTURE_MS), 0);
    advance_to(5 * FIXTURE_MS);
    ck_assert_str_eq(fought(), "P1>P1 (outside);");
}
END_TEST

START_TEST(pads_of_a_net_change_at_once_and_do_not_fight) {
    wire(1, 2);
    watch(2, TOC_PIN_BOTH);
    at(1, 1, HIGH);
    at(1, 2, HIGH);
    at(2, 1, LOW);
    at(2, 2, LOW);
    at(2, 2, HIGH); // a glitch, and now they do
    replay(false);
    advance_to(1 * FIXTURE_MS);
    ck_assert_str_eq(happened(), "P2 rise 1");
    ck_assert_str_eq(fought(), "");
    advance_to(3 * FIXTURE_MS);
    ck_assert_str_eq(happened(), "P2 fall 0");
    ck_assert_str_eq(fought(), "P2 (outside)>P1 (outside);");
}
END_TEST

START_TEST(it_outlives_a_reset_but_not_the_board) {
    configure(1, TOC_PIN_IN, TOC_PIN_PULL_DOWN);
    at(5, 1, HIGH);
    at(9, 1, LOW);
    replay(false);
    advance_to(1 * FIXTURE_MS);
    sim_reset();
    advance_to(6 * FIXTURE_MS);
    ck_assert_int_eq(sim_level(1), 1);
    ck_assert_uint_eq(sim_pending(), 1);
    sim_deinit();
    ck_assert_uint_eq(sim_pending(), 0);
    ck_assert_uint_eq(toc_alarm_armed_count(), 0);
    ck_assert_uint_eq(drained, 0);
}
END_TEST

START_TEST(misuse_is_refused) {
    at(5, FIXTURE_PADS, HIGH);
    ck_assert_int_eq(sim_replay(&recording, false), TOC_EINVAL);
    changes[0].pad = 1;
    replay(false);
    ck_assert_int_eq(sim_replay(&recording, false), TOC_EBUSY);
    ck_assert_uint_eq(sim_pending(), 1);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("sim_replay");
    TCase *all = tcase_create("sim_replay");
    tcase_add_checked_fixture(all, setup_drained, teardown);
    tcase_add_test(all, each_change_comes_at_its_time);
    tcase_add_test(all, the_beginning_is_there_at_once);
    tcase_add_test(all, it_is_pending_until_its_end);
    tcase_add_test(all, an_empty_recording_with_an_end_is_a_wait);
    tcase_add_test(all, more_than_a_step_holds_goes_on_a_nanosecond_later);
    tcase_add_test(all, a_press_goes_before_it_what_drives_does_not);
    tcase_add_test(all, it_fights_an_output_as_anybody_does);
    tcase_add_test(all, or_it_gives_way_to_an_output_of_its_net);
    tcase_add_test(all, a_press_does_not_give_way);
    tcase_add_test(all, pads_of_a_net_change_at_once_and_do_not_fight);
    tcase_add_test(all, it_outlives_a_reset_but_not_the_board);
    tcase_add_test(all, misuse_is_refused);
    suite_add_tcase(suite, all);
    return run_suite(suite);
}
