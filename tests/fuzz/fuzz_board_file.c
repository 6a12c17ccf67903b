/*
 * Any bytes as a board file: options that are consistent, or one line.
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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static toc_options_t options;
    char *argv[] = {"tocsin", NULL};
    int result = toc_board_file_parse(&options, 1, argv, "file",
                                      (const char *)data, size);
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
    return 0;
}
