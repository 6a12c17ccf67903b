/*
 * board - the machine that programs run on, and the world around it
 *
 * SPDX-License-Identifier: MIT
 */
#include "mpy/board.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "backend/linux/linux_adc.h"
#include "backend/linux/linux_can.h"
#include "backend/linux/linux_gpio.h"
#include "backend/linux/linux_gpio_list.h"
#include "backend/linux/linux_i2c.h"
#include "backend/linux/linux_pwm.h"
#include "backend/linux/linux_rtc.h"
#include "backend/linux/linux_spi.h"
#include "backend/linux/linux_uart.h"
#include "backend/linux/linux_wdt.h"
#include "backend/sim/sim.h"
#include "backend/sim/sim_adc.h"
#include "backend/sim/sim_attach.h"
#include "backend/sim/sim_can.h"
#include "backend/sim/sim_dac.h"
#include "backend/sim/sim_debounce.h"
#include "backend/sim/sim_i2c.h"
#include "backend/sim/sim_led.h"
#include "backend/sim/sim_nvs.h"
#include "backend/sim/sim_ota.h"
#include "backend/sim/sim_pace.h"
#include "backend/sim/sim_power.h"
#include "backend/sim/sim_pwm.h"
#include "backend/sim/sim_rmt.h"
#include "backend/sim/sim_rtc.h"
#include "backend/sim/sim_sd.h"
#include "backend/sim/sim_spi.h"
#include "backend/sim/sim_touch.h"
#include "backend/sim/sim_uart.h"
#include "backend/sim/sim_wdt.h"
#include "backend/sim/sim_wlan.h"
#include "cli/board_file.h"
#include "cli/replay.h"
#include "core/clock.h"
#include "core/err.h"
#include "core/trace.h"
#include "hal/file_group.h"
#include "mpy/hal.h"
#include "mpy/power.h"

#define TROUBLE_SIZE 320

static toc_hal_t hal;
static toc_replay_t replay;

static void conflict(void *ctx, const char *name_a, const char *name_b) {
    (void)ctx;
    fprintf(stderr, "tocsin: %s and %s drive against each other\n", name_a,
            name_b);
}

static int add_wires(const toc_options_t *options) {
    for (uint32_t i = 0; i < options->wire_count; i++) {
        const toc_options_wire_t *wire = &options->wires[i];
        int err = sim_wire(wire->gpio_a, wire->gpio_b);
        if (err != 0) {
            return err;
        }
    }
    return 0;
}

static int add_presses(const toc_options_t *options) {
    for (uint32_t i = 0; i < options->press_count; i++) {
        const toc_options_press_t *press = &options->presses[i];
        int err = sim_press(press->gpio, press->at_ns, press->for_ns);
        if (err != 0) {
            return err;
        }
    }
    return 0;
}

static int open_beside(const char *folder, char error[SIM_NVS_ERROR_SIZE]) {
    char path[PATH_MAX + sizeof(".nvs")];
    snprintf(path, sizeof(path), "%s.ota", folder);
    int err = sim_ota_open(path);
    if (err != 0) {
        snprintf(error, SIM_NVS_ERROR_SIZE, "%s", toc_err_text(err));
        return err;
    }
    snprintf(path, sizeof(path), "%s.nvs", folder);
    return sim_nvs_open(path, error);
}

// What the board stores lies beside the folder of its flash, not inside: a
// program that lists /flash does not see it.
static int open_stored(const toc_options_t *options) {
    char error[SIM_NVS_ERROR_SIZE];
    char path[PATH_MAX];
    char real[PATH_MAX];
    int err;
    snprintf(path, sizeof(path), "%.*s", (int)options->flash_length,
             options->flash != NULL ? options->flash : "");
    if (options->flash == NULL) {
        err = sim_nvs_open(NULL, error);
    } else if (realpath(path, real) != NULL) {
        err = open_beside(real, error);
    } else {
        // An image that is yet to be made.
        err = open_beside(path, error);
    }
    if (err != 0) {
        fprintf(stderr, "tocsin: cannot read what the board stores: %s\n",
                error);
    }
    return err;
}

int mpy_board_load(const toc_options_t *options) {
    int err = open_stored(options);
    if (err != 0 || options->replay.text == NULL) {
        return err;
    }
    char error[TOC_REPLAY_ERROR_SIZE];
    err = toc_replay_read(&replay, options, error);
    if (err != 0) {
        fprintf(stderr, "tocsin: --replay %.*s: %s\n",
                (int)options->replay.path_size, options->replay.text, error);
    }
    return err;
}

static int begin_replay(const toc_options_t *options) {
    return options->replay.text != NULL
               ? sim_replay(&replay.changes, replay.yields)
               : 0;
}

