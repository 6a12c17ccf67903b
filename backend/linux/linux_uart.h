/*
 * linux_uart - serial ports of a Linux machine, /dev/ttyUSB0 and their kin
 *
 * Each port of the board is either mapped to a device file or left to another
 * backend. The pads are those of the machine.
 *
 * An open port has a thread: it moves what comes into the port's ring and what
 * is sent out of its FIFO, raises the watched source and wakes who waits. It
 * holds the port's lock, and never while it waits. A port whose device went
 * away has nothing to read and no room, until it is opened again.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BACKEND_LINUX_UART_H
#define TOC_BACKEND_LINUX_UART_H

#include "uart.h"

#define LINUX_UARTS 3

// Put the device file `path` behind a port; NULL: none. It is opened with the
// port, and the string stays the caller's.
//
// ctx: main thread, while the port is not open
// Returns 0, or TOC_EINVAL for a port that cannot be.
int linux_uart_map(uint32_t uart, const char *path);

// The ports that are mapped, and for the others those of `rest`, which outlives
// the table. `changed`, which may be NULL, is called when linux_uart_pending()
// may have become false, by any thread without a lock; it must not block.
//
// ctx: main thread
// Returns a table that stays the backend's, or `rest` where none is mapped.
const toc_uart_ops_t *linux_uart(const toc_uart_ops_t *rest,
                                 void (*changed)(void *ctx));

// Whether a port can still do something by itself: it is watched, or sends.
//
// ctx: any
bool linux_uart_pending(void);

// Close what is open of the device files.
//
// ctx: main thread, with no program
void linux_uart_reset(void);

#endif
