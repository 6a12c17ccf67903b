/*
 * sd - contract of the slot for an SD card
 *
 * A backend is a const table of these functions with a context pointer. A card
 * is a row of sectors of TOC_SD_SECTOR_BYTES.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_HAL_SD_H
#define TOC_HAL_SD_H

#include <stdbool.h>
#include <stdint.h>

#define TOC_SD_SECTOR_BYTES 512

typedef struct toc_sd_ops {
    const char *name;
    void *ctx;

    // ctx of every call: thread. They may wait for a disk.

    // Begin to talk to the card. `*is_blank` says that it was never written.
    // Returns 0, or TOC_ENODEV where there is none.
    int (*open)(void *ctx, uint32_t *sectors, bool *is_blank);

    // Returns 0; TOC_ENODEV without a card, TOC_EINVAL for a sector behind the
    // last, TOC_EIO when the card fails.
    int (*read)(void *ctx, uint32_t sector, uint32_t count, void *data);
    int (*write)(void *ctx, uint32_t sector, uint32_t count, const void *data);
} toc_sd_ops_t;

#endif
