/*
 * trace_vcd - value change dump, for GTKWave, PulseView and --replay
 *
 * While the program runs, records become items of a fixed size in a nameless
 * file; at the end, when all sources are known, the variables are declared and
 * the items are read back and become value changes. So memory is bounded by
 * the number of names. docs/trace.md describes the variables.
 *
 * SPDX-License-Identifier: MIT
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "trace_format.h"

#define CODE_FIRST    '!' // an identifier code has these characters
#define CODE_COUNT    94u
#define CODE_MAX      8
#define DEPTH_BITS    17u // of the deepest queue, 65,536
#define ITEMS_AT_ONCE 512

enum item_kind {
    ITEM_PIN,     // index: pin; value: level
    ITEM_OUTSIDE, // index: pin; value: level, or RELEASED
    ITEM_HANDLER, // index: track; value: runs
    ITEM_POST,    // index: track
    ITEM_DEPTH,   // value
    ITEM_DROPPED, // value: records
};

#define RELEASED 2u

typedef struct {
    uint64_t time_ns;
    uint64_t value;
    uint32_t kind; // enum item_kind
    uint32_t index;
} item_t;

enum at_first { FIRST_HIGH, FIRST_DRIVEN, FIRST_DRIVEN_HIGH };

#define PUT(file, literal) \
    toc_trace_text_put(&(file)->text, "" literal, sizeof(literal) - 1)

// ---- while the program runs ----

static void spool(toc_trace_file_t *file, enum item_kind kind, uint32_t index,
                  uint64_t value, uint64_t now_ns) {
    item_t item = {
        .time_ns = now_ns, .value = value, .kind = kind, .index = index};
    toc_trace_text_put(&file->text, (const char *)&item, sizeof(item));
}

static void begin(toc_trace_file_t *file, const toc_board_t *board) {
    file->board = board;
    toc_trace_text_init(&file->text, file->spool);
}

static bool has(uint64_t set, uint32_t pad) {
    return (set >> pad & 1) != 0;
}

static uint64_t driven_to(uint64_t driven, uint64_t high, uint32_t pad) {
    return has(driven, pad) ? has(high, pad) : RELEASED;
}

// The first record of each kind has all pads.
static void levels(toc_trace_file_t *file, const toc_trace_record_t *record,
                   uint64_t now_ns) {
    uint64_t changed = record->u.levels.changed;
    uint64_t high = record->u.levels.high;
    if (changed == UINT64_MAX) {
        file->at_first[FIRST_HIGH] = high;
        return;
    }
    for (uint32_t i = 0; i < file->board->pin_count; i++) {
        uint32_t pad = file->board->pins[i].gpio;
        if (has(changed, pad)) {
            spool(file, ITEM_PIN, i, has(high, pad), now_ns);
        }
    }
}

static void outside(toc_trace_file_t *file, const toc_trace_record_t *record,
                    uint64_t now_ns) {
    uint64_t changed = record->u.outside.changed;
    uint64_t driven = record->u.outside.driven;
    uint64_t high = record->u.outside.high;
    if (changed == UINT64_MAX) {
        file->at_first[FIRST_DRIVEN] = driven;
        file->at_first[FIRST_DRIVEN_HIGH] = high;
        return;
    }
    for (uint32_t i = 0; i < file->board->pin_count; i++) {
        uint32_t pad = file->board->pins[i].gpio;
        if (has(changed, pad)) {
            spool(file, ITEM_OUTSIDE, i, driven_to(driven, high, pad), now_ns);
        }
    }
}

static void of_source(toc_trace_file_t *file, enum item_kind kind,
                      uint32_t track, uint64_t value, uint64_t now_ns) {
    if (track != TOC_TRACE_NO_NAME) {
        spool(file, kind, track, value, now_ns);
    }
}

static void end_handler(toc_trace_file_t *file, uint64_t now_ns) {
    if (file->running) {
        file->running = false;
        of_source(file, ITEM_HANDLER, file->track, 0, now_ns);
    }
}

static void event(toc_trace_file_t *file, const toc_trace_record_t *record,
                  uint64_t now_ns) {
    uint32_t track = toc_trace_names_track(&file->names, record->u.event.slot);
    if (record->step == TOC_TRACE_START) {
        end_handler(file, now_ns); // whose end was dropped
        file->running = true;
        file->track = track;
        of_source(file, ITEM_HANDLER, track, 1, now_ns);
    } else if (record->step == TOC_TRACE_POST) {
        of_source(file, ITEM_POST, track, 1, now_ns);
    }
    if (record->step != TOC_TRACE_REFUSE) {
        spool(file, ITEM_DEPTH, 0, record->u.event.queued, now_ns);
    }
}

static void record_in(toc_trace_file_t *file, const toc_trace_record_t *record,
                      uint64_t now_ns) {
    switch ((enum toc_trace_step)record->step) {
    case TOC_TRACE_OPEN:
        (void)toc_trace_names_open(&file->names, record->u.open.slot,
                                   record->u.open.name);
        break;
    case TOC_TRACE_POST:
    case TOC_TRACE_REFUSE:
    case TOC_TRACE_CANCEL:
    case TOC_TRACE_START:
        event(file, record, now_ns);
        break;
    case TOC_TRACE_END:
        end_handler(file, now_ns);
        break;
    case TOC_TRACE_LEVELS:
        levels(file, record, now_ns);
        break;
    case TOC_TRACE_OUTSIDE:
        outside(file, record, now_ns);
        break;
    case TOC_TRACE_LIFE:
    case TOC_TRACE_LOCK:
        break;
    }
}

static void dropped(toc_trace_file_t *file, uint64_t count, uint64_t now_ns) {
    spool(file, ITEM_DROPPED, 0, count, now_ns);
}

// ---- at the end ----

// Pins and what is outside come first, then the depth, then two variables of
// each source.
static uint32_t variable_of(const toc_trace_file_t *file, enum item_kind kind,
                            uint32_t index) {
    uint32_t pins = file->board->pin_count;
    switch (kind) {
    case ITEM_PIN:
        return index;
    case ITEM_OUTSIDE:
        return pins + index;
    case ITEM_HANDLER:
        return 2 * pins + 1 + 2 * index;
    case ITEM_POST:
        return 2 * pins + 2 + 2 * index;
    default:
        return 2 * pins;
    }
}

static void code(toc_trace_file_t *file, enum item_kind kind, uint32_t index) {
    char text[CODE_MAX];
    uint32_t left = variable_of(file, kind, index);
    size_t size = 0;
    do {
        text[size++] = (char)(CODE_FIRST + left % CODE_COUNT);
        left /= CODE_COUNT;
    } while (left != 0);
    toc_trace_text_put(&file->text, text, size);
}

// A name ends at white space, and $ begins a keyword.
static void name(toc_trace_file_t *file, const char *text) {
    for (const char *c = text; *c != '\0'; c++) {
        unsigned char byte = (unsigned char)*c;
        bool is_plain = byte > ' ' && byte != '$' && byte != 0x7f;
        toc_trace_text_put(&file->text, is_plain ? c : "_", 1);
    }
}

static void scope(toc_trace_file_t *file, const char *text) {
    PUT(file, "$scope module ");
    toc_trace_text_puts(&file->text, text);
    PUT(file, " $end\n");
}

static void upscope(toc_trace_file_t *file) {
    PUT(file, "$upscope $end\n");
}

// `type` is its kind and width, such as "wire 1".
static void variable(toc_trace_file_t *file, const char *type,
                     enum item_kind kind, uint32_t index, const char *text) {
    PUT(file, "$var ");
    toc_trace_text_puts(&file->text, type);
    PUT(file, " ");
    code(file, kind, index);
    PUT(file, " ");
    name(file, text);
    PUT(file, " $end\n");
}

static void declare_pins(toc_trace_file_t *file, enum item_kind kind) {
    for (uint32_t i = 0; i < file->board->pin_count; i++) {
        variable(file, "wire 1", kind, i, file->board->pins[i].name);
    }
}

static void declare_sources(toc_trace_file_t *file, const char *type,
                            enum item_kind kind) {
    for (uint32_t i = 0; i < file->names.count; i++) {
        variable(file, type, kind, i, toc_trace_names_of(&file->names, i));
    }
}

static void declare(toc_trace_file_t *file, const toc_trace_sums_t *sums) {
    PUT(file, "$version Tocsin $end\n$timescale 1 ns $end\n");
    if (sums->dropped != 0) {
        PUT(file, "$comment ");
        toc_trace_text_number(&file->text, sums->dropped);
        PUT(file, " records found no room and are missing $end\n");
    }
    scope(file, "pins");
    declare_pins(file, ITEM_PIN);
    upscope(file);
    scope(file, "outside");
    declare_pins(file, ITEM_OUTSIDE);
    upscope(file);
    scope(file, "handlers");
    declare_sources(file, "wire 1", ITEM_HANDLER);
    upscope(file);
    scope(file, "events");
    declare_sources(file, "event 1", ITEM_POST);
    upscope(file);
    scope(file, "queue");
    variable(file, "reg 17", ITEM_DEPTH, 0, "depth");
    upscope(file);
    PUT(file, "$enddefinitions $end\n");
}

static void bits(toc_trace_file_t *file, uint64_t value) {
    char text[DEPTH_BITS + 2];
    size_t at = sizeof(text);
    text[--at] = ' ';
    do {
        text[--at] = (char)('0' + (value & 1));
        value >>= 1;
    } while (value != 0 && at > 1);
    text[--at] = 'b';
    toc_trace_text_put(&file->text, text + at, sizeof(text) - at);
}

static void change(toc_trace_file_t *file, enum item_kind kind, uint32_t index,
                   uint64_t value) {
    static const char levels_of[] = {'0', '1', 'x'};
    if (kind == ITEM_DEPTH) {
        bits(file, value);
    } else {
        toc_trace_text_put(&file->text, &levels_of[value], 1);
    }
    code(file, kind, index);
    PUT(file, "\n");
}

static void dump_first(toc_trace_file_t *file) {
    PUT(file, "#0\n$dumpvars\n");
    for (uint32_t i = 0; i < file->board->pin_count; i++) {
        uint32_t pad = file->board->pins[i].gpio;
        change(file, ITEM_PIN, i, has(file->at_first[FIRST_HIGH], pad));
        change(file, ITEM_OUTSIDE, i,
               driven_to(file->at_first[FIRST_DRIVEN],
                         file->at_first[FIRST_DRIVEN_HIGH], pad));
    }
    for (uint32_t i = 0; i < file->names.count; i++) {
        change(file, ITEM_HANDLER, i, 0);
    }
    change(file, ITEM_DEPTH, 0, 0);
    PUT(file, "$end\n");
}

static void time_is(toc_trace_file_t *file, uint64_t *last_ns,
                    uint64_t now_ns) {
    if (now_ns != *last_ns) {
        *last_ns = now_ns;
        PUT(file, "#");
        toc_trace_text_number(&file->text, now_ns);
        PUT(file, "\n");
    }
}

static void write_item(toc_trace_file_t *file, const item_t *item,
                       uint64_t *last_ns) {
    time_is(file, last_ns, item->time_ns);
    if (item->kind == ITEM_DROPPED) {
        PUT(file, "$comment ");
        toc_trace_text_number(&file->text, item->value);
        PUT(file, " records are missing here $end\n");
    } else {
        change(file, (enum item_kind)item->kind, item->index, item->value);
    }
}

// Returns how many were read; 0 at the end, and on an error, which sticks.
static size_t read_items(toc_trace_file_t *file, item_t *items, off_t at) {
    size_t most = ITEMS_AT_ONCE * sizeof(*items);
    size_t size = 0;
    while (size < most) {
        ssize_t n = pread(file->spool, (char *)items + size, most - size,
                          at + (off_t)size);
        if (n == 0 || (n < 0 && errno != EINTR)) {
            file->text.error = n < 0 ? errno : file->text.error;
            break;
        }
        size += n > 0 ? (size_t)n : 0;
    }
    return size / sizeof(*items);
}

static void end(toc_trace_file_t *file, const toc_trace_sums_t *sums,
                uint64_t now_ns) {
    end_handler(file, now_ns);
    toc_trace_text_flush(&file->text);
    int error = file->text.error;
    toc_trace_text_init(&file->text, file->fd);
    declare(file, sums);
    dump_first(file);

    item_t items[ITEMS_AT_ONCE];
    uint64_t last_ns = 0;
    off_t at = 0;
    size_t count;
    while ((count = read_items(file, items, at)) != 0) {
        for (size_t i = 0; i < count; i++) {
            write_item(file, &items[i], &last_ns);
        }
        at += (off_t)(count * sizeof(*items));
    }
    time_is(file, &last_ns, now_ns);
    toc_trace_text_flush(&file->text);
    if (error != 0) {
        file->text.error = error;
    }
}

const toc_trace_format_t toc_trace_vcd = {
    .begin = begin,
    .record = record_in,
    .dropped = dropped,
    .end = end,
};
