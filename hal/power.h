/*
 * power - contract of what wakes a chip that sleeps, and of its own sensors
 *
 * A light sleep stops the processor and keeps everything else. A deep sleep
 * keeps the clock, the RTC memory and the pads that are held; whatever ends it
 * starts the program anew. Who sleeps waits on the program's clock; this
 * contract says which pads end the wait. Sets of pads are bit masks.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_HAL_POWER_H
#define TOC_HAL_POWER_H

#include <stdbool.h>
#include <stdint.h>

// The values are those that Pycom programs see.
enum toc_reset_cause {
    TOC_RESET_PWRON = 0,
    TOC_RESET_HARD = 1,
    TOC_RESET_WDT = 2,
    TOC_RESET_DEEPSLEEP = 3,
    TOC_RESET_SOFT = 4,
    TOC_RESET_BROWN_OUT = 5,
};

enum toc_wake_reason {
    TOC_WAKE_PWRON = 0,
    TOC_WAKE_PIN = 1,
    TOC_WAKE_RTC = 2,
    TOC_WAKE_ULP = 3,
};

enum toc_wake_mode {
    TOC_WAKE_ALL_LOW = 0,  // when all the pads are low
    TOC_WAKE_ANY_HIGH = 1, // when one of them is high
};

typedef struct toc_power_ops {
    const char *name;
    void *ctx;

    // Have these pads wake the chip; 0: none. In deep sleep they lose their
    // pulls unless `keep_pulls`.
    //
    // ctx: thread
    // Returns 0, TOC_EINVAL for a mode that does not exist, TOC_ENOTSUP for a
    // pad that cannot wake it.
    int (*wake_on)(void *ctx, uint64_t pads, enum toc_wake_mode mode,
                   bool keep_pulls);

    // The pads that wake_on() named last.
    //
    // ctx: thread
    uint64_t (*wake_pads)(void *ctx);

    // Which pads have the level that wakes now: 0 while nothing wakes it.
    //
    // ctx: thread
    uint64_t (*wakers)(void *ctx);

    // From now on call `fn` each time that a pad brings about what wakes; it
    // must not block. NULL ends it; when that returned, `fn` does not run.
    //
    // ctx: thread; of fn: any
    void (*watch)(void *ctx, void (*fn)(void));

    // Enter deep sleep: pads that are not held let go, and no pin interrupts
    // any more.
    //
    // ctx: thread
    void (*deep_sleep)(void *ctx);

    // What the sensor on the die says, 0 to 255.
    //
    // ctx: thread
    int (*temperature)(void *ctx);
} toc_power_ops_t;

#endif
