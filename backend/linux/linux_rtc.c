/*
 * linux_rtc - a real-time clock chip of a Linux machine, /dev/rtc0
 *
 * SPDX-License-Identifier: MIT
 */
#include "linux_rtc.h"

#include <fcntl.h>
#include <linux/rtc.h>
#include <pthread.h>
#include <string.h>

#include "calendar.h"
#include "err.h"
#include "linux_kernel.h"

#define NS_PER_S INT64_C(1000000000)

// Years that struct rtc_time can tell and the chips' drivers check.
#define YEAR_MIN 1900
#define YEAR_MAX 9999

static const char *path;
static const toc_rtc_ops_t *board;
static toc_rtc_ops_t ops;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static bool begun;

// One call on the chip: RTC_RD_TIME, RTC_SET_TIME.
static int ask(unsigned long request, struct rtc_time *time) {
    int fd = linux_kernel()->open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return linux_err_open(fd);
    }
    int result = linux_kernel()->ioctl(fd, request, time);
    linux_kernel()->close(fd);
    return result < 0 ? linux_err_open(result) : 0;
}

static int64_t ns_of(const struct rtc_time *time) {
    int64_t days = toc_days_of(time->tm_year + INT64_C(1900),
                               time->tm_mon + INT64_C(1), time->tm_mday);
    int64_t seconds = days * TOC_SECONDS_A_DAY + time->tm_hour * INT64_C(3600) +
                      time->tm_min * INT64_C(60) + time->tm_sec;
    return seconds * NS_PER_S;
}

// Returns false for a year that no chip knows.
static bool time_of(int64_t time_ns, struct rtc_time *time) {
    int64_t seconds = toc_floor_div(time_ns, NS_PER_S);
    int64_t days = toc_floor_div(seconds, TOC_SECONDS_A_DAY);
    int second = (int)(seconds - days * TOC_SECONDS_A_DAY);
    toc_date_t date = toc_date_of(days);
    if (date.year < YEAR_MIN || date.year > YEAR_MAX) {
        return false;
    }
    memset(time, 0, sizeof(*time));
    time->tm_year = (int)date.year - 1900;
    time->tm_mon = date.month - 1;
    time->tm_mday = date.day;
    time->tm_hour = second / 3600;
    time->tm_min = second / 60 % 60;
    time->tm_sec = second % 60;
    return true;
}

static int linux_rtc_begin(void *ctx) {
    (void)ctx;
    pthread_mutex_lock(&lock);
    int err = 0;
    if (!begun) {
        struct rtc_time time = {0};
        err = ask(RTC_RD_TIME, &time);
        begun = err == 0;
        if (err == 0) {
            err = board->set_ns(board->ctx, ns_of(&time));
        }
    }
    pthread_mutex_unlock(&lock);
    return err;
}

static int linux_rtc_set_ns(void *ctx, int64_t time_ns) {
    (void)ctx;
    struct rtc_time time;
    if (!time_of(time_ns, &time)) {
        return TOC_ENOTSUP;
    }
    pthread_mutex_lock(&lock);
    int err = ask(RTC_SET_TIME, &time);
    if (err == 0) {
        begun = true;
        err = board->set_ns(board->ctx, time_ns);
    }
    pthread_mutex_unlock(&lock);
    return err;
}

static const char *linux_rtc_file(void *ctx) {
    (void)ctx;
    return path;
}

void linux_rtc_map(const char *file) {
    path = file;
}

const toc_rtc_ops_t *linux_rtc(const toc_rtc_ops_t *rest) {
    if (path == NULL) {
        return rest;
    }
    board = rest;
    ops = *rest;
    ops.name = "linux";
    ops.begin = linux_rtc_begin;
    ops.set_ns = linux_rtc_set_ns;
    ops.file = linux_rtc_file;
    return &ops;
}

void linux_rtc_reset(void) {
    pthread_mutex_lock(&lock);
    begun = false;
    pthread_mutex_unlock(&lock);
}
