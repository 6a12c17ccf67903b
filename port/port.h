/*
 * port - everything core needs from the machine under it
 *
 * A port is one folder (posix, fake, baremetal) with a `port_types.h`, which
 * says how the types below are laid out, and one or more .c files. The build
 * picks it with -Iport/<name>. core/ includes nothing else that is not
 * freestanding C.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_PORT_H
#define TOC_PORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Provides toc_port_event_t, toc_port_thread_t and TOC_PORT_HAS_CAS: 1 where
// the compiler's atomic compare-and-swap is lock-free, 0 where port_atomic.h
// has to use the critical section instead (Cortex-M0+).
#include "port_types.h"

// A deadline that never comes.
#define TOC_FOREVER UINT64_MAX

// Enter a short critical section that excludes every other one.
//
// On a microcontroller this masks interrupts; on POSIX it is one process-wide
// mutex, which does not nest (with TOC_PORT_HAS_CAS 0 it has to). Nothing inside
// may block, allocate or run a program's code.
//
// ctx: thread; with TOC_PORT_HAS_CAS 0 also isr. Never from a signal handler.
// Returns a token for toc_port_irq_restore().
uintptr_t toc_port_irq_save(void);

// Leave the critical section that returned `token`.
//
// ctx: as toc_port_irq_save()
void toc_port_irq_restore(uintptr_t token);

// Monotonic time since an arbitrary start.
//
// ctx: any, signal handlers included
// Returns nanoseconds; never goes backwards.
uint64_t toc_port_now_ns(void);

// An event is a latch with at most one waiter: a wake before the wait is kept,
// several wakes are one. What was written before a wake is seen after the wait
// that it ends, also when the latch was set already.
void toc_port_event_init(toc_port_event_t *ev);

// Set the latch and release the waiter.
//
// ctx: any, signal handlers included. Never blocks.
void toc_port_event_wake(toc_port_event_t *ev);

// Wait until the latch is set, then clear it.
//
// ctx: thread, one at a time for an event
// Returns true when the latch was set, false when `deadline_ns` (a point on
// the scale of toc_port_now_ns) passed first.
bool toc_port_event_wait(toc_port_event_t *ev, uint64_t deadline_ns);

// Start a thread that runs entry(arg). All signals are blocked in it, so that
// Ctrl-C always reaches the main thread.
//
// ctx: thread. `name` is copied, 15 characters at most are kept.
// Returns 0, TOC_ENOMEM, TOC_EAGAIN, or TOC_ENOTSUP without threads; `*thread`
// is the caller's and has to live until toc_port_thread_join().
int toc_port_thread_start(toc_port_thread_t *thread, void (*entry)(void *),
                          void *arg, const char *name);

// Ask the scheduler to let the calling thread run soon after it was woken,
// even where another thread is busy: it never runs for long. A hint, which a
// port or a kernel may not know.
//
// ctx: thread
void toc_port_thread_prompt(void);

// Ask the scheduler to let the others go first: the calling thread has work
// that can wait. For the rest of its life; a hint as above.
//
// ctx: thread
void toc_port_thread_background(void);

// Wait until the thread's entry function returned.
//
// ctx: thread
void toc_port_thread_join(toc_port_thread_t *thread);

// Let another thread run.
//
// ctx: thread
void toc_port_thread_yield(void);

// A number that names the calling thread while it lives.
//
// ctx: thread
uintptr_t toc_port_thread_self(void);

// Whether that thread sleeps in the kernel now, waiting for something outside;
// not for a lock or an event of this process.
//
// ctx: thread
// Returns true also when the thread is gone or the port cannot tell.
bool toc_port_thread_is_blocked(uintptr_t thread);

// Grow, shrink, allocate (`old` NULL) or free (`size` 0) a block.
//
// ctx: thread
// Returns the block, or NULL when memory is out (`old` is still valid then)
// or `size` is 0.
void *toc_port_realloc(void *old, size_t size);

void *toc_port_memcpy(void *to, const void *from, size_t size);
void *toc_port_memset(void *to, int value, size_t size);

#endif
