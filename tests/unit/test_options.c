/*
 * test_options - what each option of the command line sets
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdio.h>

#include "options_fixture.h"

START_TEST(nothing_given_is_the_repl_on_the_default_board) {
    parse_ok("");
    ck_assert_int_eq(options.program, TOC_PROGRAM_REPL);
    ck_assert_ptr_null(options.program_text);
    ck_assert_ptr_null(options.argv0);
    ck_assert_int_eq(options.first_arg, fixture_argc);
    ck_assert_str_eq(options.board.name, "lopy4");
    ck_assert_uint_eq(options.irq_depth, 16);
    ck_assert_int_eq(options.irq_policy, TOC_IRQQ_REFUSE_NEWEST);
    ck_assert_uint_eq(options.irq_stall_ns, UINT64_C(5000000000));
    ck_assert_uint_eq(options.heap_bytes, 2560 * 1024 * (sizeof(void *) / 4));
    ck_assert_int_eq(options.dialect, TOC_DIALECT_PYCOM);
    ck_assert(!options.safe_boot);
    ck_assert_int_eq(options.emit, TOC_EMIT_BYTECODE);
    ck_assert_uint_eq(options.optimise, 0);
    ck_assert_uint_eq(options.verbose, 0);
    ck_assert_uint_eq(options.wire_count, 0);
    ck_assert_uint_eq(options.press_count, 0);
    ck_assert_ptr_null(options.flash);
    ck_assert(!options.inspect && !options.exit_at_end && !options.stats);
    ck_assert(!options.virtual_time && !options.compile_only);
    ck_assert(!options.has_seed);
}
END_TEST

START_TEST(an_empty_argv_is_the_repl_too) {
    char *argv[] = {NULL};
    ck_assert_int_eq(toc_options_parse(&options, 0, argv), 0);
    ck_assert_int_eq(options.program, TOC_PROGRAM_REPL);
    ck_assert_int_eq(options.first_arg, 0);
}
END_TEST

static const struct {
    const char *line;
    enum toc_program program;
    const char *text;
    const char *argv0;
    const char *args;
} PROGRAMS[] = {
    {"a.py", TOC_PROGRAM_SCRIPT, "a.py", "a.py", ""},
    {"a.py b c", TOC_PROGRAM_SCRIPT, "a.py", "a.py", "b c"},
    {"a.py --stats -i -- x", TOC_PROGRAM_SCRIPT, "a.py", "a.py",
     "--stats -i -- x"},
    {"a.py --no-such-option", TOC_PROGRAM_SCRIPT, "a.py", "a.py",
     "--no-such-option"},
    {"-v a.py -h", TOC_PROGRAM_SCRIPT, "a.py", "a.py", "-h"},
    {"--seed 1 a.py --seed=x", TOC_PROGRAM_SCRIPT, "a.py", "a.py", "--seed=x"},
    {"-", TOC_PROGRAM_STDIN, "-", "-", ""},
    {"- a --stats", TOC_PROGRAM_STDIN, "-", "-", "a --stats"},
    {"-c code", TOC_PROGRAM_COMMAND, "code", "-c", ""},
    {"-c code -i x.py", TOC_PROGRAM_COMMAND, "code", "-c", "-i x.py"},
    {"-c -1", TOC_PROGRAM_COMMAND, "-1", "-c", ""},
    {"-c --stats", TOC_PROGRAM_COMMAND, "--stats", "-c", ""},
    {"-c ''", TOC_PROGRAM_COMMAND, "", "-c", ""},
    {"-ccode -i", TOC_PROGRAM_COMMAND, "code", "-c", "-i"},
    {"-m mod", TOC_PROGRAM_MODULE, "mod", "mod", ""},
    {"-m mod -c x", TOC_PROGRAM_MODULE, "mod", "mod", "-c x"},
    {"-mmod x", TOC_PROGRAM_MODULE, "mod", "mod", "x"},
    {"--", TOC_PROGRAM_REPL, NULL, NULL, ""},
    {"-- a.py b", TOC_PROGRAM_SCRIPT, "a.py", "a.py", "b"},
    {"-- -a.py -b", TOC_PROGRAM_SCRIPT, "-a.py", "-a.py", "-b"},
    {"-- --stats", TOC_PROGRAM_SCRIPT, "--stats", "--stats", ""},
    {"-- -", TOC_PROGRAM_STDIN, "-", "-", ""},
};

START_TEST(what_follows_the_program_is_its_own) {
    parse_ok(PROGRAMS[_i].line);
    ck_assert_int_eq(options.program, PROGRAMS[_i].program);
    ck_assert_pstr_eq(options.program_text, PROGRAMS[_i].text);
    ck_assert_pstr_eq(options.argv0, PROGRAMS[_i].argv0);
    ck_assert_str_eq(program_args(), PROGRAMS[_i].args);
    ck_assert(!options.stats && !options.inspect);
}
END_TEST

START_TEST(flags_set_what_they_name_and_nothing_else) {
    static const char *const LINES[] = {"-i", "--exit", "--stats",
                                        "--virtual-time", "-X compile-only"};
    for (size_t i = 0; i < 5; i++) {
        parse_ok(LINES[i]);
        ck_assert_int_eq(options.inspect, i == 0);
        ck_assert_int_eq(options.exit_at_end, i == 1);
        ck_assert_int_eq(options.stats, i == 2);
        ck_assert_int_eq(options.virtual_time, i == 3);
        ck_assert_int_eq(options.compile_only, i == 4);
    }
}
END_TEST

START_TEST(letters_may_stand_together) {
    parse_ok("-viv -ivX compile-only -ic code x");
    ck_assert(options.inspect && options.compile_only);
    ck_assert_uint_eq(options.verbose, 3);
    ck_assert_str_eq(options.program_text, "code");
    ck_assert_str_eq(program_args(), "x");
}
END_TEST

START_TEST(verbose_counts) {
    parse_ok("-v -v -v a.py -v");
    ck_assert_uint_eq(options.verbose, 3);
}
END_TEST

static const struct {
    const char *line;
    uint32_t level;
} LEVELS[] = {
    {"-O", 1},
    {"-OO", 2},
    {"-OOO", 3},
    {"-O0", 0},
    {"-O1", 1},
    {"-O3", 3},
    {"-O9", 9},
    {"-vO2", 2},
    {"-OOOOOOOOO", 9},
    {"-O3 -O1", 1},
    {"-O 2", 1 /* 2 is the script */},
};

