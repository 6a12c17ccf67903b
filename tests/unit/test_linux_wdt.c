/*
 * test_linux_wdt - the watchdog's device file: each call to the letter
 *
 * SPDX-License-Identifier: MIT
 */
#include "linux_wdt.h"

#include <errno.h>
#include <linux/watchdog.h>

#include "linux_fixture.h"

#define S UINT64_C(1000000000)

static const toc_wdt_ops_t *wdt;

static int fixture_ioctl(unsigned long request, void *arg) {
    if (request == WDIOC_SETTIMEOUT) {
        note("timeout %d", *(int *)arg);
    } else {
        ck_assert_uint_eq(request, WDIOC_KEEPALIVE);
        ck_assert_ptr_null(arg);
        note("feed");
    }
    return 0;
}

static long fake_write(int fd, const void *from, size_t size) {
    ck_assert_int_eq(fd, FIXTURE_FD);
    note("write %.*s\n", (int)size, (const char *)from);
    return (long)size;
}

static void begin(void) {
    static linux_kernel_t kernel;
    kernel = fake_kernel;
    kernel.write = fake_write;
    linux_kernel_set(&kernel);
    linux_wdt_map("/dev/watchdog");
    wdt = linux_wdt(NULL);
}

static void end(void) {
    linux_wdt_reset();
    ck_assert_int_eq(opened, 0);
}

START_TEST(it_starts_is_fed_and_ends_in_order) {
    begin();
    wdt->feed(wdt->ctx); // not started
    expect_calls("");
    ck_assert_int_eq(wdt->start(wdt->ctx, 5 * S), 0);
    wdt->feed(wdt->ctx);
    ck_assert_int_eq(wdt->start(wdt->ctx, 8 * S), 0);
    expect_calls("open /dev/watchdog\ntimeout 5\nfeed\ntimeout 8\n");
    linux_wdt_reset();
    expect_calls("write V\nclose\n");
    wdt->suspend(wdt->ctx, false);
    expect_calls("");
    end();
}
END_TEST

START_TEST(it_never_counts_less_than_asked_for) {
    begin();
    ck_assert_int_eq(wdt->start(wdt->ctx, 1), 0);
    ck_assert_int_eq(wdt->start(wdt->ctx, 2 * S + 1), 0);
    expect_calls("open /dev/watchdog\ntimeout 1\ntimeout 3\n");
    ck_assert_int_eq(wdt->start(wdt->ctx, 0), TOC_EINVAL);
    ck_assert_int_eq(wdt->start(wdt->ctx, S << 31), TOC_EINVAL);
    expect_calls("");
    end();
}
END_TEST

START_TEST(it_rests_while_the_board_sleeps) {
    begin();
    ck_assert_int_eq(wdt->start(wdt->ctx, 5 * S), 0);
    calls[0] = '\0';
    wdt->suspend(wdt->ctx, true);
    wdt->feed(wdt->ctx);
    expect_calls("write V\nclose\n");
    wdt->suspend(wdt->ctx, false);
    wdt->suspend(wdt->ctx, false);
    expect_calls("open /dev/watchdog\ntimeout 5\n");
    end();
}
END_TEST

START_TEST(feeding_starts_what_did_not_after_a_sleep) {
    begin();
    ck_assert_int_eq(wdt->start(wdt->ctx, 5 * S), 0);
    wdt->suspend(wdt->ctx, true);
    open_result = -EBUSY;
    wdt->suspend(wdt->ctx, false);
    open_result = 0;
    calls[0] = '\0';
    wdt->feed(wdt->ctx);
    wdt->feed(wdt->ctx);
    expect_calls("open /dev/watchdog\ntimeout 5\nfeed\n");
    end();
}
END_TEST

START_TEST(a_refusal_leaves_it_as_it_was) {
    begin();
    open_result = -EBUSY;
    ck_assert_int_eq(wdt->start(wdt->ctx, S), TOC_EBUSY);
    open_result = 0;
    answer(-EINVAL); // longer than the hardware can count
    ck_assert_int_eq(wdt->start(wdt->ctx, 99 * S), TOC_ENOTSUP);
    ck_assert_int_eq(opened, 0);
    ck_assert_int_eq(wdt->start(wdt->ctx, 5 * S), 0);
    answer(-EINVAL);
    ck_assert_int_eq(wdt->start(wdt->ctx, 99 * S), TOC_ENOTSUP);
    wdt->suspend(wdt->ctx, true);
    calls[0] = '\0';
    wdt->suspend(wdt->ctx, false);
    expect_calls("open /dev/watchdog\ntimeout 5\n");
    ck_assert_str_eq(wdt->file(wdt->ctx), "/dev/watchdog");
    end();
}
END_TEST

START_TEST(without_a_file_it_is_another_s) {
    static const toc_wdt_ops_t other;
    ck_assert_ptr_eq(linux_wdt(&other), &other);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("linux_wdt");
    UNIT_ADD(suite, it_starts_is_fed_and_ends_in_order);
    UNIT_ADD(suite, it_never_counts_less_than_asked_for);
    UNIT_ADD(suite, it_rests_while_the_board_sleeps);
    UNIT_ADD(suite, feeding_starts_what_did_not_after_a_sleep);
    UNIT_ADD(suite, a_refusal_leaves_it_as_it_was);
    UNIT_ADD(suite, without_a_file_it_is_another_s);
    return unit_run(suite);
}
