/*
 * start - how long a program takes to its first line of output
 *
 *   start COUNT PROGRAM [ARGUMENT ...]
 *
 * The program has to print a line as soon as it runs and then wait until its
 * standard input ends. Prints the fastest and the median time in us, and the
 * resident memory at that line in KiB.
 *
 * SPDX-License-Identifier: MIT
 */
#include <fcntl.h>
#include <inttypes.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define COUNT_MAX 1000

extern char **environ;

struct sample {
    int64_t ns;
    long rss_kib;
};

static int64_t now_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static void die(const char *what) {
    perror(what);
    exit(EXIT_FAILURE);
}

static long resident_kib(pid_t pid) {
    char path[64];
    snprintf(path, sizeof(path), "/proc/%d/statm", (int)pid);
    FILE *file = fopen(path, "r");
    long size = 0;
    long resident = 0;
    if (file == NULL || fscanf(file, "%ld %ld", &size, &resident) != 2) {
        die(path);
    }
    fclose(file);
    return resident * (sysconf(_SC_PAGESIZE) / 1024);
}

static struct sample run(char **command) {
    int in[2];
    int out[2];
    if (pipe2(in, O_CLOEXEC) != 0 || pipe2(out, O_CLOEXEC) != 0) {
        die("pipe");
    }
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
    pid_t pid;
    int64_t since_ns = now_ns();
    if (posix_spawnp(&pid, command[0], &actions, NULL, command, environ) != 0) {
        die(command[0]);
    }
    close(out[1]);
    char byte;
    if (read(out[0], &byte, 1) != 1) {
        fprintf(stderr, "start: %s printed nothing\n", command[0]);
        exit(EXIT_FAILURE);
    }
    struct sample sample = {.ns = now_ns() - since_ns,
                            .rss_kib = resident_kib(pid)};
    close(in[1]);
    close(in[0]);
    while (read(out[0], &byte, 1) == 1) {
    }
    close(out[0]);
    waitpid(pid, NULL, 0);
    posix_spawn_file_actions_destroy(&actions);
    return sample;
}

static int compare(const void *a, const void *b) {
    int64_t x = ((const struct sample *)a)->ns;
    int64_t y = ((const struct sample *)b)->ns;
    return (x > y) - (x < y);
}

int main(int argc, char **argv) {
    int count = argc > 2 ? atoi(argv[1]) : 0;
    if (count < 1 || count > COUNT_MAX) {
        fprintf(stderr, "usage: start COUNT PROGRAM [ARGUMENT ...]\n");
        return EXIT_FAILURE;
    }
    struct sample samples[COUNT_MAX];
    for (int i = 0; i < count; i++) {
        samples[i] = run(argv + 2);
    }
    qsort(samples, (size_t)count, sizeof(samples[0]), compare);
    printf("%" PRId64 " %" PRId64 " %ld\n", samples[0].ns / 1000,
           samples[count / 2].ns / 1000, samples[count / 2].rss_kib);
    return EXIT_SUCCESS;
}
