/*
 * console - standard input and output as the board's first serial line
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_MPY_CONSOLE_H
#define TOC_MPY_CONSOLE_H

#include <stdbool.h>
#include <sys/types.h>

// A UART that shares the prompt can end a program, by Ctrl-C and Ctrl-F.
//
// ctx: main thread, before the first life
void mpy_console_start(void);

// Put the terminal back as it was found. Safe at any time, more than once.
//
// ctx: any thread
void mpy_console_restore(void);

// Standard input has ended; what mp_hal_stdin_rx_chr() gives from then on is
// Ctrl-D.
//
// ctx: main thread
bool mpy_console_at_end(void);

// While a program that was typed or pasted at the prompt runs: its Ctrl-C
// comes from the terminal as SIGINT, or as a byte where input is a pipe, which
// is then read ahead.
//
// ctx: main thread
void mpy_console_repl(bool on);

// write() of the files of the host: what goes to standard output and error goes
// to the stream that shares the prompt as well.
//
// ctx: Python, between mpy_io_begin(false) and mpy_io_end(false)
ssize_t mpy_console_file_write(int fd, const void *buf, size_t count);

// The reset that Ctrl-F asked for has come: the byte, where it was read ahead,
// has been obeyed.
//
// ctx: main thread
void mpy_console_forget_reset(void);

// What was typed at a UART in the life before is gone.
//
// ctx: main thread, before the first program of a life
void mpy_console_begin_life(void);

#endif
