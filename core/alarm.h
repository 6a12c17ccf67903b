/*
 * alarm - deadlines, and who fires them
 *
 * One service fires every alarm of the process: Python's alarms and timers,
 * presses of the virtual board, pulse trains. Arming, cancelling and expiry
 * cost O(log n); there is no limit but memory.
 *
 * Periodic: the next deadline is the previous deadline plus the period, so
 * nothing adds up. Equal deadlines fire in the order in which they were armed;
 * a periodic alarm is armed anew at each expiry.
 *
 * Late: when more than one period has passed, each expiry is offered to the
 * callback in the order of deadlines, with `late` true for those that have a
 * later one already due. As soon as the callback answers TOC_EFULL to a late
 * one, the other late ones are skipped and told to the `missed` callback as a
 * number. The newest one due is always offered.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_CORE_ALARM_H
#define TOC_CORE_ALARM_H

#include "clock.h"
#include "err.h"

typedef struct toc_alarm toc_alarm_t;

// Runs inside the critical section: constant time, may raise a source, must
// not arm or cancel. It may set the period_ns of a periodic alarm, which counts
// from the next expiry, that is armed already; 0: that is then the last one.
// Returns 0, or TOC_EFULL to a late one that found no room.
typedef int (*toc_alarm_cb)(toc_alarm_t *alarm, uint64_t due_ns, bool late);

// In the same place, with the same limits.
typedef void (*toc_alarm_missed_cb)(toc_alarm_t *alarm, uint32_t periods);

struct toc_alarm {
    toc_alarm_cb cb;
    toc_alarm_missed_cb missed; // may be NULL
    void *ctx;
    bool first; // goes before others with the same deadline

    // Not counted as something that is still to come: a watchdog for one. Must
    // not change while it is armed.
    bool background;

    // ---- private ----
    uint64_t period_ns;         // 0: one-shot
    uint64_t order;             // in which they were armed
    uint32_t place;             // 1 + index where it is kept; 0: not armed
    struct toc__alarm_bag *bag; // that keeps it; NULL: the heap does
};

// Start and stop the service's own thread. stop cancels every alarm.
//
// ctx: thread
// Returns 0 or the port's error.
int toc_alarm_start(void);
void toc_alarm_stop(void);

// Fire at `due_ns` (a point in time; past means at once), then every
// `period_ns` (0: never again). An armed alarm is moved. The struct, with cb
// set and the private part zero at first, stays the caller's and has to live
// until it fired for the last time or was cancelled.
//
// ctx: thread
// Returns 0, or TOC_ENOMEM with the alarm as it was.
TOC_MUST_CHECK int toc_alarm_arm(toc_alarm_t *alarm, uint64_t due_ns,
                                 uint64_t period_ns);

// When this returned, the callback does not run and will not.
//
// ctx: thread
// Returns 1 when it was armed, 0 when not.
int toc_alarm_cancel(toc_alarm_t *alarm);

// ctx: thread; a snapshot
bool toc_alarm_is_armed(const toc_alarm_t *alarm);

// How many are armed, without those in the background.
//
// ctx: thread; a snapshot
uint32_t toc_alarm_armed_count(void);

// Fire what is due now.
//
// ctx: the service's thread, or a test that did not start it
// Returns the next deadline, TOC_FOREVER when none.
uint64_t toc_alarm_run_once(void);

// Let the service look at once whether something is to be done.
//
// ctx: thread
void toc_alarm_poke(void);

// Called whenever toc_alarm_armed_count() fell to zero. May be NULL.
//
// ctx: of the call: whoever cancelled, or the service; must not block
void toc_alarm_on_drained(void (*fn)(void *ctx), void *ctx);

#endif
