/*
 * port_posix - what the files that use Linux itself share with the port
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_PORT_POSIX_H
#define TOC_PORT_POSIX_H

#include <sys/epoll.h>

#include "port.h"

// A system call failed that never does, and without which nothing can go on:
// say so in one line and end the process with status 1.
//
// ctx: any, signal handlers included
_Noreturn void toc__port_die(const char *what, int err);

// Files that a thread looks after while it waits for an event. Whoever has work
// to do when they are ready then learns of it at once, without another thread
// that has to wake it.
typedef struct toc_port_files {
    int epoll; // whoever has files adds them here, with data.u64 below
               // TOC_PORT_FILES_WAKE
    int wake;

    // Some of them are ready. Then the event is looked at again.
    //
    // ctx: the waiting thread
    void (*ready)(const struct epoll_event *events, int count);
} toc_port_files_t;

#define TOC_PORT_FILES_WAKE UINT64_MAX

// ctx: thread
// Returns 0 or TOC_ENOMEM. What it opened stays open as long as the process.
int toc_port_files_open(toc_port_files_t *files,
                        void (*ready)(const struct epoll_event *events,
                                      int count));

// Have the thread that waits for an event, without a deadline, look after files.
// They have to live as long as the event; toc_port_event_init() forgets them.
//
// ctx: thread, before anybody waits
void toc_port_event_look_after(toc_port_event_t *ev,
                               const toc_port_files_t *files);

#endif
