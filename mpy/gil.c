/*
 * gil - the interpreter lock, with the dispatcher first in line
 *
 * SPDX-License-Identifier: MIT
 */
#include "mpy/gil.h"

#include <errno.h>
#include <linux/futex.h>
#include <sched.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "core/dispatch.h"
#include "mpy/power.h"
#include "port/posix/port_posix.h"
#include "py/mpconfig.h"
#include "py/mpstate.h"

enum { // the lock word
    FREE = 0,
    HELD = 1,
    CONTENDED = 2, // held, and somebody waits: the release has to look
};

enum { // a thread's gil_grant
    NONE = 0,
    GRANTED = 1,
    ASLEEP = 2,
};

enum { // bits of mpy_gil_wanted
    WANT_DISPATCHER = 1,
    WANT_SLICE = 2, // an ordinary thread has waited for a slice
    WANT_COUNT = 4, // count branches: in virtual time, and during a turn
    WANT_POKE = 8,
    WANT_POSTED = 16, // set and cleared by whoever, without the mutex
};

#define SLICE_NS           1000000
#define SLICE_BRANCHES     1000
#define TURN_LOOK_BRANCHES 64
#define TURN_MIN_NS        50000
#define TURN_MAX_NS        5000000
#define SPINS              200

int mpy_gil_wanted;

static uint32_t word;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

// Guarded by the mutex.
static mpy_thread_t *dispatcher; // waits
static mpy_thread_t *line_first; // the others that wait
static mpy_thread_t *line_last;
static bool turn; // the dispatcher waits, but lets the others have their turn
static bool slice_over;
static bool poked;
static mpy_thread_t *known_dispatcher;
static uint64_t held_since_ns; // real time only
static uint64_t turn_until_ns; // real time only; written by the dispatcher

// Of the holder.
static uint32_t branches;
static uint64_t burst_since_ns;

static int spins(void) {
    static int cached = -1; // atomic; whoever comes first finds the same
    int count = __atomic_load_n(&cached, __ATOMIC_RELAXED);
    if (count < 0) {
        count = sysconf(_SC_NPROCESSORS_ONLN) > 1 ? SPINS : 0;
        __atomic_store_n(&cached, count, __ATOMIC_RELAXED);
    }
    return count;
}

static void relax(void) {
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__) || defined(__arm__)
    __asm__ volatile("yield");
#endif
}

// With the mutex held: what the holder has to look out for.
static void want(void) {
    int bits = 0;
    if (dispatcher != NULL && !turn) {
        bits |= WANT_DISPATCHER;
    }
    if (line_first != NULL && slice_over) {
        bits |= WANT_SLICE;
    }
    if (toc_clock_is_virtual() ? line_first != NULL || dispatcher != NULL
                               : dispatcher != NULL && turn) {
        bits |= WANT_COUNT;
    }
    if (poked) {
        bits |= WANT_POKE;
    }
    int before = __atomic_load_n(&mpy_gil_wanted, __ATOMIC_RELAXED);
    while (!__atomic_compare_exchange_n(&mpy_gil_wanted, &before,
                                        bits | (before & WANT_POSTED), false,
                                        __ATOMIC_RELAXED, __ATOMIC_RELAXED)) {
    }
}

static void enqueue(mpy_thread_t *thread, bool front) {
    thread->gil_queued = true;
    if (thread->is_dispatcher) {
        dispatcher = thread;
        return;
    }
    if (front) {
        thread->gil_next = line_first;
        line_first = thread;
        if (line_last == NULL) {
            line_last = thread;
        }
        return;
    }
    thread->gil_next = NULL;
    if (line_last != NULL) {
        line_last->gil_next = thread;
    } else {
        line_first = thread;
    }
    line_last = thread;
}

static mpy_thread_t *dequeue_line(void) {
    mpy_thread_t *thread = line_first;
    if (thread != NULL) {
        line_first = thread->gil_next;
        if (line_first == NULL) {
            line_last = NULL;
        }
    }
    return thread;
}

static mpy_thread_t *dequeue(void) {
    if (dispatcher != NULL) {
        mpy_thread_t *thread = dispatcher;
        dispatcher = NULL;
        turn = false;
        return thread;
    }
    return dequeue_line();
}

static bool anybody_waits(void) {
    return dispatcher != NULL || line_first != NULL;
}

