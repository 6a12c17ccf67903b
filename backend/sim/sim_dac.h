/*
 * sim_dac - the analog outputs of the virtual board
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BACKEND_SIM_DAC_H
#define TOC_BACKEND_SIM_DAC_H

#include "dac.h"

// The contract's table.
const toc_dac_ops_t *sim_dac(void);

// The voltage that a converter puts out at one of `pads`.
//
// ctx: thread, with the devices' lock
// Returns false where none does.
bool sim__dac_uv(uint64_t pads, uint32_t *uv);

// ctx: thread
void sim__dac_reset(void);

#endif
