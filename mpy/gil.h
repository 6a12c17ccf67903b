/*
 * gil - the interpreter lock, with the dispatcher first in line
 *
 * Two classes wait for it: the dispatcher, which the next release hands it to,
 * and all others, first come first served. A release hands the lock over
 * directly, so nobody can overtake. The holder looks at one word,
 * mpy_gil_wanted, on each branch and return of the bytecode; it is non-zero
 * when the dispatcher waits, or when another thread has waited for a slice.
 *
 * A storm of interrupts must not stop the others: after a queue's depth of
 * handlers the dispatcher gives them a turn of twice the time that its burst
 * took. A handler that computes for longer than a slice does the same.
 *
 * In virtual time nothing depends on how fast this machine is: slices and
 * turns are counted in branches, a thread takes its place in the line when it
 * is woken, not when it gets there, and a release is only noted. The lock is
 * really given up by the thread that waits or blocks, after the clock has
 * taken it for waiting; so at no time do two threads run.
 *
 * Lock order: clock's critical section, then this lock's own mutex; nothing is
 * called with that mutex held.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_MPY_GIL_H
#define TOC_MPY_GIL_H

#include "mpy/thread.h"

// Take and give up the lock. Inside a collection both do nothing: a finaliser
// that blocks must not let others at a half-swept heap.
//
// ctx: a Python thread
void mpy_gil_acquire(mpy_thread_t *self);
void mpy_gil_release(mpy_thread_t *self);

// Really give up what a release only noted: the thread is about to block.
//
// ctx: a Python thread after mpy_gil_release()
void mpy_gil_settle(mpy_thread_t *self);

// Give the lock up, wait for a wake or the clock, take the lock again.
//
// ctx: a Python thread that holds it
// Returns as toc_waiter_wait().
bool mpy_gil_wait(mpy_thread_t *self, uint64_t deadline_ns);

// Let the threads that wait have it, once; at once back when none does.
//
// ctx: a Python thread that holds it
void mpy_gil_yield(void);

// The dispatcher's turn for the others.
//
// ctx: dispatcher, holding it
void mpy_gil_turn(mpy_thread_t *self);

// Put a thread that was just made able to run into the line, before it gets
// there by itself. For toc_waiter_t.on_wake and for new threads.
//
// ctx: any thread; virtual time only
void mpy_gil_reserve(mpy_thread_t *thread);

// Who the dispatcher is; NULL when there is none or it must not be given the
// lock any more.
//
// ctx: main thread
void mpy_gil_set_dispatcher(mpy_thread_t *thread);

// There is work for the dispatcher, which is woken but may take a while to get
// a processor: the one that the holder keeps busy, for instance. The holder
// gives it the lock in advance, at its next branch, and sleeps.
//
// ctx: any, signal handlers included
void mpy_gil_expect_dispatcher(void);

// Make the holder call mpy_gil_on_wanted() at its next branch.
//
// ctx: any thread
void mpy_gil_poke(void);

#endif
