/*
 * dispatch - the one thread that runs handlers
 *
 * The dispatcher sleeps on its waiter while there is nothing it may run. It
 * then works in bursts: take the interpreter lock once, run handlers until the
 * queue is empty, give the lock back.
 *
 * SPDX-License-Identifier: MIT
 */
#include "dispatch.h"

#include "trace.h"

#define REPORT_EVERY_NS 1000000000u

typedef struct {
    toc_irq_record_t record;
    toc_source_t *source;
    uint32_t opened; // of the source, to know it again after the handler
    uint64_t since_ns;
    bool running;

    // When the last call of this burst ended; 0: anything may have come after
    // it. Written at each call: here, and not beside what each post reads.
    uint64_t last_end_ns;
} current_t;

static toc_dispatch_hooks_t hooks;
static toc_irqq_t queue;
static toc_waiter_t waiter;
static toc_port_thread_t thread;
static bool thread_started;
static toc_hist_t latency;
static current_t current; // written with the interpreter lock

// The longest call so far, and whose; written with the interpreter lock.
static uint64_t longest_ns;
static char longest_source[TOC_SOURCE_NAME_SIZE];

static toc_atomic_u32_t stopped;
static toc_atomic_u32_t held;
static toc_atomic_u32_t any_starved; // some source is; which, only it knows
static toc_atomic_u32_t bursts;      // begun and ended: odd inside of one

static toc_atomic_u64_t lost;     // refused or discarded
static toc_atomic_u64_t reported; // of these, by the dispatcher
static uint64_t next_report_ns;

int toc_dispatch_init(const toc_dispatch_hooks_t *with, uint32_t depth,
                      enum toc_irqq_policy policy) {
    if (depth < TOC_IRQQ_DEPTH_MIN || depth > TOC_IRQQ_DEPTH_MAX) {
        return TOC_EINVAL;
    }
    toc_irqq_cell_t *cells = toc_port_realloc(NULL, depth * sizeof(*cells));
    if (cells == NULL) {
        return TOC_ENOMEM;
    }
    int err = toc_irqq_init(&queue, cells, depth, policy);
    if (err != 0) {
        toc_port_realloc(cells, 0);
        return err;
    }
    hooks = *with;
    toc_port_memset(&waiter, 0, sizeof(waiter));
    toc_port_event_init(&waiter.event);
    toc_hist_reset(&latency);
    current.running = false;
    longest_ns = 0;
    longest_source[0] = '\0';
    toc__stall_reset();
    toc_atomic_store(&stopped, 0);
    toc_atomic_store(&held, 0);
    toc_atomic_store(&any_starved, 0);
    toc_atomic_store(&bursts, 0);
    toc_atomic_store64(&lost, 0);
    toc_atomic_store64(&reported, 0);
    next_report_ns = 0;
    toc__source_reset();
    toc__trace_reset(depth);
    return 0;
}

toc_waiter_t *toc_dispatch_waiter(void) {
    return &waiter;
}

// The first loss after a report wakes the dispatcher, which then knows of it;
// the others until the next report do not.
void toc__dispatch_count_lost(void) {
    uint64_t before = toc_atomic_add64(&lost, 1);
    toc_atomic_fence();
    if (before == toc_atomic_load64(&reported)) {
        toc_waiter_wake(&waiter);
    }
}

int toc__dispatch_post(const toc_irq_record_t *record,
                       toc_irq_record_t *discarded) {
    int result = toc_irqq_post(&queue, record, discarded);
    if (result >= 0) {
        if (toc__trace_sink != NULL) {
            toc__trace_post(record, toc_irqq_count(&queue));
        }
        toc_waiter_wake(&waiter);
        if (hooks.posted != NULL && (toc_atomic_load(&bursts) & 1) == 0) {
            hooks.posted(hooks.ctx);
        }
    }
    return result;
}

uint32_t toc__dispatch_queued(void) {
    return toc_irqq_count(&queue);
}

