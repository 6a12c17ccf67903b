/*
 * control_server - sockets around the control protocol
 *
 * SPDX-License-Identifier: MIT
 */
#include "control_server.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "control_listen.h"
#include "control_peer.h"
#include "err.h"
#include "irqq.h"
#include "port_atomic.h"

#define RING_DEPTH  4096u
#define EPOLL_BATCH 64
// For how long the next request is looked for before the thread sleeps. Who
// asks one thing after the other has it there by then, and the way through
// sleep costs both sides more than a request does.
#define LINGER_NS 20000u

// What epoll gives back for the two that are no clients.
#define KEY_LISTENER TOC_CONTROL_CLIENTS_MAX
#define KEY_WAKE     (TOC_CONTROL_CLIENTS_MAX + 1)

static struct {
    const toc_control_ops_t *ops;
    void (*drained)(void);
    char path[PATH_MAX]; // of the socket, to take it away; "": it has none
    uint16_t port;       // that the machine chose
    int listener;
    int epoll;
    int wake;
    int spare; // to be closed when no other descriptor can be had
    toc_port_thread_t thread;
    bool running;
    toc__peer_t peers[TOC_CONTROL_CLIENTS_MAX];
} s = {.listener = -1, .epoll = -1, .wake = -1, .spare = -1};

static toc_atomic_u32_t stopping;
static toc_atomic_u32_t stepped;
static toc_atomic_u32_t asleep;
static toc_atomic_u32_t peer_count;
static toc_atomic_u32_t wanted; // topics that anybody subscribed to
static toc_atomic_u32_t lost;   // events that found no room in the ring

// slot: topic; data: value. A post may still be under way when the server has
// stopped, so the cells and `wake` stay.
static toc_irqq_t ring;
static toc_irqq_cell_t cells[RING_DEPTH];

static void wake_server(void) {
    uint64_t one = 1;
    ssize_t written = write(s.wake, &one, sizeof(one));
    (void)written; // full means that it is awake
}

void toc_control_server_post(const toc_control_event_t *event) {
    if ((toc_atomic_load(&wanted) & event->topic) == 0) {
        return;
    }
    toc_irq_record_t record = {
        .time_ns = event->time_ns, .slot = event->topic, .data = event->value};
    toc_irq_record_t none;
    if (toc_irqq_post(&ring, &record, &none) != 0) {
        toc_atomic_add(&lost, 1);
    }
    // Pairs with the fence in sleep_until_asked().
    toc_atomic_fence();
    if (toc_atomic_load(&asleep) != 0 && toc_atomic_exchange(&asleep, 0) != 0) {
        wake_server();
    }
}

void toc_control_server_stepped(void) {
    toc_atomic_store(&stepped, 1);
    wake_server();
}

bool toc_control_server_is_used(void) {
    return toc_atomic_load(&peer_count) != 0;
}

static bool is_used(const toc__peer_t *peer) {
    return peer->fd >= 0;
}

static void watch(int operation, int fd, uint32_t events, uint32_t key) {
    struct epoll_event event = {.events = events, .data.u32 = key};
    epoll_ctl(s.epoll, operation, fd, &event);
}

static void each_peer(void (*visit)(toc__peer_t *peer)) {
    for (size_t i = 0; i < TOC_CONTROL_CLIENTS_MAX; i++) {
        if (is_used(&s.peers[i])) {
            visit(&s.peers[i]);
        }
    }
}

static void count_wanted(void) {
    uint32_t topics = 0;
    for (size_t i = 0; i < TOC_CONTROL_CLIENTS_MAX; i++) {
        topics |= is_used(&s.peers[i]) ? s.peers[i].client.topics : 0;
    }
    uint32_t before = toc_atomic_exchange(&wanted, topics);
    if ((before & ~topics & TOC_CONTROL_PIN) != 0) {
        s.ops->tell_levels(false);
    }
}

static void give_event(const toc_control_event_t *event) {
    for (size_t i = 0; i < TOC_CONTROL_CLIENTS_MAX; i++) {
        if (is_used(&s.peers[i])) {
            toc__peer_event(&s.peers[i], event);
        }
    }
}

// What nobody had room for counts for everybody who listens.
static void give_lost(void) {
    uint32_t count = toc_atomic_exchange(&lost, 0);
    for (size_t i = 0; count != 0 && i < TOC_CONTROL_CLIENTS_MAX; i++) {
        if (is_used(&s.peers[i]) && s.peers[i].client.topics != 0) {
            s.peers[i].client.lost += count;
        }
    }
}

