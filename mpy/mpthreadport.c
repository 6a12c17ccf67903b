/*
 * mpthreadport - threads and locks of Python programs
 *
 * A program's thread ends in one of three ways: its function returns, it is
 * asked to by a pending SystemExit (soft reset, exit), or it is cut off at a
 * branch because it swallowed that. A lock hands itself to the thread that has
 * waited longest.
 *
 * Lock order: interpreter lock, then `mutex`, then nothing.
 *
 * SPDX-License-Identifier: MIT
 */
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>

#include "mpy/gil.h"
#include "mpy/signals.h"
#include "mpy/thread.h"
#include "py/cstack.h"
#include "py/gc.h"
#include "py/mpthread.h"
#include "py/runtime.h"

// Room to recover in when a thread meets its stack limit.
#define STACK_MARGIN ((size_t)8192)

// Behind what Python counts: for C code that is called at the limit, such as
// the loader when it looks a function up and saves all registers of the
// processor, and for what the C library keeps for a thread there.
#define STACK_RESERVE ((size_t)16384)

#define STACK_DEFAULT (8192 * sizeof(void *))

#define END_PATIENCE_NS 2000000000u
#define END_RETRY_NS    5000000u

// Guards the list of threads and the waiters of all locks.
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static mpy_thread_t *threads;
static uint32_t program_threads; // atomic
static void (*on_end)(void);
static toc_port_event_t ended;

static mpy_thread_t main_thread;
static __thread mpy_thread_t *self_record;

// Raised to end a thread. Like the KeyboardInterrupt of the scheduler it is
// one object, so that raising it allocates nothing.
static mp_obj_exception_t end_exception;

mpy_thread_t *mpy_thread_self(void) {
    return self_record;
}

mpy_thread_t *mpy_thread_main(void) {
    return &main_thread;
}

uint32_t mpy_thread_count(void) {
    return __atomic_load_n(&program_threads, __ATOMIC_ACQUIRE);
}

void mpy_thread_on_end(void (*fn)(void)) {
    on_end = fn;
}

// Virtual time only: take a place in the line for the interpreter lock as soon
// as the thread is able to run. One that is in a system call may stay there and
// must not hold up the line; where it waits for the clock too, it is told.
static void woken(toc_waiter_t *waiter) {
    mpy_thread_t *thread = waiter->user;
    if (!__atomic_load_n(&thread->in_io, __ATOMIC_ACQUIRE)) {
        mpy_gil_reserve(thread);
        return;
    }
    void (*io_wake)(mpy_thread_t *) =
        __atomic_load_n(&thread->io_wake, __ATOMIC_ACQUIRE);
    if (io_wake != NULL) {
        io_wake(thread);
    }
}

void mpy_thread_enlist(mpy_thread_t *thread) {
    pthread_mutex_lock(&mutex);
    thread->next = threads;
    threads = thread;
    pthread_mutex_unlock(&mutex);
}

void mpy_thread_delist(mpy_thread_t *thread) {
    pthread_mutex_lock(&mutex);
    mpy_thread_t **link = &threads;
    while (*link != NULL && *link != thread) {
        link = &(*link)->next;
    }
    if (*link == thread) {
        *link = thread->next;
    }
    pthread_mutex_unlock(&mutex);
}

void mpy_thread_bind_waiter(mpy_thread_t *thread, toc_waiter_t *waiter) {
    __atomic_store_n(&thread->waiter, waiter, __ATOMIC_RELEASE);
    waiter->on_wake = woken;
    waiter->user = thread;
}

static void join_clock(mpy_thread_t *thread) {
    mpy_thread_bind_waiter(thread, &thread->own_waiter);
    toc_waiter_join(thread->waiter);
}

void mp_thread_init(void) {
    toc_port_event_init(&ended);
    main_thread.is_main = true;
    main_thread.id = pthread_self();
    main_thread.state = &mp_state_ctx.thread;
    main_thread.ready = 1;
    self_record = &main_thread;
    join_clock(&main_thread);
    mpy_thread_enlist(&main_thread);
}

// Others may look at its state and stack from here on.
static void set_ready(mpy_thread_t *thread) {
    __atomic_store_n(&thread->ready, 1, __ATOMIC_RELEASE);
}

