/*
 * trace_json - Chrome trace events, for ui.perfetto.dev and chrome://tracing
 *
 * docs/trace.md describes every shape. The array form of the format may end
 * anywhere after an event, so the file of a process that was killed opens too.
 *
 * SPDX-License-Identifier: MIT
 */
#include <string.h>

#include "pin.h"
#include "trace_format.h"

#define TID_LOCK    1u
#define TID_SOURCES 16u
#define HEAD(ph)    "{\"ph\":\"" ph "\",\"ts\":"
#define PID         ",\"pid\":1"

static void puts_text(toc_trace_file_t *file, const char *text) {
    toc_trace_text_puts(&file->text, text);
}

#define PUT(file, literal) \
    toc_trace_text_put(&(file)->text, "" literal, sizeof(literal) - 1)

static void number(toc_trace_file_t *file, uint64_t value) {
    toc_trace_text_number(&file->text, value);
}

// Returns the size of the character that begins at `c`; 0 where the bytes are
// no UTF-8. The zero at the end of a text ends a character that was cut off.
static size_t utf8_size(const unsigned char *c) {
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t size = *c < 0x80 ? 1 : *c < 0xe0 ? 2 : *c < 0xf0 ? 3 : 4;
    uint32_t code = size == 1 ? *c : *c & (0x7fu >> size);
    for (size_t i = 1; i < size; i++) {
        if ((c[i] & 0xc0) != 0x80) {
            return 0;
        }
        code = code << 6 | (c[i] & 0x3f);
    }
    bool is_lead = *c < 0x80 || (*c >= 0xc0 && *c < 0xf8);
    bool is_surrogate = code >= 0xd800 && code < 0xe000;
    return is_lead && !is_surrogate && code >= least[size] && code <= 0x10ffff
               ? size
               : 0;
}

// A string with its quotes. Names are short, and ASCII but for what a program
// or a board's file may have chosen; a byte that is no text becomes `?`.
static void string(toc_trace_file_t *file, const char *text) {
    PUT(file, "\"");
    const unsigned char *c = (const unsigned char *)text;
    while (*c != '\0') {
        size_t size = utf8_size(c);
        if (*c == '"' || *c == '\\') {
            char escaped[2] = {'\\', (char)*c};
            toc_trace_text_put(&file->text, escaped, 2);
        } else if (*c < 0x20 || *c == 0x7f) {
            static const char hex[] = "0123456789abcdef";
            char escaped[6] = {'\\', 'u', '0', '0', hex[*c >> 4], hex[*c & 15]};
            toc_trace_text_put(&file->text, escaped, 6);
        } else {
            toc_trace_text_put(&file->text, size > 0 ? (const char *)c : "?",
                               size > 0 ? size : 1);
        }
        c += size > 0 ? size : 1;
    }
    PUT(file, "\"");
}

static void thread_name(toc_trace_file_t *file, uint32_t tid,
                        const char *name) {
    PUT(file, ",\n{\"ph\":\"M\",\"pid\":1,\"tid\":");
    number(file, tid);
    PUT(file, ",\"name\":\"thread_name\",\"args\":{\"name\":");
    string(file, name);
    PUT(file, "}},\n{\"ph\":\"M\",\"pid\":1,\"tid\":");
    number(file, tid);
    PUT(file, ",\"name\":\"thread_sort_index\",\"args\":{\"sort_index\":");
    number(file, tid);
    PUT(file, "}}");
}

static void begin(toc_trace_file_t *file, const toc_board_t *board) {
    file->last_id = 0;
    file->last_track = 0;
    PUT(file, "[\n{\"ph\":\"M\",\"pid\":1,\"tid\":0,\"name\":\"process_name\","
              "\"args\":{\"name\":");
    string(file, board->sysname);
    PUT(file, "}}");
    thread_name(file, TID_LOCK, "interpreter lock");
}

