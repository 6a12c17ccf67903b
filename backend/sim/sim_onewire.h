/*
 * sim_onewire - 1-Wire lines at pins of the virtual board
 *
 * A program makes the protocol by itself, with an open drain pin and sleeps;
 * the line watches the pin's edges and their times: a reset pulse, then slots.
 * A slot that is low for less than 30 us carries a 1. Devices on a line see it
 * at the same time, and any of them pulls it low.
 *
 * This is exact in virtual time. In real time it is as exact as the program's
 * sleeps: a slot during which something else takes the processor is misread.
 *
 * What a device does is called inside the board's lock from the program's own
 * writes of the pin: it works with its own state and with the clock, and does
 * not ask for parameters. Its `changed` brings those into the state, with the
 * lock (sim__lock).
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BACKEND_SIM_ONEWIRE_H
#define TOC_BACKEND_SIM_ONEWIRE_H

#include "sim_device.h"

#define SIM_ONEWIRE_ANSWER_MAX 9
#define SIM_ONEWIRE_TAKES      SIZE_MAX

// ctx of each: with the board's lock; `state` is the device's.
typedef struct {
    uint8_t family; // first byte of its ROM code

    // A function command. Returns how many bytes it answers, put at `answer`.
    // Of several the last is their checksum, which fault=crc spoils. Or
    // SIM_ONEWIRE_TAKES: bytes from the program follow.
    size_t (*command)(void *state, uint8_t command,
                      uint8_t answer[SIM_ONEWIRE_ANSWER_MAX]);

    // A byte that follows such a command. May be NULL where none does.
    void (*take)(void *state, uint8_t command, uint32_t index, uint8_t byte);

    // What reads get behind the answer: busy is 0. May be NULL.
    bool (*is_busy)(void *state);
} sim_onewire_device_t;

extern const sim_bus_t sim__bus_onewire;

// The checksum of ROM codes and scratchpads.
uint8_t sim_onewire_crc8(const uint8_t *data, size_t size);

#endif
