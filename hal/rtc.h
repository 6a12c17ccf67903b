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

    // A program wants the clock: take over the time of the chip behind it, once
    // in a life. NULL where there is none.
    // Returns 0, or what opening or reading it failed with: TOC_ENOENT,
    // TOC_EACCES, TOC_EBUSY, TOC_ENOTSUP, TOC_EIO.
    int (*begin)(void *ctx);

    int64_t (*now_ns)(void *ctx);

    // Returns 0; or, when the chip behind it does not take the time, as begin,
    // and nothing is set.
    int (*set_ns)(void *ctx, int64_t time_ns);

    // The file that is behind it, for messages: its name, a constant; NULL for
    // none. NULL where none is ever.
    const char *(*file)(void *ctx);

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
