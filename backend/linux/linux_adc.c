/*
 * linux_adc - analog inputs of a Linux machine, channels of an IIO device
 *
 * SPDX-License-Identifier: MIT
 */
#include "linux_adc.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "err.h"
#include "linux_kernel.h"

#define PATH_SIZE   256
#define NUMBER_SIZE 32
#define UV_PER_MV   1000.0

static const char *channels[LINUX_ADC_PADS];
static const char *root = "/sys/bus/iio/devices";
static const toc_adc_ops_t *others;

static bool is_mapped(uint32_t pad) {
    return pad < LINUX_ADC_PADS && channels[pad] != NULL;
}

static int read_file(const char *path, double *number) {
    const linux_kernel_t *kernel = linux_kernel();
    char text[NUMBER_SIZE];
    int fd = kernel->open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return linux_err_open(fd);
    }
    long size = kernel->read(fd, text, sizeof(text) - 1);
    kernel->close(fd);
    if (size < 0) {
        return linux_err(size);
    }
    text[size] = '\0';
    char *end;
    *number = strtod(text, &end);
    return end != text ? 0 : TOC_EIO;
}

// A number that a device tells of a channel: "raw", "scale". What all channels
// of a kind have in common has a name without the channel's number.
static int read_channel(const char *channel, const char *what, bool shared,
                        double *number) {
    char path[PATH_SIZE];
    const char *name = strrchr(channel, ':') + 1;
    int name_size = (int)strcspn(name, shared ? "0123456789" : "");
    int size =
        snprintf(path, sizeof(path), "%s/%.*s/in_%.*s_%s", root,
                 (int)(name - 1 - channel), channel, name_size, name, what);
    return size < (int)sizeof(path) ? read_file(path, number) : TOC_ENOENT;
}

static int read_own_or_shared(const char *channel, const char *what,
                              double *number) {
    int err = read_channel(channel, what, false, number);
    return err == TOC_ENOENT ? read_channel(channel, what, true, number) : err;
}

static int read_mv(const char *channel, double *mv) {
    int err = read_channel(channel, "input", false, mv);
    if (err != TOC_ENOENT) {
        return err;
    }
    double raw = 0;
    double scale = 0;
    double offset = 0;
    err = read_channel(channel, "raw", false, &raw);
    if (err == 0) {
        err = read_own_or_shared(channel, "offset", &offset);
        err = err == TOC_ENOENT ? 0 : err;
    }
    if (err == 0) {
        err = read_own_or_shared(channel, "scale", &scale);
        // Without it nobody knows what a step is.
        err = err == TOC_ENOENT ? TOC_ENOTSUP : err;
    }
    if (err == 0) {
        *mv = (raw + offset) * scale;
    }
    return err;
}

static int linux_adc_read(void *ctx, uint32_t pad, uint32_t *uv) {
    (void)ctx;
    if (!is_mapped(pad)) {
        return others != NULL ? others->read(others->ctx, pad, uv) : TOC_EINVAL;
    }
    double mv = 0;
    int err = read_mv(channels[pad], &mv);
    if (err == 0) {
        double in_range = mv * UV_PER_MV;
        *uv = !(in_range > 0)                ? 0
              : in_range > (double)INT32_MAX ? (uint32_t)INT32_MAX
                                             : (uint32_t)(in_range + 0.5);
    }
    return err;
}

static int linux_adc_vref_to(void *ctx, uint32_t pad) {
    (void)ctx;
    if (is_mapped(pad)) {
        return TOC_ENOTSUP;
    }
    return others != NULL ? others->vref_to(others->ctx, pad) : TOC_EINVAL;
}

static const char *linux_adc_file(void *ctx, uint32_t pad) {
    (void)ctx;
    return is_mapped(pad) ? channels[pad] : NULL;
}

static const toc_adc_ops_t adc = {
    .name = "linux",
    .blocks = true,
    .read = linux_adc_read,
    .vref_to = linux_adc_vref_to,
    .file = linux_adc_file,
};

int linux_adc_map(uint32_t pad, const char *channel) {
    if (pad >= LINUX_ADC_PADS ||
        (channel != NULL && strrchr(channel, ':') == NULL)) {
        return TOC_EINVAL;
    }
    channels[pad] = channel;
    return 0;
}

void linux_adc_root(const char *folder) {
    root = folder;
}

const toc_adc_ops_t *linux_adc(const toc_adc_ops_t *rest) {
    others = rest;
    for (uint32_t pad = 0; pad < LINUX_ADC_PADS; pad++) {
        if (is_mapped(pad)) {
            return &adc;
        }
    }
    return rest;
}
