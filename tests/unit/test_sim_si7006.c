/*
 * The SI7006 as its datasheet has it: every degree and percent comes back
 * within the resolution, and a measurement is not there before it is done.
 *
 * SPDX-License-Identifier: MIT
 */
#include <math.h>
#include <stdlib.h>

#include "i2c_fixture.h"

static uint8_t data[8];

static double measured(uint8_t command, double offset, double span) {
    works(i2c_write(0x40, &command, 1));
    works(i2c_read(0x40, data, 3));
    ck_assert_uint_eq(data[2], sim_i2c_crc8(0, data, 2));
    return span * (data[0] << 8 | data[1]) / 65536 - offset;
}

START_TEST(the_values_come_back) {
    attach("i2c0=si7006");
    for (int i = -400; i <= 1250; i++) {
        char text[16];
        snprintf(text, sizeof(text), "%d.%d", i / 10, abs(i % 10));
        if (i > -10 && i < 0) {
            snprintf(text, sizeof(text), "-0.%d", -i);
        }
        set("si7006", "temperature", text);
        double celsius = measured(0xe3, 46.85, 175.72);
        ck_assert_msg(fabs(celsius - i / 10.0) < 0.006, "%s: %f", text,
                      celsius);
    }
    for (int i = 0; i <= 1000; i++) {
        char text[16];
        snprintf(text, sizeof(text), "%d.%d", i / 10, i % 10);
        set("si7006", "humidity", text);
        ck_assert(fabs(measured(0xe5, 6, 125) - i / 10.0) < 0.005);
    }
}
END_TEST

START_TEST(a_measurement_takes_its_time) {
    attach("i2c0=si7006,temperature=22");
    works(i2c_write(0x40, (const uint8_t[]){0xf3}, 1));
    ck_assert_int_eq(i2c_read(0x40, data, 3), TOC_ENODEV);
    advance_to(10 * FIXTURE_MS);
    ck_assert_int_eq(i2c_read(0x40, data, 3), TOC_ENODEV);
    advance_to(11 * FIXTURE_MS);
    // It is the temperature at the beginning.
    set("si7006", "temperature", "50");
    works(i2c_read(0x40, data, 3));
    ck_assert_int_eq((data[0] << 8 | data[1]) >> 8, 0x64);
}
END_TEST

START_TEST(the_temperature_of_a_humidity_is_kept) {
    attach("i2c0=si7006,temperature=22");
    measured(0xe5, 6, 125);
    set("si7006", "temperature", "50");
    works(i2c_write(0x40, (const uint8_t[]){0xe0}, 1));
    works(i2c_read(0x40, data, 2));
    ck_assert_uint_eq(data[0], 0x64);
}
END_TEST

START_TEST(registers_and_numbers) {
    attach("i2c0=si7006");
    works(i2c_read_reg(0x40, 0xe7, data, 1));
    ck_assert_uint_eq(data[0], 0x3a);
    works(i2c_write_reg(0x40, 0xe6, 0x81));
    works(i2c_read_reg(0x40, 0xe7, data, 1));
    ck_assert_uint_eq(data[0], 0xbb);
    works(i2c_write_reg(0x40, 0x51, 0xff));
    works(i2c_read_reg(0x40, 0x11, data, 1));
    ck_assert_uint_eq(data[0], 0x0f);
    works(i2c_write(0x40, (const uint8_t[]){0xfe}, 1));
    works(i2c_read_reg(0x40, 0xe7, data, 1));
    ck_assert_uint_eq(data[0], 0x3a);
    // Which chip: 6 is the SI7006.
    works(i2c_write(0x40, (const uint8_t[]){0xfc, 0xc9}, 2));
    works(i2c_read(0x40, data, 6));
    ck_assert_uint_eq(data[0], 0x06);
    ck_assert_int_eq(i2c_write(0x40, (const uint8_t[]){0xaa}, 1), TOC_EIO);
    ck_assert_int_eq(i2c_write(0x40, (const uint8_t[]){0xfc, 0xc8}, 2),
                     TOC_EIO);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("sim_si7006");
    I2C_ADD(suite, the_values_come_back);
    I2C_ADD(suite, a_measurement_takes_its_time);
    I2C_ADD(suite, the_temperature_of_a_humidity_is_kept);
    I2C_ADD(suite, registers_and_numbers);
    return run_suite(suite);
}
