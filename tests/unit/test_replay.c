/*
 * Which variables of a recording drive which pins.
 *
 * SPDX-License-Identifier: MIT
 */
#include "options_fixture.h"

#include <stdio.h>

#include "replay.h"

#define HEAD "$timescale 1ns $end\n"
#define TAIL "$enddefinitions $end\n#1 1! 1\" 1# #2\n"

static char error[TOC_REPLAY_ERROR_SIZE];
static char seen[256];

static int read_recording(const char *option, const char *text,
                          toc_replay_t *replay) {
    parse_ok(option);
    return toc_replay_parse(replay, &options, text, strlen(text), error);
}

// The pads that the recording drives, in the order of its changes; "yields"
// when they give way.
static const char *driven(const char *option, const char *text) {
    toc_replay_t replay;
    int err = read_recording(option, text, &replay);
    ck_assert_msg(err == 0, "%s", error);
    size_t used = 0;
    for (size_t i = 0; i < replay.changes.count; i++) {
        used += (size_t)snprintf(seen + used, sizeof(seen) - used, "%u ",
                                 (unsigned)replay.changes.changes[i].pad);
    }
    snprintf(seen + used, sizeof(seen) - used, "%s",
             replay.yields ? "yields" : "");
    toc_replay_free(&replay);
    return seen;
}

static void refused(const char *option, const char *text, const char *why) {
    toc_replay_t replay;
    ck_assert_int_eq(read_recording(option, text, &replay), TOC_EINVAL);
    ck_assert_str_eq(error, why);
}

// P9 is GPIO 12, P10 is GPIO 13, P11 is GPIO 22.

START_TEST(a_variable_drives_the_pin_of_its_name) {
    ck_assert_str_eq(driven("--replay a.vcd",
                            HEAD "$var wire 1 ! P10 $end\n"
                                 "$var wire 1 \" p9 $end\n"
                                 "$var wire 1 # G16 $end\n" TAIL),
                     "13 12 yields");
}
END_TEST

#define PINS "$scope module pins $end\n$var wire 1 ! P10 $end\n$upscope $end\n"
#define OUTSIDE \
    "$scope module outside $end\n$var wire 1 # P11 $end\n$upscope $end\n"
#define OTHER "$var wire 1 \" P9 $end\n"

START_TEST(scopes_go_outside_then_pins_then_any) {
    ck_assert_str_eq(driven("--replay a.vcd", HEAD OTHER PINS OUTSIDE TAIL),
                     "22 ");
    ck_assert_str_eq(driven("--replay a.vcd",
                            HEAD OTHER PINS "$var wire 1 # more $end\n" TAIL),
                     "13 yields");
    ck_assert_str_eq(driven("--replay a.vcd", HEAD OTHER
                            "$var wire 1 ! a $end $var wire 1 # b $end\n" TAIL),
                     "12 yields");
}
END_TEST

#define LOGIC \
    HEAD "$scope module logic $end $var wire 1 ! D0 $end\n" \
         "$var wire 1 \" D1 $end $var wire 1 # bus [2] $end $upscope " \
         "$end\n" TAIL

START_TEST(a_mapping_says_which_is_which) {
    ck_assert_str_eq(driven("--replay a.vcd,D1=P9,D0=P10", LOGIC), "13 12 ");
    ck_assert_str_eq(driven("--replay a.vcd,bus[2]=P9", LOGIC), "12 ");
    ck_assert_str_eq(driven("--replay a.vcd,logic.D0=P9", LOGIC), "12 ");
}
END_TEST

START_TEST(with_a_mapping_names_mean_nothing) {
    ck_assert_str_eq(driven("--replay a.vcd,P9=P10",
                            HEAD OTHER PINS "$var wire 1 # P11 $end\n" TAIL),
                     "13 ");
}
END_TEST

