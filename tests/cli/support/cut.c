/*
 * cut - a power cut at the n-th write to a file
 *
 * Preloaded in front of the C library. CUT_AT=n ends the process in the n-th
 * call that changes the file system, after half of its bytes if it writes any
 * and CUT_HALF is set. Standard output and error, pipes and sockets do not
 * count.
 *
 * SPDX-License-Identifier: MIT
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define CUT_STATUS 99

static long calls;

static int is_file(int fd) {
    struct stat st;
    return fd > STDERR_FILENO && fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
}

static int is_cut(void) {
    const char *at = getenv("CUT_AT");
    return at != NULL && ++calls == atol(at);
}

static size_t part(size_t count) {
    return getenv("CUT_HALF") != NULL ? count / 2 : 0;
}

ssize_t pwrite64(int fd, const void *buf, size_t count, off_t offset) {
    ssize_t (*next)(int, const void *, size_t, off_t) =
        (ssize_t(*)(int, const void *, size_t, off_t))dlsym(RTLD_NEXT,
                                                            "pwrite64");
    if (is_file(fd) && is_cut()) {
        next(fd, buf, part(count), offset);
        _exit(CUT_STATUS);
    }
    return next(fd, buf, count, offset);
}

ssize_t write(int fd, const void *buf, size_t count) {
    ssize_t (*next)(int, const void *, size_t) =
        (ssize_t(*)(int, const void *, size_t))dlsym(RTLD_NEXT, "write");
    if (is_file(fd) && is_cut()) {
        next(fd, buf, part(count));
        _exit(CUT_STATUS);
    }
    return next(fd, buf, count);
}

int rename(const char *from, const char *to) {
    int (*next)(const char *, const char *) =
        (int (*)(const char *, const char *))dlsym(RTLD_NEXT, "rename");
    if (is_cut()) {
        _exit(CUT_STATUS);
    }
    return next(from, to);
}

int mkdir(const char *path, mode_t mode) {
    int (*next)(const char *, mode_t) =
        (int (*)(const char *, mode_t))dlsym(RTLD_NEXT, "mkdir");
    if (is_cut()) {
        _exit(CUT_STATUS);
    }
    return next(path, mode);
}

int ftruncate64(int fd, off_t length) {
    int (*next)(int, off_t) =
        (int (*)(int, off_t))dlsym(RTLD_NEXT, "ftruncate64");
    if (is_cut()) {
        _exit(CUT_STATUS);
    }
    return next(fd, length);
}
