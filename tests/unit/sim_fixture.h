/*
 * sim_fixture - a virtual board whose interrupts and fights are written down
 *
 * The board has P0 to P7, P8 that is left alone at boot, P9 that is input
 * only, pad 10 without a name and P11. Time is virtual and the test is the
 * only thread in it, unless it starts others.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_TESTS_SIM_FIXTURE_H
#define TOC_TESTS_SIM_FIXTURE_H

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "alarm.h"
#include "dispatch.h"
#include "sim.h"

#define FIXTURE_PADS  12
#define FIXTURE_DEPTH 1024
#define FIXTURE_MS    UINT64_C(1000000)

typedef struct {
    uint32_t pad;
    uint32_t data;
    uint64_t time_ns;
} fixture_event_t;

static toc_source_t *sources[FIXTURE_PADS];
static uint32_t source_pad[FIXTURE_PADS];
static fixture_event_t events[FIXTURE_DEPTH];
static uint32_t event_count;
static char fights[1024];
static enum toc_clock_kind fixture_clock = TOC_CLOCK_VIRTUAL;
static toc_waiter_t fixture_waiter;
static const toc_pin_ops_t *pins;

static inline void fixture_look(toc_source_t *source, void *owner) {
    (void)source;
    pins->look(pins->ctx, *(uint32_t *)owner);
}

static const toc_source_ops_t fixture_source_ops = {.look = fixture_look};

static inline void fixture_nothing(void *ctx) {
    (void)ctx;
}

static inline void fixture_report(void *ctx, uint64_t lost) {
    (void)ctx;
    (void)lost;
}

static inline int fixture_call(void *ctx, toc_source_t *source,
                               const toc_irq_record_t *record) {
    (void)ctx;
    ck_assert_uint_lt(event_count, FIXTURE_DEPTH);
    events[event_count++] = (fixture_event_t){.pad = *(uint32_t *)source->owner,
                                              .data = record->data,
                                              .time_ns = record->time_ns};
    return 0;
}

static inline void fixture_conflict(void *ctx, const char *high_name,
                                    const char *low_name) {
    (void)ctx;
    size_t used = strlen(fights);
    snprintf(fights + used, sizeof(fights) - used, "%s>%s;", high_name,
             low_name);
}

static inline void fixture_add_pin(toc_board_t *board, uint32_t gpio) {
    toc_board_pin_t *pin = &board->pins[board->pin_count++];
    snprintf(pin->name, sizeof(pin->name), "P%u", (unsigned)gpio);
    pin->gpio = (uint8_t)gpio;
    pin->rtc = true;
    pin->boot_in = gpio != 8;
    pin->input_only = gpio == 9;
}

static inline void fixture_board(toc_board_t *board) {
    memset(board, 0, sizeof(*board));
    for (uint32_t gpio = 0; gpio < FIXTURE_PADS; gpio++) {
        if (gpio != 10) {
            fixture_add_pin(board, gpio);
        }
    }
}

static inline void setup(void) {
    static toc_board_t board;
    static const toc_dispatch_hooks_t hooks = {.enter = fixture_nothing,
                                               .leave = fixture_nothing,
                                               .turn = fixture_nothing,
                                               .call = fixture_call,
                                               .report = fixture_report};
    toc_clock_init(fixture_clock);
    toc_waiter_join(&fixture_waiter);
    ck_assert_int_eq(
        toc_dispatch_init(&hooks, FIXTURE_DEPTH, TOC_IRQQ_REFUSE_NEWEST), 0);
    pins = sim_pins();
    fixture_board(&board);
    ck_assert_int_eq(sim_init(&board, fixture_conflict, NULL), 0);
    // sim_init() copied what it needs.
    memset(&board, 0x55, sizeof(board));
    for (uint32_t pad = 0; pad < FIXTURE_PADS; pad++) {
        source_pad[pad] = pad;
        ck_assert_int_eq(toc_source_open(&sources[pad], "pad",
                                         &fixture_source_ops, &source_pad[pad]),
                         0);
        toc_source_enable(sources[pad]);
    }
}

static inline void teardown(void) {
    sim_deinit();
    toc_alarm_stop();
    toc_dispatch_stop();
    toc_dispatch_deinit();
    toc_waiter_leave(&fixture_waiter);
}

// An assertion that costs nothing while it holds; check's own write to a pipe.
static inline void works(int err) {
    if (err != 0) {
        ck_abort_msg("unexpected result %d", err);
    }
}

static inline void configure(uint32_t pad, enum toc_pin_mode mode,
                             enum toc_pin_pull pull) {
    works(pins->configure(pins->ctx, pad, mode, pull));
}

static inline void write_latch(uint32_t pad, bool level) {
    works(pins->write(pins->ctx, pad, level));
}

static inline void output(uint32_t pad, bool level) {
    write_latch(pad, level);
    configure(pad, TOC_PIN_OUT, TOC_PIN_PULL_NONE);
}

static inline void drive(uint32_t pad, bool level) {
    works(sim_drive(pad, level));
}

static inline void watch(uint32_t pad, unsigned trigger) {
    works(pins->watch(pins->ctx, pad, trigger, sources[pad]));
}

static inline void wire(uint32_t a, uint32_t b) {
    works(sim_wire(a, b));
}

// Run the handlers of what is queued: "pad:edge:level" each, times apart.
static inline const char *happened(void) {
    static char text[4096];
    event_count = 0;
    toc_dispatch_run_once();
    text[0] = '\0';
    for (uint32_t i = 0; i < event_count; i++) {
        static const char *const name[] = {"?", "rise", "fall",
                                           "?", "low",  "high"};
        ck_assert(TOC_PIN_EVENT_IS_PIN(events[i].data));
        size_t used = strlen(text);
        snprintf(text + used, sizeof(text) - used, "%sP%u %s %d",
                 i == 0 ? "" : ", ", (unsigned)events[i].pad,
                 name[TOC_PIN_EVENT_EDGE(events[i].data)],
                 TOC_PIN_EVENT_LEVEL(events[i].data));
    }
    return text;
}

// The fights that were reported since the last call.
static inline const char *fought(void) {
    static char text[sizeof(fights)];
    strcpy(text, fights);
    fights[0] = '\0';
    return text;
}

// Let virtual time pass, firing what falls due.
static inline void advance_to(uint64_t until_ns) {
    for (;;) {
        uint64_t due_ns = toc_alarm_run_once();
        if (due_ns > until_ns) {
            break;
        }
        toc_waiter_wait(&fixture_waiter, due_ns);
    }
    if (toc_clock_now_ns() < until_ns) {
        toc_waiter_wait(&fixture_waiter, until_ns);
    }
}

static inline int run_suite(Suite *suite) {
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}

#endif
