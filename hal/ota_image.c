/*
 * ota_image - whether bytes are an image of a program for the ESP32
 *
 * SPDX-License-Identifier: MIT
 */
#include "ota_image.h"

#include <stdbool.h>

#include "err.h"

#define MAGIC           0xe9u
#define HEADER_BYTES    24u
#define AT_SEGMENTS     1u
#define AT_HAS_DIGEST   23u
#define SEGMENTS_MAX    16u
#define SEGMENT_BYTES   8u
#define AT_SEGMENT_SIZE 4u
#define CHECKSUM_SEED   0xefu
#define BLOCK_BYTES     16u

static uint32_t read_u32(const uint8_t *from) {
    return (uint32_t)from[0] | (uint32_t)from[1] << 8 |
           (uint32_t)from[2] << 16 | (uint32_t)from[3] << 24;
}

// Take in a segment that begins at `*at`. Returns false when it does not fit.
static bool add_segment(const uint8_t *data, size_t size, size_t *at,
                        uint8_t *checksum) {
    if (size - *at < SEGMENT_BYTES) {
        return false;
    }
    size_t length = read_u32(data + *at + AT_SEGMENT_SIZE);
    *at += SEGMENT_BYTES;
    if (length % 4 != 0 || length > size - *at) {
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        *checksum ^= data[*at + i];
    }
    *at += length;
    return true;
}

int toc_ota_image_check(const uint8_t *data, size_t size, size_t *digest_at) {
    *digest_at = 0;
    if (size < HEADER_BYTES || data[0] != MAGIC || data[AT_SEGMENTS] == 0 ||
        data[AT_SEGMENTS] > SEGMENTS_MAX) {
        return TOC_EINVAL;
    }
    size_t at = HEADER_BYTES;
    uint8_t checksum = CHECKSUM_SEED;
    for (unsigned i = 0; i < data[AT_SEGMENTS]; i++) {
        if (!add_segment(data, size, &at, &checksum)) {
            return TOC_EINVAL;
        }
    }
    size_t end = (at / BLOCK_BYTES + 1) * BLOCK_BYTES;
    if (end > size || data[end - 1] != checksum) {
        return TOC_EINVAL;
    }
    if (data[AT_HAS_DIGEST] != 0) {
        if (size - end < TOC_OTA_DIGEST_BYTES) {
            return TOC_EINVAL;
        }
        *digest_at = end;
    }
    return 0;
}
