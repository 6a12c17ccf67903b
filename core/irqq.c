/*
 * irqq - bounded queue from interrupt context to the dispatcher
 *
 * A ring of cells, each with a turn word that says whose turn it is: even 2p,
 * free for the record of position p; odd 2p + 1, holding it. Positions count
 * on for ever and wrap, so do turns; only their differences mean anything.
 *
 *     head: next to take                 tail: next to fill
 *       |                                  |
 *     [ 2p+1 | 2(p+1)+1 | 2(p+2)   | 2(p+3) ]      depth 4
 *       held   held       claimed,   free
 *                         not yet
 *                         written
 *
 * A post claims a position by moving tail, writes the record and publishes it
 * by moving the cell's turn on. A signal handler may post between the claim
 * and the publication of the very thread that it interrupted. It never waits
 * for that: it claims the next position, or finds the ring full.
 *
 * Two parties take: the dispatcher, and a post that discards the oldest. Both
 * claim by moving head.
 *
 * SPDX-License-Identifier: MIT
 */
#include "irqq.h"

// How often a post that wants to discard the oldest looks again when somebody
// else is just taking it. Bounded: that may be the thread it interrupted.
#define DISCARD_TRIES 8

static uint32_t turn_free(uint32_t pos) {
    return 2 * pos;
}

static uint32_t turn_held(uint32_t pos) {
    return 2 * pos + 1;
}

static int32_t ahead_of(uint32_t turn, uint32_t other) {
    return (int32_t)(turn - other);
}

static toc_irqq_cell_t *cell_at(toc_irqq_t *q, uint32_t pos) {
    return &q->cells[pos & q->mask];
}

int toc_irqq_init(toc_irqq_t *q, toc_irqq_cell_t *cells, uint32_t depth,
                  enum toc_irqq_policy policy) {
    if (depth < TOC_IRQQ_DEPTH_MIN || depth > TOC_IRQQ_DEPTH_MAX ||
        (depth & (depth - 1)) != 0) {
        return TOC_EINVAL;
    }
    q->cells = cells;
    q->mask = depth - 1;
    q->policy = policy;
    toc_atomic_store(&q->head, 0);
    toc_atomic_store(&q->tail, 0);
    toc_atomic_store(&q->high_water, 0);
    for (uint32_t pos = 0; pos < depth; pos++) {
        toc_atomic_store(&cells[pos].turn, turn_free(pos));
    }
    return 0;
}

// A position is claimed and not published, so head cannot pass it: the
// difference is from 1 to the depth.
static void note_high_water(toc_irqq_t *q, uint32_t claimed) {
    uint32_t waiting = claimed + 1 - toc_atomic_load(&q->head);
    uint32_t most = toc_atomic_load(&q->high_water);
    while (waiting > most) {
        if (toc_atomic_cas(&q->high_water, &most, waiting)) {
            return;
        }
    }
}

// The ring is full, and the cell for position `pos` is where the oldest record
// is. Take that out and claim `pos` in its place. In between the cell is
// neither free nor can it be taken, so nobody else gets past `pos`.
static bool replace_oldest(toc_irqq_t *q, uint32_t pos, uint32_t turn,
                           toc_irq_record_t *lost) {
    uint32_t oldest = pos - toc_irqq_depth(q);
    if (turn != turn_held(oldest)) {
        return false;
    }
    if (!toc_atomic_cas(&q->head, &oldest, oldest + 1)) {
        return false;
    }
    *lost = cell_at(q, pos)->record;
    toc_atomic_store(&q->tail, pos + 1);
    return true;
}

int toc_irqq_post(toc_irqq_t *q, const toc_irq_record_t *record,
                  toc_irq_record_t *lost) {
    int result = 0;
    int tries = q->policy == TOC_IRQQ_DISCARD_OLDEST ? DISCARD_TRIES : 0;
    uint32_t pos = toc_atomic_load(&q->tail);
    for (;;) {
        uint32_t turn = toc_atomic_load(&cell_at(q, pos)->turn);
        int32_t ahead = ahead_of(turn, turn_free(pos));
        if (ahead == 0) {
            if (toc_atomic_cas(&q->tail, &pos, pos + 1)) {
                break;
            }
        } else if (ahead > 0) {
            // Another post filled this position after tail was read.
            pos = toc_atomic_load(&q->tail);
        } else if (tries == 0) {
            return TOC_EFULL;
        } else if (replace_oldest(q, pos, turn, lost)) {
            result = 1;
            break;
        } else {
            tries--;
        }
    }
    note_high_water(q, pos);
    toc_irqq_cell_t *cell = cell_at(q, pos);
    cell->record = *record;
    // Pairs with the load in take: the record is complete before it is seen.
    toc_atomic_store(&cell->turn, turn_held(pos));
    return result;
}

int toc_irqq_take(toc_irqq_t *q, toc_irq_record_t *out) {
    uint32_t pos = toc_atomic_load(&q->head);
    for (;;) {
        toc_irqq_cell_t *cell = cell_at(q, pos);
        int32_t ahead = ahead_of(toc_atomic_load(&cell->turn), turn_held(pos));
        if (ahead < 0) {
            return 0;
        }
        if (ahead > 0) {
            // A post discarded this one after head was read.
            pos = toc_atomic_load(&q->head);
        } else if (toc_atomic_cas(&q->head, &pos, pos + 1)) {
            *out = cell->record;
            // Pairs with the load in post: copied before it is written again.
            toc_atomic_store(&cell->turn, turn_free(pos + toc_irqq_depth(q)));
            return 1;
        }
    }
}

bool toc_irqq_has_record(toc_irqq_t *q) {
    uint32_t pos = toc_atomic_load(&q->head);
    return ahead_of(toc_atomic_load(&cell_at(q, pos)->turn), turn_held(pos)) >=
           0;
}

uint32_t toc_irqq_count(toc_irqq_t *q) {
    // In this order tail is never behind; it may be further ahead than the
    // depth when others take and post in between.
    uint32_t head = toc_atomic_load(&q->head);
    uint32_t count = toc_atomic_load(&q->tail) - head;
    return count < toc_irqq_depth(q) ? count : toc_irqq_depth(q);
}

bool toc_irqq_has_room(toc_irqq_t *q) {
    uint32_t pos = toc_atomic_load(&q->tail);
    return ahead_of(toc_atomic_load(&cell_at(q, pos)->turn), turn_free(pos)) >=
           0;
}

uint32_t toc_irqq_depth(const toc_irqq_t *q) {
    return q->mask + 1;
}

uint32_t toc_irqq_high_water(toc_irqq_t *q) {
    return toc_atomic_load(&q->high_water);
}