// `head` is `{"ph":"B","ts":`, to which the comma after the last event comes.
static void at(toc_trace_file_t *file, const char *head, uint64_t ns,
               uint32_t tid) {
    PUT(file, ",\n");
    puts_text(file, head);
    toc_trace_text_us(&file->text, ns);
    PUT(file, PID ",\"tid\":");
    number(file, tid);
}

static uint32_t tid_of(uint32_t track) {
    return track == TOC_TRACE_NO_NAME ? TID_SOURCES - 1 : TID_SOURCES + track;
}

static void counter(toc_trace_file_t *file, uint64_t now_ns, uint32_t queued) {
    PUT(file, ",\n" HEAD("C"));
    toc_trace_text_us(&file->text, now_ns);
    PUT(file, PID ",\"name\":\"queue\",\"args\":{\"depth\":");
    number(file, queued);
    PUT(file, "}}");
}

static void id_and_name(toc_trace_file_t *file, const char *name) {
    PUT(file, ",\"cat\":\"queued\",\"id\":");
    number(file, file->last_id);
    PUT(file, ",\"name\":");
    string(file, name);
    PUT(file, "}");
}

// The event left the queue: from its post to now it waited.
static void waited(toc_trace_file_t *file, const toc_trace_record_t *record,
                   uint64_t now_ns, uint32_t track) {
    const char *name = toc_trace_names_of(&file->names, track);
    uint64_t post_ns =
        record->u.event.post_ns < now_ns ? record->u.event.post_ns : now_ns;
    file->last_id++;
    at(file, HEAD("b"), post_ns, tid_of(track));
    id_and_name(file, name);
    at(file, HEAD("e"), now_ns, tid_of(track));
    id_and_name(file, name);
    counter(file, now_ns, record->u.event.queued);
}

// The arguments that every event has, and the end of the line.
static void arguments(toc_trace_file_t *file, const toc_trace_record_t *record,
                      bool with_id) {
    uint32_t data = record->u.event.data;
    PUT(file, ",\"args\":{");
    if (with_id) {
        PUT(file, "\"id\":");
        number(file, file->last_id);
        PUT(file, ",");
    }
    PUT(file, "\"seq\":");
    number(file, record->u.event.seq);
    PUT(file, ",\"post\":");
    toc_trace_text_us(&file->text, record->u.event.post_ns);
    if (TOC_PIN_EVENT_IS_PIN(data)) {
        PUT(file, ",\"edge\":");
        number(file, (uint64_t)TOC_PIN_EVENT_EDGE(data));
        PUT(file, ",\"level\":");
        number(file, (uint64_t)TOC_PIN_EVENT_LEVEL(data));
    }
    if (record->u.event.missed != 0) {
        PUT(file, ",\"missed\":");
        number(file, record->u.event.missed);
    }
    PUT(file, "}}");
}

static void end_handler(toc_trace_file_t *file, uint64_t now_ns, bool raised) {
    if (!file->running) {
        return; // its start was dropped
    }
    file->running = false;
    at(file, HEAD("E"), now_ns, tid_of(file->track));
    if (raised) {
        PUT(file, ",\"args\":{\"raised\":true}");
    }
    PUT(file, "}");
}

static void start_handler(toc_trace_file_t *file,
                          const toc_trace_record_t *record, uint64_t now_ns,
                          uint32_t track) {
    end_handler(file, now_ns, false); // whose end was dropped
    waited(file, record, now_ns, track);
    at(file, HEAD("B"), now_ns, tid_of(track));
    PUT(file, ",\"cat\":\"handler\",\"name\":");
    string(file, toc_trace_names_of(&file->names, track));
    arguments(file, record, true);
    file->running = true;
    file->track = track;
}

static void mark(toc_trace_file_t *file, const toc_trace_record_t *record,
                 uint64_t now_ns, uint32_t track, const char *what,
                 bool with_id) {
    at(file, "{\"ph\":\"i\",\"s\":\"t\",\"ts\":", now_ns, tid_of(track));
    PUT(file, ",\"cat\":");
    string(file, what);
    PUT(file, ",\"name\":");
    string(file, what);
    arguments(file, record, with_id);
}

