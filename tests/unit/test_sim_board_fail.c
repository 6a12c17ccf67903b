/*
 * A whole board, from power-on to power-off, when the n-th allocation or thread
 * fails, for each n until none does.
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit.h"

#include "dispatch_fixture.h"
#include "sim_fixture.h"

#define ALARMS 40 // for which their list grows twice

static toc_alarm_t alarms[ALARMS];
static toc_source_t *source;
static uint32_t rung;

static int ring(toc_alarm_t *alarm, uint64_t due_ns, bool late) {
    (void)alarm;
    (void)late;
    rung++;
    return toc_source_raise_at(source, 0, due_ns);
}

static int use_board(void) {
    int err = toc_source_open(&source, "alarm", NULL, NULL);
    if (err != 0) {
        return err;
    }
    toc_source_enable(source);
    for (uint32_t i = 0; i < ALARMS && err == 0; i++) {
        alarms[i] = (toc_alarm_t){.cb = ring};
        err = toc_alarm_arm(&alarms[i], (i + 1) * FIXTURE_MS, 0);
    }
    if (err == 0) {
        err = sim_press(1, FIXTURE_MS, FIXTURE_MS);
    }
    if (err == 0) {
        err = sim_pulses(2, 4, FIXTURE_MS);
    }
    if (err == 0) {
        err = sim_pulses(3, 4, 0);
    }
    return err;
}

// In real time, so that the service of alarms has its thread.
// Returns the first error; whatever happened, everything is taken back.
static int live(void) {
    static toc_board_t board;
    static const toc_dispatch_hooks_t hooks = {.enter = fixture_nothing,
                                               .leave = fixture_nothing,
                                               .turn = fixture_nothing,
                                               .call = diary_call,
                                               .report = fixture_report};
    diary.locked = true;
    diary.calls = 0;
    rung = 0;
    toc_clock_init(TOC_CLOCK_REAL);
    int err = toc_dispatch_init(&hooks, 64, TOC_IRQQ_REFUSE_NEWEST);
    if (err != 0) {
        return err;
    }
    fixture_board(&board);
    err = sim_init(&board, NULL, NULL);
    if (err == 0) {
        err = toc_alarm_start();
    }
    if (err == 0) {
        err = use_board();
    }
    if (err == 0) {
        fake_advance_ns(ALARMS * FIXTURE_MS);
        toc_alarm_run_once();
        toc_dispatch_run_once();
    }
    sim_deinit();
    toc_alarm_stop();
    toc_dispatch_deinit();
    return err;
}

START_TEST(each_allocation_fails_once_and_nothing_is_left) {
    fake_reset();
    fake_fail_realloc(2); // the table of sources, which stays for all lives
    ck_assert_int_eq(live(), TOC_ENOMEM);
    ck_assert_uint_eq(fake_block_count(), 0);
    fake_fail_realloc(0);
    ck_assert_int_eq(live(), 0);
    uint32_t failed = 0;
    for (;; failed++) {
        fake_fail_realloc(failed + 1);
        int err = live();
        if (err == 0) {
            break;
        }
        ck_assert_int_eq(err, TOC_ENOMEM);
        ck_assert_uint_lt(failed, 100);
        ck_assert_uint_eq(fake_block_count(), 1);
        ck_assert_uint_eq(toc_alarm_armed_count(), 0);
    }
    fake_fail_realloc(0);
    // The queue, the list of alarms for 16, 32 and 64, the press.
    ck_assert_uint_eq(failed, 5);
    ck_assert_uint_eq(rung, ALARMS);
    ck_assert_uint_eq(diary.calls, ALARMS);
    ck_assert_uint_eq(fake_block_count(), 1);
}
END_TEST

START_TEST(without_threads_a_board_does_not_start) {
    fake_reset();
    fake_fail_thread_start(TOC_EAGAIN);
    ck_assert_int_eq(live(), TOC_EAGAIN);
    ck_assert_uint_le(fake_block_count(), 1);
    fake_fail_thread_start(0);
    ck_assert_int_eq(live(), 0);
    ck_assert_uint_eq(diary.calls, ALARMS);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("sim_board_fail");
    UNIT_ADD(suite, each_allocation_fails_once_and_nothing_is_left);
    UNIT_ADD(suite, without_threads_a_board_does_not_start);
    return unit_run(suite);
}
