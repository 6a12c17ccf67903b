/*
 * linux_can - the CAN controller on an interface of a Linux machine, can0
 *
 * SPDX-License-Identifier: MIT
 */
#include "linux_can.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>

#include "can_queue.h"
#include "err.h"
#include "linux_can_socket.h"
#include "linux_kernel.h"
#include "port.h"
#include "source.h"

// How soon a frame is offered again: to an interface that has no room, and to
// one that is down.
#define NO_ROOM_MS 1
#define DOWN_MS    100

enum transmitter {
    TX_FREE,
    TX_ON_THE_WIRE, // a caller's
    TX_OFFERED,     // the kernel took none yet
    TX_SENDING,     // the kernel has it
    TX_SILENT,      // the mode lets it never go
};

static struct {
    const char *name; // NULL: there is none
    pthread_mutex_t lock;
    toc_port_thread_t thread;
    toc_can_setup_t setup;
    toc_can_rx_t rx;
    toc_can_send_t *line;
    toc_can_frame_t frame; // in the transmitter
    enum transmitter transmitter;
    toc_wait_t *waits;
    toc_source_t *source;
    unsigned watched;
    unsigned events;
    toc_can_counts_t counts;
    uint32_t lost; // as the kernel told last
    int offer_ms;
    int fd;
    int kick; // an eventfd that ends the thread's waiting
    bool open;
    bool stop; // asks the thread to end
} c = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void (*on_changed)(void *ctx);

static void lock(void) {
    pthread_mutex_lock(&c.lock);
}

static void unlock(void) {
    pthread_mutex_unlock(&c.lock);
}

static void tell_changed(void) {
    if (on_changed != NULL) {
        on_changed(NULL);
    }
}

static bool is_open(uint32_t can) {
    return can == 0 && c.open;
}

// The rest with the lock, up to the thread.

static void wake(void) {
    toc_waits_wake(c.waits);
}

static void kick(void) {
    const uint64_t one = 1;
    (void)linux_kernel()->write(c.kick, &one, sizeof(one));
}

static void raise_events(unsigned events) {
    c.events |= events;
    wake();
    if (c.source != NULL && (events & c.watched) != 0) {
        (void)toc_source_raise(c.source, events);
    }
}

static void grant(void) {
    if (c.transmitter == TX_FREE && toc_can_line_next(&c.line)) {
        c.transmitter = TX_ON_THE_WIRE;
    }
    wake();
}

static void become_free(void) {
    c.transmitter = TX_FREE;
    c.counts.waits = false;
    grant();
}

// Nobody acknowledged the frame in the transmitter at once.
static void count_unanswered(void) {
    c.counts.unanswered++;
    c.counts.waits = true;
    wake();
}

static void offer(void) {
    int result = linux_can_socket_give(c.fd, &c.frame);
    c.transmitter = result == 0 ? TX_SENDING : TX_OFFERED;
    bool is_full = result == -ENOBUFS || result == -EAGAIN || result == -EINTR;
    if (result != 0 && !is_full && c.offer_ms != DOWN_MS) {
        count_unanswered();
    }
    c.offer_ms = result == 0 || is_full ? NO_ROOM_MS : DOWN_MS;
}

// The kernel had no room for these.
static void count_lost(uint32_t lost) {
    uint32_t more = lost - c.lost;
    c.lost = lost;
    if (more != 0) {
        c.counts.overruns += more;
        raise_events(TOC_CAN_RX_OVERRUN);
    }
}

static void take_message(enum linux_can_kind kind,
                         const toc_can_frame_t *frame) {
    switch (kind) {
    case LINUX_CAN_FRAME: {
        unsigned events = toc_can_rx_put(&c.rx, frame, &c.counts);
        if (events != 0) {
            raise_events(events);
        }
        break;
    }
    case LINUX_CAN_SENT:
        // One that was in the transmitter before a new setup is nobody's.
        if (c.transmitter == TX_SENDING) {
            c.counts.sent++;
            become_free();
        }
        break;
    case LINUX_CAN_REFUSED:
        if (c.transmitter == TX_SENDING) {
            count_unanswered();
        }
        break;
    case LINUX_CAN_ERROR:
        c.counts.errors++;
        break;
    case LINUX_CAN_OTHER:
    case LINUX_CAN_NOTHING:
        break;
    }
}

