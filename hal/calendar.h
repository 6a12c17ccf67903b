/*
 * calendar - days and dates of the Gregorian calendar
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_HAL_CALENDAR_H
#define TOC_HAL_CALENDAR_H

#include <stdint.h>

#define TOC_SECONDS_A_DAY INT64_C(86400)

typedef struct {
    int64_t year;
    int month; // 1 to 12
    int day;   // 1 to 31
} toc_date_t;

// Division that rounds down, also below 0.
//
// ctx of all: any
int64_t toc_floor_div(int64_t value, int64_t by);

// Days from the beginning of 1970 to a day. Months beyond 12 and days beyond a
// month's end go on in the next one. Any values whose result is far from the
// limits of its type.
int64_t toc_days_of(int64_t year, int64_t month, int64_t day);

toc_date_t toc_date_of(int64_t days);

#endif
