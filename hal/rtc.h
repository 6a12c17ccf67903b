/*
 * rtc - contract of the real-time clock and of the memory that it keeps
 *
 * Times are nanoseconds since the beginning of 1970, UTC; before that they are
 * negative.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_HAL_RTC_H
#define TOC_HAL_RTC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TOC_RTC_MEMORY_BYTES 2048

typedef struct toc_rtc_ops {
    const char *name;
    void *ctx;

    // ctx of every call: thread; of now_ns: any

    int64_t (*now_ns)(void *ctx);

    void (*set_ns)(void *ctx, int64_t time_ns);

    // Ask these servers for the time, now and again after each period. The
    // text of the names is not kept. `server` NULL: stop asking. The call does
    // not wait for an answer.
    void (*ntp_start)(void *ctx, const char *server, const char *backup,
                      uint64_t period_ns);

    // Whether a server that was asked since ntp_start() has answered.
    bool (*is_synced)(void *ctx);

    // The memory that a deep sleep and a soft reset leave as it is.
    // Returns how many bytes were stored last; they are copied to `data`, which
    // has room for TOC_RTC_MEMORY_BYTES.
    size_t (*memory_get)(void *ctx, void *data);

    // Returns 0, or TOC_EINVAL for more than TOC_RTC_MEMORY_BYTES.
    int (*memory_set)(void *ctx, const void *data, size_t size);
} toc_rtc_ops_t;

#endif
