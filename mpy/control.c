/*
 * control - what the control socket may do with this board
 *
 * SPDX-License-Identifier: MIT
 */
#include "mpy/control.h"

#include <stdio.h>
#include <string.h>

#include "backend/linux/linux_gpio.h"
#include "backend/sim/sim.h"
#include "backend/sim/sim_attach.h"
#include "backend/sim/sim_led.h"
#include "bind/machine_power.h"
#include "core/clock.h"
#include "core/err.h"
#include "core/version.h"
#include "mpy/board.h"
#include "mpy/control_clock.h"
#include "mpy/signals.h"
#include "net/control_server.h"

_Static_assert(SIM_ERROR_SIZE <= TOC_CONTROL_ERROR_SIZE &&
                   SIM_NAME_SIZE <= TOC_CONTROL_NAME_SIZE &&
                   SIM_VALUE_SIZE <= TOC_CONTROL_VALUE_SIZE,
               "the board's texts fit");

// No request; above it enum toc_control_end.
#define NO_END (-1)

static toc_control_ops_t ops;
static uint32_t lives;

// Written by the server's thread, read by main when its program ended.
static int end_asked = NO_END; // atomic
static int end_status;

static const char *pin_file(uint32_t pad) {
    const toc_pin_ops_t *pins = mpy_board_hal()->pin;
    return pins->file != NULL ? pins->file(pins->ctx, pad) : NULL;
}

// A pin of the machine that no program uses is nobody's to take.
static int pin_get(uint32_t pad, toc_control_pin_t *out) {
    const toc_pin_ops_t *pins = mpy_board_hal()->pin;
    if (linux_gpio_is_mapped(pad) && !linux_gpio_is_used(pad)) {
        return TOC_EAGAIN;
    }
    int level = pins->read(pins->ctx, pad);
    int latch = pins->latch(pins->ctx, pad);
    if (level < 0 || latch < 0) {
        return level < 0 ? level : latch;
    }
    *out = (toc_control_pin_t){.level = level != 0, .latch = latch != 0};
    return 0;
}

static int pin_pulses(uint32_t pad, uint64_t count, uint64_t period_ns) {
    return sim_pulses(pad, count, period_ns);
}

static int wire(uint32_t a, uint32_t b, bool join) {
    return join ? sim_wire(a, b) : sim_unwire(a, b);
}

// The voltage of a pin is that of a constant source at it.
static int analog_set(const char *pin, double mv, char *error) {
    char place[SIM_NAME_SIZE];
    char value[32];
    snprintf(place, sizeof(place), "adc@%s", pin);
    snprintf(value, sizeof(value), "%.6g", mv);
    if (sim_device_set(place, "mv", value, error) != TOC_ENOENT) {
        return error[0] == '\0' ? 0 : TOC_EINVAL;
    }
    char text[96];
    snprintf(text, sizeof(text), "%s=constant,mv=%s", place, value);
    error[0] = '\0';
    return sim_attach(text, NULL, error);
}

static int device_get(const char *device, const char *key, char *text,
                      double *number, char *error) {
    sim_device_value_t value;
    int err = sim_device_get(device, key, &value, error);
    if (err < 0) {
        return err;
    }
    memcpy(text, value.text, sizeof(value.text));
    *number = value.number;
    return value.type == SIM_VALUE_SWITCH   ? 2
           : value.type == SIM_VALUE_NUMBER ? 1
                                            : 0;
}

static bool device_at(uint32_t index, toc_control_device_t *out) {
    sim_device_info_t info;
    if (!sim_device_at(index, &info)) {
        return false;
    }
    memcpy(out->name, info.name, sizeof(info.name));
    memcpy(out->place, info.place, sizeof(info.place));
    out->kind = info.kind;
    return true;
}

static void led(toc_control_led_t *out) {
    sim_led_state_t state;
    sim_led_state(&state);
    *out = (toc_control_led_t){
        .rgb = sim_led_shown(&state, toc_clock_now_ns()),
        .heartbeat = state.beating,
    };
}

static void clock_get(toc_control_clock_t *out) {
    *out = (toc_control_clock_t){
        .is_virtual = toc_clock_is_virtual(),
        .held = mpy_control_clock_is_held(),
        .now_ns = toc_clock_now_ns(),
    };
}

static int clock_step(uint64_t ns) {
    return mpy_control_clock_step(ns, toc_control_server_stepped);
}

