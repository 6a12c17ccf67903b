/*
 * Any bytes as the file of a virtual board's storage: the parser refuses them
 * with one line, or hands out values that it reads the same from what they are
 * written as.
 *
 * SPDX-License-Identifier: MIT
 */
#include "nvs_text.h"

#include <stdlib.h>
#include <string.h>

#include "err.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const nvs_text_entry_t *expected;

static void require(bool holds) {
    if (!holds) {
        abort();
    }
}

static int compare(void *ctx, const nvs_text_entry_t *entry) {
    (void)ctx;
    require(entry->space == expected->space);
    require(entry->is_text == expected->is_text);
    require(entry->number == expected->number);
    require(strcmp(entry->key, expected->key) == 0);
    require(strcmp(entry->text, expected->text) == 0);
    return 0;
}

static int check(void *ctx, const nvs_text_entry_t *entry) {
    static char file[NVS_TEXT_LINE_MAX + 16];
    char error[NVS_TEXT_ERROR_SIZE];
    (void)ctx;
    require(entry->space < TOC_NVS_SPACES);
    require(entry->key[0] != '\0');
    size_t length = nvs_text_line(file, entry);
    require(length < NVS_TEXT_LINE_MAX && length == strlen(file));
    strcpy(file + length, "end 1\n");
    expected = entry;
    require(nvs_text_parse(file, strlen(file), compare, NULL, error) == 0);
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char error[NVS_TEXT_ERROR_SIZE];
    int err = nvs_text_parse((const char *)data, size, check, NULL, error);
    require(err == 0 || err == TOC_EINVAL);
    require(memchr(error, '\0', sizeof(error)) != NULL);
    require(err == 0 || strncmp(error, "line ", 5) == 0);
    require(strchr(error, '\n') == NULL);
    return 0;
}
