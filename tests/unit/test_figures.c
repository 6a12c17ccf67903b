/*
 * Numbers and times as people read them.
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit.h"

#include "figures.h"

static const struct {
    uint64_t ns;
    const char *text;
} times[] = {
    {0, "0 ns"},
    {999, "999 ns"},
    {1000, "1.00 us"},
    {9994, "9.99 us"},
    {9995, "10.0 us"},
    {999499, "999 us"},
    {999500, "1.00 ms"},
    {1500000000, "1.50 s"},
    {UINT64_C(99998000000000), "99998 s"},
    {UINT64_MAX, "213504 d"},
};

START_TEST(a_time_has_three_digits) {
    char text[TOC__FIGURE_SIZE];
    ck_assert_str_eq(toc__figure_time(text, times[_i].ns), times[_i].text);
}
END_TEST

START_TEST(a_count_has_a_comma_at_each_thousand) {
    char text[TOC__FIGURE_SIZE];
    ck_assert_str_eq(toc__figure_count(text, 0), "0");
    ck_assert_str_eq(toc__figure_count(text, 999), "999");
    ck_assert_str_eq(toc__figure_count(text, 1000), "1,000");
    ck_assert_str_eq(toc__figure_count(text, UINT64_MAX),
                     "18,446,744,073,709,551,615");
}
END_TEST

static const struct {
    uint64_t ns;
    uint64_t step_ns;
    uint64_t most_ns;
    const char *text;
} marks[] = {
    {0, 500000000, UINT64_C(3000000000), "0.0 s"},
    {1500000000, 500000000, UINT64_C(3000000000), "1.5 s"},
    {1200050000, 50000, 1200300000, "1.20005 s"},
    {20000000, 20000000, 100000000, "20 ms"},
    {1500, 1, 1500, "1.500 us"},
    {7, 1, 12, "7 ns"},
    {UINT64_MAX, 1, UINT64_MAX, "18446744073.709551615 s"},
};

START_TEST(marks_of_a_scale_have_its_unit_and_decimals) {
    char text[TOC__FIGURE_SIZE];
    ck_assert_str_eq(toc__figure_mark(text, marks[_i].ns, marks[_i].step_ns,
                                      marks[_i].most_ns),
                     marks[_i].text);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("figures");
    UNIT_ADD_LOOP(suite, a_time_has_three_digits,
                  (int)(sizeof(times) / sizeof(times[0])));
    UNIT_ADD(suite, a_count_has_a_comma_at_each_thousand);
    UNIT_ADD_LOOP(suite, marks_of_a_scale_have_its_unit_and_decimals,
                  (int)(sizeof(marks) / sizeof(marks[0])));
    return unit_run(suite);
}
