/*
 * sim_series - values over time, from a file
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim_series.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "err.h"
#include "port.h"
#include "sim_device.h"

#define LINE_SIZE 64

static int no_memory(char error[SIM_ERROR_SIZE]) {
    sim_refuse(error, "%s", toc_err_text(TOC_ENOMEM));
    return TOC_ENOMEM;
}

// A plain number at `text`; strtod() would also take "inf" and "0x1".
// Returns what is behind it, or NULL.
static const char *read_number(const char *text, double *out) {
    text += strspn(text, " \t");
    size_t length = strspn(text, "0123456789.eE+-");
    char *end;
    *out = strtod(text, &end);
    if (length == 0 || end != text + length || !isfinite(*out)) {
        return NULL;
    }
    return end + strspn(end, " \t");
}

static bool read_point(const char *line, sim_point_t *point) {
    const char *rest = read_number(line, &point->at_s);
    if (rest == NULL || *rest != ',') {
        return false;
    }
    rest = read_number(rest + 1, &point->value);
    return rest != NULL && *rest == '\0';
}

static bool is_remark(const char *line, uint32_t number) {
    return line[0] == '\0' || line[0] == '#' ||
           (number == 1 && isalpha((unsigned char)line[0]));
}

// Returns 0 or TOC_EINVAL.
static int read_line(sim_series_t *series, const char *line, uint32_t number,
                     char error[SIM_ERROR_SIZE]) {
    sim_point_t point;
    if (is_remark(line, number)) {
        return 0;
    }
    if (!read_point(line, &point)) {
        return sim_refuse(error, "line %u: '%.30s' has to be seconds,value",
                          (unsigned)number, line);
    }
    if (series->count > 0 &&
        point.at_s < series->points[series->count - 1].at_s) {
        return sim_refuse(error, "line %u: the time %.10g is before %.10g",
                          (unsigned)number, point.at_s,
                          series->points[series->count - 1].at_s);
    }
    series->points[series->count++] = point;
    return 0;
}

static size_t count_lines(const char *text, size_t size) {
    size_t count = 1;
    for (size_t i = 0; i < size; i++) {
        count += text[i] == '\n';
    }
    return count;
}

static int read_lines(sim_series_t *series, const char *text, size_t size,
                      char error[SIM_ERROR_SIZE]) {
    const char *end = text + size;
    for (uint32_t number = 1; text < end; number++) {
        const char *newline = memchr(text, '\n', (size_t)(end - text));
        const char *stop = newline != NULL ? newline : end;
        size_t length = (size_t)(stop - text);
        length -= length > 0 && text[length - 1] == '\r';
        char line[LINE_SIZE];
        if (length >= sizeof(line) && text[0] != '#') {
            return sim_refuse(error, "line %u: is longer than %d bytes",
                              (unsigned)number, LINE_SIZE - 1);
        }
        snprintf(line, sizeof(line), "%.*s",
                 (int)(length < sizeof(line) ? length : 1), text);
        int err = read_line(series, line, number, error);
        if (err != 0) {
            return err;
        }
        text = newline != NULL ? newline + 1 : end;
    }
    return series->count > 0 ? 0 : sim_refuse(error, "has no points");
}

int sim_series_read(sim_series_t *series, const char *text, size_t size,
                    char error[SIM_ERROR_SIZE]) {
    series->count = 0;
    series->points = toc_port_realloc(NULL, count_lines(text, size) *
                                                sizeof(series->points[0]));
    if (series->points == NULL) {
        return no_memory(error);
    }
    int err = read_lines(series, text, size, error);
    if (err != 0) {
        sim_series_free(series);
    }
    return err;
}

int sim_series_load(sim_series_t *series, const char *path,
                    char error[SIM_ERROR_SIZE]) {
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        char why[SIM_ERROR_SIZE];
        return sim_refuse(error, "cannot open %.100s: %s", path,
                          strerror_r(errno, why, sizeof(why)));
    }
    char *text = toc_port_realloc(NULL, SIM_SERIES_BYTES_MAX + 1);
    if (text == NULL) {
        (void)fclose(file);
        return no_memory(error);
    }
    char reason[SIM_ERROR_SIZE];
    int err;
    size_t size = fread(text, 1, SIM_SERIES_BYTES_MAX + 1, file);
    if (ferror(file) != 0) {
        err = sim_refuse(error, "cannot read %.100s", path);
    } else if (size > SIM_SERIES_BYTES_MAX) {
        err = sim_refuse(error, "%.100s is longer than %u bytes", path,
                         SIM_SERIES_BYTES_MAX);
    } else {
        err = sim_series_read(series, text, size, reason);
        if (err != 0) {
            sim_refuse(error, "%.100s: %.200s", path, reason);
        }
    }
    (void)fclose(file);
    (void)toc_port_realloc(text, 0);
    return err;
}

void sim_series_free(sim_series_t *series) {
    (void)toc_port_realloc(series->points, 0);
    *series = (sim_series_t){0};
}

double sim_series_at(const sim_series_t *series, double at_s) {
    const sim_point_t *p = series->points;
    size_t low = 0;
    size_t high = series->count;
    // The first point that is later.
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (p[middle].at_s <= at_s) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low == 0) {
        return p[0].value;
    }
    if (low == series->count) {
        return p[low - 1].value;
    }
    double part = (at_s - p[low - 1].at_s) / (p[low].at_s - p[low - 1].at_s);
    return p[low - 1].value + part * (p[low].value - p[low - 1].value);
}
