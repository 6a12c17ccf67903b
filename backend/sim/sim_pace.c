/*
 * sim_pace - whether transfers take as long as on real wires
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim_pace.h"

#include "clock.h"

static enum sim_pace chosen;

void sim_pace_set(enum sim_pace pace) {
    chosen = pace;
}

bool sim_is_paced(void) {
    return chosen == SIM_PACE_AUTO ? toc_clock_is_virtual()
                                   : chosen == SIM_PACE_ON;
}

bool sim_pace_is_off(void) {
    return chosen == SIM_PACE_OFF;
}

uint64_t sim_pace_busy(sim_pace_t *pace, uint64_t took_ns) {
    if (!sim_is_paced()) {
        return 0;
    }
    uint64_t now_ns = toc_clock_now_ns();
    if (pace->quiet_ns < now_ns) {
        pace->quiet_ns = now_ns;
    }
    pace->quiet_ns += took_ns;
    return pace->quiet_ns - now_ns;
}
