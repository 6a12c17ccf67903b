/*
 * pins - tocsin pins: the GPIO chips of this machine and what the map makes of
 * them
 *
 * Which chips there are is told by whoever knows the machine (toc_pins_from).
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_CLI_PINS_H
#define TOC_CLI_PINS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "options.h"

typedef struct {
    const char *path;    // "/dev/gpiochip0"
    const char *trouble; // why no more is known of it; NULL: all is
    const char *name;    // "gpiochip0"
    const char *label;   // "pinctrl-bcm2711"
    uint32_t line_count;
} toc_pins_chip_t;

typedef struct {
    uint32_t offset;
    const char *name;     // "" where it has none
    const char *consumer; // "" where it is free, or nobody says
    bool used;
    bool output;
    bool active_low;
} toc_pins_line_t;

typedef struct {
    void *ctx;
    void (*chip)(void *ctx, const toc_pins_chip_t *chip);
    void (*line)(void *ctx, const toc_pins_line_t *line); // of the last chip
} toc_pins_visitor_t;

// Have `each` tell of the chips of this machine, in order.
//
// ctx: main thread, before toc_pins_command()
void toc_pins_from(void (*each)(const toc_pins_visitor_t *visitor));

// Print them, and the pins of the options beside their lines.
//
// ctx: main thread
// Returns the exit status: 1 when there is no chip.
int toc_pins_print(FILE *out, FILE *err, const toc_options_t *options);

// tocsin pins [--board NAME] [--map PIN=CHIP:LINE ...]
int toc_pins_command(int argc, char *const *argv);

#endif
