/*
 * sim_uart_bus - the UARTs as places to attach a device to
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim_uart.h"

enum { PARAM_FAULT, PARAM_COUNT };

static int set_fault(const sim_device_t *device) {
    sim__uart_set_fault(
        device->bus_number,
        (enum sim__uart_fault)sim_bus_number(device, PARAM_FAULT));
    return 0;
}

// NOLINTNEXTLINE(readability-non-const-parameter): sim_bus_t has this signature
static int bus_attach(sim_device_t *device, char error[SIM_ERROR_SIZE]) {
    (void)error;
    sim__uart_set_device(device->bus_number, device);
    return set_fault(device);
}

static void bus_detach(sim_device_t *device) {
    sim__uart_set_device(device->bus_number, NULL);
    sim__uart_set_fault(device->bus_number, SIM__UART_FAULT_NONE);
}

static int
bus_changed(sim_device_t *device, uint32_t param,
            // NOLINTNEXTLINE(readability-non-const-parameter): as above
            char error[SIM_ERROR_SIZE]) {
    (void)param;
    (void)error;
    return set_fault(device);
}

static const sim_param_t bus_params[PARAM_COUNT] = {
    [PARAM_FAULT] = {.name = "fault",
                     .help = "what happens to bytes that come from it",
                     .type = SIM_WORD,
                     .words = "none break framing parity overrun stuck absent"},
};

const sim_bus_t sim__bus_uart = {
    .name = "uart",
    .help = "UART, what is at the other end: uart1=loop",
    .count = SIM_UARTS,
    .where = SIM_WHERE_NONE,
    .params = bus_params,
    .param_count = PARAM_COUNT,
    .attach = bus_attach,
    .detach = bus_detach,
    .changed = bus_changed,
};
