/*
 * sim_pwm - pulse width modulation of the virtual board
 *
 * The level of a channel follows from the clock; its edges are made one by one
 * only while somebody watches them: an interrupt or a tap at a pad of the same
 * net, or an observer. A program that dims a lamp costs nothing.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BACKEND_SIM_PWM_H
#define TOC_BACKEND_SIM_PWM_H

#include "pwm.h"

// The contract's table.
const toc_pwm_ops_t *sim_pwm(void);

// Stop all timers and let go of the pads.
//
// ctx: thread
void sim__pwm_reset(void);

// Look anew who watches: begin or end to make edges.
//
// ctx: thread, with no lock
void sim__pwm_look(void);

// Bring the pads that nobody watches to their level now.
//
// ctx: with the board's lock
void sim__pwm_refresh(void);

// A pad was set up as a pin: no channel has it any more.
//
// ctx: thread, with no lock
void sim__pwm_let_go(uint32_t pad);

#endif
