/*
 * alarm - deadlines, in a heap
 *
 * The heap has four children a node: half as deep as a binary one, and the
 * four lie next to each other. An entry carries its deadline, so that sifting
 * follows a pointer only where deadlines are equal and the order of arming
 * decides; that keeps it so small that a hundred thousand fit in a cache.
 *
 * Everything here is inside the critical section, growing apart: the larger
 * array is allocated before and the smaller freed after it.
 *
 * SPDX-License-Identifier: MIT
 */
#include "alarm.h"

#include "stall.h"

#define CHILDREN     4u
#define CAPACITY_MIN 16u
#define CAPACITY_MAX (UINT32_C(1) << 26)

typedef struct {
    uint64_t due_ns;
    toc_alarm_t *alarm;
} entry_t;

static entry_t *heap;
static uint32_t count;
static uint32_t foreground; // of these: not in the background
static uint32_t capacity;
static uint64_t last_order;

static toc_waiter_t waiter;
static toc_port_thread_t thread;
static bool started; // written by start and stop only
static toc_atomic_u32_t stopping;

static void (*drained_fn)(void *ctx);
static void *drained_ctx;

static bool is_before(const entry_t *a, const entry_t *b) {
    if (a->due_ns != b->due_ns) {
        return a->due_ns < b->due_ns;
    }
    return a->alarm->order < b->alarm->order;
}

static void put(uint32_t at, entry_t entry) {
    heap[at] = entry;
    entry.alarm->place = at + 1;
}

static void sift_up(uint32_t at, entry_t entry) {
    while (at > 0) {
        uint32_t parent = (at - 1) / CHILDREN;
        if (!is_before(&entry, &heap[parent])) {
            break;
        }
        put(at, heap[parent]);
        at = parent;
    }
    put(at, entry);
}

static uint32_t earliest_of(uint32_t first, uint32_t end) {
    uint32_t earliest = first;
    for (uint32_t i = first + 1; i < end; i++) {
        if (is_before(&heap[i], &heap[earliest])) {
            earliest = i;
        }
    }
    return earliest;
}

// What the next step down may look at: the children of `first` and of those
// beside it. Of a large heap it is in no near cache, and four lines that come
// while this step is still comparing cost less than one that is waited for.
// Beyond the end of the heap nothing happens. (Always inline: gcc drops the
// call of a function that does nothing else as one without effect.)
__attribute__((always_inline)) static inline void fetch_ahead(uint32_t first) {
    const entry_t *entry = heap + ((size_t)first * CHILDREN + 1);
    for (uint32_t i = 0; i < CHILDREN; i++) {
        __builtin_prefetch(entry + (size_t)i * CHILDREN);
    }
}

static void sift_down(uint32_t at, entry_t entry) {
    for (;;) {
        uint32_t first = at * CHILDREN + 1;
        if (first >= count) {
            break;
        }
        fetch_ahead(first);
        uint32_t end = count - first < CHILDREN ? count : first + CHILDREN;
        uint32_t child = earliest_of(first, end);
        if (!is_before(&heap[child], &entry)) {
            break;
        }
        put(at, heap[child]);
        at = child;
    }
    put(at, entry);
}

// Put an entry where another one was.
static void replace(uint32_t at, entry_t entry) {
    if (at > 0 && is_before(&entry, &heap[(at - 1) / CHILDREN])) {
        sift_up(at, entry);
    } else {
        sift_down(at, entry);
    }
}

static void remove_at(uint32_t at) {
    foreground -= !heap[at].alarm->background;
    heap[at].alarm->place = 0;
    count--;
    if (at != count) {
        replace(at, heap[count]);
    }
}

// Armed anew: behind all that have the same deadline, or before them.
static entry_t entry_for(toc_alarm_t *alarm, uint64_t due_ns) {
    alarm->order = alarm->first ? 0 : ++last_order;
    entry_t entry = {.due_ns = due_ns, .alarm = alarm};
    return entry;
}

