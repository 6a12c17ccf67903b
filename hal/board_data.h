/*
 * board_data - the built-in boards as the build embeds them
 *
 * The table is written by tools/embed-boards.py from boards/<name>/pins.csv,
 * ordered by name.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_HAL_BOARD_DATA_H
#define TOC_HAL_BOARD_DATA_H

#include <stddef.h>
#include <stdint.h>

#include "board.h"

typedef struct {
    const char *name;
    const char *sysname;
    const char *text; // of the pins.csv
    size_t size;      // of the text
} toc__board_data_t;

extern const toc__board_data_t toc__boards[];
extern const uint32_t toc__board_count;
extern const char *const toc__board_names[]; // NULL after the last

// toc_board_parse() of a board that is built in, which may have no pins.
int toc__board_parse_any(toc_board_t *board, const char *text, size_t size,
                         char error[TOC_BOARD_ERROR_SIZE]);

#endif
