/*
 * ctl - tocsin ctl: hold a running board from the command line
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_CLI_CTL_H
#define TOC_CLI_CTL_H

// Send one request to the board at argv[1] and print its answer in a form that
// scripts can use: the value alone where there is one, otherwise JSON.
//
// ctx: main thread
// Returns 0; 1 when the board refused, with its reason on stderr; or
// TOC_COMMAND_USAGE when it was used wrongly or nobody listens there.
int toc_ctl_command(int argc, char *const *argv);

#endif
