/*
 * board_csv - the parser of pins.csv
 *
 * Strict on purpose: a pin table that is a little wrong makes a board that is
 * a little wrong. The first fault ends the parse and is told with its line.
 *
 * SPDX-License-Identifier: MIT
 */
#include "board.h"
#include "board_data.h"
#include "board_line.h"
#include "err.h"

// clang-format off
#define COLUMN_MAP(X) \
    X(PIN, "pin") \
    X(EXP, "exp") \
    X(GPIO, "gpio") \
    X(DIR, "dir") \
    X(RTC, "rtc") \
    X(ADC, "adc") \
    X(TOUCH, "touch") \
    X(DAC, "dac") \
    X(BOOT, "boot") \
    X(USE, "use") \
    X(LINE, "line")
// clang-format on

enum column {
#define COLUMN_VALUE(id, name) COLUMN_##id,
    COLUMN_MAP(COLUMN_VALUE)
#undef COLUMN_VALUE
        COLUMN_COUNT
};

// Those in front of it have to be there.
#define COLUMNS_NEEDED COLUMN_LINE

static const char *const column_name[COLUMN_COUNT] = {
#define COLUMN_NAME(id, name) name,
    COLUMN_MAP(COLUMN_NAME)
#undef COLUMN_NAME
};

// Where these change, the texts of the errors below have to as well.
_Static_assert(TOC_BOARD_PINS_MAX == 64, "said in three errors");
_Static_assert(sizeof(((toc_board_pin_t *)0)->name) == 8, "said in one error");

static const char all_columns[] = "pin,exp,gpio,dir,rtc,adc,touch,dac,boot,use";

typedef struct {
    const char *text;
    size_t size;
} slice_t;

typedef struct {
    toc_board_t *board;
    const char *at;
    const char *end;
    uint32_t line; // of the line that next_line() gave last
    enum column order[COLUMN_COUNT];
    uint32_t column_count; // of this file
    uint32_t pin_line[TOC_BOARD_PINS_MAX];
    toc__line_t error;
} parser_t;

static bool slice_is(slice_t slice, const char *text) {
    size_t i = 0;
    while (i < slice.size && text[i] != '\0' && slice.text[i] == text[i]) {
        i++;
    }
    return i == slice.size && text[i] == '\0';
}

static toc__line_t *begin_error(parser_t *p) {
    toc__line_text(&p->error, "line ");
    toc__line_number(&p->error, p->line);
    toc__line_text(&p->error, ": ");
    return &p->error;
}

static int fail(parser_t *p, const char *reason) {
    toc__line_text(begin_error(p), reason);
    return TOC_EINVAL;
}

static int fail_field(parser_t *p, enum column column, slice_t value,
                      const char *reason) {
    toc__line_t *error = begin_error(p);
    toc__line_text(error, column_name[column]);
    toc__line_text(error, " ");
    toc__line_quoted(error, value.text, value.size);
    toc__line_text(error, reason);
    return TOC_EINVAL;
}

// Returns 1 with the next line, without its end, in `*line`; 0 after the last.
static int next_line(parser_t *p, slice_t *line) {
    p->line++;
    if (p->at == p->end) {
        return 0;
    }

    line->text = p->at;
    while (p->at < p->end && *p->at != '\n') {
        p->at++;
    }
    line->size = (size_t)(p->at - line->text);
    bool ended = p->at < p->end;
    if (ended) {
        p->at++;
    }
    if (ended && line->size > 0 && line->text[line->size - 1] == '\r') {
        line->size--;
    }

    for (size_t i = 0; i < line->size; i++) {
        unsigned char byte = (unsigned char)line->text[i];
        if (byte < 0x20 || byte == 0x7f) {
            return fail(p, "a control character: only text, and lines that "
                           "end with LF or CR LF");
        }
    }
    return 1;
}

// Skip what says nothing: empty lines and comments.
static int next_row(parser_t *p, slice_t *row) {
    int got;
    do {
        got = next_line(p, row);
    } while (got == 1 && (row->size == 0 || row->text[0] == '#'));
    return got;
}

// Take the text up to the next comma off `*row`.
static slice_t take_field(slice_t *row) {
    slice_t field = {row->text, 0};
    while (field.size < row->size && field.text[field.size] != ',') {
        field.size++;
    }
    size_t used = field.size < row->size ? field.size + 1 : field.size;
    row->text += used;
    row->size -= used;
    return field;
}

static uint32_t count_fields(slice_t row) {
    uint32_t count = 1;
    for (size_t i = 0; i < row.size; i++) {
        count += row.text[i] == ',';
    }
    return count;
}

static int fail_header(parser_t *p, const char *what, const char *name,
                       size_t size) {
    toc__line_t *error = begin_error(p);
    toc__line_text(error, what);
    toc__line_quoted(error, name, size);
    toc__line_text(error, ": the columns are ");
    toc__line_text(error, all_columns);
    return TOC_EINVAL;
}