static bool is_ready(const mpy_thread_t *thread) {
    return __atomic_load_n(&thread->ready, __ATOMIC_ACQUIRE) != 0;
}

void mpy_thread_attach(mpy_thread_t *thread, mp_state_thread_t *state,
                       void *stack_top, size_t stack_limit) {
    thread->id = pthread_self();
    self_record = thread;
    // Not the namespace that the main thread happens to be in.
    mp_thread_init_state(state, stack_limit, &MP_STATE_VM(dict_main),
                         &MP_STATE_VM(dict_main));
    mp_cstack_init_with_top(stack_top, stack_limit);
    set_ready(thread);
}

void mpy_thread_detach(mpy_thread_t *thread) {
    mpy_thread_delist(thread);
    self_record = NULL;
    toc_port_event_wake(&ended);
}

mp_state_thread_t *mp_thread_get_state(void) {
    return self_record->state;
}

void mp_thread_set_state(mp_state_thread_t *state) {
    self_record->state = state;
}

mp_uint_t mp_thread_get_id(void) {
    return (mp_uint_t)self_record;
}

void mp_thread_start(void) {
    // The stack holds what the thread was given from here on.
    self_record->arg = NULL;
    set_ready(self_record);
}

void mp_thread_finish(void) {
    mpy_thread_delist(self_record);
}

// What follows mp_thread_finish(), without the interpreter lock.
static void thread_gone(mpy_thread_t *thread) {
    __atomic_fetch_sub(&program_threads, 1, __ATOMIC_ACQ_REL);
    if (on_end != NULL) {
        on_end();
    }
    toc_waiter_leave(thread->waiter);
    mpy_gil_settle(thread);
    self_record = NULL;
    free(thread);
    toc_port_event_wake(&ended);
}

void mpy_thread_die(mpy_thread_t *self) {
    mpy_gil_release(self);
    longjmp(self->way_out, 1);
}

struct start {
    void *(*entry)(void *);
    mpy_thread_t *thread;
};

static void *thread_main(void *arg) {
    struct start start = *(struct start *)arg;
    free(arg);
    self_record = start.thread;
    start.thread->id = pthread_self();
    if (setjmp(self_record->way_out) == 0) {
        start.entry(self_record->arg);
    } else {
        mpy_thread_delist(self_record);
    }
    thread_gone(self_record);
    return NULL;
}

static size_t stack_size_for(size_t wanted) {
    if (wanted == 0) {
        wanted = STACK_DEFAULT;
    }
    if (wanted < (size_t)PTHREAD_STACK_MIN) {
        wanted = (size_t)PTHREAD_STACK_MIN;
    }
    if (wanted < 2 * STACK_MARGIN) {
        wanted = 2 * STACK_MARGIN;
    }
    return wanted;
}

static int thread_spawn(struct start *start, size_t stack_size) {
    pthread_attr_t attr;
    int err = pthread_attr_init(&attr);
    if (err != 0) {
        return err;
    }
    pthread_t id;
    err = pthread_attr_setstacksize(&attr, stack_size);
    if (err == 0) {
        err = pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    }
    if (err == 0) {
        err = pthread_create(&id, &attr, thread_main, start);
    }
    pthread_attr_destroy(&attr);
    return err;
}

mp_uint_t mp_thread_create(void *(*entry)(void *), void *arg,
                           size_t *stack_size) {
    *stack_size = stack_size_for(*stack_size);
    mpy_thread_t *thread = calloc(1, sizeof(*thread));
    struct start *start = malloc(sizeof(*start));
    if (thread == NULL || start == NULL) {
        free(thread);
        free(start);
        mp_raise_OSError(ENOMEM);
    }
    *start = (struct start){.entry = entry, .thread = thread};
    thread->arg = arg;

    // Counted, listed and in line before it runs, so that nobody can see the
    // program without it.
    __atomic_fetch_add(&program_threads, 1, __ATOMIC_ACQ_REL);
    mpy_thread_enlist(thread);
    join_clock(thread);
    size_t size = *stack_size;
    *stack_size -= STACK_MARGIN;

    int err = thread_spawn(start, size + STACK_RESERVE);
    if (err != 0) {
        mpy_thread_delist(thread);
        toc_waiter_leave(thread->waiter);
        free(thread);
        free(start);
        __atomic_fetch_sub(&program_threads, 1, __ATOMIC_ACQ_REL);
        mp_raise_OSError(err);
    }
    if (toc_clock_is_virtual()) {
        mpy_gil_reserve(thread);
    }
    return (mp_uint_t)thread;
}

