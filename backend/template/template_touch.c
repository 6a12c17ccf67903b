/*
 * template_touch - pads that nobody touches
 *
 * SPDX-License-Identifier: MIT
 */
#include "err.h"
#include "template.h"

#define PAD_COUNT 40
#define UNTOUCHED 1000

// The filtered reading, lower when the pad is touched.
static int template_read(void *ctx, uint32_t pad, uint32_t *value) {
    (void)ctx;
    *value = UNTOUCHED;
    return pad < PAD_COUNT ? 0 : TOC_EINVAL;
}

static const toc_touch_ops_t touch = {
    .name = "template",
    .ctx = NULL,
    .read = template_read,
};

const toc_touch_ops_t *template_touch(void) {
    return &touch;
}