START_TEST(optimise_counts_or_takes_a_digit) {
    parse_ok(LEVELS[_i].line);
    ck_assert_uint_eq(options.optimise, LEVELS[_i].level);
}
END_TEST

START_TEST(emit_kinds) {
    parse_ok("-X emit=bytecode");
    ck_assert_int_eq(options.emit, TOC_EMIT_BYTECODE);
    parse_ok("-X emit=native");
    ck_assert_int_eq(options.emit, TOC_EMIT_NATIVE);
    parse_ok("-Xemit=viper");
    ck_assert_int_eq(options.emit, TOC_EMIT_VIPER);
    parse_ok("-X emit=viper -X emit=native");
    ck_assert_int_eq(options.emit, TOC_EMIT_NATIVE);
}
END_TEST

START_TEST(heap_in_its_three_spellings) {
    parse_ok("--heap 512K");
    ck_assert_uint_eq(options.heap_bytes, 512 * 1024);
    parse_ok("--heap=4M");
    ck_assert_uint_eq(options.heap_bytes, 4 * 1024 * 1024);
    parse_ok("-X heapsize=1wM");
    ck_assert_uint_eq(options.heap_bytes, 1024 * 1024 * (sizeof(void *) / 4));
    parse_ok("--heap 4M -X heapsize=1M");
    ck_assert_uint_eq(options.heap_bytes, 1024 * 1024);
    parse_ok("--heap 16K");
    ck_assert_uint_eq(options.heap_bytes, 16 * 1024);
}
END_TEST

