/*
 * linux_gpio_find - which chip and line a pad is, and what to say when it is not
 *
 * SPDX-License-Identifier: MIT
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "file_group.h"
#include "linux_gpio_state.h"
#include "linux_kernel.h"

#define CHIP_PREFIX "gpiochip"

static int no_permission(gpio_pad_t *pad, const char *path) {
    char reason[TOC_FILE_DENIED_SIZE];
    toc_file_denied(path, reason);
    snprintf(pad->why, sizeof(pad->why), "%.40s: %s", path, reason);
    return TOC_EACCES;
}

// Who has the pad's line: "in use by spi0".
static void tell_consumer(gpio_pad_t *pad, gpio_chip_t *chip, uint32_t offset) {
    linux_line_info_t info = {0};
    const char *who = "another program";
    if (linux_chips()->line_info(chip->chip, offset, &info) == 0 &&
        info.consumer[0] != '\0') {
        who = info.consumer;
    }
    snprintf(pad->why, sizeof(pad->why), "%s line %u%s%s%s: in use by %s",
             chip->info.name, (unsigned)offset,
             info.name[0] != '\0' ? " (" : "", info.name,
             info.name[0] != '\0' ? ")" : "", who);
}

int gpio__fail(gpio_pad_t *pad, long result) {
    int err = linux_err(result);
    if (pad->group != NULL) {
        gpio_chip_t *chip = pad->group->chip;
        const char *reason =
            err == TOC_ENODEV ? "the chip is unplugged" : toc_err_text(err);
        if (err == TOC_EBUSY) {
            tell_consumer(pad, chip, pad->offset);
            return err;
        }
        snprintf(pad->why, sizeof(pad->why), "%s line %u: %s", chip->info.name,
                 (unsigned)pad->offset, reason);
    } else {
        snprintf(pad->why, sizeof(pad->why), "%.80s: %s", pad->map.chip,
                 toc_err_text(err));
    }
    // The caller's mistakes were found before: this is the kernel's answer.
    return err == TOC_EINVAL ? TOC_ENOTSUP : err;
}

// A search for one of several names.
typedef struct {
    const char *name; // not terminated
    size_t size;
    char path[LINUX_CHIP_NAME_SIZE + 8]; // found; "" where not
    char refused[LINUX_CHIP_NAME_SIZE + 8];
} search_t;

static bool is_named(const search_t *search, const char *name) {
    return strlen(name) == search->size &&
           memcmp(name, search->name, search->size) == 0;
}

static bool visit(const char *path, void *ctx) {
    search_t *search = ctx;
    linux_chip_t *chip;
    linux_chip_info_t info;
    int err = linux_chips()->open(path, &chip);
    if (err != 0) {
        bool refused = err == -EACCES || err == -EPERM;
        if (refused && search->refused[0] == '\0') {
            snprintf(search->refused, sizeof(search->refused), "%s", path);
        }
        return true;
    }
    bool found = linux_chips()->info(chip, &info) == 0 &&
                 (is_named(search, info.label) || is_named(search, info.name));
    linux_chips()->close(chip);
    if (found) {
        snprintf(search->path, sizeof(search->path), "%s", path);
    }
    return !found;
}

// The path of the chip that the `size` characters at `name` mean.
static void search_chip(search_t *search, const char *name, size_t size) {
    search->name = name;
    search->size = size;
    if (name[0] == '/') {
        snprintf(search->path, sizeof(search->path), "%.*s", (int)size, name);
    } else if (size > sizeof(CHIP_PREFIX) - 1 &&
               memcmp(name, CHIP_PREFIX, sizeof(CHIP_PREFIX) - 1) == 0 &&
               strspn(name + sizeof(CHIP_PREFIX) - 1, "0123456789") ==
                   size - (sizeof(CHIP_PREFIX) - 1)) {
        snprintf(search->path, sizeof(search->path), "/dev/%.*s", (int)size,
                 name);
    } else {
        linux_chips()->each(visit, search);
    }
}

// An open chip of that path, or a free place for it.
static gpio_chip_t *place_of(const char *path) {
    gpio_chip_t *place = NULL;
    for (uint32_t i = 0; i < GPIO_PADS_MAX; i++) {
        gpio_chip_t *chip = &gpio__state.chips[i];
        if (chip->chip != NULL && strcmp(chip->path, path) == 0) {
            return chip;
        }
        if (chip->chip == NULL && place == NULL) {
            place = chip;
        }
    }
    return place;
}

static int open_chip(gpio_pad_t *pad, const char *path, gpio_chip_t **out) {
    gpio_chip_t *chip = place_of(path);
    if (chip == NULL) {
        return gpio__fail(pad, -ENOMEM);
    }
    if (chip->chip == NULL) {
        int err = linux_chips()->open(path, &chip->chip);
        if (err == 0) {
            err = linux_chips()->info(chip->chip, &chip->info);
            if (err != 0) {
                linux_chips()->close(chip->chip);
            }
        }
        if (err != 0) {
            chip->chip = NULL;
            if (err == -EACCES || err == -EPERM) {
                return no_permission(pad, path);
            }
            err = linux_err_open(err);
            snprintf(pad->why, sizeof(pad->why), "%s: %s", path,
                     toc_err_text(err));
            return err;
        }
        snprintf(chip->path, sizeof(chip->path), "%s", path);
    }
    *out = chip;
    return 0;
}

static int find_chip(gpio_pad_t *pad, gpio_chip_t **chip) {
    search_t search = {.path = ""};
    const char *at = pad->map.chip;
    while (search.path[0] == '\0' && *at != '\0') {
        size_t size = strcspn(at, "|");
        search_chip(&search, at, size);
        at += size + (at[size] == '|');
    }
    if (search.path[0] != '\0') {
        return open_chip(pad, search.path, chip);
    }
    if (search.refused[0] != '\0') {
        return no_permission(pad, search.refused);
    }
    snprintf(pad->why, sizeof(pad->why),
             "%.100s: there is no such chip; 'tocsin pins' lists them, --map "
             "%s=sim simulates the pin",
             pad->map.chip, pad->map.pin);
    return TOC_ENOENT;
}

static bool is_number(const char *text) {
    return text[0] != '\0' && strlen(text) < 6 &&
           text[strspn(text, "0123456789")] == '\0';
}

int gpio__find(gpio_pad_t *pad, gpio_chip_t **chip, uint32_t *offset) {
    int err = find_chip(pad, chip);
    if (err != 0) {
        return err;
    }
    uint32_t count = (*chip)->info.line_count;
    if (is_number(pad->map.line)) {
        *offset = (uint32_t)strtoul(pad->map.line, NULL, 10);
        if (*offset < count) {
            return 0;
        }
        snprintf(pad->why, sizeof(pad->why),
                 "%s has no line %s: its lines are 0 to %u", (*chip)->info.name,
                 pad->map.line, (unsigned)count - 1);
        return TOC_ENOENT;
    }
    for (uint32_t i = 0; i < count; i++) {
        linux_line_info_t info;
        if (linux_chips()->line_info((*chip)->chip, i, &info) == 0 &&
            strcmp(info.name, pad->map.line) == 0) {
            *offset = i;
            return 0;
        }
    }
    snprintf(pad->why, sizeof(pad->why),
             "%s has no line named %.60s; 'tocsin pins' lists them",
             (*chip)->info.name, pad->map.line);
    return TOC_ENOENT;
}
