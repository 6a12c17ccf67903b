/*
 * can_queue - what waits in a CAN controller: frames that came, and to be sent
 *
 * SPDX-License-Identifier: MIT
 */
#include "can_queue.h"

#include <stddef.h>

void toc_can_rx_init(toc_can_rx_t *rx, const toc_can_setup_t *setup,
                     toc_can_frame_t *frames) {
    rx->frames = frames;
    rx->size = setup->rx_count;
    rx->first = 0;
    rx->count = 0;
    rx->format = setup->format;
    rx->filter_count = 0;
}

void toc_can_rx_filter(toc_can_rx_t *rx, enum toc_can_filter mode,
                       const toc_can_filter_t *filters, uint32_t count) {
    rx->filter_mode = mode;
    for (uint32_t i = 0; i < count; i++) {
        rx->filters[i] = filters[i];
    }
    rx->filter_count = count;
}

static bool accepts(enum toc_can_filter mode, const toc_can_filter_t *filter,
                    uint32_t id) {
    switch (mode) {
    case TOC_CAN_LIST:
        return id == filter->a;
    case TOC_CAN_RANGE:
        return id >= filter->a && id <= filter->b;
    case TOC_CAN_MASK:
        return (id & filter->b) == (filter->a & filter->b);
    }
    return false;
}

static bool passes(const toc_can_rx_t *rx, const toc_can_frame_t *frame) {
    enum toc_can_format format =
        frame->extended ? TOC_CAN_FORMAT_EXT : TOC_CAN_FORMAT_STD;
    if (((unsigned)rx->format & (unsigned)format) == 0) {
        return false;
    }
    bool accepted = rx->filter_count == 0;
    for (uint32_t i = 0; i < rx->filter_count && !accepted; i++) {
        accepted = accepts(rx->filter_mode, &rx->filters[i], frame->id);
    }
    return accepted;
}

unsigned toc_can_rx_put(toc_can_rx_t *rx, const toc_can_frame_t *frame,
                        toc_can_counts_t *counts) {
    if (!passes(rx, frame)) {
        counts->filtered++;
        return 0;
    }
    unsigned events = TOC_CAN_RX_FRAME;
    if (rx->count == rx->size) {
        counts->overruns++;
        return events | TOC_CAN_RX_OVERRUN;
    }
    if (rx->count == 0) {
        events |= TOC_CAN_RX_NOT_EMPTY;
    }
    rx->frames[(rx->first + rx->count) % rx->size] = *frame;
    rx->count++;
    counts->received++;
    return events;
}

bool toc_can_rx_take(toc_can_rx_t *rx, toc_can_frame_t *out) {
    if (rx->count == 0) {
        return false;
    }
    *out = rx->frames[rx->first];
    rx->first = (rx->first + 1) % rx->size;
    rx->count--;
    return true;
}

// The bits in the order in which a bus sees them, the first ones highest: what
// is lower wins. A standard frame wins against an extended one with the same
// first 11 bits, data against a remote request.
static uint64_t arbitration(const toc_can_frame_t *frame) {
    uint64_t rtr = frame->rtr ? 1 : 0;
    if (!frame->extended) {
        return (uint64_t)frame->id << 21 | rtr << 20;
    }
    uint64_t top = frame->id >> 18;
    uint64_t rest = frame->id & 0x3ffffu;
    return top << 21 | UINT64_C(3) << 19 | rest << 1 | rtr;
}

void toc_can_line_add(toc_can_send_t **line, toc_can_send_t *send) {
    while (*line != NULL) {
        line = &(*line)->next;
    }
    send->turn = TOC_CAN_WAITS;
    send->next = NULL;
    *line = send;
}

bool toc_can_line_next(toc_can_send_t **line) {
    if (*line == NULL) {
        return false;
    }
    toc_can_send_t **best = line;
    for (toc_can_send_t **at = line; *at != NULL; at = &(*at)->next) {
        if (arbitration(&(*at)->frame) < arbitration(&(*best)->frame)) {
            best = at;
        }
    }
    toc_can_send_t *send = *best;
    *best = send->next;
    send->turn = TOC_CAN_ON_THE_WIRE;
    return true;
}

void toc_can_line_remove(toc_can_send_t **line, const toc_can_send_t *send) {
    while (*line != NULL && *line != send) {
        line = &(*line)->next;
    }
    if (*line != NULL) {
        *line = send->next;
    }
}

void toc_can_line_drop(toc_can_send_t **line) {
    for (toc_can_send_t *send = *line; send != NULL; send = send->next) {
        send->turn = TOC_CAN_DROPPED;
    }
    *line = NULL;
}
