/*
 * uart - contract of the asynchronous serial ports of a board
 *
 * A backend is a const table of these functions with a context pointer. Ports
 * are numbered 0 to uart_count - 1.
 *
 * What arrives goes into a ring of the size that the setup asks for. A byte
 * that finds it full is lost and counted as an overrun. What is sent goes into
 * a FIFO, from which the line takes it at its own pace.
 *
 * No call waits. Whoever has to, subscribes and looks again each time it was
 * woken: when bytes came, when the FIFO has room and when it ran empty.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_HAL_UART_H
#define TOC_HAL_UART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "wait.h"

struct toc_source;

#define TOC_UART_PAD_NONE UINT32_MAX

// The values are those that Pycom programs see.
enum toc_uart_parity {
    TOC_UART_PARITY_NONE = 0,
    TOC_UART_PARITY_EVEN = 2,
    TOC_UART_PARITY_ODD = 3,
};

typedef struct {
    uint32_t baudrate; // above 0
    uint8_t bits;      // 5 to 8
    enum toc_uart_parity parity;
    uint8_t half_stops; // stop bits times two: 2, 3 or 4
    uint32_t tx;        // pads, or TOC_UART_PAD_NONE
    uint32_t rx;        // the same as tx: half duplex, does not hear itself
    uint32_t rx_size;   // of the ring, in bytes
} toc_uart_setup_t;

typedef struct {
    uint64_t sent;
    uint64_t received;
    uint64_t overruns; // bytes that found the ring full
    uint64_t framing_errors;
    uint64_t parity_errors; // the byte is dropped, as by a framing error
    uint64_t breaks;
} toc_uart_counts_t;

typedef struct toc_uart_ops {
    const char *name;
    void *ctx;
    uint32_t uart_count;

    // ctx of every call: thread. `uart` out of range, or not open where that
    // is needed: TOC_EINVAL, 0 or nothing.

    // Take a port into use, or set it up anew: rings are empty then, counts
    // stay.
    // Returns 0, TOC_EINVAL for a setup that cannot be, TOC_ENOMEM, what
    // opening the port's file returned.
    int (*open)(void *ctx, uint32_t uart, const toc_uart_setup_t *setup);

    // Let go of it and its pads; harmless when it is not in use. What has not
    // been sent is discarded.
    void (*close)(void *ctx, uint32_t uart);

    // Bytes in the ring.
    uint32_t (*any)(void *ctx, uint32_t uart);

    // Take what has come, `size` at most. Returns how many.
    uint32_t (*read)(void *ctx, uint32_t uart, uint8_t *to, uint32_t size);

    // Put into the FIFO what it has room for. Returns how many, or TOC_ENOMEM.
    int32_t (*write)(void *ctx, uint32_t uart, const uint8_t *from,
                     uint32_t size);

    // Room in the FIFO, in bytes.
    uint32_t (*room)(void *ctx, uint32_t uart);

    // Whether the last stop bit has left the port.
    bool (*is_sent)(void *ctx, uint32_t uart);

    // Hold the line low for so many bit times. To be called when all is sent.
    // `*busy_ns` is how long that takes; then end_break is to be called.
    int (*begin_break)(void *ctx, uint32_t uart, uint32_t bits,
                       uint64_t *busy_ns);
    void (*end_break)(void *ctx, uint32_t uart);

    // Wake a waiter at each change, until unsubscribed.
    void (*subscribe)(void *ctx, uint32_t uart, toc_wait_t *wait);
    void (*unsubscribe)(void *ctx, uint32_t uart, toc_wait_t *wait);

    // Raise `source` as a level as soon as bytes come. The source stays the
    // caller's and outlives the watch.
    int (*watch)(void *ctx, uint32_t uart, struct toc_source *source);

    // When this returned, the backend does not touch the source any more.
    void (*unwatch)(void *ctx, uint32_t uart);

    // Raise the watched source again if bytes came since it was raised.
    void (*look)(void *ctx, uint32_t uart);

    void (*counts)(void *ctx, uint32_t uart, toc_uart_counts_t *out);

    // Show each byte that comes from now on to `look` first: one for which it
    // returns true goes nowhere else. It lasts until another one or NULL is
    // given, over closing and opening. `look` is called in any context, with
    // the port's lock; it must not block or call the port.
    void (*attend)(void *ctx, uint32_t uart,
                   bool (*look)(void *look_ctx, uint8_t byte), void *look_ctx);

    // Whether something outside the board is at the other end of a port: a
    // terminal, another machine.
    bool (*is_outside)(void *ctx, uint32_t uart);

    // The file that is behind a port, for messages: its name, a constant; NULL
    // for a port without. The function may be NULL.
    const char *(*file)(void *ctx, uint32_t uart);
} toc_uart_ops_t;

#endif
