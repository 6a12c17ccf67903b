/*
 * signals - Ctrl-C, or the end asked for from outside, as an exception of the
 * main thread
 *
 * SIGINT is blocked everywhere and taken by a thread of its own, which may use
 * locks, unlike a signal handler. It makes KeyboardInterrupt pending in the
 * main thread and ends whatever that waits for.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_MPY_SIGNALS_H
#define TOC_MPY_SIGNALS_H

#include <signal.h>
#include <stdbool.h>

// Its handler does nothing: it interrupts the system call that a thread is
// blocked in.
#define MPY_SIGNAL_KICK (SIGRTMIN + 5)

// To the thread that takes signals: end the program.
#define MPY_SIGNAL_EXIT (SIGRTMIN + 6)

// Block SIGINT and start the thread that takes it.
//
// ctx: main thread, before any other thread starts
// Returns 0 or an errno value.
int mpy_signals_start(void);

// Whether SIGINT raises KeyboardInterrupt (true) or ends the process.
//
// ctx: main thread
void mpy_signals_catch(bool catch_interrupt);

// Raise KeyboardInterrupt in the main thread, as Ctrl-C does.
//
// ctx: any thread
void mpy_signals_interrupt(void);

// Raise SystemExit in the main thread, as a key does that resets the board.
//
// ctx: any thread
void mpy_signals_end_program(void);

// Raise SystemExit in the main thread, and again until it was taken. Asked for
// once more before that, the process ends as after a second Ctrl-C.
//
// ctx: any thread
void mpy_signals_exit(void);

// End the process at once, with the terminal and the trace in order.
//
// ctx: any thread
_Noreturn void mpy_signals_end_process(int status);

#endif
