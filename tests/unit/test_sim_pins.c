/*
 * The pins of the virtual board one behaviour at a time: triggers, holds,
 * fights, wires, reset.
 *
 * SPDX-License-Identifier: MIT
 */
#include "err.h"
#include "sim_fixture.h"

START_TEST(all_pads_start_as_low_inputs) {
    ck_assert_uint_eq(pins->pad_count, FIXTURE_PADS);
    ck_assert_str_eq(pins->name, "sim");
    for (uint32_t pad = 0; pad < FIXTURE_PADS; pad++) {
        ck_assert_int_eq(pins->read(pins->ctx, pad), 0);
        ck_assert_int_eq(pins->latch(pins->ctx, pad), 0);
        drive(pad, true);
        ck_assert_int_eq(sim_level(pad), 1);
        // No pull brings it back.
        ck_assert_int_eq(sim_release(pad), 0);
        ck_assert_int_eq(sim_level(pad), 1);
    }
    ck_assert_str_eq(fought(), "");
}
END_TEST

START_TEST(one_edge_is_one_event) {
    watch(3, TOC_PIN_BOTH);
    drive(3, true);
    drive(3, true);
    configure(3, TOC_PIN_IN, TOC_PIN_PULL_UP);
    ck_assert_int_eq(sim_release(3), 0);
    drive(3, false);
    drive(4, true);
    ck_assert_str_eq(happened(), "P3 rise 1, P3 fall 0");
}
END_TEST

START_TEST(rising_and_falling_are_told_apart) {
    watch(1, TOC_PIN_RISING);
    watch(2, TOC_PIN_FALLING);
    wire(1, 2);
    drive(1, true);
    drive(1, false);
    drive(1, true);
    ck_assert_str_eq(happened(), "P1 rise 1, P2 fall 0, P1 rise 1");
}
END_TEST

START_TEST(an_output_interrupts_itself) {
    watch(5, TOC_PIN_BOTH);
    output(5, true);
    write_latch(5, false);
    ck_assert_str_eq(happened(), "P5 rise 1, P5 fall 0");
}
END_TEST

START_TEST(a_net_tells_its_pads_in_order) {
    watch(7, TOC_PIN_BOTH);
    watch(0, TOC_PIN_BOTH);
    watch(11, TOC_PIN_BOTH);
    wire(11, 7);
    wire(7, 0);
    drive(7, true);
    ck_assert_str_eq(happened(), "P0 rise 1, P7 rise 1, P11 rise 1");
}
END_TEST

START_TEST(wires_make_and_undo_nets) {
    watch(2, TOC_PIN_BOTH);
    drive(1, true);
    wire(1, 2);
    wire(2, 1);
    ck_assert_str_eq(happened(), "P2 rise 1");
    configure(2, TOC_PIN_IN, TOC_PIN_PULL_DOWN);
    ck_assert_int_eq(sim_level(2), 1);

    ck_assert_int_eq(sim_unwire(2, 1), 0);
    ck_assert_str_eq(happened(), "P2 fall 0");
    ck_assert_int_eq(sim_level(1), 1);
    ck_assert_int_eq(sim_unwire(2, 1), TOC_ENOENT);
    ck_assert_int_eq(sim_unwire(3, 3), TOC_ENOENT);

    // A ring stays one net when one of its wires goes.
    wire(3, 4);
    wire(4, 5);
    wire(5, 3);
    ck_assert_int_eq(sim_unwire(3, 4), 0);
    drive(3, true);
    ck_assert_int_eq(sim_level(4), 1);
}
END_TEST

START_TEST(open_drains_are_a_wired_and) {
    for (uint32_t pad = 0; pad < 3; pad++) {
        configure(pad, TOC_PIN_OPEN_DRAIN, TOC_PIN_PULL_NONE);
    }
    configure(3, TOC_PIN_IN, TOC_PIN_PULL_UP);
    wire(0, 1);
    wire(1, 2);
    wire(2, 3);
    for (unsigned latches = 0; latches < 8; latches++) {
        for (uint32_t pad = 0; pad < 3; pad++) {
            write_latch(pad, (latches >> pad & 1) != 0);
        }
        ck_assert_int_eq(sim_level(3), latches == 7);
    }
    ck_assert_str_eq(fought(), "");
}
END_TEST

