/*
 * control - how many control requests a board answers on one connection
 *
 *   control SOCKET SECONDS WINDOW
 *
 * Keeps WINDOW requests under way (1: one at a time) and prints how many were
 * answered a second.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define WINDOW_MAX 1024
#define NS_PER_S   1e9

static const char request[] =
    "{\"id\":1,\"do\":\"pin.read\",\"pin\":\"P10\"}\n";
static const char answer[] = "{\"id\":1,\"ok\":true,\"level\":";

static char requests[WINDOW_MAX * sizeof(request)];
static char answers[64 * 1024];

static _Noreturn void die(const char *what) {
    perror(what);
    exit(1);
}

static int connect_to(const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof(address.sun_path)) {
        fprintf(stderr, "control: %s: too long for a socket\n", path);
        exit(1);
    }
    memcpy(address.sun_path, path, strlen(path));
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof(address))) {
        die(path);
    }
    return fd;
}

static void send_requests(int fd, size_t count) {
    size_t size = count * strlen(request);
    for (size_t done = 0; done < size;) {
        ssize_t some = write(fd, requests + done, size - done);
        if (some < 0) {
            die("control: write");
        }
        done += (size_t)some;
    }
}

// Wait until something came.
// Returns how many answers are whole.
static size_t take_answers(int fd) {
    static size_t kept; // of an answer that is not whole
    ssize_t some = read(fd, answers + kept, sizeof(answers) - kept);
    if (some <= 0) {
        die("control: read");
    }
    size_t size = kept + (size_t)some;
    size_t count = 0;
    char *from = answers;
    for (char *end; (end = memchr(from, '\n', size)) != NULL; count++) {
        if (strncmp(from, answer, strlen(answer)) != 0) {
            fprintf(stderr, "control: %.*s\n", (int)(end - from), from);
            exit(1);
        }
        size -= (size_t)(end + 1 - from);
        from = end + 1;
    }
    memmove(answers, from, size);
    kept = size;
    return count;
}

static double now_s(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / NS_PER_S;
}

int main(int argc, char **argv) {
    double seconds = argc == 4 ? atof(argv[2]) : 0;
    long window = argc == 4 ? atol(argv[3]) : 0;
    if (seconds <= 0 || window < 1 || window > WINDOW_MAX) {
        fprintf(stderr, "usage: control SOCKET SECONDS WINDOW\n");
        return 2;
    }
    for (long i = 0; i < window; i++) {
        memcpy(requests + (size_t)i * strlen(request), request,
               strlen(request));
    }
    int fd = connect_to(argv[1]);
    double since_s = now_s();
    double until_s = since_s + seconds;
    double ended_s;
    uint64_t done = 0;
    send_requests(fd, (size_t)window);
    while ((ended_s = now_s()) < until_s) {
        size_t count = take_answers(fd);
        done += count;
        send_requests(fd, count);
    }
    printf("%.0f\n", (double)done / (ended_s - since_s));
    close(fd);
    return 0;
}
