/*
 * test_posix_linux_uart - serial ports on device files, over pseudo terminals
 *
 * Port 1 is one end of a pseudo terminal and the test the other, `wire`.
 *
 * SPDX-License-Identifier: MIT
 */
#include <asm/ioctls.h>
#include <asm/termbits.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "clock.h"
#include "dispatch.h"
#include "err.h"
#include "linux_kernel.h"
#include "linux_tty.h"
#include "linux_uart.h"
#include "source.h"
#include "unit.h"

#define LIMIT_MS 10000

static const toc_uart_ops_t *uart;
static int wire;
static char path[32];
static toc_port_event_t event;
static toc_atomic_u32_t changes;

static const toc_uart_setup_t SETUP = {
    .baudrate = 115200,
    .bits = 8,
    .half_stops = 2,
    .tx = 1,
    .rx = 2,
    .rx_size = 4096,
};

static void changed(void *ctx) {
    (void)ctx;
    toc_atomic_add(&changes, 1);
    toc_port_event_wake(&event);
}

static void begin(void) {
    int number;
    int unlock = 0;
    wire = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC);
    ck_assert_int_ge(wire, 0);
    ck_assert_int_eq(ioctl(wire, TIOCSPTLCK, &unlock), 0);
    ck_assert_int_eq(ioctl(wire, TIOCGPTN, &number), 0);
    snprintf(path, sizeof(path), "/dev/pts/%d", number);
    toc_port_event_init(&event);
    ck_assert_int_eq(linux_uart_map(1, path), 0);
    uart = linux_uart(NULL, changed);
}

static int open_as(const toc_uart_setup_t *setup) {
    return uart->open(uart->ctx, 1, setup);
}

static void end(void) {
    linux_uart_reset();
    close(wire);
}

static void wake(void *ctx) {
    (void)ctx;
    toc_port_event_wake(&event);
}

// Wait for the thread of the port until `holds`.
static void await(bool (*holds)(void)) {
    toc_wait_t wait = {.wake = wake};
    uart->subscribe(uart->ctx, 1, &wait);
    uint64_t deadline_ns = toc_port_now_ns() + LIMIT_MS * UINT64_C(1000000);
    while (!holds()) {
        ck_assert(toc_port_event_wait(&event, deadline_ns));
    }
    uart->unsubscribe(uart->ctx, 1, &wait);
}

static uint32_t wanted;

static bool has_wanted(void) {
    return uart->any(uart->ctx, 1) >= wanted;
}

static bool has_counted_wanted(void) {
    toc_uart_counts_t counts;
    uart->counts(uart->ctx, 1, &counts);
    return counts.received + counts.overruns >= wanted;
}

static bool is_sent(void) {
    return uart->is_sent(uart->ctx, 1);
}

static bool has_no_room(void) {
    return uart->room(uart->ctx, 1) == 0;
}

static void say(const void *bytes, size_t size) {
    ck_assert_int_eq(write(wire, bytes, size), (ssize_t)size);
}

// The next `size` bytes at the other end.
static void hear(uint8_t *to, size_t size) {
    for (size_t at = 0; at < size;) {
        struct pollfd fd = {.fd = wire, .events = POLLIN};
        ck_assert_int_eq(poll(&fd, 1, LIMIT_MS), 1);
        ssize_t got = read(wire, to + at, size - at);
        ck_assert_int_gt(got, 0);
        at += (size_t)got;
    }
}

START_TEST(bytes_arrive_as_they_were_sent) {
    static const uint8_t BYTES[] = {0, 3, 4, 10, 13, 17, 19, 26, 0xff, 0xff, 7};
    uint8_t got[sizeof(BYTES)];
    begin();
    ck_assert_int_eq(open_as(&SETUP), 0);
    say(BYTES, sizeof(BYTES));
    wanted = sizeof(BYTES);
    await(has_wanted);
    ck_assert_uint_eq(uart->read(uart->ctx, 1, got, sizeof(got)),
                      sizeof(BYTES));
    ck_assert_mem_eq(got, BYTES, sizeof(BYTES));
    ck_assert_int_eq(uart->write(uart->ctx, 1, BYTES, sizeof(BYTES)),
                     sizeof(BYTES));
    hear(got, sizeof(got));
    ck_assert_mem_eq(got, BYTES, sizeof(BYTES));
    await(is_sent);
    toc_uart_counts_t counts;
    uart->counts(uart->ctx, 1, &counts);
    ck_assert_uint_eq(counts.received, sizeof(BYTES));
    ck_assert_uint_eq(counts.sent, sizeof(BYTES));
    end();
}
END_TEST

