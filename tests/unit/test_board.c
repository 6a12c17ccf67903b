/*
 * The built-in boards against the table of Pycom's API, and what is said of
 * names that there are not.
 *
 * SPDX-License-Identifier: MIT
 */
#include "board.h"
#include "err.h"

#include <check.h>
#include <string.h>

#define NO           -1
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static toc_board_t board;
static char error[TOC_BOARD_ERROR_SIZE];

// The same on all boards. Written from the description of the machine, not
// from boards/.
// clang-format off
static const struct {
    const char *name;
    const char *exp;
    int gpio;
    int in;
    int rtc;
    int adc;
    int touch;
    int dac;
} expected[] = {
    {"P0",  "G2",   3, 0, 0, NO, NO, NO},
    {"P1",  "G1",   1, 0, 0, NO, NO, NO},
    {"P2",  "G23",  0, 0, 1, NO,  1, NO},
    {"P3",  "G24",  4, 0, 1, NO,  0, NO},
    {"P4",  "G11", 15, 0, 1, NO,  3, NO},
    {"P5",  "G12",  5, 0, 0, NO, NO, NO},
    {"P6",  "G13", 27, 0, 1, NO,  7, NO},
    {"P7",  "G14", 19, 0, 0, NO, NO, NO},
    {"P8",  "G15",  2, 0, 1, NO,  2, NO},
    {"P9",  "G16", 12, 0, 1, NO,  5, NO},
    {"P10", "G17", 13, 0, 1, NO,  4, NO},
    {"P11", "G22", 22, 0, 0, NO, NO, NO},
    {"P12", "G28", 21, 0, 0, NO, NO, NO},
    {"P13", "G5",  36, 1, 1,  0, NO, NO},
    {"P14", "G4",  37, 1, 1,  1, NO, NO},
    {"P15", "G0",  38, 1, 1,  2, NO, NO},
    {"P16", "G3",  39, 1, 1,  3, NO, NO},
    {"P17", "G31", 35, 1, 1,  7, NO, NO},
    {"P18", "G30", 34, 1, 1,  6, NO, NO},
    {"P19", "G6",  32, 0, 1,  4,  9, NO},
    {"P20", "G7",  33, 0, 1,  5,  8, NO},
    {"P21", "G8",  26, 0, 1, NO, NO,  1},
    {"P22", "G9",  25, 0, 1, NO, NO,  0},
    {"P23", "G10", 14, 0, 1, NO,  6, NO},
    {"P98", "G98", 23, 0, 0, NO, NO, NO}, // from here GPy only
    {"P99", "G99", 18, 0, 0, NO, NO, NO},
};

static const struct {
    const char *name;
    const char *sysname;
    unsigned pin_count;
    const char *left_alone; // at start and soft reset
} boards[] = {
    {"fipy",  "FiPy",  24, " P1 P2 P12 P17 P18 P19 P20 "},
    {"gpy",   "GPy",   26, " P1 P2 P5 P6 P7 P12 P98 "},
    {"lopy",  "LoPy",  24, " P1 P2 "},
    {"lopy4", "LoPy4", 24, " P1 P2 P12 "},
    {"sipy",  "SiPy",  24, " P1 P2 "},
    {"wipy2", "WiPy",  24, " P1 P2 "},
    {"wipy3", "WiPy",  24, " P1 P2 P12 "},
};
// clang-format on

static void find(const char *name) {
    ck_assert_msg(toc_board_find(&board, name, error) == 0, "%s: %s", name,
                  error);
}

START_TEST(all_are_there) {
    static const char *const expected_names[] = {"fipy", "gpy",   "linux",
                                                 "lopy", "lopy4", "raspberrypi",
                                                 "sipy", "wipy2", "wipy3"};
    const char *const *names = toc_board_names();
    for (size_t i = 0; i < COUNT(expected_names); i++) {
        ck_assert_str_eq(names[i], expected_names[i]);
    }
    ck_assert_ptr_null(names[COUNT(expected_names)]);
}
END_TEST

START_TEST(linux_has_no_pins_of_its_own) {
    find("linux");
    ck_assert_str_eq(board.sysname, "Linux");
    ck_assert_uint_eq(board.pin_count, 0);
}
END_TEST

