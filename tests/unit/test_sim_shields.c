/*
 * What else is on Pysense and Pytrack: the light sensor, the barometer, the
 * receiver and the co-processor, each read as its datasheet says.
 *
 * SPDX-License-Identifier: MIT
 */
#include <math.h>
#include <stdlib.h>

#include "i2c_fixture.h"
#include "sim_power.h"

static uint8_t byte_at(uint32_t address, uint8_t reg) {
    uint8_t byte;
    works(i2c_read_reg(address, reg, &byte, 1));
    return byte;
}

static void set_number(const char *device, const char *key, double value) {
    char text[24];
    snprintf(text, sizeof(text), "%.6f", value);
    set(device, key, text);
}

// The formula of the datasheet's appendix, for little infrared.
static double lux(double gain, double time) {
    unsigned ch1 = byte_at(0x29, 0x88);
    ch1 |= (unsigned)byte_at(0x29, 0x89) << 8;
    unsigned ch0 = byte_at(0x29, 0x8a);
    ch0 |= (unsigned)byte_at(0x29, 0x8b) << 8;
    ck_assert(ch0 == 0 || (double)ch1 / (ch0 + ch1) < 0.45);
    return (1.7743 * ch0 + 1.1059 * ch1) / gain / time;
}

START_TEST(light_comes_back) {
    static const struct {
        uint8_t control;
        uint8_t rate;
        double gain;
        double time;
        double max;
    } setups[] = {{0x01, 0x03, 1, 1, 60000},
                  {0x0d, 0x03, 8, 1, 8000},
                  {0x1d, 0x1b, 96, 4, 150},
                  {0x05, 0x0b, 2, 0.5, 30000}};
    attach("i2c0=ltr329");
    ck_assert_uint_eq(byte_at(0x29, 0x86), 0xa0);
    ck_assert_uint_eq(byte_at(0x29, 0x87), 0x05);
    ck_assert(lux(1, 1) == 0); // in standby
    for (size_t i = 0; i < sizeof(setups) / sizeof(setups[0]); i++) {
        works(i2c_write_reg(0x29, 0x80, setups[i].control));
        works(i2c_write_reg(0x29, 0x85, setups[i].rate));
        for (int step = 0; step <= 50; step++) {
            double wanted = setups[i].max * step / 50;
            set_number("ltr329", "lux", wanted);
            double got = lux(setups[i].gain, setups[i].time);
            // Half a count of each channel.
            ck_assert(fabs(got - wanted) <=
                      1.5 / setups[i].gain / setups[i].time);
        }
    }
}
END_TEST

static double pascals(void) {
    return (byte_at(0x60, 1) << 10) + (byte_at(0x60, 2) << 2) +
           byte_at(0x60, 3) / 64.0;
}

static double celsius(void) {
    uint8_t high = byte_at(0x60, 4);
    return (int8_t)high + byte_at(0x60, 5) / 256.0;
}

START_TEST(pressure_altitude_and_temperature_come_back) {
    attach("i2c0=mpl3115a2");
    ck_assert_uint_eq(byte_at(0x60, 0x0c), 0xc4);
    works(i2c_write_reg(0x60, 0x26, 0x38));
    works(i2c_write_reg(0x60, 0x26, 0x39));
    uint64_t begin_ns = toc_clock_now_ns();
    ck_assert_uint_eq(byte_at(0x60, 0), 0);
    advance_to(begin_ns + 513 * FIXTURE_MS);
    ck_assert_uint_eq(byte_at(0x60, 0), 0);
    advance_to(begin_ns + 514 * FIXTURE_MS);
    ck_assert_uint_eq(byte_at(0x60, 0), 0x0e);
    for (int i = 0; i <= 100; i++) {
        double hpa = 200 + 9 * i;
        double degrees = -40 + 1.25 * i;
        set_number("mpl3115a2", "pressure", hpa);
        set_number("mpl3115a2", "temperature", degrees);
        advance_to(toc_clock_now_ns() + 1000 * FIXTURE_MS);
        ck_assert(fabs(pascals() - 100 * hpa) <= 0.125);
        ck_assert(fabs(celsius() - degrees) <= 1 / 32.0);
    }
    works(i2c_write_reg(0x60, 0x26, 0x38));
    works(i2c_write_reg(0x60, 0x26, 0xb9));
    set_number("mpl3115a2", "pressure", 898.7468); // 1000 m
    advance_to(toc_clock_now_ns() + 514 * FIXTURE_MS);
    int high = byte_at(0x60, 1);
    double metres =
        (int16_t)(high << 8 | byte_at(0x60, 2)) + byte_at(0x60, 3) / 256.0;
    ck_assert_msg(fabs(metres - 1000) < 0.5, "%f", metres);
}
END_TEST

