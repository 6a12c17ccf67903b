// SPDX-License-Identifier: MIT
#include "board_line.h"

static bool continues_character(char byte) {
    return ((unsigned char)byte & 0xc0u) == 0x80u;
}

void toc__line_begin(toc__line_t *line, char *text, size_t size) {
    *line = (toc__line_t){.text = text, .size = size};
    text[0] = '\0';
}

static void end_with_dots(toc__line_t *line) {
    size_t at = line->size - 4;
    while (at > 0 && continues_character(line->text[at])) {
        at--;
    }
    for (int i = 0; i < 3; i++) {
        line->text[at++] = '.';
    }
    line->text[at] = '\0';
    line->cut = true;
}

static void put(toc__line_t *line, char byte) {
    if (line->cut) {
        return;
    }
    if (line->used + 1 == line->size) {
        end_with_dots(line);
        return;
    }
    line->text[line->used++] = byte;
    line->text[line->used] = '\0';
}

void toc__line_text(toc__line_t *line, const char *text) {
    while (*text != '\0') {
        put(line, *text++);
    }
}

void toc__line_number(toc__line_t *line, uint32_t number) {
    char digits[11];
    size_t at = sizeof(digits) - 1;
    digits[at] = '\0';
    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    toc__line_text(line, &digits[at]);
}

static void put_printable(toc__line_t *line, char byte) {
    unsigned char code = (unsigned char)byte;
    if (code < 0x20 || code == 0x7f) {
        byte = '?';
    }
    put(line, byte);
}

void toc__line_quoted(toc__line_t *line, const char *text, size_t size) {
    size_t shown = size;
    if (size > TOC_LINE_QUOTED_MAX) {
        shown = TOC_LINE_QUOTED_MAX - 3;
        while (shown > 0 && continues_character(text[shown])) {
            shown--;
        }
    }
    put(line, '\'');
    for (size_t i = 0; i < shown; i++) {
        put_printable(line, text[i]);
    }
    toc__line_text(line, shown < size ? "...'" : "'");
}
