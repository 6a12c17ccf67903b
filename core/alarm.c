/*
 * alarm - deadlines, and who fires them
 *
 * Which one is next core/alarmq knows.
 *
 * SPDX-License-Identifier: MIT
 */
#include "alarm.h"

#include "alarmq.h"
#include "stall.h"

static uint64_t last_order;

static toc_waiter_t waiter;
static toc_port_thread_t thread;
static bool started; // written by start and stop only
static toc_atomic_u32_t stopping;

static void (*drained_fn)(void *ctx);
static void *drained_ctx;

// Armed anew: behind all that have the same deadline, or before them.
static void set_order(toc_alarm_t *alarm) {
    alarm->order = alarm->first ? 0 : ++last_order;
}

// In the section. Returns false when there is no room for one more.
static bool arm_locked(toc_alarm_t *alarm, uint64_t due_ns,
                       uint64_t period_ns) {
    set_order(alarm);
    if (alarm->place != 0) {
        toc__alarmq_move(alarm, due_ns);
    } else if (!toc__alarmq_put(alarm, due_ns)) {
        return false;
    }
    alarm->period_ns = period_ns;
    return true;
}

// The service sleeps until `before_ns`. A later deadline it finds out by
// itself. The virtual clock asks each time before it jumps.
static void wake_service_if_moved(uint64_t before_ns, uint64_t after_ns) {
    if (after_ns < before_ns && !toc_clock_is_virtual()) {
        toc_waiter_wake(&waiter);
    }
}

int toc_alarm_arm(toc_alarm_t *alarm, uint64_t due_ns, uint64_t period_ns) {
    for (;;) {
        uintptr_t token = toc_port_irq_save();
        uint64_t before_ns = toc__alarmq_next_due();
        uint32_t full_at = toc__alarmq.capacity;
        bool armed = arm_locked(alarm, due_ns, period_ns);
        uint64_t after_ns = toc__alarmq_next_due();
        toc_port_irq_restore(token);
        if (armed) {
            wake_service_if_moved(before_ns, after_ns);
            return 0;
        }
        int err = toc__alarmq_grow(full_at);
        if (err != 0) {
            return err;
        }
    }
}

static void tell_if_drained(bool drained) {
    if (drained && drained_fn != NULL) {
        drained_fn(drained_ctx);
    }
}

int toc_alarm_cancel(toc_alarm_t *alarm) {
    uintptr_t token = toc_port_irq_save();
    uint64_t before_ns = toc__alarmq_next_due();
    bool was_armed = alarm->place != 0;
    if (was_armed) {
        toc__alarmq_remove(alarm);
    }
    bool drained = was_armed && toc__alarmq.foreground == 0;
    uint64_t after_ns = toc__alarmq_next_due();
    toc_port_irq_restore(token);
    wake_service_if_moved(before_ns, after_ns);
    tell_if_drained(drained);
    return was_armed;
}

bool toc_alarm_is_armed(const toc_alarm_t *alarm) {
    uintptr_t token = toc_port_irq_save();
    bool is_armed = alarm->place != 0;
    toc_port_irq_restore(token);
    return is_armed;
}

uint32_t toc_alarm_armed_count(void) {
    uintptr_t token = toc_port_irq_save();
    uint32_t armed = toc__alarmq.foreground;
    toc_port_irq_restore(token);
    return armed;
}

// A deadline that does not fit comes with the last one that does.
static uint64_t add_saturated(uint64_t due_ns, uint64_t period_ns) {
    uint64_t last = TOC_FOREVER - 1;
    return period_ns < last - due_ns ? due_ns + period_ns : last;
}

// A late one found no room: go on with the newest that is due.
static void skip_late(toc_alarm_t *alarm, uint64_t next_ns, uint64_t now_ns) {
    uint64_t skipped = (now_ns - next_ns) / alarm->period_ns;
    if (skipped == 0) {
        return;
    }
    toc__alarmq_move(alarm, next_ns + skipped * alarm->period_ns);
    if (alarm->missed != NULL) {
        alarm->missed(alarm,
                      skipped < UINT32_MAX ? (uint32_t)skipped : UINT32_MAX);
    }
}

