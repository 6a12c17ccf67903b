/*
 * ctl - tocsin ctl: hold a running board from the command line
 *
 * SPDX-License-Identifier: MIT
 */
#include "ctl.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "control_listen.h"
#include "ctl_request.h"
#include "near.h"

#define ADDRESS_ERROR_SIZE 256

static void tell_usage(FILE *out) {
    fputs("usage: tocsin ctl ADDRESS COMMAND [ARGUMENT ...]\n"
          "ADDRESS is what the board was started with: --control ADDRESS\n\n",
          out);
    for (const toc__ctl_t *c = toc__ctl_commands; c->name != NULL; c++) {
        char form[64];
        snprintf(form, sizeof(form), "%s %s", c->name, c->arguments);
        fprintf(out, "  %-39s %s\n", form, c->help);
    }
    fputs("\nDurations are a number and s, ms, us or ns, such as 1.5s.\n", out);
}

static const toc__ctl_t *find(const char *name) {
    for (const toc__ctl_t *c = toc__ctl_commands; c->name != NULL; c++) {
        if (strcmp(c->name, name) == 0) {
            return c;
        }
    }
    return NULL;
}

static void find_near(const char *name, char text[TOC_NEAR_TEXT_SIZE]) {
    toc_near_t near;
    toc_near_begin(&near, name, strlen(name));
    for (const toc__ctl_t *c = toc__ctl_commands; c->name != NULL; c++) {
        toc_near_offer(&near, c->name);
    }
    toc_near_text(&near, text);
}

static json_t *request_of(int argc, char *const *argv,
                          const toc__ctl_t **command) {
    *command = find(argv[2]);
    if (*command == NULL) {
        char near[TOC_NEAR_TEXT_SIZE];
        find_near(argv[2], near);
        fprintf(stderr,
                "tocsin: ctl: no command '%.40s'%s%s; 'tocsin ctl' lists "
                "them\n",
                argv[2], near[0] != '\0' ? ": " : "", near);
        return NULL;
    }
    unsigned count = (unsigned)argc - 3;
    if (count < (*command)->least || count > (*command)->most) {
        fprintf(stderr, "tocsin: ctl: has to be: %s %s\n", (*command)->name,
                (*command)->arguments);
        return NULL;
    }
    char error[TOC__CTL_ERROR_SIZE] = "";
    json_t *request = (*command)->make(count, argv + 3, error);
    if (request == NULL) {
        fprintf(stderr, "tocsin: ctl: %s: %s\n", (*command)->name,
                error[0] != '\0' ? error : "has to be UTF-8");
    }
    return request;
}

static void print_value(const json_t *value) {
    if (json_is_string(value)) {
        puts(json_string_value(value));
        return;
    }
    json_dumpf(value, stdout, JSON_ENCODE_ANY | JSON_REAL_PRECISION(15));
    putchar('\n');
}

// Returns the exit status.
static int print_answer(json_t *answer, const toc__ctl_t *command) {
    if (!json_is_true(json_object_get(answer, "ok"))) {
        const char *why = json_string_value(
            json_object_get(json_object_get(answer, "error"), "message"));
        fprintf(stderr, "tocsin: ctl: %s\n",
                why != NULL ? why : "what answered is no board");
        return EXIT_FAILURE;
    }
    json_object_del(answer, "ok");
    const json_t *value = command->result != NULL
                              ? json_object_get(answer, command->result)
                              : NULL;
    if (value != NULL) {
        print_value(value);
    } else if (command->result == NULL || json_object_size(answer) > 0) {
        // A command that only does something has nothing to say.
        if (command->result == NULL || command->result[0] != '\0') {
            print_value(answer);
        }
    }
    return EXIT_SUCCESS;
}

// What happens, a line each, until the board or the reader is gone.
static void print_events(FILE *from) {
    char *line = NULL;
    size_t size = 0;
    while (getline(&line, &size, from) > 0) {
        if (fputs(line, stdout) == EOF || fflush(stdout) == EOF) {
            break;
        }
    }
    free(line);
}

static int exchange(int fd, json_t *request, const toc__ctl_t *command) {
    FILE *stream = fdopen(fd, "r+");
    if (stream == NULL) {
        close(fd);
        return TOC_COMMAND_USAGE;
    }
    json_dumpf(request, stream, JSON_COMPACT);
    fputc('\n', stream);
    fflush(stream);

    char *line = NULL;
    size_t size = 0;
    int status = EXIT_FAILURE;
    if (getline(&line, &size, stream) > 0) {
        json_t *answer = json_loads(line, 0, NULL);
        status = print_answer(answer, command);
        json_decref(answer);
    } else if (strcmp(command->name, "stop") == 0 ||
               strcmp(command->name, "reset") == 0) {
        status = EXIT_SUCCESS; // it went before it could say so
    } else {
        fputs("tocsin: ctl: the board ended without an answer\n", stderr);
    }
    free(line);
    if (status == EXIT_SUCCESS && strcmp(command->name, "watch") == 0) {
        print_events(stream);
    }
    fclose(stream);
    return status;
}

static bool asks_for_help(int argc, char *const *argv) {
    return argc < 2 || strcmp(argv[argc - 1], "--help") == 0 ||
           strcmp(argv[argc - 1], "-h") == 0;
}

int toc_ctl_command(int argc, char *const *argv) {
    if (asks_for_help(argc, argv)) {
        tell_usage(stdout);
        return EXIT_SUCCESS;
    }
    if (argc < 3) {
        tell_usage(stderr);
        return TOC_COMMAND_USAGE;
    }
    const toc__ctl_t *command;
    json_t *request = request_of(argc, argv, &command);
    if (request == NULL) {
        return TOC_COMMAND_USAGE;
    }
    // A board that goes is told in words, and not by the end of this process.
    signal(SIGPIPE, SIG_IGN);
    char error[ADDRESS_ERROR_SIZE];
    int fd = toc__control_connect(argv[1], error, sizeof(error));
    if (fd < 0) {
        bool is_nobody = fd == -ENOENT || fd == -ECONNREFUSED;
        fprintf(stderr, "tocsin: ctl: %s%s%s\n", error,
                is_nobody ? ": no board listens there; start one with "
                            "--control "
                          : "",
                is_nobody ? argv[1] : "");
        json_decref(request);
        return TOC_COMMAND_USAGE;
    }
    int status = exchange(fd, request, command);
    json_decref(request);
    return status;
}
