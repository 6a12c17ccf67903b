/*
 * port_posix - the port on Linux: pthreads, futex(2), CLOCK_MONOTONIC
 *
 * An event is one word and needs no lock, so that a signal handler can wake
 * it. Only a wake that finds the waiter asleep makes a system call.
 *
 * SPDX-License-Identifier: MIT
 */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/futex.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "err.h"
#include "port.h"
#include "port_atomic.h"
#include "port_posix.h"

#define NS_PER_S 1000000000u

enum event_state {
    EVENT_CLEAR,
    EVENT_SET,
    EVENT_ASLEEP,   // clear, and the waiter is in the kernel or about to be
    EVENT_AT_FILES, // the same, and it looks after files
};

#define FILES_AT_ONCE 16

#define PROMPT_SLICE_NS 100000

// A thirtieth of what a thread gets by itself.
#define BACKGROUND_NICE 15

static pthread_mutex_t section = PTHREAD_MUTEX_INITIALIZER;

uintptr_t toc_port_irq_save(void) {
    pthread_mutex_lock(&section);
    return 0;
}

void toc_port_irq_restore(uintptr_t token) {
    (void)token;
    pthread_mutex_unlock(&section);
}

void toc__port_die(const char *what, int err) {
    char line[96];
    int n = snprintf(line, sizeof(line), "tocsin: cannot %s (errno %d)\n", what,
                     err);
    if (write(STDERR_FILENO, line, (size_t)n) < 0) {
        _exit(EXIT_FAILURE);
    }
    _exit(EXIT_FAILURE);
}

uint64_t toc_port_now_ns(void) {
    struct timespec now;
    if (clock_gettime(CLOCK_MONOTONIC, &now) != 0) {
        toc__port_die("read the clock", errno);
    }
    return (uint64_t)now.tv_sec * NS_PER_S + (uint64_t)now.tv_nsec;
}

void toc_port_event_init(toc_port_event_t *ev) {
    atomic_store(&ev->state, EVENT_CLEAR);
    ev->files = NULL;
}

int toc_port_files_open(toc_port_files_t *files,
                        void (*ready)(const struct epoll_event *events,
                                      int count)) {
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    int wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    struct epoll_event event = {.events = EPOLLIN,
                                .data.u64 = TOC_PORT_FILES_WAKE};
    if (epoll < 0 || wake < 0 ||
        epoll_ctl(epoll, EPOLL_CTL_ADD, wake, &event) != 0) {
        close(epoll);
        close(wake);
        return TOC_ENOMEM;
    }
    *files = (toc_port_files_t){.epoll = epoll, .wake = wake, .ready = ready};
    return 0;
}

void toc_port_event_look_after(toc_port_event_t *ev,
                               const toc_port_files_t *files) {
    ev->files = files;
}

static void futex_wake(toc_port_event_t *ev) {
    // A signal handler must leave errno as it was.
    int saved = errno;
    if (syscall(SYS_futex, &ev->state, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0) <
        0) {
        toc__port_die("wake a thread", errno);
    }
    errno = saved;
}

static void files_wake(const toc_port_files_t *files) {
    int saved = errno;
    uint64_t one = 1;
    while (write(files->wake, &one, sizeof(one)) < 0 && errno == EINTR) {
    }
    errno = saved;
}

void toc_port_event_wake(toc_port_event_t *ev) {
    // Pairs with the fence in wait: either the waiter sees what the caller
    // wrote, or this sees that the waiter cleared the latch.
    toc_atomic_fence();
    if (atomic_load_explicit(&ev->state, memory_order_relaxed) == EVENT_SET) {
        return;
    }
    uint32_t before = atomic_exchange(&ev->state, EVENT_SET);
    if (before == EVENT_ASLEEP) {
        futex_wake(ev);
    } else if (before == EVENT_AT_FILES) {
        files_wake(ev->files);
    }
}

