/*
 * dac - contract of the analog outputs of a board
 *
 * A backend is a const table of these functions with a context pointer. The two
 * converters share one frequency: a tone on either changes the other's.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_HAL_DAC_H
#define TOC_HAL_DAC_H

#include <stdbool.h>
#include <stdint.h>

#define TOC_DAC_COUNT     2
#define TOC_DAC_LEVEL_MAX 255
#define TOC_DAC_HZ_MIN    125
#define TOC_DAC_HZ_MAX    20000
#define TOC_DAC_SCALE_MAX 3

typedef struct {
    uint32_t pad;
    bool is_tone;
    uint8_t level; // of a voltage: 0 to TOC_DAC_LEVEL_MAX
    uint8_t scale; // of a tone: halved so many times
} toc_dac_output_t;

typedef struct toc_dac_ops {
    const char *name;
    void *ctx;

    // ctx of every call: thread. `dac` out of range: TOC_EINVAL.

    // Put out a voltage, or a sine with the frequency.
    int (*put)(void *ctx, uint32_t dac, const toc_dac_output_t *output);

    // The frequency of both: hz, or 0, which stops their sines.
    int (*set_frequency)(void *ctx, uint32_t hz);

    // Put nothing out.
    int (*off)(void *ctx, uint32_t dac);
} toc_dac_ops_t;

#endif