// Roots of all threads but the calling one, none of which holds the
// interpreter lock: their frames above saved_sp do not change.
void mpy_thread_gc_others(void) {
    pthread_mutex_lock(&mutex);
    for (mpy_thread_t *th = threads; th != NULL; th = th->next) {
        gc_collect_root(&th->arg, 1);
        if (th == self_record || !is_ready(th) || th->saved_sp == NULL) {
            continue;
        }
        gc_collect_root(th->saved_regs, MPY_SAVED_REGS);
        size_t bytes =
            (size_t)((char *)th->state->stack_top - (char *)th->saved_sp);
        gc_collect_root(th->saved_sp, bytes / sizeof(void *));
    }
    pthread_mutex_unlock(&mutex);
}

void mp_thread_mutex_init(mp_thread_mutex_t *lock) {
    *lock = (mp_thread_mutex_t){0};
}

// With the mutex held.
static void lock_unlink(mp_thread_mutex_t *lock, mpy_thread_t *thread) {
    mpy_thread_t *before = NULL;
    for (mpy_thread_t *th = lock->first; th != NULL; th = th->lock_next) {
        if (th == thread) {
            if (before != NULL) {
                before->lock_next = th->lock_next;
            } else {
                lock->first = th->lock_next;
            }
            if (lock->last == th) {
                lock->last = before;
            }
            return;
        }
        before = th;
    }
}

static bool lock_is_granted(mpy_thread_t *self) {
    return __atomic_load_n(&self->lock_granted, __ATOMIC_ACQUIRE) != 0;
}

// With the mutex held.
static void lock_enqueue(mp_thread_mutex_t *lock, mpy_thread_t *thread) {
    __atomic_store_n(&thread->lock_granted, 0, __ATOMIC_RELAXED);
    thread->lock_next = NULL;
    if (lock->last != NULL) {
        lock->last->lock_next = thread;
    } else {
        lock->first = thread;
    }
    lock->last = thread;
}

// Woken without having been given the lock: by Ctrl-C, or because the thread
// has to end. Raises then, with the interpreter lock held as the caller of a
// call that raises expects it. Returns true when the lock came after all.
static bool lock_interrupted(mp_thread_mutex_t *lock, mpy_thread_t *self) {
    mpy_gil_acquire(self);
    pthread_mutex_lock(&mutex);
    bool have = lock_is_granted(self);
    bool raise = !have && self->state->mp_pending_exception != MP_OBJ_NULL;
    if (raise) {
        lock_unlink(lock, self);
    }
    pthread_mutex_unlock(&mutex);
    if (raise) {
        // Only this thread takes its pending exception, so this raises.
        mp_handle_pending(true);
    }
    mpy_gil_release(self);
    return have;
}

static int lock_slow(mp_thread_mutex_t *lock, mpy_thread_t *self) {
    pthread_mutex_lock(&mutex);
    if (__atomic_exchange_n(&lock->state, 2, __ATOMIC_ACQUIRE) == 0) {
        __atomic_store_n(&lock->state, 1, __ATOMIC_RELAXED);
        pthread_mutex_unlock(&mutex);
        return 1;
    }
    lock_enqueue(lock, self);
    pthread_mutex_unlock(&mutex);
    do {
        toc_waiter_begin(self->waiter, TOC_FOREVER);
        mpy_gil_settle(self);
        toc_waiter_finish(self->waiter);
    } while (!lock_is_granted(self) && !lock_interrupted(lock, self));
    return 1;
}

