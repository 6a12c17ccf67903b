/*
 * figures - numbers and times as people read them
 *
 * Private to cli/.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_CLI_FIGURES_H
#define TOC_CLI_FIGURES_H

#include <stdint.h>

#define TOC__FIGURE_SIZE 48

// A time with three digits and the unit that suits it: "8.19 us". At most nine
// characters.
//
// ctx: any
// Returns `out`.
const char *toc__figure_time(char out[TOC__FIGURE_SIZE], uint64_t ns);

// A count with a comma at each thousand: "1,234".
//
// ctx: any
// Returns `out`.
const char *toc__figure_count(char out[TOC__FIGURE_SIZE], uint64_t count);

// A point in time on a scale whose marks are `step_ns` apart and go on to
// `most_ns`: all marks have the same unit and the same number of decimals.
//
// ctx: any
// Returns `out`.
const char *toc__figure_mark(char out[TOC__FIGURE_SIZE], uint64_t ns,
                             uint64_t step_ns, uint64_t most_ns);

#endif
