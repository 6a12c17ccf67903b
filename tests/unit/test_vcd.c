/*
 * Recordings: declarations, changes, times.
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "err.h"
#include "port_fake.h"
#include "vcd.h"

static char error[TOC_VCD_ERROR_SIZE];
static char seen[4096];

// What the declarations say: "scope/name=width code" each.
static const char *vars_of(const char *text) {
    toc_vcd_t vcd;
    seen[0] = '\0';
    int err = toc_vcd_open(&vcd, text, strlen(text), error);
    ck_assert_msg(err == 0, "%s", error);
    for (size_t i = 0; i < vcd.var_count; i++) {
        const toc_vcd_var_t *var = &vcd.vars[i];
        size_t used = strlen(seen);
        snprintf(seen + used, sizeof(seen) - used, "%.*s/%.*s=%u%s %.*s;",
                 (int)var->scope.size, var->scope.text, (int)var->name.size,
                 var->name.text, (unsigned)var->width_bits,
                 var->is_real ? "r" : "", (int)var->code.size, var->code.text);
    }
    toc_vcd_close(&vcd);
    return seen;
}

static int pad_of(const toc_vcd_var_t *var) {
    bool is_pin = var->name.text[0] == 'P' && var->name.size == 2;
    return is_pin ? var->name.text[1] - '0' : TOC_VCD_NO_PAD;
}

static int read_all(const char *text, toc_vcd_changes_t *changes) {
    toc_vcd_t vcd;
    int err = toc_vcd_open(&vcd, text, strlen(text), error);
    if (err != 0) {
        return err;
    }
    for (size_t i = 0; i < vcd.var_count; i++) {
        vcd.vars[i].pad = pad_of(&vcd.vars[i]);
    }
    err = toc_vcd_changes(&vcd, changes, error);
    toc_vcd_close(&vcd);
    return err;
}

// The changes of the variables P0 to P9: "time:pad=level" each, then the end.
static const char *changes_of(const char *text) {
    toc_vcd_changes_t changes;
    int err = read_all(text, &changes);
    ck_assert_msg(err == 0, "%s", error);
    size_t used = 0;
    for (size_t i = 0; i < changes.count; i++) {
        const toc_vcd_change_t *c = &changes.changes[i];
        used += (size_t)snprintf(seen + used, sizeof(seen) - used,
                                 "%llu:%u=%c ", (unsigned long long)c->time_ns,
                                 (unsigned)c->pad, "01z"[c->level]);
    }
    snprintf(seen + used, sizeof(seen) - used, "end %llu",
             (unsigned long long)changes.end_ns);
    toc_vcd_changes_free(&changes);
    ck_assert_uint_eq(fake_block_count(), 0);
    return seen;
}

static void refused(const char *text, const char *why) {
    toc_vcd_changes_t changes;
    ck_assert_int_eq(read_all(text, &changes), TOC_EINVAL);
    ck_assert_str_eq(error, why);
    ck_assert_uint_eq(fake_block_count(), 0);
}

#define HEAD "$timescale 1ns $end\n$var wire 1 ! P1 $end\n"
#define DEFS HEAD "$var wire 1 \" P2 $end\n$enddefinitions $end\n"

START_TEST(declarations_in_all_their_forms) {
    ck_assert_str_eq(
        vars_of("$date today $end $version $end\n"
                "$comment $var wire 1 ? no $end\n"
                "$timescale\r\n 10\r\n us\r\n$end\r\n"
                "$scope module top $end\n"
                "$var wire 1 ! a $end $var reg 8 \"~ bus [7:0] $end\n"
                "$scope begin pins $end $var wire 1 $ P10\n$end $upscope $end\n"
                "$var real 64 % volts $end $upscope $end\n"
                "$var wire 1 ! outer $end $attrbegin misc 02 $end\n"
                "$enddefinitions $end"),
        "top/a=1 !;top/bus [7:0]=8 \"~;pins/P10=1 $;top/volts=64r %;"
        "/outer=1 !;");
}
END_TEST

START_TEST(a_name_may_have_blanks_where_it_does_not_matter) {
    toc_vcd_word_t word = {"bus \t[3]", 8};
    ck_assert(toc_vcd_word_is(word, "bus[3]", 6));
    ck_assert(toc_vcd_word_is(word, "bus [3]", 7));
    ck_assert(!toc_vcd_word_is(word, "bus[31]", 7));
    ck_assert(!toc_vcd_word_is(word, "bus", 3));
}
END_TEST

START_TEST(a_remark_of_sigrok_may_come_first) {
    ck_assert_str_eq(changes_of("META samplerate: 1000\n" DEFS "#1 1!"),
                     "1:1=1 end 1");
    refused("META samplerate: 1000",
            "line 1: the file ends before $enddefinitions");
}
END_TEST

START_TEST(changes_in_all_their_forms) {
    ck_assert_str_eq(
        changes_of(DEFS "0! x\"\n$dumpvars 0! 1\" $end\n#5 1!\n#7\nb0 !\n"
                        "B1011 \" b1 ! $comment #9 1! $end\n#8 z!\n"
                        "$dumpoff x! x\" $end #9 $dumpon h! L\" $end\n"
                        "#10 $dumpall 1! 0\" $end U! #12\n"),
        "0:1=0 0:2=1 5:1=1 7:1=0 7:1=1 8:1=z 8:2=z 9:1=1 9:2=0 10:1=z "
        "end 12");
}
END_TEST

START_TEST(other_variables_are_read_over) {
    ck_assert_str_eq(
        changes_of(HEAD "$var real 64 r volts $end $var wire 4 # bus $end\n"
                        "$var string 1 s state $end $var wire 1 & more $end\n"
                        "$enddefinitions $end #1 r1.5e3 r bzx01 # sidle s\n"
                        "x& 1! #2 R-0 r\n"),
        "1:1=1 end 2");
}
END_TEST

START_TEST(a_code_may_stand_for_several) {
    ck_assert_str_eq(changes_of("$timescale 1 ns $end $var wire 1 ab P3 $end\n"
                                "$var wire 1 a P4 $end $var wire 1 ab P5 $end\n"
                                "$enddefinitions $end #1 1ab #2 1a"),
                     "1:3=1 1:5=1 2:4=1 end 2");
}
END_TEST

static const struct {
    const char *unit;
    const char *end;
} times[] = {
    {"1s", "end 123000000000"},
    {"10 ms", "end 1230000000"},
    {"100 us", "end 12300000"},
    {"1\nns", "end 123"},
    {"10ps", "end 1"},
    {"100 fs", "end 0"},
    {"100s", "end 12300000000000"},
};

START_TEST(a_unit_of_time_is_one_of_eighteen) {
    char text[128];
    snprintf(text, sizeof(text), "$timescale %s $end $enddefinitions $end #123",
             times[_i].unit);
    ck_assert_str_eq(changes_of(text), times[_i].end);
}
END_TEST

START_TEST(times_go_to_the_end_of_the_clock) {
    ck_assert_str_eq(changes_of(DEFS "#0009223372036854775807"),
                     "end 9223372036854775807");
    ck_assert_str_eq(changes_of("$timescale 1ps $end $enddefinitions $end "
                                "#9223372036854775807"),
                     "end 9223372036854775");
}
END_TEST

static const struct {
    const char *text;
    const char *why;
} faults[] = {
    {"", "line 1: the file ends before $enddefinitions"},
    {"\x89PNG\r\n", "line 1: a VCD file begins with declarations such as "
                    "$timescale, not with '\x89PNG'"},
    {"$date\n\n today", "line 1: a declaration has no $end"},
    {"$enddefinitions $end",
     "line 1: there is no $timescale in front of $enddefinitions"},
    {"$timescale 2 ns $end",
     "line 1: $timescale has to be 1, 10 or 100 of a unit, not '2'"},
    {"$timescale\n1\nmin\n$end",
     "line 3: $timescale has to be in s, ms, us, ns, ps or fs, not 'min'"},
    {"$timescale 1 $end", "line 1: $timescale is incomplete"},
    {"$timescale 1 ns 2 $end", "line 1: $timescale has no $end"},
    {"$timescale 1 ns $end $timescale 1 ns $end",
     "line 1: a second $timescale"},
    {"\n$scope module $end", "line 2: $scope is incomplete"},
    {"$upscope $end", "line 1: $upscope without a $scope"},
    {"$var wire one ! P1 $end",
     "line 1: $var: the width has to be a number, not 'one'"},
    {"$var wire 1 ! $end", "line 1: $var is incomplete"},
    {"$var wire 1 \xc3\xa9 P1 $end",
     "line 1: $var: a code has printable characters, not '\xc3\xa9'"},
    {"$var wire 1 ! P1\n", "line 2: $var has no $end"},
    {DEFS "#5\n0!\n#4\n",
     "line 7: the time '#4' is before the one in front of it"},
    {DEFS "#18446744073709551616",
     "line 5: the time '#18446744073709551616' has more than 64 bits"},
    {DEFS "#9223372036854775808",
     "line 5: the time '#9223372036854775808' is more than 292 years"},
    {DEFS "# 5", "line 5: a time is # and digits, not '#'"},
    {DEFS "#5ns", "line 5: a time is # and digits, not '#5ns'"},
    {DEFS "1?", "line 5: no $var has the code '?'"},
    {DEFS "1 !", "line 5: the level '1' has to be followed by a code without "
                 "a blank"},
    {DEFS "\n2!", "line 6: expected a change or a time, not '2!'"},
    {DEFS "b102 !", "line 5: a vector has the bits 0, 1, x and z, not 'b102'"},
    {DEFS "b !", "line 5: a vector without a bit"},
    {DEFS "b1\n", "line 6: the file ends behind 'b1', which is a variable's"},
    {DEFS "$var wire 1 ! P3 $end", "line 5: '$var' among the changes"},
    {DEFS "$comment\n1!", "line 5: $comment has no $end"},
};
#define FAULT_COUNT ((int)(sizeof(faults) / sizeof(faults[0])))

START_TEST(a_fault_is_told_with_its_line) {
    refused(faults[_i].text, faults[_i].why);
}
END_TEST

START_TEST(a_million_changes_are_read) {
    const size_t count = 1000000;
    char *text = malloc(count * 16 + 256);
    char *at = text + sprintf(text, DEFS);
    for (size_t i = 0; i < count; i++) {
        at += sprintf(at, "#%zu\n%zu!\n", i, i % 2);
    }
    toc_vcd_changes_t changes;
    ck_assert_int_eq(read_all(text, &changes), 0);
    ck_assert_uint_eq(changes.count, count);
    ck_assert_uint_eq(changes.changes[999998].time_ns, 999998);
    ck_assert_uint_eq(changes.end_ns, 999999);
    toc_vcd_changes_free(&changes);
    free(text);
}
END_TEST

START_TEST(memory_may_run_out_anywhere) {
    toc_vcd_changes_t changes;
    uint32_t nth = 0;
    int err;
    do {
        fake_fail_realloc(++nth);
        err = read_all(DEFS "#1 1! #2 1\"", &changes);
        ck_assert(err == 0 || err == TOC_ENOMEM);
    } while (err != 0);
    ck_assert_uint_eq(nth, 4);
    ck_assert_uint_eq(changes.count, 2);
    toc_vcd_changes_free(&changes);
    ck_assert_uint_eq(fake_block_count(), 0);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("vcd");
    UNIT_ADD(suite, declarations_in_all_their_forms);
    UNIT_ADD(suite, a_name_may_have_blanks_where_it_does_not_matter);
    UNIT_ADD(suite, a_remark_of_sigrok_may_come_first);
    UNIT_ADD(suite, changes_in_all_their_forms);
    UNIT_ADD(suite, other_variables_are_read_over);
    UNIT_ADD(suite, a_code_may_stand_for_several);
    UNIT_ADD_LOOP(suite, a_unit_of_time_is_one_of_eighteen,
                  (int)(sizeof(times) / sizeof(times[0])));
    UNIT_ADD(suite, times_go_to_the_end_of_the_clock);
    UNIT_ADD_LOOP(suite, a_fault_is_told_with_its_line, FAULT_COUNT);
    UNIT_ADD(suite, a_million_changes_are_read);
    UNIT_ADD(suite, memory_may_run_out_anywhere);
    return unit_run(suite);
}
