/*
 * linux_uart - serial ports of a Linux machine, /dev/ttyUSB0 and their kin
 *
 * SPDX-License-Identifier: MIT
 */
#include "linux_uart.h"

#include <asm/ioctls.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <string.h>
#include <sys/eventfd.h>

#include "err.h"
#include "linux_kernel.h"
#include "linux_tty.h"
#include "port.h"
#include "ring.h"
#include "source.h"

#define EVENT_RX      1u
#define TX_FIFO_BYTES 4096
#define READ_BYTES    256
#define NS_PER_MS     UINT64_C(1000000)
#define NS_PER_S      UINT64_C(1000000000)

// What the kernel holds beside the FIFO, so that it empties as the line does.
#define KERNEL_BYTES 64

typedef struct {
    const char *path; // NULL: the port is another backend's
    pthread_mutex_t lock;
    toc_port_thread_t thread;
    uint8_t *memory; // of rx
    toc_wait_t *waits;
    toc_source_t *source;
    toc_ring_t rx;
    toc_ring_t tx;
    toc_uart_counts_t counts;
    bool (*attend)(void *ctx, uint8_t byte);
    void *attend_ctx;
    toc_uart_setup_t setup;
    uint32_t seen; // position in rx when the source was raised last
    int fd;
    int kick; // an eventfd that ends the thread's waiting
    bool open;
    bool gone; // the device went away
    bool stop; // asks the thread to end
    bool sending;
    bool raised; // the source, and not looked at since
    linux_tty_marks_t marks;
    uint8_t tx_memory[TX_FIFO_BYTES];
} port_t;

static port_t ports[LINUX_UARTS] = {
    {.lock = PTHREAD_MUTEX_INITIALIZER},
    {.lock = PTHREAD_MUTEX_INITIALIZER},
    {.lock = PTHREAD_MUTEX_INITIALIZER},
};
static const toc_uart_ops_t *others;
static void (*on_changed)(void *ctx);

// The port, with its lock, when it is a device file's; otherwise NULL.
static port_t *lock_mapped(uint32_t uart) {
    if (uart >= LINUX_UARTS || ports[uart].path == NULL) {
        return NULL;
    }
    pthread_mutex_lock(&ports[uart].lock);
    return &ports[uart];
}

static void unlock(port_t *port) {
    pthread_mutex_unlock(&port->lock);
}

static void tell_changed(void) {
    if (on_changed != NULL) {
        on_changed(NULL);
    }
}

// The rest with the port's lock, up to its thread.

static void wake(port_t *port) {
    toc_waits_wake(port->waits);
}

// What comes while the source is masked is told by the next look: `seen` must
// not move until then.
static void raise_rx(port_t *port) {
    uint32_t put = toc_atomic_load(&port->rx.put);
    if (port->source != NULL && !port->raised && put != port->seen &&
        toc_ring_count(&port->rx) > 0) {
        port->raised = true;
        port->seen = put;
        (void)toc_source_raise_level(port->source, EVENT_RX);
    }
}

static void kick(port_t *port) {
    const uint64_t one = 1;
    (void)linux_kernel()->write(port->kick, &one, sizeof(one));
}

// Leave out the bytes that somebody takes who looks first.
static uint32_t show_bytes(const port_t *port, uint8_t *bytes, uint32_t count) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (port->attend == NULL || !port->attend(port->attend_ctx, bytes[i])) {
            bytes[kept++] = bytes[i];
        }
    }
    return kept;
}

static void take_bytes(port_t *port) {
    uint8_t bytes[READ_BYTES];
    long got = linux_kernel()->read(port->fd, bytes, sizeof(bytes));
    if (got <= 0) {
        port->gone = got != -EAGAIN && got != -EINTR;
        return;
    }
    uint32_t count = linux_tty_unmark(&port->marks, &port->setup, &port->counts,
                                      bytes, (uint32_t)got);
    count = show_bytes(port, bytes, count);
    uint32_t stored = toc_ring_put(&port->rx, bytes, count);
    port->counts.received += stored;
    port->counts.overruns += count - stored;
    raise_rx(port);
}

// Give the kernel what it has room for and the FIFO has.
static void give_bytes(port_t *port, uint32_t unsent) {
    uint32_t count = toc_ring_count(&port->tx);
    uint32_t room = unsent < KERNEL_BYTES ? KERNEL_BYTES - unsent : 0;
    uint32_t at = toc_atomic_load(&port->tx.taken) & port->tx.mask;
    uint32_t to_end = port->tx.mask + 1 - at;
    count = count < room ? count : room;
    count = count < to_end ? count : to_end;
    if (count == 0) {
        return;
    }
    long done = linux_kernel()->write(port->fd, &port->tx.bytes[at], count);
    if (done > 0) {
        toc_atomic_store(&port->tx.taken,
                         toc_atomic_load(&port->tx.taken) + (uint32_t)done);
        port->counts.sent += (uint64_t)done;
    } else if (done != -EAGAIN && done != -EINTR) {
        port->gone = true;
    }
}

