/*
 * ota - contract of the place for another program, that comes over the air
 *
 * The slot that does not run takes an image, piece by piece. Whether it is one
 * that could run, and which slot runs next, is for others to judge.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_HAL_OTA_H
#define TOC_HAL_OTA_H

#include <stddef.h>
#include <stdint.h>

typedef struct toc_ota_ops {
    const char *name;
    void *ctx;

    // ctx of every call: thread, one at a time. They may wait for a disk.

    // Begin an image; what was written of an earlier one and not finished is
    // forgotten. At most `slot_bytes` fit. Returns 0.
    int (*start)(void *ctx, size_t slot_bytes);

    // Append to it.
    // Returns 0; TOC_EINVAL when none was begun; TOC_EFULL when it does not
    // fit in the slot, or TOC_ENOMEM, with what was written as it was.
    int (*write)(void *ctx, const void *data, size_t size);

    // Keep it, in place of what the slot had.
    // Returns 0; TOC_EINVAL when none was begun; TOC_EIO when it cannot be
    // kept, and then nothing is lost.
    int (*finish)(void *ctx);

    // What was written since the last start. It stays the backend's, and as it
    // is until the next call.
    const uint8_t *(*image)(void *ctx, size_t *size);
} toc_ota_ops_t;

#endif
