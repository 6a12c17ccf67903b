/*
 * The slot of the virtual board for another program: pieces, its size, and the
 * file.
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim_ota.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "err.h"
#include "unit.h"

static const toc_ota_ops_t *ota;

static void check_image(const char *expected) {
    size_t size;
    const uint8_t *image = ota->image(ota->ctx, &size);
    ck_assert_uint_eq(size, strlen(expected));
    ck_assert(size == 0 || memcmp(image, expected, size) == 0);
}

START_TEST(puts_pieces_together) {
    ota = sim_ota();
    ck_assert_int_eq(sim_ota_open(NULL), 0);
    check_image("");
    ck_assert_int_eq(ota->start(ota->ctx, 6), 0);
    ck_assert_int_eq(ota->write(ota->ctx, "abc", 3), 0);
    ck_assert_int_eq(ota->write(ota->ctx, "", 0), 0);
    ck_assert_int_eq(ota->write(ota->ctx, "de", 2), 0);
    check_image("abcde");
    ck_assert_int_eq(ota->write(ota->ctx, "fg", 2), TOC_EFULL);
    ck_assert_int_eq(ota->write(ota->ctx, "f", 1), 0);
    ck_assert_int_eq(ota->finish(ota->ctx), 0);
    check_image("abcdef");
    sim_ota_close();
}
END_TEST

START_TEST(wants_a_start) {
    ota = sim_ota();
    ck_assert_int_eq(sim_ota_open(NULL), 0);
    ck_assert_int_eq(ota->write(ota->ctx, "a", 1), TOC_EINVAL);
    ck_assert_int_eq(ota->finish(ota->ctx), TOC_EINVAL);
    ck_assert_int_eq(ota->start(ota->ctx, 10), 0);
    ck_assert_int_eq(ota->write(ota->ctx, "a", 1), 0);
    ck_assert_int_eq(ota->start(ota->ctx, 10), 0);
    check_image("");
    ck_assert_int_eq(ota->finish(ota->ctx), 0);
    ck_assert_int_eq(ota->finish(ota->ctx), TOC_EINVAL);
    sim_ota_close();
}
END_TEST

START_TEST(keeps_a_finished_image_in_a_file_and_no_other) {
    char folder[PATH_MAX / 2];
    char path[PATH_MAX];
    char new_path[PATH_MAX + 8];
    char text[8] = "";
    struct stat st;
    const char *above = getenv("TMPDIR");
    snprintf(folder, sizeof(folder), "%s/test_sim_ota.XXXXXX",
             above != NULL ? above : "/tmp");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(path, sizeof(path), "%s/flash.ota", folder);
    snprintf(new_path, sizeof(new_path), "%s.new", path);

    ota = sim_ota();
    ck_assert_int_eq(sim_ota_open(path), 0);
    ck_assert_int_eq(ota->start(ota->ctx, 10), 0);
    ck_assert_int_eq(ota->write(ota->ctx, "image", 5), 0);
    ck_assert_int_eq(access(path, F_OK), -1);
    // A folder where the new file would be.
    ck_assert_int_eq(mkdir(new_path, 0700), 0);
    ck_assert_int_eq(ota->finish(ota->ctx), TOC_EIO);
    ck_assert_int_eq(rmdir(new_path), 0);
    ck_assert_int_eq(ota->finish(ota->ctx), 0);
    ck_assert_int_eq(stat(path, &st), 0);
    ck_assert_int_eq(st.st_size, 5);
    FILE *file = fopen(path, "r");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fread(text, 1, 5, file), 5);
    ck_assert_int_eq(fclose(file), 0);
    ck_assert_str_eq(text, "image");

    ck_assert_int_eq(ota->start(ota->ctx, 10), 0);
    ck_assert_int_eq(stat(path, &st), 0);
    sim_ota_close();
    ck_assert_int_eq(unlink(path), 0);
    ck_assert_int_eq(rmdir(folder), 0);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("sim_ota");
    UNIT_ADD(suite, puts_pieces_together);
    UNIT_ADD(suite, wants_a_start);
    UNIT_ADD(suite, keeps_a_finished_image_in_a_file_and_no_other);
    return unit_run(suite);
}
