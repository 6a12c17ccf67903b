/*
 * toml - a TOML text as the tree that a JSON text would give
 *
 * Private to cli/. The parser is toml++, so this header is C and C++.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_CLI_TOML_H
#define TOC_CLI_TOML_H

#include <jansson.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

// Where something stands in a text: both from 1, and what a list of numbers
// says of them.
typedef struct {
    unsigned line;
    unsigned column; // in characters
} toc__text_place_t;

#define TOC__PLACE_NUMBER(line, column) ((json_int_t)(line) << 32 | (column))
#define TOC__PLACE_LINE(number)         ((unsigned)((number) >> 32))
#define TOC__PLACE_COLUMN(number)       ((unsigned)((number)&0xffffffff))

typedef struct {
    toc__text_place_t at;
    char text[160];
} toc__toml_error_t;

typedef struct {
    // An object with the keys of the top level in the order of the text: texts,
    // numbers, booleans, and lists of them. Whatever else a value may be (a
    // date, a table, a list within a list) is null.
    json_t *root;
    // The same keys; each has a list with the place of the key, then those of
    // its items, as TOC__PLACE_NUMBER().
    json_t *places;
} toc__toml_t;

// Read a text, which need not end with a zero.
//
// ctx: thread
// Returns 0 with `*out`, both the caller's, or TOC_EINVAL with `*error`.
int toc__toml_read(const char *text, size_t size, toc__toml_t *out,
                   toc__toml_error_t *error);

#ifdef __cplusplus
}
#endif

#endif
