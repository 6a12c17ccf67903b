/*
 * hist - latency histogram with constant relative error
 *
 * 16 buckets for each power of two: a percentile is at most 6.25 % too high.
 * One writer; readers see a snapshot that may be one sample old.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_CORE_HIST_H
#define TOC_CORE_HIST_H

#include "port.h"
#include "port_atomic.h"

// Up to 2^43 ns, more than two hours; what is longer counts in the last one.
#define TOC_HIST_BUCKETS 640

typedef struct {
    toc_atomic_u64_t count;
    toc_atomic_u64_t max;
    toc_atomic_u64_t bucket[TOC_HIST_BUCKETS];
} toc_hist_t;

void toc_hist_reset(toc_hist_t *hist);

// ctx: the one writer
void toc_hist_add(toc_hist_t *hist, uint64_t value);

// The value that `permille` of 1,000 samples do not exceed.
//
// ctx: any
// Returns the upper bound of its bucket, never more than the maximum seen;
// 0 when there are no samples.
uint64_t toc_hist_permille(toc_hist_t *hist, uint32_t permille);

// The bucket in which a value counts.
//
// ctx: any
// Returns a number below TOC_HIST_BUCKETS.
uint32_t toc_hist_bucket(uint64_t value);

// The largest value that counts in a bucket.
//
// ctx: any; `bucket` below TOC_HIST_BUCKETS
uint64_t toc_hist_bucket_max(uint32_t bucket);

#endif
