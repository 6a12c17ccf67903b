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

// Whether a stream other than the console itself is attached.
//
// ctx: a Python thread, with or without the interpreter lock
bool bind_dupterm_is_attached(void);

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
