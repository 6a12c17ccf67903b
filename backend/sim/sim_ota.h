/*
 * sim_ota - the slot of the virtual board for another program
 *
 * The image is kept in memory, and when it is finished in a file, if there is
 * one. No virtual board runs it.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BACKEND_SIM_OTA_H
#define TOC_BACKEND_SIM_OTA_H

#include "ota.h"

// The contract's table.
const toc_ota_ops_t *sim_ota(void);

// Power on. A finished image is written to `path`, NULL: to no file. The path
// is copied.
//
// ctx: thread
// Returns 0 or TOC_ENOMEM.
int sim_ota_open(const char *path);

// Power off: free everything; the file stays.
//
// ctx: thread
void sim_ota_close(void);

#endif
