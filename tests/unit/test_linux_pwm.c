/*
 * test_linux_pwm - channels in sysfs, as the kernel sees them used
 *
 * SPDX-License-Identifier: MIT
 */
#include "linux_pwm.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "err.h"
#include "linux_kernel.h"
#include "unit.h"

#define PAD   12
#define OTHER 13

static const toc_pwm_ops_t *pwm;
static char calls[2048];  // "export 0\n": the file's name and what was written
static char path[128];    // of the file that is open
static const char *fails; // the file of a channel that cannot be written
static int failure;       // an errno, negative
static const char *missing;

static void note(const char *format, ...) {
    size_t used = strlen(calls);
    va_list args;
    va_start(args, format);
    vsnprintf(calls + used, sizeof(calls) - used, format, args);
    va_end(args);
}

static int fake_open(const char *file, int flags) {
    (void)flags;
    snprintf(path, sizeof(path), "%s", file);
    return missing != NULL && strstr(file, missing) != NULL ? -ENOENT : 7;
}

static void fake_close(int fd) {
    ck_assert_int_eq(fd, 7);
}

static long fake_write(int fd, const void *from, size_t size) {
    ck_assert_int_eq(fd, 7);
    const char *name = strstr(path, "pwmchip2/");
    ck_assert_ptr_nonnull(name);
    note("%s %.*s\n", name + strlen("pwmchip2/"), (int)size,
         (const char *)from);
    return fails != NULL && strstr(path, fails) != NULL ? failure : (long)size;
}

static const linux_kernel_t fake_kernel = {
    .open = fake_open, .close = fake_close, .write = fake_write};

static int other_set_timer(void *ctx, uint32_t timer, uint32_t hz) {
    (void)ctx;
    return timer < TOC_PWM_TIMERS && hz <= TOC_PWM_HZ_MAX ? 0 : TOC_EINVAL;
}

static int other_set_channel(void *ctx, uint32_t channel, uint32_t timer,
                             uint32_t pad, double duty) {
    (void)ctx;
    (void)channel;
    (void)timer;
    (void)duty;
    return pad < LINUX_PWM_PADS ? 0 : TOC_EINVAL;
}

static int other_set_duty(void *ctx, uint32_t channel, double duty) {
    (void)ctx;
    (void)duty;
    return channel < TOC_PWM_CHANNELS ? 0 : TOC_EINVAL;
}

static void begin(void) {
    static const toc_pwm_ops_t other = {.set_timer = other_set_timer,
                                        .set_channel = other_set_channel,
                                        .set_duty = other_set_duty};
    ck_assert_ptr_eq(linux_pwm(&other), &other);
    linux_kernel_set(&fake_kernel);
    ck_assert_int_eq(linux_pwm_map(PAD, "pwmchip2:1"), 0);
    pwm = linux_pwm(&other);
}

static void expect_calls(const char *expected) {
    ck_assert_str_eq(calls, expected);
    calls[0] = '\0';
}

static int put_out(double duty) {
    return pwm->set_channel(pwm->ctx, 3, 1, PAD, duty);
}

START_TEST(a_channel_is_exported_and_given_back) {
    begin();
    ck_assert_int_eq(pwm->set_timer(pwm->ctx, 1, 1000), 0);
    expect_calls("");
    ck_assert_int_eq(put_out(0.25), 0);
    expect_calls("export 1\npwm1/duty_cycle 0\npwm1/period 1000000\n"
                 "pwm1/duty_cycle 250000\npwm1/enable 1\n");
    ck_assert_int_eq(pwm->set_duty(pwm->ctx, 3, 1), 0);
    expect_calls("pwm1/duty_cycle 1000000\n");
    linux_pwm_reset();
    expect_calls("pwm1/duty_cycle 0\npwm1/enable 0\nunexport 1\n");
    linux_pwm_reset();
    expect_calls("");
}
END_TEST

START_TEST(a_duty_is_never_longer_than_the_period) {
    begin();
    ck_assert_int_eq(pwm->set_timer(pwm->ctx, 1, 100), 0);
    ck_assert_int_eq(put_out(0.5), 0);
    calls[0] = '\0';
    ck_assert_int_eq(pwm->set_timer(pwm->ctx, 1, 1000), 0);
    expect_calls("pwm1/duty_cycle 500000\npwm1/period 1000000\n"
                 "pwm1/duty_cycle 500000\n");
    ck_assert_int_eq(pwm->set_timer(pwm->ctx, 1, 100), 0);
    expect_calls("pwm1/period 10000000\npwm1/duty_cycle 5000000\n");
    linux_pwm_reset();
}
END_TEST

