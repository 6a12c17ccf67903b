/*
 * The LIS2HH12 as its datasheet has it: acceleration in each scale, the
 * registers that programs set, and the interrupt for activity.
 *
 * SPDX-License-Identifier: MIT
 */
#include <math.h>

#include "i2c_fixture.h"

#define ADDRESS 0x1e

static double axis(int number, double scale) {
    uint8_t data[2];
    works(i2c_read_reg(ADDRESS, (uint8_t)(0x28 + 2 * number), data, 2));
    return (int16_t)(data[0] | data[1] << 8) * scale / 32768;
}

START_TEST(acceleration_comes_back_in_each_scale) {
    static const double scales[][2] = {{0, 2}, {2, 4}, {3, 8}};
    attach("i2c0=lis2hh12,x=-1.25,y=0.5,z=0.981");
    works(i2c_write_reg(ADDRESS, 0x20, 0x27));
    for (int i = 0; i < 3; i++) {
        double scale = scales[i][1];
        works(i2c_write_reg(ADDRESS, 0x23,
                            (uint8_t)(4 | (int)scales[i][0] << 4)));
        ck_assert(fabs(axis(0, scale) + 1.25) <= scale / 65536);
        ck_assert(fabs(axis(1, scale) - 0.5) <= scale / 65536);
        ck_assert(fabs(axis(2, scale) - 0.981) <= scale / 65536);
    }
    // Beyond the scale it is at its end.
    set("lis2hh12", "x", "8");
    works(i2c_write_reg(ADDRESS, 0x23, 4));
    ck_assert(axis(0, 2) == 2 * 32767.0 / 32768);
}
END_TEST

START_TEST(powered_down_it_keeps_what_it_measured) {
    attach("i2c0=lis2hh12,z=1");
    ck_assert(axis(2, 2) == 0);
    works(i2c_write_reg(ADDRESS, 0x20, 0x17));
    ck_assert(axis(2, 2) == 1);
    works(i2c_write_reg(ADDRESS, 0x20, 0x07));
    set("lis2hh12", "z", "-1");
    ck_assert(axis(2, 2) == 1);
}
END_TEST

START_TEST(who_it_is_and_what_reset_does) {
    uint8_t data[2];
    attach("i2c0=lis2hh12,temperature=-3");
    works(i2c_read_reg(ADDRESS, 0x0f, data, 1));
    ck_assert_uint_eq(data[0], 0x41);
    works(i2c_write_reg(ADDRESS, 0x0f, 0));
    works(i2c_write_reg(ADDRESS, 0x20, 0x57));
    works(i2c_read_reg(ADDRESS, 0x0b, data, 2));
    ck_assert_int_eq((int16_t)(data[0] | data[1] << 8) / 32, (-3 - 25) * 8);
    works(i2c_write_reg(ADDRESS, 0x24, 0x40));
    works(i2c_read_reg(ADDRESS, 0x20, data, 1));
    ck_assert_uint_eq(data[0], 0x07);
    works(i2c_read_reg(ADDRESS, 0x0f, data, 1));
    ck_assert_uint_eq(data[0], 0x41);
    // Without IF_ADD_INC the address stays.
    works(i2c_write_reg(ADDRESS, 0x23, 0));
    works(i2c_read_reg(ADDRESS, 0x0f, data, 2));
    ck_assert_uint_eq(data[1], 0x41);
}
END_TEST

START_TEST(activity_moves_the_pin) {
    attach("i2c0=lis2hh12,int=P5");
    works(i2c_write_reg(ADDRESS, 0x20, 0x27)); // 50 Hz
    works(i2c_write_reg(ADDRESS, 0x24, 0x02)); // at rest: low
    ck_assert_int_eq(sim_level(5), 1);
    works(i2c_write_reg(ADDRESS, 0x1e, 32)); // half a g
    works(i2c_write_reg(ADDRESS, 0x1f, 1));  // 160 ms
    works(i2c_write_reg(ADDRESS, 0x22, 0x20));
    watch(5, TOC_PIN_BOTH);
    uint64_t begin_ns = toc_clock_now_ns();
    advance_to(begin_ns + 200 * FIXTURE_MS);
    ck_assert_str_eq(happened(), "P5 fall 0");
    ck_assert_uint_eq(events[0].time_ns, begin_ns + 160 * FIXTURE_MS);
    set("lis2hh12", "x", "0.4");
    ck_assert_str_eq(happened(), "");
    set("lis2hh12", "x", "1");
    ck_assert_str_eq(happened(), "P5 rise 1");
    advance_to(begin_ns + 300 * FIXTURE_MS);
    set("lis2hh12", "x", "0");
    ck_assert_str_eq(happened(), "");
    // Counted from the last move.
    advance_to(begin_ns + 450 * FIXTURE_MS);
    ck_assert_str_eq(happened(), "");
    advance_to(begin_ns + 460 * FIXTURE_MS);
    ck_assert_str_eq(happened(), "P5 fall 0");
    works(i2c_write_reg(ADDRESS, 0x22, 0));
    ck_assert_str_eq(happened(), "P5 rise 1");
}
END_TEST

START_TEST(a_detached_one_lets_the_pin_go) {
    char error[SIM_ERROR_SIZE];
    attach("i2c0=lis2hh12,int=P5");
    ck_assert_int_eq(sim_level(5), 0);
    works(sim_detach("lis2hh12", error));
    configure(5, TOC_PIN_IN, TOC_PIN_PULL_UP);
    ck_assert_int_eq(sim_level(5), 1);
    ck_assert_int_eq(sim_attach("i2c0=lis2hh12,int=P77", NULL, error),
                     TOC_EINVAL);
    attach("i2c0=lis2hh12,int=none");
    ck_assert_int_eq(sim_device_set("lis2hh12", "int", "P5", error),
                     TOC_EINVAL);
    ck_assert_str_eq(error, "int can only be given when attached");
}
END_TEST

int main(void) {
    Suite *suite = suite_create("sim_lis2hh12");
    I2C_ADD(suite, acceleration_comes_back_in_each_scale);
    I2C_ADD(suite, powered_down_it_keeps_what_it_measured);
    I2C_ADD(suite, who_it_is_and_what_reset_does);
    I2C_ADD(suite, activity_moves_the_pin);
    I2C_ADD(suite, a_detached_one_lets_the_pin_go);
    return run_suite(suite);
}
