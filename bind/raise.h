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

// bind_raise() when `err` is negative.
static inline int bind_check(int err) {
    if (err < 0) {
        bind_raise(err);
    }
    return err;
}

#endif
