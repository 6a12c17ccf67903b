/*
 * trace_names - what the sources of a trace are called
 *
 * SPDX-License-Identifier: MIT
 */
#include "trace_names.h"

#include <stdlib.h>
#include <string.h>

#define ROOM_MIN 64u

void toc_trace_names_free(toc_trace_names_t *names) {
    free(names->names);
    free(names->slots);
    free(names->table);
    memset(names, 0, sizeof(*names));
}

// FNV-1a.
static uint32_t hash(const char *name) {
    uint32_t sum = 2166136261u;
    for (; *name != '\0'; name++) {
        sum = (sum ^ (unsigned char)*name) * 16777619u;
    }
    return sum;
}

// Where the name is in the table, or the free place where it belongs.
static uint32_t *place_of(const toc_trace_names_t *names, const char *name) {
    uint32_t at = hash(name) & (names->table_size - 1);
    while (names->table[at] != 0 &&
           strcmp(names->names[names->table[at] - 1], name) != 0) {
        at = (at + 1) & (names->table_size - 1);
    }
    return &names->table[at];
}

// Room for one name more. The table stays at most half full.
static bool grow(toc_trace_names_t *names) {
    if (names->count < names->room) {
        return true;
    }
    uint32_t room = names->room == 0 ? ROOM_MIN : names->room * 2;
    void *grown = realloc(names->names, room * sizeof(*names->names));
    if (grown != NULL) {
        names->names = grown;
    }
    uint32_t *table = calloc((size_t)room * 2, sizeof(*table));
    if (grown == NULL || table == NULL) {
        free(table);
        return false;
    }
    free(names->table);
    names->table = table;
    names->table_size = room * 2;
    names->room = room;
    for (uint32_t i = 0; i < names->count; i++) {
        *place_of(names, names->names[i]) = i + 1;
    }
    return true;
}

static uint32_t track_of(toc_trace_names_t *names, const char *name) {
    if (!grow(names)) {
        return TOC_TRACE_NO_NAME;
    }
    uint32_t *place = place_of(names, name);
    if (*place == 0) {
        memcpy(names->names[names->count], name, TOC_SOURCE_NAME_SIZE);
        *place = ++names->count;
    }
    return *place - 1;
}

static bool has_slot(toc_trace_names_t *names, uint32_t slot) {
    if (slot < names->slot_count) {
        return true;
    }
    uint32_t count = slot < ROOM_MIN ? ROOM_MIN : slot * 2;
    uint32_t *grown = realloc(names->slots, count * sizeof(*grown));
    if (grown == NULL) {
        return false;
    }
    for (uint32_t i = names->slot_count; i < count; i++) {
        grown[i] = TOC_TRACE_NO_NAME;
    }
    names->slots = grown;
    names->slot_count = count;
    return true;
}

uint32_t toc_trace_names_open(toc_trace_names_t *names, uint32_t slot,
                              const char *name) {
    if (!has_slot(names, slot)) {
        return TOC_TRACE_NO_NAME;
    }
    names->slots[slot] = track_of(names, name);
    return names->slots[slot];
}

uint32_t toc_trace_names_track(const toc_trace_names_t *names, uint32_t slot) {
    return slot < names->slot_count ? names->slots[slot] : TOC_TRACE_NO_NAME;
}

const char *toc_trace_names_of(const toc_trace_names_t *names, uint32_t track) {
    return track < names->count ? names->names[track] : "?";
}
