/*
 * trace_writer - the thread that writes traces into files
 *
 * What happens is put into a bounded buffer (trace_buffer) by whoever did it,
 * and a thread that runs no Python makes text of it. In real time the records
 * of several threads come a little out of order; the writer holds them back
 * for a moment to sort them.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_TRACE_WRITER_H
#define TOC_TRACE_WRITER_H

#include <stdio.h>

#include "board.h"

#define TOC_TRACE_FILES_MAX  8
#define TOC_TRACE_ERROR_SIZE 160

// Open a file for writing. Its old contents go with toc_trace_start().
//
// ctx: main thread, before start. `path` has to live until stop.
// Returns 0, or TOC_EINVAL with the reason in `error`.
int toc_trace_add(const char *path, char error[TOC_TRACE_ERROR_SIZE]);

// Forget the files that were opened; those that were not there before are
// removed.
//
// ctx: main thread, before start
void toc_trace_forget(void);

// Whether one of the files tells what pins do.
//
// ctx: main thread
bool toc_trace_has_pins(void);

// Begin to trace: the clock is set up, no source is open yet. Does nothing
// without a file.
//
// ctx: main thread
// Returns 0, TOC_ENOMEM, or the port's error.
int toc_trace_start(const toc_board_t *board);

// Write what is left and close the files; whatever still happens afterwards is
// not traced. Tells on `complaints` what is missing in a file, if anything is.
// Does nothing when there is no trace, or when it was stopped.
//
// ctx: thread
void toc_trace_stop(FILE *complaints);

#endif
