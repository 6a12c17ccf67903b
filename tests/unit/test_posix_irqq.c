/*
 * The queue between real threads and signal handlers.
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit.h"

#include <linux/futex.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "irqq.h"

#define PRODUCERS 4u
#ifdef __SANITIZE_THREAD__
#define EACH         25000u
#define SIGNAL_POSTS 3000
#else
#define EACH         250000u
#define SIGNAL_POSTS 30000
#endif

static toc_irqq_t q;
static toc_irqq_cell_t cells[256];

// seq and time_ns say the same, so a record torn between two posts shows.
static toc_irq_record_t record_of(uint32_t producer, uint32_t number) {
    return (toc_irq_record_t){
        .slot = producer,
        .seq = number,
        .time_ns = ~(uint64_t)number,
        .data = number ^ producer,
    };
}

static bool is_whole(const toc_irq_record_t *record) {
    return record->time_ns == ~record->seq &&
           record->data == ((uint32_t)record->seq ^ record->slot);
}

static toc_atomic_u32_t discarded; // by posts that discard the oldest
static toc_atomic_u32_t refused;

static void count_lost(const toc_irq_record_t *lost, int result) {
    if (result > 0 && is_whole(lost)) {
        toc_atomic_add(&discarded, 1);
    }
}

static uint32_t each; // records of a producer

/*
 * Threads sleep until the other side did something: sched_yield() hands a busy
 * machine's processor to a stranger for milliseconds. A futex and relaxed
 * counts order nothing, so the thread sanitizer still sees what the queue
 * itself orders; the limit is there because a wake may therefore be missed.
 */
static _Atomic uint32_t takes; // futex of those who wait for room
static _Atomic uint32_t posts; // futex of the one who waits for a record

static uint32_t seen_of(_Atomic uint32_t *count) {
    return atomic_load_explicit(count, memory_order_relaxed);
}

static void tell(_Atomic uint32_t *count) {
    atomic_fetch_add_explicit(count, 1, memory_order_relaxed);
    syscall(SYS_futex, count, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
}

static void sleep_while(_Atomic uint32_t *count, uint32_t seen) {
    struct timespec limit = {.tv_nsec = 1000000};
    syscall(SYS_futex, count, FUTEX_WAIT_PRIVATE, seen, &limit, NULL, 0);
}

static void *produce_all(void *arg) {
    uint32_t producer = *(uint32_t *)arg;
    for (uint32_t i = 1; i <= each; i++) {
        toc_irq_record_t record = record_of(producer, i);
        toc_irq_record_t lost;
        uint32_t seen = seen_of(&takes);
        int result = toc_irqq_post(&q, &record, &lost);
        while (result == TOC_EFULL) {
            sleep_while(&takes, seen);
            seen = seen_of(&takes);
            result = toc_irqq_post(&q, &record, &lost);
        }
        tell(&posts);
        count_lost(&lost, result);
    }
    return NULL;
}

static pthread_t threads[PRODUCERS];
static uint32_t numbers[PRODUCERS] = {0, 1, 2, 3};

static void start_producers(void) {
    for (uint32_t i = 0; i < PRODUCERS; i++) {
        ck_assert_int_eq(
            pthread_create(&threads[i], NULL, produce_all, &numbers[i]), 0);
    }
}

static void join_producers(void) {
    for (uint32_t i = 0; i < PRODUCERS; i++) {
        pthread_join(threads[i], NULL);
    }
}

START_TEST(a_million_records_of_four_threads_none_lost_or_twice) {
    uint32_t depth = 1u << (_i * 4); // 1, 16, 256
    // With room for one, each record costs a change of threads.
    each = depth == 1 ? EACH / 25 : EACH;
    toc_irqq_init(&q, cells, depth, TOC_IRQQ_REFUSE_NEWEST);
    start_producers();
    uint64_t last[PRODUCERS] = {0};
    for (uint32_t taken = 0; taken < PRODUCERS * each;) {
        toc_irq_record_t record;
        uint32_t seen = seen_of(&posts);
        if (!toc_irqq_take(&q, &record)) {
            sleep_while(&posts, seen);
            continue;
        }
        tell(&takes);
        taken++;
        if (!is_whole(&record) || record.slot >= PRODUCERS ||
            record.seq != last[record.slot] + 1) {
            ck_abort_msg("producer %u: %llu after %llu", record.slot,
                         (unsigned long long)record.seq,
                         (unsigned long long)last[record.slot]);
        }
        last[record.slot] = record.seq;
    }
    join_producers();
    ck_assert_uint_eq(toc_irqq_count(&q), 0);
    ck_assert_uint_le(toc_irqq_high_water(&q), depth);
    ck_assert_uint_ge(toc_irqq_high_water(&q), 1);
}
END_TEST

START_TEST(discarding_loses_only_what_it_hands_back) {
    uint32_t depth = 1u << (_i * 2);
    each = EACH;
    toc_irqq_init(&q, cells, depth, TOC_IRQQ_DISCARD_OLDEST);
    start_producers();
    uint64_t last[PRODUCERS] = {0};
    uint32_t taken = 0;
    toc_irq_record_t record;
    while (taken + toc_atomic_load(&discarded) < PRODUCERS * each) {
        uint32_t seen = seen_of(&posts);
        if (!toc_irqq_take(&q, &record)) {
            sleep_while(&posts, seen);
            continue;
        }
        taken++;
        ck_assert(is_whole(&record));
        ck_assert(record.seq > last[record.slot]);
        last[record.slot] = record.seq;
    }
    join_producers();
    ck_assert_uint_eq(taken + toc_atomic_load(&discarded), PRODUCERS * each);
    ck_assert_int_eq(toc_irqq_take(&q, &record), 0);
}
END_TEST

// A thread posts as number 0; signals interrupt it and post as number 1.
static volatile sig_atomic_t signal_posts;
static volatile sig_atomic_t signal_refused;

static void post_from_signal(int signal_number) {
    (void)signal_number;
    toc_irq_record_t lost;
    // A few in a row, so that a ring with an unfinished post fills up too.
    for (int i = 0; i < 3; i++) {
        toc_irq_record_t record = record_of(1, (uint32_t)signal_posts + 1);
        int result = toc_irqq_post(&q, &record, &lost);
        signal_posts++;
        signal_refused += result == TOC_EFULL;
        count_lost(&lost, result);
    }
}

#define SIGNAL_EVERY_NS 50000

// The kernel's timer interrupts whatever runs then. A second thread that sends
// the signals has to be given a processor first, which a busy machine does not
// do often.
static timer_t start_storm(void) {
    struct sigaction action = {.sa_handler = post_from_signal};
    sigaction(SIGUSR1, &action, NULL);
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL,
                             .sigev_signo = SIGUSR1};
    timer_t storm;
    ck_assert_int_eq(timer_create(CLOCK_MONOTONIC, &event, &storm), 0);
    struct itimerspec each_50_us = {.it_interval.tv_nsec = SIGNAL_EVERY_NS,
                                    .it_value.tv_nsec = SIGNAL_EVERY_NS};
    ck_assert_int_eq(timer_settime(storm, 0, &each_50_us, NULL), 0);
    return storm;
}