static void take_all(void) {
    enum linux_can_kind kind;
    do {
        toc_can_frame_t frame;
        uint32_t lost = c.lost;
        kind = linux_can_socket_take(c.fd, &frame, &lost);
        count_lost(lost);
        take_message(kind, &frame);
    } while (kind != LINUX_CAN_NOTHING && !c.stop);
}

static void can_thread(void *arg) {
    (void)arg;
    lock();
    while (!c.stop) {
        struct pollfd fds[] = {{.fd = c.kick, .events = POLLIN},
                               {.fd = c.fd, .events = POLLIN}};
        int timeout_ms = c.transmitter == TX_OFFERED ? c.offer_ms : -1;
        unlock();
        (void)poll(fds, 2, timeout_ms);
        lock();
        uint64_t kicks;
        if (fds[0].revents != 0) {
            (void)linux_kernel()->read(c.kick, &kicks, sizeof(kicks));
        }
        if (fds[1].revents != 0) {
            take_all();
        }
        if (c.transmitter == TX_OFFERED && !c.stop) {
            offer();
        }
    }
    unlock();
}

static void linux_can_close(void *ctx, uint32_t can) {
    (void)ctx;
    lock();
    bool was_open = is_open(can);
    if (was_open) {
        // What the thread has not seen yet may say that the frame was sent.
        take_all();
        c.open = false;
        c.stop = true;
        toc_can_line_drop(&c.line);
        c.counts.dropped += c.transmitter > TX_ON_THE_WIRE;
        c.counts.waits = false;
        c.transmitter = TX_FREE;
        kick();
        wake();
    }
    unlock();
    if (was_open) {
        toc_port_thread_join(&c.thread);
        linux_kernel()->close(c.kick);
        linux_kernel()->close(c.fd);
        (void)toc_port_realloc(c.rx.frames, 0);
        tell_changed();
    }
}

// Everything but the memory. On an error nothing is held.
static int acquire(void) {
    c.kick = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (c.kick < 0) {
        return linux_err(-errno);
    }
    int err = c.fd = linux_can_socket_open(c.name);
    if (err >= 0) {
        c.stop = false;
        c.transmitter = TX_FREE;
        c.lost = 0;
        err = toc_port_thread_start(&c.thread, can_thread, NULL, "linux-can");
        if (err == 0) {
            return 0;
        }
        linux_kernel()->close(c.fd);
    }
    linux_kernel()->close(c.kick);
    return err;
}

static int linux_can_open(void *ctx, uint32_t can,
                          const toc_can_setup_t *setup) {
    if (can != 0 || setup->baudrate == 0 || setup->rx_count == 0 ||
        setup->rx_count > TOC_CAN_RX_COUNT_MAX) {
        return TOC_EINVAL;
    }
    linux_can_close(ctx, can);
    toc_can_frame_t *frames =
        toc_port_realloc(NULL, setup->rx_count * sizeof(*frames));
    if (frames == NULL) {
        return TOC_ENOMEM;
    }
    lock();
    c.setup = *setup;
    toc_can_rx_init(&c.rx, setup, frames);
    int err = acquire();
    c.open = err == 0;
    unlock();
    if (err != 0) {
        (void)toc_port_realloc(frames, 0);
    }
    return err;
}

static int linux_can_begin_send(void *ctx, uint32_t can, toc_can_send_t *send) {
    (void)ctx;
    lock();
    bool open = is_open(can);
    if (open) {
        toc_can_line_add(&c.line, send);
        grant();
    }
    unlock();
    return open ? 0 : TOC_EINVAL;
}

// The bus keeps the time.
static enum toc_can_turn linux_can_turn(void *ctx, uint32_t can,
                                        toc_can_send_t *send,
                                        uint64_t *busy_ns) {
    (void)ctx;
    lock();
    enum toc_can_turn turn = is_open(can) ? send->turn : TOC_CAN_DROPPED;
    *busy_ns = 0;
    unlock();
    return turn;
}

