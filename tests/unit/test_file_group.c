/*
 * test_file_group - what is said of a file that may not be opened
 *
 * SPDX-License-Identifier: MIT
 */
#include "file_group.h"

#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unit.h"

static char path[] = "/tmp/test_file_group.XXXXXX";
static char text[TOC_FILE_DENIED_SIZE];

static void make(mode_t mode, gid_t group) {
    int fd = mkstemp(path);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(fchown(fd, (uid_t)-1, group), 0);
    ck_assert_int_eq(fchmod(fd, mode), 0);
    close(fd);
    toc_file_denied(path, text);
    unlink(path);
}

START_TEST(the_group_is_named) {
    // Whoever runs this is in that group.
    const struct group *mine = getgrgid(getgid());
    ck_assert_ptr_nonnull(mine);
    char expected[TOC_FILE_DENIED_SIZE];
    snprintf(expected, sizeof(expected),
             "permission denied, it is for the group %s: sudo adduser $USER "
             "%s, then log in anew",
             mine->gr_name, mine->gr_name);
    make(0660, getgid());
    ck_assert_str_eq(text, getgid() == 0
                               ? "permission denied, it is for root only"
                               : expected);
}
END_TEST

START_TEST(another_group_is_named_where_root_looks) {
    const struct group *dialout = getgrnam("dialout");
    if (getuid() == 0 && dialout != NULL) {
        make(0660, dialout->gr_gid);
        ck_assert_str_eq(text,
                         "permission denied, it is for the group dialout: sudo "
                         "adduser $USER dialout, then log in anew");
    }
}
END_TEST

START_TEST(a_group_that_may_not_either_is_not_named) {
    make(0600, getgid());
    ck_assert_str_eq(text, "permission denied, it is for root only");
}
END_TEST

START_TEST(without_a_file_only_the_fact) {
    toc_file_denied("pwmchip0:0", text);
    ck_assert_str_eq(text, "permission denied");
}
END_TEST

int main(void) {
    Suite *suite = suite_create("file_group");
    UNIT_ADD(suite, the_group_is_named);
    UNIT_ADD(suite, another_group_is_named_where_root_looks);
    UNIT_ADD(suite, a_group_that_may_not_either_is_not_named);
    UNIT_ADD(suite, without_a_file_only_the_fact);
    return unit_run(suite);
}