static void give_events(void) {
    toc_irq_record_t record;
    give_lost();
    while (toc_irqq_take(&ring, &record)) {
        toc_control_event_t event = {
            .topic = (enum toc_control_topic)record.slot,
            .time_ns = record.time_ns,
            .value = record.data,
        };
        give_event(&event);
    }
}

static void answer_step(toc__peer_t *peer) {
    if (peer->client.steps) {
        toc__peer_put(peer, toc_control_stepped(&peer->client));
        toc__peer_answer(peer);
    }
}

static void close_peer(toc__peer_t *peer) {
    toc__peer_end(peer);
    if (toc_atomic_add(&peer_count, (uint32_t)-1) == 1) {
        s.drained();
    }
}

// Write what there is, and look for what can go on from here.
static void settle(toc__peer_t *peer) {
    toc__peer_write(peer);
    if (!toc__peer_is_full(peer)) {
        uint32_t topics = peer->client.topics;
        toc__peer_answer(peer);
        if (peer->client.topics != topics) {
            count_wanted(); // before it hears that it is subscribed
        }
        toc__peer_write(peer);
    }
    bool has_more = peer->written < peer->out.size;
    if (peer->failed || (peer->ends && !has_more && !peer->client.steps)) {
        close_peer(peer);
        return;
    }
    bool reads = !peer->ends && !peer->client.steps && !toc__peer_is_full(peer);
    uint32_t events = (reads ? EPOLLIN : 0u) | (has_more ? EPOLLOUT : 0u);
    if (events != peer->polled) {
        peer->polled = events;
        watch(EPOLL_CTL_MOD, peer->fd, events, (uint32_t)(peer - s.peers));
    }
}

static void refuse(int fd) {
    static const char line[] =
        "{\"ok\":false,\"error\":{\"code\":\"EBUSY\",\"message\":\"too many "
        "clients\"}}\n";
    ssize_t written = send(fd, line, sizeof(line) - 1, MSG_NOSIGNAL);
    (void)written; // it is closed either way
    close(fd);
}

static toc__peer_t *free_peer(void) {
    for (size_t i = 0; i < TOC_CONTROL_CLIENTS_MAX; i++) {
        if (!is_used(&s.peers[i])) {
            return &s.peers[i];
        }
    }
    return NULL;
}

