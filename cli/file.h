/*
 * file - read a file as a whole
 *
 * Private to cli/.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_CLI_FILE_H
#define TOC_CLI_FILE_H

#include <stddef.h>

// Read a file to its end; it may be a pipe.
//
// ctx: thread
// Returns its text, which is the caller's to free(), with `*size`; or NULL with
// errno set.
char *toc__file_read(const char *path, size_t *size);

#endif
