/*
 * inject - let the n-th call of one kind fail
 *
 * Linked into build/mpy/tocsin-faults, and nothing else, with -Wl,--wrap for
 * each function below (mk/faults.mk); the objects are those of the product.
 *
 *     TOCSIN_FAULT=alloc:3        the third allocation from the C library fails
 *     TOCSIN_FAULT_FD=9           write a byte there when that happened
 *
 * What fails does so once, with the error that the call documents for a lack of
 * resources, or for a call that has no such error with one that it may return.
 *
 * SPDX-License-Identifier: MIT
 */
#include <errno.h>
#include <linux/futex.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum kind {
    ALLOC,  // malloc, calloc, realloc, mmap
    HEAP,   // a block of Python's heap
    THREAD, // pthread_create
    CLOCK,  // clock_gettime
    WAIT,   // futex wait
    WAKE,   // futex wake
    EVENT,  // eventfd
    SOCKET, // socket, accept, connect, send, recv
    NONE,
};

static const char *const names[NONE] = {"alloc", "heap", "thread", "clock",
                                        "wait",  "wake", "event",  "socket"};

static enum kind chosen = NONE;
static atomic_ulong calls_left;
static int mark_fd = -1;

__attribute__((constructor)) static void choose(void) {
    const char *text = getenv("TOCSIN_FAULT");
    const char *fd = getenv("TOCSIN_FAULT_FD");
    mark_fd = fd != NULL ? atoi(fd) : -1;
    const char *colon = text != NULL ? strchr(text, ':') : NULL;
    for (int i = 0; colon != NULL && i < NONE; i++) {
        if (strlen(names[i]) == (size_t)(colon - text) &&
            strncmp(names[i], text, (size_t)(colon - text)) == 0) {
            atomic_store(&calls_left, strtoul(colon + 1, NULL, 10));
            chosen = (enum kind)i;
        }
    }
}

// Whether this call is the one that fails.
static bool is_now(enum kind kind) {
    if (kind != chosen || atomic_fetch_sub(&calls_left, 1) != 1) {
        return false;
    }
    int saved = errno;
    if (mark_fd >= 0 && write(mark_fd, "x", 1) < 0) {
        abort();
    }
    errno = saved;
    return true;
}

void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_malloc(size_t size) {
    if (is_now(ALLOC)) {
        errno = ENOMEM;
        return NULL;
    }
    return __real_malloc(size);
}

void *__real_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size) {
    if (is_now(ALLOC)) {
        errno = ENOMEM;
        return NULL;
    }
    return __real_calloc(count, size);
}

void *__real_realloc(void *old, size_t size);
void *__wrap_realloc(void *old, size_t size);
void *__wrap_realloc(void *old, size_t size) {
    if (is_now(ALLOC)) {
        errno = ENOMEM;
        return NULL;
    }
    return __real_realloc(old, size);
}

void *__real_mmap64(void *at, size_t size, int prot, int flags, int fd,
                    off_t offset);
void *__wrap_mmap64(void *at, size_t size, int prot, int flags, int fd,
                    off_t offset);
void *__wrap_mmap64(void *at, size_t size, int prot, int flags, int fd,
                    off_t offset) {
    if (is_now(ALLOC)) {
        errno = ENOMEM;
        return MAP_FAILED;
    }
    return __real_mmap64(at, size, prot, flags, fd, offset);
}

void *__real_gc_alloc(size_t size, unsigned flags);
void *__wrap_gc_alloc(size_t size, unsigned flags);
void *__wrap_gc_alloc(size_t size, unsigned flags) {
    return is_now(HEAP) ? NULL : __real_gc_alloc(size, flags);
}

void *__real_gc_realloc(void *old, size_t size, bool may_move);
void *__wrap_gc_realloc(void *old, size_t size, bool may_move);
void *__wrap_gc_realloc(void *old, size_t size, bool may_move) {
    return is_now(HEAP) ? NULL : __real_gc_realloc(old, size, may_move);
}

int __real_pthread_create(pthread_t *id, const pthread_attr_t *attr,
                          void *(*entry)(void *), void *arg);
int __wrap_pthread_create(pthread_t *id, const pthread_attr_t *attr,
                          void *(*entry)(void *), void *arg);
int __wrap_pthread_create(pthread_t *id, const pthread_attr_t *attr,
                          void *(*entry)(void *), void *arg) {
    return is_now(THREAD) ? EAGAIN
                          : __real_pthread_create(id, attr, entry, arg);
}

int __real_clock_gettime(clockid_t clock, struct timespec *out);
int __wrap_clock_gettime(clockid_t clock, struct timespec *out);
int __wrap_clock_gettime(clockid_t clock, struct timespec *out) {
    if (is_now(CLOCK)) {
        errno = EINVAL;
        return -1;
    }
    return __real_clock_gettime(clock, out);
}

int __real_eventfd(unsigned count, int flags);
int __wrap_eventfd(unsigned count, int flags);
int __wrap_eventfd(unsigned count, int flags) {
    if (is_now(EVENT)) {
        errno = EMFILE;
        return -1;
    }
    return __real_eventfd(count, flags);
}

#define SOCKET_CALL(result_t, name, error, params, args) \
    result_t __real_##name params; \
    result_t __wrap_##name params; \
    result_t __wrap_##name params { \
        if (is_now(SOCKET)) { \
            errno = error; \
            return -1; \
        } \
        return __real_##name args; \
    }

SOCKET_CALL(int, socket, EMFILE, (int domain, int type, int protocol),
            (domain, type, protocol))
SOCKET_CALL(int, accept, EMFILE,
            (int fd, struct sockaddr *address, socklen_t *size),
            (fd, address, size))
SOCKET_CALL(int, connect, ENOBUFS,
            (int fd, const struct sockaddr *address, socklen_t size),
            (fd, address, size))
SOCKET_CALL(ssize_t, send, ENOBUFS,
            (int fd, const void *data, size_t size, int flags),
            (fd, data, size, flags))
SOCKET_CALL(ssize_t, recv, ENOMEM, (int fd, void *data, size_t size, int flags),
            (fd, data, size, flags))

// syscall() has as many arguments as its number wants; passing six is safe.
long __real_syscall(long number, ...);
long __wrap_syscall(long number, ...);
long __wrap_syscall(long number, ...) {
    long a[6];
    va_list args;
    va_start(args, number);
    for (int i = 0; i < 6; i++) {
        a[i] = va_arg(args, long);
    }
    va_end(args);
    if (number == SYS_futex) {
        int what = (int)a[1] & FUTEX_CMD_MASK;
        if (what == FUTEX_WAKE && is_now(WAKE)) {
            errno = EFAULT;
            return -1;
        }
        if (what != FUTEX_WAKE && is_now(WAIT)) {
            errno = EINTR;
            return -1;
        }
    }
    return __real_syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}
