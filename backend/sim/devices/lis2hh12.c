/*
 * lis2hh12 - the accelerometer LIS2HH12
 *
 * Its interrupt for activity: a change of acceleration by more than the
 * threshold is activity, and as long as none follows for the duration, the
 * device is at rest. INT1 says "at rest", or by H_LACTIVE the opposite.
 *
 * SPDX-License-Identifier: MIT
 */
#include <math.h>

#include "alarm.h"
#include "sim_i2c.h"
#include "sim_state.h"

enum { PARAM_X, PARAM_Y, PARAM_Z, PARAM_TEMPERATURE, PARAM_INT, PARAM_COUNT };

enum reg {
    REG_TEMP_L = 0x0b,
    REG_TEMP_H = 0x0c,
    REG_WHO_AM_I = 0x0f,
    REG_ACT_THS = 0x1e,
    REG_ACT_DUR = 0x1f,
    REG_CTRL1 = 0x20,
    REG_CTRL3 = 0x22,
    REG_CTRL4 = 0x23,
    REG_CTRL5 = 0x24,
    REG_CTRL7 = 0x26,
    REG_STATUS = 0x27,
    REG_OUT_X_L = 0x28,
    REG_OUT_Z_H = 0x2d,
    REG_COUNT = 0x40,
};

#define WHO_AM_I         0x41
#define CTRL1_AT_RESET   0x07
#define CTRL4_AT_RESET   0x04
#define CTRL3_INT1_REST  0x20
#define CTRL4_ADD_INC    0x04
#define CTRL5_SOFT_RESET 0x40
#define CTRL5_LOW_ACTIVE 0x02
#define STATUS_NEW_DATA  0x0f
#define NS_PER_S         UINT64_C(1000000000)

typedef struct {
    uint8_t regs[REG_COUNT];
    double last[3]; // acceleration that activity is told from
    toc_alarm_t rest;

    // With the board's lock, as the alarm looks at them.
    uint32_t pad;
    bool enabled;
    bool low_active;
    bool at_rest;
} state_t;

static void apply_int(state_t *s) {
    if (s->pad != SIM_PAD_NONE) {
        sim__hand_drive(s->pad, SIM_HAND_DEVICE,
                        (s->enabled && s->at_rest) != s->low_active);
    }
}

static int on_rest(toc_alarm_t *alarm, uint64_t due_ns, bool late) {
    (void)due_ns;
    (void)late;
    state_t *s = alarm->ctx;
    sim__lock();
    s->at_rest = true;
    apply_int(s);
    sim__unlock();
    return 0;
}

static unsigned rate_hz(const state_t *s) {
    static const unsigned rates[] = {0, 10, 50, 100, 200, 400, 800, 0};
    return rates[s->regs[REG_CTRL1] >> 4 & 7];
}

static double full_scale_g(const state_t *s) {
    static const double scales[] = {2, 2, 4, 8};
    return scales[s->regs[REG_CTRL4] >> 4 & 3];
}

// Something moved, or the watch begins: active, until the duration is over.
static void begin_activity(sim_device_t *device) {
    state_t *s = device->state;
    sim__lock();
    s->at_rest = false;
    apply_int(s);
    sim__unlock();
    unsigned hz = rate_hz(s);
    if (hz > 0) {
        uint64_t for_ns = s->regs[REG_ACT_DUR] * (8 * NS_PER_S) / hz;
        // Without memory it stays active: nothing else depends on it.
        if (toc_alarm_arm(&s->rest, toc_clock_now_ns() + for_ns, 0) != 0) {
            return;
        }
    }
}

static void configure_int(sim_device_t *device) {
    state_t *s = device->state;
    bool enabled = (s->regs[REG_CTRL3] & CTRL3_INT1_REST) != 0 &&
                   s->regs[REG_ACT_THS] != 0;
    sim__lock();
    bool begins = enabled && !s->enabled;
    s->enabled = enabled;
    s->low_active = (s->regs[REG_CTRL5] & CTRL5_LOW_ACTIVE) != 0;
    apply_int(s);
    sim__unlock();
    if (begins) {
        begin_activity(device);
    } else if (!enabled) {
        (void)toc_alarm_cancel(&s->rest);
    }
}

static void reset(sim_device_t *device) {
    state_t *s = device->state;
    for (int i = 0; i < REG_COUNT; i++) {
        s->regs[i] = 0;
    }
    s->regs[REG_WHO_AM_I] = WHO_AM_I;
    s->regs[REG_CTRL1] = CTRL1_AT_RESET;
    s->regs[REG_CTRL4] = CTRL4_AT_RESET;
    configure_int(device);
}

