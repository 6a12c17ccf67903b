/*
 * spi - contract of the SPI controllers of a board
 *
 * A backend is a const table of these functions with a context pointer. Buses
 * are numbered 0 to bus_count - 1. Chip selects are pins that the program
 * drives by itself.
 *
 * Time is as in hal/i2c.h: a controller that blocks says so; any other one
 * tells for how long the wires are busy.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_HAL_SPI_H
#define TOC_HAL_SPI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A line that is not connected.
#define TOC_SPI_NO_PAD UINT32_MAX

typedef struct {
    uint32_t baudrate_hz; // above 0
    uint8_t bits;         // of a word: 8, 16 or 32
    uint8_t polarity;     // level of the idle clock
    uint8_t phase;        // 0: data is taken at the first edge
    bool lsb_first;
    uint32_t clk; // pads, or TOC_SPI_NO_PAD
    uint32_t mosi;
    uint32_t miso;
} toc_spi_setup_t;

typedef struct toc_spi_ops {
    const char *name;
    void *ctx;
    uint32_t bus_count;
    bool blocks; // transfer() may wait by itself: give up what others need

    // ctx of every call: thread. `bus` out of range: TOC_EINVAL.

    // Take a bus into use, or set it up anew.
    // Returns 0; TOC_EINVAL for what cannot be; what opening the bus's file
    // returned.
    int (*open)(void *ctx, uint32_t bus, const toc_spi_setup_t *setup);

    // Let go of it; harmless when it is not in use.
    void (*close)(void *ctx, uint32_t bus);

    // Exchange `size` bytes: send those at `tx`, put what comes in at `rx`,
    // which may be NULL or the same as `tx`. A word of 16 or 32 bits has its
    // low byte first; bytes behind the last whole word are not transferred and
    // read as 0. `*busy_ns`, always set, is as in hal/i2c.h.
    //
    // Returns 0; TOC_EINVAL when the bus is not open; what the bus's file
    // returned.
    int (*transfer)(void *ctx, uint32_t bus, const uint8_t *tx, uint8_t *rx,
                    size_t size, uint64_t *busy_ns);

    // The file that is behind a bus, for messages: its name, a constant; NULL
    // for a bus without. The function may be NULL.
    const char *(*file)(void *ctx, uint32_t bus);
} toc_spi_ops_t;

// Bring whole words from their order in a program's memory into that in which
// their bytes are on the wires, highest bit first, or back: it is the same
// change. `to` may not be `from`.
//
// ctx: any
void toc_spi_reorder(const toc_spi_setup_t *setup, uint8_t *to,
                     const uint8_t *from, size_t size);

#endif
