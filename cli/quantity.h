/*
 * quantity - numbers, sizes and durations as people write them
 *
 * Private to cli/. Exact: integers only, every overflow is refused, nothing
 * is rounded, no blank and no sign is skipped.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_CLI_QUANTITY_H
#define TOC_CLI_QUANTITY_H

#include <stddef.h>
#include <stdint.h>

// Read a whole number, decimal or 0x hexadecimal.
//
// ctx: any
// Returns 0, or TOC_EINVAL for anything else or more than UINT64_MAX.
int toc__quantity_number(const char *text, uint64_t *out);

// Read a size in bytes: a number, then perhaps "w", then perhaps "K" or "M",
// in either case. A "w" scales from a 32-bit machine to this one's pointers,
// as in MicroPython's own heapsize option.
//
// ctx: any
// Returns 0, or TOC_EINVAL with the reason in `*why`, a constant.
int toc__quantity_size(const char *text, size_t *bytes, const char **why);

// Read a duration, the `length` characters at `text`: a decimal number and one
// of s, ms, us, ns, as in "1.5s". At most INT64_MAX nanoseconds.
//
// ctx: any
// Returns 0, or TOC_EINVAL with the reason in `*why`, a constant.
int toc__quantity_duration(const char *text, size_t length, uint64_t *ns,
                           const char **why);

// Read a number of seconds without a unit, which may have a fraction, as in
// "1.5". At most INT64_MAX nanoseconds.
//
// ctx: any
// Returns 0, or TOC_EINVAL.
int toc__quantity_seconds(const char *text, uint64_t *ns);

#endif
