/*
 * ctl_request - the words of a ctl command line as a request
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_CLI_CTL_REQUEST_H
#define TOC_CLI_CTL_REQUEST_H

#include <jansson.h>

#define TOC__CTL_ERROR_SIZE 256

typedef struct {
    const char *name;
    const char *arguments; // for people
    const char *help;
    unsigned least; // how many arguments
    unsigned most;
    const char *result; // member of the answer to print; NULL: all of it

    // Returns the request, or NULL with `error` set.
    json_t *(*make)(unsigned count, char *const *arguments, char *error);
} toc__ctl_t;

// All commands; the last one has no name.
extern const toc__ctl_t toc__ctl_commands[];

#endif
