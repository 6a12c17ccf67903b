/*
 * template_dac - converters that put nothing out
 *
 * SPDX-License-Identifier: MIT
 */
#include "err.h"
#include "template.h"

// A voltage, output->level of 255 parts of the supply, or a sine with the
// frequency that both have. The pad stops being a digital pin.
static int template_put(void *ctx, uint32_t dac,
                        const toc_dac_output_t *output) {
    (void)ctx;
    (void)output;
    return dac < TOC_DAC_COUNT ? 0 : TOC_EINVAL;
}

// What the sines of both have from now on; 0 stops them.
static int template_set_frequency(void *ctx, uint32_t hz) {
    (void)ctx;
    return hz <= TOC_DAC_HZ_MAX ? 0 : TOC_EINVAL;
}

// Give the pad back. Also called for one that never put anything out.
static int template_off(void *ctx, uint32_t dac) {
    (void)ctx;
    return dac < TOC_DAC_COUNT ? 0 : TOC_EINVAL;
}

static const toc_dac_ops_t dac = {
    .name = "template",
    .ctx = NULL,
    .put = template_put,
    .set_frequency = template_set_frequency,
    .off = template_off,
};

const toc_dac_ops_t *template_dac(void) {
    return &dac;
}
