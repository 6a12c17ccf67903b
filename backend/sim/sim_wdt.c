/*
 * sim_wdt - the watchdog of the virtual board
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim_wdt.h"

#include "alarm.h"
#include "clock.h"

static void (*on_expired)(void);
static uint64_t timeout_ns; // 0: not started
static uint64_t due_ns;
static uint64_t left_ns; // of a suspended one
static bool suspended;

static int fire(toc_alarm_t *alarm, uint64_t due, bool late) {
    (void)alarm;
    (void)due;
    (void)late;
    on_expired();
    return 0;
}

static toc_alarm_t alarm = {.cb = fire, .background = true};

static int arm_at(uint64_t at_ns) {
    int err = suspended ? 0 : toc_alarm_arm(&alarm, at_ns, 0);
    if (err == 0) {
        due_ns = at_ns;
    }
    return err;
}

static uint64_t later(uint64_t by_ns) {
    uint64_t now_ns = toc_clock_now_ns();
    return by_ns < TOC_FOREVER - now_ns ? now_ns + by_ns : TOC_FOREVER - 1;
}

static int sim_wdt_start(void *ctx, uint64_t timeout) {
    (void)ctx;
    int err = arm_at(later(timeout));
    if (err == 0) {
        timeout_ns = timeout;
        left_ns = timeout;
    }
    return err;
}

static void sim_wdt_feed(void *ctx) {
    (void)ctx;
    if (timeout_ns != 0) {
        // It is armed already, or was a moment ago: that needs no memory.
        (void)arm_at(later(timeout_ns));
        left_ns = timeout_ns;
    }
}

static void sim_wdt_suspend(void *ctx, bool suspend) {
    (void)ctx;
    if (timeout_ns == 0 || suspend == suspended) {
        return;
    }
    suspended = suspend;
    if (suspend) {
        (void)toc_alarm_cancel(&alarm);
        uint64_t now_ns = toc_clock_now_ns();
        left_ns = due_ns > now_ns ? due_ns - now_ns : 0;
    } else {
        (void)arm_at(later(left_ns));
    }
}

static const toc_wdt_ops_t wdt = {
    .name = "sim",
    .start = sim_wdt_start,
    .feed = sim_wdt_feed,
    .suspend = sim_wdt_suspend,
};

void sim_wdt_init(void (*expired)(void)) {
    on_expired = expired;
    sim_wdt_reset();
}

const toc_wdt_ops_t *sim_wdt(void) {
    return &wdt;
}

void sim_wdt_reset(void) {
    (void)toc_alarm_cancel(&alarm);
    timeout_ns = 0;
    suspended = false;
}
