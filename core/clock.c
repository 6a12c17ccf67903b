/*
 * clock - all time in Tocsin: real, or virtual
 *
 * In real time a waiter is its event. In virtual time each waiter has a state,
 * and `running` counts the threads that take part and can run:
 *
 *     RUNNING --wait--> WAITING --wake------> WOKEN   --wait returns--> RUNNING
 *        |                 `-----the clock--> EXPIRED --wait returns--> RUNNING
 *        `--wake--> LATCHED --wait--> RUNNING, at once
 *
 *     RUNNING --io_begin--> IN_IO --wake------> IO_WOKEN   --io_end--> LATCHED
 *                             |`----the clock-> IO_EXPIRED --io_end--> RUNNING
 *                             `-----------------io_end---------------> RUNNING
 *
 * Who moves a waiter out of WAITING, and only one can, adds it to `running`
 * and then releases its thread. So a thread that goes on is always counted. A
 * thread in input or output goes on when it likes; it is never in `running`
 * until io_end adds it, and until then its state says whether it can run.
 *
 * Only wait, io_begin and leave take away from `running`, inside the critical
 * section. Whoever brings it to zero there lets the clock jump. A wake needs
 * no section, so that it can come from a signal handler or from inside one.
 * A wake from a thread that does not take part may race with a jump; then it
 * came just after the jump.
 *
 * SPDX-License-Identifier: MIT
 */
#include "clock.h"

#define KEEPER_YIELDS       20u
#define KEEPER_PAUSE_MIN_NS 50000u
#define KEEPER_PAUSE_MAX_NS 1000000u

enum waiter_state {
    RUNNING,
    LATCHED, // woken before it waits
    WAITING,
    WOKEN,
    EXPIRED,
    IN_IO,
    IO_WOKEN,
    IO_EXPIRED,
};

enum keeper_state {
    KEEPER_NONE,
    KEEPER_STARTED,
    KEEPER_FAILED,
};

static bool is_virtual;
static toc_atomic_u64_t virtual_now_ns;
static toc_atomic_u32_t running;

// Inside the critical section only.
static toc_waiter_t *first_waiter;
static uint64_t last_order;
static uint64_t (*served_due)(uint64_t until_ns);
static void (*served_run)(void);

// The thread that looks whether threads in input or output really sleep.
static toc_atomic_u32_t keeper;
static toc_port_thread_t keeper_thread;
static toc_port_event_t keeper_event;

void toc_clock_init(enum toc_clock_kind kind) {
    uintptr_t token = toc_port_irq_save();
    is_virtual = kind == TOC_CLOCK_VIRTUAL;
    toc_atomic_store64(&virtual_now_ns, 0);
    toc_atomic_store(&running, 0);
    first_waiter = NULL;
    last_order = 0;
    served_due = NULL;
    served_run = NULL;
    toc_port_irq_restore(token);
    if (toc_atomic_load(&keeper) != KEEPER_STARTED) {
        toc_port_event_init(&keeper_event);
        toc_atomic_store(&keeper, KEEPER_NONE);
    }
}

bool toc_clock_is_virtual(void) {
    return is_virtual;
}

uint64_t toc_clock_now_ns(void) {
    return is_virtual ? toc_atomic_load64(&virtual_now_ns) : toc_port_now_ns();
}

static bool is_in_io(uint32_t state) {
    return state == IN_IO || state == IO_WOKEN || state == IO_EXPIRED;
}

// In the section. The state is looked at again, because a thread that came
// back from its input or output may sleep for the section; into IN_IO it gets
// only inside.
static bool sleeps_in_io(toc_waiter_t *waiter) {
    return toc_port_thread_is_blocked(waiter->io_thread) &&
           toc_atomic_load(&waiter->state) == IN_IO;
}

static bool is_before(const toc_waiter_t *a, const toc_waiter_t *b) {
    if (a->deadline_ns != b->deadline_ns) {
        return a->deadline_ns < b->deadline_ns;
    }
    return a->is_last != b->is_last ? b->is_last : a->order < b->order;
}

void toc_clock_serve(uint64_t (*due)(uint64_t until_ns), void (*run)(void)) {
    uintptr_t token = toc_port_irq_save();
    served_due = due;
    served_run = run;
    toc_port_irq_restore(token);
}

typedef struct {
    toc_waiter_t *next; // with the earliest deadline; NULL: none has one
    bool any_in_io;
    bool any_can_run;
} survey_t;

// In the section. The fields of a waiter that is WAITING or IN_IO hold still:
// they are written in the section, just before it becomes so.
static survey_t survey(bool look_at_kernel) {
    survey_t found = {0};
    found.any_can_run = toc_atomic_load(&running) != 0;
    for (toc_waiter_t *w = first_waiter; w != NULL && !found.any_can_run;
         w = w->next) {
        uint32_t state = toc_atomic_load(&w->state);
        if (is_in_io(state)) {
            found.any_in_io = true;
            found.any_can_run =
                state != IN_IO || (look_at_kernel && !sleeps_in_io(w));
        }
        if ((state == WAITING || state == IN_IO) &&
            w->deadline_ns != TOC_FOREVER &&
            (found.next == NULL || is_before(w, found.next))) {
            found.next = w;
        }
    }
    // Once more at the end: io_end adds a thread first and changes its state
    // then, so one that was seen to be RUNNING is seen here.
    found.any_can_run = found.any_can_run || toc_atomic_load(&running) != 0;
    return found;
}

