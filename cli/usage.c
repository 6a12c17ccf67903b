/*
 * usage - the help text, made from the option table
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "option_table.h"
#include "options.h"

#define WIDTH       79
#define HELP_COLUMN 24
#define USAGE_SIZE  8192

struct text {
    char buffer[USAGE_SIZE];
    size_t used;
    size_t column;
};

static void put(struct text *text, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void put(struct text *text, const char *format, ...) {
    size_t room = sizeof(text->buffer) - text->used;
    va_list args;
    va_start(args, format);
    int n = vsnprintf(text->buffer + text->used, room, format, args);
    va_end(args);
    if (n > 0) {
        size_t added = (size_t)n < room ? (size_t)n : room - 1;
        text->used += added;
        text->column += added;
    }
}

static void put_newline(struct text *text) {
    put(text, "\n");
    text->column = 0;
}

// Words, wrapped at WIDTH, each line of them beginning at `column`.
static void put_words(struct text *text, size_t column, const char *words) {
    while (*words != '\0') {
        size_t length = strcspn(words, " ");
        if (text->column > column && text->column + 1 + length > WIDTH) {
            put_newline(text);
        }
        if (text->column > column) {
            put(text, " ");
        } else {
            put(text, "%*s", (int)(column - text->column), "");
        }
        put(text, "%.*s", (int)length, words);
        words += length;
        words += strspn(words, " ");
    }
}

// What holds when the option is not given, read from the very defaults that
// the parser starts with; "" where that goes without saying.
static void default_text(enum toc__option_id id, char *out, size_t size) {
    toc_options_t options;
    toc_options_init(&options);
    out[0] = '\0';
    switch (id) {
    case TOC__OPTION_BOARD:
        snprintf(out, size, "(default %s)", options.board_name);
        break;
    case TOC__OPTION_PRESS:
        snprintf(out, size, "(default FOR %ums)",
                 (unsigned)(TOC_OPTIONS_PRESS_NS_DEFAULT / 1000000));
        break;
    case TOC__OPTION_SEED:
        snprintf(out, size, "(default: random)");
        break;
    case TOC__OPTION_IRQ_DEPTH:
        snprintf(out, size, "from %u to %u (default %u)", TOC_IRQQ_DEPTH_MIN,
                 TOC_IRQQ_DEPTH_MAX, (unsigned)options.irq_depth);
        break;
    case TOC__OPTION_IRQ_FULL:
        snprintf(out, size, "(default %s)",
                 options.irq_policy == TOC_IRQQ_REFUSE_NEWEST ? "newest"
                                                              : "oldest");
        break;
    case TOC__OPTION_IRQ_STALL:
        snprintf(out, size, "(default %u)",
                 (unsigned)(options.irq_stall_ns / 1000000000));
        break;
    case TOC__OPTION_HEAP:
        snprintf(out, size, "(default: the board's, scaled)");
        break;
    case TOC__OPTION_DIALECT:
        snprintf(out, size, "(default %s)",
                 options.dialect == TOC_DIALECT_PYCOM ? "pycom" : "upstream");
        break;
    case TOC__OPTION_OPTIMISE:
        snprintf(out, size, "(default -O%u)", (unsigned)options.optimise);
        break;
    case TOC__OPTION_X_EMIT:
        snprintf(out, size, "(default %s)",
                 options.emit == TOC_EMIT_BYTECODE ? "bytecode" : "native");
        break;
    default:
        break;
    }
}

// "-h, --help", "--seed N" or "-X emit=KIND".
static void put_spelling(struct text *text, const struct toc__option *option) {
    put(text, "  ");
    if (option->kind == TOC__OPTION_UNDER_X) {
        put(text, "-X %s", option->name);
    } else if (option->letter != 0) {
        put(text, "-%c%s", option->letter, option->name != NULL ? ", " : "");
    }
    if (option->kind == TOC__OPTION_PLAIN && option->name != NULL) {
        put(text, "--%s", option->name);
    }
    if (option->value != NULL) {
        const char *between = option->kind == TOC__OPTION_UNDER_X ? "=" : " ";
        put(text, "%s%s", option->value[0] == '[' ? "" : between,
            option->value);
    }
}

static void put_option(struct text *text, enum toc__option_id id) {
    const struct toc__option *option = &toc__options[id];
    if (option->section != NULL) {
        put(text, "\n%s:", option->section);
        put_newline(text);
    }
    put_spelling(text, option);
    if (text->column + 2 > HELP_COLUMN) {
        put_newline(text);
    }
    put_words(text, HELP_COLUMN, option->help);
    if (id == TOC__OPTION_BOARD) {
        const char *const *name = toc_board_names();
        for (; *name != NULL; name++) {
            put_words(text, HELP_COLUMN, *name);
        }
    }
    char defaults[80];
    default_text(id, defaults, sizeof(defaults));
    put_words(text, HELP_COLUMN, defaults);
    put_newline(text);
}

static void put_commands(struct text *text) {
    put(text, "\ncommands (a script of that name is run as ./NAME):");
    put_newline(text);
    for (const toc_command_t *c = toc_commands; c->name != NULL; c++) {
        put(text, "  %s %s", c->name, c->arguments);
        if (text->column + 2 > HELP_COLUMN) {
            put_newline(text);
        }
        put_words(text, HELP_COLUMN, c->help);
        put_newline(text);
    }
}

const char *toc_options_usage(void) {
    static struct text text;
    text.used = 0;
    text.column = 0;

    put(&text, "usage: tocsin [option ...] [SCRIPT [argument ...]]\n"
               "       tocsin [option ...] -c CODE [argument ...]\n"
               "       tocsin [option ...] -m MODULE [argument ...]\n"
               "       tocsin COMMAND [argument ...]\n\n");
    text.column = 0;
    put_words(&text, 0,
              "Run a MicroPython program on a virtual Pycom board. Without a "
              "program, start the REPL; with - as SCRIPT, run standard input. "
              "What follows the program is the program's own; -- ends the "
              "options. --option VALUE may be written --option=VALUE. Of an "
              "option given twice the last one counts, unless it may repeat.");
    put_newline(&text);
    for (int i = 0; i < TOC__OPTION_COUNT; i++) {
        if (toc__options[i].help != NULL) {
            put_option(&text, (enum toc__option_id)i);
        }
    }
    put_commands(&text);
    put(&text, "\nexample:\n"
               "  tocsin --virtual-time --wire P9=P10 --press P11@1.5s:200ms "
               "blink.py\n");
    return text.buffer;
}