// As the barometer's library of the Pysense goes from altitude to pressure: a
// flag that was left of the old kind of reading would be taken for an error.
START_TEST(what_was_read_stays_read_until_the_next_step) {
    attach("i2c0=mpl3115a2");
    works(i2c_write_reg(0x60, 0x27, 0x01)); // a step is 2 s
    works(i2c_write_reg(0x60, 0x26, 0xb9));
    uint64_t first_ns = toc_clock_now_ns() + 514 * FIXTURE_MS;
    advance_to(first_ns);
    ck_assert_uint_eq(byte_at(0x60, 0), 0x0e);
    (void)byte_at(0x60, 4);
    ck_assert_uint_eq(byte_at(0x60, 0), 0x0c);
    (void)byte_at(0x60, 1);
    ck_assert_uint_eq(byte_at(0x60, 0), 0);
    advance_to(first_ns + 1999 * FIXTURE_MS);
    ck_assert_uint_eq(byte_at(0x60, 0), 0);
    advance_to(first_ns + 2000 * FIXTURE_MS);
    ck_assert_uint_eq(byte_at(0x60, 0), 0x0e);
    // Steps that nobody looked at do not move those that follow.
    advance_to(first_ns + 7500 * FIXTURE_MS);
    (void)byte_at(0x60, 1);
    (void)byte_at(0x60, 4);
    ck_assert_uint_eq(byte_at(0x60, 0), 0);
    advance_to(first_ns + 8000 * FIXTURE_MS);
    ck_assert_uint_eq(byte_at(0x60, 0), 0x0e);
    // A program that starts anew finds that steps went on without it.
    (void)byte_at(0x60, 1);
    ck_assert_uint_eq(byte_at(0x60, 0), 0x0a);
    advance_to(first_ns + 10000 * FIXTURE_MS);
    works(i2c_write_reg(0x60, 0x26, 0x38));
    works(i2c_write_reg(0x60, 0x26, 0x39));
    ck_assert_uint_eq(byte_at(0x60, 0), 0x0e);
}
END_TEST

// The text that the receiver has now.
static const char *nmea(void) {
    static char text[1024];
    works(i2c_read(0x10, (uint8_t *)text, 512));
    text[512] = '\0';
    return text;
}

static void check_sums(const char *text) {
    int sentences = 0;
    for (const char *at = text; (at = strchr(at, '$')) != NULL; sentences++) {
        unsigned sum = 0;
        for (at++; *at != '*'; at++) {
            sum ^= (unsigned char)*at;
        }
        ck_assert_uint_eq(sum, strtoul(at + 1, NULL, 16));
    }
    ck_assert_int_eq(sentences, 4);
}

