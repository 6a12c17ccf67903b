/*
 * Any bytes as a pins.csv: the parser refuses them with one line, or makes a
 * board on which each pin can be told from the others.
 *
 * SPDX-License-Identifier: MIT
 */
#include "board.h"
#include "err.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds) {
    if (!holds) {
        abort();
    }
}

static void check_pin(const toc_board_t *board, const toc_board_pin_t *pin) {
    require(memchr(pin->name, '\0', sizeof(pin->name)) != NULL);
    require(memchr(pin->exp, '\0', sizeof(pin->exp)) != NULL);
    require(pin->name[0] != '\0');
    require(pin->gpio < TOC_BOARD_PINS_MAX);
    require(pin->adc >= -1 && pin->touch >= -1 && pin->dac >= -1);
    // Names that were given twice would find the first pin for the second.
    require(toc_board_pin(board, pin->name) == pin);
    require(pin->exp[0] == '\0' || toc_board_pin(board, pin->exp) == pin);
    for (const toc_board_pin_t *other = board->pins; other < pin; other++) {
        require(other->gpio != pin->gpio);
    }
}

static void check_error(const char *error) {
    require(memchr(error, '\0', TOC_BOARD_ERROR_SIZE) != NULL);
    require(strncmp(error, "line ", 5) == 0);
    require(strchr(error, '\n') == NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static toc_board_t board;
    char error[TOC_BOARD_ERROR_SIZE];
    int err = toc_board_parse(&board, (const char *)data, size, error);
    if (err != 0) {
        require(err == TOC_EINVAL);
        check_error(error);
        return 0;
    }

    require(board.pin_count > 0 && board.pin_count <= TOC_BOARD_PINS_MAX);
    for (uint32_t i = 0; i < board.pin_count; i++) {
        check_pin(&board, &board.pins[i]);
    }
    toc_board_pin_unknown(&board, "P24", error);
    require(memchr(error, '\0', sizeof(error)) != NULL);
    return 0;
}
