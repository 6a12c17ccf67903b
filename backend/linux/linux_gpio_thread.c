/*
 * linux_gpio_thread - waits for the edges of all chips and raises
 *
 * The thread waits without the lock. Whoever changes the groups makes their
 * version go on and kicks the thread, which then waits for those there are.
 *
 * The dispatcher waits for the same edges while it has nothing to do, and comes
 * first: so an edge need not go from thread to thread. The kernel tells one of
 * those who wait (EPOLLEXCLUSIVE), in the order in which their sets were told of
 * the file. Whoever has the lock reads what all groups have: so edges of several
 * chips keep their order.
 *
 * SPDX-License-Identifier: MIT
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "clock.h"
#include "err.h"
#include "linux_gpio_state.h"
#include "posix/port_posix.h"

#define EDGES_AT_ONCE 64
#define TELL_EVERY_NS UINT64_C(1000000000)
#define NS_PER_MS     UINT64_C(1000000)
#define TELL_SIZE     160

typedef struct {
    linux_edge_t edge;
    gpio_group_t *group;
} arrived_t;

static toc_port_thread_t thread;
static bool runs;
static bool stop; // with the lock
static int kick = -1;
static uint64_t told_ns;
static bool lost_untold; // of any pad; with the lock

// What the thread waits for. A group's data is its number, the kick's is KICK.
static int epoll = -1;
#define KICK GPIO_PADS_MAX

static toc_port_files_t lent; // what the dispatcher does
static bool has_lent;

static arrived_t arrived[EDGES_AT_ONCE * GPIO_PADS_MAX]; // with the lock

static gpio_pad_t *pad_of(const gpio_group_t *group, uint32_t offset) {
    for (uint64_t rest = group->pads; rest != 0; rest &= rest - 1) {
        gpio_pad_t *pad = &gpio__state.pads[__builtin_ctzll(rest)];
        if (pad->offset == offset) {
            return pad;
        }
    }
    return NULL;
}

static void count_lost(gpio_pad_t *pad, uint32_t seq) {
    // One that is not higher began to count anew.
    uint32_t lost = seq > pad->seq ? seq - pad->seq - 1 : 0;
    pad->seq = seq;
    if (lost != 0) {
        pad->lost_untold += lost;
        lost_untold = true;
        if (pad->source != NULL) {
            toc_source_lost_in_kernel(pad->source, lost);
        }
    }
}

static void raise_edge(const gpio_pad_t *pad, bool level, uint64_t time_ns) {
    unsigned edge = level ? TOC_PIN_RISING : TOC_PIN_FALLING;
    unsigned held = level ? TOC_PIN_HIGH_LEVEL : TOC_PIN_LOW_LEVEL;
    // In virtual time the kernel's is not that of the board.
    if (toc_clock_is_virtual()) {
        time_ns = toc_clock_now_ns();
    }
    if (pad->trigger == held) {
        (void)toc_source_raise_level_at(pad->source, TOC_PIN_EVENT(held, level),
                                        time_ns);
    } else if (pad->trigger <= TOC_PIN_BOTH && (pad->trigger & edge) != 0) {
        (void)toc_source_raise_at(pad->source, TOC_PIN_EVENT(edge, level),
                                  time_ns);
    }
}

static void tell_taps(uint32_t number, bool level, uint64_t time_ns) {
    uint64_t bit = GPIO_BIT(number);
    toc_pin_change_t change = {
        .changed = bit,
        .high = level ? bit : 0,
        .now_ns = toc_clock_now_ns(),
        .at_ns = time_ns,
    };
    for (toc_pin_tap_t *tap = gpio__state.taps; tap != NULL; tap = tap->next) {
        if ((tap->pads & bit) != 0) {
            tap->fn(tap, &change);
        }
    }
}

void gpio__tell_level(gpio_pad_t *pad, bool level, bool outside,
                      uint64_t time_ns) {
    gpio_state_t *s = &gpio__state;
    if (s->on_level != NULL) {
        s->on_level(gpio__number(pad), level, outside, time_ns);
    }
}

void gpio__raise_level(gpio_pad_t *pad) {
    bool is_level =
        pad->trigger == TOC_PIN_HIGH_LEVEL || pad->trigger == TOC_PIN_LOW_LEVEL;
    if (!is_level || pad->group == NULL) {
        return;
    }
    int level = gpio__get(pad);
    if (level == (pad->trigger == TOC_PIN_HIGH_LEVEL)) {
        (void)toc_source_raise_level(pad->source,
                                     TOC_PIN_EVENT(pad->trigger, level != 0));
    }
}

static void deliver(const arrived_t *a) {
    gpio_pad_t *pad = pad_of(a->group, a->edge.offset);
    if (pad == NULL) {
        return;
    }
    uint32_t number = gpio__number(pad);
    bool level = a->edge.rising;
    count_lost(pad, a->edge.seq);
    gpio__tell_level(pad, level, true, a->edge.time_ns);
    if (pad->source != NULL && a->edge.time_ns >= pad->watched_ns) {
        raise_edge(pad, level, a->edge.time_ns);
    }
    if ((gpio__state.tapped & GPIO_BIT(number)) != 0) {
        tell_taps(number, level, a->edge.time_ns);
    }
}

static int by_time(const void *a, const void *b) {
    uint64_t at = ((const arrived_t *)a)->edge.time_ns;
    uint64_t bt = ((const arrived_t *)b)->edge.time_ns;
    return at < bt ? -1 : at > bt;
}

// Returns how many edges came, or below 0 when the chip is gone.
static int read_group(gpio_group_t *group, arrived_t *to) {
    linux_edge_t edges[EDGES_AT_ONCE];
    int count = linux_chips()->read(group->request, edges, EDGES_AT_ONCE);
    for (int i = 0; i < count; i++) {
        to[i] = (arrived_t){.edge = edges[i], .group = group};
    }
    return count == -EINTR || count == -EAGAIN ? 0 : count;
}

// With the lock: read what all groups have, raise in the order of the kernel's
// times.
static void read_all(void) {
    size_t total = 0;
    size_t groups = 0;
    for (uint32_t i = 0; i < GPIO_PADS_MAX; i++) {
        gpio_group_t *group = &gpio__state.groups[i];
        if (group->request == NULL) {
            continue;
        }
        int got = read_group(group, &arrived[total]);
        if (got < 0) {
            gpio__gone(group->chip);
        } else {
            total += (size_t)got;
            groups += got > 0;
        }
    }
    if (groups > 1) {
        // Stable where the times are the same: the numbers decide then, and
        // two edges of a line never have the same time.
        qsort(arrived, total, sizeof(arrived[0]), by_time);
    }
    for (size_t i = 0; i < total; i++) {
        deliver(&arrived[i]);
    }
}

// With the lock: a file said that it is of no use any more, unless it is
// another's by now.
static void look_for_unplugged(const struct epoll_event *events, int count) {
    for (int i = 0; i < count; i++) {
        if (events[i].data.u64 == KICK || (events[i].events & EPOLLIN) != 0) {
            continue;
        }
        gpio_group_t *group = &gpio__state.groups[events[i].data.u64];
        struct pollfd now = {.events = POLLIN};
        if (group->request != NULL) {
            now.fd = linux_chips()->fd(group->request);
            if (poll(&now, 1, 0) > 0 && (now.revents & POLLIN) == 0) {
                gpio__gone(group->chip);
            }
        }
    }
}

// With the lock.
static void look_all(void) {
    uint64_t pads = gpio__state.look;
    gpio__state.look = 0;
    for (; pads != 0; pads &= pads - 1) {
        gpio__raise_level(&gpio__state.pads[__builtin_ctzll(pads)]);
    }
}

// It may be there already, and there is nothing to do about one that cannot:
// edges then wait in the kernel for the next that somebody is told of.
static void add(int set, int fd, uint64_t data, uint32_t more) {
    struct epoll_event event = {.events = EPOLLIN | more, .data.u64 = data};
    (void)epoll_ctl(set, EPOLL_CTL_ADD, fd, &event);
}

// With the lock. Files that are closed leave the sets by themselves.
static void wait_for_all_groups(void) {
    for (uint32_t i = 0; i < GPIO_PADS_MAX; i++) {
        gpio_group_t *group = &gpio__state.groups[i];
        if (group->request == NULL) {
            continue;
        }
        int fd = linux_chips()->fd(group->request);
        if (has_lent) {
            add(lent.epoll, fd, i, EPOLLEXCLUSIVE);
        }
        add(epoll, fd, i, EPOLLEXCLUSIVE);
    }
}

typedef struct {
    char text[TELL_SIZE];
    size_t used;
} list_t;

// Add to a list, which is cut where it is full.
static void put(list_t *list, const char *name, uint64_t count) {
    size_t room = sizeof(list->text) - list->used;
    const char *comma = list->used > 0 ? ", " : "";
    int n = count != 0
                ? snprintf(list->text + list->used, room, "%s%s %llu", comma,
                           name, (unsigned long long)count)
                : snprintf(list->text + list->used, room, "%s%s", comma, name);
    list->used += n > 0 && (size_t)n < room ? (size_t)n : 0;
}

// With the lock, which is given up for telling.
static void tell(const char *format, uint64_t count, const list_t *list) {
    char line[TELL_SIZE + 80];
    snprintf(line, sizeof(line), format, (unsigned long long)count, list->text);
    void (*fn)(const char *text) = gpio__state.on_trouble;
    if (fn != NULL) {
        pthread_mutex_unlock(&gpio__state.lock);
        fn(line);
        pthread_mutex_lock(&gpio__state.lock);
    }
}

// Returns for how many milliseconds to wait at most, -1 for ever.
static int tell_lost(bool at_once) {
    if (!lost_untold) {
        return -1;
    }
    uint64_t now_ns = toc_port_now_ns();
    if (!at_once && told_ns != 0 && now_ns - told_ns < TELL_EVERY_NS) {
        return (int)((told_ns + TELL_EVERY_NS - now_ns) / NS_PER_MS) + 1;
    }
    list_t list = {.text = ""};
    uint64_t lost = 0;
    for (uint32_t i = 0; i < GPIO_PADS_MAX; i++) {
        gpio_pad_t *pad = &gpio__state.pads[i];
        if (pad->lost_untold != 0) {
            put(&list, pad->map.pin, pad->lost_untold);
            lost += pad->lost_untold;
            pad->lost_untold = 0;
        }
    }
    told_ns = now_ns;
    lost_untold = false;
    tell("the kernel lost %llu edges: %s", lost, &list);
    return -1;
}

// Watched pads whose chip went away.
static void tell_orphaned(void) {
    uint64_t pads = gpio__state.orphaned;
    if (pads == 0) {
        return;
    }
    gpio__state.orphaned = 0;
    list_t list = {.text = ""};
    uint64_t count = 0;
    for (; pads != 0; pads &= pads - 1) {
        put(&list, gpio__state.pads[__builtin_ctzll(pads)].map.pin, 0);
        count++;
    }
    tell("a chip is unplugged, %llu watched pin(s) without interrupts now: %s",
         count, &list);
    if (gpio__state.on_changed != NULL) {
        pthread_mutex_unlock(&gpio__state.lock);
        gpio__state.on_changed(NULL);
        pthread_mutex_lock(&gpio__state.lock);
    }
}

static void take_kick(void) {
    uint64_t count;
    while (read(kick, &count, sizeof(count)) < 0 && errno == EINTR) {
    }
}

// With the lock.
static void look_at(const struct epoll_event *events, int count) {
    read_all();
    look_for_unplugged(events, count);
}

// In the dispatcher, while it waits.
static void look_for_dispatcher(const struct epoll_event *events, int count) {
    pthread_mutex_lock(&gpio__state.lock);
    bool told = lost_untold || gpio__state.orphaned != 0;
    look_at(events, count);
    bool to_tell = lost_untold || gpio__state.orphaned != 0;
    if (to_tell && !told) {
        gpio__thread_kick();
    }
    pthread_mutex_unlock(&gpio__state.lock);
}

static void run(void *arg) {
    (void)arg;
    toc_port_thread_prompt();
    struct epoll_event events[1 + GPIO_PADS_MAX];
    pthread_mutex_lock(&gpio__state.lock);
    uint32_t version = gpio__state.version - 1;
    while (!stop) {
        look_all();
        tell_orphaned();
        int limit_ms = tell_lost(false);
        if (version != gpio__state.version) {
            version = gpio__state.version;
            wait_for_all_groups();
        }
        bool again = gpio__state.look != 0 || stop;
        pthread_mutex_unlock(&gpio__state.lock);
        int count =
            epoll_wait(epoll, events, 1 + GPIO_PADS_MAX, again ? 0 : limit_ms);
        for (int i = 0; i < count; i++) {
            if (events[i].data.u64 == KICK) {
                take_kick();
            }
        }
        pthread_mutex_lock(&gpio__state.lock);
        if (count > 0) {
            look_at(events, count);
        }
    }
    (void)tell_lost(true);
    pthread_mutex_unlock(&gpio__state.lock);
}

void gpio__thread_kick(void) {
    uint64_t one = 1;
    while (kick >= 0 && write(kick, &one, sizeof(one)) < 0 && errno == EINTR) {
    }
}

static void close_files(void) {
    close(kick);
    close(epoll);
    kick = -1;
    epoll = -1;
}

void linux_gpio_lend(toc_port_event_t *event) {
    if (!has_lent) {
        has_lent = toc_port_files_open(&lent, look_for_dispatcher) == 0;
    }
    if (has_lent) {
        toc_port_event_look_after(event, &lent);
    }
}

int gpio__thread_start(void) {
    if (runs) {
        return 0;
    }
    kick = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    epoll = epoll_create1(EPOLL_CLOEXEC);
    if (kick < 0 || epoll < 0) {
        close_files();
        return TOC_ENOMEM;
    }
    add(epoll, kick, KICK, 0);
    stop = false;
    told_ns = 0;
    int err = toc_port_thread_start(&thread, run, NULL, "linux-gpio");
    if (err != 0) {
        close_files();
        return err;
    }
    runs = true;
    return 0;
}

void gpio__thread_stop(void) {
    if (!runs) {
        return;
    }
    pthread_mutex_lock(&gpio__state.lock);
    stop = true;
    gpio__thread_kick();
    pthread_mutex_unlock(&gpio__state.lock);
    toc_port_thread_join(&thread);
    pthread_mutex_lock(&gpio__state.lock);
    close_files();
    pthread_mutex_unlock(&gpio__state.lock);
    runs = false;
}
