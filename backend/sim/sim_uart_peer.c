/*
 * sim_uart_peer - something of this machine at the other end of a UART
 *
 * The thread waits in poll() for its descriptors and for a wake: when the ring
 * gets its first byte, when the port has room again, at the end. It counts
 * itself among those who take part in virtual time only while it hands bytes
 * over, so that the clock goes on from there.
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim_uart_peer.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "clock.h"
#include "err.h"
#include "sim_state.h"

#define READ_BYTES   1024u
#define AGAIN_MS     20
#define LAST_MS      500 // for the other side to take what is left
#define LAST_LOOK_MS 5
#define NS_PER_MS    UINT64_C(1000000)

int sim__uart_peer_refuse(const char *what, char error[SIM_ERROR_SIZE]) {
    int err = errno;
    char why[96];
    (void)sim_refuse(error, "%.150s: %s", what,
                     strerror_r(err, why, sizeof(why)));
    return err == EADDRINUSE ? TOC_EBUSY : TOC_EIO;
}

void sim__uart_peer_init(sim__uart_peer_t *peer) {
    peer->in = -1;
    peer->out = -1;
    peer->listener = -1;
    peer->wakes = -1;
}

static void wake(const sim__uart_peer_t *peer) {
    uint64_t one = 1;
    // It fails only when there are wakes enough already.
    ssize_t done = write(peer->wakes, &one, sizeof(one));
    (void)done;
}

static void close_fd(int *fd) {
    if (*fd >= 0) {
        (void)close(*fd);
        *fd = -1;
    }
}

static void close_both(sim__uart_peer_t *peer) {
    if (peer->out == peer->in) {
        peer->out = -1;
    }
    close_fd(&peer->in);
    close_fd(&peer->out);
    toc_atomic_store(&peer->connected, 0);
}

void sim__uart_peer_close(sim__uart_peer_t *peer) {
    close_both(peer);
    close_fd(&peer->listener);
    close_fd(&peer->wakes);
}

static bool can_connect(const sim__uart_peer_t *peer) {
    return peer->listener >= 0 || peer->connect != NULL;
}

// Nothing more comes from the other side. What is still to be written to a
// file goes on; of a connection nobody takes it any more.
static void end_input(sim__uart_peer_t *peer) {
    if (can_connect(peer)) {
        close_both(peer);
        return;
    }
    if (peer->in != peer->out) {
        close_fd(&peer->in);
    } else {
        peer->in = -1;
    }
    toc_atomic_store(&peer->ended, 1);
    sim__tell_drained();
}

static void take_connection(sim__uart_peer_t *peer, bool is_asking) {
    int fd = -1;
    if (peer->connect != NULL) {
        fd = peer->connect(peer, peer->wakes);
    } else if (is_asking) {
        fd = accept4(peer->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    }
    if (fd >= 0) {
        peer->in = fd;
        peer->out = fd;
        toc_atomic_store(&peer->connected, 1);
    }
}

// From outside to the port, as much as it has room for.
static void bring(sim__uart_peer_t *peer) {
    uint8_t bytes[READ_BYTES];
    uint32_t room = sim__uart_feed_room(peer->uart);
    if (room == 0) {
        return;
    }
    ssize_t got = read(peer->in, bytes, room < READ_BYTES ? room : READ_BYTES);
    if (got > 0) {
        toc_waiter_t self = {0};
        toc_waiter_join(&self);
        (void)sim_uart_feed(peer->uart, bytes, (uint32_t)got);
        toc_waiter_leave(&self);
    } else if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
        end_input(peer);
    }
}

// From the ring to the outside, as much as it takes now.
static void carry(sim__uart_peer_t *peer) {
    uint32_t at = toc_atomic_load(&peer->ring.taken) & peer->ring.mask;
    uint32_t count = toc_ring_count(&peer->ring);
    uint32_t to_end = peer->ring.mask + 1 - at;
    count = count < to_end ? count : to_end;
    ssize_t done = write(peer->out, peer->ring.bytes + at, count);
    if (done > 0) {
        peer->written_ns = toc_port_now_ns();
        toc_atomic_store(&peer->ring.taken,
                         toc_atomic_load(&peer->ring.taken) + (uint32_t)done);
    } else if (done < 0 && errno != EAGAIN && errno != EINTR) {
        if (can_connect(peer)) {
            close_both(peer);
        } else if (peer->out == peer->in) {
            peer->out = -1;
        } else {
            close_fd(&peer->out);
        }
    }
}

enum { FD_WAKES, FD_IN, FD_OUT, FD_COUNT };

// Wait until there is something to do. A descriptor of which nothing is wanted
// is left out: it would tell of a hang-up again and again.
static void wait_for_any(sim__uart_peer_t *peer, struct pollfd fds[FD_COUNT],
                         int timeout_ms) {
    bool wants_in = peer->in >= 0 && sim__uart_feed_room(peer->uart) != 0;
    bool wants_out = peer->out >= 0 && toc_ring_count(&peer->ring) != 0;
    bool is_alone = peer->in < 0 && peer->out < 0;
    fds[FD_WAKES] = (struct pollfd){.fd = peer->wakes, .events = POLLIN};
    fds[FD_IN] =
        (struct pollfd){.fd = wants_in ? peer->in : -1, .events = POLLIN};
    fds[FD_OUT] =
        (struct pollfd){.fd = wants_out ? peer->out : -1, .events = POLLOUT};
    if (is_alone) {
        fds[FD_IN].fd = peer->listener;
    }
    if (is_alone && peer->connect != NULL && timeout_ms < 0) {
        timeout_ms = AGAIN_MS;
    }
    (void)poll(fds, FD_COUNT, timeout_ms);
    uint64_t wakes;
    ssize_t done = read(peer->wakes, &wakes, sizeof(wakes));
    (void)done;
}

static void move(sim__uart_peer_t *peer, const struct pollfd fds[FD_COUNT]) {
    if (peer->in < 0 && peer->out < 0 && can_connect(peer)) {
        take_connection(peer, fds[FD_IN].revents != 0);
        return;
    }
    if (fds[FD_OUT].revents != 0) {
        carry(peer);
    }
    if (fds[FD_IN].revents != 0 && peer->in >= 0) {
        bring(peer);
    }
}

static bool is_settled(const sim__uart_peer_t *peer) {
    return peer->untaken == NULL || (peer->untaken(peer) == 0 &&
                                     toc_port_now_ns() - peer->written_ns >=
                                         SIM__UART_PEER_SETTLE_MS * NS_PER_MS);
}

// What the program said last is not lost because it ended.
static void finish(sim__uart_peer_t *peer) {
    uint64_t until_ns = toc_port_now_ns() + LAST_MS * NS_PER_MS;
    while (peer->out >= 0 && toc_port_now_ns() < until_ns) {
        struct pollfd out = {.fd = peer->out, .events = POLLOUT};
        if (toc_ring_count(&peer->ring) != 0) {
            if (poll(&out, 1, LAST_LOOK_MS) > 0) {
                carry(peer);
            }
        } else if (!is_settled(peer)) {
            (void)poll(NULL, 0, LAST_LOOK_MS);
        } else {
            return;
        }
    }
}

static void serve(void *arg) {
    sim__uart_peer_t *peer = arg;
    struct pollfd fds[FD_COUNT];
    while (toc_atomic_load(&peer->stopped) == 0) {
        wait_for_any(peer, fds, -1);
        move(peer, fds);
    }
    finish(peer);
}

int sim__uart_peer_start(sim_device_t *device, char error[SIM_ERROR_SIZE]) {
    sim__uart_peer_t *peer = device->state;
    int err = 0;
    peer->uart = device->bus_number;
    toc_ring_init(&peer->ring, peer->memory, sizeof(peer->memory));
    toc_atomic_store(&peer->connected, peer->in >= 0 || peer->out >= 0);
    toc_atomic_store(&peer->ended, peer->in < 0 && !can_connect(peer));
    peer->wakes = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (peer->wakes < 0) {
        err = sim__uart_peer_refuse("no event for the peer", error);
    } else {
        err = toc_port_thread_start(&peer->thread, serve, peer, "toc-uart");
        if (err != 0) {
            (void)sim_refuse(error, "no thread for the peer: %s",
                             toc_err_text(err));
        }
    }
    if (err != 0) {
        sim__uart_peer_close(peer);
    }
    return err;
}

void sim__uart_peer_stop(sim_device_t *device) {
    sim__uart_peer_t *peer = device->state;
    toc_atomic_store(&peer->stopped, 1);
    wake(peer);
    toc_port_thread_join(&peer->thread);
    sim__uart_peer_close(peer);
}

double sim__uart_peer_measure(sim_device_t *device, uint32_t param) {
    sim__uart_peer_t *peer = device->state;
    return toc_atomic_load(param == SIM__UART_PEER_LOST ? &peer->lost
                                                        : &peer->connected);
}

static void take(sim_device_t *device, const uint8_t *bytes, uint32_t count) {
    sim__uart_peer_t *peer = device->state;
    bool was_empty = toc_ring_count(&peer->ring) == 0;
    uint32_t put = toc_ring_put(&peer->ring, bytes, count);
    toc_atomic_store(&peer->lost, toc_atomic_load(&peer->lost) + (count - put));
    if (was_empty) {
        wake(peer);
    }
}

static void room(sim_device_t *device) {
    wake(device->state);
}

static bool may_send(const sim_device_t *device) {
    sim__uart_peer_t *peer = device->state;
    return toc_atomic_load(&peer->ended) == 0;
}

const sim_uart_device_t sim__uart_peer_ops = {
    .take = take,
    .room = room,
    .may_send = may_send,
};
