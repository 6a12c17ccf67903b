/*
 * test_pins - what tocsin pins prints
 *
 * SPDX-License-Identifier: MIT
 */
#include "pins.h"

#include <stdlib.h>
#include <string.h>

#include "options_fixture.h"
#include "unit.h"

static char out_text[4096];
static char err_text[1024];

static void two_chips(const toc_pins_visitor_t *v) {
    v->chip(v->ctx, &(toc_pins_chip_t){.path = "/dev/gpiochip0",
                                       .name = "gpiochip0",
                                       .label = "soc",
                                       .line_count = 3});
    v->line(v->ctx,
            &(toc_pins_line_t){.offset = 0, .name = "ID_SDA", .consumer = ""});
    v->line(v->ctx,
            &(toc_pins_line_t){
                .offset = 1, .name = "KEY", .consumer = "keys", .used = true});
    v->line(v->ctx, &(toc_pins_line_t){.offset = 2,
                                       .name = "",
                                       .consumer = "",
                                       .used = true,
                                       .output = true});
    v->chip(v->ctx, &(toc_pins_chip_t){.path = "/dev/gpiochip1",
                                       .trouble = "permission denied",
                                       .name = "",
                                       .label = ""});
}

static void no_chips(const toc_pins_visitor_t *v) {
    (void)v;
}

static int print(void) {
    memset(out_text, 0, sizeof(out_text));
    memset(err_text, 0, sizeof(err_text));
    FILE *out = fmemopen(out_text, sizeof(out_text) - 1, "w");
    FILE *err = fmemopen(err_text, sizeof(err_text) - 1, "w");
    ck_assert(out != NULL && err != NULL);
    int status = toc_pins_print(out, err, &options);
    fclose(out);
    fclose(err);
    return status;
}

START_TEST(lines_stand_beside_the_pins_that_they_are) {
    parse_ok("--map P9=soc:1 --map P10=x|gpiochip0:0,active-low "
             "--map P11=gpiochip7:1 --map P12=sim --map i2c0=/dev/i2c-1");
    toc_pins_from(two_chips);
    ck_assert_int_eq(print(), EXIT_SUCCESS);
    ck_assert_str_eq(
        out_text,
        "gpiochip0 [soc], 3 lines\n"
        "   line  name             dir  used by                  pin\n"
        "      0  ID_SDA           in   -                        P10 (G17), "
        "active low\n"
        "      1  KEY              in   keys                     P9 (G16)\n"
        "      2  -                out  the kernel\n"
        "\n"
        "Pins whose line is not there:\n"
        "P11=gpiochip7:1\n");
    ck_assert_str_eq(err_text, "tocsin: /dev/gpiochip1: permission denied\n");
}
END_TEST

START_TEST(a_machine_without_chips_says_so) {
    parse_ok("");
    toc_pins_from(no_chips);
    ck_assert_int_eq(print(), EXIT_FAILURE);
    ck_assert_str_eq(out_text, "");
    ck_assert_str_eq(err_text, "tocsin: this machine has no GPIO chips, there "
                               "is no /dev/gpiochip0\n");
}
END_TEST

int main(void) {
    Suite *suite = suite_create("pins");
    UNIT_ADD(suite, lines_stand_beside_the_pins_that_they_are);
    UNIT_ADD(suite, a_machine_without_chips_says_so);
    return unit_run(suite);
}
