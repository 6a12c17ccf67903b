/*
 * vcd_private - the words of a value change dump, and where they are
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_HAL_VCD_PRIVATE_H
#define TOC_HAL_VCD_PRIVATE_H

#include "board_line.h"
#include "vcd.h"

typedef struct {
    const char *at;
    const char *end;
    uint32_t line; // of the word that was taken last
    char *error;   // TOC_VCD_ERROR_SIZE
} toc__vcd_reader_t;

// Take the next word, all up to a blank or the end of the line.
// Returns whether there was one.
bool toc__vcd_next(toc__vcd_reader_t *reader, toc_vcd_word_t *word);

bool toc__vcd_is(toc_vcd_word_t word, const char *text);

// Read decimal digits, all of the word.
// Returns whether they are some and fit.
bool toc__vcd_number(toc_vcd_word_t word, uint64_t *out);

// Read over all up to $end. `what` names what it ends.
// Returns 0 or TOC_EINVAL.
int toc__vcd_skip(toc__vcd_reader_t *reader, const char *what);

// Read over the rest of the line.
void toc__vcd_skip_line(toc__vcd_reader_t *reader);

// Put "line N: " and up to three parts into the error: `before`, `word` in
// quotes (left out when its text is NULL), `after`.
// Returns TOC_EINVAL.
int toc__vcd_fail(toc__vcd_reader_t *reader, uint32_t line, const char *before,
                  toc_vcd_word_t word, const char *after);

// Compare as memcmp does; of two that begin alike the shorter one is less.
int toc__vcd_compare(toc_vcd_word_t a, toc_vcd_word_t b);

#endif
