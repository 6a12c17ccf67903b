/*
 * trace_buffer - bounded buffer of trace records, to the thread that writes
 *
 * A lane is a ring of cells with turns, as core/irqq has it, but counted in
 * laps, so that zeroed memory is an empty ring and its pages are touched only
 * once they are used. Positions run on and wrap; a cell's turn is 2 * lap when
 * it is free for that lap's record, and one more when it holds it.
 *
 * SPDX-License-Identifier: MIT
 */
#include "trace_buffer.h"

#include <sys/mman.h>

#include "err.h"

#define CACHE_LINE  64
#define CELL_SHIFT  6u
#define SMALL_SHIFT 5u
#define MASK        (TOC_TRACE_BUFFER_RECORDS - 1)
#define HALF_MASK   (TOC_TRACE_BUFFER_RECORDS / 2 - 1)
#define LAPS_MASK   (UINT32_MAX / TOC_TRACE_BUFFER_RECORDS)
#define NEXT(turn)  (((turn) + 1) & (2 * LAPS_MASK + 1))

// Records whose memory is made ready at once, and how many have to be so ahead
// of those who put: a storm's, until the writing thread comes to run again.
#define WARM_RECORDS 32768u
#define WARM_AHEAD   131072u

// How far ahead of who puts the cache line is asked for.
#define PREFETCH_BYTES 1024

typedef struct {
    _Alignas(CACHE_LINE) toc_atomic_u32_t turn;
    toc_trace_record_t record;
} cell_t;

_Static_assert(sizeof(cell_t) == 1u << CELL_SHIFT, "a line");

typedef struct {
    _Alignas(CACHE_LINE / 2) toc_atomic_u32_t turn;
    uint32_t step;
    uint64_t time_ns;
    uint64_t what;
    uint64_t value;
} small_t;

_Static_assert(sizeof(small_t) == 1u << SMALL_SHIFT, "half a line");

// Lines of their own: who puts and who takes do not disturb each other, nor
// the other lane.
typedef struct {
    _Alignas(CACHE_LINE) toc_atomic_u32_t tail; // next position to fill
    _Alignas(CACHE_LINE) uint32_t head;         // next position to take
    uint32_t warm;  // before this the memory was made ready
    uint32_t shift; // a cell, which begins with its turn, has 1 << shift bytes
    char *cells;
} lane_t;

#define ALL_BYTES \
    (TOC_TRACE_BUFFER_RECORDS * (2 * sizeof(cell_t) + sizeof(small_t)))

static char *memory; // of all lanes
static lane_t lanes[TOC_TRACE_LANES];
static bool puts_wait;
static void (*on_half_full)(void);
static toc_atomic_u32_t shut;
static toc_atomic_u64_t dropped;

static uint32_t turn_free(uint32_t pos) {
    return 2 * (pos / TOC_TRACE_BUFFER_RECORDS);
}