// In the section, with the first deadline at `now_ns` or before.
static void fire_first(uint64_t now_ns) {
    toc_alarm_t *alarm = toc__alarmq.soon.entries[0].alarm;
    uint64_t due_ns = toc__alarmq.soon.entries[0].due_ns;
    if (alarm->period_ns == 0) {
        toc__alarmq_remove(alarm);
        alarm->cb(alarm, due_ns, false);
        return;
    }
    uint64_t next_ns = add_saturated(due_ns, alarm->period_ns);
    bool late = next_ns <= now_ns;
    set_order(alarm);
    toc__alarmq_move_first(next_ns);
    __builtin_prefetch(toc__alarmq.soon.entries[0].alarm); // likely the next
    if (alarm->cb(alarm, due_ns, late) == TOC_EFULL && late) {
        skip_late(alarm, next_ns, now_ns);
    }
}

uint64_t toc_alarm_run_once(void) {
    uint64_t now_ns = toc_clock_now_ns();
    for (;;) {
        // One expiry a section, so that nobody waits for all of them.
        uintptr_t token = toc_port_irq_save();
        uint64_t due_ns = toc__alarmq_next_due();
        bool is_due = toc__alarmq.armed > 0 && due_ns <= now_ns;
        if (is_due && toc__alarmq_is_first_in_bag()) {
            toc__alarmq_pour();
        } else if (is_due) {
            fire_first(now_ns);
        }
        bool drained = is_due && toc__alarmq.foreground == 0;
        toc_port_irq_restore(token);
        tell_if_drained(drained);
        if (!is_due) {
            return due_ns;
        }
    }
}

void toc_alarm_on_drained(void (*fn)(void *ctx), void *ctx) {
    drained_fn = fn;
    drained_ctx = ctx;
}

void toc_alarm_poke(void) {
    if (started) {
        toc_waiter_wake(&waiter);
    }
}

static uint64_t earlier_of(uint64_t a_ns, uint64_t b_ns) {
    return a_ns < b_ns ? a_ns : b_ns;
}

static void service_main(void *arg) {
    (void)arg;
    toc_port_thread_prompt();
    while (toc_atomic_load(&stopping) == 0) {
        uint64_t due_ns = toc_alarm_run_once();
        toc_waiter_wait(&waiter, earlier_of(due_ns, toc_stall_look()));
    }
    toc_waiter_leave(&waiter);
}

// Virtual time: a stall is looked at on the way to a later deadline, but does
// not make the clock jump where it would stay.
static uint64_t served_due(uint64_t until_ns) {
    uint64_t due_ns = toc__alarmq_next_due();
    uint64_t stall_ns = toc_stall_due();
    uint64_t other_ns = earlier_of(due_ns, until_ns);
    return other_ns != TOC_FOREVER && stall_ns <= other_ns ? stall_ns : due_ns;
}

static void run_due(void) {
    // First, as the handler has run up to now whatever else is due now.
    (void)toc_stall_look();
    toc_alarm_run_once();
}

int toc_alarm_start(void) {
    if (toc_clock_is_virtual()) {
        // Fired by whoever lets the clock jump: in step with everything else.
        toc_clock_serve(served_due, run_due);
        return 0;
    }
    toc_atomic_store(&stopping, 0);
    toc_waiter_join(&waiter);
    int err = toc_port_thread_start(&thread, service_main, NULL, "toc-alarm");
    if (err != 0) {
        toc_waiter_leave(&waiter);
        return err;
    }
    started = true;
    return 0;
}

void toc_alarm_stop(void) {
    if (started) {
        toc_atomic_store(&stopping, 1);
        toc_waiter_wake(&waiter);
        toc_port_thread_join(&thread);
        started = false;
    }
    toc_clock_serve(NULL, NULL);
    tell_if_drained(toc__alarmq_clear());
}
