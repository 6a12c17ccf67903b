/*
 * linux_can_socket - frames and reports of a raw CAN socket
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BACKEND_LINUX_CAN_SOCKET_H
#define TOC_BACKEND_LINUX_CAN_SOCKET_H

#include "can.h"

enum linux_can_kind {
    LINUX_CAN_NOTHING, // nothing is there
    LINUX_CAN_FRAME,   // one of somebody else
    LINUX_CAN_SENT,    // the one that this socket sent is on the bus
    LINUX_CAN_REFUSED, // the bus reports: nobody acknowledged
    LINUX_CAN_ERROR,   // the bus reports another error
    LINUX_CAN_OTHER,   // none for this board
};

// Open a socket on an interface that is up. It does not block.
//
// ctx: thread
// Returns a file descriptor, or a TOC_ error: TOC_ENOENT where there is no such
// interface, TOC_ENODEV where it is down.
int linux_can_socket_open(const char *name);

// Take the next message. `*lost` is how many messages the kernel had no room
// for since the socket was opened; it stays as it is when that is not told.
//
// ctx: thread
enum linux_can_kind linux_can_socket_take(int fd, toc_can_frame_t *frame,
                                          uint32_t *lost);

// Offer a frame to the interface.
//
// ctx: thread
// Returns 0, or what the kernel said: errno's number, negative.
int linux_can_socket_give(int fd, const toc_can_frame_t *frame);

#endif
