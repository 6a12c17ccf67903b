/*
 * template_i2c - I2C buses on which nobody is
 *
 * SPDX-License-Identifier: MIT
 */
#include "err.h"
#include "template.h"

#define BUS_COUNT 2

// Take the bus, the pads and the rate into use; called again to change them.
// A controller that has fixed pads ignores those that it is given.
static int template_open(void *ctx, uint32_t bus,
                         const toc_i2c_setup_t *setup) {
    (void)ctx;
    return bus < BUS_COUNT && setup->baudrate_hz > 0 ? 0 : TOC_EINVAL;
}

// Give everything back. Also called for a bus that was never opened.
static void template_close(void *ctx, uint32_t bus) {
    (void)ctx;
    (void)bus;
}

// One transaction: START, each part with its address in its direction, a
// repeated START between two, STOP if asked for. A part of size 0 is a probe of
// the address. Say TOC_ENODEV for an address that nobody answers to, TOC_EIO
// for a byte that is refused, TOC_ETIMEDOUT for a bus that is held.
static int template_transfer(void *ctx, uint32_t bus, uint32_t address,
                             const toc_i2c_part_t *parts, uint32_t count,
                             bool stop, uint64_t *busy_ns) {
    (void)ctx;
    (void)address;
    (void)parts;
    (void)count;
    (void)stop;
    *busy_ns = 0; // it blocks, so the wires are quiet when it returns
    return bus < BUS_COUNT ? TOC_ENODEV : TOC_EINVAL;
}

static const toc_i2c_ops_t i2c = {
    .name = "template",
    .ctx = NULL,
    .bus_count = BUS_COUNT,
    .blocks = true, // the interpreter lock is given up around transfer()
    .open = template_open,
    .close = template_close,
    .transfer = template_transfer,
    .file = NULL, // or the name of what the system knows the bus by
};

const toc_i2c_ops_t *template_i2c(void) {
    return &i2c;
}
