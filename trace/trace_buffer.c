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

#define CACHE_LINE 64
#define MASK       (TOC_TRACE_BUFFER_RECORDS - 1)
#define HALF_MASK  (TOC_TRACE_BUFFER_RECORDS / 2 - 1)
#define LAPS_MASK  (UINT32_MAX / TOC_TRACE_BUFFER_RECORDS)
#define NEXT(turn) (((turn) + 1) & (2 * LAPS_MASK + 1))
#define LANE_BYTES (TOC_TRACE_BUFFER_RECORDS * sizeof(cell_t))

// Records whose memory is made ready at once, and how many have to be so ahead
// of those who put: a storm's, until the writing thread comes to run again.
#define WARM_RECORDS 32768u
#define WARM_AHEAD   131072u

// How far ahead of who puts the cache line is asked for.
#define PREFETCH_RECORDS 16

typedef struct {
    _Alignas(CACHE_LINE) toc_atomic_u32_t turn;
    toc_trace_record_t record;
} cell_t;

_Static_assert(sizeof(cell_t) == CACHE_LINE, "one line is touched a record");

// Lines of their own: who puts and who takes do not disturb each other, nor
// the other lane.
typedef struct {
    _Alignas(CACHE_LINE) toc_atomic_u32_t tail; // next position to fill
    _Alignas(CACHE_LINE) uint32_t head;         // next position to take
    uint32_t warm; // before this the memory was made ready
    cell_t *cells;
} lane_t;

static cell_t *memory; // of all lanes
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
    void *zeroes =
        mmap(NULL, TOC_TRACE_LANES * LANE_BYTES, PROT_READ | PROT_WRITE,
             MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (zeroes == MAP_FAILED) {
        return TOC_ENOMEM;
    }
    memory = zeroes;
    // A hint: fewer and larger pages.
    (void)madvise(memory, TOC_TRACE_LANES * LANE_BYTES, MADV_HUGEPAGE);
    for (uint32_t i = 0; i < TOC_TRACE_LANES; i++) {
        toc_atomic_store(&lanes[i].tail, 0);
        lanes[i].head = 0;
        lanes[i].warm = 0;
        lanes[i].cells =
            (cell_t *)memory + (size_t)i * TOC_TRACE_BUFFER_RECORDS;
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
            (void)madvise(&lane->cells[lane->warm],
                          WARM_RECORDS * sizeof(*lane->cells),
                          MADV_POPULATE_WRITE);
            lane->warm += WARM_RECORDS;
        }
    }
}

void toc_trace_buffer_shut(void) {
    toc_atomic_store(&shut, 1);
}

void toc_trace_buffer_close(void) {
    munmap(memory, TOC_TRACE_LANES * LANE_BYTES);
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

// Returns NULL when there is no room.
static cell_t *claim_any(lane_t *lane) {
    uint32_t pos = toc_atomic_load(&lane->tail);
    for (;;) {
        cell_t *cell = &lane->cells[pos & MASK];
        if (toc_atomic_load(&cell->turn) == turn_free(pos)) {
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
static cell_t *claim_alone(lane_t *lane) {
    uint32_t pos = toc_atomic_load(&lane->tail);
    cell_t *cell = &lane->cells[pos & MASK];
    if (toc_atomic_load(&cell->turn) != turn_free(pos)) {
        return NULL;
    }
    toc_atomic_store(&lane->tail, pos + 1);
    return cell;
}

static bool is_dispatchers(enum toc_trace_step step) {
    return step == TOC_TRACE_CANCEL || step == TOC_TRACE_LOCK ||
           step == TOC_TRACE_START || step == TOC_TRACE_END;
}

static toc_trace_record_t *put_begin(enum toc_trace_step step) {
    cell_t *cell = NULL;
    if (toc_atomic_load(&shut) != 0) {
        // Given up.
    } else if (!puts_wait && is_dispatchers(step)) {
        cell = claim_alone(&lanes[TOC_TRACE_LANE_DISPATCHER]);
    } else {
        cell = claim_any(&lanes[TOC_TRACE_LANE_POSTS]);
    }
    if (cell == NULL) {
        (void)toc_atomic_add64(&dropped, 1);
        return NULL;
    }
    // May be beyond the end: it is a hint.
    __builtin_prefetch(cell + PREFETCH_RECORDS, 1);
    return &cell->record;
}

static void put_end(toc_trace_record_t *record) {
    cell_t *cell = (cell_t *)((char *)record - offsetof(cell_t, record));
    // Pairs with the load in peek: the record is complete before it is seen.
    toc_atomic_store(&cell->turn, toc_atomic_load(&cell->turn) + 1);
    if (((size_t)(cell - memory) & HALF_MASK) == HALF_MASK) {
        on_half_full();
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
    .finish = finish,
};

toc_trace_record_t *toc_trace_buffer_peek(enum toc_trace_lane lane) {
    uint32_t head = lanes[lane].head;
    cell_t *cell = &lanes[lane].cells[head & MASK];
    return toc_atomic_load(&cell->turn) == turn_free(head) + 1 ? &cell->record
                                                               : NULL;
}

void toc_trace_buffer_drop(enum toc_trace_lane lane) {
    uint32_t head = lanes[lane].head++;
    // Pairs with the load in claim: read before it is written again.
    toc_atomic_store(&lanes[lane].cells[head & MASK].turn,
                     NEXT(turn_free(head) + 1));
}

uint64_t toc_trace_buffer_dropped(void) {
    return toc_atomic_load64(&dropped);
}
