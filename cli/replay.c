/*
 * replay - which variables of a recording drive which pins
 *
 * SPDX-License-Identifier: MIT
 */
#include "replay.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"
#include "options_private.h"

// As much of a variable's name as an error shows.
#define SHOWN_MAX  24
#define LISTED_MAX 6

// Longer than any pin's name.
#define NAME_SIZE 16

// Where a variable is declared, the best last.
enum place { PLACE_ANY, PLACE_PINS, PLACE_OUTSIDE, PLACE_COUNT };

typedef struct {
    const toc_options_t *options;
    toc_vcd_t vcd;
    const toc_vcd_var_t *of_pad[TOC_VCD_PADS_MAX];
    char *error;
} match_t;

static int fail(match_t *m, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static int fail(match_t *m, const char *format, ...) {
    va_list args;
    va_start(args, format);
    vsnprintf(m->error, TOC_REPLAY_ERROR_SIZE, format, args);
    va_end(args);
    for (char *c = m->error; *c != '\0'; c++) {
        if ((unsigned char)*c < ' ' || *c == 0x7f) {
            *c = '?';
        }
    }
    return TOC_EINVAL;
}

// How much of a word is shown; not cut within a character of UTF-8.
static int shown(toc_vcd_word_t word) {
    size_t size = word.size < SHOWN_MAX ? word.size : SHOWN_MAX;
    while (size > 0 && size < word.size &&
           ((unsigned char)word.text[size] & 0xc0) == 0x80) {
        size--;
    }
    return (int)size;
}

// "it has 'D0', 'D1' and 6 more"
static void list_vars(const match_t *m, char *out, size_t size) {
    size_t used = 0;
    size_t count = m->vcd.var_count;
    out[0] = '\0';
    for (size_t i = 0; i < count && i < LISTED_MAX && used < size; i++) {
        toc_vcd_word_t name = m->vcd.vars[i].name;
        used +=
            (size_t)snprintf(out + used, size - used, "%s'%.*s'",
                             i == 0 ? "it has " : ", ", shown(name), name.text);
    }
    if (count > LISTED_MAX && used < size) {
        snprintf(out + used, size - used, " and %zu more", count - LISTED_MAX);
    }
    if (count == 0) {
        snprintf(out, size, "it has none at all");
    }
}

// Let a variable drive a pad.
static int take(match_t *m, toc_vcd_var_t *var, unsigned gpio,
                const char *pin) {
    const toc_vcd_var_t *other = m->of_pad[gpio];
    const toc_options_bus_map_t *line = toc__options_line(m->options, gpio);
    if (line != NULL) {
        return fail(m,
                    "line %u: '%.*s' would drive %s, a pin of this machine, "
                    "%.60s; --map %s=sim simulates it",
                    (unsigned)var->line, shown(var->name), var->name.text, pin,
                    line->file, pin);
    }
    if (var->is_real) {
        return fail(m, "line %u: '%.*s' is no level, but a number or a text",
                    (unsigned)var->line, shown(var->name), var->name.text);
    }
    if (var->width_bits != 1) {
        return fail(m, "line %u: '%.*s' has %llu bits; a pin has one",
                    (unsigned)var->line, shown(var->name), var->name.text,
                    (unsigned long long)var->width_bits);
    }
    if (other != NULL &&
        (other->code.size != var->code.size ||
         memcmp(other->code.text, var->code.text, var->code.size) != 0)) {
        return fail(m,
                    "line %u: '%.*s' would drive %s, as '%.*s' of line %u "
                    "does: choose one, such as SCOPE.%.*s=%s",
                    (unsigned)var->line, shown(var->name), var->name.text, pin,
                    shown(other->name), other->name.text, (unsigned)other->line,
                    shown(var->name), var->name.text, pin);
    }
    if (other == NULL) {
        m->of_pad[gpio] = var;
        var->pad = (int)gpio;
    }
    return 0;
}

// Whether a variable is called `text`, or its scope and it "scope.text".
static bool is_called(const toc_vcd_var_t *var, const char *text, size_t size) {
    if (toc_vcd_word_is(var->name, text, size)) {
        return true;
    }
    size_t scope = var->scope.size;
    return scope != 0 && size > scope + 1 && text[scope] == '.' &&
           memcmp(text, var->scope.text, scope) == 0 &&
           toc_vcd_word_is(var->name, text + scope + 1, size - scope - 1);
}

// A variable that two pins are mapped to has to be there twice: the changes
// know one pad a variable.
static int match_map(match_t *m, const toc_options_map_t *map) {
    bool found = false;
    int err = 0;
    for (size_t i = 0; err == 0 && i < m->vcd.var_count; i++) {
        toc_vcd_var_t *var = &m->vcd.vars[i];
        if (!is_called(var, map->variable, map->variable_size)) {
            continue;
        }
        if (var->pad != TOC_VCD_NO_PAD) {
            return fail(m,
                        "'%.*s' is to drive %s and another pin: join the two "
                        "with --wire instead",
                        shown(var->name), var->name.text, map->name);
        }
        found = true;
        err = take(m, var, map->gpio, map->name);
    }
    if (err == 0 && !found) {
        char list[TOC_REPLAY_ERROR_SIZE];
        toc_vcd_word_t name = {map->variable, map->variable_size};
        list_vars(m, list, sizeof(list));
        return fail(m, "has no variable '%.*s': %s", shown(name), name.text,
                    list);
    }
    return err;
}

static int match_maps(match_t *m) {
    const toc_options_replay_t *replay = &m->options->replay;
    int err = 0;
    for (uint32_t i = 0; err == 0 && i < replay->map_count; i++) {
        err = match_map(m, &replay->maps[i]);
    }
    return err;
}

static enum place place_of(const toc_vcd_var_t *var) {
    if (toc_vcd_word_is(var->scope, "outside", strlen("outside"))) {
        return PLACE_OUTSIDE;
    }
    bool is_pins = toc_vcd_word_is(var->scope, "pins", strlen("pins"));
    return is_pins ? PLACE_PINS : PLACE_ANY;
}

static const toc_board_pin_t *pin_of(const match_t *m,
                                     const toc_vcd_var_t *var) {
    char name[NAME_SIZE] = "";
    if (var->name.size >= sizeof(name)) {
        return NULL;
    }
    memcpy(name, var->name.text, var->name.size);
    return strlen(name) == var->name.size
               ? toc_board_pin(&m->options->board, name)
               : NULL;
}

static int match_names(match_t *m, enum place *best) {
    bool found = false;
    *best = PLACE_ANY;
    for (size_t i = 0; i < m->vcd.var_count; i++) {
        const toc_vcd_var_t *var = &m->vcd.vars[i];
        if (pin_of(m, var) != NULL) {
            enum place place = place_of(var);
            *best = place > *best ? place : *best;
            found = true;
        }
    }
    if (!found) {
        char list[TOC_REPLAY_ERROR_SIZE];
        list_vars(m, list, sizeof(list));
        return fail(m,
                    "has no variable that is named as a pin of this board: "
                    "%s; say which is which, such as FILE.vcd,%.*s=P10",
                    list,
                    m->vcd.var_count != 0 ? shown(m->vcd.vars[0].name) : 2,
                    m->vcd.var_count != 0 ? m->vcd.vars[0].name.text : "D0");
    }
    int err = 0;
    for (size_t i = 0; err == 0 && i < m->vcd.var_count; i++) {
        toc_vcd_var_t *var = &m->vcd.vars[i];
        const toc_board_pin_t *pin = pin_of(m, var);
        if (pin != NULL && place_of(var) == *best) {
            err = take(m, var, pin->gpio, pin->name);
        }
    }
    return err;
}

static int match_vars(match_t *m, bool *yields) {
    if (m->options->replay.map_count != 0) {
        *yields = false;
        return match_maps(m);
    }
    enum place place;
    int err = match_names(m, &place);
    *yields = place != PLACE_OUTSIDE;
    return err;
}

int toc_replay_parse(toc_replay_t *replay, const toc_options_t *options,
                     const char *text, size_t size,
                     char error[TOC_REPLAY_ERROR_SIZE]) {
    match_t m = {.options = options, .error = error};
    *replay = (toc_replay_t){0};
    error[0] = '\0';
    int err = toc_vcd_open(&m.vcd, text, size, error);
    if (err == 0) {
        err = match_vars(&m, &replay->yields);
        if (err == 0) {
            err = toc_vcd_changes(&m.vcd, &replay->changes, error);
        }
        toc_vcd_close(&m.vcd);
    }
    if (err == TOC_ENOMEM) {
        fail(&m, "%s", toc_err_text(err));
    }
    return err;
}

int toc_replay_read(toc_replay_t *replay, const toc_options_t *options,
                    char error[TOC_REPLAY_ERROR_SIZE]) {
    const toc_options_replay_t *asked = &options->replay;
    char *path = strndup(asked->text, asked->path_size);
    size_t size;
    char *text = path != NULL ? toc__file_read(path, &size) : NULL;
    int reason = errno;
    free(path);
    if (text == NULL) {
        match_t m = {.error = error};
        // NOLINTNEXTLINE(concurrency-mt-unsafe): no other thread runs yet
        return fail(&m, "%s", strerror(reason));
    }
    int err = toc_replay_parse(replay, options, text, size, error);
    free(text);
    return err;
}

void toc_replay_free(toc_replay_t *replay) {
    toc_vcd_changes_free(&replay->changes);
}
