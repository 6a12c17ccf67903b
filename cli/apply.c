/*
 * apply - what each option does
 *
 * SPDX-License-Identifier: MIT
 */
#include <string.h>

#include "option_table.h"
#include "options_private.h"
#include "quantity.h"

static int read_depth(toc_options_t *options, const struct toc__given *given) {
    uint64_t depth;
    if (toc__quantity_number(given->value, &depth) != 0 ||
        depth < TOC_IRQQ_DEPTH_MIN || depth > TOC_IRQQ_DEPTH_MAX ||
        (depth & (depth - 1)) != 0) {
        return toc__options_fail(options,
                                 "%s: has to be a power of two from %u to %u, "
                                 "such as 8 or 16",
                                 given->label, TOC_IRQQ_DEPTH_MIN,
                                 TOC_IRQQ_DEPTH_MAX);
    }
    options->irq_depth = (uint32_t)depth;
    return 0;
}

static int read_policy(toc_options_t *options, const struct toc__given *given) {
    if (strcmp(given->value, "newest") == 0) {
        options->irq_policy = TOC_IRQQ_REFUSE_NEWEST;
    } else if (strcmp(given->value, "oldest") == 0) {
        options->irq_policy = TOC_IRQQ_DISCARD_OLDEST;
    } else {
        return toc__options_fail(options, "%s: has to be newest or oldest",
                                 given->label);
    }
    return 0;
}

static int read_stall(toc_options_t *options, const struct toc__given *given) {
    if (toc__quantity_seconds(given->value, &options->irq_stall_ns) != 0) {
        return toc__options_fail(options,
                                 "%s: has to be a number of seconds, such as 5 "
                                 "or 0.5; 0 turns it off",
                                 given->label);
    }
    return 0;
}

// "none", or how far the time of NTP servers is from the time of day: "+1.5s".
static int read_ntp(toc_options_t *options, const struct toc__given *given) {
    const char *text = given->value;
    options->ntp_silent = strcmp(text, "none") == 0;
    options->ntp_offset_ns = 0;
    if (options->ntp_silent || strcmp(text, "right") == 0) {
        return 0;
    }
    const char *why = "has to be right, none, or an offset with its sign and "
                      "unit, such as +1.5s or -200ms";
    uint64_t ns = 0;
    bool is_signed = text[0] == '+' || text[0] == '-';
    if (!is_signed ||
        toc__quantity_duration(text + 1, strlen(text + 1), &ns, &why) != 0) {
        return toc__options_fail(options, "%s: %s", given->label, why);
    }
    options->ntp_offset_ns = text[0] == '-' ? -(int64_t)ns : (int64_t)ns;
    return 0;
}

// The value of a hexadecimal digit, or -1.
static int digit(char c) {
    static const char digits[] = "0123456789abcdefABCDEF";
    const char *at = c != '\0' ? strchr(digits, c) : NULL;
    int index = at != NULL ? (int)(at - digits) : -1;
    return index < 16 ? index : index - 6;
}

// "24:0a:c4:00:00:01". Returns whether it is one.
static bool read_mac_bytes(const char *text, uint8_t *mac) {
    for (int i = 0; i < TOC_OPTIONS_MAC_BYTES; i++) {
        int high = digit(text[0]);
        int low = high >= 0 ? digit(text[1]) : -1;
        char end = i == TOC_OPTIONS_MAC_BYTES - 1 ? '\0' : ':';
        if (low < 0 || text[2] != end) {
            return false;
        }
        mac[i] = (uint8_t)(high << 4 | low);
        text += 3;
    }
    return true;
}

static int read_mac(toc_options_t *options, const struct toc__given *given) {
    // The lowest bit of the first byte is that of a group's address.
    if (!read_mac_bytes(given->value, options->mac) ||
        (options->mac[0] & 1) != 0) {
        return toc__options_fail(options,
                                 "%s: has to be the address of one board, "
                                 "such as 24:0a:c4:00:00:01",
                                 given->label);
    }
    options->has_mac = true;
    return 0;
}

static int read_heap(toc_options_t *options, const struct toc__given *given) {
    const char *why;
    if (toc__quantity_size(given->value, &options->heap_bytes, &why) != 0) {
        return toc__options_fail(options, "%s: %s", given->label, why);
    }
    if (options->heap_bytes < TOC_OPTIONS_HEAP_MIN_BYTES) {
        return toc__options_fail(options, "%s: has to be at least %zuK",
                                 given->label,
                                 TOC_OPTIONS_HEAP_MIN_BYTES / 1024);
    }
    return 0;
}

static int read_dialect(toc_options_t *options,
                        const struct toc__given *given) {
    if (strcmp(given->value, "pycom") == 0) {
        options->dialect = TOC_DIALECT_PYCOM;
    } else if (strcmp(given->value, "upstream") == 0) {
        options->dialect = TOC_DIALECT_UPSTREAM;
    } else {
        return toc__options_fail(options, "%s: has to be pycom or upstream",
                                 given->label);
    }
    return 0;
}

