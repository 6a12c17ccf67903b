/*
 * raw - a bare C thread on a futex: the limit of what a wake-up can be
 *
 *   raw LOAD      one of asleep busy calls alloc copies accept
 *
 * SPDX-License-Identifier: MIT
 */
#include <linux/futex.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "outside.h"

#define LIVE_OBJECTS 20000
#define SORTED       20000
#define COPY_BYTES   (4 << 20)

static _Atomic uint32_t posted;

static void deliver(void *ctx, uint32_t seq) {
    (void)ctx;
    (void)seq;
    atomic_fetch_add(&posted, 1);
    syscall(SYS_futex, &posted, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
}

static void *source_main(void *arg) {
    (void)arg;
    outside_send(deliver, NULL);
    return NULL;
}

static void *handler_main(void *arg) {
    (void)arg;
    uint32_t handled = 0;
    for (;;) {
        uint32_t seen = atomic_load(&posted);
        if (seen == handled) {
            syscall(SYS_futex, &posted, FUTEX_WAIT_PRIVATE, seen, NULL, NULL,
                    0);
            continue;
        }
        outside_stamp();
        if (outside_keep((int)handled++) != 0) {
            outside_settle();
        }
    }
    return NULL;
}

static void load_asleep(void) {
    for (;;) {
        pause();
    }
}

static void load_busy(void) {
    for (volatile uint32_t x = 0;;) {
        x = (x + 1) & 0xffff;
    }
}

__attribute__((noinline)) static uint32_t leaf(uint32_t x) {
    __asm__ volatile("" : "+r"(x));
    return x + 1;
}

static void load_calls(void) {
    for (volatile uint32_t x = 0;;) {
        x = leaf(x);
    }
}

static void load_alloc(void) {
    static void *volatile live[LIVE_OBJECTS];
    for (uint32_t i = 0;; i = (i + 1) % LIVE_OBJECTS) {
        free(live[i]);
        live[i] = malloc(64);
    }
}

static int compare(const void *a, const void *b) {
    return *(const int *)a - *(const int *)b;
}

static void load_copies(void) {
    static int numbers[SORTED];
    static char from[COPY_BYTES];
    static char to[COPY_BYTES];
    for (uint32_t seed = 1;;) {
        for (size_t i = 0; i < SORTED; i++) {
            seed = seed * 1103515245u + 12345u;
            numbers[i] = (int)(seed >> 16);
        }
        qsort(numbers, SORTED, sizeof(numbers[0]), compare);
        memcpy(to, from, COPY_BYTES);
        __asm__ volatile("" : : "r"(to) : "memory");
    }
}

static void load_accept(void) {
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in any = {.sin_family = AF_INET};
    any.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0 || bind(fd, (struct sockaddr *)&any, sizeof(any)) != 0 ||
        listen(fd, 1) != 0) {
        perror("raw: socket");
        exit(EXIT_FAILURE);
    }
    accept(fd, NULL, NULL);
}

static const struct {
    const char *name;
    void (*run)(void);
} loads[] = {
    {"asleep", load_asleep}, {"busy", load_busy},     {"calls", load_calls},
    {"alloc", load_alloc},   {"copies", load_copies}, {"accept", load_accept},
};

int main(int argc, char **argv) {
    void (*load)(void) = NULL;
    for (size_t i = 0; argc == 2 && i < sizeof(loads) / sizeof(*loads); i++) {
        if (strcmp(loads[i].name, argv[1]) == 0) {
            load = loads[i].run;
        }
    }
    if (load == NULL || outside_open() != 0) {
        fprintf(stderr, "usage: raw LOAD\n");
        return EXIT_FAILURE;
    }
    pthread_t thread;
    if (pthread_create(&thread, NULL, handler_main, NULL) != 0 ||
        pthread_create(&thread, NULL, source_main, NULL) != 0) {
        fprintf(stderr, "raw: cannot start a thread\n");
        return EXIT_FAILURE;
    }
    outside_ready();
    load();
    return EXIT_FAILURE; // the driver ends this process; a load never does
}