// A program that was asked to stop and did not may never do so.
static int end(enum toc_control_end how, int status) {
    if (how == TOC_CONTROL_STOP &&
        __atomic_load_n(&end_asked, __ATOMIC_ACQUIRE) == (int)how) {
        toc_control_server_unlink();
        mpy_signals_end_process(status);
    }
    end_status = status;
    __atomic_store_n(&end_asked, (int)how, __ATOMIC_RELEASE);
    mpy_signals_exit();
    return 0;
}

static void on_levels(toc_pin_tap_t *tap, const toc_pin_change_t *change) {
    (void)tap;
    toc_control_event_t event = {.topic = TOC_CONTROL_PIN,
                                 .time_ns = change->now_ns};
    for (uint32_t pad = 0; change->changed >> pad != 0; pad++) {
        if (((change->changed >> pad) & 1) != 0) {
            event.value = pad << 1 | (uint32_t)((change->high >> pad) & 1);
            toc_control_server_post(&event);
        }
    }
}

static toc_pin_tap_t levels_tap = {.fn = on_levels};
static bool is_tapped; // the server's thread's own

static void tell_levels(bool tell) {
    if (tell && !is_tapped) {
        sim_tap(&levels_tap, UINT64_MAX);
    } else if (!tell && is_tapped) {
        sim_untap(&levels_tap);
    }
    is_tapped = tell;
}

static void on_led(void *ctx, const sim_led_state_t *state) {
    (void)ctx;
    uint64_t now_ns = toc_clock_now_ns();
    toc_control_event_t event = {.topic = TOC_CONTROL_LED,
                                 .time_ns = now_ns,
                                 .value = sim_led_shown(state, now_ns)};
    toc_control_server_post(&event);
}

int mpy_control_start(const toc_options_t *options, void (*drained)(void)) {
    if (options->control == NULL) {
        return 0;
    }
    ops = (toc_control_ops_t){
        .board = &options->board,
        .version = TOCSIN_VERSION,
        .pin_file = pin_file,
        .pin_get = pin_get,
        .pin_drive = sim_drive,
        .pin_release = sim_release,
        .pin_press = sim_press,
        .pin_pulses = pin_pulses,
        .wire = wire,
        .tell_levels = tell_levels,
        .analog_set = analog_set,
        .attach = sim_attach,
        .detach = sim_detach,
        .device_set = sim_device_set,
        .device_get = device_get,
        .device_key = sim_device_key,
        .device_at = device_at,
        .led = led,
        .clock = clock_get,
        .clock_hold = mpy_control_clock_hold,
        .clock_step = clock_step,
        .end = end,
    };
    char error[TOC_CONTROL_ERROR_SIZE] = "";
    // Before anybody can ask for a step.
    int err = options->hold ? mpy_control_clock_hold(true) : 0;
    if (err == 0) {
        err = toc_control_server_start(options->control, &ops, drained, error);
    }
    if (err == 0 && toc_control_server_port() != 0) {
        fprintf(stderr, "tocsin: --control %s: port %u\n", options->control,
                (unsigned)toc_control_server_port());
    }
    if (err != 0) {
        mpy_control_clock_stop();
        fprintf(stderr, "tocsin: --control %s\n",
                error[0] != '\0' ? error : toc_err_text(err));
        return err;
    }
    sim_led_on_change(on_led, NULL);
    return 0;
}

bool mpy_control_is_used(void) {
    return toc_control_server_is_used();
}

void mpy_control_life(void) {
    toc_control_event_t event = {.topic = TOC_CONTROL_LIFE,
                                 .time_ns = toc_clock_now_ns(),
                                 .value = ++lives};
    toc_control_server_post(&event);
}

void mpy_control_result(mpy_result_t *result) {
    int asked = __atomic_exchange_n(&end_asked, NO_END, __ATOMIC_ACQ_REL);
    if (asked == NO_END) {
        return;
    }
    if (asked == TOC_CONTROL_HARD_RESET) {
        bind_power_ask_reset(TOC_RESET_HARD);
    }
    *result = (mpy_result_t){
        .status = end_status,
        .left = true,
        .soft_reset = asked == TOC_CONTROL_SOFT_RESET,
        .hard_reset = asked == TOC_CONTROL_HARD_RESET,
    };
}

void mpy_control_let_go(void) {
    mpy_control_clock_end();
}

void mpy_control_stop(void) {
    toc_control_server_stop();
    mpy_control_clock_stop();
}