bool toc__dispatch_has_room(void) {
    return toc_irqq_has_room(&queue);
}

void toc__dispatch_starved(void) {
    toc_atomic_store(&any_starved, 1);
    toc_waiter_wake(&waiter);
}

static bool may_run(void) {
    return toc_atomic_load(&stopped) == 0 && toc_atomic_load(&held) == 0;
}

static bool can_feed(void) {
    return toc_atomic_load(&any_starved) != 0 && toc_irqq_has_room(&queue);
}

static bool has_work(void) {
    return may_run() && (toc_irqq_has_record(&queue) || can_feed());
}

// Report what was lost, unless the last report is less than a second ago. With
// the interpreter lock.
static void report_lost(void) {
    uint64_t total = toc_atomic_load64(&lost);
    uint64_t before = toc_atomic_load64(&reported);
    if (total == before) {
        return;
    }
    uint64_t now_ns = toc_clock_now_ns();
    if (now_ns < next_report_ns) {
        return;
    }
    next_report_ns = now_ns + REPORT_EVERY_NS;
    toc_atomic_store64(&reported, total);
    // Pairs with the fence in count_lost: either that wakes the dispatcher,
    // or the dispatcher sees the new loss before it sleeps.
    toc_atomic_fence();
    current.last_end_ns = 0;
    hooks.report(hooks.ctx, total - before);
}

static bool has_unreported(void) {
    return toc_atomic_load64(&lost) != toc_atomic_load64(&reported);
}

static bool look_if_starved(toc_source_t *source, void *ctx) {
    (void)ctx;
    uint32_t starved = toc_atomic_load(&source->starved);
    if (starved == 0) {
        return true;
    }
    if (!toc_irqq_has_room(&queue)) {
        toc_atomic_store(&any_starved, 1);
        return false;
    }
    // What a newer registration left there meanwhile stays for the next look.
    uint32_t looked_at = starved;
    toc_atomic_cas(&source->starved, &looked_at, 0);
    if (starved == toc_atomic_load(&source->generation) &&
        source->ops != NULL && source->ops->look != NULL) {
        source->ops->look(source, source->owner);
    }
    return true;
}

// Levels whose post was refused get what room there is. With the interpreter
// lock.
static void feed_starved(void) {
    if (can_feed()) {
        // Cleared before looking, so that one that starves meanwhile is seen.
        toc_atomic_exchange(&any_starved, 0);
        toc_source_each(look_if_starved, NULL);
    }
}

// A level source that stays registered may post again, and is looked at
// because its level may have come or stayed while it was masked.
static void unmask(toc_source_t *source, uint32_t generation) {
    uint32_t masked_for = generation;
    if (toc_atomic_load(&source->masked) != generation ||
        !toc_atomic_cas(&source->masked, &masked_for, 0)) {
        return;
    }
    if (toc_atomic_load(&source->generation) == generation &&
        source->ops != NULL && source->ops->look != NULL) {
        source->ops->look(source, source->owner);
    }
}

// The section is entered only for a call that took longer than any before.
static void note_length(uint64_t ran_ns) {
    if (ran_ns > toc_atomic_load64(&current.source->longest_ns)) {
        toc__source_count_longest(current.source, current.opened, ran_ns);
    }
    if (ran_ns > longest_ns || longest_source[0] == '\0') {
        longest_ns = ran_ns;
        toc__source_name(current.source, current.opened, longest_source);
    }
}

// For the trace's files: what is left in the queue.
static uint32_t traced_count(void) {
    return toc__trace_sink != NULL ? toc_irqq_count(&queue) : 0;
}

static void drop_cancelled(const toc_irq_record_t *record) {
    toc__trace_cancel(record, toc__source_at(record->slot)->name,
                      toc_clock_now_ns(), traced_count());
    toc__source_count_cancelled(record);
}

