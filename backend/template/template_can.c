/*
 * template_can - a controller on a bus where somebody acknowledges everything
 *
 * SPDX-License-Identifier: MIT
 */
#include <string.h>

#include "err.h"
#include "template.h"

#define CAN_COUNT 1

// What ops.ctx points at.
static struct {
    bool is_open;
    toc_can_counts_t counts;
} cans[CAN_COUNT];

static bool is_ready(uint32_t can) {
    return can < CAN_COUNT && cans[can].is_open;
}

// Take it into use: queue and filters are empty, frames that wait are dropped
// and counted. hal/can_queue.h is the queue of received frames, with filters
// and events.
static int template_open(void *ctx, uint32_t can,
                         const toc_can_setup_t *setup) {
    (void)ctx;
    if (can >= CAN_COUNT || setup->baudrate == 0 || setup->rx_count == 0) {
        return TOC_EINVAL;
    }
    cans[can].is_open = true;
    return 0;
}

// Stop it. Also called for one that was never opened.
static void template_close(void *ctx, uint32_t can) {
    (void)ctx;
    if (can < CAN_COUNT) {
        cans[can].is_open = false;
    }
}

// Keep the frame in line; it stays the caller's until its turn is over.
static int template_begin_send(void *ctx, uint32_t can, toc_can_send_t *send) {
    (void)ctx;
    send->turn = TOC_CAN_ON_THE_WIRE;
    return is_ready(can) ? 0 : TOC_EINVAL;
}

// The lowest id goes first. `*busy_ns` is how long the caller lets it be on the
// wire; 0 where the hardware takes that time by itself.
static enum toc_can_turn template_turn(void *ctx, uint32_t can,
                                       toc_can_send_t *send,
                                       uint64_t *busy_ns) {
    (void)ctx;
    *busy_ns = 0;
    return is_ready(can) ? send->turn : TOC_CAN_DROPPED;
}

// From here on the frame is the transmitter's, until it is acknowledged.
static void template_end_send(void *ctx, uint32_t can, toc_can_send_t *send) {
    (void)ctx;
    (void)send;
    if (is_ready(can)) {
        cans[can].counts.sent++;
    }
}

// Whoever sent it was interrupted.
static void template_cancel_send(void *ctx, uint32_t can,
                                 toc_can_send_t *send) {
    (void)ctx;
    (void)can;
    (void)send;
}

static bool template_recv(void *ctx, uint32_t can, toc_can_frame_t *out) {
    (void)ctx;
    (void)can;
    (void)out;
    return false;
}

// For frames that come from now on; what is in the queue stays.
static int template_filter(void *ctx, uint32_t can, enum toc_can_filter mode,
                           const toc_can_filter_t *filters, uint32_t count) {
    (void)ctx;
    (void)mode;
    (void)filters;
    return is_ready(can) && count <= TOC_CAN_FILTERS_MAX ? 0 : TOC_EINVAL;
}

// Reading them clears them.
static unsigned template_events(void *ctx, uint32_t can) {
    (void)ctx;
    (void)can;
    return 0;
}

// toc_waits_wake() the controller's list whenever a frame came or a turn did.
static void template_subscribe(void *ctx, uint32_t can, toc_wait_t *wait) {
    (void)ctx;
    (void)can;
    (void)wait;
}

static void template_unsubscribe(void *ctx, uint32_t can, toc_wait_t *wait) {
    (void)ctx;
    (void)can;
    (void)wait;
}

// From now on call toc_source_raise(source, events) for each frame that has one
// of `events`. What it returns is not an error of the backend's.
static int template_watch(void *ctx, uint32_t can, unsigned events,
                          struct toc_source *source) {
    (void)ctx;
    (void)events;
    return can < CAN_COUNT && source != NULL ? 0 : TOC_EINVAL;
}

// No raise of that source begins after this returned.
static void template_unwatch(void *ctx, uint32_t can) {
    (void)ctx;
    (void)can;
}

// Since the start of the process. No frame is lost that is not in one of them.
static void template_counts(void *ctx, uint32_t can, toc_can_counts_t *out) {
    (void)ctx;
    memset(out, 0, sizeof(*out));
    if (can < CAN_COUNT) {
        *out = cans[can].counts;
    }
}

static const toc_can_ops_t can_ops = {
    .name = "template",
    .ctx = NULL,
    .can_count = CAN_COUNT,
    .open = template_open,
    .close = template_close,
    .begin_send = template_begin_send,
    .turn = template_turn,
    .end_send = template_end_send,
    .cancel_send = template_cancel_send,
    .recv = template_recv,
    .filter = template_filter,
    .events = template_events,
    .subscribe = template_subscribe,
    .unsubscribe = template_unsubscribe,
    .watch = template_watch,
    .unwatch = template_unwatch,
    .counts = template_counts,
    .file = NULL, // or the name of what the system knows it by
};

const toc_can_ops_t *template_can(void) {
    return &can_ops;
}
