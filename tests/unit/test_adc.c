/*
 * The numbers of a converter: what it makes of a voltage, and back.
 *
 * SPDX-License-Identifier: MIT
 */
#include <check.h>

#include "adc.h"

START_TEST(the_range_of_each_attenuation_ends_where_it_says) {
    static const uint32_t full_uv[] = {1100000, 1466667, 2200000, 3666667};
    for (int attn = 0; attn < TOC_ADC_ATTN_COUNT; attn++) {
        ck_assert_uint_eq(toc_adc_raw(0, attn, 12), 0);
        ck_assert_uint_eq(toc_adc_raw(full_uv[attn], attn, 12), 4095);
        ck_assert_uint_eq(toc_adc_raw(full_uv[attn] - 1000, attn, 12),
                          attn == 0   ? 4091
                          : attn == 1 ? 4092
                          : attn == 2 ? 4093
                                      : 4094);
        ck_assert_uint_eq(toc_adc_raw(UINT32_MAX, attn, 12), 4095);
        ck_assert_uint_eq(toc_adc_mv(4095, attn, 12, 1100),
                          (full_uv[attn] + 500) / 1000);
    }
}
END_TEST

START_TEST(a_width_divides_the_same_range) {
    for (uint32_t bits = TOC_ADC_BITS_MIN; bits <= TOC_ADC_BITS_MAX; bits++) {
        uint32_t highest = (1u << bits) - 1;
        ck_assert_uint_eq(toc_adc_raw(1100000, 0, bits), highest);
        ck_assert_uint_eq(toc_adc_raw(550000, 0, bits), (highest + 1) / 2);
        ck_assert_uint_eq(toc_adc_mv(highest, 0, bits, 1100), 1100);
        ck_assert_uint_eq(toc_adc_mv(highest + 1, 0, bits, 1100), 1100);
    }
}
END_TEST

START_TEST(a_voltage_comes_back_within_a_step) {
    for (uint32_t mv = 0; mv <= 3300; mv++) {
        uint32_t raw = toc_adc_raw(mv * 1000, TOC_ADC_ATTN_11DB, 12);
        uint32_t back = toc_adc_mv(raw, TOC_ADC_ATTN_11DB, 12, 1100);
        ck_assert_uint_le(back > mv ? back - mv : mv - back, 1);
    }
}
END_TEST

START_TEST(another_reference_scales_what_is_told) {
    ck_assert_uint_eq(toc_adc_mv(2048, 0, 12, 1100), 550);
    ck_assert_uint_eq(toc_adc_mv(2048, 0, 12, 2200), 1100);
    ck_assert_uint_eq(toc_adc_mv(2048, 0, 12, 0), 0);
    ck_assert_uint_eq(toc_adc_mv(UINT32_MAX, 3, 9, 65535), 218450);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("adc");
    TCase *all = tcase_create("all");
    tcase_add_test(all, the_range_of_each_attenuation_ends_where_it_says);
    tcase_add_test(all, a_width_divides_the_same_range);
    tcase_add_test(all, a_voltage_comes_back_within_a_step);
    tcase_add_test(all, another_reference_scales_what_is_told);
    suite_add_tcase(suite, all);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
