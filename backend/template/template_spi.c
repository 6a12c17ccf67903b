/*
 * template_spi - SPI buses whose MISO is low
 *
 * SPDX-License-Identifier: MIT
 */
#include <string.h>

#include "err.h"
#include "template.h"

#define BUS_COUNT 1

// Take the bus into use. Lines that are not connected are TOC_SPI_NO_PAD. A rate
// that the controller cannot make exactly is the next lower one.
static int template_open(void *ctx, uint32_t bus,
                         const toc_spi_setup_t *setup) {
    (void)ctx;
    return bus < BUS_COUNT && setup->baudrate_hz > 0 ? 0 : TOC_EINVAL;
}

// Give everything back. Also called for a bus that was never opened.
static void template_close(void *ctx, uint32_t bus) {
    (void)ctx;
    (void)bus;
}

// Send `size` bytes and receive as many; `rx` may be NULL, or `tx` itself.
static int template_transfer(void *ctx, uint32_t bus, const uint8_t *tx,
                             uint8_t *rx, size_t size, uint64_t *busy_ns) {
    (void)ctx;
    (void)tx;
    *busy_ns = 0;
    if (bus >= BUS_COUNT) {
        return TOC_EINVAL;
    }
    if (rx != NULL) {
        memset(rx, 0, size);
    }
    return 0;
}

static const toc_spi_ops_t spi = {
    .name = "template",
    .ctx = NULL,
    .bus_count = BUS_COUNT,
    .blocks = true,
    .open = template_open,
    .close = template_close,
    .transfer = template_transfer,
    .file = NULL, // or the name of what the system knows the bus by
};

const toc_spi_ops_t *template_spi(void) {
    return &spi;
}
