/*
 * test_options_errors - what a wrong command line is answered with, to the
 * letter
 *
 * SPDX-License-Identifier: MIT
 */
#include "options_fixture.h"

#define DEPTH_RULE ": has to be a power of two from 1 to 65536, such as 8 or 16"
#define STALL_RULE \
    ": has to be a number of seconds, such as 5 or 0.5; 0 turns it off"
#define NTP_RULE \
    ": has to be right, none, or an offset with its sign and unit, such as " \
    "+1.5s or -200ms"
#define MAC_RULE \
    ": has to be the address of one board, such as 24:0a:c4:00:00:01"
#define SEED_RULE \
    ": has to be a number from 0 to 18446744073709551615, decimal or 0x"
#define FLASH_RULE ": a size has to be from 64K to 1024M, in steps of 4K"
#define SIZE_RULE \
    ": a size is a number of bytes, or one with K or M, such as 512K or 4M"
#define UNIT_RULE ": a duration needs a unit (s, ms, us, ns), such as 1.5s"
#define DURATION_RULE \
    ": a duration is a number and a unit, such as 1.5s or 200ms"
#define LEVEL_RULE ": has to be -O, -OO and so on, or -O0 to -O9"
#define PRESS_RULE \
    ": has to be a pin, when and how long, such as P10@1.5s:200ms"
#define WIRE_RULE ": has to be two pins, such as P9=P10"
#define MAP_RULE \
    ": has to be a pin and its line, or a bus and its device file, such as " \
    "P9=gpiochip0:17, i2c0=/dev/i2c-1 or uart1=/dev/ttyUSB0"
#define TEN "0123456789"

