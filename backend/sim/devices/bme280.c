/*
 * bme280 - the sensor BME280 for pressure, humidity and temperature
 *
 * On I2C and on SPI. What it hands out is raw, and the program compensates it
 * by the device's own constants with the datasheet's formulas. So the raw
 * words are found the other way round: the formulas rise or fall steadily, and
 * a search by halves finds the word whose compensated value is nearest.
 *
 * SPDX-License-Identifier: MIT
 */
#include "clock.h"
#include "sim_i2c.h"
#include "sim_spi.h"

enum { PARAM_TEMPERATURE, PARAM_HUMIDITY, PARAM_PRESSURE, PARAM_COUNT };

enum reg {
    REG_CALIB_LOW = 0x88, // 26 bytes
    REG_ID = 0xd0,
    REG_RESET = 0xe0,
    REG_CALIB_HIGH = 0xe1, // 7 bytes
    REG_CTRL_HUM = 0xf2,
    REG_STATUS = 0xf3,
    REG_CTRL_MEAS = 0xf4,
    REG_CONFIG = 0xf5,
    REG_PRESS_MSB = 0xf7, // 8 bytes of data up to 0xfe
};

#define ID           0x60
#define RESET_WORD   0xb6
#define STATUS_BUSY  0x08
#define MODE_SLEEP   0
#define MODE_NORMAL  3
#define DATA_SIZE    8
#define SKIPPED      0x80000 // pressure and temperature not measured
#define SKIPPED_HUM  0x8000
#define WORD_MAX     0xfffff
#define WORD_MAX_HUM 0xffff

// The constants of one real device's kind, as its memory has them.
enum constant {
    T1 = 28485,
    T2 = 26735,
    T3 = 50,
    P1 = 36738,
    P2 = -10635,
    P3 = 3024,
    P4 = 6980,
    P5 = -4,
    P6 = -7,
    P7 = 9900,
    P8 = -10230,
    P9 = 4285,
    H1 = 75,
    H2 = 362,
    H3 = 0,
    H4 = 312,
    H5 = 50,
    H6 = 30,
};

typedef struct {
    uint8_t ctrl_hum;
    uint8_t ctrl_hum_used; // takes effect when ctrl_meas is written
    uint8_t ctrl_meas;
    uint8_t config;
    uint8_t data[DATA_SIZE];
    uint64_t ready_ns; // end of a measurement that runs; 0: none

    // On SPI.
    uint8_t reg;
    bool has_reg;
    bool reads;
} state_t;

// The compensation of the datasheet, in 64 bits. t_fine is the temperature
// that the other two need.

static int64_t fine_of(int64_t raw) {
    int64_t a = ((raw >> 3) - (T1 << 1)) * T2 >> 11;
    int64_t b = (raw >> 4) - T1;
    return a + ((b * b >> 12) * T3 >> 14);
}

// In 1/100 C.
static int64_t temperature_of(int64_t raw, int64_t unused) {
    (void)unused;
    return (fine_of(raw) * 5 + 128) >> 8;
}

// In 1/256 Pa.
static int64_t pressure_of(int64_t raw, int64_t fine) {
    int64_t a = fine - 128000;
    int64_t b = a * a * P6;
    b += a * P5 * 131072;
    b += (int64_t)P4 * 34359738368;
    a = ((a * a * P3) >> 8) + a * P2 * 4096;
    a = (140737488355328 + a) * P1 >> 33;
    if (a == 0) {
        return 0;
    }
    int64_t p = 1048576 - raw;
    p = (p * 2147483648 - b) * 3125 / a;
    int64_t c = ((int64_t)P9 * (p >> 13) * (p >> 13)) >> 25;
    int64_t d = ((int64_t)P8 * p) >> 19;
    return ((p + c + d) >> 8) + (int64_t)P7 * 16;
}

// In 1/1024 %.
static int64_t humidity_of(int64_t raw, int64_t fine) {
    int64_t v = fine - 76800;
    int64_t left = (raw * 16384 - (int64_t)H4 * 1048576 - H5 * v + 16384) >> 15;
    int64_t right = ((v * H6) >> 10) * (((v * H3) >> 11) + 32768) >> 10;
    v = left * (((right + 2097152) * H2 + 8192) >> 14);
    v -= ((v >> 15) * (v >> 15) >> 7) * H1 >> 4;
    v = v < 0 ? 0 : v > 419430400 ? 419430400 : v;
    return v >> 12;
}

