/*
 * signals - Ctrl-C, or the end asked for from outside, as an exception of the
 * main thread
 *
 * SPDX-License-Identifier: MIT
 */
#include "mpy/signals.h"

#include <errno.h>
#include <time.h>
#include <unistd.h>

#include "mpy/console.h"
#include "mpy/thread.h"
#include "py/objexcept.h"
#include "py/objtuple.h"
#include "py/runtime.h"
#include "trace/trace_writer.h"

#define EXIT_INTERRUPTED 130

// A kick that comes just before the system call that it was meant for is lost;
// so it is repeated until the exception was taken.
#define KICK_INTERVAL_NS 5000000

static int catching; // atomic
static pthread_t taker;

// Written by the main thread only.
static mp_obj_exception_t end_exception = {
    .base = {&mp_type_SystemExit},
    .args = (mp_obj_tuple_t *)&mp_const_empty_tuple_obj,
};

static void on_kick(int signal) {
    (void)signal;
}

static bool is_pending(void) {
    return __atomic_load_n(&MP_STATE_MAIN_THREAD(mp_pending_exception),
                           __ATOMIC_ACQUIRE) != MP_OBJ_NULL;
}

static void kick_main(void) {
    mpy_thread_t *main_thread = mpy_thread_main();
    toc_waiter_wake(__atomic_load_n(&main_thread->waiter, __ATOMIC_ACQUIRE));
    if (__atomic_load_n(&main_thread->in_io, __ATOMIC_ACQUIRE)) {
        pthread_kill(main_thread->id, MPY_SIGNAL_KICK);
    }
}

static void raise_in_main(mp_obj_t exception) {
    __atomic_store_n(&MP_STATE_MAIN_THREAD(mp_pending_exception), exception,
                     __ATOMIC_RELEASE);
    kick_main();
}

void mpy_signals_interrupt(void) {
    raise_in_main(MP_OBJ_FROM_PTR(&MP_STATE_VM(mp_kbd_exception)));
}

void mpy_signals_end_program(void) {
    raise_in_main(MP_OBJ_FROM_PTR(&end_exception));
}

void mpy_signals_end_process(int status) {
    mpy_console_restore();
    toc_trace_stop(stderr);
    _exit(status);
}

void mpy_signals_exit(void) {
    pthread_kill(taker, MPY_SIGNAL_EXIT);
}

static void taken(int signal) {
    // A second one before the first was taken: the main thread is busy in C
    // code and may stay so.
    bool catches = __atomic_load_n(&catching, __ATOMIC_ACQUIRE) != 0;
    if (is_pending() || (signal == SIGINT && !catches)) {
        mpy_signals_end_process(EXIT_INTERRUPTED);
    }
    if (signal == SIGINT) {
        mpy_signals_interrupt();
        return;
    }
    mpy_signals_end_program();
}

static void wanted_signals(sigset_t *set) {
    sigemptyset(set);
    sigaddset(set, SIGINT);
    sigaddset(set, MPY_SIGNAL_EXIT);
}

static void *signal_thread(void *arg) {
    (void)arg;
    sigset_t set;
    wanted_signals(&set);
    const struct timespec interval = {.tv_nsec = KICK_INTERVAL_NS};
    bool kicking = false;
    for (;;) {
        int signal = kicking ? sigtimedwait(&set, NULL, &interval)
                             : sigwaitinfo(&set, NULL);
        if (signal > 0) {
            taken(signal);
        }
        kicking = is_pending();
        if (kicking) {
            kick_main();
        }
    }
    return NULL;
}

int mpy_signals_start(void) {
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    sigaction(SIGPIPE, &ignore, NULL);
    struct sigaction kick = {.sa_handler = on_kick};
    sigaction(MPY_SIGNAL_KICK, &kick, NULL);

    // Every thread but this one is started with all signals blocked, so the
    // kick is let through where it is wanted: in Python threads.
    sigset_t set;
    wanted_signals(&set);
    int err = pthread_sigmask(SIG_BLOCK, &set, NULL);
    pthread_attr_t attr;
    if (err == 0) {
        err = pthread_attr_init(&attr);
    }
    if (err == 0) {
        pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
        err = pthread_create(&taker, &attr, signal_thread, NULL);
        pthread_attr_destroy(&attr);
    }
    return err;
}

void mpy_signals_catch(bool catch_interrupt) {
    if (!is_pending()) {
        // Its traceback was of an earlier program, maybe of an earlier heap.
        end_exception.traceback_alloc = 0;
        end_exception.traceback_len = 0;
        end_exception.traceback_data = NULL;
    }
    __atomic_store_n(&catching, catch_interrupt, __ATOMIC_RELEASE);
}
