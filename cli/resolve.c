/*
 * resolve - the board, and the pins and times that other options name
 *
 * A second pass, so that --board may stand behind the options it decides on.
 *
 * SPDX-License-Identifier: MIT
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "board_file.h"
#include "board_model.h"
#include "options_private.h"
#include "quantity.h"

// Longer than any pin's name, so a name that is cut to it stays unknown.
#define PIN_NAME_SIZE 32

// Of a pins.csv: that of 64 pins is a tenth of it.
#define TABLE_SIZE_MAX 65536

// Write what an error about a value begins with.
static void label_of(char label[TOC__LABEL_SIZE], const char *option,
                     const char *text) {
    char place[TOC_BOARD_FILE_PLACE_SIZE];
    char prefix[TOC_BOARD_FILE_PLACE_SIZE + 1];
    toc_board_file_place(place, option, text);
    snprintf(prefix, sizeof(prefix), "%s ", place);
    toc__options_label(label, prefix, text);
}

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
        const toc_options_bus_map_t *map =
            toc__options_line(options, (*pin)->gpio);
        return map == NULL
                   ? 0
                   : toc__options_fail(options,
                                       "%s: %s is a pin of this machine, %s; "
                                       "--map %s=sim simulates it",
                                       label, (*pin)->name, map->file,
                                       (*pin)->name);
    }
    char reason[TOC_BOARD_ERROR_SIZE];
    toc_board_pin_unknown(&options->board, copy, reason);
    return toc__options_fail(options, "%s: %s", label, reason);
}

static int resolve_wire(toc_options_t *options, toc_options_wire_t *wire) {
    char label[TOC__LABEL_SIZE];
    label_of(label, "wire", wire->text);

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
    label_of(label, "press", press->text);

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

// One "D0=P10" of a recording, the `size` characters at `text`.
static int resolve_map(toc_options_t *options, const char *label,
                       const char *text, size_t size) {
    toc_options_replay_t *replay = &options->replay;
    const char *equals = memchr(text, '=', size);
    if (equals == text || equals == text + size - 1) {
        return toc__options_fail(
            options,
            "%s: has to be a file, then variables and their pins, "
            "such as FILE.vcd,D0=P10,D1=P9",
            label);
    }
    if (replay->map_count == TOC_OPTIONS_MAPS_MAX) {
        return toc__options_fail(options, "%s: at most %d variables", label,
                                 TOC_OPTIONS_MAPS_MAX);
    }
    const toc_board_pin_t *pin;
    int err = find_pin(options, label, equals + 1,
                       (size_t)(text + size - equals - 1), &pin);
    if (err != 0) {
        return err;
    }
    for (uint32_t i = 0; i < replay->map_count; i++) {
        if (replay->maps[i].gpio == pin->gpio) {
            return toc__options_fail(options, "%s: %s is given twice", label,
                                     pin->name);
        }
    }
    toc_options_map_t *map = &replay->maps[replay->map_count++];
    map->variable = text;
    map->variable_size = (size_t)(equals - text);
    map->gpio = pin->gpio;
    memcpy(map->name, pin->name, sizeof(map->name));
    return 0;
}

// Where the last of the `size` characters at `text` is a "D0=P10" behind a
// comma, that comma; else the end. A comma may be part of the file's name.
static size_t last_map(const char *text, size_t size) {
    size_t at = size;
    while (at > 0 && text[at - 1] != ',') {
        at--;
    }
    bool is_map = at > 0 && memchr(text + at, '=', size - at) != NULL;
    return is_map ? at - 1 : size;
}

static int resolve_replay(toc_options_t *options) {
    toc_options_replay_t *replay = &options->replay;
    char label[TOC__LABEL_SIZE];
    toc__options_label(label, "--replay ", replay->text);

    replay->path_size = strlen(replay->text);
    for (;;) {
        size_t comma = last_map(replay->text, replay->path_size);
        if (comma == replay->path_size) {
            break;
        }
        replay->path_size = comma;
    }
    if (replay->path_size == 0) {
        return toc__options_fail(options, "%s: the name of the file is empty",
                                 label);
    }

    int err = 0;
    const char *at = replay->text + replay->path_size;
    while (err == 0 && *at == ',') {
        size_t size = strcspn(at + 1, ",");
        err = resolve_map(options, label, at + 1, size);
        at += 1 + size;
    }
    return err;
}

// Whether --board names a file instead of a board: maps/pins.csv.
static bool is_table(const char *name) {
    size_t size = strlen(name);
    return strchr(name, '/') != NULL ||
           (size > 4 && strcmp(name + size - 4, ".csv") == 0);
}

// The file's name without folder and ending.
static void name_board(toc_board_t *board, const char *path) {
    const char *slash = strrchr(path, '/');
    const char *name = slash != NULL ? slash + 1 : path;
    size_t size = strcspn(name, ".");
    snprintf(board->name, sizeof(board->name), "%.*s", (int)size, name);
    memcpy(board->sysname, board->name, sizeof(board->sysname));
}

// Returns its size; one that does not fit is told as longer than the text.
static size_t read_text(const char *path, char text[TABLE_SIZE_MAX + 1]) {
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return 0;
    }
    errno = 0;
    size_t size = fread(text, 1, TABLE_SIZE_MAX + 1, file);
    int why = ferror(file) != 0 ? errno : 0;
    (void)fclose(file);
    errno = why;
    return why == 0 ? size : 0;
}

static int read_table(toc_options_t *options) {
    static char text[TABLE_SIZE_MAX + 1];
    char reason[TOC_BOARD_ERROR_SIZE];
    char place[TOC_BOARD_FILE_PLACE_SIZE];
    toc_board_file_place(place, "board", options->board_name);
    errno = 0;
    size_t size = read_text(options->board_name, text);
    if (errno != 0 || size > TABLE_SIZE_MAX) {
        return toc__options_fail(
            options, "%s %.100s: cannot be read: %s", place,
            options->board_name,
            // NOLINTNEXTLINE(concurrency-mt-unsafe): no other thread runs yet
            errno != 0 ? strerror(errno) : "is longer than 64 KiB");
    }
    int err = toc_board_parse(&options->board, text, size, reason);
    if (err != 0) {
        return toc__options_fail(options, "%s %.100s: %s", place,
                                 options->board_name, reason);
    }
    name_board(&options->board, options->board_name);
    return 0;
}

static int find_board(toc_options_t *options) {
    char reason[TOC_BOARD_ERROR_SIZE];
    if (is_table(options->board_name)) {
        return read_table(options);
    }
    if (toc_board_find(&options->board, options->board_name, reason) != 0) {
        char place[TOC_BOARD_FILE_PLACE_SIZE];
        toc_board_file_place(place, "board", options->board_name);
        return toc__options_fail(options, "%s: %s", place, reason);
    }
    return 0;
}

static int resolve_maps(toc_options_t *options) {
    int err = 0;
    for (uint32_t i = 0; err == 0 && i < options->bus_map_count; i++) {
        err = toc__options_resolve_map(options, &options->bus_maps[i]);
    }
    if (err == 0) {
        err = toc__options_map_board(options);
    }
    if (err == 0 && options->board.pin_count == 0 &&
        options->bus_map_count == 0) {
        err = toc__options_fail(options,
                                "--board %s: has no pins of its own; give it "
                                "some, such as --map P9=gpiochip0:17",
                                options->board.name);
    }
    return err;
}

int toc__options_resolve(toc_options_t *options) {
    if (find_board(options) != 0) {
        return TOC_EINVAL;
    }

    if (options->heap_bytes == 0) {
        const toc_board_model_t *model = toc_board_model(options->board.name);
        // The board's pointers have 32 bits, so its objects are smaller.
        options->heap_bytes =
            options->dialect == TOC_DIALECT_UPSTREAM
                ? TOC_OPTIONS_HEAP_UPSTREAM_BYTES
                : (size_t)model->heap_kib * 1024 * (sizeof(void *) / 4);
    }
    if (options->hold && (!options->virtual_time || options->control == NULL)) {
        return toc__options_fail(options, "--hold: goes with --virtual-time "
                                          "and --control");
    }

    int err = resolve_maps(options);
    for (uint32_t i = 0; err == 0 && i < options->wire_count; i++) {
        err = resolve_wire(options, &options->wires[i]);
    }
    for (uint32_t i = 0; err == 0 && i < options->press_count; i++) {
        err = resolve_press(options, &options->presses[i]);
    }
    if (err == 0 && options->replay.text != NULL) {
        err = resolve_replay(options);
    }
    return err;
}
