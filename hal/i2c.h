/*
 * i2c - contract of the I2C controllers of a board
 *
 * A backend is a const table of these functions with a context pointer. Buses
 * are numbered 0 to bus_count - 1. The board is the only controller of a bus.
 *
 * One call is one transaction: START, then parts with a repeated START between
 * them, then STOP. What the parts carry stays the caller's.
 *
 * Time: a controller that blocks until the wires are quiet says so (`blocks`).
 * One that works by itself returns at once with the data and with the time for
 * which the wires stay busy; whoever must not be ahead of them waits so long. A
 * transaction that finds them busy counts from when they will be quiet.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_HAL_I2C_H
#define TOC_HAL_I2C_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
    uint32_t baudrate_hz; // above 0
    uint32_t sda;         // pads
    uint32_t scl;
} toc_i2c_setup_t;

typedef struct {
    bool read;     // into `data`; otherwise from it, and it is not changed
    uint8_t *data; // may be NULL where size is 0
    size_t size;   // 0 in a write: only the address, a probe
} toc_i2c_part_t;

typedef struct toc_i2c_ops {
    const char *name;
    void *ctx;
    uint32_t bus_count;
    bool blocks; // transfer() may wait by itself: give up what others need

    // ctx of every call: thread. `bus` out of range: TOC_EINVAL.

    // Take a bus into use, or set it up anew.
    // Returns 0; TOC_EINVAL for a rate or pads that cannot be; what opening
    // the bus's file returned.
    int (*open)(void *ctx, uint32_t bus, const toc_i2c_setup_t *setup);

    // Let go of it; harmless when it is not in use.
    void (*close)(void *ctx, uint32_t bus);

    // Transfer `count` parts, at least 1, with the device at a 7-bit address.
    // Without `stop` the bus stays taken, and the next transaction begins with
    // a repeated START. `*busy_ns`, always set, is how long the wires are busy
    // from now on; 0 from a controller that blocks.
    //
    // Returns 0; TOC_ENODEV when nobody answered to the address, TOC_EIO when
    // a byte was refused, TOC_ETIMEDOUT when the wires are held by somebody;
    // TOC_ENOTSUP when it is more than the controller can do; TOC_EINVAL when
    // the bus is not open. After an error the bus is free and
    // what was read is undefined.
    int (*transfer)(void *ctx, uint32_t bus, uint32_t address,
                    const toc_i2c_part_t *parts, uint32_t count, bool stop,
                    uint64_t *busy_ns);

    // The file that is behind a bus, for messages: its name, a constant; NULL
    // for a bus without. The function may be NULL.
    const char *(*file)(void *ctx, uint32_t bus);
} toc_i2c_ops_t;

#endif
