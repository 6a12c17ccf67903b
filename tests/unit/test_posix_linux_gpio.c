/*
 * test_posix_linux_gpio - pins on lines of chips: requests, edges, losses
 *
 * Pad n of the board is called Pn; which line it is, each test says.
 *
 * SPDX-License-Identifier: MIT
 */
#include "linux_gpio.h"

#include <pthread.h>

#include "clock.h"
#include "dispatch.h"
#include "err.h"
#include "gpio_fixture.h"
#include "source.h"

#define PADS      8
#define LIMIT_MS  10000
#define CALLS_MAX 64
#define IN        TOC_PIN_IN
#define OUT       TOC_PIN_OUT
#define NONE      TOC_PIN_PULL_NONE

static const toc_pin_ops_t *pins;
static toc_source_t *sources[PADS];
static toc_port_event_t event;
static toc_port_thread_t dispatcher;
static char trouble[160];

// What the dispatcher called, guarded by the lock.
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static toc_irq_record_t called[CALLS_MAX];
static uint32_t called_pad[CALLS_MAX];
static uint32_t called_count;
static uint32_t wanted;

static void enter(void *ctx) {
    (void)ctx;
    pthread_mutex_lock(&lock);
}

static void leave(void *ctx) {
    (void)ctx;
    pthread_mutex_unlock(&lock);
}

static void turn(void *ctx) {
    leave(ctx);
    toc_port_thread_yield();
    enter(ctx);
}

static int call(void *ctx, toc_source_t *source,
                const toc_irq_record_t *record) {
    (void)ctx;
    // A level that holds is raised for ever: the first ones are enough.
    if (called_count < CALLS_MAX) {
        called_pad[called_count] = *(const uint32_t *)source->owner;
        called[called_count++] = *record;
    }
    toc_port_event_wake(&event);
    return 0;
}

static void look(toc_source_t *source, void *owner) {
    (void)source;
    pins->look(pins->ctx, *(const uint32_t *)owner);
}

static void told(const char *text) {
    pthread_mutex_lock(&lock);
    snprintf(trouble, sizeof(trouble), "%s", text);
    pthread_mutex_unlock(&lock);
    toc_port_event_wake(&event);
}

static bool await_until(bool (*holds)(void)) {
    uint64_t deadline_ns = toc_port_now_ns() + LIMIT_MS * UINT64_C(1000000);
    for (;;) {
        pthread_mutex_lock(&lock);
        bool done = holds();
        pthread_mutex_unlock(&lock);
        if (done || !toc_port_event_wait(&event, deadline_ns)) {
            return done;
        }
    }
}

static bool has_wanted(void) {
    return called_count >= wanted;
}

static void await_calls(uint32_t count) {
    wanted = count;
    ck_assert(await_until(has_wanted));
}

static void forget_calls(void) {
    pthread_mutex_lock(&lock);
    called_count = 0;
    pthread_mutex_unlock(&lock);
}

static bool has_trouble(void) {
    return trouble[0] != '\0';
}

static int rest_fails(void) {
    return TOC_EIO;
}

static int rest_configure(void *ctx, uint32_t pad, enum toc_pin_mode mode,
                          enum toc_pin_pull pull) {
    (void)ctx;
    (void)mode;
    (void)pull;
    note("rest %u\n", (unsigned)pad);
    return pad < PADS ? 0 : rest_fails();
}

static const toc_pin_ops_t rest = {
    .name = "rest",
    .pad_count = PADS,
    .configure = rest_configure,
};

static void map(uint32_t pad, const char *chip, const char *line) {
    static char names[PADS][4];
    static char files[PADS][40];
    snprintf(names[pad], sizeof(names[pad]), "P%u", (unsigned)pad);
    snprintf(files[pad], sizeof(files[pad]), "%s:%s", chip, line);
    ck_assert_int_eq(linux_gpio_map(pad, &(linux_gpio_map_t){.pin = names[pad],
                                                             .file = files[pad],
                                                             .chip = chip,
                                                             .line = line}),
                     0);
}

static void dispatcher_main(void *arg) {
    (void)arg;
    toc_dispatch_run();
}

