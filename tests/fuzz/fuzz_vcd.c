/*
 * fuzz_vcd - any bytes are a recording, or refused with one line; and what its
 * variables drive are pins of the board
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdlib.h>
#include <string.h>

#include "err.h"
#include "replay.h"
#include "vcd.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds) {
    if (!holds) {
        abort();
    }
}

static void check_error(const char *error) {
    require(memchr(error, '\0', TOC_VCD_ERROR_SIZE) != NULL);
    require(strncmp(error, "line ", 5) == 0);
    require(strchr(error, '\n') == NULL);
}

static void check_word(toc_vcd_word_t word, const char *text, size_t size) {
    require(word.size > 0 && word.size <= size);
    require(word.text >= text && word.text + word.size <= text + size);
}

static void check_changes(const toc_vcd_changes_t *changes) {
    uint64_t time_ns = 0;
    uint8_t levels[TOC_VCD_PADS_MAX];
    memset(levels, TOC_VCD_RELEASED, sizeof(levels));
    for (size_t i = 0; i < changes->count; i++) {
        const toc_vcd_change_t *change = &changes->changes[i];
        require(change->time_ns >= time_ns);
        require(change->pad < TOC_VCD_PADS_MAX);
        require(change->level <= TOC_VCD_RELEASED);
        require(levels[change->pad] != change->level);
        levels[change->pad] = change->level;
        time_ns = change->time_ns;
    }
    require(changes->end_ns >= time_ns && changes->end_ns <= INT64_MAX);
}

// As the command line would have it; `map` may be NULL.
static void check_replay(const char *text, size_t size, const char *map) {
    toc_options_t options;
    toc_options_init(&options);
    require(toc_board_find(&options.board, "lopy4", options.error) == 0);
    if (map != NULL) {
        options.replay.map_count = 1;
        options.replay.maps[0] =
            (toc_options_map_t){.variable = map,
                                .variable_size = strlen(map),
                                .gpio = 13,
                                .name = "P10"};
    }
    toc_replay_t replay;
    char error[TOC_REPLAY_ERROR_SIZE];
    memset(error, 0xa5, sizeof(error));
    int err = toc_replay_parse(&replay, &options, text, size, error);
    require((err == 0) == (error[0] == '\0'));
    require(memchr(error, '\0', sizeof(error)) != NULL);
    require(strchr(error, '\n') == NULL);
    if (err == 0) {
        check_changes(&replay.changes);
        toc_replay_free(&replay);
    }
}

static void check_pads(const char *text, size_t size) {
    char error[TOC_VCD_ERROR_SIZE];
    toc_vcd_t vcd;
    int err = toc_vcd_open(&vcd, text, size, error);
    if (err != 0) {
        require(err == TOC_EINVAL);
        check_error(error);
        return;
    }
    for (size_t i = 0; i < vcd.var_count; i++) {
        check_word(vcd.vars[i].name, text, size);
        check_word(vcd.vars[i].code, text, size);
        // Two of them share a pad when there are many.
        vcd.vars[i].pad = (int)(i % (TOC_VCD_PADS_MAX + 1)) - 1;
    }
    toc_vcd_changes_t changes;
    err = toc_vcd_changes(&vcd, &changes, error);
    if (err != 0) {
        require(err == TOC_EINVAL);
        check_error(error);
    } else {
        check_changes(&changes);
        toc_vcd_changes_free(&changes);
    }
    toc_vcd_close(&vcd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const char *text = (const char *)data;
    check_pads(text, size);
    check_replay(text, size, NULL);
    check_replay(text, size, "pins.D0");
    return 0;
}
