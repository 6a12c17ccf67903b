/*
 * option_table - one row for each option
 *
 * SPDX-License-Identifier: MIT
 */
#include "option_table.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

// A longer name is near to none: the longest there is has 12 characters.
#define NEAR_NAME_MAX   24
#define NEAR_LISTED_MAX 3

// clang-format off
const struct toc__option toc__options[TOC__OPTION_COUNT] = {
    [TOC__OPTION_COMMAND] = {
        .letter = 'c', .value = "CODE",
        .section = "program",
        .help = "run CODE",
    },
    [TOC__OPTION_MODULE] = {
        .letter = 'm', .value = "MODULE",
        .help = "run a module, or the __main__ of a package",
    },
    [TOC__OPTION_INSPECT] = {
        .letter = 'i',
        .help = "enter the REPL when the program is done",
    },
    [TOC__OPTION_EXIT] = {
        .name = "exit",
        .help = "end at the last line (after the REPL with -i), even if "
                "an alarm, a thread or a press is still to come",
    },
    [TOC__OPTION_FLASH] = {
        .name = "flash", .value = "PATH",
        .help = "the board's /flash: a folder, or an image that ends in .lfs, "
                ".fat or .img and is made when absent, as large as "
                "PATH,size=4M says; without a program its boot.py and main.py "
                "run before the REPL",
    },
    [TOC__OPTION_SAFE_BOOT] = {
        .name = "safe-boot",
        .help = "run neither boot.py nor main.py",
    },
    [TOC__OPTION_BOARD] = {
        .name = "board", .value = "NAME",
        .section = "virtual board",
        .help = "which board to be, the path of a pins.csv or one of",
    },
    [TOC__OPTION_BOARD_FILE] = {
        .name = "board-file", .value = "FILE",
        .help = "file (.toml or JSON) whose keys are options of the board; "
                "those of the command line win",
    },
    [TOC__OPTION_WIRE] = {
        .name = "wire", .value = "A=B",
        .help = "join two pins; may repeat",
    },
    [TOC__OPTION_PRESS] = {
        .name = "press", .value = "PIN@AT[:FOR]",
        .help = "at time AT pull a pin to its other level, for a while; "
                "times are a number and s, ms, us or ns; may repeat",
    },
    [TOC__OPTION_REPLAY] = {
        .name = "replay", .value = "FILE[,VAR=PIN]",
        .help = "drive pins as a recording (VCD) did; VAR=PIN, which may "
                "repeat, says which variable is which pin where their names "
                "do not",
    },
    [TOC__OPTION_ATTACH] = {
        .name = "attach", .value = "DEVICE",
        .help = "put a device on the wires, BUS[@WHERE]=KIND[,key=value]..., "
                "such as i2c0@0x40=si7006,temperature=21.5; may repeat; "
                "'help' lists what there is",
    },
    [TOC__OPTION_MAP] = {
        .name = "map", .value = "BUS=FILE",
        .help = "have a pin or a bus of this machine instead of a simulated "
                "one, such as P9=gpiochip0:17 or i2c0=/dev/i2c-1; P9=sim and "
                "pins=sim simulate pins that the board maps; may repeat",
    },
    [TOC__OPTION_PACE] = {
        .name = "pace", .value = "HOW",
        .help = "whether transfers take as long as on real wires: on, off, or "
                "auto, which is on in virtual time only",
    },
    [TOC__OPTION_VIRTUAL_TIME] = {
        .name = "virtual-time",
        .help = "let the clock jump ahead whenever all threads wait",
    },
    [TOC__OPTION_CONTROL] = {
        .name = "control", .value = "ADDRESS",
        .help = "let other programs hold the board through a socket: a path, "
                "or HOST:PORT such as 127.0.0.1:7000",
    },
    [TOC__OPTION_HOLD] = {
        .name = "hold",
        .help = "begin with virtual time held, for --control to step",
    },
    [TOC__OPTION_SEED] = {
        .name = "seed", .value = "N",
        .help = "seed of every random source, decimal or 0x",
    },
    [TOC__OPTION_NTP] = {
        .name = "ntp", .value = "TIME",
        .help = "what RTC.ntp_sync() hears: right, none for no answer, or how "
                "far the servers are from the time of day, such as +1.5s",
    },
    [TOC__OPTION_MAC] = {
        .name = "mac", .value = "ADDRESS",
        .help = "the board's own: machine.unique_id() and its WiFi station, "
                "such as 24:0a:c4:00:00:01",
    },
    [TOC__OPTION_IRQ_DEPTH] = {
        .name = "irq-depth", .value = "N",
        .section = "interrupts",
        .help = "messages that the queue holds, a power of two",
    },
    [TOC__OPTION_IRQ_FULL] = {
        .name = "irq-full", .value = "WHICH",
        .help = "message that a full queue gives up: newest or oldest",
    },
    [TOC__OPTION_IRQ_STALL] = {
        .name = "irq-stall", .value = "SECONDS",
        .help = "tell of a handler that runs for longer; 0 does not",
    },
    [TOC__OPTION_STATS] = {
        .name = "stats",
        .help = "print counters and latencies on stderr at the end",
    },
    [TOC__OPTION_TRACE] = {
        .name = "trace", .value = "FILE",
        .help = "write what interrupts do into FILE.json, for Perfetto, or "
                "FILE.vcd, for GTKWave; may repeat",
    },
    [TOC__OPTION_DIALECT] = {
        .name = "dialect", .value = "WHICH",
        .section = "interpreter",
        .help = "whose rules hold where the two contradict: pycom or upstream",
    },
    [TOC__OPTION_HEAP] = {
        .name = "heap", .value = "SIZE",
        .help = "bytes for Python objects, as N, NK or NM; a w before the "
                "K or M scales a size meant for a 32-bit machine to this one",
    },
    [TOC__OPTION_OPTIMISE] = {
        .letter = 'O', .value = "[N]",
        .help = "level of optimisation: -O, -OO and so on, or -O0 to -O9",
    },
    [TOC__OPTION_VERBOSE] = {
        .letter = 'v',
        .help = "trace the interpreter's work; may repeat for more",
    },
    [TOC__OPTION_IMPLEMENTATION] = {.letter = 'X', .value = "OPTION"},
    [TOC__OPTION_X_EMIT] = {
        .kind = TOC__OPTION_UNDER_X, .name = "emit", .value = "KIND",
        .help = "compile to bytecode, native or viper",
    },
    [TOC__OPTION_X_HEAPSIZE] = {
        .kind = TOC__OPTION_UNDER_X, .name = "heapsize", .value = "SIZE",
        .help = "the same as --heap",
    },
    [TOC__OPTION_X_COMPILE_ONLY] = {
        .kind = TOC__OPTION_UNDER_X, .name = "compile-only",
        .help = "compile the program and do not run it",
    },
    [TOC__OPTION_HELP] = {
        .letter = 'h', .name = "help",
        .section = "information",
        .help = "show this text",
    },
    [TOC__OPTION_VERSION] = {
        .name = "version",
        .help = "show the version",
    },
};
// clang-format on

