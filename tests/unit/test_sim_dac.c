/*
 * Analog outputs and touch pads of the virtual board.
 *
 * SPDX-License-Identifier: MIT
 */
#include "i2c_fixture.h"
#include "sim_adc.h"
#include "sim_dac.h"
#include "sim_touch.h"

static const toc_dac_ops_t *dac;

static uint32_t uv_at(uint32_t pad) {
    const toc_adc_ops_t *adc = sim_adc();
    uint32_t uv;
    works(adc->read(adc->ctx, pad, &uv));
    return uv;
}

static void put(uint32_t id, bool is_tone, uint8_t value) {
    dac = sim_dac();
    toc_dac_output_t output = {.pad = 3 + id, .is_tone = is_tone};
    output.level = is_tone ? 0 : value;
    output.scale = is_tone ? value : 0;
    works(dac->put(dac->ctx, id, &output));
}

START_TEST(a_voltage_goes_along_the_wires) {
    put(0, false, 255);
    put(1, false, 51);
    ck_assert_uint_eq(uv_at(3), 3300000);
    ck_assert_uint_eq(uv_at(4), 660000);
    ck_assert_uint_eq(uv_at(5), 0);
    wire(4, 5);
    ck_assert_uint_eq(uv_at(5), 660000);
    works(dac->off(dac->ctx, 1));
    ck_assert_uint_eq(uv_at(5), 0);
    sim_reset();
    ck_assert_uint_eq(uv_at(3), 0);
}
END_TEST

START_TEST(a_tone_has_the_frequency_of_both) {
    put(0, true, 0);
    put(1, true, 1);
    works(dac->set_frequency(dac->ctx, 125));
    // A turn is 8.192 ms.
    ck_assert_uint_eq(uv_at(3), 1650000);
    advance_to(2048000);
    ck_assert_uint_eq(uv_at(3), 3300000);
    ck_assert_uint_eq(uv_at(4), 2475000);
    advance_to(6144000);
    ck_assert_uint_eq(uv_at(3), 0);
    ck_assert_uint_eq(uv_at(4), 825000);
    works(dac->set_frequency(dac->ctx, 0));
    advance_to(9000000);
    ck_assert_uint_eq(uv_at(3), 1650000);
}
END_TEST

START_TEST(what_cannot_be_is_refused) {
    dac = sim_dac();
    toc_dac_output_t output = {.pad = 3, .scale = TOC_DAC_SCALE_MAX + 1};
    ck_assert_int_eq(dac->put(dac->ctx, 0, &output), TOC_EINVAL);
    output = (toc_dac_output_t){.pad = FIXTURE_PADS};
    ck_assert_int_eq(dac->put(dac->ctx, 0, &output), TOC_EINVAL);
    output = (toc_dac_output_t){.pad = 3};
    ck_assert_int_eq(dac->put(dac->ctx, 2, &output), TOC_EINVAL);
    ck_assert_int_eq(dac->off(dac->ctx, 2), TOC_EINVAL);
    ck_assert_int_eq(dac->set_frequency(dac->ctx, 20001), TOC_EINVAL);
}
END_TEST

START_TEST(a_finger_is_read_where_it_is) {
    const toc_touch_ops_t *touch = sim_touch();
    uint32_t value;
    attach("touch@P3=constant,value=300");
    works(touch->read(touch->ctx, 3, &value));
    ck_assert_uint_eq(value, 300);
    works(touch->read(touch->ctx, 4, &value));
    ck_assert_uint_eq(value, SIM_TOUCH_INITIAL);
    set("touch@P3", "value", "65535");
    works(touch->read(touch->ctx, 3, &value));
    ck_assert_uint_eq(value, 65535);
    ck_assert_int_eq(touch->read(touch->ctx, FIXTURE_PADS, &value), TOC_EINVAL);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("sim_dac");
    I2C_ADD(suite, a_voltage_goes_along_the_wires);
    I2C_ADD(suite, a_tone_has_the_frequency_of_both);
    I2C_ADD(suite, what_cannot_be_is_refused);
    I2C_ADD(suite, a_finger_is_read_where_it_is);
    return run_suite(suite);
}
