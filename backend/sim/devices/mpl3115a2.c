/*
 * mpl3115a2 - the barometer and altimeter MPL3115A2
 *
 * SPDX-License-Identifier: MIT
 */
#include <math.h>

#include "clock.h"
#include "sim_i2c.h"

enum { PARAM_PRESSURE, PARAM_TEMPERATURE, PARAM_COUNT };

enum reg {
    REG_STATUS = 0x00,
    REG_OUT_P_MSB = 0x01,
    REG_OUT_T_MSB = 0x04,
    REG_OUT_T_LSB = 0x05,
    REG_DR_STATUS = 0x06,
    REG_WHO_AM_I = 0x0c,
    REG_SYSMOD = 0x11,
    REG_PT_DATA_CFG = 0x13,
    REG_BAR_IN_MSB = 0x14,
    REG_BAR_IN_LSB = 0x15,
    REG_CTRL_REG1 = 0x26,
    REG_CTRL_REG2 = 0x27, // its lowest bits: log2 of the step in seconds
    REG_OFF_H = 0x2d,
    REG_COUNT = 0x2e,
};

#define WHO_AM_I       0xc4
#define CTRL1_ACTIVE   0x01
#define CTRL1_ONE_SHOT 0x02
#define CTRL1_RESET    0x04
#define CTRL1_ALTITUDE 0x80
#define STATUS_READY   0x0e // pressure and temperature
#define SEA_LEVEL_PA   101326
#define NS_PER_MS      UINT64_C(1000000)

typedef struct {
    uint8_t regs[REG_COUNT];
    uint64_t ready_ns; // when the conversion that runs is done; 0: none runs
} state_t;

// From the datasheet: 2 ms for each of 2^OS samples and 4 ms around them.
static uint64_t conversion_ns(const state_t *s) {
    unsigned samples = 1u << (s->regs[REG_CTRL_REG1] >> 3 & 7);
    return (2 + 4 * (uint64_t)samples) * NS_PER_MS;
}

static double sea_level_pa(const state_t *s) {
    int word = s->regs[REG_BAR_IN_MSB] << 8 | s->regs[REG_BAR_IN_LSB];
    return 2.0 * word;
}

// Put 20 bits, left-justified in three bytes.
static void put_20(uint8_t *msb, double value, double low, double high) {
    double bits = floor(value + 0.5);
    int whole = (int)(bits < low ? low : bits > high ? high : bits);
    unsigned word = (unsigned)whole << 4;
    msb[0] = (uint8_t)(word >> 16);
    msb[1] = (uint8_t)(word >> 8);
    msb[2] = (uint8_t)(word & 0xf0);
}

static void sample(sim_device_t *device) {
    state_t *s = device->state;
    double pa = sim_number(device, PARAM_PRESSURE) * 100;
    uint8_t *out = &s->regs[REG_OUT_P_MSB];
    if ((s->regs[REG_CTRL_REG1] & CTRL1_ALTITUDE) != 0) {
        double ratio = pa / sea_level_pa(s);
        double metres = 44330.77 * (1 - pow(ratio, 0.1902632));
        put_20(out, metres * 16, -524288, 524287);
    } else {
        put_20(out, pa * 4, 0, 0xfffff);
    }
    double sixteenths = sim_number(device, PARAM_TEMPERATURE) * 16;
    int word = (int)floor(sixteenths + 0.5) * 16;
    out[3] = (uint8_t)((unsigned)word >> 8);
    out[4] = (uint8_t)word;
}

// From one to the next while active.
static uint64_t step_ns(const state_t *s) {
    return UINT64_C(1000) * NS_PER_MS << (s->regs[REG_CTRL_REG2] & 0x0f);
}

