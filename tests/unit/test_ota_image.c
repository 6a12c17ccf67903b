/*
 * What is taken for an image of a program, byte by byte.
 *
 * SPDX-License-Identifier: MIT
 */
#include "ota_image.h"

#include <string.h>

#include "err.h"
#include "unit.h"

static uint8_t image[128];
static size_t size;
static size_t digest_at;

static void put_u32(uint32_t value) {
    for (int i = 0; i < 4; i++) {
        image[size++] = (uint8_t)(value >> (8 * i));
    }
}

// Segments of 4 and `second` bytes, so that the checksum ends a block.
static void make(uint32_t second) {
    memset(image, 0, sizeof(image));
    image[0] = 0xe9;
    image[1] = 2;
    size = 24;
    put_u32(0x3f400020);
    put_u32(4);
    put_u32(0x04030201);
    put_u32(0x40080000);
    put_u32(second);
    for (uint32_t i = 0; i < second / 4; i++) {
        put_u32(0x10);
    }
    size = (size / 16 + 1) * 16;
    uint8_t sum = 0xef ^ 1 ^ 2 ^ 3 ^ 4;
    image[size - 1] = (uint8_t)(second / 4 % 2 != 0 ? sum ^ 0x10 : sum);
}

static int check(void) {
    return toc_ota_image_check(image, size, &digest_at);
}

START_TEST(takes_an_image_whatever_its_padding) {
    for (uint32_t second = 0; second <= 32; second += 4) {
        make(second);
        ck_assert_int_eq(check(), 0);
        ck_assert_uint_eq(digest_at, 0);
    }
}
END_TEST

START_TEST(tells_where_the_digest_is) {
    make(8);
    image[23] = 1;
    ck_assert_int_eq(check(), TOC_EINVAL);
    size_t end = size;
    size += TOC_OTA_DIGEST_BYTES - 1;
    ck_assert_int_eq(check(), TOC_EINVAL);
    size++;
    ck_assert_int_eq(check(), 0);
    ck_assert_uint_eq(digest_at, end);
}
END_TEST

START_TEST(refuses_every_image_that_was_cut) {
    make(8);
    for (size_t whole = size; size > 0;) {
        size--;
        ck_assert_msg(check() == TOC_EINVAL, "%zu of %zu", size, whole);
    }
}
END_TEST

START_TEST(refuses_a_wrong_magic_checksum_or_number_of_segments) {
    make(8);
    image[0] = 0xe8;
    ck_assert_int_eq(check(), TOC_EINVAL);
    make(8);
    image[size - 1] ^= 1;
    ck_assert_int_eq(check(), TOC_EINVAL);
    make(8);
    image[32] ^= 0x80;
    ck_assert_int_eq(check(), TOC_EINVAL);
    make(8);
    image[1] = 0;
    ck_assert_int_eq(check(), TOC_EINVAL);
    make(8);
    image[1] = 17;
    ck_assert_int_eq(check(), TOC_EINVAL);
}
END_TEST

START_TEST(refuses_a_segment_that_goes_beyond_the_end) {
    make(8);
    memset(image + 28, 0xff, 4);
    ck_assert_int_eq(check(), TOC_EINVAL);
    make(8);
    image[28] = 6;
    ck_assert_int_eq(check(), TOC_EINVAL);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("ota_image");
    UNIT_ADD(suite, takes_an_image_whatever_its_padding);
    UNIT_ADD(suite, tells_where_the_digest_is);
    UNIT_ADD(suite, refuses_every_image_that_was_cut);
    UNIT_ADD(suite, refuses_a_wrong_magic_checksum_or_number_of_segments);
    UNIT_ADD(suite, refuses_a_segment_that_goes_beyond_the_end);
    return unit_run(suite);
}
