/*
 * bench_core - what a post and an expiry cost, as CSV
 *
 * Each line is the best of several runs: what the code costs, not what else
 * the machine was doing.
 *
 * SPDX-License-Identifier: MIT
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "alarm.h"
#include "dispatch.h"
#include "trace_buffer.h"

#define RUNS     9
#define POSTS    200000u
#define DEPTH    256u
#define EXPIRIES 200000u

static void ignore(void) {}

static void do_nothing(void *ctx) {
    (void)ctx;
}

static int handle(void *ctx, toc_source_t *source,
                  const toc_irq_record_t *record) {
    (void)ctx;
    (void)source;
    (void)record;
    return 0;
}

static void report(void *ctx, uint64_t lost) {
    (void)ctx;
    (void)lost;
}

static const toc_dispatch_hooks_t hooks = {
    .enter = do_nothing,
    .leave = do_nothing,
    .turn = do_nothing,
    .call = handle,
    .report = report,
};

static void print(const char *name, double ns) {
    printf("%s,%.1f\n", name, ns);
}

static double best(double (*run)(void)) {
    double least = run();
    for (int i = 1; i < RUNS; i++) {
        double ns = run();
        least = ns < least ? ns : least;
    }
    return least;
}

static double per(uint64_t since_ns, uint32_t count) {
    return (double)(toc_port_now_ns() - since_ns) / count;
}

static double run_clock(void) {
    uint64_t since_ns = toc_port_now_ns();
    for (uint32_t i = 0; i < POSTS; i++) {
        (void)toc_clock_now_ns();
    }
    return per(since_ns, POSTS);
}

static toc_source_t *source;

// Held and as deep as there are posts in a batch: nobody takes meanwhile.
static double run_post(void) {
    uint64_t spent_ns = 0;
    for (uint32_t done = 0; done < POSTS;) {
        toc_dispatch_hold(true);
        uint64_t since_ns = toc_port_now_ns();
        for (uint32_t i = 0; i < DEPTH; i++) {
            (void)!toc_source_raise(source, i);
        }
        spent_ns += toc_port_now_ns() - since_ns;
        done += DEPTH;
        toc_dispatch_hold(false);
        toc_dispatch_run_once();
    }
    uint32_t posted = (POSTS + DEPTH - 1) / DEPTH * DEPTH;
    return (double)spent_ns / posted;
}

static double run_refused(void) {
    toc_dispatch_hold(true);
    while (toc_source_raise(source, 0) == 0) {
    }
    uint64_t since_ns = toc_port_now_ns();
    for (uint32_t i = 0; i < POSTS; i++) {
        (void)!toc_source_raise(source, i);
    }
    double ns = per(since_ns, POSTS);
    toc_dispatch_hold(false);
    toc_dispatch_run_once();
    return ns;
}

static double run_post_and_handle(void) {
    uint64_t since_ns = toc_port_now_ns();
    for (uint32_t i = 0; i < POSTS; i += 16) {
        for (uint32_t j = 0; j < 16; j++) {
            (void)!toc_source_raise(source, j);
        }
        toc_dispatch_run_once();
    }
    return per(since_ns, POSTS);
}

// With all the records that --trace gets, but nobody who writes them meanwhile.
static double run_traced(void) {
    double ns = run_post_and_handle();
    for (int lane = 0; lane < TOC_TRACE_LANES; lane++) {
        while (toc_trace_buffer_peek((enum toc_trace_lane)lane) != NULL) {
            toc_trace_buffer_drop((enum toc_trace_lane)lane);
        }
    }
    return ns;
}

static void bench_trace(void) {
    print("post_and_handle_ns", best(run_post_and_handle));
    if (toc_trace_buffer_open(false, ignore) != 0) {
        exit(EXIT_FAILURE);
    }
    toc_trace_set_sink(&toc_trace_buffer_sink);
    print("post_and_handle_traced_ns", best(run_traced));
    toc_trace_set_sink(NULL);
    if (toc_trace_buffer_dropped() != 0) {
        exit(EXIT_FAILURE);
    }
    toc_trace_buffer_close();
}

static void bench_posts(void) {
    double clock_ns = best(run_clock);
    print("clock_read_ns", clock_ns);
    if (toc_dispatch_init(&hooks, DEPTH, TOC_IRQQ_REFUSE_NEWEST) != 0 ||
        toc_source_open(&source, "bench", NULL, NULL) != 0) {
        exit(EXIT_FAILURE);
    }
    toc_source_enable(source);
    double post_ns = best(run_post);
    print("post_ns", post_ns);
    print("post_without_clock_ns", post_ns - clock_ns);
    print("post_refused_ns", best(run_refused));
    bench_trace();
}

// Periodic alarms, so that each expiry is armed anew.
static uint32_t fired;

static int count(toc_alarm_t *alarm, uint64_t due_ns, bool late) {
    (void)alarm;
    (void)due_ns;
    (void)late;
    fired++;
    return 0;
}

// What an alarm is for.
static int count_and_raise(toc_alarm_t *alarm, uint64_t due_ns, bool late) {
    (void)alarm;
    (void)late;
    fired++;
    return toc_source_raise_at(source, 0, due_ns);
}

static uint32_t alarm_count;
static toc_alarm_cb alarm_cb;
static uint32_t alarm_phase_ns; // from one to the next; 0: all are equal

// All have the same period.
static double run_expiries(void) {
    toc_alarm_t *alarms = calloc(alarm_count, sizeof(*alarms));
    uint64_t start_ns = toc_clock_now_ns();
    uint64_t period_ns = (uint64_t)alarm_count * 20;
    // In the past, so that a known number is due at once.
    for (uint32_t i = 0; i < alarm_count; i++) {
        alarms[i].cb = alarm_cb;
        uint64_t phase_ns = (uint64_t)i * 7919 % alarm_count * alarm_phase_ns;
        uint64_t due_ns = start_ns - EXPIRIES * UINT64_C(20) + phase_ns;
        if (toc_alarm_arm(&alarms[i], due_ns, period_ns) != 0) {
            exit(EXIT_FAILURE);
        }
    }
    fired = 0;
    uint64_t since_ns = toc_port_now_ns();
    toc_alarm_run_once();
    double ns = per(since_ns, fired);
    toc_alarm_stop();
    free(alarms);
    return ns;
}

static void bench_expiries(const char *what, toc_alarm_cb cb,
                           uint32_t phase_ns) {
    static const uint32_t counts[] = {1, 16, 256, 4096, 100000};
    alarm_cb = cb;
    alarm_phase_ns = phase_ns;
    for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
        alarm_count = counts[i];
        char name[64];
        snprintf(name, sizeof(name), "%s_of_%" PRIu32 "_ns", what, counts[i]);
        print(name, best(run_expiries));
    }
}

static void print_size(const char *name, size_t size) {
    printf("%s,%zu\n", name, size);
}

int main(void) {
    puts("name,value");
    toc_clock_init(TOC_CLOCK_REAL);
    bench_posts();
    bench_expiries("expiry", count, 20);
    bench_expiries("expiry_equal", count, 0);
    bench_expiries("expiry_and_raise", count_and_raise, 20);
    print_size("sizeof_record_bytes", sizeof(toc_irq_record_t));
    print_size("sizeof_cell_bytes", sizeof(toc_irqq_cell_t));
    print_size("sizeof_source_bytes", sizeof(toc_source_t));
    print_size("sizeof_alarm_bytes", sizeof(toc_alarm_t));
    print_size("sizeof_waiter_bytes", sizeof(toc_waiter_t));
    return EXIT_SUCCESS;
}
