/*
 * sim_uart_port - who is told of the bytes of a UART, and what is at its end
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim_uart_port.h"

#include "err.h"
#include "sim_state.h"

#define EVENT_RX 1u

port_t sim__uart_ports[SIM_UARTS];

port_t *sim__uart_port(uint32_t uart) {
    return uart < SIM_UARTS ? &sim__uart_ports[uart] : NULL;
}

void sim__uart_wake(port_t *port) {
    toc_waits_wake(port->waits);
}

// What comes while the source is masked is told by the next look: `seen` must
// not move until then.
void sim__uart_raise(port_t *port) {
    uint32_t put = toc_atomic_load(&port->rx.put);
    if (port->source != NULL && !port->raised && put != port->seen &&
        toc_ring_count(&port->rx) > 0) {
        port->raised = true;
        port->seen = put;
        (void)toc_source_raise_level(port->source, EVENT_RX);
    }
}

void sim__uart_subscribe(void *ctx, uint32_t uart, toc_wait_t *wait) {
    (void)ctx;
    port_t *port = sim__uart_port(uart);
    sim__lock();
    toc_waits_add(&port->waits, wait);
    sim__unlock();
}

void sim__uart_unsubscribe(void *ctx, uint32_t uart, toc_wait_t *wait) {
    (void)ctx;
    sim__lock();
    toc_waits_remove(&sim__uart_port(uart)->waits, wait);
    sim__unlock();
}

int sim__uart_watch(void *ctx, uint32_t uart, struct toc_source *source) {
    (void)ctx;
    port_t *port = sim__uart_port(uart);
    if (port == NULL || !port->open || source == NULL) {
        return TOC_EINVAL;
    }
    sim__lock();
    port->source = source;
    port->raised = false;
    port->seen = toc_atomic_load(&port->rx.taken);
    sim__uart_raise(port);
    sim__unlock();
    return 0;
}

void sim__uart_unwatch(void *ctx, uint32_t uart) {
    (void)ctx;
    port_t *port = sim__uart_port(uart);
    if (port != NULL) {
        sim__lock();
        port->source = NULL;
        sim__unlock();
        sim__tell_drained();
    }
}

void sim__uart_look(void *ctx, uint32_t uart) {
    (void)ctx;
    port_t *port = sim__uart_port(uart);
    if (port != NULL) {
        sim__lock();
        port->raised = false;
        sim__uart_raise(port);
        sim__unlock();
    }
}

void sim__uart_counts(void *ctx, uint32_t uart, toc_uart_counts_t *out) {
    (void)ctx;
    port_t *port = sim__uart_port(uart);
    *out = (toc_uart_counts_t){0};
    if (port != NULL) {
        sim__lock();
        *out = port->counts;
        sim__unlock();
    }
}

void sim__uart_attend(void *ctx, uint32_t uart,
                      bool (*look)(void *look_ctx, uint8_t byte),
                      void *look_ctx) {
    (void)ctx;
    port_t *port = sim__uart_port(uart);
    if (port != NULL) {
        sim__lock();
        port->attend = look;
        port->attend_ctx = look_ctx;
        sim__unlock();
    }
}

// With the board's lock.
const sim_uart_device_t *sim__uart_device(const port_t *port) {
    return port->device != NULL ? port->device->kind->ops : NULL;
}

bool sim__uart_is_outside(void *ctx, uint32_t uart) {
    (void)ctx;
    const port_t *port = sim__uart_port(uart);
    if (port == NULL) {
        return false;
    }
    sim__lock();
    const sim_uart_device_t *ops = sim__uart_device(port);
    bool is_outside = ops != NULL && ops->may_send != NULL;
    sim__unlock();
    return is_outside;
}

void sim__uart_set_device(uint32_t uart, sim_device_t *device) {
    sim__lock();
    sim__uart_ports[uart].device = device;
    sim__unlock();
}

uint32_t sim__uart_pending(void) {
    uint32_t pending = 0;
    sim__lock();
    for (uint32_t i = 0; i < SIM_UARTS; i++) {
        const port_t *port = &sim__uart_ports[i];
        const sim_uart_device_t *ops = sim__uart_device(port);
        if (port->open && port->source != NULL && ops != NULL &&
            ops->may_send != NULL && ops->may_send(port->device)) {
            pending++;
        }
    }
    sim__unlock();
    return pending;
}
