/*
 * peer_pty - a UART as a pseudo terminal of this machine
 *
 * The device holds its end of the terminal open, so that what is sent waits
 * for whoever opens it, and nothing is told when they come and go.
 *
 * SPDX-License-Identifier: MIT
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "err.h"
#include "sim_uart_peer.h"

#define PTS_FOLDER "/dev/pts/"

enum { PARAM_LINK = SIM__UART_PEER_PARAMS, PARAM_COUNT };

typedef struct {
    sim__uart_peer_t peer;
    int end; // the side that others open
    bool linked;
} pty_t;

static uint32_t untaken(const sim__uart_peer_t *peer) {
    const pty_t *pty = (const pty_t *)peer;
    int count = 0;
    return ioctl(pty->end, FIONREAD, &count) == 0 && count > 0 ? (uint32_t)count
                                                               : 0;
}

// One that an earlier run left behind points at a terminal; what else is there
// is somebody's.
static void remove_old_link(const char *link) {
    char target[PATH_MAX];
    ssize_t size = readlink(link, target, sizeof(target) - 1);
    if (size > 0 && (size_t)size > strlen(PTS_FOLDER) &&
        memcmp(target, PTS_FOLDER, strlen(PTS_FOLDER)) == 0) {
        (void)unlink(link);
    }
}

static int make_link(pty_t *pty, const char *link, const char *path,
                     char error[SIM_ERROR_SIZE]) {
    if (*link == '\0') {
        return 0;
    }
    remove_old_link(link);
    if (symlink(path, link) != 0) {
        return sim__uart_peer_refuse(link, error);
    }
    pty->linked = true;
    return 0;
}

static int open_terminal(pty_t *pty, char path[64],
                         char error[SIM_ERROR_SIZE]) {
    static const char what[] = "no pseudo terminal";
    int fd = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
    pty->peer.in = fd;
    pty->peer.out = fd;
    if (fd < 0 || grantpt(fd) != 0 || unlockpt(fd) != 0) {
        return sim__uart_peer_refuse(what, error);
    }
    int err = ptsname_r(fd, path, 64);
    if (err != 0) {
        errno = err;
        return sim__uart_peer_refuse(what, error);
    }
    pty->end = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC);
    struct termios mode;
    if (pty->end < 0 || tcgetattr(pty->end, &mode) != 0) {
        return sim__uart_peer_refuse(path, error);
    }
    cfmakeraw(&mode);
    if (tcsetattr(pty->end, TCSANOW, &mode) != 0) {
        return sim__uart_peer_refuse(path, error);
    }
    return 0;
}

static void close_end(sim_device_t *device) {
    pty_t *pty = device->state;
    if (pty->linked) {
        (void)unlink(sim_text(device, PARAM_LINK));
    }
    if (pty->end >= 0) {
        (void)close(pty->end);
    }
}

static int pty_attach(sim_device_t *device, char error[SIM_ERROR_SIZE]) {
    pty_t *pty = device->state;
    char path[64];
    sim__uart_peer_init(&pty->peer);
    pty->peer.untaken = untaken;
    pty->end = -1;
    int err = open_terminal(pty, path, error);
    if (err == 0) {
        err = make_link(pty, sim_text(device, PARAM_LINK), path, error);
    }
    if (err == 0) {
        err = sim_put_text(device, SIM__UART_PEER_AT, path, error);
    }
    if (err != 0) {
        sim__uart_peer_close(&pty->peer);
    } else {
        err = sim__uart_peer_start(device, error);
    }
    if (err != 0) {
        close_end(device);
    }
    return err;
}

static void pty_detach(sim_device_t *device) {
    sim__uart_peer_stop(device);
    close_end(device);
}

static const sim_param_t params[PARAM_COUNT] = {
    SIM__UART_PEER_TABLE,
    [PARAM_LINK] = {.name = "link",
                    .help = "a symbolic link to be made to the terminal",
                    .type = SIM_TEXT,
                    .flags = SIM_PARAM_FIXED},
};

const sim_kind_t sim__kind_uart_pty = {
    .name = "pty",
    .bus = "uart",
    .help = "a pseudo terminal, for a terminal program",
    .params = params,
    .param_count = PARAM_COUNT,
    .state_size = sizeof(pty_t),
    .ops = &sim__uart_peer_ops,
    .attach = pty_attach,
    .detach = pty_detach,
    .measure = sim__uart_peer_measure,
};
