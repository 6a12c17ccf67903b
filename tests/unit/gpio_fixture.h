/*
 * gpio_fixture - GPIO chips that note each call and send edges when told to
 *
 * Two chips: /dev/gpiochip0, labelled "soc", has 32 lines, line 17 named KEY
 * and line 5 held by "leds"; /dev/gpiochip1, labelled "more:1", has 4. A chip
 * can be unplugged. The events of a request come through a pipe.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_TESTS_GPIO_FIXTURE_H
#define TOC_TESTS_GPIO_FIXTURE_H

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "linux_chip.h"
#include "unit.h"

#define CHIPS    2
#define REQUESTS 16

struct linux_chip {
    const char *path;
    const char *label;
    uint32_t line_count;
    int open_result; // errno's number, negative
    _Atomic bool unplugged;
    _Atomic bool level[32]; // the test sets what threads look at
    uint32_t seq[32];
    struct linux_request *held[32];
};

struct linux_request {
    linux_chip_t *chip;
    linux_line_t lines[LINUX_CHIP_LINES_MAX];
    size_t count;
    size_t buffer;
    int ends[2]; // of the pipe: read, write
};

static linux_chip_t chips[CHIPS];
static char calls[4096]; // one line each
static int open_chips;   // less those closed
static int requests;     // less those released

static void note(const char *format, ...) {
    size_t used = strlen(calls);
    va_list args;
    va_start(args, format);
    vsnprintf(calls + used, sizeof(calls) - used, format, args);
    va_end(args);
}

// The calls since the last time are these.
static inline void expect_calls(const char *expected) {
    ck_assert_str_eq(calls, expected);
    calls[0] = '\0';
}

static int fake_open(const char *path, linux_chip_t **chip) {
    for (int i = 0; i < CHIPS; i++) {
        if (strcmp(path, chips[i].path) == 0 && !chips[i].unplugged) {
            *chip = &chips[i];
            open_chips += chips[i].open_result == 0;
            return chips[i].open_result;
        }
    }
    return -ENOENT;
}

static void fake_close(linux_chip_t *chip) {
    (void)chip;
    open_chips--;
}

static int fake_info(linux_chip_t *chip, linux_chip_info_t *info) {
    snprintf(info->name, sizeof(info->name), "%s",
             strrchr(chip->path, '/') + 1);
    snprintf(info->label, sizeof(info->label), "%s", chip->label);
    info->line_count = chip->line_count;
    return 0;
}

static int fake_line_info(linux_chip_t *chip, uint32_t offset,
                          linux_line_info_t *info) {
    *info = (linux_line_info_t){0};
    if (chip == &chips[0] && offset == 17) {
        strcpy(info->name, "KEY");
    }
    bool taken = chip == &chips[0] && offset == 5;
    strcpy(info->consumer, taken ? "leds" : chip->held[offset] ? "tocsin" : "");
    info->used = taken || chip->held[offset] != NULL;
    return chip->unplugged ? -ENODEV : 0;
}

// "17 in up both", "4 out 1".
static void note_line(const linux_line_t *line) {
    static const char *const pull[] = {"", " up", " down"};
    static const char *const edges[] = {"", " rising", " falling", " both"};
    note(" [%u %s%s%s%s", (unsigned)line->offset, line->output ? "out" : "in",
         pull[line->pull], line->active_low ? " low" : "",
         line->open_drain ? " drain" : "");
    if (line->output) {
        note(" %d", line->level);
    } else {
        note("%s", edges[line->edges]);
    }
    note(line->debounce_us != 0 ? " %uus]" : "]", (unsigned)line->debounce_us);
}

static void set_lines(linux_request_t *request, const linux_line_t *lines,
                      size_t count) {
    request->count = count;
    memcpy(request->lines, lines, count * sizeof(*lines));
    for (size_t i = 0; i < count; i++) {
        note_line(&lines[i]);
        if (lines[i].output) {
            request->chip->level[lines[i].offset] = lines[i].level;
        }
    }
    note("\n");
}

static int fake_request(linux_chip_t *chip, const linux_line_t *lines,
                        size_t count, size_t buffer, linux_request_t **out) {
    for (size_t i = 0; i < count; i++) {
        bool taken = chip == &chips[0] && lines[i].offset == 5;
        if (taken || chip->held[lines[i].offset] != NULL) {
            return -EBUSY;
        }
    }
    linux_request_t *request = calloc(1, sizeof(*request));
    ck_assert_ptr_nonnull(request);
    ck_assert_int_eq(pipe2(request->ends, O_CLOEXEC | O_NONBLOCK), 0);
    request->chip = chip;
    request->buffer = buffer;
    note("request %s", chip->label);
    set_lines(request, lines, count);
    for (size_t i = 0; i < count; i++) {
        chip->held[lines[i].offset] = request;
        chip->seq[lines[i].offset] = 0;
    }
    requests++;
    *out = request;
    return 0;
}

static void fake_release(linux_request_t *request) {
    note("release");
    for (size_t i = 0; i < request->count; i++) {
        note(" %u", (unsigned)request->lines[i].offset);
        request->chip->held[request->lines[i].offset] = NULL;
    }
    note("\n");
    close(request->ends[0]);
    close(request->ends[1]);
    free(request);
    requests--;
}

static int fake_configure(linux_request_t *request, const linux_line_t *lines,
                          size_t count) {
    if (request->chip->unplugged) {
        return -ENODEV;
    }
    ck_assert_uint_eq(count, request->count);
    note("configure");
    set_lines(request, lines, count);
    return 0;
}

static int fake_get(linux_request_t *request, uint32_t offset) {
    return request->chip->unplugged ? -ENODEV : request->chip->level[offset];
}

static int fake_set(linux_request_t *request, uint32_t offset, bool level) {
    if (request->chip->unplugged) {
        return -ENODEV;
    }
    request->chip->level[offset] = level;
    note("set %u %d\n", (unsigned)offset, level);
    return 0;
}

static int fake_fd(linux_request_t *request) {
    return request->ends[0];
}

static int fake_read(linux_request_t *request, linux_edge_t *edges,
                     size_t most) {
    ssize_t size = read(request->ends[0], edges, most * sizeof(*edges));
    return size < 0 ? -errno : (int)((size_t)size / sizeof(*edges));
}

static void fake_each(bool (*visit)(const char *path, void *ctx), void *ctx) {
    bool more = true;
    for (int i = 0; i < CHIPS && more; i++) {
        more = visit(chips[i].path, ctx);
    }
}

static const linux_chips_t fake_chips = {
    .open = fake_open,
    .close = fake_close,
    .info = fake_info,
    .line_info = fake_line_info,
    .request = fake_request,
    .release = fake_release,
    .configure = fake_configure,
    .get = fake_get,
    .set = fake_set,
    .fd = fake_fd,
    .read = fake_read,
    .each = fake_each,
};

static inline void fake_chips_begin(void) {
    chips[0] = (linux_chip_t){
        .path = "/dev/gpiochip0", .label = "soc", .line_count = 32};
    chips[1] = (linux_chip_t){
        .path = "/dev/gpiochip1", .label = "more:1", .line_count = 4};
    linux_chips_set(&fake_chips);
}

// The world changes a line; `lost` edges before it found no room.
static inline void edge(int chip, uint32_t offset, bool level, uint64_t time_ns,
                        uint32_t lost) {
    linux_chip_t *c = &chips[chip];
    c->level[offset] = level;
    c->seq[offset] += 1 + lost;
    linux_edge_t e = {.time_ns = time_ns,
                      .offset = offset,
                      .seq = c->seq[offset],
                      .rising = level};
    ck_assert_ptr_nonnull(c->held[offset]);
    ck_assert_int_eq(write(c->held[offset]->ends[1], &e, sizeof(e)), sizeof(e));
}

#endif
