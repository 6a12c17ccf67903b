/*
 * options_fixture - parse a command line that is written as one string
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_TESTS_OPTIONS_FIXTURE_H
#define TOC_TESTS_OPTIONS_FIXTURE_H

#include <check.h>
#include <string.h>

#include "options.h"
#include "unit.h"

#define FIXTURE_ARGS_MAX 256

static char fixture_line[8192];
static char *fixture_argv[FIXTURE_ARGS_MAX + 1];
static int fixture_argc;
static toc_options_t options;

// Parse "tocsin" and the words of `line`; '' is an empty one and ~ within a
// word is a blank.
// Returns what toc_options_parse() does.
static inline int parse(const char *line) {
    ck_assert_uint_lt(strlen(line), sizeof(fixture_line));
    strcpy(fixture_line, line);
    fixture_argc = 0;
    fixture_argv[fixture_argc++] = (char *)"tocsin";
    for (char *word = strtok(fixture_line, " "); word != NULL;
         word = strtok(NULL, " ")) {
        ck_assert_int_lt(fixture_argc, FIXTURE_ARGS_MAX);
        for (char *c = word; *c != '\0'; c++) {
            *c = *c == '~' ? ' ' : *c;
        }
        fixture_argv[fixture_argc++] =
            strcmp(word, "''") == 0 ? word + 2 : word;
    }
    fixture_argv[fixture_argc] = NULL;

    // Nothing of an earlier call may shine through.
    memset(&options, 0xa5, sizeof(options));
    return toc_options_parse(&options, fixture_argc, fixture_argv);
}

static inline void parse_ok(const char *line) {
    int result = parse(line);
    ck_assert_msg(result == 0, "%s: %d, %s", line, result, options.error);
    ck_assert_str_eq(options.error, "");
}

// The arguments that are left to the program, joined by blanks.
static inline const char *program_args(void) {
    static char joined[1024];
    joined[0] = '\0';
    for (int i = options.first_arg; i < fixture_argc; i++) {
        if (i > options.first_arg) {
            strcat(joined, " ");
        }
        strcat(joined, fixture_argv[i]);
    }
    return joined;
}

#endif
