/*
 * sim_uart - the UARTs of the virtual board and what is at their other end
 *
 * Bytes follow the wires: what a port sends from its TX pad arrives at every
 * port whose RX pad is on the same net, when its stop bits are through. Two
 * ports with different settings read each other as real ones do: each frame is
 * sampled at the receiver's own bit times.
 *
 * A device at a port (uart1=loop) hears what the port sends and feeds what
 * arrives there. It has a sim_uart_device_t as its kind's `ops`, and the key
 * `fault` for what happens to the bytes that come from it.
 *
 * A port is guarded by the board's lock; the receiving end of its ring belongs
 * to whoever holds the interpreter lock.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BACKEND_SIM_UART_H
#define TOC_BACKEND_SIM_UART_H

#include "sim_device.h"
#include "uart.h"

#define SIM_UARTS 3

typedef struct {
    // The port sent these bytes; the last one has just ended.
    //
    // ctx: any thread, alarm; with the board's lock. Must not block. It may
    // call sim__uart_echo().
    void (*take)(sim_device_t *device, const uint8_t *bytes, uint32_t count);

    // There is room for more of what it feeds: the port was opened, or what
    // was fed has arrived in part. May be NULL.
    //
    // ctx: as take
    void (*room)(sim_device_t *device);

    // Whether something may still come from it by itself, so that a program
    // that is interrupted by it has not ended. NULL: no.
    //
    // ctx: with the board's lock. Must not block.
    bool (*may_send)(const sim_device_t *device);
} sim_uart_device_t;

// KEEP IN STEP: the words of `fault` in sim_uart_bus.c.
enum sim__uart_fault {
    SIM__UART_FAULT_NONE,
    SIM__UART_FAULT_BREAK,
    SIM__UART_FAULT_FRAMING,
    SIM__UART_FAULT_PARITY,
    SIM__UART_FAULT_OVERRUN,
    SIM__UART_FAULT_STUCK,
    SIM__UART_FAULT_ABSENT
};

extern const sim_bus_t sim__bus_uart;

// The ports of the virtual board.
const toc_uart_ops_t *sim_uart(void);

// Close all ports, as a soft reset does.
//
// ctx: thread
void sim__uart_reset(void);

// From within take(): these bytes are at the port's receiver at once, as over
// a wire.
void sim__uart_echo(sim_device_t *device, const uint8_t *bytes, uint32_t count);

// Send bytes to the port, at its own pace. What comes while it is closed is
// lost, as it would be on a board.
//
// ctx: thread, not with the board's lock
// Returns how many were taken; fewer when many are on their way already.
uint32_t sim_uart_feed(uint32_t uart, const uint8_t *bytes, uint32_t count);

// How many bytes sim_uart_feed() takes now; none while the port is closed. Who
// finds no room is told by room().
//
// ctx: thread, not with the board's lock
uint32_t sim__uart_feed_room(uint32_t uart);

// What is at the other end of a port, NULL: nothing, and what happens to the
// bytes from there.
//
// ctx: thread
void sim__uart_set_device(uint32_t uart, sim_device_t *device);
void sim__uart_set_fault(uint32_t uart, enum sim__uart_fault fault);

// Ports that interrupt the program when their device sends something.
//
// ctx: thread
uint32_t sim__uart_pending(void);

// Bytes that were fed and are on their way.
//
// ctx: thread
uint32_t sim_uart_fed(uint32_t uart);

#endif