// `lends`: the dispatcher looks for edges itself while it waits.
static void begin(bool lends) {
    static const toc_dispatch_hooks_t hooks = {
        .enter = enter, .leave = leave, .turn = turn, .call = call};
    static const toc_source_ops_t ops = {.look = look};
    static uint32_t numbers[PADS];
    fake_chips_begin();
    toc_clock_init(TOC_CLOCK_REAL);
    toc_port_event_init(&event);
    ck_assert_int_eq(toc_dispatch_init(&hooks, 64, TOC_IRQQ_REFUSE_NEWEST), 0);
    for (uint32_t pad = 0; pad < PADS; pad++) {
        numbers[pad] = pad;
        ck_assert_int_eq(
            toc_source_open(&sources[pad], "pin", &ops, &numbers[pad]), 0);
    }
    toc_waiter_join(toc_dispatch_waiter());
    if (lends) {
        linux_gpio_lend(toc_waiter_event(toc_dispatch_waiter()));
    }
    ck_assert_int_eq(
        toc_port_thread_start(&dispatcher, dispatcher_main, NULL, "dispatcher"),
        0);
    map(0, "gpiochip0", "10");
    map(1, "soc", "11");
    map(2, "/dev/gpiochip0", "KEY");
    map(3, "nothing|more:1", "3");
    map(4, "gpiochip0", "5");
    pins = linux_gpio(&rest, 64, NULL);
    linux_gpio_on_trouble(told);
}

static void end(void) {
    toc_dispatch_stop();
    toc_port_thread_join(&dispatcher);
    linux_gpio_stop();
    toc_dispatch_deinit();
    ck_assert_int_eq(requests, 0);
    ck_assert_int_eq(open_chips, 0);
    linux_chips_set(NULL);
}

static int configure(uint32_t pad, enum toc_pin_mode mode,
                     enum toc_pin_pull pull) {
    return pins->configure(pins->ctx, pad, mode, pull);
}

static int watch(uint32_t pad, unsigned trigger) {
    toc_source_enable(sources[pad]);
    return pins->watch(pins->ctx, pad, trigger, sources[pad]);
}

static int write_level(uint32_t pad, bool level) {
    return pins->write(pins->ctx, pad, level);
}

static void expect_why(uint32_t pad, const char *why) {
    ck_assert_str_eq(pins->why(pins->ctx, pad), why);
}

START_TEST(lines_that_nobody_watches_yet_become_one_request) {
    begin(_i != 0);
    ck_assert_int_eq(configure(0, IN, TOC_PIN_PULL_UP), 0);
    ck_assert_int_eq(configure(1, IN, TOC_PIN_PULL_DOWN), 0);
    ck_assert_int_eq(configure(2, IN, NONE), 0);
    expect_calls("request soc [10 in up]\n"
                 "release 10\n"
                 "request soc [10 in up] [11 in down]\n"
                 "release 10 11\n"
                 "request soc [10 in up] [11 in down] [17 in]\n");
    ck_assert_int_eq(watch(0, TOC_PIN_BOTH), 0);
    ck_assert_int_eq(watch(2, TOC_PIN_FALLING), 0);
    expect_calls("configure [10 in up both] [11 in down] [17 in]\n"
                 "configure [10 in up both] [11 in down] [17 in falling]\n");
    end();
}
END_TEST

START_TEST(a_watched_line_is_not_let_go_for_another) {
    begin(_i != 0);
    ck_assert_int_eq(configure(0, IN, NONE), 0);
    ck_assert_int_eq(watch(0, TOC_PIN_RISING), 0);
    ck_assert_int_eq(configure(1, IN, NONE), 0);
    ck_assert_int_eq(watch(1, TOC_PIN_RISING), 0);
    expect_calls("request soc [10 in]\n"
                 "configure [10 in rising]\n"
                 "request soc [11 in]\n"
                 "configure [11 in rising]\n");
    end();
}
END_TEST

