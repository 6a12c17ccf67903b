/*
 * boot - the board's start: what lies on /flash, safe boot, boot.py, main.py
 *
 * With --flash and no program Tocsin starts as the board did: /flash is all
 * the program sees of files and the current folder, boot.py and main.py run,
 * the prompt comes. Safe boot leaves both out, until the next hard reset.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_MPY_BOOT_H
#define TOC_MPY_BOOT_H

#include <stdbool.h>

#include "cli/options.h"
#include "mpy/run.h"

// Whether the options ask for a start as the board has it.
//
// ctx: any
bool mpy_boot_is_wanted(const toc_options_t *options);

// Mount /flash, and make on it what a board expects there.
//
// ctx: main thread, at the beginning of a life, with the host's files mounted
// unless mpy_boot_is_wanted()
// Returns true, or false with one line on stderr.
bool mpy_boot_mount(const toc_options_t *options);

// What the boot loader does at power on and at each hard reset: look at P12
// and at what was asked for, and decide about safe boot.
//
// ctx: main thread, holding the interpreter lock
void mpy_boot_loader(const toc_options_t *options);

// boot.py, then main.py or what machine.main() named; neither in safe boot.
//
// ctx: main thread, holding the interpreter lock
mpy_result_t mpy_boot_run(void);

#endif
