/*
 * dispatcher - the thread that runs handlers, as a Python thread
 *
 * SPDX-License-Identifier: MIT
 */
#include "mpy/dispatcher.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "bind/irq.h"
#include "mpy/board.h"
#include "mpy/gil.h"
#include "mpy/thread.h"
#include "py/mphal.h"
#include "py/runtime.h"

// Handlers may do what a program may: they get as much stack.
#define STACK_SIZE  ((size_t)512 * 1024)
#define STACK_LIMIT (40000 * (sizeof(void *) / 4))

#define LOST_TEXT_SIZE 200
#define WHERE_SIZE     160
#define STALL_SIZE     640

static mpy_thread_t self;
static mp_state_thread_t state;
static void (*on_idle)(void);

static void hook_enter(void *ctx) {
    (void)ctx;
    mpy_gil_acquire(&self);
}

static void hook_leave(void *ctx) {
    (void)ctx;
    mpy_gil_release(&self);
}

static void hook_sleep(void *ctx) {
    (void)ctx;
    mpy_gil_settle(&self);
}

static void hook_idle(void *ctx) {
    (void)ctx;
    if (on_idle != NULL) {
        on_idle();
    }
}

static void hook_turn(void *ctx) {
    (void)ctx;
    mpy_gil_turn(&self);
}

static void hook_posted(void *ctx) {
    (void)ctx;
    mpy_gil_expect_dispatcher();
}

static void hook_report(void *ctx, uint64_t lost) {
    (void)ctx;
    char whose[LOST_TEXT_SIZE];
    uint64_t told = bind_irq_lost_text(lost, whose, sizeof(whose));
    if (told == 0) {
        return; // the line before told of them
    }
    toc_dispatch_stats_t stats;
    toc_dispatch_stats(&stats);
    // One write, so that lines of several boards do not mix.
    char line[LOST_TEXT_SIZE + 80];
    int n = snprintf(line, sizeof(line),
                     "tocsin: interrupt queue full (depth %u), %llu lost: %s\n",
                     (unsigned)stats.depth, (unsigned long long)told, whose);
    if (write(STDERR_FILENO, line, (size_t)n) < 0) {
        return; // nobody listens; the counters still know
    }
}

static void put(char *line, size_t size, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

// Add to a line, which is cut where it is full.
static void put(char *line, size_t size, const char *format, ...) {
    size_t length = strlen(line);
    va_list args;
    va_start(args, format);
    vsnprintf(line + length, size - length, format, args);
    va_end(args);
}

static void put_length(char *line, size_t size, uint64_t ns) {
    if (ns < 1000000000) {
        put(line, size, "%u ms", (unsigned)(ns / 1000000));
    } else {
        put(line, size, "%.1f s", (double)ns / 1e9);
    }
}

static void put_waiting(char *line, size_t size, const toc_stall_t *stall) {
    if (stall->waiting == 0) {
        put(line, size, "; nothing waits behind it");
        return;
    }
    put(line, size,
        "; %llu wait%s behind it: ", (unsigned long long)stall->waiting,
        stall->waiting == 1 ? "s" : "");
    uint64_t named = 0;
    for (uint32_t i = 0; i < stall->named; i++) {
        put(line, size, "%s%s %llu", i > 0 ? ", " : "", stall->waits[i].name,
            (unsigned long long)stall->waits[i].count);
        named += stall->waits[i].count;
    }
    if (named < stall->waiting) {
        put(line, size, ", others %llu",
            (unsigned long long)(stall->waiting - named));
    }
}

void mpy_dispatcher_tell_stall(const toc_stall_t *stall) {
    char where[WHERE_SIZE];
    bind_irq_where_text(&stall->where, where, sizeof(where));
    char line[STALL_SIZE] = "";
    put(line, sizeof(line) - 1, "tocsin: the handler of %s, %s, %s ",
        stall->source, where,
        stall->ended ? "ended after" : "has been running for");
    put_length(line, sizeof(line) - 1, stall->ran_ns);
    if (!stall->ended) {
        put_waiting(line, sizeof(line) - 1, stall);
    }
    put(line, sizeof(line), "\n"); // the others left room for it
    if (write(STDERR_FILENO, line, strlen(line)) < 0) {
        return; // as above
    }
}

static const toc_dispatch_hooks_t hooks = {
    .enter = hook_enter,
    .leave = hook_leave,
    .turn = hook_turn,
    .sleep = hook_sleep,
    .call = bind_irq_call,
    .where = bind_irq_where,
    .posted = hook_posted,
    .report = hook_report,
    .idle = hook_idle,
};

static void *dispatcher_main(void *arg) {
    (void)arg;
    pthread_setname_np(pthread_self(), "dispatcher");
    toc_port_thread_prompt();
    mpy_thread_attach(&self, &state, __builtin_frame_address(0), STACK_LIMIT);
    if (setjmp(self.way_out) == 0) {
        toc_dispatch_run();
    } else {
        // Cut off in a handler that would not end.
        toc_dispatch_cut_off();
    }
    mpy_gil_settle(&self);
    mpy_thread_detach(&self);
    return NULL;
}

static int spawn(void) {
    pthread_attr_t attr;
    if (pthread_attr_init(&attr) != 0) {
        return TOC_ENOMEM;
    }
    pthread_t id;
    pthread_attr_setstacksize(&attr, STACK_SIZE);
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    int err = pthread_create(&id, &attr, dispatcher_main, NULL);
    pthread_attr_destroy(&attr);
    return err == 0 ? 0 : TOC_EAGAIN;
}

int mpy_dispatcher_start(uint32_t depth, enum toc_irqq_policy policy) {
    int err = toc_dispatch_init(&hooks, depth, policy);
    if (err != 0) {
        return err;
    }
    memset(&self, 0, sizeof(self));
    self.is_dispatcher = true;
    mpy_thread_bind_waiter(&self, toc_dispatch_waiter());
    toc_waiter_join(toc_dispatch_waiter());
    mpy_board_lend(toc_dispatch_waiter());
    mpy_thread_enlist(&self);
    err = spawn();
    if (err != 0) {
        mpy_thread_delist(&self);
        toc_waiter_leave(toc_dispatch_waiter());
        toc_dispatch_deinit();
        return err;
    }
    mpy_gil_set_dispatcher(toc_clock_is_virtual() ? NULL : &self);
    if (toc_clock_is_virtual()) {
        // Let it get as far as its first wait, or what the program does next
        // would find it at a different place each time.
        mpy_gil_reserve(&self);
        mpy_gil_yield();
    }
    return 0;
}

void mpy_dispatcher_stop(void) {
    mpy_gil_set_dispatcher(NULL);
    toc_dispatch_stop();
}

void mpy_dispatcher_deinit(void) {
    toc_dispatch_deinit();
}

void mpy_dispatcher_on_idle(void (*fn)(void)) {
    on_idle = fn;
}
