/*
 * map - which bus of the board is one of this machine
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdio.h>
#include <string.h>

#include "options_private.h"

// In the place of a count: a pin is behind the kind.
#define PINS UINT32_MAX

// The kernel's limit for the name of an interface, with its end.
#define INTERFACE_SIZE 16

// What a bus can be of this machine.
enum form { FORM_FILE, FORM_CHANNEL, FORM_INTERFACE };

static const char *const form_names[] = {
    [FORM_FILE] = "path of a device file",
    [FORM_CHANNEL] = "channel of a device",
    [FORM_INTERFACE] = "name of a network interface",
};

static const struct {
    const char *name;
    uint32_t count; // 0: there is one, without a number
    enum form form;
    const char *example;
} KINDS[] = {
    [TOC_BUS_MAP_I2C] = {"i2c", 3, FORM_FILE, "/dev/i2c-1"},
    [TOC_BUS_MAP_SPI] = {"spi", 2, FORM_FILE, "/dev/spidev0.0"},
    [TOC_BUS_MAP_UART] = {"uart", 3, FORM_FILE, "/dev/ttyUSB0"},
    [TOC_BUS_MAP_WDT] = {"wdt", 0, FORM_FILE, "/dev/watchdog"},
    [TOC_BUS_MAP_RTC] = {"rtc", 0, FORM_FILE, "/dev/rtc0"},
    [TOC_BUS_MAP_ADC] = {"adc@", PINS, FORM_CHANNEL, "iio:device0:voltage0"},
    [TOC_BUS_MAP_CAN] = {"can", 1, FORM_INTERFACE, "can0"},
    [TOC_BUS_MAP_PWM] = {"pwm@", PINS, FORM_CHANNEL, "pwmchip0:0"},
};

#define KINDS_COUNT (sizeof(KINDS) / sizeof(KINDS[0]))

// Find the kind that the `size` characters at `name` begin with: "i2c0".
// Returns its index, KINDS_COUNT where there is none.
static size_t find_kind(const char *name, size_t size) {
    size_t kind = 0;
    while (kind < KINDS_COUNT &&
           (size < strlen(KINDS[kind].name) + (KINDS[kind].count != 0) ||
            memcmp(name, KINDS[kind].name, strlen(KINDS[kind].name)) != 0)) {
        kind++;
    }
    return kind;
}

// The number behind the kind: one digit, or none where there is one only.
static bool read_number(const char *name, size_t size, size_t kind,
                        uint32_t *number) {
    size_t at = strlen(KINDS[kind].name);
    if (KINDS[kind].count == 0) {
        return size == at;
    }
    *number = (uint32_t)(name[at] - '0');
    return size == at + 1 && *number < KINDS[kind].count;
}

static int read_pin(toc_options_t *options, toc_options_bus_map_t *map,
                    const char *label, const char *name, size_t size) {
    const toc_board_pin_t *pin;
    int err = toc__options_map_find(options, label, name, size, &pin);
    if (err == 0 && map->kind == TOC_BUS_MAP_ADC) {
        err = toc__options_map_adc(options, label, pin);
    } else if (err == 0 && pin->input_only) {
        err =
            toc__options_fail(options, "%s: %s is no output", label, pin->name);
    }
    if (err != 0) {
        return err;
    }
    map->number = pin->gpio;
    snprintf(map->name, sizeof(map->name), "%s%s", KINDS[map->kind].name,
             pin->name);
    return 0;
}

static int read_bus(toc_options_t *options, toc_options_bus_map_t *map,
                    const char *label, size_t size) {
    size_t kind = find_kind(map->text, size);
    if (kind == KINDS_COUNT) {
        return toc__options_fail(
            options,
            "%s: has to be a pin and its line, or a bus and its device file, "
            "such as P9=gpiochip0:17, i2c0=/dev/i2c-1 or uart1=/dev/ttyUSB0",
            label);
    }
    map->kind = (enum toc_bus_map)kind;
    if (KINDS[kind].count == PINS) {
        size_t at = strlen(KINDS[kind].name);
        return read_pin(options, map, label, map->text + at, size - at);
    }
    uint32_t number = 0;
    if (!read_number(map->text, size, kind, &number)) {
        char range[32] = "";
        if (KINDS[kind].count == 1) {
            snprintf(range, sizeof(range), "0");
        } else if (KINDS[kind].count != 0) {
            snprintf(range, sizeof(range), "0 to %s%u", KINDS[kind].name,
                     (unsigned)KINDS[kind].count - 1);
        }
        return toc__options_fail(options, "%s: there is no '%.*s', only %s%s",
                                 label, (int)size, map->text, KINDS[kind].name,
                                 range);
    }
    map->number = number;
    snprintf(map->name, sizeof(map->name), "%.*s", (int)size, map->text);
    return 0;
}

// A channel has a number at its end where it has no name of its own.
static bool has_form(const char *file, enum toc_bus_map kind) {
    size_t size = strlen(file);
    const char *colon = strchr(file, ':');
    switch (KINDS[kind].form) {
    case FORM_FILE:
        return strchr(file, '/') != NULL;
    case FORM_CHANNEL:
        return colon != NULL &&
               (kind != TOC_BUS_MAP_PWM ||
                (colon != file && colon[1] != '\0' &&
                 colon[1 + strspn(colon + 1, "0123456789")] == '\0'));
    case FORM_INTERFACE:
        return size > 0 && size < INTERFACE_SIZE && strchr(file, '/') == NULL;
    }
    return false;
}

static int check_file(toc_options_t *options, const toc_options_bus_map_t *map,
                      const char *label) {
    if (!has_form(map->file, map->kind)) {
        return toc__options_fail(options, "%s: '%s' is no %s, such as %s=%s",
                                 label, map->file,
                                 form_names[KINDS[map->kind].form], map->name,
                                 KINDS[map->kind].example);
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
    size_t size = strcspn(map->text, "=");
    if (find_kind(map->text, size) == KINDS_COUNT &&
        toc__options_is_pin_map(options, map, size)) {
        return toc__options_resolve_pin_map(options, map, label, size);
    }
    int err = read_bus(options, map, label, size);
    if (err == 0) {
        // Without a "=" the file's name is the empty end of the text.
        map->file = map->text + size + (map->text[size] == '=');
        err = check_file(options, map, label);
    }
    return err;
}