START_TEST(mac_is_six_bytes) {
    static const uint8_t mac[] = {0x24, 0x0a, 0xc4, 0, 0x9f, 0xff};
    parse_ok("--virtual-time");
    ck_assert(!options.has_mac);
    parse_ok("--mac 24:0A:c4:00:9f:FF");
    ck_assert(options.has_mac);
    ck_assert_mem_eq(options.mac, mac, sizeof(mac));
}
END_TEST

START_TEST(seed_covers_all_64_bits) {
    parse_ok("--seed 0");
    ck_assert(options.has_seed);
    ck_assert_uint_eq(options.seed, 0);
    parse_ok("--seed=18446744073709551615");
    ck_assert_uint_eq(options.seed, UINT64_MAX);
    parse_ok("--seed 0xFFFFffffFFFFffff");
    ck_assert_uint_eq(options.seed, UINT64_MAX);
    parse_ok("--seed 0x10 --seed 7");
    ck_assert_uint_eq(options.seed, 7);
}
END_TEST

START_TEST(flash_is_taken_as_it_is) {
    parse_ok("--flash dir");
    ck_assert_str_eq(options.flash, "dir");
    ck_assert_uint_eq(options.flash_length, 3);
    ck_assert_uint_eq(options.flash_bytes, 0);
    parse_ok("--flash=a=b --flash=-c");
    ck_assert_str_eq(options.flash, "-c");
    // With the equals sign nothing has to be guessed.
    parse_ok("--flash=--stats");
    ck_assert_str_eq(options.flash, "--stats");
    ck_assert(!options.stats);
}
END_TEST

START_TEST(flash_of_a_size) {
    parse_ok("--flash board.lfs,size=4M");
    ck_assert_uint_eq(options.flash_length, strlen("board.lfs"));
    ck_assert_uint_eq(options.flash_bytes, 4 * 1024 * 1024);
    parse_ok("--flash a,b,size=508K");
    ck_assert_uint_eq(options.flash_length, strlen("a,b"));
    ck_assert_uint_eq(options.flash_bytes, 508 * 1024);
    parse_ok("--flash x,size=64K --flash y");
    ck_assert_uint_eq(options.flash_bytes, 0);
}
END_TEST

START_TEST(heap_is_the_boards_own) {
    parse_ok("--board lopy");
    ck_assert_uint_eq(options.heap_bytes, 67 * 1024 * (sizeof(void *) / 4));
    parse_ok("--board wipy3");
    ck_assert_uint_eq(options.heap_bytes, 2560 * 1024 * (sizeof(void *) / 4));
    parse_ok("--board lopy --heap 1M");
    ck_assert_uint_eq(options.heap_bytes, 1024 * 1024);
    parse_ok("--board lopy --dialect upstream");
    ck_assert_uint_eq(options.heap_bytes, sizeof(void *) * 256 * 1024);
    ck_assert_int_eq(options.dialect, TOC_DIALECT_UPSTREAM);
    parse_ok("--safe-boot");
    ck_assert(options.safe_boot);
}
END_TEST

START_TEST(depth_takes_every_power_of_two) {
    for (uint32_t depth = 1; depth <= 65536; depth *= 2) {
        char line[40];
        snprintf(line, sizeof(line), "--irq-depth %u", (unsigned)depth);
        parse_ok(line);
        ck_assert_uint_eq(options.irq_depth, depth);
    }
    parse_ok("--irq-depth=4 --irq-depth=0x20");
    ck_assert_uint_eq(options.irq_depth, 32);
}
END_TEST

START_TEST(full_queue_policies) {
    parse_ok("--irq-full oldest");
    ck_assert_int_eq(options.irq_policy, TOC_IRQQ_DISCARD_OLDEST);
    parse_ok("--irq-full=oldest --irq-full=newest");
    ck_assert_int_eq(options.irq_policy, TOC_IRQQ_REFUSE_NEWEST);
    parse_ok("--irq-stall 0.25");
    ck_assert_uint_eq(options.irq_stall_ns, 250000000);
    parse_ok("--irq-stall=0");
    ck_assert_uint_eq(options.irq_stall_ns, 0);
}
END_TEST

