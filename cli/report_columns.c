/*
 * report_columns - a report with more events than can be drawn each
 *
 * SPDX-License-Identifier: MIT
 */
#include <math.h>
#include <stdlib.h>

#include "report_draw.h"

// What happened in a column of a line.
typedef struct {
    double ran; // parts of its time; runs that overlap may make it more than 1
    double raised;
    double waited;
    uint32_t marks[2]; // enum toc__report_mark_kind
} column_t;

struct toc__columns {
    double fullest;
    uint32_t most_marks;
    uint32_t line_count;
    column_t columns[]; // COLUMNS for each line
};

// In columns from the left of the plot.
static double place_of(const toc__drawing_t *d, uint64_t ns) {
    return (toc__draw_x(d, ns) - PLOT_LEFT) / COLUMN_WIDTH;
}

static int column_at(double place) {
    return place < COLUMNS ? (int)place : COLUMNS - 1;
}

static void fill_span(const toc__drawing_t *d, column_t *line,
                      const toc__report_span_t *span) {
    double from = place_of(d, span->from_ns);
    double to = place_of(d, span->to_ns);
    int last = column_at(to);
    for (int i = column_at(from); i <= last; i++) {
        // What took no time is to be seen, too.
        double part = fmax(fmin(to, i + 1) - fmax(from, i), 1e-9);
        if (span->kind == TOC__REPORT_WAIT) {
            line[i].waited += part;
        } else {
            line[i].ran += part;
            line[i].raised += span->kind == TOC__REPORT_RAISED ? part : 0;
        }
    }
}

static void find_most(toc__columns_t *c) {
    size_t count = (size_t)c->line_count * COLUMNS;
    for (size_t i = 0; i < count; i++) {
        c->fullest = fmax(c->fullest, fmin(c->columns[i].ran, 1));
        for (int kind = 0; kind < 2; kind++) {
            if (c->columns[i].marks[kind] > c->most_marks) {
                c->most_marks = c->columns[i].marks[kind];
            }
        }
    }
}

toc__columns_t *toc__columns_make(const toc__drawing_t *d) {
    const toc__view_t *v = d->view;
    size_t count = (size_t)v->line_count * COLUMNS;
    toc__columns_t *c = calloc(1, sizeof(*c) + count * sizeof(column_t));
    if (c == NULL) {
        return NULL;
    }
    c->line_count = v->line_count;
    for (size_t i = 0; i < v->report->span_count; i++) {
        const toc__report_span_t *span = &v->report->spans[i];
        if (toc__view_has_span(v, span)) {
            size_t line = v->line_of_row[span->row];
            fill_span(d, c->columns + line * COLUMNS, span);
        }
    }
    for (size_t i = 0; i < v->report->mark_count; i++) {
        const toc__report_mark_t *mark = &v->report->marks[i];
        if (toc__view_has_mark(v, mark)) {
            size_t line = v->line_of_row[mark->row];
            int column = column_at(place_of(d, mark->time_ns));
            c->columns[line * COLUMNS + (size_t)column].marks[mark->kind]++;
        }
    }
    find_most(c);
    return c;
}

double toc__columns_fullest(const toc__columns_t *columns) {
    return columns->fullest;
}

static void begin_path(FILE *out, const char *colour) {
    fprintf(out, "<path fill=\"%s\" d=\"", colour);
}

static void end_path(FILE *out) {
    fputs("\"/>\n", out);
}

// A bar of a column, from `y` up or, where the height is negative, down.
static void bar(FILE *out, int column, double y, double height) {
    fprintf(out, "M%.1f,%.1fv%.1fh%.1fv%.1fz",
            PLOT_LEFT + column * COLUMN_WIDTH, y, -height, COLUMN_WIDTH,
            height);
}

static double height_of(const toc__columns_t *c, double part) {
    return fmin(part, 1) / c->fullest * BAR_HEIGHT;
}

