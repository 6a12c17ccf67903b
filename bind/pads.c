/*
 * pads - the pins of peripherals other than machine.Pin
 *
 * SPDX-License-Identifier: MIT
 */
#include "bind/pads.h"

#include <string.h>

#include "backend/sim/sim_attach.h"
#include "bind/hal.h"
#include "bind/i2c.h"
#include "bind/pin.h"
#include "bind/spi.h"
#include "bind/uart.h"
#include "py/runtime.h"

static bool is_per_pin(const char *bus) {
    return bus[strlen(bus) - 1] == '@';
}

// "i2c0@0x40" and "uart1" are on the bus.
static int is_on(void *bus_in, const sim_device_info_t *info) {
    const char *bus = bus_in;
    size_t size = strlen(bus);
    return strncmp(info->place, bus, size) == 0 &&
           (info->place[size] == '\0' || info->place[size] == '@');
}

// To what is at a pin of this machine nothing can be attached.
static bool is_attached(const char *bus) {
    return !is_per_pin(bus) && sim_devices_each(is_on, (void *)bus) != 0;
}

void bind_pads_check(const bind_pads_t *whose, const toc_board_pin_t *pin) {
    const toc_pin_ops_t *pins = bind_hal()->pin;
    if (whose->file != NULL || pins->file == NULL || pins->file(pins->ctx, pin->gpio) == NULL) {
        return;
    }
    if (whose->bus == NULL) {
        mp_raise_msg_varg(&mp_type_OSError,
            MP_ERROR_TEXT("resource not available: %s is a pin of this machine,"
                          " which cannot do that: --map %s=sim"),
            pin->name, pin->name);
    }
    const char *suffix = is_per_pin(whose->bus) ? pin->name : "";
    if (!is_attached(whose->bus)) {
        mp_raise_msg_varg(&mp_type_OSError,
            MP_ERROR_TEXT("resource not available: %s is a pin of this machine,"
                          " and %s%s is simulated: --map %s%s=%s, or --map %s=sim"),
            pin->name, whose->bus, suffix, whose->bus, suffix, whose->example, pin->name);
    }
}

uint32_t bind_pads_find(const bind_pads_t *whose, mp_obj_t pin_in) {
    const toc_board_pin_t *pin = bind_pin_find(pin_in);
    bind_pads_check(whose, pin);
    return pin->gpio;
}

uint32_t bind_pads_default(const bind_pads_t *whose, const char *name, uint32_t index) {
    const toc_board_pin_t *pin = toc_board_pin(bind_hal()->board, name);
    if (pin != NULL) {
        bind_pads_check(whose, pin);
        return pin->gpio;
    }
    if (whose->file == NULL) {
        mp_raise_msg_varg(&mp_type_OSError,
            MP_ERROR_TEXT(
                "resource not available: this board has no %s: give it pins, or --map %s=%s"),
            name, whose->bus, whose->example);
    }
    return TOC_BOARD_PINS_MAX + index;
}

static void tell_loss(const char *loser, uint32_t gpio, const char *bus) {
    if (loser != NULL) {
        mp_printf(MICROPY_ERROR_PRINTER, "tocsin: %s loses %s to %s, until it is set up again\n",
            loser, bind_pin_name(gpio), bus != NULL ? bus : "a Pin");
    }
}

void bind_pads_take(uint32_t gpio, const char *bus, bool deaf) {
    tell_loss(bind_i2c_lose(gpio, bus), gpio, bus);
    tell_loss(bind_spi_lose(gpio, bus, deaf), gpio, bus);
    tell_loss(bind_uart_lose(gpio, bus, deaf), gpio, bus);
}
