/*
 * boot - what a program says about the next start of the board
 *
 * machine.main() and the key for safe boot leave it here; mpy/ looks when a
 * life begins.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BIND_BOOT_H
#define TOC_BIND_BOOT_H

#include <stdbool.h>
#include <stddef.h>

// The longest path that the original's file systems take.
#define BIND_BOOT_PATH_MAX 128

// Begin a new life: main.py is the program again.
//
// ctx: main thread
void bind_boot_begin(void);

// Name the file that runs after boot.py, in place of main.py. A path that is
// longer than BIND_BOOT_PATH_MAX is ValueError.
//
// ctx: Python
void bind_boot_set_main(const char *path, size_t length);

// The file that runs after boot.py: "main.py" unless a program `named` one.
//
// ctx: main thread
const char *bind_boot_main(bool *named);

// Have the next start be a safe one: boot.py and main.py do not run.
//
// ctx: any thread
void bind_boot_ask_safe(void);

// Whether that was asked for.
//
// ctx: any thread
bool bind_boot_is_safe_asked(void);

// The same. Asking forgets it.
//
// ctx: main thread
bool bind_boot_take_safe(void);

#endif
