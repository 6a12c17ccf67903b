/*
 * The board file: what each key does, that the command line wins, and each
 * mistake with its line.
 *
 * SPDX-License-Identifier: MIT
 */
#include <string.h>

#include "board_file.h"
#include "unit.h"

static toc_options_t options;

static int parse_as(const char *name, const char *text, int argc,
                    const char *const *argv) {
    memset(&options, 0xa5, sizeof(options));
    return toc_board_file_parse(&options, argc, (char *const *)(uintptr_t)argv,
                                name, text, strlen(text));
}

static int parse_with(const char *text, int argc, const char *const *argv) {
    return parse_as("b.json", text, argc, argv);
}

static const char *const no_args[] = {"tocsin", NULL};

static int parse(const char *text) {
    return parse_with(text, 1, no_args);
}

static int parse_toml(const char *text) {
    return parse_as("b.toml", text, 1, no_args);
}

static void check_each_key(void) {
    ck_assert_str_eq(options.board.name, "gpy");
    ck_assert_uint_eq(options.wire_count, 2);
    ck_assert_str_eq(options.wires[1].name_a, "P98");
    ck_assert_uint_eq(options.press_count, 1);
    ck_assert_uint_eq(options.presses[0].at_ns, 1000000000);
    ck_assert_uint_eq(options.attach_count, 1);
    ck_assert_str_eq(options.attaches[0], "i2c0=si7006");
    ck_assert_int_eq(options.pace, TOC_PACE_OFF);
    ck_assert(options.virtual_time && options.has_seed);
    ck_assert_uint_eq(options.seed, 7);
    ck_assert_str_eq(options.flash, "dir");
    ck_assert_uint_eq(options.irq_depth, 32);
    ck_assert_int_eq(options.irq_policy, TOC_IRQQ_DISCARD_OLDEST);
    ck_assert_uint_eq(options.heap_bytes, 1024 * 1024);
}

START_TEST(each_key_is_its_option) {
    ck_assert_int_eq(
        parse("{\"board\": \"gpy\", \"wire\": [\"P9=P10\", \"P98=P11\"],"
              " \"press\": \"P12@1s\", \"attach\": [\"i2c0=si7006\"],"
              " \"pace\": \"off\", \"virtual-time\": true, \"seed\": 7,"
              " \"flash\": \"dir\", \"irq-depth\": 32,"
              " \"irq-full\": \"oldest\", \"heap\": \"1M\"}"),
        0);
    check_each_key();
    ck_assert_int_eq(parse("{\"virtual-time\": false}"), 0);
    ck_assert(!options.virtual_time);
    ck_assert_str_eq(options.board.name, TOC_OPTIONS_BOARD_DEFAULT);
}
END_TEST

START_TEST(each_key_is_its_option_in_toml) {
    ck_assert_int_eq(parse_toml("# A board.\r\n"
                                "seed = 7\n"
                                "board = 'gpy'\n"
                                "wire = [ # loops\n"
                                "    \"P9=P10\",\n"
                                "    'P98=P11',\n"
                                "]\n"
                                "press = \"P12@1s\"\n"
                                "attach = [\"i2c0=si7006\"]\n"
                                "pace = \"off\"\n"
                                "virtual-time = true\n"
                                "flash = \"dir\"\n"
                                "irq-depth = 0x20\n"
                                "irq-full = \"oldest\"\n"
                                "heap = \"1M\""),
                     0);
    check_each_key();
    ck_assert_int_eq(parse_toml("virtual-time = false"), 0);
    ck_assert(!options.virtual_time);
    ck_assert_int_eq(parse_toml(""), 0);
    ck_assert_str_eq(options.board.name, TOC_OPTIONS_BOARD_DEFAULT);
}
END_TEST

START_TEST(the_command_line_wins_and_adds_up) {
    static const char *const argv[] = {
        "tocsin", "--board", "wipy3", "--irq-depth", "8",
        "--wire", "P9=P10",  "x.py",  "arg",         NULL};
    ck_assert_int_eq(parse_with("{\"board\": \"gpy\", \"irq-depth\": 64,"
                                " \"wire\": [\"P3=P4\"]}",
                                9, argv),
                     0);
    ck_assert_str_eq(options.board.name, "wipy3");
    ck_assert_uint_eq(options.irq_depth, 8);
    ck_assert_uint_eq(options.wire_count, 2);
    ck_assert_str_eq(options.program_text, "x.py");
    ck_assert_int_eq(options.first_arg, 8);
}
END_TEST

