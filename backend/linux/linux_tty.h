/*
 * linux_tty - a serial port's device file: how it is set up, and its marks
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BACKEND_LINUX_TTY_H
#define TOC_BACKEND_LINUX_TTY_H

#include "uart.h"

// Open the file and set it up, at any rate that the hardware can do.
//
// ctx: thread
// Returns its number, which is the caller's; or a TOC_ error: TOC_ENOTSUP for
// what a device file cannot do.
int linux_tty_open(const char *path, const toc_uart_setup_t *setup);

// Bytes that the kernel has not sent yet.
//
// ctx: thread
uint32_t linux_tty_unsent(int fd);

// What the kernel marks what it reads with: 0xff 0 BYTE is one with an error,
// 0xff 0 0 a break, 0xff 0xff one that is 0xff.
typedef struct {
    uint8_t seen; // bytes of a mark so far
} linux_tty_marks_t;

// Take the marks out of `count` bytes, in place, and count what they say.
//
// ctx: one thread
// Returns how many bytes are left.
uint32_t linux_tty_unmark(linux_tty_marks_t *marks,
                          const toc_uart_setup_t *setup,
                          toc_uart_counts_t *counts, uint8_t *bytes,
                          uint32_t count);

#endif