// Finish a conversion whose time has come; while active, another one follows.
static void update(sim_device_t *device) {
    state_t *s = device->state;
    uint64_t now_ns = toc_clock_now_ns();
    if (s->ready_ns == 0 || now_ns < s->ready_ns) {
        return;
    }
    sample(device);
    s->regs[REG_STATUS] = STATUS_READY;
    bool active = (s->regs[REG_CTRL_REG1] & CTRL1_ACTIVE) != 0;
    s->regs[REG_CTRL_REG1] &= (uint8_t)~CTRL1_ONE_SHOT;
    uint64_t steps = (now_ns - s->ready_ns) / step_ns(s) + 1;
    s->ready_ns = active ? s->ready_ns + steps * step_ns(s) : 0;
}

static uint8_t get(sim_device_t *device, uint8_t reg) {
    state_t *s = device->state;
    // A word is of the moment when its first byte, or the status, is read.
    if (reg == REG_STATUS || reg == REG_DR_STATUS || reg == REG_OUT_P_MSB ||
        reg == REG_OUT_T_MSB || reg == REG_CTRL_REG1) {
        update(device);
    }
    if (reg == REG_DR_STATUS) {
        return s->regs[REG_STATUS];
    }
    if (reg == REG_SYSMOD) {
        return s->regs[REG_CTRL_REG1] & CTRL1_ACTIVE;
    }
    uint8_t value = reg < REG_COUNT ? s->regs[reg] : 0;
    if (reg >= REG_OUT_P_MSB && reg <= REG_OUT_T_LSB) {
        s->regs[REG_STATUS] &= (uint8_t)(reg < 4 ? ~0x04 : ~0x02);
        s->regs[REG_STATUS] &= s->regs[REG_STATUS] & 0x06 ? 0xff : 0x00;
    }
    return value;
}

static void reset(state_t *s) {
    *s = (state_t){0};
    s->regs[REG_WHO_AM_I] = WHO_AM_I;
    s->regs[REG_BAR_IN_MSB] = (uint8_t)(SEA_LEVEL_PA / 2 >> 8);
    s->regs[REG_BAR_IN_LSB] = (uint8_t)(SEA_LEVEL_PA / 2 & 0xff);
}

static void control(state_t *s, uint8_t value) {
    if ((value & CTRL1_RESET) != 0) {
        reset(s);
        return;
    }
    uint8_t before = s->regs[REG_CTRL_REG1];
    s->regs[REG_CTRL_REG1] = value;
    bool runs = (before & CTRL1_ACTIVE) != 0;
    if ((value & (CTRL1_ACTIVE | CTRL1_ONE_SHOT)) == 0) {
        s->ready_ns = 0;
    } else if (!runs) {
        s->ready_ns = toc_clock_now_ns() + conversion_ns(s);
    }
}

static bool put(sim_device_t *device, uint8_t reg, uint8_t value) {
    state_t *s = device->state;
    update(device);
    if (reg == REG_CTRL_REG1) {
        control(s, value);
    } else if (reg >= REG_PT_DATA_CFG && reg <= REG_OFF_H) {
        s->regs[reg] = value;
    }
    return true;
}

static void power_on(sim_device_t *device) {
    reset(device->state);
}

static const sim_i2c_device_t ops = {.get = get, .put = put};

static const sim_param_t params[PARAM_COUNT] = {
    [PARAM_PRESSURE] = {.name = "pressure",
                        .help = "of the air",
                        .unit = "hPa",
                        .initial = 1013.25,
                        .min = 200,
                        .max = 1100},
    [PARAM_TEMPERATURE] = {.name = "temperature",
                           .help = "of the air",
                           .unit = "C",
                           .initial = 22,
                           .min = -40,
                           .max = 85},
};

const sim_kind_t sim__kind_mpl3115a2 = {
    .name = "mpl3115a2",
    .bus = "i2c",
    .help = "pressure, altitude and temperature, MPL3115A2 of Pysense",
    .params = params,
    .param_count = PARAM_COUNT,
    .where = 0x60,
    .has_where = true,
    .state_size = sizeof(state_t),
    .ops = &ops,
    .power_on = power_on,
};
