/*
 * figures - numbers and times as people read them
 *
 * SPDX-License-Identifier: MIT
 */
#include "figures.h"

#include <inttypes.h>
#include <stdio.h>

#define SECONDS_MAX   99999.0
#define SECONDS_A_DAY 86400.0

const char *toc__figure_time(char out[TOC__FIGURE_SIZE], uint64_t ns) {
    static const char *const units[] = {"us", "ms", "s"};
    if (ns < 1000) {
        snprintf(out, TOC__FIGURE_SIZE, "%u ns", (unsigned)ns);
        return out;
    }
    double value = (double)ns / 1e3;
    size_t unit = 0;
    // What would be printed as 1000 is 1.00 of the next one.
    while (value >= 999.5 && unit < 2) {
        value /= 1e3;
        unit++;
    }
    if (value >= SECONDS_MAX) {
        snprintf(out, TOC__FIGURE_SIZE, "%.0f d", value / SECONDS_A_DAY);
        return out;
    }
    int decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
    snprintf(out, TOC__FIGURE_SIZE, "%.*f %s", decimals, value, units[unit]);
    return out;
}

const char *toc__figure_count(char out[TOC__FIGURE_SIZE], uint64_t count) {
    char digits[TOC__FIGURE_SIZE];
    int size = snprintf(digits, sizeof(digits), "%" PRIu64, count);
    size_t at = 0;
    for (int i = 0; i < size; i++) {
        if (i != 0 && (size - i) % 3 == 0) {
            out[at++] = ',';
        }
        out[at++] = digits[i];
    }
    out[at] = '\0';
    return out;
}

const char *toc__figure_mark(char out[TOC__FIGURE_SIZE], uint64_t ns,
                             uint64_t step_ns, uint64_t most_ns) {
    static const struct {
        uint64_t ns;
        const char *name;
    } units[] = {{1000000000, "s"}, {1000000, "ms"}, {1000, "us"}, {1, "ns"}};
    size_t unit = 0;
    while (units[unit].ns > 1 && units[unit].ns > most_ns) {
        unit++;
    }
    uint64_t one_ns = units[unit].ns;
    uint64_t part_ns = one_ns;
    int decimals = 0;
    while (decimals < 9 && part_ns > 1 && step_ns % part_ns != 0) {
        part_ns /= 10;
        decimals++;
    }
    // All digits there are, with the leading zeros of the ones that count.
    char digits[16];
    unsigned rest = (unsigned)(ns % one_ns / part_ns);
    snprintf(digits, sizeof(digits), "%09u", rest);
    const char *point = decimals != 0 ? "." : "";
    snprintf(out, TOC__FIGURE_SIZE, "%" PRIu64 "%s%s %s", ns / one_ns, point,
             digits + 9 - decimals, units[unit].name);
    return out;
}