// Move bytes both ways.
// Returns for how many milliseconds at most there is nothing to do; -1 until
// something happens.
static int move_bytes(port_t *port, short ready, bool *ended) {
    if ((ready & (POLLHUP | POLLERR | POLLIN)) != 0) {
        take_bytes(port);
    }
    uint32_t unsent = linux_tty_unsent(port->fd);
    if (port->sending && !port->gone) {
        give_bytes(port, unsent);
        unsent = linux_tty_unsent(port->fd);
    }
    bool was_sending = port->sending;
    port->sending =
        !port->gone && (unsent > 0 || toc_ring_count(&port->tx) > 0);
    *ended = was_sending && !port->sending;
    wake(port);
    if (!port->sending || unsent == 0) {
        return -1;
    }
    uint64_t half_ns = unsent * NS_PER_S * 5 / port->setup.baudrate;
    return (int)(half_ns / NS_PER_MS) + 1;
}

static void port_thread(void *arg) {
    port_t *port = arg;
    int timeout_ms = -1;
    pthread_mutex_lock(&port->lock);
    while (!port->stop) {
        struct pollfd fds[] = {
            {.fd = port->kick, .events = POLLIN},
            {.fd = port->gone ? -1 : port->fd, .events = POLLIN}};
        // With bytes in the kernel, time tells when there is room; without,
        // the file does.
        if (port->sending && timeout_ms < 0) {
            fds[1].events |= POLLOUT;
        }
        pthread_mutex_unlock(&port->lock);
        (void)poll(fds, 2, timeout_ms);
        pthread_mutex_lock(&port->lock);
        uint64_t kicks;
        if (fds[0].revents != 0) {
            (void)linux_kernel()->read(port->kick, &kicks, sizeof(kicks));
        }
        bool ended = false;
        timeout_ms = move_bytes(port, fds[1].revents, &ended);
        if (ended) {
            pthread_mutex_unlock(&port->lock);
            tell_changed();
            pthread_mutex_lock(&port->lock);
        }
    }
    pthread_mutex_unlock(&port->lock);
}

static void linux_uart_close(void *ctx, uint32_t uart) {
    (void)ctx;
    port_t *port = lock_mapped(uart);
    if (port == NULL) {
        if (others != NULL) {
            others->close(others->ctx, uart);
        }
        return;
    }
    bool was_open = port->open;
    port->open = false;
    port->source = NULL;
    port->sending = false;
    if (was_open) {
        port->stop = true;
        kick(port);
        wake(port);
    }
    unlock(port);
    if (was_open) {
        toc_port_thread_join(&port->thread);
        linux_kernel()->close(port->kick);
        linux_kernel()->close(port->fd);
        (void)toc_port_realloc(port->memory, 0);
        tell_changed();
    }
}

// Everything but the thread. On an error nothing is held.
static int acquire(port_t *port, const toc_uart_setup_t *setup) {
    port->memory = toc_port_realloc(NULL, toc_ring_memory(setup->rx_size));
    if (port->memory == NULL) {
        return TOC_ENOMEM;
    }
    int err = 0;
    port->kick = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (port->kick < 0) {
        err = linux_err(-errno);
        goto free_memory;
    }
    port->fd = linux_tty_open(port->path, setup);
    if (port->fd < 0) {
        err = port->fd;
        goto close_kick;
    }
    return 0;
close_kick:
    linux_kernel()->close(port->kick);
free_memory:
    (void)toc_port_realloc(port->memory, 0);
    return err;
}

static bool is_possible(const toc_uart_setup_t *setup) {
    return setup->baudrate != 0 && setup->bits >= 5 && setup->bits <= 8 &&
           setup->half_stops >= 2 && setup->half_stops <= 4 &&
           setup->rx_size != 0 && setup->rx_size <= 1u << 30;
}

static int open_mapped(port_t *port, const toc_uart_setup_t *setup) {
    int err = acquire(port, setup);
    if (err != 0) {
        return err;
    }
    port->setup = *setup;
    port->gone = false;
    port->stop = false;
    port->sending = false;
    port->seen = 0;
    port->marks = (linux_tty_marks_t){0};
    toc_ring_init(&port->rx, port->memory, setup->rx_size);
    toc_ring_init(&port->tx, port->tx_memory, TX_FIFO_BYTES);
    err = toc_port_thread_start(&port->thread, port_thread, port, "linux-uart");
    if (err != 0) {
        linux_kernel()->close(port->fd);
        linux_kernel()->close(port->kick);
        (void)toc_port_realloc(port->memory, 0);
        return err;
    }
    port->open = true;
    return 0;
}

