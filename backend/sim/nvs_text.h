/*
 * nvs_text - what the storage of a virtual board looks like in its file
 *
 *     # Tocsin: what this board stores
 *     nvs "boots" 12
 *     nvs "name" "a \"text\"\x0a"
 *     config "wifi" 0
 *     end 3
 *
 * One value a line. In a text every byte that is not printable ASCII, and
 * each quote and backslash, is written as \xNN. The last line has the number
 * of the values, so a file that lost its end is noticed.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BACKEND_NVS_TEXT_H
#define TOC_BACKEND_NVS_TEXT_H

#include <stddef.h>

#include "nvs.h"

#define NVS_TEXT_ERROR_SIZE 80

typedef struct {
    enum toc_nvs_space space;
    char key[TOC_NVS_KEY_MAX + 1];
    bool is_text;
    uint32_t number;
    char text[TOC_NVS_TEXT_MAX + 1];
} nvs_text_entry_t;

// Read a file's content; each value is handed to `put`, which returns 0 or an
// error that ends the reading.
//
// ctx: thread
// Returns 0, TOC_EINVAL with "line N: reason" in `error`, or what `put`
// returned.
int nvs_text_parse(const char *text, size_t size,
                   int (*put)(void *ctx, const nvs_text_entry_t *entry),
                   void *ctx, char error[NVS_TEXT_ERROR_SIZE]);

// Bytes that nvs_text_line() writes at most, its NUL included.
#define NVS_TEXT_LINE_MAX (4 * (TOC_NVS_KEY_MAX + TOC_NVS_TEXT_MAX) + 32)

// The line of a value, with its newline.
//
// ctx: any
// Returns its length.
size_t nvs_text_line(char line[NVS_TEXT_LINE_MAX],
                     const nvs_text_entry_t *entry);

#endif
