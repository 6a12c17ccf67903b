/*
 * board_line - one line of text in a buffer that may be too small
 *
 * What does not fit is cut between characters and replaced by "...". Names
 * that came from outside are quoted: control characters become '?', and a long
 * name is shortened so that the rest of the line is still told.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_HAL_BOARD_LINE_H
#define TOC_HAL_BOARD_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TOC_LINE_QUOTED_MAX 24

typedef struct {
    char *text; // always terminated
    size_t size;
    size_t used;
    bool cut;
} toc__line_t;

// Begin an empty line in `size` bytes, at least 4.
void toc__line_begin(toc__line_t *line, char *text, size_t size);

void toc__line_text(toc__line_t *line, const char *text);
void toc__line_number(toc__line_t *line, uint32_t number);

// Append `size` bytes between quotes.
void toc__line_quoted(toc__line_t *line, const char *text, size_t size);

#endif