START_TEST(a_fight_is_told_once_until_it_ended) {
    wire(1, 2);
    output(1, true);
    ck_assert_str_eq(fought(), "");
    output(2, false);
    ck_assert_str_eq(fought(), "P1>P2;");
    ck_assert_int_eq(sim_level(1), 0);
    write_latch(2, false);
    configure(1, TOC_PIN_OUT, TOC_PIN_PULL_UP);
    ck_assert_str_eq(fought(), "");

    // A second one joins; the first is not told again.
    drive(1, false);
    ck_assert_str_eq(fought(), "P1>P1 (outside);");
    ck_assert_int_eq(sim_release(1), 0);

    configure(2, TOC_PIN_IN, TOC_PIN_PULL_NONE);
    ck_assert_int_eq(sim_level(1), 1);
    ck_assert_str_eq(fought(), "");
    configure(2, TOC_PIN_OUT, TOC_PIN_PULL_NONE);
    ck_assert_str_eq(fought(), "P1>P2;");

    // A wire taken away ends it, put back begins it.
    ck_assert_int_eq(sim_unwire(1, 2), 0);
    ck_assert_int_eq(sim_level(1), 1);
    ck_assert_int_eq(sim_level(2), 0);
    wire(1, 2);
    ck_assert_str_eq(fought(), "P1>P2;");

    // The roles change: not the same fight.
    write_latch(1, false);
    write_latch(2, true);
    ck_assert_str_eq(fought(), "P2>P1;");
    drive(10, false);
    wire(10, 2);
    ck_assert_str_eq(fought(), "P2>GPIO10 (outside);");
}
END_TEST

START_TEST(nobody_has_to_listen_to_fights) {
    toc_board_t board;
    fixture_board(&board);
    ck_assert_int_eq(sim_init(&board, NULL, NULL), 0);
    output(1, true);
    drive(1, false);
    ck_assert_int_eq(sim_level(1), 0);
}
END_TEST

START_TEST(a_level_is_masked_until_handled) {
    drive(4, true);
    watch(4, TOC_PIN_LOW_LEVEL);
    ck_assert_str_eq(happened(), "");
    drive(4, false);
    drive(4, true);
    drive(4, false);
    drive(4, true);
    // One for all of them, and the look after it finds the pad high.
    ck_assert_str_eq(happened(), "P4 low 0");
    ck_assert_str_eq(happened(), "");

    toc_source_counts_t counts;
    toc_source_counts(sources[4], &counts);
    ck_assert_uint_eq(counts.posted, 1);
}
END_TEST

START_TEST(a_level_that_holds_raises_at_once_and_when_looked_at) {
    drive(4, true);
    watch(4, TOC_PIN_HIGH_LEVEL);
    toc_source_counts_t counts;
    toc_source_counts(sources[4], &counts);
    ck_assert_uint_eq(counts.posted, 1);

    // A new registration forgets the mask; then looking raises.
    toc_source_enable(sources[4]);
    pins->look(pins->ctx, 4);
    pins->look(pins->ctx, 4);
    toc_source_counts(sources[4], &counts);
    ck_assert_uint_eq(counts.posted, 2);

    toc_source_enable(sources[4]);
    drive(4, false);
    pins->look(pins->ctx, 4);
    toc_source_counts(sources[4], &counts);
    ck_assert_uint_eq(counts.posted, 2);
}
END_TEST

START_TEST(looking_at_an_edge_does_nothing) {
    watch(4, TOC_PIN_BOTH);
    drive(4, true);
    pins->look(pins->ctx, 4);
    pins->look(pins->ctx, 5);
    ck_assert_str_eq(happened(), "P4 rise 1");
}
END_TEST

START_TEST(a_watch_replaces_and_ends) {
    watch(6, TOC_PIN_RISING);
    watch(6, TOC_PIN_FALLING);
    drive(6, true);
    ck_assert_str_eq(happened(), "");
    drive(6, false);
    ck_assert_str_eq(happened(), "P6 fall 0");
    pins->unwatch(pins->ctx, 6);
    pins->unwatch(pins->ctx, 6);
    drive(6, true);
    drive(6, false);
    pins->look(pins->ctx, 6);
    ck_assert_str_eq(happened(), "");
}
END_TEST

START_TEST(there_are_five_triggers) {
    for (unsigned trigger = 0; trigger < 16; trigger++) {
        ck_assert_int_eq(pins->watch(pins->ctx, 0, trigger, sources[0]),
                         trigger >= 1 && trigger <= 5 ? 0 : TOC_EINVAL);
    }
    ck_assert_int_eq(pins->watch(pins->ctx, 0, TOC_PIN_BOTH, NULL), TOC_EINVAL);
}
END_TEST