static void lock(toc_trace_file_t *file, const toc_trace_record_t *record) {
    at(file, HEAD("B"), record->u.lock.asked_ns, TID_LOCK);
    PUT(file, ",\"cat\":\"lock\",\"name\":\"wait\"}");
    at(file, HEAD("E"), record->time_ns, TID_LOCK);
    PUT(file, "}");
}

static void global(toc_trace_file_t *file, uint64_t now_ns, const char *cat,
                   const char *name) {
    at(file, "{\"ph\":\"i\",\"s\":\"g\",\"ts\":", now_ns, 0);
    PUT(file, ",\"cat\":");
    string(file, cat);
    PUT(file, ",\"name\":");
    string(file, name);
}

static void open_source(toc_trace_file_t *file,
                        const toc_trace_record_t *record) {
    uint32_t track = toc_trace_names_open(&file->names, record->u.open.slot,
                                          record->u.open.name);
    if (track != TOC_TRACE_NO_NAME && track == file->last_track) {
        thread_name(file, tid_of(track), record->u.open.name);
        file->last_track++;
    }
}

static void event(toc_trace_file_t *file, const toc_trace_record_t *record,
                  uint64_t now_ns) {
    uint32_t track = toc_trace_names_track(&file->names, record->u.event.slot);
    switch ((enum toc_trace_step)record->step) {
    case TOC_TRACE_POST:
        counter(file, now_ns, record->u.event.queued);
        break;
    case TOC_TRACE_REFUSE:
        mark(file, record, now_ns, track, "refused", false);
        break;
    case TOC_TRACE_CANCEL:
        waited(file, record, now_ns, track);
        mark(file, record, now_ns, track, "cancelled", true);
        break;
    case TOC_TRACE_START:
        start_handler(file, record, now_ns, track);
        break;
    default:
        break;
    }
}

static void record_in(toc_trace_file_t *file, const toc_trace_record_t *record,
                      uint64_t now_ns) {
    switch ((enum toc_trace_step)record->step) {
    case TOC_TRACE_LIFE:
        global(file, now_ns, "life", "start");
        PUT(file, ",\"args\":{\"depth\":");
        number(file, record->u.life.depth);
        PUT(file, "}}");
        break;
    case TOC_TRACE_OPEN:
        open_source(file, record);
        break;
    case TOC_TRACE_LOCK:
        lock(file, record);
        break;
    case TOC_TRACE_END:
        end_handler(file, now_ns, record->u.end.raised != 0);
        break;
    case TOC_TRACE_LEVELS:
    case TOC_TRACE_OUTSIDE:
        break;
    default:
        event(file, record, now_ns);
        break;
    }
}

static void dropped(toc_trace_file_t *file, uint64_t count, uint64_t now_ns) {
    global(file, now_ns, "trace", "dropped");
    PUT(file, ",\"args\":{\"records\":");
    number(file, count);
    PUT(file, "}}");
}

static void end(toc_trace_file_t *file, const toc_trace_sums_t *sums,
                uint64_t now_ns) {
    uint64_t posted =
        sums->handled + sums->refused + sums->cancelled + sums->queued;
    const struct {
        const char *name;
        uint64_t value;
    } rows[] = {
        {"{\"posted\":", posted},         {",\"handled\":", sums->handled},
        {",\"refused\":", sums->refused}, {",\"cancelled\":", sums->cancelled},
        {",\"queued\":", sums->queued},   {",\"raised\":", sums->raised},
        {",\"dropped\":", sums->dropped}, {",\"late\":", sums->late},
    };
    end_handler(file, now_ns, false);
    global(file, now_ns, "trace", "end");
    PUT(file, ",\"args\":");
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        puts_text(file, rows[i].name);
        number(file, rows[i].value);
    }
    PUT(file, "}}\n]\n");
}

const toc_trace_format_t toc_trace_json = {
    .begin = begin,
    .record = record_in,
    .dropped = dropped,
    .end = end,
};
