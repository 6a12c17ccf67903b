/*
 * trace - what became of the last events, and a sink for files
 *
 * SPDX-License-Identifier: MIT
 */
#include "trace.h"

#include "clock.h"

// How many places a refused event tries: another that was interrupted in the
// middle of its writing, a ring's length ago, may still have one.
#define REFUSE_TRIES 8

#define NAME_WORDS (TOC_SOURCE_NAME_SIZE / sizeof(uint64_t))

// Words, so that a reader may look while it is written again.
typedef struct {
    // Written for position p: 2p + 2; while it is: 2p + 1.
    toc_atomic_u32_t turn;
    toc_atomic_u64_t now_ns;
    toc_atomic_u64_t time_ns;
    toc_atomic_u64_t seq;
    toc_atomic_u64_t slot_generation;
    toc_atomic_u64_t data_missed;
    toc_atomic_u64_t name[NAME_WORDS];
} refused_t;

const toc_trace_sink_t *toc__trace_sink;

// With the interpreter lock.
static toc_trace_event_t ended[TOC_TRACE_EVENTS];
static uint32_t ended_count; // runs on; the next place
static toc_trace_event_t *running;
static toc_trace_record_t *started; // its record at the sink
static uint64_t lock_asked_ns;
static uint64_t lock_got_ns;
static bool lock_told;

static refused_t refused[TOC_TRACE_EVENTS];
static toc_atomic_u32_t refused_count; // runs on, over resets too
static uint32_t refused_first;         // since the last reset
static toc_atomic_u32_t skipped;

void toc_trace_set_sink(const toc_trace_sink_t *sink) {
    toc__trace_sink = sink;
}

uint32_t toc_trace_skipped(void) {
    return toc_atomic_load(&skipped);
}

// ---- steps, for the sink ----

// Returns NULL without a sink, and when the sink has no room.
static toc_trace_record_t *claim(enum toc_trace_step step, uint64_t now_ns) {
    if (toc__trace_sink == NULL) {
        return NULL;
    }
    toc_trace_record_t *out = toc__trace_sink->claim(step);
    if (out != NULL) {
        out->step = step;
        out->time_ns = now_ns;
    }
    return out;
}

static void publish(toc_trace_record_t *out) {
    toc__trace_sink->publish(out);
}

static void tell_life(uint32_t depth) {
    toc_trace_record_t *out = claim(TOC_TRACE_LIFE, toc_clock_now_ns());
    if (out != NULL) {
        out->u.life.depth = depth;
        publish(out);
    }
}

// Returns the record, NULL when it was given up.
static toc_trace_record_t *tell(enum toc_trace_step step,
                                const toc_irq_record_t *record, uint64_t now_ns,
                                uint32_t queued) {
    toc_trace_record_t *out = claim(step, now_ns);
    if (out != NULL) {
        out->u.event.post_ns = record->time_ns;
        out->u.event.seq = record->seq;
        out->u.event.slot = record->slot;
        out->u.event.data = record->data;
        out->u.event.missed = record->missed;
        out->u.event.queued = queued;
        toc_atomic_store64(&out->u.event.ended, 0);
        publish(out);
    }
    return out;
}

void toc__trace_post(const toc_irq_record_t *record, uint32_t queued) {
    toc__trace_sink->tell(TOC_TRACE_POST, record->time_ns, record->slot,
                          queued);
}

void toc__trace_open(uint32_t slot, const char *name) {
    toc_trace_record_t *out = claim(TOC_TRACE_OPEN, toc_clock_now_ns());
    if (out != NULL) {
        out->u.open.slot = slot;
        toc_port_memcpy(out->u.open.name, name, sizeof(out->u.open.name));
        publish(out);
    }
}

void toc_trace_levels_at(uint64_t changed, uint64_t high, uint64_t time_ns) {
    if (toc__trace_sink != NULL) {
        toc__trace_sink->tell(TOC_TRACE_LEVELS, time_ns, changed, high);
    }
}

void toc_trace_levels(uint64_t changed, uint64_t high) {
    if (toc__trace_sink != NULL) {
        toc_trace_levels_at(changed, high, toc_clock_now_ns());
    }
}

static void tell_outside(uint64_t changed, uint64_t driven, uint64_t high,
                         uint64_t time_ns) {
    toc_trace_record_t *out = claim(TOC_TRACE_OUTSIDE, time_ns);
    if (out != NULL) {
        out->u.outside.changed = changed;
        out->u.outside.driven = driven;
        out->u.outside.high = high;
        publish(out);
    }
}

