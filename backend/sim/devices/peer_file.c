/*
 * peer_file - a UART that reads one file and writes another
 *
 * SPDX-License-Identifier: MIT
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "sim_uart_peer.h"

enum { PARAM_IN = SIM__UART_PEER_PARAMS, PARAM_OUT, PARAM_COUNT };

// A named pipe is opened both ways: there may be nobody at its other end yet.
static int open_file(const char *path, int flags, int *fd,
                     char error[SIM_ERROR_SIZE]) {
    if (*path == '\0') {
        return 0;
    }
    struct stat found;
    if (stat(path, &found) == 0 && S_ISFIFO(found.st_mode)) {
        flags = O_RDWR;
    }
    if (stat(path, &found) == 0 && S_ISDIR(found.st_mode)) {
        errno = EISDIR;
        return sim__uart_peer_refuse(path, error);
    }
    *fd = open(path, flags | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0666);
    return *fd < 0 ? sim__uart_peer_refuse(path, error) : 0;
}

static int file_attach(sim_device_t *device, char error[SIM_ERROR_SIZE]) {
    sim__uart_peer_t *peer = device->state;
    const char *in = sim_text(device, PARAM_IN);
    const char *out = sim_text(device, PARAM_OUT);
    sim__uart_peer_init(peer);
    if (*in == '\0' && *out == '\0') {
        return sim_refuse(error, "file needs in=..., out=... or both");
    }
    int err = open_file(in, O_RDONLY, &peer->in, error);
    if (err == 0) {
        err = open_file(out, O_WRONLY | O_CREAT | O_TRUNC, &peer->out, error);
    }
    if (err != 0) {
        sim__uart_peer_close(peer);
        return err;
    }
    return sim__uart_peer_start(device, error);
}

static const sim_param_t params[PARAM_COUNT] = {
    SIM__UART_PEER_TABLE,
    [PARAM_IN] = {.name = "in",
                  .help = "a file with what arrives at the port",
                  .type = SIM_TEXT,
                  .flags = SIM_PARAM_FIXED},
    [PARAM_OUT] = {.name = "out",
                   .help = "a file for what the port sends",
                   .type = SIM_TEXT,
                   .flags = SIM_PARAM_FIXED},
};

const sim_kind_t sim__kind_uart_file = {
    .name = "file",
    .bus = "uart",
    .help = "files or named pipes",
    .params = params,
    .param_count = PARAM_COUNT,
    .state_size = sizeof(sim__uart_peer_t),
    .ops = &sim__uart_peer_ops,
    .attach = file_attach,
    .detach = sim__uart_peer_stop,
    .measure = sim__uart_peer_measure,
};
