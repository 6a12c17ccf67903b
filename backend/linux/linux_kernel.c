/*
 * linux_kernel - the system calls that the device files are used with
 *
 * SPDX-License-Identifier: MIT
 */
#include "linux_kernel.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "err.h"

static int real_open(const char *path, int flags) {
    int fd = open(path, flags);
    return fd < 0 ? -errno : fd;
}

static void real_close(int fd) {
    (void)close(fd);
}

static int real_ioctl(int fd, unsigned long request, void *arg) {
    int result = ioctl(fd, request, arg);
    return result < 0 ? -errno : result;
}

static long real_read(int fd, void *to, size_t size) {
    ssize_t done = read(fd, to, size);
    return done < 0 ? -errno : done;
}

static long real_write(int fd, const void *from, size_t size) {
    ssize_t done = write(fd, from, size);
    return done < 0 ? -errno : done;
}

static int real_socket(int domain, int type, int protocol) {
    int fd = socket(domain, type, protocol);
    return fd < 0 ? -errno : fd;
}

static int real_setsockopt(int fd, int level, int option, const void *value,
                           size_t size) {
    return setsockopt(fd, level, option, value, (socklen_t)size) < 0 ? -errno
                                                                     : 0;
}

static int real_bind(int fd, const void *address, size_t size) {
    return bind(fd, address, (socklen_t)size) < 0 ? -errno : 0;
}

static long real_recvmsg(int fd, struct msghdr *message) {
    ssize_t done = recvmsg(fd, message, 0);
    return done < 0 ? -errno : done;
}

static const linux_kernel_t real = {
    .open = real_open,
    .close = real_close,
    .ioctl = real_ioctl,
    .read = real_read,
    .write = real_write,
    .socket = real_socket,
    .setsockopt = real_setsockopt,
    .bind = real_bind,
    .recvmsg = real_recvmsg,
};

static const linux_kernel_t *used = &real;

const linux_kernel_t *linux_kernel(void) {
    return used;
}

void linux_kernel_set(const linux_kernel_t *kernel) {
    used = kernel != NULL ? kernel : &real;
}

int linux_err(long result) {
    switch (-result) {
    case ENOENT:
        return TOC_ENOENT;
    case EACCES:
    case EPERM:
        return TOC_EACCES;
    case EAGAIN:
        return TOC_EAGAIN;
    case ENOMEM:
        return TOC_ENOMEM;
    case EBUSY:
        return TOC_EBUSY;
    case ENODEV:
    case ENXIO:
    case ESHUTDOWN: // it was there and is not any more
        return TOC_ENODEV;
    case EINVAL:
        return TOC_EINVAL;
    case EOPNOTSUPP:
    case ENOSYS:
    case ENOTTY:
    case EMSGSIZE:
        return TOC_ENOTSUP;
    case ETIMEDOUT:
    case ETIME:
        return TOC_ETIMEDOUT;
    default:
        return result < 0 ? TOC_EIO : (int)result;
    }
}

int linux_err_open(long result) {
    int err = linux_err(result);
    return err == TOC_EINVAL || -result == EISDIR || -result == ENOTDIR
               ? TOC_ENOTSUP
               : err;
}
