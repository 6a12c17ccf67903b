/*
 * board - which pins a board has and what they are called
 *
 * A board is a folder under boards/ with a pins.csv; the build embeds them
 * all. The parser is separate from the embedded tables, so that a file of the
 * user's can be read the same way.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_HAL_BOARD_H
#define TOC_HAL_BOARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TOC_BOARD_PINS_MAX   64
#define TOC_BOARD_NAME_SIZE  16
#define TOC_BOARD_ERROR_SIZE 160
#define TOC_BOARD_LINE_SIZE  64

typedef struct {
    char name[8]; // "P10"
    char exp[8];  // "G17", name on the expansion board; "" where none
    uint8_t gpio; // number of the pad
    bool input_only;
    bool rtc;     // can be held, can wake the chip
    int8_t adc;   // ADC channel, -1 none
    int8_t touch; // touch pad, -1 none
    int8_t dac;   // DAC id, -1 none
    bool boot_in; // is made an input with pull-down at start and soft reset

    // The line of a Linux machine that it is, "gpiochip0:17"; "": none
    char line[TOC_BOARD_LINE_SIZE];
} toc_board_pin_t;

typedef struct {
    char name[TOC_BOARD_NAME_SIZE];    // "lopy4"
    char sysname[TOC_BOARD_NAME_SIZE]; // "LoPy4"
    uint32_t pin_count;
    toc_board_pin_t pins[TOC_BOARD_PINS_MAX]; // in the order of the file
} toc_board_t;

// Read the text of a pins.csv. Its first line names the columns, in any order:
// pin, exp, gpio, dir (io, in), rtc (0, 1), adc, touch, dac, boot (0, 1), use;
// the last is a remark. Each further line is a pin. Empty lines and lines that
// begin with # are comments; a line ends with LF, CR LF or the file. Numbers
// are plain decimals; exp, adc, touch and dac may be empty. No two pins share
// a name, P or G, or a gpio. There may be one more column: line, the chip and
// line that the pin is on a Linux machine, such as gpiochip0:17; empty: none.
//
// In boards/, the first line is the comment "# sysname: LoPy4".
//
// ctx: thread
// Returns 0, or TOC_EINVAL with "line N: reason" in `error`; `*board` is then
// undefined. name and sysname are left to the caller.
int toc_board_parse(toc_board_t *board, const char *text, size_t size,
                    char error[TOC_BOARD_ERROR_SIZE]);

// Set up one of the embedded boards.
//
// ctx: thread
// Returns 0, or TOC_ENOENT with a line in `error` that names the near misses
// and the boards there are.
int toc_board_find(toc_board_t *board, const char *name,
                   char error[TOC_BOARD_ERROR_SIZE]);

// The names of the embedded boards, NULL after the last.
//
// ctx: any
const char *const *toc_board_names(void);

// Find a pin by its P or G name; exact.
//
// ctx: any
// Returns it (part of `board`), or NULL.
const toc_board_pin_t *toc_board_pin(const toc_board_t *board,
                                     const char *name);

// Why `name` is no pin of this board, with the near misses, in one line.
//
// ctx: any
void toc_board_pin_unknown(const toc_board_t *board, const char *name,
                           char error[TOC_BOARD_ERROR_SIZE]);

#endif