static int parse_column(parser_t *p, slice_t name, uint32_t seen,
                        enum column *out) {
    for (int column = 0; column < COLUMN_COUNT; column++) {
        if (!slice_is(name, column_name[column])) {
            continue;
        }
        if ((seen >> column & 1u) != 0) {
            return fail_header(p, "a second column ", name.text, name.size);
        }
        *out = (enum column)column;
        return 0;
    }
    return fail_header(p, "unknown column ", name.text, name.size);
}

static int parse_header(parser_t *p, slice_t row) {
    uint32_t seen = 0;
    uint32_t field_count = count_fields(row);
    for (uint32_t i = 0; i < field_count; i++) {
        enum column column = COLUMN_COUNT;
        int err = parse_column(p, take_field(&row), seen, &column);
        if (err < 0) {
            return err;
        }
        seen |= 1u << column;
        // In range: no column came twice.
        p->order[i] = column;
    }
    p->column_count = field_count;
    for (int column = 0; column < (int)COLUMNS_NEEDED; column++) {
        if ((seen >> column & 1u) == 0) {
            const char *name = column_name[column];
            size_t size = 0;
            while (name[size] != '\0') {
                size++;
            }
            return fail_header(p, "no column ", name, size);
        }
    }
    return 0;
}

static bool is_letter(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool is_name(slice_t value) {
    for (size_t i = 0; i < value.size; i++) {
        char c = value.text[i];
        if (!is_letter(c) && (i == 0 || (!is_digit(c) && c != '_'))) {
            return false;
        }
    }
    return true;
}

// P and G names share one space: Pin() takes either.
static int check_name_is_new(parser_t *p, enum column column, slice_t value) {
    const toc_board_t *board = p->board;
    for (uint32_t i = 0; i <= board->pin_count; i++) {
        const toc_board_pin_t *pin = &board->pins[i];
        if (!slice_is(value, pin->name) && !slice_is(value, pin->exp)) {
            continue;
        }
        toc__line_t *error = begin_error(p);
        toc__line_text(error, column_name[column]);
        toc__line_text(error, " ");
        toc__line_quoted(error, value.text, value.size);
        toc__line_text(error, " is already the name of the pin of line ");
        toc__line_number(error, p->pin_line[i]);
        toc__line_text(error, ": take another");
        return TOC_EINVAL;
    }
    return 0;
}

static int parse_name(parser_t *p, enum column column, slice_t value,
                      char out[sizeof(((toc_board_pin_t *)0)->name)]) {
    if (value.size > sizeof(p->board->pins[0].name) - 1) {
        return fail_field(p, column, value,
                          " is too long: 7 characters at most");
    }
    if (!is_name(value)) {
        return fail_field(p, column, value,
                          " is no name: a letter, then letters, digits or _");
    }
    if (value.size > 0) {
        int err = check_name_is_new(p, column, value);
        if (err < 0) {
            return err;
        }
    }
    for (size_t i = 0; i < value.size; i++) {
        out[i] = value.text[i];
    }
    out[value.size] = '\0';
    return 0;
}

// Returns the number, or -1 when it is none or greater than `max`.
static int number_of(slice_t value, int max) {
    if (value.size == 0 || (value.size > 1 && value.text[0] == '0')) {
        return -1;
    }
    int number = 0;
    for (size_t i = 0; i < value.size; i++) {
        if (!is_digit(value.text[i])) {
            return -1;
        }
        number = number * 10 + (value.text[i] - '0');
        if (number > max) {
            return -1;
        }
    }
    return number;
}

static int parse_gpio(parser_t *p, slice_t value, toc_board_pin_t *out) {
    int gpio = number_of(value, TOC_BOARD_PINS_MAX - 1);
    if (gpio < 0) {
        return fail_field(p, COLUMN_GPIO, value, " is no number from 0 to 63");
    }
    for (uint32_t i = 0; i < p->board->pin_count; i++) {
        if (p->board->pins[i].gpio == gpio) {
            toc__line_t *error = begin_error(p);
            toc__line_text(error, "gpio ");
            toc__line_number(error, (uint32_t)gpio);
            toc__line_text(error, " is already that of ");
            toc__line_text(error, p->board->pins[i].name);
            toc__line_text(error, " on line ");
            toc__line_number(error, p->pin_line[i]);
            toc__line_text(error, ": each pin has its own");
            return TOC_EINVAL;
        }
    }
    out->gpio = (uint8_t)gpio;
    return 0;
}

static int parse_choice(parser_t *p, enum column column, slice_t value,
                        const char *off, const char *on, bool *out) {
    *out = slice_is(value, on);
    if (*out || slice_is(value, off)) {
        return 0;
    }
    toc__line_t *error = begin_error(p);
    toc__line_text(error, column_name[column]);
    toc__line_text(error, " ");
    toc__line_quoted(error, value.text, value.size);
    toc__line_text(error, " is unknown: use ");
    toc__line_text(error, off);
    toc__line_text(error, " or ");
    toc__line_text(error, on);
    return TOC_EINVAL;
}

static int parse_channel(parser_t *p, enum column column, slice_t value,
                         int8_t *out) {
    *out = -1;
    if (value.size == 0) {
        return 0;
    }
    int number = number_of(value, INT8_MAX);
    if (number < 0) {
        return fail_field(p, column, value,
                          " is no number from 0 to 127: leave it empty where "
                          "there is none");
    }
    *out = (int8_t)number;
    return 0;
}

// Of its form the options know more, which also read it from a --map.
static int parse_line(parser_t *p, slice_t value,
                      char out[TOC_BOARD_LINE_SIZE]) {
    if (value.size >= TOC_BOARD_LINE_SIZE) {
        return fail_field(p, COLUMN_LINE, value,
                          " is too long: 63 characters at most");
    }
    for (size_t i = 0; i < value.size; i++) {
        out[i] = value.text[i];
    }
    out[value.size] = '\0';
    return 0;
}

static int parse_field(parser_t *p, enum column column, slice_t value,
                       toc_board_pin_t *pin) {
    switch (column) {
    case COLUMN_PIN:
        if (value.size == 0) {
            return fail(p, "pin is empty: give it a name, such as P10");
        }
        return parse_name(p, column, value, pin->name);
    case COLUMN_EXP:
        return parse_name(p, column, value, pin->exp);
    case COLUMN_GPIO:
        return parse_gpio(p, value, pin);
    case COLUMN_DIR:
        return parse_choice(p, column, value, "io", "in", &pin->input_only);
    case COLUMN_RTC:
        return parse_choice(p, column, value, "0", "1", &pin->rtc);
    case COLUMN_ADC:
        return parse_channel(p, column, value, &pin->adc);
    case COLUMN_TOUCH:
        return parse_channel(p, column, value, &pin->touch);
    case COLUMN_DAC:
        return parse_channel(p, column, value, &pin->dac);
    case COLUMN_BOOT:
        return parse_choice(p, column, value, "0", "1", &pin->boot_in);
    case COLUMN_LINE:
        return parse_line(p, value, pin->line);
    case COLUMN_USE:
    case COLUMN_COUNT:
        break;
    }
    return 0;
}

static int parse_pin(parser_t *p, slice_t row) {
    toc_board_t *board = p->board;
    if (board->pin_count == TOC_BOARD_PINS_MAX) {
        return fail(p, "more than 64 pins: a board has at most 64");
    }
    uint32_t field_count = count_fields(row);
    if (field_count != p->column_count) {
        toc__line_t *error = begin_error(p);
        toc__line_number(error, field_count);
        toc__line_text(error, field_count == 1 ? " field" : " fields");
        toc__line_text(error, " where the header has ");
        toc__line_number(error, p->column_count);
        toc__line_text(error, ": ");
        toc__line_text(error, field_count < p->column_count
                                  ? "an empty one still needs its comma"
                                  : "no field can hold a comma");
        return TOC_EINVAL;
    }

    toc_board_pin_t *pin = &board->pins[board->pin_count];
    *pin = (toc_board_pin_t){0};
    p->pin_line[board->pin_count] = p->line;
    for (uint32_t i = 0; i < p->column_count; i++) {
        int err = parse_field(p, p->order[i], take_field(&row), pin);
        if (err < 0) {
            return err;
        }
    }
    board->pin_count++;
    return 0;
}

static int parse(parser_t *p, bool may_be_empty) {
    slice_t row;
    int got = next_row(p, &row);
    if (got == 1) {
        got = parse_header(p, row) < 0 ? TOC_EINVAL : 1;
    } else if (got == 0) {
        toc__line_t *error = begin_error(p);
        toc__line_text(error, "no header: the first line has to be ");
        toc__line_text(error, all_columns);
        return TOC_EINVAL;
    }
    while (got == 1) {
        got = next_row(p, &row);
        if (got == 1 && parse_pin(p, row) < 0) {
            return TOC_EINVAL;
        }
    }
    if (got == 0 && p->board->pin_count == 0 && !may_be_empty) {
        return fail(p, "no pins: one line for each has to follow the header");
    }
    return got;
}

int toc_board_parse(toc_board_t *board, const char *text, size_t size,
                    char error[TOC_BOARD_ERROR_SIZE]) {
    parser_t p = {.board = board, .at = text, .end = text + size};
    toc__line_begin(&p.error, error, TOC_BOARD_ERROR_SIZE);
    *board = (toc_board_t){0};
    return parse(&p, false);
}

int toc__board_parse_any(toc_board_t *board, const char *text, size_t size,
                         char error[TOC_BOARD_ERROR_SIZE]) {
    parser_t p = {.board = board, .at = text, .end = text + size};
    toc__line_begin(&p.error, error, TOC_BOARD_ERROR_SIZE);
    *board = (toc_board_t){0};
    return parse(&p, true);
}
