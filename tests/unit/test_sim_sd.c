/*
 * The SD card of the virtual board: sectors of its image, and its faults.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdlib.h>
#include <unistd.h>

#include "i2c_fixture.h"
#include "sim_sd.h"

#define SECTORS 128

static char text[64] = "";
static const toc_sd_ops_t *sd;
static uint8_t data[2 * TOC_SD_SECTOR_BYTES];

static void insert(void) {
    char path[] = "/tmp/test_sim_sd_XXXXXX";
    int fd = mkstemp(path);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(ftruncate(fd, SECTORS * TOC_SD_SECTOR_BYTES), 0);
    close(fd);
    snprintf(text, sizeof(text), "sd=%s", path);
    attach(text);
    // The device keeps the file open.
    unlink(path);
    sd = sim_sd();
}

START_TEST(without_a_card_nothing_works) {
    uint32_t sectors;
    bool blank;
    sd = sim_sd();
    ck_assert_int_eq(sd->open(sd->ctx, &sectors, &blank), TOC_ENODEV);
    ck_assert_int_eq(sd->read(sd->ctx, 0, 1, data), TOC_ENODEV);
    ck_assert_int_eq(sd->write(sd->ctx, 0, 1, data), TOC_ENODEV);
}
END_TEST

START_TEST(sectors_keep_what_was_written) {
    uint32_t sectors;
    bool blank;
    insert();
    works(sd->open(sd->ctx, &sectors, &blank));
    ck_assert_uint_eq(sectors, SECTORS);
    ck_assert(!blank);
    memset(data, 0xa5, sizeof(data));
    works(sd->write(sd->ctx, SECTORS - 2, 2, data));
    memset(data, 0, sizeof(data));
    works(sd->read(sd->ctx, SECTORS - 1, 1, data));
    ck_assert_uint_eq(data[0], 0xa5);
    ck_assert_uint_eq(data[511], 0xa5);
    ck_assert_uint_eq(data[512], 0);
}
END_TEST

START_TEST(there_is_nothing_behind_the_last_sector) {
    insert();
    ck_assert_int_eq(sd->read(sd->ctx, SECTORS, 1, data), TOC_EINVAL);
    ck_assert_int_eq(sd->read(sd->ctx, SECTORS - 1, 2, data), TOC_EINVAL);
    ck_assert_int_eq(sd->write(sd->ctx, UINT32_MAX, 2, data), TOC_EINVAL);
    ck_assert_int_eq(sd->read(sd->ctx, SECTORS, 0, data), 0);
}
END_TEST

START_TEST(each_fault_shows) {
    static const struct {
        const char *fault;
        int read;
        int write;
    } rows[] = {{"absent", TOC_ENODEV, TOC_ENODEV},
                {"read", TOC_EIO, 0},
                {"write", 0, TOC_EIO},
                {"protected", 0, TOC_EIO},
                {"none", 0, 0}};
    insert();
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        set("sd", "fault", rows[i].fault);
        ck_assert_int_eq(sd->read(sd->ctx, 0, 1, data), rows[i].read);
        ck_assert_int_eq(sd->write(sd->ctx, 0, 1, data), rows[i].write);
    }
}
END_TEST

int main(void) {
    Suite *suite = suite_create("sim_sd");
    I2C_ADD(suite, without_a_card_nothing_works);
    I2C_ADD(suite, sectors_keep_what_was_written);
    I2C_ADD(suite, there_is_nothing_behind_the_last_sector);
    I2C_ADD(suite, each_fault_shows);
    return run_suite(suite);
}
