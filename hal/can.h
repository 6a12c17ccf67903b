/*
 * can - contract of the CAN controllers of a board
 *
 * A backend is a const table of these functions with a context pointer.
 * Controllers are numbered 0 to can_count - 1.
 *
 * What arrives passes the frame format, then the filters, and goes into a
 * queue. A frame that finds the queue full is lost and counted. A controller
 * sends one frame at a time; of several that wait the one goes first that would
 * win the arbitration on a bus. Each frame that was on the wire is counted as
 * sent, or as dropped, or is in the transmitter.
 *
 * No call waits. Whoever has to, subscribes and looks again each time it was
 * woken: when a frame came, and when the transmitter took one or is free.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_HAL_CAN_H
#define TOC_HAL_CAN_H

#include <stdbool.h>
#include <stdint.h>

#include "wait.h"

struct toc_source;

#define TOC_CAN_DATA_MAX    8
#define TOC_CAN_FILTERS_MAX 32
#define TOC_CAN_STD_ID_MAX  0x7ffu
#define TOC_CAN_EXT_ID_MAX  0x1fffffffu

// The values are those that Pycom programs see.
enum toc_can_mode { TOC_CAN_NORMAL = 0, TOC_CAN_SILENT = 1 };

enum toc_can_format {
    TOC_CAN_FORMAT_STD = 1,
    TOC_CAN_FORMAT_EXT = 2,
    TOC_CAN_FORMAT_BOTH = 3,
};

enum toc_can_event {
    TOC_CAN_RX_FRAME = 1,
    TOC_CAN_RX_NOT_EMPTY = 2, // the queue was empty
    TOC_CAN_RX_OVERRUN = 4,   // it was full, the frame is lost
};

enum toc_can_filter { TOC_CAN_LIST = 0, TOC_CAN_RANGE = 1, TOC_CAN_MASK = 2 };

typedef struct {
    uint32_t id;
    bool extended;
    bool rtr;
    uint8_t size; // bytes of data; 0 with rtr
    uint8_t data[TOC_CAN_DATA_MAX];
} toc_can_frame_t;

typedef struct {
    enum toc_can_mode mode;
    enum toc_can_format format;
    uint32_t baudrate; // bits a second, above 0
    uint32_t tx;       // pads
    uint32_t rx;
    uint32_t rx_count; // frames that the queue holds, above 0
} toc_can_setup_t;

// One of the filters: an id (a), from a to b, or a with the mask b.
typedef struct {
    uint32_t a;
    uint32_t b;
} toc_can_filter_t;

typedef struct {
    uint64_t sent; // acknowledged
    uint64_t received;
    uint64_t overruns; // frames that found the queue full, or came too fast
    uint64_t filtered; // that had another format or passed no filter
    uint64_t errors;   // sent by somebody else at another baud rate
    // Frames of this board that nobody acknowledged at once.
    uint64_t unanswered;
    // That nobody acknowledged until the controller was closed or set up anew.
    uint64_t dropped;
    // That others acknowledged, and one that should have them did not take.
    uint64_t missed;
    // Whether one is in the transmitter that nobody acknowledged yet.
    bool waits;
} toc_can_counts_t;

enum toc_can_turn {
    TOC_CAN_WAITS,
    TOC_CAN_ON_THE_WIRE,
    TOC_CAN_DROPPED // the controller was closed or set up anew
};

// A frame that is to be sent; the caller's, from begin_send to end_send or
// cancel_send.
typedef struct toc_can_send {
    toc_can_frame_t frame;
    struct toc_can_send *next; // the backend's
    enum toc_can_turn turn;    // the backend's
} toc_can_send_t;

typedef struct toc_can_ops {
    const char *name;
    void *ctx;
    uint32_t can_count;

    // ctx of every call: thread. `can` out of range, or not open where that
    // is needed: TOC_EINVAL, 0 or nothing.

    // Take a controller into use, or set it up anew: queue and filters are
    // empty then, counts stay.
    // Returns 0, TOC_EINVAL for a setup that cannot be, TOC_ENOMEM.
    int (*open)(void *ctx, uint32_t can, const toc_can_setup_t *setup);

    // Stop it; harmless when it is not in use.
    void (*close)(void *ctx, uint32_t can);

    // Put a frame in line for the transmitter.
    int (*begin_send)(void *ctx, uint32_t can, toc_can_send_t *send);

    // Whether its turn has come. `*busy_ns` is how long it is on the wire
    // when it has; then end_send is to be called.
    enum toc_can_turn (*turn)(void *ctx, uint32_t can, toc_can_send_t *send,
                              uint64_t *busy_ns);

    // The frame was on the wire. It stays in the transmitter, without the
    // caller, until somebody acknowledged it.
    void (*end_send)(void *ctx, uint32_t can, toc_can_send_t *send);

    // It is not to be sent any more.
    void (*cancel_send)(void *ctx, uint32_t can, toc_can_send_t *send);

    // Take the oldest frame. Returns whether there was one.
    bool (*recv)(void *ctx, uint32_t can, toc_can_frame_t *out);

    // Let pass what any of `count` filters accepts; 0: everything.
    // Returns 0, or TOC_EINVAL for more than TOC_CAN_FILTERS_MAX.
    int (*filter)(void *ctx, uint32_t can, enum toc_can_filter mode,
                  const toc_can_filter_t *filters, uint32_t count);

    // Events since the last call, enum toc_can_event.
    unsigned (*events)(void *ctx, uint32_t can);

    // Wake a waiter at each change, until unsubscribed.
    void (*subscribe)(void *ctx, uint32_t can, toc_wait_t *wait);
    void (*unsubscribe)(void *ctx, uint32_t can, toc_wait_t *wait);

    // Raise `source` at each of these events, until unwatched. The source stays
    // the caller's and outlives the watch, which outlives open and close.
    int (*watch)(void *ctx, uint32_t can, unsigned events,
                 struct toc_source *source);

    // When this returned, the backend does not touch the source any more.
    void (*unwatch)(void *ctx, uint32_t can);

    void (*counts)(void *ctx, uint32_t can, toc_can_counts_t *out);

    // What it is on the machine, for the texts of errors; NULL when it is
    // none. May be absent.
    const char *(*file)(void *ctx, uint32_t can);
} toc_can_ops_t;

#endif
