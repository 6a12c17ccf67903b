/*
 * wait - wait for a change at a port, with the interpreter lock given up
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BIND_WAIT_H
#define TOC_BIND_WAIT_H

#include <stdbool.h>
#include <stdint.h>

#include "hal/wait.h"

// What is waited at: the port's part of its contract.
typedef struct {
    void (*subscribe)(void *ctx, uint32_t number, toc_wait_t *wait);
    void (*unsubscribe)(void *ctx, uint32_t number, toc_wait_t *wait);
    void *ctx;
    uint32_t number;
    const bool *open; // changes when somebody closes the port meanwhile
} bind_wait_port_t;

// Wait until `holds`, or the port was closed, or the clock reaches the
// deadline.
//
// ctx: Python. Raises what is pending.
// Returns whether it holds.
bool bind_wait_for(
    const bind_wait_port_t *port, bool (*holds)(void *arg), void *arg, uint64_t deadline_ns);

// Wait once for a change, unless it holds already. Raises nothing.
//
// ctx: Python
// Returns whether it held.
bool bind_wait_once(
    const bind_wait_port_t *port, bool (*holds)(void *arg), void *arg, uint64_t deadline_ns);

#endif
