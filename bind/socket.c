/*
 * socket - sockets as Pycom has them
 *
 * The host's sockets never block by themselves: a call that has to wait polls
 * with the interpreter lock given up, which follows the clock, so timeouts
 * hold in virtual time too. bind/socket.c is compiled with poll() being the
 * one that does (mpy/mpy.mk).
 *
 * SPDX-License-Identifier: MIT
 */
#include "bind/socket.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bind/dialect.h"
#include "bind/raise.h"
#include "core/clock.h"
#include "py/mpthread.h"
#include "py/stream.h"

#define FOREVER_MS    (-1)
#define TIMEOUT_MAX_S 2147483

typedef struct {
    mp_obj_base_t base;
    int fd; // -1: closed
    int family;
    int type;
    int proto;
    int timeout_ms; // 0: does not wait
} socket_t;

static socket_t *socket_open(mp_obj_t self_in) {
    socket_t *self = MP_OBJ_TO_PTR(self_in);
    if (self->fd < 0) {
        mp_raise_OSError(EBADF);
    }
    return self;
}

static void raise_errno(void) {
    mp_raise_OSError(errno);
}

// Returns false when the time is over. Raises KeyboardInterrupt and its like.
static bool wait_for(const socket_t *self, short events) {
    uint64_t begun_ns = toc_clock_now_ns();
    for (;;) {
        int left_ms = FOREVER_MS;
        if (self->timeout_ms >= 0) {
            uint64_t spent_ms = (toc_clock_now_ns() - begun_ns) / 1000000u;
            left_ms = spent_ms < (uint64_t)self->timeout_ms ? self->timeout_ms - (int)spent_ms : 0;
        }
        struct pollfd fd = { .fd = self->fd, .events = events };
        MP_THREAD_GIL_EXIT();
        int ready = poll(&fd, 1, left_ms);
        int err = errno;
        MP_THREAD_GIL_ENTER();
        mp_handle_pending(true);
        if (ready > 0) {
            return true;
        }
        if (ready < 0 && err != EINTR) {
            mp_raise_OSError(err);
        }
        if (ready == 0 && left_ms == 0) {
            return false;
        }
    }
}

static bool would_block(int err) {
    return err == EAGAIN || err == EWOULDBLOCK;
}

// After a call that failed: whether to make it again. Raises what else it may
// be; a socket that does not wait gets EAGAIN.
static void wait_or_raise(const socket_t *self, short events) {
    int err = errno;
    if (err == EINTR) {
        mp_handle_pending(true);
        return;
    }
    if (!would_block(err) || self->timeout_ms == 0) {
        mp_raise_OSError(err);
    }
    if (!wait_for(self, events)) {
        bind_raise_timeout();
    }
}

// ---- addresses ----

void bind_socket_address(mp_obj_t address, struct sockaddr_in *out) {
    mp_obj_t *items;
    mp_obj_get_array_fixed_n(address, 2, &items);
    const char *host = mp_obj_str_get_str(items[0]);
    *out = (struct sockaddr_in){ .sin_family = AF_INET };
    if (host[0] != '\0' && inet_pton(AF_INET, host, &out->sin_addr) != 1) {
        mp_raise_ValueError(MP_ERROR_TEXT("invalid arguments"));
    }
    out->sin_port = htons((uint16_t)mp_obj_get_int(items[1]));
}

mp_obj_t bind_socket_address_tuple(const struct sockaddr_in *address) {
    char host[INET_ADDRSTRLEN];
    inet_ntop(AF_INET, &address->sin_addr, host, sizeof(host));
    mp_obj_t items[2] = {
        mp_obj_new_str_from_cstr(host),
        MP_OBJ_NEW_SMALL_INT(ntohs(address->sin_port)),
    };
    return mp_obj_new_tuple(2, items);
}

// ---- making and ending ----

static bind_socket_make_fn make_lora;
static bind_socket_make_fn make_sigfox;

void bind_socket_provide(int family, bind_socket_make_fn make) {
    if (family == BIND_AF_LORA) {
        make_lora = make;
    } else if (family == BIND_AF_SIGFOX) {
        make_sigfox = make;
    }
}

static socket_t *socket_new(int fd) {
    socket_t *self = mp_obj_malloc_with_finaliser(socket_t, &bind_socket_type);
    self->fd = fd;
    self->family = AF_INET;
    self->type = SOCK_STREAM;
    self->proto = IPPROTO_TCP;
    self->timeout_ms = FOREVER_MS;
    return self;
}

