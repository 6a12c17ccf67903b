/*
 * port_posix - what the files that use Linux itself share with the port
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_PORT_POSIX_H
#define TOC_PORT_POSIX_H

// A system call failed that never does, and without which nothing can go on:
// say so in one line and end the process with status 1.
//
// ctx: any, signal handlers included
_Noreturn void toc__port_die(const char *what, int err);

#endif
