/*
 * source - the registry of everything that can interrupt
 *
 * A closed source whose records are not all out of the queue goes to the
 * closing list. It is looked at again whenever a slot is needed or totals are
 * asked for, rather than by whoever takes its last record: that may be a
 * signal handler, which cannot enter the critical section. At most as many as
 * the queue is deep are ever left in the list after such a look.
 *
 * SPDX-License-Identifier: MIT
 */
#include "source.h"

#include "dispatch.h"
#include "trace.h"

// A port with little memory makes these smaller in port_types.h.
#ifndef TOC_SOURCE_CHUNK_SLOTS
#define TOC_SOURCE_CHUNK_SLOTS 256u
#endif
#ifndef TOC_SOURCE_CHUNKS_MAX
#define TOC_SOURCE_CHUNKS_MAX 4096u
#endif

enum source_state {
    SOURCE_FREE,
    SOURCE_OPEN,
    SOURCE_CLOSING,
};

// All inside the critical section, but that a chunk once in the table stays
// there, so whoever has a record or a slot number reads it without.
static toc_source_t *chunks[TOC_SOURCE_CHUNKS_MAX];
static uint32_t chunk_count;
static toc_source_t *free_list;
static toc_source_t *closing_list;
static toc_source_counts_t closed;

toc_source_t *toc__source_at(uint32_t slot) {
    return &chunks[slot / TOC_SOURCE_CHUNK_SLOTS]
                  [slot % TOC_SOURCE_CHUNK_SLOTS];
}

void toc_source_counts(toc_source_t *source, toc_source_counts_t *out) {
    out->handled = toc_atomic_load64(&source->handled);
    out->refused = toc_atomic_load64(&source->refused);
    out->cancelled = toc_atomic_load64(&source->cancelled);
    out->missed = toc_atomic_load64(&source->missed);
    out->lost_in_kernel = toc_atomic_load64(&source->lost_in_kernel);
    out->errors = toc_atomic_load64(&source->errors);
    out->longest_ns = toc_atomic_load64(&source->longest_ns);
    // Last: what one of the others counts was posted before.
    out->posted = toc_atomic_load64(&source->posted);
    out->queued = out->posted - out->handled - out->refused - out->cancelled;
}

static void add_counts(toc_source_counts_t *sum,
                       const toc_source_counts_t *counts) {
    sum->posted += counts->posted;
    sum->handled += counts->handled;
    sum->refused += counts->refused;
    sum->cancelled += counts->cancelled;
    sum->missed += counts->missed;
    sum->lost_in_kernel += counts->lost_in_kernel;
    sum->errors += counts->errors;
    sum->queued += counts->queued;
    if (counts->longest_ns > sum->longest_ns) {
        sum->longest_ns = counts->longest_ns;
    }
}

static void push(toc_source_t **list, toc_source_t *source) {
    source->next_free = *list;
    *list = source;
}

// In the section: free the closed sources that no record names any more.
static void reap_closed(void) {
    toc_source_t **link = &closing_list;
    while (*link != NULL) {
        toc_source_t *source = *link;
        toc_source_counts_t counts;
        toc_source_counts(source, &counts);
        if (counts.queued != 0) {
            link = &source->next_free;
            continue;
        }
        *link = source->next_free;
        add_counts(&closed, &counts);
        source->state = SOURCE_FREE;
        push(&free_list, source);
    }
}

static void copy_name(char *to, const char *from) {
    size_t size = 0;
    while (size < TOC_SOURCE_NAME_SIZE - 1 && from[size] != '\0') {
        to[size] = from[size];
        size++;
    }
    to[size] = '\0';
}

