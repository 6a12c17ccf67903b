/*
 * linux_gpio_group - which lines are one request, and how each is set up
 *
 * SPDX-License-Identifier: MIT
 */
#include <errno.h>
#include <stdio.h>

#include "err.h"
#include "linux_gpio_state.h"

// The kernel's own limit, and what it keeps for each line at least.
#define BUFFER_MAX      1024
#define BUFFER_PER_LINE 16

uint32_t gpio__number(const gpio_pad_t *pad) {
    return (uint32_t)(pad - gpio__state.pads);
}

static uint32_t take_lowest(uint64_t *set) {
    uint32_t pad = (uint32_t)__builtin_ctzll(*set);
    *set &= *set - 1;
    return pad;
}

// Whether an edge must not be lost.
static bool is_watched(const gpio_pad_t *pad) {
    return pad->source != NULL ||
           (gpio__state.tapped & GPIO_BIT(gpio__number(pad))) != 0;
}

bool gpio__is_heard(const gpio_pad_t *pad) {
    return is_watched(pad) || gpio__state.on_level != NULL;
}

// Whether it is an output to the kernel. An open drain that lets go and is
// listened to is an input: only that has edges.
static bool is_driven(const gpio_pad_t *pad) {
    return pad->shown.mode == TOC_PIN_OUT ||
           (pad->shown.mode == TOC_PIN_OPEN_DRAIN &&
            !(pad->shown.latch && gpio__is_heard(pad)));
}

static unsigned edges_of(const gpio_pad_t *pad) {
    const gpio_state_t *s = &gpio__state;
    if (s->on_level != NULL || (s->tapped & GPIO_BIT(gpio__number(pad))) != 0) {
        return TOC_PIN_BOTH;
    }
    switch (pad->trigger) {
    case TOC_PIN_HIGH_LEVEL:
        return TOC_PIN_RISING;
    case TOC_PIN_LOW_LEVEL:
        return TOC_PIN_FALLING;
    default:
        return pad->trigger;
    }
}

static void describe(const gpio_pad_t *pad, linux_line_t *line) {
    bool driven = is_driven(pad);
    *line = (linux_line_t){
        .offset = pad->offset,
        .output = driven,
        .open_drain = pad->shown.mode == TOC_PIN_OPEN_DRAIN,
        .active_low = pad->map.active_low,
        .level = pad->shown.latch,
        .edges = driven ? 0 : edges_of(pad),
        .pull = pad->shown.pull,
        .debounce_us = driven || pad->source == NULL ? 0 : pad->debounce_us,
    };
}

// Returns how many lines there are.
static size_t describe_all(uint64_t pads, linux_line_t *lines) {
    size_t count = 0;
    while (pads != 0) {
        describe(&gpio__state.pads[take_lowest(&pads)], &lines[count++]);
    }
    return count;
}

static size_t buffer_for(size_t lines) {
    size_t size =
        lines * (gpio__state.depth > BUFFER_PER_LINE ? gpio__state.depth
                                                     : BUFFER_PER_LINE);
    return size < BUFFER_MAX ? size : BUFFER_MAX;
}

// Hold the pads' lines as one request.
static int request(gpio_group_t *group, gpio_chip_t *chip, uint64_t pads) {
    linux_line_t lines[LINUX_CHIP_LINES_MAX];
    size_t count = describe_all(pads, lines);
    int err = linux_chips()->request(chip->chip, lines, count,
                                     buffer_for(count), &group->request);
    if (err != 0) {
        group->request = NULL;
        return err;
    }
    group->chip = chip;
    group->pads = pads;
    for (uint64_t rest = pads; rest != 0;) {
        gpio_pad_t *pad = &gpio__state.pads[take_lowest(&rest)];
        pad->group = group;
        pad->gone = false;
        pad->seq = 0;
    }
    gpio__state.version++;
    gpio__thread_kick();
    return 0;
}

static void release(gpio_group_t *group) {
    for (uint64_t rest = group->pads; rest != 0;) {
        gpio__state.pads[take_lowest(&rest)].group = NULL;
    }
    linux_chips()->release(group->request);
    *group = (gpio_group_t){0};
    gpio__state.version++;
    gpio__thread_kick();
}

static bool is_chip_used(const gpio_chip_t *chip) {
    bool used = false;
    for (uint32_t i = 0; i < GPIO_PADS_MAX; i++) {
        const gpio_group_t *group = &gpio__state.groups[i];
        used = used || (group->request != NULL && group->chip == chip);
    }
    return used;
}

static void close_unused_chips(void) {
    for (uint32_t i = 0; i < GPIO_PADS_MAX; i++) {
        gpio_chip_t *chip = &gpio__state.chips[i];
        if (chip->chip != NULL && !is_chip_used(chip)) {
            linux_chips()->close(chip->chip);
            chip->chip = NULL;
        }
    }
}

