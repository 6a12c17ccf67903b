/*
 * template_adc - pads at which no voltage is
 *
 * SPDX-License-Identifier: MIT
 */
#include "err.h"
#include "template.h"

#define PAD_COUNT 40

// The voltage at the pad itself, whatever the converter's range: hal/adc.c makes
// of it what the program's attenuation and width would.
static int template_read(void *ctx, uint32_t pad, uint32_t *uv) {
    (void)ctx;
    *uv = 0;
    return pad < PAD_COUNT ? 0 : TOC_EINVAL;
}

// Show the reference at a pad. Hardware that cannot says TOC_ENOTSUP.
static int template_vref_to(void *ctx, uint32_t pad) {
    (void)ctx;
    return pad < PAD_COUNT ? TOC_ENOTSUP : TOC_EINVAL;
}

static const toc_adc_ops_t adc = {
    .name = "template",
    .ctx = NULL,
    .blocks = false, // a conversion is over before another thread would run
    .read = template_read,
    .vref_to = template_vref_to,
    .file = NULL, // or the name of what the system knows the channel by
};

const toc_adc_ops_t *template_adc(void) {
    return &adc;
}
