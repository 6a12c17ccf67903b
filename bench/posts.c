/*
 * posts - what it costs to tell another thread something, as CSV
 *
 * The peers of toc_source_raise(), from one thread and from two at once: an
 * atomic add, a write to an eventfd, a queue of 16 under a mutex. Nobody waits
 * on the other side: it is the cost of the post alone. Each line is the best
 * of several runs.
 *
 * SPDX-License-Identifier: MIT
 */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#define RUNS  9
#define POSTS 200000
#define DEPTH 16

struct record {
    uint64_t time_ns;
    uint64_t seq;
    uint32_t slot;
    uint32_t data;
};

static uint64_t counter;
static int event_fd;
static struct {
    pthread_mutex_t mutex;
    pthread_cond_t arrived;
    struct record records[DEPTH];
    uint32_t head;
    uint32_t tail;
} queue = {.mutex = PTHREAD_MUTEX_INITIALIZER,
           .arrived = PTHREAD_COND_INITIALIZER};

static uint64_t now_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static void post_atomic(uint32_t i) {
    (void)i;
    __atomic_fetch_add(&counter, 1, __ATOMIC_SEQ_CST);
}

static void post_eventfd(uint32_t i) {
    (void)i;
    uint64_t one = 1;
    if (write(event_fd, &one, sizeof(one)) != sizeof(one)) {
        perror("posts: eventfd");
        exit(EXIT_FAILURE);
    }
}

// A full queue gives up its oldest, so that every post does all of the work.
static void post_mutex(uint32_t i) {
    pthread_mutex_lock(&queue.mutex);
    if (queue.tail - queue.head == DEPTH) {
        queue.head++;
    }
    struct record *record = &queue.records[queue.tail % DEPTH];
    *record = (struct record){.seq = queue.tail++, .data = i};
    pthread_cond_signal(&queue.arrived);
    pthread_mutex_unlock(&queue.mutex);
}

static void (*post)(uint32_t i);
static pthread_barrier_t start;

static void *poster_main(void *arg) {
    uint64_t *spent_ns = arg;
    pthread_barrier_wait(&start);
    uint64_t since_ns = now_ns();
    for (uint32_t i = 0; i < POSTS; i++) {
        post(i);
    }
    *spent_ns = now_ns() - since_ns;
    return NULL;
}

// Returns ns for each post of the slowest, while `threads` of them post.
static double run(unsigned threads) {
    pthread_t ids[2];
    uint64_t spent_ns[2];
    pthread_barrier_init(&start, NULL, threads);
    for (unsigned i = 0; i < threads; i++) {
        if (pthread_create(&ids[i], NULL, poster_main, &spent_ns[i]) != 0) {
            perror("posts: thread");
            exit(EXIT_FAILURE);
        }
    }
    uint64_t most_ns = 0;
    for (unsigned i = 0; i < threads; i++) {
        pthread_join(ids[i], NULL);
        most_ns = spent_ns[i] > most_ns ? spent_ns[i] : most_ns;
    }
    pthread_barrier_destroy(&start);
    return (double)most_ns / POSTS;
}

static void measure(const char *name, void (*with)(uint32_t i)) {
    post = with;
    for (unsigned threads = 1; threads <= 2; threads++) {
        double least = run(threads);
        for (int i = 1; i < RUNS; i++) {
            double ns = run(threads);
            least = ns < least ? ns : least;
        }
        printf("%s_%s_ns,%.1f\n", name, threads == 1 ? "alone" : "two_threads",
               least);
    }
}

int main(void) {
    event_fd = eventfd(0, 0);
    if (event_fd < 0) {
        perror("posts: eventfd");
        return EXIT_FAILURE;
    }
    puts("name,value");
    measure("atomic_add", post_atomic);
    measure("eventfd_write", post_eventfd);
    measure("mutex_queue", post_mutex);
    return EXIT_SUCCESS;
}
