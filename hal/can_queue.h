/*
 * can_queue - what waits in a CAN controller: frames that came, and to be sent
 *
 * For backends, which call it with a lock of theirs.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_HAL_CAN_QUEUE_H
#define TOC_HAL_CAN_QUEUE_H

#include "can.h"

#define TOC_CAN_RX_COUNT_MAX (1u << 20)

// Frames that passed the format and the filters.
typedef struct {
    toc_can_frame_t *frames; // `size` of them, the caller's
    uint32_t size;
    uint32_t first;
    uint32_t count;
    enum toc_can_format format;
    enum toc_can_filter filter_mode;
    toc_can_filter_t filters[TOC_CAN_FILTERS_MAX];
    uint32_t filter_count;
} toc_can_rx_t;

// Begin empty and without filters; `frames` has room for setup->rx_count.
//
// ctx: any
void toc_can_rx_init(toc_can_rx_t *rx, const toc_can_setup_t *setup,
                     toc_can_frame_t *frames);

// See toc_can_ops_t; `count` is at most TOC_CAN_FILTERS_MAX.
//
// ctx: any
void toc_can_rx_filter(toc_can_rx_t *rx, enum toc_can_filter mode,
                       const toc_can_filter_t *filters, uint32_t count);

// Take in a frame that came, or count why not.
//
// ctx: any
// Returns the events that it is, enum toc_can_event; 0 when it was filtered.
unsigned toc_can_rx_put(toc_can_rx_t *rx, const toc_can_frame_t *frame,
                        toc_can_counts_t *counts);

// Take out the oldest frame.
//
// ctx: any
// Returns whether there was one.
bool toc_can_rx_take(toc_can_rx_t *rx, toc_can_frame_t *out);

// Put a frame at the end of a line.
//
// ctx: any
void toc_can_line_add(toc_can_send_t **line, toc_can_send_t *send);

// Take the frame out that wins the arbitration: it is on the wire now. Of equal
// ones it is the first.
//
// ctx: any
// Returns whether there was one.
bool toc_can_line_next(toc_can_send_t **line);

// Take a frame out, where it is in line.
//
// ctx: any
void toc_can_line_remove(toc_can_send_t **line, const toc_can_send_t *send);

// Drop all.
//
// ctx: any
void toc_can_line_drop(toc_can_send_t **line);

#endif
