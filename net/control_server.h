/*
 * control_server - sockets around the control protocol
 *
 * One thread serves all clients. What they ask for is done there, one request
 * after another, so two clients never act at once. Events come from any thread
 * through a bounded ring; what finds no room there, or in a client that does
 * not read, is counted and the next event tells the client how many it missed.
 * Answers are never dropped: a client that does not read them is not read
 * from until it does.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_NET_CONTROL_SERVER_H
#define TOC_NET_CONTROL_SERVER_H

#include "control.h"

#define TOC_CONTROL_CLIENTS_MAX 256

// Listen at `address`: "HOST:PORT" or "[HOST]:PORT", a text with a colon and
// no slash; anything else is the path of a Unix socket, which only this user
// may connect to and which goes away at the end. A socket there that nobody
// listens at is replaced; anything else that is there is an error. `drained`
// is called in the server's thread when the last client left; it must not
// block. `ops` stays the caller's and has to outlive the server.
//
// ctx: main thread, once
// Returns 0, or a negative code with one line in `error`.
int toc_control_server_start(const char *address, const toc_control_ops_t *ops,
                             void (*drained)(void),
                             char error[TOC_CONTROL_ERROR_SIZE]);

// The port that the machine chose where the address asked for port 0; 0: it did
// not.
//
// ctx: main thread
uint16_t toc_control_server_port(void);

// End all connections and the thread; without a start it does nothing.
//
// ctx: main thread
void toc_control_server_stop(void);

// Take the socket's file away: the process is about to end.
//
// ctx: the server's thread
void toc_control_server_unlink(void);

// Whether somebody is connected.
//
// ctx: any
bool toc_control_server_is_used(void);

// An event for whoever subscribed to it.
//
// ctx: any, inside the critical section and with locks held: constant time, at
// most one system call
void toc_control_server_post(const toc_control_event_t *event);

// The clock.step of a client is done.
//
// ctx: any thread
void toc_control_server_stepped(void);

#endif
