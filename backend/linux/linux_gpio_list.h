/*
 * linux_gpio_list - which GPIO chips and lines this machine has
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BACKEND_LINUX_GPIO_LIST_H
#define TOC_BACKEND_LINUX_GPIO_LIST_H

#include "linux_chip.h"

typedef struct {
    void *ctx;
    // `err` is 0, or a TOC_ error when only the path is known.
    void (*chip)(void *ctx, const char *path, int err,
                 const linux_chip_info_t *info);
    void (*line)(void *ctx, uint32_t offset, const linux_line_info_t *info);
} linux_gpio_list_t;

// Tell of each chip, and of its lines behind it.
//
// ctx: thread
void linux_gpio_list(const linux_gpio_list_t *list);

#endif
