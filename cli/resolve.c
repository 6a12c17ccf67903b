/*
 * resolve - the board, and the pins and times that wires and presses name
 *
 * A second pass, so that --board may stand behind the options it decides on.
 *
 * SPDX-License-Identifier: MIT
 */
#include <string.h>

#include "options_private.h"
#include "quantity.h"

// Longer than any pin's name, so a name that is cut to it stays unknown.
#define PIN_NAME_SIZE 32

// Find the pin that the `length` characters at `name` mean.
static int find_pin(toc_options_t *options, const char *label, const char *name,
                    size_t length, const toc_board_pin_t **pin) {
    char copy[PIN_NAME_SIZE];
    if (length >= sizeof(copy)) {
        length = sizeof(copy) - 1;
    }
    memcpy(copy, name, length);
    copy[length] = '\0';
    *pin = toc_board_pin(&options->board, copy);
    if (*pin != NULL) {
        return 0;
    }
    char reason[TOC_BOARD_ERROR_SIZE];
    toc_board_pin_unknown(&options->board, copy, reason);
    return toc__options_fail(options, "%s: %s", label, reason);
}

static int resolve_wire(toc_options_t *options, toc_options_wire_t *wire) {
    char label[TOC__LABEL_SIZE];
    toc__options_label(label, "--wire ", wire->text);

    const char *equals = strchr(wire->text, '=');
    if (equals == NULL || equals == wire->text || equals[1] == '\0') {
        return toc__options_fail(
            options, "%s: has to be two pins, such as P9=P10", label);
    }

    const toc_board_pin_t *a;
    const toc_board_pin_t *b;
    int err =
        find_pin(options, label, wire->text, (size_t)(equals - wire->text), &a);
    if (err == 0) {
        err = find_pin(options, label, equals + 1, strlen(equals + 1), &b);
    }
    if (err != 0) {
        return err;
    }
    if (a->gpio == b->gpio) {
        return toc__options_fail(options, "%s: a wire joins two different pins",
                                 label);
    }

    wire->gpio_a = a->gpio;
    wire->gpio_b = b->gpio;
    memcpy(wire->name_a, a->name, sizeof(wire->name_a));
    memcpy(wire->name_b, b->name, sizeof(wire->name_b));
    return 0;
}

static int read_times(toc_options_t *options, toc_options_press_t *press,
                      const char *label, const char *times) {
    const char *why;
    size_t at_length = strcspn(times, ":");
    if (toc__quantity_duration(times, at_length, &press->at_ns, &why) != 0) {
        return toc__options_fail(options, "%s: %s", label, why);
    }

    press->for_ns = TOC_OPTIONS_PRESS_NS_DEFAULT;
    if (times[at_length] == ':') {
        const char *text = times + at_length + 1;
        if (toc__quantity_duration(text, strlen(text), &press->for_ns, &why) !=
            0) {
            return toc__options_fail(options, "%s: %s", label, why);
        }
    }
    if (press->for_ns == 0) {
        return toc__options_fail(
            options, "%s: a press has to last longer than 0", label);
    }
    // Neither is more than INT64_MAX, so the sum cannot wrap.
    if (press->at_ns + press->for_ns > (uint64_t)INT64_MAX) {
        return toc__options_fail(
            options, "%s: has to end within 9223372036s (292 years)", label);
    }
    return 0;
}

static int resolve_press(toc_options_t *options, toc_options_press_t *press) {
    char label[TOC__LABEL_SIZE];
    toc__options_label(label, "--press ", press->text);

    const char *at = strchr(press->text, '@');
    if (at == NULL || at == press->text) {
        return toc__options_fail(
            options,
            "%s: has to be a pin, when and how long, such as P10@1.5s:200ms",
            label);
    }

    const toc_board_pin_t *pin;
    int err =
        find_pin(options, label, press->text, (size_t)(at - press->text), &pin);
    if (err != 0) {
        return err;
    }
    press->gpio = pin->gpio;
    memcpy(press->name, pin->name, sizeof(press->name));
    return read_times(options, press, label, at + 1);
}

int toc__options_resolve(toc_options_t *options) {
    char reason[TOC_BOARD_ERROR_SIZE];
    if (toc_board_find(&options->board, options->board_name, reason) != 0) {
        return toc__options_fail(options, "--board: %s", reason);
    }

    int err = 0;
    for (uint32_t i = 0; err == 0 && i < options->wire_count; i++) {
        err = resolve_wire(options, &options->wires[i]);
    }
    for (uint32_t i = 0; err == 0 && i < options->press_count; i++) {
        err = resolve_press(options, &options->presses[i]);
    }
    return err;
}
