/*
 * sim_can - the CAN controller of the virtual board and what it is wired to
 *
 * A device at the controller (can0=loop, can0=bus) takes what it sends and
 * brings what others send; it has a sim_can_device_t as its kind's `ops`.
 * Without one nobody acknowledges: a frame stays in the transmitter, as it
 * would on a bus without other nodes.
 *
 * The controller is guarded by the board's lock.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BACKEND_SIM_CAN_H
#define TOC_BACKEND_SIM_CAN_H

#include "can.h"
#include "sim_device.h"

// Each with the board's lock; must not block.
typedef struct {
    // This frame was on the wire. sim__can_sent() is to be called, from within
    // or later, when somebody acknowledged it; sim__can_dropped() when it is
    // given up after the controller was closed.
    void (*transmit)(sim_device_t *device, const toc_can_frame_t *frame);

    // The controller was set up, or closed: `setup` is NULL. May be NULL.
    void (*changed)(sim_device_t *device, const toc_can_setup_t *setup);
} sim_can_device_t;

extern const sim_bus_t sim__bus_can;

// The controller of the virtual board.
const toc_can_ops_t *sim_can(void);

// Close it, as a soft reset does.
//
// ctx: thread
void sim__can_reset(void);

// How long a frame is on the wire, without stuff bits.
//
// ctx: any
uint64_t sim__can_frame_ns(const toc_can_frame_t *frame, uint32_t baudrate);

// The rest with the board's lock. Harmless when the controller is closed.

// A frame that was sent at `baudrate` arrives.
void sim__can_receive(const toc_can_frame_t *frame, uint32_t baudrate);

// So many frames of `baudrate` would have arrived, but were not taken in time.
void sim__can_overrun(uint32_t count, uint32_t baudrate);

// Something arrived that is no frame.
void sim__can_error(void);

// The frame in the transmitter was acknowledged, or was not at its first try.
void sim__can_sent(void);
void sim__can_unanswered(void);

// The frame that was left as the controller was closed is given up.
void sim__can_dropped(void);

// So many other boards did not take a frame that was sent.
void sim__can_missed(uint32_t count);

#endif
