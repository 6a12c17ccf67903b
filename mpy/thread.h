/*
 * thread - what the port keeps for each thread that runs Python
 *
 * The main thread, the dispatcher and every thread that a program starts have
 * one record each. Of a thread that does not hold the interpreter lock the
 * record says where its stack and registers are, so the collector can scan
 * them without stopping it.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_MPY_THREAD_H
#define TOC_MPY_THREAD_H

#include <pthread.h>
#include <setjmp.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/clock.h"
#include "py/mpstate.h"

enum mpy_ending {
    MPY_ENDING_NO,
    MPY_ENDING_ASKED,  // SystemExit is pending; asked again if it is swallowed
    MPY_ENDING_FORCED, // ends at its next branch, whatever it catches
};

#define MPY_SAVED_REGS 12

typedef struct mpy_thread mpy_thread_t;
struct mpy_thread {
    toc_waiter_t *waiter; // own_waiter, or the dispatcher's
    toc_waiter_t own_waiter;
    pthread_t id;
    mp_state_thread_t *state; // its own, set by the thread itself
    uint32_t ready;           // the state is set up, atomic
    void *arg;                // root of a thread that has not begun to run
    bool is_main;
    bool is_dispatcher;
    uint32_t ending; // enum mpy_ending, atomic
    jmp_buf way_out; // where mpy_thread_die() goes
    uint32_t in_io;  // may be blocked in a system call, atomic

    // mpy/gil.c
    mpy_thread_t *gil_next;
    bool gil_queued;
    bool gil_noted;     // given up, but only on paper (virtual time)
    uint32_t gil_grant; // futex word

    // mpy/mpthreadport.c, locks
    mpy_thread_t *lock_next;
    uint32_t lock_granted; // atomic

    // Where its roots are while it does not hold the interpreter lock.
    void *saved_regs[MPY_SAVED_REGS];
    void *saved_sp;

    void (*io_wake)(mpy_thread_t *thread); // ends a wait in real I/O, or NULL
    int io_wake_fd;

    mpy_thread_t *next; // list of all
};

// Make the calling thread the main one.
//
// ctx: main thread, once, after toc_clock_init()
void mp_thread_init(void);

// The record of the calling thread, NULL in a thread that runs no Python.
//
// ctx: any thread
mpy_thread_t *mpy_thread_self(void);

mpy_thread_t *mpy_thread_main(void);

// Become a Python thread that no program started: the dispatcher. Its creator
// enlists the record before the thread starts, so that whoever waits for all
// threads to end waits for this one too; the thread itself attaches to it.
// `thread` and `state` are the caller's and live until mpy_thread_detach().
//
// `stack_top` is an address in the frame of the caller, above all that the
// collector has to see.
//
// ctx: creator; then the thread itself, without the interpreter lock. delist is
// for a creator whose thread did not start.
void mpy_thread_enlist(mpy_thread_t *thread);
void mpy_thread_attach(mpy_thread_t *thread, mp_state_thread_t *state,
                       void *stack_top, size_t stack_limit);
void mpy_thread_detach(mpy_thread_t *thread);
void mpy_thread_delist(mpy_thread_t *thread);

// Threads that a program started and that have not ended.
//
// ctx: any
uint32_t mpy_thread_count(void);

// Have `waiter` take its place in the line for the interpreter lock as soon as
// it is woken: sets on_wake and user. Before toc_waiter_join().
//
// ctx: thread
void mpy_thread_bind_waiter(mpy_thread_t *thread, toc_waiter_t *waiter);

// Called, without the interpreter lock, each time a program's thread has
// ended.
void mpy_thread_on_end(void (*fn)(void));

// Raise SystemExit in every Python thread but the caller's, wherever it waits,
// and wait until all of them have ended. One that has not after two seconds is
// told to `stuck` (with the lock not held) and then ended at its next branch.
//
// ctx: main thread, holding the interpreter lock (it is given up meanwhile)
// Returns true when all ended; false when one is stuck in C code and
// `for_exit` is true. Without `for_exit` it waits on.
bool mpy_thread_end_all(bool for_exit, void (*stuck)(mpy_thread_t *thread));

// Mark what the other threads hold on to.
//
// ctx: the collector, holding the interpreter lock
void mpy_thread_gc_others(void);

// End the calling thread now: its Python frames are abandoned, the lock is
// given up, and it goes on where it set way_out. (pthread_exit() would need
// room on a stack that may be full, and a library that may not be loaded.)
//
// ctx: a Python thread but the main one, holding the interpreter lock
void mpy_thread_die(mpy_thread_t *self) __attribute__((noreturn));

#endif
