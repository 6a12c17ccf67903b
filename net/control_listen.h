/*
 * control_listen - the address that the control server listens at
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_NET_CONTROL_LISTEN_H
#define TOC_NET_CONTROL_LISTEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Open a socket there (control_server.h says what an address is): one that
// listens, or one that is connected.
//
// Returns the descriptor, non-blocking if it listens; or a negative code of
// core/err.h with one line in `error`.
int toc__control_listen(const char *address, char *error, size_t error_size);
int toc__control_connect(const char *address, char *error, size_t error_size);

// Returns the port that the machine chose for a socket that listens, where the
// address has port 0; otherwise 0.
uint16_t toc__control_port(const char *address, int listener);

// Whether an address is the path of a Unix socket.
bool toc__control_is_path(const char *address);

#endif
