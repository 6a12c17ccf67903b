/*
 * linux_chip - GPIO chips of a Linux machine, with libgpiod
 *
 * SPDX-License-Identifier: MIT
 */
#include "linux_chip.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <gpiod.h>
#include <linux/gpio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CONSUMER "tocsin"
#define DEVICES  "/dev"
#define PREFIX   "gpiochip"

struct linux_chip {
    struct gpiod_chip *chip;
};

struct linux_request {
    struct gpiod_line_request *request;
};

// errno's number, negative; never 0.
static int failed(void) {
    return errno > 0 ? -errno : -EIO;
}

static void copy(char to[LINUX_CHIP_NAME_SIZE], const char *from) {
    snprintf(to, LINUX_CHIP_NAME_SIZE, "%s", from != NULL ? from : "");
}

static int chip_open(const char *path, linux_chip_t **out) {
    linux_chip_t *chip = malloc(sizeof(*chip));
    if (chip == NULL) {
        return -ENOMEM;
    }
    chip->chip = gpiod_chip_open(path);
    if (chip->chip == NULL) {
        int err = failed();
        free(chip);
        return err;
    }
    *out = chip;
    return 0;
}

static void chip_close(linux_chip_t *chip) {
    gpiod_chip_close(chip->chip);
    free(chip);
}

static int chip_info(linux_chip_t *chip, linux_chip_info_t *out) {
    struct gpiod_chip_info *info = gpiod_chip_get_info(chip->chip);
    if (info == NULL) {
        return failed();
    }
    copy(out->name, gpiod_chip_info_get_name(info));
    copy(out->label, gpiod_chip_info_get_label(info));
    out->line_count = (uint32_t)gpiod_chip_info_get_num_lines(info);
    gpiod_chip_info_free(info);
    return 0;
}

static int chip_line_info(linux_chip_t *chip, uint32_t offset,
                          linux_line_info_t *out) {
    struct gpiod_line_info *info = gpiod_chip_get_line_info(chip->chip, offset);
    if (info == NULL) {
        return failed();
    }
    copy(out->name, gpiod_line_info_get_name(info));
    copy(out->consumer, gpiod_line_info_get_consumer(info));
    out->used = gpiod_line_info_is_used(info);
    out->output =
        gpiod_line_info_get_direction(info) == GPIOD_LINE_DIRECTION_OUTPUT;
    out->active_low = gpiod_line_info_is_active_low(info);
    gpiod_line_info_free(info);
    return 0;
}

static enum gpiod_line_edge edge_of(unsigned edges) {
    static const enum gpiod_line_edge edge[] = {
        [0] = GPIOD_LINE_EDGE_NONE,
        [TOC_PIN_RISING] = GPIOD_LINE_EDGE_RISING,
        [TOC_PIN_FALLING] = GPIOD_LINE_EDGE_FALLING,
        [TOC_PIN_BOTH] = GPIOD_LINE_EDGE_BOTH,
    };
    return edge[edges & TOC_PIN_BOTH];
}

static enum gpiod_line_bias bias_of(enum toc_pin_pull pull) {
    switch (pull) {
    case TOC_PIN_PULL_UP:
        return GPIOD_LINE_BIAS_PULL_UP;
    case TOC_PIN_PULL_DOWN:
        return GPIOD_LINE_BIAS_PULL_DOWN;
    case TOC_PIN_PULL_NONE:
        break;
    }
    return GPIOD_LINE_BIAS_DISABLED;
}

// The values are all in range, so none of the setters can fail.
static void set_up(struct gpiod_line_settings *settings,
                   const linux_line_t *line) {
    gpiod_line_settings_reset(settings);
    (void)gpiod_line_settings_set_bias(settings, bias_of(line->pull));
    gpiod_line_settings_set_active_low(settings, line->active_low);
    if (line->output) {
        (void)gpiod_line_settings_set_direction(settings,
                                                GPIOD_LINE_DIRECTION_OUTPUT);
        (void)gpiod_line_settings_set_drive(
            settings, line->open_drain ? GPIOD_LINE_DRIVE_OPEN_DRAIN
                                       : GPIOD_LINE_DRIVE_PUSH_PULL);
        (void)gpiod_line_settings_set_output_value(
            settings,
            line->level ? GPIOD_LINE_VALUE_ACTIVE : GPIOD_LINE_VALUE_INACTIVE);
    } else {
        (void)gpiod_line_settings_set_direction(settings,
                                                GPIOD_LINE_DIRECTION_INPUT);
        (void)gpiod_line_settings_set_edge_detection(settings,
                                                     edge_of(line->edges));
        gpiod_line_settings_set_debounce_period_us(settings, line->debounce_us);
    }
}

// Returns NULL with errno set.
static struct gpiod_line_config *make_config(const linux_line_t *lines,
                                             size_t count) {
    struct gpiod_line_config *config = gpiod_line_config_new();
    struct gpiod_line_settings *settings = gpiod_line_settings_new();
    int err = config == NULL || settings == NULL ? -1 : 0;
    for (size_t i = 0; err == 0 && i < count; i++) {
        unsigned offset = lines[i].offset;
        set_up(settings, &lines[i]);
        err = gpiod_line_config_add_line_settings(config, &offset, 1, settings);
    }
    int why = errno;
    gpiod_line_settings_free(settings);
    if (err != 0) {
        gpiod_line_config_free(config);
        config = NULL;
    }
    errno = why;
    return config;
}

