/*
 * nvs_text - what the storage of a virtual board looks like in its file
 *
 * SPDX-License-Identifier: MIT
 */
#include "nvs_text.h"

#include <stdio.h>
#include <string.h>

#include "err.h"

static const char *const space_names[TOC_NVS_SPACES] = {
    [TOC_NVS_PROGRAM] = "nvs",
    [TOC_NVS_CONFIG] = "config",
};

typedef struct {
    const char *at;
    const char *end; // of the line
} cursor_t;

static bool take_char(cursor_t *c, char wanted) {
    if (c->at == c->end || *c->at != wanted) {
        return false;
    }
    c->at++;
    return true;
}

static bool take_word(cursor_t *c, const char *word) {
    size_t length = strlen(word);
    if ((size_t)(c->end - c->at) < length || memcmp(c->at, word, length) != 0) {
        return false;
    }
    c->at += length;
    return true;
}

static bool take_number(cursor_t *c, uint32_t *number) {
    uint64_t value = 0;
    const char *from = c->at;
    while (c->at < c->end && *c->at >= '0' && *c->at <= '9') {
        value = value * 10 + (uint64_t)(*c->at - '0');
        if (value > UINT32_MAX) {
            return false;
        }
        c->at++;
    }
    *number = (uint32_t)value;
    return c->at != from;
}

static int hex_digit(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// What is behind a backslash: xNN. Returns the byte, or -1.
static int take_escape(cursor_t *c) {
    if (c->end - c->at < 3 || c->at[0] != 'x') {
        return -1;
    }
    int high = hex_digit(c->at[1]);
    int low = hex_digit(c->at[2]);
    c->at += 3;
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

// A text in quotes, into `size` bytes. NUL is no part of one.
static bool take_quoted(cursor_t *c, char *to, size_t size) {
    size_t length = 0;
    if (!take_char(c, '"')) {
        return false;
    }
    while (c->at < c->end && *c->at != '"') {
        int byte = (unsigned char)*c->at++;
        if (byte == '\\') {
            byte = take_escape(c);
        }
        if (byte <= 0 || length + 1 >= size) {
            return false;
        }
        to[length++] = (char)byte;
    }
    to[length] = '\0';
    return take_char(c, '"');
}

static bool take_space(cursor_t *c, enum toc_nvs_space *space) {
    for (int i = 0; i < TOC_NVS_SPACES; i++) {
        if (take_word(c, space_names[i])) {
            *space = (enum toc_nvs_space)i;
            return true;
        }
    }
    return false;
}

// Returns why the line is no value, or NULL.
static const char *take_entry(cursor_t *c, nvs_text_entry_t *entry) {
    if (!take_space(c, &entry->space) || !take_char(c, ' ')) {
        return "begins with neither nvs nor config";
    }
    if (!take_quoted(c, entry->key, sizeof(entry->key)) ||
        entry->key[0] == '\0' || !take_char(c, ' ')) {
        return "the name has to be 1 to 15 characters in quotes";
    }
    entry->is_text = c->at < c->end && *c->at == '"';
    entry->number = 0;
    entry->text[0] = '\0';
    if (entry->is_text) {
        if (!take_quoted(c, entry->text, sizeof(entry->text))) {
            return "the text has to be at most 1983 characters in quotes";
        }
    } else if (!take_number(c, &entry->number)) {
        return "the value is neither a number nor a text in quotes";
    }
    return c->at == c->end ? NULL : "something follows the value";
}

static int fail(char error[NVS_TEXT_ERROR_SIZE], uint32_t line,
                const char *why) {
    snprintf(error, NVS_TEXT_ERROR_SIZE, "line %u: %s", (unsigned)line, why);
    return TOC_EINVAL;
}

// Returns 1 at the end's line, 0 to go on, or an error.
static int parse_line(cursor_t *c, uint32_t line, uint32_t *count,
                      nvs_text_entry_t *entry,
                      int (*put)(void *ctx, const nvs_text_entry_t *entry),
                      void *ctx, char error[NVS_TEXT_ERROR_SIZE]) {
    if (c->at == c->end || *c->at == '#') {
        return 0;
    }
    if (take_word(c, "end ")) {
        uint32_t expected;
        if (!take_number(c, &expected) || c->at != c->end) {
            return fail(error, line, "no number behind end");
        }
        return expected == *count ? 1 : fail(error, line, "values are missing");
    }
    const char *why = take_entry(c, entry);
    if (why != NULL) {
        return fail(error, line, why);
    }
    ++*count;
    return put(ctx, entry);
}

int nvs_text_parse(const char *text, size_t size,
                   int (*put)(void *ctx, const nvs_text_entry_t *entry),
                   void *ctx, char error[NVS_TEXT_ERROR_SIZE]) {
    nvs_text_entry_t entry;
    uint32_t line = 0;
    uint32_t count = 0;
    const char *end = text + size;
    error[0] = '\0';
    while (text < end) {
        const char *newline = memchr(text, '\n', (size_t)(end - text));
        cursor_t c = {text, newline != NULL ? newline : end};
        text = newline != NULL ? newline + 1 : end;
        int result = parse_line(&c, ++line, &count, &entry, put, ctx, error);
        if (result < 0) {
            return result;
        }
        if (result > 0) {
            return text == end ? 0
                               : fail(error, line + 1,
                                      "something is behind "
                                      "the end");
        }
    }
    return fail(error, line + 1, "the end is missing");
}

static size_t put_quoted(char *to, const char *text) {
    size_t at = 0;
    to[at++] = '"';
    for (; *text != '\0'; text++) {
        unsigned char byte = (unsigned char)*text;
        if (byte < 0x20 || byte > 0x7e || byte == '"' || byte == '\\') {
            at += (size_t)sprintf(to + at, "\\x%02x", byte);
        } else {
            to[at++] = (char)byte;
        }
    }
    to[at++] = '"';
    return at;
}

size_t nvs_text_line(char line[NVS_TEXT_LINE_MAX],
                     const nvs_text_entry_t *entry) {
    size_t at = (size_t)sprintf(line, "%s ", space_names[entry->space]);
    at += put_quoted(line + at, entry->key);
    line[at++] = ' ';
    if (entry->is_text) {
        at += put_quoted(line + at, entry->text);
    } else {
        at += (size_t)sprintf(line + at, "%u", (unsigned)entry->number);
    }
    line[at++] = '\n';
    line[at] = '\0';
    return at;
}
