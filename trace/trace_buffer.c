/*
 * trace_buffer - bounded buffer of trace records, to the thread that writes
 *
 * A ring of cells with turns, as core/irqq has it, but counted in laps, so
 * that zeroed memory is an empty ring and its pages are touched only once they
 * are used. Positions run on and wrap; a cell's turn is 2 * lap when it is free
 * for that lap's record, and one more when it holds it.
 *
 * SPDX-License-Identifier: MIT
 */
#include "trace_buffer.h"

#include <stdlib.h>

#include "err.h"

#define MASK       (TOC_TRACE_BUFFER_RECORDS - 1)
#define HALF_MASK  (TOC_TRACE_BUFFER_RECORDS / 2 - 1)
#define LAPS_MASK  (UINT32_MAX / TOC_TRACE_BUFFER_RECORDS)
#define NEXT(turn) (((turn) + 1) & (2 * LAPS_MASK + 1))

typedef struct {
    toc_atomic_u32_t turn;
    toc_trace_record_t record;
} cell_t;

static cell_t *cells;
static bool puts_wait;
static void (*on_half_full)(void);
static toc_atomic_u32_t shut;
static toc_atomic_u32_t tail; // next position to fill
static uint32_t head;         // next position to take
static toc_atomic_u64_t dropped;

static uint32_t turn_free(uint32_t pos) {
    return 2 * (pos / TOC_TRACE_BUFFER_RECORDS);
}

int toc_trace_buffer_open(bool waits, void (*half_full)(void)) {
    cells = calloc(TOC_TRACE_BUFFER_RECORDS, sizeof(*cells));
    if (cells == NULL) {
        return TOC_ENOMEM;
    }
    puts_wait = waits;
    on_half_full = half_full;
    toc_atomic_store(&shut, 0);
    toc_atomic_store(&tail, 0);
    toc_atomic_store64(&dropped, 0);
    head = 0;
    return 0;
}

void toc_trace_buffer_shut(void) {
    toc_atomic_store(&shut, 1);
}

void toc_trace_buffer_close(void) {
    free(cells);
    cells = NULL;
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
static cell_t *claim(uint32_t *pos) {
    *pos = toc_atomic_load(&tail);
    for (;;) {
        cell_t *cell = &cells[*pos & MASK];
        if (toc_atomic_load(&cell->turn) == turn_free(*pos)) {
            if (toc_atomic_cas(&tail, pos, *pos + 1)) {
                return cell;
            }
            continue;
        }
        uint32_t now = toc_atomic_load(&tail);
        if (now == *pos && !wait_for_room()) {
            return NULL;
        }
        *pos = now;
    }
}

void toc_trace_buffer_put(const toc_trace_record_t *record) {
    uint32_t pos;
    cell_t *cell = toc_atomic_load(&shut) == 0 ? claim(&pos) : NULL;
    if (cell == NULL) {
        (void)toc_atomic_add64(&dropped, 1);
        return;
    }
    cell->record = *record;
    // Pairs with the load in take: the record is complete before it is seen.
    toc_atomic_store(&cell->turn, turn_free(pos) + 1);
    if ((pos & HALF_MASK) == HALF_MASK) {
        on_half_full();
    }
}

bool toc_trace_buffer_take(toc_trace_record_t *out) {
    cell_t *cell = &cells[head & MASK];
    uint32_t turn = toc_atomic_load(&cell->turn);
    if (turn != turn_free(head) + 1) {
        return false;
    }
    *out = cell->record;
    toc_atomic_store(&cell->turn, NEXT(turn));
    head++;
    return true;
}

uint64_t toc_trace_buffer_dropped(void) {
    return toc_atomic_load64(&dropped);
}
