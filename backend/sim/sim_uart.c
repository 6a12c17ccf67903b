/*
 * sim_uart - the UARTs of the virtual board
 *
 * A line carries bytes in one direction, out of a FIFO. One alarm for each
 * line expires at the end of each frame and delivers the byte. When the FIFO
 * ran empty the alarm expires once more and does nothing: it cannot be
 * cancelled from within. A byte that is sent meanwhile moves it.
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim_uart_port.h"

#include "clock.h"
#include "err.h"
#include "sim_pace.h"
#include "sim_state.h"
#include "sim_uart_frame.h"

// The rest with the board's lock, up to the calls of the contract.

static void put(port_t *port, const uint8_t *bytes, uint32_t count) {
    uint32_t stored = toc_ring_put(&port->rx, bytes, count);
    port->counts.received += stored;
    port->counts.overruns += count - stored;
}

static void store(port_t *port, const uint8_t *bytes, uint32_t count) {
    if (port->attend == NULL) {
        put(port, bytes, count);
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (!port->attend(port->attend_ctx, bytes[i])) {
            put(port, &bytes[i], 1);
        }
    }
}

static void take_break(port_t *port) {
    static const uint8_t zero;
    port->counts.breaks++;
    store(port, &zero, 1);
}

// Frames that were sent with `from`'s setup reach a receiver.
static void receive(port_t *port, const toc_uart_setup_t *from,
                    const uint8_t *bytes, uint32_t count) {
    if (!port->open) {
        return;
    }
    if (sim__uart_frame_is_same(from, &port->setup)) {
        store(port, bytes, count);
    } else {
        for (uint32_t i = 0; i < count; i++) {
            uint8_t byte;
            switch (
                sim__uart_frame_sample(from, &port->setup, bytes[i], &byte)) {
            case SIM__UART_FRAME_GOOD:
                store(port, &byte, 1);
                break;
            case SIM__UART_FRAME_PARITY:
                port->counts.parity_errors++;
                break;
            case SIM__UART_FRAME_FRAMING:
                port->counts.framing_errors++;
                break;
            }
        }
    }
    sim__uart_wake(port);
    sim__uart_raise(port);
}

static void receive_from_device(port_t *port, const uint8_t *bytes,
                                uint32_t count) {
    if (!port->open) {
        return;
    }
    switch (port->fault) {
    case SIM__UART_FAULT_FRAMING:
        port->counts.framing_errors += count;
        break;
    case SIM__UART_FAULT_PARITY:
        port->counts.parity_errors += count;
        break;
    case SIM__UART_FAULT_OVERRUN:
        port->counts.overruns += count;
        break;
    case SIM__UART_FAULT_STUCK:
    case SIM__UART_FAULT_ABSENT:
        break;
    default:
        receive(port, &port->setup, bytes, count);
    }
}

void sim__uart_echo(sim_device_t *device, const uint8_t *bytes,
                    uint32_t count) {
    receive_from_device(&sim__uart_ports[device->bus_number], bytes, count);
}

// Whether what `from` sends is at the receiver of `to`.
static bool hears(const port_t *to, const port_t *from) {
    bool is_itself = to == from && to->setup.tx == to->setup.rx;
    if (!to->open || is_itself || to->setup.rx == TOC_UART_PAD_NONE ||
        from->setup.tx == TOC_UART_PAD_NONE) {
        return false;
    }
    const sim_pad_t *tx = &sim__state.pads[from->setup.tx];
    return !tx->input_only && (tx->net & SIM_BIT(to->setup.rx)) != 0;
}

static void deliver(line_t *line, const uint8_t *bytes, uint32_t count) {
    port_t *from = line->port;
    if (line->from_device) {
        receive_from_device(from, bytes, count);
        return;
    }
    from->counts.sent += count;
    for (uint32_t i = 0; i < SIM_UARTS; i++) {
        if (hears(&sim__uart_ports[i], from)) {
            receive(&sim__uart_ports[i], &from->setup, bytes, count);
        }
    }
    if (from->device != NULL && from->fault != SIM__UART_FAULT_ABSENT) {
        const sim_uart_device_t *ops = from->device->kind->ops;
        ops->take(from->device, bytes, count);
    }
}

// The device may feed more.
static void tell_room(const port_t *port) {
    if (port->device != NULL) {
        const sim_uart_device_t *ops = port->device->kind->ops;
        if (ops->room != NULL) {
            ops->room(port->device);
        }
    }
}

static uint32_t feed_room(port_t *port) {
    if (!port->open) {
        return 0;
    }
    return toc_ring_room(sim_pace_is_off() ? &port->rx : &port->feed.fifo);
}

static int on_frame_end(toc_alarm_t *alarm, uint64_t due_ns, bool late) {
    (void)late;
    line_t *line = alarm->ctx;
    sim__lock();
    if (line->moving && due_ns == line->due_ns) {
        uint8_t byte;
        if (toc_ring_take(&line->fifo, &byte, 1) == 1) {
            deliver(line, &byte, 1);
        }
        uint32_t left = toc_ring_count(&line->fifo);
        if (line->from_device && left == FEED_FIFO_BYTES / 2) {
            tell_room(line->port);
        }
        line->moving = left > 0;
        line->free_ns = due_ns;
        line->due_ns += line->port->frame_ns;
        sim__uart_wake(line->port);
    }
    if (!line->moving) {
        alarm->period_ns = 0;
    }
    sim__unlock();
    return 0;
}

// Begin to move what is in the FIFO, unless it does already.
// Returns whether the alarm is to be armed for line->due_ns.
static bool begin_moving(line_t *line) {
    if (line->moving || toc_ring_count(&line->fifo) == 0) {
        return false;
    }
    uint64_t now_ns = toc_clock_now_ns();
    uint64_t from_ns = line->free_ns > now_ns ? line->free_ns : now_ns;
    line->moving = true;
    line->due_ns = from_ns + line->port->frame_ns;
    return true;
}

// Put bytes on a line. Takes the board's lock.
// Returns how many the FIFO took, or TOC_ENOMEM with the FIFO empty again.
static int32_t send(line_t *line, const uint8_t *from, uint32_t count) {
    port_t *port = line->port;
    bool arm = false;
    uint64_t due_ns = 0;
    uint64_t period_ns = 0;
    sim__lock();
    if (!port->open) {
        count = line->from_device ? count : 0;
    } else if (sim_pace_is_off()) {
        deliver(line, from, count);
    } else {
        count = toc_ring_put(&line->fifo, from, count);
        arm = begin_moving(line);
        due_ns = line->due_ns;
        period_ns = port->frame_ns;
    }
    sim__unlock();
    if (arm && toc_alarm_arm(&line->alarm, due_ns, period_ns) < 0) {
        sim__lock();
        line->moving = false;
        toc_atomic_store(&line->fifo.taken, toc_atomic_load(&line->fifo.put));
        sim__unlock();
        return TOC_ENOMEM;
    }
    return (int32_t)count;
}

uint32_t sim_uart_feed(uint32_t uart, const uint8_t *bytes, uint32_t count) {
    int32_t taken = send(&sim__uart_ports[uart].feed, bytes, count);
    return taken > 0 ? (uint32_t)taken : 0;
}

uint32_t sim__uart_feed_room(uint32_t uart) {
    sim__lock();
    uint32_t room = feed_room(&sim__uart_ports[uart]);
    sim__unlock();
    return room;
}

uint32_t sim_uart_fed(uint32_t uart) {
    return toc_ring_count(&sim__uart_ports[uart].feed.fifo);
}

static void init_line(line_t *line, port_t *port, bool from_device,
                      uint8_t *memory, uint32_t size) {
    line->port = port;
    line->from_device = from_device;
    line->moving = false;
    line->free_ns = 0;
    line->alarm.cb = on_frame_end;
    line->alarm.ctx = line;
    toc_ring_init(&line->fifo, memory, size);
}

static void configure(uint32_t pad, enum toc_pin_mode mode,
                      enum toc_pin_pull pull) {
    if (pad != TOC_UART_PAD_NONE) {
        const toc_pin_ops_t *pins = sim_pins();
        (void)pins->write(pins->ctx, pad, true);
        (void)pins->configure(pins->ctx, pad, mode, pull);
    }
}

static void sim_uart_close(void *ctx, uint32_t uart) {
    (void)ctx;
    port_t *port = sim__uart_port(uart);
    if (port == NULL) {
        return;
    }
    sim__lock();
    bool was_open = port->open;
    port->open = false;
    port->in_break = false;
    port->source = NULL;
    port->tx.moving = false;
    port->feed.moving = false;
    uint8_t *memory = port->memory;
    port->memory = NULL;
    sim__uart_wake(port);
    sim__unlock();
    if (was_open) {
        (void)toc_alarm_cancel(&port->tx.alarm);
        (void)toc_alarm_cancel(&port->feed.alarm);
        configure(port->setup.tx, TOC_PIN_IN, TOC_PIN_PULL_NONE);
        configure(port->setup.rx, TOC_PIN_IN, TOC_PIN_PULL_NONE);
        (void)toc_port_realloc(memory, 0);
    }
}

static bool is_pad(uint32_t pad) {
    return pad == TOC_UART_PAD_NONE || sim__has_pad(pad);
}

static bool is_possible(const toc_uart_setup_t *setup) {
    bool parity_ok = setup->parity == TOC_UART_PARITY_NONE ||
                     setup->parity == TOC_UART_PARITY_EVEN ||
                     setup->parity == TOC_UART_PARITY_ODD;
    return setup->baudrate != 0 && setup->bits >= 5 && setup->bits <= 8 &&
           parity_ok && setup->half_stops >= 2 && setup->half_stops <= 4 &&
           setup->rx_size != 0 && setup->rx_size <= 1u << 30 &&
           is_pad(setup->tx) && is_pad(setup->rx);
}

static int sim_uart_open(void *ctx, uint32_t uart,
                         const toc_uart_setup_t *setup) {
    port_t *port = sim__uart_port(uart);
    if (port == NULL || !is_possible(setup)) {
        return TOC_EINVAL;
    }
    uint8_t *memory = toc_port_realloc(NULL, toc_ring_memory(setup->rx_size));
    if (memory == NULL) {
        return TOC_ENOMEM;
    }
    sim_uart_close(ctx, uart);

    bool one_wire = setup->tx == setup->rx;
    if (!one_wire) {
        configure(setup->rx, TOC_PIN_IN, TOC_PIN_PULL_UP);
    }
    configure(setup->tx, one_wire ? TOC_PIN_OPEN_DRAIN : TOC_PIN_OUT,
              TOC_PIN_PULL_UP);
    sim__lock();
    port->setup = *setup;
    port->frame_ns = sim__uart_frame_ns(setup);
    port->memory = memory;
    port->seen = 0;
    toc_ring_init(&port->rx, memory, setup->rx_size);
    init_line(&port->tx, port, false, port->tx_memory, TX_FIFO_BYTES);
    init_line(&port->feed, port, true, port->feed_memory, FEED_FIFO_BYTES);
    port->open = true;
    tell_room(port);
    sim__unlock();
    return 0;
}

void sim__uart_reset(void) {
    for (uint32_t uart = 0; uart < SIM_UARTS; uart++) {
        sim_uart_close(NULL, uart);
    }
}

static uint32_t sim_uart_any(void *ctx, uint32_t uart) {
    (void)ctx;
    port_t *port = sim__uart_port(uart);
    return port != NULL && port->open ? toc_ring_count(&port->rx) : 0;
}

static uint32_t sim_uart_read(void *ctx, uint32_t uart, uint8_t *to,
                              uint32_t size) {
    (void)ctx;
    port_t *port = sim__uart_port(uart);
    if (port == NULL || !port->open) {
        return 0;
    }
    uint32_t count = toc_ring_take(&port->rx, to, size);
    if (count != 0 && sim_pace_is_off()) {
        sim__lock();
        tell_room(port);
        sim__unlock();
    }
    return count;
}

static int32_t sim_uart_write(void *ctx, uint32_t uart, const uint8_t *from,
                              uint32_t size) {
    (void)ctx;
    port_t *port = sim__uart_port(uart);
    return port != NULL && port->open ? send(&port->tx, from, size) : 0;
}

static uint32_t sim_uart_room(void *ctx, uint32_t uart) {
    (void)ctx;
    port_t *port = sim__uart_port(uart);
    return port != NULL && port->open ? toc_ring_room(&port->tx.fifo) : 0;
}

static bool sim_uart_is_sent(void *ctx, uint32_t uart) {
    (void)ctx;
    port_t *port = sim__uart_port(uart);
    if (port == NULL) {
        return true;
    }
    sim__lock();
    bool sent = !port->open || !port->tx.moving;
    sim__unlock();
    return sent;
}

static int sim_uart_begin_break(void *ctx, uint32_t uart, uint32_t bits,
                                uint64_t *busy_ns) {
    (void)ctx;
    port_t *port = sim__uart_port(uart);
    if (port == NULL || !port->open) {
        return TOC_EINVAL;
    }
    if (port->setup.tx != TOC_UART_PAD_NONE) {
        const toc_pin_ops_t *pins = sim_pins();
        (void)pins->write(pins->ctx, port->setup.tx, false);
    }
    sim__lock();
    port->in_break = true;
    *busy_ns = bits * UINT64_C(1000000000) / port->setup.baudrate;
    sim__unlock();
    return 0;
}

static void sim_uart_end_break(void *ctx, uint32_t uart) {
    (void)ctx;
    port_t *port = sim__uart_port(uart);
    if (port == NULL || !port->in_break) {
        return;
    }
    if (port->setup.tx != TOC_UART_PAD_NONE) {
        const toc_pin_ops_t *pins = sim_pins();
        (void)pins->write(pins->ctx, port->setup.tx, true);
    }
    sim__lock();
    port->in_break = false;
    for (uint32_t i = 0; i < SIM_UARTS; i++) {
        if (hears(&sim__uart_ports[i], port)) {
            take_break(&sim__uart_ports[i]);
            sim__uart_wake(&sim__uart_ports[i]);
            sim__uart_raise(&sim__uart_ports[i]);
        }
    }
    sim__unlock();
}

void sim__uart_set_fault(uint32_t uart, enum sim__uart_fault fault) {
    port_t *port = &sim__uart_ports[uart];
    sim__lock();
    port->fault = fault;
    if (fault == SIM__UART_FAULT_BREAK && port->open) {
        take_break(port);
        sim__uart_wake(port);
        sim__uart_raise(port);
    }
    sim__unlock();
}

static const toc_uart_ops_t uart = {
    .name = "sim",
    .uart_count = SIM_UARTS,
    .open = sim_uart_open,
    .close = sim_uart_close,
    .any = sim_uart_any,
    .read = sim_uart_read,
    .write = sim_uart_write,
    .room = sim_uart_room,
    .is_sent = sim_uart_is_sent,
    .begin_break = sim_uart_begin_break,
    .end_break = sim_uart_end_break,
    .subscribe = sim__uart_subscribe,
    .unsubscribe = sim__uart_unsubscribe,
    .watch = sim__uart_watch,
    .unwatch = sim__uart_unwatch,
    .look = sim__uart_look,
    .counts = sim__uart_counts,
    .attend = sim__uart_attend,
    .is_outside = sim__uart_is_outside,
};

const toc_uart_ops_t *sim_uart(void) {
    return &uart;
}
