/*
 * edges - how long after the kernel an edge is seen by a C program on libgpiod
 *
 *   edges CHIP OFFSET          by itself: the limit
 *   edges -                    from lines of standard input, as gpiomon prints
 *                              them: "SECONDS NANOSECONDS"
 *   edges toggle FILE COUNT PERIOD_US   the world: drives a simulated line, as
 *                              fast as it can with 0, and prints for how many ns
 *
 * Otherwise prints "ready", takes edges until none came for a second, and prints one line
 * of numbers: edges, lost in the kernel, p50, p99 and longest latency in ns.
 *
 * SPDX-License-Identifier: MIT
 */
#include <fcntl.h>
#include <gpiod.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define EDGES_MAX 1000000
#define BUFFER    1024

static uint64_t latency_ns[EDGES_MAX];
static size_t count;
static uint64_t lost;

static uint64_t now_ns(void) {
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec;
}

static void take(uint64_t time_ns) {
    if (count < EDGES_MAX) {
        latency_ns[count++] = now_ns() - time_ns;
    }
}

static int by_size(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *)a;
    uint64_t y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

static void tell(void) {
    qsort(latency_ns, count, sizeof(latency_ns[0]), by_size);
    printf("%zu %llu %llu %llu %llu\n", count, (unsigned long long)lost,
           (unsigned long long)(count ? latency_ns[count / 2] : 0),
           (unsigned long long)(count ? latency_ns[count * 99 / 100] : 0),
           (unsigned long long)(count ? latency_ns[count - 1] : 0));
    fflush(stdout);
    // Until its memory was looked at.
    (void)!read(STDIN_FILENO, &(char){0}, 1);
}

// Whether something came within the time that ends a run; the first may take
// longer.
static int comes(int fd) {
    struct pollfd wait = {.fd = fd, .events = POLLIN};
    return poll(&wait, 1, count == 0 ? 20000 : 1000) > 0;
}

static int watch(const char *path, unsigned offset) {
    struct gpiod_chip *chip = gpiod_chip_open(path);
    struct gpiod_line_settings *settings = gpiod_line_settings_new();
    struct gpiod_line_config *config = gpiod_line_config_new();
    struct gpiod_request_config *how = gpiod_request_config_new();
    gpiod_line_settings_set_direction(settings, GPIOD_LINE_DIRECTION_INPUT);
    gpiod_line_settings_set_edge_detection(settings, GPIOD_LINE_EDGE_BOTH);
    gpiod_line_config_add_line_settings(config, &offset, 1, settings);
    gpiod_request_config_set_event_buffer_size(how, BUFFER);
    struct gpiod_line_request *request =
        chip != NULL ? gpiod_chip_request_lines(chip, how, config) : NULL;
    struct gpiod_edge_event_buffer *buffer =
        gpiod_edge_event_buffer_new(BUFFER);
    if (request == NULL || buffer == NULL) {
        perror(path);
        return 1;
    }
    puts("ready");
    fflush(stdout);
    unsigned long seq = 0;
    while (comes(gpiod_line_request_get_fd(request))) {
        int got = gpiod_line_request_read_edge_events(request, buffer, BUFFER);
        for (int i = 0; i < got; i++) {
            struct gpiod_edge_event *event =
                gpiod_edge_event_buffer_get_event(buffer, (unsigned long)i);
            take(gpiod_edge_event_get_timestamp_ns(event));
            lost += gpiod_edge_event_get_line_seqno(event) - seq - 1;
            seq = gpiod_edge_event_get_line_seqno(event);
        }
    }
    tell();
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
    tell();
    return 0;
}

static int toggle(const char *path, long edges, long period_us) {
    int fd = open(path, O_WRONLY);
    if (fd < 0) {
        perror(path);
        return 1;
    }
    uint64_t began_ns = now_ns();
    uint64_t next_ns = began_ns;
    for (long i = 0; i < edges; i++) {
        next_ns += (uint64_t)period_us * 1000u;
        struct timespec ts = {.tv_sec = (time_t)(next_ns / 1000000000u),
                              .tv_nsec = (long)(next_ns % 1000000000u)};
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &ts, NULL);
        const char *pull = i % 2 == 0 ? "pull-up" : "pull-down";
        if (pwrite(fd, pull, strlen(pull), 0) < 0) {
            perror(path);
            return 1;
        }
    }
    printf("%llu\n", (unsigned long long)(now_ns() - began_ns));
    return 0;
}

int main(int argc, char **argv) {
    if (argc == 5 && strcmp(argv[1], "toggle") == 0) {
        return toggle(argv[2], atol(argv[3]), atol(argv[4]));
    }
    if (argc == 2 && strcmp(argv[1], "-") == 0) {
        return listen_to(stdin);
    }
    return argc == 3 ? watch(argv[1], (unsigned)atoi(argv[2])) : 2;
}
