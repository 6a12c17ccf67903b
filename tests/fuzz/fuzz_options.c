/*
 * fuzz_options - any command line parses into something consistent
 *
 * The input is split into arguments at newlines and NULs.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "options.h"

#define ARGS_MAX 256

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds, const char *what) {
    if (!holds) {
        fprintf(stderr, "does not hold: %s\n", what);
        abort();
    }
}

#define REQUIRE(condition) require(condition, #condition)

// Each argument is a block of its own, so that a byte read beyond one shows.
static int split(const uint8_t *data, size_t size, char *argv[ARGS_MAX + 1]) {
    int argc = 0;
    argv[argc++] = strdup("tocsin");
    while (size > 0 && argc < ARGS_MAX) {
        size_t length = 0;
        while (length < size && data[length] != '\n' && data[length] != '\0') {
            length++;
        }
        argv[argc] = malloc(length + 1);
        REQUIRE(argv[argc] != NULL);
        memcpy(argv[argc], data, length);
        argv[argc++][length] = '\0';
        size_t used = length < size ? length + 1 : length;
        data += used;
        size -= used;
    }
    argv[argc] = NULL;
    return argc;
}

static bool is_board_pin(const toc_options_t *options, const char *name,
                         uint8_t gpio) {
    const toc_board_pin_t *pin = toc_board_pin(&options->board, name);
    return pin != NULL && pin->gpio == gpio;
}

static void check_error(const toc_options_t *options) {
    size_t length = strnlen(options->error, sizeof(options->error));
    REQUIRE(length > 0 && length < sizeof(options->error));
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)options->error[i];
        REQUIRE(c >= ' ' && c != 0x7f);
    }
}

static void check_program(const toc_options_t *options, int argc,
                          char *const *argv) {
    bool is_none = options->program == TOC_PROGRAM_REPL;
    REQUIRE(options->program <= TOC_PROGRAM_MODULE);
    REQUIRE(options->first_arg >= (is_none ? argc : 2));
    REQUIRE(options->first_arg <= argc);
    REQUIRE(is_none == (options->program_text == NULL));
    REQUIRE(is_none == (options->argv0 == NULL));
    if (!is_none) {
        // It is the end of the argument in front of the program's own.
        const char *before = argv[options->first_arg - 1];
        REQUIRE(options->program_text >= before);
        REQUIRE(options->program_text <= before + strlen(before));
    }
}

static void check_map(const toc_options_t *options,
                      const toc_options_bus_map_t *map) {
    bool is_all = map->name[0] == '\0'; // pins=sim
    if (map->kind != TOC_BUS_MAP_PIN || is_all) {
        return;
    }
    REQUIRE(is_board_pin(options, map->name, (uint8_t)map->number));
    REQUIRE((map->line.chip[0] == '\0') == (strcmp(map->file, "sim") == 0));
    REQUIRE((map->line.chip[0] == '\0') == (map->line.line[0] == '\0'));
}

static void check_result(const toc_options_t *options) {
    uint32_t depth = options->irq_depth;
    REQUIRE(depth >= 1 && depth <= 65536 && (depth & (depth - 1)) == 0);
    REQUIRE(options->heap_bytes >= TOC_OPTIONS_HEAP_MIN_BYTES);
    REQUIRE(options->optimise <= 9);
    REQUIRE(options->emit <= TOC_EMIT_VIPER);
    REQUIRE(strcmp(options->board.name, options->board_name) == 0);
    REQUIRE(options->wire_count <= TOC_OPTIONS_WIRES_MAX);
    REQUIRE(options->press_count <= TOC_OPTIONS_PRESSES_MAX);
    for (uint32_t i = 0; i < options->wire_count; i++) {
        const toc_options_wire_t *wire = &options->wires[i];
        REQUIRE(wire->gpio_a != wire->gpio_b);
        REQUIRE(is_board_pin(options, wire->name_a, wire->gpio_a));
        REQUIRE(is_board_pin(options, wire->name_b, wire->gpio_b));
    }
    REQUIRE(options->bus_map_count <= TOC_OPTIONS_BUS_MAPS_MAX);
    for (uint32_t i = 0; i < options->bus_map_count; i++) {
        check_map(options, &options->bus_maps[i]);
    }
    const toc_options_replay_t *replay = &options->replay;
    REQUIRE(replay->map_count <= TOC_OPTIONS_MAPS_MAX);
    for (uint32_t i = 0; i < replay->map_count; i++) {
        const toc_options_map_t *map = &replay->maps[i];
        REQUIRE(is_board_pin(options, map->name, map->gpio));
        REQUIRE(map->variable > replay->text + replay->path_size);
        REQUIRE(map->variable[map->variable_size] == '=');
    }
    for (uint32_t i = 0; i < options->press_count; i++) {
        const toc_options_press_t *press = &options->presses[i];
        REQUIRE(is_board_pin(options, press->name, press->gpio));
        REQUIRE(press->for_ns > 0 && press->for_ns <= INT64_MAX);
        REQUIRE(press->at_ns <= (uint64_t)INT64_MAX - press->for_ns);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char *argv[ARGS_MAX + 1];
    int argc = split(data, size, argv);

    toc_options_t options;
    memset(&options, 0xa5, sizeof(options));
    int result = toc_options_parse(&options, argc, argv);
    REQUIRE(result == 0 || result == 1 || result == TOC_EINVAL);
    REQUIRE((result == TOC_EINVAL) == (options.error[0] != '\0'));
    if (result == TOC_EINVAL) {
        check_error(&options);
    } else if (result == 1) {
        REQUIRE(options.program == TOC_PROGRAM_SHOW_HELP ||
                options.program == TOC_PROGRAM_SHOW_VERSION);
    } else {
        check_program(&options, argc, argv);
        check_result(&options);
    }

    for (int i = 0; i < argc; i++) {
        free(argv[i]);
    }
    return 0;
}
