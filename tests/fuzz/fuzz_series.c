/*
 * Any bytes as a recording of values over time: it is refused with one line, or
 * its points are in order and every value lies between those of two of them.
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim_series.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "err.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds) {
    if (!holds) {
        abort();
    }
}

static void check(const sim_series_t *series) {
    const sim_point_t *p = series->points;
    require(series->count > 0);
    for (size_t i = 0; i < series->count; i++) {
        require(isfinite(p[i].at_s) && isfinite(p[i].value));
        require(i == 0 || p[i - 1].at_s <= p[i].at_s);
    }
    require(sim_series_at(series, -1e300) == p[0].value || p[0].at_s <= -1e300);
    require(sim_series_at(series, p[series->count - 1].at_s) ==
            p[series->count - 1].value);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char error[SIM_ERROR_SIZE] = "";
    sim_series_t series;
    int err = sim_series_read(&series, (const char *)data, size, error);
    require(err == 0 || err == TOC_EINVAL);
    require(memchr(error, '\0', sizeof(error)) != NULL);
    require(strchr(error, '\n') == NULL);
    if (err == 0) {
        check(&series);
        sim_series_free(&series);
    }
    return 0;
}
