/*
 * ring - bytes from one producer to one consumer
 *
 * The producer puts, the consumer takes; neither ever waits for the other and
 * no lock is needed. Each side counts up a position of its own; the difference
 * is what is in between.
 *
 * Full means that put takes less than was offered. Whoever cannot wait counts
 * what was left over; nothing that is in the ring is overwritten.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_CORE_RING_H
#define TOC_CORE_RING_H

#include "port_atomic.h"

typedef struct {
    uint8_t *bytes;
    uint32_t size;
    uint32_t mask;
    toc_atomic_u32_t put;   // position of the next byte in; the producer's
    toc_atomic_u32_t taken; // position of the next byte out; the consumer's
} toc_ring_t;

// How many bytes of memory a ring for `size` bytes needs: the next power of
// two.
static inline uint32_t toc_ring_memory(uint32_t size) {
    uint32_t memory = 1;
    while (memory < size) {
        memory <<= 1;
    }
    return memory;
}

// Begin with an empty ring for `size` bytes (1 to 2^30). `bytes` has room for
// toc_ring_memory(size), stays the caller's and outlives the ring.
//
// ctx: thread, before either side begins
void toc_ring_init(toc_ring_t *ring, uint8_t *bytes, uint32_t size);

// Copy bytes in, as many as there is room for.
//
// ctx: producer, also isr
// Returns how many.
uint32_t toc_ring_put(toc_ring_t *ring, const uint8_t *from, uint32_t count);

// Copy the oldest bytes out, `count` at most.
//
// ctx: consumer
// Returns how many.
uint32_t toc_ring_take(toc_ring_t *ring, uint8_t *to, uint32_t count);

// Bytes in the ring, and how many more it has room for.
//
// ctx: any. To the consumer the count is at least that, to the producer the
// room.
uint32_t toc_ring_count(toc_ring_t *ring);
uint32_t toc_ring_room(toc_ring_t *ring);

#endif
