/*
 * i2c_fixture - the buses of a virtual board and transfers that have to work
 *
 * Pads 1 and 2 are SDA and SCL of bus 0, which is open at 100 kHz.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_TESTS_I2C_FIXTURE_H
#define TOC_TESTS_I2C_FIXTURE_H

#include "sim_attach.h"
#include "sim_fixture.h"
#include "sim_i2c.h"

#define FIXTURE_SDA 1
#define FIXTURE_SCL 2

static const toc_i2c_ops_t *i2c;
static uint64_t took_ns; // by the last transfer

static inline void i2c_setup(void) {
    setup();
    i2c = sim_i2c();
    works(i2c->open(i2c->ctx, 0,
                    &(toc_i2c_setup_t){.baudrate_hz = 100000,
                                       .sda = FIXTURE_SDA,
                                       .scl = FIXTURE_SCL}));
}

static inline void attach(const char *text) {
    char error[SIM_ERROR_SIZE];
    if (sim_attach(text, NULL, error) != 0) {
        ck_abort_msg("%s: %s", text, error);
    }
}

static inline void set(const char *device, const char *key, const char *to) {
    char error[SIM_ERROR_SIZE];
    if (sim_device_set(device, key, to, error) != 0) {
        ck_abort_msg("%s", error);
    }
}

static inline int i2c_parts(uint32_t address, const toc_i2c_part_t *parts,
                            uint32_t count, bool stop) {
    return i2c->transfer(i2c->ctx, 0, address, parts, count, stop, &took_ns);
}

static inline int i2c_write(uint32_t address, const uint8_t *data,
                            size_t size) {
    toc_i2c_part_t part = {.data = (uint8_t *)(uintptr_t)data, .size = size};
    return i2c_parts(address, &part, 1, true);
}

static inline int i2c_read(uint32_t address, uint8_t *data, size_t size) {
    toc_i2c_part_t part = {.read = true, .data = data, .size = size};
    return i2c_parts(address, &part, 1, true);
}

// Write `reg`, then read behind a repeated START.
static inline int i2c_read_reg(uint32_t address, uint8_t reg, uint8_t *data,
                               size_t size) {
    toc_i2c_part_t parts[] = {{.data = &reg, .size = 1},
                              {.read = true, .data = data, .size = size}};
    return i2c_parts(address, parts, 2, true);
}

static inline int i2c_write_reg(uint32_t address, uint8_t reg, uint8_t value) {
    return i2c_write(address, (const uint8_t[]){reg, value}, 2);
}

#define I2C_ADD(suite, test) \
    do { \
        TCase *i2c_case = tcase_create(#test); \
        tcase_add_checked_fixture(i2c_case, i2c_setup, teardown); \
        tcase_add_test(i2c_case, test); \
        suite_add_tcase(suite, i2c_case); \
    } while (0)

#endif
