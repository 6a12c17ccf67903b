/*
 * port_types - how the port's types are laid out on a Cortex-M without an
 * operating system
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_PORT_TYPES_H
#define TOC_PORT_TYPES_H

#include <stdbool.h>

#define TOC_PORT_HAS_CAS 0

// Room for 256 sources, a few kilobytes at a time.
#define TOC_SOURCE_CHUNK_SLOTS 16u
#define TOC_SOURCE_CHUNKS_MAX  16u

#define TOC_TRACE_EVENTS 16u

typedef struct {
    volatile bool latched;
} toc_port_event_t;

typedef struct {
    char none; // there are no threads
} toc_port_thread_t;

#endif
