/*
 * map_pin - which pin of the board is which line of this machine
 *
 * A map is PIN=CHIP:LINE, perhaps with ",active-low" behind it, or PIN=sim. The
 * last colon divides, as labels of chips may have some: "INT34C6:00:17".
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdio.h>
#include <string.h>

#include "adc.h"
#include "options_private.h"

#define ALL_PINS   "pins"
#define SIMULATED  "sim"
#define ACTIVE_LOW ",active-low"

// The board without pins of its own.
#define BOARD_WITHOUT_PINS "linux"

static bool is_text(const char *text, size_t size, const char *other) {
    return strlen(other) == size && memcmp(text, other, size) == 0;
}

static void copy_name(char to[16], const char *name, size_t size) {
    snprintf(to, 16, "%.*s", (int)size, name);
}

static const char *file_of(const toc_options_bus_map_t *map, size_t size) {
    return map->text + size + (map->text[size] == '=');
}

bool toc__options_is_pin_map(const toc_options_t *options,
                             const toc_options_bus_map_t *map, size_t size) {
    char name[16];
    copy_name(name, map->text, size);
    const char *file = file_of(map, size);
    // Perhaps of a pin that there is not.
    bool is_line = strchr(file, '/') == NULL && strchr(file, ':') != NULL;
    return size > 0 && (is_text(map->text, size, ALL_PINS) ||
                        toc_board_pin(&options->board, name) != NULL ||
                        is_line || strcmp(file, SIMULATED) == 0);
}

const toc_options_bus_map_t *toc__options_line(const toc_options_t *options,
                                               uint32_t gpio) {
    for (uint32_t i = 0; i < options->bus_map_count; i++) {
        const toc_options_bus_map_t *map = &options->bus_maps[i];
        if (map->kind == TOC_BUS_MAP_PIN && map->name[0] != '\0' &&
            map->number == gpio && map->line.chip[0] != '\0') {
            return map;
        }
    }
    return NULL;
}

static bool is_letter(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
}

static bool is_pin_name(const char *name, size_t size) {
    const size_t most = sizeof(((toc_board_pin_t *)0)->name) - 1;
    size_t fine = 0;
    while (fine < size &&
           (is_letter(name[fine]) ||
            (fine > 0 && name[fine] >= '0' && name[fine] <= '9'))) {
        fine++;
    }
    return size > 0 && size <= most && fine == size;
}

// Give the board without pins one of that name.
static int make_pin(toc_options_t *options, const char *label, const char *name,
                    size_t size) {
    toc_board_t *board = &options->board;
    if (!is_pin_name(name, size)) {
        return toc__options_fail(options,
                                 "%s: '%.*s' is no name of a pin: a letter, "
                                 "then letters, digits or _, 7 at most",
                                 label, (int)size, name);
    }
    if (board->pin_count == TOC_BOARD_PINS_MAX) {
        return toc__options_fail(options, "%s: at most %d pins", label,
                                 TOC_BOARD_PINS_MAX);
    }
    toc_board_pin_t *pin = &board->pins[board->pin_count];
    *pin = (toc_board_pin_t){.adc = -1, .touch = -1, .dac = -1};
    snprintf(pin->name, sizeof(pin->name), "%.*s", (int)size, name);
    pin->gpio = (uint8_t)board->pin_count++;
    return 0;
}

int toc__options_map_find(toc_options_t *options, const char *label,
                          const char *name, size_t size,
                          const toc_board_pin_t **pin) {
    char copy[16];
    copy_name(copy, name, size);
    if (strcmp(options->board.name, BOARD_WITHOUT_PINS) == 0 &&
        toc_board_pin(&options->board, copy) == NULL) {
        int err = make_pin(options, label, name, size);
        if (err != 0) {
            return err;
        }
    }
    *pin = toc_board_pin(&options->board, copy);
    if (*pin == NULL) {
        char reason[TOC_BOARD_ERROR_SIZE];
        toc_board_pin_unknown(&options->board, copy, reason);
        return toc__options_fail(options, "%s: %s", label, reason);
    }
    return 0;
}

int toc__options_map_adc(toc_options_t *options, const char *label,
                         const toc_board_pin_t *pin) {
    toc_board_t *board = &options->board;
    if (pin->adc >= 0) {
        return 0;
    }
    int channel = 0;
    for (uint32_t i = 0; i < board->pin_count; i++) {
        if (board->pins[i].adc >= channel) {
            channel = board->pins[i].adc + 1;
        }
    }
    if (strcmp(board->name, BOARD_WITHOUT_PINS) != 0) {
        return toc__options_fail(options, "%s: %s is no analog input", label,
                                 pin->name);
    }
    if (channel == TOC_ADC_CHANNELS) {
        return toc__options_fail(options, "%s: at most %d analog inputs", label,
                                 TOC_ADC_CHANNELS);
    }
    board->pins[pin - board->pins].adc = (int8_t)channel;
    return 0;
}

static int find_pin(toc_options_t *options, toc_options_bus_map_t *map,
                    const char *label, size_t size) {
    const toc_board_pin_t *pin;
    int err = toc__options_map_find(options, label, map->text, size, &pin);
    if (err != 0) {
        return err;
    }
    for (const toc_options_bus_map_t *m = options->bus_maps; m < map; m++) {
        if (m->kind == TOC_BUS_MAP_PIN && m->name[0] != '\0' &&
            m->number == pin->gpio) {
            return toc__options_fail(options, "%s: %s is given twice", label,
                                     pin->name);
        }
    }
    map->number = pin->gpio;
    snprintf(map->name, sizeof(map->name), "%s", pin->name);
    return 0;
}

// "gpiochip0:17", "gpiochip0:GPIO17,active-low".
static int read_line(toc_options_t *options, toc_options_bus_map_t *map,
                     const char *label) {
    toc_options_line_t *line = &map->line;
    size_t size = strlen(map->file);
    size_t mark = strlen(ACTIVE_LOW);
    line->active_low =
        size > mark && strcmp(map->file + size - mark, ACTIVE_LOW) == 0;
    size -= line->active_low ? mark : 0;

    size_t colon = size;
    while (colon > 0 && map->file[colon - 1] != ':') {
        colon--;
    }
    if (colon <= 1 || colon == size || colon > sizeof(line->chip) ||
        size - colon >= sizeof(line->line)) {
        return toc__options_fail(
            options,
            "%s: '%.60s' is no line of a chip, such as %s=gpiochip0:17 or "
            "%s=gpiochip0:GPIO17; 'tocsin pins' lists them",
            label, map->file, map->name, map->name);
    }
    snprintf(line->chip, sizeof(line->chip), "%.*s", (int)colon - 1, map->file);
    snprintf(line->line, sizeof(line->line), "%.*s", (int)(size - colon),
             map->file + colon);
    return 0;
}

static int check_line(toc_options_t *options, const toc_options_bus_map_t *map,
                      const char *label) {
    for (const toc_options_bus_map_t *m = options->bus_maps; m < map; m++) {
        if (m->kind == TOC_BUS_MAP_PIN &&
            strcmp(m->line.chip, map->line.chip) == 0 &&
            strcmp(m->line.line, map->line.line) == 0) {
            return toc__options_fail(options, "%s: %s:%s is %s already", label,
                                     map->line.chip, map->line.line, m->name);
        }
    }
    return 0;
}

int toc__options_resolve_pin_map(toc_options_t *options,
                                 toc_options_bus_map_t *map, const char *label,
                                 size_t size) {
    map->kind = TOC_BUS_MAP_PIN;
    map->file = file_of(map, size);
    bool simulated = strcmp(map->file, SIMULATED) == 0;
    if (is_text(map->text, size, ALL_PINS)) {
        options->simulate_pins = true;
        return simulated ? 0
                         : toc__options_fail(options,
                                             "%s: only pins=sim is possible, "
                                             "which simulates them all",
                                             label);
    }
    int err = find_pin(options, map, label, size);
    if (err == 0 && !simulated) {
        err = read_line(options, map, label);
    }
    if (err == 0 && !simulated) {
        err = check_line(options, map, label);
    }
    return err;
}

static bool is_mapped(const toc_options_t *options, uint32_t gpio) {
    for (uint32_t i = 0; i < options->bus_map_count; i++) {
        const toc_options_bus_map_t *map = &options->bus_maps[i];
        if (map->kind == TOC_BUS_MAP_PIN && map->name[0] != '\0' &&
            map->number == gpio) {
            return true;
        }
    }
    return false;
}

int toc__options_map_board(toc_options_t *options) {
    int err = 0;
    for (uint32_t i = 0; err == 0 && i < options->board.pin_count; i++) {
        const toc_board_pin_t *pin = &options->board.pins[i];
        if (pin->line[0] == '\0' || options->simulate_pins ||
            is_mapped(options, pin->gpio)) {
            continue;
        }
        if (options->bus_map_count == TOC_OPTIONS_BUS_MAPS_MAX) {
            return toc__options_fail(options, "--map: at most %d of them",
                                     TOC_OPTIONS_BUS_MAPS_MAX);
        }
        toc_options_bus_map_t *map =
            &options->bus_maps[options->bus_map_count++];
        *map = (toc_options_bus_map_t){.text = pin->line,
                                       .kind = TOC_BUS_MAP_PIN,
                                       .number = pin->gpio,
                                       .file = pin->line};
        memcpy(map->name, pin->name, sizeof(pin->name));
        char label[TOC__LABEL_SIZE];
        toc__options_label(label, "--board ", options->board_name);
        err = read_line(options, map, label);
        if (err == 0) {
            err = check_line(options, map, label);
        }
    }
    return err;
}
