/*
 * alarm_fixture - a hundred alarms that note when they fire
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_TESTS_ALARM_FIXTURE_H
#define TOC_TESTS_ALARM_FIXTURE_H

#include <check.h>
#include <string.h>

#include "alarm.h"
#include "port_fake.h"

#define ALARMS    100
#define FIRED_MAX 4096

typedef struct {
    uint32_t index;
    uint64_t due_ns;
    uint64_t now_ns;
    bool late;
} fired_t;

static toc_alarm_t alarms[ALARMS];
static fired_t fired[FIRED_MAX];
static uint32_t fired_count;
static uint32_t room; // TOC_EFULL to late ones when it is used up
static uint32_t missed_count;
static uint32_t missed_periods;
static uint64_t in_order_last;
static uint32_t in_order_count;

static inline int note(toc_alarm_t *alarm, uint64_t due_ns, bool late) {
    ck_assert(fake_is_in_section());
    ck_assert_uint_lt(fired_count, FIRED_MAX);
    fired[fired_count++] = (fired_t){
        .index = (uint32_t)(alarm - alarms),
        .due_ns = due_ns,
        .now_ns = toc_clock_now_ns(),
        .late = late,
    };
    if (room == 0) {
        return TOC_EFULL;
    }
    room--;
    return 0;
}

static inline void note_missed(toc_alarm_t *alarm, uint32_t periods) {
    (void)alarm;
    ck_assert(fake_is_in_section());
    missed_count++;
    missed_periods += periods;
}

static inline int count_in_order(toc_alarm_t *alarm, uint64_t due_ns,
                                 bool late) {
    (void)alarm;
    (void)late;
    ck_assert_uint_ge(due_ns, in_order_last);
    in_order_last = due_ns;
    in_order_count++;
    return 0;
}

static inline void open_alarms(void) {
    fake_reset();
    toc_clock_init(TOC_CLOCK_REAL);
    memset(alarms, 0, sizeof(alarms));
    for (uint32_t i = 0; i < ALARMS; i++) {
        alarms[i].cb = note;
        alarms[i].missed = note_missed;
    }
    fired_count = 0;
    room = UINT32_MAX;
    missed_count = 0;
    missed_periods = 0;
    in_order_last = 0;
    in_order_count = 0;
}

static inline void arm(uint32_t index, uint64_t due_ns, uint64_t period_ns) {
    ck_assert_int_eq(toc_alarm_arm(&alarms[index], due_ns, period_ns), 0);
}

#endif