// The word whose compensated value is nearest to `wanted`; the values rise
// with the words, or fall.
static int64_t raw_of(int64_t (*value)(int64_t raw, int64_t fine), int64_t fine,
                      int64_t wanted, int64_t last, bool rises) {
    int64_t low = 0;
    int64_t high = last;
    while (low < high) {
        int64_t middle = (low + high) / 2;
        bool beyond = rises ? value(middle, fine) >= wanted
                            : value(middle, fine) <= wanted;
        if (beyond) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    if (low > 0) {
        int64_t above = value(low, fine) - wanted;
        int64_t below = wanted - value(low - 1, fine);
        above = above < 0 ? -above : above;
        below = below < 0 ? -below : below;
        low -= below < above;
    }
    return low;
}

static int64_t rounded(double value) {
    return (int64_t)(value < 0 ? value - 0.5 : value + 0.5);
}

static void put_20(uint8_t *msb, int64_t raw) {
    msb[0] = (uint8_t)(raw >> 12);
    msb[1] = (uint8_t)(raw >> 4);
    msb[2] = (uint8_t)(raw << 4);
}

static void sample(sim_device_t *device) {
    state_t *s = device->state;
    bool has_temperature = (s->ctrl_meas & 0xe0) != 0;
    bool has_pressure = (s->ctrl_meas & 0x1c) != 0;
    bool has_humidity = (s->ctrl_hum_used & 0x07) != 0;
    int64_t raw = raw_of(temperature_of, 0,
                         rounded(sim_number(device, PARAM_TEMPERATURE) * 100),
                         WORD_MAX, true);
    int64_t fine = fine_of(raw);
    put_20(&s->data[3], has_temperature ? raw : SKIPPED);
    raw = raw_of(pressure_of, fine,
                 rounded(sim_number(device, PARAM_PRESSURE) * 25600), WORD_MAX,
                 false);
    put_20(&s->data[0], has_pressure ? raw : SKIPPED);
    raw = raw_of(humidity_of, fine,
                 rounded(sim_number(device, PARAM_HUMIDITY) * 1024),
                 WORD_MAX_HUM, true);
    raw = has_humidity ? raw : SKIPPED_HUM;
    s->data[6] = (uint8_t)(raw >> 8);
    s->data[7] = (uint8_t)raw;
}

static unsigned samples(unsigned code) {
    return code == 0 ? 0 : 1u << ((code < 5 ? code : 5) - 1);
}

// The longest time of the datasheet, in us.
static uint64_t measure_us(const state_t *s) {
    unsigned t = samples(s->ctrl_meas >> 5 & 7u);
    unsigned p = samples(s->ctrl_meas >> 2 & 7u);
    unsigned h = samples(s->ctrl_hum_used & 7u);
    return 1250 + 2300 * (uint64_t)t + (p > 0 ? 2300 * (uint64_t)p + 575 : 0) +
           (h > 0 ? 2300 * (uint64_t)h + 575 : 0);
}

// Finish a measurement whose time has come; in normal mode there is always a
// new one.
static void update(sim_device_t *device) {
    state_t *s = device->state;
    if (s->ready_ns == 0 || toc_clock_now_ns() < s->ready_ns) {
        return;
    }
    sample(device);
    if ((s->ctrl_meas & 3) != MODE_NORMAL) {
        s->ctrl_meas = (uint8_t)(s->ctrl_meas & ~3u);
        s->ready_ns = 0;
    }
}

static void put_word(uint8_t *low, int word) {
    low[0] = (uint8_t)word;
    low[1] = (uint8_t)((unsigned)word >> 8);
}

static uint8_t calibration(uint8_t reg) {
    uint8_t low[26] = {0};
    const int words[] = {T1, T2, T3, P1, P2, P3, P4, P5, P6, P7, P8, P9};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        put_word(&low[2 * i], words[i]);
    }
    low[25] = (uint8_t)H1;
    if (reg < REG_CALIB_LOW + sizeof(low)) {
        return low[reg - REG_CALIB_LOW];
    }
    // H4 and H5 share a byte.
    const uint8_t high[] = {(uint8_t)H2,
                            (uint8_t)(H2 >> 8),
                            (uint8_t)H3,
                            (uint8_t)(H4 >> 4),
                            (uint8_t)((H4 & 0xf) | (H5 & 0xf) << 4),
                            (uint8_t)(H5 >> 4),
                            (uint8_t)H6};
    return high[reg - REG_CALIB_HIGH];
}

