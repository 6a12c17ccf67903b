/*
 * report_read - the JSON of a trace, one event after the other
 *
 * An event is parsed, used and forgotten before the next one is looked at, so
 * a trace needs no more memory than what is drawn of it.
 *
 * SPDX-License-Identifier: MIT
 */
#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "err.h"
#include "report_private.h"

typedef struct {
    toc__report_t *report;
    const char *text;
    size_t size;
    size_t at;
    uint32_t line; // of `at`
    char *error;
} reader_t;

static int fail(reader_t *r, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static int fail(reader_t *r, const char *format, ...) {
    va_list args;
    va_start(args, format);
    int used = snprintf(r->error, TOC__REPORT_ERROR_SIZE, "line %u: ", r->line);
    vsnprintf(r->error + used, TOC__REPORT_ERROR_SIZE - (size_t)used, format,
              args);
    va_end(args);
    for (char *c = r->error; *c != '\0'; c++) {
        if ((unsigned char)*c < ' ' || *c == 0x7f) {
            *c = '?';
        }
    }
    return TOC_EINVAL;
}

static void advance(reader_t *r, size_t by) {
    for (; by > 0; by--) {
        r->line += r->text[r->at++] == '\n';
    }
}

static void skip_blanks(reader_t *r) {
    while (r->at < r->size && r->text[r->at] != '\0' &&
           strchr(" \t\r\n", r->text[r->at]) != NULL) {
        advance(r, 1);
    }
}

// The next character that is no blank; '\0' at the end.
static char peek(reader_t *r) {
    skip_blanks(r);
    if (r->at == r->size) {
        return '\0';
    }
    return r->text[r->at];
}

static bool take(reader_t *r, char c) {
    if (peek(r) != c) {
        return false;
    }
    advance(r, 1);
    return true;
}

// Parse the value that comes next.
// Returns 1 with `*out`, 0 at the end of the file or where it is cut off, or
// TOC_EINVAL.
static int take_value(reader_t *r, json_t **out) {
    if (peek(r) == '\0' && r->at == r->size) {
        return 0;
    }
    json_error_t error;
    *out = json_loadb(r->text + r->at, r->size - r->at,
                      JSON_DISABLE_EOF_CHECK | JSON_DECODE_ANY, &error);
    if (*out != NULL) {
        advance(r, (size_t)error.position);
        return 1;
    }
    // A word that is cut off is no word, but not wrong either.
    bool is_cut_word = (size_t)error.position >= r->size - r->at &&
                       r->text[r->size - 1] >= 'a' &&
                       r->text[r->size - 1] <= 'z';
    if (json_error_code(&error) == json_error_premature_end_of_input ||
        is_cut_word) {
        return 0;
    }
    r->line += error.line > 1 ? (uint32_t)error.line - 1 : 0;
    return fail(r, "%s", error.text);
}

static const char *text_of(json_t *event, const char *key) {
    const char *text = json_string_value(json_object_get(event, key));
    return text != NULL ? text : "";
}

static bool is(const char *a, const char *b) {
    return strcmp(a, b) == 0;
}

// A time of microseconds, in nanoseconds.
static int time_of(reader_t *r, json_t *event, const char *key, uint64_t *out) {
    json_t *value = json_object_get(event, key);
    double us = json_number_value(value);
    if (!json_is_number(value)) {
        return fail(r, "the event has no number as its \"%s\"", key);
    }
    if (!(us >= 0) || us * 1000.0 >= (double)TOC__REPORT_NS_MAX) {
        return fail(r, "\"%s\" has to be from 0 to 146 years", key);
    }
    *out = json_is_integer(value) ? (uint64_t)json_integer_value(value) * 1000
                                  : (uint64_t)(us * 1000.0 + 0.5);
    return 0;
}

static uint64_t count_of(json_t *args, const char *key) {
    json_int_t count = json_integer_value(json_object_get(args, key));
    return count > 0 ? (uint64_t)count : 0;
}

static int row_of(reader_t *r, json_t *event, uint32_t *row) {
    return toc__report_row(
        r->report, json_integer_value(json_object_get(event, "pid")),
        json_integer_value(json_object_get(event, "tid")), row);
}

// Who is called what.
static int read_name(reader_t *r, json_t *event) {
    const char *what = text_of(event, "name");
    const char *name = text_of(json_object_get(event, "args"), "name");
    if (is(what, "process_name") && r->report->process[0] == '\0') {
        toc__report_copy_name(r->report->process, name);
    }
    if (!is(what, "thread_name")) {
        return 0;
    }
    uint32_t row;
    int err = row_of(r, event, &row);
    if (err == 0) {
        toc__report_copy_name(r->report->rows[row].name, name);
    }
    return err;
}

static int read_complete(reader_t *r, json_t *event, uint64_t time_ns) {
    uint64_t length_ns = 0;
    uint32_t row;
    int err = time_of(r, event, "dur", &length_ns);
    if (err == 0) {
        err = row_of(r, event, &row);
    }
    return err != 0 ? err
                    : toc__report_span(r->report, row, TOC__REPORT_RUN, time_ns,
                                       time_ns + length_ns);
}

static int read_begin(reader_t *r, json_t *event, uint64_t time_ns) {
    uint32_t row;
    // The interpreter lock is no source.
    if (is(text_of(event, "cat"), "lock")) {
        return 0;
    }
    int err = row_of(r, event, &row);
    return err != 0 ? err : toc__report_begin(r->report, row, time_ns);
}

static int read_end(reader_t *r, json_t *event, uint64_t time_ns) {
    uint32_t row;
    json_t *args = json_object_get(event, "args");
    bool raised = json_is_true(json_object_get(args, "raised"));
    int err = row_of(r, event, &row);
    return err != 0
               ? err
               : toc__report_end(r->report, row,
                                 raised ? TOC__REPORT_RAISED : TOC__REPORT_RUN,
                                 time_ns);
}

// A wait in the queue: its two ends follow each other in the file.
static int read_wait(reader_t *r, json_t *event, uint64_t time_ns,
                     bool begins) {
    toc__report_t *report = r->report;
    double id = json_number_value(json_object_get(event, "id"));
    if (!is(text_of(event, "cat"), "queued")) {
        return 0;
    }
    if (begins) {
        report->has_wait = true;
        report->wait_id = id;
        report->wait_ns = time_ns;
        return 0;
    }
    bool is_pair = report->has_wait && report->wait_id == id;
    report->has_wait = false;
    uint32_t row;
    int err = is_pair ? row_of(r, event, &row) : 0;
    return err == 0 && is_pair ? toc__report_span(report, row, TOC__REPORT_WAIT,
                                                  report->wait_ns, time_ns)
                               : err;
}

static int read_instant(reader_t *r, json_t *event, uint64_t time_ns) {
    const char *category = text_of(event, "cat");
    json_t *args = json_object_get(event, "args");
    toc__report_t *report = r->report;
    if (is(category, "life")) {
        report->is_tocsin = true;
        uint64_t depth = count_of(args, "depth");
        report->depth = depth != 0 ? depth : report->depth;
        return 0;
    }
    if (is(category, "trace") && is(text_of(event, "name"), "dropped")) {
        uint64_t missing = count_of(args, "records");
        report->missing += missing < UINT32_MAX ? missing : UINT32_MAX;
        return 0;
    }
    bool is_refused = is(category, "refused");
    if (!is_refused && !is(category, "cancelled")) {
        return 0;
    }
    uint32_t row;
    int err = row_of(r, event, &row);
    return err != 0 ? err
                    : toc__report_mark(report, row,
                                       is_refused ? TOC__REPORT_REFUSED
                                                  : TOC__REPORT_CANCELLED,
                                       time_ns);
}

static int read_counter(reader_t *r, json_t *event, uint64_t time_ns) {
    if (!is(text_of(event, "name"), "queue")) {
        return 0;
    }
    return toc__report_sample(
        r->report, time_ns, count_of(json_object_get(event, "args"), "depth"));
}

static int read_event(reader_t *r, json_t *event) {
    const char *phase = text_of(event, "ph");
    if (!json_is_object(event)) {
        return fail(r, "an event has to be an object");
    }
    if (is(phase, "M")) {
        return read_name(r, event);
    }
    if (phase[0] == '\0' || phase[1] != '\0' ||
        strchr("XBEbeiIC", phase[0]) == NULL) {
        return 0;
    }
    uint64_t time_ns = 0;
    int err = time_of(r, event, "ts", &time_ns);
    if (err != 0) {
        return err;
    }
    switch (phase[0]) {
    case 'X':
        return read_complete(r, event, time_ns);
    case 'B':
        return read_begin(r, event, time_ns);
    case 'E':
        return read_end(r, event, time_ns);
    case 'b':
    case 'e':
        return read_wait(r, event, time_ns, phase[0] == 'b');
    case 'C':
        return read_counter(r, event, time_ns);
    default:
        return read_instant(r, event, time_ns);
    }
}

// The array of events, of which the opening bracket was taken.
static int read_events(reader_t *r) {
    if (take(r, ']')) {
        return 0;
    }
    do {
        json_t *event;
        (void)peek(r);
        uint32_t line = r->line;
        int got = take_value(r, &event);
        if (got <= 0) {
            r->report->is_cut = got == 0;
            return got;
        }
        // What is wrong in it is told with the line it begins on.
        uint32_t behind = r->line;
        r->line = line;
        int err = read_event(r, event);
        r->line = behind;
        json_decref(event);
        if (err != 0) {
            return err;
        }
    } while (take(r, ','));
    if (take(r, ']')) {
        return 0;
    }
    if (r->at < r->size) {
        return fail(r, "expected , or ] behind an event");
    }
    r->report->is_cut = true;
    return 0;
}

// {"traceEvents": [...], ...}, of which the opening brace was taken.
static int read_object(reader_t *r) {
    for (;;) {
        json_t *key;
        int got = peek(r) == '"' ? take_value(r, &key) : 0;
        if (got < 0) {
            return got;
        }
        if (got == 0) {
            return fail(r, "there is no \"traceEvents\": is it a trace?");
        }
        bool is_events = is(json_string_value(key), "traceEvents");
        json_decref(key);
        if (!take(r, ':')) {
            return fail(r, "expected : behind a key");
        }
        if (is_events) {
            return take(r, '[') ? read_events(r)
                                : fail(r, "\"traceEvents\" has to be an array");
        }
        json_t *value;
        got = take_value(r, &value);
        if (got <= 0) {
            return got < 0 ? got : fail(r, "the file ends here");
        }
        json_decref(value);
        (void)take(r, ',');
    }
}

int toc__report_read(toc__report_t *report, const char *text, size_t size,
                     char error[TOC__REPORT_ERROR_SIZE]) {
    reader_t r = {.report = report,
                  .text = text,
                  .size = size,
                  .line = 1,
                  .error = error};
    *report = (toc__report_t){0};
    error[0] = '\0';
    int err;
    if (take(&r, '[')) {
        err = read_events(&r);
    } else if (take(&r, '{')) {
        err = read_object(&r);
    } else {
        err = fail(&r, "a trace begins with [ or {: is it JSON?");
    }
    if (err == 0 && report->span_count == 0 && report->mark_count == 0 &&
        report->open_count == 0) {
        snprintf(error, TOC__REPORT_ERROR_SIZE,
                 "there is nothing to draw: no handler and no complete event "
                 "(\"ph\":\"X\")");
        return TOC_EINVAL;
    }
    if (err == 0) {
        err = toc__report_finish(report);
    }
    if (err == TOC_ENOMEM) {
        snprintf(error, TOC__REPORT_ERROR_SIZE, "%s", toc_err_text(err));
    }
    return err;
}