START_TEST(a_driven_line_keeps_its_level) {
    begin(_i != 0);
    ck_assert_int_eq(write_level(0, true), 0);
    ck_assert_int_eq(configure(0, OUT, NONE), 0);
    expect_calls("request soc [10 out 1]\n");
    ck_assert_int_eq(configure(1, IN, NONE), 0);
    ck_assert_int_eq(watch(1, TOC_PIN_RISING), 0);
    expect_calls("request soc [11 in]\nconfigure [11 in rising]\n");
    ck_assert_int_eq(write_level(0, false), 0);
    expect_calls("set 10 0\n");
    ck_assert_int_eq(pins->latch(pins->ctx, 0), 0);
    ck_assert_int_eq(pins->read(pins->ctx, 0), 0);
    // An input that becomes an output stays where it is.
    ck_assert_int_eq(write_level(1, true), 0);
    expect_calls("");
    ck_assert_int_eq(configure(1, OUT, NONE), 0);
    expect_calls("configure [11 out 1]\n");
    end();
}
END_TEST

START_TEST(an_open_drain_that_lets_go_can_be_watched) {
    begin(_i != 0);
    ck_assert_int_eq(write_level(0, true), 0);
    ck_assert_int_eq(configure(0, TOC_PIN_OPEN_DRAIN, TOC_PIN_PULL_UP), 0);
    expect_calls("request soc [10 out up drain 1]\n");
    ck_assert_int_eq(watch(0, TOC_PIN_FALLING), 0);
    expect_calls("configure [10 in up drain falling]\n");
    ck_assert_int_eq(write_level(0, false), 0);
    expect_calls("configure [10 out up drain 0]\n");
    ck_assert_int_eq(configure(1, OUT, NONE), 0);
    ck_assert_int_eq(watch(1, TOC_PIN_RISING), TOC_ENOTSUP);
    expect_why(1, "an output of this machine has no interrupts");
    end();
}
END_TEST

START_TEST(a_pad_that_is_not_mapped_is_the_others) {
    begin(_i != 0);
    ck_assert_int_eq(configure(6, IN, NONE), 0);
    expect_calls("rest 6\n");
    ck_assert(linux_gpio_is_mapped(4) && !linux_gpio_is_mapped(6));
    ck_assert_str_eq(pins->file(pins->ctx, 2), "/dev/gpiochip0:KEY");
    ck_assert_ptr_null(pins->file(pins->ctx, 6));
    end();
}
END_TEST

START_TEST(edges_have_the_kernels_time_and_order) {
    begin(_i != 0);
    for (uint32_t pad = 0; pad < 4; pad++) {
        if (pad != 2) {
            ck_assert_int_eq(configure(pad, IN, NONE), 0);
            ck_assert_int_eq(watch(pad, TOC_PIN_BOTH), 0);
        }
    }
    uint64_t now_ns = toc_port_now_ns();
    edge(0, 10, true, now_ns + 10, 0);
    edge(0, 10, false, now_ns + 20, 0);
    await_calls(2);
    edge(1, 3, true, now_ns + 30, 0);
    await_calls(3);
    ck_assert_uint_eq(called_pad[0], 0);
    ck_assert_uint_eq(called[0].time_ns, now_ns + 10);
    ck_assert_uint_eq(called[0].data, TOC_PIN_EVENT(TOC_PIN_RISING, 1));
    ck_assert_uint_eq(called[1].data, TOC_PIN_EVENT(TOC_PIN_FALLING, 0));
    ck_assert_uint_eq(called[1].seq, 2);
    ck_assert_uint_eq(called_pad[2], 3);
    ck_assert_uint_eq(called[2].time_ns, now_ns + 30);
    end();
}
END_TEST

START_TEST(an_edge_from_before_the_watch_is_none) {
    begin(_i != 0);
    ck_assert_int_eq(configure(0, IN, NONE), 0);
    ck_assert_int_eq(watch(0, TOC_PIN_RISING), 0);
    edge(0, 10, true, 1, 0);
    edge(0, 10, true, toc_port_now_ns(), 0);
    await_calls(1);
    ck_assert_uint_gt(called[0].time_ns, 1);
    end();
}
END_TEST

