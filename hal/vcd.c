/*
 * vcd - the declarations of a value change dump
 *
 * SPDX-License-Identifier: MIT
 */
#include "vcd.h"

#include <stdlib.h>
#include <string.h>

#include "err.h"
#include "port.h"
#include "vcd_private.h"

#define DEPTH_MAX 64

typedef struct {
    toc_vcd_t *vcd;
    toc__vcd_reader_t reader;
    toc_vcd_word_t scopes[DEPTH_MAX];
    uint32_t depth; // scopes that are open, those beyond DEPTH_MAX too
    size_t var_room;
    bool has_unit;
} parser_t;

static const toc_vcd_word_t no_word = {NULL, 0};

static int fail(parser_t *p, const char *before, toc_vcd_word_t word,
                const char *after) {
    return toc__vcd_fail(&p->reader, p->reader.line, before, word, after);
}

// The next word of a declaration, which may not be its end.
static int next_part(parser_t *p, const char *what, toc_vcd_word_t *word) {
    if (!toc__vcd_next(&p->reader, word)) {
        return fail(p, "the file ends within ", no_word, what);
    }
    if (toc__vcd_is(*word, "$end")) {
        return fail(p, what, no_word, " is incomplete");
    }
    return 0;
}

static const struct {
    const char *name;
    uint64_t mul;
    uint64_t div;
} units[] = {
    {"s", 1000000000, 1}, {"ms", 1000000, 1}, {"us", 1000, 1},
    {"ns", 1, 1},         {"ps", 1, 1000},    {"fs", 1, 1000000},
};

// "10" and "ns".
static int set_unit(parser_t *p, toc_vcd_word_t digits, toc_vcd_word_t unit) {
    uint64_t number;
    if (!toc__vcd_number(digits, &number) ||
        (number != 1 && number != 10 && number != 100)) {
        return fail(p, "$timescale has to be 1, 10 or 100 of a unit, not ",
                    digits, "");
    }
    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
        if (toc__vcd_is(unit, units[i].name)) {
            p->vcd->unit_mul = units[i].mul * number;
            p->vcd->unit_div = units[i].div;
            p->has_unit = true;
            return 0;
        }
    }
    return fail(p, "$timescale has to be in s, ms, us, ns, ps or fs, not ",
                unit, "");
}

// "$timescale 10 ns $end", or "10ns" as one word.
static int read_timescale(parser_t *p) {
    toc_vcd_word_t digits;
    if (p->has_unit) {
        return fail(p, "a second $timescale", no_word, "");
    }
    int err = next_part(p, "$timescale", &digits);
    if (err != 0) {
        return err;
    }
    toc_vcd_word_t unit = digits;
    while (unit.size > 0 && *unit.text >= '0' && *unit.text <= '9') {
        unit.text++;
        unit.size--;
    }
    digits.size -= unit.size;
    if (unit.size == 0) {
        err = next_part(p, "$timescale", &unit);
    }
    if (err == 0) {
        err = set_unit(p, digits, unit);
    }
    if (err == 0 &&
        (!toc__vcd_next(&p->reader, &unit) || !toc__vcd_is(unit, "$end"))) {
        err = fail(p, "$timescale has no $end", no_word, "");
    }
    return err;
}

// "$scope module pins $end"
static int read_scope(parser_t *p) {
    toc_vcd_word_t kind;
    toc_vcd_word_t name;
    int err = next_part(p, "$scope", &kind);
    if (err == 0) {
        err = next_part(p, "$scope", &name);
    }
    if (err != 0) {
        return err;
    }
    if (p->depth < DEPTH_MAX) {
        p->scopes[p->depth] = name;
    }
    p->depth++;
    return toc__vcd_skip(&p->reader, "$scope");
}

static int read_upscope(parser_t *p) {
    if (p->depth == 0) {
        return fail(p, "$upscope without a $scope", no_word, "");
    }
    p->depth--;
    return toc__vcd_skip(&p->reader, "$upscope");
}

static int add_var(parser_t *p, const toc_vcd_var_t *var) {
    toc_vcd_t *vcd = p->vcd;
    if (vcd->var_count == p->var_room) {
        size_t room = p->var_room * 2 + 16;
        toc_vcd_var_t *vars = toc_port_realloc(vcd->vars, room * sizeof(*vars));
        if (vars == NULL) {
            return TOC_ENOMEM;
        }
        vcd->vars = vars;
        p->var_room = room;
    }
    vcd->vars[vcd->var_count++] = *var;
    return 0;
}

static bool has_no_level(toc_vcd_word_t kind) {
    static const char *const kinds[] = {"real", "realtime", "string", "event"};
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (toc__vcd_is(kind, kinds[i])) {
            return true;
        }
    }
    return false;
}

// The name goes on to $end: "bus [7:0]".
static int read_name(parser_t *p, toc_vcd_word_t *name) {
    int err = next_part(p, "$var", name);
    toc_vcd_word_t word = *name;
    while (err == 0 && toc__vcd_next(&p->reader, &word)) {
        if (toc__vcd_is(word, "$end")) {
            return 0;
        }
        name->size = (size_t)(word.text + word.size - name->text);
    }
    return err != 0 ? err : fail(p, "$var has no $end", no_word, "");
}

