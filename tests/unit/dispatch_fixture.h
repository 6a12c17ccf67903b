/*
 * dispatch_fixture - a dispatcher whose handlers are C and whose hooks keep a
 * diary
 *
 * Each handler that is called adds one to `calls` and notes the record in
 * `seen`; `inside`, where set, is what the handler does.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_TESTS_DISPATCH_FIXTURE_H
#define TOC_TESTS_DISPATCH_FIXTURE_H

#include <check.h>
#include <string.h>

#include "dispatch.h"
#include "port_fake.h"

#define SEEN_MAX 1024

typedef struct {
    toc_source_t *source;
    toc_irq_record_t record;
} seen_t;

static struct {
    seen_t seen[SEEN_MAX];
    uint32_t calls;
    int result; // of every handler
    void (*inside)(toc_source_t *source, const toc_irq_record_t *record);
    bool locked;
    bool calling;
    uint32_t enters;
    uint32_t turns;
    uint32_t calls_at_turn;
    void (*in_turn)(void);
    uint32_t reports;
    uint64_t reported;
    uint32_t idles;
} diary;

static inline void diary_enter(void *ctx) {
    (void)ctx;
    ck_assert(!diary.locked);
    diary.locked = true;
    diary.enters++;
}

static inline void diary_leave(void *ctx) {
    (void)ctx;
    ck_assert(diary.locked);
    diary.locked = false;
}

static inline void diary_turn(void *ctx) {
    (void)ctx;
    ck_assert(diary.locked);
    diary.turns++;
    diary.calls_at_turn = diary.calls;
    if (diary.in_turn != NULL) {
        diary.in_turn();
    }
}

static inline int diary_call(void *ctx, toc_source_t *source,
                             const toc_irq_record_t *record) {
    (void)ctx;
    ck_assert(diary.locked);
    ck_assert(!fake_is_in_section());
    ck_assert_msg(!diary.calling, "handlers are nested");
    ck_assert_uint_lt(diary.calls, SEEN_MAX);
    seen_t *seen = &diary.seen[diary.calls++];
    seen->source = source;
    seen->record = *record;
    diary.calling = true;
    if (diary.inside != NULL) {
        diary.inside(source, record);
    }
    diary.calling = false;
    return diary.result;
}

static inline void diary_report(void *ctx, uint64_t lost) {
    (void)ctx;
    diary.reports++;
    diary.reported += lost;
}

static inline void diary_idle(void *ctx) {
    (void)ctx;
    ck_assert(!diary.locked);
    diary.idles++;
}

static inline void open_dispatch(uint32_t depth, enum toc_irqq_policy policy) {
    static const toc_dispatch_hooks_t hooks = {
        .enter = diary_enter,
        .leave = diary_leave,
        .turn = diary_turn,
        .call = diary_call,
        .report = diary_report,
        .idle = diary_idle,
    };
    memset(&diary, 0, sizeof(diary));
    fake_reset();
    toc_clock_init(TOC_CLOCK_REAL);
    ck_assert_int_eq(toc_dispatch_init(&hooks, depth, policy), 0);
}

static inline toc_source_t *open_source_with(const char *name,
                                             const toc_source_ops_t *ops) {
    toc_source_t *source = NULL;
    ck_assert_int_eq(toc_source_open(&source, name, ops, NULL), 0);
    ck_assert_ptr_nonnull(source);
    return source;
}

// An enabled one.
static inline toc_source_t *open_source(const char *name) {
    toc_source_t *source = open_source_with(name, NULL);
    toc_source_enable(source);
    return source;
}

static inline void raise_ok(toc_source_t *source, uint32_t data) {
    ck_assert_int_eq(toc_source_raise(source, data), 0);
}

// Check the counters of a source, or of all when it is NULL, and their law.
static inline void check_counts(toc_source_t *source, uint64_t posted,
                                uint64_t handled, uint64_t refused,
                                uint64_t cancelled) {
    toc_source_counts_t counts;
    if (source != NULL) {
        toc_source_counts(source, &counts);
    } else {
        toc_source_totals(&counts);
    }
    ck_assert_uint_eq(counts.posted, posted);
    ck_assert_uint_eq(counts.handled, handled);
    ck_assert_uint_eq(counts.refused, refused);
    ck_assert_uint_eq(counts.cancelled, cancelled);
    ck_assert_uint_eq(counts.queued, posted - handled - refused - cancelled);
}

static inline uint32_t seen_data(uint32_t i) {
    ck_assert_uint_lt(i, diary.calls);
    return diary.seen[i].record.data;
}

#endif
