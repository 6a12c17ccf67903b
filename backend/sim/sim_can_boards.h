/*
 * sim_can_boards - the other boards of a CAN bus, and what each of them missed
 *
 * Each board has a datagram socket in the folder of the bus, whose name says
 * what its controller does: PID.off, or PID.BAUDRATE.n for one that
 * acknowledges and PID.BAUDRATE.s for one that only listens.
 *
 * One board sends at a time: what all hear, they hear in one order. A lock on
 * the file "lock" of the folder sees to it; a board that ends lets go of it.
 *
 * A board that does not take a frame for SIM__CAN_TAKE_MS misses it, and from
 * then on has no time until it took one. What it missed is kept, and told to it
 * with the next frame that it takes.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BACKEND_SIM_CAN_BOARDS_H
#define TOC_BACKEND_SIM_CAN_BOARDS_H

#include <stddef.h>
#include <sys/un.h>

#include "can.h"

#define SIM__CAN_TAKE_MS      1000
#define SIM__CAN_ADDRESS_SIZE sizeof(((struct sockaddr_un *)0)->sun_path)

typedef struct {
    long pid;
    char name[32]; // of its socket
    uint32_t missed;
    bool is_there;
    bool acknowledges; // frames of the baud rate at hand
    bool took;         // the frame at hand
} sim__can_board_t;

// One thread's.
typedef struct {
    const char *folder;
    int socket;
    int lock; // the file; -1: not opened yet
    // Called while a board does not take its frame, or has the bus. Returns
    // whether there is time to wait for it.
    bool (*waits)(void *ctx);
    void *ctx;
    sim__can_board_t *boards;
    size_t count;
} sim__can_boards_t;

typedef struct {
    bool acknowledged;
    uint32_t missed; // how many boards missed it; only when acknowledged
} sim__can_result_t;

// Send a frame to all boards but the one of this process: first to those that
// may acknowledge it, and if one did to those that only hear it.
//
// ctx: the bus's thread, with no lock
sim__can_result_t sim__can_send_to_all(sim__can_boards_t *boards,
                                       const toc_can_frame_t *frame,
                                       uint32_t baudrate);

// Free and close what it holds.
void sim__can_forget_all(sim__can_boards_t *boards);

#endif
