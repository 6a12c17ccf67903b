/*
 * run - run a program: a file, a command, a module, the prompt
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_MPY_RUN_H
#define TOC_MPY_RUN_H

#include <stdbool.h>

#include "cli/options.h"

// How a program ended.
typedef struct {
    int status;      // for the shell
    bool left;       // sys.exit(): nothing is waited for
    bool soft_reset; // begin anew
    bool hard_reset; // begin anew, as at power on
} mpy_result_t;

// Run the program that the options name; TOC_PROGRAM_REPL gives 0. Uncaught
// exceptions are printed on stderr.
//
// ctx: main thread, holding the interpreter lock
mpy_result_t mpy_run_program(const toc_options_t *options);

// Run a file of the board: boot.py, main.py. One that is not there is an
// exception, or nothing.
//
// ctx: main thread, holding the interpreter lock
mpy_result_t mpy_run_file(const char *path);
mpy_result_t mpy_run_file_if_there(const char *path);

// The prompt, until Ctrl-D (soft reset), sys.exit() or the end of input.
//
// ctx: main thread, holding the interpreter lock
mpy_result_t mpy_run_repl(void);

#endif