// A call begins when the one before it ended, if nothing but the queue's own
// work lies in between: that saves a reading of the clock.
static uint64_t begin_ns(uint64_t raised_ns) {
    uint64_t now_ns = current.last_end_ns;
    current.last_end_ns = 0;
    return now_ns != 0 && now_ns >= raised_ns ? now_ns : toc_clock_now_ns();
}

static void call_handler(toc_source_t *source) {
    uint64_t raised_ns = current.record.time_ns;
    uint64_t now_ns = begin_ns(raised_ns);
    toc__trace_start(&current.record, source->name, now_ns, traced_count());
    // Counted first, so that a handler that runs is a handled one. The
    // dispatcher alone writes this counter.
    toc_atomic_store64(&source->handled,
                       toc_atomic_load64(&source->handled) + 1);
    toc_hist_add(&latency, now_ns > raised_ns ? now_ns - raised_ns : 0);

    uint32_t opened = source->opened;
    current.source = source;
    current.opened = opened;
    current.since_ns = now_ns;
    current.running = true;
    toc_where_t where = {0};
    if (hooks.where != NULL) {
        hooks.where(hooks.ctx, source, &where);
    }
    toc__stall_begin(source, &where, now_ns);
    int err = hooks.call(hooks.ctx, source, &current.record);
    uint64_t end_ns = toc_clock_now_ns();
    toc__stall_end(end_ns);
    toc__trace_end(end_ns, err < 0);
    note_length(end_ns - now_ns);
    current.running = false;
    current.last_end_ns = end_ns;

    // The handler may have closed the source and the slot may be another's.
    // Slots stay where they are and generations go on, so looking is safe.
    if (err < 0) {
        toc__source_count_error(source, opened);
    }
    unmask(source, current.record.generation);
}

// Returns whether a handler ran for current.record.
static bool judge_and_call(void) {
    toc_source_t *source = toc__source_at(current.record.slot);
    if (toc_atomic_load(&source->generation) != current.record.generation) {
        drop_cancelled(&current.record);
        return false;
    }
    call_handler(source);
    return true;
}

// With the interpreter lock. Returns the number of handlers that ran.
static uint32_t run_burst(void) {
    uint32_t ran = 0;
    uint32_t in_a_row = 0;
    current.last_end_ns = 0;
    feed_starved();
    while (may_run() && toc_irqq_has_record(&queue)) {
        if (in_a_row == toc_irqq_depth(&queue)) {
            in_a_row = 0;
            current.last_end_ns = 0;
            hooks.turn(hooks.ctx);
            continue; // held or stopped meanwhile?
        }
        if (!toc_irqq_take(&queue, &current.record)) {
            break;
        }
        feed_starved();
        if (judge_and_call()) {
            ran++;
            in_a_row++;
        }
        report_lost();
    }
    report_lost();
    return ran;
}

// Take the lock and run what there is.
static uint32_t visit(void) {
    // Odd before a record is taken: toc_dispatch_is_idle().
    toc_atomic_add(&bursts, 1);
    uint64_t asked_ns = toc_clock_now_ns();
    hooks.enter(hooks.ctx);
    toc__trace_lock(asked_ns, toc_clock_now_ns());
    uint32_t ran = run_burst();
    // Even before the lock goes: whoever gets it may push this thread off its
    // processor, and the posts of that time have to say so (hooks.posted).
    toc_atomic_add(&bursts, 1);
    hooks.leave(hooks.ctx);
    return ran;
}

uint32_t toc_dispatch_run_once(void) {
    return has_work() ? visit() : 0;
}

static bool report_is_due(void) {
    return has_unreported() && toc_clock_now_ns() >= next_report_ns;
}

// A waiter's on_wake may have put this thread into the line for the lock, so
// after a wait it takes the lock, whatever it was woken for.
static void wait_for_work(void) {
    if (hooks.idle != NULL) {
        hooks.idle(hooks.ctx);
    }
    toc_waiter_begin(&waiter, has_unreported() ? next_report_ns : TOC_FOREVER);
    if (hooks.sleep != NULL) {
        hooks.sleep(hooks.ctx);
    }
    toc_waiter_finish(&waiter);
    visit();
}

