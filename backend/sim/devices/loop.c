/*
 * loop - a wire from TX to RX of a UART
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim_uart.h"

static const sim_uart_device_t ops = {
    .take = sim__uart_echo,
};

const sim_kind_t sim__kind_loop = {
    .name = "loop",
    .bus = "uart",
    .help = "what is sent comes back",
    .ops = &ops,
};
