/*
 * command - what tocsin does besides running a program
 *
 * SPDX-License-Identifier: MIT
 */
#include "command.h"

#include <stddef.h>
#include <string.h>

#include "ctl.h"
#include "pins.h"
#include "report.h"

// clang-format off
const toc_command_t toc_commands[] = {
    {
        .name = "report",
        .arguments = "TRACE.json -o OUT.svg",
        .help = "draw the timeline of a trace",
        .run = toc_report_command,
    },
    {
        .name = "ctl",
        .arguments = "ADDRESS COMMAND [ARGUMENT ...]",
        .help = "hold a board that runs with --control ADDRESS; 'tocsin ctl' "
                "lists the commands",
        .run = toc_ctl_command,
    },
    {
        .name = "pins",
        .arguments = "[--board NAME] [--map PIN=CHIP:LINE ...]",
        .help = "list the GPIO lines of this machine, who uses them, and which "
                "pins of the board they are",
        .run = toc_pins_command,
    },
    {.name = NULL},
};
// clang-format on

const toc_command_t *toc_command_find(int argc, char *const *argv) {
    const toc_command_t *command = toc_commands;
    while (argc > 1 && command->name != NULL) {
        if (strcmp(argv[1], command->name) == 0) {
            return command;
        }
        command++;
    }
    return NULL;
}
