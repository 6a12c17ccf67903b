/*
 * control_listen - the address that the control server listens at
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_NET_CONTROL_LISTEN_H
#define TOC_NET_CONTROL_LISTEN_H

#include <stdbool.h>
#include <stddef.h>

// Open a socket there (control_server.h says what an address is): one that
// listens, or one that is connected.
//
// Returns the descriptor, non-blocking if it listens; or a negative code of
// core/err.h with one line in `error`.
int toc__control_listen(const char *address, char *error, size_t error_size);
int toc__control_connect(const char *address, char *error, size_t error_size);

// Take the socket of a Unix address out of the file system.
void toc__control_unlink(const char *address);

#endif
