/*
 * outside - the outside world of the latency benchmark
 *
 * A program finds these functions through its ffi. Tocsin's sim_drive() is
 * found in the binary as it is shipped: the driver looks up how far it is from
 * the entry point and says so in OUTSIDE_SIM_DRIVE.
 *
 * SPDX-License-Identifier: MIT
 */
#include "outside.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define NS_PER_S  1000000000
#define NS_PER_MS 1000000

// What a handler's last events may take to come through before the contender
// is asked for the last time.
#define END_PERIOD_NS (100 * NS_PER_MS)
#define END_EVENTS    100

typedef int (*sim_drive_fn)(uint32_t pad, bool level);

static struct outside_header *table;
static _Atomic int64_t *sent;
static _Atomic int64_t *begun;

// Handlers run one at a time.
static int64_t stamp_ns;

static sim_drive_fn sim_drive;
static uint32_t pad;

static int64_t now_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * NS_PER_S + now.tv_nsec;
}

static void sleep_until(int64_t due_ns) {
    struct timespec due = {.tv_sec = due_ns / NS_PER_S,
                           .tv_nsec = due_ns % NS_PER_S};
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &due, NULL) != 0) {
    }
}

static int complain(const char *what) {
    fprintf(stderr, "outside: %s\n", what);
    return -1;
}

int outside_open(void) {
    const char *path = getenv("OUTSIDE_TABLE");
    int fd = path != NULL ? open(path, O_RDWR | O_CLOEXEC) : -1;
    if (fd < 0) {
        return complain("cannot open the table");
    }
    struct stat info;
    void *memory = MAP_FAILED;
    if (fstat(fd, &info) == 0) {
        memory = mmap(NULL, (size_t)info.st_size, PROT_READ | PROT_WRITE,
                      MAP_SHARED | MAP_POPULATE, fd, 0);
    }
    close(fd);
    if (memory == MAP_FAILED) {
        return complain("cannot map the table");
    }
    table = memory;
    sent = (_Atomic int64_t *)(table + 1);
    begun = sent + table->count;
    return 0;
}

void outside_ready(void) {
    atomic_store(&table->ready, 1);
}

void outside_stamp(void) {
    stamp_ns = now_ns();
}

int outside_keep(int seq) {
    if (seq >= 0 && (uint32_t)seq < table->count) {
        atomic_store(&begun[seq], stamp_ns);
        atomic_fetch_add(&table->handled, 1);
        return 0;
    }
    return 1;
}

void outside_lost(int lost) {
    atomic_store(&table->lost, (uint32_t)lost);
}

void outside_settle(void) {
    atomic_store(&table->settled, 1);
}

void outside_send(outside_deliver deliver, void *ctx) {
    // Otherwise the kernel may wake this thread 50 us late, to save power.
    prctl(PR_SET_TIMERSLACK, 1);
    while (atomic_load(&table->ready) == 0) {
        sleep_until(now_ns() + NS_PER_MS);
    }
    int64_t due_ns = now_ns() + 50 * NS_PER_MS;
    for (uint32_t seq = 0; seq < table->count; seq++) {
        due_ns += table->period_ns;
        sleep_until(due_ns);
        atomic_store(&sent[seq], now_ns());
        deliver(ctx, seq);
    }
    atomic_store(&table->over, 1);
    for (uint32_t i = 0; i < END_EVENTS; i++) {
        sleep_until(now_ns() + END_PERIOD_NS);
        if (atomic_load(&table->settled) != 0) {
            return;
        }
        deliver(ctx, table->count + i);
    }
}

static int find_sim_drive(void) {
    const char *distance = getenv("OUTSIDE_SIM_DRIVE");
    if (distance == NULL) {
        return complain("OUTSIDE_SIM_DRIVE is not set");
    }
    uintptr_t at = (uintptr_t)getauxval(AT_ENTRY);
    sim_drive = (sim_drive_fn)(at + (uintptr_t)strtol(distance, NULL, 0));
    return 0;
}

// Each edge is an event: the pad's level before the first is low.
static void drive(void *ctx, uint32_t seq) {
    (void)ctx;
    sim_drive(pad, seq % 2 == 0);
}

static void *sender_main(void *arg) {
    (void)arg;
    outside_send(drive, NULL);
    return NULL;
}

static void *relay_main(void *arg) {
    (void)arg;
    uint32_t seq;
    while (read(STDIN_FILENO, &seq, sizeof(seq)) == sizeof(seq)) {
        drive(NULL, seq);
    }
    return NULL;
}

static int start(int gpio, void *(*thread_main)(void *arg)) {
    pad = (uint32_t)gpio;
    if (find_sim_drive() != 0) {
        return -1;
    }
    sim_drive(pad, false);
    pthread_t thread;
    if (pthread_create(&thread, NULL, thread_main, NULL) != 0) {
        return complain("cannot start a thread");
    }
    pthread_detach(thread);
    return 0;
}

int outside_send_edges(int gpio) {
    return start(gpio, sender_main);
}

int outside_relay_edges(int gpio) {
    return start(gpio, relay_main);
}