void toc_trace_outside_at(uint64_t changed, uint64_t driven, uint64_t high,
                          uint64_t time_ns) {
    if (toc__trace_sink == NULL) {
        return;
    }
    bool is_one = changed != 0 && (changed & (changed - 1)) == 0;
    if (!is_one) {
        tell_outside(changed, driven, high, time_ns);
        return;
    }
    enum toc_trace_driven value = TOC_TRACE_RELEASED;
    if ((driven & changed) != 0) {
        value = (high & changed) != 0 ? TOC_TRACE_DRIVEN_HIGH
                                      : TOC_TRACE_DRIVEN_LOW;
    }
    toc__trace_sink->tell(TOC_TRACE_OUTSIDE, time_ns, changed, value);
}

void toc_trace_outside(uint64_t changed, uint64_t driven, uint64_t high) {
    if (toc__trace_sink != NULL) {
        toc_trace_outside_at(changed, driven, high, toc_clock_now_ns());
    }
}

// With the first event of a burst: the dispatcher may take the lock for
// nothing, and how often is chance.
static void tell_lock(void) {
    if (lock_told) {
        return;
    }
    lock_told = true;
    toc_trace_record_t *out = claim(TOC_TRACE_LOCK, lock_got_ns);
    if (out != NULL) {
        out->u.lock.asked_ns = lock_asked_ns;
        publish(out);
    }
}

static void tell_end(uint64_t now_ns, bool raised) {
    if (toc__trace_sink != NULL) {
        toc__trace_sink->finish(started, now_ns, raised);
        started = NULL;
    }
}

void toc__trace_reset(uint32_t depth) {
    ended_count = 0;
    toc__trace_end(toc_clock_now_ns(), true);
    lock_told = true;
    refused_first = toc_atomic_load(&refused_count);
    toc_atomic_store(&skipped, 0);
    tell_life(depth);
}

// ---- handled and cancelled ----

static uint64_t lock_wait_ns(uint64_t post_ns) {
    uint64_t since_ns = post_ns > lock_asked_ns ? post_ns : lock_asked_ns;
    return lock_got_ns > since_ns ? lock_got_ns - since_ns : 0;
}

static toc_trace_event_t *add_ended(const toc_irq_record_t *record,
                                    const char *name, uint64_t now_ns) {
    toc_trace_event_t *event = &ended[ended_count++ & (TOC_TRACE_EVENTS - 1)];
    toc_port_memcpy(&event->record, record, sizeof(event->record));
    event->start_ns = now_ns;
    event->lock_ns = lock_wait_ns(record->time_ns);
    toc_port_memcpy(event->name, name, sizeof(event->name));
    return event;
}

void toc__trace_lock(uint64_t asked_ns, uint64_t got_ns) {
    lock_asked_ns = asked_ns;
    lock_got_ns = got_ns;
    lock_told = false;
}

void toc__trace_start(const toc_irq_record_t *record, const char *name,
                      uint64_t now_ns, uint32_t queued) {
    running = add_ended(record, name, now_ns);
    running->end_ns = 0;
    running->fate = TOC_TRACE_RUNNING;
    if (toc__trace_sink != NULL) {
        tell_lock();
        started = tell(TOC_TRACE_START, record, now_ns, queued);
    }
}

void toc__trace_end(uint64_t now_ns, bool raised) {
    if (running == NULL) {
        return;
    }
    running->end_ns = now_ns;
    running->fate = raised ? TOC_TRACE_RAISED : TOC_TRACE_HANDLED;
    running = NULL;
    tell_end(now_ns, raised);
}

void toc__trace_cancel(const toc_irq_record_t *record, const char *name,
                       uint64_t now_ns, uint32_t queued) {
    toc_trace_event_t *event = add_ended(record, name, now_ns);
    event->end_ns = now_ns;
    event->fate = TOC_TRACE_CANCELLED;
    if (toc__trace_sink != NULL) {
        tell_lock();
        (void)tell(TOC_TRACE_CANCEL, record, now_ns, queued);
    }
}

// ---- refused ----

static uint64_t two_words(uint32_t high, uint32_t low) {
    return (uint64_t)high << 32 | low;
}

// Claim a place; NULL when others are still at work in all that were tried.
static refused_t *claim_refused(uint32_t *pos) {
    for (int tries = 0; tries < REFUSE_TRIES; tries++) {
        *pos = toc_atomic_add(&refused_count, 1);
        refused_t *cell = &refused[*pos & (TOC_TRACE_EVENTS - 1)];
        uint32_t turn = toc_atomic_load(&cell->turn);
        if ((turn & 1) == 0 &&
            toc_atomic_cas(&cell->turn, &turn, 2 * *pos + 1)) {
            return cell;
        }
    }
    (void)toc_atomic_add(&skipped, 1);
    return NULL;
}