static uint8_t get(sim_device_t *device, uint8_t reg) {
    state_t *s = device->state;
    if (reg == REG_STATUS || reg == REG_PRESS_MSB || reg == REG_CTRL_MEAS ||
        reg == REG_PRESS_MSB + 3 || reg == REG_PRESS_MSB + 6) {
        update(device);
    }
    if ((reg >= REG_CALIB_LOW && reg < REG_CALIB_LOW + 26) ||
        (reg >= REG_CALIB_HIGH && reg < REG_CALIB_HIGH + 7)) {
        return calibration(reg);
    }
    switch (reg) {
    case REG_ID:
        return ID;
    case REG_CTRL_HUM:
        return s->ctrl_hum;
    case REG_STATUS:
        return toc_clock_now_ns() < s->ready_ns ? STATUS_BUSY : 0;
    case REG_CTRL_MEAS:
        return s->ctrl_meas;
    case REG_CONFIG:
        return s->config;
    default:
        return reg >= REG_PRESS_MSB && reg < REG_PRESS_MSB + DATA_SIZE
                   ? s->data[reg - REG_PRESS_MSB]
                   : 0;
    }
}

static void reset(state_t *s) {
    s->ctrl_hum = 0;
    s->ctrl_hum_used = 0;
    s->ctrl_meas = 0;
    s->config = 0;
    s->ready_ns = 0;
    put_20(&s->data[0], SKIPPED);
    put_20(&s->data[3], SKIPPED);
    s->data[6] = (uint8_t)(SKIPPED_HUM >> 8);
    s->data[7] = 0;
}

static bool put(sim_device_t *device, uint8_t reg, uint8_t value) {
    state_t *s = device->state;
    if (reg == REG_RESET && value == RESET_WORD) {
        reset(s);
    } else if (reg == REG_CTRL_HUM) {
        s->ctrl_hum = value & 0x07;
    } else if (reg == REG_CONFIG) {
        s->config = value & 0xfd;
    } else if (reg == REG_CTRL_MEAS) {
        s->ctrl_meas = value;
        s->ctrl_hum_used = s->ctrl_hum;
        s->ready_ns = (value & 3) != MODE_SLEEP
                          ? toc_clock_now_ns() + measure_us(s) * 1000
                          : 0;
    }
    return true;
}

static void power_on(sim_device_t *device) {
    reset(device->state);
}

static const sim_i2c_device_t i2c_ops = {.get = get, .put = put};

static void select(sim_device_t *device) {
    state_t *s = device->state;
    s->has_reg = false;
}

// The first byte says which register, without its highest bit, which says
// whether to read; writes are pairs of register and value.
static uint8_t exchange(sim_device_t *device, uint8_t in) {
    state_t *s = device->state;
    if (!s->has_reg) {
        s->has_reg = true;
        s->reads = (in & 0x80) != 0;
        s->reg = in | 0x80;
        return 0xff;
    }
    if (s->reads) {
        return get(device, s->reg++);
    }
    put(device, s->reg, in);
    s->has_reg = false;
    return 0xff;
}

static const sim_spi_device_t spi_ops = {.select = select,
                                         .exchange = exchange};

static const sim_param_t params[PARAM_COUNT] = {
    [PARAM_TEMPERATURE] = {.name = "temperature",
                           .help = "of the air",
                           .unit = "C",
                           .initial = 22,
                           .min = -40,
                           .max = 85},
    [PARAM_HUMIDITY] = {.name = "humidity",
                        .help = "relative, of the air",
                        .unit = "%",
                        .initial = 45,
                        .min = 0,
                        .max = 100},
    [PARAM_PRESSURE] = {.name = "pressure",
                        .help = "of the air",
                        .unit = "hPa",
                        .initial = 1013.25,
                        .min = 300,
                        .max = 1100},
};

#define HELP "pressure, humidity and temperature, BME280"

const sim_kind_t sim__kind_bme280 = {
    .name = "bme280",
    .bus = "i2c",
    .help = HELP,
    .params = params,
    .param_count = PARAM_COUNT,
    .where = 0x76,
    .has_where = true,
    .state_size = sizeof(state_t),
    .ops = &i2c_ops,
    .power_on = power_on,
};

const sim_kind_t sim__kind_bme280_spi = {
    .name = "bme280",
    .bus = "spi",
    .help = HELP,
    .params = params,
    .param_count = PARAM_COUNT,
    .state_size = sizeof(state_t),
    .ops = &spi_ops,
    .power_on = power_on,
};
