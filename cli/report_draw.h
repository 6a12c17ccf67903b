/*
 * report_draw - what the parts of a report's picture share
 *
 * Private to cli/. Up to SHAPES_MAX spans and marks are drawn each, with what
 * the mouse shows of it. Of more the time is cut into columns, so that the file
 * stays small whatever the trace is.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_CLI_REPORT_DRAW_H
#define TOC_CLI_REPORT_DRAW_H

#include "report_view.h"

#define WIDTH      1200.0
#define PLOT_LEFT  168.0
#define PLOT_WIDTH 672.0
#define PLOT_RIGHT (PLOT_LEFT + PLOT_WIDTH)
#define PLOT_TOP   146.0
#define MARGIN     24.0

#define LINE_HEIGHT  32.0
#define BAR_TOP      6.0
#define BAR_HEIGHT   14.0
#define WAIT_TOP     24.0
#define LEAST_WIDTH  1.5
#define WAIT_HEIGHT  4.0 // in columns; else half of it
#define MARK_HEIGHT  5.0 // in columns
#define QUEUE_GAP    44.0
#define QUEUE_HEIGHT 90.0

#define COLUMNS      336 // of two pixels
#define COLUMN_WIDTH (PLOT_WIDTH / COLUMNS)
#define SHAPES_MAX   2000

#define COLOUR_TEXT      "#22262b"
#define COLOUR_FAINT     "#5b6370"
#define COLOUR_GRID      "#dfe2e6"
#define COLOUR_BAND      "#f5f6f8"
#define COLOUR_RUN       "#1d5fa8"
#define COLOUR_RAISED    "#7a3fa0"
#define COLOUR_WAIT      "#c98a00"
#define COLOUR_REFUSED   "#c8102e"
#define COLOUR_CANCELLED "#8a8f98"
#define COLOUR_QUEUE     "#cfe0f3"

typedef struct {
    const toc__view_t *view;
    FILE *out;
    double lines_bottom;
} toc__drawing_t;

// Where a point in time is, in the plot.
double toc__draw_x(const toc__drawing_t *d, uint64_t ns);

// The top of a line.
double toc__draw_y(uint32_t line);

// The lines, cut into columns. The higher a bar, the more of its column a
// handler ran.
typedef struct toc__columns toc__columns_t;

// Returns NULL when memory is out. Goes with free().
toc__columns_t *toc__columns_make(const toc__drawing_t *d);

// The part of its column, 1 at most, that a full bar ran.
double toc__columns_fullest(const toc__columns_t *columns);

void toc__columns_draw(const toc__drawing_t *d, const toc__columns_t *columns);

// The depth of the queue in columns: the most, and the average.
// Returns the average of all.
double toc__columns_depth(const toc__drawing_t *d, double bottom, double scale);

#endif
