/*
 * sim_dac - the analog outputs of the virtual board
 *
 * A tone is worked out from the clock when somebody measures it.
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim_dac.h"

#include <math.h>

#include "clock.h"
#include "err.h"
#include "sim_device.h"
#include "sim_state.h"

#define FULL_UV 3300000
#define TURN    6.283185307179586

// The hardware adds a step 8000000 times a second, 65536 to a turn.
#define STEPS_HZ   8000000
#define STEPS_TURN 65536

// Guarded by the devices' lock.
static struct {
    bool on;
    toc_dac_output_t output;
} dacs[TOC_DAC_COUNT];
static uint32_t step;
static uint64_t begin_ns; // of the sines

static int sim_dac_put(void *ctx, uint32_t dac,
                       const toc_dac_output_t *output) {
    (void)ctx;
    if (dac >= TOC_DAC_COUNT || !sim__has_pad(output->pad) ||
        output->scale > TOC_DAC_SCALE_MAX) {
        return TOC_EINVAL;
    }
    sim_devices_lock();
    dacs[dac].on = true;
    dacs[dac].output = *output;
    sim_devices_unlock();
    return 0;
}

static int sim_dac_set_frequency(void *ctx, uint32_t hz) {
    (void)ctx;
    if (hz > TOC_DAC_HZ_MAX) {
        return TOC_EINVAL;
    }
    sim_devices_lock();
    step = hz * STEPS_TURN / STEPS_HZ;
    begin_ns = toc_clock_now_ns();
    sim_devices_unlock();
    return 0;
}

static int sim_dac_off(void *ctx, uint32_t dac) {
    (void)ctx;
    if (dac >= TOC_DAC_COUNT) {
        return TOC_EINVAL;
    }
    sim_devices_lock();
    dacs[dac].on = false;
    sim_devices_unlock();
    return 0;
}

static uint32_t tone_uv(uint32_t scale) {
    double since_s = (double)(toc_clock_now_ns() - begin_ns) / 1e9;
    double turns = since_s * step * ((double)STEPS_HZ / STEPS_TURN);
    double wave = sin(TURN * (turns - floor(turns))) / (1u << scale);
    return (uint32_t)(FULL_UV / 2.0 * (1 + wave) + 0.5);
}

bool sim__dac_uv(uint64_t pads, uint32_t *uv) {
    for (uint32_t i = 0; i < TOC_DAC_COUNT; i++) {
        const toc_dac_output_t *output = &dacs[i].output;
        if (dacs[i].on && (pads & SIM_BIT(output->pad)) != 0) {
            *uv = output->is_tone
                      ? tone_uv(output->scale)
                      : (uint32_t)output->level * FULL_UV / TOC_DAC_LEVEL_MAX;
            return true;
        }
    }
    return false;
}

void sim__dac_reset(void) {
    sim_devices_lock();
    for (uint32_t i = 0; i < TOC_DAC_COUNT; i++) {
        dacs[i].on = false;
    }
    step = 0;
    sim_devices_unlock();
}

static const toc_dac_ops_t dac = {
    .name = "sim",
    .put = sim_dac_put,
    .set_frequency = sim_dac_set_frequency,
    .off = sim_dac_off,
};

const toc_dac_ops_t *sim_dac(void) {
    return &dac;
}
