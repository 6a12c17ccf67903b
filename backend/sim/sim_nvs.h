/*
 * sim_nvs - the storage of the virtual board, in memory and in a file
 *
 * Holds as much as the original's partition: 756 places of 32 bytes, of which
 * a number takes one, and a text one and what it needs itself. Settings have
 * room of their own.
 *
 * With a file each change is written to a second file beside it, which then
 * takes its place: whenever the process dies, the file has the values before
 * the change or after it.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BACKEND_SIM_NVS_H
#define TOC_BACKEND_SIM_NVS_H

#include <stddef.h>

#include "nvs.h"

#define SIM_NVS_PLACES     756
#define SIM_NVS_ERROR_SIZE 192

// The contract's table.
const toc_nvs_ops_t *sim_nvs(void);

// Power on, with what `path` has; a file that is not there is an empty one,
// and is made by the first change. NULL: keep nothing. The path is copied.
//
// ctx: thread
// Returns 0; or TOC_EIO, TOC_EINVAL or TOC_ENOMEM, with one line in `error`
// that says why, and the file untouched.
int sim_nvs_open(const char *path, char error[SIM_NVS_ERROR_SIZE]);

// Power off: free everything.
//
// ctx: thread
void sim_nvs_close(void);

#endif