// Some places of the header by heart.
START_TEST(raspberrypi_is_its_header) {
    find("raspberrypi");
    ck_assert_uint_eq(board.pin_count, 28);
    static const struct {
        const char *place;
        unsigned gpio;
    } known[] = {{"P3", 2}, {"P7", 4}, {"P11", 17}, {"P12", 18}, {"P40", 21}};
    for (size_t i = 0; i < COUNT(known); i++) {
        const toc_board_pin_t *pin = toc_board_pin(&board, known[i].place);
        ck_assert_ptr_nonnull(pin);
        ck_assert_uint_eq(pin->gpio, known[i].gpio);
    }
    const toc_board_pin_t *pin = toc_board_pin(&board, "GPIO17");
    ck_assert_str_eq(pin->exp, "P11");
    ck_assert_str_eq(pin->line,
                     "pinctrl-bcm2835|pinctrl-bcm2711|pinctrl-rp1:17");
}
END_TEST

START_TEST(has_every_pin) {
    find(boards[_i].name);
    ck_assert_str_eq(board.name, boards[_i].name);
    ck_assert_str_eq(board.sysname, boards[_i].sysname);
    ck_assert_uint_eq(board.pin_count, boards[_i].pin_count);

    for (unsigned i = 0; i < board.pin_count; i++) {
        const toc_board_pin_t *pin = &board.pins[i];
        ck_assert_str_eq(pin->name, expected[i].name);
        ck_assert_str_eq(pin->exp, expected[i].exp);
        ck_assert_int_eq(pin->gpio, expected[i].gpio);
        ck_assert_int_eq(pin->input_only, expected[i].in);
        ck_assert_int_eq(pin->rtc, expected[i].rtc);
        ck_assert_int_eq(pin->adc, expected[i].adc);
        ck_assert_int_eq(pin->touch, expected[i].touch);
        ck_assert_int_eq(pin->dac, expected[i].dac);
    }
}
END_TEST

START_TEST(leaves_pins_in_use_alone_at_boot) {
    find(boards[_i].name);
    for (unsigned i = 0; i < board.pin_count; i++) {
        char word[16] = " ";
        strcat(strcat(word, board.pins[i].name), " ");
        bool alone = strstr(boards[_i].left_alone, word) != NULL;
        ck_assert_msg(board.pins[i].boot_in == !alone, "%s %s", board.name,
                      board.pins[i].name);
    }
}
END_TEST

START_TEST(finds_a_pin_by_either_name) {
    find("lopy4");
    const toc_board_pin_t *pin = toc_board_pin(&board, "P10");
    ck_assert_ptr_nonnull(pin);
    ck_assert_uint_eq(pin->gpio, 13);
    ck_assert_ptr_eq(toc_board_pin(&board, "G17"), pin);
    ck_assert_ptr_eq(toc_board_pin(&board, "P1"), &board.pins[1]);

    ck_assert_ptr_null(toc_board_pin(&board, "p10"));
    ck_assert_ptr_null(toc_board_pin(&board, "P100"));
    ck_assert_ptr_null(toc_board_pin(&board, "P"));
    ck_assert_ptr_null(toc_board_pin(&board, "13"));
    ck_assert_ptr_null(toc_board_pin(&board, "P98"));
    // A pin without a G name is not found by no name.
    board.pins[3].exp[0] = '\0';
    ck_assert_ptr_null(toc_board_pin(&board, ""));
}
END_TEST

#define ALL " (boards: fipy gpy linux lopy lopy4 raspberrypi sipy wipy2 wipy3)"

START_TEST(names_near_boards) {
    static const struct {
        const char *name;
        const char *error;
    } cases[] = {
        {"lopy5", "unknown board 'lopy5': did you mean 'lopy' or 'lopy4'?" ALL},
        {"LoPy4", "unknown board 'LoPy4': did you mean 'lopy4' or 'lopy'?" ALL},
        {"wipy",
         "unknown board 'wipy': did you mean 'wipy2', 'wipy3' or 'fipy'?" ALL},
        {"gpyy", "unknown board 'gpyy': did you mean 'gpy'?" ALL},
        {"esp32", "unknown board 'esp32'" ALL},
        {"", "unknown board ''" ALL},
        {"lo\npy", "unknown board 'lo?py': did you mean 'lopy' or "
                   "'lopy4'?" ALL},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        ck_assert_int_eq(toc_board_find(&board, cases[i].name, error),
                         TOC_ENOENT);
        ck_assert_str_eq(error, cases[i].error);
    }
}
END_TEST