// In the section. Returns false when there is no room for one more.
static bool arm_locked(toc_alarm_t *alarm, uint64_t due_ns,
                       uint64_t period_ns) {
    if (alarm->place == 0 && count == capacity) {
        return false;
    }
    alarm->period_ns = period_ns;
    if (alarm->place != 0) {
        replace(alarm->place - 1, entry_for(alarm, due_ns));
    } else {
        count++;
        foreground += !alarm->background;
        sift_up(count - 1, entry_for(alarm, due_ns));
    }
    return true;
}

static int grow(uint32_t from) {
    uint32_t to = from == 0 ? CAPACITY_MIN : from * 2;
    entry_t *larger = NULL;
    if (to <= CAPACITY_MAX) {
        larger = toc_port_realloc(NULL, to * sizeof(*larger));
    }
    if (larger == NULL) {
        return TOC_ENOMEM;
    }
    uintptr_t token = toc_port_irq_save();
    entry_t *unused = larger;
    // Another thread may have been faster.
    if (capacity == from) {
        if (count > 0) {
            toc_port_memcpy(larger, heap, count * sizeof(*heap));
        }
        unused = heap;
        heap = larger;
        capacity = to;
    }
    toc_port_irq_restore(token);
    toc_port_realloc(unused, 0);
    return 0;
}

static uint64_t next_due(void) {
    return count > 0 ? heap[0].due_ns : TOC_FOREVER;
}

// The service sleeps until `before_ns`. A later deadline it finds out by
// itself. The virtual clock asks each time before it jumps.
static void wake_service_if_moved(uint64_t before_ns, uint64_t after_ns) {
    if (after_ns < before_ns && !toc_clock_is_virtual()) {
        toc_waiter_wake(&waiter);
    }
}

int toc_alarm_arm(toc_alarm_t *alarm, uint64_t due_ns, uint64_t period_ns) {
    for (;;) {
        uintptr_t token = toc_port_irq_save();
        uint64_t before_ns = next_due();
        uint32_t full_at = capacity;
        bool armed = arm_locked(alarm, due_ns, period_ns);
        uint64_t after_ns = next_due();
        toc_port_irq_restore(token);
        if (armed) {
            wake_service_if_moved(before_ns, after_ns);
            return 0;
        }
        int err = grow(full_at);
        if (err != 0) {
            return err;
        }
    }
}

static void tell_if_drained(bool drained) {
    if (drained && drained_fn != NULL) {
        drained_fn(drained_ctx);
    }
}

int toc_alarm_cancel(toc_alarm_t *alarm) {
    uintptr_t token = toc_port_irq_save();
    uint64_t before_ns = next_due();
    bool was_armed = alarm->place != 0;
    if (was_armed) {
        remove_at(alarm->place - 1);
    }
    bool drained = was_armed && foreground == 0;
    uint64_t after_ns = next_due();
    toc_port_irq_restore(token);
    wake_service_if_moved(before_ns, after_ns);
    tell_if_drained(drained);
    return was_armed;
}

bool toc_alarm_is_armed(const toc_alarm_t *alarm) {
    uintptr_t token = toc_port_irq_save();
    bool is_armed = alarm->place != 0;
    toc_port_irq_restore(token);
    return is_armed;
}

uint32_t toc_alarm_armed_count(void) {
    uintptr_t token = toc_port_irq_save();
    uint32_t armed = foreground;
    toc_port_irq_restore(token);
    return armed;
}

// A deadline that does not fit comes with the last one that does.
static uint64_t add_saturated(uint64_t due_ns, uint64_t period_ns) {
    uint64_t last = TOC_FOREVER - 1;
    return period_ns < last - due_ns ? due_ns + period_ns : last;
}

// A late one found no room: go on with the newest that is due.
static void skip_late(toc_alarm_t *alarm, uint64_t next_ns, uint64_t now_ns) {
    uint64_t skipped = (now_ns - next_ns) / alarm->period_ns;
    if (skipped == 0) {
        return;
    }
    entry_t entry = heap[alarm->place - 1];
    entry.due_ns = next_ns + skipped * alarm->period_ns;
    replace(alarm->place - 1, entry);
    if (alarm->missed != NULL) {
        alarm->missed(alarm,
                      skipped < UINT32_MAX ? (uint32_t)skipped : UINT32_MAX);
    }
}