static void put_word(uint8_t *low, double value) {
    double word = floor(value + 0.5);
    int bits = word < -32768 ? -32768 : word > 32767 ? 32767 : (int)word;
    low[0] = (uint8_t)bits;
    low[1] = (uint8_t)((unsigned)bits >> 8);
}

// What it measures now; powered down it keeps what it measured last.
static void sample(sim_device_t *device) {
    state_t *s = device->state;
    if (rate_hz(s) == 0) {
        return;
    }
    for (uint32_t axis = 0; axis < 3; axis++) {
        put_word(&s->regs[REG_OUT_X_L + 2 * axis],
                 sim_number(device, PARAM_X + axis) * 32768 / full_scale_g(s));
    }
    // 8 steps a degree from 25 C, 11 bits, left-justified.
    double steps = (sim_number(device, PARAM_TEMPERATURE) - 25) * 8;
    put_word(&s->regs[REG_TEMP_L], floor(steps + 0.5) * 32);
    s->regs[REG_STATUS] = STATUS_NEW_DATA;
}

static uint8_t get(sim_device_t *device, uint8_t reg) {
    const state_t *s = device->state;
    bool is_data = reg == REG_TEMP_L || reg == REG_STATUS ||
                   (reg >= REG_OUT_X_L && reg <= REG_OUT_Z_H && reg % 2 == 0);
    // The high byte of a word is of the same moment as its low byte.
    if (is_data) {
        sample(device);
    }
    return reg < REG_COUNT ? s->regs[reg] : 0;
}

static bool put(sim_device_t *device, uint8_t reg, uint8_t value) {
    state_t *s = device->state;
    if (reg == REG_CTRL5 && (value & CTRL5_SOFT_RESET) != 0) {
        reset(device);
    } else if (reg >= REG_ACT_THS && reg <= REG_CTRL7) {
        s->regs[reg] = reg == REG_ACT_THS ? value & 0x7f : value;
        configure_int(device);
    }
    return true;
}

static uint8_t next(sim_device_t *device, uint8_t reg) {
    const state_t *s = device->state;
    bool counts = (s->regs[REG_CTRL4] & CTRL4_ADD_INC) != 0;
    return (uint8_t)(reg + counts);
}

static int changed(sim_device_t *device, uint32_t param,
                   char error[SIM_ERROR_SIZE]) {
    error[0] = '\0';
    state_t *s = device->state;
    if (param > PARAM_Z) {
        return 0;
    }
    double now = sim_number(device, param);
    double threshold = s->regs[REG_ACT_THS] * full_scale_g(s) / 128;
    bool moved = fabs(now - s->last[param - PARAM_X]) > threshold;
    s->last[param - PARAM_X] = now;
    if (moved && s->enabled) {
        begin_activity(device);
    }
    return 0;
}

static void power_on(sim_device_t *device) {
    state_t *s = device->state;
    s->rest = (toc_alarm_t){.cb = on_rest, .ctx = s};
    s->pad = sim_pad(device, PARAM_INT);
    for (uint32_t axis = 0; axis < 3; axis++) {
        s->last[axis] = sim_number(device, PARAM_X + axis);
    }
    reset(device);
}

static void detach(sim_device_t *device) {
    state_t *s = device->state;
    (void)toc_alarm_cancel(&s->rest);
    if (s->pad != SIM_PAD_NONE) {
        sim_pin_let_go(s->pad);
    }
}

static const sim_i2c_device_t ops = {.get = get, .put = put, .next = next};

static const sim_param_t params[PARAM_COUNT] = {
    [PARAM_X] = {.name = "x",
                 .help = "acceleration",
                 .unit = "g",
                 .initial = 0,
                 .min = -8,
                 .max = 8},
    [PARAM_Y] = {.name = "y",
                 .help = "acceleration",
                 .unit = "g",
                 .initial = 0,
                 .min = -8,
                 .max = 8},
    [PARAM_Z] = {.name = "z",
                 .help = "acceleration",
                 .unit = "g",
                 .initial = 1,
                 .min = -8,
                 .max = 8},
    [PARAM_TEMPERATURE] = {.name = "temperature",
                           .help = "of the chip",
                           .unit = "C",
                           .initial = 25,
                           .min = -40,
                           .max = 85},
    [PARAM_INT] = {.name = "int",
                   .help = "pin that its INT1 is wired to",
                   .type = SIM_PIN,
                   .flags = SIM_PARAM_FIXED},
};

const sim_kind_t sim__kind_lis2hh12 = {
    .name = "lis2hh12",
    .bus = "i2c",
    .help = "acceleration on three axes, LIS2HH12 of Pysense and Pytrack",
    .params = params,
    .param_count = PARAM_COUNT,
    .where = 0x1e,
    .has_where = true,
    .state_size = sizeof(state_t),
    .ops = &ops,
    .power_on = power_on,
    .detach = detach,
    .changed = changed,
};
