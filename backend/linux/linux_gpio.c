/*
 * linux_gpio - pins of a Linux machine, through its GPIO character devices
 *
 * SPDX-License-Identifier: MIT
 */
#include "linux_gpio.h"

#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "err.h"
#include "linux_gpio_state.h"

gpio_state_t gpio__state = {.lock = PTHREAD_MUTEX_INITIALIZER};

static const toc_pin_ops_t *others;
static uint64_t mapped; // pads that are lines; without one nothing is touched

bool linux_gpio_is_mapped(uint32_t pad) {
    return pad < GPIO_PADS_MAX && (mapped & GPIO_BIT(pad)) != 0;
}

// The pad, with the lock, when it is a line of a chip; otherwise NULL.
static gpio_pad_t *lock_mapped(uint32_t pad) {
    if (!linux_gpio_is_mapped(pad)) {
        return NULL;
    }
    pthread_mutex_lock(&gpio__state.lock);
    return &gpio__state.pads[pad];
}

// The chip of a call that failed may be gone.
static int unlock(gpio_pad_t *pad, int result) {
    if (result == TOC_ENODEV && pad->group != NULL) {
        gpio__gone(pad->group->chip);
    }
    pthread_mutex_unlock(&gpio__state.lock);
    return result;
}

static int begin_thread(gpio_pad_t *pad) {
    int err = gpio__thread_start();
    if (err != 0) {
        snprintf(pad->why, sizeof(pad->why), "cannot start a thread: %s",
                 toc_err_text(err));
    }
    return err;
}

// How it is now, for who is told of levels.
static void tell_now(gpio_pad_t *pad) {
    if (gpio__state.on_level == NULL) {
        return;
    }
    bool outside = pad->shown.mode != TOC_PIN_OUT;
    int level = outside ? gpio__get(pad) : pad->shown.latch;
    if (level >= 0) {
        gpio__tell_level(pad, level != 0, outside, toc_clock_now_ns());
    }
}

static int apply(gpio_pad_t *pad) {
    int err = gpio__is_heard(pad) ? begin_thread(pad) : 0;
    return err == 0 ? gpio__apply(pad) : err;
}

static int linux_gpio_configure(void *ctx, uint32_t number,
                                enum toc_pin_mode mode,
                                enum toc_pin_pull pull) {
    (void)ctx;
    gpio_pad_t *pad = lock_mapped(number);
    if (pad == NULL) {
        return others->configure(others->ctx, number, mode, pull);
    }
    pad->asked.mode = mode;
    pad->asked.pull = pull;
    int err = 0;
    if (!pad->held) {
        gpio_setup_t before = pad->shown;
        pad->shown = pad->asked;
        err = apply(pad);
        if (err != 0) {
            pad->shown = before;
        } else {
            tell_now(pad);
        }
    }
    return unlock(pad, err);
}

static int linux_gpio_write(void *ctx, uint32_t number, bool level) {
    (void)ctx;
    gpio_pad_t *pad = lock_mapped(number);
    if (pad == NULL) {
        return others->write(others->ctx, number, level);
    }
    pad->asked.latch = level;
    int err = 0;
    if (!pad->held) {
        pad->shown.latch = level;
        if (pad->shown.mode != TOC_PIN_IN) {
            err = gpio__set(pad, level);
        }
        if (err == 0 && pad->shown.mode != TOC_PIN_IN) {
            tell_now(pad);
        }
    }
    return unlock(pad, err);
}

static int linux_gpio_read(void *ctx, uint32_t number) {
    (void)ctx;
    gpio_pad_t *pad = lock_mapped(number);
    if (pad == NULL) {
        return others->read(others->ctx, number);
    }
    return unlock(pad, gpio__get(pad));
}

static int linux_gpio_latch(void *ctx, uint32_t number) {
    (void)ctx;
    gpio_pad_t *pad = lock_mapped(number);
    if (pad == NULL) {
        return others->latch(others->ctx, number);
    }
    return unlock(pad, pad->asked.latch);
}

static int linux_gpio_hold(void *ctx, uint32_t number, bool hold) {
    (void)ctx;
    gpio_pad_t *pad = lock_mapped(number);
    if (pad == NULL) {
        return others->hold(others->ctx, number, hold);
    }
    int err = 0;
    if (pad->held && !hold) {
        pad->shown = pad->asked;
        err = apply(pad);
    }
    pad->held = hold;
    return unlock(pad, err);
}