START_TEST(the_receiver_tells_place_and_time) {
    attach("i2c0=l76,lat=-33.8568,lon=151.2153,alt=5.5,speed=18.52,course=90");
    advance_to(3661 * UINT64_C(1000) * FIXTURE_MS);
    const char *text = nmea();
    check_sums(text);
    ck_assert_ptr_nonnull(
        strstr(text, "$GNRMC,010101.000,A,3351.4080,S,15112.9180,E,10.00,90.00,"
                     "010125,,,A*"));
    ck_assert_ptr_nonnull(strstr(
        text, "$GNGGA,010101.000,3351.4080,S,15112.9180,E,1,8,0.90,5.5,M,"));
    // Within the second there is nothing more; then there is.
    ck_assert_int_eq(nmea()[0], '\n');
    advance_to(3662 * UINT64_C(1000) * FIXTURE_MS);
    set("l76", "fix", "off");
    text = nmea();
    check_sums(text);
    ck_assert_ptr_nonnull(strstr(text, "$GNRMC,010102.000,V,"));
    set("l76", "fix", "on");
    set("l76", "lat", "0.99999999"); // not 0 degrees 60 minutes
    advance_to(3663 * UINT64_C(1000) * FIXTURE_MS);
    ck_assert_ptr_nonnull(strstr(nmea(), ",0100.0000,N,"));
    works(i2c_write(0x10, (const uint8_t *)"$PMTK0", 6));
}
END_TEST

static unsigned ask(const uint8_t *command, size_t size) {
    uint8_t answer[3];
    works(i2c_write(0x08, command, size));
    works(i2c_read(0x08, answer, 3));
    ck_assert_uint_eq(answer[0], 0xff);
    return answer[1] | (unsigned)answer[2] << 8;
}

static unsigned peek(unsigned address) {
    return ask((const uint8_t[]){0, (uint8_t)address, (uint8_t)(address >> 8)},
               3);
}

START_TEST(the_co_processor_answers) {
    char error[SIM_ERROR_SIZE];
    attach("i2c0=pysense,battery=3.7,wake=4");
    ck_assert_uint_eq(ask((const uint8_t[]){0x11}, 1), 8);
    ck_assert_uint_eq(ask((const uint8_t[]){0x12}, 1), 0xf012);
    works(i2c_write(0x08, (const uint8_t[]){1, 0x8e, 0x00, 0x5a}, 4));
    ck_assert_uint_eq(peek(0x08e), 0x5a);
    ck_assert_uint_eq(ask((const uint8_t[]){2, 0x8e, 0, 0xf0, 0x01, 0x10}, 6),
                      0x41);
    ck_assert_uint_eq(peek(0x64c), 4);
    ck_assert_uint_eq(peek(0x00c) & 8, 8);
    set("pysense", "button", "on");
    ck_assert_uint_eq(peek(0x00c) & 8, 0);
    // The conversion is started, done, and the voltage comes out.
    ask((const uint8_t[]){2, 0x9d, 0, 0xff, 0x02, 0}, 6);
    ck_assert_uint_eq(peek(0x09d) & 2, 0);
    double code = (peek(0x09c) << 2) + (peek(0x09b) >> 6);
    ck_assert(fabs(code * 3.3 * 280 / 1023 / 180 + 0.01 - 3.7) < 0.003);
    works(i2c_write(0x08, (const uint8_t[]){0x20, 0x10, 0x0e, 0x00}, 4));
    sim_device_value_t value;
    works(sim_device_get("pysense", "sleep", &value, error));
    ck_assert_str_eq(value.text, "3600");
    works(sim_detach("pysense", error));
    attach("i2c0=pytrack");
    ck_assert_uint_eq(ask((const uint8_t[]){0x12}, 1), 0xf013);
}
END_TEST

static int supply; // -1: not switched

static void on_supply(bool on) {
    supply = on;
}

static unsigned seconds_left(void) {
    return peek(0x64d) | (unsigned)peek(0x64e) << 8 |
           (unsigned)peek(0x64f) << 16;
}