static void draw_runs(FILE *out, const toc__columns_t *c, const column_t *line,
                      double y) {
    double bottom = y + BAR_TOP + BAR_HEIGHT;
    begin_path(out, COLOUR_RUN);
    for (int i = 0; i < COLUMNS; i++) {
        if (line[i].ran > 0) {
            bar(out, i, bottom, fmax(height_of(c, line[i].ran), LEAST_WIDTH));
        }
    }
    end_path(out);
    begin_path(out, COLOUR_RAISED);
    for (int i = 0; i < COLUMNS; i++) {
        double height = height_of(c, line[i].raised);
        if (height >= 0.5) {
            bar(out, i, bottom, height);
        }
    }
    end_path(out);
}

static void draw_waits(FILE *out, const column_t *line, double y) {
    begin_path(out, COLOUR_WAIT);
    for (int i = 0; i < COLUMNS; i++) {
        if (line[i].waited > 0) {
            double height = fmin(line[i].waited, 1) * WAIT_HEIGHT;
            bar(out, i, y + WAIT_TOP, -fmax(height, 0.7));
        }
    }
    end_path(out);
}

static void draw_marks(FILE *out, const toc__columns_t *c, const column_t *line,
                       double y) {
    static const char *const colours[] = {COLOUR_REFUSED, COLOUR_CANCELLED};
    for (int kind = 1; kind >= 0; kind--) {
        begin_path(out, colours[kind]);
        for (int i = 0; i < COLUMNS; i++) {
            uint32_t count = line[i].marks[kind];
            if (count != 0) {
                double height = MARK_HEIGHT * count / c->most_marks;
                bar(out, i, y, -fmax(height, LEAST_WIDTH));
            }
        }
        end_path(out);
    }
}

void toc__columns_draw(const toc__drawing_t *d, const toc__columns_t *columns) {
    for (uint32_t i = 0; i < columns->line_count; i++) {
        const column_t *line = columns->columns + (size_t)i * COLUMNS;
        double y = toc__draw_y(i);
        draw_runs(d->out, columns, line, y);
        draw_waits(d->out, line, y);
        draw_marks(d->out, columns, line, y);
    }
}

typedef struct {
    uint64_t most[COLUMNS];
    double sum[COLUMNS]; // depth times parts of the column
} depths_t;

// So many waited from one place to another.
static void fill_depth(depths_t *depths, double from, double to,
                       uint64_t depth) {
    int last = column_at(to);
    for (int i = column_at(from); i <= last; i++) {
        if (depth > depths->most[i]) {
            depths->most[i] = depth;
        }
        double part = fmin(to, i + 1) - fmax(from, i);
        depths->sum[i] += (double)depth * fmax(part, 0);
    }
}

static void fill_depths(const toc__drawing_t *d, depths_t *depths) {
    const toc__report_t *report = d->view->report;
    double place = 0;
    uint64_t depth = 0;
    for (size_t i = 0; i < report->sample_count; i++) {
        const toc__report_sample_t *sample = &report->samples[i];
        if (sample->time_ns > d->view->to_ns) {
            break;
        }
        double next = place_of(d, sample->time_ns);
        if (sample->time_ns > d->view->from_ns) {
            fill_depth(depths, place, next, depth);
        }
        place = next;
        depth = sample->depth;
    }
    fill_depth(depths, place, COLUMNS, depth);
}

double toc__columns_depth(const toc__drawing_t *d, double bottom,
                          double scale) {
    depths_t depths = {0};
    double sum = 0;
    fill_depths(d, &depths);
    begin_path(d->out, COLOUR_QUEUE);
    for (int i = 0; i < COLUMNS; i++) {
        if (depths.most[i] != 0) {
            bar(d->out, i, bottom, (double)depths.most[i] * scale);
        }
        sum += depths.sum[i];
    }
    end_path(d->out);
    begin_path(d->out, COLOUR_RUN);
    for (int i = 0; i < COLUMNS; i++) {
        if (depths.sum[i] > 0) {
            bar(d->out, i, bottom, depths.sum[i] * scale);
        }
    }
    end_path(d->out);
    return sum / COLUMNS;
}
