/*
 * nvs - contract of the storage that keeps its values without power
 *
 * Named values in two spaces that know nothing of each other: what programs
 * store, and the settings of the board. A value is a number or a text; storing
 * one replaces what had the name before, of whichever kind.
 *
 * A call that returns an error changed nothing, neither here nor in what is
 * kept. A change is kept when the call returned 0, whatever happens to the
 * process then.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_HAL_NVS_H
#define TOC_HAL_NVS_H

#include <stdbool.h>
#include <stdint.h>

#define TOC_NVS_KEY_MAX  15
#define TOC_NVS_TEXT_MAX 1983

enum toc_nvs_space { TOC_NVS_PROGRAM, TOC_NVS_CONFIG, TOC_NVS_SPACES };

typedef struct {
    bool is_text;
    uint32_t number;
    const char *text; // ends with NUL; of get: in the buffer of the caller
} toc_nvs_value_t;

typedef struct toc_nvs_ops {
    const char *name;
    void *ctx;

    // ctx of every call: thread. They may wait for a disk.

    // Store a value under 1 to TOC_NVS_KEY_MAX characters. Both are copied.
    // Returns 0; TOC_EINVAL for a key that is empty, a key or text that is too
    // long; TOC_EFULL when there is no room in the space; TOC_EIO when
    // it cannot be kept; TOC_ENOMEM.
    int (*set)(void *ctx, enum toc_nvs_space space, const char *key,
               const toc_nvs_value_t *value);

    // Look a value up. A text is copied into `text`.
    // Returns 0 with `*value` set, TOC_ENOENT, or TOC_EINVAL for the key.
    int (*get)(void *ctx, enum toc_nvs_space space, const char *key,
               toc_nvs_value_t *value, char text[TOC_NVS_TEXT_MAX + 1]);

    // Returns 0, TOC_ENOENT or TOC_EIO.
    int (*erase)(void *ctx, enum toc_nvs_space space, const char *key);

    // Forget all of a space. Returns 0 or TOC_EIO.
    int (*erase_all)(void *ctx, enum toc_nvs_space space);
} toc_nvs_ops_t;

#endif
