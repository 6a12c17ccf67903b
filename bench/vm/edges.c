/*
 * edges - how long after the kernel an edge is seen by a C program on libgpiod
 *
 *   edges CHIP OFFSET STAMPS   by itself: the limit
 *   edges CHIP OFFSET STAMPS over   the same, but another thread handles edges,
 *                              so that the one that reads is free for more;
 *                              behind either, "busy": the main thread computes
 *   edges -                    from lines of standard input, as gpiomon prints
 *                              them: "SECONDS NANOSECONDS"
 *   edges toggle FILE COUNT PERIOD_US STAMPS   the world: drives a simulated
 *                              line, as fast as it can with 0, leaves the time
 *                              of each write in STAMPS, and prints for how many
 *                              ns it did
 *
 * Otherwise prints "ready", takes edges until a line or the end comes on standard
 * input, and prints one line of numbers: edges, lost in the kernel, p50, p99 and
 * longest latency in ns. By itself it adds the median of how long it was from a
 * write to the kernel's time, 0 when one was missed.
 *
 * SPDX-License-Identifier: MIT
 */
#include <fcntl.h>
#include <gpiod.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define EDGES_MAX 1000000
// The library clears all of its buffer before it reads.
#define BATCH         16
#define KERNEL_BUFFER 1024

static uint64_t latency_ns[EDGES_MAX];
static uint64_t stamp_ns[EDGES_MAX];
static atomic_size_t count;
static _Atomic uint64_t lost;

static uint64_t now_ns(void) {
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec;
}

static void take(uint64_t time_ns) {
    if (count < EDGES_MAX) {
        stamp_ns[count] = time_ns;
        latency_ns[count++] = now_ns() - time_ns;
    }
}

static bool hands_over;
static sem_t handed_over;
static size_t taken_over;

static void hand(uint64_t time_ns) {
    if (!hands_over) {
        take(time_ns);
    } else if (taken_over < EDGES_MAX) {
        stamp_ns[taken_over++] = time_ns;
        sem_post(&handed_over);
    }
}

static void *handle_on(void *arg) {
    (void)arg;
    for (;;) {
        while (sem_wait(&handed_over) != 0) {
        }
        take(stamp_ns[count]);
    }
    return NULL;
}

static int by_size(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *)a;
    uint64_t y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

static void wait_for_line(void) {
    char line[80];
    (void)!read(STDIN_FILENO, line, sizeof(line));
}

static void compute_until_line(void) {
    struct pollfd in = {.fd = STDIN_FILENO, .events = POLLIN};
    for (volatile unsigned i = 0; i % 100000 != 0 || poll(&in, 1, 0) == 0;
         i++) {
    }
    wait_for_line();
}

// The median of the kernel's times after the writes in a file.
static uint64_t since_writes(const char *stamps) {
    FILE *in = fopen(stamps, "r");
    size_t writes = 0;
    unsigned long long written_ns;
    while (in != NULL && fscanf(in, "%llu", &written_ns) == 1) {
        if (writes < count) {
            stamp_ns[writes] -= written_ns;
        }
        writes++;
    }
    if (in == NULL || writes != count || count == 0) {
        return 0;
    }
    fclose(in);
    qsort(stamp_ns, count, sizeof(stamp_ns[0]), by_size);
    return stamp_ns[count / 2];
}

static void tell(const char *stamps) {
    qsort(latency_ns, count, sizeof(latency_ns[0]), by_size);
    printf("%zu %llu %llu %llu %llu", count, (unsigned long long)lost,
           (unsigned long long)(count ? latency_ns[count / 2] : 0),
           (unsigned long long)(count ? latency_ns[count * 99 / 100] : 0),
           (unsigned long long)(count ? latency_ns[count - 1] : 0));
    if (stamps != NULL) {
        printf(" %llu", (unsigned long long)since_writes(stamps));
    }
    putchar('\n');
    fflush(stdout);
    // Until its memory was looked at.
    wait_for_line();
}

typedef struct {
    struct gpiod_line_request *request;
    struct gpiod_edge_event_buffer *buffer;
} watch_t;

// The shortest way: wait in the read itself.
static void *read_on(void *arg) {
    watch_t *watch = arg;
    unsigned long seq = 0;
    for (;;) {
        int got = gpiod_line_request_read_edge_events(watch->request,
                                                      watch->buffer, BATCH);
        for (int i = 0; i < got; i++) {
            struct gpiod_edge_event *event = gpiod_edge_event_buffer_get_event(
                watch->buffer, (unsigned long)i);
            hand(gpiod_edge_event_get_timestamp_ns(event));
            lost += gpiod_edge_event_get_line_seqno(event) - seq - 1;
            seq = gpiod_edge_event_get_line_seqno(event);
        }
    }
    return NULL;
}

