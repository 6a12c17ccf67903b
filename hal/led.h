/*
 * led - contract of a board's RGB LED
 *
 * The LED shows the colour that the program set, or the heartbeat: blue for
 * TOC_LED_BEAT_ON_NS at the beginning of each TOC_LED_BEAT_NS, counted from when
 * it was started. While it beats, the colour that was set is 0.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_HAL_LED_H
#define TOC_HAL_LED_H

#include <stdbool.h>
#include <stdint.h>

#define TOC_LED_BEAT_NS    UINT64_C(4000000000)
#define TOC_LED_BEAT_ON_NS UINT64_C(80000000)
#define TOC_LED_BEAT_RGB   0x000050u

typedef struct toc_led_ops {
    const char *name;
    void *ctx;

    // ctx of every call: thread. Colours are 0xRRGGBB; higher bits are ignored.

    // Show a colour. Ends the heartbeat.
    void (*set)(void *ctx, uint32_t rgb);

    // Start the heartbeat, which goes on when it beats already, or end it and
    // leave the LED dark.
    void (*beat)(void *ctx, bool on);

    // The colour that was set.
    uint32_t (*get)(void *ctx);

    bool (*is_beating)(void *ctx);

    // The colour that is to be seen now.
    uint32_t (*shown)(void *ctx);
} toc_led_ops_t;

#endif
