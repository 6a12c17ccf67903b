/*
 * template_nvs - a store that is full and has nothing in it
 *
 * SPDX-License-Identifier: MIT
 */
#include <string.h>

#include "err.h"
#include "template.h"

static bool is_key(const char *key) {
    size_t size = strlen(key);
    return size > 0 && size <= TOC_NVS_KEY_MAX;
}

// Keep a copy of both, so that they are there after the power went: only what
// is safe is told to be stored.
static int template_set(void *ctx, enum toc_nvs_space space, const char *key,
                        const toc_nvs_value_t *value) {
    (void)ctx;
    (void)space; // one's keys are not the other's
    bool is_long =
        value->is_text && strlen(value->text) > (size_t)TOC_NVS_TEXT_MAX;
    return is_key(key) && !is_long ? TOC_EFULL : TOC_EINVAL;
}

// Look a key up; copy a text into the caller's buffer and point value->text at
// that.
static int template_get(void *ctx, enum toc_nvs_space space, const char *key,
                        toc_nvs_value_t *value,
                        char text[TOC_NVS_TEXT_MAX + 1]) {
    (void)ctx;
    (void)space;
    *value = (toc_nvs_value_t){.text = text};
    text[0] = '\0';
    return is_key(key) ? TOC_ENOENT : TOC_EINVAL;
}

// Forget one. TOC_EIO: it would be there again after the power went.
static int template_erase(void *ctx, enum toc_nvs_space space,
                          const char *key) {
    (void)ctx;
    (void)space;
    (void)key;
    return TOC_ENOENT;
}

// Forget all of a space; 0 for one that is empty.
static int template_erase_all(void *ctx, enum toc_nvs_space space) {
    (void)ctx;
    (void)space;
    return 0;
}

static const toc_nvs_ops_t nvs = {
    .name = "template",
    .ctx = NULL,
    .set = template_set,
    .get = template_get,
    .erase = template_erase,
    .erase_all = template_erase_all,
};

const toc_nvs_ops_t *template_nvs(void) {
    return &nvs;
}
