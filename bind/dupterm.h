/*
 * dupterm - the stream that shares the prompt with the console
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BIND_DUPTERM_H
#define TOC_BIND_DUPTERM_H

#include <stdbool.h>
#include <stddef.h>

// Forget it: a life begins or ends.
//
// ctx: main thread
void bind_dupterm_detach(void);

// Wait until a UART that is attached has sent what was printed: a life ends,
// and what is in its FIFO then is discarded.
//
// ctx: main thread, Python
void bind_dupterm_drain(void);

// Whether a stream other than the console itself is attached.
//
// ctx: a Python thread, with or without the interpreter lock
bool bind_dupterm_is_attached(void);

// Who looks first at each byte that comes from a UART that is attached.
// Returns true for one that is no input: a key that ends a program.
//
// ctx: any; must not block
typedef bool (*bind_dupterm_look)(void *ctx, unsigned char byte);

// ctx: main thread, before the first life
void bind_dupterm_on_byte(bind_dupterm_look look);

// Attach UART 0, where something outside the board is at its other end, as a
// board does at each start.
//
// ctx: main thread, Python
void bind_dupterm_begin(void);

// Whether input of the stream can be waited for (a UART); then write to the
// eventfd `fd` when there may be some, until fd is -1.
//
// ctx: Python
bool bind_dupterm_tell(int fd);

// Whether a UART that is attached has input now.
//
// ctx: Python
bool bind_dupterm_has_input(void);

// Give it what the console prints. A stream that raises is detached, with a
// line that says so.
//
// ctx: Python
void bind_dupterm_write(const char *text, size_t length);

// A byte of its input, or -1 when it has none now.
//
// ctx: Python
int bind_dupterm_read(void);

#endif
