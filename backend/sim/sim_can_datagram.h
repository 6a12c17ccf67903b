/*
 * sim_can_datagram - a CAN frame as bytes, between boards on one machine
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BACKEND_SIM_CAN_DATAGRAM_H
#define TOC_BACKEND_SIM_CAN_DATAGRAM_H

#include <stddef.h>

#include "can.h"

#define SIM__CAN_DATAGRAM_SIZE 26

// `missed`: how many frames the receiver missed since the last one it took.
//
// ctx: any
void sim__can_pack(const toc_can_frame_t *frame, uint32_t baudrate,
                   uint32_t missed, uint8_t out[SIM__CAN_DATAGRAM_SIZE]);

// Returns false, with nothing set, for bytes that are no frame.
//
// ctx: any
bool sim__can_unpack(const uint8_t *bytes, size_t size, toc_can_frame_t *frame,
                     uint32_t *baudrate, uint32_t *missed);

#endif
