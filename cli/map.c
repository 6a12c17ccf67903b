/*
 * map - which bus of the board is one of this machine
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdio.h>
#include <string.h>

#include "options_private.h"

static const struct {
    const char *name;
    uint32_t count;
    const char *example;
} KINDS[] = {
    [TOC_BUS_MAP_I2C] = {"i2c", 3, "/dev/i2c-1"},
    [TOC_BUS_MAP_SPI] = {"spi", 2, "/dev/spidev0.0"},
    [TOC_BUS_MAP_UART] = {"uart", 3, "/dev/ttyUSB0"},
};

#define KINDS_COUNT (sizeof(KINDS) / sizeof(KINDS[0]))

// Find the kind that the `size` characters at `name` begin with: "i2c0".
// Returns its index, KINDS_COUNT where there is none.
static size_t find_kind(const char *name, size_t size) {
    size_t kind = 0;
    while (kind < KINDS_COUNT &&
           (size <= strlen(KINDS[kind].name) ||
            memcmp(name, KINDS[kind].name, strlen(KINDS[kind].name)) != 0)) {
        kind++;
    }
    return kind;
}

static int read_bus(toc_options_t *options, toc_options_bus_map_t *map,
                    const char *label, size_t size) {
    size_t kind = find_kind(map->text, size);
    if (kind == KINDS_COUNT) {
        return toc__options_fail(
            options,
            "%s: has to be a bus and its device file, such as "
            "i2c0=/dev/i2c-1, spi0=/dev/spidev0.0 or uart1=/dev/ttyUSB0",
            label);
    }
    const char *digits = map->text + strlen(KINDS[kind].name);
    uint32_t number = (uint32_t)(*digits - '0');
    if (map->text + size - digits != 1 || number >= KINDS[kind].count) {
        return toc__options_fail(
            options, "%s: there is no '%.*s', only %s0 to %s%u", label,
            (int)size, map->text, KINDS[kind].name, KINDS[kind].name,
            (unsigned)KINDS[kind].count - 1);
    }
    map->kind = (enum toc_bus_map)kind;
    map->number = number;
    snprintf(map->name, sizeof(map->name), "%.*s", (int)size, map->text);
    return 0;
}

static int check_file(toc_options_t *options, const toc_options_bus_map_t *map,
                      const char *label) {
    if (strchr(map->file, '/') == NULL) {
        return toc__options_fail(
            options, "%s: '%s' is no path of a device file, such as %s=%s",
            label, map->file, map->name, KINDS[map->kind].example);
    }
    for (const toc_options_bus_map_t *m = options->bus_maps; m < map; m++) {
        if (strcmp(m->name, map->name) == 0) {
            return toc__options_fail(options, "%s: %s is given twice", label,
                                     map->name);
        }
        if (strcmp(m->file, map->file) == 0) {
            return toc__options_fail(options, "%s: %s is %s already", label,
                                     map->file, m->name);
        }
    }
    return 0;
}

int toc__options_resolve_map(toc_options_t *options,
                             toc_options_bus_map_t *map) {
    char label[TOC__LABEL_SIZE];
    toc__options_label(label, "--map ", map->text);
    const char *equals = strchr(map->text, '=');
    size_t size = equals != NULL ? (size_t)(equals - map->text) : 0;
    int err = read_bus(options, map, label, size);
    if (err == 0) {
        map->file = equals + 1;
        err = check_file(options, map, label);
    }
    return err;
}
