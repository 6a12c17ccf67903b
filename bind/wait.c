/*
 * wait - wait for a change at a port, with the interpreter lock given up
 *
 * SPDX-License-Identifier: MIT
 */
#include "bind/wait.h"

#include "core/clock.h"
#include "py/mphal.h"
#include "py/runtime.h"

static void wake(void *ctx) {
    toc_waiter_wake(ctx);
}

bool bind_wait_once(
    const bind_wait_port_t *port, bool (*holds)(void *arg), void *arg, uint64_t deadline_ns) {
    toc_wait_t wait = { .wake = wake, .ctx = mpy_waiter() };
    port->subscribe(port->ctx, port->number, &wait);
    // Again: it may have come true before somebody could wake.
    bool held = holds(arg);
    if (!held) {
        mpy_wait_until(deadline_ns);
    }
    port->unsubscribe(port->ctx, port->number, &wait);
    return held;
}

bool bind_wait_for(
    const bind_wait_port_t *port, bool (*holds)(void *arg), void *arg, uint64_t deadline_ns) {
    bool held = holds(arg);
    while (!held && *port->open && toc_clock_now_ns() < deadline_ns) {
        held = bind_wait_once(port, holds, arg, deadline_ns);
        if (!held) {
            mp_handle_pending(true);
            held = holds(arg);
        }
    }
    return held;
}
