/*
 * control_clock - virtual time in the hands of the control socket
 *
 * SPDX-License-Identifier: MIT
 */
#include "mpy/control_clock.h"

#include <pthread.h>

#include "core/clock.h"
#include "core/err.h"

enum state {
    CLOCK_FREE,
    CLOCK_HELD,
    CLOCK_STEPPING,
    CLOCK_ENDING, // a step is to be given up
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static enum state state;
static uint64_t until_ns;
static void (*step_done)(void);
static toc_port_thread_t thread;
static bool has_thread;
static toc_waiter_t waiter;

static void clock_main(void *arg) {
    (void)arg;
    pthread_mutex_lock(&mutex);
    while (state != CLOCK_FREE) {
        if (state == CLOCK_HELD) {
            pthread_cond_wait(&changed, &mutex);
            continue;
        }
        pthread_mutex_unlock(&mutex);
        toc_waiter_wait(&waiter, until_ns);
        pthread_mutex_lock(&mutex);
        bool given_up = state == CLOCK_ENDING;
        state = given_up ? CLOCK_FREE : CLOCK_HELD;
        pthread_mutex_unlock(&mutex);
        if (!given_up) {
            step_done();
        }
        pthread_mutex_lock(&mutex);
    }
    pthread_mutex_unlock(&mutex);
    toc_waiter_leave(&waiter);
}

// With the mutex. The waiter is joined here, so that the clock stands still
// from now on and not only when the thread has begun.
static int begin_hold(void) {
    if (has_thread) {
        // It let go of the clock and is about to return.
        toc_port_thread_join(&thread);
        has_thread = false;
    }
    waiter = (toc_waiter_t){.is_last = true};
    toc_waiter_join(&waiter);
    state = CLOCK_HELD;
    if (toc_port_thread_start(&thread, clock_main, NULL, "toc-steps") != 0) {
        state = CLOCK_FREE;
        toc_waiter_leave(&waiter);
        return TOC_EAGAIN;
    }
    has_thread = true;
    return 0;
}

static int hold_locked(bool hold) {
    if (state == CLOCK_STEPPING || state == CLOCK_ENDING) {
        return TOC_EBUSY;
    }
    if (hold && state == CLOCK_FREE) {
        return begin_hold();
    }
    if (!hold && state == CLOCK_HELD) {
        state = CLOCK_FREE;
        pthread_cond_signal(&changed);
    }
    return 0;
}

int mpy_control_clock_hold(bool hold) {
    pthread_mutex_lock(&mutex);
    int err = hold_locked(hold);
    pthread_mutex_unlock(&mutex);
    return err;
}

bool mpy_control_clock_is_held(void) {
    pthread_mutex_lock(&mutex);
    bool held = state != CLOCK_FREE;
    pthread_mutex_unlock(&mutex);
    return held;
}

int mpy_control_clock_step(uint64_t ns, void (*done)(void)) {
    pthread_mutex_lock(&mutex);
    int err = hold_locked(true);
    if (err == 0) {
        uint64_t now_ns = toc_clock_now_ns();
        until_ns = ns < TOC_FOREVER - now_ns ? now_ns + ns : TOC_FOREVER - 1;
        step_done = done;
        state = CLOCK_STEPPING;
        pthread_cond_signal(&changed);
    }
    pthread_mutex_unlock(&mutex);
    return err;
}

void mpy_control_clock_stop(void) {
    mpy_control_clock_end();
    if (has_thread) {
        toc_port_thread_join(&thread);
        has_thread = false;
    }
}

void mpy_control_clock_end(void) {
    pthread_mutex_lock(&mutex);
    if (state == CLOCK_STEPPING) {
        state = CLOCK_ENDING;
        toc_waiter_wake(&waiter);
    } else if (state == CLOCK_HELD) {
        state = CLOCK_FREE;
        pthread_cond_signal(&changed);
    }
    pthread_mutex_unlock(&mutex);
}
