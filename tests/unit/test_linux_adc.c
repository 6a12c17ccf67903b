/*
 * test_linux_adc - channels of IIO devices, in a folder that looks like sysfs
 *
 * SPDX-License-Identifier: MIT
 */
#include "linux_adc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "err.h"
#include "unit.h"

#define PAD   36
#define OTHER 37

static const toc_adc_ops_t *adc;
static char root[] = "/tmp/tocsin-iio-XXXXXX";

static void path_of(const char *name, char path[128]) {
    snprintf(path, 128, "%s/iio:device0/%s", root, name);
}

static void put(const char *name, const char *text) {
    char path[128];
    path_of(name, path);
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    fclose(file);
}

static void remove_file(const char *name) {
    char path[128];
    path_of(name, path);
    (void)unlink(path);
}

static int other_read(void *ctx, uint32_t pad, uint32_t *uv) {
    (void)ctx;
    *uv = pad;
    return 0;
}

static void begin(void) {
    static const toc_adc_ops_t other = {.read = other_read};
    char path[128];
    ck_assert_ptr_eq(linux_adc(&other), &other);
    ck_assert_ptr_nonnull(mkdtemp(root));
    path_of("", path);
    ck_assert_int_eq(mkdir(path, 0700), 0);
    linux_adc_root(root);
    ck_assert_int_eq(linux_adc_map(PAD, "iio:device0:voltage3"), 0);
    adc = linux_adc(&other);
}

static void end(void) {
    static const char *const NAMES[] = {
        "in_voltage3_raw",    "in_voltage3_input", "in_voltage3_scale",
        "in_voltage3_offset", "in_voltage_scale",  "in_voltage_offset"};
    for (size_t i = 0; i < sizeof(NAMES) / sizeof(NAMES[0]); i++) {
        remove_file(NAMES[i]);
    }
    char path[128];
    path_of("", path);
    ck_assert_int_eq(rmdir(path), 0);
    ck_assert_int_eq(rmdir(root), 0);
}

static uint32_t measured(void) {
    uint32_t uv = 0;
    ck_assert_int_eq(adc->read(adc->ctx, PAD, &uv), 0);
    return uv;
}

static int error(void) {
    uint32_t uv;
    return adc->read(adc->ctx, PAD, &uv);
}

START_TEST(a_raw_value_is_scaled) {
    begin();
    put("in_voltage3_raw", "1234\n");
    put("in_voltage_scale", "0.805664062\n");
    ck_assert_uint_eq(measured(), 994189);
    put("in_voltage3_scale", "2\n"); // its own comes first
    ck_assert_uint_eq(measured(), 2468000);
    put("in_voltage_offset", "-34\n");
    ck_assert_uint_eq(measured(), 2400000);
    put("in_voltage3_offset", "66\n");
    ck_assert_uint_eq(measured(), 2600000);
    end();
}
END_TEST

START_TEST(a_value_in_millivolts_is_taken_as_it_is) {
    begin();
    put("in_voltage3_input", "1650\n");
    put("in_voltage3_raw", "1\n");
    ck_assert_uint_eq(measured(), 1650000);
    end();
}
END_TEST

START_TEST(a_voltage_stays_in_range) {
    begin();
    put("in_voltage3_input", "-5\n");
    ck_assert_uint_eq(measured(), 0);
    put("in_voltage3_input", "1e30\n");
    ck_assert_uint_eq(measured(), INT32_MAX);
    put("in_voltage3_input", "nan\n");
    ck_assert_uint_eq(measured(), 0);
    end();
}
END_TEST

START_TEST(what_is_missing_is_told) {
    begin();
    ck_assert_int_eq(error(), TOC_ENOENT);
    put("in_voltage3_raw", "12\n");
    ck_assert_int_eq(error(), TOC_ENOTSUP); // no scale
    put("in_voltage_scale", "none\n");
    ck_assert_int_eq(error(), TOC_EIO);
    put("in_voltage_scale", "");
    ck_assert_int_eq(error(), TOC_EIO);
    ck_assert_str_eq(adc->file(adc->ctx, PAD), "iio:device0:voltage3");
    end();
}
END_TEST

START_TEST(a_pad_that_is_not_mapped_is_the_others) {
    uint32_t uv;
    begin();
    ck_assert_int_eq(adc->read(adc->ctx, OTHER, &uv), 0);
    ck_assert_uint_eq(uv, OTHER);
    ck_assert_ptr_null(adc->file(adc->ctx, OTHER));
    ck_assert_int_eq(adc->vref_to(adc->ctx, PAD), TOC_ENOTSUP);
    ck_assert_int_eq(linux_adc_map(LINUX_ADC_PADS, "a:b"), TOC_EINVAL);
    ck_assert_int_eq(linux_adc_map(PAD, "voltage3"), TOC_EINVAL);
    end();
}
END_TEST

int main(void) {
    Suite *suite = suite_create("linux_adc");
    UNIT_ADD(suite, a_raw_value_is_scaled);
    UNIT_ADD(suite, a_value_in_millivolts_is_taken_as_it_is);
    UNIT_ADD(suite, a_voltage_stays_in_range);
    UNIT_ADD(suite, what_is_missing_is_told);
    UNIT_ADD(suite, a_pad_that_is_not_mapped_is_the_others);
    return unit_run(suite);
}