START_TEST(much_goes_through_without_a_loss) {
    static uint8_t out[20000];
    static uint8_t in[20000];
    begin();
    ck_assert_int_eq(open_as(&SETUP), 0);
    for (size_t i = 0; i < sizeof(out); i++) {
        out[i] = (uint8_t)(i * 7);
    }
    size_t sent = 0;
    for (size_t heard = 0; heard < sizeof(out);) {
        sent += (size_t)uart->write(uart->ctx, 1, out + sent,
                                    (uint32_t)(sizeof(out) - sent));
        struct pollfd fd = {.fd = wire, .events = POLLIN};
        ck_assert_int_eq(poll(&fd, 1, LIMIT_MS), 1);
        ssize_t got = read(wire, in + heard, sizeof(in) - heard);
        ck_assert_int_gt(got, 0);
        heard += (size_t)got;
    }
    ck_assert_mem_eq(in, out, sizeof(out));
    end();
}
END_TEST

START_TEST(a_full_ring_counts_what_it_lost) {
    static uint8_t out[300];
    toc_uart_setup_t setup = SETUP;
    toc_uart_counts_t counts;
    setup.rx_size = 200;
    begin();
    ck_assert_int_eq(open_as(&setup), 0);
    say(out, sizeof(out));
    wanted = sizeof(out);
    await(has_counted_wanted);
    uart->counts(uart->ctx, 1, &counts);
    ck_assert_uint_eq(counts.received, 200);
    ck_assert_uint_eq(counts.overruns, 100);
    end();
}
END_TEST

static const uint32_t RATES[] = {300, 9600, 31250, 115200, 250000, 3000000};
#define RATES_COUNT (int)(sizeof(RATES) / sizeof(RATES[0]))

START_TEST(any_rate_is_set) {
    struct termios2 tio;
    toc_uart_setup_t setup = SETUP;
    setup.baudrate = RATES[_i];
    setup.half_stops = 4;
    begin();
    ck_assert_int_eq(open_as(&setup), 0);
    int other = open(path, O_RDWR | O_NOCTTY);
    ck_assert_int_eq(ioctl(other, TCGETS2, &tio), 0);
    ck_assert_uint_eq(tio.c_ospeed, RATES[_i]);
    ck_assert_uint_eq(tio.c_ispeed, RATES[_i]);
    ck_assert_uint_eq(tio.c_cflag & (CSIZE | CSTOPB), CS8 | CSTOPB);
    ck_assert_uint_eq(tio.c_lflag, 0);
    ck_assert_uint_eq(tio.c_iflag, PARMRK);
    close(other);
    end();
}
END_TEST

START_TEST(what_the_file_cannot_do_is_refused) {
    toc_uart_setup_t setup = SETUP;
    begin();
    setup.half_stops = 3;
    ck_assert_int_eq(open_as(&setup), TOC_ENOTSUP);
    setup = SETUP;
    setup.bits = 7; // no pseudo terminal has them
    ck_assert_int_eq(open_as(&setup), TOC_ENOTSUP);
    setup = SETUP;
    setup.parity = TOC_UART_PARITY_EVEN;
    ck_assert_int_eq(open_as(&setup), TOC_ENOTSUP);
    setup = SETUP;
    setup.rx = setup.tx;
    ck_assert_int_eq(open_as(&setup), TOC_ENOTSUP);
    setup = SETUP;
    setup.baudrate = 0;
    ck_assert_int_eq(open_as(&setup), TOC_EINVAL);
    ck_assert_int_eq(linux_uart_map(1, "/nonexistent/tty"), 0);
    ck_assert_int_eq(open_as(&SETUP), TOC_ENOENT);
    ck_assert_int_eq(linux_uart_map(1, "/dev/null"), 0);
    ck_assert_int_eq(open_as(&SETUP), TOC_ENOTSUP);
    ck_assert_str_eq(uart->file(uart->ctx, 1), "/dev/null");
    ck_assert_int_eq(linux_uart_map(LINUX_UARTS, "/dev/null"), TOC_EINVAL);
    end();
}
END_TEST

