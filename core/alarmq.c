/*
 * alarmq - the armed alarms, in the order of their deadlines
 *
 * A heap with four children a node: half as deep as a binary one, and the four
 * lie next to each other. An entry carries its deadline, so that sifting
 * follows a pointer only where deadlines are equal and the order of arming
 * decides.
 *
 * Of very many alarms most are far from due, and the heap would be so deep and
 * so large that each expiry waits for memory. So what is due later than those
 * that come next goes into a bag, without any order in it. A bag takes alarms
 * that were about as far away when they came, so they are due at about the same
 * time. The bags have a heap of their own, by the earliest deadline in each; at
 * that time a bag is poured into the heap of alarms:
 *
 *     soon:   heap of alarms      later:  heap of bags
 *                 a                           [a a .. a]
 *              a a a a      <- poured    [a a] [a ..] [..] [..]
 *
 * Which alarm is in which bag, or in none, decides how long things take and
 * nothing else: an alarm fires when it is the first of its heap and no bag has
 * a deadline at that time or before. So a bag needs no room to be found for
 * it; where there is none, the heap of alarms, which has room for all, does.
 *
 * SPDX-License-Identifier: MIT
 */
#include "alarmq.h"

#include "hist.h"

#define CHILDREN     4u
#define CAPACITY_MIN 16u
#define CAPACITY_MAX (UINT32_C(1) << 26)

// With room for fewer there are no bags, which only cost then.
#define BAGS_FROM  16384u
#define BAG_ALARMS 64u
#define OPEN_BAGS  128u

// Later than this one of so many means far away.
#define SOON_LEAST 64u
#define SOON_PIVOT 8u

typedef toc__alarmq_entry_t entry_t;
typedef toc__alarmq_heap_t heap_t;

typedef struct toc__alarm_bag {
    toc_alarm_t as_alarm; // for the heap of bags: `order` and `place`
    uint32_t count;       // never 0
    uint32_t distance;    // at which it was opened
    struct toc__alarm_bag *next_free;
    entry_t entries[BAG_ALARMS];
} bag_t;

// Bags that were allocated at once. Those that were not used yet are touched
// only then, from the last to the first.
typedef struct slab {
    struct slab *next;
    uint32_t unused;
    bag_t bags[];
} slab_t;

toc__alarmq_t toc__alarmq;

static heap_t *const soon = &toc__alarmq.soon;
static heap_t *const later = &toc__alarmq.later;

static slab_t *slabs;
static bag_t *free_bags;
static bag_t *open_bags[OPEN_BAGS]; // by distance; NULL: none that has room

// ---- a heap ----

static bool is_before(const entry_t *a, const entry_t *b) {
    if (a->due_ns != b->due_ns) {
        return a->due_ns < b->due_ns;
    }
    return a->alarm->order < b->alarm->order;
}

static void set_at(heap_t *heap, uint32_t at, entry_t entry) {
    heap->entries[at] = entry;
    entry.alarm->place = at + 1;
}

static void sift_up(heap_t *heap, uint32_t at, entry_t entry) {
    while (at > 0) {
        uint32_t parent = (at - 1) / CHILDREN;
        if (!is_before(&entry, &heap->entries[parent])) {
            break;
        }
        set_at(heap, at, heap->entries[parent]);
        at = parent;
    }
    set_at(heap, at, entry);
}

