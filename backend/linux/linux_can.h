/*
 * linux_can - the CAN controller on an interface of a Linux machine, can0
 *
 * Frames go through a raw socket. The interface has its own bit rate and has to
 * be up. Format and filters are applied here, so what they leave out can be
 * counted.
 *
 * A frame is in the transmitter until the kernel gives it back as sent. While
 * the interface takes none, or is down, it is offered again and again.
 *
 * An open controller has a thread: it takes what comes, counts what the bus and
 * the kernel report as lost, raises the watched source and wakes who waits. It
 * holds the controller's lock, and never while it waits.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BACKEND_LINUX_CAN_H
#define TOC_BACKEND_LINUX_CAN_H

#include "can.h"

// Put the interface `name` behind the controller; NULL: none. It is looked for
// when the controller is opened, and the string stays the caller's.
//
// ctx: main thread, while it is not open
void linux_can_map(const char *name);

// The controller, or `rest` when no interface is mapped. `changed`, which may
// be NULL, is called when linux_can_pending() may have become false, by any
// thread without a lock; it must not block.
//
// ctx: main thread
// Returns a table that stays the backend's, or `rest`.
const toc_can_ops_t *linux_can(const toc_can_ops_t *rest,
                               void (*changed)(void *ctx));

// Whether the controller can still do something by itself: it is watched.
//
// ctx: any
bool linux_can_pending(void);

// Close it.
//
// ctx: main thread, with no program
void linux_can_reset(void);

#endif
