/*
 * sim_led - the LED of the virtual board
 *
 * Nobody has to blink it: what it shows is worked out from the clock when
 * somebody looks, so a heartbeat neither keeps a program alive nor makes
 * virtual time go on.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BACKEND_SIM_LED_H
#define TOC_BACKEND_SIM_LED_H

#include "led.h"

// What a watcher needs to show the LED by itself.
typedef struct {
    uint32_t rgb;          // that the program set
    bool beating;          // the heartbeat has the LED
    uint64_t beat_from_ns; // on the clock: when the first beat began
    uint64_t changes;      // of the fields above, since power-on
} sim_led_state_t;

// The contract's table.
const toc_led_ops_t *sim_led(void);

// Power on: dark, no heartbeat, nobody watches.
//
// ctx: thread
void sim_led_init(void);

// ctx: any thread
void sim_led_state(sim_led_state_t *out);

// The colour of such a state at a point of the clock.
//
// ctx: any
uint32_t sim_led_shown(const sim_led_state_t *state, uint64_t now_ns);

// Call `fn` after each change of the state, with the new one. One watcher;
// NULL ends it. A change that changes nothing is none, and the beats of the
// heartbeat are not told one by one.
//
// ctx: any thread; `fn` is called by whoever made the change, with no lock of
// the board held. It must not change the LED.
void sim_led_on_change(void (*fn)(void *ctx, const sim_led_state_t *state),
                       void *ctx);

#endif