// In the section. The generation goes on where the slot's last owner left it.
static void set_up(toc_source_t *source, const char *name,
                   const toc_source_ops_t *ops, void *owner) {
    source->ops = ops;
    source->owner = owner;
    copy_name(source->name, name);
    toc_atomic_store(&source->masked, 0);
    toc_atomic_store(&source->starved, 0);
    toc_atomic_store(&source->missed_pending, 0);
    toc_atomic_store64(&source->posted, 0);
    toc_atomic_store64(&source->handled, 0);
    toc_atomic_store64(&source->refused, 0);
    toc_atomic_store64(&source->cancelled, 0);
    toc_atomic_store64(&source->missed, 0);
    toc_atomic_store64(&source->lost_in_kernel, 0);
    toc_atomic_store64(&source->errors, 0);
    toc_atomic_store64(&source->longest_ns, 0);
    source->reported = 0;
    source->next_free = NULL;
    source->opened++;
    source->state = SOURCE_OPEN;
}

// In the section.
static void add_chunk(toc_source_t *chunk) {
    chunks[chunk_count] = chunk;
    for (uint32_t i = TOC_SOURCE_CHUNK_SLOTS; i-- > 0;) {
        chunk[i].slot = chunk_count * TOC_SOURCE_CHUNK_SLOTS + i;
        push(&free_list, &chunk[i]);
    }
    chunk_count++;
}

// Returns 0 when there are free slots again.
static int grow(void) {
    size_t size = TOC_SOURCE_CHUNK_SLOTS * sizeof(toc_source_t);
    toc_source_t *chunk = toc_port_realloc(NULL, size);
    if (chunk == NULL) {
        return TOC_ENOMEM;
    }
    toc_port_memset(chunk, 0, size);
    int err = 0;
    uintptr_t token = toc_port_irq_save();
    // Another thread may have been here since the caller looked.
    if (free_list == NULL) {
        if (chunk_count < TOC_SOURCE_CHUNKS_MAX) {
            add_chunk(chunk);
            chunk = NULL;
        } else {
            err = TOC_ENOMEM;
        }
    }
    toc_port_irq_restore(token);
    toc_port_realloc(chunk, 0);
    return err;
}

int toc_source_open(toc_source_t **out, const char *name,
                    const toc_source_ops_t *ops, void *owner) {
    for (;;) {
        uintptr_t token = toc_port_irq_save();
        reap_closed();
        toc_source_t *source = free_list;
        if (source != NULL) {
            free_list = source->next_free;
            set_up(source, name, ops, owner);
        }
        toc_port_irq_restore(token);
        if (source != NULL) {
            if (toc__trace_sink != NULL) {
                toc__trace_open(source->slot, source->name);
            }
            *out = source;
            return 0;
        }
        int err = grow();
        if (err != 0) {
            return err;
        }
    }
}

// In the section.
static void close_locked(toc_source_t *source) {
    toc_source_cancel(source);
    source->ops = NULL;
    source->owner = NULL;
    source->state = SOURCE_CLOSING;
    push(&closing_list, source);
}

void toc_source_close(toc_source_t *source) {
    uintptr_t token = toc_port_irq_save();
    close_locked(source);
    reap_closed();
    toc_port_irq_restore(token);
}

void toc_source_enable(toc_source_t *source) {
    uint32_t generation = toc_atomic_load(&source->generation);
    toc_atomic_store(&source->missed_pending, 0);
    toc_atomic_store(&source->generation, (generation + 1) | 1);
}

void toc_source_cancel(toc_source_t *source) {
    uint32_t generation = toc_atomic_load(&source->generation);
    toc_atomic_store(&source->generation, (generation + 1) & ~1u);
}

static bool is_registered(uint32_t generation) {
    return (generation & 1) != 0;
}

bool toc_source_is_enabled(toc_source_t *source) {
    return is_registered(toc_atomic_load(&source->generation));
}

static uint32_t take_missed(toc_source_t *source) {
    if (toc_atomic_load(&source->missed_pending) == 0) {
        return 0;
    }
    return toc_atomic_exchange(&source->missed_pending, 0);
}

// Counters have no order of their own; this one must not be seen before the
// `posted` that it takes from.
static void count_ordered(toc_atomic_u64_t *count) {
    toc_atomic_fence();
    toc_atomic_add64(count, 1);
}

