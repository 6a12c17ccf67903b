/*
 * wdt - contract of the watchdog
 *
 * Once started it can be fed and set to another time, not stopped; only a
 * reset of the chip ends it. It expires when it was not fed for its timeout,
 * and resets the chip.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_HAL_WDT_H
#define TOC_HAL_WDT_H

#include <stdbool.h>
#include <stdint.h>

typedef struct toc_wdt_ops {
    const char *name;
    void *ctx;

    // ctx of every call: thread

    // Start it, or set another timeout; either feeds it.
    // Returns 0, or a TOC_ error with everything as it was.
    int (*start)(void *ctx, uint64_t timeout_ns);

    // Count from now again. Nothing while it was not started.
    void (*feed)(void *ctx);

    // It does not count while the chip sleeps.
    void (*suspend)(void *ctx, bool suspended);

    // The file that is behind it, for messages: its name, a constant; NULL for
    // one without. The function may be NULL.
    const char *(*file)(void *ctx);
} toc_wdt_ops_t;

#endif
