/*
 * board - finding boards and pins by name, and what to say when there is none
 *
 * SPDX-License-Identifier: MIT
 */
#include "board.h"
#include "board_data.h"
#include "board_line.h"
#include "err.h"

#define NEAR_MAX      3
#define NEAR_NAME_MAX 15 // longer ones are near nothing

// The candidates that are nearest to `name`, the best one first.
typedef struct {
    const char *name;
    size_t name_size;
    uint32_t count;
    struct {
        const char *name;
        size_t distance;
        size_t likeness; // among those of one distance
    } found[NEAR_MAX];
} near_t;

static size_t text_size(const char *text) {
    size_t size = 0;
    while (text[size] != '\0') {
        size++;
    }
    return size;
}

static bool text_is(const char *a, const char *b) {
    while (*a != '\0' && *a == *b) {
        a++;
        b++;
    }
    return *a == *b;
}

static void copy_name(char to[TOC_BOARD_NAME_SIZE], const char *from) {
    size_t i = 0;
    while (from[i] != '\0' && i < TOC_BOARD_NAME_SIZE - 1) {
        to[i] = from[i];
        i++;
    }
    to[i] = '\0';
}

static char lower(char c) {
    if (c >= 'A' && c <= 'Z') {
        return (char)(c - 'A' + 'a');
    }
    return c;
}

static size_t least(size_t a, size_t b) {
    return a < b ? a : b;
}

// Insertions, deletions and replacements from `a` to `b`, whatever the case.
static size_t edit_distance(const char *a, size_t a_size, const char *b,
                            size_t b_size) {
    size_t row[NEAR_NAME_MAX + 1];
    for (size_t j = 0; j <= b_size; j++) {
        row[j] = j;
    }
    for (size_t i = 1; i <= a_size; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b_size; j++) {
            size_t above = row[j];
            bool same = lower(a[i - 1]) == lower(b[j - 1]);
            row[j] = least(diagonal + !same, 1 + least(above, row[j - 1]));
            diagonal = above;
        }
    }
    return row[b_size];
}

static size_t common_prefix(const char *a, const char *b) {
    size_t size = 0;
    while (a[size] != '\0' && lower(a[size]) == lower(b[size])) {
        size++;
    }
    return size;
}

// What a slip leaves as it was: the beginning above all, then the end.
static size_t likeness(const char *a, size_t a_size, const char *b,
                       size_t b_size) {
    size_t suffix = 0;
    while (suffix < a_size && suffix < b_size &&
           lower(a[a_size - 1 - suffix]) == lower(b[b_size - 1 - suffix])) {
        suffix++;
    }
    return common_prefix(a, b) * (NEAR_NAME_MAX + 1) + suffix;
}

static void near_offer(near_t *near, const char *candidate) {
    size_t size = text_size(candidate);
    if (size == 0 || size > NEAR_NAME_MAX || near->name_size > NEAR_NAME_MAX) {
        return;
    }
    size_t distance =
        edit_distance(near->name, near->name_size, candidate, size);
    // Half of the letters wrong is another word, not a slip.
    if (distance > 2 || distance * 2 > near->name_size) {
        return;
    }

    size_t like = likeness(near->name, near->name_size, candidate, size);
    uint32_t at = near->count;
    while (at > 0 && (near->found[at - 1].distance > distance ||
                      (near->found[at - 1].distance == distance &&
                       near->found[at - 1].likeness < like))) {
        at--;
    }
    if (at == NEAR_MAX) {
        return;
    }
    uint32_t last = near->count < NEAR_MAX ? near->count++ : NEAR_MAX - 1;
    for (uint32_t i = last; i > at; i--) {
        near->found[i] = near->found[i - 1];
    }
    near->found[at].name = candidate;
    near->found[at].distance = distance;
    near->found[at].likeness = like;
}

static void near_tell(const near_t *near, toc__line_t *line) {
    toc__line_text(line, "did you mean ");
    for (uint32_t i = 0; i < near->count; i++) {
        if (i > 0) {
            toc__line_text(line, i + 1 == near->count ? " or " : ", ");
        }
        const char *name = near->found[i].name;
        toc__line_quoted(line, name, text_size(name));
    }
    toc__line_text(line, "?");
}

