/*
 * raise - error codes as Python exceptions, and the texts programs know
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BIND_RAISE_H
#define TOC_BIND_RAISE_H

#include "py/runtime.h"

// The original's shared messages. OSErrors with a text carry no errno.
#define BIND_MSG_RESOURCE     MP_ERROR_TEXT("resource not available")
#define BIND_MSG_FAILED       MP_ERROR_TEXT("the requested operation failed")
#define BIND_MSG_NOT_POSSIBLE MP_ERROR_TEXT("the requested operation is not possible")
#define BIND_MSG_VALUE        MP_ERROR_TEXT("invalid argument(s) value")
#define BIND_MSG_TYPE         MP_ERROR_TEXT("invalid argument(s) num/type")

// Raise what a call of core, hal or a backend returned: the only place where a
// code becomes an exception.
//
// ctx: Python, holding nothing
NORETURN void bind_raise(int err);

// The same for what stands on a file of the machine, such as /dev/i2c-1: a
// resource that is not available, with the name of the file and why. Without a
// file, bind_raise().
//
// ctx: Python, holding nothing
NORETURN void bind_raise_file(int err, const char *file);

// bind_raise_file() when `err` is negative.
static inline void bind_check_file(int err, const char *file) {
    if (err < 0) {
        bind_raise_file(err, file);
    }
}

// bind_raise() when `err` is negative.
static inline int bind_check(int err) {
    if (err < 0) {
        bind_raise(err);
    }
    return err;
}

#endif
