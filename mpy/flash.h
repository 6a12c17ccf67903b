/*
 * flash - what lies behind /flash: a folder of the host, or an image
 *
 * An image is a file with a LittleFS2 or FAT file system, told apart by its
 * contents. A new one is made under a name of its own and renamed when it is
 * complete, so a process that ends in between leaves none behind. It is locked
 * while the process lives: two boards cannot share one.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_MPY_FLASH_H
#define TOC_MPY_FLASH_H

#include <stdbool.h>

#include "cli/options.h"

// Find out what the options name, open an image and lock it.
//
// ctx: main thread, once, before anything runs
// Returns true, or false with one line on stderr.
bool mpy_flash_open(const toc_options_t *options);

// Mount it at /flash; formats a new image first.
//
// ctx: main thread, at the beginning of each life
// Returns true, or false with one line on stderr.
bool mpy_flash_mount(void);

// Whether there is a /flash, and whether it is an image.
//
// ctx: any, after mpy_flash_open
bool mpy_flash_is_there(void);
bool mpy_flash_is_image(void);

#endif
