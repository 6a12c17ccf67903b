/*
 * Alarms: deadlines, order, periods without drift, moving and cancelling.
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit.h"

#include "alarm_fixture.h"

START_TEST(a_one_shot_fires_once_at_its_deadline) {
    open_alarms();
    arm(0, 100, 0);
    ck_assert(toc_alarm_is_armed(&alarms[0]));
    fake_set_now_ns(99);
    ck_assert_uint_eq(toc_alarm_run_once(), 100);
    ck_assert_uint_eq(fired_count, 0);
    fake_set_now_ns(100);
    ck_assert_uint_eq(toc_alarm_run_once(), TOC_FOREVER);
    ck_assert_uint_eq(fired_count, 1);
    ck_assert_uint_eq(fired[0].due_ns, 100);
    ck_assert(!fired[0].late);
    ck_assert(!toc_alarm_is_armed(&alarms[0]));
    fake_set_now_ns(1000);
    toc_alarm_run_once();
    ck_assert_uint_eq(fired_count, 1);
}
END_TEST

START_TEST(a_deadline_in_the_past_fires_at_once) {
    open_alarms();
    fake_set_now_ns(1000);
    arm(0, 10, 0);
    toc_alarm_run_once();
    ck_assert_uint_eq(fired_count, 1);
    ck_assert_uint_eq(fired[0].due_ns, 10);
}
END_TEST

START_TEST(a_period_adds_up_without_drift) {
    open_alarms();
    const uint64_t period_ns = 1000003; // no round number
    arm(0, 7, period_ns);
    uint64_t next_ns = 7;
    for (uint32_t i = 0; i < 1000000; i++) {
        // Always a little late, and by less or more.
        fake_set_now_ns(next_ns + i % 1000);
        fired_count = 0;
        next_ns = toc_alarm_run_once();
        ck_assert_uint_eq(fired_count, 1);
        if (fired[0].due_ns != 7 + i * period_ns) {
            ck_abort_msg("expiry %u drifted", i);
        }
    }
    ck_assert_uint_eq(next_ns, 7 + UINT64_C(1000000) * period_ns);
}
END_TEST

START_TEST(equal_deadlines_fire_in_the_order_of_arming) {
    open_alarms();
    for (uint32_t i = 0; i < ALARMS; i++) {
        arm((i * 37) % ALARMS, 100, 0);
    }
    fake_set_now_ns(100);
    toc_alarm_run_once();
    ck_assert_uint_eq(fired_count, ALARMS);
    for (uint32_t i = 0; i < ALARMS; i++) {
        ck_assert_uint_eq(fired[i].index, (i * 37) % ALARMS);
    }
}
END_TEST

START_TEST(a_periodic_is_armed_anew_at_each_expiry) {
    open_alarms();
    arm(0, 50, 50); // again at 100, but armed for that at 50
    arm(1, 100, 0);
    fake_set_now_ns(50);
    toc_alarm_run_once();
    arm(2, 100, 0);
    fake_set_now_ns(100);
    toc_alarm_run_once();
    ck_assert_uint_eq(fired_count, 4);
    ck_assert_uint_eq(fired[1].index, 1);
    ck_assert_uint_eq(fired[2].index, 0);
    ck_assert_uint_eq(fired[3].index, 2);
}
END_TEST

START_TEST(cancelled_is_cancelled) {
    open_alarms();
    arm(0, 100, 100);
    ck_assert_int_eq(toc_alarm_cancel(&alarms[0]), 1);
    ck_assert_int_eq(toc_alarm_cancel(&alarms[0]), 0);
    ck_assert_uint_eq(toc_alarm_armed_count(), 0);
    fake_set_now_ns(1000);
    ck_assert_uint_eq(toc_alarm_run_once(), TOC_FOREVER);
    ck_assert_uint_eq(fired_count, 0);
}
END_TEST

START_TEST(arming_an_armed_one_moves_it) {
    open_alarms();
    arm(0, 100, 0);
    arm(1, 200, 0);
    arm(0, 300, 0);
    ck_assert_uint_eq(toc_alarm_armed_count(), 2);
    fake_set_now_ns(200);
    ck_assert_uint_eq(toc_alarm_run_once(), 300);
    ck_assert_uint_eq(fired_count, 1);
    ck_assert_uint_eq(fired[0].index, 1);
    arm(0, 250, 10); // earlier, and periodic now
    fake_set_now_ns(255);
    ck_assert_uint_eq(toc_alarm_run_once(), 260);
    ck_assert_uint_eq(fired_count, 2);
}
END_TEST

START_TEST(a_move_to_the_same_deadline_goes_behind_the_others) {
    open_alarms();
    arm(0, 100, 0);
    arm(1, 100, 0);
    arm(0, 100, 0);
    fake_set_now_ns(100);
    toc_alarm_run_once();
    ck_assert_uint_eq(fired[0].index, 1);
    ck_assert_uint_eq(fired[1].index, 0);
}
END_TEST

START_TEST(one_that_is_first_goes_before_equal_deadlines) {
    open_alarms();
    alarms[3].first = true;
    arm(1, 100, 50);
    arm(2, 100, 0);
    arm(3, 100, 50);
    arm(4, 100, 0);
    fake_set_now_ns(150);
    toc_alarm_run_once();
    const uint32_t order[] = {3, 1, 2, 4, 3, 1};
    ck_assert_uint_eq(fired_count, 6);
    for (uint32_t i = 0; i < 6; i++) {
        ck_assert_uint_eq(fired[i].index, order[i]);
    }
}
END_TEST

static int longer_each_time(toc_alarm_t *alarm, uint64_t due_ns, bool late) {
    note(alarm, due_ns, late);
    alarm->period_ns = fired_count < 3 ? fired_count * 1000 : 0;
    return 0;
}

START_TEST(a_callback_sets_the_period_after_the_next_expiry) {
    open_alarms();
    alarms[0].cb = longer_each_time;
    arm(0, 10, 5);
    fake_set_now_ns(100000);
    ck_assert_uint_eq(toc_alarm_run_once(), TOC_FOREVER);
    const uint64_t due_ns[] = {10, 15, 1015, 3015};
    ck_assert_uint_eq(fired_count, 4);
    for (uint32_t i = 0; i < 4; i++) {
        ck_assert_uint_eq(fired[i].due_ns, due_ns[i]);
    }
}
END_TEST

// What the heap does, against a list searched from end to end.
static uint64_t model_due[ALARMS];
static uint64_t model_order[ALARMS];

static uint32_t model_next(void) {
    uint32_t best = ALARMS;
    for (uint32_t i = 0; i < ALARMS; i++) {
        if (model_order[i] != 0 &&
            (best == ALARMS || model_due[i] < model_due[best] ||
             (model_due[i] == model_due[best] &&
              model_order[i] < model_order[best]))) {
            best = i;
        }
    }
    return best;
}

START_TEST(any_mix_of_arm_move_cancel_and_expiry_keeps_the_order) {
    open_alarms();
    srand(4711 + (unsigned)_i);
    uint64_t order = 0;
    uint64_t now_ns = 0;
    for (uint32_t round = 0; round < 20000; round++) {
        uint32_t i = (uint32_t)rand() % ALARMS;
        switch (rand() % 4) {
        case 0:
        case 1:
            model_due[i] = now_ns + (uint32_t)rand() % 50;
            model_order[i] = ++order;
            arm(i, model_due[i], 0);
            break;
        case 2:
            ck_assert_int_eq(toc_alarm_cancel(&alarms[i]), model_order[i] != 0);
            model_order[i] = 0;
            break;
        default:
            now_ns += (uint32_t)rand() % 5;
            fake_set_now_ns(now_ns);
            fired_count = 0;
            toc_alarm_run_once();
            for (uint32_t f = 0; f < fired_count; f++) {
                uint32_t expected = model_next();
                ck_assert_uint_eq(fired[f].index, expected);
                ck_assert_uint_eq(fired[f].due_ns, model_due[expected]);
                model_order[expected] = 0;
            }
            ck_assert(model_next() == ALARMS ||
                      model_due[model_next()] > now_ns);
        }
    }
}
END_TEST

START_TEST(a_hundred_thousand_alarms_fire_in_order) {
    open_alarms();
    const uint32_t many = 100000;
    toc_alarm_t *all = calloc(many, sizeof(*all));
    for (uint32_t i = 0; i < many; i++) {
        all[i].cb = count_in_order;
        uint64_t due_ns = ((uint64_t)i * 48271) % many;
        ck_assert_int_eq(toc_alarm_arm(&all[i], due_ns, 0), 0);
    }
    ck_assert_uint_eq(toc_alarm_armed_count(), many);
    for (uint32_t i = 0; i < many; i += 10) {
        ck_assert_int_eq(toc_alarm_cancel(&all[i]), 1);
    }
    fake_set_now_ns(many);
    toc_alarm_run_once();
    ck_assert_uint_eq(in_order_count, many - many / 10);
    ck_assert_uint_eq(toc_alarm_armed_count(), 0);
    free(all);
}
END_TEST

START_TEST(without_memory_the_alarm_stays_as_it_was) {
    open_alarms();
    fake_fail_realloc(1);
    ck_assert_int_eq(toc_alarm_arm(&alarms[0], 100, 0), TOC_ENOMEM);
    ck_assert(!toc_alarm_is_armed(&alarms[0]));
    uint32_t armed = 0;
    while (armed < ALARMS) {
        fake_fail_realloc(1);
        int err = toc_alarm_arm(&alarms[armed], armed, 0);
        if (err != 0) {
            ck_assert_int_eq(err, TOC_ENOMEM);
            ck_assert_uint_eq(toc_alarm_armed_count(), armed);
            arm(armed, armed, 0);
        }
        armed++;
        // What is armed moves without memory.
        fake_fail_realloc(1);
        ck_assert_int_eq(toc_alarm_arm(&alarms[0], 5, 0), 0);
        fake_fail_realloc(0);
    }
    fake_set_now_ns(ALARMS);
    toc_alarm_run_once();
    ck_assert_uint_eq(fired_count, ALARMS);
}
END_TEST

static uint32_t drained;

static void on_drained(void *ctx) {
    ck_assert_ptr_eq(ctx, &drained);
    ck_assert(!fake_is_in_section());
    ck_assert_uint_eq(toc_alarm_armed_count(), 0);
    drained++;
}

START_TEST(drained_is_told_when_the_last_one_fired_or_was_cancelled) {
    open_alarms();
    toc_alarm_on_drained(on_drained, &drained);
    arm(0, 10, 0);
    arm(1, 10, 0);
    fake_set_now_ns(10);
    toc_alarm_run_once();
    ck_assert_uint_eq(drained, 1);
    arm(0, 20, 10);
    fake_set_now_ns(20);
    toc_alarm_run_once();
    ck_assert_uint_eq(drained, 1); // a periodic one stays
    toc_alarm_cancel(&alarms[0]);
    ck_assert_uint_eq(drained, 2);
    toc_alarm_cancel(&alarms[0]);
    ck_assert_uint_eq(drained, 2);
    arm(0, 30, 0);
    arm(1, 30, 0);
    toc_alarm_stop();
    ck_assert_uint_eq(drained, 3);
    toc_alarm_on_drained(NULL, NULL);
}
END_TEST

START_TEST(stop_cancels_all_and_frees_the_heap) {
    open_alarms();
    uint32_t blocks = fake_block_count();
    for (uint32_t i = 0; i < ALARMS; i++) {
        arm(i, 100, 10);
    }
    toc_alarm_stop();
    for (uint32_t i = 0; i < ALARMS; i++) {
        ck_assert(!toc_alarm_is_armed(&alarms[i]));
    }
    ck_assert_uint_eq(fake_block_count(), blocks);
    fake_set_now_ns(1000);
    ck_assert_uint_eq(toc_alarm_run_once(), TOC_FOREVER);
    arm(3, 1000, 0); // and it can go on
    toc_alarm_run_once();
    ck_assert_uint_eq(fired_count, 1);
}
END_TEST

START_TEST(an_earlier_deadline_wakes_the_service_a_later_does_not) {
    open_alarms();
    uint32_t wakes = fake_wake_count();
    arm(0, 100, 0);
    ck_assert_uint_eq(fake_wake_count(), ++wakes);
    arm(1, 200, 0);
    ck_assert_uint_eq(fake_wake_count(), wakes);
    arm(2, 50, 0);
    ck_assert_uint_eq(fake_wake_count(), ++wakes);
    toc_alarm_cancel(&alarms[2]);
    toc_alarm_cancel(&alarms[1]);
    ck_assert_uint_eq(fake_wake_count(), wakes);
}
END_TEST

static void stop_at_1000(void *ctx) {
    (void)ctx;
    if (toc_clock_now_ns() == 100) {
        arm(1, 500, 0); // as another thread, while the service sleeps
    }
    if (toc_clock_now_ns() >= 1000) {
        toc_alarm_stop();
    }
}

START_TEST(the_service_sleeps_from_deadline_to_deadline) {
    open_alarms();
    arm(0, 100, 300);
    fake_fail_thread_start(TOC_EAGAIN);
    ck_assert_int_eq(toc_alarm_start(), TOC_EAGAIN);
    fake_fail_thread_start(0);
    ck_assert_int_eq(toc_alarm_start(), 0);
    fake_on_block(stop_at_1000, NULL);
    fake_run_last_thread();
    static const uint64_t expected[] = {100, 400, 500, 700, 1000};
    ck_assert_uint_eq(fired_count, 5);
    for (uint32_t i = 0; i < 5; i++) {
        ck_assert_uint_eq(fired[i].due_ns, expected[i]);
        ck_assert_uint_eq(fired[i].now_ns, expected[i]);
    }
}
END_TEST

int main(void) {
    Suite *suite = suite_create("alarm");
    UNIT_ADD(suite, a_one_shot_fires_once_at_its_deadline);
    UNIT_ADD(suite, a_deadline_in_the_past_fires_at_once);
    UNIT_ADD(suite, a_period_adds_up_without_drift);
    UNIT_ADD(suite, equal_deadlines_fire_in_the_order_of_arming);
    UNIT_ADD(suite, a_periodic_is_armed_anew_at_each_expiry);
    UNIT_ADD(suite, one_that_is_first_goes_before_equal_deadlines);
    UNIT_ADD(suite, a_callback_sets_the_period_after_the_next_expiry);
    UNIT_ADD(suite, cancelled_is_cancelled);
    UNIT_ADD(suite, arming_an_armed_one_moves_it);
    UNIT_ADD(suite, a_move_to_the_same_deadline_goes_behind_the_others);
    UNIT_ADD_LOOP(suite, any_mix_of_arm_move_cancel_and_expiry_keeps_the_order,
                  5);
    UNIT_ADD(suite, a_hundred_thousand_alarms_fire_in_order);
    UNIT_ADD(suite, without_memory_the_alarm_stays_as_it_was);
    UNIT_ADD(suite, drained_is_told_when_the_last_one_fired_or_was_cancelled);
    UNIT_ADD(suite, stop_cancels_all_and_frees_the_heap);
    UNIT_ADD(suite, an_earlier_deadline_wakes_the_service_a_later_does_not);
    UNIT_ADD(suite, the_service_sleeps_from_deadline_to_deadline);
    return unit_run(suite);
}