int toc_trace_buffer_open(bool waits, void (*half_full)(void)) {
    // One piece, of zeroes.
    void *zeroes = mmap(NULL, ALL_BYTES, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (zeroes == MAP_FAILED) {
        return TOC_ENOMEM;
    }
    memory = zeroes;
    // A hint: fewer and larger pages.
    (void)madvise(memory, ALL_BYTES, MADV_HUGEPAGE);
    char *cells = memory;
    for (uint32_t i = 0; i < TOC_TRACE_LANES; i++) {
        toc_atomic_store(&lanes[i].tail, 0);
        lanes[i].head = 0;
        lanes[i].warm = 0;
        lanes[i].shift = i == TOC_TRACE_LANE_SMALL ? SMALL_SHIFT : CELL_SHIFT;
        lanes[i].cells = cells;
        cells += (size_t)TOC_TRACE_BUFFER_RECORDS << lanes[i].shift;
    }
    puts_wait = waits;
    on_half_full = half_full;
    toc_atomic_store(&shut, 0);
    toc_atomic_store64(&dropped, 0);
    return 0;
}

// A hint: where the kernel does not know it, who puts touches the pages first.
void toc_trace_buffer_warm(void) {
    for (uint32_t i = 0; i < TOC_TRACE_LANES; i++) {
        lane_t *lane = &lanes[i];
        uint32_t ahead = toc_atomic_load(&lane->tail) + WARM_AHEAD;
        while (lane->warm < TOC_TRACE_BUFFER_RECORDS && lane->warm < ahead) {
            (void)madvise(lane->cells + ((size_t)lane->warm << lane->shift),
                          (size_t)WARM_RECORDS << lane->shift,
                          MADV_POPULATE_WRITE);
            lane->warm += WARM_RECORDS;
        }
    }
}

void toc_trace_buffer_shut(void) {
    toc_atomic_store(&shut, 1);
}

void toc_trace_buffer_close(void) {
    munmap(memory, ALL_BYTES);
    memory = NULL;
}

// Returns false when a record has to be given up.
static bool wait_for_room(void) {
    if (!puts_wait || toc_atomic_load(&shut) != 0) {
        return false;
    }
    on_half_full();
    toc_port_thread_yield();
    return true;
}

// A cell is known by its turn, with which it begins.
static toc_atomic_u32_t *cell_at(const lane_t *lane, uint32_t pos) {
    return (void *)(lane->cells + ((size_t)(pos & MASK) << lane->shift));
}

// Returns NULL when there is no room.
static toc_atomic_u32_t *claim_any(lane_t *lane) {
    uint32_t pos = toc_atomic_load(&lane->tail);
    for (;;) {
        toc_atomic_u32_t *cell = cell_at(lane, pos);
        if (toc_atomic_load(cell) == turn_free(pos)) {
            if (toc_atomic_cas(&lane->tail, &pos, pos + 1)) {
                return cell;
            }
            continue;
        }
        uint32_t now = toc_atomic_load(&lane->tail);
        if (now == pos && !wait_for_room()) {
            return NULL;
        }
        pos = now;
    }
}

// The same where only one thread at a time claims: a compare-and-swap would
// wait for all that was written before to leave the processor.
static toc_atomic_u32_t *claim_alone(lane_t *lane) {
    uint32_t pos = toc_atomic_load(&lane->tail);
    toc_atomic_u32_t *cell = cell_at(lane, pos);
    if (toc_atomic_load(cell) != turn_free(pos)) {
        return NULL;
    }
    toc_atomic_store(&lane->tail, pos + 1);
    return cell;
}

static toc_atomic_u32_t *claim(enum toc_trace_lane lane) {
    toc_atomic_u32_t *cell = NULL;
    if (toc_atomic_load(&shut) != 0) {
        // Given up.
    } else if (lane == TOC_TRACE_LANE_DISPATCHER) {
        cell = claim_alone(&lanes[lane]);
    } else {
        cell = claim_any(&lanes[lane]);
    }
    if (cell == NULL) {
        (void)toc_atomic_add64(&dropped, 1);
        return NULL;
    }
    // May be beyond the end: it is a hint.
    __builtin_prefetch((char *)cell + PREFETCH_BYTES, 1);
    return cell;
}

static void publish(const lane_t *lane, toc_atomic_u32_t *cell) {
    // Pairs with the load in peek: the record is complete before it is seen.
    toc_atomic_store(cell, toc_atomic_load(cell) + 1);
    size_t index = (size_t)((char *)cell - lane->cells) >> lane->shift;
    if ((index & HALF_MASK) == HALF_MASK) {
        on_half_full();
    }
}

static bool is_dispatchers(enum toc_trace_step step) {
    return step == TOC_TRACE_CANCEL || step == TOC_TRACE_LOCK ||
           step == TOC_TRACE_START || step == TOC_TRACE_END;
}

static enum toc_trace_lane lane_of(enum toc_trace_step step) {
    return !puts_wait && is_dispatchers(step) ? TOC_TRACE_LANE_DISPATCHER
                                              : TOC_TRACE_LANE_POSTS;
}

static toc_trace_record_t *put_begin(enum toc_trace_step step) {
    cell_t *cell = (void *)claim(lane_of(step));
    return cell != NULL ? &cell->record : NULL;
}

static void put_end(toc_trace_record_t *record) {
    cell_t *cell = (cell_t *)((char *)record - offsetof(cell_t, record));
    publish(&lanes[lane_of((enum toc_trace_step)record->step)], &cell->turn);
}

static void expand(toc_trace_record_t *out, const small_t *small) {
    out->step = small->step;
    out->time_ns = small->time_ns;
    if (small->step == TOC_TRACE_POST) {
        out->u.event.post_ns = small->time_ns;
        out->u.event.slot = (uint32_t)small->what;
        out->u.event.queued = (uint32_t)small->value;
    } else if (small->step == TOC_TRACE_LEVELS) {
        out->u.levels.changed = small->what;
        out->u.levels.high = small->value;
    } else {
        bool is_high = small->value == TOC_TRACE_DRIVEN_HIGH;
        bool is_driven = small->value != TOC_TRACE_RELEASED;
        out->u.outside.changed = small->what;
        out->u.outside.driven = is_driven ? small->what : 0;
        out->u.outside.high = is_high ? small->what : 0;
    }
}

static void put_small(enum toc_trace_step step, uint64_t time_ns, uint64_t what,
                      uint64_t value) {
    small_t small = {
        .step = step, .time_ns = time_ns, .what = what, .value = value};
    if (puts_wait) {
        // The order of all is the run's.
        toc_trace_record_t *record = put_begin(step);
        if (record != NULL) {
            expand(record, &small);
            put_end(record);
        }
        return;
    }
    small_t *cell = (void *)claim(TOC_TRACE_LANE_SMALL);
    if (cell != NULL) {
        cell->step = step;
        cell->time_ns = time_ns;
        cell->what = what;
        cell->value = value;
        publish(&lanes[TOC_TRACE_LANE_SMALL], &cell->turn);
    }
}

// In real time the line that was written last is written once more, instead of
// the next one. In virtual time what happened meanwhile goes before the end.
static void finish(toc_trace_record_t *start, uint64_t now_ns, bool raised) {
    if (start != NULL && !puts_wait) {
        // Pairs with the load of the writing thread.
        toc_atomic_store64(&start->u.event.ended, 2 * now_ns + raised);
        return;
    }
    toc_trace_record_t *end = put_begin(TOC_TRACE_END);
    if (end != NULL) {
        end->step = TOC_TRACE_END;
        end->time_ns = now_ns;
        end->u.end.raised = raised;
        put_end(end);
    }
}

const toc_trace_sink_t toc_trace_buffer_sink = {
    .claim = put_begin,
    .publish = put_end,
    .tell = put_small,
    .finish = finish,
};

toc_trace_record_t *toc_trace_buffer_peek(enum toc_trace_lane lane) {
    static toc_trace_record_t expanded;
    uint32_t head = lanes[lane].head;
    toc_atomic_u32_t *cell = cell_at(&lanes[lane], head);
    if (toc_atomic_load(cell) != turn_free(head) + 1) {
        return NULL;
    }
    if (lane == TOC_TRACE_LANE_SMALL) {
        expand(&expanded, (const small_t *)(void *)cell);
        return &expanded;
    }
    return &((cell_t *)(void *)cell)->record;
}

void toc_trace_buffer_drop(enum toc_trace_lane lane) {
    uint32_t head = lanes[lane].head++;
    // Pairs with the load in claim: read before it is written again.
    toc_atomic_store(cell_at(&lanes[lane], head), NEXT(turn_free(head) + 1));
}

uint64_t toc_trace_buffer_dropped(void) {
    return toc_atomic_load64(&dropped);
}
