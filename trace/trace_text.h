/*
 * trace_text - text into a file, fast
 *
 * A trace has several lines for each event, so numbers are written by hand. An
 * error sticks: what comes after it is thrown away, and who closes is told.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_TRACE_TEXT_H
#define TOC_TRACE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TOC_TRACE_TEXT_SIZE 65536

typedef struct {
    int fd;
    int error; // errno of what failed first; 0
    size_t used;
    uint64_t flushed; // bytes already in the file
    char buffer[TOC_TRACE_TEXT_SIZE];
} toc_trace_text_t;

// ctx of all: one thread. `fd` stays the caller's.
void toc_trace_text_init(toc_trace_text_t *text, int fd);

void toc_trace_text_put(toc_trace_text_t *text, const char *from, size_t size);
void toc_trace_text_puts(toc_trace_text_t *text, const char *from);
void toc_trace_text_number(toc_trace_text_t *text, uint64_t value);

// Nanoseconds as microseconds with three decimals.
void toc_trace_text_us(toc_trace_text_t *text, uint64_t ns);

void toc_trace_text_flush(toc_trace_text_t *text);

// Bytes put so far.
uint64_t toc_trace_text_at(const toc_trace_text_t *text);

// Write over what is at `at` already.
void toc_trace_text_over(toc_trace_text_t *text, uint64_t at, const char *from,
                         size_t size);

#endif
