/*
 * trace_names - what the sources of a trace are called
 *
 * A slot of core/source is used again; its name is that of the last source
 * that was opened there. Sources of the same name share a track, those of a
 * later life included: tracks are numbered in the order of their names' first
 * appearance.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_TRACE_NAMES_H
#define TOC_TRACE_NAMES_H

#include "source.h"

#define TOC_TRACE_NO_NAME UINT32_MAX

typedef struct {
    char (*names)[TOC_SOURCE_NAME_SIZE]; // by track
    uint32_t count;
    uint32_t room;
    uint32_t *slots; // track of each slot
    uint32_t slot_count;
    uint32_t *table; // 1 + track, at the name's hash or after it
    uint32_t table_size;
} toc_trace_names_t;

// All zero is empty. ctx of all: one thread.
void toc_trace_names_free(toc_trace_names_t *names);

// The slot has this name from now on.
//
// Returns its track; TOC_TRACE_NO_NAME when memory is out, and then for each
// look at the slot.
uint32_t toc_trace_names_open(toc_trace_names_t *names, uint32_t slot,
                              const char *name);

// The track of a slot.
uint32_t toc_trace_names_track(const toc_trace_names_t *names, uint32_t slot);

// The name of a track; "?" of TOC_TRACE_NO_NAME.
const char *toc_trace_names_of(const toc_trace_names_t *names, uint32_t track);

#endif
