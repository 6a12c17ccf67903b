/*
 * trace_fixture - a file of a trace, and records that go into it
 *
 * The test chooses the format.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_TESTS_TRACE_FIXTURE_H
#define TOC_TESTS_TRACE_FIXTURE_H

#include <string.h>

#include "trace_format.h"

static toc_trace_file_t file;

static inline void record(toc_trace_record_t it) {
    file.format->record(&file, &it, it.time_ns);
}

static inline void open_source(uint32_t slot, const char *name) {
    toc_trace_record_t it = {.step = TOC_TRACE_OPEN, .u.open.slot = slot};
    strcpy(it.u.open.name, name);
    record(it);
}

#endif