static int linux_uart_open(void *ctx, uint32_t uart,
                           const toc_uart_setup_t *setup) {
    linux_uart_close(ctx, uart);
    port_t *port = lock_mapped(uart);
    if (port == NULL) {
        return others != NULL ? others->open(others->ctx, uart, setup)
                              : TOC_EINVAL;
    }
    int err = is_possible(setup) ? open_mapped(port, setup) : TOC_EINVAL;
    unlock(port);
    return err;
}

static uint32_t linux_uart_any(void *ctx, uint32_t uart) {
    (void)ctx;
    port_t *port = lock_mapped(uart);
    if (port == NULL) {
        return others != NULL ? others->any(others->ctx, uart) : 0;
    }
    uint32_t count = port->open ? toc_ring_count(&port->rx) : 0;
    unlock(port);
    return count;
}

static uint32_t linux_uart_read(void *ctx, uint32_t uart, uint8_t *to,
                                uint32_t size) {
    (void)ctx;
    port_t *port = lock_mapped(uart);
    if (port == NULL) {
        return others != NULL ? others->read(others->ctx, uart, to, size) : 0;
    }
    uint32_t count = port->open ? toc_ring_take(&port->rx, to, size) : 0;
    unlock(port);
    return count;
}

static int32_t linux_uart_write(void *ctx, uint32_t uart, const uint8_t *from,
                                uint32_t size) {
    (void)ctx;
    port_t *port = lock_mapped(uart);
    if (port == NULL) {
        return others != NULL ? others->write(others->ctx, uart, from, size)
                              : 0;
    }
    uint32_t count = 0;
    if (port->open && port->setup.tx == TOC_UART_PAD_NONE) {
        count = size; // to nowhere
        port->counts.sent += size;
    } else if (port->open && !port->gone) {
        count = toc_ring_put(&port->tx, from, size);
        port->sending = port->sending || count > 0;
        kick(port);
    }
    unlock(port);
    return (int32_t)count;
}

static uint32_t linux_uart_room(void *ctx, uint32_t uart) {
    (void)ctx;
    port_t *port = lock_mapped(uart);
    if (port == NULL) {
        return others != NULL ? others->room(others->ctx, uart) : 0;
    }
    uint32_t room = port->open && !port->gone ? toc_ring_room(&port->tx) : 0;
    unlock(port);
    return room;
}

static bool linux_uart_is_sent(void *ctx, uint32_t uart) {
    (void)ctx;
    port_t *port = lock_mapped(uart);
    if (port == NULL) {
        return others == NULL || others->is_sent(others->ctx, uart);
    }
    bool sent = !port->open || !port->sending;
    unlock(port);
    return sent;
}

static int linux_uart_begin_break(void *ctx, uint32_t uart, uint32_t bits,
                                  uint64_t *busy_ns) {
    (void)ctx;
    port_t *port = lock_mapped(uart);
    if (port == NULL) {
        return others != NULL
                   ? others->begin_break(others->ctx, uart, bits, busy_ns)
                   : TOC_EINVAL;
    }
    int err = TOC_EINVAL;
    if (port->open) {
        err = linux_err(linux_kernel()->ioctl(port->fd, TIOCSBRK, NULL));
        *busy_ns = bits * NS_PER_S / port->setup.baudrate;
    }
    unlock(port);
    return err;
}

static void linux_uart_end_break(void *ctx, uint32_t uart) {
    (void)ctx;
    port_t *port = lock_mapped(uart);
    if (port == NULL) {
        if (others != NULL) {
            others->end_break(others->ctx, uart);
        }
        return;
    }
    if (port->open) {
        (void)linux_kernel()->ioctl(port->fd, TIOCCBRK, NULL);
    }
    unlock(port);
}

static void linux_uart_subscribe(void *ctx, uint32_t uart, toc_wait_t *wait) {
    (void)ctx;
    port_t *port = lock_mapped(uart);
    if (port == NULL) {
        others->subscribe(others->ctx, uart, wait);
        return;
    }
    toc_waits_add(&port->waits, wait);
    unlock(port);
}

static void linux_uart_unsubscribe(void *ctx, uint32_t uart, toc_wait_t *wait) {
    (void)ctx;
    port_t *port = lock_mapped(uart);
    if (port == NULL) {
        others->unsubscribe(others->ctx, uart, wait);
        return;
    }
    toc_waits_remove(&port->waits, wait);
    unlock(port);
}

