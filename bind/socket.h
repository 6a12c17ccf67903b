/*
 * socket - sockets as Pycom has them
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BIND_SOCKET_H
#define TOC_BIND_SOCKET_H

#include "py/obj.h"

#define BIND_AF_LORA   0xA0
#define BIND_AF_SIGFOX 0xA1

extern const mp_obj_type_t bind_socket_type;

// Make socket.socket() of a family that is not the host's: LoRa, Sigfox. It is
// called with the constructor's arguments.
typedef mp_obj_t (*bind_socket_make_fn)(size_t n_args, const mp_obj_t *args);

// Have `make` provide a family from now on; NULL takes it back.
//
// ctx: Python, or main thread before the first life
void bind_socket_provide(int family, bind_socket_make_fn make);

// ("192.168.4.1", 80) and back, for sockets of the host.
//
// ctx: Python. Raises ValueError for what is no such address.
struct sockaddr_in;
void bind_socket_address(mp_obj_t address, struct sockaddr_in *out);
mp_obj_t bind_socket_address_tuple(const struct sockaddr_in *address);

#endif
