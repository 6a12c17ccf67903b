/*
 * The parser of pins.csv: what it takes, and the exact words for what not.
 *
 * SPDX-License-Identifier: MIT
 */
#include "board.h"
#include "err.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEADER  "pin,exp,gpio,dir,rtc,adc,touch,dac,boot,use\n"
#define COLUMNS "pin,exp,gpio,dir,rtc,adc,touch,dac,boot,use"
#define P1      "P1,G1,1,io,0,,,,1,\n"

static toc_board_t board;
static char error[TOC_BOARD_ERROR_SIZE];

// The text is copied to a block of its exact size, so that a sanitizer sees
// the parser read past its end.
static int parse_bytes(const char *text, size_t size) {
    char *copy = malloc(size + 1);
    ck_assert_ptr_nonnull(copy);
    memcpy(copy + 1, text, size);
    memset(error, 'x', sizeof(error));
    int err = toc_board_parse(&board, copy + 1, size, error);
    free(copy);
    return err;
}

static int parse(const char *text) {
    return parse_bytes(text, strlen(text));
}

static void refuses(const char *text, const char *reason) {
    ck_assert_int_eq(parse(text), TOC_EINVAL);
    ck_assert_str_eq(error, reason);
}

START_TEST(a_line_may_follow) {
    ck_assert_int_eq(parse("pin,exp,gpio,dir,rtc,adc,touch,dac,boot,use,line\n"
                           "P9,G16,12,io,0,,,,0,,gpiochip0:17\n"
                           "P10,,13,io,0,,,,0,a button,\n"),
                     0);
    ck_assert_str_eq(board.pins[0].line, "gpiochip0:17");
    ck_assert_str_eq(board.pins[1].line, "");
    refuses("pin,exp,gpio,dir,rtc,adc,touch,dac,boot,use,line\n" P1,
            "line 2: 10 fields where the header has 11: an empty one still "
            "needs its comma");
}
END_TEST

START_TEST(reads_every_column) {
    ck_assert_int_eq(parse(HEADER "P9,G16,12,io,1,,5,,1,I2C SDA; LED\n"
                                  "P13,,36,in,0,0,,,0,\n"
                                  "P21,G8,63,io,1,,,1,1,\n"),
                     0);
    ck_assert_uint_eq(board.pin_count, 3);
    const toc_board_pin_t *pin = &board.pins[0];
    ck_assert_str_eq(pin->name, "P9");
    ck_assert_str_eq(pin->exp, "G16");
    ck_assert_uint_eq(pin->gpio, 12);
    ck_assert(!pin->input_only && pin->rtc && pin->boot_in);
    ck_assert_int_eq(pin->adc, -1);
    ck_assert_int_eq(pin->touch, 5);
    ck_assert_int_eq(pin->dac, -1);
    pin++;
    ck_assert_str_eq(pin->name, "P13");
    ck_assert_str_eq(pin->exp, "");
    ck_assert_uint_eq(pin->gpio, 36);
    ck_assert(pin->input_only && !pin->rtc && !pin->boot_in);
    ck_assert_int_eq(pin->adc, 0);
    ck_assert_int_eq(pin->touch, -1);
    pin++;
    ck_assert_uint_eq(pin->gpio, 63);
    ck_assert_int_eq(pin->dac, 1);
    ck_assert_str_eq(error, "");
}
END_TEST

START_TEST(takes_the_columns_in_any_order) {
    ck_assert_int_eq(parse("use,boot,dac,touch,adc,rtc,dir,gpio,exp,pin\n"
                           "remark,1,2,3,4,0,in,7,G5,P6\n"),
                     0);
    const toc_board_pin_t *pin = &board.pins[0];
    ck_assert_str_eq(pin->name, "P6");
    ck_assert_str_eq(pin->exp, "G5");
    ck_assert_uint_eq(pin->gpio, 7);
    ck_assert(pin->input_only && !pin->rtc && pin->boot_in);
    ck_assert_int_eq(pin->adc, 4);
    ck_assert_int_eq(pin->touch, 3);
    ck_assert_int_eq(pin->dac, 2);
}
END_TEST

START_TEST(takes_crlf_comments_empty_lines_and_no_end) {
    ck_assert_int_eq(parse("# a, comment\r\n\r\n" COLUMNS "\r\n"
                           "#P9,G9,9,io,0,,,,1,\r\n"
                           "P1,G1,1,io,0,,,,1,\xc2\xb5\r\n"
                           "\n"
                           "P2,G2,2,io,0,,,,1,last"),
                     0);
    ck_assert_uint_eq(board.pin_count, 2);
    ck_assert_str_eq(board.pins[1].name, "P2");

    // Here a cut after the last comma loses nothing.
    ck_assert_int_eq(parse(HEADER "P1,G1,1,io,0,,,,1,"), 0);
}
END_TEST

START_TEST(counts_every_line_in_errors) {
    refuses("# one\r\n\n" HEADER "# four\n" P1 "\nP2\n",
            "line 7: 1 field where the header has 10: an empty one still "
            "needs its comma");
}
END_TEST