static int linux_uart_watch(void *ctx, uint32_t uart,
                            struct toc_source *source) {
    (void)ctx;
    port_t *port = lock_mapped(uart);
    if (port == NULL) {
        return others != NULL ? others->watch(others->ctx, uart, source)
                              : TOC_EINVAL;
    }
    int err = TOC_EINVAL;
    if (port->open && source != NULL) {
        port->source = source;
        port->raised = false;
        port->seen = toc_atomic_load(&port->rx.taken);
        raise_rx(port);
        err = 0;
    }
    unlock(port);
    return err;
}

static void linux_uart_unwatch(void *ctx, uint32_t uart) {
    (void)ctx;
    port_t *port = lock_mapped(uart);
    if (port == NULL) {
        if (others != NULL) {
            others->unwatch(others->ctx, uart);
        }
        return;
    }
    port->source = NULL;
    unlock(port);
    tell_changed();
}

static void linux_uart_look(void *ctx, uint32_t uart) {
    (void)ctx;
    port_t *port = lock_mapped(uart);
    if (port == NULL) {
        if (others != NULL) {
            others->look(others->ctx, uart);
        }
        return;
    }
    port->raised = false;
    raise_rx(port);
    unlock(port);
}

static void linux_uart_counts(void *ctx, uint32_t uart,
                              toc_uart_counts_t *out) {
    (void)ctx;
    *out = (toc_uart_counts_t){0};
    port_t *port = lock_mapped(uart);
    if (port != NULL) {
        *out = port->counts;
        unlock(port);
    } else if (others != NULL) {
        others->counts(others->ctx, uart, out);
    }
}

static void linux_uart_attend(void *ctx, uint32_t uart,
                              bool (*look)(void *look_ctx, uint8_t byte),
                              void *look_ctx) {
    (void)ctx;
    port_t *port = lock_mapped(uart);
    if (port != NULL) {
        port->attend = look;
        port->attend_ctx = look_ctx;
        unlock(port);
    } else if (others != NULL) {
        others->attend(others->ctx, uart, look, look_ctx);
    }
}

static bool linux_uart_is_outside(void *ctx, uint32_t uart) {
    (void)ctx;
    return (uart < LINUX_UARTS && ports[uart].path != NULL) ||
           (others != NULL && others->is_outside(others->ctx, uart));
}

static const char *linux_uart_file(void *ctx, uint32_t uart) {
    (void)ctx;
    return uart < LINUX_UARTS ? ports[uart].path : NULL;
}

static const toc_uart_ops_t uart_ops = {
    .name = "linux",
    .uart_count = LINUX_UARTS,
    .open = linux_uart_open,
    .close = linux_uart_close,
    .any = linux_uart_any,
    .read = linux_uart_read,
    .write = linux_uart_write,
    .room = linux_uart_room,
    .is_sent = linux_uart_is_sent,
    .begin_break = linux_uart_begin_break,
    .end_break = linux_uart_end_break,
    .subscribe = linux_uart_subscribe,
    .unsubscribe = linux_uart_unsubscribe,
    .watch = linux_uart_watch,
    .unwatch = linux_uart_unwatch,
    .look = linux_uart_look,
    .counts = linux_uart_counts,
    .attend = linux_uart_attend,
    .is_outside = linux_uart_is_outside,
    .file = linux_uart_file,
};

int linux_uart_map(uint32_t uart, const char *path) {
    if (uart >= LINUX_UARTS) {
        return TOC_EINVAL;
    }
    ports[uart].path = path;
    return 0;
}

const toc_uart_ops_t *linux_uart(const toc_uart_ops_t *rest,
                                 void (*changed)(void *ctx)) {
    others = rest;
    on_changed = changed;
    for (uint32_t uart = 0; uart < LINUX_UARTS; uart++) {
        if (ports[uart].path != NULL) {
            return &uart_ops;
        }
    }
    return rest;
}

bool linux_uart_pending(void) {
    bool pending = false;
    for (uint32_t uart = 0; uart < LINUX_UARTS; uart++) {
        port_t *port = lock_mapped(uart);
        if (port != NULL) {
            pending = pending || (port->open && !port->gone &&
                                  (port->source != NULL || port->sending));
            unlock(port);
        }
    }
    return pending;
}

void linux_uart_reset(void) {
    for (uint32_t uart = 0; uart < LINUX_UARTS; uart++) {
        if (ports[uart].path != NULL) {
            linux_uart_close(NULL, uart);
        }
    }
}
