/*
 * sim_replay - drive pads as a recording did
 *
 * One periodic alarm goes through the recording step by step; a step is what
 * changes at one time, 64 changes at most. When a step is due the next one is
 * armed already, so what is set in its callback is the time from the next step
 * to the one after it. The alarm goes before others with the same deadline, as
 * a press does that was armed before the program began.
 *
 * SPDX-License-Identifier: MIT
 */
#include "alarm.h"
#include "clock.h"
#include "sim_state.h"

// Alarm callbacks run inside the critical section; this bounds one.
#define STEP_MAX 64

typedef struct {
    const toc_vcd_changes_t *changes; // NULL: no replay was begun
    size_t next;                      // the first change of the next step
    bool active;
    toc_alarm_t alarm;
} replay_t;

// Guarded by the board's lock, as everything in sim__state.
static replay_t replay;

static size_t step_end(size_t at) {
    const toc_vcd_changes_t *c = replay.changes;
    size_t end = at;
    while (end < c->count && end - at < STEP_MAX &&
           c->changes[end].time_ns == c->changes[at].time_ns) {
        end++;
    }
    return end;
}

// When a step is due; behind the last change is the end of the recording.
static uint64_t step_ns(size_t at) {
    const toc_vcd_changes_t *c = replay.changes;
    return at < c->count ? c->changes[at].time_ns : c->end_ns;
}

// From a step to the one after it; 0 for the last one. What is too much for
// one step goes on a nanosecond later.
static uint64_t step_gap_ns(size_t at) {
    size_t after = step_end(at);
    uint64_t gap_ns = step_ns(after) - step_ns(at);
    if (after == replay.changes->count) {
        return gap_ns;
    }
    return gap_ns != 0 ? gap_ns : 1;
}

static void settle_pads(size_t from, size_t to) {
    for (; from < to; from++) {
        sim__net_settle(replay.changes->changes[from].pad);
    }
}

// With the lock. All that changes at one time does so at once, or two pads of
// one net would fight in between; but each level of a pad is seen.
static void drive_step(size_t at) {
    size_t end = step_end(at);
    size_t settled = at;
    uint64_t changed = 0;
    for (; at < end; at++) {
        const toc_vcd_change_t *change = &replay.changes->changes[at];
        if ((changed & SIM_BIT(change->pad)) != 0) {
            settle_pads(settled, at);
            settled = at;
            changed = 0;
        }
        changed |= SIM_BIT(change->pad);
        sim__hand_set(change->pad, SIM_HAND_REPLAY,
                      change->level != TOC_VCD_RELEASED,
                      change->level == TOC_VCD_HIGH);
    }
    settle_pads(settled, end);
    replay.next = end;
}

static int on_step(toc_alarm_t *alarm, uint64_t due_ns, bool late) {
    (void)due_ns;
    (void)late;
    sim__lock();
    if (!replay.active) {
        alarm->period_ns = 0;
        sim__unlock();
        return 0;
    }
    bool is_last = step_gap_ns(replay.next) == 0;
    drive_step(replay.next);
    if (is_last) {
        replay.active = false;
        sim__unlock_ended();
        return 0;
    }
    alarm->period_ns = step_gap_ns(replay.next);
    sim__unlock();
    return 0;
}

static bool has_all_pads(const toc_vcd_changes_t *changes) {
    for (size_t i = 0; i < changes->count; i++) {
        if (!sim__has_pad(changes->changes[i].pad)) {
            return false;
        }
    }
    return true;
}

// With the lock: the levels that the recording begins with.
static void drive_beginning(void) {
    while (replay.next < replay.changes->count && step_ns(replay.next) == 0) {
        drive_step(replay.next);
    }
    bool is_over = step_ns(replay.next) == 0;
    replay.active = !is_over;
    sim__state.pending += !is_over;
}

int sim_replay(const toc_vcd_changes_t *changes, bool yields) {
    if (!has_all_pads(changes)) {
        return TOC_EINVAL;
    }
    sim__lock();
    if (replay.changes != NULL) {
        sim__unlock();
        return TOC_EBUSY;
    }
    sim__state.replay_yields = yields;
    replay =
        (replay_t){.changes = changes, .alarm = {.cb = on_step, .first = true}};
    drive_beginning();
    bool active = replay.active;
    uint64_t due_ns = toc_clock_now_ns() + step_ns(replay.next);
    uint64_t gap_ns = step_gap_ns(replay.next);
    sim__unlock();

    int err = active ? toc_alarm_arm(&replay.alarm, due_ns, gap_ns) : 0;
    if (err < 0) {
        sim__replay_deinit();
    }
    return err;
}

void sim__replay_deinit(void) {
    sim__lock();
    bool was_active = replay.active;
    replay.active = false;
    if (was_active) {
        sim__unlock_ended();
    } else {
        sim__unlock();
    }
    // It waits for a callback that is just returning.
    (void)toc_alarm_cancel(&replay.alarm);
    replay.changes = NULL;
}
