/*
 * vcd_changes - the changes of a value change dump
 *
 * SPDX-License-Identifier: MIT
 */
#include "err.h"
#include "port.h"
#include "vcd_private.h"

typedef struct {
    const toc_vcd_t *vcd;
    toc__vcd_reader_t reader;
    toc_vcd_changes_t *out;
    size_t room;
    uint64_t time; // in units of the file
    uint64_t time_ns;
    uint8_t levels[TOC_VCD_PADS_MAX];
} parser_t;

static const toc_vcd_word_t no_word = {NULL, 0};

static int fail(parser_t *p, const char *before, toc_vcd_word_t word,
                const char *after) {
    return toc__vcd_fail(&p->reader, p->reader.line, before, word, after);
}

// The place in by_code of the first variable with that code, or of the first
// with a greater one.
static size_t find(const toc_vcd_t *vcd, toc_vcd_word_t code) {
    size_t low = 0;
    size_t high = vcd->var_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (toc__vcd_compare(vcd->by_code[middle]->code, code) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static int add(parser_t *p, int pad, enum toc_vcd_level level) {
    toc_vcd_changes_t *out = p->out;
    if (p->levels[pad] == level) {
        return 0;
    }
    p->levels[pad] = (uint8_t)level;
    if (out->count == p->room) {
        size_t room = p->room * 2 + 64;
        toc_vcd_change_t *changes =
            toc_port_realloc(out->changes, room * sizeof(*changes));
        if (changes == NULL) {
            return TOC_ENOMEM;
        }
        out->changes = changes;
        p->room = room;
    }
    out->changes[out->count++] = (toc_vcd_change_t){
        .time_ns = p->time_ns, .pad = (uint8_t)pad, .level = (uint8_t)level};
    return 0;
}

// Returns -1 for what is no level.
static int level_of(char c) {
    switch (c) {
    case '0':
    case 'l':
    case 'L':
        return TOC_VCD_LOW;
    case '1':
    case 'h':
    case 'H':
        return TOC_VCD_HIGH;
    case 'x':
    case 'X':
    case 'z':
    case 'Z':
    case 'u':
    case 'U':
    case 'w':
    case 'W':
    case '-':
        return TOC_VCD_RELEASED;
    default:
        return -1;
    }
}

// A change of all variables with that code. `level` -1: not a level.
static int change(parser_t *p, toc_vcd_word_t code, int level) {
    const toc_vcd_t *vcd = p->vcd;
    size_t at = find(vcd, code);
    bool known = false;
    int err = 0;
    for (; err == 0 && at < vcd->var_count; at++) {
        const toc_vcd_var_t *var = vcd->by_code[at];
        if (toc__vcd_compare(var->code, code) != 0) {
            break;
        }
        known = true;
        if (var->pad != TOC_VCD_NO_PAD && level >= 0) {
            err = add(p, var->pad, (enum toc_vcd_level)level);
        }
    }
    return known || err != 0 ? err : fail(p, "no $var has the code ", code, "");
}

// "#120"
static int read_time(parser_t *p, toc_vcd_word_t word) {
    const toc_vcd_t *vcd = p->vcd;
    toc_vcd_word_t digits = {word.text + 1, word.size - 1};
    uint64_t time;
    if (!toc__vcd_number(digits, &time)) {
        bool has_other = digits.size == 0;
        for (size_t i = 0; i < digits.size; i++) {
            has_other |= digits.text[i] < '0' || digits.text[i] > '9';
        }
        return has_other ? fail(p, "a time is # and digits, not ", word, "")
                         : fail(p, "the time ", word, " has more than 64 bits");
    }
    if (time < p->time) {
        return fail(p, "the time ", word, " is before the one in front of it");
    }
    if (time > (uint64_t)INT64_MAX / vcd->unit_mul) {
        return fail(p, "the time ", word, " is more than 292 years");
    }
    p->time = time;
    p->time_ns = time * vcd->unit_mul / vcd->unit_div;
    p->out->end_ns = p->time_ns;
    return 0;
}

// "b0101 !", of which the last bit counts, "r1.5 !" or "sidle !".
static int read_wide(parser_t *p, toc_vcd_word_t value, bool is_vector) {
    int level = -1;
    for (size_t i = 1; is_vector && i < value.size; i++) {
        level = level_of(value.text[i]);
        if (level < 0) {
            return fail(p, "a vector has the bits 0, 1, x and z, not ", value,
                        "");
        }
    }
    if (is_vector && level < 0) {
        return fail(p, "a vector without a bit", no_word, "");
    }
    toc_vcd_word_t code;
    if (!toc__vcd_next(&p->reader, &code)) {
        return fail(p, "the file ends behind ", value,
                    ", which is a variable's");
    }
    return change(p, code, level);
}

static int read_keyword(parser_t *p, toc_vcd_word_t word) {
    static const char *const markers[] = {"$dumpvars", "$dumpall", "$dumpon",
                                          "$dumpoff", "$end"};
    for (size_t i = 0; i < sizeof(markers) / sizeof(markers[0]); i++) {
        if (toc__vcd_is(word, markers[i])) {
            return 0;
        }
    }
    if (toc__vcd_is(word, "$comment")) {
        return toc__vcd_skip(&p->reader, "$comment");
    }
    return fail(p, "", word, " among the changes");
}

static int read_word(parser_t *p, toc_vcd_word_t word) {
    switch (word.text[0]) {
    case '#':
        return read_time(p, word);
    case '$':
        return read_keyword(p, word);
    case 'b':
    case 'B':
        return read_wide(p, word, true);
    case 'r':
    case 'R':
    case 's':
    case 'S':
        return read_wide(p, word, false);
    default:
        break;
    }
    int level = level_of(word.text[0]);
    if (level < 0) {
        return fail(p, "expected a change or a time, not ", word, "");
    }
    if (word.size == 1) {
        return fail(p, "the level ", word,
                    " has to be followed by a code without a blank");
    }
    return change(p, (toc_vcd_word_t){word.text + 1, word.size - 1}, level);
}

int toc_vcd_changes(const toc_vcd_t *vcd, toc_vcd_changes_t *out,
                    char error[TOC_VCD_ERROR_SIZE]) {
    parser_t p = {.vcd = vcd,
                  .out = out,
                  .reader = {.at = vcd->text + vcd->body,
                             .end = vcd->text + vcd->size,
                             .line = vcd->body_line,
                             .error = error}};
    toc_port_memset(p.levels, TOC_VCD_RELEASED, sizeof(p.levels));
    *out = (toc_vcd_changes_t){0};
    error[0] = '\0';
    toc_vcd_word_t word;
    int err = 0;
    while (err == 0 && toc__vcd_next(&p.reader, &word)) {
        err = read_word(&p, word);
    }
    if (err != 0) {
        toc_vcd_changes_free(out);
    }
    return err;
}

void toc_vcd_changes_free(toc_vcd_changes_t *changes) {
    (void)toc_port_realloc(changes->changes, 0);
    *changes = (toc_vcd_changes_t){0};
}
