/*
 * sim_sd - the SD card of the virtual board, an image on the host
 *
 * What a program writes is in the file at once. One process has an image at a
 * time.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BACKEND_SIM_SD_H
#define TOC_BACKEND_SIM_SD_H

#include "sd.h"
#include "sim_device.h"

extern const sim_bus_t sim__bus_sd;
extern const sim_kind_t sim__kind_sd_card;

// The contract's table.
const toc_sd_ops_t *sim_sd(void);

#endif
