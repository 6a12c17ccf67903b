/*
 * port_types - how the port's types are laid out in the stepped port
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_PORT_TYPES_H
#define TOC_PORT_TYPES_H

#include <stdbool.h>

// With -DTOC_PORT_HAS_CAS=0 the tests run on the atomics of a machine that has
// none.
#ifndef TOC_PORT_HAS_CAS
#define TOC_PORT_HAS_CAS 1
#endif

typedef struct {
    bool latched;
} toc_port_event_t;

typedef struct {
    void (*entry)(void *);
    void *arg;
    char name[16];
} toc_port_thread_t;

#endif
