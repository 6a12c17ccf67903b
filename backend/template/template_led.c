/*
 * template_led - an LED that only remembers its colour
 *
 * SPDX-License-Identifier: MIT
 */
#include "template.h"

// What ops.ctx points at. Guard it where several threads may set it.
static struct {
    uint32_t rgb;
    bool beats;
} state;

// Show a colour, 0xRRGGBB, and end the heartbeat.
static void template_set(void *ctx, uint32_t rgb) {
    (void)ctx;
    state.rgb = rgb & 0xffffff;
    state.beats = false;
}

// The heartbeat is the backend's to blink: TOC_LED_BEAT_RGB for
// TOC_LED_BEAT_ON_NS in each TOC_LED_BEAT_NS. Ending it leaves the LED dark.
static void template_beat(void *ctx, bool on) {
    (void)ctx;
    state.rgb = 0;
    state.beats = on;
}

// The colour that was set last, whether it is to be seen or not.
static uint32_t template_get(void *ctx) {
    (void)ctx;
    return state.rgb;
}

static bool template_is_beating(void *ctx) {
    (void)ctx;
    return state.beats;
}

// What can be seen at this moment, the heartbeat's blue as well.
static uint32_t template_shown(void *ctx) {
    (void)ctx;
    return state.beats ? TOC_LED_BEAT_RGB : state.rgb;
}

static const toc_led_ops_t led = {
    .name = "template",
    .ctx = NULL,
    .set = template_set,
    .beat = template_beat,
    .get = template_get,
    .is_beating = template_is_beating,
    .shown = template_shown,
};

const toc_led_ops_t *template_led(void) {
    return &led;
}