// socket(family=AF_INET, type=SOCK_STREAM, proto=IPPROTO_TCP, fileno=None)
static mp_obj_t socket_make_new(
    const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    (void)type;
    mp_arg_check_num(n_args, n_kw, 0, 4, false);
    int family = n_args > 0 ? (int)mp_obj_get_int(args[0]) : AF_INET;
    if (family == BIND_AF_LORA || family == BIND_AF_SIGFOX) {
        bind_socket_make_fn make = family == BIND_AF_LORA ? make_lora : make_sigfox;
        if (make == NULL) {
            mp_raise_msg(&mp_type_OSError, MP_ERROR_TEXT("Network card not available"));
        }
        return make(n_args, args);
    }
    socket_t *self = socket_new(-1);
    self->family = family;
    self->type = n_args > 1 ? (int)mp_obj_get_int(args[1]) : SOCK_STREAM;
    self->proto = n_args > 2                 ? (int)mp_obj_get_int(args[2])
                  : self->type == SOCK_DGRAM ? IPPROTO_UDP
                                             : IPPROTO_TCP;
    if (family != AF_INET) {
        mp_raise_OSError(EAFNOSUPPORT);
    }
    // The original's default protocol is TCP for each type.
    int proto = self->type == SOCK_DGRAM && self->proto == IPPROTO_TCP ? IPPROTO_UDP : self->proto;
    self->fd = socket(family, self->type | SOCK_NONBLOCK | SOCK_CLOEXEC, proto);
    if (self->fd < 0) {
        raise_errno();
    }
    int one = 1;
    setsockopt(self->fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
    return MP_OBJ_FROM_PTR(self);
}

static void close_fd(socket_t *self) {
    if (self->fd >= 0) {
        close(self->fd);
        self->fd = -1;
    }
}

static mp_obj_t socket_close(mp_obj_t self_in) {
    close_fd(MP_OBJ_TO_PTR(self_in));
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(socket_close_obj, socket_close);

static mp_obj_t socket_exit(size_t n_args, const mp_obj_t *args) {
    (void)n_args;
    return socket_close(args[0]);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(socket_exit_obj, 4, 4, socket_exit);

// ---- connecting ----

static mp_obj_t socket_bind(mp_obj_t self_in, mp_obj_t address_in) {
    socket_t *self = socket_open(self_in);
    struct sockaddr_in address;
    bind_socket_address(address_in, &address);
    if (bind(self->fd, (struct sockaddr *)&address, sizeof(address)) != 0) {
        raise_errno();
    }
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_2(socket_bind_obj, socket_bind);

static mp_obj_t socket_listen(size_t n_args, const mp_obj_t *args) {
    socket_t *self = socket_open(args[0]);
    mp_int_t backlog = n_args > 1 ? mp_obj_get_int(args[1]) : 0;
    if (listen(self->fd, backlog < 0 ? 0 : (int)backlog) != 0) {
        raise_errno();
    }
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(socket_listen_obj, 1, 2, socket_listen);

static mp_obj_t socket_accept(mp_obj_t self_in) {
    socket_t *self = socket_open(self_in);
    struct sockaddr_in peer = { .sin_family = AF_INET };
    socklen_t size;
    int fd;
    do {
        size = sizeof(peer);
        fd = accept4(self->fd, (struct sockaddr *)&peer, &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) {
            wait_or_raise(self, POLLIN);
        }
    } while (fd < 0);
    socket_t *accepted = socket_new(fd);
    accepted->timeout_ms = self->timeout_ms;
    mp_obj_t items[2] = { MP_OBJ_FROM_PTR(accepted), bind_socket_address_tuple(&peer) };
    return mp_obj_new_tuple(2, items);
}
static MP_DEFINE_CONST_FUN_OBJ_1(socket_accept_obj, socket_accept);

// What has become of a connection that took its time; 0 or an errno value.
static int connect_result(const socket_t *self) {
    int err = 0;
    socklen_t size = sizeof(err);
    return getsockopt(self->fd, SOL_SOCKET, SO_ERROR, &err, &size) != 0 ? errno : err;
}

// A socket that could not connect is closed.
static mp_obj_t socket_connect(mp_obj_t self_in, mp_obj_t address_in) {
    socket_t *self = socket_open(self_in);
    struct sockaddr_in address;
    bind_socket_address(address_in, &address);
    int err = connect(self->fd, (struct sockaddr *)&address, sizeof(address)) == 0 ? 0 : errno;
    if (err == EINPROGRESS && self->timeout_ms == 0) {
        mp_raise_OSError(err);
    }
    if (err == EINPROGRESS || err == EINTR) {
        if (!wait_for(self, POLLOUT)) {
            close_fd(self);
            bind_raise_timeout();
        }
        err = connect_result(self);
    }
    if (err != 0) {
        if (err != EISCONN && err != EALREADY) {
            close_fd(self);
        }
        mp_raise_OSError(err);
    }
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_2(socket_connect_obj, socket_connect);

// ---- data ----

static size_t send_some(
    const socket_t *self, const void *buf, size_t length, const struct sockaddr_in *to) {
    for (;;) {
        ssize_t sent = sendto(self->fd, buf, length, MSG_NOSIGNAL, (const struct sockaddr *)to,
            to != NULL ? sizeof(*to) : 0);
        if (sent >= 0) {
            return (size_t)sent;
        }
        wait_or_raise(self, POLLOUT);
    }
}

static mp_obj_t socket_send(mp_obj_t self_in, mp_obj_t data) {
    socket_t *self = socket_open(self_in);
    mp_buffer_info_t buf;
    mp_get_buffer_raise(data, &buf, MP_BUFFER_READ);
    return mp_obj_new_int_from_uint(send_some(self, buf.buf, buf.len, NULL));
}
static MP_DEFINE_CONST_FUN_OBJ_2(socket_send_obj, socket_send);

// All of it, where the original sent what found room.
static mp_obj_t socket_sendall(mp_obj_t self_in, mp_obj_t data) {
    socket_t *self = socket_open(self_in);
    mp_buffer_info_t buf;
    mp_get_buffer_raise(data, &buf, MP_BUFFER_READ);
    size_t done = 0;
    while (done < buf.len) {
        done += send_some(self, (const char *)buf.buf + done, buf.len - done, NULL);
    }
    return mp_obj_new_int_from_uint(done);
}
static MP_DEFINE_CONST_FUN_OBJ_2(socket_sendall_obj, socket_sendall);

static mp_obj_t socket_sendto(mp_obj_t self_in, mp_obj_t data, mp_obj_t address_in) {
    socket_t *self = socket_open(self_in);
    mp_buffer_info_t buf;
    mp_get_buffer_raise(data, &buf, MP_BUFFER_READ);
    struct sockaddr_in address;
    bind_socket_address(address_in, &address);
    return mp_obj_new_int_from_uint(send_some(self, buf.buf, buf.len, &address));
}
static MP_DEFINE_CONST_FUN_OBJ_3(socket_sendto_obj, socket_sendto);

// Returns -1 where a socket that does not wait has nothing.
static ssize_t receive(const socket_t *self, void *buf, size_t size, struct sockaddr_in *from) {
    for (;;) {
        socklen_t from_size = sizeof(*from);
        ssize_t got = recvfrom(
            self->fd, buf, size, 0, (struct sockaddr *)from, from != NULL ? &from_size : NULL);
        if (got >= 0) {
            return got;
        }
        if (would_block(errno) && self->timeout_ms == 0) {
            return -1;
        }
        wait_or_raise(self, POLLIN);
    }
}

static mp_obj_t socket_recv(mp_obj_t self_in, mp_obj_t size_in) {
    socket_t *self = socket_open(self_in);
    mp_int_t size = mp_obj_get_int(size_in);
    if (size < 0) {
        mp_raise_ValueError(BIND_MSG_VALUE);
    }
    vstr_t vstr;
    vstr_init_len(&vstr, (size_t)size);
    ssize_t got = receive(self, vstr.buf, (size_t)size, NULL);
    vstr.len = got < 0 ? 0 : (size_t)got;
    return mp_obj_new_bytes_from_vstr(&vstr);
}
static MP_DEFINE_CONST_FUN_OBJ_2(socket_recv_obj, socket_recv);

static mp_obj_t socket_recvfrom(mp_obj_t self_in, mp_obj_t size_in) {
    socket_t *self = socket_open(self_in);
    mp_int_t size = mp_obj_get_int(size_in);
    if (size < 0) {
        mp_raise_ValueError(BIND_MSG_VALUE);
    }
    vstr_t vstr;
    vstr_init_len(&vstr, (size_t)size);
    // A stream has no sender in each packet: it is the peer.
    struct sockaddr_in from = { .sin_family = AF_INET };
    ssize_t got = receive(self, vstr.buf, (size_t)size, &from);
    if (got < 0) {
        mp_raise_OSError(EAGAIN);
    }
    vstr.len = (size_t)got;
    mp_obj_t items[2] = { mp_obj_new_bytes_from_vstr(&vstr), bind_socket_address_tuple(&from) };
    return mp_obj_new_tuple(2, items);
}
static MP_DEFINE_CONST_FUN_OBJ_2(socket_recvfrom_obj, socket_recvfrom);

// ---- settings ----

static mp_obj_t socket_settimeout(mp_obj_t self_in, mp_obj_t timeout) {
    socket_t *self = socket_open(self_in);
    if (timeout == mp_const_none) {
        self->timeout_ms = FOREVER_MS;
        return mp_const_none;
    }
    mp_float_t seconds = mp_obj_get_float(timeout);
    if (!(seconds >= 0)) {
        mp_raise_ValueError(BIND_MSG_VALUE);
    }
    self->timeout_ms = seconds > TIMEOUT_MAX_S ? FOREVER_MS : (int)(seconds * 1000);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_2(socket_settimeout_obj, socket_settimeout);

static mp_obj_t socket_setblocking(mp_obj_t self_in, mp_obj_t flag) {
    socket_open(self_in)->timeout_ms = mp_obj_is_true(flag) ? FOREVER_MS : 0;
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_2(socket_setblocking_obj, socket_setblocking);

static mp_obj_t socket_setsockopt(size_t n_args, const mp_obj_t *args) {
    (void)n_args;
    socket_t *self = socket_open(args[0]);
    int level = (int)mp_obj_get_int(args[1]);
    int option = (int)mp_obj_get_int(args[2]);
    int number;
    mp_buffer_info_t value = { .buf = &number, .len = sizeof(number) };
    if (mp_obj_is_int(args[3]) || mp_obj_is_bool(args[3])) {
        number = (int)mp_obj_get_int(args[3]);
    } else {
        mp_get_buffer_raise(args[3], &value, MP_BUFFER_READ);
    }
    if (setsockopt(self->fd, level, option, value.buf, (socklen_t)value.len) != 0) {
        raise_errno();
    }
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(socket_setsockopt_obj, 4, 4, socket_setsockopt);

static mp_obj_t socket_makefile(size_t n_args, const mp_obj_t *args) {
    if (n_args > 1) {
        const char *mode = mp_obj_str_get_str(args[1]);
        if (strcmp(mode, "rb") != 0 && strcmp(mode, "wb") != 0) {
            mp_raise_ValueError(BIND_MSG_VALUE);
        }
    }
    return args[0];
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(socket_makefile_obj, 1, 2, socket_makefile);

static mp_obj_t socket_fileno(mp_obj_t self_in) {
    return MP_OBJ_NEW_SMALL_INT(socket_open(self_in)->fd);
}
static MP_DEFINE_CONST_FUN_OBJ_1(socket_fileno_obj, socket_fileno);

// For ssl.wrap_socket(), which shakes hands at once or in connect().
static mp_obj_t socket_is_connected(mp_obj_t self_in) {
    struct sockaddr_storage peer;
    socklen_t size = sizeof(peer);
    return mp_obj_new_bool(
        getpeername(socket_open(self_in)->fd, (struct sockaddr *)&peer, &size) == 0);
}
static MP_DEFINE_CONST_FUN_OBJ_1(socket_is_connected_obj, socket_is_connected);

// Nothing to shake hands about without TLS.
static mp_obj_t socket_do_handshake(mp_obj_t self_in) {
    socket_open(self_in);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(socket_do_handshake_obj, socket_do_handshake);

// ---- stream ----

static mp_uint_t socket_read(mp_obj_t self_in, void *buf, mp_uint_t size, int *errcode) {
    ssize_t got = receive(socket_open(self_in), buf, size, NULL);
    if (got < 0) {
        *errcode = EAGAIN;
        return MP_STREAM_ERROR;
    }
    return (mp_uint_t)got;
}

static mp_uint_t socket_write(mp_obj_t self_in, const void *buf, mp_uint_t size, int *errcode) {
    socket_t *self = socket_open(self_in);
    ssize_t sent = send(self->fd, buf, size, MSG_NOSIGNAL);
    if (sent >= 0) {
        return (mp_uint_t)sent;
    }
    if (would_block(errno) && self->timeout_ms == 0) {
        *errcode = EAGAIN;
        return MP_STREAM_ERROR;
    }
    return send_some(self, buf, size, NULL);
}

// For those who look through a stream on top, as TLS is. The values of poll()
// are MicroPython's own.
static mp_uint_t look(const socket_t *self, uintptr_t events) {
    struct pollfd fd = { .fd = self->fd, .events = (short)(events & (POLLIN | POLLOUT)) };
    return poll(&fd, 1, 0) > 0 ? (mp_uint_t)fd.revents : 0;
}

static mp_uint_t socket_ioctl(mp_obj_t self_in, mp_uint_t request, uintptr_t arg, int *errcode) {
    socket_t *self = MP_OBJ_TO_PTR(self_in);
    switch (request) {
    case MP_STREAM_CLOSE:
        close_fd(self);
        return 0;
    case MP_STREAM_POLL:
        return look(socket_open(self_in), arg);
    case MP_STREAM_GET_FILENO:
        return (mp_uint_t)socket_open(self_in)->fd;
    default:
        *errcode = EINVAL;
        return MP_STREAM_ERROR;
    }
}

static const mp_stream_p_t socket_stream = {
    .read = socket_read,
    .write = socket_write,
    .ioctl = socket_ioctl,
};

static const mp_rom_map_elem_t socket_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR___del__), MP_ROM_PTR(&socket_close_obj) },
    { MP_ROM_QSTR(MP_QSTR___enter__), MP_ROM_PTR(&mp_identity_obj) },
    { MP_ROM_QSTR(MP_QSTR___exit__), MP_ROM_PTR(&socket_exit_obj) },
    { MP_ROM_QSTR(MP_QSTR_close), MP_ROM_PTR(&socket_close_obj) },
    { MP_ROM_QSTR(MP_QSTR_bind), MP_ROM_PTR(&socket_bind_obj) },
    { MP_ROM_QSTR(MP_QSTR_listen), MP_ROM_PTR(&socket_listen_obj) },
    { MP_ROM_QSTR(MP_QSTR_accept), MP_ROM_PTR(&socket_accept_obj) },
    { MP_ROM_QSTR(MP_QSTR_connect), MP_ROM_PTR(&socket_connect_obj) },
    { MP_ROM_QSTR(MP_QSTR_send), MP_ROM_PTR(&socket_send_obj) },
    { MP_ROM_QSTR(MP_QSTR_sendall), MP_ROM_PTR(&socket_sendall_obj) },
    { MP_ROM_QSTR(MP_QSTR_sendto), MP_ROM_PTR(&socket_sendto_obj) },
    { MP_ROM_QSTR(MP_QSTR_recv), MP_ROM_PTR(&socket_recv_obj) },
    { MP_ROM_QSTR(MP_QSTR_recvfrom), MP_ROM_PTR(&socket_recvfrom_obj) },
    { MP_ROM_QSTR(MP_QSTR_settimeout), MP_ROM_PTR(&socket_settimeout_obj) },
    { MP_ROM_QSTR(MP_QSTR_setblocking), MP_ROM_PTR(&socket_setblocking_obj) },
    { MP_ROM_QSTR(MP_QSTR_setsockopt), MP_ROM_PTR(&socket_setsockopt_obj) },
    { MP_ROM_QSTR(MP_QSTR_makefile), MP_ROM_PTR(&socket_makefile_obj) },
    { MP_ROM_QSTR(MP_QSTR_fileno), MP_ROM_PTR(&socket_fileno_obj) },
    { MP_ROM_QSTR(MP_QSTR_do_handshake), MP_ROM_PTR(&socket_do_handshake_obj) },
    { MP_ROM_QSTR(MP_QSTR__is_connected), MP_ROM_PTR(&socket_is_connected_obj) },
    { MP_ROM_QSTR(MP_QSTR_read), MP_ROM_PTR(&mp_stream_read_obj) },
    { MP_ROM_QSTR(MP_QSTR_readinto), MP_ROM_PTR(&mp_stream_readinto_obj) },
    { MP_ROM_QSTR(MP_QSTR_readline), MP_ROM_PTR(&mp_stream_unbuffered_readline_obj) },
    { MP_ROM_QSTR(MP_QSTR_write), MP_ROM_PTR(&mp_stream_write_obj) },
};
static MP_DEFINE_CONST_DICT(socket_locals, socket_locals_table);

MP_DEFINE_CONST_OBJ_TYPE(bind_socket_type, MP_QSTR_socket, MP_TYPE_FLAG_NONE, make_new,
                         socket_make_new, protocol, &socket_stream, locals_dict, &socket_locals);
