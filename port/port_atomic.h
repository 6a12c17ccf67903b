/*
 * port_atomic - the shared words of core, with or without compare-and-swap
 *
 * With TOC_PORT_HAS_CAS these are C11 atomics: lock-free, safe in a signal
 * handler. Without it (Cortex-M0+, where a compiler turns even a one-byte
 * atomic into a library call that a bare-metal link lacks) plain volatile
 * words are used, and whatever reads and then writes does so inside the port's
 * critical section.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_PORT_ATOMIC_H
#define TOC_PORT_ATOMIC_H

#include "port.h"

#if TOC_PORT_HAS_CAS

#include <stdatomic.h>

typedef struct {
    _Atomic uint32_t v;
} toc_atomic_u32_t;

typedef struct {
    _Atomic uint64_t v;
} toc_atomic_u64_t;

static inline uint32_t toc_atomic_load(toc_atomic_u32_t *a) {
    return atomic_load_explicit(&a->v, memory_order_acquire);
}

static inline void toc_atomic_store(toc_atomic_u32_t *a, uint32_t value) {
    atomic_store_explicit(&a->v, value, memory_order_release);
}

// Sequentially consistent, both ways.
static inline uint32_t toc_atomic_exchange(toc_atomic_u32_t *a,
                                           uint32_t value) {
    return atomic_exchange_explicit(&a->v, value, memory_order_seq_cst);
}

// On failure `*expected` holds what was found. Sequentially consistent.
static inline bool toc_atomic_cas(toc_atomic_u32_t *a, uint32_t *expected,
                                  uint32_t desired) {
    return atomic_compare_exchange_strong_explicit(
        &a->v, expected, desired, memory_order_seq_cst, memory_order_acquire);
}

// Returns the value before the addition. Sequentially consistent.
static inline uint32_t toc_atomic_add(toc_atomic_u32_t *a, uint32_t by) {
    return atomic_fetch_add_explicit(&a->v, by, memory_order_seq_cst);
}

static inline uint64_t toc_atomic_load64(toc_atomic_u64_t *a) {
    return atomic_load_explicit(&a->v, memory_order_acquire);
}

static inline void toc_atomic_store64(toc_atomic_u64_t *a, uint64_t value) {
    atomic_store_explicit(&a->v, value, memory_order_release);
}

// A counter: no order is implied. Returns the value before the addition.
static inline uint64_t toc_atomic_add64(toc_atomic_u64_t *a, uint64_t by) {
    return atomic_fetch_add_explicit(&a->v, by, memory_order_relaxed);
}

// Orders everything before against everything after, for all observers.
#if defined(__SANITIZE_THREAD__) && !defined(__clang__)
// The sanitizer does not model fences; nothing here relies on one to order
// plain memory, only to order two atomics of which one is written.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wtsan"
#endif
static inline void toc_atomic_fence(void) {
    atomic_thread_fence(memory_order_seq_cst);
}
#if defined(__SANITIZE_THREAD__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif

#else

// One core and interrupts off make every sequence atomic; volatile keeps the
// compiler from caching the words across it.
typedef struct {
    volatile uint32_t v;
} toc_atomic_u32_t;

typedef struct {
    volatile uint64_t v;
} toc_atomic_u64_t;

static inline void toc_atomic_fence(void) {
    __asm__ volatile("" ::: "memory");
}

static inline uint32_t toc_atomic_load(toc_atomic_u32_t *a) {
    uint32_t value = a->v;
    toc_atomic_fence();
    return value;
}

static inline void toc_atomic_store(toc_atomic_u32_t *a, uint32_t value) {
    toc_atomic_fence();
    a->v = value;
}

static inline uint32_t toc_atomic_exchange(toc_atomic_u32_t *a,
                                           uint32_t value) {
    uintptr_t token = toc_port_irq_save();
    uint32_t before = a->v;
    a->v = value;
    toc_port_irq_restore(token);
    return before;
}

static inline bool toc_atomic_cas(toc_atomic_u32_t *a, uint32_t *expected,
                                  uint32_t desired) {
    uintptr_t token = toc_port_irq_save();
    uint32_t found = a->v;
    bool same = found == *expected;
    if (same) {
        a->v = desired;
    }
    toc_port_irq_restore(token);
    *expected = found;
    return same;
}

static inline uint32_t toc_atomic_add(toc_atomic_u32_t *a, uint32_t by) {
    uintptr_t token = toc_port_irq_save();
    uint32_t before = a->v;
    a->v = before + by;
    toc_port_irq_restore(token);
    return before;
}

static inline uint64_t toc_atomic_load64(toc_atomic_u64_t *a) {
    uintptr_t token = toc_port_irq_save();
    uint64_t value = a->v;
    toc_port_irq_restore(token);
    return value;
}

static inline void toc_atomic_store64(toc_atomic_u64_t *a, uint64_t value) {
    uintptr_t token = toc_port_irq_save();
    a->v = value;
    toc_port_irq_restore(token);
}

static inline uint64_t toc_atomic_add64(toc_atomic_u64_t *a, uint64_t by) {
    uintptr_t token = toc_port_irq_save();
    uint64_t before = a->v;
    a->v = before + by;
    toc_port_irq_restore(token);
    return before;
}

#endif

#endif