void toc_dispatch_run(void) {
    if (!waiter.joined) {
        toc_waiter_join(&waiter);
    }
    // Its creator may have put it into the line for the lock, too.
    visit();
    while (toc_atomic_load(&stopped) == 0) {
        if (has_work() || report_is_due()) {
            visit();
        } else {
            wait_for_work();
        }
    }
    toc_waiter_leave(&waiter);
}

static void thread_main(void *arg) {
    (void)arg;
    toc_dispatch_run();
}

int toc_dispatch_start(void) {
    toc_waiter_join(&waiter);
    int err = toc_port_thread_start(&thread, thread_main, NULL, "toc-dispatch");
    if (err != 0) {
        toc_waiter_leave(&waiter);
        return err;
    }
    thread_started = true;
    return 0;
}

void toc_dispatch_stop(void) {
    toc_atomic_store(&stopped, 1);
    toc_waiter_wake(&waiter);
}

void toc_dispatch_cut_off(void) {
    toc__stall_end(toc_clock_now_ns());
    current.running = false;
    toc_waiter_leave(&waiter);
}

static void discard_queue(void) {
    toc_irq_record_t record;
    while (toc_irqq_take(&queue, &record)) {
        drop_cancelled(&record);
    }
}

void toc_dispatch_deinit(void) {
    toc_dispatch_stop();
    if (thread_started) {
        toc_port_thread_join(&thread);
        thread_started = false;
    }
    next_report_ns = 0;
    // One that was cut off never came back.
    toc__trace_end(toc_clock_now_ns(), true);
    report_lost();
    discard_queue();
    toc__source_close_all();
    toc_port_realloc(queue.cells, 0);
    queue.cells = NULL;
}

bool toc_dispatch_hold(bool hold) {
    bool before = toc_atomic_exchange(&held, hold ? 1 : 0) != 0;
    if (before && !hold) {
        toc_waiter_wake(&waiter);
    }
    return before;
}

const toc_irq_record_t *toc_dispatch_current(toc_source_t **source,
                                             uint64_t *since_ns) {
    if (!current.running) {
        return NULL;
    }
    if (source != NULL) {
        bool closed = toc__source_is_closed(current.source, current.opened);
        *source = closed ? NULL : current.source;
    }
    if (since_ns != NULL) {
        *since_ns = current.since_ns;
    }
    return &current.record;
}

bool toc_dispatch_is_idle(void) {
    // A record is in the queue, or `bursts` is odd, or it was handled. The
    // count is looked at in between, so a burst that began or ended meanwhile
    // shows.
    uint32_t before = toc_atomic_load(&bursts);
    bool nothing_to_run = !may_run() || (toc_irqq_count(&queue) == 0 &&
                                         toc_atomic_load(&any_starved) == 0);
    uint32_t after = toc_atomic_load(&bursts);
    return nothing_to_run && before == after && (before & 1) == 0;
}

void toc_dispatch_stats(toc_dispatch_stats_t *out) {
    toc_source_totals(&out->counts);
    out->depth = toc_irqq_depth(&queue);
    out->high_water = toc_irqq_high_water(&queue);
    out->latency_count = toc_atomic_load64(&latency.count);
    out->latency_p50_ns = toc_hist_permille(&latency, 500);
    out->latency_p90_ns = toc_hist_permille(&latency, 900);
    out->latency_p99_ns = toc_hist_permille(&latency, 990);
    out->latency_p999_ns = toc_hist_permille(&latency, 999);
    out->latency_max_ns = toc_atomic_load64(&latency.max);
    out->stalls = toc_stall_count();
    toc_port_memcpy(out->longest_source, longest_source,
                    sizeof(longest_source));
}

toc_hist_t *toc_dispatch_latency(void) {
    return &latency;
}
