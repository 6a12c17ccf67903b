/*
 * fuzz_report - any bytes are a trace, or refused with one line; and what is
 * drawn of it is text that XML allows
 *
 * The last two bytes choose what part of the trace is drawn.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdlib.h>
#include <string.h>

#include "err.h"
#include "report_view.h"

#define SVG_BYTES_MAX ((size_t)2 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds, const char *what) {
    if (!holds) {
        fprintf(stderr, "does not hold: %s\n", what);
        abort();
    }
}

#define REQUIRE(condition) require(condition, #condition)

static void check_model(const toc__report_t *report) {
    for (size_t i = 0; i < report->row_count; i++) {
        const char *name = report->rows[i].name;
        REQUIRE(strnlen(name, TOC__REPORT_NAME_SIZE) < TOC__REPORT_NAME_SIZE);
    }
    for (size_t i = 0; i < report->span_count; i++) {
        const toc__report_span_t *span = &report->spans[i];
        REQUIRE(span->row < report->row_count);
        REQUIRE(span->from_ns <= span->to_ns);
        REQUIRE(span->to_ns <= report->end_ns);
    }
    for (size_t i = 0; i < report->mark_count; i++) {
        REQUIRE(report->marks[i].row < report->row_count);
        REQUIRE(report->marks[i].time_ns <= report->end_ns);
    }
    for (size_t i = 1; i < report->sample_count; i++) {
        REQUIRE(report->samples[i - 1].time_ns <= report->samples[i].time_ns);
    }
}

// Tags are closed, and no number went wrong.
static void check_svg(const char *text, size_t size) {
    bool in_tag = false;
    REQUIRE(size < SVG_BYTES_MAX);
    REQUIRE(strlen(text) == size);
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)text[i];
        REQUIRE(c >= ' ' || c == '\n');
        REQUIRE(c != 0x7f && c != 0xff && c != 0xfe);
        REQUIRE(c != '<' || !in_tag);
        REQUIRE(c != '>' || in_tag);
        in_tag = c == '<' || (in_tag && c != '>');
        if (c == '&') {
            REQUIRE(strncmp(text + i, "&lt;", 4) == 0 ||
                    strncmp(text + i, "&gt;", 4) == 0 ||
                    strncmp(text + i, "&amp;", 5) == 0);
        }
        REQUIRE(!in_tag || strncmp(text + i, "nan", 3) != 0);
        REQUIRE(!in_tag || strncmp(text + i, "inf", 3) != 0);
    }
    REQUIRE(!in_tag);
}

static void draw(const toc__report_t *report, uint64_t from_ns,
                 uint64_t to_ns) {
    static toc__view_t view;
    char *text;
    size_t size;
    REQUIRE(toc__view_open(&view, report, from_ns, to_ns) == 0);
    REQUIRE(view.line_count <= TOC__VIEW_ROWS_MAX + 1);
    FILE *out = open_memstream(&text, &size);
    REQUIRE(out != NULL);
    REQUIRE(toc__view_draw(&view, "a <title> & more", out) == 0);
    REQUIRE(fclose(out) == 0);
    check_svg(text, size);
    free(text);
    toc__view_close(&view);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    toc__report_t report;
    char error[TOC__REPORT_ERROR_SIZE];
    memset(error, 0xa5, sizeof(error));
    int err = toc__report_read(&report, (const char *)data, size, error);
    REQUIRE((err == 0) == (error[0] == '\0'));
    REQUIRE(memchr(error, '\0', sizeof(error)) != NULL);
    REQUIRE(strchr(error, '\n') == NULL);
    if (err == 0) {
        check_model(&report);
        uint64_t part_ns = report.end_ns / 256 + 1;
        uint64_t from_ns = size < 2 ? 0 : data[size - 1] * part_ns;
        uint64_t for_ns = size < 2 ? 1 : (data[size - 2] + 1u) * part_ns;
        draw(&report, 0, report.end_ns + 1);
        draw(&report, from_ns, from_ns + for_ns);
    }
    toc__report_free(&report);
    return 0;
}
