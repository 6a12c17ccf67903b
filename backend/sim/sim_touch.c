/*
 * sim_touch - the touch pads of the virtual board
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim_touch.h"

#include "err.h"
#include "sim_state.h"

enum { PARAM_VALUE, PARAM_COUNT };

// Guarded by the devices' lock.
static sim_device_t *fingers;

static int bus_attach(sim_device_t *device, char error[SIM_ERROR_SIZE]) {
    if (!sim__state.pads[device->where].has_touch) {
        return sim_refuse(error, "%s is no touch pad",
                          sim__state.pads[device->where].name);
    }
    device->bus_next = fingers;
    fingers = device;
    return 0;
}

static void bus_detach(sim_device_t *device) {
    sim_device_t **at = &fingers;
    while (*at != device) {
        at = &(*at)->bus_next;
    }
    *at = device->bus_next;
}

const sim_bus_t sim__bus_touch = {
    .name = "touch",
    .help = "finger at a touch pad: touch@P10=constant,value=200",
    .where = SIM_WHERE_PIN,
    .attach = bus_attach,
    .detach = bus_detach,
};

static const sim_param_t params[PARAM_COUNT] = {
    [PARAM_VALUE] = {.name = "value",
                     .help = "reading, lower when touched",
                     .type = SIM_INTEGER,
                     .initial = SIM_TOUCH_INITIAL,
                     .max = UINT16_MAX},
};

const sim_kind_t sim__kind_touch_constant = {
    .name = "constant",
    .bus = "touch",
    .help = "a reading that stays as it is set",
    .params = params,
    .param_count = PARAM_COUNT,
};

static int sim_touch_read(void *ctx, uint32_t pad, uint32_t *value) {
    (void)ctx;
    if (!sim__has_pad(pad)) {
        return TOC_EINVAL;
    }
    *value = SIM_TOUCH_INITIAL;
    sim_devices_lock();
    for (const sim_device_t *d = fingers; d != NULL; d = d->bus_next) {
        if (d->where == pad) {
            *value = (uint32_t)sim_number(d, PARAM_VALUE);
        }
    }
    sim_devices_unlock();
    return 0;
}

static const toc_touch_ops_t touch = {.name = "sim", .read = sim_touch_read};

const toc_touch_ops_t *sim_touch(void) {
    return &touch;
}
