/*
 * The device of docs/devices.md, "Add a device of your own": what is written
 * there compiles, and is found in a board whose only kind it is.
 *
 * SPDX-License-Identifier: MIT
 */
#include "docs_device.h"
#include "err.h"
#include "i2c_fixture.h"

// In place of the tables of sim_kinds.c.
const sim_bus_t *const sim__buses[] = {&sim__bus_i2c, NULL};
const sim_kind_t *const sim__kinds[] = {&sim__kind_tmp102, NULL};

START_TEST(answers_at_its_address) {
    uint8_t word[2] = {0};
    attach("i2c0=tmp102,temperature=21.5");
    works(i2c_read_reg(0x48, 0, word, sizeof(word)));
    ck_assert_uint_eq(word[0], 21);
    ck_assert_uint_eq(word[1], 0x80);
    set("tmp102", "temperature", "-0.0625");
    works(i2c_read_reg(0x48, 0, word, sizeof(word)));
    ck_assert_uint_eq(word[0], 0xff);
    ck_assert_uint_eq(word[1], 0xf0);
}
END_TEST

START_TEST(has_what_every_device_has) {
    char error[SIM_ERROR_SIZE];
    uint8_t word[2] = {0};
    ck_assert_int_eq(sim_attach("i2c0=tmp102,temprature=1", NULL, error),
                     TOC_EINVAL);
    ck_assert_ptr_nonnull(strstr(error, "temperature"));
    ck_assert_int_eq(sim_attach("i2c0=tmp102,temperature=126", NULL, error),
                     TOC_EINVAL);
    ck_assert_ptr_nonnull(strstr(error, "-40 to 125"));
    attach("i2c0=tmp102,fault=absent");
    ck_assert_int_eq(i2c_read_reg(0x48, 0, word, sizeof(word)), TOC_ENODEV);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("sim_docs_device");
    I2C_ADD(suite, answers_at_its_address);
    I2C_ADD(suite, has_what_every_device_has);
    return run_suite(suite);
}
