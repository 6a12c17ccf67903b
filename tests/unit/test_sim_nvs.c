/*
 * The storage of the virtual board: values, limits, the file, and what is left
 * when a change cannot be kept.
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim_nvs.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "err.h"
#include "unit.h"

static const toc_nvs_ops_t *nvs;
static toc_nvs_value_t value;
static char text[TOC_NVS_TEXT_MAX + 1];
static char error[SIM_NVS_ERROR_SIZE];
static char folder[PATH_MAX / 2];
static char path[PATH_MAX];
static char new_path[PATH_MAX + 8];

static void open_memory(void) {
    nvs = sim_nvs();
    ck_assert_int_eq(sim_nvs_open(NULL, error), 0);
}

static void open_file(void) {
    nvs = sim_nvs();
    ck_assert_msg(sim_nvs_open(path, error) == 0, "%s", error);
}

// A file in a folder of the test's own.
static void make_folder(void) {
    const char *above = getenv("TMPDIR");
    snprintf(folder, sizeof(folder), "%s/test_sim_nvs.XXXXXX",
             above != NULL ? above : "/tmp");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(path, sizeof(path), "%s/flash.nvs", folder);
    snprintf(new_path, sizeof(new_path), "%s.new", path);
}

static void remove_folder(void) {
    (void)unlink(path);
    (void)rmdir(new_path);
    ck_assert_int_eq(rmdir(folder), 0);
}

static int set_number(const char *key, uint32_t number) {
    toc_nvs_value_t v = {.number = number};
    return nvs->set(nvs->ctx, TOC_NVS_PROGRAM, key, &v);
}

static int set_text(const char *key, const char *t) {
    toc_nvs_value_t v = {.is_text = true, .text = t};
    return nvs->set(nvs->ctx, TOC_NVS_PROGRAM, key, &v);
}

static int get(const char *key) {
    return nvs->get(nvs->ctx, TOC_NVS_PROGRAM, key, &value, text);
}

static void check_number(const char *key, uint32_t number) {
    ck_assert_int_eq(get(key), 0);
    ck_assert(!value.is_text);
    ck_assert_uint_eq(value.number, number);
}

static void check_text(const char *key, const char *expected) {
    ck_assert_int_eq(get(key), 0);
    ck_assert(value.is_text);
    ck_assert_str_eq(value.text, expected);
}

START_TEST(keeps_numbers_and_texts_under_names) {
    open_memory();
    ck_assert_int_eq(get("a"), TOC_ENOENT);
    ck_assert_int_eq(set_number("a", 7), 0);
    ck_assert_int_eq(set_text("b", ""), 0);
    check_number("a", 7);
    check_text("b", "");
    ck_assert_int_eq(set_text("a", "now a text"), 0);
    check_text("a", "now a text");
    ck_assert_int_eq(set_number("a", 8), 0);
    check_number("a", 8);
    sim_nvs_close();
}
END_TEST

START_TEST(erases_one_or_all_of_a_space) {
    open_memory();
    toc_nvs_value_t setting = {.number = 1};
    ck_assert_int_eq(nvs->set(nvs->ctx, TOC_NVS_CONFIG, "a", &setting), 0);
    ck_assert_int_eq(set_number("a", 2), 0);
    ck_assert_int_eq(set_number("b", 3), 0);
    ck_assert_int_eq(nvs->erase(nvs->ctx, TOC_NVS_PROGRAM, "a"), 0);
    ck_assert_int_eq(nvs->erase(nvs->ctx, TOC_NVS_PROGRAM, "a"), TOC_ENOENT);
    check_number("b", 3);
    ck_assert_int_eq(nvs->erase_all(nvs->ctx, TOC_NVS_PROGRAM), 0);
    ck_assert_int_eq(get("b"), TOC_ENOENT);
    ck_assert_int_eq(nvs->get(nvs->ctx, TOC_NVS_CONFIG, "a", &value, text), 0);
    ck_assert_uint_eq(value.number, 1);
    sim_nvs_close();
}
END_TEST

START_TEST(refuses_names_and_texts_that_are_too_long) {
    static char longest[TOC_NVS_TEXT_MAX + 2];
    open_memory();
    ck_assert_int_eq(set_number("", 1), TOC_EINVAL);
    ck_assert_int_eq(set_number("123456789012345", 1), 0);
    ck_assert_int_eq(set_number("1234567890123456", 1), TOC_EINVAL);
    ck_assert_int_eq(get("1234567890123456"), TOC_EINVAL);
    memset(longest, 'x', TOC_NVS_TEXT_MAX);
    ck_assert_int_eq(set_text("t", longest), 0);
    check_text("t", longest);
    longest[TOC_NVS_TEXT_MAX] = 'x';
    ck_assert_int_eq(set_text("t", longest), TOC_EINVAL);
    sim_nvs_close();
}
END_TEST

START_TEST(is_full_after_as_many_numbers_as_there_are_places) {
    char key[16];
    open_memory();
    for (int i = 0; i < SIM_NVS_PLACES; i++) {
        snprintf(key, sizeof(key), "k%d", i);
        ck_assert_int_eq(set_number(key, 1), 0);
    }
    ck_assert_int_eq(set_number("one more", 1), TOC_EFULL);
    ck_assert_int_eq(set_text("k0", ""), TOC_EFULL);
    ck_assert_int_eq(set_number("k0", 2), 0);
    check_number("k0", 2);
    // Settings have room of their own.
    toc_nvs_value_t setting = {.number = 1};
    ck_assert_int_eq(nvs->set(nvs->ctx, TOC_NVS_CONFIG, "a", &setting), 0);
    ck_assert_int_eq(nvs->erase(nvs->ctx, TOC_NVS_PROGRAM, "k1"), 0);
    ck_assert_int_eq(set_text("k0", "31 characters and their NUL it is"),
                     TOC_EFULL);
    ck_assert_int_eq(set_text("k0", "31 characters and their NUL, so"), 0);
    sim_nvs_close();
}
END_TEST

START_TEST(finds_its_values_again_in_the_file) {
    make_folder();
    open_file();
    ck_assert_int_eq(access(path, F_OK), -1);
    ck_assert_int_eq(set_number("boots", 3), 0);
    ck_assert_int_eq(set_text("name", "\xff\n\""), 0);
    ck_assert_int_eq(access(new_path, F_OK), -1);
    open_file();
    check_number("boots", 3);
    check_text("name", "\xff\n\"");
    ck_assert_int_eq(nvs->erase(nvs->ctx, TOC_NVS_PROGRAM, "name"), 0);
    open_file();
    ck_assert_int_eq(get("name"), TOC_ENOENT);
    check_number("boots", 3);
    ck_assert_int_eq(nvs->erase_all(nvs->ctx, TOC_NVS_PROGRAM), 0);
    open_file();
    ck_assert_int_eq(get("boots"), TOC_ENOENT);
    sim_nvs_close();
    remove_folder();
}
END_TEST

START_TEST(changes_nothing_when_it_cannot_write) {
    make_folder();
    open_file();
    ck_assert_int_eq(set_number("a", 1), 0);
    ck_assert_int_eq(set_number("b", 2), 0);
    // A folder where the new file would be.
    ck_assert_int_eq(mkdir(new_path, 0700), 0);
    ck_assert_int_eq(set_number("a", 9), TOC_EIO);
    ck_assert_int_eq(set_number("c", 9), TOC_EIO);
    ck_assert_int_eq(nvs->erase(nvs->ctx, TOC_NVS_PROGRAM, "a"), TOC_EIO);
    ck_assert_int_eq(nvs->erase_all(nvs->ctx, TOC_NVS_PROGRAM), TOC_EIO);
    for (int again = 0; again < 2; again++) {
        check_number("a", 1);
        check_number("b", 2);
        ck_assert_int_eq(get("c"), TOC_ENOENT);
        open_file();
    }
    sim_nvs_close();
    remove_folder();
}
END_TEST

// What a process leaves that dies while it writes the second file.
START_TEST(takes_no_notice_of_a_half_written_second_file) {
    make_folder();
    open_file();
    ck_assert_int_eq(set_number("a", 1), 0);
    FILE *file = fopen(new_path, "w");
    ck_assert_ptr_nonnull(file);
    fputs("nvs \"a\" 2", file);
    ck_assert_int_eq(fclose(file), 0);
    open_file();
    check_number("a", 1);
    ck_assert_int_eq(set_number("a", 3), 0);
    open_file();
    check_number("a", 3);
    sim_nvs_close();
    remove_folder();
}
END_TEST

START_TEST(leaves_a_damaged_file_as_it_is) {
    make_folder();
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    fputs("nvs \"a\" 1\n", file);
    ck_assert_int_eq(fclose(file), 0);
    nvs = sim_nvs();
    ck_assert_int_eq(sim_nvs_open(path, error), TOC_EINVAL);
    char *colon = strstr(error, ": ");
    ck_assert_ptr_nonnull(colon);
    ck_assert_str_eq(colon, ": line 2: the end is missing");
    ck_assert_int_eq(get("a"), TOC_ENOENT);
    struct stat st;
    ck_assert_int_eq(stat(path, &st), 0);
    ck_assert_int_eq(st.st_size, 10);
    remove_folder();
}
END_TEST

START_TEST(says_when_a_file_cannot_be_read) {
    make_folder();
    nvs = sim_nvs();
    ck_assert_int_eq(sim_nvs_open(folder, error), TOC_EIO);
    ck_assert_ptr_nonnull(strstr(error, ": input/output error"));
    remove_folder();
}
END_TEST

int main(void) {
    Suite *suite = suite_create("sim_nvs");
    UNIT_ADD(suite, keeps_numbers_and_texts_under_names);
    UNIT_ADD(suite, erases_one_or_all_of_a_space);
    UNIT_ADD(suite, refuses_names_and_texts_that_are_too_long);
    UNIT_ADD(suite, is_full_after_as_many_numbers_as_there_are_places);
    UNIT_ADD(suite, finds_its_values_again_in_the_file);
    UNIT_ADD(suite, changes_nothing_when_it_cannot_write);
    UNIT_ADD(suite, takes_no_notice_of_a_half_written_second_file);
    UNIT_ADD(suite, leaves_a_damaged_file_as_it_is);
    UNIT_ADD(suite, says_when_a_file_cannot_be_read);
    return unit_run(suite);
}