START_TEST(each_mistake_has_its_place) {
    static const struct {
        const char *text;
        const char *error;
    } wrong[] = {
        {"[]", "b.json:1:1: has to be an object, such as {\"board\": "
               "\"lopy4\"}"},
        {"{\n\"wires\": []}",
         "b.json:2:1: wires: unknown key: did you mean 'wire'?"},
        {"{\"sound\": 1}",
         "b.json:1:2: sound: unknown key: the keys are board wire press "
         "attach pace virtual-time seed flash irq-depth irq-full heap"},
        {"{\"board\": 4}", "b.json:1:2: board: has to be a text"},
        {"{\"wire\": [4]}", "b.json:1:2: wire: has to be a list of texts"},
        {"{\"attach\": 4}", "b.json:1:2: attach: has to be a list of texts"},
        {"{\"seed\": true}", "b.json:1:2: seed: has to be a number or a text"},
        {"{\"virtual-time\": 1}",
         "b.json:1:2: virtual-time: has to be true or false"},
        {"{\n\n\"irq-depth\": 12}",
         "b.json:3:1: irq-depth 12: has to be a power of two from 1 to "
         "65536, such as 8 or 16"},
        {"{\"seed\": -1}", "b.json:1:2: seed -1: has to be a number from 0 to "
                           "18446744073709551615, decimal or 0x"},
    };
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        ck_assert_int_eq(parse(wrong[i].text), TOC_EINVAL);
        ck_assert_str_eq(options.error, wrong[i].error);
    }
    ck_assert_int_eq(parse("{\n\"board\": }"), TOC_EINVAL);
    ck_assert_ptr_nonnull(strstr(options.error, "b.json:2:10: "));
    ck_assert_int_eq(parse("{\"seed\": 1, \"seed\": 2}"), TOC_EINVAL);
    ck_assert_ptr_nonnull(strstr(options.error, "duplicate"));
    ck_assert_int_eq(parse(""), TOC_EINVAL);
    ck_assert_int_eq(parse("{\"wire\": \"P9=P99\"}"), TOC_EINVAL);
    ck_assert_ptr_nonnull(strstr(options.error, "no pin 'P99'"));
}
END_TEST

START_TEST(each_mistake_in_toml_has_its_place) {
    static const struct {
        const char *text;
        const char *error;
    } wrong[] = {
        {"\nwires = []",
         "b.toml:2:1: wires: unknown key: did you mean 'wire'?"},
        {"sound = 1",
         "b.toml:1:1: sound: unknown key: the keys are board wire press "
         "attach pace virtual-time seed flash irq-depth irq-full heap"},
        // The first in the text, whatever its name.
        {"wire = 4\nattach = 4", "b.toml:1:1: wire: has to be a list of texts"},
        {"[board]\nname = 'gpy'", "b.toml:1:2: board: has to be a text"},
        {"board = 2025-01-01", "b.toml:1:1: board: has to be a text"},
        {"board = ''", "b.toml:1:1: board: has to be a text"},
        {"flash = \"a\\u0000b\"", "b.toml:1:1: flash: has to be a text"},
        {"[[attach]]\ndevice = 'si7006'",
         "b.toml:1:1: attach: has to be a list of texts"},
        {"wire = [\n  'P9=P10',\n  4,\n]",
         "b.toml:3:3: wire: has to be a list of texts"},
        {"wire = [\n  ['P9=P10'],\n]",
         "b.toml:2:3: wire: has to be a list of texts"},
        {"seed = 1.5", "b.toml:1:1: seed: has to be a number or a text"},
        {"seed = inf", "b.toml:1:1: seed: has to be a number or a text"},
        {"virtual-time = 1",
         "b.toml:1:1: virtual-time: has to be true or false"},
        {"\n\nirq-depth = 12",
         "b.toml:3:1: irq-depth 12: has to be a power of two from 1 to "
         "65536, such as 8 or 16"},
        {"\nboard = 'lopy5'",
         "b.toml:2:1: board: unknown board 'lopy5': did you mean 'lopy' or "
         "'lopy4'? (boards: fipy gpy "},
        {"wire = [\n  'P9=P10',\n  'P9=P99',\n]",
         "b.toml:3:3: wire P9=P99: board lopy4 has no pin 'P99': did you "
         "mean 'P9' or 'P19'?"},
        {"\npress = 'P10@1.5'",
         "b.toml:2:1: press P10@1.5: a duration needs a unit (s, ms, us, "
         "ns), such as 1.5s"},
        {"wire = [\n'P9=P10' \xcf\x91]", "b.toml:2:10: array: expected comma "
                                         "or closing ']', saw '\xcf\x91'"},
        {"[[[board", "b.toml:1:1: is no TOML, and cannot be read as any"},
        {"seed = 1\n\nseed = 2", "b.toml:3:8: key-value pair: cannot "
                                 "redefine existing integer 'seed'"},
    };
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        ck_assert_int_eq(parse_toml(wrong[i].text), TOC_EINVAL);
        // The list of boards goes on.
        size_t shown = strlen(wrong[i].error);
        ck_assert_int_eq(strncmp(options.error, wrong[i].error, shown), 0);
    }
    ck_assert_int_eq(parse_toml("board = 'gpy'\nseed = \n"), TOC_EINVAL);
    ck_assert_ptr_nonnull(strstr(options.error, "b.toml:2:8: "));
    ck_assert_int_eq(parse_toml("{\"board\": \"gpy\"}"), TOC_EINVAL);
    ck_assert_ptr_nonnull(strstr(options.error, "b.toml:1:1: "));
}
END_TEST

START_TEST(what_the_file_did_not_give_is_the_command_lines) {
    static const char *const argv[] = {"tocsin", "--wire", "P9=P99", NULL};
    ck_assert_int_eq(parse_as("b.toml", "wire = ['P9=P10']", 3, argv),
                     TOC_EINVAL);
    ck_assert_str_eq(options.error, "--wire P9=P99: board lopy4 has no pin "
                                    "'P99': did you mean 'P9' or 'P19'?");
}
END_TEST

int main(void) {
    Suite *suite = suite_create("board_file");
    UNIT_ADD(suite, each_key_is_its_option);
    UNIT_ADD(suite, the_command_line_wins_and_adds_up);
    UNIT_ADD(suite, each_mistake_has_its_place);
    UNIT_ADD(suite, each_key_is_its_option_in_toml);
    UNIT_ADD(suite, each_mistake_in_toml_has_its_place);
    UNIT_ADD(suite, what_the_file_did_not_give_is_the_command_lines);
    return unit_run(suite);
}
