/*
 * port/posix: events, threads, what the kernel says of a thread.
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "err.h"
#include "port.h"
#include "port_atomic.h"
#include "posix/port_posix.h"

#define MS UINT64_C(1000000)

static toc_port_event_t ping;
static toc_port_event_t pong;

START_TEST(a_wake_before_the_wait_is_kept_and_two_are_one) {
    toc_port_event_init(&ping);
    toc_port_event_wake(&ping);
    toc_port_event_wake(&ping);
    ck_assert(toc_port_event_wait(&ping, TOC_FOREVER));
    ck_assert(!toc_port_event_wait(&ping, 0));
}
END_TEST

START_TEST(a_wait_ends_at_its_deadline_not_before) {
    toc_port_event_init(&ping);
    uint64_t deadline_ns = toc_port_now_ns() + 5 * MS;
    ck_assert(!toc_port_event_wait(&ping, deadline_ns));
    ck_assert_uint_ge(toc_port_now_ns(), deadline_ns);
    // And the event is as new.
    toc_port_event_wake(&ping);
    ck_assert(toc_port_event_wait(&ping, TOC_FOREVER));
}
END_TEST

#define ROUNDS 100000
static uint32_t ball; // plain: the events order it

static void answer(void *arg) {
    (void)arg;
    for (uint32_t i = 0; i < ROUNDS; i++) {
        toc_port_event_wait(&ping, TOC_FOREVER);
        ball++;
        toc_port_event_wake(&pong);
    }
}

START_TEST(two_threads_play_without_losing_the_ball) {
    toc_port_event_init(&ping);
    toc_port_event_init(&pong);
    toc_port_thread_t thread;
    ck_assert_int_eq(toc_port_thread_start(&thread, answer, NULL, "answer"), 0);
    for (uint32_t i = 0; i < ROUNDS; i++) {
        ball++;
        toc_port_event_wake(&ping);
        ck_assert(toc_port_event_wait(&pong, TOC_FOREVER));
        if (ball != 2 * (i + 1)) {
            ck_abort_msg("round %u", i);
        }
    }
    toc_port_thread_join(&thread);
}
END_TEST

static void wake_from_signal(int signal_number) {
    (void)signal_number;
    toc_port_event_wake(&ping);
}

static pthread_t main_thread;

static bool is_asleep(uintptr_t thread) {
    char path[64];
    snprintf(path, sizeof(path), "/proc/self/task/%lu/stat",
             (unsigned long)thread);
    FILE *file = fopen(path, "r");
    ck_assert_ptr_nonnull(file);
    char line[256] = "";
    ck_assert_ptr_nonnull(fgets(line, sizeof(line), file));
    fclose(file);
    const char *name_end = strrchr(line, ')');
    ck_assert_ptr_nonnull(name_end);
    return name_end[2] == 'S';
}

static void send_signal(void *arg) {
    uintptr_t waiter = *(uintptr_t *)arg;
    while (!is_asleep(waiter)) {
        toc_port_thread_yield();
    }
    // It sleeps for an event, not for something outside.
    ck_assert(!toc_port_thread_is_blocked(waiter));
    pthread_kill(main_thread, SIGUSR1);
}

START_TEST(a_signal_handler_wakes_the_thread_that_it_interrupted) {
    struct sigaction action = {.sa_handler = wake_from_signal};
    sigaction(SIGUSR1, &action, NULL);
    toc_port_event_init(&ping);
    main_thread = pthread_self();
    uintptr_t self = toc_port_thread_self();
    toc_port_thread_t thread;
    ck_assert_int_eq(toc_port_thread_start(&thread, send_signal, &self, "kill"),
                     0);
    ck_assert(toc_port_event_wait(&ping, TOC_FOREVER));
    toc_port_thread_join(&thread);
}
END_TEST

static void do_nothing(int signal_number) {
    (void)signal_number;
}

START_TEST(a_signal_without_a_wake_does_not_end_the_wait) {
    struct sigaction action = {.sa_handler = do_nothing};
    sigaction(SIGUSR1, &action, NULL);
    toc_port_event_init(&ping);
    main_thread = pthread_self();
    uintptr_t self = toc_port_thread_self();
    toc_port_thread_t thread;
    ck_assert_int_eq(toc_port_thread_start(&thread, send_signal, &self, "kill"),
                     0);
    uint64_t deadline_ns = toc_port_now_ns() + 30 * MS;
    ck_assert(!toc_port_event_wait(&ping, deadline_ns));
    ck_assert_uint_ge(toc_port_now_ns(), deadline_ns);
    toc_port_thread_join(&thread);
}
END_TEST

static char thread_name[32];
static sigset_t thread_mask;

static void look_at_itself(void *arg) {
    (void)arg;
    toc_port_event_wait(&ping, TOC_FOREVER); // the name is set from outside
    pthread_getname_np(pthread_self(), thread_name, sizeof(thread_name));
    pthread_sigmask(SIG_SETMASK, NULL, &thread_mask);
}

START_TEST(a_thread_has_its_name_and_leaves_signals_to_the_main_thread) {
    toc_port_event_init(&ping);
    toc_port_thread_t thread;
    ck_assert_int_eq(toc_port_thread_start(&thread, look_at_itself, NULL,
                                           "a name that is too long"),
                     0);
    toc_port_event_wake(&ping);
    toc_port_thread_join(&thread);
    ck_assert_str_eq(thread_name, "a name that is ");
    ck_assert(sigismember(&thread_mask, SIGINT));
    ck_assert(sigismember(&thread_mask, SIGTERM));
    ck_assert(sigismember(&thread_mask, SIGALRM));
    ck_assert(!sigismember(&thread_mask, SIGSEGV));
    sigset_t mine;
    pthread_sigmask(SIG_SETMASK, NULL, &mine);
    ck_assert(!sigismember(&mine, SIGINT));
}
END_TEST

static toc_atomic_u32_t sleeper;
static toc_atomic_u32_t spinning;

static void spin_then_read(void *arg) {
    int *pipe_ends = arg;
    toc_atomic_store(&sleeper, (uint32_t)toc_port_thread_self());
    while (toc_atomic_load(&spinning) != 0) {
    }
    char byte;
    ck_assert_int_eq(read(pipe_ends[0], &byte, 1), 1);
}

START_TEST(blocked_is_who_sleeps_in_the_kernel) {
    int pipe_ends[2];
    ck_assert_int_eq(pipe(pipe_ends), 0);
    toc_atomic_store(&spinning, 1);
    toc_port_thread_t thread;
    ck_assert_int_eq(toc_port_thread_start(&thread, spin_then_read, pipe_ends,
                                           "x) S (x"), // to mislead a parser
                     0);
    while (toc_atomic_load(&sleeper) == 0) {
        toc_port_thread_yield();
    }
    uintptr_t tid = toc_atomic_load(&sleeper);
    ck_assert_uint_ne(tid, toc_port_thread_self());
    ck_assert(!toc_port_thread_is_blocked(tid));
    toc_atomic_store(&spinning, 0);
    while (!toc_port_thread_is_blocked(tid)) {
        toc_port_thread_yield();
    }
    ck_assert_int_eq(write(pipe_ends[1], "x", 1), 1);
    toc_port_thread_join(&thread);
    // Gone; an emulator may still be taking its own thread down.
    while (!toc_port_thread_is_blocked(tid)) {
        toc_port_thread_yield();
    }
    ck_assert(!toc_port_thread_is_blocked(toc_port_thread_self()));
}
END_TEST

START_TEST(a_wake_leaves_errno_alone) {
    toc_port_event_init(&ping);
    errno = 77;
    toc_port_event_wake(&ping);
    ck_assert_int_eq(errno, 77);
}
END_TEST

static toc_port_files_t files;
static int ends[2];
static pthread_t waiting_thread;
static int files_ready;
static bool files_wake; // the event

static void on_ready(const struct epoll_event *events, int count) {
    char byte;
    ck_assert_int_eq(count, 1);
    ck_assert_uint_eq(events[0].data.u64, 7);
    ck_assert(pthread_equal(pthread_self(), waiting_thread));
    ck_assert_int_eq(read(ends[0], &byte, 1), 1);
    files_ready++;
    if (files_wake) {
        toc_port_event_wake(&ping);
    }
}

static void open_files(void) {
    struct epoll_event wanted = {.events = EPOLLIN, .data.u64 = 7};
    ck_assert_int_eq(toc_port_files_open(&files, on_ready), 0);
    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq(epoll_ctl(files.epoll, EPOLL_CTL_ADD, ends[0], &wanted),
                     0);
    toc_port_event_init(&ping);
    toc_port_event_look_after(&ping, &files);
    waiting_thread = pthread_self();
    files_ready = 0;
}

#define FILE_ROUNDS 20000

static void serve(void *arg) {
    (void)arg;
    for (uint32_t i = 0; i < FILE_ROUNDS; i++) {
        toc_port_event_wait(&pong, TOC_FOREVER);
        toc_port_event_wake(&ping);
    }
}

static void wake_when_read(void *arg) {
    (void)arg;
    int unread;
    do {
        ck_assert_int_eq(ioctl(ends[0], FIONREAD, &unread), 0);
        toc_port_thread_yield();
    } while (unread != 0);
    toc_port_event_wake(&ping);
}

START_TEST(who_waits_looks_after_files) {
    open_files();
    ck_assert_int_eq(write(ends[1], "x", 1), 1);
    files_wake = true;
    ck_assert(toc_port_event_wait(&ping, TOC_FOREVER));
    ck_assert_int_eq(files_ready, 1);
    // It had not to wake itself through the kernel.
    struct epoll_event event;
    ck_assert_int_eq(epoll_wait(files.epoll, &event, 1, 0), 0);

    // A wake that is there already comes first, and one with a deadline is of the
    // event alone.
    ck_assert_int_eq(write(ends[1], "x", 1), 1);
    toc_port_event_wake(&ping);
    ck_assert(toc_port_event_wait(&ping, TOC_FOREVER));
    ck_assert(!toc_port_event_wait(&ping, toc_port_now_ns() + MS));
    ck_assert_int_eq(files_ready, 1);
}
END_TEST

START_TEST(a_wake_ends_the_wait_at_files) {
    open_files();
    toc_port_event_init(&pong);
    toc_port_thread_t thread;
    ck_assert_int_eq(toc_port_thread_start(&thread, serve, NULL, "serve"), 0);
    for (uint32_t i = 0; i < FILE_ROUNDS; i++) {
        toc_port_event_wake(&pong);
        ck_assert(toc_port_event_wait(&ping, TOC_FOREVER));
    }
    toc_port_thread_join(&thread);
    // A file that is ready is no wake.
    files_wake = false;
    ck_assert_int_eq(write(ends[1], "xx", 2), 2);
    ck_assert_int_eq(
        toc_port_thread_start(&thread, wake_when_read, NULL, "wake"), 0);
    ck_assert(toc_port_event_wait(&ping, TOC_FOREVER));
    ck_assert_int_eq(files_ready, 2);
    toc_port_thread_join(&thread);
}
END_TEST

START_TEST(realloc_allocates_grows_and_frees) {
    char *block = toc_port_realloc(NULL, 10);
    toc_port_memset(block, 'x', 10);
    block = toc_port_realloc(block, 100000);
    ck_assert_int_eq(block[9], 'x');
    char copy[10];
    toc_port_memcpy(copy, block, 10);
    ck_assert_int_eq(copy[0], 'x');
    ck_assert_ptr_null(toc_port_realloc(block, 0));
    ck_assert_ptr_null(toc_port_realloc(NULL, 0));
}
END_TEST

int main(void) {
    Suite *suite = suite_create("posix_port");
    UNIT_ADD(suite, a_wake_before_the_wait_is_kept_and_two_are_one);
    UNIT_ADD(suite, a_wait_ends_at_its_deadline_not_before);
    UNIT_ADD(suite, two_threads_play_without_losing_the_ball);
    UNIT_ADD(suite, a_signal_handler_wakes_the_thread_that_it_interrupted);
    UNIT_ADD(suite, a_signal_without_a_wake_does_not_end_the_wait);
    UNIT_ADD(suite,
             a_thread_has_its_name_and_leaves_signals_to_the_main_thread);
    UNIT_ADD(suite, blocked_is_who_sleeps_in_the_kernel);
    UNIT_ADD(suite, a_wake_leaves_errno_alone);
    UNIT_ADD(suite, who_waits_looks_after_files);
    UNIT_ADD(suite, a_wake_ends_the_wait_at_files);
    UNIT_ADD(suite, realloc_allocates_grows_and_frees);
    return unit_run(suite);
}
