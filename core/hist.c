/*
 * hist - latency histogram with constant relative error
 *
 * Values below 16 have a bucket each. From there on the bucket is the position
 * of the highest bit together with the four bits below it:
 *
 *     16 .. 31    one value a bucket
 *     32 .. 63    two values a bucket
 *     64 .. 127   four, and so on
 *
 * SPDX-License-Identifier: MIT
 */
#include "hist.h"

#define STEP_BITS 4u
#define STEPS     (1u << STEP_BITS)

// The position of the highest bit; not a builtin, because that is a library
// call on a core without the instruction.
static uint32_t highest_bit(uint64_t value) {
    uint32_t bit = 0;
    for (uint32_t half = 32; half != 0; half /= 2) {
        if (value >> half != 0) {
            value >>= half;
            bit += half;
        }
    }
    return bit;
}

uint32_t toc_hist_bucket(uint64_t value) {
    if (value < STEPS) {
        return (uint32_t)value;
    }
    uint32_t shift = highest_bit(value) - STEP_BITS;
    uint32_t bucket = (shift + 1) * STEPS + (uint32_t)(value >> shift) - STEPS;
    return bucket < TOC_HIST_BUCKETS ? bucket : TOC_HIST_BUCKETS - 1;
}

uint64_t toc_hist_bucket_max(uint32_t bucket) {
    if (bucket < STEPS) {
        return bucket;
    }
    if (bucket == TOC_HIST_BUCKETS - 1) {
        return UINT64_MAX;
    }
    uint32_t shift = bucket / STEPS - 1;
    uint64_t step = bucket % STEPS + STEPS;
    return ((step + 1) << shift) - 1;
}

static void increment(toc_atomic_u64_t *count) {
    toc_atomic_store64(count, toc_atomic_load64(count) + 1);
}

void toc_hist_reset(toc_hist_t *hist) {
    toc_atomic_store64(&hist->count, 0);
    toc_atomic_store64(&hist->max, 0);
    for (uint32_t i = 0; i < TOC_HIST_BUCKETS; i++) {
        toc_atomic_store64(&hist->bucket[i], 0);
    }
}

void toc_hist_add(toc_hist_t *hist, uint64_t value) {
    if (value > toc_atomic_load64(&hist->max)) {
        toc_atomic_store64(&hist->max, value);
    }
    increment(&hist->bucket[toc_hist_bucket(value)]);
    // Last, so that a reader finds at least as many in the buckets as it looks
    // for.
    increment(&hist->count);
}

uint64_t toc_hist_permille(toc_hist_t *hist, uint32_t permille) {
    uint64_t count = toc_atomic_load64(&hist->count);
    if (count == 0) {
        return 0;
    }
    // Split, because count * permille may not fit.
    uint64_t rank =
        count / 1000 * permille + (count % 1000 * permille + 999) / 1000;
    if (rank == 0) {
        rank = 1;
    }
    uint64_t seen = 0;
    uint64_t bound = 0;
    for (uint32_t i = 0; i < TOC_HIST_BUCKETS && seen < rank; i++) {
        seen += toc_atomic_load64(&hist->bucket[i]);
        bound = toc_hist_bucket_max(i);
    }
    uint64_t max = toc_atomic_load64(&hist->max);
    return bound < max ? bound : max;
}
