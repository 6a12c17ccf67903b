/*
 * rmt - contract of the channels that send pulses with exact times
 *
 * A backend is a const table of these functions with a context pointer.
 * Channels are numbered 0 to channel_count - 1. A channel that sends drives its
 * pad; one that receives only makes its pad an input, and whoever wants the
 * pulses taps it (hal/pin.h).
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_HAL_RMT_H
#define TOC_HAL_RMT_H

#include <stdbool.h>
#include <stdint.h>

typedef struct {
    uint32_t pad;
    bool sends;
    // The rest for one that sends.
    bool idle_level;              // before, between and after what is sent
    bool carrier_level;           // of the pulses that the carrier is on
    uint8_t carrier_duty_percent; // 0 to 100, of the carrier's period
    uint32_t carrier_hz;          // 0: none
} toc_rmt_setup_t;

typedef struct {
    uint32_t ns; // above 0
    bool level;
} toc_rmt_pulse_t;

typedef struct toc_rmt_ops {
    const char *name;
    void *ctx;
    uint32_t channel_count;

    // ctx of every call: thread. `channel` out of range: TOC_EINVAL.

    // Take a channel into use, or set it up anew: that ends what it sends.
    // Returns 0, or TOC_EINVAL for a setup that cannot be, such as a pad that
    // is input only and a channel that sends.
    int (*open)(void *ctx, uint32_t channel, const toc_rmt_setup_t *setup);

    // Let go of it, in the middle of a pulse as well; harmless when it is not
    // in use. A pad that it drove stays an output, with the latch from before.
    void (*close)(void *ctx, uint32_t channel);

    // Begin to send `count` pulses, at least 1, which are copied; the first
    // begins now. In a pulse at the carrier's level the carrier begins with its
    // active part, which has that level.
    // `*end_ns` is the point in time at which the last one ends.
    // Returns 0, TOC_EBUSY while it sends, TOC_ENOMEM, TOC_EINVAL for a
    // channel that is not in use or receives.
    int (*send)(void *ctx, uint32_t channel, const toc_rmt_pulse_t *pulses,
                uint32_t count, uint64_t *end_ns);

    // Whether nothing is being sent.
    bool (*is_sent)(void *ctx, uint32_t channel);
} toc_rmt_ops_t;

#endif