static bool is_level(unsigned trigger) {
    return trigger == TOC_PIN_LOW_LEVEL || trigger == TOC_PIN_HIGH_LEVEL;
}

static void forget_watch(gpio_pad_t *pad) {
    pad->trigger = 0;
    pad->source = NULL;
    gpio__state.look &= ~GPIO_BIT(gpio__number(pad));
}

static int linux_gpio_watch(void *ctx, uint32_t number, unsigned trigger,
                            struct toc_source *source) {
    (void)ctx;
    gpio_pad_t *pad = lock_mapped(number);
    if (pad == NULL) {
        return others->watch(others->ctx, number, trigger, source);
    }
    if (trigger < TOC_PIN_RISING || trigger > TOC_PIN_HIGH_LEVEL ||
        source == NULL) {
        return unlock(pad, TOC_EINVAL);
    }
    if (pad->shown.mode == TOC_PIN_OUT) {
        snprintf(pad->why, sizeof(pad->why),
                 "an output of this machine has no interrupts");
        return unlock(pad, TOC_ENOTSUP);
    }
    pad->trigger = trigger;
    pad->source = source;
    pad->watched_ns = toc_port_now_ns();
    int err = apply(pad);
    if (err != 0) {
        forget_watch(pad);
    } else if (is_level(trigger)) {
        gpio__raise_level(pad);
    }
    return unlock(pad, err);
}

static void linux_gpio_unwatch(void *ctx, uint32_t number) {
    (void)ctx;
    gpio_pad_t *pad = lock_mapped(number);
    if (pad == NULL) {
        others->unwatch(others->ctx, number);
        return;
    }
    bool watched = pad->source != NULL;
    forget_watch(pad);
    if (watched && pad->group != NULL) {
        // A chip that is gone has no edges any more either.
        (void)gpio__apply(pad);
    }
    (void)unlock(pad, 0);
    if (watched && gpio__state.on_changed != NULL) {
        gpio__state.on_changed(NULL);
    }
}

// The thread looks: asking a chip may take a while.
static void linux_gpio_look(void *ctx, uint32_t number) {
    (void)ctx;
    gpio_pad_t *pad = lock_mapped(number);
    if (pad == NULL) {
        others->look(others->ctx, number);
        return;
    }
    if (is_level(pad->trigger)) {
        gpio__state.look |= GPIO_BIT(number);
        gpio__thread_kick();
    }
    (void)unlock(pad, 0);
}

static void find_tapped(void) {
    gpio__state.tapped = 0;
    for (toc_pin_tap_t *tap = gpio__state.taps; tap != NULL; tap = tap->next) {
        gpio__state.tapped |= tap->pads;
    }
}

static void take_tap(const toc_pin_tap_t *tap) {
    toc_pin_tap_t **at = &gpio__state.taps;
    while (*at != NULL && *at != tap) {
        at = &(*at)->next;
    }
    if (*at != NULL) {
        *at = tap->next;
    }
    find_tapped();
}

static int linux_gpio_tap(void *ctx, uint32_t number, toc_pin_tap_t *tap) {
    (void)ctx;
    gpio_pad_t *pad = lock_mapped(number);
    if (pad == NULL) {
        return others->tap(others->ctx, number, tap);
    }
    if (tap->fn == NULL) {
        return unlock(pad, TOC_EINVAL);
    }
    tap->pads = GPIO_BIT(number);
    tap->next = gpio__state.taps;
    gpio__state.taps = tap;
    find_tapped();
    int err = apply(pad);
    if (err != 0) {
        take_tap(tap);
    }
    return unlock(pad, err);
}

static void linux_gpio_untap(void *ctx, toc_pin_tap_t *tap) {
    (void)ctx;
    uint32_t number = (uint32_t)__builtin_ctzll(tap->pads);
    gpio_pad_t *pad = lock_mapped(number);
    if (pad == NULL) {
        others->untap(others->ctx, tap);
        return;
    }
    take_tap(tap);
    if (pad->group != NULL) {
        (void)gpio__apply(pad);
    }
    (void)unlock(pad, 0);
}

static int linux_gpio_debounce(void *ctx, uint32_t number, uint32_t time_us) {
    (void)ctx;
    gpio_pad_t *pad = lock_mapped(number);
    if (pad == NULL) {
        return others->debounce(others->ctx, number, time_us);
    }
    pad->debounce_us = time_us;
    return unlock(pad, 0);
}