static uint32_t earliest_of(const entry_t *entries, uint32_t first,
                            uint32_t end) {
    uint32_t earliest = first;
    for (uint32_t i = first + 1; i < end; i++) {
        if (is_before(&entries[i], &entries[earliest])) {
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
__attribute__((always_inline)) static inline void
fetch_ahead(const entry_t *entries, uint32_t first) {
    const entry_t *entry = entries + ((size_t)first * CHILDREN + 1);
    for (uint32_t i = 0; i < CHILDREN; i++) {
        __builtin_prefetch(entry + (size_t)i * CHILDREN);
    }
}

static void sift_down(heap_t *heap, uint32_t at, entry_t entry) {
    uint32_t count = heap->count;
    for (;;) {
        uint32_t first = at * CHILDREN + 1;
        if (first >= count) {
            break;
        }
        fetch_ahead(heap->entries, first);
        uint32_t end = count - first < CHILDREN ? count : first + CHILDREN;
        uint32_t child = earliest_of(heap->entries, first, end);
        if (!is_before(&heap->entries[child], &entry)) {
            break;
        }
        set_at(heap, at, heap->entries[child]);
        at = child;
    }
    set_at(heap, at, entry);
}

// Put an entry where another one was.
static void replace(heap_t *heap, uint32_t at, entry_t entry) {
    if (at > 0 && is_before(&entry, &heap->entries[(at - 1) / CHILDREN])) {
        sift_up(heap, at, entry);
    } else {
        sift_down(heap, at, entry);
    }
}

static void push(heap_t *heap, entry_t entry) {
    sift_up(heap, heap->count++, entry);
}

static void remove_at(heap_t *heap, uint32_t at) {
    heap->count--;
    if (at != heap->count) {
        replace(heap, at, heap->entries[heap->count]);
    }
}

// ---- bags ----

static uint32_t place_of(const toc_alarm_t *alarm) {
    return alarm->place - 1;
}

static entry_t entry_of_bag(bag_t *bag, uint64_t due_ns) {
    entry_t entry = {.due_ns = due_ns, .alarm = &bag->as_alarm};
    return entry;
}

// Returns NULL when there is none left.
static bag_t *new_bag(void) {
    bag_t *bag = free_bags;
    if (bag != NULL) {
        free_bags = bag->next_free;
        return bag;
    }
    // Each is twice as large as the next: there are few.
    for (slab_t *slab = slabs; slab != NULL; slab = slab->next) {
        if (slab->unused != 0) {
            return &slab->bags[--slab->unused];
        }
    }
    return NULL;
}

static void free_bag(bag_t *bag) {
    remove_at(later, place_of(&bag->as_alarm));
    if (open_bags[bag->distance] == bag) {
        open_bags[bag->distance] = NULL;
    }
    bag->next_free = free_bags;
    free_bags = bag;
}

static bool is_far(uint64_t due_ns) {
    return soon->count >= SOON_LEAST && toc__alarmq.capacity >= BAGS_FROM &&
           due_ns > soon->entries[SOON_PIVOT].due_ns;
}

// The bag for alarms at that distance, which then has this one's deadline or
// an earlier one; NULL when there is none left.
static bag_t *bag_for(uint32_t distance, uint64_t due_ns) {
    bag_t *bag = open_bags[distance];
    if (bag == NULL) {
        bag = new_bag();
        if (bag != NULL) {
            bag->as_alarm.order = 0;
            bag->count = 0;
            bag->distance = distance;
            open_bags[distance] = bag;
            push(later, entry_of_bag(bag, due_ns));
        }
        return bag;
    }
    uint32_t at = place_of(&bag->as_alarm);
    if (due_ns < later->entries[at].due_ns) {
        sift_up(later, at, entry_of_bag(bag, due_ns));
    }
    return bag;
}

// Returns false when there is no bag for it.
static bool put_in_bag(entry_t entry) {
    uint64_t ahead_ns = entry.due_ns - soon->entries[0].due_ns;
    uint32_t distance = toc_hist_bucket(ahead_ns) % OPEN_BAGS;
    bag_t *bag = bag_for(distance, entry.due_ns);
    if (bag == NULL) {
        return false;
    }
    bag->entries[bag->count++] = entry;
    entry.alarm->place = bag->count;
    entry.alarm->bag = bag;
    if (bag->count == BAG_ALARMS) {
        open_bags[distance] = NULL;
    }
    return true;
}

static uint64_t earliest_in(const bag_t *bag) {
    uint64_t due_ns = bag->entries[0].due_ns;
    for (uint32_t i = 1; i < bag->count; i++) {
        if (bag->entries[i].due_ns < due_ns) {
            due_ns = bag->entries[i].due_ns;
        }
    }
    return due_ns;
}

static void take_from_bag(bag_t *bag, uint32_t at) {
    if (bag->count == 1) {
        free_bag(bag);
        return;
    }
    uint64_t due_ns = bag->entries[at].due_ns;
    bag->entries[at] = bag->entries[--bag->count];
    bag->entries[at].alarm->place = at + 1;
    uint32_t place = place_of(&bag->as_alarm);
    if (later->entries[place].due_ns == due_ns) {
        sift_down(later, place, entry_of_bag(bag, earliest_in(bag)));
    }
}

static void push_soon(entry_t entry) {
    entry.alarm->bag = NULL;
    push(soon, entry);
}

void toc__alarmq_pour(void) {
    bag_t *bag = (bag_t *)later->entries[0].alarm;
    // They were armed long ago: in no near cache, and about to fire.
    for (uint32_t i = 0; i < bag->count; i++) {
        __builtin_prefetch(bag->entries[i].alarm, 1);
    }
    free_bag(bag);
    for (uint32_t i = 0; i < bag->count; i++) {
        push_soon(bag->entries[i]);
    }
}

// ---- both ----

static void put_in(entry_t entry) {
    if (!is_far(entry.due_ns) || !put_in_bag(entry)) {
        push_soon(entry);
    }
}

static void take_out(toc_alarm_t *alarm) {
    if (alarm->bag != NULL) {
        take_from_bag(alarm->bag, place_of(alarm));
    } else {
        remove_at(soon, place_of(alarm));
    }
}

bool toc__alarmq_put(toc_alarm_t *alarm, uint64_t due_ns) {
    if (toc__alarmq.armed == toc__alarmq.capacity) {
        return false;
    }
    toc__alarmq.armed++;
    toc__alarmq.foreground += !alarm->background;
    entry_t entry = {.due_ns = due_ns, .alarm = alarm};
    put_in(entry);
    return true;
}

void toc__alarmq_move(toc_alarm_t *alarm, uint64_t due_ns) {
    entry_t entry = {.due_ns = due_ns, .alarm = alarm};
    if (alarm->bag == NULL && !is_far(due_ns)) {
        replace(soon, place_of(alarm), entry);
    } else {
        take_out(alarm);
        put_in(entry);
    }
}

void toc__alarmq_move_first(uint64_t due_ns) {
    entry_t entry = {.due_ns = due_ns, .alarm = soon->entries[0].alarm};
    if (is_far(due_ns)) {
        remove_at(soon, 0);
        put_in(entry);
    } else {
        sift_down(soon, 0, entry);
    }
}

void toc__alarmq_remove(toc_alarm_t *alarm) {
    toc__alarmq.armed--;
    toc__alarmq.foreground -= !alarm->background;
    take_out(alarm);
    alarm->place = 0;
}

// ---- memory ----

// As many bags as alarms would fill that come with the room from half of `to`
// to `to`, or from nothing to the first; NULL: none, which takes only longer.
static slab_t *new_slab(uint32_t to) {
    if (to < BAGS_FROM) {
        return NULL;
    }
    uint32_t count = (to == BAGS_FROM ? to : to / 2) / BAG_ALARMS;
    slab_t *slab =
        toc_port_realloc(NULL, sizeof(*slab) + count * sizeof(slab->bags[0]));
    if (slab != NULL) {
        slab->unused = count;
    }
    return slab;
}

static void copy_entries(heap_t *heap, entry_t *to) {
    if (heap->count > 0) {
        toc_port_memcpy(to, heap->entries, heap->count * sizeof(*to));
    }
    heap->entries = to;
}

int toc__alarmq_grow(uint32_t from) {
    uint32_t to = from == 0 ? CAPACITY_MIN : from * 2;
    entry_t *larger = NULL;
    if (to <= CAPACITY_MAX) {
        // Of both heaps.
        size_t count = to + to / BAG_ALARMS;
        larger = toc_port_realloc(NULL, count * sizeof(*larger));
    }
    if (larger == NULL) {
        return TOC_ENOMEM;
    }
    slab_t *slab = new_slab(to);
    uintptr_t token = toc_port_irq_save();
    entry_t *unused = larger;
    // Another thread may have been faster.
    if (toc__alarmq.capacity == from) {
        unused = soon->entries;
        copy_entries(soon, larger);
        copy_entries(later, larger + to);
        toc__alarmq.capacity = to;
        if (slab != NULL) {
            slab->next = slabs;
            slabs = slab;
            slab = NULL;
        }
    }
    toc_port_irq_restore(token);
    toc_port_realloc(unused, 0);
    toc_port_realloc(slab, 0);
    return 0;
}

static void forget(const entry_t *entries, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        entries[i].alarm->place = 0;
    }
}

bool toc__alarmq_clear(void) {
    uintptr_t token = toc_port_irq_save();
    bool had_any = toc__alarmq.foreground > 0;
    forget(soon->entries, soon->count);
    for (uint32_t i = 0; i < later->count; i++) {
        const bag_t *bag = (const bag_t *)later->entries[i].alarm;
        forget(bag->entries, bag->count);
    }
    entry_t *unused = soon->entries;
    slab_t *slab = slabs;
    toc_port_memset(&toc__alarmq, 0, sizeof(toc__alarmq));
    toc_port_memset(open_bags, 0, sizeof(open_bags));
    free_bags = NULL;
    slabs = NULL;
    toc_port_irq_restore(token);
    toc_port_realloc(unused, 0);
    while (slab != NULL) {
        slab_t *next = slab->next;
        toc_port_realloc(slab, 0);
        slab = next;
    }
    return had_any;
}
