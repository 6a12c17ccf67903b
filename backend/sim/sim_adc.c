/*
 * sim_adc - the analog inputs of the virtual board
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim_adc.h"

#include "clock.h"
#include "err.h"
#include "sim_dac.h"
#include "sim_pwm.h"
#include "sim_state.h"

#define UV_PER_MV 1000

enum { PARAM_NOISE, PARAM_COUNT };

typedef struct {
    uint64_t attached_ns;
} attached_t;

// Guarded by the devices' lock.
static sim_device_t *sources;
static uint64_t noise_state;
static uint32_t vref_pad = SIM_PAD_NONE;

void sim_adc_seed(uint64_t seed) {
    sim_devices_lock();
    noise_state = seed;
    sim_devices_unlock();
}

// Returns a number from -1 to 1: splitmix64.
static double noise(void) {
    uint64_t z = noise_state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    z ^= z >> 31;
    return (double)(z >> 11) / (double)(UINT64_C(1) << 52) - 1.0;
}

static int bus_attach(sim_device_t *device, char error[SIM_ERROR_SIZE]) {
    if (!sim__state.pads[device->where].has_adc) {
        return sim_refuse(error, "%s cannot measure voltages",
                          sim__state.pads[device->where].name);
    }
    attached_t *attached = toc_port_realloc(NULL, sizeof(*attached));
    if (attached == NULL) {
        sim_refuse(error, "%s", toc_err_text(TOC_ENOMEM));
        return TOC_ENOMEM;
    }
    attached->attached_ns = toc_clock_now_ns();
    device->bus_state = attached;
    device->bus_next = sources;
    sources = device;
    return 0;
}

static void bus_detach(sim_device_t *device) {
    sim_device_t **at = &sources;
    while (*at != device) {
        at = &(*at)->bus_next;
    }
    *at = device->bus_next;
    (void)toc_port_realloc(device->bus_state, 0);
}

static const sim_param_t bus_params[PARAM_COUNT] = {
    [PARAM_NOISE] = {.name = "noise_mv",
                     .help = "added at random, up to this much either way",
                     .unit = "mV",
                     .max = SIM_ADC_HIGH_MV},
};

const sim_bus_t sim__bus_adc = {
    .name = "adc",
    .help = "voltage at a pin: adc@P13=constant,mv=1500",
    .where = SIM_WHERE_PIN,
    .params = bus_params,
    .param_count = PARAM_COUNT,
    .attach = bus_attach,
    .detach = bus_detach,
};

static uint32_t source_uv(const sim_device_t *device) {
    const sim_adc_source_t *ops = device->kind->ops;
    const attached_t *attached = device->bus_state;
    double mv = ops->mv(device, toc_clock_now_ns() - attached->attached_ns);
    double noise_mv = sim_bus_number(device, PARAM_NOISE);
    if (noise_mv > 0) {
        mv += noise_mv * noise();
    }
    double limited = mv < 0 ? 0 : mv > SIM_ADC_HIGH_MV ? SIM_ADC_HIGH_MV : mv;
    return (uint32_t)(limited * UV_PER_MV + 0.5);
}

// The source at the pad itself, or else one at a pad of its net.
static const sim_device_t *find_source(uint32_t pad, uint64_t net) {
    const sim_device_t *found = NULL;
    for (const sim_device_t *d = sources; d != NULL; d = d->bus_next) {
        if (d->where == pad) {
            return d;
        }
        found = (net & SIM_BIT(d->where)) != 0 ? d : found;
    }
    return found;
}

// A net that nothing drives or pulls has no charge to measure.
// With the board's lock.
static uint32_t digital_uv(uint32_t pad) {
    const sim_state_t *s = &sim__state;
    uint64_t held = s->output[0] | s->output[1] | s->outside[0] |
                    s->outside[1] | s->pull[0] | s->pull[1];
    bool high = (held & s->pads[pad].net) != 0 && sim__level_of(pad);
    return high ? SIM_ADC_HIGH_MV * UV_PER_MV : 0;
}

static int sim_adc_read(void *ctx, uint32_t pad, uint32_t *uv) {
    (void)ctx;
    if (!sim__has_pad(pad)) {
        return TOC_EINVAL;
    }
    sim_devices_lock();
    sim__lock();
    sim__pwm_refresh();
    uint64_t net = sim__state.pads[pad].net;
    *uv = digital_uv(pad);
    sim__unlock();
    const sim_device_t *source = find_source(pad, net);
    if (source != NULL) {
        *uv = source_uv(source);
    } else if (sim__dac_uv(net, uv)) {
        // It wrote it.
    } else if (vref_pad != SIM_PAD_NONE && (net & SIM_BIT(vref_pad)) != 0) {
        *uv = TOC_ADC_VREF_MV * UV_PER_MV;
    }
    sim_devices_unlock();
    return 0;
}

static int sim_adc_vref_to(void *ctx, uint32_t pad) {
    (void)ctx;
    if (!sim__has_pad(pad)) {
        return TOC_EINVAL;
    }
    sim_devices_lock();
    vref_pad = pad;
    sim_devices_unlock();
    return 0;
}

void sim__adc_reset(void) {
    sim_devices_lock();
    vref_pad = SIM_PAD_NONE;
    sim_devices_unlock();
}

static const toc_adc_ops_t adc = {
    .name = "sim",
    .read = sim_adc_read,
    .vref_to = sim_adc_vref_to,
};

const toc_adc_ops_t *sim_adc(void) {
    return &adc;
}