static const struct {
    const char *line;
    const char *error;
} WRONG[] = {
    // Unknown, and what was meant.
    {"--virtual", "unknown option '--virtual': "
                  "did you mean '--virtual-time'?"},
    {"--virtual_time", "unknown option '--virtual_time': "
                       "did you mean '--virtual-time'?"},
    {"-virtual-time", "unknown option '-virtual-time': "
                      "did you mean '--virtual-time'?"},
    {"--irq", "unknown option '--irq': "
              "did you mean '--irq-depth' or '--irq-full' or '--irq-stall'?"},
    {"--irq-dept=8", "unknown option '--irq-dept=8': "
                     "did you mean '--irq-depth'?"},
    {"--hlep", "unknown option '--hlep': did you mean '--help'?"},
    {"--he", "unknown option '--he': did you mean '--heap' or '--help'?"},
    {"--wires", "unknown option '--wires': did you mean '--wire'?"},
    {"--borad lopy", "unknown option '--borad': did you mean '--board'?"},
    {"-heap 1M", "unknown option '-heap': did you mean '--heap'?"},
    {"-se 1", "unknown option '-se': did you mean '--seed'?"},
    {"--et", "unknown option '--et': see 'tocsin --help'"},
    {"--zzz", "unknown option '--zzz': see 'tocsin --help'"},
    {"--trac", "unknown option '--trac': did you mean '--trace'?"},
    {"---", "unknown option '---': see 'tocsin --help'"},
    {"--=", "unknown option '--=': see 'tocsin --help'"},
    {"-z", "unknown option '-z': see 'tocsin --help'"},
    {"-vz", "unknown option '-vz': see 'tocsin --help'"},
    {"--" TEN TEN TEN TEN,
     "unknown option '--" TEN TEN TEN "01234567...': see 'tocsin --help'"},
    {"-X emitt=native", "unknown option '-X emitt=native': "
                        "did you mean '-X emit'?"},
    {"-X compile", "unknown option '-X compile': "
                   "did you mean '-X compile-only'?"},
    {"-X dev", "unknown option '-X dev': see 'tocsin --help'"},
    {"-X help", "unknown option '-X help': see 'tocsin --help'"},

    // Known, and not here.
    {"--trace a.txt",
     "--trace a.txt: has to end in .json or .vcd, such as trace.json"},
    {"--trace=.vcd",
     "--trace .vcd: has to end in .json or .vcd, such as trace.json"},

    {"--replay", "--replay needs a value: --replay FILE[,VAR=PIN]"},
    {"--replay ,D0=P9", "--replay ,D0=P9: the name of the file is empty"},
    {"--replay a.vcd,D0=", "--replay a.vcd,D0=: has to be a file, then "
                           "variables and their pins, such as "
                           "FILE.vcd,D0=P10,D1=P9"},
    {"--replay a.vcd,=P9", "--replay a.vcd,=P9: has to be a file, then "
                           "variables and their pins, such as "
                           "FILE.vcd,D0=P10,D1=P9"},
    {"--replay a.vcd,D0=P99", "--replay a.vcd,D0=P99: board lopy4 has no pin "
                              "'P99': did you mean 'P9' or 'P19'?"},
    {"--replay a.vcd,D0=P9,D1=G16",
     "--replay a.vcd,D0=P9,D1=G16: P9 is given twice"},

    {"--map", "--map needs a value: --map BUS=FILE"},
    {"--map i2c0", "--map i2c0: '' is no path of a device file, such as "
                   "i2c0=/dev/i2c-1"},
    {"--map /dev/i2c-1", "--map /dev/i2c-1" MAP_RULE},
    {"--map =/dev/i2c-1", "--map =/dev/i2c-1" MAP_RULE},
    {"--map i2d0=/dev/i2c-1", "--map i2d0=/dev/i2c-1" MAP_RULE},
    {"--map i2c=/dev/i2c-1", "--map i2c=/dev/i2c-1" MAP_RULE},
    {"--map i2c3=/dev/i2c-1",
     "--map i2c3=/dev/i2c-1: there is no 'i2c3', only i2c0 to i2c2"},
    {"--map i2c01=/dev/i2c-1",
     "--map i2c01=/dev/i2c-1: there is no 'i2c01', only i2c0 to i2c2"},
    {"--map spi2=/dev/spidev0.0",
     "--map spi2=/dev/spidev0.0: there is no 'spi2', only spi0 to spi1"},
    {"--map uart3=/dev/ttyUSB0",
     "--map uart3=/dev/ttyUSB0: there is no 'uart3', only uart0 to uart2"},
    {"--map uart1=ttyUSB0", "--map uart1=ttyUSB0: 'ttyUSB0' is no path of a "
                            "device file, such as uart1=/dev/ttyUSB0"},
    {"--map adc@P99=iio:device0:voltage0",
     "--map adc@P99=iio:device0:voltage0: board lopy4 has no pin 'P99': did "
     "you mean 'P9' or 'P19'?"},
    {"--map adc@P9=iio:device0:voltage0",
     "--map adc@P9=iio:device0:voltage0: P9 is no analog input"},
    {"--map adc@P13=voltage0",
     "--map adc@P13=voltage0: 'voltage0' is no channel of a device, such as "
     "adc@P13=iio:device0:voltage0"},
    {"--map adc@P13=a:b --map adc@G5=c:d",
     "--map adc@G5=c:d: adc@P13 is given twice"},
    {"--map P99=gpiochip0:1", "--map P99=gpiochip0:1: board lopy4 has no pin "
                              "'P99': did you mean 'P9' or 'P19'?"},
    {"--map P9=gpiochip0",
     "--map P9=gpiochip0: 'gpiochip0' is no line of a chip, such as "
     "P9=gpiochip0:17 or P9=gpiochip0:GPIO17; 'tocsin pins' lists them"},
    {"--map P9=:1", "--map P9=:1: ':1' is no line of a chip, such as "
                    "P9=gpiochip0:17 or P9=gpiochip0:GPIO17; 'tocsin pins' "
                    "lists them"},
    {"--map P9=a:1 --map G16=b:2", "--map G16=b:2: P9 is given twice"},
    {"--map P9=a:1 --map P10=a:1", "--map P10=a:1: a:1 is P9 already"},
    {"--map pins=real", "--map pins=real: only pins=sim is possible, which "
                        "simulates them all"},
    {"--map P9=a:1 --press P9@1s",
     "--press P9@1s: P9 is a pin of this machine, a:1; --map P9=sim simulates "
     "it"},
    {"--board linux", "--board linux: has no pins of its own; give it some, "
                      "such as --map P9=gpiochip0:17"},
    {"--board linux --map i2c0=/dev/i2c-1 --wire P9=P10",
     "--wire P9=P10: board linux has no pin 'P9': it has none"},
    {"--board linux --map adc@A0=i:0 --map adc@A1=i:1 --map adc@A2=i:2 --map "
     "adc@A3=i:3 --map adc@A4=i:4 --map adc@A5=i:5 --map adc@A6=i:6 --map "
     "adc@A7=i:7 --map adc@A8=i:8",
     "--map adc@A8=i:8: at most 8 analog inputs"},
    {"--board raspberrypi --map adc@GPIO4=i:0",
     "--map adc@GPIO4=i:0: GPIO4 is no analog input"},
    {"--board linux --map 9=a:1",
     "--map 9=a:1: '9' is no name of a pin: a letter, then letters, digits or "
     "_, 7 at most"},
    {"--board ./none.csv",
     "--board ./none.csv: cannot be read: No such file or directory"},
    {"--map can1=can0", "--map can1=can0: there is no 'can1', only can0"},
    {"--map can0=", "--map can0=: '' is no name of a network interface, such "
                    "as can0=can0"},
    {"--map can0=/dev/can0", "--map can0=/dev/can0: '/dev/can0' is no name of "
                             "a network interface, such as can0=can0"},
    {"--map can0=sixteen_letters1",
     "--map can0=sixteen_letters1: 'sixteen_letters1' is no name of a network "
     "interface, such as can0=can0"},
    {"--map pwm@P13=pwmchip0:0", "--map pwm@P13=pwmchip0:0: P13 is no output"},
    {"--map pwm@P9=pwmchip0", "--map pwm@P9=pwmchip0: 'pwmchip0' is no channel "
                              "of a device, such as pwm@P9=pwmchip0:0"},
    {"--map pwm@P9=pwmchip0:a",
     "--map pwm@P9=pwmchip0:a: 'pwmchip0:a' is no channel of a device, such "
     "as pwm@P9=pwmchip0:0"},
    {"--map pwm@P9=:0", "--map pwm@P9=:0: ':0' is no channel of a device, such "
                        "as pwm@P9=pwmchip0:0"},
    {"--map wdt0=/dev/watchdog",
     "--map wdt0=/dev/watchdog: there is no 'wdt0', only wdt"},
    {"--map wdt=watchdog", "--map wdt=watchdog: 'watchdog' is no path of a "
                           "device file, such as wdt=/dev/watchdog"},
    {"--map wd=/dev/watchdog", "--map wd=/dev/watchdog" MAP_RULE},
    {"--map i2c0=i2c-1", "--map i2c0=i2c-1: 'i2c-1' is no path of a device "
                         "file, such as i2c0=/dev/i2c-1"},
    {"--map i2c0=", "--map i2c0=: '' is no path of a device file, such as "
                    "i2c0=/dev/i2c-1"},
    {"--map i2c0=/a --map i2c0=/b", "--map i2c0=/b: i2c0 is given twice"},
    {"--map i2c0=/a --map i2c1=/a", "--map i2c1=/a: /a is i2c0 already"},

    // A value that is missing, or one too many.
    {"--board", "--board needs a value: --board NAME"},
    {"--board=", "--board needs a value: --board NAME"},
    {"--board ''", "--board needs a value: --board NAME"},
    {"--board --stats", "--board needs a value: --board NAME"},
    {"--flash -- a.py", "--flash needs a value: --flash PATH"},
    {"--wire", "--wire needs a value: --wire A=B"},
    {"--press", "--press needs a value: --press PIN@AT[:FOR]"},
    {"--seed", "--seed needs a value: --seed N"},
    {"--irq-depth", "--irq-depth needs a value: --irq-depth N"},
    {"--irq-full=", "--irq-full needs a value: --irq-full WHICH"},
    {"--heap", "--heap needs a value: --heap SIZE"},
    {"-c", "-c needs a value: -c CODE"},
    {"-m", "-m needs a value: -m MODULE"},
    {"-m ''", "-m needs a value: -m MODULE"},
    {"-vm", "-m needs a value: -m MODULE"},
    {"-X", "-X needs a value: -X OPTION"},
    {"-X ''", "-X needs a value: -X OPTION"},
    {"-X emit", "-X emit needs a value: -X emit=KIND"},
    {"-X heapsize=", "-X heapsize needs a value: -X heapsize=SIZE"},
    {"-X compile-only=1", "-X compile-only=1: takes no value"},
    {"--stats=yes", "--stats=yes: takes no value"},
    {"--exit=", "--exit=: takes no value"},
    {"--help=all", "--help=all: takes no value"},
    {"''", "the name of the script is empty"},
    {"-- ''", "the name of the script is empty"},

    // Numbers.
    {"--irq-depth 12", "--irq-depth 12" DEPTH_RULE},
    {"--irq-depth=12", "--irq-depth 12" DEPTH_RULE},
    {"--irq-depth 0", "--irq-depth 0" DEPTH_RULE},
    {"--irq-depth -1", "--irq-depth -1" DEPTH_RULE},
    {"--irq-depth 65537", "--irq-depth 65537" DEPTH_RULE},
    {"--irq-depth 131072", "--irq-depth 131072" DEPTH_RULE},
    {"--irq-depth 16x", "--irq-depth 16x" DEPTH_RULE},
    {"--irq-depth +16", "--irq-depth +16" DEPTH_RULE},
    {"--irq-depth ~16", "--irq-depth  16" DEPTH_RULE},
    {"--irq-depth 1e3", "--irq-depth 1e3" DEPTH_RULE},
    {"--irq-depth 0x", "--irq-depth 0x" DEPTH_RULE},
    {"--irq-depth 4294967312", "--irq-depth 4294967312" DEPTH_RULE},
    {"--irq-depth 18446744073709551632",
     "--irq-depth 18446744073709551632" DEPTH_RULE},
    {"--irq-depth " TEN TEN TEN TEN TEN,
     "--irq-depth " TEN TEN TEN TEN "..." DEPTH_RULE},
    {"--flash ,size=1M", "--flash ,size=1M: has to be a folder or an image, "
                         "such as board.lfs,size=4M"},
    {"--flash x.lfs,size=60K", "--flash x.lfs,size=60K" FLASH_RULE},
    {"--flash x.lfs,size=65537", "--flash x.lfs,size=65537" FLASH_RULE},
    {"--flash x.lfs,size=1025M", "--flash x.lfs,size=1025M" FLASH_RULE},
    {"--flash x.lfs,size=big", "--flash x.lfs,size=big" SIZE_RULE},
    {"--dialect micro", "--dialect micro: has to be pycom or upstream"},
    {"--ntp 5s", "--ntp 5s" NTP_RULE},
    {"--ntp never", "--ntp never" NTP_RULE},
    {"--ntp +1", "--ntp +1: a duration needs a unit (s, ms, us, ns), such as "
                 "1.5s"},
    {"--mac 24:0a:c4:00:00", "--mac 24:0a:c4:00:00" MAC_RULE},
    {"--mac 24:0a:c4:00:00:01:02", "--mac 24:0a:c4:00:00:01:02" MAC_RULE},
    {"--mac 24:0a:c4:00:00:0g", "--mac 24:0a:c4:00:00:0g" MAC_RULE},
    {"--mac 240ac4000001", "--mac 240ac4000001" MAC_RULE},
    {"--mac 24:0a:c4:00:00:", "--mac 24:0a:c4:00:00:" MAC_RULE},
    {"--mac 25:0a:c4:00:00:01", "--mac 25:0a:c4:00:00:01" MAC_RULE},
    {"--mac 2", "--mac 2" MAC_RULE},
    {"--seed -1", "--seed -1" SEED_RULE},
    {"--seed x", "--seed x" SEED_RULE},
    {"--seed 1.5", "--seed 1.5" SEED_RULE},
    {"--seed 18446744073709551616", "--seed 18446744073709551616" SEED_RULE},
    {"--seed 0x10000000000000000", "--seed 0x10000000000000000" SEED_RULE},
    {"--heap 12Q", "--heap 12Q" SIZE_RULE},
    {"--heap -1M", "--heap -1M" SIZE_RULE},
    {"--heap 1KM", "--heap 1KM" SIZE_RULE},
    {"--heap 1Kw", "--heap 1Kw" SIZE_RULE},
    {"--heap M", "--heap M" SIZE_RULE},
    {"-X heapsize=12Q", "-X heapsize=12Q" SIZE_RULE},
    {"-X heapsize=0", "-X heapsize=0: has to be at least 16K"},
    {"--heap 16383", "--heap 16383: has to be at least 16K"},
    {"--heap 18446744073709551615M",
     "--heap 18446744073709551615M: more than this machine can address"},

    // Words.
    {"--control", "--control needs a value: --control ADDRESS"},
    {"--hold x.py", "--hold: goes with --virtual-time and --control"},
    {"--hold --virtual-time x.py",
     "--hold: goes with --virtual-time and --control"},
    {"--hold --control s x.py",
     "--hold: goes with --virtual-time and --control"},
    {"--irq-stall", "--irq-stall needs a value: --irq-stall SECONDS"},
    {"--irq-stall 5m", "--irq-stall 5m" STALL_RULE},
    {"--irq-stall 5s", "--irq-stall 5s" STALL_RULE},
    {"--irq-stall=-1", "--irq-stall -1" STALL_RULE},
    {"--irq-stall .5", "--irq-stall .5" STALL_RULE},
    {"--irq-stall 0.0000000001", "--irq-stall 0.0000000001" STALL_RULE},
    {"--irq-stall 9223372037", "--irq-stall 9223372037" STALL_RULE},
    {"--irq-full both", "--irq-full both: has to be newest or oldest"},
    {"--irq-full Oldest", "--irq-full Oldest: has to be newest or oldest"},
    {"-X emit=vipr", "-X emit=vipr: "
                     "has to be emit=bytecode, emit=native or emit=viper"},
    {"-O10", "-O10" LEVEL_RULE},
    {"-Ox", "-Ox" LEVEL_RULE},
    {"-OO2", "-OO2" LEVEL_RULE},
    {"-OOOOOOOOOO", "-OOOOOOOOOO" LEVEL_RULE},

    // Wires and presses.
    {"--wire P9=P9", "--wire P9=P9: a wire joins two different pins"},
    {"--wire P9=G16", "--wire P9=G16: a wire joins two different pins"},
    {"--wire P9", "--wire P9" WIRE_RULE},
    {"--wire P9=", "--wire P9=" WIRE_RULE},
    {"--wire =P9", "--wire =P9" WIRE_RULE},
    {"--wire P9 =P10", "--wire P9" WIRE_RULE},
    {"--press P10", "--press P10" PRESS_RULE},
    {"--press @1s", "--press @1s" PRESS_RULE},
    {"--press P10@", "--press P10@" DURATION_RULE},
    {"--press P10@:1s", "--press P10@:1s" DURATION_RULE},
    {"--press P10@1s:", "--press P10@1s:" DURATION_RULE},
    {"--press P10@s", "--press P10@s" DURATION_RULE},
    {"--press P10@1.5", "--press P10@1.5" UNIT_RULE},
    {"--press P10@1s:200", "--press P10@1s:200" UNIT_RULE},
    {"--press P10@-1s", "--press P10@-1s: a duration cannot be negative"},
    {"--press P10@1s:-1s", "--press P10@1s:-1s: a duration cannot be negative"},
    {"--press P10@1h",
     "--press P10@1h: the unit of a duration is s, ms, us or ns, as in 1.5s"},
    {"--press P10@1s:2s:3s", "--press P10@1s:2s:3s: "
                             "the unit of a duration is s, ms, us or ns, as "
                             "in 1.5s"},
    {"--press P10@1.5ns",
     "--press P10@1.5ns: a duration is a whole number of nanoseconds"},
    {"--press P10@1s:0s",
     "--press P10@1s:0s: a press has to last longer than 0"},
    {"--press P10@9223372037s", "--press P10@9223372037s: a duration is at "
                                "most 9223372036s (292 years)"},
    {"--press P10@9223372036s:1s", "--press P10@9223372036s:1s: has to end "
                                   "within 9223372036s (292 years)"},

    // The first thing that is wrong is told.
    {"--nonsense --irq-depth 12", "unknown option '--nonsense': "
                                  "see 'tocsin --help'"},
    {"--irq-depth 12 --nonsense", "--irq-depth 12" DEPTH_RULE},
};

