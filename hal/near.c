/*
 * near - the words that a mistyped one may have meant
 *
 * SPDX-License-Identifier: MIT
 */
#include "near.h"

#include "board_line.h"

#define NEAR_WORD_MAX 15 // longer ones are near nothing

static size_t text_size(const char *text) {
    size_t size = 0;
    while (text[size] != '\0') {
        size++;
    }
    return size;
}

static char lower(char c) {
    if (c >= 'A' && c <= 'Z') {
        return (char)(c - 'A' + 'a');
    }
    return c;
}

static size_t least(size_t a, size_t b) {
    return a < b ? a : b;
}

// Insertions, deletions and replacements from `a` to `b`, whatever the case.
static size_t edit_distance(const char *a, size_t a_size, const char *b,
                            size_t b_size) {
    size_t row[NEAR_WORD_MAX + 1];
    for (size_t j = 0; j <= b_size; j++) {
        row[j] = j;
    }
    for (size_t i = 1; i <= a_size; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b_size; j++) {
            size_t above = row[j];
            bool same = lower(a[i - 1]) == lower(b[j - 1]);
            row[j] = least(diagonal + !same, 1 + least(above, row[j - 1]));
            diagonal = above;
        }
    }
    return row[b_size];
}

// What a slip leaves as it was: the beginning above all, then the end.
static size_t likeness(const char *a, size_t a_size, const char *b,
                       size_t b_size) {
    size_t shorter = least(a_size, b_size);
    size_t prefix = 0;
    while (prefix < shorter && lower(a[prefix]) == lower(b[prefix])) {
        prefix++;
    }
    size_t suffix = 0;
    while (suffix < shorter &&
           lower(a[a_size - 1 - suffix]) == lower(b[b_size - 1 - suffix])) {
        suffix++;
    }
    return prefix * (NEAR_WORD_MAX + 1) + suffix;
}

void toc_near_begin(toc_near_t *near, const char *word, size_t size) {
    near->word = word;
    near->size = size;
    near->count = 0;
}

void toc_near_offer(toc_near_t *near, const char *candidate) {
    size_t size = text_size(candidate);
    if (size == 0 || size > NEAR_WORD_MAX || near->size > NEAR_WORD_MAX) {
        return;
    }
    size_t distance = edit_distance(near->word, near->size, candidate, size);
    // Half of the letters wrong is another word, not a slip.
    if (distance > 2 || distance * 2 > near->size) {
        return;
    }

    size_t like = likeness(near->word, near->size, candidate, size);
    uint32_t at = near->count;
    while (at > 0 && (near->found[at - 1].distance > distance ||
                      (near->found[at - 1].distance == distance &&
                       near->found[at - 1].likeness < like))) {
        at--;
    }
    if (at == TOC_NEAR_MAX) {
        return;
    }
    uint32_t last =
        near->count < TOC_NEAR_MAX ? near->count++ : TOC_NEAR_MAX - 1;
    for (uint32_t i = last; i > at; i--) {
        near->found[i] = near->found[i - 1];
    }
    near->found[at].word = candidate;
    near->found[at].distance = distance;
    near->found[at].likeness = like;
}

bool toc_near_is_any(const toc_near_t *near) {
    return near->count > 0;
}

void toc_near_text(const toc_near_t *near, char text[TOC_NEAR_TEXT_SIZE]) {
    toc__line_t line;
    toc__line_begin(&line, text, TOC_NEAR_TEXT_SIZE);
    if (near->count == 0) {
        return;
    }
    toc__line_text(&line, "did you mean ");
    for (uint32_t i = 0; i < near->count; i++) {
        if (i > 0) {
            toc__line_text(&line, i + 1 == near->count ? " or " : ", ");
        }
        const char *word = near->found[i].word;
        toc__line_quoted(&line, word, text_size(word));
    }
    toc__line_text(&line, "?");
}
