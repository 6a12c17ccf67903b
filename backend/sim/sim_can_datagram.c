/*
 * sim_can_datagram - a CAN frame as bytes, between boards on one machine
 *
 *     0  4  "TCN2"
 *     4  4  baud rate, lowest byte first
 *     8  4  id, lowest byte first
 *    12  1  1: extended, 2: remote request
 *    13  1  bytes of data
 *    14  8  data, zeros behind it
 *    22  4  how many frames the receiver missed before, lowest byte first
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim_can_datagram.h"

#include <string.h>

#define MAGIC         "TCN2"
#define FLAG_EXTENDED 1
#define FLAG_RTR      2

static void put_u32(uint8_t *to, uint32_t value) {
    for (unsigned i = 0; i < 4; i++) {
        to[i] = (uint8_t)(value >> 8 * i);
    }
}

static uint32_t get_u32(const uint8_t *from) {
    return (uint32_t)from[0] | (uint32_t)from[1] << 8 |
           (uint32_t)from[2] << 16 | (uint32_t)from[3] << 24;
}

void sim__can_pack(const toc_can_frame_t *frame, uint32_t baudrate,
                   uint32_t missed, uint8_t out[SIM__CAN_DATAGRAM_SIZE]) {
    memset(out, 0, SIM__CAN_DATAGRAM_SIZE);
    // NOLINTNEXTLINE(bugprone-not-null-terminated-result): a mark, no text
    memcpy(out, MAGIC, 4);
    put_u32(out + 4, baudrate);
    put_u32(out + 8, frame->id);
    out[12] = (uint8_t)((frame->extended ? FLAG_EXTENDED : 0) |
                        (frame->rtr ? FLAG_RTR : 0));
    out[13] = frame->size;
    memcpy(out + 14, frame->data, frame->size);
    put_u32(out + 22, missed);
}

bool sim__can_unpack(const uint8_t *bytes, size_t size, toc_can_frame_t *frame,
                     uint32_t *baudrate, uint32_t *missed) {
    if (size != SIM__CAN_DATAGRAM_SIZE || memcmp(bytes, MAGIC, 4) != 0 ||
        (bytes[12] & ~(FLAG_EXTENDED | FLAG_RTR)) != 0) {
        return false;
    }
    toc_can_frame_t got = {.id = get_u32(bytes + 8),
                           .extended = (bytes[12] & FLAG_EXTENDED) != 0,
                           .rtr = (bytes[12] & FLAG_RTR) != 0,
                           .size = bytes[13]};
    uint32_t id_max = got.extended ? TOC_CAN_EXT_ID_MAX : TOC_CAN_STD_ID_MAX;
    if (got.id > id_max || got.size > (got.rtr ? 0 : TOC_CAN_DATA_MAX)) {
        return false;
    }
    memcpy(got.data, bytes + 14, got.size);
    *frame = got;
    *baudrate = get_u32(bytes + 4);
    *missed = get_u32(bytes + 22);
    return true;
}