START_TEST(a_sleep_switches_the_supply) {
    sim_power_on_supply(on_supply);
    attach("i2c0=pysense");
    supply = -1;
    works(i2c_write(0x08, (const uint8_t[]){0x20, 0x40, 0x0d, 0x03}, 4));
    works(i2c_write(0x08, (const uint8_t[]){0x23, 0x07}, 2));
    ck_assert_int_eq(supply, -1);
    works(i2c_write(0x08, (const uint8_t[]){0x21}, 1)); // 200,000 s
    ck_assert_int_eq(supply, 0);
    uint64_t asleep_ns = toc_clock_now_ns();

    advance_to(asleep_ns + 100000 * UINT64_C(1000) * FIXTURE_MS);
    ck_assert_int_eq(supply, 0);
    set("pysense", "button", "on");
    ck_assert_int_eq(supply, 1);
    ck_assert_uint_eq(peek(0x64c), 2);
    ck_assert_uint_eq(seconds_left(), 100000);

    // The timer of a sleep that the button ended is off; it is not asleep now.
    set("pysense", "button", "off");
    supply = -1;
    advance_to(asleep_ns + 300000 * UINT64_C(1000) * FIXTURE_MS);
    set("pysense", "button", "on");
    ck_assert_int_eq(supply, -1);

    works(i2c_write(0x08, (const uint8_t[]){0x23, 0x08}, 2));
    ck_assert_int_eq(supply, 0);
    advance_to(asleep_ns + 500000 * UINT64_C(1000) * FIXTURE_MS);
    ck_assert_int_eq(supply, 1);
    ck_assert_uint_eq(peek(0x64c), 4);
    ck_assert_uint_eq(seconds_left(), 0);

    // A board that its shield is taken from has power.
    works(i2c_write(0x08, (const uint8_t[]){0x21}, 1));
    ck_assert_int_eq(supply, 0);
    char error[SIM_ERROR_SIZE];
    ck_assert_int_eq(sim_detach("pysense", error), 0);
    ck_assert_int_eq(supply, 1);
    sim_power_on_supply(NULL);
}
END_TEST

static void poke(unsigned address, uint8_t value) {
    works(i2c_write(
        0x08,
        (const uint8_t[]){1, (uint8_t)address, (uint8_t)(address >> 8), value},
        4));
}

START_TEST(motion_wakes_where_it_is_looked_for) {
    sim_power_on_supply(on_supply);
    attach("i2c0=pysense,int=P5");
    static const struct {
        uint8_t rising;
        uint8_t falling;
        bool up_wakes;
        bool down_wakes;
    } rows[] = {{0, 0, false, false},
                {0x20, 0, true, false},
                {0, 0x20, false, true},
                {0xdf, 0xdf, false, false}};
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        poke(0x391, rows[i].rising);
        poke(0x392, rows[i].falling);
        for (int level = 1; level >= 0; level--) {
            bool wakes = level != 0 ? rows[i].up_wakes : rows[i].down_wakes;
            set("pysense", "wake", "0");
            works(i2c_write(0x08, (const uint8_t[]){0x20, 100, 0, 0}, 4));
            works(i2c_write(0x08, (const uint8_t[]){0x21}, 1));
            ck_assert_int_eq(supply, 0);
            drive(5, level != 0);
            ck_assert_int_eq(supply, wakes);
            ck_assert_uint_eq(peek(0x64c), wakes ? 1 : 0);
            set("pysense", "button", "on");
            ck_assert_int_eq(supply, 1);
            ck_assert_uint_eq(peek(0x64c), wakes ? 1 : 2);
            set("pysense", "button", "off");
        }
    }
    sim_power_on_supply(NULL);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("sim_shields");
    I2C_ADD(suite, light_comes_back);
    I2C_ADD(suite, pressure_altitude_and_temperature_come_back);
    I2C_ADD(suite, a_sleep_switches_the_supply);
    I2C_ADD(suite, motion_wakes_where_it_is_looked_for);
    I2C_ADD(suite, what_was_read_stays_read_until_the_next_step);
    I2C_ADD(suite, the_receiver_tells_place_and_time);
    I2C_ADD(suite, the_co_processor_answers);
    return run_suite(suite);
}