static struct gpiod_line_request *request_line(const char *path,
                                               unsigned offset) {
    struct gpiod_chip *chip = gpiod_chip_open(path);
    struct gpiod_line_settings *settings = gpiod_line_settings_new();
    struct gpiod_line_config *config = gpiod_line_config_new();
    struct gpiod_request_config *how = gpiod_request_config_new();
    gpiod_line_settings_set_direction(settings, GPIOD_LINE_DIRECTION_INPUT);
    gpiod_line_settings_set_edge_detection(settings, GPIOD_LINE_EDGE_BOTH);
    gpiod_line_config_add_line_settings(config, &offset, 1, settings);
    gpiod_request_config_set_event_buffer_size(how, KERNEL_BUFFER);
    return chip != NULL ? gpiod_chip_request_lines(chip, how, config) : NULL;
}

static int watch(const char *path, unsigned offset, const char *stamps,
                 bool busy) {
    watch_t watch = {.request = request_line(path, offset),
                     .buffer = gpiod_edge_event_buffer_new(BATCH)};
    pthread_t thread;
    sem_init(&handed_over, 0, 0);
    if (watch.request == NULL || watch.buffer == NULL ||
        pthread_create(&thread, NULL, read_on, &watch) != 0 ||
        (hands_over && pthread_create(&thread, NULL, handle_on, NULL) != 0)) {
        perror(path);
        return 1;
    }
    puts("ready");
    fflush(stdout);
    if (busy) {
        compute_until_line();
    } else {
        wait_for_line();
    }
    tell(stamps);
    return 0;
}

static int listen_to(FILE *in) {
    char line[80];
    puts("ready");
    fflush(stdout);
    setvbuf(in, NULL, _IONBF, 0);
    while (fgets(line, sizeof(line), in) != NULL) {
        unsigned long long s;
        unsigned long long ns;
        if (sscanf(line, "%llu %llu", &s, &ns) == 2) {
            take(s * 1000000000u + ns);
        }
    }
    tell(NULL);
    return 0;
}

static int drive(int fd, size_t edges, uint64_t period_ns) {
    uint64_t next_ns = now_ns();
    for (size_t i = 0; i < edges; i++) {
        next_ns += period_ns;
        struct timespec ts = {.tv_sec = (time_t)(next_ns / 1000000000u),
                              .tv_nsec = (long)(next_ns % 1000000000u)};
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &ts, NULL);
        const char *pull = i % 2 == 0 ? "pull-up" : "pull-down";
        stamp_ns[i] = now_ns();
        if (pwrite(fd, pull, strlen(pull), 0) < 0) {
            return -1;
        }
    }
    return 0;
}

static int toggle(const char *path, size_t edges, uint64_t period_ns,
                  const char *stamps) {
    int fd = open(path, O_WRONLY);
    FILE *out = fopen(stamps, "w");
    if (fd < 0 || out == NULL || edges > EDGES_MAX) {
        perror(path);
        return 1;
    }
    uint64_t began_ns = now_ns();
    if (drive(fd, edges, period_ns) < 0) {
        perror(path);
        return 1;
    }
    uint64_t took_ns = now_ns() - began_ns;
    for (size_t i = 0; i < edges; i++) {
        fprintf(out, "%llu\n", (unsigned long long)stamp_ns[i]);
    }
    fclose(out);
    printf("%llu\n", (unsigned long long)took_ns);
    return 0;
}

int main(int argc, char **argv) {
    if (argc == 6 && strcmp(argv[1], "toggle") == 0) {
        return toggle(argv[2], strtoul(argv[3], NULL, 10),
                      strtoul(argv[4], NULL, 10) * 1000u, argv[5]);
    }
    if (argc == 2 && strcmp(argv[1], "-") == 0) {
        return listen_to(stdin);
    }
    if (argc < 4) {
        return 2;
    }
    bool busy = false;
    for (int i = 4; i < argc; i++) {
        busy = busy || strcmp(argv[i], "busy") == 0;
        hands_over = hands_over || strcmp(argv[i], "over") == 0;
    }
    return watch(argv[1], (unsigned)atoi(argv[2]), argv[3], busy);
}
