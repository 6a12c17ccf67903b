/*
 * The ring of bytes: what fits, in which order, and past the wrap.
 *
 * SPDX-License-Identifier: MIT
 */
#include <string.h>

#include "ring.h"
#include "unit.h"

static toc_ring_t ring;
static uint8_t memory[8];
static uint8_t out[16];

static void begin(void) {
    toc_ring_init(&ring, memory, 6);
}

START_TEST(memory_is_the_next_power_of_two) {
    ck_assert_uint_eq(toc_ring_memory(1), 1);
    ck_assert_uint_eq(toc_ring_memory(6), 8);
    ck_assert_uint_eq(toc_ring_memory(8), 8);
    ck_assert_uint_eq(toc_ring_memory(9), 16);
}
END_TEST

START_TEST(more_than_fits_is_left_over) {
    begin();
    ck_assert_uint_eq(toc_ring_put(&ring, (const uint8_t *)"abcdefgh", 8), 6);
    ck_assert_uint_eq(toc_ring_room(&ring), 0);
    ck_assert_uint_eq(toc_ring_put(&ring, (const uint8_t *)"x", 1), 0);
    ck_assert_uint_eq(toc_ring_take(&ring, out, sizeof(out)), 6);
    ck_assert_mem_eq(out, "abcdef", 6);
    ck_assert_uint_eq(toc_ring_take(&ring, out, sizeof(out)), 0);
}
END_TEST

START_TEST(order_is_kept_across_the_wrap) {
    begin();
    uint8_t next_in = 0;
    uint8_t next_out = 0;
    // Positions wrap at 2^32 as well.
    toc_atomic_store(&ring.put, UINT32_MAX - 20);
    toc_atomic_store(&ring.taken, UINT32_MAX - 20);
    for (int round = 0; round < 40; round++) {
        for (int i = 0; i < 5; i++, next_in++) {
            ck_assert_uint_eq(toc_ring_put(&ring, &next_in, 1), 1);
        }
        ck_assert_uint_eq(toc_ring_count(&ring), 5);
        ck_assert_uint_eq(toc_ring_take(&ring, out, 5), 5);
        for (int i = 0; i < 5; i++, next_out++) {
            ck_assert_uint_eq(out[i], next_out);
        }
    }
}
END_TEST

int main(void) {
    Suite *suite = suite_create("ring");
    UNIT_ADD(suite, memory_is_the_next_power_of_two);
    UNIT_ADD(suite, more_than_fits_is_left_over);
    UNIT_ADD(suite, order_is_kept_across_the_wrap);
    return unit_run(suite);
}