START_TEST(names_near_pins) {
    static const struct {
        const char *board;
        const char *name;
        const char *error;
    } cases[] = {
        {"lopy4", "P24",
         "board lopy4 has no pin 'P24': did you mean 'P2', 'P20' or 'P21'?"},
        {"lopy4", "p10",
         "board lopy4 has no pin 'p10': did you mean 'P10', 'P1' or 'P11'?"},
        {"lopy4", "D13",
         "board lopy4 has no pin 'D13': did you mean 'P13' or 'G13'?"},
        {"lopy4", "P98",
         "board lopy4 has no pin 'P98': did you mean 'P9', 'P8' or 'P18'?"},
        {"lopy4", "LED",
         "board lopy4 has no pin 'LED': its pins are P0 to P23"},
        {"gpy", "",
         "board gpy has no pin '': its pins are P0 to P23, P98, "
         "P99"},
        {"gpy", "13",
         "board gpy has no pin '13': did you mean 'P13', 'G13' or "
         "'P3'?"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        find(cases[i].board);
        toc_board_pin_unknown(&board, cases[i].name, error);
        ck_assert_str_eq(error, cases[i].error);
    }
}
END_TEST

START_TEST(tells_names_that_make_no_run) {
    board = (toc_board_t){.pin_count = 6};
    static const char *const names[] = {"LED", "A1", "A2", "A3", "B4", "A05"};
    for (unsigned i = 0; i < 6; i++) {
        strcpy(board.pins[i].name, names[i]);
    }
    toc_board_pin_unknown(&board, "xyz", error);
    ck_assert_str_eq(error, "this board has no pin 'xyz': its pins are LED, A1 "
                            "to A3, B4, A05");
}
END_TEST

// The longest of everything: the line ends where the buffer does.
START_TEST(never_leaves_the_buffer) {
    struct {
        char text[TOC_BOARD_ERROR_SIZE];
        char behind[32];
    } area;
    char name[2000];
    memset(name, 'P', sizeof(name));
    name[sizeof(name) - 1] = '\0';

    board = (toc_board_t){.pin_count = 64};
    strcpy(board.name, "fifteen-letters");
    for (unsigned i = 0; i < 64; i++) {
        strcpy(board.pins[i].name, "ABCDE_");
        board.pins[i].name[6] = (char)('0' + i % 10 * 3 % 10);
    }
    memset(&area, '#', sizeof(area));
    toc_board_pin_unknown(&board, name, area.text);

    ck_assert_uint_eq(strlen(area.text), TOC_BOARD_ERROR_SIZE - 1);
    ck_assert_str_eq(area.text + TOC_BOARD_ERROR_SIZE - 4, "...");
    ck_assert_ptr_nonnull(strstr(area.text, "'PPPPPPPPPPPPPPPPPPPPP...': its"));
    for (size_t i = 0; i < sizeof(area.behind); i++) {
        ck_assert_int_eq(area.behind[i], '#');
    }

    ck_assert_int_eq(toc_board_find(&board, name, area.text), TOC_ENOENT);
    ck_assert_str_eq(area.text, "unknown board 'PPPPPPPPPPPPPPPPPPPPP...'" ALL);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("board");
    TCase *tcase = tcase_create("board");
    tcase_add_test(tcase, all_are_there);
    tcase_add_test(tcase, linux_has_no_pins_of_its_own);
    tcase_add_test(tcase, raspberrypi_is_its_header);
    tcase_add_loop_test(tcase, has_every_pin, 0, COUNT(boards));
    tcase_add_loop_test(tcase, leaves_pins_in_use_alone_at_boot, 0,
                        COUNT(boards));
    tcase_add_test(tcase, finds_a_pin_by_either_name);
    tcase_add_test(tcase, names_near_boards);
    tcase_add_test(tcase, names_near_pins);
    tcase_add_test(tcase, tells_names_that_make_no_run);
    tcase_add_test(tcase, never_leaves_the_buffer);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