static int map_bus(const toc_options_bus_map_t *map) {
    switch (map->kind) {
    case TOC_BUS_MAP_I2C:
        return linux_i2c_map(map->number, map->file);
    case TOC_BUS_MAP_SPI:
        return linux_spi_map(map->number, map->file);
    case TOC_BUS_MAP_UART:
        return linux_uart_map(map->number, map->file);
    case TOC_BUS_MAP_ADC:
        return linux_adc_map(map->number, map->file);
    case TOC_BUS_MAP_WDT:
        linux_wdt_map(map->file);
        return 0;
    case TOC_BUS_MAP_RTC:
        linux_rtc_map(map->file);
        return 0;
    case TOC_BUS_MAP_PIN:
        return linux_gpio_map(
            map->number,
            &(linux_gpio_map_t){.pin = map->name,
                                .file = map->file,
                                .chip = map->line.chip,
                                .line = map->line.line,
                                .active_low = map->line.active_low});
    case TOC_BUS_MAP_CAN:
        linux_can_map(map->file);
        return 0;
    case TOC_BUS_MAP_PWM:
        return linux_pwm_map(map->number, map->file);
    }
    return TOC_ENOTSUP;
}

// Buses of this machine in the place of simulated ones.
static int map_buses(const toc_options_t *options) {
    int err = 0;
    for (uint32_t i = 0; err == 0 && i < options->bus_map_count; i++) {
        const toc_options_bus_map_t *map = &options->bus_maps[i];
        if (map->kind == TOC_BUS_MAP_PIN && map->line.chip[0] == '\0') {
            continue; // it is to be simulated
        }
        err = map_bus(map);
        if (err == 0) {
            err = sim_bus_give(map->name, map->file);
        }
    }
    return err;
}

// Where something of this machine is to be found, unless the text said it.
static void tell_where(const char *text, const char *name) {
    sim_device_value_t at;
    char error[SIM_ERROR_SIZE];
    if (sim_device_get(name, "at", &at, error) == 0 && at.text[0] != '\0' &&
        strstr(text, at.text) == NULL) {
        fprintf(stderr, "tocsin: %s is at %s\n", name, at.text);
    }
}

static int add_devices(const toc_options_t *options) {
    for (uint32_t i = 0; i < options->attach_count; i++) {
        char error[SIM_ERROR_SIZE];
        char name[SIM_NAME_SIZE];
        int err = sim_attach(options->attaches[i], name, error);
        if (err != 0) {
            char place[TOC_BOARD_FILE_PLACE_SIZE];
            toc_board_file_place(place, "attach", options->attaches[i]);
            fprintf(stderr, "tocsin: %s %s: %s\n", place, options->attaches[i],
                    error);
            // Whatever it was, another text may be right.
            return TOC_EINVAL;
        }
        tell_where(options->attaches[i], name);
    }
    return 0;
}

static enum sim_pace pace_of(const toc_options_t *options) {
    static const enum sim_pace pace[] = {
        [TOC_PACE_AUTO] = SIM_PACE_AUTO,
        [TOC_PACE_ON] = SIM_PACE_ON,
        [TOC_PACE_OFF] = SIM_PACE_OFF,
    };
    return pace[options->pace];
}

static void put_line(void *ctx, const char *line) {
    (void)ctx;
    puts(line);
}

static void tell_chip(void *ctx, const char *path, int err,
                      const linux_chip_info_t *info) {
    const toc_pins_visitor_t *visitor = ctx;
    char denied[TOC_FILE_DENIED_SIZE];
    const char *trouble = err != 0 ? toc_err_text(err) : NULL;
    if (err == TOC_EACCES) {
        toc_file_denied(path, denied);
        trouble = denied;
    }
    toc_pins_chip_t chip = {.path = path,
                            .trouble = trouble,
                            .name = info->name,
                            .label = info->label,
                            .line_count = info->line_count};
    visitor->chip(visitor->ctx, &chip);
}

static void tell_line(void *ctx, uint32_t offset,
                      const linux_line_info_t *info) {
    const toc_pins_visitor_t *visitor = ctx;
    toc_pins_line_t line = {.offset = offset,
                            .name = info->name,
                            .consumer = info->consumer,
                            .used = info->used,
                            .output = info->output,
                            .active_low = info->active_low};
    visitor->line(visitor->ctx, &line);
}

void mpy_board_each_chip(const toc_pins_visitor_t *visitor) {
    toc_pins_visitor_t copy = *visitor;
    linux_gpio_list(&(linux_gpio_list_t){
        .ctx = &copy, .chip = tell_chip, .line = tell_line});
}

void mpy_board_tell_devices(void) {
    sim_kinds_tell(put_line, NULL);
}

static void begin_clocks(const toc_options_t *options) {
    sim_wdt_init(mpy_power_watchdog);
    sim_power_on_supply(mpy_power_supply);
    sim_rtc_init(mpy_wall_ns);
    if (options->ntp_silent) {
        sim_rtc_ntp_silent();
    } else {
        sim_rtc_ntp_says(options->ntp_offset_ns);
    }
}

