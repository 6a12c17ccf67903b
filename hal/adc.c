/*
 * adc - the numbers of an analog-to-digital converter
 *
 * SPDX-License-Identifier: MIT
 */
#include "adc.h"

#define UV_PER_MV 1000

// How much of the voltage is left, in hundredths.
static const uint32_t factor[TOC_ADC_ATTN_COUNT] = {
    [TOC_ADC_ATTN_0DB] = 100,
    [TOC_ADC_ATTN_2_5DB] = 75,
    [TOC_ADC_ATTN_6DB] = 50,
    [TOC_ADC_ATTN_11DB] = 30,
};

static uint32_t highest(uint32_t bits) {
    return (1u << bits) - 1;
}

uint32_t toc_adc_raw(uint32_t uv, enum toc_adc_attn attn, uint32_t bits) {
    uint64_t left = (uint64_t)uv * factor[attn];
    uint64_t full = (uint64_t)TOC_ADC_VREF_MV * UV_PER_MV * 100;
    uint64_t raw = (left * highest(bits) + full / 2) / full;
    return raw < highest(bits) ? (uint32_t)raw : highest(bits);
}

uint32_t toc_adc_mv(uint32_t raw, enum toc_adc_attn attn, uint32_t bits,
                    uint32_t vref_mv) {
    uint32_t within = raw < highest(bits) ? raw : highest(bits);
    uint64_t full = (uint64_t)highest(bits) * factor[attn];
    return (uint32_t)(((uint64_t)within * vref_mv * 100 + full / 2) / full);
}
