/*
 * The buffer between who traces and the thread that writes: lanes, order,
 * records that are not complete yet, no room.
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit.h"

#include "port_fake.h"
#include "trace_buffer.h"

static int halves;

static void half_full(void) {
    halves++;
}

static void setup(void) {
    fake_reset();
    halves = 0;
    ck_assert_int_eq(toc_trace_buffer_open(false, half_full), 0);
}

static void teardown(void) {
    toc_trace_buffer_close();
}

static toc_trace_record_t *begin(enum toc_trace_step step, uint64_t time_ns) {
    toc_trace_record_t *record = toc_trace_buffer_sink.claim(step);
    if (record != NULL) {
        record->step = step;
        record->time_ns = time_ns;
    }
    return record;
}

static bool put(enum toc_trace_step step, uint64_t time_ns) {
    toc_trace_record_t *record = begin(step, time_ns);
    if (record != NULL) {
        toc_trace_buffer_sink.publish(record);
    }
    return record != NULL;
}

static void tell(enum toc_trace_step step, uint64_t time_ns, uint64_t what,
                 uint64_t value) {
    toc_trace_buffer_sink.tell(step, time_ns, what, value);
}

// Returns the time of the oldest record, or 0 without one.
static uint64_t take(enum toc_trace_lane lane) {
    const toc_trace_record_t *record = toc_trace_buffer_peek(lane);
    if (record == NULL) {
        return 0;
    }
    uint64_t time_ns = record->time_ns;
    toc_trace_buffer_drop(lane);
    return time_ns;
}

START_TEST(what_the_dispatcher_does_has_a_lane) {
    ck_assert(put(TOC_TRACE_POST, 1));
    ck_assert(put(TOC_TRACE_LOCK, 2));
    ck_assert(put(TOC_TRACE_START, 3));
    ck_assert(put(TOC_TRACE_LEVELS, 4));
    ck_assert(put(TOC_TRACE_END, 5));
    ck_assert(put(TOC_TRACE_CANCEL, 6));
    ck_assert(put(TOC_TRACE_REFUSE, 7));
    for (uint64_t time_ns = 1; time_ns <= 7; time_ns++) {
        bool posts = time_ns == 1 || time_ns == 4 || time_ns == 7;
        ck_assert_uint_eq(
            take(posts ? TOC_TRACE_LANE_POSTS : TOC_TRACE_LANE_DISPATCHER),
            time_ns);
    }
    ck_assert_uint_eq(take(TOC_TRACE_LANE_POSTS), 0);
    ck_assert_uint_eq(take(TOC_TRACE_LANE_DISPATCHER), 0);
}
END_TEST

// The next record there is a POST, LEVELS, OUTSIDE with these.
static void check_told(enum toc_trace_lane lane) {
    const uint64_t all = UINT64_MAX;
    const toc_trace_record_t *it = toc_trace_buffer_peek(lane);
    ck_assert_uint_eq(it->step, TOC_TRACE_POST);
    ck_assert_uint_eq(it->u.event.post_ns, 1);
    ck_assert_uint_eq(it->u.event.slot, UINT32_MAX);
    ck_assert_uint_eq(it->u.event.queued, 65536);
    ck_assert_uint_eq(take(lane), 1);
    it = toc_trace_buffer_peek(lane);
    ck_assert_uint_eq(it->step, TOC_TRACE_LEVELS);
    ck_assert_uint_eq(it->u.levels.changed, all);
    ck_assert_uint_eq(it->u.levels.high, all - 1);
    ck_assert_uint_eq(take(lane), all);
    const uint64_t pads[][2] = {{0, 0}, {4, 0}, {4, 4}};
    for (uint32_t i = 0; i < 3; i++) {
        it = toc_trace_buffer_peek(lane);
        ck_assert_uint_eq(it->step, TOC_TRACE_OUTSIDE);
        ck_assert_uint_eq(it->u.outside.changed, 4);
        ck_assert_uint_eq(it->u.outside.driven, pads[i][0]);
        ck_assert_uint_eq(it->u.outside.high, pads[i][1]);
        ck_assert_uint_eq(take(lane), 3 + i);
    }
    ck_assert_ptr_null(toc_trace_buffer_peek(lane));
}

static void tell_each(void) {
    tell(TOC_TRACE_POST, 1, UINT32_MAX, 65536);
    tell(TOC_TRACE_LEVELS, UINT64_MAX, UINT64_MAX, UINT64_MAX - 1);
    tell(TOC_TRACE_OUTSIDE, 3, 4, TOC_TRACE_RELEASED);
    tell(TOC_TRACE_OUTSIDE, 4, 4, TOC_TRACE_DRIVEN_LOW);
    tell(TOC_TRACE_OUTSIDE, 5, 4, TOC_TRACE_DRIVEN_HIGH);
}

START_TEST(what_says_little_has_a_lane_of_small_records) {
    tell_each();
    ck_assert_ptr_null(toc_trace_buffer_peek(TOC_TRACE_LANE_POSTS));
    check_told(TOC_TRACE_LANE_SMALL);
}
END_TEST

START_TEST(what_says_little_keeps_its_order_in_virtual_time) {
    teardown();
    ck_assert_int_eq(toc_trace_buffer_open(true, half_full), 0);
    tell_each();
    ck_assert_ptr_null(toc_trace_buffer_peek(TOC_TRACE_LANE_SMALL));
    check_told(TOC_TRACE_LANE_POSTS);
}
END_TEST

START_TEST(the_lane_of_small_records_is_bounded_too) {
    const enum toc_trace_lane lane = TOC_TRACE_LANE_SMALL;
    for (uint32_t i = 0; i < TOC_TRACE_BUFFER_RECORDS + 2; i++) {
        tell(TOC_TRACE_POST, i + 1, 0, 0);
    }
    ck_assert_int_eq(halves, 2);
    ck_assert_uint_eq(toc_trace_buffer_dropped(), 2);
    ck_assert_uint_eq(take(lane), 1);
    tell(TOC_TRACE_POST, TOC_TRACE_BUFFER_RECORDS + 1, 0, 0);
    uint32_t good = 0;
    for (uint32_t i = 1; i <= TOC_TRACE_BUFFER_RECORDS; i++) {
        good += take(lane) == i + 1;
    }
    ck_assert_uint_eq(good, TOC_TRACE_BUFFER_RECORDS);
    ck_assert_uint_eq(take(lane), 0);
}
END_TEST

START_TEST(one_that_is_not_complete_holds_back_the_next) {
    toc_trace_record_t *first = begin(TOC_TRACE_POST, 1);
    ck_assert(put(TOC_TRACE_POST, 2));
    ck_assert_ptr_null(toc_trace_buffer_peek(TOC_TRACE_LANE_POSTS));
    toc_trace_buffer_sink.publish(first);
    ck_assert_uint_eq(take(TOC_TRACE_LANE_POSTS), 1);
    ck_assert_uint_eq(take(TOC_TRACE_LANE_POSTS), 2);
}
END_TEST

// Not an assertion for each: a million of them take a while.
static void fill_and_empty(enum toc_trace_step step, enum toc_trace_lane lane) {
    uint32_t good = 0;
    for (uint32_t i = 0; i < TOC_TRACE_BUFFER_RECORDS; i++) {
        good += put(step, i + 1);
    }
    ck_assert_uint_eq(good, TOC_TRACE_BUFFER_RECORDS);
    ck_assert_int_eq(halves, 2);
    ck_assert(!put(step, 1));
    ck_assert(!put(step, 1));
    ck_assert_uint_eq(toc_trace_buffer_dropped(), 2);
    ck_assert_uint_eq(take(lane), 1);
    ck_assert(put(step, TOC_TRACE_BUFFER_RECORDS + 1));
    ck_assert(!put(step, 1));
    good = 0;
    for (uint32_t i = 1; i <= TOC_TRACE_BUFFER_RECORDS; i++) {
        good += take(lane) == i + 1;
    }
    ck_assert_uint_eq(good, TOC_TRACE_BUFFER_RECORDS);
    ck_assert_uint_eq(take(lane), 0);
    ck_assert_uint_eq(toc_trace_buffer_dropped(), 3);
}

START_TEST(what_finds_no_room_is_counted) {
    fill_and_empty(TOC_TRACE_POST, TOC_TRACE_LANE_POSTS);
}
END_TEST

START_TEST(the_dispatchers_lane_is_bounded_too) {
    fill_and_empty(TOC_TRACE_START, TOC_TRACE_LANE_DISPATCHER);
}
END_TEST

START_TEST(one_lane_keeps_the_order_of_virtual_time) {
    teardown();
    ck_assert_int_eq(toc_trace_buffer_open(true, half_full), 0);
    ck_assert(put(TOC_TRACE_POST, 7));
    ck_assert(put(TOC_TRACE_START, 7));
    ck_assert(put(TOC_TRACE_POST, 8));
    ck_assert(put(TOC_TRACE_END, 8));
    const enum toc_trace_step steps[] = {TOC_TRACE_POST, TOC_TRACE_START,
                                         TOC_TRACE_POST, TOC_TRACE_END};
    for (int i = 0; i < 4; i++) {
        ck_assert_uint_eq(toc_trace_buffer_peek(TOC_TRACE_LANE_POSTS)->step,
                          steps[i]);
        toc_trace_buffer_drop(TOC_TRACE_LANE_POSTS);
    }
    ck_assert_ptr_null(toc_trace_buffer_peek(TOC_TRACE_LANE_DISPATCHER));
}
END_TEST

START_TEST(an_end_is_written_into_its_start) {
    toc_trace_record_t *start = begin(TOC_TRACE_START, 5);
    toc_atomic_store64(&start->u.event.ended, 0);
    toc_trace_buffer_sink.publish(start);
    toc_trace_buffer_sink.finish(start, 7, false);
    ck_assert_uint_eq(toc_atomic_load64(&start->u.event.ended), 14);
    toc_trace_buffer_sink.finish(start, 7, true);
    ck_assert_uint_eq(toc_atomic_load64(&start->u.event.ended), 15);
    ck_assert_uint_eq(take(TOC_TRACE_LANE_DISPATCHER), 5);
    ck_assert_uint_eq(take(TOC_TRACE_LANE_DISPATCHER), 0);
}
END_TEST

static void check_end(enum toc_trace_lane lane, uint64_t time_ns) {
    const toc_trace_record_t *end = toc_trace_buffer_peek(lane);
    ck_assert_ptr_nonnull(end);
    ck_assert_uint_eq(end->step, TOC_TRACE_END);
    ck_assert_uint_eq(end->time_ns, time_ns);
    ck_assert_uint_eq(end->u.end.raised, 1);
    toc_trace_buffer_drop(lane);
    ck_assert_ptr_null(toc_trace_buffer_peek(lane));
}

START_TEST(an_end_without_its_start_is_a_record) {
    toc_trace_buffer_sink.finish(NULL, 9, true);
    check_end(TOC_TRACE_LANE_DISPATCHER, 9);
    toc_trace_buffer_shut();
    toc_trace_buffer_sink.finish(NULL, 9, true);
    ck_assert_uint_eq(toc_trace_buffer_dropped(), 1);
}
END_TEST

START_TEST(an_end_comes_after_what_happened_meanwhile_in_virtual_time) {
    teardown();
    ck_assert_int_eq(toc_trace_buffer_open(true, half_full), 0);
    toc_trace_record_t *start = begin(TOC_TRACE_START, 7);
    toc_trace_buffer_sink.publish(start);
    ck_assert(put(TOC_TRACE_POST, 7));
    toc_trace_buffer_sink.finish(start, 7, true);
    ck_assert_uint_eq(take(TOC_TRACE_LANE_POSTS), 7);
    ck_assert_uint_eq(take(TOC_TRACE_LANE_POSTS), 7);
    check_end(TOC_TRACE_LANE_POSTS, 7);
}
END_TEST

START_TEST(nothing_goes_in_once_it_is_shut) {
    ck_assert(put(TOC_TRACE_POST, 1));
    toc_trace_buffer_shut();
    ck_assert(!put(TOC_TRACE_POST, 2));
    ck_assert(!put(TOC_TRACE_END, 2));
    ck_assert_uint_eq(take(TOC_TRACE_LANE_POSTS), 1);
    ck_assert_uint_eq(toc_trace_buffer_dropped(), 2);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("trace_buffer");
    TCase *tcase = tcase_create("buffer");
    tcase_set_timeout(tcase, UNIT_TIMEOUT_S);
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, what_the_dispatcher_does_has_a_lane);
    tcase_add_test(tcase, what_says_little_has_a_lane_of_small_records);
    tcase_add_test(tcase, what_says_little_keeps_its_order_in_virtual_time);
    tcase_add_test(tcase, the_lane_of_small_records_is_bounded_too);
    tcase_add_test(tcase, one_that_is_not_complete_holds_back_the_next);
    tcase_add_test(tcase, what_finds_no_room_is_counted);
    tcase_add_test(tcase, the_dispatchers_lane_is_bounded_too);
    tcase_add_test(tcase, one_lane_keeps_the_order_of_virtual_time);
    tcase_add_test(tcase, an_end_is_written_into_its_start);
    tcase_add_test(tcase, an_end_without_its_start_is_a_record);
    tcase_add_test(tcase,
                   an_end_comes_after_what_happened_meanwhile_in_virtual_time);
    tcase_add_test(tcase, nothing_goes_in_once_it_is_shut);
    suite_add_tcase(suite, tcase);
    return unit_run(suite);
}
