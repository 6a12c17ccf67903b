/*
 * board_model - what a board is beside its pins
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_HAL_BOARD_MODEL_H
#define TOC_HAL_BOARD_MODEL_H

#include <stdbool.h>
#include <stdint.h>

typedef struct {
    const char *name;   // of the board, "lopy4"
    uint32_t heap_kib;  // room for Python objects on the board itself
    uint32_t flash_kib; // its file system
    bool lorawan;
    bool sigfox;
    const char *with; // os.uname().machine is "LoPy4 with ESP32"
} toc_board_model_t;

// The model of an embedded board. One that is not known, as its pins come from
// a file of the user's, counts as the default board.
//
// ctx: any
// Returns it, never NULL.
const toc_board_model_t *toc_board_model(const char *name);

#endif
