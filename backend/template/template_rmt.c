/*
 * template_rmt - pulse channels that are done at once
 *
 * What comes in is not here: pulses are received through taps of the pins.
 *
 * SPDX-License-Identifier: MIT
 */
#include "clock.h"
#include "err.h"
#include "template.h"

#define CHANNEL_COUNT 8

static bool sends[CHANNEL_COUNT]; // what ops.ctx points at

// Take it into use for one direction; one that sends takes its pad as an output
// with the idle level.
static int template_open(void *ctx, uint32_t channel,
                         const toc_rmt_setup_t *setup) {
    (void)ctx;
    if (channel >= CHANNEL_COUNT) {
        return TOC_EINVAL;
    }
    sends[channel] = setup->sends;
    return 0;
}

// Stop in the middle of a pulse as well.
static void template_close(void *ctx, uint32_t channel) {
    (void)ctx;
    if (channel < CHANNEL_COUNT) {
        sends[channel] = false;
    }
}

// Copy the pulses and begin with the first; come back at once. `*end_ns` is on
// the scale of toc_clock_now_ns().
static int template_send(void *ctx, uint32_t channel,
                         const toc_rmt_pulse_t *pulses, uint32_t count,
                         uint64_t *end_ns) {
    (void)ctx;
    (void)pulses;
    *end_ns = toc_clock_now_ns();
    return channel < CHANNEL_COUNT && sends[channel] && count > 0 ? 0
                                                                  : TOC_EINVAL;
}

static bool template_is_sent(void *ctx, uint32_t channel) {
    (void)ctx;
    (void)channel;
    return true;
}

static const toc_rmt_ops_t rmt = {
    .name = "template",
    .ctx = NULL,
    .channel_count = CHANNEL_COUNT,
    .open = template_open,
    .close = template_close,
    .send = template_send,
    .is_sent = template_is_sent,
};

const toc_rmt_ops_t *template_rmt(void) {
    return &rmt;
}
