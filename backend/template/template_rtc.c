/*
 * template_rtc - a clock that begins at 0 with the process, and a memory
 *
 * SPDX-License-Identifier: MIT
 */
#include <string.h>

#include "clock.h"
#include "err.h"
#include "template.h"

// What ops.ctx points at. Guard it where several threads may set it.
static struct {
    int64_t ahead_ns; // of the monotonic clock
    uint8_t memory[TOC_RTC_MEMORY_BYTES];
    size_t size;
} state;

// Nanoseconds since 1 January 1970, UTC.
static int64_t template_now_ns(void *ctx) {
    (void)ctx;
    return (int64_t)toc_clock_now_ns() + state.ahead_ns;
}

// Set it; a chip that does not take the time is told, and nothing is set.
static int template_set_ns(void *ctx, int64_t time_ns) {
    (void)ctx;
    state.ahead_ns = time_ns - (int64_t)toc_clock_now_ns();
    return 0;
}

// Ask servers for the time from now on, without waiting for an answer.
static void template_ntp_start(void *ctx, const char *server,
                               const char *backup, uint64_t period_ns) {
    (void)ctx;
    (void)server;
    (void)backup;
    (void)period_ns;
}

static bool template_is_synced(void *ctx) {
    (void)ctx;
    return false;
}

// What is stored here stays over a deep sleep and a soft reset.
static size_t template_memory_get(void *ctx, void *data) {
    (void)ctx;
    memcpy(data, state.memory, state.size);
    return state.size;
}

static int template_memory_set(void *ctx, const void *data, size_t size) {
    (void)ctx;
    if (size > sizeof(state.memory)) {
        return TOC_EINVAL;
    }
    memcpy(state.memory, data, size);
    state.size = size;
    return 0;
}

static const toc_rtc_ops_t rtc = {
    .name = "template",
    .ctx = NULL,
    .begin = NULL, // or: take over the time of the chip behind it
    .now_ns = template_now_ns,
    .set_ns = template_set_ns,
    .file = NULL, // or the name of what the system knows the chip by
    .ntp_start = template_ntp_start,
    .is_synced = template_is_synced,
    .memory_get = template_memory_get,
    .memory_set = template_memory_set,
};

const toc_rtc_ops_t *template_rtc(void) {
    return &rtc;
}