START_TEST(a_held_pad_remembers) {
    output(2, true);
    watch(2, TOC_PIN_BOTH);
    ck_assert_int_eq(pins->hold(pins->ctx, 2, true), 0);
    write_latch(2, false);
    ck_assert_int_eq(sim_level(2), 1);
    ck_assert_int_eq(pins->latch(pins->ctx, 2), 0);
    write_latch(2, true);
    write_latch(2, false);
    configure(2, TOC_PIN_IN, TOC_PIN_PULL_UP);
    ck_assert_int_eq(sim_level(2), 1);
    configure(2, TOC_PIN_OUT, TOC_PIN_PULL_NONE);
    ck_assert_str_eq(happened(), "");

    ck_assert_int_eq(pins->hold(pins->ctx, 2, false), 0);
    ck_assert_int_eq(sim_level(2), 0);
    ck_assert_str_eq(happened(), "P2 fall 0");
}
END_TEST

START_TEST(a_held_input_keeps_its_pull_and_still_reads) {
    configure(2, TOC_PIN_IN, TOC_PIN_PULL_UP);
    ck_assert_int_eq(pins->hold(pins->ctx, 2, true), 0);
    output(2, false);
    ck_assert_int_eq(sim_level(2), 1);
    drive(2, false);
    ck_assert_int_eq(sim_level(2), 0);
    ck_assert_int_eq(sim_release(2), 0);
    ck_assert_int_eq(sim_level(2), 1);
}
END_TEST

START_TEST(an_input_only_pad_neither_drives_nor_pulls) {
    drive(9, false);
    ck_assert_int_eq(sim_release(9), 0);
    configure(9, TOC_PIN_IN, TOC_PIN_PULL_UP);
    ck_assert_int_eq(sim_level(9), 0);
    output(9, true);
    ck_assert_int_eq(sim_level(9), 0);
    ck_assert_int_eq(pins->latch(pins->ctx, 9), 1);
    drive(9, true);
    write_latch(9, false);
    configure(9, TOC_PIN_OPEN_DRAIN, TOC_PIN_PULL_DOWN);
    ck_assert_int_eq(sim_level(9), 1);
    ck_assert_int_eq(sim_release(9), 0);
    ck_assert_int_eq(sim_level(9), 1);
    ck_assert_str_eq(fought(), "");
}
END_TEST

START_TEST(reset_gives_the_boot_state_and_keeps_the_world) {
    output(1, true);
    output(2, true);
    output(8, true); // is left alone at boot
    wire(3, 4);
    drive(4, true);
    drive(9, true);
    configure(5, TOC_PIN_IN, TOC_PIN_PULL_UP);
    watch(5, TOC_PIN_BOTH);
    watch(8, TOC_PIN_BOTH);
    ck_assert_int_eq(pins->hold(pins->ctx, 2, true), 0);
    sim_reset();

    ck_assert_int_eq(sim_level(1), 0);
    ck_assert_int_eq(pins->latch(pins->ctx, 1), 0);
    ck_assert_int_eq(sim_level(5), 0);
    ck_assert_int_eq(sim_level(8), 1);
    ck_assert_int_eq(pins->latch(pins->ctx, 8), 1);
    // What drives from outside, and wires, stay.
    ck_assert_int_eq(sim_level(3), 1);
    ck_assert_int_eq(sim_level(9), 1);
    // The pull is down: a pad that was let go falls.
    drive(1, true);
    ck_assert_int_eq(sim_release(1), 0);
    ck_assert_int_eq(sim_level(1), 0);
    // Held pads stay held and take the boot state when let go.
    ck_assert_int_eq(sim_level(2), 1);
    ck_assert_int_eq(pins->hold(pins->ctx, 2, false), 0);
    ck_assert_int_eq(sim_level(2), 0);
    // No watch is left, not even on a pad that is left alone.
    write_latch(8, false);
    ck_assert_str_eq(happened(), "");
    ck_assert_str_eq(fought(), "");
}
END_TEST

