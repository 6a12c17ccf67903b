/*
 * wait - those who wait for a change at a port
 *
 * A record is on the stack of the thread that waits, between subscribe and
 * unsubscribe. A backend keeps a list of them for each port, with the lock
 * that guards the port.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_HAL_WAIT_H
#define TOC_HAL_WAIT_H

#include <stddef.h>

typedef struct toc_wait {
    // ctx: any, inside the critical section too; must not call the port
    void (*wake)(void *ctx);
    void *ctx;
    struct toc_wait *next; // the backend's
} toc_wait_t;

static inline void toc_waits_add(toc_wait_t **waits, toc_wait_t *wait) {
    wait->next = *waits;
    *waits = wait;
}

// `wait` is in the list.
static inline void toc_waits_remove(toc_wait_t **waits,
                                    const toc_wait_t *wait) {
    while (*waits != wait) {
        waits = &(*waits)->next;
    }
    *waits = wait->next;
}

static inline void toc_waits_wake(const toc_wait_t *waits) {
    for (const toc_wait_t *w = waits; w != NULL; w = w->next) {
        w->wake(w->ctx);
    }
}

#endif