static const char *linux_gpio_file(void *ctx, uint32_t number) {
    (void)ctx;
    return linux_gpio_is_mapped(number) ? gpio__state.pads[number].map.file
                                        : NULL;
}

static const char *linux_gpio_why(void *ctx, uint32_t number) {
    (void)ctx;
    // A copy, as another thread's call may fail meanwhile.
    static _Thread_local char why[GPIO_WHY_SIZE];
    gpio_pad_t *pad = lock_mapped(number);
    if (pad == NULL) {
        return NULL;
    }
    memcpy(why, pad->why, sizeof(why));
    (void)unlock(pad, 0);
    return why;
}

static toc_pin_ops_t gpio_pins = {
    .name = "linux",
    .configure = linux_gpio_configure,
    .write = linux_gpio_write,
    .read = linux_gpio_read,
    .latch = linux_gpio_latch,
    .hold = linux_gpio_hold,
    .debounce = linux_gpio_debounce,
    .watch = linux_gpio_watch,
    .unwatch = linux_gpio_unwatch,
    .look = linux_gpio_look,
    .tap = linux_gpio_tap,
    .untap = linux_gpio_untap,
    .file = linux_gpio_file,
    .why = linux_gpio_why,
};

int linux_gpio_map(uint32_t pad, const linux_gpio_map_t *map) {
    if (pad >= GPIO_PADS_MAX) {
        return TOC_EINVAL;
    }
    mapped |= GPIO_BIT(pad);
    gpio__state.pads[pad] = (gpio_pad_t){
        .map = *map,
        .asked = {.mode = TOC_PIN_IN},
        .shown = {.mode = TOC_PIN_IN},
    };
    return 0;
}

const toc_pin_ops_t *linux_gpio(const toc_pin_ops_t *rest, uint32_t depth,
                                void (*changed)(void *ctx)) {
    others = rest;
    gpio__state.on_changed = changed;
    gpio__state.depth = depth;
    gpio_pins.pad_count = rest->pad_count;
    return mapped != 0 ? &gpio_pins : rest;
}

bool linux_gpio_is_used(uint32_t pad) {
    const gpio_pad_t *mapped_pad = lock_mapped(pad);
    bool is_used = mapped_pad != NULL && mapped_pad->group != NULL;
    if (mapped_pad != NULL) {
        pthread_mutex_unlock(&gpio__state.lock);
    }
    return is_used;
}

void linux_gpio_on_level(linux_gpio_level_cb fn) {
    gpio__state.on_level = fn;
}

void linux_gpio_on_trouble(void (*fn)(const char *text)) {
    gpio__state.on_trouble = fn;
}

bool linux_gpio_pending(void) {
    bool pending = false;
    pthread_mutex_lock(&gpio__state.lock);
    for (uint32_t i = 0; i < GPIO_PADS_MAX; i++) {
        const gpio_pad_t *pad = &gpio__state.pads[i];
        pending = pending || (pad->source != NULL && pad->group != NULL);
    }
    pthread_mutex_unlock(&gpio__state.lock);
    return pending;
}

void linux_gpio_reset(void) {
    gpio_state_t *s = &gpio__state;
    if (mapped == 0) {
        return;
    }
    pthread_mutex_lock(&s->lock);
    s->taps = NULL;
    s->tapped = 0;
    s->look = 0;
    for (uint32_t i = 0; i < GPIO_PADS_MAX; i++) {
        gpio_pad_t *pad = &s->pads[i];
        pad->trigger = 0;
        pad->source = NULL;
        pad->debounce_us = 0;
        if (!pad->held) {
            pad->gone = false;
            pad->asked = (gpio_setup_t){.mode = TOC_PIN_IN};
            pad->shown = pad->asked;
        }
    }
    gpio__let_go(false);
    pthread_mutex_unlock(&s->lock);
}

void linux_gpio_stop(void) {
    gpio_state_t *s = &gpio__state;
    gpio__thread_stop();
    pthread_mutex_lock(&s->lock);
    if (mapped != 0) {
        gpio__let_go(true);
        toc_port_memset(s->pads, 0, sizeof(s->pads));
    }
    mapped = 0;
    s->taps = NULL;
    s->tapped = 0;
    s->look = 0;
    s->on_level = NULL;
    s->on_trouble = NULL;
    pthread_mutex_unlock(&s->lock);
}
