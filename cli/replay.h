/*
 * replay - which variables of a recording drive which pins
 *
 * With mappings on the command line only what they name is driven. Without,
 * a variable drives the pin that has its name, as it is on the module (P10) or
 * on the expansion board (G17):
 *
 *   in a scope named "outside", which a recording of Tocsin's own has: only
 *   those, and all of them are inputs;
 *   else in a scope named "pins", or else in any: the recording has outputs
 *   as well, so each gives way to what the program drives itself.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_CLI_REPLAY_H
#define TOC_CLI_REPLAY_H

#include "options.h"
#include "vcd.h"

#define TOC_REPLAY_ERROR_SIZE 320

typedef struct {
    toc_vcd_changes_t changes;
    bool yields; // to outputs
} toc_replay_t;

// Read the file that options->replay names.
//
// ctx: thread
// Returns 0, then toc_replay_free() is the caller's to call; or TOC_EINVAL or
// TOC_ENOMEM with one line in `error`, without the option in front.
int toc_replay_read(toc_replay_t *replay, const toc_options_t *options,
                    char error[TOC_REPLAY_ERROR_SIZE]);

// The same from memory.
int toc_replay_parse(toc_replay_t *replay, const toc_options_t *options,
                     const char *text, size_t size,
                     char error[TOC_REPLAY_ERROR_SIZE]);

void toc_replay_free(toc_replay_t *replay);

#endif