static void add_running(void) {
    toc_atomic_add(&running, 1);
}

// In the section.
static bool remove_running_is_zero(void) {
    return toc_atomic_add(&running, UINT32_MAX) == 1;
}

// The caller moved the waiter out of WAITING or IN_IO.
static void release(toc_waiter_t *waiter, uint32_t from) {
    if (from == WAITING) {
        add_running();
    }
    if (waiter->on_wake != NULL) {
        waiter->on_wake(waiter);
    }
    if (from == WAITING) {
        toc_port_event_wake(&waiter->event);
    }
}

static void set_now(uint64_t now_ns) {
    if (now_ns > toc_atomic_load64(&virtual_now_ns)) {
        toc_atomic_store64(&virtual_now_ns, now_ns);
    }
}

// In the section: let the clock jump to the deadline of `waiter`. A wake that
// comes first makes it unnecessary.
static void jump_to(toc_waiter_t *waiter) {
    uint32_t from = toc_atomic_load(&waiter->state);
    uint32_t expired = from == WAITING ? EXPIRED : IO_EXPIRED;
    if ((from != WAITING && from != IN_IO) ||
        !toc_atomic_cas(&waiter->state, &from, expired)) {
        return;
    }
    set_now(waiter->deadline_ns);
    release(waiter, from);
}

// In the section, when nothing can run: let the clock jump to the next
// deadline. Returns whether that is a served one, which the caller then runs
// and counts as running meanwhile.
static bool jump(const survey_t *found) {
    uint64_t until_ns =
        found->next != NULL ? found->next->deadline_ns : TOC_FOREVER;
    uint64_t due_ns = served_due != NULL ? served_due(until_ns) : TOC_FOREVER;
    if (due_ns != TOC_FOREVER && due_ns <= until_ns) {
        set_now(due_ns);
        add_running();
        return true;
    }
    if (found->next != NULL) {
        jump_to(found->next);
    }
    return false;
}

// What the last thread to wait does: let the clock jump until something can
// run again or nothing is left.
static void advance(void) {
    bool needs_keeper = false;
    bool serve = false;
    do {
        uintptr_t token = toc_port_irq_save();
        bool nothing_runs = !serve || remove_running_is_zero();
        serve = false;
        if (nothing_runs && toc_atomic_load(&running) == 0) {
            survey_t found = survey(false);
            needs_keeper =
                found.any_in_io && toc_atomic_load(&keeper) == KEEPER_STARTED;
            serve = !found.any_can_run && !needs_keeper && jump(&found);
        }
        toc_port_irq_restore(token);
        if (serve) {
            served_run();
        }
    } while (serve);
    if (needs_keeper) {
        toc_port_event_wake(&keeper_event);
    }
}

// Returns true when there is nothing left to decide.
static bool keeper_look(void) {
    uintptr_t token = toc_port_irq_save();
    survey_t found = survey(true);
    // With `running` at zero a thread that can run does so inside its input
    // or output, and only looking again tells when it sleeps there.
    bool look_again = found.any_can_run && toc_atomic_load(&running) == 0;
    bool serve = !found.any_can_run && jump(&found);
    toc_port_irq_restore(token);
    if (serve) {
        served_run();
        token = toc_port_irq_save();
        look_again = remove_running_is_zero();
        toc_port_irq_restore(token);
    }
    return !look_again;
}

static void keeper_main(void *arg) {
    (void)arg;
    for (;;) {
        toc_port_event_wait(&keeper_event, TOC_FOREVER);
        uint32_t pause_ns = KEEPER_PAUSE_MIN_NS;
        for (uint32_t looks = 0; !keeper_look(); looks++) {
            if (looks < KEEPER_YIELDS) {
                toc_port_thread_yield();
                continue;
            }
            toc_port_event_wait(&keeper_event, toc_port_now_ns() + pause_ns);
            pause_ns = pause_ns < KEEPER_PAUSE_MAX_NS / 2 ? pause_ns * 2
                                                          : KEEPER_PAUSE_MAX_NS;
        }
    }
}

// Without a keeper every thread in input or output counts as asleep.
static void start_keeper(void) {
    uint32_t none = KEEPER_NONE;
    if (!toc_atomic_cas(&keeper, &none, KEEPER_STARTED)) {
        return;
    }
    if (toc_port_thread_start(&keeper_thread, keeper_main, NULL, "toc-clock") !=
        0) {
        toc_atomic_store(&keeper, KEEPER_FAILED);
    }
}

