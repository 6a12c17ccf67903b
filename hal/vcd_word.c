/*
 * vcd_word - the words of a value change dump
 *
 * SPDX-License-Identifier: MIT
 */
#include <string.h>

#include "err.h"
#include "vcd_private.h"

static bool is_blank(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

bool toc__vcd_next(toc__vcd_reader_t *reader, toc_vcd_word_t *word) {
    const char *at = reader->at;
    while (at < reader->end && is_blank(*at)) {
        reader->line += *at == '\n';
        at++;
    }
    word->text = at;
    while (at < reader->end && !is_blank(*at)) {
        at++;
    }
    word->size = (size_t)(at - word->text);
    reader->at = at;
    return word->size != 0;
}

bool toc__vcd_is(toc_vcd_word_t word, const char *text) {
    return word.size == strlen(text) && memcmp(word.text, text, word.size) == 0;
}

bool toc__vcd_number(toc_vcd_word_t word, uint64_t *out) {
    uint64_t number = 0;
    for (size_t i = 0; i < word.size; i++) {
        char c = word.text[i];
        if (c < '0' || c > '9') {
            return false;
        }
        unsigned digit = (unsigned)(c - '0');
        if (number > (UINT64_MAX - digit) / 10) {
            return false;
        }
        number = number * 10 + digit;
    }
    *out = number;
    return word.size != 0;
}

int toc__vcd_skip(toc__vcd_reader_t *reader, const char *what) {
    uint32_t begun = reader->line;
    toc_vcd_word_t word;
    while (toc__vcd_next(reader, &word)) {
        if (toc__vcd_is(word, "$end")) {
            return 0;
        }
    }
    return toc__vcd_fail(reader, begun, what, (toc_vcd_word_t){NULL, 0},
                         " has no $end");
}

void toc__vcd_skip_line(toc__vcd_reader_t *reader) {
    while (reader->at < reader->end && *reader->at != '\n') {
        reader->at++;
    }
}

int toc__vcd_fail(toc__vcd_reader_t *reader, uint32_t line, const char *before,
                  toc_vcd_word_t word, const char *after) {
    toc__line_t error;
    toc__line_begin(&error, reader->error, TOC_VCD_ERROR_SIZE);
    toc__line_text(&error, "line ");
    toc__line_number(&error, line);
    toc__line_text(&error, ": ");
    toc__line_text(&error, before);
    if (word.text != NULL) {
        toc__line_quoted(&error, word.text, word.size);
    }
    toc__line_text(&error, after);
    return TOC_EINVAL;
}

int toc__vcd_compare(toc_vcd_word_t a, toc_vcd_word_t b) {
    size_t both = a.size < b.size ? a.size : b.size;
    int order = both != 0 ? memcmp(a.text, b.text, both) : 0;
    return order != 0 ? order : (a.size > b.size) - (a.size < b.size);
}

bool toc_vcd_word_is(toc_vcd_word_t word, const char *text, size_t size) {
    size_t i = 0;
    size_t j = 0;
    for (;;) {
        while (i < word.size && is_blank(word.text[i])) {
            i++;
        }
        while (j < size && is_blank(text[j])) {
            j++;
        }
        if (i == word.size || j == size) {
            return i == word.size && j == size;
        }
        if (word.text[i++] != text[j++]) {
            return false;
        }
    }
}
