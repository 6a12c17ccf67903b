/*
 * clock - all time in Tocsin: real, or virtual
 *
 * Real time is the port's monotonic clock. Virtual time stands still while any
 * thread that takes part can run, and jumps to the next deadline when all of
 * them wait. Threads take part through a waiter, one for each thread; what
 * wakes a thread, wakes its waiter.
 *
 * In virtual time exactly one waiter is released at a jump: the one with the
 * earliest deadline, among equal ones the one that began to wait first. The
 * next is released when everything that this one set off waits again. So a
 * program takes the same way each time.
 *
 * A thread that blocks in real input or output says so (io_begin, io_end). It
 * counts as waiting as long as the port sees it asleep in the kernel.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_CORE_CLOCK_H
#define TOC_CORE_CLOCK_H

#include "port.h"
#include "port_atomic.h"

enum toc_clock_kind {
    TOC_CLOCK_REAL,
    TOC_CLOCK_VIRTUAL,
};

// Choose the clock. Virtual time starts at 0.
//
// ctx: thread, before any waiter joins
void toc_clock_init(enum toc_clock_kind kind);

bool toc_clock_is_virtual(void);

// The time now.
//
// ctx: any, signal handlers included
// Returns nanoseconds since an arbitrary start (virtual: since init).
uint64_t toc_clock_now_ns(void);

// Deadlines for which no thread waits: virtual time only. `due` tells the
// earliest, TOC_FOREVER when there is none; it is called inside the critical
// section, with the earliest deadline that a thread waits for. When the clock has jumped there, before any thread with the same
// deadline goes on, `run` is called outside of it, by whichever thread was the
// last to wait. Both NULL to end it.
//
// ctx: thread
void toc_clock_serve(uint64_t (*due)(uint64_t until_ns), void (*run)(void));

typedef struct toc_waiter toc_waiter_t;
struct toc_waiter {
    // Virtual time only: called when this waiter turns from waiting to able to
    // run, in the context of whoever woke it, before its thread runs on. May
    // be NULL. It must not wait; it may be called with the clock's lock held
    // and must not call back into the clock.
    void (*on_wake)(toc_waiter_t *waiter);
    void *user; // for on_wake

    // Virtual time only: of all that wait for one point in time it goes on when
    // the others have, and wait for a later one; also where that point is now.
    bool is_last;

    // ---- private: laid out here only so that a caller can reserve space ----
    toc_atomic_u32_t state;
    toc_port_event_t event;
    uint64_t deadline_ns;
    uint64_t order;
    uintptr_t io_thread;
    bool joined;
    bool waits; // between begin and finish
    toc_waiter_t *next;
    toc_waiter_t *prev;
};

// Begin to take part: from now on the thread of this waiter counts as able to
// run. A creator joins the waiter of a new thread before it starts the thread.
// on_wake, user and is_last are the caller's to set before; the rest is cleared
// here.
//
// ctx: thread; `waiter` stays the caller's until toc_waiter_leave()
void toc_waiter_join(toc_waiter_t *waiter);

// Stop taking part.
//
// ctx: the waiter's thread, or its creator when the thread never started
void toc_waiter_leave(toc_waiter_t *waiter);

// Wait until woken or until the clock reaches `deadline_ns` (TOC_FOREVER:
// never). A wake that came before the wait is not lost: it ends the wait at
// once.
//
// ctx: the waiter's thread, holding no lock that a waker needs
// Returns true when woken, false when the deadline came first.
bool toc_waiter_wait(toc_waiter_t *waiter, uint64_t deadline_ns);

// What its thread waits for in real time.
//
// ctx: any
static inline toc_port_event_t *toc_waiter_event(toc_waiter_t *waiter) {
    return &waiter->event;
}

// The two halves of toc_waiter_wait(). After begin the thread counts as waiting
// though it still runs, so it can give up a lock in between and nobody sees it
// without the lock and not yet waiting. Between the two it must not block.
//
// ctx: the waiter's thread; it may hold a lock that wakers take in on_wake's
// sense only: by getting into line for it
void toc_waiter_begin(toc_waiter_t *waiter, uint64_t deadline_ns);
bool toc_waiter_finish(toc_waiter_t *waiter);

// Make the waiter's thread able to run. Several wakes before its next wait
// are one. No system call unless it sleeps.
//
// ctx: any, signal handlers included (on_wake, where set, decides for itself)
void toc_waiter_wake(toc_waiter_t *waiter);

// The thread is about to block in real input or output, and came back.
// In real time these do nothing. While inside, `deadline_ns` (or TOC_FOREVER)
// is a point of the clock at which on_wake is called for it even though its
// thread still blocks; the caller's on_wake then has to end the blocking. The
// same holds for a wake, and for one that came before io_begin; it is kept for
// the next wait as well.
//
// ctx: the waiter's thread
void toc_waiter_io_begin(toc_waiter_t *waiter, uint64_t deadline_ns);
void toc_waiter_io_end(toc_waiter_t *waiter);

#endif
