/*
 * board_file - a board and the world around it, told in a file
 *
 * SPDX-License-Identifier: MIT
 */
#include "board_file.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "near.h"
#include "options_private.h"
#include "toml.h"

#define NUMBER_SIZE 24

enum value_kind { VALUE_TEXT, VALUE_LIST, VALUE_NUMBER, VALUE_SWITCH };

// What may stand in a file: whatever is the board's and not the program's.
static const struct {
    enum toc__option_id id;
    enum value_kind kind;
} keys[] = {
    {TOC__OPTION_BOARD, VALUE_TEXT},
    {TOC__OPTION_WIRE, VALUE_LIST},
    {TOC__OPTION_PRESS, VALUE_LIST},
    {TOC__OPTION_ATTACH, VALUE_LIST},
    {TOC__OPTION_PACE, VALUE_TEXT},
    {TOC__OPTION_VIRTUAL_TIME, VALUE_SWITCH},
    {TOC__OPTION_SEED, VALUE_NUMBER},
    {TOC__OPTION_FLASH, VALUE_TEXT},
    {TOC__OPTION_IRQ_DEPTH, VALUE_NUMBER},
    {TOC__OPTION_IRQ_FULL, VALUE_TEXT},
    {TOC__OPTION_HEAP, VALUE_NUMBER},
};

#define KEY_COUNT (sizeof(keys) / sizeof(keys[0]))

struct file {
    struct toc__parser parser;
    const char *text;
    size_t size;
    size_t item; // that is looked at, of a list; from 1
};

// The file that was read last: the options point into it.
static struct {
    json_t *root;
    json_t *places; // of each key, and behind it of its items where known
    char name[TOC_BOARD_FILE_NAME_SIZE];
} last;

// Of a key, or of an item of its list, from 1.
static toc__text_place_t place_of(const char *key, size_t item) {
    const json_t *places = json_object_get(last.places, key);
    const json_t *found = json_array_get(places, item);
    json_int_t number =
        json_integer_value(found != NULL ? found : json_array_get(places, 0));
    return (toc__text_place_t){.line = TOC__PLACE_LINE(number),
                               .column = TOC__PLACE_COLUMN(number)};
}

// Where a key stands in a JSON text.
static json_int_t json_place_of(const struct file *file, const char *key) {
    size_t length = strlen(key);
    unsigned line = 1;
    unsigned column = 0;
    for (size_t at = 0; at + length + 2 <= file->size; at++) {
        const char *c = file->text + at;
        column += ((unsigned char)*c & 0xc0) != 0x80;
        if (*c == '\n') {
            line++;
            column = 0;
        } else if (c[0] == '"' && memcmp(c + 1, key, length) == 0 &&
                   c[length + 1] == '"') {
            return TOC__PLACE_NUMBER(line, column);
        }
    }
    return TOC__PLACE_NUMBER(1, 1);
}

// Whether `value`, or which item of it, is this very text. Returns 0 when not.
static size_t holds(const json_t *value, const char *text) {
    if (json_string_value(value) == text) {
        return 1;
    }
    for (size_t i = 0; i < json_array_size(value); i++) {
        if (json_string_value(json_array_get(value, i)) == text) {
            return i + 1;
        }
    }
    return 0;
}

void toc_board_file_place(char place[TOC_BOARD_FILE_PLACE_SIZE],
                          const char *option, const char *text) {
    const json_t *value = json_object_get(last.root, option);
    size_t item = holds(value, text);
    if (item == 0) {
        snprintf(place, TOC_BOARD_FILE_PLACE_SIZE, "--%s", option);
    } else {
        toc__text_place_t at =
            place_of(option, json_is_array(value) ? item : 0);
        snprintf(place, TOC_BOARD_FILE_PLACE_SIZE, "%s:%u:%u: %s", last.name,
                 at.line, at.column, option);
    }
}

static int refuse(const struct file *file, const char *key, const char *what) {
    toc__text_place_t at = place_of(key, file->item);
    return toc__options_fail(file->parser.options, "%s:%u:%u: %.24s: %s",
                             last.name, at.line, at.column, key, what);
}

static int refuse_key(const struct file *file, const char *key) {
    toc_near_t near;
    char text[TOC_NEAR_TEXT_SIZE];
    char all[160] = "the keys are";
    toc_near_begin(&near, key, strlen(key));
    for (size_t i = 0; i < KEY_COUNT; i++) {
        size_t used = strlen(all);
        snprintf(all + used, sizeof(all) - used, " %s",
                 toc__options[keys[i].id].name);
        toc_near_offer(&near, toc__options[keys[i].id].name);
    }
    toc_near_text(&near, text);
    char what[200];
    snprintf(what, sizeof(what), "unknown key: %s",
             text[0] != '\0' ? text : all);
    return refuse(file, key, what);
}

