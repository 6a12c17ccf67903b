/*
 * template_ota - a slot for a new firmware that has no room
 *
 * SPDX-License-Identifier: MIT
 */
#include "err.h"
#include "template.h"

static bool has_begun; // what ops.ctx points at

// Begin anew. What the slot had stays valid until finish().
static int template_start(void *ctx, size_t slot_bytes) {
    (void)ctx;
    (void)slot_bytes;
    has_begun = true;
    return 0;
}

// Append. A part that does not fit leaves what was written as it was.
static int template_write(void *ctx, const void *data, size_t size) {
    (void)ctx;
    (void)data;
    if (!has_begun) {
        return TOC_EINVAL;
    }
    return size == 0 ? 0 : TOC_EFULL;
}

// Put it in the place of what the slot had, at one moment: a power cut leaves
// the one or the other. Whether the image is one, hal/ota_image.h has looked at
// before.
static int template_finish(void *ctx) {
    (void)ctx;
    bool begun = has_begun;
    has_begun = false;
    return begun ? 0 : TOC_EINVAL;
}

// What was written so far, for that look.
static const uint8_t *template_image(void *ctx, size_t *size) {
    (void)ctx;
    *size = 0;
    return NULL;
}

static const toc_ota_ops_t ota = {
    .name = "template",
    .ctx = NULL,
    .start = template_start,
    .write = template_write,
    .finish = template_finish,
    .image = template_image,
};

const toc_ota_ops_t *template_ota(void) {
    return &ota;
}