// Returns false when the deadline passed. Any other end is for the caller to
// look at again: woken, interrupted, or no longer EVENT_ASLEEP.
static bool futex_wait(toc_port_event_t *ev, uint64_t deadline_ns) {
    struct timespec deadline;
    struct timespec *timeout = NULL;
    if (deadline_ns != TOC_FOREVER) {
        deadline.tv_sec = (time_t)(deadline_ns / NS_PER_S);
        deadline.tv_nsec = (long)(deadline_ns % NS_PER_S);
        timeout = &deadline;
    }
    long err = syscall(SYS_futex, &ev->state, FUTEX_WAIT_BITSET_PRIVATE,
                       EVENT_ASLEEP, timeout, NULL, FUTEX_BITSET_MATCH_ANY);
    return err == 0 || errno != ETIMEDOUT;
}

// Until a file is ready or somebody woke it, both to be looked at again.
static void files_wait(toc_port_event_t *ev) {
    const toc_port_files_t *files = ev->files;
    struct epoll_event events[FILES_AT_ONCE];
    int count = epoll_wait(files->epoll, events, FILES_AT_ONCE, -1);
    int ready = 0;
    for (int i = 0; i < count; i++) {
        if (events[i].data.u64 != TOC_PORT_FILES_WAKE) {
            events[ready++] = events[i];
            continue;
        }
        uint64_t wakes;
        while (read(files->wake, &wakes, sizeof(wakes)) < 0 && errno == EINTR) {
        }
    }
    if (ready > 0) {
        // Who wakes this thread while it is here, such as itself, need not ask
        // the kernel.
        uint32_t state = EVENT_AT_FILES;
        (void)atomic_compare_exchange_strong(&ev->state, &state, EVENT_CLEAR);
        files->ready(events, ready);
    }
}

bool toc_port_event_wait(toc_port_event_t *ev, uint64_t deadline_ns) {
    bool at_files = ev->files != NULL && deadline_ns == TOC_FOREVER;
    uint32_t asleep = at_files ? EVENT_AT_FILES : EVENT_ASLEEP;
    bool in_time = true;
    for (;;) {
        uint32_t state = EVENT_CLEAR;
        if (!atomic_compare_exchange_strong(&ev->state, &state, asleep) &&
            state == EVENT_SET) {
            break;
        }
        if (at_files) {
            files_wait(ev);
            continue;
        }
        in_time = futex_wait(ev, deadline_ns);
        if (!in_time) {
            break;
        }
    }
    bool woken = atomic_exchange(&ev->state, EVENT_CLEAR) == EVENT_SET;
    toc_atomic_fence();
    return woken;
}

static void *thread_main(void *arg) {
    toc_port_thread_t *thread = arg;
    // A thread names itself with one call; for another it takes a file.
    pthread_setname_np(pthread_self(), thread->name);
    thread->entry(thread->arg);
    return NULL;
}

// All but those that a fault of the thread itself raises: blocked, they would
// end the process without their handler.
static void block_signals(sigset_t *before) {
    static const int own_faults[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP};
    sigset_t all;
    sigfillset(&all);
    for (size_t i = 0; i < sizeof(own_faults) / sizeof(own_faults[0]); i++) {
        sigdelset(&all, own_faults[i]);
    }
    pthread_sigmask(SIG_BLOCK, &all, before);
}

int toc_port_thread_start(toc_port_thread_t *thread, void (*entry)(void *),
                          void *arg, const char *name) {
    thread->entry = entry;
    thread->arg = arg;
    snprintf(thread->name, sizeof(thread->name), "%s", name);
    // A thread inherits the mask of its creator; set later, a signal could
    // come before.
    sigset_t before;
    block_signals(&before);
    int err = pthread_create(&thread->handle, NULL, thread_main, thread);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (err != 0) {
        return err == ENOMEM ? TOC_ENOMEM : TOC_EAGAIN;
    }
    return 0;
}

// A short slice is a short way to the front of the kernel's queue (Linux 6.12
// and later; no privilege is needed). The struct is spelled out because the C
// library of Debian 12 does not declare it.
void toc_port_thread_prompt(void) {
    struct {
        uint32_t size;
        uint32_t policy;
        uint64_t flags;
        int32_t nice;
        uint32_t priority;
        uint64_t runtime_ns;
        uint64_t deadline_ns;
        uint64_t period_ns;
    } attr = {.size = sizeof(attr), .runtime_ns = PROMPT_SLICE_NS};
    // The policy and the nice value stay as they are.
    attr.policy = (uint32_t)sched_getscheduler(0);
    attr.nice = getpriority(PRIO_PROCESS, (id_t)syscall(SYS_gettid));
    syscall(SYS_sched_setattr, 0, &attr, 0);
}

