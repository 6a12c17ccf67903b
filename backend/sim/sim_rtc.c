/*
 * sim_rtc - the real-time clock of the virtual board, and what NTP tells it
 *
 * Answers of servers need no alarm: what the clock says follows from when it
 * was set and when the last answer came.
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim_rtc.h"

#include "clock.h"
#include "err.h"
#include "sim_state.h"

// Guarded by the board's lock.
static struct {
    int64_t (*wall_ns)(void);
    int64_t offset_ns;
    uint64_t set_at_ns; // on the program's clock

    bool ntp_answers;
    int64_t ntp_offset_ns;
    bool asking;
    uint64_t first_answer_ns; // on the program's clock
    uint64_t period_ns;

    size_t memory_size;
    uint8_t memory[TOC_RTC_MEMORY_BYTES];
} rtc = {.ntp_answers = true};

// With the lock.
static bool is_answered(uint64_t now_ns) {
    return rtc.asking && rtc.ntp_answers && now_ns >= rtc.first_answer_ns;
}

// With the lock.
static int64_t offset_at(uint64_t now_ns) {
    if (!is_answered(now_ns)) {
        return rtc.offset_ns;
    }
    uint64_t since_ns = now_ns - rtc.first_answer_ns;
    uint64_t last_ns = now_ns - since_ns % rtc.period_ns;
    return last_ns >= rtc.set_at_ns ? rtc.ntp_offset_ns : rtc.offset_ns;
}

static int64_t sim_rtc_now_ns(void *ctx) {
    (void)ctx;
    sim__lock();
    int64_t now_ns = rtc.wall_ns() + offset_at(toc_clock_now_ns());
    sim__unlock();
    return now_ns;
}

static int sim_rtc_set_ns(void *ctx, int64_t time_ns) {
    (void)ctx;
    sim__lock();
    rtc.offset_ns = time_ns - rtc.wall_ns();
    rtc.set_at_ns = toc_clock_now_ns();
    sim__unlock();
    return 0;
}

// Keep what the answers up to now have made of the clock. With the lock.
static void settle(void) {
    rtc.offset_ns = offset_at(toc_clock_now_ns());
    rtc.asking = false;
}

static void sim_rtc_ntp_start(void *ctx, const char *server, const char *backup,
                              uint64_t period_ns) {
    (void)ctx;
    (void)backup;
    sim__lock();
    settle();
    rtc.asking = server != NULL;
    rtc.first_answer_ns = toc_clock_now_ns() + SIM_RTC_NTP_NS;
    rtc.period_ns = period_ns;
    sim__unlock();
}

static bool sim_rtc_is_synced(void *ctx) {
    (void)ctx;
    sim__lock();
    bool synced = is_answered(toc_clock_now_ns());
    sim__unlock();
    return synced;
}

static size_t sim_rtc_memory_get(void *ctx, void *data) {
    (void)ctx;
    sim__lock();
    size_t size = rtc.memory_size;
    if (size != 0) {
        toc_port_memcpy(data, rtc.memory, size);
    }
    sim__unlock();
    return size;
}

static int sim_rtc_memory_set(void *ctx, const void *data, size_t size) {
    (void)ctx;
    if (size > TOC_RTC_MEMORY_BYTES) {
        return TOC_EINVAL;
    }
    sim__lock();
    if (size != 0) {
        toc_port_memcpy(rtc.memory, data, size);
    }
    rtc.memory_size = size;
    sim__unlock();
    return 0;
}

static const toc_rtc_ops_t ops = {
    .name = "sim",
    .now_ns = sim_rtc_now_ns,
    .set_ns = sim_rtc_set_ns,
    .ntp_start = sim_rtc_ntp_start,
    .is_synced = sim_rtc_is_synced,
    .memory_get = sim_rtc_memory_get,
    .memory_set = sim_rtc_memory_set,
};

const toc_rtc_ops_t *sim_rtc(void) {
    return &ops;
}

void sim_rtc_init(int64_t (*wall_ns)(void)) {
    rtc.wall_ns = wall_ns;
    sim_rtc_reset();
}

void sim_rtc_ntp_says(int64_t offset_ns) {
    sim__lock();
    rtc.ntp_answers = true;
    rtc.ntp_offset_ns = offset_ns;
    sim__unlock();
}

void sim_rtc_ntp_silent(void) {
    sim__lock();
    settle();
    rtc.ntp_answers = false;
    sim__unlock();
}

void sim_rtc_ntp_stop(void) {
    sim__lock();
    settle();
    sim__unlock();
}

void sim_rtc_reset(void) {
    sim__lock();
    rtc.asking = false;
    rtc.offset_ns = 0;
    rtc.set_at_ns = 0;
    rtc.memory_size = 0;
    sim__unlock();
}
