/*
 * The analog inputs of the virtual board: where a voltage comes from, and
 * recordings as they are read.
 *
 * SPDX-License-Identifier: MIT
 */
#include "i2c_fixture.h"
#include "sim_adc.h"
#include "sim_series.h"

static uint32_t uv_at(uint32_t pad) {
    const toc_adc_ops_t *adc = sim_adc();
    uint32_t uv;
    works(adc->read(adc->ctx, pad, &uv));
    return uv;
}

START_TEST(the_digital_level_is_a_voltage) {
    ck_assert_uint_eq(uv_at(5), 0);
    output(5, true);
    ck_assert_uint_eq(uv_at(5), 3300000);
    // What nobody drives any more has no voltage, though it reads 1.
    configure(5, TOC_PIN_IN, TOC_PIN_PULL_NONE);
    ck_assert_int_eq(sim_level(5), 1);
    ck_assert_uint_eq(uv_at(5), 0);
    configure(5, TOC_PIN_IN, TOC_PIN_PULL_UP);
    ck_assert_uint_eq(uv_at(5), 3300000);
    drive(5, false);
    ck_assert_uint_eq(uv_at(5), 0);
}
END_TEST

START_TEST(a_source_reaches_the_pads_that_are_wired_to_it) {
    attach("adc@P5=constant,mv=1500.5");
    ck_assert_uint_eq(uv_at(5), 1500500);
    ck_assert_uint_eq(uv_at(6), 0);
    wire(5, 6);
    ck_assert_uint_eq(uv_at(6), 1500500);
    // The one at the pad comes before.
    attach("adc@P6=constant,mv=20");
    ck_assert_uint_eq(uv_at(6), 20000);
    ck_assert_uint_eq(uv_at(5), 1500500);
    output(6, true);
    ck_assert_uint_eq(uv_at(6), 20000);
}
END_TEST

START_TEST(a_sine_turns_with_the_clock) {
    advance_to(300 * FIXTURE_MS);
    attach("adc@P5=sine,mv=1000,amplitude_mv=400,hz=2.5");
    static const uint32_t expected[] = {1000000, 1400000, 1000000,
                                        600000,  1000000, 1400000};
    for (uint64_t i = 0; i < 6; i++) {
        advance_to((300 + i * 100) * FIXTURE_MS);
        ck_assert_uint_eq(uv_at(5), expected[i]);
    }
    set("adc@P5", "amplitude_mv", "3300");
    ck_assert_uint_eq(uv_at(5), 3300000);
    advance_to(1000 * FIXTURE_MS);
    ck_assert_uint_eq(uv_at(5), 0);
}
END_TEST

START_TEST(the_same_seed_gives_the_same_noise) {
    uint32_t first[20];
    attach("adc@P5=constant,mv=1000,noise_mv=30");
    for (int round = 0; round < 2; round++) {
        uint32_t different = 0;
        sim_adc_seed(7);
        for (int i = 0; i < 20; i++) {
            uint32_t uv = uv_at(5);
            ck_assert_uint_ge(uv, 970000);
            ck_assert_uint_le(uv, 1030000);
            different += uv != 1000000;
            if (round == 0) {
                first[i] = uv;
            }
            ck_assert_uint_eq(uv, first[i]);
        }
        ck_assert_uint_ge(different, 19);
    }
    sim_adc_seed(8);
    ck_assert_uint_ne(uv_at(5), first[0]);
}
END_TEST

START_TEST(the_reference_is_at_one_pad_at_a_time) {
    const toc_adc_ops_t *adc = sim_adc();
    wire(5, 6);
    works(adc->vref_to(adc->ctx, 5));
    ck_assert_uint_eq(uv_at(6), 1100000);
    works(adc->vref_to(adc->ctx, 7));
    ck_assert_uint_eq(uv_at(6), 0);
    ck_assert_uint_eq(uv_at(7), 1100000);
    sim_reset();
    ck_assert_uint_eq(uv_at(7), 0);
}
END_TEST

START_TEST(a_pad_that_is_not_there_is_refused) {
    const toc_adc_ops_t *adc = sim_adc();
    uint32_t uv;
    ck_assert_int_eq(adc->read(adc->ctx, FIXTURE_PADS, &uv), TOC_EINVAL);
    ck_assert_int_eq(adc->vref_to(adc->ctx, FIXTURE_PADS), TOC_EINVAL);
}
END_TEST

static sim_series_t series;

static const char *refused(const char *text) {
    static char error[SIM_ERROR_SIZE];
    ck_assert_int_eq(sim_series_read(&series, text, strlen(text), error),
                     TOC_EINVAL);
    ck_assert_ptr_null(series.points);
    return error;
}

START_TEST(a_recording_is_lines_between_points) {
    static const char text[] = "s,mV\r\n#\n\n-1,-5\n 0 , 10\n4,20\n4,50\n5,1e2";
    char error[SIM_ERROR_SIZE];
    works(sim_series_read(&series, text, strlen(text), error));
    ck_assert_uint_eq(series.count, 5);
    static const double expected[][2] = {{-9, -5}, {-1, -5}, {0, 10},
                                         {2, 15},  {4, 50},  {4.5, 75},
                                         {5, 100}, {6, 100}};
    for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
        ck_assert_double_eq_tol(sim_series_at(&series, expected[i][0]),
                                expected[i][1], 1e-9);
    }
    sim_series_free(&series);
}
END_TEST

START_TEST(a_wrong_line_is_named) {
    ck_assert_str_eq(refused(""), "has no points");
    ck_assert_str_eq(refused("time,mV\n\n"), "has no points");
    ck_assert_str_eq(refused("0,1\nx,mV\n"),
                     "line 2: 'x,mV' has to be seconds,value");
    ck_assert_str_eq(refused("0,1e999"),
                     "line 1: '0,1e999' has to be seconds,value");
    ck_assert_str_eq(refused("0,0x10"),
                     "line 1: '0,0x10' has to be seconds,value");
    ck_assert_str_eq(refused("1,1\n\n0.5,1"),
                     "line 3: the time 0.5 is before 1");
}
END_TEST

int main(void) {
    Suite *suite = suite_create("sim_adc");
    I2C_ADD(suite, the_digital_level_is_a_voltage);
    I2C_ADD(suite, a_source_reaches_the_pads_that_are_wired_to_it);
    I2C_ADD(suite, a_sine_turns_with_the_clock);
    I2C_ADD(suite, the_same_seed_gives_the_same_noise);
    I2C_ADD(suite, the_reference_is_at_one_pad_at_a_time);
    I2C_ADD(suite, a_pad_that_is_not_there_is_refused);
    I2C_ADD(suite, a_recording_is_lines_between_points);
    I2C_ADD(suite, a_wrong_line_is_named);
    return run_suite(suite);
}
