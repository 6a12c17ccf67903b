/*
 * pwm - when the edges of a pulse train come
 *
 * Period k of a second begins at k / hz, rounded down to a nanosecond; so the
 * rounding of periods never adds up.
 *
 * SPDX-License-Identifier: MIT
 */
#include "pwm.h"

#define NS_PER_S  UINT64_C(1000000000)
#define DUTY_HIGH 0.999

static uint32_t bits_of(uint32_t hz) {
    uint32_t bits = 14;
    for (uint32_t limit = 4000; hz >= limit && bits > 10; limit *= 2) {
        bits--;
    }
    return bits;
}

toc_pwm_wave_t toc_pwm_wave(uint32_t hz, double duty) {
    toc_pwm_wave_t wave = {.hz = hz};
    if (hz == 0 || !(duty > 0)) {
        return wave;
    }
    if (duty >= DUTY_HIGH) {
        wave.is_high = true;
        return wave;
    }
    uint32_t steps = 1u << bits_of(hz);
    uint64_t high = (uint64_t)(duty * steps);
    wave.high_ns = high * NS_PER_S / ((uint64_t)hz * steps);
    return wave;
}

static uint64_t begin_of(uint32_t hz, uint64_t period) {
    return period * NS_PER_S / hz;
}

// The last period that has begun `in_ns` after a second's beginning.
static uint64_t period_at(uint32_t hz, uint64_t in_ns) {
    return ((in_ns + 1) * hz - 1) / NS_PER_S;
}

static bool has_edges(const toc_pwm_wave_t *wave) {
    return wave->high_ns != 0;
}

bool toc_pwm_level(const toc_pwm_wave_t *wave, uint64_t since_ns) {
    if (!has_edges(wave)) {
        return wave->is_high;
    }
    uint64_t in_ns = since_ns % NS_PER_S;
    uint64_t begin = begin_of(wave->hz, period_at(wave->hz, in_ns));
    return in_ns - begin < wave->high_ns;
}

uint64_t toc_pwm_next(const toc_pwm_wave_t *wave, uint64_t since_ns) {
    if (!has_edges(wave)) {
        return UINT64_MAX;
    }
    uint64_t in_ns = since_ns % NS_PER_S;
    uint64_t period = period_at(wave->hz, in_ns);
    uint64_t fall = begin_of(wave->hz, period) + wave->high_ns;
    uint64_t next = in_ns < fall ? fall : begin_of(wave->hz, period + 1);
    return since_ns - in_ns + next;
}
