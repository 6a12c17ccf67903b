/*
 * sim_touch - the touch pads of the virtual board
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BACKEND_SIM_TOUCH_H
#define TOC_BACKEND_SIM_TOUCH_H

#include "sim_device.h"
#include "touch.h"

// Of a pad that nobody touches.
#define SIM_TOUCH_INITIAL 1000

extern const sim_bus_t sim__bus_touch;
extern const sim_kind_t sim__kind_touch_constant;

// The contract's table.
const toc_touch_ops_t *sim_touch(void);

#endif