START_TEST(each_mistake_has_its_line) {
    int result = parse(WRONG[_i].line);
    ck_assert_msg(result == TOC_EINVAL, "%s: %d", WRONG[_i].line, result);
    ck_assert_str_eq(options.error, WRONG[_i].error);
}
END_TEST

START_TEST(an_unknown_board_is_named_with_the_boards_there_are) {
    char reason[TOC_BOARD_ERROR_SIZE];
    toc_board_t board;
    ck_assert_int_eq(toc_board_find(&board, "lopy5", reason), TOC_ENOENT);

    ck_assert_int_eq(parse("--board lopy5 --wire P9=P9"), TOC_EINVAL);
    ck_assert_ptr_eq(strstr(options.error, "--board: "), options.error);
    ck_assert_str_eq(options.error + strlen("--board: "), reason);
}
END_TEST

START_TEST(an_unknown_pin_is_named_with_its_wire_or_press) {
    static const struct {
        const char *line;
        const char *prefix;
        const char *pin;
    } CASES[] = {
        {"--wire P9=P99", "--wire P9=P99: ", "P99"},
        {"--wire P99=P9", "--wire P99=P9: ", "P99"},
        {"--wire P9=P10=P11", "--wire P9=P10=P11: ", "P10=P11"},
        {"--wire p9=P10", "--wire p9=P10: ", "p9"},
        {"--press P1x@1s", "--press P1x@1s: ", "P1x"},
        // Cut to a name that is none either.
        {"--wire P9=" TEN TEN TEN TEN,
         "--wire P9=" TEN TEN TEN "0123456...: ", TEN TEN TEN "0"},
    };
    toc_board_t board;
    char reason[TOC_BOARD_ERROR_SIZE];
    ck_assert_int_eq(toc_board_find(&board, "lopy4", reason), 0);
    for (size_t i = 0; i < sizeof(CASES) / sizeof(CASES[0]); i++) {
        toc_board_pin_unknown(&board, CASES[i].pin, reason);
        ck_assert_int_eq(parse(CASES[i].line), TOC_EINVAL);
        ck_assert_ptr_eq(strstr(options.error, CASES[i].prefix), options.error);
        ck_assert_str_eq(options.error + strlen(CASES[i].prefix), reason);
    }
}
END_TEST

