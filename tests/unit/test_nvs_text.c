/*
 * The file of a virtual board's storage: what the parser takes, and the exact
 * words for what not.
 *
 * SPDX-License-Identifier: MIT
 */
#include "nvs_text.h"

#include <string.h>

#include "err.h"
#include "unit.h"

static nvs_text_entry_t seen[8];
static uint32_t seen_count;
static int put_answer;
static char error[NVS_TEXT_ERROR_SIZE];

static int put(void *ctx, const nvs_text_entry_t *entry) {
    (void)ctx;
    ck_assert_uint_lt(seen_count, 8);
    seen[seen_count++] = *entry;
    return put_answer;
}

static int parse(const char *text) {
    seen_count = 0;
    put_answer = 0;
    return nvs_text_parse(text, strlen(text), put, NULL, error);
}

static void refuse(const char *text, const char *why) {
    ck_assert_int_eq(parse(text), TOC_EINVAL);
    ck_assert_str_eq(error, why);
}

START_TEST(reads_numbers_and_texts_of_both_spaces) {
    ck_assert_int_eq(parse("# a remark\n\nnvs \"boots\" 4294967295\n"
                           "config \"ssid\" \"a \\x22b\\x5c\\x0a\"\nend 2\n"),
                     0);
    ck_assert_uint_eq(seen_count, 2);
    ck_assert_int_eq(seen[0].space, TOC_NVS_PROGRAM);
    ck_assert_str_eq(seen[0].key, "boots");
    ck_assert(!seen[0].is_text);
    ck_assert_uint_eq(seen[0].number, 4294967295u);
    ck_assert_int_eq(seen[1].space, TOC_NVS_CONFIG);
    ck_assert(seen[1].is_text);
    ck_assert_str_eq(seen[1].text, "a \"b\\\n");
}
END_TEST

START_TEST(refuses_what_it_did_not_write) {
    static const char begins[] = "line 1: begins with neither nvs nor config";
    static const char name[] =
        "line 1: the name has to be 1 to 15 characters in quotes";
    static const char text[] =
        "line 1: the text has to be at most 1983 characters in quotes";
    static const char value[] =
        "line 1: the value is neither a number nor a text in quotes";
    refuse("nvsx \"a\" 1\nend 1\n", begins);
    refuse("NVS \"a\" 1\nend 1\n", begins);
    refuse("nvs a 1\nend 1\n", name);
    refuse("nvs \"\" 1\nend 1\n", name);
    refuse("nvs \"1234567890123456\" 1\nend 1\n", name);
    refuse("nvs \"a\\x00\" 1\nend 1\n", name);
    refuse("nvs \"a\\x1\" 1\nend 1\n", name);
    refuse("nvs \"a\\x1G\" 1\nend 1\n", name);
    refuse("nvs \"a\"\nend 1\n", name);
    refuse("nvs \"a\" \"b\nend 1\n", text);
    refuse("nvs \"a\" 4294967296\nend 1\n", value);
    refuse("nvs \"a\" -1\nend 1\n", value);
    refuse("nvs \"a\" 1 \nend 1\n", "line 1: something follows the value");
}
END_TEST

START_TEST(notices_a_file_without_its_end) {
    refuse("", "line 1: the end is missing");
    refuse("nvs \"a\" 1\n", "line 2: the end is missing");
    refuse("nvs \"a\" 1\nend 2\n", "line 2: values are missing");
    refuse("end \n", "line 1: no number behind end");
    refuse("end 0 \n", "line 1: no number behind end");
    refuse("end 0\nnvs \"a\" 1\n", "line 2: something is behind the end");
}
END_TEST

static int fail_put(void *ctx, const nvs_text_entry_t *entry) {
    (void)ctx;
    (void)entry;
    return TOC_ENOMEM;
}

START_TEST(ends_with_the_error_of_its_reader) {
    const char *text = "nvs \"a\" 1\nend 1\n";
    ck_assert_int_eq(nvs_text_parse(text, strlen(text), fail_put, NULL, error),
                     TOC_ENOMEM);
}
END_TEST

static void round_trip(const nvs_text_entry_t *entry) {
    static char file[NVS_TEXT_LINE_MAX + 16];
    size_t length = nvs_text_line(file, entry);
    ck_assert_uint_eq(length, strlen(file));
    ck_assert_uint_lt(length, NVS_TEXT_LINE_MAX);
    strcat(file, "end 1\n");
    ck_assert_int_eq(parse(file), 0);
    ck_assert_int_eq(seen[0].space, entry->space);
    ck_assert_str_eq(seen[0].key, entry->key);
    ck_assert_int_eq(seen[0].is_text, entry->is_text);
    ck_assert_uint_eq(seen[0].number, entry->number);
    ck_assert_str_eq(seen[0].text, entry->text);
}

START_TEST(reads_what_it_wrote_every_byte_of_it) {
    static nvs_text_entry_t entry = {.is_text = true, .key = "all bytes"};
    for (int byte = 1; byte < 256; byte++) {
        entry.text[byte - 1] = (char)byte;
    }
    round_trip(&entry);
}
END_TEST

START_TEST(has_room_for_the_longest_line) {
    static nvs_text_entry_t entry = {.space = TOC_NVS_CONFIG, .is_text = true};
    memset(entry.key, 0x80, TOC_NVS_KEY_MAX);
    memset(entry.text, 0x80, TOC_NVS_TEXT_MAX);
    round_trip(&entry);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("nvs_text");
    UNIT_ADD(suite, reads_numbers_and_texts_of_both_spaces);
    UNIT_ADD(suite, refuses_what_it_did_not_write);
    UNIT_ADD(suite, notices_a_file_without_its_end);
    UNIT_ADD(suite, ends_with_the_error_of_its_reader);
    UNIT_ADD(suite, reads_what_it_wrote_every_byte_of_it);
    UNIT_ADD(suite, has_room_for_the_longest_line);
    return unit_run(suite);
}
