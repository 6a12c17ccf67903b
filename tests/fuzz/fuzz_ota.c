/*
 * Any bytes as an image of a program: nothing outside of them is read, and a
 * digest lies inside.
 *
 * SPDX-License-Identifier: MIT
 */
#include "ota_image.h"

#include <stdlib.h>

#include "err.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    size_t digest_at;
    int err = toc_ota_image_check(data, size, &digest_at);
    if (err != 0 && err != TOC_EINVAL) {
        abort();
    }
    if (err == 0 && digest_at != 0 &&
        (digest_at % 16 != 0 || digest_at + TOC_OTA_DIGEST_BYTES > size)) {
        abort();
    }
    return 0;
}