void toc_port_thread_background(void) {
    (void)setpriority(PRIO_PROCESS, (id_t)syscall(SYS_gettid), BACKGROUND_NICE);
}

void toc_port_thread_join(toc_port_thread_t *thread) {
    pthread_join(thread->handle, NULL);
}

void toc_port_thread_yield(void) {
    sched_yield();
}

uintptr_t toc_port_thread_self(void) {
    return (uintptr_t)syscall(SYS_gettid);
}

// Read the beginning of a file of the thread's folder in /proc.
// Returns whether there was anything.
static bool read_proc(uintptr_t thread, const char *name, char *text,
                      size_t size) {
    char path[64];
    snprintf(path, sizeof(path), "/proc/self/task/%lu/%s",
             (unsigned long)thread, name);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return false;
    }
    ssize_t got = read(fd, text, size - 1);
    close(fd);
    if (got <= 0) {
        return false;
    }
    text[got] = '\0';
    return true;
}

// The machine that a program file is for, as its header says; 0 where it cannot
// be read.
static int machine_of(const char *path) {
    unsigned char head[EI_NIDENT + 4] = {0};
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return 0;
    }
    ssize_t got = read(fd, head, sizeof(head));
    close(fd);
    const unsigned char *machine = &head[EI_NIDENT + 2];
    return got == (ssize_t)sizeof(head) ? machine[0] << 8 | machine[1] : 0;
}

// Whether an emulator of another machine runs this: it shows its program as the
// process's own file, but not as that of a thread.
static bool is_emulated(uintptr_t thread) {
    static int cached = -1; // atomic; whoever comes first finds the same
    int found = __atomic_load_n(&cached, __ATOMIC_RELAXED);
    if (found < 0) {
        char path[64];
        snprintf(path, sizeof(path), "/proc/self/task/%lu/exe",
                 (unsigned long)thread);
        int shown = machine_of("/proc/self/exe");
        int real = machine_of(path);
        if (shown == 0 || real == 0) {
            return false; // the thread is gone, or nobody can tell
        }
        found = shown != real;
        __atomic_store_n(&cached, found, __ATOMIC_RELAXED);
    }
    return found != 0;
}

// Whether the line of /proc/.../syscall names the call in which a thread waits
// for another one of this process.
static bool is_futex_call(const char *syscall_line) {
    long number = strtol(syscall_line, NULL, 10);
#ifdef SYS_futex_time64
    if (number == SYS_futex_time64) {
        return true;
    }
#endif
    return number == SYS_futex;
}

// Whether the thread goes on by itself: it runs, or waits for a lock, such as
// the critical section on its way into a system call.
static bool goes_on(uintptr_t thread) {
    char text[128];
    // "running" until it was really taken off the processor; the state in stat
    // already says S while it is about to sleep and looks a last time whether
    // it has to. Not every kernel has the file.
    if (read_proc(thread, "syscall", text, sizeof(text)) &&
        (strncmp(text, "running", 7) == 0 || is_futex_call(text))) {
        return true;
    }
    // Under an emulator that number is the machine's. This is the kernel's
    // function, futex_wait_queue() or the like.
    return is_emulated(thread) &&
           read_proc(thread, "wchan", text, sizeof(text)) &&
           strncmp(text, "futex_", 6) == 0;
}

bool toc_port_thread_is_blocked(uintptr_t thread) {
    if (goes_on(thread)) {
        return false;
    }
    char text[128];
    if (!read_proc(thread, "stat", text, sizeof(text))) {
        return true;
    }
    // "tid (name) S ...", and the name may hold anything. D is a page or a
    // disk being read: that thread goes on by itself and counts as running.
    const char *name_end = strrchr(text, ')');
    return name_end == NULL || name_end[1] == '\0' || name_end[2] == 'S';
}

void *toc_port_realloc(void *old, size_t size) {
    if (size == 0) {
        free(old);
        return NULL;
    }
    return realloc(old, size);
}

void *toc_port_memcpy(void *to, const void *from, size_t size) {
    return memcpy(to, from, size);
}

void *toc_port_memset(void *to, int value, size_t size) {
    return memset(to, value, size);
}
