/*
 * fuzz_control - any line to the control protocol: each is answered with one
 * line, and what is no request does nothing. Then the same bytes through a
 * connection, in two pieces: whole lines come back, and at its end it is over.
 *
 * The board behind it takes everything and notes nothing.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "control.h"
#include "control_peer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int done; // calls that change the board

static const char *pin_file(uint32_t pad) {
    return pad == 36 ? "gpiochip0:17" : NULL;
}

static int pin_get(uint32_t pad, toc_control_pin_t *out) {
    *out = (toc_control_pin_t){.level = (pad & 1) != 0};
    return 0;
}

static void tell_levels(bool tell) {
    (void)tell;
}

static int drive(uint32_t pad, bool level) {
    (void)level;
    done++;
    return pad < TOC_BOARD_PINS_MAX ? 0 : -1;
}

static int release(uint32_t pad) {
    return drive(pad, false);
}

static int press(uint32_t pad, uint64_t after_ns, uint64_t for_ns) {
    (void)after_ns;
    (void)for_ns;
    return drive(pad, false);
}

static int wire(uint32_t a, uint32_t b, bool join) {
    (void)join;
    return drive(a > b ? a : b, false);
}

static int analog(const char *pin, double mv, char *error) {
    (void)mv;
    (void)error;
    done++;
    return (int)strlen(pin);
}

static int attach(const char *text, char *name, char *error) {
    (void)error;
    done++;
    memset(name, 0, TOC_CONTROL_NAME_SIZE);
    strncpy(name, text, TOC_CONTROL_NAME_SIZE - 1);
    return 0;
}

static int detach(const char *device, char *error) {
    done++;
    strncpy(error, device, TOC_CONTROL_ERROR_SIZE - 1);
    return -2;
}

static int device_set(const char *device, const char *key, const char *value,
                      char *error) {
    (void)error;
    done++;
    return (int)(strlen(device) + strlen(key) + strlen(value));
}

static int device_get(const char *device, const char *key, char *text,
                      double *number, char *error) {
    (void)error;
    (void)key;
    memset(text, 0, TOC_CONTROL_VALUE_SIZE);
    strncpy(text, device, TOC_CONTROL_VALUE_SIZE - 1);
    *number = 1e308;
    return (int)(strlen(device) % 3);
}

static const char *device_key(const char *device, uint32_t index) {
    size_t kind = strlen(device) % 4;
    return kind == 3 ? NULL : index < kind ? "key" : "";
}

static bool device_at(uint32_t index, toc_control_device_t *out) {
    *out = (toc_control_device_t){"a", "b@c", "d"};
    return index < 2;
}

static void led(toc_control_led_t *out) {
    *out = (toc_control_led_t){0};
}

static void clock_get(toc_control_clock_t *out) {
    *out = (toc_control_clock_t){.is_virtual = true};
}

static int clock_hold(bool hold) {
    (void)hold;
    done++;
    return 0;
}

static int clock_step(uint64_t ns) {
    (void)ns;
    done++;
    return 0;
}

static int end(enum toc_control_end how, int status) {
    (void)how;
    (void)status;
    done++;
    return 0;
}

static toc_board_t board;

static const toc_control_ops_t ops = {
    .board = &board,
    .version = "0",
    .pin_file = pin_file,
    .pin_get = pin_get,
    .pin_drive = drive,
    .pin_release = release,
    .pin_press = press,
    .pin_pulses = press,
    .wire = wire,
    .tell_levels = tell_levels,
    .analog_set = analog,
    .attach = attach,
    .detach = detach,
    .device_set = device_set,
    .device_get = device_get,
    .device_key = device_key,
    .device_at = device_at,
    .led = led,
    .clock = clock_get,
    .clock_hold = clock_hold,
    .clock_step = clock_step,
    .end = end,
};

static void check(char *line, int done_before) {
    if (line == NULL) {
        return;
    }
    size_t size = strlen(line);
    if (line[size - 1] != '\n' || strchr(line, '\n') != line + size - 1) {
        abort();
    }
    // A device that refused was asked; nothing else may have been.
    if (strstr(line, "\"ok\":false") != NULL && done > done_before + 1) {
        abort();
    }
    free(line);
}

static void require(bool holds) {
    if (!holds) {
        abort();
    }
}

// Until it waits for more, or has ended.
static void serve(toc__peer_t *peer) {
    toc__peer_read(peer);
    while (peer->client.steps && !peer->failed) {
        toc__peer_put(peer, toc_control_stepped(&peer->client));
        toc__peer_answer(peer);
    }
}

static void check_output(const toc__peer_t *peer) {
    const char *at = peer->out.bytes;
    size_t left = peer->out.size;
    while (left > 0) {
        const char *newline = memchr(at, '\n', left);
        require(newline != NULL && *at == '{');
        left -= (size_t)(newline - at) + 1;
        at = newline + 1;
    }
}

static void send_all(int fd, const uint8_t *data, size_t size) {
    require(size == 0 || send(fd, data, size, 0) == (ssize_t)size);
}

static void through_a_connection(const uint8_t *data, size_t size) {
    int fds[2];
    require(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds) == 0);
    toc__peer_t peer;
    toc__peer_begin(&peer, fds[0], &ops);
    size_t first = size > 0 ? data[0] % (size + 1) : 0;
    send_all(fds[1], data, first);
    serve(&peer);
    send_all(fds[1], data + first, size - first);
    shutdown(fds[1], SHUT_WR);
    // Each reading that finds all it asked for stops before the end.
    for (int i = 0; i < 16 && !peer.ends && !peer.failed; i++) {
        serve(&peer);
    }
    require(peer.ends || peer.failed || toc__peer_is_full(&peer));
    check_output(&peer);
    toc__peer_end(&peer);
    close(fds[1]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char error[TOC_BOARD_ERROR_SIZE];
    if (board.pin_count == 0 && toc_board_find(&board, "lopy4", error) != 0) {
        abort();
    }
    toc_control_client_t client;
    toc_control_begin(&client, &ops);
    const char *line = (const char *)data;
    size_t left = size;
    while (left > 0) {
        const char *newline = memchr(line, '\n', left);
        size_t length = newline != NULL ? (size_t)(newline - line) : left;
        int before = done;
        check(toc_control_answer(&client, line, length), before);
        if (client.steps) {
            check(toc_control_stepped(&client), done);
        }
        left -= length + (newline != NULL);
        line += length + (newline != NULL);
    }
    toc_control_end(&client);
    through_a_connection(data, size);
    return 0;
}
