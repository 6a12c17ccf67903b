/*
 * The CAN controller of the virtual board: whose turn it is, and frames as
 * bytes between boards.
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim_attach.h"
#include "sim_can.h"
#include "sim_can_datagram.h"
#include "sim_fixture.h"

static const toc_can_ops_t *can;

static void open_it(void) {
    toc_can_setup_t with = {.mode = TOC_CAN_NORMAL,
                            .format = TOC_CAN_FORMAT_BOTH,
                            .baudrate = 500000,
                            .tx = 0,
                            .rx = 1,
                            .rx_count = 8};
    works(can->open(can->ctx, 0, &with));
}

static void can_setup(void) {
    setup();
    can = sim_can();
    open_it();
}

static toc_can_send_t send_of(uint32_t id, bool extended, bool rtr) {
    return (toc_can_send_t){
        .frame = {
            .id = id, .extended = extended, .rtr = rtr, .size = rtr ? 0 : 1}};
}

static bool is_on_the_wire(toc_can_send_t *send) {
    uint64_t busy_ns;
    return can->turn(can->ctx, 0, send, &busy_ns) == TOC_CAN_ON_THE_WIRE;
}

START_TEST(of_those_that_wait_the_lowest_wins_the_arbitration) {
    char error[SIM_ERROR_SIZE];
    works(sim_attach("can0=loop", NULL, error));
    toc_can_send_t first = send_of(0x700, false, false);
    toc_can_send_t sends[] = {
        send_of(0x101, false, false), send_of(0x100u << 18 | 1, true, true),
        send_of(0x100u << 18 | 1, true, false), send_of(0x100, false, true),
        send_of(0x100, false, false)};
    works(can->begin_send(can->ctx, 0, &first));
    for (int i = 0; i < 5; i++) {
        works(can->begin_send(can->ctx, 0, &sends[i]));
        ck_assert(!is_on_the_wire(&sends[i]));
    }
    can->end_send(can->ctx, 0, &first);
    for (int i = 4; i >= 0; i--) {
        ck_assert(is_on_the_wire(&sends[i]));
        can->end_send(can->ctx, 0, &sends[i]);
    }
}
END_TEST

START_TEST(a_cancelled_frame_lets_the_next_one_in) {
    toc_can_send_t a = send_of(1, false, false);
    toc_can_send_t b = send_of(2, false, false);
    toc_can_send_t c = send_of(3, false, false);
    works(can->begin_send(can->ctx, 0, &a));
    works(can->begin_send(can->ctx, 0, &b));
    works(can->begin_send(can->ctx, 0, &c));
    can->cancel_send(can->ctx, 0, &b);
    can->cancel_send(can->ctx, 0, &a);
    ck_assert(is_on_the_wire(&c));
    can->close(can->ctx, 0);
    ck_assert(!is_on_the_wire(&c));
}
END_TEST

static toc_can_counts_t counts(void) {
    toc_can_counts_t now;
    can->counts(can->ctx, 0, &now);
    return now;
}

// A device that acknowledges nothing by itself.
static void keep(sim_device_t *device, const toc_can_frame_t *frame) {
    (void)device;
    (void)frame;
}

static const sim_can_device_t keeper_ops = {.transmit = keep};
static const sim_kind_t keeper_kind = {
    .name = "keeper", .bus = "can", .ops = &keeper_ops};

START_TEST(each_frame_is_sent_or_dropped_or_in_the_transmitter) {
    char error[SIM_ERROR_SIZE];
    sim_device_t keeper = {.kind = &keeper_kind};
    toc_can_send_t a = send_of(1, false, false);
    works(sim__bus_can.attach(&keeper, error));
    works(can->begin_send(can->ctx, 0, &a));
    can->end_send(can->ctx, 0, &a);
    sim__can_unanswered();
    ck_assert(counts().waits);

    // The device may still bring it through, or give it up, but once.
    can->close(can->ctx, 0);
    ck_assert(!counts().waits);
    ck_assert_uint_eq(counts().dropped, 0);
    if (_i == 0) {
        sim__can_sent();
    } else {
        sim__can_dropped();
    }
    sim__can_sent();
    sim__can_dropped();
    ck_assert_uint_eq(counts().sent, _i == 0 ? 1 : 0);
    ck_assert_uint_eq(counts().dropped, _i == 0 ? 0 : 1);
    sim__bus_can.detach(&keeper);
}
END_TEST

START_TEST(a_frame_that_nobody_has_is_dropped_as_the_controller_closes) {
    toc_can_send_t a = send_of(1, false, false);
    toc_can_send_t b = send_of(2, false, false);
    toc_can_send_t on_wire = send_of(3, false, false);
    char error[SIM_ERROR_SIZE];
    works(can->begin_send(can->ctx, 0, &a));
    can->end_send(can->ctx, 0, &a);
    works(can->begin_send(can->ctx, 0, &b));
    can->close(can->ctx, 0);
    ck_assert_uint_eq(counts().dropped, 1);

    // One whose sender comes back when it was closed meanwhile.
    open_it();
    works(sim_attach("can0=loop", NULL, error));
    uint64_t before = counts().dropped;
    works(can->begin_send(can->ctx, 0, &on_wire));
    can->close(can->ctx, 0);
    can->end_send(can->ctx, 0, &on_wire);
    ck_assert_uint_eq(counts().dropped, before + 1);
}
END_TEST

START_TEST(what_was_not_taken_in_time_is_an_overrun) {
    sim__can_overrun(0, 500000);
    ck_assert_uint_eq(can->events(can->ctx, 0), 0);
    sim__can_overrun(3, 500000);
    ck_assert_uint_eq(counts().overruns, 3);
    ck_assert_uint_eq(can->events(can->ctx, 0), TOC_CAN_RX_OVERRUN);
    sim__can_overrun(2, 250000);
    sim__can_error();
    ck_assert_uint_eq(counts().errors, 3);
    ck_assert_uint_eq(counts().overruns, 3);
    can->close(can->ctx, 0);
    sim__can_overrun(1, 500000);
    ck_assert_uint_eq(counts().overruns, 3);
}
END_TEST

START_TEST(a_frame_survives_as_bytes) {
    toc_can_frame_t frame = {
        .id = 0x12345678, .extended = true, .size = 3, .data = {1, 2, 3}};
    toc_can_frame_t got;
    uint32_t baudrate;
    uint32_t missed;
    uint8_t bytes[SIM__CAN_DATAGRAM_SIZE];
    sim__can_pack(&frame, 125000, 7, bytes);
    ck_assert(sim__can_unpack(bytes, sizeof(bytes), &got, &baudrate, &missed));
    ck_assert_uint_eq(got.id, frame.id);
    ck_assert(got.extended && !got.rtr);
    ck_assert_uint_eq(got.size, 3);
    ck_assert_mem_eq(got.data, frame.data, 8);
    ck_assert_uint_eq(baudrate, 125000);
    ck_assert_uint_eq(missed, 7);
}
END_TEST

START_TEST(bytes_that_are_no_frame_are_refused) {
    static const struct {
        size_t at;
        uint8_t value;
    } wrong[] = {{0, 'X'}, {12, 4}, {13, 9}, {11, 0x20}, {12, 3}, {12, 0}};
    toc_can_frame_t frame = {.id = 0x800, .extended = true, .size = 1};
    uint32_t baudrate;
    uint32_t missed;
    uint8_t bytes[SIM__CAN_DATAGRAM_SIZE];
    sim__can_pack(&frame, 125000, 7, bytes);
    ck_assert(
        !sim__can_unpack(bytes, sizeof(bytes) - 1, &frame, &baudrate, &missed));
    bytes[wrong[_i].at] = wrong[_i].value;
    ck_assert(
        !sim__can_unpack(bytes, sizeof(bytes), &frame, &baudrate, &missed));
}
END_TEST

#define CAN_ADD(suite, test, count) \
    do { \
        TCase *can_case = tcase_create(#test); \
        tcase_add_checked_fixture(can_case, can_setup, teardown); \
        tcase_add_loop_test(can_case, test, 0, (int)(count)); \
        suite_add_tcase(suite, can_case); \
    } while (0)

int main(void) {
    Suite *suite = suite_create("sim_can");
    CAN_ADD(suite, of_those_that_wait_the_lowest_wins_the_arbitration, 1);
    CAN_ADD(suite, a_cancelled_frame_lets_the_next_one_in, 1);
    CAN_ADD(suite, each_frame_is_sent_or_dropped_or_in_the_transmitter, 2);
    CAN_ADD(suite, a_frame_that_nobody_has_is_dropped_as_the_controller_closes,
            1);
    CAN_ADD(suite, what_was_not_taken_in_time_is_an_overrun, 1);
    CAN_ADD(suite, a_frame_survives_as_bytes, 1);
    CAN_ADD(suite, bytes_that_are_no_frame_are_refused, 6);
    return run_suite(suite);
}