static void stop_storm(timer_t storm) {
    timer_delete(storm);
    signal(SIGUSR1, SIG_IGN); // one may be on its way
}

START_TEST(signals_post_into_the_posts_that_they_interrupt) {
    enum toc_irqq_policy policy =
        _i % 2 ? TOC_IRQQ_DISCARD_OLDEST : TOC_IRQQ_REFUSE_NEWEST;
    toc_irqq_init(&q, cells, 1u << (_i / 2), policy);
    timer_t storm = start_storm();

    uint32_t posted = 0;
    uint32_t taken = 0;
    uint64_t last[2] = {0};
    // Until signals came often enough to have hit every place.
    while (signal_posts < SIGNAL_POSTS) {
        toc_irq_record_t record = record_of(0, ++posted);
        toc_irq_record_t lost;
        int result = toc_irqq_post(&q, &record, &lost);
        if (result == TOC_EFULL) {
            toc_atomic_add(&refused, 1);
        }
        count_lost(&lost, result);
        if (posted % 3 == 0) {
            continue;
        }
        if (toc_irqq_take(&q, &record)) {
            taken++;
            ck_assert(is_whole(&record));
            ck_assert(record.seq > last[record.slot]);
            last[record.slot] = record.seq;
        }
    }
    stop_storm(storm);
    toc_irq_record_t record;
    while (toc_irqq_take(&q, &record)) {
        taken++;
    }
    ck_assert_uint_eq(posted + (uint32_t)signal_posts,
                      taken + toc_atomic_load(&refused) +
                          (uint32_t)signal_refused +
                          toc_atomic_load(&discarded));
}
END_TEST

int main(void) {
    Suite *suite = suite_create("posix_irqq");
    UNIT_ADD_LOOP(suite, a_million_records_of_four_threads_none_lost_or_twice,
                  3);
    UNIT_ADD_LOOP(suite, discarding_loses_only_what_it_hands_back, 3);
    UNIT_ADD_LOOP(suite, signals_post_into_the_posts_that_they_interrupt, 6);
    return unit_run(suite);
}
