/*
 * si7006 - the humidity and temperature sensor SI7006-A20
 *
 * Speaks in commands. A measurement is begun by one command and read with its
 * checksum; without clock stretching the address is refused until it is done.
 *
 * SPDX-License-Identifier: MIT
 */
#include <math.h>
#include <string.h>

#include "clock.h"
#include "sim_i2c.h"

enum { PARAM_TEMPERATURE, PARAM_HUMIDITY, PARAM_COUNT };

enum command {
    COMMAND_NONE = 0,
    COMMAND_HUMIDITY_HOLD = 0xe5,
    COMMAND_HUMIDITY = 0xf5,
    COMMAND_TEMPERATURE_HOLD = 0xe3,
    COMMAND_TEMPERATURE = 0xf3,
    COMMAND_TEMPERATURE_OF_HUMIDITY = 0xe0,
    COMMAND_RESET = 0xfe,
    COMMAND_WRITE_USER = 0xe6,
    COMMAND_READ_USER = 0xe7,
    COMMAND_WRITE_HEATER = 0x51,
    COMMAND_READ_HEATER = 0x11,
    COMMAND_ID_1 = 0xfa,
    COMMAND_ID_2 = 0xfc,
    COMMAND_FIRMWARE = 0x84,
};

#define USER_AT_RESET   0x3a
#define USER_WRITABLE   0x85
#define TEMPERATURE_NS  UINT64_C(10800000) // the longest, 14 bits
#define HUMIDITY_NS     UINT64_C(12000000) // 12 bits, and a temperature
#define ANSWER_SIZE_MAX 8

typedef struct {
    uint8_t command;
    uint8_t args; // bytes that came behind the command
    uint8_t user;
    uint8_t heater;
    uint16_t last_temperature; // of the last humidity
    uint64_t ready_ns;
    uint8_t answer[ANSWER_SIZE_MAX];
    uint8_t size;
    uint8_t at;
} state_t;

static uint16_t code_of(double value, double offset, double span) {
    // The lowest two of 16 bits carry status.
    double code = floor((value + offset) * 16384.0 / span + 0.5);
    int bits = code <= 0 ? 0 : code >= 16383 ? 16383 : (int)code;
    return (uint16_t)(bits << 2);
}

static uint16_t temperature_code(const sim_device_t *device) {
    return code_of(sim_number(device, PARAM_TEMPERATURE), 46.85, 175.72);
}

static void answer_word(sim_device_t *device, uint16_t word) {
    state_t *s = device->state;
    s->answer[0] = (uint8_t)(word >> 8);
    s->answer[1] = (uint8_t)word;
    s->answer[2] = sim_i2c_crc8(0, s->answer, 2);
    if (sim_i2c_spoils_crc(device)) {
        s->answer[2] ^= 0xff;
    }
    s->size = 3;
}

static void measure(sim_device_t *device, bool is_humidity, bool hold) {
    state_t *s = device->state;
    uint64_t takes_ns = TEMPERATURE_NS + (is_humidity ? HUMIDITY_NS : 0);
    s->ready_ns = toc_clock_now_ns() + takes_ns;
    if (hold) {
        sim_i2c_stretch(device, takes_ns);
        s->ready_ns = 0;
    }
    uint16_t temperature = temperature_code(device);
    if (is_humidity) {
        s->last_temperature = temperature;
        answer_word(device,
                    code_of(sim_number(device, PARAM_HUMIDITY), 6, 125));
    } else {
        answer_word(device, temperature);
    }
}

// The serial number: eight bytes, each followed by the checksum so far in the
// first half, each pair in the second. The fifth byte says which chip it is.
static void answer_id(sim_device_t *device, bool second) {
    state_t *s = device->state;
    static const uint8_t first_half[] = {0x00, 0x70, 0x79, 0x63};
    static const uint8_t second_half[] = {0x06, 0xff, 0xb5, 0xff};
    uint8_t crc = 0;
    s->size = 0;
    for (int i = 0; i < 4; i++) {
        uint8_t byte = second ? second_half[i] : first_half[i];
        crc = sim_i2c_crc8(crc, &byte, 1);
        s->answer[s->size++] = byte;
        if (!second || i % 2 == 1) {
            s->answer[s->size++] =
                sim_i2c_spoils_crc(device) ? (uint8_t)~crc : crc;
        }
    }
}

