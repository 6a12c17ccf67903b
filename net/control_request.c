/*
 * control_request - one request of the control protocol, and its answer
 *
 * SPDX-License-Identifier: MIT
 */
#include "control_request.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "err.h"

#define NS_PER_US 1000.0
// More than a century; far from what does not fit any more.
#define LENGTH_MAX_US 4e15

void toc__request_fail(toc__request_t *request, int code, const char *format,
                       ...) {
    if (request->failed != 0) {
        return;
    }
    request->failed = code;
    va_list args;
    va_start(args, format);
    vsnprintf(request->error, sizeof(request->error), format, args);
    va_end(args);
}

void toc__request_check(toc__request_t *request, int result) {
    if (result >= 0 || request->failed != 0) {
        return;
    }
    if (request->error[0] != '\0') {
        request->failed = result;
    } else {
        toc__request_fail(request, result, "%s", toc_err_text(result));
    }
}

static json_t *argument(toc__request_t *request, const char *key) {
    json_t *value = json_object_get(request->arguments, key);
    if (value == NULL) {
        toc__request_fail(request, TOC_EINVAL, "\"%s\" is missing", key);
    }
    return value;
}

static void wrong_type(toc__request_t *request, const char *key,
                       const char *right) {
    toc__request_fail(request, TOC_EINVAL, "\"%s\" has to be %s", key, right);
}

const char *toc__request_text(toc__request_t *request, const char *key) {
    json_t *value = argument(request, key);
    if (value == NULL) {
        return "";
    }
    // A zero within would end it early for whoever reads it.
    if (!json_is_string(value) ||
        strlen(json_string_value(value)) != json_string_length(value)) {
        wrong_type(request, key, "a string");
        return "";
    }
    return json_string_value(value);
}

bool toc__request_bool(toc__request_t *request, const char *key) {
    json_t *value = argument(request, key);
    if (json_is_integer(value) &&
        (json_integer_value(value) == 0 || json_integer_value(value) == 1)) {
        return json_integer_value(value) == 1;
    }
    if (value != NULL && !json_is_boolean(value)) {
        wrong_type(request, key, "true or false, or 1 or 0");
    }
    return json_is_true(value);
}

double toc__request_number(toc__request_t *request, const char *key) {
    json_t *value = argument(request, key);
    if (value != NULL && !json_is_number(value)) {
        wrong_type(request, key, "a number");
    }
    return json_number_value(value);
}

uint32_t toc__request_any_pad(toc__request_t *request, const char *key) {
    const char *name = toc__request_text(request, key);
    if (request->failed != 0) {
        return 0;
    }
    const toc_board_pin_t *pin = toc_board_pin(request->ops->board, name);
    if (pin == NULL) {
        char why[TOC_BOARD_ERROR_SIZE];
        toc_board_pin_unknown(request->ops->board, name, why);
        toc__request_fail(request, TOC_ENOENT, "%s", why);
        return 0;
    }
    return pin->gpio;
}

uint32_t toc__request_pad(toc__request_t *request, const char *key) {
    uint32_t pad = toc__request_any_pad(request, key);
    const char *file =
        request->failed == 0 ? request->ops->pin_file(pad) : NULL;
    if (file != NULL) {
        toc__request_fail(request, TOC_EINVAL,
                          "%s is a pin of this machine, %s, and not simulated",
                          toc__request_text(request, key), file);
    }
    return pad;
}

uint64_t toc__request_count(toc__request_t *request, const char *key,
                            uint64_t missing, uint64_t most) {
    json_t *value = json_object_get(request->arguments, key);
    if (value == NULL && missing != UINT64_MAX) {
        return missing;
    }
    value = argument(request, key);
    if (value == NULL) {
        return 0;
    }
    if (!json_is_integer(value) || json_integer_value(value) < 0 ||
        (uint64_t)json_integer_value(value) > most) {
        toc__request_fail(request, TOC_EINVAL,
                          "\"%s\" has to be a whole number from 0 to %llu", key,
                          (unsigned long long)most);
        return 0;
    }
    return (uint64_t)json_integer_value(value);
}

uint64_t toc__request_us(toc__request_t *request, const char *key,
                         double missing_us) {
    json_t *value = json_object_get(request->arguments, key);
    if (value == NULL && missing_us >= 0) {
        return (uint64_t)(missing_us * NS_PER_US);
    }
    double us = toc__request_number(request, key);
    if (!(us >= 0 && us <= LENGTH_MAX_US)) {
        wrong_type(request, key, "microseconds from 0 to 4e15");
        return 0;
    }
    return (uint64_t)(us * NS_PER_US + 0.5);
}

json_t *toc__control_text(const char *text) {
    json_t *value = json_string(text);
    if (value != NULL) {
        return value;
    }
    // Not UTF-8: cut within a character, or from a file that is not.
    char plain[TOC_CONTROL_ERROR_SIZE];
    size_t size = 0;
    for (; text[size] != '\0' && size < sizeof(plain) - 1; size++) {
        bool shows = text[size] >= ' ' && text[size] <= '~';
        plain[size] = '?';
        if (shows) {
            plain[size] = text[size];
        }
    }
    plain[size] = '\0';
    return json_string(plain);
}

void toc__request_put(toc__request_t *request, const char *key, json_t *value) {
    if (json_object_set_new(request->answer, key, value) != 0) {
        toc__request_fail(request, TOC_ENOMEM, "out of memory");
    }
}
