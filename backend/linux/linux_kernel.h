/*
 * linux_kernel - the system calls that the device files are used with
 *
 * One table, so that tests can stand in for the kernel and see each call to
 * the letter. A call returns what the kernel's did, or errno's number,
 * negative.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BACKEND_LINUX_KERNEL_H
#define TOC_BACKEND_LINUX_KERNEL_H

#include <stddef.h>

struct msghdr;

typedef struct {
    int (*open)(const char *path, int flags);
    void (*close)(int fd);
    int (*ioctl)(int fd, unsigned long request, void *arg);
    long (*read)(int fd, void *to, size_t size);
    long (*write)(int fd, const void *from, size_t size);
    int (*socket)(int domain, int type, int protocol);
    int (*setsockopt)(int fd, int level, int option, const void *value,
                      size_t size);
    int (*bind)(int fd, const void *address, size_t size);
    long (*recvmsg)(int fd, struct msghdr *message);
} linux_kernel_t;

// ctx: any
const linux_kernel_t *linux_kernel(void);

// Use another table from now on; NULL for the real one. It stays the caller's.
//
// ctx: thread, while no device file is in use
void linux_kernel_set(const linux_kernel_t *kernel);

// The TOC_ error for what a call above returned; 0 and above stay.
//
// ctx: any
int linux_err(long result);

// The same for a file that is being opened or set up: one that is no device of
// the right kind is TOC_ENOTSUP.
int linux_err_open(long result);

#endif
