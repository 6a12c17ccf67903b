/*
 * ds18b20 - the thermometer DS18B20 on a 1-Wire line
 *
 * SPDX-License-Identifier: MIT
 */
#include <math.h>
#include <string.h>

#include "clock.h"
#include "sim_onewire.h"
#include "sim_state.h"

enum { PARAM_TEMPERATURE, PARAM_POWERED, PARAM_COUNT };

enum command {
    COMMAND_CONVERT = 0x44,
    COMMAND_READ = 0xbe,
    COMMAND_WRITE = 0x4e,
    COMMAND_COPY = 0x48,
    COMMAND_RECALL = 0xb8,
    COMMAND_POWER = 0xb4,
};

#define FAMILY          0x28
#define SCRATCHPAD_SIZE 9
#define AT_TH           2
#define AT_CONFIG       4
#define CONFIG_USED     0x60
#define CONFIG_FIXED    0x1f
#define AT_POWER_ON     0x0550              // 85 C
#define CONVERT_NS      UINT64_C(750000000) // of 12 bits; half for one less

// With the board's lock.
typedef struct {
    uint8_t scratchpad[SCRATCHPAD_SIZE - 1];
    uint8_t kept[3]; // TH, TL and the configuration, in its EEPROM
    double celsius;
    bool powered;
    uint64_t ready_ns;
    int16_t converted; // the result that is there from ready_ns on
} state_t;

static unsigned missing_bits(const state_t *s) {
    return 3 - (s->scratchpad[AT_CONFIG] >> 5 & 3u);
}

static void convert(state_t *s) {
    unsigned missing = missing_bits(s);
    double sixteenths = floor(s->celsius * 16 + 0.5);
    int word = (int)sixteenths;
    // The bits that are missing are 0 below.
    s->converted = (int16_t)(word & ~((1 << missing) - 1));
    s->ready_ns = toc_clock_now_ns() + (CONVERT_NS >> missing);
}

static void update(state_t *s) {
    if (s->ready_ns != 0 && toc_clock_now_ns() >= s->ready_ns) {
        s->ready_ns = 0;
        s->scratchpad[0] = (uint8_t)s->converted;
        s->scratchpad[1] = (uint8_t)((unsigned)s->converted >> 8);
    }
}

static size_t answer_scratchpad(state_t *s, uint8_t *answer) {
    memcpy(answer, s->scratchpad, SCRATCHPAD_SIZE - 1);
    answer[SCRATCHPAD_SIZE - 1] = sim_onewire_crc8(answer, SCRATCHPAD_SIZE - 1);
    return SCRATCHPAD_SIZE;
}

static size_t command(void *state, uint8_t what,
                      uint8_t answer[SIM_ONEWIRE_ANSWER_MAX]) {
    state_t *s = state;
    update(s);
    switch (what) {
    case COMMAND_CONVERT:
        convert(s);
        break;
    case COMMAND_READ:
        return answer_scratchpad(s, answer);
    case COMMAND_WRITE:
        return SIM_ONEWIRE_TAKES;
    case COMMAND_COPY:
        memcpy(s->kept, &s->scratchpad[AT_TH], sizeof(s->kept));
        break;
    case COMMAND_RECALL:
        memcpy(&s->scratchpad[AT_TH], s->kept, sizeof(s->kept));
        break;
    case COMMAND_POWER:
        answer[0] = s->powered ? 0xff : 0x00;
        return 1;
    default:
        break;
    }
    return 0;
}

static void take(void *state, uint8_t what, uint32_t index, uint8_t byte) {
    state_t *s = state;
    if (what == COMMAND_WRITE && index < sizeof(s->kept)) {
        bool is_config = AT_TH + index == AT_CONFIG;
        s->scratchpad[AT_TH + index] =
            is_config ? (uint8_t)((byte & CONFIG_USED) | CONFIG_FIXED) : byte;
    }
}

static bool is_busy(void *state) {
    state_t *s = state;
    update(s);
    return s->ready_ns != 0;
}

static void take_over(sim_device_t *device) {
    state_t *s = device->state;
    sim__lock();
    s->celsius = sim_number(device, PARAM_TEMPERATURE);
    s->powered = sim_is_on(device, PARAM_POWERED);
    sim__unlock();
}

static int changed(sim_device_t *device, uint32_t param,
                   char error[SIM_ERROR_SIZE]) {
    (void)param;
    error[0] = '\0';
    take_over(device);
    return 0;
}

static void power_on(sim_device_t *device) {
    static const uint8_t at_first[] = {AT_POWER_ON & 0xff,
                                       AT_POWER_ON >> 8,
                                       0x4b,
                                       0x46,
                                       0x7f,
                                       0xff,
                                       0x0c,
                                       0x10};
    state_t *s = device->state;
    memcpy(s->scratchpad, at_first, sizeof(at_first));
    memcpy(s->kept, &at_first[AT_TH], sizeof(s->kept));
    take_over(device);
}

static const sim_onewire_device_t ops = {
    .family = FAMILY,
    .command = command,
    .take = take,
    .is_busy = is_busy,
};

static const sim_param_t params[PARAM_COUNT] = {
    [PARAM_TEMPERATURE] = {.name = "temperature",
                           .help = "of what it is at",
                           .unit = "C",
                           .initial = 22,
                           .min = -55,
                           .max = 125},
    [PARAM_POWERED] = {.name = "powered",
                       .help = "from a supply, not from the line",
                       .type = SIM_SWITCH,
                       .initial = 1},
};

const sim_kind_t sim__kind_ds18b20 = {
    .name = "ds18b20",
    .bus = "onewire",
    .help = "temperature, DS18B20",
    .params = params,
    .param_count = PARAM_COUNT,
    .state_size = sizeof(state_t),
    .ops = &ops,
    .power_on = power_on,
    .changed = changed,
};
