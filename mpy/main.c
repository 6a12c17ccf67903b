/*
 * main - the tocsin command
 *
 * SPDX-License-Identifier: MIT
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/board_file.h"
#include "cli/command.h"
#include "cli/options.h"
#include "core/version.h"
#include "genhdr/mpversion.h"
#include "mpy/board.h"
#include "mpy/flash.h"
#include "mpy/life.h"
#include "py/builtin.h"
#include "py/cstack.h"
#include "trace/trace_writer.h"

#define EXIT_USAGE 2

// As the unix port has it, so that recursion goes as deep here as there.
#define STACK_LIMIT (40000 * (sizeof(void *) / 4))

static bool script_is_readable(const char *path) {
    struct stat st;
    if (stat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
        fprintf(stderr, "tocsin: cannot read '%s': is a folder\n", path);
        return false;
    }
    if (access(path, R_OK) != 0) {
        fprintf(stderr, "tocsin: cannot read '%s': %s\n", path,
                // NOLINTNEXTLINE(concurrency-mt-unsafe): no other thread yet
                strerror(errno));
        return false;
    }
    return true;
}

static bool files_are_there(const toc_options_t *options) {
    return (options->program != TOC_PROGRAM_SCRIPT ||
            script_is_readable(options->program_text)) &&
           mpy_flash_open(options);
}

static bool can_emit(const toc_options_t *options) {
#if !MICROPY_EMIT_NATIVE
    if (options->emit != TOC_EMIT_BYTECODE) {
        fprintf(stderr, "tocsin: -X emit: only bytecode on this processor\n");
        return false;
    }
#endif
    (void)options;
    return true;
}

// --attach help
static bool wants_devices_told(const toc_options_t *options) {
    for (uint32_t i = 0; i < options->attach_count; i++) {
        if (strcmp(options->attaches[i], "help") == 0) {
            return true;
        }
    }
    return false;
}

// Read the board file whose name the options have, then the command line.
// Returns as toc_options_parse().
static int parse_with_file(toc_options_t *options, int argc, char **argv) {
    const char *name = options->board_file;
    static char text[TOC_BOARD_FILE_SIZE_MAX];
    FILE *file = fopen(name, "rb");
    size_t size = file != NULL ? fread(text, 1, sizeof(text), file) : 0;
    bool failed = file == NULL || ferror(file) != 0;
    // NOLINTNEXTLINE(concurrency-mt-unsafe): no other thread runs yet
    const char *reason = failed ? strerror(errno) : "is longer than 1 MB";
    if (file != NULL) {
        (void)fclose(file);
    }
    if (failed || size == sizeof(text)) {
        snprintf(options->error, sizeof(options->error), "--board-file %s: %s",
                 name, reason);
        return TOC_EINVAL;
    }
    return toc_board_file_parse(options, argc, argv, name, text, size);
}

static bool traces_are_writable(const toc_options_t *options) {
    for (uint32_t i = 0; i < options->trace_count; i++) {
        char error[TOC_TRACE_ERROR_SIZE];
        if (toc_trace_add(options->traces[i], error) != 0) {
            fprintf(stderr, "tocsin: --trace %s: %s\n", options->traces[i],
                    error);
            toc_trace_forget();
            return false;
        }
    }
    return true;
}

__attribute__((noinline)) static int live(const toc_options_t *options,
                                          int argc, char *const *argv) {
    int status;
    do {
        status = mpy_life(options, argc, argv);
    } while (status < 0);
    return status;
}

// An exception that nobody catches: every call into Python is guarded, so this
// is a fault of Tocsin's own.
void nlr_jump_fail(void *value) {
    fprintf(stderr, "tocsin: internal error, exception %p was not caught\n",
            value);
    abort();
}

int main(int argc, char **argv) {
    const toc_command_t *command = toc_command_find(argc, argv);
    if (command != NULL) {
        toc_pins_from(mpy_board_each_chip);
        return command->run(argc - 1, argv + 1);
    }
    static toc_options_t options;
    int err = toc_options_parse(&options, argc, argv);
    if (options.board_file != NULL && err != 1) {
        // What is wrong without the file may be right with it.
        err = parse_with_file(&options, argc, argv);
    }
    if (err < 0) {
        fprintf(stderr, "tocsin: %s\n", options.error);
        return EXIT_USAGE;
    }
    if (options.program == TOC_PROGRAM_SHOW_HELP) {
        fputs(toc_options_usage(), stdout);
        return 0;
    }
    if (options.program == TOC_PROGRAM_SHOW_VERSION) {
        puts("Tocsin " TOCSIN_VERSION ", " MICROPY_BANNER_NAME_AND_VERSION);
        return 0;
    }
    if (!can_emit(&options) || !files_are_there(&options) ||
        mpy_board_load(&options) != 0) {
        return EXIT_USAGE;
    }
    if (wants_devices_told(&options)) {
        mpy_board_tell_devices();
        return 0;
    }
    if (!traces_are_writable(&options)) {
        return EXIT_USAGE;
    }
    err = mpy_power_on(&options);
    if (err != 0) {
        toc_trace_forget();
        return err == TOC_EINVAL ? EXIT_USAGE : 1;
    }
    // The collector scans from here down; what it has to find is below.
    mp_cstack_init_with_sp_here(STACK_LIMIT);
    int status = live(&options, argc, argv);
    mpy_power_off();
    return status;
}
