/*
 * control_request - one request of the control protocol, and its answer
 *
 * Shared by the files that implement commands. A command reads its arguments
 * (each call notes the first thing that is wrong), returns at once if one was
 * wrong, acts, and puts its results.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_NET_CONTROL_REQUEST_H
#define TOC_NET_CONTROL_REQUEST_H

#include <jansson.h>

#include "control.h"

typedef struct {
    toc_control_client_t *client;
    const toc_control_ops_t *ops;
    json_t *arguments; // the request's object
    json_t *answer;    // the answer's object
    int failed;        // 0, or the code of the error
    bool later;        // the answer comes later
    char error[TOC_CONTROL_ERROR_SIZE];
} toc__request_t;

typedef struct {
    const char *name;
    void (*run)(toc__request_t *request);
    const char *keys; // that it takes besides id and do, with spaces between
} toc__command_t;

// Each ends with an entry whose name is NULL.
extern const toc__command_t toc__control_pins[];
extern const toc__command_t toc__control_devices[];
extern const toc__command_t toc__control_state[];

// Note that the request failed, unless it has already.
void toc__request_fail(toc__request_t *request, int code, const char *format,
                       ...) __attribute__((format(printf, 3, 4)));

// Note what a call of the board's returned: an error with its text in
// request->error, or with that of its code when that is empty.
void toc__request_check(toc__request_t *request, int result);

// Arguments. Each returns what stands for nothing when it is missing or wrong,
// and then the request has failed.
const char *toc__request_text(toc__request_t *request, const char *key);
bool toc__request_bool(toc__request_t *request, const char *key);
double toc__request_number(toc__request_t *request, const char *key);

// A pad of the board: one that is simulated, or any.
uint32_t toc__request_pad(toc__request_t *request, const char *key);
uint32_t toc__request_any_pad(toc__request_t *request, const char *key);

// A whole number from 0 to `most`; `missing` when it is absent (UINT64_MAX: it
// has to be there).
uint64_t toc__request_count(toc__request_t *request, const char *key,
                            uint64_t missing, uint64_t most);

// A length in microseconds, which may have a fraction, as nanoseconds.
// `missing_us` below 0: it has to be there.
uint64_t toc__request_us(toc__request_t *request, const char *key,
                         double missing_us);

// Results. `value` is taken over.
void toc__request_put(toc__request_t *request, const char *key, json_t *value);

// A string; where it is not UTF-8, what is not plain in it becomes '?'.
json_t *toc__control_text(const char *text);

#endif