START_TEST(every_board_can_be_named) {
    const char *const *name = toc_board_names();
    ck_assert_ptr_nonnull(*name);
    for (; *name != NULL; name++) {
        char line[40];
        // One of them has the pins that it is given.
        snprintf(line, sizeof(line), "--board=%s%s", *name,
                 strcmp(*name, "linux") == 0 ? " --map P9=a:1" : "");
        parse_ok(line);
        ck_assert_str_eq(options.board.name, *name);
        ck_assert_uint_gt(options.board.pin_count, 0);
    }
    parse_ok("--board fipy --board wipy2");
    ck_assert_str_eq(options.board.name, "wipy2");
}
END_TEST

START_TEST(wires_name_pins_either_way) {
    parse_ok("--wire P9=P10 --wire=G22=P12");
    ck_assert_uint_eq(options.wire_count, 2);
    ck_assert_str_eq(options.wires[0].name_a, "P9");
    ck_assert_str_eq(options.wires[0].name_b, "P10");
    ck_assert_uint_eq(options.wires[0].gpio_a, 12);
    ck_assert_uint_eq(options.wires[0].gpio_b, 13);
    ck_assert_str_eq(options.wires[0].text, "P9=P10");
    ck_assert_str_eq(options.wires[1].name_a, "P11");
    ck_assert_uint_eq(options.wires[1].gpio_a, 22);
    ck_assert_uint_eq(options.wires[1].gpio_b, 21);
}
END_TEST

START_TEST(a_replay_has_a_file_and_perhaps_mappings) {
    parse_ok("--replay a.vcd");
    ck_assert_str_eq(options.replay.text, "a.vcd");
    ck_assert_uint_eq(options.replay.path_size, 5);
    ck_assert_uint_eq(options.replay.map_count, 0);

    parse_ok("--replay=a,b.vcd,D0=P10,bus~[1]=G16");
    const toc_options_replay_t *replay = &options.replay;
    ck_assert_uint_eq(replay->path_size, 7);
    ck_assert_uint_eq(replay->map_count, 2);
    ck_assert_mem_eq(replay->maps[0].variable, "D0=", 3);
    ck_assert_uint_eq(replay->maps[0].variable_size, 2);
    ck_assert_str_eq(replay->maps[0].name, "P10");
    ck_assert_uint_eq(replay->maps[0].gpio, 13);
    ck_assert_mem_eq(replay->maps[1].variable, "bus [1]=", 8);
    ck_assert_uint_eq(replay->maps[1].variable_size, 7);
    ck_assert_str_eq(replay->maps[1].name, "P9");

    parse_ok("x.py");
    ck_assert_ptr_null(options.replay.text);
}
END_TEST

START_TEST(presses_have_a_time_and_a_length) {
    parse_ok("--press P10@1.5s:200ms --press=G17@0ns --press P9@0.5us:1ns");
    ck_assert_uint_eq(options.press_count, 3);
    ck_assert_str_eq(options.presses[0].name, "P10");
    ck_assert_uint_eq(options.presses[0].gpio, 13);
    ck_assert_uint_eq(options.presses[0].at_ns, 1500000000);
    ck_assert_uint_eq(options.presses[0].for_ns, 200000000);
    ck_assert_str_eq(options.presses[1].name, "P10");
    ck_assert_uint_eq(options.presses[1].at_ns, 0);
    ck_assert_uint_eq(options.presses[1].for_ns, 100000000);
    ck_assert_uint_eq(options.presses[2].at_ns, 500);
    ck_assert_uint_eq(options.presses[2].for_ns, 1);
}
END_TEST

START_TEST(the_latest_press_still_ends_in_time) {
    parse_ok("--press P10@9223372036854775806ns:1ns");
    ck_assert_uint_eq(options.presses[0].at_ns + options.presses[0].for_ns,
                      INT64_MAX);
}
END_TEST