static void linux_can_end_send(void *ctx, uint32_t can, toc_can_send_t *send) {
    (void)ctx;
    lock();
    if (is_open(can) && send->turn == TOC_CAN_ON_THE_WIRE &&
        c.transmitter == TX_ON_THE_WIRE) {
        c.frame = send->frame;
        if (c.setup.mode == TOC_CAN_SILENT) {
            c.transmitter = TX_SILENT;
            count_unanswered();
        } else {
            c.offer_ms = NO_ROOM_MS;
            offer();
            if (c.transmitter == TX_OFFERED) {
                kick();
            }
        }
    } else {
        // Closed while it was on the wire.
        c.counts.dropped++;
    }
    unlock();
}

static void linux_can_cancel_send(void *ctx, uint32_t can,
                                  toc_can_send_t *send) {
    (void)ctx;
    lock();
    if (is_open(can) && send->turn == TOC_CAN_ON_THE_WIRE &&
        c.transmitter == TX_ON_THE_WIRE) {
        become_free();
    } else {
        toc_can_line_remove(&c.line, send);
    }
    unlock();
}

static bool linux_can_recv(void *ctx, uint32_t can, toc_can_frame_t *out) {
    (void)ctx;
    lock();
    bool any = is_open(can) && toc_can_rx_take(&c.rx, out);
    unlock();
    return any;
}

static int linux_can_filter(void *ctx, uint32_t can, enum toc_can_filter mode,
                            const toc_can_filter_t *filters, uint32_t count) {
    (void)ctx;
    if (can != 0 || count > TOC_CAN_FILTERS_MAX) {
        return TOC_EINVAL;
    }
    lock();
    toc_can_rx_filter(&c.rx, mode, filters, count);
    unlock();
    return 0;
}

static unsigned linux_can_events(void *ctx, uint32_t can) {
    (void)ctx;
    (void)can;
    lock();
    unsigned events = c.events;
    c.events = 0;
    unlock();
    return events;
}

static void linux_can_subscribe(void *ctx, uint32_t can, toc_wait_t *wait) {
    (void)ctx;
    (void)can;
    lock();
    toc_waits_add(&c.waits, wait);
    unlock();
}

static void linux_can_unsubscribe(void *ctx, uint32_t can, toc_wait_t *wait) {
    (void)ctx;
    (void)can;
    lock();
    toc_waits_remove(&c.waits, wait);
    unlock();
}

static int linux_can_watch(void *ctx, uint32_t can, unsigned events,
                           struct toc_source *source) {
    (void)ctx;
    if (can != 0 || source == NULL) {
        return TOC_EINVAL;
    }
    lock();
    c.source = source;
    c.watched = events;
    unlock();
    return 0;
}

static void linux_can_unwatch(void *ctx, uint32_t can) {
    (void)ctx;
    (void)can;
    lock();
    c.source = NULL;
    unlock();
    tell_changed();
}

static void linux_can_counts(void *ctx, uint32_t can, toc_can_counts_t *out) {
    (void)ctx;
    (void)can;
    lock();
    *out = c.counts;
    unlock();
}

static const char *linux_can_file(void *ctx, uint32_t can) {
    (void)ctx;
    (void)can;
    return c.name;
}

static const toc_can_ops_t can_ops = {
    .name = "linux",
    .can_count = 1,
    .open = linux_can_open,
    .close = linux_can_close,
    .begin_send = linux_can_begin_send,
    .turn = linux_can_turn,
    .end_send = linux_can_end_send,
    .cancel_send = linux_can_cancel_send,
    .recv = linux_can_recv,
    .filter = linux_can_filter,
    .events = linux_can_events,
    .subscribe = linux_can_subscribe,
    .unsubscribe = linux_can_unsubscribe,
    .watch = linux_can_watch,
    .unwatch = linux_can_unwatch,
    .counts = linux_can_counts,
    .file = linux_can_file,
};

void linux_can_map(const char *name) {
    c.name = name;
}

const toc_can_ops_t *linux_can(const toc_can_ops_t *rest,
                               void (*changed)(void *ctx)) {
    on_changed = changed;
    return c.name != NULL ? &can_ops : rest;
}

bool linux_can_pending(void) {
    lock();
    bool pending = c.open && c.source != NULL;
    unlock();
    return pending;
}

void linux_can_reset(void) {
    linux_can_close(NULL, 0);
    lock();
    c.source = NULL;
    c.events = 0;
    unlock();
}
