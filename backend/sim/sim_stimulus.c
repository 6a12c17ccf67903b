/*
 * sim_stimulus - presses and pulse trains
 *
 * A press is two alarms; a train is one periodic alarm, or a thread where it
 * has to be as fast as it can. Alarm callbacks run inside the critical section
 * and cannot free; a press that ended goes on a list that the next call from a
 * thread frees.
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim_state.h"
#include "sim_uart.h"

#include "alarm.h"
#include "clock.h"

typedef struct press press_t;
struct press {
    toc_alarm_t begin;
    toc_alarm_t end;
    uint32_t pad;
    bool programs; // and not the world's
    bool begun;
    bool dropped; // the board goes away; the alarms mean nothing any more
    press_t *next;
};

// Who may touch the alarm and the thread of a train.
enum train_state {
    TRAIN_FREE,
    TRAIN_STARTING, // whoever starts it
    TRAIN_STARTED,  // the next one who starts or stops it
    TRAIN_JOINING   // whoever waits until its thread and alarm are through
};

typedef struct {
    toc_waiter_t waiter;
    toc_alarm_t alarm;
    toc_port_thread_t thread;
    uint64_t left;
    enum train_state state;
    uint32_t pad;
    bool active; // has not ended and was not stopped
    bool has_thread;
    bool begun;
    bool level;    // of the next edge, once begun
    bool programs; // and not the world's
} train_t;

// Guarded by the board's lock, as everything in sim__state.
static press_t *live;
static press_t *done;
static train_t trains[SIM_PADS_MAX];

static uint64_t later(uint64_t from_ns, uint64_t by_ns) {
    return by_ns < TOC_FOREVER - from_ns ? from_ns + by_ns : TOC_FOREVER - 1;
}

void sim__unlock_ended(void) {
    sim_state_t *s = &sim__state;
    void (*drained)(void *ctx) = --s->pending == 0 ? s->drained : NULL;
    void *ctx = s->drained_ctx;
    sim__unlock();
    if (drained != NULL) {
        drained(ctx);
    }
}

static void list_remove(press_t **list, const press_t *press) {
    while (*list != press) {
        list = &(*list)->next;
    }
    *list = press->next;
}

// With the lock.
static void press_let_go(press_t *press) {
    sim_pad_t *p = &sim__state.pads[press->pad];
    if (press->begun && --p->presses == 0) {
        sim__hand_release(press->pad, SIM_HAND_PRESS);
    }
}

static int on_press_begin(toc_alarm_t *alarm, uint64_t due_ns, bool late) {
    (void)due_ns;
    (void)late;
    press_t *press = alarm->ctx;
    sim__lock();
    if (!press->dropped) {
        press->begun = true;
        sim__state.pads[press->pad].presses++;
        sim__hand_is(press->pad, SIM_HAND_PRESS, press->programs);
        sim__hand_drive(press->pad, SIM_HAND_PRESS, !sim__level_of(press->pad));
    }
    sim__unlock();
    return 0;
}

static int on_press_end(toc_alarm_t *alarm, uint64_t due_ns, bool late) {
    (void)due_ns;
    (void)late;
    press_t *press = alarm->ctx;
    sim__lock();
    if (press->dropped) {
        sim__unlock();
        return 0;
    }
    press_let_go(press);
    list_remove(&live, press);
    press->next = done;
    done = press;
    sim__unlock_ended();
    return 0;
}

// The cancels wait for a callback that is just returning.
static void press_free(press_t *press) {
    (void)toc_alarm_cancel(&press->begin);
    (void)toc_alarm_cancel(&press->end);
    (void)toc_port_realloc(press, 0);
}

static void free_done(void) {
    sim__lock();
    press_t *list = done;
    done = NULL;
    sim__unlock();
    while (list != NULL) {
        press_t *next = list->next;
        press_free(list);
        list = next;
    }
}

// Take back a press whose alarms could not both be armed.
static int press_undo(press_t *press) {
    (void)toc_alarm_cancel(&press->begin);
    sim__lock();
    press_let_go(press);
    list_remove(&live, press);
    sim__unlock_ended();
    press_free(press);
    return TOC_ENOMEM;
}

static int add_press(uint32_t pad, uint64_t at_ns, uint64_t for_ns,
                     bool programs) {
    if (!sim__has_pad(pad)) {
        return TOC_EINVAL;
    }
    free_done();
    press_t *press = toc_port_realloc(NULL, sizeof(*press));
    if (press == NULL) {
        return TOC_ENOMEM;
    }
    *press = (press_t){.pad = pad,
                       .programs = programs,
                       .begin = {.cb = on_press_begin, .ctx = press},
                       .end = {.cb = on_press_end, .ctx = press}};

    sim__lock();
    press->next = live;
    live = press;
    sim__state.pending++;
    sim__unlock();

    // The beginning first: equal deadlines fire in the order of arming.
    uint64_t begin_ns = later(toc_clock_now_ns(), at_ns);
    if (toc_alarm_arm(&press->begin, begin_ns, 0) < 0 ||
        toc_alarm_arm(&press->end, later(begin_ns, for_ns), 0) < 0) {
        return press_undo(press);
    }
    return 0;
}

int sim_press(uint32_t pad, uint64_t at_ns, uint64_t for_ns) {
    return add_press(pad, at_ns, for_ns, false);
}

int sim_program_press(uint32_t pad, uint64_t at_ns, uint64_t for_ns) {
    return add_press(pad, at_ns, for_ns, true);
}

// Drive the next edge, with the lock.
// Returns whether there was one left.
static bool train_step(train_t *train) {
    if (train->left == 0) {
        sim__hand_release(train->pad, SIM_HAND_TRAIN);
        return false;
    }
    if (!train->begun) {
        train->begun = true;
        train->level = !sim__level_of(train->pad);
    }
    sim__hand_is(train->pad, SIM_HAND_TRAIN, train->programs);
    sim__hand_drive(train->pad, SIM_HAND_TRAIN, train->level);
    train->level = !train->level;
    train->left--;
    return true;
}

// An edge, or the end, of an active train. Takes the lock.
// Returns whether the train goes on.
static bool train_turn(train_t *train) {
    sim__lock();
    if (!train->active) {
        sim__unlock();
        return false;
    }
    if (train_step(train)) {
        sim__unlock();
        return true;
    }
    train->active = false;
    sim__unlock_ended();
    return false;
}

static int on_train_alarm(toc_alarm_t *alarm, uint64_t due_ns, bool late) {
    (void)due_ns;
    (void)late;
    train_t *train = alarm->ctx;
    if (train_turn(train) && train->left == 0) {
        alarm->period_ns = 0; // once more, to let go
    }
    return 0;
}

static void storm(void *arg) {
    train_t *train = arg;
    while (train_turn(train)) {
        // The lock is not fair; whoever waits for it gets a chance here.
        if (toc_atomic_load(&sim__state.lock_wanted) > 0) {
            toc_port_thread_yield();
        }
    }
    toc_waiter_leave(&train->waiter);
}

// Wait until nothing of the train runs any more. Its state is TRAIN_JOINING.
static void train_join(train_t *train) {
    if (train->has_thread) {
        toc_port_thread_join(&train->thread);
        train->has_thread = false;
    }
    (void)toc_alarm_cancel(&train->alarm);
}

static void train_set_state(train_t *train, enum train_state state) {
    sim__lock();
    train->state = state;
    sim__unlock();
}

// End an active train, with the lock, which it lets go.
static void unlock_train_stopped(train_t *train) {
    train->active = false;
    sim__hand_release(train->pad, SIM_HAND_TRAIN);
    sim__unlock_ended();
}

int64_t sim_pulses_stop(uint32_t pad) {
    if (!sim__has_pad(pad)) {
        return TOC_EINVAL;
    }
    train_t *train = &trains[pad];
    sim__lock();
    if (train->state != TRAIN_STARTED) {
        sim__unlock();
        return 0;
    }
    train->state = TRAIN_JOINING;
    uint64_t left = train->left;
    if (train->active) {
        unlock_train_stopped(train);
    } else {
        sim__unlock();
    }
    train_join(train);
    train_set_state(train, TRAIN_FREE);
    return left < INT64_MAX ? (int64_t)left : INT64_MAX;
}

static int train_run(train_t *train, uint64_t period_ns) {
    if (period_ns > 0) {
        uint64_t due_ns = later(toc_clock_now_ns(), period_ns);
        return toc_alarm_arm(&train->alarm, due_ns, period_ns);
    }
    train->waiter = (toc_waiter_t){0};
    toc_waiter_join(&train->waiter);
    int err = toc_port_thread_start(&train->thread, storm, train, "sim-pulses");
    if (err < 0) {
        toc_waiter_leave(&train->waiter);
        return err;
    }
    train->has_thread = true;
    return 0;
}

static int train_start(train_t *train, uint64_t count, uint64_t period_ns) {
    sim__lock();
    train->state = TRAIN_STARTING;
    train->active = true;
    train->begun = false;
    train->left = count;
    sim__state.pending++;
    sim__unlock();

    int err = train_run(train, period_ns);
    sim__lock();
    if (err < 0) {
        train->state = TRAIN_FREE;
        unlock_train_stopped(train);
        return err;
    }
    train->state = TRAIN_STARTED;
    sim__unlock();
    return 0;
}

static int add_pulses(uint32_t pad, uint64_t count, uint64_t period_ns,
                      bool programs) {
    if (!sim__has_pad(pad)) {
        return TOC_EINVAL;
    }
    train_t *train = &trains[pad];
    sim__lock();
    enum train_state state = train->state;
    bool busy = state == TRAIN_STARTING || state == TRAIN_JOINING;
    if (busy || train->active) {
        sim__unlock();
        return TOC_EBUSY;
    }
    train->state = TRAIN_JOINING;
    sim__unlock();

    if (state == TRAIN_STARTED) {
        train_join(train);
    }
    if (count == 0) {
        train_set_state(train, TRAIN_FREE);
        return 0;
    }
    train->pad = pad;
    train->programs = programs;
    train->alarm = (toc_alarm_t){.cb = on_train_alarm, .ctx = train};
    return train_start(train, count, period_ns);
}

int sim_pulses(uint32_t pad, uint64_t count, uint64_t period_ns) {
    return add_pulses(pad, count, period_ns, false);
}

int sim_program_pulses(uint32_t pad, uint64_t count, uint64_t period_ns) {
    return add_pulses(pad, count, period_ns, true);
}

uint32_t sim_pending(void) {
    sim__lock();
    uint32_t pending = sim__state.pending;
    sim__unlock();
    return pending + sim__uart_pending();
}

void sim__tell_drained(void) {
    sim__lock();
    void (*fn)(void *ctx) = sim__state.drained;
    void *ctx = sim__state.drained_ctx;
    sim__unlock();
    if (fn != NULL) {
        fn(ctx);
    }
}

void sim_on_drained(void (*fn)(void *ctx), void *ctx) {
    sim__lock();
    sim__state.drained = fn;
    sim__state.drained_ctx = ctx;
    sim__unlock();
}

void sim__stimulus_deinit(void) {
    for (uint32_t pad = 0; pad < sim__state.pad_count; pad++) {
        (void)sim_pulses_stop(pad);
    }
    free_done();

    sim__lock();
    press_t *list = live;
    live = NULL;
    for (press_t *press = list; press != NULL; press = press->next) {
        press->dropped = true;
    }
    sim__state.pending = 0;
    sim__unlock();
    while (list != NULL) {
        press_t *next = list->next;
        press_free(list);
        list = next;
    }
}