START_TEST(pads_out_of_range_are_refused) {
    static const uint32_t bad[] = {FIXTURE_PADS, 63, 64, UINT32_MAX};
    for (int i = 0; i < 4; i++) {
        uint32_t pad = bad[i];
        ck_assert_int_eq(
            pins->configure(pins->ctx, pad, TOC_PIN_IN, TOC_PIN_PULL_NONE),
            TOC_EINVAL);
        ck_assert_int_eq(pins->write(pins->ctx, pad, true), TOC_EINVAL);
        ck_assert_int_eq(pins->read(pins->ctx, pad), TOC_EINVAL);
        ck_assert_int_eq(pins->latch(pins->ctx, pad), TOC_EINVAL);
        ck_assert_int_eq(pins->hold(pins->ctx, pad, true), TOC_EINVAL);
        ck_assert_int_eq(
            pins->watch(pins->ctx, pad, TOC_PIN_RISING, sources[0]),
            TOC_EINVAL);
        pins->unwatch(pins->ctx, pad);
        pins->look(pins->ctx, pad);
        ck_assert_int_eq(sim_wire(pad, 0), TOC_EINVAL);
        ck_assert_int_eq(sim_wire(0, pad), TOC_EINVAL);
        ck_assert_int_eq(sim_unwire(pad, 0), TOC_EINVAL);
        ck_assert_int_eq(sim_unwire(0, pad), TOC_EINVAL);
        ck_assert_int_eq(sim_drive(pad, true), TOC_EINVAL);
        ck_assert_int_eq(sim_release(pad), TOC_EINVAL);
        ck_assert_int_eq(sim_level(pad), TOC_EINVAL);
        ck_assert_int_eq(sim_press(pad, 0, 0), TOC_EINVAL);
        ck_assert_int_eq(sim_pulses(pad, 1, 1), TOC_EINVAL);
        ck_assert_int_eq(sim_pulses_stop(pad), TOC_EINVAL);
    }
    ck_assert_int_eq(sim_wire(3, 3), TOC_EINVAL);
    ck_assert_int_eq(
        pins->configure(pins->ctx, 0, (enum toc_pin_mode)3, TOC_PIN_PULL_NONE),
        TOC_EINVAL);
    ck_assert_int_eq(
        pins->configure(pins->ctx, 0, TOC_PIN_IN, (enum toc_pin_pull)3),
        TOC_EINVAL);
}
END_TEST

START_TEST(a_board_has_to_make_sense) {
    toc_board_t board;
    fixture_board(&board);
    board.pins[3].gpio = 64;
    ck_assert_int_eq(sim_init(&board, NULL, NULL), TOC_EINVAL);
    board.pin_count = TOC_BOARD_PINS_MAX + 1;
    ck_assert_int_eq(sim_init(&board, NULL, NULL), TOC_EINVAL);
    // One that has only buses.
    board.pin_count = 0;
    ck_assert_int_eq(sim_init(&board, NULL, NULL), 0);
    ck_assert_int_eq(pins->read(pins->ctx, 0), TOC_EINVAL);
}
END_TEST

START_TEST(a_new_board_knows_nothing_of_the_last) {
    output(1, true);
    wire(1, 2);
    watch(2, TOC_PIN_BOTH);
    ck_assert_int_eq(pins->hold(pins->ctx, 1, true), 0);
    toc_board_t board;
    fixture_board(&board);
    ck_assert_int_eq(sim_init(&board, NULL, NULL), 0);
    ck_assert_int_eq(sim_level(1), 0);
    drive(1, true);
    ck_assert_int_eq(sim_level(2), 0);
    drive(2, true);
    ck_assert_str_eq(happened(), "");
    sim_deinit();
    ck_assert_int_eq(sim_level(1), TOC_EINVAL);
    sim_deinit();
}
END_TEST

int main(void) {
    Suite *suite = suite_create("sim_pins");
    TCase *tcase = tcase_create("pins");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, all_pads_start_as_low_inputs);
    tcase_add_test(tcase, one_edge_is_one_event);
    tcase_add_test(tcase, rising_and_falling_are_told_apart);
    tcase_add_test(tcase, an_output_interrupts_itself);
    tcase_add_test(tcase, a_net_tells_its_pads_in_order);
    tcase_add_test(tcase, wires_make_and_undo_nets);
    tcase_add_test(tcase, open_drains_are_a_wired_and);
    tcase_add_test(tcase, a_fight_is_told_once_until_it_ended);
    tcase_add_test(tcase, nobody_has_to_listen_to_fights);
    tcase_add_test(tcase, a_level_is_masked_until_handled);
    tcase_add_test(tcase, a_level_that_holds_raises_at_once_and_when_looked_at);
    tcase_add_test(tcase, looking_at_an_edge_does_nothing);
    tcase_add_test(tcase, a_watch_replaces_and_ends);
    tcase_add_test(tcase, there_are_five_triggers);
    tcase_add_test(tcase, a_held_pad_remembers);
    tcase_add_test(tcase, a_held_input_keeps_its_pull_and_still_reads);
    tcase_add_test(tcase, an_input_only_pad_neither_drives_nor_pulls);
    tcase_add_test(tcase, reset_gives_the_boot_state_and_keeps_the_world);
    tcase_add_test(tcase, pads_out_of_range_are_refused);
    tcase_add_test(tcase, a_board_has_to_make_sense);
    tcase_add_test(tcase, a_new_board_knows_nothing_of_the_last);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
