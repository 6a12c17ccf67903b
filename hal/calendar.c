/*
 * calendar - days and dates of the Gregorian calendar
 *
 * Years are counted from March, so that a leap day is the last of its year.
 *
 * SPDX-License-Identifier: MIT
 */
#include "calendar.h"

#define DAYS_400_YEARS INT64_C(146097)

// From the first of March of the year 0 to the beginning of 1970.
#define DAYS_BEFORE_1970 719468

int64_t toc_floor_div(int64_t value, int64_t by) {
    int64_t whole = value / by;
    return value % by < 0 ? whole - 1 : whole;
}

int64_t toc_days_of(int64_t year, int64_t month, int64_t day) {
    int64_t months = year * 12 + month - 3;
    int64_t y = toc_floor_div(months, 12);
    int64_t m = months - y * 12;
    int64_t leap_days =
        toc_floor_div(y, 4) - toc_floor_div(y, 100) + toc_floor_div(y, 400);
    return y * 365 + leap_days + (m * 153 + 2) / 5 + day - 1 - DAYS_BEFORE_1970;
}

toc_date_t toc_date_of(int64_t days) {
    days += DAYS_BEFORE_1970;
    int64_t era = toc_floor_div(days, DAYS_400_YEARS);
    int64_t day_of_era = days - era * DAYS_400_YEARS;
    int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 -
                           day_of_era / (DAYS_400_YEARS - 1)) /
                          365;
    int64_t day_of_year =
        day_of_era - (year_of_era * 365 + year_of_era / 4 - year_of_era / 100);
    int month = (int)((day_of_year * 5 + 2) / 153);
    return (toc_date_t){
        .year = era * 400 + year_of_era + (month >= 10),
        .month = month < 10 ? month + 3 : month - 9,
        .day = (int)(day_of_year - (month * 153 + 2) / 5 + 1),
    };
}