START_TEST(a_variable_that_is_missing_is_told_with_those_there_are) {
    refused("--replay a.vcd,D7=P9", LOGIC,
            "has no variable 'D7': it has 'D0', 'D1', 'bus [2]'");
    refused("--replay a.vcd", LOGIC,
            "has no variable that is named as a pin of this board: it has "
            "'D0', 'D1', 'bus [2]'; say which is which, such as "
            "FILE.vcd,D0=P10");
    refused("--replay a.vcd", HEAD "$enddefinitions $end",
            "has no variable that is named as a pin of this board: it has "
            "none at all; say which is which, such as FILE.vcd,D0=P10");
    refused("--replay a.vcd,D9=P9",
            HEAD "$var wire 1 ! a $end $var wire 1 ! b $end\n"
                 "$var wire 1 ! c $end $var wire 1 ! d $end\n"
                 "$var wire 1 ! e $end $var wire 1 ! f $end\n"
                 "$var wire 1 ! g $end $var wire 1 ! h $end\n" TAIL,
            "has no variable 'D9': it has 'a', 'b', 'c', 'd', 'e', 'f' and 2 "
            "more");
}
END_TEST

START_TEST(two_for_one_pin_are_refused) {
    refused("--replay a.vcd",
            HEAD "$var wire 1 ! P9 $end\n$var wire 1 \" G16 $end\n" TAIL,
            "line 3: 'G16' would drive P9, as 'P9' of line 2 does: choose "
            "one, such as SCOPE.G16=P9");
    // The same one twice is one.
    ck_assert_str_eq(driven("--replay a.vcd",
                            HEAD "$var wire 1 ! P9 $end\n"
                                 "$var wire 1 ! G16 $end\n"
                                 "$var wire 2 \" a $end $var wire 2 # b $end\n"
                                 "$enddefinitions $end #1 1!"),
                     "12 yields");
    refused("--replay a.vcd,D0=P9,D0=P10", LOGIC,
            "'D0' is to drive P10 and another pin: join the two with --wire "
            "instead");
}
END_TEST

START_TEST(a_pin_has_one_bit) {
    refused("--replay a.vcd", HEAD "$var wire 8 ! P9 $end\n" TAIL,
            "line 2: 'P9' has 8 bits; a pin has one");
    refused("--replay a.vcd", HEAD "$var real 64 ! P9 $end\n" TAIL,
            "line 2: 'P9' is no level, but a number or a text");
}
END_TEST

START_TEST(faults_of_the_file_come_with_their_line) {
    refused("--replay a.vcd", HEAD OTHER "$enddefinitions $end\n#1\n3!\n",
            "line 5: expected a change or a time, not '3!'");
    refused("--replay a.vcd", "no",
            "line 1: a VCD file begins with "
            "declarations such as $timescale, not with "
            "'no'");
}
END_TEST

START_TEST(files_are_read_to_their_end_or_not_at_all) {
    toc_replay_t replay;
    parse_ok("--replay /nonexistent/a.vcd");
    ck_assert_int_eq(toc_replay_read(&replay, &options, error), TOC_EINVAL);
    ck_assert_str_eq(error, "No such file or directory");
    parse_ok("--replay /");
    ck_assert_int_eq(toc_replay_read(&replay, &options, error), TOC_EINVAL);
    ck_assert_str_eq(error, "Is a directory");
}
END_TEST

int main(void) {
    Suite *suite = suite_create("replay");
    UNIT_ADD(suite, a_variable_drives_the_pin_of_its_name);
    UNIT_ADD(suite, scopes_go_outside_then_pins_then_any);
    UNIT_ADD(suite, a_mapping_says_which_is_which);
    UNIT_ADD(suite, with_a_mapping_names_mean_nothing);
    UNIT_ADD(suite, a_variable_that_is_missing_is_told_with_those_there_are);
    UNIT_ADD(suite, two_for_one_pin_are_refused);
    UNIT_ADD(suite, a_pin_has_one_bit);
    UNIT_ADD(suite, faults_of_the_file_come_with_their_line);
    UNIT_ADD(suite, files_are_read_to_their_end_or_not_at_all);
    return unit_run(suite);
}