START_TEST(a_gap_is_counted_and_told) {
    toc_source_counts_t counts;
    begin(_i != 0);
    ck_assert_int_eq(configure(0, IN, NONE), 0);
    ck_assert_int_eq(watch(0, TOC_PIN_BOTH), 0);
    uint64_t now_ns = toc_port_now_ns();
    edge(0, 10, true, now_ns, 0);
    edge(0, 10, true, now_ns + 1, 7);
    await_calls(2);
    ck_assert_uint_eq(called[0].seq, 1);
    ck_assert_uint_eq(called[1].seq, 9);
    toc_source_counts(sources[0], &counts);
    ck_assert_uint_eq(counts.posted, 2);
    ck_assert_uint_eq(counts.lost_in_kernel, 7);
    ck_assert(await_until(has_trouble));
    ck_assert_str_eq(trouble, "the kernel lost 7 edges: P0 7");
    end();
}
END_TEST

START_TEST(the_kernels_buffer_is_as_deep_as_the_queue) {
    begin(_i != 0);
    ck_assert_int_eq(configure(0, IN, NONE), 0);
    ck_assert_int_eq(configure(1, IN, NONE), 0);
    ck_assert_uint_eq(chips[0].held[10]->buffer, 128);
    linux_gpio_stop();
    map(0, "gpiochip0", "10");
    pins = linux_gpio(&rest, 1, NULL);
    ck_assert_int_eq(configure(0, IN, NONE), 0);
    ck_assert_uint_eq(chips[0].held[10]->buffer, 16);
    linux_gpio_stop();
    map(0, "gpiochip0", "10");
    pins = linux_gpio(&rest, 65536, NULL);
    ck_assert_int_eq(configure(0, IN, NONE), 0);
    ck_assert_uint_eq(chips[0].held[10]->buffer, 1024);
    end();
}
END_TEST

START_TEST(a_level_is_raised_again_while_it_holds) {
    begin(_i != 0);
    chips[0].level[10] = true;
    ck_assert_int_eq(configure(0, IN, NONE), 0);
    ck_assert_int_eq(watch(0, TOC_PIN_HIGH_LEVEL), 0);
    expect_calls("request soc [10 in]\nconfigure [10 in rising]\n");
    await_calls(4);
    ck_assert_uint_eq(called[3].data, TOC_PIN_EVENT(TOC_PIN_HIGH_LEVEL, 1));
    // As far as the next look, which finds it low.
    chips[0].level[10] = false;
    pthread_mutex_lock(&lock);
    pins->unwatch(pins->ctx, 0);
    toc_source_cancel(sources[0]);
    called_count = 0;
    pthread_mutex_unlock(&lock);
    ck_assert_int_eq(watch(0, TOC_PIN_HIGH_LEVEL), 0);
    ck_assert_uint_eq(called_count, 0);
    edge(0, 10, true, toc_port_now_ns(), 0);
    await_calls(1);
    end();
}
END_TEST

START_TEST(debounce_is_the_kernels_while_it_is_watched) {
    begin(_i != 0);
    ck_assert_int_eq(configure(0, IN, NONE), 0);
    ck_assert_int_eq(pins->debounce(pins->ctx, 0, 5000), 0);
    ck_assert_int_eq(watch(0, TOC_PIN_BOTH), 0);
    pins->unwatch(pins->ctx, 0);
    expect_calls("request soc [10 in]\n"
                 "configure [10 in both 5000us]\n"
                 "configure [10 in]\n");
    end();
}
END_TEST

