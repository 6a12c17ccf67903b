/*
 * The I2C buses of the virtual board: who answers, how long the wires are
 * busy, and every fault.
 *
 * SPDX-License-Identifier: MIT
 */
#include "i2c_fixture.h"
#include "sim_pace.h"

#define BIT_NS UINT64_C(10000)

static const uint8_t measure[] = {0xe3}; // a temperature, clock held meanwhile
static uint8_t data[8];

START_TEST(nobody_answers_on_an_empty_bus) {
    for (uint32_t address = 0; address < 128; address++) {
        ck_assert_int_eq(i2c_write(address, NULL, 0), TOC_ENODEV);
    }
    attach("i2c0@0x41=si7006");
    attach("i2c1@0x42=si7006");
    ck_assert_int_eq(i2c_write(0x41, NULL, 0), 0);
    ck_assert_int_eq(i2c_write(0x42, NULL, 0), TOC_ENODEV);
}
END_TEST

START_TEST(the_wires_are_busy_bit_by_bit) {
    attach("i2c0=si7006");
    // START, address and acknowledge, STOP.
    ck_assert_int_eq(i2c_write(0x40, NULL, 0), 0);
    ck_assert_uint_eq(took_ns, 11 * BIT_NS);
    advance_to(took_ns);
    // Another byte and acknowledge; no STOP.
    toc_i2c_part_t part = {.data = (uint8_t[]){0xe7}, .size = 1};
    ck_assert_int_eq(i2c_parts(0x40, &part, 1, false), 0);
    ck_assert_uint_eq(took_ns, 19 * BIT_NS);
    // The next one begins when these are through.
    ck_assert_int_eq(i2c_read(0x40, data, 1), 0);
    ck_assert_uint_eq(took_ns, (19 + 20) * BIT_NS);
    // A device that holds the clock makes it longer.
    advance_to(toc_clock_now_ns() + took_ns);
    ck_assert_int_eq(i2c_write(0x40, measure, 1), 0);
    ck_assert_uint_eq(took_ns, 20 * BIT_NS + 10800000);
}
END_TEST

START_TEST(nothing_takes_time_where_pacing_is_off) {
    sim_pace_set(SIM_PACE_OFF);
    attach("i2c0=si7006");
    ck_assert_int_eq(i2c_write(0x40, measure, 1), 0);
    ck_assert_uint_eq(took_ns, 0);
    sim_pace_set(SIM_PACE_AUTO);
}
END_TEST

START_TEST(a_closed_bus_transfers_nothing) {
    attach("i2c0=si7006");
    i2c->close(i2c->ctx, 0);
    i2c->close(i2c->ctx, 0);
    ck_assert_int_eq(i2c_write(0x40, NULL, 0), TOC_EINVAL);
    ck_assert_int_eq(pins->read(pins->ctx, FIXTURE_SDA), 1);
    ck_assert_int_eq(i2c->open(i2c->ctx, 3, &(toc_i2c_setup_t){100000, 1, 2}),
                     TOC_EINVAL);
    ck_assert_int_eq(i2c->open(i2c->ctx, 0, &(toc_i2c_setup_t){0, 1, 2}),
                     TOC_EINVAL);
    ck_assert_int_eq(i2c->open(i2c->ctx, 0, &(toc_i2c_setup_t){100000, 1, 1}),
                     TOC_EINVAL);
    ck_assert_int_eq(i2c->open(i2c->ctx, 0, &(toc_i2c_setup_t){1, 1, 99}),
                     TOC_EINVAL);
}
END_TEST

START_TEST(an_absent_device_answers_nothing) {
    attach("i2c0=si7006,fault=absent");
    ck_assert_int_eq(i2c_write(0x40, NULL, 0), TOC_ENODEV);
    set("si7006", "fault", "none");
    ck_assert_int_eq(i2c_write(0x40, NULL, 0), 0);
}
END_TEST

START_TEST(a_nacking_device_answers_and_takes_nothing) {
    attach("i2c0=si7006,fault=nack");
    ck_assert_int_eq(i2c_write(0x40, NULL, 0), 0);
    ck_assert_int_eq(i2c_write(0x40, measure, 1), TOC_EIO);
    ck_assert_uint_eq(took_ns, (11 + 20) * BIT_NS);
    ck_assert_int_eq(i2c_read(0x40, data, 1), TOC_ENODEV);
}
END_TEST

START_TEST(a_stuck_device_blocks_all_and_holds_sda) {
    attach("i2c0=si7006");
    attach("i2c0@0x41=si7006,name=bad");
    ck_assert_int_eq(sim_level(FIXTURE_SDA), 1);
    set("bad", "fault", "stuck");
    ck_assert_int_eq(sim_level(FIXTURE_SDA), 0);
    ck_assert_int_eq(i2c_write(0x40, measure, 1), TOC_ETIMEDOUT);
    ck_assert_uint_eq(took_ns, UINT64_C(6000000000));
    ck_assert_int_eq(i2c_write(0x40, NULL, 0), TOC_ETIMEDOUT);
    char error[SIM_ERROR_SIZE];
    ck_assert_int_eq(sim_detach("bad", error), 0);
    ck_assert_int_eq(sim_level(FIXTURE_SDA), 1);
    ck_assert_int_eq(i2c_write(0x40, measure, 1), 0);
}
END_TEST

START_TEST(sda_is_held_wherever_it_is) {
    attach("i2c0=si7006,fault=stuck");
    works(i2c->open(i2c->ctx, 0, &(toc_i2c_setup_t){100000, 3, 4}));
    ck_assert_int_eq(sim_level(3), 0);
    ck_assert_int_eq(sim_level(FIXTURE_SDA), 1);
    i2c->close(i2c->ctx, 0);
    configure(3, TOC_PIN_IN, TOC_PIN_PULL_UP);
    ck_assert_int_eq(sim_level(3), 1);
}
END_TEST

START_TEST(a_checksum_is_right_or_spoilt) {
    attach("i2c0=si7006");
    works(i2c_write(0x40, measure, 1));
    works(i2c_read(0x40, data, 3));
    ck_assert_uint_eq(data[2], sim_i2c_crc8(0, data, 2));
    set("si7006", "fault", "crc");
    works(i2c_write(0x40, measure, 1));
    works(i2c_read(0x40, data, 3));
    ck_assert_uint_ne(data[2], sim_i2c_crc8(0, data, 2));
    // The datasheet's own example.
    ck_assert_uint_eq(sim_i2c_crc8(0, (const uint8_t[]){0x68, 0x3a}, 2), 0x7c);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("sim_i2c");
    I2C_ADD(suite, nobody_answers_on_an_empty_bus);
    I2C_ADD(suite, the_wires_are_busy_bit_by_bit);
    I2C_ADD(suite, nothing_takes_time_where_pacing_is_off);
    I2C_ADD(suite, a_closed_bus_transfers_nothing);
    I2C_ADD(suite, an_absent_device_answers_nothing);
    I2C_ADD(suite, a_nacking_device_answers_and_takes_nothing);
    I2C_ADD(suite, a_stuck_device_blocks_all_and_holds_sda);
    I2C_ADD(suite, sda_is_held_wherever_it_is);
    I2C_ADD(suite, a_checksum_is_right_or_spoilt);
    return run_suite(suite);
}