static void board_unknown(const char *name, char error[TOC_BOARD_ERROR_SIZE]) {
    near_t near = {.name = name, .name_size = text_size(name)};
    for (uint32_t i = 0; i < toc__board_count; i++) {
        near_offer(&near, toc__boards[i].name);
    }

    toc__line_t line;
    toc__line_begin(&line, error, TOC_BOARD_ERROR_SIZE);
    toc__line_text(&line, "unknown board ");
    toc__line_quoted(&line, name, near.name_size);
    if (near.count > 0) {
        toc__line_text(&line, ": ");
        near_tell(&near, &line);
    }
    toc__line_text(&line, " (boards:");
    for (uint32_t i = 0; i < toc__board_count; i++) {
        toc__line_text(&line, " ");
        toc__line_text(&line, toc__boards[i].name);
    }
    toc__line_text(&line, ")");
}

int toc_board_find(toc_board_t *board, const char *name,
                   char error[TOC_BOARD_ERROR_SIZE]) {
    for (uint32_t i = 0; i < toc__board_count; i++) {
        const toc__board_data_t *data = &toc__boards[i];
        if (!text_is(data->name, name)) {
            continue;
        }
        int err = toc_board_parse(board, data->text, data->size, error);
        copy_name(board->name, data->name);
        copy_name(board->sysname, data->sysname);
        return err;
    }
    board_unknown(name, error);
    return TOC_ENOENT;
}

const char *const *toc_board_names(void) {
    return toc__board_names;
}

const toc_board_pin_t *toc_board_pin(const toc_board_t *board,
                                     const char *name) {
    if (name[0] == '\0') {
        return NULL;
    }
    for (uint32_t i = 0; i < board->pin_count; i++) {
        const toc_board_pin_t *pin = &board->pins[i];
        if (text_is(pin->name, name) || text_is(pin->exp, name)) {
            return pin;
        }
    }
    return NULL;
}

// Split "P10" into its letters and its number.
// Returns the size of the letters, or 0 when no number follows them.
static size_t split_name(const char *name, uint32_t *number) {
    size_t letters = 0;
    while (name[letters] != '\0' &&
           (name[letters] < '0' || name[letters] > '9')) {
        letters++;
    }
    const char *digit = &name[letters];
    bool padded = digit[0] == '0' && digit[1] != '\0';
    if (*digit == '\0' || padded) {
        return 0;
    }
    *number = 0;
    for (; *digit >= '0' && *digit <= '9'; digit++) {
        *number = *number * 10 + (uint32_t)(*digit - '0');
    }
    return *digit == '\0' ? letters : 0;
}

static bool follows(const char *name, const char *before) {
    uint32_t number;
    uint32_t number_before;
    size_t letters = split_name(name, &number);
    return letters > 0 && letters == split_name(before, &number_before) &&
           common_prefix(name, before) >= letters &&
           number == number_before + 1;
}

// The names of the pins, runs of them as "P0 to P23".
static void tell_ranges(const toc_board_t *board, toc__line_t *line) {
    uint32_t i = 0;
    while (i < board->pin_count) {
        uint32_t last = i;
        while (last + 1 < board->pin_count &&
               follows(board->pins[last + 1].name, board->pins[last].name)) {
            last++;
        }
        toc__line_text(line, i > 0 ? ", " : "");
        toc__line_text(line, board->pins[i].name);
        if (last > i) {
            toc__line_text(line, last == i + 1 ? ", " : " to ");
            toc__line_text(line, board->pins[last].name);
        }
        i = last + 1;
    }
}

void toc_board_pin_unknown(const toc_board_t *board, const char *name,
                           char error[TOC_BOARD_ERROR_SIZE]) {
    near_t near = {.name = name, .name_size = text_size(name)};
    for (uint32_t i = 0; i < board->pin_count; i++) {
        near_offer(&near, board->pins[i].name);
    }
    for (uint32_t i = 0; i < board->pin_count; i++) {
        near_offer(&near, board->pins[i].exp);
    }

    toc__line_t line;
    toc__line_begin(&line, error, TOC_BOARD_ERROR_SIZE);
    toc__line_text(&line, board->name[0] != '\0' ? "board " : "this board");
    toc__line_text(&line, board->name);
    toc__line_text(&line, " has no pin ");
    toc__line_quoted(&line, name, near.name_size);
    toc__line_text(&line, ": ");
    if (near.count > 0) {
        near_tell(&near, &line);
    } else {
        toc__line_text(&line, "its pins are ");
        tell_ranges(board, &line);
    }
}
