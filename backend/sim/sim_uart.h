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
} sim_uart_device_t;

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

// Bytes that were fed and are on their way.
//
// ctx: thread
uint32_t sim_uart_fed(uint32_t uart);

#endif
