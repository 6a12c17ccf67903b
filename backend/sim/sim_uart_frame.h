/*
 * sim_uart_frame - one byte on a serial line, as bits in time
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BACKEND_SIM_UART_FRAME_H
#define TOC_BACKEND_SIM_UART_FRAME_H

#include "uart.h"

enum sim__uart_frame {
    SIM__UART_FRAME_GOOD,
    SIM__UART_FRAME_PARITY,
    SIM__UART_FRAME_FRAMING
};

// From the edge of the start bit to the end of the stop bits.
uint64_t sim__uart_frame_ns(const toc_uart_setup_t *setup);

// Whether a frame of the one is read by the other without sampling it.
bool sim__uart_frame_is_same(const toc_uart_setup_t *from,
                             const toc_uart_setup_t *to);

// Read the frame of `byte` with the receiver's own bit times and format: each
// bit in its middle, counted from the edge of the start bit.
//
// Returns what the receiver says; `*out` is what it read when that is good.
enum sim__uart_frame sim__uart_frame_sample(const toc_uart_setup_t *from,
                                            const toc_uart_setup_t *to,
                                            uint8_t byte, uint8_t *out);

#endif
