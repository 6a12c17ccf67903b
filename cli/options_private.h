/*
 * options_private - what the files of the option parser share
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_CLI_OPTIONS_PRIVATE_H
#define TOC_CLI_OPTIONS_PRIVATE_H

#include "option_table.h"
#include "options.h"

// Room for an option with its value, as it stands in front of a reason.
#define TOC__LABEL_SIZE 192

struct toc__parser {
    toc_options_t *options;
    int argc;
    char *const *argv;
    int next; // the argument that is looked at next
};

// One option as it was met.
struct toc__given {
    const struct toc__option *option;
    const char *value;           // "" for an option that takes none
    char label[TOC__LABEL_SIZE]; // "--irq-depth 12"
};

// Write `prefix` and `value`, which is cut when it is long so that the reason
// behind it stays in sight.
void toc__options_label(char label[TOC__LABEL_SIZE], const char *prefix,
                        const char *value);

// Put one line into options->error: what is not printable becomes '?'.
// Returns TOC_EINVAL.
int toc__options_fail(toc_options_t *options, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

// toc_options_parse() on top of what `options` has already.
int toc__options_parse_args(toc_options_t *options, int argc,
                            char *const *argv);

// Do what one option asks for.
// Returns 0; 1 when it asks for a text only; or TOC_EINVAL with options->error
// set.
int toc__options_apply(struct toc__parser *p, const struct toc__given *given);

// Take `text` as the program and the rest of argv as its arguments.
// Returns 0.
int toc__options_program(struct toc__parser *p, enum toc_program program,
                         const char *text);

// Look up the board, then the pins of the wires, presses and replay and the
// buses of the maps, of which only `text` is set so far.
// Returns 0, or TOC_EINVAL with options->error set.
int toc__options_resolve(toc_options_t *options);

// Whether a --map is one of a pin: "P9=gpiochip0:17". `size` is that of the
// name in front of the "=".
bool toc__options_is_pin_map(const toc_options_t *options,
                             const toc_options_bus_map_t *map, size_t size);

// Read it. The pins of the board "linux" are made here.
// Returns 0, or TOC_EINVAL with options->error set.
int toc__options_resolve_pin_map(toc_options_t *options,
                                 toc_options_bus_map_t *map, const char *label,
                                 size_t size);

// Add a map for each pin whose line the board's table has and that no --map
// names.
// Returns 0, or TOC_EINVAL with options->error set.
int toc__options_map_board(toc_options_t *options);

// The pin with the name of `size` characters; on the board without pins of its
// own it is made where it is not there yet.
int toc__options_map_find(toc_options_t *options, const char *label,
                          const char *name, size_t size,
                          const toc_board_pin_t **pin);

// See to it that the pin is an analog input; on that board any can be one.
int toc__options_map_adc(toc_options_t *options, const char *label,
                         const toc_board_pin_t *pin);

// The line that a pad is; NULL where it is simulated.
const toc_options_bus_map_t *toc__options_line(const toc_options_t *options,
                                               uint32_t gpio);

// Read one --map, of which only `text` is set so far; those before it are read.
// Returns 0, or TOC_EINVAL with options->error set.
int toc__options_resolve_map(toc_options_t *options,
                             toc_options_bus_map_t *map);

#endif
