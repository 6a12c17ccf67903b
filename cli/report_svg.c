/*
 * report_svg - a report as a picture: sources down, time across, the depth of
 * the queue under it
 *
 * SPDX-License-Identifier: MIT
 */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "err.h"
#include "figures.h"
#include "report_draw.h"

#define TICKS_MAX 6

// Of a character of 13 px, about.
#define CHARACTER_WIDTH 6.7

// Where the numbers at the right end.
#define TOTALS 4
static const double totals_x[TOTALS] = {906, 976, 1078, 1176};

double toc__draw_x(const toc__drawing_t *d, uint64_t ns) {
    const toc__view_t *v = d->view;
    uint64_t in = ns < v->from_ns ? v->from_ns : ns > v->to_ns ? v->to_ns : ns;
    return PLOT_LEFT + PLOT_WIDTH * (double)(in - v->from_ns) /
                           (double)(v->to_ns - v->from_ns);
}

double toc__draw_y(uint32_t line) {
    return PLOT_TOP + LINE_HEIGHT * line;
}

// How many bytes the character at `text` has, which is UTF-8; 0 where XML does
// not allow it.
static size_t character_size(const unsigned char *text) {
    if (text[0] < 0x80) {
        return text[0] >= ' ' && text[0] != 0x7f ? 1 : 0;
    }
    size_t size = text[0] >= 0xf0 ? 4 : text[0] >= 0xe0 ? 3 : 2;
    bool is_none = text[0] == 0xef && text[1] == 0xbf && text[2] >= 0xbe;
    return is_none ? 0 : size;
}

// Text between tags, at most `most` characters of it.
static void put_text(FILE *out, const char *text, size_t most) {
    const unsigned char *at = (const unsigned char *)text;
    for (size_t i = 0; *at != '\0'; i++) {
        if (i == most) {
            fputs("\xe2\x80\xa6", out);
            return;
        }
        size_t size = character_size(at);
        if (*at == '<') {
            fputs("&lt;", out);
        } else if (*at == '>') {
            fputs("&gt;", out);
        } else if (*at == '&') {
            fputs("&amp;", out);
        } else if (size == 0) {
            fputc('?', out);
            size = *at < 0x80 ? 1 : 3;
        } else {
            fwrite(at, 1, strnlen((const char *)at, size), out);
        }
        at += strnlen((const char *)at, size);
    }
}

// How wide a character of 13 px is at most, in the fonts that are asked for.
static double character_width(unsigned char first) {
    if (first >= 0x80 || strchr("mwMW@%", first) != NULL) {
        return 13;
    }
    if (first >= 'A' && first <= 'Z') {
        return 9.5;
    }
    return strchr("fijlrt.,:;'|!()[]{}- ", first) != NULL ? 5.5 : 8.3;
}

// Characters of the text for which the width is enough, and for the dots behind
// them where it has more.
static size_t characters_for(const char *text, double width) {
    const unsigned char *at = (const unsigned char *)text;
    double left = width;
    size_t with_dots = 0;
    for (size_t i = 0; *at != '\0'; i++) {
        with_dots = left >= 13 ? i : with_dots;
        left -= character_width(*at);
        if (left < 0) {
            return with_dots;
        }
        size_t size = character_size(at);
        size = size != 0 ? size : *at < 0x80 ? 1 : 3;
        at += strnlen((const char *)at, size);
    }
    return SIZE_MAX;
}

static void begin_text(FILE *out, double x, double y, int size,
                       const char *colour, const char *anchor) {
    fprintf(out,
            "<text x=\"%.1f\" y=\"%.1f\" font-size=\"%d\" fill=\"%s\" "
            "text-anchor=\"%s\">",
            x, y, size, colour, anchor);
}

static void put(FILE *out, double x, double y, int size, const char *colour,
                const char *anchor, const char *text) {
    begin_text(out, x, y, size, colour, anchor);
    put_text(out, text, SIZE_MAX);
    fputs("</text>\n", out);
}

static void rect(FILE *out, double x, double y, double width, double height,
                 const char *colour) {
    fprintf(out,
            "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" "
            "fill=\"%s\"",
            x, y, width, height, colour);
}

static void put_rect(FILE *out, double x, double y, double width, double height,
                     const char *colour) {
    rect(out, x, y, width, height, colour);
    fputs("/>\n", out);
}

