/*
 * VCD files of traces: names, codes, first levels, what is missing.
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "trace_fixture.h"

static toc_board_t board = {
    .name = "two",
    .pin_count = 2,
    .pins = {{.name = "P0", .gpio = 3}, {.name = "P1", .gpio = 0}},
};
static char text[65536];

static void open_files(void) {
    file = (toc_trace_file_t){.format = &toc_trace_vcd};
    FILE *spool = tmpfile();
    FILE *target = tmpfile();
    ck_assert_ptr_nonnull(spool);
    ck_assert_ptr_nonnull(target);
    file.spool = fileno(spool);
    file.fd = fileno(target);
    file.format->begin(&file, &board);
}

static void event(uint32_t step, uint64_t time_ns, uint32_t slot,
                  uint32_t queued) {
    record((toc_trace_record_t){
        .step = step,
        .time_ns = time_ns,
        .u.event = {.slot = slot, .queued = queued},
    });
}

static void levels(uint64_t time_ns, uint64_t changed, uint64_t high) {
    record((toc_trace_record_t){
        .step = TOC_TRACE_LEVELS,
        .time_ns = time_ns,
        .u.levels = {.changed = changed, .high = high},
    });
}

// Returns the file from `from` on.
static const char *ended(uint64_t dropped, uint64_t now_ns, const char *from) {
    toc_trace_sums_t sums = {.dropped = dropped};
    file.format->end(&file, &sums, now_ns);
    ck_assert_int_eq(file.text.error, 0);
    ssize_t size = pread(file.fd, text, sizeof(text) - 1, 0);
    ck_assert_int_gt(size, 0);
    text[size] = '\0';
    const char *found = strstr(text, from);
    ck_assert_msg(found != NULL, "no '%s' in %s", from, text);
    return found;
}

START_TEST(an_empty_trace_has_all_pins) {
    open_files();
    levels(0, UINT64_MAX, 1u << 3);
    ck_assert_str_eq(ended(0, 500, "$version"),
                     "$version Tocsin $end\n"
                     "$timescale 1 ns $end\n"
                     "$scope module pins $end\n"
                     "$var wire 1 ! P0 $end\n"
                     "$var wire 1 \" P1 $end\n"
                     "$upscope $end\n"
                     "$scope module outside $end\n"
                     "$var wire 1 # P0 $end\n"
                     "$var wire 1 $ P1 $end\n"
                     "$upscope $end\n"
                     "$scope module handlers $end\n"
                     "$upscope $end\n"
                     "$scope module events $end\n"
                     "$upscope $end\n"
                     "$scope module queue $end\n"
                     "$var reg 17 % depth $end\n"
                     "$upscope $end\n"
                     "$enddefinitions $end\n"
                     "#0\n$dumpvars\n1!\nx#\n0\"\nx$\nb0 %\n$end\n"
                     "#500\n");
}
END_TEST

START_TEST(a_handler_runs_from_its_start_to_its_end) {
    open_files();
    open_source(7, "P10");
    event(TOC_TRACE_POST, 10, 7, 65536);
    event(TOC_TRACE_START, 20, 7, 0);
    record((toc_trace_record_t){.step = TOC_TRACE_END, .time_ns = 30});
    event(TOC_TRACE_REFUSE, 40, 7, 9);
    ck_assert_str_eq(ended(0, 40, "$end\n#10"),
                     "$end\n#10\n1'\nb10000000000000000 %\n"
                     "#20\n1&\nb0 %\n#30\n0&\n#40\n");
}
END_TEST

START_TEST(pads_without_a_name_are_left_out) {
    open_files();
    levels(5, 1u << 3 | 1u << 2 | 1u << 0, 1u << 2 | 1u << 0);
    record((toc_trace_record_t){
        .step = TOC_TRACE_OUTSIDE,
        .time_ns = 6,
        .u.outside = {.changed = 0xf, .driven = 1, .high = 0},
    });
    ck_assert_str_eq(ended(0, 6, "$end\n#5"),
                     "$end\n#5\n0!\n1\"\n#6\nx#\n0$\n");
}
END_TEST

START_TEST(names_have_no_spaces_or_dollars) {
    open_files();
    open_source(0, "a b$end\x7f");
    ended(0, 0, "$var event 1 ' a_b_end_ $end\n");
}
END_TEST

START_TEST(what_is_missing_is_told_twice) {
    open_files();
    open_source(0, "A");
    event(TOC_TRACE_START, 20, 0, 0);
    file.format->dropped(&file, 12, 25);
    // The end of the first call was among them.
    event(TOC_TRACE_START, 30, 0, 0);
    const char *head =
        ended(12, 35, "$comment 12 records found no room and are missing $end");
    ck_assert(head < strstr(text, "$enddefinitions"));
    ck_assert_str_eq(strstr(text, "#20"),
                     "#20\n1&\nb0 %\n#25\n$comment 12 records are missing here "
                     "$end\n#30\n0&\n1&\nb0 %\n#35\n0&\n");
}
END_TEST

START_TEST(many_sources_have_codes_of_their_own) {
    open_files();
    for (uint32_t i = 0; i < 5000; i++) {
        char name[TOC_SOURCE_NAME_SIZE];
        snprintf(name, sizeof(name), "A%u", (unsigned)i);
        open_source(i, name);
    }
    toc_trace_sums_t sums = {0};
    file.format->end(&file, &sums, 0);
    FILE *in = fdopen(dup(file.fd), "r");
    ck_assert_ptr_nonnull(in);
    rewind(in);
    static bool seen[94 * 94 * 94];
    char line[128];
    int count = 0;
    while (fgets(line, sizeof(line), in) != NULL) {
        char code[8];
        if (sscanf(line, "$var %*s %*s %7s", code) == 1) {
            uint32_t at = 0;
            for (size_t i = strlen(code); i > 0; i--) {
                at = at * 94 + (uint32_t)(code[i - 1] - '!');
            }
            ck_assert(!seen[at]);
            seen[at] = true;
            count++;
        }
    }
    ck_assert_int_eq(count, 2 + 2 + 1 + 2 * 5000);
    (void)fclose(in);
}
END_TEST

START_TEST(an_error_of_the_file_sticks) {
    open_files();
    levels(5, 1, 1);
    file.fd = -1;
    toc_trace_sums_t sums = {0};
    file.format->end(&file, &sums, 6);
    ck_assert_int_ne(file.text.error, 0);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("trace_vcd");
    UNIT_ADD(suite, an_empty_trace_has_all_pins);
    UNIT_ADD(suite, a_handler_runs_from_its_start_to_its_end);
    UNIT_ADD(suite, pads_without_a_name_are_left_out);
    UNIT_ADD(suite, names_have_no_spaces_or_dollars);
    UNIT_ADD(suite, what_is_missing_is_told_twice);
    UNIT_ADD(suite, many_sources_have_codes_of_their_own);
    UNIT_ADD(suite, an_error_of_the_file_sticks);
    return unit_run(suite);
}