// In the section, with the first deadline at `now_ns` or before.
static void fire_first(uint64_t now_ns) {
    toc_alarm_t *alarm = heap[0].alarm;
    uint64_t due_ns = heap[0].due_ns;
    if (alarm->period_ns == 0) {
        remove_at(0);
        alarm->cb(alarm, due_ns, false);
        return;
    }
    uint64_t next_ns = add_saturated(due_ns, alarm->period_ns);
    bool late = next_ns <= now_ns;
    sift_down(0, entry_for(alarm, next_ns));
    __builtin_prefetch(heap[0].alarm); // likely the next to fire
    if (alarm->cb(alarm, due_ns, late) == TOC_EFULL && late) {
        skip_late(alarm, next_ns, now_ns);
    }
}

uint64_t toc_alarm_run_once(void) {
    uint64_t now_ns = toc_clock_now_ns();
    for (;;) {
        // One expiry a section, so that nobody waits for all of them.
        uintptr_t token = toc_port_irq_save();
        uint64_t due_ns = next_due();
        bool is_due = count > 0 && due_ns <= now_ns;
        if (is_due) {
            fire_first(now_ns);
        }
        bool drained = is_due && foreground == 0;
        toc_port_irq_restore(token);
        tell_if_drained(drained);
        if (!is_due) {
            return due_ns;
        }
    }
}

void toc_alarm_on_drained(void (*fn)(void *ctx), void *ctx) {
    drained_fn = fn;
    drained_ctx = ctx;
}

void toc_alarm_poke(void) {
    if (started) {
        toc_waiter_wake(&waiter);
    }
}

static uint64_t earlier_of(uint64_t a_ns, uint64_t b_ns) {
    return a_ns < b_ns ? a_ns : b_ns;
}

static void service_main(void *arg) {
    (void)arg;
    toc_port_thread_prompt();
    while (toc_atomic_load(&stopping) == 0) {
        uint64_t due_ns = toc_alarm_run_once();
        toc_waiter_wait(&waiter, earlier_of(due_ns, toc_stall_look()));
    }
    toc_waiter_leave(&waiter);
}

// Virtual time: a stall is looked at on the way to a later deadline, but does
// not make the clock jump where it would stay.
static uint64_t served_due(uint64_t until_ns) {
    uint64_t due_ns = next_due();
    uint64_t stall_ns = toc_stall_due();
    uint64_t other_ns = earlier_of(due_ns, until_ns);
    return other_ns != TOC_FOREVER && stall_ns <= other_ns ? stall_ns : due_ns;
}

static void run_due(void) {
    // First, as the handler has run up to now whatever else is due now.
    (void)toc_stall_look();
    toc_alarm_run_once();
}

int toc_alarm_start(void) {
    if (toc_clock_is_virtual()) {
        // Fired by whoever lets the clock jump: in step with everything else.
        toc_clock_serve(served_due, run_due);
        return 0;
    }
    toc_atomic_store(&stopping, 0);
    toc_waiter_join(&waiter);
    int err = toc_port_thread_start(&thread, service_main, NULL, "toc-alarm");
    if (err != 0) {
        toc_waiter_leave(&waiter);
        return err;
    }
    started = true;
    return 0;
}

static void cancel_all(void) {
    uintptr_t token = toc_port_irq_save();
    bool drained = foreground > 0;
    foreground = 0;
    while (count > 0) {
        heap[--count].alarm->place = 0;
    }
    entry_t *unused = heap;
    heap = NULL;
    capacity = 0;
    toc_port_irq_restore(token);
    toc_port_realloc(unused, 0);
    tell_if_drained(drained);
}

void toc_alarm_stop(void) {
    if (started) {
        toc_atomic_store(&stopping, 1);
        toc_waiter_wake(&waiter);
        toc_port_thread_join(&thread);
        started = false;
    }
    toc_clock_serve(NULL, NULL);
    cancel_all();
}
