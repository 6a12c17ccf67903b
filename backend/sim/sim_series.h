/*
 * sim_series - values over time, from a file
 *
 * A text with a line for each point: seconds, a comma, the value. Times do not
 * go backwards. A first line that begins with a letter is a heading; empty
 * lines and those that begin with # are comments. Between two points the value
 * follows a straight line; before the first and after the last it stays.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BACKEND_SIM_SERIES_H
#define TOC_BACKEND_SIM_SERIES_H

#include <stddef.h>
#include <stdint.h>

#include "sim_attach.h"

#define SIM_SERIES_BYTES_MAX (16u << 20)

typedef struct {
    double at_s;
    double value;
} sim_point_t;

typedef struct {
    sim_point_t *points;
    size_t count; // at least 1 after it was read
} sim_series_t;

// Read a text. The points belong to `series` until sim_series_free().
//
// ctx: thread
// Returns 0; TOC_EINVAL with "line N: reason" in `error`, or TOC_ENOMEM.
int sim_series_read(sim_series_t *series, const char *text, size_t size,
                    char error[SIM_ERROR_SIZE]);

// Read a file of at most SIM_SERIES_BYTES_MAX.
//
// ctx: thread
// Returns as sim_series_read(), or TOC_EINVAL for one that cannot be read.
int sim_series_load(sim_series_t *series, const char *path,
                    char error[SIM_ERROR_SIZE]);

void sim_series_free(sim_series_t *series);

// ctx: any
double sim_series_at(const sim_series_t *series, double at_s);

#endif
