/*
 * sim_can_bus - a CAN bus between the boards on one machine
 *
 * Boards that name the same bus (can0=bus,name=vehicle) have a folder in
 * common, in which each has a datagram socket (sim_can_boards.h).
 *
 * A thread of each board receives and sends, so that nobody waits for another
 * board with a lock. A frame that nobody acknowledged is sent again and again;
 * one that is left as the controller closes, once.
 *
 * SPDX-License-Identifier: MIT
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "err.h"
#include "sim_can.h"
#include "sim_can_boards.h"
#include "sim_can_datagram.h"
#include "sim_state.h"

#define AGAIN_MS     10
#define FOLDER_SIZE  80
#define ADDRESS_SIZE SIM__CAN_ADDRESS_SIZE

typedef struct {
    char folder[FOLDER_SIZE];
    char file[ADDRESS_SIZE]; // the board's own; with the board's lock
    int socket;
    int wakes; // an eventfd
    toc_port_thread_t thread;
    sim__can_boards_t boards; // the thread's

    // With the board's lock.
    bool stopped;
    bool closed; // a frame that is left is tried once more
    bool has_frame;
    uint32_t serial; // of the frame
    toc_can_frame_t frame;
    uint32_t baudrate;
} can_bus_t;

static void wake(const can_bus_t *bus) {
    uint64_t one = 1;
    // It fails only when there are wakes enough already.
    ssize_t done = write(bus->wakes, &one, sizeof(one));
    (void)done;
}

// Take what has come.
static void receive(const can_bus_t *bus) {
    uint8_t bytes[SIM__CAN_DATAGRAM_SIZE + 1];
    ssize_t size;
    while ((size = recv(bus->socket, bytes, sizeof(bytes), MSG_DONTWAIT)) >=
           0) {
        toc_can_frame_t frame;
        uint32_t baudrate;
        uint32_t missed;
        bool is_frame =
            sim__can_unpack(bytes, (size_t)size, &frame, &baudrate, &missed);
        sim__lock();
        if (is_frame) {
            sim__can_overrun(missed, baudrate);
            sim__can_receive(&frame, baudrate);
        } else {
            sim__can_error();
        }
        sim__unlock();
    }
}

static bool waits(void *ctx) {
    can_bus_t *bus = ctx;
    receive(bus);
    sim__lock();
    bool stopped = bus->stopped;
    sim__unlock();
    return !stopped;
}

// Send the frame of the transmitter, if there is one. `*told` is the last one
// of which was told that nobody acknowledged it.
// Returns whether it has to be sent again.
static bool send_frame(can_bus_t *bus, uint32_t *told) {
    sim__lock();
    bool has_frame = bus->has_frame;
    toc_can_frame_t frame = bus->frame;
    uint32_t baudrate = bus->baudrate;
    uint32_t serial = bus->serial;
    sim__unlock();
    if (!has_frame) {
        return false;
    }
    sim__can_result_t result =
        sim__can_send_to_all(&bus->boards, &frame, baudrate);
    sim__lock();
    sim__can_missed(result.missed);
    bool is_same = bus->has_frame && bus->serial == serial;
    if (is_same && result.acknowledged) {
        bus->has_frame = false;
        sim__can_sent();
    } else if (is_same && *told != serial) {
        *told = serial;
        sim__can_unanswered();
    }
    if (is_same && bus->has_frame && bus->closed) {
        bus->has_frame = false;
        sim__can_dropped();
    }
    bool again = bus->has_frame;
    sim__unlock();
    return again;
}

static void serve(void *arg) {
    can_bus_t *bus = arg;
    struct pollfd fds[2] = {{.fd = bus->socket, .events = POLLIN},
                            {.fd = bus->wakes, .events = POLLIN}};
    uint32_t told = 0;
    bool again = false;
    for (;;) {
        (void)poll(fds, 2, again ? AGAIN_MS : -1);
        uint64_t wakes;
        ssize_t done = read(bus->wakes, &wakes, sizeof(wakes));
        (void)done;
        sim__lock();
        bool stopped = bus->stopped;
        sim__unlock();
        receive(bus);
        again = send_frame(bus, &told);
        if (stopped) {
            return;
        }
    }
}

static void bus_transmit(sim_device_t *device, const toc_can_frame_t *frame) {
    can_bus_t *bus = device->state;
    bus->frame = *frame;
    bus->has_frame = true;
    bus->serial++;
    wake(bus);
}

// The folder is on a file system in memory, so the renaming does not wait.
static void bus_setup_changed(sim_device_t *device,
                              const toc_can_setup_t *setup) {
    can_bus_t *bus = device->state;
    char file[ADDRESS_SIZE];
    bus->closed = setup == NULL;
    if (setup == NULL) {
        snprintf(file, sizeof(file), "%s/%ld.off", bus->folder, (long)getpid());
    } else {
        if (bus->has_frame) {
            bus->has_frame = false;
            sim__can_dropped();
        }
        bus->baudrate = setup->baudrate;
        snprintf(file, sizeof(file), "%s/%ld.%u.%c", bus->folder,
                 (long)getpid(), (unsigned)setup->baudrate,
                 setup->mode == TOC_CAN_NORMAL ? 'n' : 's');
    }
    if (rename(bus->file, file) == 0) {
        memcpy(bus->file, file, sizeof(file));
    }
}

// Make a folder that is this user's alone.
static int make_folder(const char *path, char error[SIM_ERROR_SIZE]) {
    struct stat found;
    if (mkdir(path, 0700) != 0 && errno != EEXIST) {
        char why[96];
        (void)sim_refuse(error, "cannot make %s: %s", path,
                         strerror_r(errno, why, sizeof(why)));
        return TOC_EIO;
    }
    if (lstat(path, &found) != 0 || !S_ISDIR(found.st_mode) ||
        found.st_uid != geteuid()) {
        (void)sim_refuse(error, "%s is somebody else's", path);
        return TOC_EACCES;
    }
    return 0;
}

static int find_folder(can_bus_t *bus, const char *name,
                       char error[SIM_ERROR_SIZE]) {
    char top[FOLDER_SIZE - SIM_NAME_SIZE - 1];
    unsigned long user = (unsigned long)geteuid();
    snprintf(top, sizeof(top), "/run/user/%lu", user);
    bool has_run = access(top, W_OK) == 0;
    snprintf(top, sizeof(top),
             has_run ? "/run/user/%lu/tocsin-can" : "/tmp/tocsin-can-%lu",
             user);
    int err = make_folder(top, error);
    if (err != 0) {
        return err;
    }
    snprintf(bus->folder, sizeof(bus->folder), "%s/%s", top, name);
    return make_folder(bus->folder, error);
}

static int open_socket(can_bus_t *bus, char error[SIM_ERROR_SIZE]) {
    struct sockaddr_un own = {.sun_family = AF_UNIX};
    snprintf(own.sun_path, sizeof(own.sun_path), "%s/%ld.off", bus->folder,
             (long)getpid());
    memcpy(bus->file, own.sun_path, sizeof(bus->file));
    bus->wakes = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    bus->socket = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    // One that an earlier process with this number left behind.
    (void)unlink(bus->file);
    if (bus->wakes < 0 || bus->socket < 0 ||
        bind(bus->socket, (struct sockaddr *)&own, sizeof(own)) != 0) {
        char why[96];
        (void)sim_refuse(error, "cannot open a socket in %s: %s", bus->folder,
                         strerror_r(errno, why, sizeof(why)));
        return TOC_EIO;
    }
    return 0;
}

static void close_all(can_bus_t *bus) {
    sim__can_forget_all(&bus->boards);
    (void)unlink(bus->file);
    if (bus->socket >= 0) {
        (void)close(bus->socket);
    }
    if (bus->wakes >= 0) {
        (void)close(bus->wakes);
    }
}

static int bus_attach(sim_device_t *device, char error[SIM_ERROR_SIZE]) {
    can_bus_t *bus = device->state;
    int err = find_folder(bus, device->name, error);
    if (err != 0) {
        return err;
    }
    err = open_socket(bus, error);
    bus->boards = (sim__can_boards_t){.folder = bus->folder,
                                      .socket = bus->socket,
                                      .lock = -1,
                                      .waits = waits,
                                      .ctx = bus};
    if (err == 0) {
        err = toc_port_thread_start(&bus->thread, serve, bus, "toc-can");
        if (err != 0) {
            (void)sim_refuse(error, "no thread for the bus: %s",
                             toc_err_text(err));
        }
    }
    if (err != 0) {
        close_all(bus);
    }
    return err;
}

static void bus_detach(sim_device_t *device) {
    can_bus_t *bus = device->state;
    sim__lock();
    bus->stopped = true;
    sim__unlock();
    wake(bus);
    toc_port_thread_join(&bus->thread);
    close_all(bus);
}

static const sim_can_device_t ops = {
    .transmit = bus_transmit,
    .changed = bus_setup_changed,
};

const sim_kind_t sim__kind_can_bus = {
    .name = "bus",
    .bus = "can",
    .help = "a bus with the boards on this machine that give it the same name",
    .state_size = sizeof(can_bus_t),
    .attach = bus_attach,
    .detach = bus_detach,
    .ops = &ops,
};
