/*
 * The UARTs of the virtual board: when bytes arrive, where, and as what.
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim_attach.h"
#include "sim_fixture.h"
#include "sim_pace.h"
#include "sim_uart.h"

#define FRAME_NS UINT64_C(1041667) // 10 bits at 9600 baud

static const toc_uart_ops_t *uart;
static uint8_t data[512];

static toc_uart_setup_t setup_of(uint32_t tx, uint32_t rx) {
    return (toc_uart_setup_t){.baudrate = 9600,
                              .bits = 8,
                              .half_stops = 2,
                              .tx = tx,
                              .rx = rx,
                              .rx_size = 200};
}

static void open_port(uint32_t number, toc_uart_setup_t setup) {
    works(uart->open(uart->ctx, number, &setup));
}

static void uart_setup(void) {
    setup();
    uart = sim_uart();
    open_port(0, setup_of(0, 1));
    open_port(1, setup_of(2, 3));
    wire(0, 3);
}

static int32_t write_text(uint32_t number, const char *text) {
    return uart->write(uart->ctx, number, (const uint8_t *)text,
                       (uint32_t)strlen(text));
}

static uint32_t any(uint32_t number) {
    return uart->any(uart->ctx, number);
}

static toc_uart_counts_t counts_of(uint32_t number) {
    toc_uart_counts_t counts;
    uart->counts(uart->ctx, number, &counts);
    return counts;
}

START_TEST(a_byte_arrives_with_the_end_of_its_stop_bit) {
    ck_assert_int_eq(write_text(0, "ab"), 2);
    advance_to(FRAME_NS - 1);
    ck_assert_uint_eq(any(1), 0);
    advance_to(FRAME_NS);
    ck_assert_uint_eq(any(1), 1);
    advance_to(2 * FRAME_NS - 1);
    ck_assert_uint_eq(any(1), 1);
    ck_assert(!uart->is_sent(uart->ctx, 0));
    advance_to(2 * FRAME_NS);
    ck_assert(uart->is_sent(uart->ctx, 0));
    ck_assert_uint_eq(uart->read(uart->ctx, 1, data, 9), 2);
    ck_assert_mem_eq(data, "ab", 2);
    ck_assert_uint_eq(any(0), 0);
    ck_assert_uint_eq(counts_of(0).sent, 2);
    ck_assert_uint_eq(counts_of(1).received, 2);
}
END_TEST

START_TEST(a_byte_written_behind_the_last_one_follows_at_once) {
    (void)write_text(0, "a");
    advance_to(FRAME_NS + FRAME_NS / 2);
    // The line is free since half a frame; it begins now.
    (void)write_text(0, "b");
    advance_to(2 * FRAME_NS + FRAME_NS / 2 - 1);
    ck_assert_uint_eq(any(1), 1);
    advance_to(2 * FRAME_NS + FRAME_NS / 2);
    ck_assert_uint_eq(any(1), 2);
    advance_to(10 * FRAME_NS);
    ck_assert_uint_eq(any(1), 2);
    ck_assert_uint_eq(toc_alarm_armed_count(), 0);
}
END_TEST

START_TEST(the_fifo_takes_what_it_has_room_for) {
    memset(data, 'x', sizeof(data));
    ck_assert_int_eq(uart->write(uart->ctx, 0, data, 300), 128);
    ck_assert_uint_eq(uart->room(uart->ctx, 0), 0);
    advance_to(FRAME_NS);
    ck_assert_uint_eq(uart->room(uart->ctx, 0), 1);
}
END_TEST

START_TEST(what_the_ring_has_no_room_for_is_counted) {
    for (int i = 0; i < 3; i++) {
        ck_assert_int_eq(uart->write(uart->ctx, 0, data, 100), 100);
        advance_to(toc_clock_now_ns() + 100 * FRAME_NS);
    }
    ck_assert_uint_eq(any(1), 200);
    ck_assert_uint_eq(counts_of(1).overruns, 100);
    ck_assert_uint_eq(counts_of(1).received, 200);
}
END_TEST

START_TEST(without_pacing_all_is_there_at_once) {
    sim_pace_set(SIM_PACE_OFF);
    ck_assert_int_eq(write_text(0, "abc"), 3);
    ck_assert_uint_eq(any(1), 3);
    ck_assert(uart->is_sent(uart->ctx, 0));
    sim_pace_set(SIM_PACE_AUTO);
}
END_TEST

// What a receiver makes of 0x55 and 0x0f: by its rate, bits and parity.
static const struct {
    uint32_t baudrate;
    uint8_t bits;
    enum toc_uart_parity parity;
    uint8_t sent;
    int got; // -1: framing, -2: parity
} samples[] = {
    {9600, 8, TOC_UART_PARITY_NONE, 0x55, 0x55},
    {9900, 8, TOC_UART_PARITY_NONE, 0x55, 0x55},
    {9300, 8, TOC_UART_PARITY_NONE, 0x55, 0x55},
    // A stop bit that is looked for while the last bit, a 0, lasts.
    {10600, 8, TOC_UART_PARITY_NONE, 0x55, -1},
    {9600, 7, TOC_UART_PARITY_NONE, 0x55, -1},
    {9600, 7, TOC_UART_PARITY_NONE, 0xd5, 0x55},
    // The stop bit is taken for the parity, the idle line for the stop bit.
    {9600, 8, TOC_UART_PARITY_ODD, 0x55, 0x55},
    {9600, 8, TOC_UART_PARITY_EVEN, 0x55, -2},
    {9600, 8, TOC_UART_PARITY_EVEN, 0x57, 0x57},
};

START_TEST(a_frame_is_sampled_at_the_receivers_times) {
    toc_uart_setup_t setup = setup_of(2, 3);
    setup.baudrate = samples[_i].baudrate;
    setup.bits = samples[_i].bits;
    setup.parity = samples[_i].parity;
    open_port(1, setup);
    (void)uart->write(uart->ctx, 0, &samples[_i].sent, 1);
    advance_to(FRAME_NS);
    ck_assert_uint_eq(counts_of(1).framing_errors, samples[_i].got == -1);
    ck_assert_uint_eq(counts_of(1).parity_errors, samples[_i].got == -2);
    if (samples[_i].got >= 0) {
        ck_assert_uint_eq(uart->read(uart->ctx, 1, data, 9), 1);
        ck_assert_uint_eq(data[0], (unsigned)samples[_i].got);
    } else {
        ck_assert_uint_eq(any(1), 0);
    }
}
END_TEST

START_TEST(a_break_holds_the_line_low) {
    uint64_t busy_ns;
    works(uart->begin_break(uart->ctx, 0, 14, &busy_ns));
    ck_assert_uint_eq(busy_ns, UINT64_C(14000000000) / 9600);
    ck_assert_int_eq(sim_level(3), 0);
    uart->end_break(uart->ctx, 0);
    ck_assert_int_eq(sim_level(3), 1);
    ck_assert_uint_eq(counts_of(1).breaks, 1);
}
END_TEST

START_TEST(what_came_is_raised_once_until_it_was_handled) {
    works(uart->watch(uart->ctx, 1, sources[3]));
    toc_source_counts_t counts;
    (void)write_text(0, "abc");
    advance_to(3 * FRAME_NS);
    toc_source_counts(sources[3], &counts);
    ck_assert_uint_eq(counts.posted, 1);
    uart->unwatch(uart->ctx, 1);
    (void)write_text(0, "d");
    advance_to(9 * FRAME_NS);
    toc_source_counts(sources[3], &counts);
    ck_assert_uint_eq(counts.posted, 1);
}
END_TEST

static void count_wake(void *ctx) {
    (*(int *)ctx)++;
}

START_TEST(who_waits_is_woken_until_he_leaves) {
    int wakes = 0;
    toc_wait_t wait = {.wake = count_wake, .ctx = &wakes};
    uart->subscribe(uart->ctx, 1, &wait);
    (void)write_text(0, "a");
    advance_to(FRAME_NS);
    ck_assert_int_eq(wakes, 1);
    uart->unsubscribe(uart->ctx, 1, &wait);
    (void)write_text(0, "b");
    advance_to(5 * FRAME_NS);
    ck_assert_int_eq(wakes, 1);
}
END_TEST

START_TEST(a_closed_port_neither_sends_nor_hears) {
    (void)write_text(0, "ab");
    advance_to(FRAME_NS);
    uart->close(uart->ctx, 0);
    uart->close(uart->ctx, 0);
    advance_to(5 * FRAME_NS);
    ck_assert_uint_eq(any(1), 1);
    ck_assert_int_eq(write_text(0, "c"), 0);
    ck_assert_uint_eq(toc_alarm_armed_count(), 0);
    toc_uart_setup_t bad = setup_of(0, 1);
    bad.bits = 9;
    ck_assert_int_eq(uart->open(uart->ctx, 0, &bad), TOC_EINVAL);
    ck_assert_int_eq(uart->open(uart->ctx, 3, &bad), TOC_EINVAL);
}
END_TEST

START_TEST(a_loop_brings_back_what_was_sent) {
    char error[SIM_ERROR_SIZE];
    works(sim_attach("uart0=loop", NULL, error));
    (void)write_text(0, "ab");
    advance_to(2 * FRAME_NS);
    ck_assert_uint_eq(any(0), 2);
    ck_assert_uint_eq(any(1), 2);
    works(sim_device_set("loop", "fault", "framing", error));
    (void)write_text(0, "c");
    advance_to(9 * FRAME_NS);
    ck_assert_uint_eq(any(0), 2);
    ck_assert_uint_eq(counts_of(0).framing_errors, 1);
    works(sim_detach("loop", error));
}
END_TEST

START_TEST(what_is_fed_comes_at_the_ports_pace) {
    ck_assert_uint_eq(sim_uart_feed(1, (const uint8_t *)"xy", 2), 2);
    advance_to(FRAME_NS);
    ck_assert_uint_eq(any(1), 1);
    ck_assert_uint_eq(sim_uart_fed(1), 1);
    advance_to(2 * FRAME_NS);
    ck_assert_uint_eq(any(1), 2);
}
END_TEST

START_TEST(a_device_that_is_absent_neither_hears_nor_is_heard) {
    char error[SIM_ERROR_SIZE];
    works(sim_attach("uart0=loop,fault=absent", NULL, error));
    (void)write_text(0, "a");
    advance_to(2 * FRAME_NS);
    ck_assert_uint_eq(any(0), 0);
    ck_assert_uint_eq(counts_of(0).sent, 1);
    ck_assert_uint_eq(any(1), 1); // the wire is still there
    works(sim_device_set("loop", "fault", "none", error));
    (void)write_text(0, "b");
    advance_to(4 * FRAME_NS);
    ck_assert_uint_eq(any(0), 1);
    works(sim_detach("loop", error));
}
END_TEST

START_TEST(room_for_what_is_fed_is_none_while_the_port_is_closed) {
    uint32_t room = sim__uart_feed_room(1);
    ck_assert_uint_gt(room, 0);
    (void)sim_uart_feed(1, (const uint8_t *)"xyz", 3);
    ck_assert_uint_eq(sim__uart_feed_room(1), room - 3);
    uart->close(uart->ctx, 1);
    ck_assert_uint_eq(sim__uart_feed_room(1), 0);
    open_port(1, setup_of(2, 3));
    ck_assert_uint_eq(sim__uart_feed_room(1), room);
    // Without pacing it is the room of the port's own buffer.
    sim_pace_set(SIM_PACE_OFF);
    ck_assert_uint_eq(sim_uart_feed(1, data, 150), 150);
    ck_assert_uint_eq(sim__uart_feed_room(1), 50);
    sim_pace_set(SIM_PACE_AUTO);
}
END_TEST

static bool takes_control_c(void *ctx, uint8_t byte) {
    ++*(unsigned *)ctx;
    return byte == 3;
}

START_TEST(who_looks_first_takes_what_he_wants) {
    unsigned looks = 0;
    uart->attend(uart->ctx, 1, takes_control_c, &looks);
    // It lasts over opening the port anew.
    open_port(1, setup_of(2, 3));
    (void)write_text(0, "a\3b");
    advance_to(4 * FRAME_NS);
    ck_assert_uint_eq(uart->read(uart->ctx, 1, data, 9), 2);
    ck_assert_mem_eq(data, "ab", 2);
    ck_assert_uint_eq(looks, 3);
    ck_assert_uint_eq(counts_of(1).received, 2);
    uart->attend(uart->ctx, 1, NULL, NULL);
    (void)write_text(0, "\3");
    advance_to(6 * FRAME_NS);
    ck_assert_uint_eq(any(1), 1);
    ck_assert_uint_eq(looks, 3);
}
END_TEST

START_TEST(a_loop_is_not_outside_the_board) {
    char error[SIM_ERROR_SIZE];
    ck_assert(!uart->is_outside(uart->ctx, 0));
    works(sim_attach("uart0=loop", NULL, error));
    ck_assert(!uart->is_outside(uart->ctx, 0));
    ck_assert_uint_eq(sim__uart_pending(), 0);
    works(sim_detach("loop", error));
}
END_TEST

#define UART_ADD(suite, test, count) \
    do { \
        TCase *uart_case = tcase_create(#test); \
        tcase_add_checked_fixture(uart_case, uart_setup, teardown); \
        tcase_add_loop_test(uart_case, test, 0, (int)(count)); \
        suite_add_tcase(suite, uart_case); \
    } while (0)

int main(void) {
    Suite *suite = suite_create("sim_uart");
    UART_ADD(suite, a_byte_arrives_with_the_end_of_its_stop_bit, 1);
    UART_ADD(suite, a_byte_written_behind_the_last_one_follows_at_once, 1);
    UART_ADD(suite, the_fifo_takes_what_it_has_room_for, 1);
    UART_ADD(suite, what_the_ring_has_no_room_for_is_counted, 1);
    UART_ADD(suite, without_pacing_all_is_there_at_once, 1);
    UART_ADD(suite, a_frame_is_sampled_at_the_receivers_times,
             sizeof(samples) / sizeof(samples[0]));
    UART_ADD(suite, a_break_holds_the_line_low, 1);
    UART_ADD(suite, what_came_is_raised_once_until_it_was_handled, 1);
    UART_ADD(suite, who_waits_is_woken_until_he_leaves, 1);
    UART_ADD(suite, a_closed_port_neither_sends_nor_hears, 1);
    UART_ADD(suite, a_loop_brings_back_what_was_sent, 1);
    UART_ADD(suite, what_is_fed_comes_at_the_ports_pace, 1);
    UART_ADD(suite, a_device_that_is_absent_neither_hears_nor_is_heard, 1);
    UART_ADD(suite, room_for_what_is_fed_is_none_while_the_port_is_closed, 1);
    UART_ADD(suite, who_looks_first_takes_what_he_wants, 1);
    UART_ADD(suite, a_loop_is_not_outside_the_board, 1);
    return run_suite(suite);
}