START_TEST(a_timer_that_never_ran_puts_nothing_out) {
    begin();
    ck_assert_int_eq(put_out(0.5), 0);
    expect_calls("export 1\npwm1/duty_cycle 0\n");
    ck_assert_int_eq(pwm->set_timer(pwm->ctx, 1, 10), 0);
    expect_calls("pwm1/period 100000000\npwm1/duty_cycle 50000000\n"
                 "pwm1/enable 1\n");
    ck_assert_int_eq(pwm->set_timer(pwm->ctx, 1, 0), 0);
    ck_assert_int_eq(pwm->set_timer(pwm->ctx, 0, 10), 0);
    expect_calls("");
    linux_pwm_reset();
}
END_TEST

START_TEST(a_channel_that_moves_lets_go) {
    begin();
    ck_assert_int_eq(pwm->set_timer(pwm->ctx, 1, 10), 0);
    ck_assert_int_eq(put_out(0.5), 0);
    calls[0] = '\0';
    ck_assert_int_eq(pwm->set_channel(pwm->ctx, 3, 1, OTHER, 0.5), 0);
    expect_calls("pwm1/duty_cycle 0\npwm1/enable 0\nunexport 1\n");
    ck_assert_int_eq(put_out(0.5), 0);
    calls[0] = '\0';
    // The pad goes to another channel.
    ck_assert_int_eq(pwm->set_channel(pwm->ctx, 4, 1, PAD, 0.5), 0);
    calls[0] = '\0';
    ck_assert_int_eq(pwm->set_duty(pwm->ctx, 3, 1), 0);
    expect_calls("");
    linux_pwm_reset();
}
END_TEST

START_TEST(a_channel_that_is_left_over_is_taken_over) {
    begin();
    fails = "/export";
    failure = -EBUSY;
    ck_assert_int_eq(put_out(0.5), 0);
    linux_pwm_reset();
    missing = "duty_cycle"; // busy and not there: the kernel's own
    ck_assert_int_eq(put_out(0.5), TOC_EBUSY);
}
END_TEST

START_TEST(what_is_missing_is_told) {
    begin();
    missing = "export";
    ck_assert_int_eq(put_out(0.5), TOC_ENOENT);
    missing = NULL;
    fails = "/export";
    failure = -ENODEV; // no such number
    ck_assert_int_eq(put_out(0.5), TOC_ENOENT);
    failure = -EACCES;
    ck_assert_int_eq(put_out(0.5), TOC_EACCES);
    fails = "/duty_cycle";
    failure = -EINVAL; // as long as there is no period
    ck_assert_int_eq(put_out(0.5), 0);
    fails = "/period";
    ck_assert_int_eq(pwm->set_timer(pwm->ctx, 1, 10), TOC_ENOTSUP);
    linux_pwm_reset();
    ck_assert_str_eq(pwm->file(pwm->ctx, PAD), "pwmchip2:1");
    ck_assert_ptr_null(pwm->file(pwm->ctx, OTHER));
}
END_TEST

START_TEST(a_name_that_is_no_channel_is_refused) {
    static const char *const NAMES[] = {
        "",           "pwmchip0",    ":0",         "pwmchip0:",
        "pwmchip0:x", "pwmchip0:1x", "pwmchip0:-1"};
    for (size_t i = 0; i < sizeof(NAMES) / sizeof(NAMES[0]); i++) {
        ck_assert_int_eq(linux_pwm_map(PAD, NAMES[i]), TOC_EINVAL);
    }
    ck_assert_int_eq(linux_pwm_map(LINUX_PWM_PADS, "pwmchip0:0"), TOC_EINVAL);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("linux_pwm");
    UNIT_ADD(suite, a_channel_is_exported_and_given_back);
    UNIT_ADD(suite, a_duty_is_never_longer_than_the_period);
    UNIT_ADD(suite, a_timer_that_never_ran_puts_nothing_out);
    UNIT_ADD(suite, a_channel_that_moves_lets_go);
    UNIT_ADD(suite, a_channel_that_is_left_over_is_taken_over);
    UNIT_ADD(suite, what_is_missing_is_told);
    UNIT_ADD(suite, a_name_that_is_no_channel_is_refused);
    return unit_run(suite);
}
