/*
 * sim_can - the CAN controller of the virtual board
 *
 * The transmitter is free, or belongs to one toc_can_send_t whose frame is on
 * the wire, or holds a frame that nobody acknowledged yet. As it becomes free
 * it goes to the frame in line that would win the arbitration.
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim_can.h"

#include "can_queue.h"
#include "err.h"
#include "sim_pace.h"
#include "sim_state.h"
#include "source.h"

#define NS_PER_S UINT64_C(1000000000)

// From start of frame to the end of the pause behind it.
#define STD_BITS 47
#define EXT_BITS 67

enum transmitter { TX_FREE, TX_ON_THE_WIRE, TX_UNACKNOWLEDGED };

typedef struct {
    bool open;
    toc_can_setup_t setup;
    toc_can_rx_t rx;
    enum transmitter transmitter;
    toc_can_frame_t frame; // that is not acknowledged
    bool left;             // a device has one of before it was closed
    toc_can_send_t *line;
    toc_wait_t *waits;
    struct toc_source *source;
    unsigned watched;
    unsigned events;
    toc_can_counts_t counts;
    sim_device_t *device;
} controller_t;

static controller_t can0;

uint64_t sim__can_frame_ns(const toc_can_frame_t *frame, uint32_t baudrate) {
    uint64_t bits = (frame->extended ? EXT_BITS : STD_BITS) + 8u * frame->size;
    return bits * NS_PER_S / baudrate;
}

// With the board's lock, up to the calls of the contract.

static void wake(void) {
    toc_waits_wake(can0.waits);
}

static void tell(unsigned events) {
    can0.events |= events;
    wake();
    if (can0.source != NULL && (events & can0.watched) != 0) {
        (void)toc_source_raise(can0.source, events);
    }
}

void sim__can_overrun(uint32_t count, uint32_t baudrate) {
    if (!can0.open || count == 0) {
        return;
    }
    if (baudrate != can0.setup.baudrate) {
        can0.counts.errors += count;
        return;
    }
    can0.counts.overruns += count;
    tell(TOC_CAN_RX_OVERRUN);
}

void sim__can_error(void) {
    can0.counts.errors++;
}

void sim__can_receive(const toc_can_frame_t *frame, uint32_t baudrate) {
    if (!can0.open) {
        return;
    }
    if (baudrate != can0.setup.baudrate) {
        can0.counts.errors++;
        return;
    }
    unsigned events = toc_can_rx_put(&can0.rx, frame, &can0.counts);
    if (events == 0) {
        return;
    }
    tell(events);
}

static void grant(void) {
    if (can0.transmitter == TX_FREE && toc_can_line_next(&can0.line)) {
        can0.transmitter = TX_ON_THE_WIRE;
        wake();
    }
}

static void become_free(void) {
    can0.transmitter = TX_FREE;
    can0.counts.waits = false;
    grant();
    wake();
}

void sim__can_sent(void) {
    if (can0.transmitter == TX_UNACKNOWLEDGED) {
        can0.counts.sent++;
        become_free();
    } else if (can0.left) {
        can0.left = false;
        can0.counts.sent++;
    }
}

void sim__can_dropped(void) {
    if (can0.left) {
        can0.left = false;
        can0.counts.dropped++;
    }
}

void sim__can_missed(uint32_t count) {
    can0.counts.missed += count;
}

void sim__can_unanswered(void) {
    if (can0.transmitter == TX_UNACKNOWLEDGED) {
        can0.counts.unanswered++;
        can0.counts.waits = true;
        wake();
    }
}

static const sim_can_device_t *ops_of(const sim_device_t *device) {
    return device->kind->ops;
}

static void transmit(void) {
    if (can0.device != NULL && can0.setup.mode == TOC_CAN_NORMAL) {
        ops_of(can0.device)->transmit(can0.device, &can0.frame);
    }
}

static void tell_device(const toc_can_setup_t *setup) {
    if (can0.device != NULL && ops_of(can0.device)->changed != NULL) {
        ops_of(can0.device)->changed(can0.device, setup);
    }
}

static bool is_open(uint32_t can) {
    return can == 0 && can0.open;
}

// A frame that nobody acknowledged yet is the device's to send once more.
static void leave(void) {
    if (can0.transmitter != TX_UNACKNOWLEDGED) {
        return;
    }
    if (can0.device != NULL && can0.setup.mode == TOC_CAN_NORMAL) {
        can0.left = true;
    } else {
        can0.counts.dropped++;
    }
}

static toc_can_frame_t *stop(void) {
    toc_can_frame_t *queue = can0.rx.frames;
    leave();
    toc_can_line_drop(&can0.line);
    can0.transmitter = TX_FREE;
    can0.counts.waits = false;
    can0.rx = (toc_can_rx_t){0};
    can0.open = false;
    wake();
    return queue;
}

static void sim_can_close(void *ctx, uint32_t can) {
    (void)ctx;
    if (can == 0) {
        sim__lock();
        toc_can_frame_t *queue = stop();
        tell_device(NULL);
        sim__unlock();
        (void)toc_port_realloc(queue, 0);
    }
}

void sim__can_reset(void) {
    sim_can_close(NULL, 0);
    sim__lock();
    can0.source = NULL;
    can0.events = 0;
    sim__unlock();
}

static int sim_can_open(void *ctx, uint32_t can, const toc_can_setup_t *setup) {
    (void)ctx;
    if (can != 0 || setup->baudrate == 0 || setup->rx_count == 0 ||
        setup->rx_count > TOC_CAN_RX_COUNT_MAX || !sim__has_pad(setup->tx) ||
        !sim__has_pad(setup->rx)) {
        return TOC_EINVAL;
    }
    toc_can_frame_t *queue =
        toc_port_realloc(NULL, setup->rx_count * sizeof(*queue));
    if (queue == NULL) {
        return TOC_ENOMEM;
    }
    sim__lock();
    toc_can_frame_t *before = stop();
    can0.setup = *setup;
    toc_can_rx_init(&can0.rx, setup, queue);
    can0.open = true;
    tell_device(setup);
    sim__unlock();
    (void)toc_port_realloc(before, 0);
    return 0;
}

static int sim_can_begin_send(void *ctx, uint32_t can, toc_can_send_t *send) {
    (void)ctx;
    sim__lock();
    bool open = is_open(can);
    if (open) {
        toc_can_line_add(&can0.line, send);
        grant();
    }
    sim__unlock();
    return open ? 0 : TOC_EINVAL;
}

static enum toc_can_turn sim_can_turn(void *ctx, uint32_t can,
                                      toc_can_send_t *send, uint64_t *busy_ns) {
    (void)ctx;
    sim__lock();
    enum toc_can_turn turn = is_open(can) ? send->turn : TOC_CAN_DROPPED;
    *busy_ns = turn == TOC_CAN_ON_THE_WIRE && sim_is_paced()
                   ? sim__can_frame_ns(&send->frame, can0.setup.baudrate)
                   : 0;
    sim__unlock();
    return turn;
}

static void sim_can_end_send(void *ctx, uint32_t can, toc_can_send_t *send) {
    (void)ctx;
    sim__lock();
    if (is_open(can) && send->turn == TOC_CAN_ON_THE_WIRE &&
        can0.transmitter == TX_ON_THE_WIRE) {
        can0.frame = send->frame;
        can0.transmitter = TX_UNACKNOWLEDGED;
        if (can0.device == NULL || can0.setup.mode == TOC_CAN_SILENT) {
            sim__can_unanswered();
        }
        transmit();
    } else {
        // Closed while it was on the wire.
        can0.counts.dropped++;
    }
    sim__unlock();
}

static void sim_can_cancel_send(void *ctx, uint32_t can, toc_can_send_t *send) {
    (void)ctx;
    sim__lock();
    if (is_open(can) && send->turn == TOC_CAN_ON_THE_WIRE) {
        become_free();
    } else {
        toc_can_line_remove(&can0.line, send);
    }
    sim__unlock();
}

static bool sim_can_recv(void *ctx, uint32_t can, toc_can_frame_t *out) {
    (void)ctx;
    sim__lock();
    bool any = is_open(can) && toc_can_rx_take(&can0.rx, out);
    sim__unlock();
    return any;
}

static int sim_can_filter(void *ctx, uint32_t can, enum toc_can_filter mode,
                          const toc_can_filter_t *filters, uint32_t count) {
    (void)ctx;
    if (can != 0 || count > TOC_CAN_FILTERS_MAX) {
        return TOC_EINVAL;
    }
    sim__lock();
    toc_can_rx_filter(&can0.rx, mode, filters, count);
    sim__unlock();
    return 0;
}

static unsigned sim_can_events(void *ctx, uint32_t can) {
    (void)ctx;
    (void)can;
    sim__lock();
    unsigned events = can0.events;
    can0.events = 0;
    sim__unlock();
    return events;
}

static void sim_can_subscribe(void *ctx, uint32_t can, toc_wait_t *wait) {
    (void)ctx;
    (void)can;
    sim__lock();
    toc_waits_add(&can0.waits, wait);
    sim__unlock();
}

static void sim_can_unsubscribe(void *ctx, uint32_t can, toc_wait_t *wait) {
    (void)ctx;
    (void)can;
    sim__lock();
    toc_waits_remove(&can0.waits, wait);
    sim__unlock();
}

static int sim_can_watch(void *ctx, uint32_t can, unsigned events,
                         struct toc_source *source) {
    (void)ctx;
    if (can != 0 || source == NULL) {
        return TOC_EINVAL;
    }
    sim__lock();
    can0.source = source;
    can0.watched = events;
    sim__unlock();
    return 0;
}

static void sim_can_unwatch(void *ctx, uint32_t can) {
    (void)ctx;
    (void)can;
    sim__lock();
    can0.source = NULL;
    sim__unlock();
}

static void sim_can_counts(void *ctx, uint32_t can, toc_can_counts_t *out) {
    (void)ctx;
    (void)can;
    sim__lock();
    *out = can0.counts;
    sim__unlock();
}

// NOLINTNEXTLINE(readability-non-const-parameter): as the table has it
static int bus_attach(sim_device_t *device, char error[SIM_ERROR_SIZE]) {
    (void)error;
    sim__lock();
    can0.device = device;
    if (can0.open) {
        tell_device(&can0.setup);
    }
    // What stayed in the transmitter is sent again.
    if (can0.transmitter == TX_UNACKNOWLEDGED) {
        transmit();
    }
    sim__unlock();
    return 0;
}

static void bus_detach(sim_device_t *device) {
    (void)device;
    sim__lock();
    can0.device = NULL;
    sim__unlock();
}

const sim_bus_t sim__bus_can = {
    .name = "can",
    .help = "CAN, what it is wired to: can0=loop",
    .count = 1,
    .where = SIM_WHERE_NONE,
    .attach = bus_attach,
    .detach = bus_detach,
};

static const toc_can_ops_t can = {
    .name = "sim",
    .can_count = 1,
    .open = sim_can_open,
    .close = sim_can_close,
    .begin_send = sim_can_begin_send,
    .turn = sim_can_turn,
    .end_send = sim_can_end_send,
    .cancel_send = sim_can_cancel_send,
    .recv = sim_can_recv,
    .filter = sim_can_filter,
    .events = sim_can_events,
    .subscribe = sim_can_subscribe,
    .unsubscribe = sim_can_unsubscribe,
    .watch = sim_can_watch,
    .unwatch = sim_can_unwatch,
    .counts = sim_can_counts,
};

const toc_can_ops_t *sim_can(void) {
    return &can;
}

static void loop_transmit(sim_device_t *device, const toc_can_frame_t *frame) {
    (void)device;
    sim__can_receive(frame, can0.setup.baudrate);
    sim__can_sent();
}

static const sim_can_device_t loop_ops = {.transmit = loop_transmit};

const sim_kind_t sim__kind_can_loop = {
    .name = "loop",
    .bus = "can",
    .help = "a node that acknowledges, and sends back what it gets",
    .ops = &loop_ops,
};
