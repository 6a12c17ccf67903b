/*
 * template_sd - a slot without a card
 *
 * SPDX-License-Identifier: MIT
 */
#include "err.h"
#include "template.h"

// Begin to talk to the card: how many sectors of TOC_SD_SECTOR_BYTES it has, and
// whether it was never written, which has a file system made on it.
static int template_open(void *ctx, uint32_t *sectors, bool *is_blank) {
    (void)ctx;
    *sectors = 0;
    *is_blank = false;
    return TOC_ENODEV;
}

// Whole sectors, all of them or an error. May wait for the card.
static int template_read(void *ctx, uint32_t sector, uint32_t count,
                         void *data) {
    (void)ctx;
    (void)sector;
    (void)count;
    (void)data;
    return TOC_ENODEV;
}

// When this returned 0, the card has it: a power cut does not take it away.
static int template_write(void *ctx, uint32_t sector, uint32_t count,
                          const void *data) {
    (void)ctx;
    (void)sector;
    (void)count;
    (void)data;
    return TOC_ENODEV;
}

static const toc_sd_ops_t sd = {
    .name = "template",
    .ctx = NULL,
    .open = template_open,
    .read = template_read,
    .write = template_write,
};

const toc_sd_ops_t *template_sd(void) {
    return &sd;
}
