/*
 * sim_can_boards - the other boards of a CAN bus, and what each of them missed
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim_can_boards.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "port.h"
#include "sim_can_datagram.h"

#define LOCK_STEP_NS 50000
// Longer than a board may hold up the one that sends.
#define LOCK_WAIT_NS UINT64_C(3000000000)

// What a name in the folder says: "PID.RATE.n" of a board that takes part,
// other letters of one that does not acknowledge, "PID.off" of one that is off.
typedef struct {
    long pid;
    bool is_on;
    unsigned long baudrate;
    char state;
} name_t;

static bool read_name(const char *text, name_t *out) {
    char *end;
    *out = (name_t){.pid = strtol(text, &end, 10)};
    if (end == text || *end != '.') {
        return false;
    }
    const char *digits = end + 1;
    out->baudrate = strtoul(digits, &end, 10);
    if (end == digits) {
        return strcmp(digits, "off") == 0;
    }
    out->is_on = *end == '.';
    if (out->is_on) {
        out->state = end[1];
    }
    return out->is_on;
}

static sim__can_board_t *board_of(sim__can_boards_t *boards, long pid) {
    for (size_t i = 0; i < boards->count; i++) {
        if (boards->boards[i].pid == pid) {
            return &boards->boards[i];
        }
    }
    sim__can_board_t *more =
        realloc(boards->boards, (boards->count + 1) * sizeof(*boards->boards));
    if (more == NULL) {
        return NULL;
    }
    boards->boards = more;
    sim__can_board_t *board = &more[boards->count++];
    *board = (sim__can_board_t){.pid = pid};
    return board;
}

// A board that is off hears nothing, and so misses nothing; it stays in the
// list for what it missed before.
static void note(sim__can_boards_t *boards, const char *text,
                 uint32_t baudrate) {
    name_t name;
    if (!read_name(text, &name) || name.pid == (long)getpid()) {
        return;
    }
    sim__can_board_t *board = board_of(boards, name.pid);
    size_t size = strlen(text) + 1;
    if (board == NULL || size > sizeof(board->name)) {
        return;
    }
    board->is_there = true;
    board->took = !name.is_on;
    board->acknowledges = name.baudrate == baudrate && name.state == 'n';
    memcpy(board->name, text, size);
}

static void look_around(sim__can_boards_t *boards, uint32_t baudrate) {
    for (size_t i = 0; i < boards->count; i++) {
        boards->boards[i].is_there = false;
    }
    DIR *folder = opendir(boards->folder);
    const struct dirent *entry;
    while (folder != NULL && (entry = readdir(folder)) != NULL) {
        note(boards, entry->d_name, baudrate);
    }
    if (folder != NULL) {
        (void)closedir(folder);
    }
    size_t kept = 0;
    for (size_t i = 0; i < boards->count; i++) {
        if (boards->boards[i].is_there) {
            boards->boards[kept++] = boards->boards[i];
        }
    }
    boards->count = kept;
}

// Send it and see what became of the board, if nothing better.
// Returns 0, or the reason why it is not sent.
static int try_to_send(const sim__can_boards_t *boards, sim__can_board_t *board,
                       const uint8_t *bytes) {
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    int size = snprintf(to.sun_path, sizeof(to.sun_path), "%s/%s",
                        boards->folder, board->name);
    if (size < 0 || (size_t)size >= sizeof(to.sun_path)) {
        return ENAMETOOLONG;
    }
    if (sendto(boards->socket, bytes, SIM__CAN_DATAGRAM_SIZE,
               MSG_DONTWAIT | MSG_NOSIGNAL, (struct sockaddr *)&to,
               sizeof(to)) >= 0) {
        board->took = true;
        board->missed = 0;
        return 0;
    }
    int why = errno;
    if (why == ECONNREFUSED) {
        // Its process is gone.
        (void)unlink(to.sun_path);
    }
    // One that is gone, or was set up anew this moment, misses nothing.
    board->is_there = why != ECONNREFUSED && why != ENOENT;
    return why;
}

static void send_to(const sim__can_boards_t *boards, sim__can_board_t *board,
                    const toc_can_frame_t *frame, uint32_t baudrate) {
    uint8_t bytes[SIM__CAN_DATAGRAM_SIZE];
    sim__can_pack(frame, baudrate, board->missed, bytes);
    unsigned waits = board->missed == 0 ? SIM__CAN_TAKE_MS : 0;
    while (try_to_send(boards, board, bytes) == EAGAIN && waits-- > 0 &&
           boards->waits(boards->ctx)) {
        (void)poll(NULL, 0, 1);
    }
}

static bool send_to_those(const sim__can_boards_t *boards, bool acknowledge,
                          const toc_can_frame_t *frame, uint32_t baudrate) {
    bool any = false;
    for (size_t i = 0; i < boards->count; i++) {
        sim__can_board_t *board = &boards->boards[i];
        if (board->is_there && !board->took &&
            board->acknowledges == acknowledge) {
            send_to(boards, board, frame, baudrate);
            any |= board->took;
        }
    }
    return any;
}

// A board that was stopped with the bus must not keep it. Who is about to leave
// waits as well: its last frame is not to overtake what others send.
static void take_bus(sim__can_boards_t *boards) {
    if (boards->lock < 0) {
        char path[SIM__CAN_ADDRESS_SIZE];
        snprintf(path, sizeof(path), "%s/lock", boards->folder);
        boards->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    }
    const struct timespec step = {.tv_nsec = LOCK_STEP_NS};
    uint64_t until_ns = toc_port_now_ns() + LOCK_WAIT_NS;
    while (boards->lock >= 0 && flock(boards->lock, LOCK_EX | LOCK_NB) != 0 &&
           toc_port_now_ns() < until_ns) {
        (void)boards->waits(boards->ctx);
        (void)nanosleep(&step, NULL);
    }
}

static void give_bus(const sim__can_boards_t *boards) {
    if (boards->lock >= 0) {
        (void)flock(boards->lock, LOCK_UN);
    }
}

static sim__can_result_t send_to_boards(sim__can_boards_t *boards,
                                        const toc_can_frame_t *frame,
                                        uint32_t baudrate) {
    look_around(boards, baudrate);
    sim__can_result_t result = {
        .acknowledged = send_to_those(boards, true, frame, baudrate)};
    if (!result.acknowledged) {
        return result;
    }
    (void)send_to_those(boards, false, frame, baudrate);
    for (size_t i = 0; i < boards->count; i++) {
        sim__can_board_t *board = &boards->boards[i];
        if (board->is_there && !board->took) {
            board->missed++;
            result.missed++;
        }
    }
    return result;
}

sim__can_result_t sim__can_send_to_all(sim__can_boards_t *boards,
                                       const toc_can_frame_t *frame,
                                       uint32_t baudrate) {
    take_bus(boards);
    sim__can_result_t result = send_to_boards(boards, frame, baudrate);
    give_bus(boards);
    return result;
}

void sim__can_forget_all(sim__can_boards_t *boards) {
    free(boards->boards);
    boards->boards = NULL;
    boards->count = 0;
    if (boards->lock >= 0) {
        (void)close(boards->lock);
        boards->lock = -1;
    }
}
