/*
 * sim_rmt - the pulse channels of the virtual board
 *
 * In virtual time each edge is where it belongs, to the nanosecond. In real
 * time it is as late as the service of alarms, but a tap is told the time at
 * which it was due.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BACKEND_SIM_RMT_H
#define TOC_BACKEND_SIM_RMT_H

#include "rmt.h"

#define SIM_RMT_CHANNELS 8

// The channels of the virtual board.
const toc_rmt_ops_t *sim_rmt(void);

// Close all channels, as a soft reset does.
//
// ctx: thread
void sim__rmt_reset(void);

#endif
