/*
 * sim_uart_port - a UART of the virtual board, as its two files see it
 *
 * Private to sim_uart.c, which moves the bytes, and sim_uart_port.c, which
 * tells of them.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BACKEND_SIM_UART_PORT_H
#define TOC_BACKEND_SIM_UART_PORT_H

#include "alarm.h"
#include "ring.h"
#include "sim_uart.h"
#include "source.h"

#define TX_FIFO_BYTES   128
#define FEED_FIFO_BYTES 4096

typedef struct port port_t;

typedef struct {
    port_t *port;
    bool from_device; // towards the port
    toc_ring_t fifo;
    toc_alarm_t alarm;
    bool moving;
    uint64_t due_ns;  // the end of the frame on the line, while it moves
    uint64_t free_ns; // the end of the last one
} line_t;

struct port {
    bool open;
    bool in_break;
    toc_uart_setup_t setup;
    uint64_t frame_ns;
    toc_ring_t rx;
    uint8_t *memory; // of rx
    line_t tx;
    line_t feed; // from the device
    uint8_t tx_memory[TX_FIFO_BYTES];
    uint8_t feed_memory[FEED_FIFO_BYTES];
    toc_wait_t *waits;
    toc_source_t *source;
    uint32_t seen; // position in rx when the source was raised last
    bool raised;   // and not looked at since
    toc_uart_counts_t counts;
    bool (*attend)(void *ctx, uint8_t byte);
    void *attend_ctx;
    sim_device_t *device;
    enum sim__uart_fault fault;
};

extern port_t sim__uart_ports[SIM_UARTS];

// The port with that number, or NULL.
port_t *sim__uart_port(uint32_t uart);

// The rest with the board's lock.

// Wake everybody who waits for a change.
void sim__uart_wake(port_t *port);

// Raise the watched source, unless it is raised.
void sim__uart_raise(port_t *port);

// What the device at the port can do; NULL: there is none.
const sim_uart_device_t *sim__uart_device(const port_t *port);

// The part of the contract that tells of bytes. Takes the lock itself.
void sim__uart_subscribe(void *ctx, uint32_t uart, toc_wait_t *wait);
void sim__uart_unsubscribe(void *ctx, uint32_t uart, toc_wait_t *wait);
int sim__uart_watch(void *ctx, uint32_t uart, struct toc_source *source);
void sim__uart_unwatch(void *ctx, uint32_t uart);
void sim__uart_look(void *ctx, uint32_t uart);
void sim__uart_counts(void *ctx, uint32_t uart, toc_uart_counts_t *out);
void sim__uart_attend(void *ctx, uint32_t uart,
                      bool (*look)(void *look_ctx, uint8_t byte),
                      void *look_ctx);
bool sim__uart_is_outside(void *ctx, uint32_t uart);

#endif