void gpio__gone(gpio_chip_t *chip) {
    for (uint32_t i = 0; i < GPIO_PADS_MAX; i++) {
        gpio_group_t *group = &gpio__state.groups[i];
        if (group->request == NULL || group->chip != chip) {
            continue;
        }
        for (uint64_t rest = group->pads; rest != 0;) {
            uint32_t pad = take_lowest(&rest);
            bool watched = gpio__state.pads[pad].source != NULL;
            gpio__state.pads[pad].gone = true;
            gpio__state.orphaned |= watched ? GPIO_BIT(pad) : 0;
        }
        release(group);
    }
    close_unused_chips();
}

void gpio__let_go(bool with_held) {
    gpio_state_t *s = &gpio__state;
    for (uint32_t i = 0; i < GPIO_PADS_MAX; i++) {
        gpio_group_t *group = &s->groups[i];
        bool held = false;
        for (uint64_t rest = group->pads; rest != 0;) {
            held = s->pads[take_lowest(&rest)].held || held;
        }
        if (group->request != NULL && held && !with_held) {
            linux_line_t lines[LINUX_CHIP_LINES_MAX];
            size_t count = describe_all(group->pads, lines);
            // One that is gone is found by its next use.
            (void)linux_chips()->configure(group->request, lines, count);
        } else if (group->request != NULL) {
            release(group);
        }
    }
    close_unused_chips();
}

// Whether letting its lines go for a moment would lose nothing.
static bool can_grow(const gpio_group_t *group) {
    bool idle = true;
    for (uint64_t rest = group->pads; rest != 0;) {
        const gpio_pad_t *pad = &gpio__state.pads[take_lowest(&rest)];
        idle = idle && !is_driven(pad) && !is_watched(pad);
    }
    return idle;
}

// The request of a chip that another line may join, or a free place.
static gpio_group_t *group_for(const gpio_chip_t *chip, bool may_join) {
    gpio_group_t *place = NULL;
    for (uint32_t i = GPIO_PADS_MAX; i-- > 0;) {
        gpio_group_t *group = &gpio__state.groups[i];
        if (group->request == NULL) {
            place = place == NULL || place->request == NULL ? group : place;
        } else if (may_join && group->chip == chip && can_grow(group)) {
            place = group;
        }
    }
    return place;
}

// Add a pad to the group's lines, which are let go for that.
static int join(gpio_group_t *group, gpio_pad_t *pad) {
    gpio_chip_t *chip = group->chip;
    uint64_t before = group->pads;
    release(group);
    int err = request(group, chip, before | GPIO_BIT(gpio__number(pad)));
    if (err != 0) {
        // What they were alone they can be again; if not, the next use of one
        // of them takes it anew or says why not.
        (void)request(group, chip, before);
    }
    return err;
}

static bool is_free(const gpio_chip_t *chip, uint32_t offset) {
    linux_line_info_t info;
    return linux_chips()->line_info(chip->chip, offset, &info) == 0 &&
           !info.used;
}

static int take(gpio_pad_t *pad) {
    gpio_chip_t *chip = NULL;
    int err = gpio__find(pad, &chip, &pad->offset);
    if (err != 0) {
        close_unused_chips();
        if (pad->gone && err == TOC_ENOENT) {
            snprintf(pad->why, sizeof(pad->why),
                     "%.100s: the chip is unplugged", pad->map.file);
            err = TOC_ENODEV;
        }
        return err;
    }
    bool idle = !is_driven(pad) && !is_watched(pad);
    bool joins = idle && is_free(chip, pad->offset);
    gpio_group_t *group = group_for(chip, joins);
    long result = -ENOMEM; // there are as many places as pads
    if (group != NULL && group->request != NULL) {
        result = join(group, pad);
    } else if (group != NULL) {
        result = request(group, chip, GPIO_BIT(gpio__number(pad)));
    }
    if (result == 0) {
        return 0;
    }
    // For the words of it only: which line of which chip.
    gpio_group_t attempt = {.chip = chip};
    pad->group = &attempt;
    err = gpio__fail(pad, result);
    pad->group = NULL;
    close_unused_chips();
    return err;
}

int gpio__apply(gpio_pad_t *pad) {
    if (pad->group == NULL) {
        return take(pad);
    }
    linux_line_t lines[LINUX_CHIP_LINES_MAX];
    size_t count = describe_all(pad->group->pads, lines);
    int result = linux_chips()->configure(pad->group->request, lines, count);
    return result < 0 ? gpio__fail(pad, result) : 0;
}

int gpio__get(gpio_pad_t *pad) {
    int err = pad->group == NULL ? gpio__apply(pad) : 0;
    if (err != 0 || pad->group == NULL) {
        return err != 0 ? err : TOC_EIO;
    }
    int result = linux_chips()->get(pad->group->request, pad->offset);
    return result < 0 ? gpio__fail(pad, result) : result;
}

int gpio__set(gpio_pad_t *pad, bool level) {
    if (pad->group == NULL || !is_driven(pad) ||
        (pad->shown.mode == TOC_PIN_OPEN_DRAIN && gpio__is_heard(pad))) {
        return gpio__apply(pad);
    }
    int result = linux_chips()->set(pad->group->request, pad->offset, level);
    return result < 0 ? gpio__fail(pad, result) : 0;
}
