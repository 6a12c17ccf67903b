/*
 * template_uart - ports at which nothing comes and all is sent at once
 *
 * SPDX-License-Identifier: MIT
 */
#include <string.h>

#include "err.h"
#include "template.h"

#define UART_COUNT 2

static bool is_open[UART_COUNT]; // what ops.ctx points at

// Take the port into use with empty rings, or set it up anew. A frame is made
// of what the setup says; rx is tx where one wire serves both directions.
static int template_open(void *ctx, uint32_t uart,
                         const toc_uart_setup_t *setup) {
    (void)ctx;
    if (uart >= UART_COUNT || setup->baudrate == 0) {
        return TOC_EINVAL;
    }
    is_open[uart] = true;
    return 0;
}

// Give everything back. Also called for a port that was never opened.
static void template_close(void *ctx, uint32_t uart) {
    (void)ctx;
    if (uart < UART_COUNT) {
        is_open[uart] = false;
    }
}

// How much of what came is still in the ring. core/ring.h is one.
static uint32_t template_any(void *ctx, uint32_t uart) {
    (void)ctx;
    (void)uart;
    return 0;
}

// Take what is there, and do not wait for more.
// NOLINTNEXTLINE(readability-non-const-parameter): the contract has this form
static uint32_t template_read(void *ctx, uint32_t uart, uint8_t *to,
                              uint32_t size) {
    (void)ctx;
    (void)uart;
    (void)to;
    (void)size;
    return 0;
}

// Take what there is room for, and do not wait for more.
static int32_t template_write(void *ctx, uint32_t uart, const uint8_t *from,
                              uint32_t size) {
    (void)ctx;
    (void)from;
    return uart < UART_COUNT && is_open[uart] ? (int32_t)size : TOC_EINVAL;
}

static uint32_t template_room(void *ctx, uint32_t uart) {
    (void)ctx;
    return uart < UART_COUNT && is_open[uart] ? 1 : 0;
}

// Not when the last byte was taken from the ring: when it is on the wire.
static bool template_is_sent(void *ctx, uint32_t uart) {
    (void)ctx;
    (void)uart;
    return true;
}

// Hold the line low and say for how long; the caller waits, and ends it.
static int template_begin_break(void *ctx, uint32_t uart, uint32_t bits,
                                uint64_t *busy_ns) {
    (void)ctx;
    (void)bits;
    *busy_ns = 0;
    return uart < UART_COUNT && is_open[uart] ? 0 : TOC_EINVAL;
}

static void template_end_break(void *ctx, uint32_t uart) {
    (void)ctx;
    (void)uart;
}

// toc_waits_wake() the port's list whenever bytes came or room was made.
static void template_subscribe(void *ctx, uint32_t uart, toc_wait_t *wait) {
    (void)ctx;
    (void)uart;
    (void)wait;
}

static void template_unsubscribe(void *ctx, uint32_t uart, toc_wait_t *wait) {
    (void)ctx;
    (void)uart;
    (void)wait;
}

// From now on call toc_source_raise_level(source, 1) when bytes come. What it
// returns is not an error of the backend's: the source counts it.
static int template_watch(void *ctx, uint32_t uart, struct toc_source *source) {
    (void)ctx;
    return uart < UART_COUNT && source != NULL ? 0 : TOC_EINVAL;
}

// No raise of that source begins after this returned.
static void template_unwatch(void *ctx, uint32_t uart) {
    (void)ctx;
    (void)uart;
}

// The handler returned: raise again when bytes came meanwhile.
static void template_look(void *ctx, uint32_t uart) {
    (void)ctx;
    (void)uart;
}

// Since the start of the process, over closing and opening.
static void template_counts(void *ctx, uint32_t uart, toc_uart_counts_t *out) {
    (void)ctx;
    (void)uart;
    memset(out, 0, sizeof(*out));
}

// Show each byte to `look` before it goes into the ring: Ctrl-C of a console.
static void template_attend(void *ctx, uint32_t uart,
                            bool (*look)(void *look_ctx, uint8_t byte),
                            void *look_ctx) {
    (void)ctx;
    (void)uart;
    (void)look;
    (void)look_ctx;
}

// Whether bytes may come though nothing on the board sends any: the process
// stays for them.
static bool template_is_outside(void *ctx, uint32_t uart) {
    (void)ctx;
    (void)uart;
    return false;
}

static const toc_uart_ops_t uart = {
    .name = "template",
    .ctx = NULL,
    .uart_count = UART_COUNT,
    .open = template_open,
    .close = template_close,
    .any = template_any,
    .read = template_read,
    .write = template_write,
    .room = template_room,
    .is_sent = template_is_sent,
    .begin_break = template_begin_break,
    .end_break = template_end_break,
    .subscribe = template_subscribe,
    .unsubscribe = template_unsubscribe,
    .watch = template_watch,
    .unwatch = template_unwatch,
    .look = template_look,
    .counts = template_counts,
    .attend = template_attend,
    .is_outside = template_is_outside,
    .file = NULL, // or the name of what the system knows the port by
};

const toc_uart_ops_t *template_uart(void) {
    return &uart;
}
