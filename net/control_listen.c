/*
 * control_listen - the address that the control server listens at
 *
 * SPDX-License-Identifier: MIT
 */
#include "control_listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "err.h"

#define BACKLOG   128
#define HOST_SIZE 256

typedef struct {
    union {
        struct sockaddr any;
        struct sockaddr_un local;
        struct sockaddr_in inet4;
        struct sockaddr_in6 inet6;
        struct sockaddr_storage inet;
    } to;
    socklen_t size;
    int family;
} address_t;

static bool is_port(const char *text) {
    size_t digits = strspn(text, "0123456789");
    return digits > 0 && digits <= 5 && text[digits] == '\0' &&
           strtoul(text, NULL, 10) <= UINT16_MAX;
}

// The colon before the port; NULL for the path of a Unix socket.
static const char *port_colon(const char *address) {
    return strchr(address, '/') == NULL ? strrchr(address, ':') : NULL;
}

static int fail(int code, char *error, size_t size, const char *address,
                const char *why) {
    snprintf(error, size, "%s: %s", address, why);
    return code;
}

static int fail_errno(char *error, size_t size, const char *address) {
    int code = errno == EADDRINUSE ? TOC_EBUSY : -errno;
    char text[96];
    return fail(code, error, size, address,
                strerror_r(errno, text, sizeof(text)));
}

static int find_host(const char *address, const char *colon, address_t *out,
                     char *error, size_t error_size) {
    char host[HOST_SIZE];
    size_t size = (size_t)(colon - address);
    size_t from = 0;
    if (size > 2 && address[0] == '[' && colon[-1] == ']') {
        from = 1;
        size -= 2;
    }
    if (size == 0 || size >= sizeof(host) || !is_port(colon + 1)) {
        return fail(TOC_EINVAL, error, error_size, address,
                    "has to be HOST:PORT, a port from 0 to 65535, such as "
                    "127.0.0.1:7000; a path with a colon has a slash as well");
    }
    memcpy(host, address + from, size);
    host[size] = '\0';
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM,
                             .ai_flags = AI_NUMERICSERV};
    struct addrinfo *found;
    int why = getaddrinfo(host, colon + 1, &hints, &found);
    if (why != 0) {
        return fail(TOC_ENOENT, error, error_size, address, gai_strerror(why));
    }
    memcpy(&out->to, found->ai_addr, found->ai_addrlen);
    out->size = found->ai_addrlen;
    out->family = found->ai_family;
    freeaddrinfo(found);
    return 0;
}

static int find(const char *address, address_t *out, char *error,
                size_t error_size) {
    const char *colon = port_colon(address);
    if (colon != NULL) {
        return find_host(address, colon, out, error, error_size);
    }
    *out = (address_t){.family = AF_UNIX, .size = sizeof(out->to.local)};
    out->to.local.sun_family = AF_UNIX;
    size_t size = strlen(address);
    if (size == 0 || size >= sizeof(out->to.local.sun_path)) {
        return fail(TOC_EINVAL, error, error_size, address,
                    "the path of a socket has 1 to 107 bytes");
    }
    memcpy(out->to.local.sun_path, address, size + 1);
    return 0;
}

// Whether a socket is there that nobody listens at: left by a process that
// was killed.
static bool is_stale(const address_t *address) {
    struct stat st;
    if (stat(address->to.local.sun_path, &st) != 0 || !S_ISSOCK(st.st_mode)) {
        return false;
    }
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool refused = fd >= 0 &&
                   connect(fd, &address->to.any, address->size) != 0 &&
                   errno == ECONNREFUSED;
    if (fd >= 0) {
        close(fd);
    }
    return refused;
}

static int bind_to(int fd, const address_t *address) {
    if (address->family != AF_UNIX) {
        int on = 1;
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
        return bind(fd, &address->to.any, address->size);
    }
    // Nobody else may connect, from the beginning.
    mode_t mask = umask(S_IXUSR | S_IRWXG | S_IRWXO);
    int result = bind(fd, &address->to.any, address->size);
    if (result != 0 && errno == EADDRINUSE && is_stale(address)) {
        unlink(address->to.local.sun_path);
        result = bind(fd, &address->to.any, address->size);
    }
    umask(mask);
    return result;
}

static int fail_listen(const address_t *at, char *error, size_t size,
                       const char *address) {
    struct stat st;
    if (errno == EADDRINUSE && at->family == AF_UNIX &&
        stat(at->to.local.sun_path, &st) == 0 && !S_ISSOCK(st.st_mode)) {
        return fail(TOC_EBUSY, error, size, address,
                    "is there already, and is no socket");
    }
    return fail_errno(error, size, address);
}

int toc__control_listen(const char *address, char *error, size_t error_size) {
    address_t at;
    int err = find(address, &at, error, error_size);
    if (err != 0) {
        return err;
    }
    int fd = socket(at.family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0 || bind_to(fd, &at) != 0 || listen(fd, BACKLOG) != 0) {
        err = fail_listen(&at, error, error_size, address);
        if (fd >= 0) {
            close(fd);
        }
        return err;
    }
    return fd;
}

int toc__control_connect(const char *address, char *error, size_t error_size) {
    address_t at;
    int err = find(address, &at, error, error_size);
    if (err != 0) {
        return err;
    }
    int fd = socket(at.family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || connect(fd, &at.to.any, at.size) != 0) {
        err = fail_errno(error, error_size, address);
        if (fd >= 0) {
            close(fd);
        }
        return err;
    }
    return fd;
}

uint16_t toc__control_port(const char *address, int listener) {
    const char *colon = port_colon(address);
    address_t at = {.size = sizeof(at.to)};
    if (colon == NULL || strtoul(colon + 1, NULL, 10) != 0 ||
        getsockname(listener, &at.to.any, &at.size) != 0) {
        return 0;
    }
    return ntohs(at.to.any.sa_family == AF_INET6 ? at.to.inet6.sin6_port
                                                 : at.to.inet4.sin_port);
}

bool toc__control_is_path(const char *address) {
    return port_colon(address) == NULL;
}
