/*
 * ltr329 - the ambient light sensor LTR-329ALS-01
 *
 * Its two channels are made from the illuminance by the datasheet's own
 * formula, turned around for light of which a fifth is infrared.
 *
 * SPDX-License-Identifier: MIT
 */
#include <math.h>

#include "sim_i2c.h"

enum { PARAM_LUX, PARAM_COUNT };

enum reg {
    REG_CONTROL = 0x80,
    REG_RATE = 0x85,
    REG_PART_ID = 0x86,
    REG_MAKER_ID = 0x87,
    REG_CH1_LOW = 0x88,
    REG_CH1_HIGH = 0x89,
    REG_CH0_LOW = 0x8a,
    REG_CH0_HIGH = 0x8b,
    REG_STATUS = 0x8c,
};

#define CONTROL_ACTIVE 0x01
#define CONTROL_RESET  0x02
#define RATE_AT_RESET  0x03
#define PART_ID        0xa0
#define MAKER_ID       0x05
#define STATUS_NEW     0x04
#define STATUS_INVALID 0x80
#define CH1_SHARE      0.25 // of channel 0
#define LUX_PER_CH0    1.7743
#define LUX_PER_CH1    1.1059

typedef struct {
    uint8_t control;
    uint8_t rate;
    uint16_t ch0; // of the last time that a low byte was read
    uint16_t ch1;
} state_t;

static uint16_t count_of(double value) {
    double count = floor(value + 0.5);
    return count > 65535 ? 65535 : (uint16_t)count;
}

static void sample(sim_device_t *device) {
    static const double gains[] = {1, 2, 4, 8, 1, 1, 48, 96};
    static const double times[] = {1, 0.5, 2, 4, 1.5, 2.5, 3, 3.5};
    state_t *s = device->state;
    if ((s->control & CONTROL_ACTIVE) == 0) {
        return;
    }
    double factor = gains[s->control >> 2 & 7] * times[s->rate >> 3 & 7];
    double ch0 = sim_number(device, PARAM_LUX) * factor /
                 (LUX_PER_CH0 + CH1_SHARE * LUX_PER_CH1);
    s->ch0 = count_of(ch0);
    s->ch1 = count_of(ch0 * CH1_SHARE);
}

static uint8_t get(sim_device_t *device, uint8_t reg) {
    state_t *s = device->state;
    switch (reg) {
    case REG_CONTROL:
        return s->control;
    case REG_RATE:
        return s->rate;
    case REG_PART_ID:
        return PART_ID;
    case REG_MAKER_ID:
        return MAKER_ID;
    // Channel 1 comes first: both channels are of the moment when it is read.
    case REG_CH1_LOW:
        sample(device);
        return (uint8_t)s->ch1;
    case REG_CH1_HIGH:
        return (uint8_t)(s->ch1 >> 8);
    case REG_CH0_LOW:
        return (uint8_t)s->ch0;
    case REG_CH0_HIGH:
        return (uint8_t)(s->ch0 >> 8);
    case REG_STATUS:
        return (uint8_t)((s->control & CONTROL_ACTIVE) != 0
                             ? (s->control & 0x1c) << 2 | STATUS_NEW
                             : STATUS_INVALID);
    default:
        return 0;
    }
}

static void reset(state_t *s) {
    *s = (state_t){.rate = RATE_AT_RESET};
}

static bool put(sim_device_t *device, uint8_t reg, uint8_t value) {
    state_t *s = device->state;
    if (reg == REG_CONTROL && (value & CONTROL_RESET) != 0) {
        reset(s);
    } else if (reg == REG_CONTROL) {
        s->control = value & 0x1d;
    } else if (reg == REG_RATE) {
        s->rate = value & 0x3f;
    }
    return true;
}

static void power_on(sim_device_t *device) {
    reset(device->state);
}

static const sim_i2c_device_t ops = {.get = get, .put = put};

static const sim_param_t params[PARAM_COUNT] = {
    [PARAM_LUX] = {.name = "lux",
                   .help = "illuminance",
                   .unit = "lx",
                   .initial = 100,
                   .min = 0,
                   .max = 64000},
};

const sim_kind_t sim__kind_ltr329 = {
    .name = "ltr329",
    .bus = "i2c",
    .help = "ambient light, LTR-329ALS-01 of Pysense",
    .params = params,
    .param_count = PARAM_COUNT,
    .where = 0x29,
    .has_where = true,
    .state_size = sizeof(state_t),
    .ops = &ops,
    .power_on = power_on,
};
