/*
 * control_peer - one connection of the control server, with its buffers
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_NET_CONTROL_PEER_H
#define TOC_NET_CONTROL_PEER_H

#include "control.h"

// What waits to be written before events are dropped and nothing more is read.
#define TOC__PEER_OUT_HIGH ((size_t)256 * 1024)

typedef struct {
    char *bytes;
    size_t size; // used
    size_t room;
} toc__buffer_t;

typedef struct {
    int fd; // -1: free
    toc_control_client_t client;
    toc__buffer_t in;
    toc__buffer_t out;
    size_t written;  // of `out`
    bool skips;      // the rest of a line that was too long
    bool ends;       // the other side has sent all it will
    bool deaf;       // what it sends is not looked at any more
    bool failed;     // to be closed
    uint32_t polled; // what epoll looks for
} toc__peer_t;

// Take over a connected, non-blocking socket.
void toc__peer_begin(toc__peer_t *peer, int fd, const toc_control_ops_t *ops);

// Close it and free everything.
void toc__peer_end(toc__peer_t *peer);

// Read what is there and answer the lines that are whole, until there is too
// much to be written or an answer comes later. May set `ends` and `failed`.
void toc__peer_read(toc__peer_t *peer);

// Answer the lines that were read already.
void toc__peer_answer(toc__peer_t *peer);

// Write as much as the other side takes.
void toc__peer_write(toc__peer_t *peer);

// Append a line, which is freed; NULL means that there was no memory for it.
void toc__peer_put(toc__peer_t *peer, char *line);

void toc__peer_event(toc__peer_t *peer, const toc_control_event_t *event);

bool toc__peer_is_full(const toc__peer_t *peer);

#endif
