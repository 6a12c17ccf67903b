/*
 * What became of the last events: two rings read as one, and the steps that a
 * sink is told.
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "port_fake.h"
#include "trace.h"

#define STEPS_MAX 16

static toc_trace_event_t last[TOC_TRACE_EVENTS + 1];

static void setup(void) {
    fake_reset();
    toc_clock_init(TOC_CLOCK_REAL);
    toc__trace_reset(16);
}

static void teardown(void) {
    toc_trace_set_sink(NULL);
}

static toc_irq_record_t record_of(uint64_t seq, uint64_t post_ns) {
    return (toc_irq_record_t){.seq = seq, .time_ns = post_ns};
}

static void handle(uint64_t seq, uint64_t start_ns, uint64_t end_ns,
                   bool raised) {
    char name[TOC_SOURCE_NAME_SIZE] = "P9";
    toc_irq_record_t record = record_of(seq, start_ns);
    toc__trace_start(&record, name, start_ns, 0);
    toc__trace_end(end_ns, raised);
}

static void refuse(uint64_t seq, uint64_t now_ns) {
    char name[TOC_SOURCE_NAME_SIZE] = "P10";
    toc_irq_record_t record = record_of(seq, now_ns);
    toc__trace_refuse(&record, name, now_ns, 16);
}

// Fates and numbers, oldest first: "handled 1; refused 2; ".
static const char *told(uint32_t most) {
    static const char *const fates[] = {"running", "handled", "raised",
                                        "cancelled", "refused"};
    static char text[1024];
    size_t used = 0;
    text[0] = '\0';
    uint32_t count = toc_trace_last(last, most);
    for (uint32_t i = 0; i < count; i++) {
        used +=
            (size_t)snprintf(text + used, sizeof(text) - used, "%s %u; ",
                             fates[last[i].fate], (unsigned)last[i].record.seq);
    }
    return text;
}

START_TEST(nothing_happened) {
    ck_assert_uint_eq(toc_trace_last(last, TOC_TRACE_EVENTS), 0);
    ck_assert_uint_eq(toc_trace_skipped(), 0);
    toc__trace_end(5, false); // no handler runs
    ck_assert_uint_eq(toc_trace_last(last, TOC_TRACE_EVENTS), 0);
}
END_TEST

START_TEST(both_rings_are_read_in_the_order_of_ends) {
    handle(1, 10, 20, false);
    refuse(2, 15);
    refuse(3, 25);
    handle(4, 21, 30, true);
    char name[TOC_SOURCE_NAME_SIZE] = "P9";
    toc_irq_record_t record = record_of(5, 28);
    toc__trace_cancel(&record, name, 31, 0);
    refuse(6, 40);
    record = record_of(7, 33);
    toc__trace_start(&record, name, 35, 0);
    ck_assert_str_eq(told(TOC_TRACE_EVENTS),
                     "refused 2; handled 1; refused 3; raised 4; cancelled 5; "
                     "refused 6; running 7; ");
    ck_assert_str_eq(told(3), "cancelled 5; refused 6; running 7; ");
    ck_assert_str_eq(told(0), "");
    ck_assert_uint_eq(toc_trace_last(last, 7), 7);
    ck_assert_uint_eq(last[6].end_ns, 0);
    ck_assert_uint_eq(last[6].start_ns, 35);
    ck_assert_uint_eq(last[4].end_ns, 31);
}
END_TEST

// Room for more than there is; `first` is the number of the oldest that is kept.
static void check_newest(enum toc_trace_fate fate, uint64_t first) {
    ck_assert_uint_eq(toc_trace_last(last, TOC_TRACE_EVENTS + 1),
                      TOC_TRACE_EVENTS);
    uint32_t wrong = 0;
    for (uint32_t i = 0; i < TOC_TRACE_EVENTS; i++) {
        wrong += last[i].record.seq != first + i || last[i].fate != fate;
    }
    ck_assert_uint_eq(wrong, 0);
}

START_TEST(the_ring_of_ended_ones_keeps_the_newest) {
    for (uint32_t i = 1; i <= 2 * TOC_TRACE_EVENTS + 7; i++) {
        handle(i, i, i, false);
    }
    check_newest(TOC_TRACE_HANDLED, TOC_TRACE_EVENTS + 8);
}
END_TEST

START_TEST(the_ring_of_refused_ones_keeps_the_newest) {
    handle(9, 0, 0, false); // older than all that is left
    for (uint32_t i = 1; i <= 2 * TOC_TRACE_EVENTS + 7; i++) {
        refuse(i, i);
    }
    check_newest(TOC_TRACE_REFUSED, TOC_TRACE_EVENTS + 8);
    ck_assert_uint_eq(toc_trace_skipped(), 0);
}
END_TEST

START_TEST(a_storm_of_refused_ones_pushes_out_the_older) {
    for (uint32_t i = 1; i <= TOC_TRACE_EVENTS; i++) {
        handle(i, i, i, false);
    }
    for (uint32_t i = 1; i <= 10; i++) {
        refuse(TOC_TRACE_EVENTS + i, TOC_TRACE_EVENTS + i);
    }
    ck_assert_uint_eq(toc_trace_last(last, TOC_TRACE_EVENTS), TOC_TRACE_EVENTS);
    ck_assert_uint_eq(last[0].record.seq, 11);
    ck_assert_int_eq(last[TOC_TRACE_EVENTS - 11].fate, TOC_TRACE_HANDLED);
    ck_assert_int_eq(last[TOC_TRACE_EVENTS - 10].fate, TOC_TRACE_REFUSED);
}
END_TEST

// Each field at its limit, and a name that fills its place.
START_TEST(a_refused_one_keeps_all_it_had) {
    char name[TOC_SOURCE_NAME_SIZE];
    memset(name, '\xff', sizeof(name) - 1);
    name[sizeof(name) - 1] = '\0';
    toc_irq_record_t record = {
        .time_ns = UINT64_MAX,
        .seq = UINT64_MAX - 1,
        .slot = UINT32_MAX,
        .generation = UINT32_MAX - 1,
        .data = UINT32_MAX - 2,
        .missed = UINT32_MAX - 3,
    };
    toc__trace_refuse(&record, name, UINT64_MAX, 16);
    ck_assert_uint_eq(toc_trace_last(last, 1), 1);
    ck_assert_mem_eq(&last[0].record, &record, sizeof(record));
    ck_assert_str_eq(last[0].name, name);
    ck_assert_uint_eq(last[0].start_ns, UINT64_MAX);
    ck_assert_uint_eq(last[0].end_ns, UINT64_MAX);
    ck_assert_uint_eq(last[0].lock_ns, 0);
}
END_TEST

START_TEST(the_wait_for_the_lock_counts_from_the_later_of_post_and_request) {
    const struct {
        uint64_t post_ns, wait_ns;
    } rows[] = {{50, 100}, {150, 50}, {200, 0}, {UINT64_MAX, 0}};
    char name[TOC_SOURCE_NAME_SIZE] = "P9";
    toc__trace_lock(100, 200);
    for (uint32_t i = 0; i < 4; i++) {
        toc_irq_record_t record = record_of(i, rows[i].post_ns);
        toc__trace_start(&record, name, 210, 0);
        toc__trace_end(220, false);
        ck_assert_uint_eq(toc_trace_last(last, 1), 1);
        ck_assert_uint_eq(last[0].lock_ns, rows[i].wait_ns);
    }
}
END_TEST

START_TEST(a_new_life_knows_nothing_of_the_one_before) {
    handle(1, 10, 20, false);
    refuse(2, 25);
    toc__trace_reset(16);
    ck_assert_str_eq(told(TOC_TRACE_EVENTS), "");
    refuse(3, 30);
    handle(4, 31, 32, false);
    ck_assert_str_eq(told(TOC_TRACE_EVENTS), "refused 3; handled 4; ");
}
END_TEST

// ---- the sink ----

static toc_trace_record_t steps[STEPS_MAX];
static uint32_t step_count;
static uint32_t published;
static uint32_t refused_claims;
static bool is_full;
static toc_trace_record_t *finished;
static uint32_t finishes;
static uint64_t finished_ns;

static toc_trace_record_t *claim(enum toc_trace_step step) {
    (void)step;
    if (is_full || step_count == STEPS_MAX) {
        refused_claims++;
        return NULL;
    }
    memset(&steps[step_count], 0xee, sizeof(steps[0]));
    return &steps[step_count++];
}

static void publish(toc_trace_record_t *record) {
    ck_assert_ptr_eq(record, &steps[step_count - 1]);
    published++;
}

// A record of `changed` and `driven`.
static void tell(enum toc_trace_step step, uint64_t time_ns, uint64_t what,
                 uint64_t value) {
    toc_trace_record_t *record = claim(step);
    if (record != NULL) {
        record->step = step;
        record->time_ns = time_ns;
        record->u.outside.changed = what;
        record->u.outside.driven = value;
        publish(record);
    }
}

static void finish(toc_trace_record_t *start, uint64_t now_ns, bool raised) {
    (void)raised;
    finished = start;
    finished_ns = now_ns;
    finishes++;
}

static void open_sink(void) {
    static const toc_trace_sink_t sink = {
        .claim = claim, .publish = publish, .tell = tell, .finish = finish};
    step_count = 0;
    published = 0;
    refused_claims = 0;
    is_full = false;
    finished = NULL;
    finishes = 0;
    toc_trace_set_sink(&sink);
}

START_TEST(a_burst_is_told_step_by_step) {
    open_sink();
    toc_irq_record_t record = {.time_ns = 5, .seq = 8, .slot = 3, .missed = 2};
    toc__trace_post(&record, 1);
    toc__trace_lock(6, 7);
    handle(1, 9, 10, false);
    handle(2, 11, 12, true);
    toc__trace_lock(20, 21); // for nothing: not told
    const enum toc_trace_step expected[] = {TOC_TRACE_POST, TOC_TRACE_LOCK,
                                            TOC_TRACE_START, TOC_TRACE_START};
    const uint64_t times_ns[] = {5, 7, 9, 11};
    ck_assert_uint_eq(step_count, 4);
    ck_assert_uint_eq(published, 4);
    for (uint32_t i = 0; i < 4; i++) {
        ck_assert_uint_eq(steps[i].step, expected[i]);
        ck_assert_uint_eq(steps[i].time_ns, times_ns[i]);
    }
    ck_assert_uint_eq(steps[0].u.outside.changed, 3);
    ck_assert_uint_eq(steps[0].u.outside.driven, 1);
    ck_assert_uint_eq(steps[1].u.lock.asked_ns, 6);
    ck_assert_uint_eq(toc_atomic_load64(&steps[2].u.event.ended), 0);
    ck_assert_uint_eq(finishes, 2);
    ck_assert_ptr_eq(finished, &steps[3]);
    ck_assert_uint_eq(finished_ns, 12);
}
END_TEST

// One pad in short, several in full.
START_TEST(what_the_world_drives_is_told) {
    open_sink();
    const struct {
        uint64_t driven, high, value;
    } rows[] = {{~4u, ~0u, TOC_TRACE_RELEASED},
                {4, ~4u, TOC_TRACE_DRIVEN_LOW},
                {~0u, 4, TOC_TRACE_DRIVEN_HIGH}};
    for (uint32_t i = 0; i < 3; i++) {
        toc_trace_outside_at(4, rows[i].driven, rows[i].high, 7 + i);
        ck_assert_uint_eq(steps[i].step, TOC_TRACE_OUTSIDE);
        ck_assert_uint_eq(steps[i].time_ns, 7 + i);
        ck_assert_uint_eq(steps[i].u.outside.changed, 4);
        ck_assert_uint_eq(steps[i].u.outside.driven, rows[i].value);
    }
    toc_trace_outside_at(6, 2, 2, 10);
    ck_assert_uint_eq(steps[3].u.outside.changed, 6);
    ck_assert_uint_eq(steps[3].u.outside.driven, 2);
    ck_assert_uint_eq(steps[3].u.outside.high, 2);
    toc_trace_set_sink(NULL);
    toc_trace_outside_at(4, 4, 4, 11);
    toc_trace_levels_at(4, 4, 11);
    ck_assert_uint_eq(step_count, 4);
}
END_TEST

START_TEST(a_sink_without_room_gets_the_end_without_a_start) {
    open_sink();
    is_full = true;
    refuse(1, 5);
    toc__trace_lock(6, 7);
    handle(2, 9, 10, false);
    ck_assert_uint_eq(step_count, 0);
    ck_assert_uint_eq(refused_claims, 3); // refusal, lock, start
    ck_assert_uint_eq(finishes, 1);
    ck_assert_ptr_null(finished);
    // The rings in memory have room all the same.
    ck_assert_str_eq(told(TOC_TRACE_EVENTS), "refused 1; handled 2; ");
}
END_TEST

START_TEST(a_new_life_ends_what_was_left_running) {
    open_sink();
    char name[TOC_SOURCE_NAME_SIZE] = "P9";
    toc_irq_record_t record = record_of(1, 1);
    toc__trace_start(&record, name, 2, 0);
    ck_assert_uint_eq(finishes, 0);
    fake_set_now_ns(50);
    toc__trace_reset(32);
    ck_assert_uint_eq(finishes, 1);
    ck_assert_ptr_eq(finished, &steps[0]);
    ck_assert_uint_eq(finished_ns, 50);
    ck_assert_uint_eq(steps[step_count - 1].step, TOC_TRACE_LIFE);
    ck_assert_uint_eq(steps[step_count - 1].u.life.depth, 32);
    toc__trace_end(60, false);
    ck_assert_uint_eq(finishes, 1);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("trace");
    TCase *tcase = tcase_create("trace");
    tcase_set_timeout(tcase, UNIT_TIMEOUT_S);
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, nothing_happened);
    tcase_add_test(tcase, both_rings_are_read_in_the_order_of_ends);
    tcase_add_test(tcase, the_ring_of_ended_ones_keeps_the_newest);
    tcase_add_test(tcase, the_ring_of_refused_ones_keeps_the_newest);
    tcase_add_test(tcase, a_storm_of_refused_ones_pushes_out_the_older);
    tcase_add_test(tcase, a_refused_one_keeps_all_it_had);
    tcase_add_test(
        tcase, the_wait_for_the_lock_counts_from_the_later_of_post_and_request);
    tcase_add_test(tcase, a_new_life_knows_nothing_of_the_one_before);
    tcase_add_test(tcase, a_burst_is_told_step_by_step);
    tcase_add_test(tcase, what_the_world_drives_is_told);
    tcase_add_test(tcase, a_sink_without_room_gets_the_end_without_a_start);
    tcase_add_test(tcase, a_new_life_ends_what_was_left_running);
    suite_add_tcase(suite, tcase);
    return unit_run(suite);
}