// "PATH" or "PATH,size=4M".
static int read_flash(toc_options_t *options, const struct toc__given *given) {
    static const char size_key[] = ",size=";
    const char *size = strstr(given->value, size_key);
    options->flash = given->value;
    options->flash_length = strlen(given->value);
    options->flash_bytes = 0;
    if (size == NULL) {
        return 0;
    }
    options->flash_length = (size_t)(size - given->value);
    if (options->flash_length == 0) {
        return toc__options_fail(options,
                                 "%s: has to be a folder or an image, such as "
                                 "board.lfs,size=4M",
                                 given->label);
    }
    size_t bytes;
    const char *why;
    if (toc__quantity_size(size + sizeof(size_key) - 1, &bytes, &why) != 0) {
        return toc__options_fail(options, "%s: %s", given->label, why);
    }
    if (bytes < TOC_OPTIONS_FLASH_MIN_BYTES ||
        bytes > TOC_OPTIONS_FLASH_MAX_BYTES ||
        bytes % TOC_OPTIONS_FLASH_BLOCK_BYTES != 0) {
        return toc__options_fail(options,
                                 "%s: a size has to be from 64K to 1024M, in "
                                 "steps of 4K",
                                 given->label);
    }
    options->flash_bytes = bytes;
    return 0;
}

static int read_seed(toc_options_t *options, const struct toc__given *given) {
    if (toc__quantity_number(given->value, &options->seed) != 0) {
        return toc__options_fail(options,
                                 "%s: has to be a number from 0 to "
                                 "18446744073709551615, decimal or 0x",
                                 given->label);
    }
    options->has_seed = true;
    return 0;
}

// What is behind "-O": nothing, more of the same, or one digit.
static int read_level(toc_options_t *options, const struct toc__given *given) {
    const char *level = given->value;
    size_t more = strspn(level, "O");
    if (more < 9 && level[more] == '\0') {
        options->optimise = (uint32_t)more + 1;
    } else if (level[0] >= '0' && level[0] <= '9' && level[1] == '\0') {
        options->optimise = (uint32_t)(level[0] - '0');
    } else {
        return toc__options_fail(
            options, "%s: has to be -O, -OO and so on, or -O0 to -O9",
            given->label);
    }
    return 0;
}

static int read_emit(toc_options_t *options, const struct toc__given *given) {
    if (strcmp(given->value, "bytecode") == 0) {
        options->emit = TOC_EMIT_BYTECODE;
    } else if (strcmp(given->value, "native") == 0) {
        options->emit = TOC_EMIT_NATIVE;
    } else if (strcmp(given->value, "viper") == 0) {
        options->emit = TOC_EMIT_VIPER;
    } else {
        return toc__options_fail(
            options, "%s: has to be emit=bytecode, emit=native or emit=viper",
            given->label);
    }
    return 0;
}

static int add_wire(toc_options_t *options, const struct toc__given *given) {
    if (options->wire_count == TOC_OPTIONS_WIRES_MAX) {
        return toc__options_fail(options, "%s: at most %d wires", given->label,
                                 TOC_OPTIONS_WIRES_MAX);
    }
    options->wires[options->wire_count++].text = given->value;
    return 0;
}

static int add_press(toc_options_t *options, const struct toc__given *given) {
    if (options->press_count == TOC_OPTIONS_PRESSES_MAX) {
        return toc__options_fail(options, "%s: at most %d presses",
                                 given->label, TOC_OPTIONS_PRESSES_MAX);
    }
    options->presses[options->press_count++].text = given->value;
    return 0;
}

static int add_attach(toc_options_t *options, const struct toc__given *given) {
    if (options->attach_count == TOC_OPTIONS_ATTACHES_MAX) {
        return toc__options_fail(options, "%s: at most %d devices",
                                 given->label, TOC_OPTIONS_ATTACHES_MAX);
    }
    options->attaches[options->attach_count++] = given->value;
    return 0;
}

static int add_map(toc_options_t *options, const struct toc__given *given) {
    if (options->bus_map_count == TOC_OPTIONS_BUS_MAPS_MAX) {
        return toc__options_fail(options, "%s: at most %d of them",
                                 given->label, TOC_OPTIONS_BUS_MAPS_MAX);
    }
    options->bus_maps[options->bus_map_count++] =
        (toc_options_bus_map_t){.text = given->value};
    return 0;
}

