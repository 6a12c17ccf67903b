/*
 * What `tocsin report` reads from a trace, and what it adds up to.
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "err.h"
#include "report_view.h"

static char error[TOC__REPORT_ERROR_SIZE];
static char seen[4096];

// "name kind from-to" of each span, "name kind at" of each mark, then depths.
static const char *model_of(const char *text) {
    static const char *const kinds[] = {"waits", "runs", "raises"};
    toc__report_t r;
    int err = toc__report_read(&r, text, strlen(text), error);
    ck_assert_msg(err == 0, "%s", error);
    size_t used = 0;
    seen[0] = '\0';
    for (size_t i = 0; i < r.span_count; i++) {
        used += (size_t)snprintf(
            seen + used, sizeof(seen) - used, "%s %s %llu-%llu;",
            r.rows[r.spans[i].row].name, kinds[r.spans[i].kind],
            (unsigned long long)r.spans[i].from_ns,
            (unsigned long long)r.spans[i].to_ns);
    }
    for (size_t i = 0; i < r.mark_count; i++) {
        used += (size_t)snprintf(
            seen + used, sizeof(seen) - used, "%s %s %llu;",
            r.rows[r.marks[i].row].name,
            r.marks[i].kind == TOC__REPORT_REFUSED ? "refused" : "cancelled",
            (unsigned long long)r.marks[i].time_ns);
    }
    for (size_t i = 0; i < r.sample_count; i++) {
        used += (size_t)snprintf(seen + used, sizeof(seen) - used, "[%llu]%llu",
                                 (unsigned long long)r.samples[i].time_ns,
                                 (unsigned long long)r.samples[i].depth);
    }
    snprintf(seen + used, sizeof(seen) - used, "%s%s end %llu", r.process,
             r.is_cut ? " cut" : "", (unsigned long long)r.end_ns);
    toc__report_free(&r);
    return seen;
}

static void refused(const char *text, const char *why) {
    toc__report_t report;
    ck_assert_int_eq(toc__report_read(&report, text, strlen(text), error),
                     TOC_EINVAL);
    ck_assert_str_eq(error, why);
    toc__report_free(&report);
}

#define NAMED \
    "[\n{\"ph\":\"M\",\"pid\":1,\"tid\":0,\"name\":\"process_name\",\"args\":" \
    "{\"name\":\"LoPy4\"}},\n" \
    "{\"ph\":\"M\",\"pid\":1,\"tid\":16,\"name\":\"thread_name\",\"args\":" \
    "{\"name\":\"P10\"}},\n" \
    "{\"ph\":\"i\",\"ts\":0,\"cat\":\"life\",\"name\":\"start\"},\n"
#define ON_16 "\"pid\":1,\"tid\":16"
#define WAITED \
    "{\"ph\":\"b\",\"ts\":1.000," ON_16 ",\"cat\":\"queued\",\"id\":1},\n" \
    "{\"ph\":\"e\",\"ts\":1.250," ON_16 ",\"cat\":\"queued\",\"id\":1},\n"
#define RAN \
    "{\"ph\":\"B\",\"ts\":1.250," ON_16 ",\"cat\":\"handler\"},\n" \
    "{\"ph\":\"E\",\"ts\":3.000," ON_16 "}"

START_TEST(a_handler_with_its_wait) {
    ck_assert_str_eq(model_of(NAMED WAITED RAN "]"),
                     "P10 waits 1000-1250;P10 runs 1250-3000;LoPy4 end 3000");
}
END_TEST

START_TEST(marks_and_depths) {
    ck_assert_str_eq(
        model_of(NAMED
                 "{\"ph\":\"i\",\"ts\":2," ON_16 ",\"cat\":\"refused\"},"
                 "{\"ph\":\"i\",\"ts\":3," ON_16 ",\"cat\":\"cancelled\"},"
                 "{\"ph\":\"B\",\"ts\":3," ON_16 "},"
                 "{\"ph\":\"E\",\"ts\":4," ON_16 ",\"args\":{\"raised\":true}},"
                 "{\"ph\":\"C\",\"ts\":2,\"name\":\"queue\",\"args\":"
                 "{\"depth\":5}},"
                 "{\"ph\":\"C\",\"ts\":1,\"name\":\"queue\",\"args\":"
                 "{\"depth\":4}},"
                 "{\"ph\":\"C\",\"ts\":9,\"name\":\"heap\"}]"),
        "P10 raises 3000-4000;P10 refused 2000;P10 cancelled 3000;[1000]4"
        "[2000]5LoPy4 end 4000");
}
END_TEST

START_TEST(the_lock_is_no_source) {
    ck_assert_str_eq(
        model_of(NAMED "{\"ph\":\"B\",\"ts\":1,\"tid\":1,\"cat\":\"lock\"},"
                       "{\"ph\":\"E\",\"ts\":2,\"tid\":1}," RAN "]"),
        "P10 runs 1250-3000;LoPy4 end 3000");
}
END_TEST

START_TEST(a_trace_of_another_program_begins_at_its_first_event) {
    ck_assert_str_eq(
        model_of("{\"otherData\":{\"a\":[1,\"]}\"]},\"traceEvents\":["
                 "{\"ph\":\"X\",\"ts\":1700000000000001,\"dur\":2,\"tid\":5},"
                 "{\"ph\":\"X\",\"ts\":1700000000000000,\"dur\":1.5,"
                 "\"tid\":5},{\"ph\":\"s\",\"ts\":0}],\"more\":1}"),
        "thread 5 runs 1000-3000;thread 5 runs 0-1500; end 3000");
}
END_TEST

START_TEST(pairs_may_be_nested_and_open) {
    ck_assert_str_eq(
        model_of(NAMED "{\"ph\":\"B\",\"ts\":1," ON_16 "},"
                       "{\"ph\":\"B\",\"ts\":2," ON_16 "},"
                       "{\"ph\":\"B\",\"ts\":2,\"tid\":7},"
                       "{\"ph\":\"E\",\"ts\":3," ON_16 "},"
                       "{\"ph\":\"E\",\"ts\":8,\"tid\":8}]"),
        "P10 runs 2000-3000;thread 7 runs 2000-3000;P10 runs 1000-3000;"
        "LoPy4 end 3000");
}
END_TEST

START_TEST(a_trace_may_be_cut_off) {
    ck_assert_str_eq(model_of(NAMED RAN),
                     "P10 runs 1250-3000;LoPy4 cut end 3000");
    ck_assert_str_eq(model_of(NAMED RAN ",\n"),
                     "P10 runs 1250-3000;LoPy4 cut end 3000");
    ck_assert_str_eq(model_of(NAMED RAN ",\n{\"ph\":\"E\",\"raised\":tr"),
                     "P10 runs 1250-3000;LoPy4 cut end 3000");
    ck_assert_str_eq(model_of(NAMED RAN ",\n{\"ph\":\"B\",\"ts\":1"),
                     "P10 runs 1250-3000;LoPy4 cut end 3000");
}
END_TEST

static const struct {
    const char *text;
    const char *why;
} faults[] = {
    {"", "line 1: a trace begins with [ or {: is it JSON?"},
    {"\n\nhello", "line 3: a trace begins with [ or {: is it JSON?"},
    {"{\"a\":1}", "line 1: there is no \"traceEvents\": is it a trace?"},
    {"{\n\"traceEvents\":1}", "line 2: \"traceEvents\" has to be an array"},
    {"[1]", "line 1: an event has to be an object"},
    {"[]", "there is nothing to draw: no handler and no complete event "
           "(\"ph\":\"X\")"},
    {"[\n{\"ph\":\"M\"},\n{\"ph\":\"X\",\n\"dur\":1}]",
     "line 3: the event has no number as its \"ts\""},
    {"[\n{\"ph\":\"X\",\"ts\":1}]",
     "line 2: the event has no number as its \"dur\""},
    {"[{\"ph\":\"X\",\"ts\":-1,\"dur\":1}]",
     "line 1: \"ts\" has to be from 0 to 146 years"},
    {"[{\"ph\":\"X\",\"ts\":1,\"dur\":1e300}]",
     "line 1: \"dur\" has to be from 0 to 146 years"},
    {"[\n{\"ph\":\"X\",\"ts\":1,\"dur\":1}\n{}]",
     "line 3: expected , or ] behind an event"},
    {"[\n{\"ph\":\"X\",\n\"ts\":}]", "line 3: unexpected token near '}'"},
};

START_TEST(a_fault_is_told_with_its_line) {
    refused(faults[_i].text, faults[_i].why);
}
END_TEST

static toc__view_t view;

START_TEST(a_view_adds_up_what_it_shows) {
    const char *text = NAMED WAITED RAN
        ",{\"ph\":\"X\",\"ts\":10,\"dur\":5,\"tid\":17},"
        "{\"ph\":\"i\",\"ts\":12,\"tid\":17,\"cat\":\"refused\"},"
        "{\"ph\":\"X\",\"ts\":30,\"dur\":5,\"tid\":18}]";
    toc__report_t report;
    ck_assert_int_eq(toc__report_read(&report, text, strlen(text), error), 0);
    ck_assert_int_eq(toc__view_open(&view, &report, 2000, 29999), 0);
    ck_assert_uint_eq(view.line_count, 2);
    ck_assert_str_eq(view.lines[0].name, "P10");
    ck_assert_uint_eq(view.lines[0].runs, 1);
    ck_assert_uint_eq(view.lines[0].longest_run_ns, 1750);
    ck_assert_uint_eq(view.lines[0].longest_wait_ns, 0);
    ck_assert_str_eq(view.lines[1].name, "thread 17");
    ck_assert_uint_eq(view.lines[1].refused, 1);
    ck_assert_uint_eq(view.total.runs, 2);
    ck_assert_uint_eq(view.shapes, 3);
    toc__view_close(&view);
    toc__report_free(&report);
}
END_TEST

// A trace of `threads` threads with a run each, of which the first has two.
static char *many_threads(unsigned threads) {
    char *text = malloc(threads * 64 + 128);
    char *at = text + sprintf(text, "[");
    for (unsigned i = 0; i <= threads; i++) {
        at += sprintf(at, "%s{\"ph\":\"X\",\"ts\":%u,\"dur\":1,\"tid\":%u}",
                      i == 0 ? "" : ",", i, i % threads);
    }
    strcpy(at, "]");
    return text;
}

START_TEST(too_many_sources_share_the_last_line) {
    char *text = many_threads(100);
    toc__report_t report;
    ck_assert_int_eq(toc__report_read(&report, text, strlen(text), error), 0);
    ck_assert_int_eq(toc__view_open(&view, &report, 0, report.end_ns), 0);
    ck_assert_uint_eq(view.sources, 100);
    ck_assert_uint_eq(view.line_count, TOC__VIEW_ROWS_MAX + 1);
    ck_assert_str_eq(view.lines[0].name, "thread 0");
    ck_assert_uint_eq(view.lines[0].runs, 2);
    ck_assert_str_eq(view.lines[TOC__VIEW_ROWS_MAX].name, "60 others");
    ck_assert_uint_eq(view.lines[TOC__VIEW_ROWS_MAX].runs, 60);
    toc__view_close(&view);
    toc__report_free(&report);
    free(text);
}
END_TEST

START_TEST(a_picture_stays_small_whatever_the_trace_is) {
    char *text = many_threads(100000);
    char *svg;
    size_t size;
    toc__report_t report;
    ck_assert_int_eq(toc__report_read(&report, text, strlen(text), error), 0);
    ck_assert_int_eq(toc__view_open(&view, &report, 0, report.end_ns), 0);
    FILE *out = open_memstream(&svg, &size);
    ck_assert_int_eq(toc__view_draw(&view, "many", out), 0);
    fclose(out);
    ck_assert_uint_lt(size, 100000);
    ck_assert_ptr_nonnull(strstr(svg, "99,960 others"));
    free(svg);
    toc__view_close(&view);
    toc__report_free(&report);
    free(text);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("report");
    UNIT_ADD(suite, a_handler_with_its_wait);
    UNIT_ADD(suite, marks_and_depths);
    UNIT_ADD(suite, the_lock_is_no_source);
    UNIT_ADD(suite, a_trace_of_another_program_begins_at_its_first_event);
    UNIT_ADD(suite, pairs_may_be_nested_and_open);
    UNIT_ADD(suite, a_trace_may_be_cut_off);
    UNIT_ADD_LOOP(suite, a_fault_is_told_with_its_line,
                  (int)(sizeof(faults) / sizeof(faults[0])));
    UNIT_ADD(suite, a_view_adds_up_what_it_shows);
    UNIT_ADD(suite, too_many_sources_share_the_last_line);
    UNIT_ADD(suite, a_picture_stays_small_whatever_the_trace_is);
    return unit_run(suite);
}
