/*
 * pulses - the edges of a pin until it is idle, for what receives pulses
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BIND_PULSES_H
#define TOC_BIND_PULSES_H

#include <stdbool.h>
#include <stdint.h>

#include "hal/pin.h"
#include "port/port_atomic.h"

struct toc_waiter;

#define BIND_PULSES_MAX 128

// Written by whoever changes the pin's level, with the lock of the pins, and
// read when the recording is over.
typedef struct {
    uint64_t glitch_ns; // a pulse that is shorter is not seen
    uint64_t idle_ns;   // without an edge: the burst is over
    // Pulse n is from edge n to the next; what comes after the last one that
    // there is room for is lost, but counts for the burst's end.
    uint64_t edge_ns[BIND_PULSES_MAX + 1];
    uint32_t count;   // of edges
    bool first_level; // after the first edge

    // ---- private ----
    bool overflown;
    toc_pin_tap_t tap;
    toc_atomic_u64_t last_ns; // time of the last edge; TOC_FOREVER: none yet
    struct toc_waiter *waiter;
} bind_pulses_t;

// Record one burst of a pad, with the interpreter lock given up, into `pulses`,
// whose glitch_ns and idle_ns are the caller's to set before. `deadline_ns` is
// a point in time, or TOC_FOREVER.
//
// ctx: Python, holding nothing; raises what is pending
// Returns false when the burst was not over in time.
bool bind_pulses_record(bind_pulses_t *pulses, uint32_t pad, uint64_t deadline_ns);

#endif
