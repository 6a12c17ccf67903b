/*
 * ring - bytes from one producer to one consumer
 *
 *     bytes   [ . . . a b c d . . ]
 *                     ^       ^
 *               taken & mask  put & mask
 *
 * The positions count on and wrap at 2^32, which the mask divides.
 *
 * SPDX-License-Identifier: MIT
 */
#include "ring.h"

void toc_ring_init(toc_ring_t *ring, uint8_t *bytes, uint32_t size) {
    ring->bytes = bytes;
    ring->size = size;
    ring->mask = toc_ring_memory(size) - 1;
    toc_atomic_store(&ring->put, 0);
    toc_atomic_store(&ring->taken, 0);
}

uint32_t toc_ring_count(toc_ring_t *ring) {
    // In this order: the difference is never below zero.
    uint32_t taken = toc_atomic_load(&ring->taken);
    return toc_atomic_load(&ring->put) - taken;
}

uint32_t toc_ring_room(toc_ring_t *ring) {
    uint32_t count = toc_ring_count(ring);
    return count < ring->size ? ring->size - count : 0;
}

static uint32_t lower(uint32_t a, uint32_t b) {
    return a < b ? a : b;
}

uint32_t toc_ring_put(toc_ring_t *ring, const uint8_t *from, uint32_t count) {
    uint32_t at = toc_atomic_load(&ring->put);
    count = lower(count, toc_ring_room(ring));
    uint32_t first = lower(count, ring->mask + 1 - (at & ring->mask));
    toc_port_memcpy(&ring->bytes[at & ring->mask], from, first);
    toc_port_memcpy(ring->bytes, from + first, count - first);
    // Pairs with the load in toc_ring_count() by the consumer.
    toc_atomic_store(&ring->put, at + count);
    return count;
}

uint32_t toc_ring_take(toc_ring_t *ring, uint8_t *to, uint32_t count) {
    uint32_t at = toc_atomic_load(&ring->taken);
    count = lower(count, toc_ring_count(ring));
    uint32_t first = lower(count, ring->mask + 1 - (at & ring->mask));
    toc_port_memcpy(to, &ring->bytes[at & ring->mask], first);
    toc_port_memcpy(to + first, ring->bytes, count - first);
    // Pairs with the load in toc_ring_count() by the producer.
    toc_atomic_store(&ring->taken, at + count);
    return count;
}
