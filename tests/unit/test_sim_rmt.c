/*
 * The pulse channels of the virtual board: when each edge is, and what ends one.
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim_fixture.h"

#include "err.h"
#include "sim_rmt.h"

#define PAD 1

static const toc_rmt_ops_t *rmt;
static char told[512];
static uint64_t end_ns;

static void tell(toc_pin_tap_t *tap, const toc_pin_change_t *change) {
    (void)tap;
    size_t used = strlen(told);
    snprintf(told + used, sizeof(told) - used, "%d@%u ", change->high != 0,
             (unsigned)change->at_ns);
}

static toc_pin_tap_t tap = {.fn = tell};

static toc_rmt_setup_t sender(void) {
    return (toc_rmt_setup_t){.pad = PAD, .sends = true};
}

static int open_channel(uint32_t channel, toc_rmt_setup_t setup_of) {
    return rmt->open(rmt->ctx, channel, &setup_of);
}

static int send(const toc_rmt_pulse_t *pulses, uint32_t count) {
    return rmt->send(rmt->ctx, 2, pulses, count, &end_ns);
}

static bool is_sent(void) {
    return rmt->is_sent(rmt->ctx, 2);
}

static void rmt_setup(void) {
    setup();
    rmt = sim_rmt();
    told[0] = '\0';
    works(open_channel(2, sender()));
    works(pins->tap(pins->ctx, PAD, &tap));
}

static const toc_rmt_pulse_t three[] = {{100, true}, {30, false}, {7, true}};

START_TEST(each_edge_is_where_it_belongs) {
    advance_to(1000);
    works(send(three, 3));
    ck_assert_str_eq(told, "1@1000 ");
    ck_assert_uint_eq(end_ns, 1137);
    advance_to(1136);
    ck_assert(!is_sent());
    advance_to(1137);
    ck_assert_str_eq(told, "1@1000 0@1100 1@1130 0@1137 ");
    ck_assert(is_sent());
    ck_assert_uint_eq(toc_alarm_armed_count(), 0);
}
END_TEST

START_TEST(one_pulse_and_many_are_sent_whole) {
    works(send(three, 1));
    advance_to(100);
    ck_assert_str_eq(told, "1@0 0@100 ");
    ck_assert(is_sent());
    static toc_rmt_pulse_t many[1000];
    for (uint32_t i = 0; i < 1000; i++) {
        many[i] = (toc_rmt_pulse_t){10 + i, i % 2 == 0};
    }
    works(send(many, 1000));
    // They were copied.
    memset(many, 0, sizeof(many));
    advance_to(end_ns - 1);
    ck_assert(!is_sent());
    ck_assert_uint_eq(end_ns, 100 + 10000 + 1000 * 999 / 2);
    advance_to(end_ns);
    ck_assert(is_sent());
}
END_TEST

START_TEST(pulses_of_one_level_have_no_edge_between_them) {
    static const toc_rmt_pulse_t same[] = {{5, true}, {6, true}, {7, false}};
    works(send(same, 3));
    advance_to(100);
    ck_assert_str_eq(told, "1@0 0@11 ");
}
END_TEST

START_TEST(the_idle_level_is_before_and_after) {
    toc_rmt_setup_t high = sender();
    high.idle_level = true;
    works(open_channel(2, high));
    ck_assert_int_eq(sim_level(PAD), 1);
    static const toc_rmt_pulse_t two[] = {{5, false}, {6, false}};
    works(send(two, 2));
    advance_to(100);
    ck_assert_str_eq(told, "1@0 0@0 1@11 ");
}
END_TEST

static const struct {
    bool level;
    uint8_t duty;
    const char *told;
} carriers[] = {
    {true, 30, "1@0 0@30 1@100 0@130 1@200 0@230 1@290 0@320 "},
    {true, 100, "1@0 0@250 1@290 0@340 "},
    {true, 0, ""},
    {false, 30, "1@0 0@250 1@280 0@340 "},
};

START_TEST(a_carrier_is_in_the_pulses_of_its_level) {
    toc_rmt_setup_t with = sender();
    with.carrier_hz = 10000000;
    with.carrier_level = carriers[_i].level;
    with.carrier_duty_percent = carriers[_i].duty;
    works(open_channel(2, with));
    static const toc_rmt_pulse_t ir[] = {{250, true}, {40, false}, {50, true}};
    works(send(ir, 3));
    ck_assert_uint_eq(end_ns, 340);
    advance_to(1000);
    ck_assert_str_eq(told, carriers[_i].told);
    ck_assert(is_sent());
}
END_TEST

START_TEST(taps_are_told_the_due_time_of_late_edges) {
    works(send(three, 3));
    // Nobody fired the alarms meanwhile, as on a busy machine.
    toc_waiter_wait(&fixture_waiter, 120);
    (void)toc_alarm_run_once();
    advance_to(137);
    ck_assert_str_eq(told, "1@0 0@100 1@130 0@137 ");
}
END_TEST

START_TEST(who_sends_is_busy) {
    works(send(three, 3));
    ck_assert_int_eq(send(three, 3), TOC_EBUSY);
    advance_to(137);
    works(send(three, 3));
}
END_TEST

START_TEST(closing_ends_what_is_sent) {
    pins->untap(pins->ctx, &tap);
    rmt->close(rmt->ctx, 2);
    write_latch(PAD, true);
    works(open_channel(2, sender()));
    works(pins->tap(pins->ctx, PAD, &tap));
    works(send(three, 3));
    advance_to(110);
    rmt->close(rmt->ctx, 2);
    rmt->close(rmt->ctx, 2);
    advance_to(1000);
    // The pad has its own latch again.
    ck_assert_str_eq(told, "1@0 0@100 1@110 ");
    ck_assert(is_sent());
    ck_assert_int_eq(send(three, 3), TOC_EINVAL);
    ck_assert_uint_eq(toc_alarm_armed_count(), 0);
}
END_TEST

START_TEST(opening_anew_ends_what_is_sent) {
    works(send(three, 3));
    advance_to(50);
    works(open_channel(2, sender()));
    ck_assert(is_sent());
    advance_to(1000);
    ck_assert_str_eq(told, "1@0 0@50 ");
}
END_TEST

START_TEST(a_soft_reset_closes_all) {
    works(send(three, 3));
    sim_reset();
    ck_assert(is_sent());
    ck_assert_int_eq(send(three, 3), TOC_EINVAL);
    ck_assert_int_eq(sim_level(PAD), 0);
}
END_TEST

START_TEST(one_that_receives_makes_its_pad_an_input) {
    pins->untap(pins->ctx, &tap);
    output(3, true);
    works(open_channel(3, (toc_rmt_setup_t){.pad = 3}));
    drive(3, false);
    ck_assert_int_eq(sim_level(3), 0);
    ck_assert_int_eq(rmt->send(rmt->ctx, 3, three, 3, &end_ns), TOC_EINVAL);
}
END_TEST

START_TEST(refuses_what_cannot_be) {
    toc_rmt_setup_t bad = sender();
    ck_assert_int_eq(open_channel(8, bad), TOC_EINVAL);
    ck_assert_int_eq(rmt->send(rmt->ctx, 8, three, 3, &end_ns), TOC_EINVAL);
    ck_assert_int_eq(send(three, 0), TOC_EINVAL);
    rmt->close(rmt->ctx, 8);
    bad.pad = 9; // input only
    ck_assert_int_eq(open_channel(2, bad), TOC_EINVAL);
    bad.pad = FIXTURE_PADS;
    ck_assert_int_eq(open_channel(2, bad), TOC_EINVAL);
    bad = sender();
    bad.carrier_hz = 40000001;
    ck_assert_int_eq(open_channel(2, bad), TOC_EINVAL);
    bad.carrier_hz = 1000;
    bad.carrier_duty_percent = 101;
    ck_assert_int_eq(open_channel(2, bad), TOC_EINVAL);
    // What was open still is.
    works(send(three, 3));
}
END_TEST

#define RMT_ADD(suite, test, count) \
    do { \
        TCase *rmt_case = tcase_create(#test); \
        tcase_add_checked_fixture(rmt_case, rmt_setup, teardown); \
        tcase_add_loop_test(rmt_case, test, 0, (int)(count)); \
        suite_add_tcase(suite, rmt_case); \
    } while (0)

int main(void) {
    Suite *suite = suite_create("sim_rmt");
    RMT_ADD(suite, each_edge_is_where_it_belongs, 1);
    RMT_ADD(suite, one_pulse_and_many_are_sent_whole, 1);
    RMT_ADD(suite, pulses_of_one_level_have_no_edge_between_them, 1);
    RMT_ADD(suite, the_idle_level_is_before_and_after, 1);
    RMT_ADD(suite, a_carrier_is_in_the_pulses_of_its_level,
            sizeof(carriers) / sizeof(carriers[0]));
    RMT_ADD(suite, taps_are_told_the_due_time_of_late_edges, 1);
    RMT_ADD(suite, who_sends_is_busy, 1);
    RMT_ADD(suite, closing_ends_what_is_sent, 1);
    RMT_ADD(suite, opening_anew_ends_what_is_sent, 1);
    RMT_ADD(suite, a_soft_reset_closes_all, 1);
    RMT_ADD(suite, one_that_receives_makes_its_pad_an_input, 1);
    RMT_ADD(suite, refuses_what_cannot_be, 1);
    return run_suite(suite);
}
