/*
 * linux_pwm - pulse width modulators of a Linux machine, channels in sysfs
 *
 * SPDX-License-Identifier: MIT
 */
#include "linux_pwm.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "err.h"
#include "linux_kernel.h"

#define PATH_SIZE   256
#define NUMBER_SIZE 24
#define NS_PER_S    1000000000u
#define NO_PAD      LINUX_PWM_PADS

typedef struct {
    uint32_t pad; // NO_PAD: not in use
    uint32_t timer;
    double duty;
} channel_t;

typedef struct {
    const char *name; // "pwmchip0:1"; NULL: the pad is another backend's
    bool exported;
    bool enabled;
    uint32_t period_ns; // as the kernel has them
    uint32_t duty_ns;
} output_t;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static output_t outputs[LINUX_PWM_PADS];
static channel_t channels[TOC_PWM_CHANNELS] = {
    {NO_PAD, 0, 0}, {NO_PAD, 0, 0}, {NO_PAD, 0, 0}, {NO_PAD, 0, 0},
    {NO_PAD, 0, 0}, {NO_PAD, 0, 0}, {NO_PAD, 0, 0}, {NO_PAD, 0, 0}};
static uint32_t timers_hz[TOC_PWM_TIMERS];
static const char *root = "/sys/class/pwm";
static const toc_pwm_ops_t *others;

static bool is_mapped(uint32_t pad) {
    return pad < LINUX_PWM_PADS && outputs[pad].name != NULL;
}

// The rest with the lock, up to the calls of the contract.

static int put_number(const char *path, uint32_t number) {
    const linux_kernel_t *kernel = linux_kernel();
    char text[NUMBER_SIZE];
    int size = snprintf(text, sizeof(text), "%u", (unsigned)number);
    int fd = kernel->open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0) {
        return fd;
    }
    long done = kernel->write(fd, text, (size_t)size);
    kernel->close(fd);
    return done < 0 ? (int)done : 0;
}

// Write to a file of the chip: "export".
// Returns what the kernel said, errno's number, negative.
static int put_chip(const output_t *output, const char *what) {
    char path[PATH_SIZE];
    const char *colon = strchr(output->name, ':');
    int size = snprintf(path, sizeof(path), "%s/%.*s/%s", root,
                        (int)(colon - output->name), output->name, what);
    return size < (int)sizeof(path)
               ? put_number(path, (uint32_t)strtoul(colon + 1, NULL, 10))
               : -ENOENT;
}

// Write to a file of the channel: "period".
static int put(const output_t *output, const char *what, uint32_t number) {
    char path[PATH_SIZE];
    const char *colon = strchr(output->name, ':');
    int size =
        snprintf(path, sizeof(path), "%s/%.*s/pwm%s/%s", root,
                 (int)(colon - output->name), output->name, colon + 1, what);
    return size < (int)sizeof(path) ? put_number(path, number) : -ENOENT;
}

static int acquire(output_t *output) {
    if (output->exported) {
        return 0;
    }
    int result = put_chip(output, "export");
    // Left behind by a process that was killed, or set up for this one.
    if (result < 0 && result != -EBUSY) {
        // A chip has no channel of this number.
        return result == -ENODEV ? TOC_ENOENT : linux_err_open(result);
    }
    result = put(output, "duty_cycle", 0);
    // One that nobody has used has no period yet, and so takes no duty.
    if (result < 0 && result != -EINVAL) {
        // Busy without being exported: a driver of the kernel has it.
        return result == -ENOENT ? TOC_EBUSY : linux_err_open(result);
    }
    output->exported = true;
    output->enabled = false;
    output->period_ns = 0;
    output->duty_ns = 0;
    return 0;
}

// A duty longer than the period is refused, so the order depends on both.
static int put_wave(output_t *output, uint32_t period_ns, uint32_t duty_ns) {
    int result = 0;
    if (output->duty_ns > period_ns) {
        result = put(output, "duty_cycle", duty_ns);
    }
    if (result == 0 && output->period_ns != period_ns) {
        result = put(output, "period", period_ns);
    }
    if (result == 0) {
        result = put(output, "duty_cycle", duty_ns);
    }
    if (result == 0) {
        output->period_ns = period_ns;
        output->duty_ns = duty_ns;
        if (!output->enabled) {
            result = put(output, "enable", 1);
            output->enabled = result == 0;
        }
    }
    return linux_err_open(result);
}