// With the mutex held: `next` holds the lock from here on. Returns whether it
// sleeps and has to be woken once the mutex is free.
static bool grant(mpy_thread_t *next) {
    next->gil_queued = false;
    slice_over = false;
    branches = 0;
    if (!toc_clock_is_virtual()) {
        held_since_ns = toc_port_now_ns();
    }
    __atomic_store_n(&word, anybody_waits() ? CONTENDED : HELD,
                     __ATOMIC_RELAXED);
    want();
    // Pairs with the acquire in wait_for_grant().
    return __atomic_exchange_n(&next->gil_grant, GRANTED, __ATOMIC_ACQ_REL) ==
           ASLEEP;
}

static void wake(mpy_thread_t *thread) {
    if (syscall(SYS_futex, &thread->gil_grant, FUTEX_WAKE_PRIVATE, 1, NULL,
                NULL, 0) < 0) {
        toc__port_die("wake a thread", errno);
    }
}

static bool granted(mpy_thread_t *self) {
    return __atomic_load_n(&self->gil_grant, __ATOMIC_ACQUIRE) == GRANTED;
}

static void time_is_up(mpy_thread_t *self) {
    pthread_mutex_lock(&mutex);
    if (self->is_dispatcher) {
        turn = false;
    } else if (toc_port_now_ns() - held_since_ns >= SLICE_NS) {
        slice_over = true;
    }
    want();
    pthread_mutex_unlock(&mutex);
}

