/*
 * sim_uart_peer - something of this machine at the other end of a UART
 *
 * What the kinds pty, unix, tcp and file (devices/peer_*.c) have in common: a
 * thread that moves bytes between descriptors and the port. The kind says
 * which descriptors.
 *
 * What the port sends waits in a ring until the other side takes it, also
 * while nobody is there; what finds the ring full is lost and counted. What
 * comes from outside waits there while the port is closed or has no room.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BACKEND_SIM_UART_PEER_H
#define TOC_BACKEND_SIM_UART_PEER_H

#include "ring.h"
#include "sim_uart.h"

#define SIM__UART_PEER_BYTES     65536u
#define SIM__UART_PEER_SETTLE_MS 50

// Parameters that all of these kinds have, before their own.
enum {
    SIM__UART_PEER_AT,        // where it is to be found, a text
    SIM__UART_PEER_CONNECTED, // whether somebody is at the other end
    SIM__UART_PEER_LOST,      // bytes that were sent and found no room
    SIM__UART_PEER_PARAMS
};

#define SIM__UART_PEER_TABLE \
    [SIM__UART_PEER_AT] = {.name = "at", \
                           .help = "where it is to be found", \
                           .type = SIM_TEXT, \
                           .flags = SIM_PARAM_MEASURED}, \
    [SIM__UART_PEER_CONNECTED] = {.name = "connected", \
                                  .help = "whether somebody is there", \
                                  .type = SIM_SWITCH, \
                                  .flags = SIM_PARAM_MEASURED}, \
    [SIM__UART_PEER_LOST] = {.name = "lost", \
                             .help = "bytes sent that found no room", \
                             .type = SIM_INTEGER, \
                             .flags = SIM_PARAM_MEASURED, \
                             .max = 9007199254740992.0}

typedef struct sim__uart_peer sim__uart_peer_t;

// First in the state of a device of such a kind.
struct sim__uart_peer {
    // Set up by the kind's attach; -1: none.
    int in;       // to read from
    int out;      // to write to; the same as `in` for a socket
    int listener; // to accept `in` and `out` from, while there are none

    // Connect, instead of a listener: returns a descriptor, or -1 when it
    // cannot yet be. May wait for a moment, and not longer than `stop` is
    // readable. NULL: none.
    //
    // ctx: the peer's thread
    int (*connect)(sim__uart_peer_t *peer, int stop);

    // Bytes written to `out` that nobody has taken yet. The kernel may need
    // SIM__UART_PEER_SETTLE_MS to tell. NULL: does not matter.
    //
    // ctx: the peer's thread
    uint32_t (*untaken)(const sim__uart_peer_t *peer);

    // ---- private ----
    uint32_t uart;
    uint64_t written_ns; // when something was written last
    int wakes;           // an eventfd
    toc_port_thread_t thread;
    toc_atomic_u32_t stopped;
    toc_atomic_u32_t connected;
    toc_atomic_u32_t lost;  // with the board's lock
    toc_atomic_u32_t ended; // nothing can come any more
    toc_ring_t ring;
    uint8_t memory[SIM__UART_PEER_BYTES];
};

// The state, as the kind's attach finds it, without descriptors.
void sim__uart_peer_init(sim__uart_peer_t *peer);

// Begin to move bytes. From here on the descriptors are the peer's.
//
// ctx: the kind's attach
// Returns 0, or a TOC_ error with `error` set and all descriptors closed.
int sim__uart_peer_start(sim_device_t *device, char error[SIM_ERROR_SIZE]);

// Give the other side a moment to take what is left, and close everything.
//
// ctx: the kind's detach
void sim__uart_peer_stop(sim_device_t *device);

// Close what a failed attach has opened.
void sim__uart_peer_close(sim__uart_peer_t *peer);

double sim__uart_peer_measure(sim_device_t *device, uint32_t param);

// Write "WHAT: the reason" of errno.
// Returns a TOC_ error.
int sim__uart_peer_refuse(const char *what, char error[SIM_ERROR_SIZE]);

extern const sim_uart_device_t sim__uart_peer_ops;

#endif
