/*
 * sim_uart_frame - one byte on a serial line, as bits in time
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim_uart_frame.h"

#define NS_PER_S UINT64_C(1000000000)

static bool has_parity(const toc_uart_setup_t *setup) {
    return setup->parity != TOC_UART_PARITY_NONE;
}

uint64_t sim__uart_frame_ns(const toc_uart_setup_t *setup) {
    uint64_t halves =
        2u * (1u + setup->bits + has_parity(setup)) + setup->half_stops;
    uint64_t rate = setup->baudrate;
    // To the nearest: a second of bytes must not end before its time.
    return (halves * NS_PER_S + rate) / (2u * rate);
}

// More stop bits than expected are a pause, fewer do not hurt.
bool sim__uart_frame_is_same(const toc_uart_setup_t *from,
                             const toc_uart_setup_t *to) {
    return from->baudrate == to->baudrate && from->bits == 8 && to->bits == 8 &&
           from->parity == to->parity;
}

static unsigned parity_of(const toc_uart_setup_t *setup, unsigned data) {
    unsigned ones = (unsigned)__builtin_popcount(data);
    return (ones & 1u) ^ (setup->parity == TOC_UART_PARITY_ODD);
}

// The bits of a frame, the first one lowest; what follows is high.
static uint32_t bits_of(const toc_uart_setup_t *setup, uint8_t byte) {
    unsigned data = byte & ((1u << setup->bits) - 1u);
    uint32_t frame = data << 1;
    unsigned used = 1u + setup->bits;
    if (has_parity(setup)) {
        frame |= parity_of(setup, data) << used++;
    }
    return frame | UINT32_MAX << used;
}

// The level in the middle of the receiver's bit `index`.
static unsigned sample(uint32_t frame, const toc_uart_setup_t *from,
                       const toc_uart_setup_t *to, unsigned index) {
    uint64_t half_bits = 2u * (uint64_t)index + 1u;
    uint64_t at = half_bits * from->baudrate / (2u * (uint64_t)to->baudrate);
    return at < 32 ? frame >> at & 1u : 1u;
}

enum sim__uart_frame sim__uart_frame_sample(const toc_uart_setup_t *from,
                                            const toc_uart_setup_t *to,
                                            uint8_t byte, uint8_t *out) {
    uint32_t frame = bits_of(from, byte);
    unsigned index = 0;
    // A start bit that is over in its own middle is a disturbance.
    if (sample(frame, from, to, index++) != 0) {
        return SIM__UART_FRAME_FRAMING;
    }
    unsigned data = 0;
    for (unsigned i = 0; i < to->bits; i++) {
        data |= sample(frame, from, to, index++) << i;
    }
    unsigned parity = has_parity(to) ? sample(frame, from, to, index++) : 0;
    if (sample(frame, from, to, index) == 0) {
        return SIM__UART_FRAME_FRAMING;
    }
    if (has_parity(to) && parity != parity_of(to, data)) {
        return SIM__UART_FRAME_PARITY;
    }
    *out = (uint8_t)data;
    return SIM__UART_FRAME_GOOD;
}
