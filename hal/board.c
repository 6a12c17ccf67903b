/*
 * board - finding boards and pins by name, and what to say when there is none
 *
 * SPDX-License-Identifier: MIT
 */
#include "board.h"
#include "board_data.h"
#include "board_line.h"
#include "err.h"
#include "near.h"

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

static void near_tell(const toc_near_t *near, toc__line_t *line) {
    char text[TOC_NEAR_TEXT_SIZE];
    toc_near_text(near, text);
    toc__line_text(line, text);
}

static void board_unknown(const char *name, char error[TOC_BOARD_ERROR_SIZE]) {
    toc_near_t near;
    toc_near_begin(&near, name, text_size(name));
    for (uint32_t i = 0; i < toc__board_count; i++) {
        toc_near_offer(&near, toc__boards[i].name);
    }

    toc__line_t line;
    toc__line_begin(&line, error, TOC_BOARD_ERROR_SIZE);
    toc__line_text(&line, "unknown board ");
    toc__line_quoted(&line, name, text_size(name));
    if (toc_near_is_any(&near)) {
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
        int err = toc__board_parse_any(board, data->text, data->size, error);
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

static char lower(char c) {
    if (c >= 'A' && c <= 'Z') {
        return (char)(c - 'A' + 'a');
    }
    return c;
}

static bool letters_are(const char *a, const char *b, size_t count) {
    size_t i = 0;
    while (i < count && lower(a[i]) == lower(b[i])) {
        i++;
    }
    return i == count;
}

static bool follows(const char *name, const char *before) {
    uint32_t number;
    uint32_t number_before;
    size_t letters = split_name(name, &number);
    return letters > 0 && letters == split_name(before, &number_before) &&
           letters_are(name, before, letters) && number == number_before + 1;
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
    toc_near_t near;
    toc_near_begin(&near, name, text_size(name));
    for (uint32_t i = 0; i < board->pin_count; i++) {
        toc_near_offer(&near, board->pins[i].name);
    }
    for (uint32_t i = 0; i < board->pin_count; i++) {
        toc_near_offer(&near, board->pins[i].exp);
    }

    toc__line_t line;
    toc__line_begin(&line, error, TOC_BOARD_ERROR_SIZE);
    toc__line_text(&line, board->name[0] != '\0' ? "board " : "this board");
    toc__line_text(&line, board->name);
    toc__line_text(&line, " has no pin ");
    toc__line_quoted(&line, name, text_size(name));
    toc__line_text(&line, ": ");
    if (board->pin_count == 0) {
        toc__line_text(&line, "it has none");
    } else if (toc_near_is_any(&near)) {
        near_tell(&near, &line);
    } else {
        toc__line_text(&line, "its pins are ");
        tell_ranges(board, &line);
    }
}
