/*
 * pins - tocsin pins: the GPIO chips of this machine and what the map makes of
 * them
 *
 * SPDX-License-Identifier: MIT
 */
#include "pins.h"

#include <stdlib.h>
#include <string.h>

#include "command.h"

#define NAME_WIDTH 16
#define USED_WIDTH 24

static void (*each_chip)(const toc_pins_visitor_t *visitor);

typedef struct {
    FILE *out;
    FILE *err;
    const toc_options_t *options;
    toc_pins_chip_t chip;
    uint32_t chips;
    uint32_t troubles;
    bool found[TOC_OPTIONS_BUS_MAPS_MAX]; // maps whose line there is
} list_t;

static bool is_word(const char *word, size_t size, const char *text) {
    return strlen(text) == size && memcmp(word, text, size) == 0;
}

// Whether one of the chips of a map, "soc|gpiochip3", is this one.
static bool is_chip(const char *names, const toc_pins_chip_t *chip) {
    bool found = false;
    for (const char *at = names; !found && *at != '\0';) {
        size_t size = strcspn(at, "|");
        found = is_word(at, size, chip->name) ||
                is_word(at, size, chip->label) || is_word(at, size, chip->path);
        at += size + (at[size] == '|');
    }
    return found;
}

static bool is_line(const char *text, const toc_pins_line_t *line) {
    char number[12];
    snprintf(number, sizeof(number), "%u", (unsigned)line->offset);
    return strcmp(text, number) == 0 ||
           (line->name[0] != '\0' && strcmp(text, line->name) == 0);
}

// The map of a line, NULL when it has none.
static const toc_options_bus_map_t *map_of(list_t *list,
                                           const toc_pins_line_t *line) {
    const toc_options_t *options = list->options;
    for (uint32_t i = 0; i < options->bus_map_count; i++) {
        const toc_options_bus_map_t *map = &options->bus_maps[i];
        if (map->kind == TOC_BUS_MAP_PIN && map->line.chip[0] != '\0' &&
            is_chip(map->line.chip, &list->chip) &&
            is_line(map->line.line, line)) {
            list->found[i] = true;
            return map;
        }
    }
    return NULL;
}

static void print_chip(void *ctx, const toc_pins_chip_t *chip) {
    list_t *list = ctx;
    list->chips++;
    list->chip = *chip;
    if (chip->trouble != NULL) {
        list->troubles++;
        fprintf(list->err, "tocsin: %s: %s\n", chip->path, chip->trouble);
        return;
    }
    fprintf(list->out, "%s%s [%s], %u lines\n", list->chips > 1 ? "\n" : "",
            chip->name, chip->label, (unsigned)chip->line_count);
    fprintf(list->out, "  %5s  %-*s %-3s  %-*s %s\n", "line", NAME_WIDTH,
            "name", "dir", USED_WIDTH, "used by", "pin");
}

static void print_pin(const list_t *list, const toc_options_bus_map_t *map) {
    const toc_board_pin_t *pin =
        toc_board_pin(&list->options->board, map->name);
    fprintf(list->out, "%s", map->name);
    if (pin != NULL && pin->exp[0] != '\0') {
        fprintf(list->out, " (%s)", pin->exp);
    }
    if (map->line.active_low) {
        fputs(", active low", list->out);
    }
}

static void print_line(void *ctx, const toc_pins_line_t *line) {
    list_t *list = ctx;
    const toc_options_bus_map_t *map = map_of(list, line);
    const char *used = !line->used              ? "-"
                       : line->consumer[0] == 0 ? "the kernel"
                                                : line->consumer;
    fprintf(list->out, "  %5u  %-*s %-3s  ", (unsigned)line->offset, NAME_WIDTH,
            line->name[0] != '\0' ? line->name : "-",
            line->output ? "out" : "in");
    if (map == NULL) {
        fprintf(list->out, "%s\n", used);
        return;
    }
    fprintf(list->out, "%-*s ", USED_WIDTH, used);
    print_pin(list, map);
    fputc('\n', list->out);
}

static void print_missing(const list_t *list) {
    const toc_options_t *options = list->options;
    bool any = false;
    for (uint32_t i = 0; i < options->bus_map_count; i++) {
        const toc_options_bus_map_t *map = &options->bus_maps[i];
        if (map->kind != TOC_BUS_MAP_PIN || map->line.chip[0] == '\0' ||
            list->found[i]) {
            continue;
        }
        fprintf(list->out, "%s%s=%s\n",
                any ? "" : "\nPins whose line is not there:\n", map->name,
                map->file);
        any = true;
    }
}

void toc_pins_from(void (*each)(const toc_pins_visitor_t *visitor)) {
    each_chip = each;
}

int toc_pins_print(FILE *out, FILE *err, const toc_options_t *options) {
    static list_t list;
    list = (list_t){.out = out, .err = err, .options = options};
    toc_pins_visitor_t visitor = {
        .ctx = &list, .chip = print_chip, .line = print_line};
    if (each_chip != NULL) {
        each_chip(&visitor);
    }
    print_missing(&list);
    if (list.chips == 0) {
        fputs("tocsin: this machine has no GPIO chips, there is no "
              "/dev/gpiochip0\n",
              err);
    }
    return list.chips == list.troubles ? EXIT_FAILURE : EXIT_SUCCESS;
}

// Whether the board has pins of its own is not the question here.
static bool has_only_no_pins(const toc_options_t *options) {
    return options->board.name[0] != '\0' && options->board.pin_count == 0;
}

int toc_pins_command(int argc, char *const *argv) {
    static toc_options_t options;
    int err = toc_options_parse(&options, argc, argv);
    if (err < 0 && !has_only_no_pins(&options)) {
        fprintf(stderr, "tocsin: pins: %s\n", options.error);
        return TOC_COMMAND_USAGE;
    }
    if (err == 1 || options.program != TOC_PROGRAM_REPL) {
        fputs("usage: tocsin pins [--board NAME] [--map PIN=CHIP:LINE ...]\n",
              stderr);
        return TOC_COMMAND_USAGE;
    }
    return toc_pins_print(stdout, stderr, &options);
}