int mp_thread_mutex_lock(mp_thread_mutex_t *lock, int wait) {
    if (lock == &MP_STATE_VM(gil_mutex)) {
        mpy_gil_acquire(self_record);
        return 1;
    }
    uint32_t expected = 0;
    if (__atomic_compare_exchange_n(&lock->state, &expected, 1, false,
                                    __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) {
        return 1;
    }
    return wait ? lock_slow(lock, self_record) : 0;
}

void mp_thread_mutex_unlock(mp_thread_mutex_t *lock) {
    if (lock == &MP_STATE_VM(gil_mutex)) {
        mpy_gil_release(self_record);
        return;
    }
    uint32_t expected = 1;
    if (__atomic_compare_exchange_n(&lock->state, &expected, 0, false,
                                    __ATOMIC_RELEASE, __ATOMIC_RELAXED)) {
        return;
    }
    pthread_mutex_lock(&mutex);
    mpy_thread_t *next = lock->first;
    if (next == NULL) {
        __atomic_store_n(&lock->state, 0, __ATOMIC_RELEASE);
    } else {
        lock_unlink(lock, next);
        __atomic_store_n(&lock->state, lock->first != NULL ? 2 : 1,
                         __ATOMIC_RELAXED);
        __atomic_store_n(&next->lock_granted, 1, __ATOMIC_RELEASE);
        // Inside, or `next` could be gone by the time it is woken.
        toc_waiter_wake(next->waiter);
    }
    pthread_mutex_unlock(&mutex);
}

static bool others_left(void) {
    pthread_mutex_lock(&mutex);
    bool left = false;
    for (mpy_thread_t *th = threads; th != NULL; th = th->next) {
        left = left || th != self_record;
    }
    pthread_mutex_unlock(&mutex);
    return left || mpy_thread_count() != 0;
}

// Ask all others to end, whatever they wait for.
static void ask_to_end(enum mpy_ending ending) {
    pthread_mutex_lock(&mutex);
    for (mpy_thread_t *th = threads; th != NULL; th = th->next) {
        if (th == self_record) {
            continue;
        }
        __atomic_store_n(&th->ending, ending, __ATOMIC_RELEASE);
        if (is_ready(th)) {
            __atomic_store_n(&th->state->mp_pending_exception,
                             MP_OBJ_FROM_PTR(&end_exception), __ATOMIC_RELEASE);
        }
        toc_waiter_wake(th->waiter);
        if (__atomic_load_n(&th->in_io, __ATOMIC_ACQUIRE)) {
            pthread_kill(th->id, MPY_SIGNAL_KICK);
        }
    }
    pthread_mutex_unlock(&mutex);
    if (ending == MPY_ENDING_FORCED) {
        mpy_gil_poke();
    }
}

static void tell_stuck(void (*stuck)(mpy_thread_t *thread)) {
    pthread_mutex_lock(&mutex);
    for (mpy_thread_t *th = threads; th != NULL; th = th->next) {
        if (th != self_record) {
            stuck(th);
        }
    }
    pthread_mutex_unlock(&mutex);
}

bool mpy_thread_end_all(bool for_exit, void (*stuck)(mpy_thread_t *thread)) {
    end_exception = (mp_obj_exception_t){
        .base = {&mp_type_SystemExit},
        .args = (mp_obj_tuple_t *)&mp_const_empty_tuple_obj,
    };
    uint64_t since_ns = toc_port_now_ns();
    enum mpy_ending ending = MPY_ENDING_ASKED;
    bool all = true;
    mpy_gil_release(self_record);
    mpy_gil_settle(self_record);
    while (others_left()) {
        uint64_t now_ns = toc_port_now_ns();
        if (ending == MPY_ENDING_ASKED && now_ns - since_ns > END_PATIENCE_NS) {
            tell_stuck(stuck);
            ending = MPY_ENDING_FORCED;
            since_ns = now_ns;
        } else if (ending == MPY_ENDING_FORCED && for_exit &&
                   now_ns - since_ns > END_PATIENCE_NS / 4) {
            all = false;
            break;
        }
        // Again each time: a wake may come just before the wait that it was
        // meant for, and a program may swallow what was raised.
        ask_to_end(ending);
        toc_port_event_wait(&ended, now_ns + END_RETRY_NS);
    }
    if (all) {
        mpy_gil_acquire(self_record);
    }
    return all;
}