// GPIO numbers differ between the boards: P8 is a pin of its own on each.
START_TEST(the_board_may_stand_behind_its_pins) {
    parse_ok("--wire P8=P9 --press P8@1s --board gpy");
    toc_board_t gpy;
    char error[TOC_BOARD_ERROR_SIZE];
    ck_assert_int_eq(toc_board_find(&gpy, "gpy", error), 0);
    ck_assert_str_eq(options.board.name, "gpy");
    ck_assert_uint_eq(options.wires[0].gpio_a, toc_board_pin(&gpy, "P8")->gpio);
    ck_assert_uint_eq(options.presses[0].gpio, toc_board_pin(&gpy, "P8")->gpio);
}
END_TEST

static void repeat(char *line, const char *option, int times) {
    line[0] = '\0';
    for (int i = 0; i < times; i++) {
        strcat(line, option);
    }
}

START_TEST(as_many_wires_and_presses_as_there_is_room_for) {
    char line[4096];
    repeat(line, " --wire P9=P10", TOC_OPTIONS_WIRES_MAX);
    parse_ok(line);
    ck_assert_uint_eq(options.wire_count, TOC_OPTIONS_WIRES_MAX);
    strcat(line, " --wire P1=P2");
    ck_assert_int_eq(parse(line), TOC_EINVAL);
    ck_assert_str_eq(options.error, "--wire P1=P2: at most 64 wires");

    repeat(line, " --press P9@1s", TOC_OPTIONS_PRESSES_MAX);
    parse_ok(line);
    ck_assert_uint_eq(options.press_count, TOC_OPTIONS_PRESSES_MAX);
    strcat(line, " --press P8@2s");
    ck_assert_int_eq(parse(line), TOC_EINVAL);
    ck_assert_str_eq(options.error, "--press P8@2s: at most 64 presses");
}
END_TEST

START_TEST(help_and_version_end_the_parsing) {
    static const char *const HELP[] = {"-h", "--help", "-vh", "-h --nonsense",
                                       "--board nonsense --help"};
    for (size_t i = 0; i < sizeof(HELP) / sizeof(HELP[0]); i++) {
        ck_assert_int_eq(parse(HELP[i]), 1);
        ck_assert_int_eq(options.program, TOC_PROGRAM_SHOW_HELP);
        ck_assert_str_eq(options.error, "");
    }
    ck_assert_int_eq(parse("--version a.py"), 1);
    ck_assert_int_eq(options.program, TOC_PROGRAM_SHOW_VERSION);
    parse_ok("a.py --help");
    parse_ok("-c --version");
}
END_TEST

// The command lines of MicroPython's own tests and tools.
START_TEST(what_the_unix_port_is_called_with) {
    parse_ok("-X emit=bytecode basics/0prelim.py");
    ck_assert_str_eq(options.program_text, "basics/0prelim.py");
    parse_ok("-X emit=native -X heapsize=512K x.py");
    ck_assert_int_eq(options.emit, TOC_EMIT_NATIVE);
    ck_assert_uint_eq(options.heap_bytes, 512 * 1024);
    parse_ok("-X emit=bytecode -v -v -v -v cmdline/cmd_verbose.py");
    ck_assert_uint_eq(options.verbose, 4);
    parse_ok("-X emit=bytecode -i -c print('test')");
    ck_assert(options.inspect);
    ck_assert_str_eq(options.program_text, "print('test')");
    parse_ok("-X heapsize=16wK -O cmdline/cmd_optimise.py");
    ck_assert_uint_eq(options.optimise, 1);
    parse_ok("-X compile-only -m unittest test_x");
    ck_assert_str_eq(program_args(), "test_x");
}
END_TEST

static const toc_options_bus_map_t *map_of(const char *name) {
    for (uint32_t i = 0; i < options.bus_map_count; i++) {
        if (strcmp(options.bus_maps[i].name, name) == 0) {
            return &options.bus_maps[i];
        }
    }
    ck_abort_msg("no map of %s", name);
    return NULL;
}

