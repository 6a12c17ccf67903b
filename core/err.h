/*
 * err - error codes shared by every layer
 *
 * A call returns 0 or a positive result, or one of these negative codes. The
 * values are errno's numbers written out, so that a microcontroller without
 * <errno.h> and Linux agree on them.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_CORE_ERR_H
#define TOC_CORE_ERR_H

// clang-format off
#define TOC_ERR_MAP(X) \
    X(ENOENT,      2, "not found") \
    X(EIO,         5, "input/output error") \
    X(EAGAIN,     11, "try again") \
    X(ENOMEM,     12, "out of memory") \
    X(EACCES,     13, "permission denied") \
    X(EBUSY,      16, "in use") \
    X(ENODEV,     19, "no such device") \
    X(EINVAL,     22, "invalid argument") \
    X(ENOTSUP,    95, "not supported") \
    X(EFULL,     105, "queue full") \
    X(ETIMEDOUT, 110, "timed out")
// clang-format on

enum toc_err {
#define TOC_ERR_VALUE(name, value, text) TOC_##name = -(value),
    TOC_ERR_MAP(TOC_ERR_VALUE)
#undef TOC_ERR_VALUE
};

// The text of an error code.
//
// ctx: any
// Returns a constant string; "unknown error" for a code that is not in the map.
const char *toc_err_text(int err);

// Put on calls whose ignored result would lose an event.
#define TOC_MUST_CHECK __attribute__((warn_unused_result))

#endif
