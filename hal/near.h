/*
 * near - the words that a mistyped one may have meant
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_HAL_NEAR_H
#define TOC_HAL_NEAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TOC_NEAR_MAX 3

// Room for "did you mean 'a', 'b' or 'c'?".
#define TOC_NEAR_TEXT_SIZE 96

// The candidates that are nearest to a word, the best one first.
typedef struct {
    const char *word;
    size_t size;
    uint32_t count;
    struct {
        const char *word;
        size_t distance;
        size_t likeness; // among those of one distance
    } found[TOC_NEAR_MAX];
} toc_near_t;

// Look for what the `size` characters at `word` may have meant. They stay the
// caller's until the text was made.
//
// ctx: any
void toc_near_begin(toc_near_t *near, const char *word, size_t size);

// A candidate. It stays the caller's as well.
//
// ctx: any
void toc_near_offer(toc_near_t *near, const char *candidate);

bool toc_near_is_any(const toc_near_t *near);

// "did you mean 'a' or 'b'?", or "" when none is near.
//
// ctx: any
void toc_near_text(const toc_near_t *near, char text[TOC_NEAR_TEXT_SIZE]);

#endif
