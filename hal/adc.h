/*
 * adc - contract of the analog inputs of a board, and its converter's numbers
 *
 * A backend is a const table of these functions with a context pointer. It
 * tells the voltage at a pad; what a converter with a reference, an attenuation
 * and a width makes of it is worked out here, the same for every backend.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_HAL_ADC_H
#define TOC_HAL_ADC_H

#include <stdbool.h>
#include <stdint.h>

#define TOC_ADC_CHANNELS 8
#define TOC_ADC_VREF_MV  1100 // of the converter's reference
#define TOC_ADC_BITS_MIN 9
#define TOC_ADC_BITS_MAX 12

// The values are those that Pycom programs see. Each takes a larger range of
// voltages down to the reference, by the factors 1, 0.75, 0.5 and 0.3.
enum toc_adc_attn {
    TOC_ADC_ATTN_0DB,
    TOC_ADC_ATTN_2_5DB,
    TOC_ADC_ATTN_6DB,
    TOC_ADC_ATTN_11DB,
    TOC_ADC_ATTN_COUNT
};

typedef struct toc_adc_ops {
    const char *name;
    void *ctx;
    bool blocks; // read() may wait by itself: give up what others need

    // ctx of every call: thread. `pad` out of range: TOC_EINVAL.

    // The voltage at a pad now, in microvolts.
    // Returns 0 with it in `*uv`, or why it cannot be measured.
    int (*read)(void *ctx, uint32_t pad, uint32_t *uv);

    // Put the reference voltage out at a pad instead of at the one before, if
    // there was one.
    int (*vref_to)(void *ctx, uint32_t pad);

    // The file or channel that is behind a pad, for messages: its name, a
    // constant; NULL for a pad without. The function may be NULL.
    const char *(*file)(void *ctx, uint32_t pad);
} toc_adc_ops_t;

// What the converter makes of a voltage: 0 to 2^bits - 1.
//
// ctx: any
uint32_t toc_adc_raw(uint32_t uv, enum toc_adc_attn attn, uint32_t bits);

// The millivolts that a raw value means to a program which holds the reference
// to be `vref_mv`; a value beyond the width counts as the highest.
//
// ctx: any
uint32_t toc_adc_mv(uint32_t raw, enum toc_adc_attn attn, uint32_t bits,
                    uint32_t vref_mv);

#endif