static int apply(struct file *file, const struct toc__option *option,
                 const char *value) {
    struct toc__given given = {.option = option, .value = value};
    char prefix[48];
    toc__text_place_t at = place_of(option->name, file->item);
    snprintf(prefix, sizeof(prefix), "%u:%u: %s ", at.line, at.column,
             option->name);
    toc__options_label(given.label, prefix, value);
    int err = toc__options_apply(&file->parser, &given);
    if (err < 0) {
        char reason[TOC_OPTIONS_ERROR_SIZE];
        memcpy(reason, file->parser.options->error, sizeof(reason));
        return toc__options_fail(file->parser.options, "%s:%.230s", last.name,
                                 reason);
    }
    return err;
}

// Returns NULL for what is no text, is empty, or would end early.
static const char *text_of(const json_t *value) {
    const char *text = json_string_value(value);
    bool is_whole = text != NULL && text[0] != '\0' &&
                    strlen(text) == json_string_length(value);
    return is_whole ? text : NULL;
}

static int apply_list(struct file *file, const struct toc__option *option,
                      const json_t *list) {
    int err = 0;
    for (size_t i = 0; err == 0 && i < json_array_size(list); i++) {
        const char *value = text_of(json_array_get(list, i));
        file->item = i + 1;
        err = value != NULL
                  ? apply(file, option, value)
                  : refuse(file, option->name, "has to be a list of texts");
    }
    file->item = 0;
    return err;
}

static int apply_switch(struct file *file, const struct toc__option *option,
                        const json_t *value) {
    if (!json_is_boolean(value)) {
        return refuse(file, option->name, "has to be true or false");
    }
    return json_is_true(value) ? apply(file, option, "") : 0;
}

static int apply_value(struct file *file, const struct toc__option *option,
                       enum value_kind kind, const json_t *value) {
    char number[NUMBER_SIZE];
    if (kind == VALUE_SWITCH) {
        return apply_switch(file, option, value);
    }
    if (kind == VALUE_LIST && json_is_array(value)) {
        return apply_list(file, option, value);
    }
    // These are read at once and not pointed at.
    if (kind == VALUE_NUMBER && json_is_integer(value)) {
        snprintf(number, sizeof(number), "%" JSON_INTEGER_FORMAT,
                 json_integer_value(value));
        return apply(file, option, number);
    }
    const char *text = text_of(value);
    if (text == NULL) {
        return refuse(file, option->name,
                      kind == VALUE_LIST     ? "has to be a list of texts"
                      : kind == VALUE_NUMBER ? "has to be a number or a text"
                                             : "has to be a text");
    }
    return apply(file, option, text);
}

static int apply_key(struct file *file, const char *key, const json_t *value) {
    for (size_t i = 0; i < KEY_COUNT; i++) {
        const struct toc__option *option = &toc__options[keys[i].id];
        if (strcmp(option->name, key) == 0) {
            return apply_value(file, option, keys[i].kind, value);
        }
    }
    return refuse_key(file, key);
}

static int apply_all(struct file *file) {
    const char *key;
    json_t *value;
    json_object_foreach(last.root, key, value) {
        int err = apply_key(file, key, value);
        if (err != 0) {
            return err;
        }
    }
    return 0;
}

static int read_json(struct file *file) {
    json_error_t error;
    last.root =
        json_loadb(file->text, file->size, JSON_REJECT_DUPLICATES, &error);
    if (last.root == NULL) {
        return toc__options_fail(file->parser.options, "%s:%d:%d: %s",
                                 last.name, error.line, error.column,
                                 error.text);
    }
    if (!json_is_object(last.root)) {
        return toc__options_fail(file->parser.options,
                                 "%s:1:1: has to be an object, such as "
                                 "{\"board\": \"lopy4\"}",
                                 last.name);
    }
    const char *key;
    json_t *value;
    last.places = json_object();
    json_object_foreach(last.root, key, value) {
        json_t *places = json_array();
        json_array_append_new(places, json_integer(json_place_of(file, key)));
        json_object_set_new(last.places, key, places);
    }
    return 0;
}

static int read_toml(struct file *file) {
    toc__toml_error_t error;
    toc__toml_t found;
    if (toc__toml_read(file->text, file->size, &found, &error) != 0) {
        return toc__options_fail(file->parser.options, "%s:%u:%u: %s",
                                 last.name, error.at.line, error.at.column,
                                 error.text);
    }
    last.root = found.root;
    last.places = found.places;
    return 0;
}

static bool is_toml(const char *name) {
    size_t length = strlen(name);
    return length >= 5 && strcmp(name + length - 5, ".toml") == 0;
}

static void forget(void) {
    json_decref(last.root);
    json_decref(last.places);
    last.root = NULL;
    last.places = NULL;
}

int toc_board_file_parse(toc_options_t *options, int argc, char *const *argv,
                         const char *name, const char *text, size_t size) {
    struct file file = {
        .parser = {.options = options, .argc = argc, .argv = argv, .next = 1},
        .text = text,
        .size = size,
    };
    toc_options_init(options);
    forget();
    snprintf(last.name, sizeof(last.name), "%s", name);
    int err = is_toml(name) ? read_toml(&file) : read_json(&file);
    if (err == 0) {
        err = apply_all(&file);
    }
    return err != 0 ? err : toc__options_parse_args(options, argc, argv);
}