static void put_rule(FILE *out, double x1, double y1, double x2, double y2,
                     const char *colour, const char *more) {
    fprintf(
        out,
        "<path d=\"M%.1f,%.1fL%.1f,%.1f\" stroke=\"%s\" fill=\"none\"%s/>\n",
        x1, y1, x2, y2, colour, more);
}

static void triangle(FILE *out, double x, double y, const char *colour) {
    fprintf(out, "<path d=\"M%.1f,%.1fh8l-4,7z\" fill=\"%s\"", x - 4, y,
            colour);
}

// 1, 2 or 5 and zeros, so that there are few enough of them.
static uint64_t tick_step_ns(uint64_t range_ns) {
    uint64_t step_ns = 1;
    for (unsigned i = 0; range_ns / step_ns > TICKS_MAX; i++) {
        step_ns = i % 3 == 1 ? step_ns / 2 * 5 : step_ns * 2;
    }
    return step_ns;
}

static void draw_axis(const toc__drawing_t *d, double bottom) {
    const toc__view_t *v = d->view;
    uint64_t step_ns = tick_step_ns(v->to_ns - v->from_ns);
    uint64_t first_ns = (v->from_ns + step_ns - 1) / step_ns * step_ns;
    for (uint64_t ns = first_ns; ns <= v->to_ns; ns += step_ns) {
        char label[TOC__FIGURE_SIZE];
        double x = toc__draw_x(d, ns);
        put_rule(d->out, x, PLOT_TOP - 6, x, bottom, COLOUR_GRID, "");
        // The last one is not to run into the heads of the numbers.
        bool is_near = x > PLOT_RIGHT - 36;
        put(d->out, is_near ? PLOT_RIGHT : x, PLOT_TOP - 12, 12, COLOUR_FAINT,
            is_near ? "end" : "middle",
            toc__figure_mark(label, ns, step_ns, v->to_ns));
    }
}

static bool has_total(const toc__view_t *v, int column) {
    return (column != 1 || v->report->is_tocsin) &&
           (column != 2 || v->has_wait);
}

static void put_total(const toc__drawing_t *d, int column, double y, int size,
                      const char *colour, const char *text) {
    if (has_total(d->view, column)) {
        put(d->out, totals_x[column], y, size, colour, "end", text);
    }
}

static void draw_totals(const toc__drawing_t *d, const toc__view_row_t *row,
                        double y) {
    char text[TOC__FIGURE_SIZE];
    put_total(d, 0, y, 13, COLOUR_TEXT, toc__figure_count(text, row->runs));
    put_total(d, 1, y, 13, row->refused != 0 ? COLOUR_REFUSED : COLOUR_FAINT,
              toc__figure_count(text, row->refused));
    put_total(d, 2, y, 13, COLOUR_TEXT,
              toc__figure_time(text, row->longest_wait_ns));
    put_total(d, 3, y, 13, COLOUR_TEXT,
              toc__figure_time(text, row->longest_run_ns));
}

static void draw_names(const toc__drawing_t *d) {
    static const char *const heads[TOTALS] = {NULL, "refused", "longest wait",
                                              "longest run"};
    const toc__view_t *v = d->view;
    put_total(d, 0, PLOT_TOP - 12, 12, COLOUR_FAINT,
              v->report->is_tocsin ? "handled" : "runs");
    for (int i = 1; i < TOTALS; i++) {
        put_total(d, i, PLOT_TOP - 12, 12, COLOUR_FAINT, heads[i]);
    }
    for (uint32_t i = 0; i < v->line_count; i++) {
        double y = toc__draw_y(i) + BAR_TOP + 11;
        begin_text(d->out, PLOT_LEFT - 12, y, 13, COLOUR_TEXT, "end");
        fputs("<title>", d->out);
        put_text(d->out, v->lines[i].name, SIZE_MAX);
        fputs("</title>", d->out);
        put_text(d->out, v->lines[i].name,
                 characters_for(v->lines[i].name, PLOT_LEFT - 12 - MARGIN));
        fputs("</text>\n", d->out);
        draw_totals(d, &v->lines[i], y);
    }
    double y = d->lines_bottom + 19;
    put_rule(d->out, MARGIN, d->lines_bottom, WIDTH - MARGIN, d->lines_bottom,
             COLOUR_GRID, "");
    put(d->out, PLOT_LEFT - 12, y, 13, COLOUR_FAINT, "end", "in total");
    draw_totals(d, &v->total, y);
}

