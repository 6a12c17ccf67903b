/*
 * trace_format - how records become a file
 *
 * A format is a const table of functions over one file's state. Records come
 * in the order of their times, which begin at 0 with the trace.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_TRACE_FORMAT_H
#define TOC_TRACE_FORMAT_H

#include "board.h"
#include "trace.h"
#include "trace_names.h"
#include "trace_text.h"

typedef struct {
    uint64_t handled;
    uint64_t refused;
    uint64_t cancelled;
    uint64_t queued; // after the last record that tells it
    uint64_t raised;
    uint64_t dropped; // records that found no room
    uint64_t late;    // records that came too late to be put in order
} toc_trace_sums_t;

typedef struct toc_trace_file toc_trace_file_t;

typedef struct {
    // What stands at the beginning of the file.
    void (*begin)(toc_trace_file_t *file, const toc_board_t *board);

    // One record. `now_ns` is its time_ns, but never less than that of an
    // earlier one. All times in the record count from the begin of the trace.
    void (*record)(toc_trace_file_t *file, const toc_trace_record_t *record,
                   uint64_t now_ns);

    // About here `count` records are missing.
    void (*dropped)(toc_trace_file_t *file, uint64_t count, uint64_t now_ns);

    // The end of the file.
    void (*end)(toc_trace_file_t *file, const toc_trace_sums_t *sums,
                uint64_t now_ns);
} toc_trace_format_t;

struct toc_trace_file {
    const toc_trace_format_t *format;
    const char *path;
    bool is_new; // not there before this process
    int fd;      // of the file
    int spool;   // VCD: of a nameless file with what is to come; else -1
    toc_trace_text_t text;
    toc_trace_names_t names;
    bool running;             // a handler is
    uint32_t track;           // whose
    uint64_t last_id;         // JSON: of an event that left the queue
    uint32_t last_track;      // JSON: that was declared
    const toc_board_t *board; // VCD
    uint64_t at_first[3];     // VCD: pads that are high; driven; driven high
};

extern const toc_trace_format_t toc_trace_json;
extern const toc_trace_format_t toc_trace_vcd;

#endif
