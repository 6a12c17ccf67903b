/*
 * test_linux_rtc - the clock chip's device file: each call to the letter
 *
 * SPDX-License-Identifier: MIT
 */
#include "linux_rtc.h"

#include <errno.h>
#include <linux/rtc.h>

#include "linux_fixture.h"

#define S INT64_C(1000000000)

// 2026-11-25 04:05:06 UTC
#define CHIP_S INT64_C(1795579506)

static const toc_rtc_ops_t *rtc;
static int64_t board_ns;

static int64_t board_now_ns(void *ctx) {
    (void)ctx;
    return board_ns;
}

static int board_set_ns(void *ctx, int64_t time_ns) {
    (void)ctx;
    board_ns = time_ns;
    return 0;
}

static const toc_rtc_ops_t board = {.now_ns = board_now_ns,
                                    .set_ns = board_set_ns};

static int fixture_ioctl(unsigned long request, void *arg) {
    struct rtc_time *time = arg;
    if (request == RTC_RD_TIME) {
        note("read");
        *time = (struct rtc_time){.tm_year = 126,
                                  .tm_mon = 10,
                                  .tm_mday = 25,
                                  .tm_hour = 4,
                                  .tm_min = 5,
                                  .tm_sec = 6};
    } else {
        ck_assert_uint_eq(request, RTC_SET_TIME);
        note("set %d-%d-%d %d:%d:%d", time->tm_year, time->tm_mon,
             time->tm_mday, time->tm_hour, time->tm_min, time->tm_sec);
    }
    return 0;
}

static void begin(void) {
    fake_kernel_begin();
    linux_rtc_map("/dev/rtc0");
    rtc = linux_rtc(&board);
    board_ns = 17;
}

static void end(void) {
    linux_rtc_reset();
    ck_assert_int_eq(opened, 0);
}

START_TEST(without_a_file_it_is_the_boards) {
    linux_rtc_map(NULL);
    ck_assert_ptr_eq(linux_rtc(&board), &board);
}
END_TEST

START_TEST(its_time_is_taken_over_once_in_a_life) {
    begin();
    ck_assert_int_eq(rtc->now_ns(rtc->ctx), 17);
    ck_assert_int_eq(rtc->begin(rtc->ctx), 0);
    ck_assert_int_eq(rtc->now_ns(rtc->ctx), CHIP_S * S);
    expect_calls("open /dev/rtc0\nread\nclose\n");
    board_ns += S;
    ck_assert_int_eq(rtc->begin(rtc->ctx), 0);
    expect_calls("");
    linux_rtc_reset();
    ck_assert_int_eq(rtc->begin(rtc->ctx), 0);
    expect_calls("open /dev/rtc0\nread\nclose\n");
    ck_assert_str_eq(rtc->file(rtc->ctx), "/dev/rtc0");
    end();
}
END_TEST

START_TEST(a_time_that_is_set_goes_into_the_chip) {
    begin();
    ck_assert_int_eq(rtc->set_ns(rtc->ctx, CHIP_S * S + 999999999), 0);
    expect_calls("open /dev/rtc0\nset 126-10-25 4:5:6\nclose\n");
    ck_assert_int_eq(rtc->now_ns(rtc->ctx), CHIP_S * S + 999999999);
    ck_assert_int_eq(rtc->set_ns(rtc->ctx, -1), 0);
    expect_calls("open /dev/rtc0\nset 69-11-31 23:59:59\nclose\n");
    ck_assert_int_eq(rtc->begin(rtc->ctx), 0);
    expect_calls("");
    end();
}
END_TEST

START_TEST(what_fails_changes_nothing) {
    begin();
    open_result = -ENOENT;
    ck_assert_int_eq(rtc->begin(rtc->ctx), TOC_ENOENT);
    ck_assert_int_eq(rtc->set_ns(rtc->ctx, 0), TOC_ENOENT);
    open_result = 0;
    answer(-ENOTTY);
    ck_assert_int_eq(rtc->begin(rtc->ctx), TOC_ENOTSUP);
    answer(-EACCES);
    ck_assert_int_eq(rtc->set_ns(rtc->ctx, 0), TOC_EACCES);
    ck_assert_int_eq(rtc->set_ns(rtc->ctx, INT64_MIN), TOC_ENOTSUP);
    ck_assert_int_eq(rtc->now_ns(rtc->ctx), 17);
    // And it is tried again.
    ck_assert_int_eq(rtc->begin(rtc->ctx), 0);
    ck_assert_int_eq(rtc->now_ns(rtc->ctx), CHIP_S * S);
    end();
}
END_TEST

int main(void) {
    Suite *suite = suite_create("linux_rtc");
    UNIT_ADD(suite, without_a_file_it_is_the_boards);
    UNIT_ADD(suite, its_time_is_taken_over_once_in_a_life);
    UNIT_ADD(suite, a_time_that_is_set_goes_into_the_chip);
    UNIT_ADD(suite, what_fails_changes_nothing);
    return unit_run(suite);
}
