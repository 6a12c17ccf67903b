/*
 * touch - contract of the touch pads of a board
 *
 * A backend is a const table of these functions with a context pointer.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_HAL_TOUCH_H
#define TOC_HAL_TOUCH_H

#include <stdint.h>

#define TOC_TOUCH_PADS 10

typedef struct toc_touch_ops {
    const char *name;
    void *ctx;

    // The filtered reading at a pad of the chip, lower when it is touched: 0 to
    // 65535.
    //
    // ctx: thread
    // Returns 0, or TOC_EINVAL for a pad that is out of range.
    int (*read)(void *ctx, uint32_t pad, uint32_t *value);
} toc_touch_ops_t;

#endif
