/*
 * pads - the pins of peripherals other than machine.Pin
 *
 * A simulated peripheral is on simulated pads. On a pin that is a line of this
 * machine it would reach nobody, so that raises, unless something is attached
 * to it: then its simulation is what was asked for. A peripheral that is a
 * device file of this machine has that one's own pads.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BIND_PADS_H
#define TOC_BIND_PADS_H

#include "hal/board.h"
#include "py/obj.h"

// Whose pads they are, the words for --map and --attach.
typedef struct {
    const char *file;    // of this machine that it is; NULL: it is simulated
    const char *bus;     // "i2c0"; "adc@", which the pin's name follows; NULL: no
                         // device file can be such a peripheral
    const char *example; // of one: "/dev/i2c-1"
} bind_pads_t;

// The pad of a pin that a program names. ValueError when there is none such;
// OSError when it cannot be.
//
// ctx: Python, holding nothing
uint32_t bind_pads_find(const bind_pads_t *whose, mp_obj_t pin);

// That of the pin with number `index` of those that the program leaves to the
// board. Where the board has none such: a number that is no pad's for a device
// file, an OSError for a simulated one.
//
// ctx: Python, holding nothing
uint32_t bind_pads_default(const bind_pads_t *whose, const char *name, uint32_t index);

// A pin, or a bus where `bus` is not NULL, takes a pad into use. Whatever bus
// drove the pad before does not any more, and with `deaf`, as for an output,
// what read it reads 0: the pad has one function, the last one. That a bus lost
// one is told on stderr.
//
// ctx: Python, before the pad is set up
void bind_pads_take(uint32_t gpio, const char *bus, bool deaf);

// Raise where the peripheral cannot be on that pin.
//
// ctx: Python, holding nothing
void bind_pads_check(const bind_pads_t *whose, const toc_board_pin_t *pin);

#endif