void toc_waiter_join(toc_waiter_t *waiter) {
    toc_atomic_store(&waiter->state, RUNNING);
    toc_port_event_init(&waiter->event);
    waiter->deadline_ns = TOC_FOREVER;
    waiter->order = 0;
    waiter->io_thread = 0;
    waiter->joined = true;
    waiter->waits = false;
    waiter->prev = NULL;
    waiter->next = NULL;
    if (!is_virtual) {
        return;
    }
    uintptr_t token = toc_port_irq_save();
    waiter->next = first_waiter;
    if (first_waiter != NULL) {
        first_waiter->prev = waiter;
    }
    first_waiter = waiter;
    add_running();
    toc_port_irq_restore(token);
}

// In the section.
static void unlink_waiter(toc_waiter_t *waiter) {
    if (waiter->prev != NULL) {
        waiter->prev->next = waiter->next;
    } else {
        first_waiter = waiter->next;
    }
    if (waiter->next != NULL) {
        waiter->next->prev = waiter->prev;
    }
}

void toc_waiter_leave(toc_waiter_t *waiter) {
    waiter->joined = false;
    if (!is_virtual) {
        return;
    }
    uintptr_t token = toc_port_irq_save();
    unlink_waiter(waiter);
    bool last = remove_running_is_zero();
    toc_port_irq_restore(token);
    if (last) {
        advance();
    }
}

// In the section.
static void set_deadline(toc_waiter_t *waiter, uint64_t deadline_ns) {
    waiter->deadline_ns = deadline_ns;
    waiter->order = ++last_order;
}

// Returns whether a wake had been latched.
static bool go_on(toc_waiter_t *waiter) {
    uint32_t before = toc_atomic_exchange(&waiter->state, RUNNING);
    // Pairs with the fence in wake, as in the port's event.
    toc_atomic_fence();
    return before == LATCHED || before == WOKEN;
}

static void begin_virtual(toc_waiter_t *waiter, uint64_t deadline_ns) {
    uintptr_t token = toc_port_irq_save();
    set_deadline(waiter, deadline_ns);
    uint32_t state = RUNNING;
    uint64_t now_ns = toc_atomic_load64(&virtual_now_ns);
    bool is_due =
        waiter->is_last ? deadline_ns < now_ns : deadline_ns <= now_ns;
    waiter->waits = !is_due && toc_atomic_cas(&waiter->state, &state, WAITING);
    bool last = waiter->waits && remove_running_is_zero();
    toc_port_irq_restore(token);
    if (last) {
        advance();
    }
}

void toc_waiter_begin(toc_waiter_t *waiter, uint64_t deadline_ns) {
    if (is_virtual) {
        begin_virtual(waiter, deadline_ns);
    } else {
        waiter->deadline_ns = deadline_ns;
    }
}

bool toc_waiter_finish(toc_waiter_t *waiter) {
    if (!is_virtual) {
        return toc_port_event_wait(&waiter->event, waiter->deadline_ns);
    }
    if (waiter->waits) {
        waiter->waits = false;
        toc_port_event_wait(&waiter->event, TOC_FOREVER);
    }
    return go_on(waiter);
}

bool toc_waiter_wait(toc_waiter_t *waiter, uint64_t deadline_ns) {
    toc_waiter_begin(waiter, deadline_ns);
    return toc_waiter_finish(waiter);
}

static uint32_t state_after_wake(uint32_t state) {
    switch (state) {
    case WAITING:
        return WOKEN;
    case IN_IO:
    case IO_EXPIRED:
        return IO_WOKEN;
    case RUNNING:
    case EXPIRED:
        return LATCHED;
    default:
        return state;
    }
}

void toc_waiter_wake(toc_waiter_t *waiter) {
    if (!is_virtual) {
        toc_port_event_wake(&waiter->event);
        return;
    }
    // Pairs with the fence in go_on().
    toc_atomic_fence();
    uint32_t from = toc_atomic_load(&waiter->state);
    for (;;) {
        uint32_t to = state_after_wake(from);
        if (to == from) {
            return;
        }
        if (toc_atomic_cas(&waiter->state, &from, to)) {
            break;
        }
    }
    if (from == WAITING || from == IN_IO) {
        release(waiter, from);
    }
}

void toc_waiter_io_begin(toc_waiter_t *waiter, uint64_t deadline_ns) {
    if (!is_virtual) {
        return;
    }
    start_keeper();
    uintptr_t token = toc_port_irq_save();
    set_deadline(waiter, deadline_ns);
    waiter->io_thread = toc_port_thread_self();
    uint32_t state = RUNNING;
    bool latched = !toc_atomic_cas(&waiter->state, &state, IN_IO);
    if (latched) {
        toc_atomic_store(&waiter->state, IO_WOKEN);
    }
    bool last = remove_running_is_zero();
    toc_port_irq_restore(token);
    if (last) {
        advance();
    }
    if (latched && waiter->on_wake != NULL) {
        waiter->on_wake(waiter);
    }
}

void toc_waiter_io_end(toc_waiter_t *waiter) {
    if (!is_virtual) {
        return;
    }
    // First, so that there is no moment at which neither counts.
    add_running();
    uint32_t from = toc_atomic_load(&waiter->state);
    while (!toc_atomic_cas(&waiter->state, &from,
                           from == IO_WOKEN ? LATCHED : RUNNING)) {
    }
}
