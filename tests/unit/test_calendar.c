/*
 * test_calendar - days and dates, beside what the C library makes of them
 *
 * SPDX-License-Identifier: MIT
 */
#include "calendar.h"

#include <time.h>

#include "unit.h"

START_TEST(days_and_dates_agree_with_the_c_library) {
    // Each day of four hundred years, which is all that there is.
    for (int64_t days = -60000; days < 86097; days++) {
        time_t seconds = (time_t)(days * TOC_SECONDS_A_DAY);
        if (seconds != days * TOC_SECONDS_A_DAY) {
            continue; // more than 68 years away, and it has 32 bits
        }
        struct tm tm;
        ck_assert_ptr_nonnull(gmtime_r(&seconds, &tm));
        toc_date_t date = toc_date_of(days);
        ck_assert_int_eq(date.year, tm.tm_year + 1900);
        ck_assert_int_eq(date.month, tm.tm_mon + 1);
        ck_assert_int_eq(date.day, tm.tm_mday);
        ck_assert_int_eq(toc_days_of(date.year, date.month, date.day), days);
    }
}
END_TEST

START_TEST(months_and_days_go_on_in_the_next_one) {
    ck_assert_int_eq(toc_days_of(1970, 13, 1), 365);
    ck_assert_int_eq(toc_days_of(2024, 2, 30), toc_days_of(2024, 3, 1));
    ck_assert_int_eq(toc_days_of(2025, 0, 1), toc_days_of(2024, 12, 1));
}
END_TEST

START_TEST(division_rounds_down) {
    ck_assert_int_eq(toc_floor_div(7, 2), 3);
    ck_assert_int_eq(toc_floor_div(-7, 2), -4);
    ck_assert_int_eq(toc_floor_div(-8, 2), -4);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("calendar");
    UNIT_ADD(suite, days_and_dates_agree_with_the_c_library);
    UNIT_ADD(suite, months_and_days_go_on_in_the_next_one);
    UNIT_ADD(suite, division_rounds_down);
    return unit_run(suite);
}