static bool is_code(toc_vcd_word_t word) {
    for (size_t i = 0; i < word.size; i++) {
        if (word.text[i] < '!' || word.text[i] > '~') {
            return false;
        }
    }
    return true;
}

// "$var wire 1 ! P10 $end"
static int read_var(parser_t *p) {
    toc_vcd_var_t var = {.line = p->reader.line, .pad = TOC_VCD_NO_PAD};
    toc_vcd_word_t kind;
    toc_vcd_word_t width;
    int err = next_part(p, "$var", &kind);
    if (err == 0) {
        err = next_part(p, "$var", &width);
    }
    if (err == 0) {
        err = next_part(p, "$var", &var.code);
    }
    if (err != 0) {
        return err;
    }
    if (!toc__vcd_number(width, &var.width_bits)) {
        return fail(p, "$var: the width has to be a number, not ", width, "");
    }
    if (!is_code(var.code)) {
        return fail(p, "$var: a code has printable characters, not ", var.code,
                    "");
    }
    var.is_real = has_no_level(kind);
    if (p->depth > 0) {
        uint32_t scope = p->depth < DEPTH_MAX ? p->depth : DEPTH_MAX;
        var.scope = p->scopes[scope - 1];
    }
    err = read_name(p, &var.name);
    return err != 0 ? err : add_var(p, &var);
}

static int read_declaration(parser_t *p, toc_vcd_word_t keyword) {
    if (toc__vcd_is(keyword, "$var")) {
        return read_var(p);
    }
    if (toc__vcd_is(keyword, "$scope")) {
        return read_scope(p);
    }
    if (toc__vcd_is(keyword, "$upscope")) {
        return read_upscope(p);
    }
    if (toc__vcd_is(keyword, "$timescale")) {
        return read_timescale(p);
    }
    if (toc__vcd_is(keyword, "META")) {
        // What sigrok-cli 0.7 has to say about a file comes first in it.
        toc__vcd_skip_line(&p->reader);
        return 0;
    }
    if (keyword.text[0] != '$') {
        return fail(p,
                    "a VCD file begins with declarations such as $timescale,"
                    " not with ",
                    keyword, "");
    }
    // $date, $version, $comment and what single programs add.
    return toc__vcd_skip(&p->reader, "a declaration");
}

static int read_declarations(parser_t *p) {
    toc_vcd_word_t keyword;
    while (toc__vcd_next(&p->reader, &keyword)) {
        int err;
        if (toc__vcd_is(keyword, "$enddefinitions")) {
            if (!p->has_unit) {
                return fail(p,
                            "there is no $timescale in front of "
                            "$enddefinitions",
                            no_word, "");
            }
            return toc__vcd_skip(&p->reader, "$enddefinitions");
        }
        err = read_declaration(p, keyword);
        if (err != 0) {
            return err;
        }
    }
    return fail(p, "the file ends before $enddefinitions", no_word, "");
}

static int compare_codes(const void *a, const void *b) {
    const toc_vcd_var_t *var_a = *(const toc_vcd_var_t *const *)a;
    const toc_vcd_var_t *var_b = *(const toc_vcd_var_t *const *)b;
    int order = toc__vcd_compare(var_a->code, var_b->code);
    return order != 0 ? order : (var_a > var_b) - (var_a < var_b);
}

static int sort_by_code(toc_vcd_t *vcd) {
    if (vcd->var_count == 0) {
        return 0;
    }
    // NOLINTNEXTLINE(bugprone-sizeof-expression): an array of pointers
    const size_t each = sizeof(*vcd->by_code);
    size_t size = vcd->var_count * each;
    vcd->by_code = toc_port_realloc(NULL, size);
    if (vcd->by_code == NULL) {
        return TOC_ENOMEM;
    }
    for (size_t i = 0; i < vcd->var_count; i++) {
        vcd->by_code[i] = &vcd->vars[i];
    }
    qsort(vcd->by_code, vcd->var_count, each, compare_codes);
    return 0;
}

int toc_vcd_open(toc_vcd_t *vcd, const char *text, size_t size,
                 char error[TOC_VCD_ERROR_SIZE]) {
    parser_t p = {
        .vcd = vcd,
        .reader = {.at = text, .end = text + size, .line = 1, .error = error}};
    *vcd = (toc_vcd_t){.text = text, .size = size};
    error[0] = '\0';
    int err = read_declarations(&p);
    if (err == 0) {
        vcd->body = (size_t)(p.reader.at - text);
        vcd->body_line = p.reader.line;
        err = sort_by_code(vcd);
    }
    if (err != 0) {
        toc_vcd_close(vcd);
    }
    return err;
}

void toc_vcd_close(toc_vcd_t *vcd) {
    (void)toc_port_realloc(vcd->vars, 0);
    (void)toc_port_realloc(vcd->by_code, 0);
    vcd->vars = NULL;
    vcd->by_code = NULL;
    vcd->var_count = 0;
}
