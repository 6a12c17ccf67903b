/*
 * trace_text - text into a file, fast
 *
 * SPDX-License-Identifier: MIT
 */
#include "trace_text.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define DIGITS_MAX 20 // of 64 bits

void toc_trace_text_init(toc_trace_text_t *text, int fd) {
    text->fd = fd;
    text->error = 0;
    text->used = 0;
    text->flushed = 0;
}

// At the file's end, or at `at` where that is not negative.
static void write_all(toc_trace_text_t *text, const char *from, size_t size,
                      off_t at) {
    while (size > 0 && text->error == 0) {
        ssize_t n = at < 0 ? write(text->fd, from, size)
                           : pwrite(text->fd, from, size, at);
        if (n < 0 && errno != EINTR) {
            text->error = errno;
        } else if (n > 0) {
            from += n;
            size -= (size_t)n;
            at += at < 0 ? 0 : n;
        }
    }
}

void toc_trace_text_flush(toc_trace_text_t *text) {
    write_all(text, text->buffer, text->used, -1);
    text->flushed += text->used;
    text->used = 0;
}

static char *reserve(toc_trace_text_t *text, size_t size) {
    if (text->used + size > sizeof(text->buffer)) {
        toc_trace_text_flush(text);
    }
    return text->buffer + text->used;
}

void toc_trace_text_put(toc_trace_text_t *text, const char *from, size_t size) {
    if (size > sizeof(text->buffer)) {
        toc_trace_text_flush(text);
        write_all(text, from, size, -1);
        text->flushed += size;
        return;
    }
    memcpy(reserve(text, size), from, size);
    text->used += size;
}

void toc_trace_text_puts(toc_trace_text_t *text, const char *from) {
    toc_trace_text_put(text, from, strlen(from));
}

static size_t digits(char out[DIGITS_MAX], uint64_t value) {
    size_t at = DIGITS_MAX;
    do {
        out[--at] = (char)('0' + value % 10);
        value /= 10;
    } while (value != 0);
    return at;
}

void toc_trace_text_number(toc_trace_text_t *text, uint64_t value) {
    char out[DIGITS_MAX];
    size_t at = digits(out, value);
    toc_trace_text_put(text, out + at, DIGITS_MAX - at);
}

void toc_trace_text_us(toc_trace_text_t *text, uint64_t ns) {
    char out[DIGITS_MAX + 4];
    size_t at = digits(out, ns / 1000);
    uint32_t rest = (uint32_t)(ns % 1000);
    out[DIGITS_MAX] = '.';
    out[DIGITS_MAX + 1] = (char)('0' + rest / 100);
    out[DIGITS_MAX + 2] = (char)('0' + rest / 10 % 10);
    out[DIGITS_MAX + 3] = (char)('0' + rest % 10);
    toc_trace_text_put(text, out + at, sizeof(out) - at);
}

uint64_t toc_trace_text_at(const toc_trace_text_t *text) {
    return text->flushed + text->used;
}

void toc_trace_text_over(toc_trace_text_t *text, uint64_t at, const char *from,
                         size_t size) {
    if (at < text->flushed + text->used && at + size > text->flushed) {
        toc_trace_text_flush(text);
    }
    write_all(text, from, size, (off_t)at);
}