static int post(toc_source_t *source, uint32_t generation, uint32_t data,
                uint64_t time_ns) {
    toc_irq_record_t record = {
        .seq = toc_atomic_add64(&source->posted, 1) + 1 +
               toc_atomic_load64(&source->lost_in_kernel),
        .time_ns = time_ns,
        .slot = source->slot,
        .generation = generation,
        .data = data,
        .missed = take_missed(source),
    };
    toc_irq_record_t lost;
    int result = toc__dispatch_post(&record, &lost);
    if (result == 0) {
        return 0;
    }
    toc__source_count_refused(result > 0 ? &lost : &record, time_ns);
    toc__dispatch_count_lost();
    return result > 0 ? 0 : result;
}

int toc_source_raise(toc_source_t *source, uint32_t data) {
    uint32_t generation = toc_atomic_load(&source->generation);
    if (!is_registered(generation)) {
        return 0;
    }
    return post(source, generation, data, toc_clock_now_ns());
}

int toc_source_raise_if_room(toc_source_t *source, uint32_t data) {
    if (!toc__dispatch_has_room()) {
        return TOC_EFULL;
    }
    // Room that somebody else took meanwhile: that is a refused event.
    (void)toc_source_raise(source, data);
    return 0;
}

int toc_source_raise_at(toc_source_t *source, uint32_t data, uint64_t time_ns) {
    uint32_t generation = toc_atomic_load(&source->generation);
    if (!is_registered(generation)) {
        return 0;
    }
    return post(source, generation, data, time_ns);
}

int toc_source_raise_level(toc_source_t *source, uint32_t data) {
    return toc_source_raise_level_at(source, data, toc_clock_now_ns());
}

int toc_source_raise_level_at(toc_source_t *source, uint32_t data,
                              uint64_t time_ns) {
    uint32_t masked;
    uint32_t generation;
    do {
        // In this order: a mask of the present registration is then never
        // taken for one of an earlier and overwritten.
        masked = toc_atomic_load(&source->masked);
        generation = toc_atomic_load(&source->generation);
        if (!is_registered(generation) || masked == generation) {
            return 0;
        }
    } while (!toc_atomic_cas(&source->masked, &masked, generation));
    return post(source, generation, data, time_ns);
}

void toc_source_missed(toc_source_t *source, uint32_t periods) {
    toc_atomic_add64(&source->missed, periods);
    toc_atomic_add(&source->missed_pending, periods);
}

void toc_source_lost_in_kernel(toc_source_t *source, uint32_t events) {
    toc_atomic_add64(&source->lost_in_kernel, events);
}

void toc_source_totals(toc_source_counts_t *out) {
    uintptr_t token = toc_port_irq_save();
    reap_closed();
    toc_port_memcpy(out, &closed, sizeof(*out));
    for (uint32_t i = 0; i < chunk_count * TOC_SOURCE_CHUNK_SLOTS; i++) {
        toc_source_t *source = toc__source_at(i);
        if (source->state != SOURCE_FREE) {
            toc_source_counts_t counts;
            toc_source_counts(source, &counts);
            add_counts(out, &counts);
        }
    }
    toc_port_irq_restore(token);
}

void toc_source_closed_counts(toc_source_counts_t *out) {
    uintptr_t token = toc_port_irq_save();
    reap_closed();
    toc_port_memcpy(out, &closed, sizeof(*out));
    toc_port_irq_restore(token);
}

// The first open source at `*slot` or after it; moves `*slot` behind it.
static toc_source_t *next_open(uint32_t *slot) {
    toc_source_t *found = NULL;
    uintptr_t token = toc_port_irq_save();
    while (found == NULL && *slot < chunk_count * TOC_SOURCE_CHUNK_SLOTS) {
        toc_source_t *source = toc__source_at((*slot)++);
        if (source->state == SOURCE_OPEN) {
            found = source;
        }
    }
    toc_port_irq_restore(token);
    return found;
}

