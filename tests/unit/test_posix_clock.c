/*
 * Virtual time with real threads: order of releases, nothing lost under
 * stress, threads in input and output.
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit.h"

#include <poll.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"

#define THREADS 4u

static toc_waiter_t waiters[THREADS];
static uint32_t numbers[THREADS] = {0, 1, 2, 3};
static pthread_t threads[THREADS];

static void join_all(void) {
    toc_clock_init(TOC_CLOCK_VIRTUAL);
    memset(waiters, 0, sizeof(waiters));
    for (uint32_t i = 0; i < THREADS; i++) {
        toc_waiter_join(&waiters[i]);
    }
}

static void run_all(void *(*entry)(void *)) {
    for (uint32_t i = 0; i < THREADS; i++) {
        ck_assert_int_eq(pthread_create(&threads[i], NULL, entry, &numbers[i]),
                         0);
    }
    for (uint32_t i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
    }
}

// Plain memory: only one thread runs at a time, and the clock orders them.
static uint64_t last_now_ns;
static uint32_t releases;

static void *sleep_in_primes(void *arg) {
    static const uint64_t periods[THREADS] = {3, 5, 7, 11};
    uint32_t i = *(uint32_t *)arg;
    uint64_t due_ns = 0;
    for (uint32_t round = 0; round < 25000; round++) {
        due_ns += periods[i];
        bool woken = toc_waiter_wait(&waiters[i], due_ns);
        uint64_t now_ns = toc_clock_now_ns();
        if (woken || now_ns != due_ns || now_ns < last_now_ns) {
            ck_abort_msg("thread %u: %llu instead of %llu", i,
                         (unsigned long long)now_ns,
                         (unsigned long long)due_ns);
        }
        last_now_ns = now_ns;
        releases++;
    }
    toc_waiter_leave(&waiters[i]);
    return NULL;
}

START_TEST(threads_are_released_one_at_a_time_in_order) {
    join_all();
    run_all(sleep_in_primes);
    ck_assert_uint_eq(releases, THREADS * 25000);
    ck_assert_uint_eq(toc_clock_now_ns(), 11 * 25000);
}
END_TEST

// Each third goes to 12 in steps of its own; the last one has waited for that
// time from the beginning.
static void *come_to_twelve(void *arg) {
    uint32_t i = *(uint32_t *)arg;
    uint64_t step_ns = i == 0 ? 12 : i;
    for (uint64_t due_ns = step_ns; due_ns <= 12; due_ns += step_ns) {
        toc_waiter_wait(&waiters[i], due_ns);
        releases++;
    }
    if (i == 0) {
        ck_assert_uint_eq(releases, 1 + 12 + 6 + 4);
    }
    toc_waiter_leave(&waiters[i]);
    return NULL;
}

START_TEST(one_that_is_last_goes_on_when_all_the_others_have) {
    join_all();
    waiters[0].is_last = true;
    run_all(come_to_twelve);
    ck_assert_uint_eq(toc_clock_now_ns(), 12);
}
END_TEST

static void *pass_on(void *arg) {
    uint32_t i = *(uint32_t *)arg;
    for (uint32_t round = 0; round < 25000; round++) {
        if (i == 0) {
            releases++;
            toc_waiter_wake(&waiters[1]);
        }
        // A deadline far away: reached only where a wake is lost.
        bool woken = toc_waiter_wait(&waiters[i], UINT64_C(1) << 50);
        if (!woken) {
            ck_abort_msg("thread %u: wake lost in round %u", i, round);
        }
        if (i != 0) {
            releases++;
            toc_waiter_wake(&waiters[(i + 1) % THREADS]);
        }
    }
    toc_waiter_leave(&waiters[i]);
    return NULL;
}

START_TEST(a_token_goes_round_and_the_clock_stands_still) {
    join_all();
    run_all(pass_on);
    ck_assert_uint_eq(releases, THREADS * 25000);
    ck_assert_uint_eq(toc_clock_now_ns(), 0);
}
END_TEST

// Wakes from a thread that does not take part, at any moment: they may come
// just before or after a jump, but the count has to stay right or all hangs.
static toc_atomic_u32_t storming;

static void *wake_at_random(void *arg) {
    (void)arg;
    uint32_t x = 1;
    while (toc_atomic_load(&storming) != 0) {
        x = x * 1664525u + 1013904223u;
        toc_waiter_wake(&waiters[(x >> 16) % THREADS]);
        if (x >> 30 == 0) {
            sched_yield();
        }
    }
    return NULL;
}

static void *wait_and_wake(void *arg) {
    uint32_t i = *(uint32_t *)arg;
    uint32_t x = i + 1;
    for (uint32_t round = 0; round < 25000; round++) {
        x = x * 1664525u + 1013904223u;
        uint64_t before_ns = toc_clock_now_ns();
        uint64_t due_ns = before_ns + (x >> 16) % 10;
        bool woken = toc_waiter_wait(&waiters[i], due_ns);
        uint64_t now_ns = toc_clock_now_ns();
        if (now_ns < before_ns || (!woken && now_ns < due_ns)) {
            ck_abort_msg("thread %u came back early", i);
        }
        if (x >> 31) {
            toc_waiter_wake(&waiters[(x >> 8) % THREADS]);
        }
    }
    toc_waiter_leave(&waiters[i]);
    return NULL;
}

START_TEST(wakes_from_outside_disturb_nothing) {
    join_all();
    toc_atomic_store(&storming, 1);
    pthread_t outside;
    pthread_create(&outside, NULL, wake_at_random, NULL);
    run_all(wait_and_wake);
    toc_atomic_store(&storming, 0);
    pthread_join(outside, NULL);
    toc_waiter_t last = {0};
    toc_waiter_join(&last); // alone, and the clock still goes
    uint64_t due_ns = toc_clock_now_ns() + 5;
    ck_assert(!toc_waiter_wait(&last, due_ns));
    ck_assert_uint_eq(toc_clock_now_ns(), due_ns);
}
END_TEST

// Thread 0 reads what thread 1 writes each virtual microsecond. The clock must not
// go on before thread 0 has read and sleeps in the kernel again.
static int pipe_ends[2];
#define IO_ROUNDS 2000u
static uint64_t read_at_ns[IO_ROUNDS];

static void *read_in_io(void *arg) {
    (void)arg;
    for (uint32_t round = 0; round < IO_ROUNDS; round++) {
        char byte;
        toc_waiter_io_begin(&waiters[0], TOC_FOREVER);
        ssize_t size = read(pipe_ends[0], &byte, 1);
        toc_waiter_io_end(&waiters[0]);
        ck_assert_int_eq(size, 1);
        read_at_ns[round] = toc_clock_now_ns();
    }
    toc_waiter_leave(&waiters[0]);
    return NULL;
}

static void *write_each_us(void *arg) {
    (void)arg;
    for (uint32_t round = 0; round < IO_ROUNDS; round++) {
        toc_waiter_wait(&waiters[1], (round + 1) * 1000);
        ck_assert_int_eq(write(pipe_ends[1], "x", 1), 1);
    }
    toc_waiter_leave(&waiters[1]);
    return NULL;
}

static void *leave_at_once(void *arg) {
    toc_waiter_leave(&waiters[*(uint32_t *)arg]);
    return NULL;
}

static void *io_role(void *arg) {
    static void *(*const roles[THREADS])(void *) = {
        read_in_io, write_each_us, leave_at_once, leave_at_once};
    return roles[*(uint32_t *)arg](arg);
}

START_TEST(the_clock_waits_for_a_thread_that_io_made_able_to_run) {
    ck_assert_int_eq(pipe(pipe_ends), 0);
    join_all();
    run_all(io_role);
    for (uint32_t round = 0; round < IO_ROUNDS; round++) {
        ck_assert_uint_eq(read_at_ns[round], (round + 1) * 1000);
    }
}
END_TEST

static void end_poll(toc_waiter_t *waiter) {
    (void)waiter;
    ck_assert_int_eq(write(pipe_ends[1], "w", 1), 1);
}

START_TEST(io_with_a_deadline_ends_there) {
    ck_assert_int_eq(pipe(pipe_ends), 0);
    join_all();
    for (uint32_t i = 1; i < THREADS; i++) {
        toc_waiter_leave(&waiters[i]);
    }
    waiters[0].on_wake = end_poll;
    for (uint32_t round = 1; round <= 100; round++) {
        struct pollfd fd = {.fd = pipe_ends[0], .events = POLLIN};
        toc_waiter_io_begin(&waiters[0], round * 500);
        ck_assert_int_eq(poll(&fd, 1, -1), 1);
        toc_waiter_io_end(&waiters[0]);
        char byte;
        ck_assert_int_eq(read(pipe_ends[0], &byte, 1), 1);
        ck_assert_uint_eq(toc_clock_now_ns(), round * 500);
    }
}
END_TEST

static toc_atomic_u32_t spun;

static void *spin_in_io(void *arg) {
    (void)arg;
    // Says it blocks, but computes: the clock must not go on meanwhile.
    toc_waiter_io_begin(&waiters[0], TOC_FOREVER);
    uint64_t until_ns = toc_port_now_ns() + 20000000;
    while (toc_port_now_ns() < until_ns) {
    }
    toc_atomic_store(&spun, 1);
    toc_waiter_io_end(&waiters[0]);
    toc_waiter_leave(&waiters[0]);
    return NULL;
}

static void *sleep_meanwhile(void *arg) {
    (void)arg;
    ck_assert(!toc_waiter_wait(&waiters[1], 10));
    ck_assert_uint_eq(toc_atomic_load(&spun), 1);
    toc_waiter_leave(&waiters[1]);
    return NULL;
}

static void *spin_role(void *arg) {
    static void *(*const roles[THREADS])(void *) = {
        spin_in_io, sleep_meanwhile, leave_at_once, leave_at_once};
    return roles[*(uint32_t *)arg](arg);
}

START_TEST(io_counts_as_waiting_only_while_it_sleeps_in_the_kernel) {
    join_all();
    run_all(spin_role);
    ck_assert_uint_eq(toc_clock_now_ns(), 10);
}
END_TEST

static void spin_ns(uint64_t for_ns) {
    uint64_t until_ns = toc_port_now_ns() + for_ns;
    while (toc_port_now_ns() < until_ns) {
    }
}

static void *wake_from_io(void *arg) {
    (void)arg;
    char byte;
    toc_waiter_io_begin(&waiters[0], TOC_FOREVER);
    spin_ns(10000000); // all others wait meanwhile, and the keeper looks
    toc_waiter_wake(&waiters[1]);
    ck_assert_int_eq(read(pipe_ends[0], &byte, 1), 1);
    toc_waiter_io_end(&waiters[0]);
    toc_waiter_leave(&waiters[0]);
    return NULL;
}

static void *compute_when_woken(void *arg) {
    (void)arg;
    ck_assert(toc_waiter_wait(&waiters[1], TOC_FOREVER));
    spin_ns(10000000);
    ck_assert_uint_eq(toc_clock_now_ns(), 0);
    ck_assert_int_eq(write(pipe_ends[1], "x", 1), 1);
    toc_waiter_leave(&waiters[1]);
    return NULL;
}

static void *sleep_to_10(void *arg) {
    (void)arg;
    ck_assert(!toc_waiter_wait(&waiters[2], 10));
    toc_waiter_leave(&waiters[2]);
    return NULL;
}

static void *keeper_role(void *arg) {
    static void *(*const roles[THREADS])(void *) = {
        wake_from_io, compute_when_woken, sleep_to_10, leave_at_once};
    return roles[*(uint32_t *)arg](arg);
}

START_TEST(the_clock_stands_while_one_runs_though_io_sleeps) {
    ck_assert_int_eq(pipe(pipe_ends), 0);
    join_all();
    run_all(keeper_role);
    ck_assert_uint_eq(toc_clock_now_ns(), 10);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("posix_clock");
    UNIT_ADD(suite, threads_are_released_one_at_a_time_in_order);
    UNIT_ADD(suite, one_that_is_last_goes_on_when_all_the_others_have);
    UNIT_ADD(suite, a_token_goes_round_and_the_clock_stands_still);
    UNIT_ADD(suite, wakes_from_outside_disturb_nothing);
    UNIT_ADD(suite, the_clock_waits_for_a_thread_that_io_made_able_to_run);
    UNIT_ADD(suite, io_with_a_deadline_ends_there);
    UNIT_ADD(suite, io_counts_as_waiting_only_while_it_sleeps_in_the_kernel);
    UNIT_ADD(suite, the_clock_stands_while_one_runs_though_io_sleeps);
    return unit_run(suite);
}
