/*
 * test_options_quantity - numbers, sizes and durations, exactly
 *
 * SPDX-License-Identifier: MIT
 */
#include "options_fixture.h"
#include "quantity.h"

static const struct {
    const char *text;
    uint64_t ns;
} DURATIONS[] = {
    {"0s", 0},
    {"0ns", 0},
    {"5ns", 5},
    {"10us", 10000},
    {"200ms", 200000000},
    {"1s", 1000000000},
    {"90s", 90000000000},
    {"1.5s", 1500000000},
    {"0.001s", 1000000},
    {"0.000000001s", 1},
    {"1.0000000000s", 1000000000},
    {"1.234567891s", 1234567891},
    {"0.1ms", 100000},
    {"0.000001ms", 1},
    {"0.001us", 1},
    {"7.0ns", 7},
    {"007s", 7000000000},
    // 0.1 + 0.2 in doubles would not be this.
    {"0.3s", 300000000},
    {"4503599627.370497s", UINT64_C(4503599627370497000)},
    {"9223372036.854775807s", INT64_MAX},
    {"9223372036854775807ns", INT64_MAX},
};

START_TEST(a_duration_is_exact) {
    uint64_t ns;
    const char *why = "";
    const char *text = DURATIONS[_i].text;
    int err = toc__quantity_duration(text, strlen(text), &ns, &why);
    ck_assert_msg(err == 0, "%s: %s", text, why);
    ck_assert_uint_eq(ns, DURATIONS[_i].ns);
}
END_TEST

#define FORM     "a duration is a number and a unit, such as 1.5s or 200ms"
#define NO_UNIT  "a duration needs a unit (s, ms, us, ns), such as 1.5s"
#define UNIT     "the unit of a duration is s, ms, us or ns, as in 1.5s"
#define FINE     "a duration is a whole number of nanoseconds"
#define LONG     "a duration is at most 9223372036s (292 years)"
#define NEGATIVE "a duration cannot be negative"

static const struct {
    const char *text;
    const char *why;
} BAD_DURATIONS[] = {
    {"", FORM},
    {"s", FORM},
    {".5s", FORM},
    {"1.s", FORM},
    {".", FORM},
    {" 1s", FORM},
    {"+1s", FORM},
    {"x", FORM},
    {"0", NO_UNIT},
    {"15", NO_UNIT},
    {"1.5", NO_UNIT},
    {"99999999999999999999", NO_UNIT},
    {"1m", UNIT},
    {"1S", UNIT},
    {"1MS", UNIT},
    {"1s ", UNIT},
    {"1 s", UNIT},
    {"1ss", UNIT},
    {"1e3s", UNIT},
    {"0x1s", UNIT},
    {"1,5s", UNIT},
    {"1.5.5s", UNIT},
    {"1min", UNIT},
    {"-1s", NEGATIVE},
    {"-", NEGATIVE},
    {"0.5ns", FINE},
    {"0.0000000001s", FINE},
    {"1.0001us", FINE},
    {"9223372036.854775808s", LONG},
    {"9223372037s", LONG},
    {"9223372036854775808ns", LONG},
    {"18446744073709551615ns", LONG},
    {"18446744073709551616ns", LONG},
    {"18446744073709551617s", LONG},
    {"18446744074s", LONG},
};

START_TEST(what_is_no_duration_says_why) {
    uint64_t ns;
    const char *why = "";
    const char *text = BAD_DURATIONS[_i].text;
    int err = toc__quantity_duration(text, strlen(text), &ns, &why);
    ck_assert_msg(err == TOC_EINVAL, "%s is taken for %llu ns", text,
                  (unsigned long long)ns);
    ck_assert_str_eq(why, BAD_DURATIONS[_i].why);
}
END_TEST

START_TEST(a_duration_ends_where_it_is_told_to) {
    uint64_t ns;
    const char *why;
    ck_assert_int_eq(toc__quantity_duration("1s:2s", 2, &ns, &why), 0);
    ck_assert_uint_eq(ns, 1000000000);
    ck_assert_int_eq(toc__quantity_duration("10ms", 2, &ns, &why), TOC_EINVAL);
    ck_assert_str_eq(why, NO_UNIT);
    ck_assert_int_eq(toc__quantity_duration("1.5s", 2, &ns, &why), TOC_EINVAL);
    ck_assert_str_eq(why, FORM);
}
END_TEST