static int show(const channel_t *channel) {
    output_t *output = &outputs[channel->pad];
    int err = acquire(output);
    uint32_t hz = timers_hz[channel->timer];
    if (err == 0 && hz != 0) {
        uint32_t period_ns = NS_PER_S / hz;
        err = put_wave(output, period_ns,
                       (uint32_t)(channel->duty * period_ns + 0.5));
    }
    return err;
}

static void let_go(channel_t *channel) {
    if (channel->pad == NO_PAD) {
        return;
    }
    output_t *output = &outputs[channel->pad];
    channel->pad = NO_PAD;
    if (output->exported) {
        output->exported = false;
        (void)put(output, "duty_cycle", 0);
        (void)put(output, "enable", 0);
        (void)put_chip(output, "unexport");
    }
}

// Whoever had the pad before, and what the channel had.
static void make_way(uint32_t number, uint32_t pad) {
    let_go(&channels[number]);
    for (uint32_t i = 0; i < TOC_PWM_CHANNELS; i++) {
        if (channels[i].pad == pad) {
            let_go(&channels[i]);
        }
    }
}

static int linux_pwm_set_timer(void *ctx, uint32_t timer, uint32_t hz) {
    (void)ctx;
    int err = others->set_timer(others->ctx, timer, hz);
    if (err != 0 || hz == 0) {
        return err;
    }
    pthread_mutex_lock(&lock);
    timers_hz[timer] = hz;
    for (uint32_t i = 0; i < TOC_PWM_CHANNELS && err == 0; i++) {
        if (channels[i].pad != NO_PAD && channels[i].timer == timer) {
            err = show(&channels[i]);
        }
    }
    pthread_mutex_unlock(&lock);
    return err;
}

static int linux_pwm_set_channel(void *ctx, uint32_t number, uint32_t timer,
                                 uint32_t pad, double duty) {
    (void)ctx;
    int err = others->set_channel(others->ctx, number, timer, pad, duty);
    if (err != 0) {
        return err;
    }
    pthread_mutex_lock(&lock);
    make_way(number, pad);
    if (is_mapped(pad)) {
        channels[number] =
            (channel_t){.pad = pad, .timer = timer, .duty = duty};
        err = show(&channels[number]);
        if (err != 0) {
            let_go(&channels[number]);
        }
    }
    pthread_mutex_unlock(&lock);
    return err;
}

static int linux_pwm_set_duty(void *ctx, uint32_t number, double duty) {
    (void)ctx;
    int err = others->set_duty(others->ctx, number, duty);
    if (err != 0) {
        return err;
    }
    pthread_mutex_lock(&lock);
    channels[number].duty = duty;
    if (channels[number].pad != NO_PAD) {
        err = show(&channels[number]);
    }
    pthread_mutex_unlock(&lock);
    return err;
}

static bool linux_pwm_at(void *ctx, uint32_t pad, uint32_t *hz, double *duty) {
    (void)ctx;
    return others->at(others->ctx, pad, hz, duty);
}

static const char *linux_pwm_file(void *ctx, uint32_t pad) {
    (void)ctx;
    return is_mapped(pad) ? outputs[pad].name : NULL;
}

static const toc_pwm_ops_t pwm = {
    .name = "linux",
    .set_timer = linux_pwm_set_timer,
    .set_channel = linux_pwm_set_channel,
    .set_duty = linux_pwm_set_duty,
    .at = linux_pwm_at,
    .file = linux_pwm_file,
};

int linux_pwm_map(uint32_t pad, const char *name) {
    if (pad >= LINUX_PWM_PADS) {
        return TOC_EINVAL;
    }
    if (name != NULL) {
        const char *colon = strchr(name, ':');
        if (colon == NULL || colon == name || colon[1] == '\0' ||
            colon[1 + strspn(colon + 1, "0123456789")] != '\0') {
            return TOC_EINVAL;
        }
    }
    outputs[pad].name = name;
    return 0;
}

void linux_pwm_root(const char *folder) {
    root = folder;
}

const toc_pwm_ops_t *linux_pwm(const toc_pwm_ops_t *rest) {
    others = rest;
    for (uint32_t pad = 0; pad < LINUX_PWM_PADS; pad++) {
        if (is_mapped(pad)) {
            return &pwm;
        }
    }
    return rest;
}

void linux_pwm_reset(void) {
    pthread_mutex_lock(&lock);
    for (uint32_t i = 0; i < TOC_PWM_CHANNELS; i++) {
        let_go(&channels[i]);
    }
    for (uint32_t i = 0; i < TOC_PWM_TIMERS; i++) {
        timers_hz[i] = 0;
    }
    pthread_mutex_unlock(&lock);
}
