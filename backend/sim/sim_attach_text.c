/*
 * sim_attach_text - the text form of a device, taken apart
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim_attach_text.h"

#include <stdio.h>
#include <string.h>

#include "err.h"
#include "near.h"
#include "sim_param.h"

#define FORM "BUS[@WHERE]=KIND[,key=value]..."

static void add(char *list, size_t size, const char *format, const char *word) {
    size_t used = strlen(list);
    snprintf(list + used, size - used, format, word);
}

// "i2c0 to i2c2", "sd", "onewire@PIN".
static void tell_bus(const sim_bus_t *bus, char *out, size_t size) {
    if (bus->count == 0) {
        snprintf(out, size, "%s%s", bus->name,
                 bus->where == SIM_WHERE_PIN ? "@PIN" : "");
    } else if (bus->count == 1) {
        snprintf(out, size, "%s%u", bus->name, (unsigned)bus->first);
    } else {
        snprintf(out, size, "%s%u to %s%u", bus->name, (unsigned)bus->first,
                 bus->name, (unsigned)(bus->first + bus->count - 1));
    }
}

static int refuse_bus(const char *name, char error[SIM_ERROR_SIZE]) {
    toc_near_t near;
    // The list says which numbers there are; a slip is one of the word.
    size_t stem = strlen(name);
    while (stem > 0 && name[stem - 1] >= '0' && name[stem - 1] <= '9') {
        stem--;
    }
    toc_near_begin(&near, name, stem);
    char list[160] = "";
    char one[40];
    for (const sim_bus_t *const *bus = sim__buses; *bus != NULL; bus++) {
        tell_bus(*bus, one, sizeof(one));
        add(list, sizeof(list), list[0] != '\0' ? ", %s" : "%s", one);
        if (strlen((*bus)->name) != stem ||
            memcmp((*bus)->name, name, stem) != 0) {
            toc_near_offer(&near, (*bus)->name);
        }
    }
    char text[TOC_NEAR_TEXT_SIZE];
    toc_near_text(&near, text);
    return sim_refuse(error, "there is no bus '%.24s'%s%s (buses: %s)", name,
                      text[0] != '\0' ? ": " : "", text, list);
}

static int find_bus(sim__attach_text_t *out, const char *name,
                    char error[SIM_ERROR_SIZE]) {
    for (const sim_bus_t *const *at = sim__buses; *at != NULL; at++) {
        const sim_bus_t *bus = *at;
        size_t length = strlen(bus->name);
        const char *digit = name + length;
        if (strncmp(bus->name, name, length) != 0) {
            continue;
        }
        out->bus = bus;
        out->bus_number = 0;
        if (bus->count == 0 && *digit == '\0') {
            return 0;
        }
        if (*digit >= '0' && *digit <= '9' && digit[1] == '\0') {
            out->bus_number = (uint32_t)(*digit - '0');
            if (out->bus_number >= bus->first &&
                out->bus_number - bus->first < bus->count) {
                return 0;
            }
        }
    }
    return refuse_bus(name, error);
}

static int find_kind(sim__attach_text_t *out, const char *name,
                     char error[SIM_ERROR_SIZE]) {
    toc_near_t near;
    toc_near_begin(&near, name, strlen(name));
    char list[160] = "";
    for (const sim_kind_t *const *kind = sim__kinds; *kind != NULL; kind++) {
        if (strcmp((*kind)->bus, out->bus->name) != 0) {
            continue;
        }
        if (strcmp((*kind)->name, name) == 0) {
            out->kind = *kind;
            return 0;
        }
        toc_near_offer(&near, (*kind)->name);
        add(list, sizeof(list), " %s", (*kind)->name);
    }
    char text[TOC_NEAR_TEXT_SIZE];
    toc_near_text(&near, text);
    return sim_refuse(error, "%s has no device '%.24s'%s%s (devices:%s)",
                      out->bus->name, name, text[0] != '\0' ? ": " : "", text,
                      list[0] != '\0' ? list : " none");
}

// Digits only, decimal or 0x.
static bool read_address(const char *text, uint32_t *out) {
    bool is_hex = text[0] == '0' && text[1] == 'x';
    const char *digit = text + (is_hex ? 2 : 0);
    static const char digits[] = "0123456789abcdef";
    *out = 0;
    do {
        char low =
            (char)(*digit >= 'A' && *digit <= 'F' ? *digit + 32 : *digit);
        const char *found = low != '\0' ? strchr(digits, low) : NULL;
        uint32_t value = found != NULL ? (uint32_t)(found - digits) : 16;
        uint32_t base = is_hex ? 16 : 10;
        if (value >= base || *out > 0xffffff) {
            return false;
        }
        *out = *out * base + value;
    } while (*++digit != '\0');
    return true;
}

static int find_address(sim__attach_text_t *out, const char *where,
                        char error[SIM_ERROR_SIZE]) {
    const sim_bus_t *bus = out->bus;
    if (where == NULL) {
        if (!out->kind->has_where) {
            return sim_refuse(
                error, "%s needs an address, such as %s%u@0x%02x=%s",
                out->kind->name, bus->name, (unsigned)out->bus_number,
                (unsigned)bus->where_min, out->kind->name);
        }
        out->where = out->kind->where;
    } else if (!read_address(where, &out->where)) {
        return sim_refuse(error, "'%.24s' is no address, such as 0x%02x", where,
                          (unsigned)bus->where_min);
    }
    if (out->where < bus->where_min || out->where > bus->where_max) {
        return sim_refuse(error,
                          "address %.24s is out of range, 0x%02x to 0x%02x",
                          where != NULL ? where : "", (unsigned)bus->where_min,
                          (unsigned)bus->where_max);
    }
    return 0;
}

// Find out where, and spell the place in the one way.
static int find_where(sim__attach_text_t *out, const char *where,
                      char error[SIM_ERROR_SIZE]) {
    char bus[SIM_NAME_SIZE];
    int size = snprintf(bus, sizeof(bus), "%.12s", out->bus->name);
    if (out->bus->count > 0) {
        snprintf(bus + size, sizeof(bus) - (size_t)size, "%u",
                 (unsigned)out->bus_number % 10);
    }
    int err = 0;
    switch (out->bus->where) {
    case SIM_WHERE_NONE:
        if (where != NULL) {
            return sim_refuse(error, "%s has no places: leave out @%.24s", bus,
                              where);
        }
        snprintf(out->place, sizeof(out->place), "%s", bus);
        break;
    case SIM_WHERE_ADDRESS:
        err = find_address(out, where, error);
        snprintf(out->place, sizeof(out->place), "%.14s@0x%02x", bus,
                 (unsigned)out->where & 0xffffffu);
        break;
    case SIM_WHERE_PIN:
        if (where == NULL) {
            return sim_refuse(error, "%s needs a pin, such as %s@P9=%s", bus,
                              bus, out->kind->name);
        }
        err = sim__pin_find(where, &out->where, error);
        if (err == 0) {
            snprintf(out->place, sizeof(out->place), "%.14s@%.8s", bus,
                     sim__pin_name(out->where));
        }
        break;
    }
    return err;
}

bool sim__attach_text_has(const sim__attach_text_t *text, const char *key) {
    uint32_t i = 0;
    while (i < text->pair_count && strcmp(text->pairs[i].key, key) != 0) {
        i++;
    }
    return i < text->pair_count;
}

// A name that can stand on a command line and is no place.
static int take_name(sim__attach_text_t *out, const char *name,
                     char error[SIM_ERROR_SIZE]) {
    static const char allowed[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
    size_t length = strlen(name);
    if (length == 0 || length >= sizeof(out->name) ||
        name[strspn(name, allowed)] != '\0') {
        return sim_refuse(
            error, "name=%.40s has to be 1 to %d letters, digits, _ or -", name,
            SIM_NAME_SIZE - 1);
    }
    memcpy(out->name, name, length + 1);
    return 0;
}

static int take_pair(sim__attach_text_t *out, const char *key,
                     const char *value, char error[SIM_ERROR_SIZE]) {
    if (sim__attach_text_has(out, key) ||
        (out->name[0] != '\0' && strcmp(key, "name") == 0)) {
        return sim_refuse(error, "%.24s is given twice", key);
    }
    if (strlen(value) >= SIM_VALUE_SIZE) {
        return sim_refuse(error, "the value of %.24s is longer than %d bytes",
                          key, SIM_VALUE_SIZE - 1);
    }
    if (strcmp(key, "name") == 0) {
        return take_name(out, value, error);
    }
    if (out->pair_count == SIM__PAIRS_MAX) {
        return sim_refuse(error, "has more than %d keys", SIM__PAIRS_MAX);
    }
    out->pairs[out->pair_count].key = key;
    out->pairs[out->pair_count++].value = value;
    return 0;
}

// Cut `text` at the next `at`.
// Returns what is behind it, or NULL when there is none.
static char *cut(char *text, char at) {
    char *found = strchr(text, at);
    if (found == NULL) {
        return NULL;
    }
    *found = '\0';
    return found + 1;
}

static int read_pairs(sim__attach_text_t *out, char *rest,
                      char error[SIM_ERROR_SIZE]) {
    while (rest != NULL) {
        char *key = rest;
        rest = cut(key, ',');
        char *value = cut(key, '=');
        if (value == NULL || key[0] == '\0') {
            return sim_refuse(error, "'%.40s' has to be key=value", key);
        }
        int err = take_pair(out, key, value, error);
        if (err != 0) {
            return err;
        }
    }
    return 0;
}

int sim__attach_text_read(sim__attach_text_t *out, const char *text,
                          char error[SIM_ERROR_SIZE]) {
    memset(out, 0, sizeof(*out));
    if (strlen(text) >= sizeof(out->text)) {
        return sim_refuse(error, "is longer than %d bytes", SIM__TEXT_SIZE - 1);
    }
    memcpy(out->text, text, strlen(text) + 1);

    char *bus = out->text;
    char *kind = cut(bus, '=');
    if (kind == NULL || bus[0] == '\0' || kind[0] == '\0') {
        return sim_refuse(error, "has to be " FORM
                                 ", such as i2c0@0x40=si7006,temperature=21.5");
    }
    char *rest = cut(kind, ',');
    char *where = cut(bus, '@');
    int err = find_bus(out, bus, error);
    if (err == 0 && out->bus->sole != NULL) {
        out->kind = out->bus->sole;
        err = take_pair(out, out->kind->params[0].name, kind, error);
    } else if (err == 0) {
        err = find_kind(out, kind, error);
    }
    if (err == 0) {
        err = find_where(out, where, error);
    }
    return err == 0 ? read_pairs(out, rest, error) : err;
}

static void tell_param(const sim_param_t *param,
                       void (*put)(void *ctx, const char *line), void *ctx) {
    char range[128];
    char line[256];
    sim__param_range(param, range, sizeof(range));
    snprintf(line, sizeof(line), "    %-14s %s (%s)%s", param->name,
             param->help, range,
             (param->flags & SIM_PARAM_MEASURED) != 0 ? ", read only" : "");
    put(ctx, line);
}

void sim_kinds_tell(void (*put)(void *ctx, const char *line), void *ctx) {
    char line[256];
    for (const sim_bus_t *const *at = sim__buses; *at != NULL; at++) {
        char name[40];
        tell_bus(*at, name, sizeof(name));
        snprintf(line, sizeof(line), "%s: %s", name, (*at)->help);
        put(ctx, line);
        for (uint32_t i = 0; i < (*at)->param_count; i++) {
            tell_param(&(*at)->params[i], put, ctx);
        }
        for (const sim_kind_t *const *kind = sim__kinds; *kind != NULL;
             kind++) {
            if (strcmp((*kind)->bus, (*at)->name) == 0) {
                snprintf(line, sizeof(line), "  %s: %s", (*kind)->name,
                         (*kind)->help);
                put(ctx, line);
                for (uint32_t i = 0; i < (*kind)->param_count; i++) {
                    tell_param(&(*kind)->params[i], put, ctx);
                }
            }
        }
    }
}