START_TEST(wants_a_header) {
    refuses("", "line 1: no header: the first line has to be " COLUMNS);
    refuses("# x\n\n", "line 3: no header: the first line has to be " COLUMNS);
    refuses(P1, "line 1: unknown column 'P1': the columns are " COLUMNS);
}
END_TEST

START_TEST(wants_exactly_the_columns) {
    refuses("pin,exp,gpio,dir,rtc,adc,touch,dac,boot,use,use\n",
            "line 1: a second column 'use': the columns are " COLUMNS);
    refuses("pin,exp,gpio,dir,rtc,adc,touch,dac,boot,use,\n",
            "line 1: unknown column '': the columns are " COLUMNS);
    refuses("pin,pin,gpio,dir,rtc,adc,touch,dac,boot,use\n",
            "line 1: a second column 'pin': the columns are " COLUMNS);
    refuses("pin,exp,gpio,dir,rtc,adc,touch,boot,use\n",
            "line 1: no column 'dac': the columns are " COLUMNS);
    refuses("pin,exp,GPIO,dir,rtc,adc,touch,dac,boot,use\n",
            "line 1: unknown column 'GPIO': the columns are " COLUMNS);
    refuses("pin,exp,gpi,dir,rtc,adc,touch,dac,boot,use\n",
            "line 1: unknown column 'gpi': the columns are " COLUMNS);
    refuses("pin, exp,gpio,dir,rtc,adc,touch,dac,boot,use\n",
            "line 1: unknown column ' exp': the columns are " COLUMNS);
}
END_TEST

START_TEST(wants_a_pin) {
    refuses(HEADER, "line 2: no pins: one line for each has to follow the "
                    "header");
    refuses(HEADER "# P1\n", "line 3: no pins: one line for each has to "
                             "follow the header");
}
END_TEST

START_TEST(wants_all_fields) {
    refuses(HEADER "P1,G1,1,io,0,,,,1\n",
            "line 2: 9 fields where the header has 10: an empty one still "
            "needs its comma");
    refuses(HEADER "P1,G1,1,io,0,,,,1,SDA,LED\n",
            "line 2: 11 fields where the header has 10: no field can hold a "
            "comma");
}
END_TEST

START_TEST(wants_names) {
    refuses(HEADER ",G1,1,io,0,,,,1,\n",
            "line 2: pin is empty: give it a name, such as P10");
    refuses(HEADER "P1234567,G1,1,io,0,,,,1,\n",
            "line 2: pin 'P1234567' is too long: 7 characters at most");
    ck_assert_int_eq(parse(HEADER "P123456,G123456,1,io,0,,,,1,\n"), 0);
    ck_assert_str_eq(board.pins[0].name, "P123456");
    refuses(HEADER "P1,Expansion,1,io,0,,,,1,\n",
            "line 2: exp 'Expansion' is too long: 7 characters at most");
    refuses(HEADER "P 1,G1,1,io,0,,,,1,\n",
            "line 2: pin 'P 1' is no name: a letter, then letters, digits or "
            "_");
    refuses(HEADER "1P,G1,1,io,0,,,,1,\n",
            "line 2: pin '1P' is no name: a letter, then letters, digits or "
            "_");
    refuses(HEADER "P1,_G,1,io,0,,,,1,\n",
            "line 2: exp '_G' is no name: a letter, then letters, digits or "
            "_");
}
END_TEST

START_TEST(wants_each_name_once) {
    refuses(HEADER P1 "P2,G2,2,io,0,,,,1,\nP1,G3,3,io,0,,,,1,\n",
            "line 4: pin 'P1' is already the name of the pin of line 2: take "
            "another");
    refuses(HEADER P1 "P2,G1,2,io,0,,,,1,\n",
            "line 3: exp 'G1' is already the name of the pin of line 2: take "
            "another");
    refuses(HEADER P1 "P2,P1,2,io,0,,,,1,\n",
            "line 3: exp 'P1' is already the name of the pin of line 2: take "
            "another");
    refuses(HEADER "P2,P2,2,io,0,,,,1,\n",
            "line 2: exp 'P2' is already the name of the pin of line 2: take "
            "another");
    // Two without a G name are no conflict.
    ck_assert_int_eq(parse(HEADER "P1,,1,io,0,,,,1,\nP2,,2,io,0,,,,1,\n"), 0);
}
END_TEST

START_TEST(wants_each_gpio_once) {
    refuses(HEADER P1 "P2,G2,1,io,0,,,,1,\n",
            "line 3: gpio 1 is already that of P1 on line 2: each pin has its "
            "own");
}
END_TEST