void toc__trace_refuse(const toc_irq_record_t *record, const char *name,
                       uint64_t now_ns, uint32_t queued) {
    uint32_t pos;
    refused_t *cell = claim_refused(&pos);
    if (cell != NULL) {
        uint64_t words[NAME_WORDS];
        toc_port_memcpy(words, name, sizeof(words));
        toc_atomic_store64(&cell->now_ns, now_ns);
        toc_atomic_store64(&cell->time_ns, record->time_ns);
        toc_atomic_store64(&cell->seq, record->seq);
        toc_atomic_store64(&cell->slot_generation,
                           two_words(record->slot, record->generation));
        toc_atomic_store64(&cell->data_missed,
                           two_words(record->data, record->missed));
        for (uint32_t i = 0; i < NAME_WORDS; i++) {
            toc_atomic_store64(&cell->name[i], words[i]);
        }
        // Pairs with the loads of the reader: all of it, or it looks again.
        toc_atomic_store(&cell->turn, 2 * pos + 2);
    }
    (void)tell(TOC_TRACE_REFUSE, record, now_ns, queued);
}

// Returns false when it is being written, or was written again meanwhile.
static bool read_refused(uint32_t pos, toc_trace_event_t *out) {
    refused_t *cell = &refused[pos & (TOC_TRACE_EVENTS - 1)];
    if (toc_atomic_load(&cell->turn) != 2 * pos + 2) {
        return false;
    }
    uint64_t slot_generation = toc_atomic_load64(&cell->slot_generation);
    uint64_t data_missed = toc_atomic_load64(&cell->data_missed);
    uint64_t words[NAME_WORDS];
    for (uint32_t i = 0; i < NAME_WORDS; i++) {
        words[i] = toc_atomic_load64(&cell->name[i]);
    }
    out->record.time_ns = toc_atomic_load64(&cell->time_ns);
    out->record.seq = toc_atomic_load64(&cell->seq);
    out->record.slot = (uint32_t)(slot_generation >> 32);
    out->record.generation = (uint32_t)slot_generation;
    out->record.data = (uint32_t)(data_missed >> 32);
    out->record.missed = (uint32_t)data_missed;
    out->start_ns = toc_atomic_load64(&cell->now_ns);
    out->lock_ns = 0;
    out->fate = TOC_TRACE_REFUSED;
    out->end_ns = out->start_ns;
    toc_port_memcpy(out->name, words, sizeof(out->name));
    return toc_atomic_load(&cell->turn) == 2 * pos + 2;
}

// ---- reading ----

// What still runs comes last.
static bool is_before(const toc_trace_event_t *a, const toc_trace_event_t *b) {
    return a->fate != TOC_TRACE_RUNNING && a->end_ns < b->end_ns;
}

static uint32_t oldest_of(uint32_t first, uint32_t end) {
    return end - first > TOC_TRACE_EVENTS ? end - TOC_TRACE_EVENTS : first;
}

// Fill `out` from its end, newest first.
uint32_t toc_trace_last(toc_trace_event_t *out, uint32_t most) {
    uint32_t refused_end = toc_atomic_load(&refused_count);
    uint32_t refused_oldest = oldest_of(refused_first, refused_end);
    uint32_t ended_end = ended_count;
    uint32_t ended_oldest = oldest_of(0, ended_end);
    uint32_t room = most < TOC_TRACE_EVENTS ? most : TOC_TRACE_EVENTS;
    uint32_t at = room;
    toc_trace_event_t lost;
    bool has_lost = false;
    while (at > 0) {
        while (!has_lost && refused_end != refused_oldest) {
            has_lost = read_refused(--refused_end, &lost);
        }
        bool has_ended = ended_end != ended_oldest;
        const toc_trace_event_t *newest =
            &ended[(ended_end - 1) & (TOC_TRACE_EVENTS - 1)];
        if (has_ended && (!has_lost || !is_before(newest, &lost))) {
            toc_port_memcpy(&out[--at], newest, sizeof(*out));
            ended_end--;
        } else if (has_lost) {
            toc_port_memcpy(&out[--at], &lost, sizeof(*out));
            has_lost = false;
        } else {
            break;
        }
    }
    for (uint32_t i = at; i < room; i++) {
        toc_port_memcpy(&out[i - at], &out[i], sizeof(*out));
    }
    return room - at;
}