START_TEST(a_device_that_goes_away_leaves_what_had_come) {
    uint8_t got[4];
    begin();
    ck_assert_int_eq(open_as(&SETUP), 0);
    say("abc", 3);
    wanted = 3;
    await(has_wanted);
    close(wire);
    await(has_no_room);
    ck_assert_uint_eq(uart->read(uart->ctx, 1, got, 4), 3);
    ck_assert_int_eq(uart->write(uart->ctx, 1, got, 3), 0);
    ck_assert(!linux_uart_pending());
    linux_uart_reset();
}
END_TEST

START_TEST(a_port_is_pending_while_it_sends) {
    static uint8_t out[4096];
    static uint8_t in[4096];
    begin();
    ck_assert_int_eq(open_as(&SETUP), 0);
    ck_assert(!linux_uart_pending());
    int other = open(path, O_RDWR | O_NOCTTY);
    ck_assert_int_eq(ioctl(other, TCXONC, TCOOFF), 0); // stop the line
    ck_assert_int_eq(uart->write(uart->ctx, 1, out, sizeof(out)), 4096);
    ck_assert_uint_eq(uart->room(uart->ctx, 1), 0);
    ck_assert(linux_uart_pending() && !is_sent());
    ck_assert_int_eq(ioctl(other, TCXONC, TCOON), 0);
    close(other);
    hear(in, sizeof(in));
    await(is_sent);
    ck_assert(!linux_uart_pending());
    uint64_t deadline_ns = toc_port_now_ns() + LIMIT_MS * UINT64_C(1000000);
    while (toc_atomic_load(&changes) == 0) {
        ck_assert(toc_port_event_wait(&event, deadline_ns));
    }
    end();
}
END_TEST

START_TEST(marks_are_taken_apart_wherever_they_are_cut) {
    static const uint8_t MARKED[] = {1,    0xff, 0xff, 2, 0xff, 0, 0,    3,
                                     0xff, 0,    0x41, 4, 0xff, 0, 0xff, 5};
    static const uint8_t PLAIN[] = {1, 0xff, 2, 0, 3, 4, 5};
    toc_uart_setup_t setup = SETUP;
    for (uint32_t cut = 0; cut <= sizeof(MARKED); cut++) {
        uint8_t bytes[sizeof(MARKED)];
        linux_tty_marks_t marks = {0};
        toc_uart_counts_t counts = {0};
        memcpy(bytes, MARKED, sizeof(bytes));
        uint32_t n = linux_tty_unmark(&marks, &setup, &counts, bytes, cut);
        memmove(bytes + n, bytes + cut, sizeof(bytes) - cut);
        n += linux_tty_unmark(&marks, &setup, &counts, bytes + n,
                              (uint32_t)sizeof(bytes) - cut);
        ck_assert_uint_eq(n, sizeof(PLAIN));
        ck_assert_mem_eq(bytes, PLAIN, n);
        ck_assert_uint_eq(counts.breaks, 1);
        ck_assert_uint_eq(counts.framing_errors, 2);
    }
    setup.parity = TOC_UART_PARITY_ODD;
    linux_tty_marks_t marks = {0};
    toc_uart_counts_t counts = {0};
    uint8_t bytes[] = {0xff, 0, 9};
    ck_assert_uint_eq(linux_tty_unmark(&marks, &setup, &counts, bytes, 3), 0);
    ck_assert_uint_eq(counts.parity_errors, 1);
}
END_TEST

// An emulator of user programs may not know the calls for any rate.
static bool can_set_any_rate(void) {
    struct termios2 setup;
    int fd = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC);
    bool can = fd < 0 || ioctl(fd, TCGETS2, &setup) == 0 || errno != ENOSYS;
    (void)close(fd);
    return can;
}

int main(void) {
    if (!can_set_any_rate()) {
        puts("100%: Checks: 0, Failures: 0, Errors: 0, skipped: no TCGETS2");
        return EXIT_SUCCESS;
    }
    Suite *suite = suite_create("posix_linux_uart");
    UNIT_ADD(suite, bytes_arrive_as_they_were_sent);
    UNIT_ADD(suite, much_goes_through_without_a_loss);
    UNIT_ADD(suite, a_full_ring_counts_what_it_lost);
    UNIT_ADD_LOOP(suite, any_rate_is_set, RATES_COUNT);
    UNIT_ADD(suite, what_the_file_cannot_do_is_refused);
    UNIT_ADD(suite, a_device_that_goes_away_leaves_what_had_come);
    UNIT_ADD(suite, a_port_is_pending_while_it_sends);
    UNIT_ADD(suite, marks_are_taken_apart_wherever_they_are_cut);
    return unit_run(suite);
}
