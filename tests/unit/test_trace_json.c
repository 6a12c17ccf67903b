/*
 * JSON files of traces: the shape of each line, names, what is missing, times
 * and numbers at their limits. Each file is read back by a JSON parser.
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "pin.h"
#include "trace_fixture.h"

static const toc_board_t board = {.name = "two", .sysname = "Two"};
static char text[65536];
static json_t *lines;

static void setup(void) {
    file = (toc_trace_file_t){.format = &toc_trace_json, .spool = -1};
    FILE *target = tmpfile();
    ck_assert_ptr_nonnull(target);
    file.fd = fileno(target);
    toc_trace_text_init(&file.text, file.fd);
    file.format->begin(&file, &board);
    lines = NULL;
}

static void teardown(void) {
    json_decref(lines);
    toc_trace_names_free(&file.names);
}

static void event(uint32_t step, uint64_t time_ns, uint64_t post_ns,
                  uint32_t queued) {
    record((toc_trace_record_t){
        .step = step,
        .time_ns = time_ns,
        .u.event = {.post_ns = post_ns, .seq = 4, .queued = queued},
    });
}

static void end_handler(uint64_t time_ns, uint32_t raised) {
    record((toc_trace_record_t){
        .step = TOC_TRACE_END, .time_ns = time_ns, .u.end.raised = raised});
}

// Returns the file from the second line that says `from` on.
static const char *ended(const toc_trace_sums_t *sums, uint64_t now_ns,
                         const char *from) {
    file.format->end(&file, sums, now_ns);
    toc_trace_text_flush(&file.text);
    ck_assert_int_eq(file.text.error, 0);
    ssize_t size = pread(file.fd, text, sizeof(text) - 1, 0);
    ck_assert_int_gt(size, 0);
    text[size] = '\0';
    json_error_t error;
    lines = json_loads(text, JSON_DECODE_INT_AS_REAL, &error);
    ck_assert_msg(lines != NULL, "%s in %s", error.text, text);
    const char *found = strstr(text, from);
    ck_assert_msg(found != NULL, "no '%s' in %s", from, text);
    return found;
}

static const char *ended_at(uint64_t now_ns, const char *from) {
    static const toc_trace_sums_t none = {0};
    return ended(&none, now_ns, from);
}

#define HEAD_LINES \
    "[\n" \
    "{\"ph\":\"M\",\"pid\":1,\"tid\":0,\"name\":\"process_name\"," \
    "\"args\":{\"name\":\"Two\"}},\n" \
    "{\"ph\":\"M\",\"pid\":1,\"tid\":1,\"name\":\"thread_name\"," \
    "\"args\":{\"name\":\"interpreter lock\"}},\n" \
    "{\"ph\":\"M\",\"pid\":1,\"tid\":1,\"name\":\"thread_sort_index\"," \
    "\"args\":{\"sort_index\":1}},\n"

#define END_LINE(ts) \
    "{\"ph\":\"i\",\"s\":\"g\",\"ts\":" ts ",\"pid\":1,\"tid\":0," \
    "\"cat\":\"trace\",\"name\":\"end\",\"args\":{\"posted\":0," \
    "\"handled\":0,\"refused\":0,\"cancelled\":0,\"queued\":0,\"raised\":0," \
    "\"dropped\":0,\"late\":0}}\n]\n"

START_TEST(an_empty_trace_is_complete) {
    ck_assert_str_eq(ended_at(500, "["), HEAD_LINES END_LINE("0.500"));
}
END_TEST

START_TEST(an_event_has_a_wait_a_depth_and_a_handler) {
    open_source(0, "P9");
    event(TOC_TRACE_POST, 1000, 1000, 1);
    event(TOC_TRACE_START, 2500, 1000, 0);
    end_handler(4001, 1);
    ck_assert_str_eq(
        ended_at(4001, "{\"ph\":\"C\""),
        "{\"ph\":\"C\",\"ts\":1.000,\"pid\":1,\"name\":\"queue\","
        "\"args\":{\"depth\":1}},\n"
        "{\"ph\":\"b\",\"ts\":1.000,\"pid\":1,\"tid\":16,\"cat\":\"queued\","
        "\"id\":1,\"name\":\"P9\"},\n"
        "{\"ph\":\"e\",\"ts\":2.500,\"pid\":1,\"tid\":16,\"cat\":\"queued\","
        "\"id\":1,\"name\":\"P9\"},\n"
        "{\"ph\":\"C\",\"ts\":2.500,\"pid\":1,\"name\":\"queue\","
        "\"args\":{\"depth\":0}},\n"
        "{\"ph\":\"B\",\"ts\":2.500,\"pid\":1,\"tid\":16,\"cat\":\"handler\","
        "\"name\":\"P9\",\"args\":{\"id\":1,\"seq\":4,\"post\":1.000}},\n"
        "{\"ph\":\"E\",\"ts\":4.001,\"pid\":1,\"tid\":16,"
        "\"args\":{\"raised\":true}},\n" END_LINE("4.001"));
}
END_TEST

START_TEST(refused_and_cancelled_ones_are_marked) {
    open_source(0, "P9");
    event(TOC_TRACE_REFUSE, 2000, 1000, 16);
    event(TOC_TRACE_CANCEL, 3000, 1000, 15);
    const char *refused = ended_at(3000, "\"cat\":\"refused\"");
    ck_assert_ptr_nonnull(strstr(
        refused, "\"name\":\"refused\",\"args\":{\"seq\":4,\"post\":1.000}}"));
    ck_assert_ptr_nonnull(strstr(
        text, "\"cat\":\"cancelled\",\"name\":\"cancelled\",\"args\":{\"id\":1,"
              "\"seq\":4,\"post\":1.000}}"));
}
END_TEST

START_TEST(an_end_whose_start_is_missing_is_left_out) {
    open_source(0, "P9");
    end_handler(10, 0);
    file.format->dropped(&file, 12, 20);
    event(TOC_TRACE_START, 30, 30, 0);
    // The end of the first call is missing, and that of the second not to come.
    event(TOC_TRACE_START, 40, 40, 0);
    toc_trace_sums_t sums = {.handled = 2, .dropped = 12};
    const char *from = ended(&sums, 50, "\"name\":\"dropped\"");
    ck_assert(
        strncmp(from, "\"name\":\"dropped\",\"args\":{\"records\":12}}",
                strlen("\"name\":\"dropped\",\"args\":{\"records\":12}}")) ==
        0);
    ck_assert_ptr_nonnull(strstr(text, "\"dropped\":12,\"late\":0"));
    ck_assert_ptr_nonnull(strstr(text, "\"posted\":2,\"handled\":2"));
    int depth = 0;
    size_t at;
    const json_t *line;
    json_array_foreach(lines, at, line) {
        const char *ph = json_string_value(json_object_get(line, "ph"));
        depth += strcmp(ph, "B") == 0;
        depth -= strcmp(ph, "E") == 0;
        ck_assert(depth == 0 || depth == 1);
    }
    ck_assert_int_eq(depth, 0);
}
END_TEST

// What the parser reads back is the name; bytes that are no text are marked.
static const struct {
    const char *name;
    const char *read;
} names[] = {
    {"", ""},
    {"say \"no\" \\ /", "say \"no\" \\ /"},
    {"\x01\b\t\n\r\x1f\x7f", "\x01\b\t\n\r\x1f\x7f"},
    {"T\xc3\xbcr \xe2\x82\xac \xf0\x9f\x94\x94",
     "T\xc3\xbcr \xe2\x82\xac \xf0\x9f\x94\x94"},
    {"01234567890123456789012", "01234567890123456789012"},
    {"0123456789012345678901\xc3", "0123456789012345678901?"}, // cut off
    {"a\xff\x80z", "a??z"},
    {"\xc0\xaf \xed\xa0\x80 \xf5\x80\x80\x80", "?? ??? ????"},
};

START_TEST(names_are_escaped) {
    open_source(0, names[_i].name);
    event(TOC_TRACE_START, 10, 10, 0);
    ended_at(10, "\"cat\":\"handler\"");
    size_t at;
    const json_t *line;
    int seen = 0;
    json_array_foreach(lines, at, line) {
        const char *cat = json_string_value(json_object_get(line, "cat"));
        if (cat != NULL && strcmp(cat, "handler") == 0) {
            ck_assert_str_eq(json_string_value(json_object_get(line, "name")),
                             names[_i].read);
            seen++;
        }
    }
    ck_assert_int_eq(seen, 1);
}
END_TEST

START_TEST(a_source_without_a_name_has_a_track) {
    event(TOC_TRACE_START, 10, 10, 0);
    ck_assert_ptr_nonnull(strstr(ended_at(10, "\"ph\":\"B\""),
                                 "\"tid\":15,\"cat\":\"handler\","
                                 "\"name\":\"?\""));
}
END_TEST

START_TEST(a_name_that_comes_again_keeps_its_track) {
    open_source(0, "P9");
    open_source(1, "P10");
    open_source(2, "P9");
    record((toc_trace_record_t){
        .step = TOC_TRACE_START, .time_ns = 5, .u.event = {.slot = 2}});
    ck_assert_ptr_nonnull(strstr(ended_at(5, "\"ph\":\"B\""), "\"tid\":16,"));
    int declared = 0;
    for (const char *at = text; (at = strstr(at, "\"P9\"")) != NULL; at++) {
        declared += strncmp(at, "\"P9\"}}", 6) == 0;
    }
    ck_assert_int_eq(declared, 1);
}
END_TEST

START_TEST(numbers_at_their_limits_are_whole) {
    open_source(0, "P9");
    record((toc_trace_record_t){
        .step = TOC_TRACE_START,
        .time_ns = UINT64_MAX,
        .u.event = {.post_ns = UINT64_MAX,
                    .seq = UINT64_MAX,
                    .data = TOC_PIN_EVENT(2, 1),
                    .missed = UINT32_MAX,
                    .queued = 65536},
    });
    const char *from = ended_at(UINT64_MAX, "\"ph\":\"B\"");
    ck_assert_ptr_nonnull(strstr(
        from, "\"ts\":18446744073709551.615,\"pid\":1,\"tid\":16,"
              "\"cat\":\"handler\",\"name\":\"P9\",\"args\":{\"id\":1,"
              "\"seq\":18446744073709551615,\"post\":18446744073709551.615,"
              "\"edge\":2,\"level\":1,\"missed\":4294967295}}"));
    ck_assert_ptr_nonnull(strstr(text, "{\"depth\":65536}"));
}
END_TEST

// As where two threads read the clock one after the other.
START_TEST(a_post_after_its_start_waits_for_nothing) {
    open_source(0, "P9");
    event(TOC_TRACE_START, 1000, 1700, 0);
    ck_assert_ptr_nonnull(
        strstr(ended_at(1000, "\"ph\":\"b\""), "\"ts\":1.000"));
    ck_assert_ptr_nonnull(strstr(text, "\"ph\":\"b\",\"ts\":1.000,"));
}
END_TEST

START_TEST(an_error_of_the_file_sticks) {
    file.text.fd = -1;
    toc_trace_sums_t sums = {0};
    file.format->end(&file, &sums, 6);
    toc_trace_text_flush(&file.text);
    ck_assert_int_ne(file.text.error, 0);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("trace_json");
    TCase *tcase = tcase_create("json");
    tcase_set_timeout(tcase, UNIT_TIMEOUT_S);
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, an_empty_trace_is_complete);
    tcase_add_test(tcase, an_event_has_a_wait_a_depth_and_a_handler);
    tcase_add_test(tcase, refused_and_cancelled_ones_are_marked);
    tcase_add_test(tcase, an_end_whose_start_is_missing_is_left_out);
    tcase_add_loop_test(tcase, names_are_escaped, 0,
                        sizeof(names) / sizeof(names[0]));
    tcase_add_test(tcase, a_source_without_a_name_has_a_track);
    tcase_add_test(tcase, a_name_that_comes_again_keeps_its_track);
    tcase_add_test(tcase, numbers_at_their_limits_are_whole);
    tcase_add_test(tcase, a_post_after_its_start_waits_for_nothing);
    tcase_add_test(tcase, an_error_of_the_file_sticks);
    suite_add_tcase(suite, tcase);
    return unit_run(suite);
}
