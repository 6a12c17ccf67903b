/*
 * test_options_usage - the help text, against the table it is made from
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdio.h>

#include "option_table.h"
#include "options_fixture.h"

START_TEST(every_line_fits_80_columns_and_ends_clean) {
    const char *line = toc_options_usage();
    while (*line != '\0') {
        size_t length = strcspn(line, "\n");
        ck_assert_msg(length < 80, "too wide: %.*s", (int)length, line);
        ck_assert_msg(line[length] == '\n', "cut: %s", line);
        ck_assert_msg(length == 0 || line[length - 1] != ' ',
                      "blank at the end: %.*s", (int)length, line);
        line += length + 1;
    }
}
END_TEST

// Whether a line begins with `spelling` and the help text follows in its
// column, on this line or the next.
static bool has_row(const char *usage, const char *spelling, const char *help) {
    char word[32];
    snprintf(word, sizeof(word), "%.*s", (int)strcspn(help, " "), help);
    char start[64];
    snprintf(start, sizeof(start), "\n%s", spelling);
    const char *at = strstr(usage, start);
    if (at == NULL) {
        return false;
    }
    at += strlen(start);
    if (*at != ' ' && *at != '\n') {
        return false;
    }
    const char *text = at + strspn(at, " \n");
    const char *line = text;
    while (line[-1] != '\n') {
        line--;
    }
    return text - line == 24 && strncmp(text, word, strlen(word)) == 0;
}

START_TEST(every_option_has_its_row) {
    static const char *const SPELLINGS[TOC__OPTION_COUNT] = {
        [TOC__OPTION_COMMAND] = "  -c CODE",
        [TOC__OPTION_MODULE] = "  -m MODULE",
        [TOC__OPTION_INSPECT] = "  -i",
        [TOC__OPTION_EXIT] = "  --exit",
        [TOC__OPTION_FLASH] = "  --flash PATH",
        [TOC__OPTION_SAFE_BOOT] = "  --safe-boot",
        [TOC__OPTION_DIALECT] = "  --dialect WHICH",
        [TOC__OPTION_BOARD] = "  --board NAME",
        [TOC__OPTION_BOARD_FILE] = "  --board-file FILE",
        [TOC__OPTION_WIRE] = "  --wire A=B",
        [TOC__OPTION_REPLAY] = "  --replay FILE[,VAR=PIN]",
        [TOC__OPTION_PRESS] = "  --press PIN@AT[:FOR]",
        [TOC__OPTION_ATTACH] = "  --attach DEVICE",
        [TOC__OPTION_MAP] = "  --map BUS=FILE",
        [TOC__OPTION_CONTROL] = "  --control ADDRESS",
        [TOC__OPTION_HOLD] = "  --hold",
        [TOC__OPTION_PACE] = "  --pace HOW",
        [TOC__OPTION_VIRTUAL_TIME] = "  --virtual-time",
        [TOC__OPTION_SEED] = "  --seed N",
        [TOC__OPTION_NTP] = "  --ntp TIME",
        [TOC__OPTION_MAC] = "  --mac ADDRESS",
        [TOC__OPTION_IRQ_DEPTH] = "  --irq-depth N",
        [TOC__OPTION_IRQ_FULL] = "  --irq-full WHICH",
        [TOC__OPTION_TRACE] = "  --trace FILE",
        [TOC__OPTION_IRQ_STALL] = "  --irq-stall SECONDS",
        [TOC__OPTION_STATS] = "  --stats",
        [TOC__OPTION_HEAP] = "  --heap SIZE",
        [TOC__OPTION_OPTIMISE] = "  -O[N]",
        [TOC__OPTION_VERBOSE] = "  -v",
        [TOC__OPTION_X_EMIT] = "  -X emit=KIND",
        [TOC__OPTION_X_HEAPSIZE] = "  -X heapsize=SIZE",
        [TOC__OPTION_X_COMPILE_ONLY] = "  -X compile-only",
        [TOC__OPTION_HELP] = "  -h, --help",
        [TOC__OPTION_VERSION] = "  --version",
    };
    const char *usage = toc_options_usage();
    for (int i = 0; i < TOC__OPTION_COUNT; i++) {
        const struct toc__option *option = &toc__options[i];
        ck_assert_msg(option->letter != 0 || option->name != NULL,
                      "option %d has no row in the table", i);
        ck_assert_int_eq(SPELLINGS[i] != NULL, option->help != NULL);
        if (SPELLINGS[i] != NULL) {
            ck_assert_msg(has_row(usage, SPELLINGS[i], option->help),
                          "no row '%s'", SPELLINGS[i]);
        }
    }
    ck_assert_ptr_nonnull(strstr(usage, "\n  -i                    enter"));
    ck_assert_ptr_nonnull(strstr(usage, "\n  --press PIN@AT[:FOR]  at time"));
    ck_assert_ptr_nonnull(strstr(usage, "\n  --trace FILE          write"));
}
END_TEST

START_TEST(the_defaults_are_told) {
    static const char *const TOLD[] = {
        "(default lopy4)",
        "(default FOR 100ms)",
        "from 1 to\n",
        "65536 (default 16)",
        "(default newest)",
        "(default pycom)",
        "(default: the board's, scaled)",
        "(default -O0)",
        "(default bytecode)",
    };
    const char *usage = toc_options_usage();
    for (size_t i = 0; i < sizeof(TOLD) / sizeof(TOLD[0]); i++) {
        ck_assert_msg(strstr(usage, TOLD[i]) != NULL, "%s", TOLD[i]);
    }
    for (const char *const *name = toc_board_names(); *name != NULL; name++) {
        ck_assert_ptr_nonnull(strstr(usage, *name));
    }
}
END_TEST

START_TEST(its_example_works) {
    const char *example = strstr(toc_options_usage(), "\nexample:\n  tocsin ");
    ck_assert_ptr_nonnull(example);
    char line[200];
    strcpy(line, example + strlen("\nexample:\n  tocsin "));
    line[strcspn(line, "\n")] = '\0';
    parse_ok(line);
    ck_assert(options.virtual_time);
    ck_assert_uint_eq(options.wire_count, 1);
    ck_assert_uint_eq(options.press_count, 1);
    ck_assert_str_eq(options.program_text, "blink.py");
}
END_TEST

START_TEST(a_second_call_gives_the_same_text) {
    char first[8192];
    strcpy(first, toc_options_usage());
    ck_assert_str_eq(first, toc_options_usage());
}
END_TEST

START_TEST(no_letter_and_no_name_is_taken_twice) {
    for (int i = 0; i < TOC__OPTION_COUNT; i++) {
        const struct toc__option *option = &toc__options[i];
        ck_assert_int_eq(toc__option_id(option), i);
        if (option->letter != 0) {
            ck_assert_ptr_eq(toc__option_by_letter(option->letter), option);
        }
        if (option->name != NULL) {
            ck_assert_ptr_eq(toc__option_by_name(option->kind, option->name,
                                                 strlen(option->name)),
                             option);
        }
    }
    ck_assert_ptr_null(toc__option_by_letter('\0'));
}
END_TEST

int main(void) {
    Suite *suite = suite_create("options_usage");
    UNIT_ADD(suite, every_line_fits_80_columns_and_ends_clean);
    UNIT_ADD(suite, every_option_has_its_row);
    UNIT_ADD(suite, the_defaults_are_told);
    UNIT_ADD(suite, its_example_works);
    UNIT_ADD(suite, a_second_call_gives_the_same_text);
    UNIT_ADD(suite, no_letter_and_no_name_is_taken_twice);
    return unit_run(suite);
}
