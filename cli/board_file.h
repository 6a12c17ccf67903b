/*
 * board_file - a board and the world around it, told in a file
 *
 * TOML where the file's name ends in .toml, otherwise JSON, one object. Each key
 * is an option's name without its dashes, each value what the option takes. A
 * list gives an option that may repeat as often.
 *
 *     board = "lopy4"
 *     wire = ["P9=P10"]
 *     attach = ["i2c0=si7006"]    # at its own address
 *     irq-depth = 32
 *     virtual-time = true
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_CLI_BOARD_FILE_H
#define TOC_CLI_BOARD_FILE_H

#include "options.h"

#define TOC_BOARD_FILE_SIZE_MAX   ((size_t)1 << 20)
#define TOC_BOARD_FILE_NAME_SIZE  81 // of a name in an error, which is cut
#define TOC_BOARD_FILE_PLACE_SIZE 120

// Read the command line anew, with the file's options in front of it, so that
// the command line wins; wires, presses and devices add up. `name` is what
// errors call the file and what tells its form. Strings of the file live until the next call.
//
// ctx: thread, one at a time
// Returns as toc_options_parse().
TOC_MUST_CHECK int toc_board_file_parse(toc_options_t *options, int argc,
                                        char *const *argv, const char *name,
                                        const char *text, size_t size);

// Write where an option's value stands: "--wire", or "board.toml:3:5: wire"
// when `text` is one that the last file gave.
//
// ctx: thread
void toc_board_file_place(char place[TOC_BOARD_FILE_PLACE_SIZE],
                          const char *option, const char *text);

#endif