static void draw_bands(const toc__drawing_t *d) {
    for (uint32_t i = 0; i < d->view->line_count; i += 2) {
        put_rect(d->out, MARGIN, toc__draw_y(i), WIDTH - 2 * MARGIN,
                 LINE_HEIGHT, COLOUR_BAND);
    }
}

static const char *colour_of(uint32_t kind) {
    return kind == TOC__REPORT_RAISED ? COLOUR_RAISED : COLOUR_RUN;
}

// What the mouse shows, and the end of the shape.
static void end_span(const toc__drawing_t *d, const toc__report_span_t *span) {
    char from[TOC__FIGURE_SIZE];
    char length[TOC__FIGURE_SIZE];
    static const char *const what[] = {"waited", "ran", "ran and raised"};
    fputs("><title>", d->out);
    put_text(d->out, d->view->report->rows[span->row].name, SIZE_MAX);
    fprintf(d->out, " %s %s, from %s on</title>", what[span->kind],
            toc__figure_time(length, span->to_ns - span->from_ns),
            toc__figure_mark(from, span->from_ns, 1, span->from_ns));
}

static void draw_span(const toc__drawing_t *d, const toc__report_span_t *span) {
    double y = toc__draw_y(d->view->line_of_row[span->row]);
    double x = toc__draw_x(d, span->from_ns);
    double width = toc__draw_x(d, span->to_ns) - x;
    if (span->kind == TOC__REPORT_WAIT) {
        if (width < 0.5) {
            return; // the bar itself tells as much
        }
        rect(d->out, x, y + WAIT_TOP, width, 2, COLOUR_WAIT);
    } else {
        rect(d->out, x, y + BAR_TOP, fmax(width, LEAST_WIDTH), BAR_HEIGHT,
             colour_of(span->kind));
    }
    end_span(d, span);
    fputs("</rect>\n", d->out);
}

static const char *colour_of_mark(uint32_t kind) {
    return kind == TOC__REPORT_REFUSED ? COLOUR_REFUSED : COLOUR_CANCELLED;
}

static void draw_mark(const toc__drawing_t *d, const toc__report_mark_t *mark) {
    char at[TOC__FIGURE_SIZE];
    triangle(d->out, toc__draw_x(d, mark->time_ns),
             toc__draw_y(d->view->line_of_row[mark->row]) + 1,
             colour_of_mark(mark->kind));
    fputs("><title>", d->out);
    put_text(d->out, d->view->report->rows[mark->row].name, SIZE_MAX);
    fprintf(d->out, " was %s at %s</title></path>\n",
            mark->kind == TOC__REPORT_REFUSED ? "refused" : "cancelled",
            toc__figure_mark(at, mark->time_ns, 1, mark->time_ns));
}

static void draw_each(const toc__drawing_t *d) {
    const toc__view_t *v = d->view;
    for (size_t i = 0; i < v->report->span_count; i++) {
        if (toc__view_has_span(v, &v->report->spans[i])) {
            draw_span(d, &v->report->spans[i]);
        }
    }
    for (size_t i = 0; i < v->report->mark_count; i++) {
        if (toc__view_has_mark(v, &v->report->marks[i])) {
            draw_mark(d, &v->report->marks[i]);
        }
    }
}

static uint64_t most_waited(const toc__view_t *v) {
    uint64_t most = 0;
    for (size_t i = 0; i < v->report->sample_count; i++) {
        const toc__report_sample_t *sample = &v->report->samples[i];
        if (sample->time_ns > v->to_ns) {
            break;
        }
        // What was so before the picture begins is so when it does.
        if (sample->time_ns <= v->from_ns || sample->depth > most) {
            most = sample->depth;
        }
    }
    return most;
}

