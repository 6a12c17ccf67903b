/*
 * command - what tocsin does besides running a program
 *
 * A command is the first word of the command line; a script of that name is
 * run as ./report. All commands are rows of one table, from which --help lists
 * them.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_CLI_COMMAND_H
#define TOC_CLI_COMMAND_H

// Exit status of a command that was used wrongly or given a bad file.
#define TOC_COMMAND_USAGE 2

typedef struct {
    const char *name;
    const char *arguments; // as --help shows them
    const char *help;

    // argv[0] is the command's name.
    // Returns the exit status.
    int (*run)(int argc, char *const *argv);
} toc_command_t;

// All commands, in the order of --help; the last one has no name.
extern const toc_command_t toc_commands[];

// The command that the line begins with.
//
// ctx: any
// Returns NULL when it begins with none.
const toc_command_t *toc_command_find(int argc, char *const *argv);

#endif