static int accept_one(void) {
    return accept4(s.listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
}

// The process has no descriptor left: whoever waits is told so, or the
// listener would be ready for ever.
static bool refuse_one(void) {
    if (s.spare < 0) {
        return false;
    }
    close(s.spare);
    int fd = accept_one();
    if (fd >= 0) {
        refuse(fd);
    }
    s.spare = fcntl(s.wake, F_DUPFD_CLOEXEC, 0);
    return fd >= 0;
}

static void accept_all(void) {
    for (;;) {
        int fd = accept_one();
        if (fd < 0) {
            bool is_out = errno == EMFILE || errno == ENFILE;
            if (is_out && refuse_one()) {
                continue;
            }
            return;
        }
        toc__peer_t *peer = free_peer();
        if (peer == NULL) {
            refuse(fd);
            continue;
        }
        toc__peer_begin(peer, fd, s.ops);
        toc_atomic_add(&peer_count, 1);
        peer->polled = EPOLLIN;
        watch(EPOLL_CTL_ADD, fd, EPOLLIN, (uint32_t)(peer - s.peers));
    }
}

// Returns whether a client sent something.
static bool serve(const struct epoll_event *event) {
    if (event->data.u32 == KEY_LISTENER) {
        accept_all();
    } else if (event->data.u32 == KEY_WAKE) {
        uint64_t count;
        ssize_t size = read(s.wake, &count, sizeof(count));
        (void)size;
    } else {
        toc__peer_t *peer = &s.peers[event->data.u32];
        // One of the same batch may have closed it.
        if (is_used(peer)) {
            toc__peer_read(peer);
            peer->failed |= (event->events & EPOLLERR) != 0;
            return (event->events & EPOLLIN) != 0;
        }
    }
    return false;
}

static int linger(struct epoll_event *events) {
    uint64_t until_ns = toc_port_now_ns() + LINGER_NS;
    int count;
    do {
        // Whoever is to ask may have no processor but this one.
        toc_port_thread_yield();
        count = epoll_wait(s.epoll, events, EPOLL_BATCH, 0);
    } while (count == 0 && !toc_irqq_has_record(&ring) &&
             toc_port_now_ns() < until_ns);
    return count;
}

static int sleep_until_asked(struct epoll_event *events) {
    toc_atomic_store(&asleep, 1);
    toc_atomic_fence();
    int timeout_ms = toc_irqq_has_record(&ring) ? 0 : -1;
    int count = epoll_wait(s.epoll, events, EPOLL_BATCH, timeout_ms);
    toc_atomic_store(&asleep, 0);
    return count;
}

static void server_main(void *arg) {
    (void)arg;
    struct epoll_event events[EPOLL_BATCH];
    bool asked = false;
    while (toc_atomic_load(&stopping) == 0) {
        int count = asked ? linger(events) : 0;
        if (count <= 0) {
            count = sleep_until_asked(events);
        }
        asked = false;
        for (int i = 0; i < count; i++) {
            asked |= serve(&events[i]);
        }
        count_wanted();
        give_events();
        if (toc_atomic_exchange(&stepped, 0) != 0) {
            each_peer(answer_step);
        }
        each_peer(settle);
        count_wanted();
    }
}

void toc_control_server_unlink(void) {
    if (s.path[0] != '\0') {
        unlink(s.path);
        s.path[0] = '\0';
    }
}

static void free_all(void) {
    each_peer(toc__peer_end);
    toc_control_server_unlink();
    int *const fds[] = {&s.listener, &s.epoll, &s.spare};
    for (size_t i = 0; i < sizeof(fds) / sizeof(fds[0]); i++) {
        if (*fds[i] >= 0) {
            close(*fds[i]);
            *fds[i] = -1;
        }
    }
    toc_atomic_store(&peer_count, 0);
}

static int start_thread(void) {
    s.epoll = epoll_create1(EPOLL_CLOEXEC);
    s.wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    s.spare = s.wake >= 0 ? fcntl(s.wake, F_DUPFD_CLOEXEC, 0) : -1;
    if (s.epoll < 0 || s.spare < 0) {
        return -errno;
    }
    int err = toc_irqq_init(&ring, cells, RING_DEPTH, TOC_IRQQ_REFUSE_NEWEST);
    if (err == 0) {
        watch(EPOLL_CTL_ADD, s.listener, EPOLLIN, KEY_LISTENER);
        watch(EPOLL_CTL_ADD, s.wake, EPOLLIN, KEY_WAKE);
        err =
            toc_port_thread_start(&s.thread, server_main, NULL, "toc-control");
    }
    return err;
}

// The program may go to another folder.
static void note_path(const char *address) {
    char folder[PATH_MAX] = "";
    s.path[0] = '\0';
    if (!toc__control_is_path(address)) {
        return;
    }
    if (address[0] != '/' && getcwd(folder, sizeof(folder)) == NULL) {
        folder[0] = '\0';
    }
    int size = snprintf(s.path, sizeof(s.path), "%s%s%s", folder,
                        folder[0] != '\0' ? "/" : "", address);
    if (size < 0 || (size_t)size >= sizeof(s.path)) {
        s.path[0] = '\0';
    }
}

uint16_t toc_control_server_port(void) {
    return s.port;
}

int toc_control_server_start(const char *address, const toc_control_ops_t *ops,
                             void (*drained)(void),
                             char error[TOC_CONTROL_ERROR_SIZE]) {
    s.ops = ops;
    s.drained = drained;
    for (size_t i = 0; i < TOC_CONTROL_CLIENTS_MAX; i++) {
        s.peers[i].fd = -1;
    }
    toc_atomic_store(&stopping, 0);
    s.listener = toc__control_listen(address, error, TOC_CONTROL_ERROR_SIZE);
    if (s.listener < 0) {
        return s.listener;
    }
    s.port = toc__control_port(address, s.listener);
    note_path(address);
    int err = start_thread();
    if (err != 0) {
        snprintf(error, TOC_CONTROL_ERROR_SIZE, "%s: cannot start: %s", address,
                 toc_err_text(err));
        free_all();
        return err;
    }
    s.running = true;
    return 0;
}

void toc_control_server_stop(void) {
    if (!s.running) {
        return;
    }
    s.running = false;
    toc_atomic_store(&stopping, 1);
    wake_server();
    toc_port_thread_join(&s.thread);
    toc_atomic_store(&wanted, 0);
    free_all();
}