static const struct {
    const char *text;
    size_t bytes;
} SIZES[] = {
    {"0", 0},
    {"700", 700},
    {"0x400", 1024},
    {"1k", 1024},
    {"1K", 1024},
    {"3m", 3u * 1024 * 1024},
    {"3M", 3u * 1024 * 1024},
    {"100w", 100 * (sizeof(void *) / 4)},
    {"100W", 100 * (sizeof(void *) / 4)},
    {"2wK", 2048 * (sizeof(void *) / 4)},
    {"2wM", 2u * 1024 * 1024 * (sizeof(void *) / 4)},
};

START_TEST(a_size_is_in_bytes) {
    size_t bytes;
    const char *why = "";
    int err = toc__quantity_size(SIZES[_i].text, &bytes, &why);
    ck_assert_msg(err == 0, "%s: %s", SIZES[_i].text, why);
    ck_assert_uint_eq(bytes, SIZES[_i].bytes);
}
END_TEST

START_TEST(what_is_no_size_says_why) {
    static const char *const BAD[] = {"",    "K",  "w",    "wK", "1KK", "1Kw",
                                      "1ww", "1G", "1.5M", "-1", " 1",  "0xK"};
    static const char *const HUGE_SIZES[] = {
        "18446744073709551616", "18014398509481984K", "17592186044416M",
        "99999999999999999999999M", "4611686018427387904w"};
    size_t bytes;
    const char *why = "";
    for (size_t i = 0; i < sizeof(BAD) / sizeof(BAD[0]); i++) {
        ck_assert_int_eq(toc__quantity_size(BAD[i], &bytes, &why), TOC_EINVAL);
        ck_assert_str_eq(why, "a size is a number of bytes, or one with K or "
                              "M, such as 512K or 4M");
    }
    for (size_t i = 0; i < sizeof(HUGE_SIZES) / sizeof(HUGE_SIZES[0]); i++) {
        ck_assert_int_eq(toc__quantity_size(HUGE_SIZES[i], &bytes, &why),
                         TOC_EINVAL);
        ck_assert_str_eq(why, "more than this machine can address");
    }
}
END_TEST

START_TEST(a_number_is_decimal_or_hexadecimal) {
    static const struct {
        const char *text;
        uint64_t value;
    } GOOD[] = {
        {"0", 0},
        {"016", 16},
        {"0x1f", 31},
        {"0X1F", 31},
        {"18446744073709551615", UINT64_MAX},
        {"0xffffffffffffffff", UINT64_MAX},
        {"0x00000000000000000001", 1},
    };
    static const char *const BAD[] = {"",
                                      " ",
                                      "-1",
                                      "+1",
                                      "1 ",
                                      "x",
                                      "0x",
                                      "0xg",
                                      "1f",
                                      "0x 1",
                                      "1.",
                                      "1_",
                                      "0b1",
                                      "''",
                                      "\xff",
                                      "18446744073709551616",
                                      "0x10000000000000000"};
    uint64_t value;
    for (size_t i = 0; i < sizeof(GOOD) / sizeof(GOOD[0]); i++) {
        ck_assert_int_eq(toc__quantity_number(GOOD[i].text, &value), 0);
        ck_assert_uint_eq(value, GOOD[i].value);
    }
    for (size_t i = 0; i < sizeof(BAD) / sizeof(BAD[0]); i++) {
        ck_assert_msg(toc__quantity_number(BAD[i], &value) == TOC_EINVAL,
                      "'%s' is taken for a number", BAD[i]);
    }
}
END_TEST

int main(void) {
    Suite *suite = suite_create("options_quantity");
    UNIT_ADD_LOOP(suite, a_duration_is_exact,
                  sizeof(DURATIONS) / sizeof(DURATIONS[0]));
    UNIT_ADD_LOOP(suite, what_is_no_duration_says_why,
                  sizeof(BAD_DURATIONS) / sizeof(BAD_DURATIONS[0]));
    UNIT_ADD(suite, a_duration_ends_where_it_is_told_to);
    UNIT_ADD_LOOP(suite, a_size_is_in_bytes, sizeof(SIZES) / sizeof(SIZES[0]));
    UNIT_ADD(suite, what_is_no_size_says_why);
    UNIT_ADD(suite, a_number_is_decimal_or_hexadecimal);
    return unit_run(suite);
}
