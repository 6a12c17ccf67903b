/*
 * fuzz_can_datagram - any bytes from another board are a frame or refused
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim_can_datagram.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds, const char *what) {
    if (!holds) {
        fprintf(stderr, "does not hold: %s\n", what);
        abort();
    }
}

#define REQUIRE(condition) require(condition, #condition)

// A frame that the controller may put into its queue, and that is made of the
// same bytes again but for what lies behind its data.
static void check(const uint8_t *data, const toc_can_frame_t *frame,
                  uint32_t baudrate, uint32_t missed) {
    REQUIRE(frame->size <= TOC_CAN_DATA_MAX);
    REQUIRE(!frame->rtr || frame->size == 0);
    REQUIRE(frame->id <=
            (frame->extended ? TOC_CAN_EXT_ID_MAX : TOC_CAN_STD_ID_MAX));
    uint8_t again[SIM__CAN_DATAGRAM_SIZE];
    sim__can_pack(frame, baudrate, missed, again);
    REQUIRE(memcmp(again, data, 14u + frame->size) == 0);
    REQUIRE(memcmp(again + 22, data + 22, 4) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    toc_can_frame_t frame;
    uint32_t baudrate;
    uint32_t missed;
    // A block of its own, so that a byte read beyond it shows.
    uint8_t *bytes = malloc(size > 0 ? size : 1);
    REQUIRE(bytes != NULL);
    if (size > 0) {
        memcpy(bytes, data, size);
    }
    if (sim__can_unpack(bytes, size, &frame, &baudrate, &missed)) {
        check(bytes, &frame, baudrate, missed);
    }
    free(bytes);
    return 0;
}
