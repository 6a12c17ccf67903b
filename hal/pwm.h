/*
 * pwm - contract of the pulse width modulators of a board
 *
 * A backend is a const table of these functions with a context pointer. Timers
 * are numbered 0 to TOC_PWM_TIMERS - 1, channels 0 to TOC_PWM_CHANNELS - 1; a
 * channel belongs to one timer at a time, whose frequency it has.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_HAL_PWM_H
#define TOC_HAL_PWM_H

#include <stdbool.h>
#include <stdint.h>

#define TOC_PWM_TIMERS   4
#define TOC_PWM_CHANNELS 8
#define TOC_PWM_HZ_MAX   78000

typedef struct toc_pwm_ops {
    const char *name;
    void *ctx;

    // ctx of every call: thread. A number out of range: TOC_EINVAL.

    // Set the frequency of a timer, which begins a period. 0 is refused without
    // an error: the timer stays as it is, stopped if it never ran.
    int (*set_timer)(void *ctx, uint32_t timer, uint32_t hz);

    // Put a channel out at a pad, instead of where it was. Setting up the pad
    // as a pin ends it.
    // Returns 0, or TOC_EINVAL for a pad that cannot be an output.
    int (*set_channel)(void *ctx, uint32_t channel, uint32_t timer,
                       uint32_t pad, double duty);

    // The part of a period that is high, 0 to 1; at once.
    int (*set_duty)(void *ctx, uint32_t channel, double duty);

    // What is put out at a pad: hertz, and the duty that was asked for.
    // Returns false where no channel is.
    bool (*at)(void *ctx, uint32_t pad, uint32_t *hz, double *duty);

    // What a pad is on the machine, for the texts of errors; NULL when it is
    // none. May be absent.
    const char *(*file)(void *ctx, uint32_t pad);
} toc_pwm_ops_t;

// A pulse train. With whole hertz it repeats each second.
typedef struct {
    uint32_t hz;      // 0: stopped, low
    uint64_t high_ns; // of each period; 0: always low
    bool is_high;     // always
} toc_pwm_wave_t;

// What the hardware makes of a frequency and a duty: it counts a period in 14
// bits below 4 kHz and in fewer above, 10 from 32 kHz on. From 0.999 on it is
// always high.
//
// ctx: any
toc_pwm_wave_t toc_pwm_wave(uint32_t hz, double duty);

// The level `since_ns` after a period began.
//
// ctx: any
bool toc_pwm_level(const toc_pwm_wave_t *wave, uint64_t since_ns);

// When the next edge after `since_ns` comes, on the same scale.
//
// ctx: any
// Returns UINT64_MAX for a wave without edges.
uint64_t toc_pwm_next(const toc_pwm_wave_t *wave, uint64_t since_ns);

#endif