START_TEST(a_pin_is_a_line_of_a_chip) {
    parse_ok("--map P9=gpiochip0:17 --map G17=INT34C6:00:PWR "
             "--map P11=/dev/gpiochip1:3,active-low --map P12=sim");
    ck_assert_uint_eq(options.bus_map_count, 4);
    const toc_options_bus_map_t *map = map_of("P9");
    ck_assert_int_eq(map->kind, TOC_BUS_MAP_PIN);
    ck_assert_uint_eq(map->number, 12);
    ck_assert_str_eq(map->line.chip, "gpiochip0");
    ck_assert_str_eq(map->line.line, "17");
    ck_assert(!map->line.active_low);
    map = map_of("P10"); // G17
    ck_assert_str_eq(map->line.chip, "INT34C6:00");
    ck_assert_str_eq(map->line.line, "PWR");
    map = map_of("P11");
    ck_assert_str_eq(map->line.chip, "/dev/gpiochip1");
    ck_assert_str_eq(map->line.line, "3");
    ck_assert(map->line.active_low);
    ck_assert_str_eq(map_of("P12")->line.chip, "");
}
END_TEST

START_TEST(linux_has_the_pins_that_are_mapped) {
    parse_ok("--board linux --map LED=gpiochip0:4 --map K_1=sim "
             "--wire K_1=SIM2 --map SIM2=sim");
    ck_assert_uint_eq(options.board.pin_count, 3);
    ck_assert_str_eq(options.board.pins[0].name, "LED");
    ck_assert_uint_eq(options.board.pins[0].gpio, 0);
    ck_assert_int_eq(options.board.pins[0].adc, -1);
    ck_assert_uint_eq(map_of("K_1")->number, 1);
}
END_TEST

START_TEST(linux_has_the_pins_of_channels_and_buses_without_pins) {
    parse_ok("--board linux --map adc@A0=iio:device0:voltage3 --map "
             "FAN=gpiochip0:3 --map pwm@FAN=pwmchip0:0 --map "
             "adc@A1=iio:device1:voltage0");
    ck_assert_uint_eq(options.board.pin_count, 3);
    ck_assert_str_eq(options.board.pins[0].name, "A0");
    ck_assert_int_eq(options.board.pins[0].adc, 0);
    ck_assert_int_eq(options.board.pins[1].adc, -1);
    ck_assert_uint_eq(map_of("pwm@FAN")->number, 1);
    ck_assert_int_eq(options.board.pins[2].adc, 1);
    parse_ok("--board linux --map i2c0=/dev/i2c-1");
    ck_assert_uint_eq(options.board.pin_count, 0);
}
END_TEST

START_TEST(raspberrypi_maps_its_header) {
    parse_ok("--board raspberrypi --map P11=sim --map GPIO4=gpiochip3:1");
    ck_assert_uint_eq(options.bus_map_count, 28);
    ck_assert_str_eq(map_of("GPIO17")->line.chip, "");
    ck_assert_str_eq(map_of("GPIO4")->line.chip, "gpiochip3");
    const toc_options_bus_map_t *map = map_of("GPIO21");
    ck_assert_uint_eq(map->number, 21);
    ck_assert_str_eq(map->line.chip,
                     "pinctrl-bcm2835|pinctrl-bcm2711|pinctrl-rp1");
    ck_assert_str_eq(map->line.line, "21");
    parse_ok("--board raspberrypi --map pins=sim --wire GPIO17=P12");
    ck_assert_uint_eq(options.bus_map_count, 1);
    ck_assert(options.simulate_pins);
}
END_TEST

START_TEST(a_map_is_an_interface_or_the_channel_of_a_pin) {
    parse_ok("--map can0=vcan0 --map pwm@P9=pwmchip0:1");
    ck_assert_uint_eq(options.bus_map_count, 2);
    ck_assert_int_eq(options.bus_maps[0].kind, TOC_BUS_MAP_CAN);
    ck_assert_str_eq(options.bus_maps[0].name, "can0");
    ck_assert_str_eq(options.bus_maps[0].file, "vcan0");
    ck_assert_int_eq(options.bus_maps[1].kind, TOC_BUS_MAP_PWM);
    ck_assert_uint_eq(options.bus_maps[1].number, 12);
    ck_assert_str_eq(options.bus_maps[1].name, "pwm@P9");
    ck_assert_str_eq(options.bus_maps[1].file, "pwmchip0:1");
}
END_TEST