static int read_pace(toc_options_t *options, const struct toc__given *given) {
    if (strcmp(given->value, "auto") == 0) {
        options->pace = TOC_PACE_AUTO;
    } else if (strcmp(given->value, "on") == 0) {
        options->pace = TOC_PACE_ON;
    } else if (strcmp(given->value, "off") == 0) {
        options->pace = TOC_PACE_OFF;
    } else {
        return toc__options_fail(options, "%s: has to be on, off or auto",
                                 given->label);
    }
    return 0;
}

static bool ends_in(const char *text, const char *ending) {
    size_t length = strlen(text);
    size_t wanted = strlen(ending);
    return length > wanted && strcmp(text + length - wanted, ending) == 0;
}

static int add_trace(toc_options_t *options, const struct toc__given *given) {
    if (options->trace_count == TOC_OPTIONS_TRACES_MAX) {
        return toc__options_fail(options, "%s: at most %d traces", given->label,
                                 TOC_OPTIONS_TRACES_MAX);
    }
    if (!ends_in(given->value, ".json") && !ends_in(given->value, ".vcd")) {
        return toc__options_fail(
            options, "%s: has to end in .json or .vcd, such as trace.json",
            given->label);
    }
    options->traces[options->trace_count++] = given->value;
    return 0;
}

int toc__options_program(struct toc__parser *p, enum toc_program program,
                         const char *text) {
    p->options->program = program;
    p->options->program_text = text;
    p->options->argv0 = program == TOC_PROGRAM_COMMAND ? "-c" : text;
    p->options->first_arg = p->next;
    p->next = p->argc;
    return 0;
}

static int show(toc_options_t *options, enum toc_program what) {
    options->program = what;
    return 1;
}

static int set_flag(bool *flag) {
    *flag = true;
    return 0;
}

int toc__options_apply(struct toc__parser *p, const struct toc__given *given) {
    toc_options_t *options = p->options;
    switch (toc__option_id(given->option)) {
    case TOC__OPTION_COMMAND:
        return toc__options_program(p, TOC_PROGRAM_COMMAND, given->value);
    case TOC__OPTION_MODULE:
        return toc__options_program(p, TOC_PROGRAM_MODULE, given->value);
    case TOC__OPTION_INSPECT:
        return set_flag(&options->inspect);
    case TOC__OPTION_EXIT:
        return set_flag(&options->exit_at_end);
    case TOC__OPTION_FLASH:
        return read_flash(options, given);
    case TOC__OPTION_SAFE_BOOT:
        return set_flag(&options->safe_boot);
    case TOC__OPTION_BOARD:
        options->board_name = given->value;
        return 0;
    case TOC__OPTION_BOARD_FILE:
        options->board_file = given->value;
        return 0;
    case TOC__OPTION_WIRE:
        return add_wire(options, given);
    case TOC__OPTION_PRESS:
        return add_press(options, given);
    case TOC__OPTION_REPLAY:
        options->replay.text = given->value;
        return 0;
    case TOC__OPTION_ATTACH:
        return add_attach(options, given);
    case TOC__OPTION_MAP:
        return add_map(options, given);
    case TOC__OPTION_PACE:
        return read_pace(options, given);
    case TOC__OPTION_VIRTUAL_TIME:
        return set_flag(&options->virtual_time);
    case TOC__OPTION_CONTROL:
        options->control = given->value;
        return 0;
    case TOC__OPTION_HOLD:
        return set_flag(&options->hold);
    case TOC__OPTION_SEED:
        return read_seed(options, given);
    case TOC__OPTION_NTP:
        return read_ntp(options, given);
    case TOC__OPTION_MAC:
        return read_mac(options, given);
    case TOC__OPTION_IRQ_DEPTH:
        return read_depth(options, given);
    case TOC__OPTION_IRQ_FULL:
        return read_policy(options, given);
    case TOC__OPTION_IRQ_STALL:
        return read_stall(options, given);
    case TOC__OPTION_STATS:
        return set_flag(&options->stats);
    case TOC__OPTION_TRACE:
        return add_trace(options, given);
    case TOC__OPTION_DIALECT:
        return read_dialect(options, given);
    case TOC__OPTION_HEAP:
    case TOC__OPTION_X_HEAPSIZE:
        return read_heap(options, given);
    case TOC__OPTION_OPTIMISE:
        return read_level(options, given);
    case TOC__OPTION_VERBOSE:
        options->verbose++;
        return 0;
    case TOC__OPTION_X_EMIT:
        return read_emit(options, given);
    case TOC__OPTION_X_COMPILE_ONLY:
        return set_flag(&options->compile_only);
    case TOC__OPTION_HELP:
        return show(options, TOC_PROGRAM_SHOW_HELP);
    case TOC__OPTION_VERSION:
        return show(options, TOC_PROGRAM_SHOW_VERSION);
    case TOC__OPTION_IMPLEMENTATION: // the parser hands on what is under it
    case TOC__OPTION_COUNT:
        break;
    }
    return toc__options_fail(options, "%s: not in this version", given->label);
}