START_TEST(what_cannot_be_had_says_why) {
    begin(_i != 0);
    ck_assert_int_eq(configure(4, IN, NONE), TOC_EBUSY);
    expect_why(4, "gpiochip0 line 5: in use by leds");
    map(5, "gpiochip0", "32");
    ck_assert_int_eq(configure(5, IN, NONE), TOC_ENOENT);
    expect_why(5, "gpiochip0 has no line 32: its lines are 0 to 31");
    map(5, "soc", "BOOT");
    ck_assert_int_eq(configure(5, IN, NONE), TOC_ENOENT);
    expect_why(5, "gpiochip0 has no line named BOOT; 'tocsin pins' lists them");
    map(5, "soc2", "1");
    ck_assert_int_eq(configure(5, IN, NONE), TOC_ENOENT);
    expect_why(5, "soc2: there is no such chip; 'tocsin pins' lists them, "
                  "--map P5=sim simulates the pin");
    map(5, "gpiochip7", "1");
    ck_assert_int_eq(configure(5, IN, NONE), TOC_ENOENT);
    expect_why(5, "/dev/gpiochip7: not found");
    map(5, "gpiochip0", "10");
    ck_assert_int_eq(configure(0, IN, NONE), 0);
    ck_assert_int_eq(configure(5, IN, NONE), TOC_EBUSY);
    expect_why(5, "gpiochip0 line 10: in use by tocsin");
    chips[1].open_result = -EACCES;
    ck_assert_int_eq(configure(3, IN, NONE), TOC_EACCES);
    ck_assert_ptr_nonnull(strstr(pins->why(pins->ctx, 3), "permission denied"));
    end();
}
END_TEST

START_TEST(an_unplugged_chip_leaves_the_others) {
    begin(_i != 0);
    ck_assert_int_eq(configure(0, IN, NONE), 0);
    ck_assert_int_eq(configure(3, IN, NONE), 0);
    ck_assert_int_eq(watch(3, TOC_PIN_RISING), 0);
    ck_assert_int_eq(watch(0, TOC_PIN_RISING), 0);
    ck_assert(linux_gpio_pending());
    chips[1].unplugged = true;
    ck_assert_int_eq(pins->read(pins->ctx, 3), TOC_ENODEV);
    expect_why(3, "gpiochip1 line 3: the chip is unplugged");
    ck_assert(await_until(has_trouble));
    ck_assert_str_eq(trouble, "a chip is unplugged, 1 watched pin(s) without "
                              "interrupts now: P3");
    ck_assert_int_eq(pins->read(pins->ctx, 3), TOC_ENODEV);
    expect_why(3, "nothing|more:1:3: the chip is unplugged");
    edge(0, 10, true, toc_port_now_ns(), 0);
    await_calls(1);
    // Back again, it is found by the next call.
    chips[1].unplugged = false;
    ck_assert_int_eq(pins->read(pins->ctx, 3), 0);
    end();
}
END_TEST

START_TEST(a_reset_lets_all_go_but_what_is_held) {
    begin(_i != 0);
    ck_assert_int_eq(configure(0, OUT, NONE), 0);
    ck_assert_int_eq(configure(1, OUT, NONE), 0);
    ck_assert_int_eq(pins->hold(pins->ctx, 0, true), 0);
    ck_assert_int_eq(write_level(0, true), 0);
    calls[0] = '\0';
    linux_gpio_reset();
    expect_calls("configure [10 out 0]\nrelease 11\n");
    ck_assert_int_eq(pins->hold(pins->ctx, 0, false), 0);
    expect_calls("configure [10 out 1]\n");
    end();
}
END_TEST

// Edges of pad 0, and how many of them the dispatcher saw itself; atomic.
static uint32_t seen;
static uint32_t seen_by_dispatcher;

static void note_thread(uint32_t pad, bool level, bool outside,
                        uint64_t time_ns) {
    (void)level;
    (void)time_ns;
    if (pad == 0 && outside) {
        bool own = pthread_equal(pthread_self(), dispatcher.handle) != 0;
        __atomic_add_fetch(&seen_by_dispatcher, own, __ATOMIC_ACQ_REL);
        __atomic_add_fetch(&seen, 1, __ATOMIC_ACQ_REL);
        toc_port_event_wake(&event);
    }
}

static void make_edge(bool level) {
    uint32_t before = __atomic_load_n(&seen, __ATOMIC_ACQUIRE);
    edge(0, 10, level, toc_port_now_ns(), 0);
    uint64_t deadline_ns = toc_port_now_ns() + LIMIT_MS * UINT64_C(1000000);
    while (__atomic_load_n(&seen, __ATOMIC_ACQUIRE) == before) {
        ck_assert(toc_port_event_wait(&event, deadline_ns));
    }
}

