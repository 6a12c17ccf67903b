/*
 * option_table - one row for each option
 *
 * Private to cli/. The parser looks an option up here, the near misses are
 * searched here and the usage text is printed from here, in this order.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_CLI_OPTION_TABLE_H
#define TOC_CLI_OPTION_TABLE_H

#include <stdbool.h>
#include <stddef.h>

enum toc__option_id {
    TOC__OPTION_COMMAND,
    TOC__OPTION_MODULE,
    TOC__OPTION_INSPECT,
    TOC__OPTION_EXIT,
    TOC__OPTION_FLASH,
    TOC__OPTION_SAFE_BOOT,
    TOC__OPTION_BOARD,
    TOC__OPTION_BOARD_FILE,
    TOC__OPTION_WIRE,
    TOC__OPTION_PRESS,
    TOC__OPTION_REPLAY,
    TOC__OPTION_CONTROL,
    TOC__OPTION_HOLD,
    TOC__OPTION_ATTACH,
    TOC__OPTION_MAP,
    TOC__OPTION_PACE,
    TOC__OPTION_VIRTUAL_TIME,
    TOC__OPTION_SEED,
    TOC__OPTION_NTP,
    TOC__OPTION_MAC,
    TOC__OPTION_IRQ_DEPTH,
    TOC__OPTION_IRQ_FULL,
    TOC__OPTION_IRQ_STALL,
    TOC__OPTION_STATS,
    TOC__OPTION_TRACE,
    TOC__OPTION_DIALECT,
    TOC__OPTION_HEAP,
    TOC__OPTION_OPTIMISE,
    TOC__OPTION_VERBOSE,
    TOC__OPTION_IMPLEMENTATION,
    TOC__OPTION_X_EMIT,
    TOC__OPTION_X_HEAPSIZE,
    TOC__OPTION_X_COMPILE_ONLY,
    TOC__OPTION_HELP,
    TOC__OPTION_VERSION,
    TOC__OPTION_COUNT,
};

enum toc__option_kind {
    TOC__OPTION_PLAIN,   // -l, --name
    TOC__OPTION_UNDER_X, // -X name, -X name=VALUE
    TOC__OPTION_ABSENT,  // known, refused, and not in the usage text
};

struct toc__option {
    enum toc__option_kind kind;
    char letter;         // 0: none
    const char *name;    // without the dashes; NULL: none
    const char *value;   // its name in the usage text, "[...]" where it is
                         // optional and attached; NULL: takes none
    const char *section; // heading in front of this row; NULL: none
    const char *help;    // NULL: has no line of its own in the usage text
};

// Indexed by enum toc__option_id.
extern const struct toc__option toc__options[TOC__OPTION_COUNT];

// Each returns the row, or NULL when there is none.
const struct toc__option *toc__option_by_letter(char letter);
const struct toc__option *toc__option_by_name(enum toc__option_kind kind,
                                              const char *name, size_t length);

enum toc__option_id toc__option_id(const struct toc__option *option);

// The options of `kind` that `name` may have meant, as in "'--heap' or
// '--help'"; "" when none is near.
void toc__option_near(enum toc__option_kind kind, const char *name,
                      size_t length, char *out, size_t size);

#endif
