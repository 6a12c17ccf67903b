/*
 * linux_can_socket - frames and reports of a raw CAN socket
 *
 * SPDX-License-Identifier: MIT
 */
#include "linux_can_socket.h"

#include <errno.h>
#include <linux/can.h>
#include <linux/can/error.h>
#include <linux/can/raw.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <string.h>
#include <sys/socket.h>

#include "err.h"
#include "linux_kernel.h"

static int set_option(int fd, int level, int option, uint32_t value) {
    return linux_kernel()->setsockopt(fd, level, option, &value, sizeof(value));
}

// Ask the interface for its number and whether it is up, and bind to it.
static int bind_to(int fd, const char *name) {
    const linux_kernel_t *kernel = linux_kernel();
    struct ifreq request = {0};
    size_t size = strlen(name);
    if (size >= sizeof(request.ifr_name)) {
        return TOC_ENOENT;
    }
    memcpy(request.ifr_name, name, size);
    int result = kernel->ioctl(fd, SIOCGIFINDEX, &request);
    if (result < 0) {
        return result == -ENODEV ? TOC_ENOENT : linux_err_open(result);
    }
    struct sockaddr_can address = {.can_family = AF_CAN,
                                   .can_ifindex = request.ifr_ifindex};
    result = kernel->ioctl(fd, SIOCGIFFLAGS, &request);
    if (result >= 0 && (request.ifr_flags & IFF_UP) == 0) {
        return TOC_ENODEV;
    }
    if (result >= 0) {
        result = kernel->bind(fd, &address, sizeof(address));
    }
    // An interface of another kind is ENODEV to a CAN socket.
    return result == -ENODEV ? TOC_ENOTSUP : linux_err_open(result);
}

int linux_can_socket_open(const char *name) {
    const linux_kernel_t *kernel = linux_kernel();
    int fd = kernel->socket(PF_CAN, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK,
                            CAN_RAW);
    if (fd < 0) {
        // A kernel without CAN.
        return fd == -EAFNOSUPPORT || fd == -EPROTONOSUPPORT
                   ? TOC_ENOTSUP
                   : linux_err_open(fd);
    }
    int err = 0;
    if (set_option(fd, SOL_CAN_RAW, CAN_RAW_RECV_OWN_MSGS, 1) < 0 ||
        set_option(fd, SOL_CAN_RAW, CAN_RAW_ERR_FILTER, CAN_ERR_MASK) < 0 ||
        set_option(fd, SOL_SOCKET, SO_RXQ_OVFL, 1) < 0) {
        err = TOC_ENOTSUP;
    }
    if (err == 0) {
        err = bind_to(fd, name);
    }
    if (err != 0) {
        kernel->close(fd);
        return err;
    }
    return fd;
}

static enum linux_can_kind unpack(const struct can_frame *raw,
                                  toc_can_frame_t *frame) {
    if ((raw->can_id & CAN_ERR_FLAG) != 0) {
        return (raw->can_id & CAN_ERR_ACK) != 0 ? LINUX_CAN_REFUSED
                                                : LINUX_CAN_ERROR;
    }
    frame->extended = (raw->can_id & CAN_EFF_FLAG) != 0;
    frame->rtr = (raw->can_id & CAN_RTR_FLAG) != 0;
    frame->id = raw->can_id & (frame->extended ? CAN_EFF_MASK : CAN_SFF_MASK);
    frame->size = frame->rtr ? 0 : raw->can_dlc;
    if (raw->can_dlc > CAN_MAX_DLEN) {
        return LINUX_CAN_OTHER;
    }
    memcpy(frame->data, raw->data, frame->size);
    return LINUX_CAN_FRAME;
}

enum linux_can_kind linux_can_socket_take(int fd, toc_can_frame_t *frame,
                                          uint32_t *lost) {
    struct can_frame raw;
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(sizeof(uint32_t))];
    } control;
    struct iovec part = {.iov_base = &raw, .iov_len = sizeof(raw)};
    struct msghdr message = {.msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = &control,
                             .msg_controllen = sizeof(control)};
    long size = linux_kernel()->recvmsg(fd, &message);
    if (size < 0) {
        // ENETDOWN is told once; then there is nothing until it is up again.
        return size == -ENETDOWN || size == -EINTR ? LINUX_CAN_OTHER
                                                   : LINUX_CAN_NOTHING;
    }
    const struct cmsghdr *note = CMSG_FIRSTHDR(&message);
    if (note != NULL && note->cmsg_level == SOL_SOCKET &&
        note->cmsg_type == SO_RXQ_OVFL) {
        memcpy(lost, CMSG_DATA(note), sizeof(*lost));
    }
    if (size != (long)sizeof(raw)) {
        return LINUX_CAN_OTHER;
    }
    return (message.msg_flags & MSG_CONFIRM) != 0 ? LINUX_CAN_SENT
                                                  : unpack(&raw, frame);
}

int linux_can_socket_give(int fd, const toc_can_frame_t *frame) {
    struct can_frame raw = {.can_id = frame->id, .can_dlc = frame->size};
    raw.can_id |= (frame->extended ? CAN_EFF_FLAG : 0u) |
                  (frame->rtr ? CAN_RTR_FLAG : 0u);
    memcpy(raw.data, frame->data, frame->size);
    long done = linux_kernel()->write(fd, &raw, sizeof(raw));
    return done < 0 ? (int)done : 0;
}
