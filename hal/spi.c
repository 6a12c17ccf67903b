/*
 * spi - the order of a word's bytes and bits on the wires
 *
 * SPDX-License-Identifier: MIT
 */
#include "spi.h"

static uint8_t reversed(uint8_t byte) {
    byte = (uint8_t)((byte & 0xf0) >> 4 | (byte & 0x0f) << 4);
    byte = (uint8_t)((byte & 0xcc) >> 2 | (byte & 0x33) << 2);
    return (uint8_t)((byte & 0xaa) >> 1 | (byte & 0x55) << 1);
}

void toc_spi_reorder(const toc_spi_setup_t *setup, uint8_t *to,
                     const uint8_t *from, size_t size) {
    size_t word = setup->bits / 8u;
    for (size_t i = 0; i < size; i++) {
        size_t in_word = i % word;
        size_t swapped = i - in_word + (word - 1 - in_word);
        to[i] = setup->lsb_first ? reversed(from[i]) : from[swapped];
    }
}