static void answer_byte(state_t *s, uint8_t byte) {
    s->answer[0] = byte;
    s->size = 1;
}

static bool begin(sim_device_t *device, uint8_t command) {
    state_t *s = device->state;
    s->command = command;
    s->args = 0;
    s->size = 0;
    s->at = 0;
    s->ready_ns = 0;
    switch (command) {
    case COMMAND_HUMIDITY_HOLD:
    case COMMAND_HUMIDITY:
        measure(device, true, command == COMMAND_HUMIDITY_HOLD);
        return true;
    case COMMAND_TEMPERATURE_HOLD:
    case COMMAND_TEMPERATURE:
        measure(device, false, command == COMMAND_TEMPERATURE_HOLD);
        return true;
    case COMMAND_TEMPERATURE_OF_HUMIDITY:
        answer_word(device, s->last_temperature);
        s->size = 2;
        return true;
    case COMMAND_RESET:
        s->user = USER_AT_RESET;
        s->heater = 0;
        return true;
    case COMMAND_READ_USER:
        answer_byte(s, s->user);
        return true;
    case COMMAND_READ_HEATER:
        answer_byte(s, s->heater);
        return true;
    case COMMAND_WRITE_USER:
    case COMMAND_WRITE_HEATER:
    case COMMAND_ID_1:
    case COMMAND_ID_2:
    case COMMAND_FIRMWARE:
        return true;
    default:
        return false;
    }
}

static bool take_arg(sim_device_t *device, uint8_t byte) {
    state_t *s = device->state;
    if (++s->args > 1) {
        return false;
    }
    switch (s->command) {
    case COMMAND_WRITE_USER:
        s->user =
            (uint8_t)((s->user & ~USER_WRITABLE) | (byte & USER_WRITABLE));
        return true;
    case COMMAND_WRITE_HEATER:
        s->heater = byte & 0x0f;
        return true;
    case COMMAND_ID_1:
        answer_id(device, false);
        return byte == 0x0f;
    case COMMAND_ID_2:
        answer_id(device, true);
        return byte == 0xc9;
    case COMMAND_FIRMWARE:
        answer_byte(s, 0x20);
        return byte == 0xb8;
    default:
        return false;
    }
}

static bool start(sim_device_t *device, bool read) {
    state_t *s = device->state;
    if (!read) {
        s->command = COMMAND_NONE;
        return true;
    }
    s->at = 0;
    return s->size > 0 && toc_clock_now_ns() >= s->ready_ns;
}

static bool write(sim_device_t *device, uint8_t byte) {
    const state_t *s = device->state;
    return s->command == COMMAND_NONE ? begin(device, byte)
                                      : take_arg(device, byte);
}

static uint8_t read(sim_device_t *device) {
    state_t *s = device->state;
    return s->at < s->size ? s->answer[s->at++] : 0xff;
}

static void power_on(sim_device_t *device) {
    state_t *s = device->state;
    s->user = USER_AT_RESET;
}

static const sim_i2c_device_t ops = {
    .has_crc = true,
    .start = start,
    .write = write,
    .read = read,
};

static const sim_param_t params[PARAM_COUNT] = {
    [PARAM_TEMPERATURE] = {.name = "temperature",
                           .help = "of the air",
                           .unit = "C",
                           .initial = 22,
                           .min = -40,
                           .max = 125},
    [PARAM_HUMIDITY] = {.name = "humidity",
                        .help = "relative, of the air",
                        .unit = "%",
                        .initial = 45,
                        .min = 0,
                        .max = 100},
};

const sim_kind_t sim__kind_si7006 = {
    .name = "si7006",
    .bus = "i2c",
    .help = "humidity and temperature, SI7006-A20",
    .params = params,
    .param_count = PARAM_COUNT,
    .where = 0x40,
    .has_where = true,
    .state_size = sizeof(state_t),
    .ops = &ops,
    .power_on = power_on,
};
