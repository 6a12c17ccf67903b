/*
 * Alarms by the ten thousand, most of them far from due: order, cancelling,
 * moving, memory.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdlib.h>

#include "alarm_fixture.h"
#include "unit.h"

#define MANY 20000u

typedef struct {
    toc_alarm_t alarm;
    uint64_t due_ns;
    uint64_t order; // 0: not armed
} known_t;

static known_t known[MANY];
static uint64_t order;
static uint64_t fired_due_ns;
static uint64_t fired_order;
static uint32_t fires;
static uint32_t wrong; // not an assertion for each: a million take a while

static int check_order(toc_alarm_t *alarm, uint64_t due_ns, bool late) {
    (void)late;
    known_t *it = (known_t *)(void *)alarm;
    bool is_next = due_ns > fired_due_ns ||
                   (due_ns == fired_due_ns && it->order > fired_order);
    wrong += !is_next || it->order == 0 || it->due_ns != due_ns ||
             due_ns > toc_clock_now_ns();
    fired_due_ns = due_ns;
    fired_order = it->order;
    it->due_ns += alarm->period_ns;
    it->order = alarm->period_ns != 0 ? ++order : 0;
    fires++;
    return 0;
}

static void forget_all(void) {
    memset(known, 0, sizeof(known));
    order = 0;
    fires = 0;
    wrong = 0;
    for (uint32_t i = 0; i < MANY; i++) {
        known[i].alarm.cb = check_order;
    }
}

static void arm_known(uint32_t i, uint64_t due_ns, uint64_t period_ns) {
    known[i].due_ns = due_ns;
    known[i].order = ++order;
    wrong += toc_alarm_arm(&known[i].alarm, due_ns, period_ns) != 0;
}

static void cancel_known(uint32_t i) {
    int was_armed = known[i].order != 0;
    known[i].order = 0;
    wrong += toc_alarm_cancel(&known[i].alarm) != was_armed;
}

// All that is due fires, and nothing else; what comes next is known.
static void run_until(uint64_t now_ns) {
    fired_due_ns = 0;
    fired_order = 0;
    fake_set_now_ns(now_ns);
    uint64_t told_ns = toc_alarm_run_once();
    uint64_t next_ns = TOC_FOREVER;
    uint32_t armed = 0;
    for (uint32_t i = 0; i < MANY; i++) {
        if (known[i].order != 0) {
            armed++;
            next_ns = known[i].due_ns < next_ns ? known[i].due_ns : next_ns;
        }
    }
    ck_assert_uint_eq(wrong, 0);
    ck_assert_uint_gt(next_ns, now_ns);
    ck_assert_uint_eq(told_ns, next_ns);
    ck_assert_uint_eq(toc_alarm_armed_count(), armed);
}

// Near and far, with many equal ones.
static uint64_t random_ns(void) {
    static const uint32_t ranges[] = {20, 1000, 100000, 100000, 3000000};
    return (uint32_t)rand() % ranges[rand() % 5];
}

START_TEST(any_mix_of_arm_move_cancel_and_expiry_keeps_the_order) {
    open_alarms();
    forget_all();
    srand(4711 + (unsigned)_i);
    uint64_t now_ns = 1;
    for (uint32_t i = 0; i < MANY; i++) {
        arm_known(i, now_ns + random_ns(), 1 + random_ns());
    }
    for (uint32_t round = 0; round < 200; round++) {
        for (uint32_t n = 0; n < 300; n++) {
            uint32_t i = (uint32_t)rand() % MANY;
            if (rand() % 4 == 0) {
                cancel_known(i);
            } else {
                uint64_t period_ns = rand() % 2 == 0 ? 0 : 500 + random_ns();
                arm_known(i, now_ns + random_ns(), period_ns);
            }
        }
        now_ns += (uint32_t)rand() % 200;
        run_until(now_ns);
    }
    ck_assert_uint_gt(fires, MANY);
}
END_TEST

START_TEST(a_common_period_goes_round_in_the_order_of_deadlines) {
    open_alarms();
    forget_all();
    const uint64_t period_ns = 10 * MANY;
    for (uint32_t i = 0; i < MANY; i++) {
        arm_known(i, (uint64_t)i * 7919 % MANY * 10, period_ns);
    }
    for (uint64_t now_ns = 0; now_ns < 3 * period_ns; now_ns += 5000) {
        run_until(now_ns);
    }
    ck_assert_uint_ge(fires, 3 * MANY - 1000);
}
END_TEST

START_TEST(the_next_deadline_is_exact_whoever_is_cancelled) {
    open_alarms();
    forget_all();
    for (uint32_t i = 0; i < MANY; i++) {
        arm_known(i, 1000 + i, 0);
    }
    for (uint32_t i = 0; i < MANY; i++) {
        if (i % 1000 == 0) {
            run_until(1);
        }
        cancel_known(i);
    }
    ck_assert_uint_eq(toc_alarm_run_once(), TOC_FOREVER);
    ck_assert_uint_eq(fires, 0);
}
END_TEST

// Each allocation on the way fails once: either the alarm is not armed, or it
// goes on with less.
START_TEST(memory_that_is_missing_costs_no_alarm) {
    uint32_t refused = 0;
    for (uint32_t nth = 1; nth <= 2; nth++) {
        open_alarms();
        forget_all();
        for (uint32_t i = 0; i < MANY; i++) {
            fake_fail_realloc(nth);
            uint64_t due_ns = (uint64_t)i * 48271 % MANY;
            if (toc_alarm_arm(&known[i].alarm, due_ns, 0) != 0) {
                refused++;
                fake_fail_realloc(0);
                ck_assert(!toc_alarm_is_armed(&known[i].alarm));
                ck_assert_int_eq(toc_alarm_arm(&known[i].alarm, due_ns, 0), 0);
            }
            known[i].due_ns = due_ns;
            known[i].order = ++order;
        }
        fake_fail_realloc(0);
        run_until(MANY / 2);
        run_until(MANY);
        ck_assert_uint_eq(fires, MANY);
        toc_alarm_stop();
    }
    ck_assert_uint_gt(refused, 5);
}
END_TEST

START_TEST(stop_cancels_all_and_frees_the_memory) {
    open_alarms();
    forget_all();
    uint32_t blocks = fake_block_count();
    for (uint32_t i = 0; i < MANY; i++) {
        arm_known(i, 1000 + i, 10);
    }
    toc_alarm_stop();
    for (uint32_t i = 0; i < MANY; i++) {
        wrong += toc_alarm_is_armed(&known[i].alarm);
    }
    ck_assert_uint_eq(wrong, 0);
    ck_assert_uint_eq(fake_block_count(), blocks);
    fake_set_now_ns(MANY);
    ck_assert_uint_eq(toc_alarm_run_once(), TOC_FOREVER);
    ck_assert_uint_eq(fires, 0);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("alarm_many");
    TCase *tcase = tcase_create("many");
    tcase_set_timeout(tcase, UNIT_TIMEOUT_S);
    tcase_add_loop_test(
        tcase, any_mix_of_arm_move_cancel_and_expiry_keeps_the_order, 0, 3);
    tcase_add_test(tcase, a_common_period_goes_round_in_the_order_of_deadlines);
    tcase_add_test(tcase, the_next_deadline_is_exact_whoever_is_cancelled);
    tcase_add_test(tcase, memory_that_is_missing_costs_no_alarm);
    tcase_add_test(tcase, stop_cancels_all_and_frees_the_memory);
    suite_add_tcase(suite, tcase);
    return unit_run(suite);
}
