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

typedef struct {
    unsigned line;
    char text[160];
} toc__toml_error_t;

typedef struct {
    // An object with the keys of the top level in the order of the text: texts,
    // numbers, booleans, and lists of them. Whatever else a value may be (a
    // date, a table, a list within a list) is null.
    json_t *root;
    // The same keys; each has a list with the line of the key, then those of
    // its items.
    json_t *lines;
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