const struct toc__option *toc__option_by_letter(char letter) {
    for (size_t i = 0; i < TOC__OPTION_COUNT; i++) {
        if (letter != 0 && toc__options[i].letter == letter) {
            return &toc__options[i];
        }
    }
    return NULL;
}

const struct toc__option *toc__option_by_name(enum toc__option_kind kind,
                                              const char *name, size_t length) {
    for (size_t i = 0; i < TOC__OPTION_COUNT; i++) {
        const struct toc__option *option = &toc__options[i];
        if (option->kind == kind && option->name != NULL &&
            strlen(option->name) == length &&
            memcmp(option->name, name, length) == 0) {
            return option;
        }
    }
    return NULL;
}

enum toc__option_id toc__option_id(const struct toc__option *option) {
    return (enum toc__option_id)(option - toc__options);
}

static size_t min_of(size_t a, size_t b) {
    return a < b ? a : b;
}

// How many characters to insert, delete, replace or swap with their neighbour
// to get from a to b.
static size_t edit_distance(const char *a, size_t a_length, const char *b,
                            size_t b_length) {
    size_t cost[NEAR_NAME_MAX + 1][NEAR_NAME_MAX + 1];
    for (size_t i = 0; i <= a_length; i++) {
        cost[i][0] = i;
    }
    for (size_t j = 0; j <= b_length; j++) {
        cost[0][j] = j;
    }
    for (size_t i = 1; i <= a_length; i++) {
        for (size_t j = 1; j <= b_length; j++) {
            size_t best = cost[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
            best = min_of(best, cost[i - 1][j] + 1);
            best = min_of(best, cost[i][j - 1] + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
                a[i - 2] == b[j - 1]) {
                best = min_of(best, cost[i - 2][j - 2] + 1);
            }
            cost[i][j] = best;
        }
    }
    return cost[a_length][b_length];
}

// 0 for a beginning of the option's name, otherwise the edits between them;
// SIZE_MAX when that is too many to be a slip.
static size_t nearness(const struct toc__option *option, const char *name,
                       size_t length) {
    size_t full = strlen(option->name);
    if (length >= 2 && length <= full &&
        memcmp(name, option->name, length) == 0) {
        return 0;
    }
    size_t edits = edit_distance(name, length, option->name, full);
    size_t allowed = full < 4 ? 1 : full / 3 + 1;
    return edits <= min_of(allowed, 3) && edits < length ? edits : SIZE_MAX;
}

void toc__option_near(enum toc__option_kind kind, const char *name,
                      size_t length, char *out, size_t size) {
    size_t score[TOC__OPTION_COUNT];
    size_t best = SIZE_MAX;
    for (size_t i = 0; i < TOC__OPTION_COUNT; i++) {
        const struct toc__option *option = &toc__options[i];
        score[i] = SIZE_MAX;
        if (option->kind == kind && option->name != NULL &&
            length <= NEAR_NAME_MAX) {
            score[i] = nearness(option, name, length);
        }
        best = min_of(best, score[i]);
    }

    out[0] = '\0';
    size_t used = 0;
    size_t listed = 0;
    const char *dashes = kind == TOC__OPTION_UNDER_X ? "-X " : "--";
    for (size_t i = 0; i < TOC__OPTION_COUNT && used < size; i++) {
        if (best != SIZE_MAX && score[i] == best && listed < NEAR_LISTED_MAX) {
            int n = snprintf(out + used, size - used, "%s'%s%s'",
                             listed > 0 ? " or " : "", dashes,
                             toc__options[i].name);
            used += n > 0 ? (size_t)n : 0;
            listed++;
        }
    }
}
