/*
 * ota_image - whether bytes are an image of a program for the ESP32
 *
 * An image is a header of 24 bytes, up to 16 segments of 8 bytes and their
 * data, and padding up to a checksum that ends a block of 16 bytes. A digest,
 * SHA-256 over all before it, may follow; who has that function looks at it.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_HAL_OTA_IMAGE_H
#define TOC_HAL_OTA_IMAGE_H

#include <stddef.h>
#include <stdint.h>

#define TOC_OTA_DIGEST_BYTES 32

// Look at structure and checksum. `*digest_at` is where the digest begins,
// which is inside of `size`, or 0 for an image without.
//
// ctx: any
// Returns 0, or TOC_EINVAL for what is no whole image.
int toc_ota_image_check(const uint8_t *data, size_t size, size_t *digest_at);

#endif
