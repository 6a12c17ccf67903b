/*
 * linux_chip - GPIO chips of a Linux machine: what linux_gpio needs of libgpiod
 *
 * One table, so that tests can stand in for chips and kernel. A request is a
 * set of lines of one chip that this process holds; events of its lines come in
 * one order. Calls return 0 or more, or errno's number, negative.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BACKEND_LINUX_CHIP_H
#define TOC_BACKEND_LINUX_CHIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pin.h"

#define LINUX_CHIP_NAME_SIZE 32 // of the kernel, its end included
#define LINUX_CHIP_LINES_MAX 64 // of one request

typedef struct linux_chip linux_chip_t;
typedef struct linux_request linux_request_t;

typedef struct {
    char name[LINUX_CHIP_NAME_SIZE];  // "gpiochip0"
    char label[LINUX_CHIP_NAME_SIZE]; // "pinctrl-bcm2711"
    uint32_t line_count;
} linux_chip_info_t;

typedef struct {
    char name[LINUX_CHIP_NAME_SIZE];     // "GPIO17"; "" where it has none
    char consumer[LINUX_CHIP_NAME_SIZE]; // who holds it; "" where nobody says
    bool used;
    bool output;
    bool active_low;
} linux_line_info_t;

// How a line of a request is to be.
typedef struct {
    uint32_t offset;
    bool output;
    bool open_drain;
    bool active_low;
    bool level;     // of an output
    unsigned edges; // TOC_PIN_RISING, _FALLING, of an input
    enum toc_pin_pull pull;
    uint32_t debounce_us; // of an input; 0: none
} linux_line_t;

typedef struct {
    uint64_t time_ns; // CLOCK_MONOTONIC
    uint32_t offset;
    uint32_t seq; // 1, 2, ... of the line; a gap is what the kernel lost
    bool rising;
} linux_edge_t;

typedef struct {
    // Open a chip by the path of its device file.
    int (*open)(const char *path, linux_chip_t **chip);
    void (*close)(linux_chip_t *chip);
    int (*info)(linux_chip_t *chip, linux_chip_info_t *info);
    int (*line_info)(linux_chip_t *chip, uint32_t offset,
                     linux_line_info_t *info);

    // Hold lines. The kernel keeps up to `buffer` events that were not read;
    // it may have a limit of its own.
    int (*request)(linux_chip_t *chip, const linux_line_t *lines, size_t count,
                   size_t buffer, linux_request_t **request);
    void (*release)(linux_request_t *request);

    // Set all lines of a request anew. Lines that stay as they are lose no
    // event, and outputs with the same level keep it throughout.
    int (*configure)(linux_request_t *request, const linux_line_t *lines,
                     size_t count);
    int (*get)(linux_request_t *request, uint32_t offset); // 0 or 1
    int (*set)(linux_request_t *request, uint32_t offset, bool level);

    // What poll() waits with, and the events that there are, at most `most`:
    // -EAGAIN at once where there is none.
    int (*fd)(linux_request_t *request);
    int (*read)(linux_request_t *request, linux_edge_t *edges, size_t most);

    // Call `visit` with the path of each chip there is, by number, until it
    // returns false.
    void (*each)(bool (*visit)(const char *path, void *ctx), void *ctx);
} linux_chips_t;

// ctx: any
const linux_chips_t *linux_chips(void);

// Use another table from now on; NULL for the real one. It stays the caller's.
//
// ctx: thread, while no chip is in use
void linux_chips_set(const linux_chips_t *chips);

#endif
