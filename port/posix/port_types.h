/*
 * port_types - how the port's types are laid out on POSIX with futex(2)
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_PORT_TYPES_H
#define TOC_PORT_TYPES_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

#define TOC_PORT_HAS_CAS 1

typedef struct {
    _Atomic uint32_t state;
    const struct toc_port_files *files; // port_posix.h; NULL: none
} toc_port_event_t;

typedef struct {
    pthread_t handle;
    void (*entry)(void *);
    void *arg;
    char name[16]; // cut to what the kernel keeps
} toc_port_thread_t;

#endif
