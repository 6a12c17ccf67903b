/*
 * options - what the command line asks for
 *
 * A pure parser: it reads argv, the embedded board tables and the pin table
 * that --board may name, and touches no other file, no environment and no state
 * of its own. Whether a script exists,
 * whether standard input is a terminal and what a random seed is, is up to the
 * caller.
 *
 * Options end at the program: a script, "-" for standard input, or the value
 * of -c or -m. All that follows belongs to the program, as does all after
 * "--" but the script itself. An option that is given twice counts as it was
 * given last; --wire, --press, --attach, --map and --trace add up, -v
 * counts.
 *
 * Every option is one row of cli/option_table.c, from which the parser, the
 * near misses and the usage text are made.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_CLI_OPTIONS_H
#define TOC_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "board.h"
#include "err.h"
#include "irqq.h"

#define TOC_OPTIONS_BOARD_DEFAULT "lopy4"
#define TOC_OPTIONS_WIRES_MAX     64
#define TOC_OPTIONS_PRESSES_MAX   64
#define TOC_OPTIONS_TRACES_MAX    8
#define TOC_OPTIONS_MAPS_MAX      64
#define TOC_OPTIONS_ATTACHES_MAX  64
#define TOC_OPTIONS_BUS_MAPS_MAX  128 // the pins of a board, and more
#define TOC_OPTIONS_ERROR_SIZE    320

// How long a press lasts that does not say it.
#define TOC_OPTIONS_PRESS_NS_DEFAULT UINT64_C(100000000)

// How long a handler may run before a line is printed.
#define TOC_OPTIONS_STALL_NS_DEFAULT UINT64_C(5000000000)

// What MicroPython's unix port takes, 2 MiB on a 64-bit machine, is the default
// of the upstream dialect; otherwise a board has its own, scaled to this
// machine's pointers.
#define TOC_OPTIONS_MAC_BYTES 6

#define TOC_OPTIONS_HEAP_MIN_BYTES      ((size_t)16 * 1024)
#define TOC_OPTIONS_HEAP_UPSTREAM_BYTES (sizeof(void *) * 256 * 1024)

// Of a flash image that is made: blocks of 4 KiB, and what FAT needs at least.
#define TOC_OPTIONS_FLASH_MIN_BYTES   ((uint64_t)64 * 1024)
#define TOC_OPTIONS_FLASH_MAX_BYTES   ((uint64_t)1024 * 1024 * 1024)
#define TOC_OPTIONS_FLASH_BLOCK_BYTES ((uint64_t)4096)

enum toc_program {
    TOC_PROGRAM_REPL,         // none given
    TOC_PROGRAM_SCRIPT,       // a file
    TOC_PROGRAM_STDIN,        // "-": standard input is the script
    TOC_PROGRAM_COMMAND,      // -c
    TOC_PROGRAM_MODULE,       // -m
    TOC_PROGRAM_SHOW_HELP,    // print toc_options_usage()
    TOC_PROGRAM_SHOW_VERSION, // print the version
};

// Whether transfers take as long as on real wires.
enum toc_pace {
    TOC_PACE_AUTO, // in virtual time only
    TOC_PACE_ON,
    TOC_PACE_OFF,
};

enum toc_emit {
    TOC_EMIT_BYTECODE,
    TOC_EMIT_NATIVE,
    TOC_EMIT_VIPER,
};

// Whose rules hold where the original and MicroPython contradict each other.
enum toc_dialect {
    TOC_DIALECT_PYCOM,
    TOC_DIALECT_UPSTREAM,
};

typedef struct {
    const char *text; // as it was given: "P9=P10"
    uint8_t gpio_a;
    uint8_t gpio_b;
    char name_a[8]; // "P9", whichever of its names was given
    char name_b[8];
} toc_options_wire_t;

typedef struct {
    const char *text; // as it was given: "P10@1.5s:200ms"
    uint8_t gpio;
    char name[8];
    uint64_t at_ns; // at_ns + for_ns is INT64_MAX at most
    uint64_t for_ns;
} toc_options_press_t;

// Which pin a variable of a recording is: "D0=P10".
typedef struct {
    const char *variable; // not terminated
    size_t variable_size;
    uint8_t gpio;
    char name[8];
} toc_options_map_t;

typedef struct {
    const char *text; // as it was given: "FILE.vcd,D0=P10"; NULL: none given
    size_t path_size; // of the file's name, at the beginning of `text`
    uint32_t map_count;
    toc_options_map_t maps[TOC_OPTIONS_MAPS_MAX]; // in the order given
} toc_options_replay_t;

// What of this machine a bus, or what there is once, of the board is:
// "i2c0=/dev/i2c-1", "wdt=/dev/watchdog".
enum toc_bus_map {
    TOC_BUS_MAP_I2C,
    TOC_BUS_MAP_SPI,
    TOC_BUS_MAP_UART,
    TOC_BUS_MAP_WDT,
    TOC_BUS_MAP_RTC,
    TOC_BUS_MAP_ADC,
    TOC_BUS_MAP_CAN,
    TOC_BUS_MAP_PWM,
    TOC_BUS_MAP_PIN,
};

// Of a pin: which line it is. An empty chip: none, it is simulated.
typedef struct {
    char chip[TOC_BOARD_LINE_SIZE];
    char line[TOC_BOARD_LINE_SIZE];
    bool active_low;
} toc_options_line_t;

typedef struct {
    const char *text; // as it was given, or the line of the board's table
    enum toc_bus_map kind;
    uint32_t number; // of the pad, where it is one; 0 of what there is once
    char name[16];   // "i2c0", "wdt", "adc@P13", "pwm@P9", "P9"
    // In `text`; the channel or the line of a pin, the interface of CAN.
    const char *file;
    toc_options_line_t line;
} toc_options_bus_map_t;

typedef struct {
    enum toc_program program;
    const char *program_text; // path, "-", code or module; NULL for the others
    const char *argv0;        // sys.argv[0]; NULL: sys.argv is empty
    int first_arg;            // of the program, in argv; argc when it has none

    bool inspect;      // -i: the REPL follows the program
    bool exit_at_end;  // --exit: nothing is waited for after the last line
    bool stats;        // --stats
    bool virtual_time; // --virtual-time
    bool hold;         // --hold
    bool compile_only; // -X compile-only
    bool has_seed;     // --seed was given
    uint64_t seed;
    bool has_mac; // --mac was given
    uint8_t mac[TOC_OPTIONS_MAC_BYTES];
    bool ntp_silent;       // --ntp none: no server answers
    int64_t ntp_offset_ns; // what servers say, less the time of day
    const char *flash;     // path, perhaps with ",size=..."; NULL: none given
    size_t flash_length;   // how much of it is the path
    uint64_t flash_bytes;  // of an image that is made; 0: the board's
    bool safe_boot;        // --safe-boot
    const char *control;   // address of the control socket; NULL: none given

    enum toc_emit emit;
    uint32_t optimise; // 0 to 9
    uint32_t verbose;  // how many -v
    size_t heap_bytes;
    enum toc_dialect dialect;

    uint32_t irq_depth;
    enum toc_irqq_policy irq_policy;
    uint64_t irq_stall_ns; // 0: off

    const char *board_file; // NULL: none given; not read
    const char *board_name;
    bool simulate_pins; // --map pins=sim
    toc_board_t board;
    uint32_t wire_count;
    toc_options_wire_t wires[TOC_OPTIONS_WIRES_MAX];
    uint32_t press_count;
    toc_options_press_t presses[TOC_OPTIONS_PRESSES_MAX];
    uint32_t trace_count;
    const char *traces[TOC_OPTIONS_TRACES_MAX]; // paths, .json or .vcd
    toc_options_replay_t replay;
    uint32_t attach_count;
    const char *attaches[TOC_OPTIONS_ATTACHES_MAX]; // as given; not looked at
    enum toc_pace pace;

    char error[TOC_OPTIONS_ERROR_SIZE]; // "" unless TOC_EINVAL was returned

    // Last, because two thirds of the whole are not written until used.
    uint32_t bus_map_count;
    toc_options_bus_map_t bus_maps[TOC_OPTIONS_BUS_MAPS_MAX];
} toc_options_t;

// What holds when no option is given; the board is not looked up yet.
//
// ctx: thread
void toc_options_init(toc_options_t *options);

// Read the whole command line into `*options`; no call of toc_options_init()
// is needed. argv[0] is the command itself and skipped. The strings stay
// argv's, which has to outlive `*options`.
//
// ctx: thread
// Returns 0 to go on; 1 when only a text was asked for (program is
// TOC_PROGRAM_SHOW_HELP or _SHOW_VERSION, the rest is not looked at); or
// TOC_EINVAL with one line in `options->error`, without a newline and without
// the name of the command in front.
TOC_MUST_CHECK int toc_options_parse(toc_options_t *options, int argc,
                                     char *const *argv);

// The help text, with a newline at its end.
//
// ctx: thread, one at a time: the text is made anew in a static buffer
const char *toc_options_usage(void);

#endif