// When it waits, which takes it a moment, the dispatcher sees edges itself; when
// it does not, the other thread does.
START_TEST(an_edge_is_seen_by_who_has_time_for_it) {
    begin(_i != 0);
    linux_gpio_on_level(note_thread);
    ck_assert_int_eq(configure(0, IN, NONE), 0);
    ck_assert_int_eq(watch(0, TOC_PIN_RISING), 0);
    uint64_t deadline_ns = toc_port_now_ns() + LIMIT_MS * UINT64_C(1000000);
    uint32_t by_dispatcher = 0;
    for (uint32_t i = 0; _i != 0 ? by_dispatcher == 0 : i < 50; i++) {
        forget_calls();
        make_edge(true);
        await_calls(1);
        by_dispatcher = __atomic_load_n(&seen_by_dispatcher, __ATOMIC_ACQUIRE);
        ck_assert_uint_lt(toc_port_now_ns(), deadline_ns);
        make_edge(false);
    }
    ck_assert_uint_eq(by_dispatcher != 0, _i != 0);

    // Handlers run with this lock, so now the first edge keeps it busy.
    forget_calls();
    pthread_mutex_lock(&lock);
    make_edge(true);
    by_dispatcher = __atomic_load_n(&seen_by_dispatcher, __ATOMIC_ACQUIRE);
    make_edge(true);
    make_edge(true);
    ck_assert_uint_eq(__atomic_load_n(&seen_by_dispatcher, __ATOMIC_ACQUIRE),
                      by_dispatcher);
    pthread_mutex_unlock(&lock);
    await_calls(3);
    end();
}
END_TEST

START_TEST(a_hundred_times_leave_nothing_behind) {
    begin(_i != 0);
    int before = dup(0);
    close(before);
    for (int i = 0; i < 100; i++) {
        ck_assert_int_eq(configure(0, IN, NONE), 0);
        ck_assert_int_eq(watch(0, TOC_PIN_RISING), 0);
        linux_gpio_stop();
        map(0, "gpiochip0", "10");
        pins = linux_gpio(&rest, 16, NULL);
    }
    int after = dup(0);
    close(after);
    ck_assert_int_eq(after, before);
    end();
}
END_TEST

int main(void) {
    Suite *suite = suite_create("posix_linux_gpio");
    UNIT_ADD_LOOP(suite, lines_that_nobody_watches_yet_become_one_request, 2);
    UNIT_ADD_LOOP(suite, a_watched_line_is_not_let_go_for_another, 2);
    UNIT_ADD_LOOP(suite, a_driven_line_keeps_its_level, 2);
    UNIT_ADD_LOOP(suite, an_open_drain_that_lets_go_can_be_watched, 2);
    UNIT_ADD_LOOP(suite, a_pad_that_is_not_mapped_is_the_others, 2);
    UNIT_ADD_LOOP(suite, edges_have_the_kernels_time_and_order, 2);
    UNIT_ADD_LOOP(suite, an_edge_from_before_the_watch_is_none, 2);
    UNIT_ADD_LOOP(suite, a_gap_is_counted_and_told, 2);
    UNIT_ADD_LOOP(suite, the_kernels_buffer_is_as_deep_as_the_queue, 2);
    UNIT_ADD_LOOP(suite, a_level_is_raised_again_while_it_holds, 2);
    UNIT_ADD_LOOP(suite, debounce_is_the_kernels_while_it_is_watched, 2);
    UNIT_ADD_LOOP(suite, what_cannot_be_had_says_why, 2);
    UNIT_ADD_LOOP(suite, an_unplugged_chip_leaves_the_others, 2);
    UNIT_ADD_LOOP(suite, a_reset_lets_all_go_but_what_is_held, 2);
    UNIT_ADD_LOOP(suite, an_edge_is_seen_by_who_has_time_for_it, 2);
    UNIT_ADD_LOOP(suite, a_hundred_times_leave_nothing_behind, 2);
    return unit_run(suite);
}
