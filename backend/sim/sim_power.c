/*
 * sim_power - what wakes the virtual board, and the sensor on its die
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim_power.h"

#include "err.h"
#include "sim_state.h"

// Guarded by the board's lock.
static int temperature = SIM_TEMPERATURE_INITIAL;

static void (*on_supply)(bool on);

void sim_power_on_supply(void (*fn)(bool on)) {
    on_supply = fn;
}

void sim__power_supply(bool on) {
    if (on_supply != NULL) {
        on_supply(on);
    }
}

static int sim_power_wake_on(void *ctx, uint64_t pads, enum toc_wake_mode mode,
                             bool keep_pulls) {
    (void)ctx;
    sim_state_t *s = &sim__state;
    if (mode != TOC_WAKE_ALL_LOW && mode != TOC_WAKE_ANY_HIGH) {
        return TOC_EINVAL;
    }
    sim__lock();
    bool able = (pads & ~s->rtc_pads) == 0;
    if (able) {
        s->wake_pads = pads;
        s->wake_any_high = mode == TOC_WAKE_ANY_HIGH;
        s->wake_keeps_pulls = keep_pulls;
    }
    sim__unlock();
    return able ? 0 : TOC_ENOTSUP;
}

static uint64_t sim_power_wake_pads(void *ctx) {
    (void)ctx;
    sim__lock();
    uint64_t pads = sim__state.wake_pads;
    sim__unlock();
    return pads;
}

// With the lock.
static uint64_t wakers(void) {
    const sim_state_t *s = &sim__state;
    uint64_t high = s->level & s->wake_pads;
    if (s->wake_any_high) {
        return high;
    }
    return high == 0 ? s->wake_pads : 0;
}

static uint64_t sim_power_wakers(void *ctx) {
    (void)ctx;
    sim__lock();
    uint64_t pads = wakers();
    sim__unlock();
    return pads;
}

static void sim_power_watch(void *ctx, void (*fn)(void)) {
    (void)ctx;
    sim__lock();
    sim__state.woken = fn;
    sim__unlock();
}

void sim__wake_settle(void) {
    if (wakers() != 0) {
        sim__state.woken();
    }
}

static void sim_power_deep_sleep(void *ctx) {
    (void)ctx;
    sim_state_t *s = &sim__state;
    sim__lock();
    sim__unwatch_all();
    for (uint32_t pad = 0; pad < s->pad_count; pad++) {
        sim_pad_t *p = &s->pads[pad];
        bool keeps = s->wake_keeps_pulls && (s->rtc_pads >> pad & 1u) != 0;
        p->asked.mode = TOC_PIN_IN;
        p->asked.pull = keeps ? p->asked.pull : TOC_PIN_PULL_NONE;
        sim__pad_apply_asked(pad);
    }
    sim__unlock();
}

static int sim_power_temperature(void *ctx) {
    (void)ctx;
    sim__lock();
    int raw = temperature;
    sim__unlock();
    return raw;
}

static const toc_power_ops_t power = {
    .name = "sim",
    .wake_on = sim_power_wake_on,
    .wake_pads = sim_power_wake_pads,
    .wakers = sim_power_wakers,
    .watch = sim_power_watch,
    .deep_sleep = sim_power_deep_sleep,
    .temperature = sim_power_temperature,
};

const toc_power_ops_t *sim_power(void) {
    return &power;
}

void sim_power_reset(void) {
    (void)sim_power_wake_on(NULL, 0, TOC_WAKE_ALL_LOW, false);
}

void sim_temperature_set(uint8_t raw) {
    sim__lock();
    temperature = raw;
    sim__unlock();
}
