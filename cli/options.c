/*
 * options - what the command line asks for
 *
 * SPDX-License-Identifier: MIT
 */
#include "options.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "option_table.h"
#include "options_private.h"

// How much of a value is shown in an error.
#define SHOWN_MAX 40

void toc__options_label(char label[TOC__LABEL_SIZE], const char *prefix,
                        const char *value) {
    size_t shown = strlen(value);
    const char *dots = "";
    if (shown > SHOWN_MAX) {
        shown = SHOWN_MAX;
        dots = "...";
        // Not within a character of UTF-8.
        while (shown > 0 && ((unsigned char)value[shown] & 0xc0) == 0x80) {
            shown--;
        }
    }
    snprintf(label, TOC__LABEL_SIZE, "%s%.*s%s", prefix, (int)shown, value,
             dots);
}

int toc__options_fail(toc_options_t *options, const char *format, ...) {
    va_list args;
    va_start(args, format);
    vsnprintf(options->error, sizeof(options->error), format, args);
    va_end(args);
    for (char *c = options->error; *c != '\0'; c++) {
        if ((unsigned char)*c < ' ' || *c == 0x7f) {
            *c = '?';
        }
    }
    return TOC_EINVAL;
}

void toc_options_init(toc_options_t *options) {
    memset(options, 0, offsetof(toc_options_t, bus_maps));
    options->board_name = TOC_OPTIONS_BOARD_DEFAULT;
    options->irq_depth = TOC_IRQQ_DEPTH_DEFAULT;
    options->irq_policy = TOC_IRQQ_REFUSE_NEWEST;
    options->irq_stall_ns = TOC_OPTIONS_STALL_NS_DEFAULT;
}

// `name`, `length` is what to look for near misses of.
static int fail_unknown(toc_options_t *options, enum toc__option_kind kind,
                        const char *shown, const char *name, size_t length) {
    char near[80];
    toc__option_near(kind, name, length, near, sizeof(near));
    if (near[0] != '\0') {
        return toc__options_fail(
            options, "unknown option '%s': did you mean %s?", shown, near);
    }
    return toc__options_fail(options,
                             "unknown option '%s': see 'tocsin --help'", shown);
}

static int unknown_option(toc_options_t *options, const char *arg) {
    // "-seed" means "--seed".
    const char *name = arg + (arg[1] == '-' ? 2 : 1);
    char label[TOC__LABEL_SIZE];
    toc__options_label(label, "", arg);
    return fail_unknown(options, TOC__OPTION_PLAIN, label, name,
                        strcspn(name, "="));
}

// "--name", "--name=value" or "--name value".
static int parse_long(struct toc__parser *p, const char *arg) {
    toc_options_t *options = p->options;
    size_t length = strcspn(arg + 2, "=");
    bool has_value = arg[2 + length] == '=';
    struct toc__given given = {.value = ""};

    given.option = toc__option_by_name(TOC__OPTION_ABSENT, arg + 2, length);
    if (given.option != NULL) {
        toc__options_label(given.label, "--", given.option->name);
        return toc__options_apply(p, &given);
    }
    given.option = toc__option_by_name(TOC__OPTION_PLAIN, arg + 2, length);
    if (given.option == NULL) {
        return unknown_option(options, arg);
    }
    if (given.option->value == NULL) {
        if (has_value) {
            toc__options_label(given.label, "", arg);
            return toc__options_fail(options, "%s: takes no value",
                                     given.label);
        }
        return toc__options_apply(p, &given);
    }

    if (has_value) {
        given.value = arg + 2 + length + 1;
    } else if (p->next < p->argc && strncmp(p->argv[p->next], "--", 2) != 0) {
        given.value = p->argv[p->next++];
    }
    if (given.value[0] == '\0') {
        return toc__options_fail(options, "--%s needs a value: --%s %s",
                                 given.option->name, given.option->name,
                                 given.option->value);
    }
    char prefix[24];
    snprintf(prefix, sizeof(prefix), "--%s ", given.option->name);
    toc__options_label(given.label, prefix, given.value);
    return toc__options_apply(p, &given);
}

