/*
 * control_peer - one connection of the control server, with its buffers
 *
 * SPDX-License-Identifier: MIT
 */
#include "control_peer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define READ_BYTES ((size_t)16 * 1024)

static bool reserve(toc__buffer_t *buffer, size_t more) {
    if (buffer->room - buffer->size >= more) {
        return true;
    }
    size_t room = buffer->room * 2;
    if (room < buffer->size + more) {
        room = buffer->size + more;
    }
    char *bytes = realloc(buffer->bytes, room);
    if (bytes == NULL) {
        return false;
    }
    buffer->bytes = bytes;
    buffer->room = room;
    return true;
}

static void drop_front(toc__buffer_t *buffer, size_t size) {
    buffer->size -= size;
    if (size > 0 && buffer->size > 0) {
        memmove(buffer->bytes, buffer->bytes + size, buffer->size);
    }
}

void toc__peer_begin(toc__peer_t *peer, int fd, const toc_control_ops_t *ops) {
    *peer = (toc__peer_t){.fd = fd};
    toc_control_begin(&peer->client, ops);
}

void toc__peer_end(toc__peer_t *peer) {
    close(peer->fd);
    toc_control_end(&peer->client);
    free(peer->in.bytes);
    free(peer->out.bytes);
    *peer = (toc__peer_t){.fd = -1};
}

bool toc__peer_is_full(const toc__peer_t *peer) {
    return peer->out.size - peer->written > TOC__PEER_OUT_HIGH;
}

void toc__peer_put(toc__peer_t *peer, char *line) {
    size_t size = line != NULL ? strlen(line) : 0;
    if (line == NULL || !reserve(&peer->out, size)) {
        // A client must not wait for an answer that never comes.
        peer->failed = true;
    } else {
        memcpy(peer->out.bytes + peer->out.size, line, size);
        peer->out.size += size;
    }
    free(line);
}

void toc__peer_event(toc__peer_t *peer, const toc_control_event_t *event) {
    if ((peer->client.topics & event->topic) == 0) {
        return;
    }
    if (toc__peer_is_full(peer)) {
        peer->client.lost++;
        return;
    }
    char *line = toc_control_event(&peer->client, event);
    if (line != NULL) {
        toc__peer_put(peer, line);
    }
}

static bool may_answer(const toc__peer_t *peer) {
    return !peer->failed && !peer->deaf && !peer->client.steps &&
           !toc__peer_is_full(peer);
}

// Returns how much of `in` the line at `from` takes, its newline included; 0
// when it is not whole.
static size_t line_size(const toc__peer_t *peer, size_t from) {
    const char *line = peer->in.bytes + from;
    const char *end = memchr(line, '\n', peer->in.size - from);
    return end != NULL ? (size_t)(end - line) + 1 : 0;
}

// A page in a web browser can have it send a request to a port of this machine,
// and what is in that request's body is the page's to choose.
static bool is_http(const char *line, size_t size) {
    size_t blank = 0;
    while (blank < size && (line[blank] == ' ' || line[blank] == '\t')) {
        blank++;
    }
    return blank < size && line[blank] != '{' &&
           memmem(line, size, " HTTP/", 6) != NULL;
}

static void answer_line(toc__peer_t *peer, const char *line, size_t size) {
    if (peer->skips) {
        peer->skips = false;
        return;
    }
    if (size > 0 && line[size - 1] == '\r') {
        size--;
    }
    if (size == 0) {
        return;
    }
    if (is_http(line, size)) {
        toc__peer_put(peer, toc_control_http());
        peer->ends = true;
        peer->deaf = true;
        return;
    }
    char *answer = toc_control_answer(&peer->client, line, size);
    if (answer != NULL || !peer->client.steps) {
        toc__peer_put(peer, answer);
    }
}

void toc__peer_answer(toc__peer_t *peer) {
    size_t from = 0;
    while (may_answer(peer) && from < peer->in.size) {
        size_t size = line_size(peer, from);
        if (size == 0) {
            break;
        }
        answer_line(peer, peer->in.bytes + from, size - 1);
        from += size;
    }
    drop_front(&peer->in, from);
    if (may_answer(peer) && peer->in.size >= TOC_CONTROL_LINE_MAX) {
        if (!peer->skips) {
            toc__peer_put(peer, toc_control_too_long());
        }
        peer->skips = true;
        peer->in.size = 0;
    }
}

void toc__peer_read(toc__peer_t *peer) {
    while (may_answer(peer) && !peer->ends) {
        if (!reserve(&peer->in, READ_BYTES)) {
            peer->failed = true;
            return;
        }
        ssize_t count =
            recv(peer->fd, peer->in.bytes + peer->in.size, READ_BYTES, 0);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count < 0) {
            peer->failed = errno != EAGAIN && errno != EWOULDBLOCK;
            return;
        }
        peer->ends = count == 0;
        peer->in.size += (size_t)count;
        toc__peer_answer(peer);
        if ((size_t)count < READ_BYTES) {
            return;
        }
    }
}

void toc__peer_write(toc__peer_t *peer) {
    while (peer->written < peer->out.size) {
        ssize_t count =
            send(peer->fd, peer->out.bytes + peer->written,
                 peer->out.size - peer->written, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count < 0) {
            peer->failed = errno != EAGAIN && errno != EWOULDBLOCK;
            break;
        }
        peer->written += (size_t)count;
    }
    if (peer->written == peer->out.size) {
        peer->out.size = 0;
        peer->written = 0;
    } else if (peer->written > TOC__PEER_OUT_HIGH) {
        drop_front(&peer->out, peer->written);
        peer->written = 0;
    }
}