static struct gpiod_line_request *
request_lines(linux_chip_t *chip, struct gpiod_line_config *config,
              size_t buffer) {
    struct gpiod_request_config *how = gpiod_request_config_new();
    if (how == NULL) {
        return NULL;
    }
    gpiod_request_config_set_consumer(how, CONSUMER);
    gpiod_request_config_set_event_buffer_size(how, buffer);
    struct gpiod_line_request *request =
        gpiod_chip_request_lines(chip->chip, how, config);
    int why = errno;
    gpiod_request_config_free(how);
    errno = why;
    return request;
}

static void request_release(linux_request_t *request) {
    if (request->request != NULL) {
        gpiod_line_request_release(request->request);
    }
    free(request);
}

// Two threads may be told of one edge, and only one of them finds it.
static int never_block(int fd) {
    int flags = fcntl(fd, F_GETFL);
    return flags < 0 ? flags : fcntl(fd, F_SETFL, flags | O_NONBLOCK);
}

static int chip_request(linux_chip_t *chip, const linux_line_t *lines,
                        size_t count, size_t buffer, linux_request_t **out) {
    linux_request_t *request = calloc(1, sizeof(*request));
    if (request == NULL) {
        return -ENOMEM;
    }
    int err = 0;
    struct gpiod_line_config *config = make_config(lines, count);
    if (config != NULL) {
        request->request = request_lines(chip, config, buffer);
    }
    if (request->request == NULL ||
        never_block(gpiod_line_request_get_fd(request->request)) < 0) {
        err = failed();
        request_release(request);
    } else {
        *out = request;
    }
    gpiod_line_config_free(config);
    return err;
}

static int request_configure(linux_request_t *request,
                             const linux_line_t *lines, size_t count) {
    struct gpiod_line_config *config = make_config(lines, count);
    if (config == NULL) {
        return failed();
    }
    int err = gpiod_line_request_reconfigure_lines(request->request, config);
    err = err != 0 ? failed() : 0;
    gpiod_line_config_free(config);
    return err;
}

static int request_get(linux_request_t *request, uint32_t offset) {
    enum gpiod_line_value value =
        gpiod_line_request_get_value(request->request, offset);
    return value == GPIOD_LINE_VALUE_ERROR ? failed()
                                           : value == GPIOD_LINE_VALUE_ACTIVE;
}

static int request_set(linux_request_t *request, uint32_t offset, bool level) {
    int err = gpiod_line_request_set_value(request->request, offset,
                                           level ? GPIOD_LINE_VALUE_ACTIVE
                                                 : GPIOD_LINE_VALUE_INACTIVE);
    return err != 0 ? failed() : 0;
}

static int request_fd(linux_request_t *request) {
    return gpiod_line_request_get_fd(request->request);
}

// The library would clear a buffer and copy each event twice, which takes longer
// than the read itself.
static int request_read(linux_request_t *request, linux_edge_t *edges,
                        size_t most) {
    struct gpio_v2_line_event events[LINUX_CHIP_LINES_MAX];
    if (most > LINUX_CHIP_LINES_MAX) {
        most = LINUX_CHIP_LINES_MAX;
    }
    ssize_t got = read(gpiod_line_request_get_fd(request->request), events,
                       most * sizeof(events[0]));
    if (got < 0) {
        return failed();
    }
    int count = (int)((size_t)got / sizeof(events[0]));
    for (int i = 0; i < count; i++) {
        edges[i] = (linux_edge_t){
            .time_ns = events[i].timestamp_ns,
            .offset = events[i].offset,
            .seq = events[i].line_seqno,
            .rising = events[i].id == GPIO_V2_LINE_EVENT_RISING_EDGE,
        };
    }
    return count;
}

static int is_chip(const struct dirent *entry) {
    return strncmp(entry->d_name, PREFIX, sizeof(PREFIX) - 1) == 0;
}

static void each_chip(bool (*visit)(const char *path, void *ctx), void *ctx) {
    struct dirent **entries;
    int count = scandir(DEVICES, &entries, is_chip, versionsort);
    bool more = true;
    for (int i = 0; i < count; i++) {
        char path[sizeof(DEVICES) + sizeof(entries[i]->d_name) + 1];
        snprintf(path, sizeof(path), DEVICES "/%s", entries[i]->d_name);
        // A link to a chip is told as the chip itself.
        if (more && gpiod_is_gpiochip_device(path) &&
            entries[i]->d_type != DT_LNK) {
            more = visit(path, ctx);
        }
        free(entries[i]);
    }
    if (count >= 0) {
        free(entries);
    }
}

static const linux_chips_t real = {
    .open = chip_open,
    .close = chip_close,
    .info = chip_info,
    .line_info = chip_line_info,
    .request = chip_request,
    .release = request_release,
    .configure = request_configure,
    .get = request_get,
    .set = request_set,
    .fd = request_fd,
    .read = request_read,
    .each = each_chip,
};

static const linux_chips_t *used = &real;

const linux_chips_t *linux_chips(void) {
    return used;
}

void linux_chips_set(const linux_chips_t *chips) {
    used = chips != NULL ? chips : &real;
}