START_TEST(an_error_is_one_printable_line) {
    char *argv[] = {(char *)"tocsin", (char *)"--a\nb\x1b[31m\x7f", NULL};
    ck_assert_int_eq(toc_options_parse(&options, 2, argv), TOC_EINVAL);
    ck_assert_str_eq(options.error,
                     "unknown option '--a?b?[31m?': see 'tocsin --help'");
}
END_TEST

START_TEST(a_long_value_is_cut_between_characters) {
    // 38 bytes, then one character of three bytes, across the 40th.
    char *argv[] = {(char *)"tocsin",
                    (char *)"--" TEN TEN TEN "012345\xe2\x82\xac"
                            "xyz",
                    NULL};
    ck_assert_int_eq(toc_options_parse(&options, 2, argv), TOC_EINVAL);
    ck_assert_str_eq(options.error, "unknown option '--" TEN TEN TEN
                                    "012345...': see 'tocsin --help'");
}
END_TEST

int main(void) {
    Suite *suite = suite_create("options_errors");
    UNIT_ADD_LOOP(suite, each_mistake_has_its_line,
                  sizeof(WRONG) / sizeof(WRONG[0]));
    UNIT_ADD(suite, an_unknown_board_is_named_with_the_boards_there_are);
    UNIT_ADD(suite, an_unknown_pin_is_named_with_its_wire_or_press);
    UNIT_ADD(suite, an_error_is_one_printable_line);
    UNIT_ADD(suite, a_long_value_is_cut_between_characters);
    return unit_run(suite);
}