static void draw_depth_steps(const toc__drawing_t *d, double bottom,
                             double scale) {
    const toc__report_t *report = d->view->report;
    size_t at = 0;
    uint64_t depth = 0;
    while (at < report->sample_count &&
           report->samples[at].time_ns <= d->view->from_ns) {
        depth = report->samples[at++].depth;
    }
    fprintf(d->out, "M%.1f,%.1f", PLOT_LEFT, bottom);
    fprintf(d->out, "V%.1f", bottom - (double)depth * scale);
    while (at < report->sample_count &&
           report->samples[at].time_ns <= d->view->to_ns) {
        double x = toc__draw_x(d, report->samples[at].time_ns);
        uint64_t most = 0;
        // All that are at the same half of a pixel.
        while (at < report->sample_count &&
               report->samples[at].time_ns <= d->view->to_ns &&
               toc__draw_x(d, report->samples[at].time_ns) < x + 0.5) {
            depth = report->samples[at++].depth;
            most = depth > most ? depth : most;
        }
        fprintf(d->out, "H%.1fV%.1f", x, bottom - (double)most * scale);
        if (depth != most) {
            fprintf(d->out, "h0.5V%.1f", bottom - (double)depth * scale);
        }
    }
    fprintf(d->out, "H%.1fV%.1fz", PLOT_RIGHT, bottom);
}

static void draw_queue(const toc__drawing_t *d, double top, bool in_columns) {
    const toc__view_t *v = d->view;
    uint64_t most = most_waited(v);
    uint64_t depth = v->report->depth;
    // A deep queue that was hardly used would be a flat line.
    bool has_limit = depth != 0 && depth <= 8 * (most > 2 ? most : 2);
    uint64_t high = has_limit && depth > most ? depth : most > 0 ? most : 1;
    double scale = (QUEUE_HEIGHT - 8) / (double)high;
    double bottom = top + QUEUE_HEIGHT;
    char text[TOC__FIGURE_SIZE];
    put(d->out, PLOT_LEFT - 12, top + 18, 13, COLOUR_TEXT, "end",
        "in the queue");
    put(d->out, PLOT_LEFT - 12, bottom, 12, COLOUR_FAINT, "end", "0");
    if (in_columns) {
        double average = toc__columns_depth(d, bottom, scale);
        begin_text(d->out, PLOT_RIGHT + 12, bottom, 12, COLOUR_RUN, "start");
        fprintf(d->out, "%.1f on average</text>\n", average);
    } else {
        fprintf(d->out, "<path fill=\"%s\" stroke=\"%s\" d=\"", COLOUR_QUEUE,
                COLOUR_RUN);
        draw_depth_steps(d, bottom, scale);
        fputs("\"/>\n", d->out);
    }
    begin_text(d->out, PLOT_RIGHT + 12, bottom - (double)most * scale + 4, 12,
               COLOUR_TEXT, "start");
    fprintf(d->out, "at most %s</text>\n", toc__figure_count(text, most));
    if (has_limit) {
        double y = bottom - (double)depth * scale;
        put_rule(d->out, PLOT_LEFT, y, PLOT_RIGHT, y, COLOUR_REFUSED,
                 " stroke-dasharray=\"5 4\"");
        double label_y = most == depth ? y + 20 : y + 4;
        begin_text(d->out, PLOT_RIGHT + 12, label_y, 12, COLOUR_REFUSED,
                   "start");
        fprintf(d->out, "depth %s: more are refused</text>\n",
                toc__figure_count(text, depth));
    }
}

static double legend_text(const toc__drawing_t *d, double x, const char *text) {
    put(d->out, x + 24, 104, 13, COLOUR_TEXT, "start", text);
    return x + 24 + CHARACTER_WIDTH * (double)strlen(text) + 22;
}

// A mark in the legend; in columns it is a bar that hangs down.
static double legend_mark(const toc__drawing_t *d, double x, const char *colour,
                          bool in_columns, const char *text) {
    if (in_columns) {
        put_rect(d->out, x + 2, 94, 12, MARK_HEIGHT, colour);
    } else {
        triangle(d->out, x + 8, 95, colour);
        fputs("/>\n", d->out);
    }
    return legend_text(d, x, text);
}