START_TEST(a_map_is_a_bus_and_a_file) {
    parse_ok("--map i2c0=/dev/i2c-1 --map spi1=./a=b --map wdt=/dev/watchdog "
             "--map adc@P13=iio:device0:voltage1");
    ck_assert_uint_eq(options.bus_map_count, 4);
    ck_assert_int_eq(options.bus_maps[3].kind, TOC_BUS_MAP_ADC);
    ck_assert_uint_eq(options.bus_maps[3].number, 36);
    ck_assert_str_eq(options.bus_maps[3].name, "adc@P13");
    ck_assert_str_eq(options.bus_maps[3].file, "iio:device0:voltage1");
    ck_assert_int_eq(options.bus_maps[2].kind, TOC_BUS_MAP_WDT);
    ck_assert_str_eq(options.bus_maps[2].name, "wdt");
    ck_assert_str_eq(options.bus_maps[2].file, "/dev/watchdog");
    ck_assert_int_eq(options.bus_maps[0].kind, TOC_BUS_MAP_I2C);
    ck_assert_uint_eq(options.bus_maps[0].number, 0);
    ck_assert_str_eq(options.bus_maps[0].name, "i2c0");
    ck_assert_str_eq(options.bus_maps[0].file, "/dev/i2c-1");
    ck_assert_int_eq(options.bus_maps[1].kind, TOC_BUS_MAP_SPI);
    ck_assert_uint_eq(options.bus_maps[1].number, 1);
    ck_assert_str_eq(options.bus_maps[1].file, "./a=b");
}
END_TEST

int main(void) {
    Suite *suite = suite_create("options");
    UNIT_ADD(suite, nothing_given_is_the_repl_on_the_default_board);
    UNIT_ADD(suite, an_empty_argv_is_the_repl_too);
    UNIT_ADD_LOOP(suite, what_follows_the_program_is_its_own,
                  sizeof(PROGRAMS) / sizeof(PROGRAMS[0]));
    UNIT_ADD(suite, flags_set_what_they_name_and_nothing_else);
    UNIT_ADD(suite, letters_may_stand_together);
    UNIT_ADD(suite, verbose_counts);
    UNIT_ADD_LOOP(suite, optimise_counts_or_takes_a_digit,
                  sizeof(LEVELS) / sizeof(LEVELS[0]));
    UNIT_ADD(suite, emit_kinds);
    UNIT_ADD(suite, heap_in_its_three_spellings);
    UNIT_ADD(suite, mac_is_six_bytes);
    UNIT_ADD(suite, seed_covers_all_64_bits);
    UNIT_ADD(suite, flash_is_taken_as_it_is);
    UNIT_ADD(suite, flash_of_a_size);
    UNIT_ADD(suite, heap_is_the_boards_own);
    UNIT_ADD(suite, depth_takes_every_power_of_two);
    UNIT_ADD(suite, full_queue_policies);
    UNIT_ADD(suite, every_board_can_be_named);
    UNIT_ADD(suite, wires_name_pins_either_way);
    UNIT_ADD(suite, a_replay_has_a_file_and_perhaps_mappings);
    UNIT_ADD(suite, presses_have_a_time_and_a_length);
    UNIT_ADD(suite, the_latest_press_still_ends_in_time);
    UNIT_ADD(suite, the_board_may_stand_behind_its_pins);
    UNIT_ADD(suite, as_many_wires_and_presses_as_there_is_room_for);
    UNIT_ADD(suite, help_and_version_end_the_parsing);
    UNIT_ADD(suite, what_the_unix_port_is_called_with);
    UNIT_ADD(suite, a_map_is_an_interface_or_the_channel_of_a_pin);
    UNIT_ADD(suite, a_map_is_a_bus_and_a_file);
    UNIT_ADD(suite, a_pin_is_a_line_of_a_chip);
    UNIT_ADD(suite, linux_has_the_pins_that_are_mapped);
    UNIT_ADD(suite, linux_has_the_pins_of_channels_and_buses_without_pins);
    UNIT_ADD(suite, raspberrypi_maps_its_header);
    return unit_run(suite);
}
