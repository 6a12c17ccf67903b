/*
 * voltage - sources at an analog input: constant, sine, from a file
 *
 * SPDX-License-Identifier: MIT
 */
#include <math.h>
#include <stdio.h>

#include "err.h"
#include "port.h"
#include "sim_adc.h"
#include "sim_series.h"

#define NS_PER_S 1e9

static double constant_mv(const sim_device_t *device, uint64_t at_ns) {
    (void)at_ns;
    return sim_number(device, 0);
}

static const sim_adc_source_t constant_ops = {.mv = constant_mv};

static const sim_param_t constant_params[] = {
    {.name = "mv", .help = "voltage", .unit = "mV", .max = SIM_ADC_HIGH_MV},
};

const sim_kind_t sim__kind_adc_constant = {
    .name = "constant",
    .bus = "adc",
    .help = "a voltage that stays as it is set",
    .params = constant_params,
    .param_count = 1,
    .ops = &constant_ops,
};

enum { SINE_MV, SINE_AMPLITUDE, SINE_HZ, SINE_COUNT };

static double sine_mv(const sim_device_t *device, uint64_t at_ns) {
    double turns = sim_number(device, SINE_HZ) * ((double)at_ns / NS_PER_S);
    return sim_number(device, SINE_MV) +
           sim_number(device, SINE_AMPLITUDE) *
               sin(2 * 3.14159265358979323846 * (turns - floor(turns)));
}

static const sim_adc_source_t sine_ops = {.mv = sine_mv};

static const sim_param_t sine_params[SINE_COUNT] = {
    [SINE_MV] = {.name = "mv",
                 .help = "voltage in the middle",
                 .unit = "mV",
                 .initial = 500,
                 .max = SIM_ADC_HIGH_MV},
    [SINE_AMPLITUDE] = {.name = "amplitude_mv",
                        .help = "from the middle to the top",
                        .unit = "mV",
                        .initial = 500,
                        .max = SIM_ADC_HIGH_MV},
    [SINE_HZ] = {.name = "hz",
                 .help = "turns in a second",
                 .unit = "Hz",
                 .initial = 1,
                 .max = 1e6},
};

const sim_kind_t sim__kind_adc_sine = {
    .name = "sine",
    .bus = "adc",
    .help = "a sine that begins in the middle, upwards",
    .params = sine_params,
    .param_count = SINE_COUNT,
    .ops = &sine_ops,
};

static double file_mv(const sim_device_t *device, uint64_t at_ns) {
    return sim_series_at(device->state, (double)at_ns / NS_PER_S);
}

static int file_attach(sim_device_t *device, char error[SIM_ERROR_SIZE]) {
    return sim_series_load(device->state, sim_text(device, 0), error);
}

static void file_detach(sim_device_t *device) {
    sim_series_free(device->state);
}

static const sim_adc_source_t file_ops = {.mv = file_mv};

static const sim_param_t file_params[] = {
    {.name = "path",
     .help = "file with a line for each point: seconds,mV",
     .type = SIM_TEXT,
     .flags = SIM_PARAM_FIXED | SIM_PARAM_NEEDED},
};

const sim_kind_t sim__kind_adc_file = {
    .name = "file",
    .bus = "adc",
    .help = "a recording, with straight lines between its points",
    .params = file_params,
    .param_count = 1,
    .state_size = sizeof(sim_series_t),
    .ops = &file_ops,
    .attach = file_attach,
    .detach = file_detach,
};