void toc_source_each(bool (*visit)(toc_source_t *source, void *ctx),
                     void *ctx) {
    uint32_t slot = 0;
    for (;;) {
        toc_source_t *source = next_open(&slot);
        if (source == NULL || !visit(source, ctx)) {
            return;
        }
    }
}

void toc__source_close_all(void) {
    uintptr_t token = toc_port_irq_save();
    for (uint32_t i = 0; i < chunk_count * TOC_SOURCE_CHUNK_SLOTS; i++) {
        toc_source_t *source = toc__source_at(i);
        if (source->state == SOURCE_OPEN) {
            close_locked(source);
        }
    }
    reap_closed();
    toc_port_irq_restore(token);
}

void toc__source_reset(void) {
    toc__source_close_all();
    uintptr_t token = toc_port_irq_save();
    toc_port_memset(&closed, 0, sizeof(closed));
    toc_port_irq_restore(token);
}

void toc__source_count_cancelled(const toc_irq_record_t *record) {
    count_ordered(&toc__source_at(record->slot)->cancelled);
}

void toc__source_count_refused(const toc_irq_record_t *record,
                               uint64_t now_ns) {
    toc_source_t *source = toc__source_at(record->slot);
    toc__trace_refuse(record, source->name, now_ns, toc__dispatch_queued());
    uint32_t generation = record->generation;
    if (toc_atomic_load(&source->generation) == generation &&
        record->missed != 0) {
        // Nobody was told; the next event tells.
        toc_atomic_add(&source->missed_pending, record->missed);
    }
    if (toc_atomic_load(&source->masked) == generation) {
        // Unmasked first: whoever finds it starved can then post at once.
        uint32_t masked_for = generation;
        toc_atomic_cas(&source->masked, &masked_for, 0);
        toc_atomic_store(&source->starved, generation);
        toc__dispatch_starved();
    }
    // Last: from then on the slot may be another's.
    count_ordered(&source->refused);
}

bool toc__source_is_closed(toc_source_t *source, uint32_t opened) {
    uintptr_t token = toc_port_irq_save();
    bool is_open = source->opened == opened && source->state == SOURCE_OPEN;
    toc_port_irq_restore(token);
    return !is_open;
}

void toc__source_count_error(toc_source_t *source, uint32_t opened) {
    uintptr_t token = toc_port_irq_save();
    if (source->opened == opened && source->state != SOURCE_FREE) {
        toc_atomic_add64(&source->errors, 1);
    } else {
        closed.errors++;
    }
    toc_port_irq_restore(token);
}

void toc__source_count_longest(toc_source_t *source, uint32_t opened,
                               uint64_t ran_ns) {
    uintptr_t token = toc_port_irq_save();
    if (source->opened == opened && source->state != SOURCE_FREE) {
        toc_atomic_store64(&source->longest_ns, ran_ns);
    } else if (ran_ns > closed.longest_ns) {
        closed.longest_ns = ran_ns;
    }
    toc_port_irq_restore(token);
}

void toc__source_name(toc_source_t *source, uint32_t opened,
                      char name[TOC_SOURCE_NAME_SIZE]) {
    uintptr_t token = toc_port_irq_save();
    bool is_open = source->opened == opened && source->state == SOURCE_OPEN;
    copy_name(name, is_open ? source->name : "closed");
    toc_port_irq_restore(token);
}

uint64_t toc__source_waiting(toc_source_waiting_t *waits, uint32_t size,
                             uint32_t *named) {
    uint64_t total = 0;
    *named = 0;
    uintptr_t token = toc_port_irq_save();
    for (uint32_t i = 0; i < chunk_count * TOC_SOURCE_CHUNK_SLOTS; i++) {
        toc_source_t *source = toc__source_at(i);
        toc_source_counts_t counts;
        toc_source_counts(source, &counts);
        if (source->state == SOURCE_FREE || counts.queued == 0) {
            continue;
        }
        total += counts.queued;
        if (*named < size) {
            copy_name(waits[*named].name, source->name);
            waits[*named].count = counts.queued;
            ++*named;
        }
    }
    toc_port_irq_restore(token);
    return total;
}