// Wait until the lock was handed to this thread. After `patience_ns` (0: never)
// and again each time, time_is_up().
static void wait_for_grant(mpy_thread_t *self, uint64_t patience_ns) {
    for (int i = spins(); i > 0; i--) {
        if (granted(self)) {
            break;
        }
        relax();
    }
    uint32_t none = NONE;
    if (!__atomic_compare_exchange_n(&self->gil_grant, &none, ASLEEP, false,
                                     __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) {
        goto mine;
    }
    struct timespec patience = {
        .tv_sec = (time_t)(patience_ns / 1000000000u),
        .tv_nsec = (long)(patience_ns % 1000000000u),
    };
    while (!granted(self)) {
        long ret =
            syscall(SYS_futex, &self->gil_grant, FUTEX_WAIT_PRIVATE, ASLEEP,
                    patience_ns != 0 ? &patience : NULL, NULL, 0);
        if (ret < 0 && errno == ETIMEDOUT && !granted(self)) {
            time_is_up(self);
        }
    }
mine:
    __atomic_store_n(&self->gil_grant, NONE, __ATOMIC_RELAXED);
}

static uint64_t patience(const mpy_thread_t *self) {
    return toc_clock_is_virtual() || self->is_dispatcher ? 0 : SLICE_NS;
}

static bool collecting(const mpy_thread_t *self) {
    return self->state != NULL &&
           (self->state->gc_lock_depth & GC_COLLECT_FLAG) != 0;
}

// Where the collector finds what this thread holds on to. Registers that a
// call preserves may carry the only pointer to an object.
__attribute__((always_inline)) static inline void save_roots(mpy_thread_t *self,
                                                             void *frame) {
#if defined(__x86_64__)
    __asm__ volatile("movq %%rbx, 0(%0)\n\tmovq %%rbp, 8(%0)\n\t"
                     "movq %%r12, 16(%0)\n\tmovq %%r13, 24(%0)\n\t"
                     "movq %%r14, 32(%0)\n\tmovq %%r15, 40(%0)"
                     :
                     : "r"(self->saved_regs)
                     : "memory");
#elif defined(__aarch64__)
    __asm__ volatile("stp x19, x20, [%0]\n\tstp x21, x22, [%0, #16]\n\t"
                     "stp x23, x24, [%0, #32]\n\tstp x25, x26, [%0, #48]\n\t"
                     "stp x27, x28, [%0, #64]\n\tstr x29, [%0, #80]"
                     :
                     : "r"(self->saved_regs)
                     : "memory");
#elif defined(__arm__)
    __asm__ volatile("stm %0, {r4-r11}" : : "r"(self->saved_regs) : "memory");
#else
#error "save_roots: say how this machine's preserved registers are stored"
#endif
    self->saved_sp = frame;
}

__attribute__((noinline)) static void acquire_slow(mpy_thread_t *self) {
    pthread_mutex_lock(&mutex);
    if (!self->gil_queued && !granted(self)) {
        if (__atomic_exchange_n(&word, CONTENDED, __ATOMIC_ACQUIRE) == FREE) {
            // Freed in between; only then can nobody be waiting.
            __atomic_store_n(&word, HELD, __ATOMIC_RELAXED);
            slice_over = false;
            branches = 0;
            held_since_ns = toc_clock_is_virtual() ? 0 : toc_port_now_ns();
            want();
            pthread_mutex_unlock(&mutex);
            return;
        }
        enqueue(self, false);
        want();
    }
    pthread_mutex_unlock(&mutex);
    wait_for_grant(self, patience(self));
}

void mpy_gil_acquire(mpy_thread_t *self) {
    if (collecting(self)) {
        return;
    }
    if (self->gil_noted) {
        self->gil_noted = false;
        return;
    }
    uint32_t expected = FREE;
    if (toc_clock_is_virtual() ||
        !__atomic_compare_exchange_n(&word, &expected, HELD, false,
                                     __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) {
        acquire_slow(self);
    }
    if (self->is_dispatcher && !toc_clock_is_virtual()) {
        burst_since_ns = toc_port_now_ns();
    }
}

__attribute__((noinline)) static void release_slow(void) {
    pthread_mutex_lock(&mutex);
    mpy_thread_t *next = dequeue();
    bool asleep = false;
    if (next != NULL) {
        asleep = grant(next);
    } else {
        __atomic_store_n(&word, FREE, __ATOMIC_RELEASE);
    }
    pthread_mutex_unlock(&mutex);
    if (asleep) {
        wake(next);
    }
}

__attribute__((noinline)) static void release_now(mpy_thread_t *self) {
    save_roots(self, __builtin_frame_address(0));
    uint32_t expected = HELD;
    if (!__atomic_compare_exchange_n(&word, &expected, FREE, false,
                                     __ATOMIC_RELEASE, __ATOMIC_RELAXED)) {
        release_slow();
    }
}

void mpy_gil_release(mpy_thread_t *self) {
    if (collecting(self)) {
        return;
    }
    if (toc_clock_is_virtual()) {
        self->gil_noted = true;
        return;
    }
    release_now(self);
}

void mpy_gil_settle(mpy_thread_t *self) {
    if (self->gil_noted) {
        self->gil_noted = false;
        release_now(self);
    }
}

bool mpy_gil_wait(mpy_thread_t *self, uint64_t deadline_ns) {
    toc_waiter_begin(self->waiter, deadline_ns);
    mpy_gil_release(self);
    mpy_gil_settle(self);
    bool woken = toc_waiter_finish(self->waiter);
    mpy_gil_acquire(self);
    return woken;
}

// Hand the lock to `next` and wait until it comes back. With the mutex held on
// entry, free on return.
static void hand_over(mpy_thread_t *self, mpy_thread_t *next, bool front,
                      uint64_t patience_ns) {
    enqueue(self, front);
    bool asleep = grant(next);
    pthread_mutex_unlock(&mutex);
    if (asleep) {
        wake(next);
    }
    wait_for_grant(self, patience_ns);
}

__attribute__((noinline)) void mpy_gil_turn(mpy_thread_t *self) {
    uint64_t length = TURN_MIN_NS;
    if (!toc_clock_is_virtual()) {
        length = 2 * (toc_port_now_ns() - burst_since_ns);
        length = length < TURN_MIN_NS ? TURN_MIN_NS : length;
        length = length > TURN_MAX_NS ? TURN_MAX_NS : length;
    }
    save_roots(self, __builtin_frame_address(0));
    pthread_mutex_lock(&mutex);
    mpy_thread_t *next = dequeue_line();
    if (next == NULL) {
        pthread_mutex_unlock(&mutex);
    } else {
        turn = true;
        turn_until_ns = toc_port_now_ns() + length;
        hand_over(self, next, false, toc_clock_is_virtual() ? 0 : length);
    }
    if (!toc_clock_is_virtual()) {
        burst_since_ns = toc_port_now_ns();
    }
}

__attribute__((noinline)) static void let_in(mpy_thread_t *self, bool front) {
    save_roots(self, __builtin_frame_address(0));
    pthread_mutex_lock(&mutex);
    mpy_thread_t *next = dequeue();
    if (next == NULL) {
        want();
        pthread_mutex_unlock(&mutex);
        return;
    }
    hand_over(self, next, front, patience(self));
}

// Something was posted and the dispatcher has not come yet. It gets the lock
// now, in its absence, and this thread leaves it the processor. Woken once more
// it surely comes, and after a wake it always takes the lock, whatever it finds.
__attribute__((noinline)) static void let_dispatcher_in(mpy_thread_t *self) {
    if (self->is_dispatcher || toc_dispatch_is_idle()) {
        return;
    }
    save_roots(self, __builtin_frame_address(0));
    pthread_mutex_lock(&mutex);
    mpy_thread_t *next = known_dispatcher;
    if (next == NULL || dispatcher != NULL || granted(next) || turn) {
        pthread_mutex_unlock(&mutex);
        return;
    }
    next->gil_queued = true;
    enqueue(self, true);
    bool asleep = grant(next);
    pthread_mutex_unlock(&mutex);
    if (asleep) {
        wake(next);
    }
    toc_waiter_wake(next->waiter);
    wait_for_grant(self, patience(self));
}

static void slice_ended(mpy_thread_t *self) {
    if (self->is_dispatcher) {
        mpy_gil_turn(self);
        return;
    }
    let_in(self, false);
}

static void end_turn(void) {
    pthread_mutex_lock(&mutex);
    turn = false;
    want();
    pthread_mutex_unlock(&mutex);
}

// The dispatcher wakes by itself when the turn is over, but may find its
// processor taken by the very thread that has the turn.
static void watch_turn(mpy_thread_t *self) {
    if (++branches % TURN_LOOK_BRANCHES == 0 &&
        toc_port_now_ns() >= turn_until_ns) {
        end_turn();
        let_in(self, true);
    }
}

static void count_branch(mpy_thread_t *self) {
    if (!toc_clock_is_virtual()) {
        watch_turn(self);
        return;
    }
    if (++branches < SLICE_BRANCHES) {
        return;
    }
    branches = 0;
    end_turn();
    slice_ended(self);
}

void mpy_gil_on_wanted(void) {
    mpy_thread_t *self = mpy_thread_self();
    int bits = __atomic_load_n(&mpy_gil_wanted, __ATOMIC_RELAXED);
    if ((bits & WANT_POKE) != 0) {
        pthread_mutex_lock(&mutex);
        // The main thread has to see it too, whoever is first.
        poked = mpy_power_is_ending();
        want();
        pthread_mutex_unlock(&mutex);
        if (__atomic_load_n(&self->ending, __ATOMIC_ACQUIRE) ==
            MPY_ENDING_FORCED) {
            mpy_thread_die(self);
        }
    }
    // A locked scheduler means a scheduled function or a finaliser: neither
    // may be left for another thread in the middle.
    if (MP_STATE_VM(sched_state) < 0 || collecting(self)) {
        return;
    }
    if (self->is_main) {
        mpy_power_look();
    }
    if ((bits & WANT_POSTED) != 0) {
        __atomic_and_fetch(&mpy_gil_wanted, ~WANT_POSTED, __ATOMIC_RELAXED);
        if ((bits & WANT_DISPATCHER) == 0) {
            let_dispatcher_in(self);
            return;
        }
    }
    if ((bits & WANT_DISPATCHER) != 0 && !self->is_dispatcher) {
        // It takes its turn from the front: its slice goes on afterwards.
        let_in(self, (bits & WANT_SLICE) == 0);
    } else if ((bits & WANT_SLICE) != 0) {
        slice_ended(self);
    } else if ((bits & WANT_COUNT) != 0) {
        count_branch(self);
    }
}

void mpy_gil_yield(void) {
    mpy_thread_t *self = mpy_thread_self();
    if (MP_STATE_VM(sched_state) < 0 || collecting(self)) {
        return;
    }
    let_in(self, false);
}

void mpy_gil_reserve(mpy_thread_t *thread) {
    mpy_thread_t *next = NULL;
    bool asleep = false;
    pthread_mutex_lock(&mutex);
    if (!thread->gil_queued && !granted(thread)) {
        enqueue(thread, false);
        if (__atomic_exchange_n(&word, CONTENDED, __ATOMIC_ACQUIRE) == FREE) {
            next = dequeue();
            asleep = grant(next);
        } else {
            want();
        }
    }
    pthread_mutex_unlock(&mutex);
    if (asleep) {
        wake(next);
    }
}

void mpy_gil_set_dispatcher(mpy_thread_t *thread) {
    pthread_mutex_lock(&mutex);
    known_dispatcher = thread;
    pthread_mutex_unlock(&mutex);
}

void mpy_gil_expect_dispatcher(void) {
    if ((__atomic_load_n(&mpy_gil_wanted, __ATOMIC_RELAXED) & WANT_POSTED) ==
        0) {
        __atomic_or_fetch(&mpy_gil_wanted, WANT_POSTED, __ATOMIC_RELAXED);
    }
}

void mpy_gil_poke(void) {
    pthread_mutex_lock(&mutex);
    poked = true;
    want();
    pthread_mutex_unlock(&mutex);
}