START_TEST(wants_plain_numbers) {
    static const char *const bad[] = {"",   "64", "x",   "-1", "+1",
                                      "01", " 1", "0x1", "1 ", "4294967297"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        char text[200];
        char reason[200];
        snprintf(text, sizeof(text), HEADER "P1,G1,%s,io,0,,,,1,\n", bad[i]);
        snprintf(reason, sizeof(reason),
                 "line 2: gpio '%s' is no number from 0 to 63", bad[i]);
        refuses(text, reason);
    }
    refuses(HEADER "P1,G1,1,io,0,128,,,1,\n",
            "line 2: adc '128' is no number from 0 to 127: leave it empty "
            "where there is none");
    refuses(HEADER "P1,G1,1,io,0,,-1,,1,\n",
            "line 2: touch '-1' is no number from 0 to 127: leave it empty "
            "where there is none");
    refuses(HEADER "P1,G1,1,io,0,,,no,1,\n",
            "line 2: dac 'no' is no number from 0 to 127: leave it empty "
            "where there is none");
    ck_assert_int_eq(parse(HEADER "P1,G1,0,io,0,127,0,,1,\n"), 0);
    ck_assert_int_eq(board.pins[0].adc, 127);
}
END_TEST

START_TEST(wants_the_words_there_are) {
    refuses(HEADER "P1,G1,1,out,0,,,,1,\n",
            "line 2: dir 'out' is unknown: use io or in");
    refuses(HEADER "P1,G1,1,i,0,,,,1,\n",
            "line 2: dir 'i' is unknown: use io or in");
    refuses(HEADER "P1,G1,1,inn,0,,,,1,\n",
            "line 2: dir 'inn' is unknown: use io or in");
    refuses(HEADER "P1,G1,1,io,yes,,,,1,\n",
            "line 2: rtc 'yes' is unknown: use 0 or 1");
    refuses(HEADER "P1,G1,1,io,,,,,1,\n",
            "line 2: rtc '' is unknown: use 0 or 1");
    refuses(HEADER "P1,G1,1,io,0,,,,2,\n",
            "line 2: boot '2' is unknown: use 0 or 1");
}
END_TEST

START_TEST(takes_64_pins_and_no_more) {
    char text[4000] = HEADER;
    size_t used = strlen(text);
    for (int i = 0; i < 64; i++) {
        used += (size_t)snprintf(text + used, sizeof(text) - used,
                                 "P%d,G%d,%d,io,0,,,,1,\n", i, i, i);
    }
    ck_assert_int_eq(parse(text), 0);
    ck_assert_uint_eq(board.pin_count, 64);
    ck_assert_str_eq(board.pins[63].name, "P63");
    snprintf(text + used, sizeof(text) - used, "P64,G64,64,io,0,,,,1,\n");
    refuses(text, "line 66: more than 64 pins: a board has at most 64");
}
END_TEST

START_TEST(wants_text) {
    static const char reason[] = "line 2: a control character: only text, and "
                                 "lines that end with LF or CR LF";
    refuses(HEADER "P1,G1,1,io,0,,,,1,a\tb\n", reason);
    refuses(HEADER "# P1\rP2\n", reason);
    refuses(HEADER "P1,G1,1,io,0,,,,1,\x7f\n", reason);
    refuses(HEADER "P1,G1,1,io,0,,,,1,\x1f\n", reason);
    // Without LF a CR is no end of a line.
    refuses(HEADER "P1,G1,1,io,0,,,,1,\r", reason);
    static const char with_nul[] = HEADER "P1,G1,1,io,0,,,,1,\0\n";
    ck_assert_int_eq(parse_bytes(with_nul, sizeof(with_nul) - 1), TOC_EINVAL);
    ck_assert_str_eq(error, reason);
}
END_TEST

START_TEST(shortens_long_names_in_errors) {
    refuses(HEADER "A23456789012345678901234,G1,1,io,0,,,,1,\n",
            "line 2: pin 'A23456789012345678901234' is too long: 7 characters "
            "at most");
    refuses(HEADER "A234567890123456789012345,G1,1,io,0,,,,1,\n",
            "line 2: pin 'A23456789012345678901...' is too long: 7 characters "
            "at most");
    // 20 ASCII characters, then two of two bytes: not cut between the bytes.
    refuses(HEADER "A2345678901234567890\xc3\xa9\xc3\xa9x,G1,1,io,0,,,,1,\n",
            "line 2: pin 'A2345678901234567890...' is too long: 7 characters "
            "at most");
}
END_TEST

int main(void) {
    Suite *suite = suite_create("board_parse");
    TCase *tcase = tcase_create("board_parse");
    tcase_add_test(tcase, reads_every_column);
    tcase_add_test(tcase, a_line_may_follow);
    tcase_add_test(tcase, takes_the_columns_in_any_order);
    tcase_add_test(tcase, takes_crlf_comments_empty_lines_and_no_end);
    tcase_add_test(tcase, counts_every_line_in_errors);
    tcase_add_test(tcase, wants_a_header);
    tcase_add_test(tcase, wants_exactly_the_columns);
    tcase_add_test(tcase, wants_a_pin);
    tcase_add_test(tcase, wants_all_fields);
    tcase_add_test(tcase, wants_names);
    tcase_add_test(tcase, wants_each_name_once);
    tcase_add_test(tcase, wants_each_gpio_once);
    tcase_add_test(tcase, wants_plain_numbers);
    tcase_add_test(tcase, wants_the_words_there_are);
    tcase_add_test(tcase, takes_64_pins_and_no_more);
    tcase_add_test(tcase, wants_text);
    tcase_add_test(tcase, shortens_long_names_in_errors);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
