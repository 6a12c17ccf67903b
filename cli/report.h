/*
 * report - `tocsin report`: draw the timeline of a trace
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_CLI_REPORT_H
#define TOC_CLI_REPORT_H

// The command (cli/command.h). Bad arguments and bad files are told in one line
// on stderr.
//
// ctx: main thread
// Returns 0, 1 when the picture cannot be written, or TOC_COMMAND_USAGE.
int toc_report_command(int argc, char *const *argv);

#endif
