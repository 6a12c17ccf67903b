/*
 * template_power - a chip that nothing wakes
 *
 * SPDX-License-Identifier: MIT
 */
#include "err.h"
#include "template.h"

#define DIE_RAW 128 // of a die that has no sensor

static uint64_t wake_pads; // what ops.ctx points at

// These pads wake it from now on, in both kinds of sleep; 0: none do. Which can
// is the hardware's to say, TOC_ENOTSUP for one that cannot.
static int template_wake_on(void *ctx, uint64_t pads, enum toc_wake_mode mode,
                            bool keep_pulls) {
    (void)ctx;
    (void)keep_pulls;
    if (mode != TOC_WAKE_ALL_LOW && mode != TOC_WAKE_ANY_HIGH) {
        return TOC_EINVAL;
    }
    wake_pads = pads;
    return 0;
}

static uint64_t template_wake_pads(void *ctx) {
    (void)ctx;
    return wake_pads;
}

// Those of them that have the level that wakes, at this moment.
static uint64_t template_wakers(void *ctx) {
    (void)ctx;
    return 0;
}

// While a program sleeps: call `fn` when a pad brings about what wakes, from an
// interrupt or any thread. When watch(NULL) returned, none of its calls runs.
static void template_watch(void *ctx, void (*fn)(void)) {
    (void)ctx;
    (void)fn;
}

// The board begins anew after this: let go of the pads that are not held.
static void template_deep_sleep(void *ctx) {
    (void)ctx;
}

// The raw value of the sensor on the die, 0 to 255.
static int template_temperature(void *ctx) {
    (void)ctx;
    return DIE_RAW;
}

static const toc_power_ops_t power = {
    .name = "template",
    .ctx = NULL,
    .wake_on = template_wake_on,
    .wake_pads = template_wake_pads,
    .wakers = template_wakers,
    .watch = template_watch,
    .deep_sleep = template_deep_sleep,
    .temperature = template_temperature,
};

const toc_power_ops_t *template_power(void) {
    return &power;
}
