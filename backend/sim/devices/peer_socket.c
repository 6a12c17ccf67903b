/*
 * peer_socket - a UART at a socket: unix, a path; tcp, an address
 *
 * It listens and talks to one at a time; the next one waits until that one has
 * gone. Or it connects, as soon and as often as somebody listens.
 *
 * SPDX-License-Identifier: MIT
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "sim_uart_peer.h"

#define BACKLOG 8

enum { MODE_LISTEN, MODE_CONNECT };
enum { UNIX_MODE = SIM__UART_PEER_PARAMS, UNIX_PATH, UNIX_COUNT };
enum { TCP_MODE = SIM__UART_PEER_PARAMS, TCP_PORT, TCP_HOST, TCP_COUNT };

typedef struct {
    sim__uart_peer_t peer;
    socklen_t size;
    union {
        struct sockaddr any;
        struct sockaddr_un local;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
        struct sockaddr_storage room;
    } to;
    bool bound; // a path that is ours to remove
} socket_t;

static int new_socket(const socket_t *self) {
    return socket(self->to.any.sa_family,
                  SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
}

// A byte that is late because others may follow is of no use here.
static void send_at_once(const socket_t *self, int fd) {
    const int on = 1;
    if (self->to.any.sa_family != AF_UNIX) {
        (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    }
}

static bool becomes_connected(int fd, int stop) {
    struct pollfd fds[] = {{.fd = fd, .events = POLLOUT},
                           {.fd = stop, .events = POLLIN}};
    int err = 0;
    socklen_t size = sizeof(err);
    return poll(fds, 2, 1000) > 0 && fds[0].revents != 0 &&
           getsockopt(fd, SOL_SOCKET, SO_ERROR, &err, &size) == 0 && err == 0;
}

static int connect_again(sim__uart_peer_t *peer, int stop) {
    const socket_t *self = (const socket_t *)peer;
    int fd = new_socket(self);
    if (fd < 0) {
        return -1;
    }
    if (connect(fd, &self->to.any, self->size) == 0 ||
        (errno == EINPROGRESS && becomes_connected(fd, stop))) {
        send_at_once(self, fd);
        return fd;
    }
    (void)close(fd);
    return -1;
}

// A path where nobody listens is left over from a process that was killed.
static bool is_left_over(const socket_t *self) {
    if (self->to.any.sa_family != AF_UNIX || errno != EADDRINUSE) {
        return false;
    }
    int fd = new_socket(self);
    bool left = fd >= 0 && connect(fd, &self->to.any, self->size) != 0 &&
                errno == ECONNREFUSED;
    if (fd >= 0) {
        (void)close(fd);
    }
    errno = EADDRINUSE;
    return left;
}

static int begin_to_listen(socket_t *self, const char *what,
                           char error[SIM_ERROR_SIZE]) {
    const int on = 1;
    int fd = new_socket(self);
    self->peer.listener = fd;
    if (fd < 0) {
        return sim__uart_peer_refuse(what, error);
    }
    (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    send_at_once(self, fd);
    int result = bind(fd, &self->to.any, self->size);
    if (result != 0 && is_left_over(self)) {
        (void)unlink(self->to.local.sun_path);
        result = bind(fd, &self->to.any, self->size);
    }
    self->bound = result == 0;
    if (result != 0 || listen(fd, BACKLOG) != 0) {
        return sim__uart_peer_refuse(what, error);
    }
    return 0;
}

static void remove_path(const socket_t *self) {
    if (self->bound && self->to.any.sa_family == AF_UNIX) {
        (void)unlink(self->to.local.sun_path);
    }
}

// The number that the kernel gave instead of 0.
static void find_port(socket_t *self) {
    socklen_t size = sizeof(self->to);
    (void)getsockname(self->peer.listener, &self->to.any, &size);
}

static void tell_address(const socket_t *self, char out[SIM_VALUE_SIZE]) {
    char host[INET6_ADDRSTRLEN] = "";
    if (self->to.any.sa_family == AF_UNIX) {
        snprintf(out, SIM_VALUE_SIZE, "%s", self->to.local.sun_path);
    } else if (self->to.any.sa_family == AF_INET) {
        (void)inet_ntop(AF_INET, &self->to.v4.sin_addr, host, sizeof(host));
        snprintf(out, SIM_VALUE_SIZE, "%s:%u", host,
                 (unsigned)ntohs(self->to.v4.sin_port));
    } else {
        (void)inet_ntop(AF_INET6, &self->to.v6.sin6_addr, host, sizeof(host));
        snprintf(out, SIM_VALUE_SIZE, "[%s]:%u", host,
                 (unsigned)ntohs(self->to.v6.sin6_port));
    }
}

static int begin(sim_device_t *device, bool connects,
                 char error[SIM_ERROR_SIZE]) {
    socket_t *self = device->state;
    char at[SIM_VALUE_SIZE];
    int err = 0;
    tell_address(self, at);
    if (connects) {
        self->peer.connect = connect_again;
    } else {
        err = begin_to_listen(self, at, error);
        if (err == 0 && self->to.any.sa_family != AF_UNIX) {
            find_port(self);
            tell_address(self, at);
        }
    }
    if (err == 0) {
        err = sim_put_text(device, SIM__UART_PEER_AT, at, error);
    }
    if (err != 0) {
        sim__uart_peer_close(&self->peer);
    } else {
        err = sim__uart_peer_start(device, error);
    }
    if (err != 0) {
        remove_path(self);
    }
    return err;
}

static int unix_attach(sim_device_t *device, char error[SIM_ERROR_SIZE]) {
    socket_t *self = device->state;
    const char *path = sim_text(device, UNIX_PATH);
    size_t room = sizeof(self->to.local.sun_path);
    sim__uart_peer_init(&self->peer);
    if (*path == '\0' || strlen(path) >= room) {
        return sim_refuse(error, "path= has to have 1 to %u characters",
                          (unsigned)room - 1);
    }
    self->to.local.sun_family = AF_UNIX;
    memcpy(self->to.local.sun_path, path, strlen(path) + 1);
    self->size = sizeof(self->to.local);
    return begin(device, sim_number(device, UNIX_MODE) == MODE_CONNECT, error);
}

static int tcp_attach(sim_device_t *device, char error[SIM_ERROR_SIZE]) {
    socket_t *self = device->state;
    const char *host = sim_text(device, TCP_HOST);
    uint16_t port = htons((uint16_t)sim_number(device, TCP_PORT));
    bool connects = sim_number(device, TCP_MODE) == MODE_CONNECT;
    sim__uart_peer_init(&self->peer);
    if (strcmp(host, "localhost") == 0) {
        host = "127.0.0.1";
    }
    if (connects && port == 0) {
        return sim_refuse(error, "port=0 is only for mode=listen");
    }
    if (inet_pton(AF_INET, host, &self->to.v4.sin_addr) == 1) {
        self->to.v4.sin_family = AF_INET;
        self->to.v4.sin_port = port;
        self->size = sizeof(self->to.v4);
    } else if (inet_pton(AF_INET6, host, &self->to.v6.sin6_addr) == 1) {
        self->to.v6.sin6_family = AF_INET6;
        self->to.v6.sin6_port = port;
        self->size = sizeof(self->to.v6);
    } else {
        return sim_refuse(error,
                          "host=%.60s has to be an address in numbers, or "
                          "localhost",
                          host);
    }
    return begin(device, connects, error);
}

static void socket_detach(sim_device_t *device) {
    sim__uart_peer_stop(device);
    remove_path(device->state);
}

static const sim_param_t unix_params[UNIX_COUNT] = {
    SIM__UART_PEER_TABLE,
    [UNIX_MODE] = {.name = "mode",
                   .help = "whether it waits for others or calls them",
                   .type = SIM_WORD,
                   .flags = SIM_PARAM_FIXED,
                   .words = "listen connect"},
    [UNIX_PATH] = {.name = "path",
                   .help = "of the socket",
                   .type = SIM_TEXT,
                   .flags = SIM_PARAM_FIXED | SIM_PARAM_NEEDED},
};

const sim_kind_t sim__kind_uart_unix = {
    .name = "unix",
    .bus = "uart",
    .help = "a Unix socket, of another board for one",
    .params = unix_params,
    .param_count = UNIX_COUNT,
    .state_size = sizeof(socket_t),
    .ops = &sim__uart_peer_ops,
    .attach = unix_attach,
    .detach = socket_detach,
    .measure = sim__uart_peer_measure,
};

static const sim_param_t tcp_params[TCP_COUNT] = {
    SIM__UART_PEER_TABLE,
    [TCP_MODE] = {.name = "mode",
                  .help = "whether it waits for others or calls them",
                  .type = SIM_WORD,
                  .flags = SIM_PARAM_FIXED,
                  .words = "listen connect"},
    [TCP_PORT] = {.name = "port",
                  .help = "of TCP; 0 lets the machine choose",
                  .type = SIM_INTEGER,
                  .flags = SIM_PARAM_FIXED | SIM_PARAM_NEEDED,
                  .max = 65535},
    [TCP_HOST] = {.name = "host",
                  .help = "address in numbers, this machine's own at first",
                  .type = SIM_TEXT,
                  .flags = SIM_PARAM_FIXED,
                  .initial_text = "127.0.0.1"},
};

const sim_kind_t sim__kind_uart_tcp = {
    .name = "tcp",
    .bus = "uart",
    .help = "a TCP connection",
    .params = tcp_params,
    .param_count = TCP_COUNT,
    .state_size = sizeof(socket_t),
    .ops = &sim__uart_peer_ops,
    .attach = tcp_attach,
    .detach = socket_detach,
    .measure = sim__uart_peer_measure,
};
