/*
 * banner - what the prompt begins with
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_MPY_BANNER_H
#define TOC_MPY_BANNER_H

// In place of mp_hal_stdout_tx_str() where the prompt is run.
//
// ctx: Python
void mpy_banner_tx_str(const char *text);

#endif
