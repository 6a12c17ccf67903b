/*
 * linux_wdt - the watchdog of a Linux machine, /dev/watchdog
 *
 * SPDX-License-Identifier: MIT
 */
#include "linux_wdt.h"

#include <fcntl.h>
#include <linux/watchdog.h>
#include <pthread.h>

#include "err.h"
#include "linux_kernel.h"

#define NS_PER_S    UINT64_C(1000000000)
#define SECONDS_MAX INT32_MAX

// Written before the file is closed: it is meant.
#define MAGIC "V"

static const char *path;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int fd = -1;
static int seconds; // 0: not started
static bool resting;

// The rest with the lock, up to the calls of the contract.

static void stop(void) {
    if (fd >= 0) {
        (void)linux_kernel()->write(fd, MAGIC, 1);
        linux_kernel()->close(fd);
        fd = -1;
    }
}

// Setting the timeout feeds it as well.
static int set_timeout(int to) {
    int value = to;
    int result = linux_kernel()->ioctl(fd, WDIOC_SETTIMEOUT, &value);
    return result < 0 ? linux_err_open(result) : 0;
}

static int begin(int to) {
    bool was_open = fd >= 0;
    if (!was_open) {
        int opened = linux_kernel()->open(path, O_WRONLY | O_CLOEXEC);
        if (opened < 0) {
            return linux_err_open(opened);
        }
        fd = opened;
    }
    int err = set_timeout(to);
    if (err == 0) {
        seconds = to;
    } else if (!was_open) {
        stop();
    }
    return err;
}

static int linux_wdt_start(void *ctx, uint64_t timeout_ns) {
    (void)ctx;
    // Never shorter than asked for.
    uint64_t to = timeout_ns / NS_PER_S + (timeout_ns % NS_PER_S != 0);
    if (to == 0 || to > SECONDS_MAX) {
        return TOC_EINVAL;
    }
    pthread_mutex_lock(&lock);
    int err = begin((int)to);
    pthread_mutex_unlock(&lock);
    return err;
}

static void linux_wdt_feed(void *ctx) {
    (void)ctx;
    pthread_mutex_lock(&lock);
    if (fd >= 0) {
        (void)linux_kernel()->ioctl(fd, WDIOC_KEEPALIVE, NULL);
    } else if (seconds != 0 && !resting) {
        // It did not start after a sleep. Each feed tries again.
        (void)begin(seconds);
    }
    pthread_mutex_unlock(&lock);
}

static void linux_wdt_suspend(void *ctx, bool suspended) {
    (void)ctx;
    pthread_mutex_lock(&lock);
    resting = suspended;
    if (suspended) {
        stop();
    } else if (seconds != 0 && fd < 0) {
        // The board wakes in any case; feed() tries again.
        (void)begin(seconds);
    }
    pthread_mutex_unlock(&lock);
}

static const char *linux_wdt_file(void *ctx) {
    (void)ctx;
    return path;
}

static const toc_wdt_ops_t wdt = {
    .name = "linux",
    .start = linux_wdt_start,
    .feed = linux_wdt_feed,
    .suspend = linux_wdt_suspend,
    .file = linux_wdt_file,
};

void linux_wdt_map(const char *file) {
    path = file;
}

const toc_wdt_ops_t *linux_wdt(const toc_wdt_ops_t *rest) {
    return path != NULL ? &wdt : rest;
}

void linux_wdt_reset(void) {
    pthread_mutex_lock(&lock);
    stop();
    seconds = 0;
    resting = false;
    pthread_mutex_unlock(&lock);
}
