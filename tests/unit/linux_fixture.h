/*
 * linux_fixture - a kernel that notes each call and answers as it is told
 *
 * Answers are taken in the order given; where none is left a call succeeds. A
 * file has the number FIXTURE_FD.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_TESTS_LINUX_FIXTURE_H
#define TOC_TESTS_LINUX_FIXTURE_H

#include <check.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "err.h"
#include "linux_kernel.h"
#include "unit.h"

#define FIXTURE_FD 7

static char calls[4096]; // one line each
static int open_result;  // an errno, negative
static int ioctl_results[16];
static int ioctl_results_count;
static int opened; // less what was closed

// What an ioctl of the device under test does: note it, fill in what is read.
// Returns what the kernel would where no result was told.
static int fixture_ioctl(unsigned long request, void *arg);

static void note(const char *format, ...) {
    size_t used = strlen(calls);
    va_list args;
    va_start(args, format);
    vsnprintf(calls + used, sizeof(calls) - used, format, args);
    va_end(args);
}

static inline void note_bytes(const unsigned char *bytes, size_t size) {
    for (size_t i = 0; i < size; i++) {
        note(" %02x", bytes[i]);
    }
}

// What the next ioctl that has no result yet returns.
static inline void answer(int result) {
    ioctl_results[ioctl_results_count++] = result;
}

static int fake_open(const char *path, int flags) {
    (void)flags;
    note("open %s\n", path);
    opened += open_result == 0;
    return open_result == 0 ? FIXTURE_FD : open_result;
}

static void fake_close(int fd) {
    ck_assert_int_eq(fd, FIXTURE_FD);
    note("close\n");
    opened--;
}

static int fake_ioctl(int fd, unsigned long request, void *arg) {
    ck_assert_int_eq(fd, FIXTURE_FD);
    int result = fixture_ioctl(request, arg);
    note("\n");
    if (ioctl_results_count > 0) {
        result = ioctl_results[0];
        ioctl_results_count--;
        memmove(&ioctl_results[0], &ioctl_results[1],
                (size_t)ioctl_results_count * sizeof(ioctl_results[0]));
    }
    return result;
}

static const linux_kernel_t fake_kernel = {
    .open = fake_open,
    .close = fake_close,
    .ioctl = fake_ioctl,
};

static inline void fake_kernel_begin(void) {
    linux_kernel_set(&fake_kernel);
}

// The calls since the last time are these.
static inline void expect_calls(const char *expected) {
    ck_assert_str_eq(calls, expected);
    calls[0] = '\0';
}

#endif