// One write, so that lines of several boards do not mix.
static void tell_trouble(const char *text) {
    char line[TROUBLE_SIZE];
    int n = snprintf(line, sizeof(line), "tocsin: %s\n", text);
    size_t size = n < (int)sizeof(line) ? (size_t)n : sizeof(line) - 1;
    if (write(STDERR_FILENO, line, size) < 0) {
        return; // nobody listens; the counters still know
    }
}

int mpy_board_start(const toc_options_t *options, void (*drained)(void *ctx)) {
    sim_led_init();
    int err = sim_init(&options->board, conflict, NULL);
    if (err == 0) {
        err = map_buses(options);
    }
    if (err == 0) {
        hal = (toc_hal_t){.board = &options->board,
                          .pin = linux_gpio(sim_debounce(sim_pins()),
                                            options->irq_depth, drained),
                          .adc = sim_adc(),
                          .dac = sim_dac(),
                          .can = sim_can(),
                          .i2c = linux_i2c(sim_i2c()),
                          .spi = linux_spi(sim_spi()),
                          .led = sim_led(),
                          .nvs = sim_nvs(),
                          .ota = sim_ota(),
                          .power = sim_power(),
                          .pwm = sim_pwm(),
                          .rmt = sim_rmt(),
                          .rtc = sim_rtc(),
                          .sd = sim_sd(),
                          .uart = sim_uart(),
                          .touch = sim_touch(),
                          .wdt = sim_wdt(),
                          .wlan = sim_wlan()};
        begin_clocks(options);
        sim_adc_seed(options->seed);
        sim_pace_set(pace_of(options));
        sim_on_drained(drained, NULL);
        linux_gpio_on_trouble(tell_trouble);
        hal.adc = linux_adc(hal.adc);
        hal.can = linux_can(hal.can, drained);
        hal.pwm = linux_pwm(hal.pwm);
        hal.rtc = linux_rtc(hal.rtc);
        hal.uart = linux_uart(hal.uart, drained);
        hal.wdt = linux_wdt(hal.wdt);
        err = add_wires(options);
    }
    if (err == 0) {
        err = add_presses(options);
    }
    if (err == 0) {
        err = begin_replay(options);
    }
    if (err != 0) {
        fprintf(stderr, "tocsin: cannot start the board: %s\n",
                toc_err_text(err));
        return err;
    }
    return add_devices(options);
}

static void trace_levels(toc_pin_tap_t *tap, const toc_pin_change_t *change) {
    (void)tap;
    toc_trace_levels_at(change->changed, change->high, change->now_ns);
}

static toc_pin_tap_t levels_tap = {.fn = trace_levels};

// A pin of this machine: what the world does to an input, it drives.
static void trace_line(uint32_t pad, bool level, bool outside,
                       uint64_t time_ns) {
    uint64_t bit = UINT64_C(1) << pad;
    toc_trace_levels_at(bit, level ? bit : 0, time_ns);
    toc_trace_outside_at(bit, outside ? bit : 0, outside && level ? bit : 0,
                         time_ns);
}

static void trace_outside(void *ctx, uint64_t changed, uint64_t driven,
                          uint64_t high) {
    (void)ctx;
    toc_trace_outside(changed, driven, high);
}

void mpy_board_lend(toc_waiter_t *waiter) {
    bool has_real = hal.pin->file != NULL;
    if (has_real && !toc_clock_is_virtual()) {
        linux_gpio_lend(toc_waiter_event(waiter));
    }
}

int mpy_board_trace(void) {
    sim_tap(&levels_tap, UINT64_MAX);
    toc_trace_levels(UINT64_MAX, sim_levels());
    linux_gpio_on_level(trace_line);
    return sim_on_outside(trace_outside, NULL);
}

const toc_hal_t *mpy_board_hal(void) {
    return &hal;
}

void mpy_board_reset(void) {
    linux_i2c_reset();
    linux_spi_reset();
    linux_uart_reset();
    linux_can_reset();
    linux_pwm_reset();
    linux_rtc_reset();
    linux_gpio_reset();
    sim_debounce_reset();
    sim_reset();
}

void mpy_board_hard_reset(bool deep_sleep) {
    linux_wdt_reset();
    sim_wdt_reset();
    sim_wlan_power_off();
    if (deep_sleep) {
        sim_rtc_ntp_stop();
        hal.power->deep_sleep(hal.power->ctx);
    } else {
        sim_rtc_reset();
    }
}

bool mpy_board_is_pending(void) {
    return sim_pending() != 0 || linux_uart_pending() || linux_can_pending() ||
           linux_gpio_pending();
}

void mpy_board_stop(void) {
    linux_wdt_reset();
    linux_i2c_reset();
    linux_spi_reset();
    linux_uart_reset();
    linux_can_reset();
    linux_pwm_reset();
    linux_gpio_stop();
    sim_debounce_stop();
    sim_deinit();
    toc_replay_free(&replay);
    sim_nvs_close();
    sim_ota_close();
}
