/*
 * The dispatcher as a thread of its own: storms, cancelling, time.
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit.h"

#include <pthread.h>
#include <signal.h>
#include <string.h>

#include "alarm.h"
#include "dispatch.h"

// The interpreter lock. A mutex is enough here.
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void enter(void *ctx) {
    (void)ctx;
    pthread_mutex_lock(&lock);
}

static void leave(void *ctx) {
    (void)ctx;
    pthread_mutex_unlock(&lock);
}

static void turn(void *ctx) {
    leave(ctx);
    sched_yield();
    enter(ctx);
}

static uint64_t reported;

static void report(void *ctx, uint64_t lost) {
    (void)ctx;
    reported += lost;
}

#define SOURCES 4
static toc_source_t *sources[SOURCES];
static uint64_t last_seq[SOURCES];
static uint64_t calls;
static bool out_of_order;
static void (*inside)(toc_source_t *source, const toc_irq_record_t *record);

static int call(void *ctx, toc_source_t *source,
                const toc_irq_record_t *record) {
    (void)ctx;
    calls++;
    uint32_t i = *(uint32_t *)source->owner;
    out_of_order |= record->seq <= last_seq[i];
    last_seq[i] = record->seq;
    if (inside != NULL) {
        inside(source, record);
    }
    return 0;
}

static uint32_t indexes[SOURCES] = {0, 1, 2, 3};

static void open_all(enum toc_clock_kind kind, uint32_t depth,
                     enum toc_irqq_policy policy) {
    static const toc_dispatch_hooks_t hooks = {
        .enter = enter,
        .leave = leave,
        .turn = turn,
        .call = call,
        .report = report,
    };
    toc_clock_init(kind);
    ck_assert_int_eq(toc_dispatch_init(&hooks, depth, policy), 0);
    for (uint32_t i = 0; i < SOURCES; i++) {
        ck_assert_int_eq(
            toc_source_open(&sources[i], "storm", NULL, &indexes[i]), 0);
        toc_source_enable(sources[i]);
    }
    ck_assert_int_eq(toc_dispatch_start(), 0);
}

static void wait_until_idle(void) {
    while (!toc_dispatch_is_idle()) {
        sched_yield();
    }
}

#ifdef __SANITIZE_THREAD__
#define STORM 250000u
#else
#define STORM 2500000u
#endif

static void *storm(void *arg) {
    toc_source_t *source = sources[*(uint32_t *)arg];
    uint64_t refused = 0;
    for (uint32_t i = 0; i < STORM; i++) {
        refused += toc_source_raise(source, i) == TOC_EFULL;
    }
    toc_source_counts_t counts;
    toc_source_counts(source, &counts);
    ck_assert_uint_eq(counts.posted, STORM);
    return (void *)(uintptr_t)refused;
}

START_TEST(a_storm_of_five_million_is_accounted_for_to_the_last) {
    enum toc_irqq_policy policy =
        _i ? TOC_IRQQ_DISCARD_OLDEST : TOC_IRQQ_REFUSE_NEWEST;
    open_all(TOC_CLOCK_REAL, 16, policy);
    pthread_t threads[2];
    for (uint32_t i = 0; i < 2; i++) {
        pthread_create(&threads[i], NULL, storm, &indexes[i]);
    }
    // The law holds at any time, not only at the end.
    uint32_t snapshots = 0;
    toc_source_counts_t counts;
    do {
        toc_source_totals(&counts);
        ck_assert_uint_le(counts.handled + counts.refused + counts.cancelled,
                          counts.posted);
        snapshots++;
        sched_yield();
    } while (counts.posted < 2 * STORM);
    void *refused[2];
    for (uint32_t i = 0; i < 2; i++) {
        pthread_join(threads[i], &refused[i]);
    }
    wait_until_idle();
    toc_source_totals(&counts);
    ck_assert_uint_eq(counts.posted, 2 * STORM);
    ck_assert_uint_eq(counts.queued, 0);
    ck_assert_uint_eq(counts.handled + counts.refused, 2 * STORM);
    ck_assert_uint_eq(counts.handled, calls);
    if (policy == TOC_IRQQ_REFUSE_NEWEST) {
        ck_assert_uint_eq((uintptr_t)refused[0] + (uintptr_t)refused[1],
                          counts.refused);
    }
    ck_assert(!out_of_order);
    toc_dispatch_stats_t stats;
    toc_dispatch_stats(&stats);
    ck_assert_uint_eq(stats.latency_count, counts.handled);
    ck_assert_uint_ge(stats.high_water, 1);
    ck_assert_uint_le(stats.high_water, 16);
    toc_dispatch_deinit();
    ck_assert_uint_eq(reported, counts.refused);
    ck_assert_uint_gt(snapshots, 0);
}
END_TEST

START_TEST(each_single_post_wakes_the_sleeping_dispatcher) {
    open_all(TOC_CLOCK_REAL, 16, TOC_IRQQ_REFUSE_NEWEST);
    for (uint32_t i = 0; i < 20000; i++) {
        ck_assert_int_eq(toc_source_raise(sources[0], i), 0);
        wait_until_idle(); // hangs where a wake is lost
        if (i % 8 == 0) {
            sched_yield();
        }
    }
    pthread_mutex_lock(&lock);
    ck_assert_uint_eq(calls, 20000);
    pthread_mutex_unlock(&lock);
    toc_dispatch_deinit();
}
END_TEST

static toc_atomic_u32_t storming;
static toc_atomic_u32_t registration; // even: none may be called
static bool called_after_cancel;

static void check_registered(toc_source_t *source,
                             const toc_irq_record_t *record) {
    (void)source;
    (void)record;
    called_after_cancel |= toc_atomic_load(&registration) % 2 == 0;
}

static void *raise_on(void *arg) {
    (void)arg;
    while (toc_atomic_load(&storming) != 0) {
        (void)!toc_source_raise(sources[0], 0);
        (void)!toc_source_raise_level(sources[1], 0);
    }
    return NULL;
}

static void wait_until_handled(uint64_t more_than) {
    toc_source_counts_t counts;
    do {
        sched_yield();
        toc_source_totals(&counts);
    } while (counts.handled <= more_than);
}

START_TEST(after_cancel_returned_no_call_starts) {
    open_all(TOC_CLOCK_REAL, 16, TOC_IRQQ_REFUSE_NEWEST);
    toc_source_cancel(sources[0]);
    toc_source_cancel(sources[1]);
    inside = check_registered;
    toc_atomic_store(&storming, 1);
    pthread_t thread;
    pthread_create(&thread, NULL, raise_on, NULL);
    for (uint32_t i = 0; i < 5000; i++) {
        pthread_mutex_lock(&lock);
        toc_atomic_store(&registration, 2 * i + 1);
        toc_source_counts_t before;
        toc_source_totals(&before);
        toc_source_enable(sources[0]);
        toc_source_enable(sources[1]);
        pthread_mutex_unlock(&lock);
        if (i % 10 == 0) {
            wait_until_handled(before.handled); // in the midst of a storm
        }
        pthread_mutex_lock(&lock);
        toc_source_cancel(sources[0]);
        toc_source_cancel(sources[1]);
        toc_atomic_store(&registration, 2 * i + 2);
        pthread_mutex_unlock(&lock);
    }
    toc_atomic_store(&storming, 0);
    pthread_join(thread, NULL);
    wait_until_idle();
    toc_source_counts_t counts;
    toc_source_totals(&counts);
    ck_assert_uint_eq(counts.queued, 0);
    toc_dispatch_deinit();
    ck_assert(!called_after_cancel);
    ck_assert_uint_ge(calls, 500);
}
END_TEST

static void raise_in_signal(int signal_number) {
    (void)signal_number;
    (void)!toc_source_raise(sources[1], 1);
}

START_TEST(a_signal_raises_into_the_raises_that_it_interrupts) {
    open_all(TOC_CLOCK_REAL, 4,
             _i ? TOC_IRQQ_DISCARD_OLDEST : TOC_IRQQ_REFUSE_NEWEST);
    struct sigaction action = {.sa_handler = raise_in_signal,
                               .sa_flags = SA_RESTART};
    sigaction(SIGUSR1, &action, NULL);
    toc_source_counts_t counts;
    for (uint32_t i = 0; i < 100000; i++) {
        (void)!toc_source_raise(sources[0], 0);
        if (i % 4 == 0) {
            pthread_kill(pthread_self(), SIGUSR1);
        }
    }
    wait_until_idle();
    toc_source_totals(&counts);
    ck_assert_uint_eq(counts.posted, 125000);
    ck_assert_uint_eq(counts.handled + counts.refused, 125000);
    toc_dispatch_deinit();
}
END_TEST

// Virtual time: alarms, the dispatcher and a thread that sleeps.
#define SECOND    UINT64_C(1000000000)
#define DIARY_MAX 64
static char diary[DIARY_MAX];
static uint32_t diary_size;

static void note(char what) {
    diary[diary_size++] = what;
}

static void note_call(toc_source_t *source, const toc_irq_record_t *record) {
    (void)record;
    note(source == sources[0] ? 'a' : 'b');
}

static int raise_source(toc_alarm_t *alarm, uint64_t due_ns, bool late) {
    (void)late;
    return toc_source_raise_at(alarm->ctx, 0, due_ns);
}

START_TEST(in_virtual_time_a_script_goes_the_same_way_each_time) {
    toc_waiter_t self = {0};
    open_all(TOC_CLOCK_VIRTUAL, 16, TOC_IRQQ_REFUSE_NEWEST);
    inside = note_call;
    toc_waiter_join(&self);
    ck_assert_int_eq(toc_alarm_start(), 0);
    toc_alarm_t every_1 = {.cb = raise_source, .ctx = sources[0]};
    toc_alarm_t every_2 = {.cb = raise_source, .ctx = sources[1]};
    ck_assert_int_eq(toc_alarm_arm(&every_2, 2 * SECOND, 2 * SECOND), 0);
    ck_assert_int_eq(toc_alarm_arm(&every_1, SECOND, SECOND), 0);
    for (uint32_t i = 1; i <= 6; i++) {
        // At the same moment as the alarms: they come first, and so do their
        // handlers.
        ck_assert(!toc_waiter_wait(&self, i * SECOND));
        ck_assert_uint_eq(toc_clock_now_ns(), i * SECOND);
        note('|');
    }
    // Equal deadlines: the one armed earlier first. every_2 was armed for 4 s
    // at 2 s, every_1 at 3 s.
    diary[diary_size] = '\0';
    ck_assert_str_eq(diary, "a|ba|a|ba|a|ba|");
    toc_alarm_stop();
    toc_waiter_leave(&self);
    toc_dispatch_deinit();
}
END_TEST

int main(void) {
    Suite *suite = suite_create("posix_dispatch");
    UNIT_ADD_LOOP(suite, a_storm_of_five_million_is_accounted_for_to_the_last,
                  2);
    UNIT_ADD(suite, each_single_post_wakes_the_sleeping_dispatcher);
    UNIT_ADD(suite, after_cancel_returned_no_call_starts);
    UNIT_ADD_LOOP(suite, a_signal_raises_into_the_raises_that_it_interrupts, 2);
    UNIT_ADD_LOOP(suite, in_virtual_time_a_script_goes_the_same_way_each_time,
                  50);
    return unit_run(suite);
}
