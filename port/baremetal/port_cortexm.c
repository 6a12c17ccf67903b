/*
 * port_cortexm - the port on a Cortex-M without an operating system
 *
 * The critical section masks interrupts. There are no threads: the main loop
 * calls toc_alarm_run_once() and toc_dispatch_run(), and a wait sleeps with
 * WFI. A wait with a deadline needs an interrupt at that time; the board's
 * tick is enough.
 *
 * The board provides the two functions below and, as every C compiler demands
 * of a freestanding program, memcpy and memset.
 *
 * SPDX-License-Identifier: MIT
 */
#include "err.h"
#include "port.h"

// Nanoseconds since the start; never goes backwards. Called with interrupts
// masked or not, also from interrupts.
uint64_t toc_cortexm_now_ns(void);

// As toc_port_realloc(); NULL always is an answer.
void *toc_cortexm_realloc(void *old, size_t size);

uintptr_t toc_port_irq_save(void) {
    uint32_t primask;
    __asm__ volatile("mrs %0, primask\n\t"
                     "cpsid i"
                     : "=r"(primask)
                     :
                     : "memory");
    return primask;
}

void toc_port_irq_restore(uintptr_t token) {
    __asm__ volatile("msr primask, %0" : : "r"(token) : "memory");
}

uint64_t toc_port_now_ns(void) {
    return toc_cortexm_now_ns();
}

void toc_port_event_init(toc_port_event_t *ev) {
    ev->latched = false;
}

void toc_port_event_wake(toc_port_event_t *ev) {
    ev->latched = true;
}

bool toc_port_event_wait(toc_port_event_t *ev, uint64_t deadline_ns) {
    for (;;) {
        uintptr_t token = toc_port_irq_save();
        bool woken = ev->latched;
        ev->latched = false;
        bool in_time =
            deadline_ns == TOC_FOREVER || toc_cortexm_now_ns() < deadline_ns;
        if (!woken && in_time) {
            // A pending interrupt ends WFI even while it is masked, so one
            // that came after the look at the latch is not slept through.
            __asm__ volatile("wfi" ::: "memory");
        }
        toc_port_irq_restore(token);
        if (woken || !in_time) {
            return woken;
        }
    }
}

int toc_port_thread_start(toc_port_thread_t *thread, void (*entry)(void *),
                          void *arg, const char *name) {
    (void)thread;
    (void)entry;
    (void)arg;
    (void)name;
    return TOC_ENOTSUP;
}

void toc_port_thread_prompt(void) {}

void toc_port_thread_background(void) {}

void toc_port_thread_join(toc_port_thread_t *thread) {
    (void)thread;
}

void toc_port_thread_yield(void) {}

uintptr_t toc_port_thread_self(void) {
    return 1;
}

bool toc_port_thread_is_blocked(uintptr_t thread) {
    (void)thread;
    return true;
}

void *toc_port_realloc(void *old, size_t size) {
    return toc_cortexm_realloc(old, size);
}

void *toc_port_memcpy(void *to, const void *from, size_t size) {
    unsigned char *out = to;
    const unsigned char *in = from;
    while (size-- > 0) {
        *out++ = *in++;
    }
    return to;
}

void *toc_port_memset(void *to, int value, size_t size) {
    unsigned char *out = to;
    while (size-- > 0) {
        *out++ = (unsigned char)value;
    }
    return to;
}