// What is behind -X: "name" or "name=value".
static int parse_under_x(struct toc__parser *p, const char *arg) {
    size_t length = strcspn(arg, "=");
    bool has_value = arg[length] == '=';
    struct toc__given given = {
        .option = toc__option_by_name(TOC__OPTION_UNDER_X, arg, length),
        .value = arg + length + has_value,
    };
    toc__options_label(given.label, "-X ", arg);

    if (given.option == NULL) {
        return fail_unknown(p->options, TOC__OPTION_UNDER_X, given.label, arg,
                            length);
    }
    if (given.option->value == NULL && has_value) {
        return toc__options_fail(p->options, "%s: takes no value", given.label);
    }
    if (given.option->value != NULL && given.value[0] == '\0') {
        return toc__options_fail(p->options, "-X %s needs a value: -X %s=%s",
                                 given.option->name, given.option->name,
                                 given.option->value);
    }
    return toc__options_apply(p, &given);
}

// All the letters of "-vi" have to be options before the first one counts, so
// that a long option with one dash ("-virtual-time") is told apart. A letter
// that takes a value ends them.
static bool are_letters(const char *letters) {
    for (; *letters != '\0'; letters++) {
        const struct toc__option *option = toc__option_by_letter(*letters);
        if (option == NULL || option->value != NULL) {
            return option != NULL;
        }
    }
    return true;
}

// The value of a letter, of which `rest` is attached: "-cCODE", "-c CODE". One
// in brackets may be absent: "-O", "-O2".
// Returns NULL when it is missing.
static const char *letter_value(struct toc__parser *p,
                                const struct toc__option *option,
                                const char *rest) {
    if (rest[0] != '\0' || option->value[0] == '[') {
        return rest;
    }
    if (p->next == p->argc) {
        return NULL;
    }
    const char *value = p->argv[p->next++];
    // No code at all is a program, of no lines.
    bool may_be_empty = toc__option_id(option) == TOC__OPTION_COMMAND;
    return value[0] != '\0' || may_be_empty ? value : NULL;
}

// "-v", "-vi", "-c CODE" or "-cCODE".
static int parse_letters(struct toc__parser *p, const char *arg) {
    if (!are_letters(arg + 1)) {
        return unknown_option(p->options, arg);
    }

    int result = 0;
    const char *letter = arg + 1;
    while (result == 0 && *letter != '\0') {
        const struct toc__option *option = toc__option_by_letter(*letter++);
        struct toc__given given = {.option = option, .value = ""};
        if (option->value != NULL) {
            given.value = letter_value(p, option, letter);
            if (given.value == NULL) {
                return toc__options_fail(
                    p->options, "-%c needs a value: -%c %s", option->letter,
                    option->letter, option->value);
            }
            const char prefix[] = {'-', option->letter, '\0'};
            toc__options_label(given.label, prefix, given.value);
            letter = "";
        }
        result = toc__option_id(option) == TOC__OPTION_IMPLEMENTATION
                     ? parse_under_x(p, given.value)
                     : toc__options_apply(p, &given);
    }
    return result;
}

static int parse_script(struct toc__parser *p, const char *arg) {
    if (arg[0] == '\0') {
        return toc__options_fail(p->options, "the name of the script is empty");
    }
    return toc__options_program(
        p, strcmp(arg, "-") == 0 ? TOC_PROGRAM_STDIN : TOC_PROGRAM_SCRIPT, arg);
}

int toc__options_parse_args(toc_options_t *options, int argc,
                            char *const *argv) {
    struct toc__parser p = {
        .options = options, .argc = argc, .argv = argv, .next = 1};
    options->first_arg = argc;

    bool ended = false;
    while (p.next < argc) {
        const char *arg = argv[p.next++];
        int result = 0;
        if (ended || arg[0] != '-' || arg[1] == '\0') {
            result = parse_script(&p, arg);
        } else if (strcmp(arg, "--") == 0) {
            ended = true;
        } else if (arg[1] == '-') {
            result = parse_long(&p, arg);
        } else {
            result = parse_letters(&p, arg);
        }
        if (result != 0) {
            return result;
        }
    }
    return toc__options_resolve(options);
}

int toc_options_parse(toc_options_t *options, int argc, char *const *argv) {
    toc_options_init(options);
    return toc__options_parse_args(options, argc, argv);
}
