/*
 * template_pwm - channels that put nothing out
 *
 * SPDX-License-Identifier: MIT
 */
#include "err.h"
#include "template.h"

#define PAD_COUNT 40

// Channels of one timer have one frequency and begin their periods together.
static int template_set_timer(void *ctx, uint32_t timer, uint32_t hz) {
    (void)ctx;
    return timer < TOC_PWM_TIMERS && hz <= TOC_PWM_HZ_MAX ? 0 : TOC_EINVAL;
}

// A channel leaves the pad that it had; a pad that another channel has leaves
// that one. What hardware makes of a duty, hal/pwm.c tells.
static int template_set_channel(void *ctx, uint32_t channel, uint32_t timer,
                                uint32_t pad, double duty) {
    (void)ctx;
    (void)duty;
    bool is_there = channel < TOC_PWM_CHANNELS && timer < TOC_PWM_TIMERS;
    return is_there && pad < PAD_COUNT ? 0 : TOC_EINVAL;
}

// Another duty at once, not from the next period on.
static int template_set_duty(void *ctx, uint32_t channel, double duty) {
    (void)ctx;
    (void)duty;
    return channel < TOC_PWM_CHANNELS ? 0 : TOC_EINVAL;
}

// What a channel puts out at the pad, as it was asked for.
static bool template_at(void *ctx, uint32_t pad, uint32_t *hz, double *duty) {
    (void)ctx;
    (void)pad;
    *hz = 0;
    *duty = 0;
    return false;
}

static const toc_pwm_ops_t pwm = {
    .name = "template",
    .ctx = NULL,
    .set_timer = template_set_timer,
    .set_channel = template_set_channel,
    .set_duty = template_set_duty,
    .at = template_at,
    .file = NULL, // or the name of what the system knows the channel by
};

const toc_pwm_ops_t *template_pwm(void) {
    return &pwm;
}
