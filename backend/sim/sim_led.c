/*
 * sim_led - the LED of the virtual board
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim_led.h"

#include "clock.h"
#include "sim_state.h"

#define RGB_MASK 0xffffffu

// All of it under the board's lock.
static struct {
    sim_led_state_t state;
    void (*watcher)(void *ctx, const sim_led_state_t *state);
    void *watcher_ctx;
} led;

// Take over a new state and tell the watcher, unless it is the old one.
static void change(uint32_t rgb, bool beating) {
    uint64_t now_ns = toc_clock_now_ns();
    sim__lock();
    bool changed = led.state.rgb != rgb || led.state.beating != beating;
    if (changed) {
        led.state.rgb = rgb;
        led.state.beating = beating;
        led.state.beat_from_ns = beating ? now_ns : 0;
        led.state.changes++;
    }
    sim_led_state_t state = led.state;
    void (*watcher)(void *, const sim_led_state_t *) = led.watcher;
    void *ctx = led.watcher_ctx;
    sim__unlock();
    if (changed && watcher != NULL) {
        watcher(ctx, &state);
    }
}

static void led_set(void *ctx, uint32_t rgb) {
    (void)ctx;
    change(rgb & RGB_MASK, false);
}

static void led_beat(void *ctx, bool on) {
    (void)ctx;
    change(0, on);
}

void sim_led_state(sim_led_state_t *out) {
    sim__lock();
    *out = led.state;
    sim__unlock();
}

uint32_t sim_led_shown(const sim_led_state_t *state, uint64_t now_ns) {
    if (!state->beating) {
        return state->rgb;
    }
    bool lit =
        (now_ns - state->beat_from_ns) % TOC_LED_BEAT_NS < TOC_LED_BEAT_ON_NS;
    return lit ? TOC_LED_BEAT_RGB : 0;
}

static uint32_t led_get(void *ctx) {
    (void)ctx;
    sim_led_state_t state;
    sim_led_state(&state);
    return state.rgb;
}

static bool led_is_beating(void *ctx) {
    (void)ctx;
    sim_led_state_t state;
    sim_led_state(&state);
    return state.beating;
}

static uint32_t led_shown(void *ctx) {
    (void)ctx;
    sim_led_state_t state;
    sim_led_state(&state);
    return sim_led_shown(&state, toc_clock_now_ns());
}

void sim_led_init(void) {
    sim__lock();
    led.state = (sim_led_state_t){0};
    led.watcher = NULL;
    led.watcher_ctx = NULL;
    sim__unlock();
}

void sim_led_on_change(void (*fn)(void *ctx, const sim_led_state_t *state),
                       void *ctx) {
    sim__lock();
    led.watcher = fn;
    led.watcher_ctx = ctx;
    sim__unlock();
}

const toc_led_ops_t *sim_led(void) {
    static const toc_led_ops_t ops = {
        .name = "sim",
        .set = led_set,
        .beat = led_beat,
        .get = led_get,
        .is_beating = led_is_beating,
        .shown = led_shown,
    };
    return &ops;
}
