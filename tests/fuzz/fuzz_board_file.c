/*
 * Any bytes as a board file, as TOML and as JSON: options that are consistent,
 * or one line.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdlib.h>
#include <string.h>

#include "board_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds) {
    if (!holds) {
        abort();
    }
}

static void parse(const char *name, const char *text, size_t size) {
    static toc_options_t options;
    char *argv[] = {"tocsin", NULL};
    int result = toc_board_file_parse(&options, 1, argv, name, text, size);
    require(result == 0 || result == TOC_EINVAL);
    require((result == 0) == (options.error[0] == '\0'));
    for (const char *c = options.error; *c != '\0'; c++) {
        require((unsigned char)*c >= ' ' && *c != 0x7f);
    }
    if (result == 0) {
        uint32_t depth = options.irq_depth;
        require(depth >= 1 && depth <= 65536 && (depth & (depth - 1)) == 0);
        require(options.heap_bytes >= TOC_OPTIONS_HEAP_MIN_BYTES);
        require(strcmp(options.board.name, options.board_name) == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    // A block of its own, so that a byte read beyond it shows.
    char *text = malloc(size > 0 ? size : 1);
    require(text != NULL);
    if (size > 0) {
        memcpy(text, data, size);
    }
    parse("file.json", text, size);
    parse("file.toml", text, size);
    free(text);
    return 0;
}
