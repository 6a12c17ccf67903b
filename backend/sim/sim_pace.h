/*
 * sim_pace - whether transfers take as long as on real wires
 *
 * A simulated transfer is done at once. Paced, whoever asked for it is told how
 * long the wires would be busy and waits so long on the program's clock. In
 * virtual time that costs nothing and is exact, so it is the default there; in
 * real time the default is not to wait.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BACKEND_SIM_PACE_H
#define TOC_BACKEND_SIM_PACE_H

#include <stdbool.h>
#include <stdint.h>

enum sim_pace {
    SIM_PACE_AUTO, // in virtual time only
    SIM_PACE_ON,
    SIM_PACE_OFF
};

// ctx: thread, before anything is transferred
void sim_pace_set(enum sim_pace pace);

bool sim_is_paced(void);

// Whether pacing was turned off: for wires whose own time is part of what they
// carry, and which are therefore paced in real time, too.
bool sim_pace_is_off(void);

// One set of wires.
typedef struct {
    uint64_t quiet_ns; // the point in time at which they are quiet again
} sim_pace_t;

// They are busy for `took_ns`, from now or from when they are quiet.
//
// ctx: thread, with the lock of whoever owns `pace`
// Returns for how long from now; 0 where nothing is paced.
uint64_t sim_pace_busy(sim_pace_t *pace, uint64_t took_ns);

#endif
