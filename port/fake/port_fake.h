/*
 * port_fake - the switches of the stepped port
 *
 * One thread, the test's own. Time moves when the test moves it, or when a
 * wait with a deadline finds nothing latched: then straight to the deadline.
 * A wait that would never end aborts the test with a message.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_PORT_FAKE_H
#define TOC_PORT_FAKE_H

#include "port.h"

// Everything as at the start of the process, time at 0.
void fake_reset(void);

void fake_set_now_ns(uint64_t now_ns);
void fake_advance_ns(uint64_t by_ns);

// Called when a wait finds nothing latched, before time moves: the place where
// a test plays another thread. What it wakes ends the wait. NULL: nobody.
void fake_on_block(void (*fn)(void *ctx), void *ctx);

// The `nth` allocation from now on fails, once (1: the next; 0: none does).
void fake_fail_realloc(uint32_t nth);

// Blocks that are allocated now.
uint32_t fake_block_count(void);

// Every toc_port_thread_start() answers `err`; 0: they succeed.
void fake_fail_thread_start(int err);

// Threads that were started; none of them runs.
uint32_t fake_thread_count(void);

// Run the entry function of the last one that was started, on this thread.
void fake_run_last_thread(void);

// Calls of toc_port_event_wake() since the reset, those that found the latch
// set included.
uint32_t fake_wake_count(void);

// Inside toc_port_irq_save() ... toc_port_irq_restore().
bool fake_is_in_section(void);

// What toc_port_thread_is_blocked() answers, for every thread.
void fake_set_blocked(bool blocked);

#endif