static void draw_legend(const toc__drawing_t *d,
                        const toc__columns_t *columns) {
    const toc__view_t *v = d->view;
    bool in_columns = columns != NULL;
    double x = MARGIN;
    put_rect(d->out, x, 93, 16, 12, COLOUR_RUN);
    x = legend_text(d, x, v->report->is_tocsin ? "handler runs" : "runs");
    if (v->has_raised) {
        put_rect(d->out, x, 93, 16, 12, COLOUR_RAISED);
        x = legend_text(d, x, "and raises");
    }
    if (v->has_wait) {
        put_rect(d->out, x, 98, 16, 2, COLOUR_WAIT);
        x = legend_text(d, x, "event waits");
    }
    if (v->total.refused != 0) {
        x = legend_mark(d, x, COLOUR_REFUSED, in_columns, "event refused");
    }
    if (v->total.cancelled != 0) {
        x = legend_mark(d, x, COLOUR_CANCELLED, in_columns, "event cancelled");
    }
    if (in_columns) {
        char width[TOC__FIGURE_SIZE];
        double percent = toc__columns_fullest(columns) * 100;
        begin_text(d->out, x, 104, 13, COLOUR_FAINT, "start");
        fprintf(d->out, "a full bar ran for %.*f %% of its %s</text>\n",
                percent < 9.95 ? 1 : 0, percent,
                toc__figure_time(width, (v->to_ns - v->from_ns) / COLUMNS));
    }
}

static void put_part(FILE *out, const char *before, uint64_t count,
                     const char *what) {
    char text[TOC__FIGURE_SIZE];
    if (count != 0) {
        fprintf(out, "%s%s %s", before, toc__figure_count(text, count), what);
    }
}

static const char *runs_of(const toc__view_t *v) {
    if (v->report->is_tocsin) {
        return v->total.runs == 1 ? "handler run" : "handler runs";
    }
    return v->total.runs == 1 ? "run" : "runs";
}

static const char *sources_of(const toc__view_t *v) {
    if (v->report->is_tocsin) {
        return v->sources == 1 ? "source" : "sources";
    }
    return v->sources == 1 ? "thread" : "threads";
}

static void draw_head(const toc__drawing_t *d, const char *title) {
    const toc__view_t *v = d->view;
    const toc__report_t *report = v->report;
    char text[TOC__FIGURE_SIZE];
    begin_text(d->out, MARGIN, 38, 20, COLOUR_TEXT, "start");
    put_text(d->out, title, 90);
    fputs("</text>\n", d->out);
    begin_text(d->out, MARGIN, 64, 14, COLOUR_FAINT, "start");
    if (report->process[0] != '\0') {
        put_text(d->out, report->process, 30);
        fputs(", ", d->out);
    }
    fputs(toc__figure_time(text, v->to_ns - v->from_ns), d->out);
    if (v->from_ns > 0 || v->to_ns < report->end_ns) {
        fprintf(d->out, " of %s", toc__figure_time(text, report->end_ns));
    }
    fprintf(d->out, ", %s %s of", toc__figure_count(text, v->total.runs),
            runs_of(v));
    fprintf(d->out, " %s %s", toc__figure_count(text, v->sources),
            sources_of(v));
    put_part(d->out, ", ", v->total.refused,
             v->total.refused == 1 ? "event refused" : "events refused");
    put_part(d->out, ", ", v->total.cancelled, "cancelled");
    put_part(d->out, ". Not complete: ", report->missing,
             "records are missing");
    fputs(report->is_cut ? ". The trace is cut off</text>\n" : "</text>\n",
          d->out);
}

int toc__view_draw(const toc__view_t *view, const char *title, FILE *out) {
    toc__drawing_t d = {.view = view,
                        .out = out,
                        .lines_bottom = toc__draw_y(view->line_count)};
    bool in_columns = view->shapes > SHAPES_MAX;
    toc__columns_t *columns = in_columns ? toc__columns_make(&d) : NULL;
    if (in_columns && columns == NULL) {
        return TOC_ENOMEM;
    }
    bool has_queue = view->report->sample_count != 0;
    double queue_top = d.lines_bottom + QUEUE_GAP;
    double bottom = has_queue ? queue_top + QUEUE_HEIGHT : d.lines_bottom;
    double height = bottom + (has_queue ? 24 : 44);
    fprintf(out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" "
            "height=\"%.0f\" viewBox=\"0 0 %.0f %.0f\" "
            "font-family=\"DejaVu Sans, Verdana, Arial, sans-serif\">\n",
            WIDTH, height, WIDTH, height);
    put_rect(out, 0, 0, WIDTH, height, "#ffffff");
    draw_head(&d, title);
    draw_legend(&d, columns);
    draw_bands(&d);
    draw_axis(&d, bottom);
    draw_names(&d);
    if (in_columns) {
        toc__columns_draw(&d, columns);
    } else {
        draw_each(&d);
    }
    if (has_queue) {
        draw_queue(&d, queue_top, in_columns);
    }
    fputs("</svg>\n", out);
    free(columns);
    return 0;
}
