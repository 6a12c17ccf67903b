/*
 * sim - setup, wires and the pins of the virtual board
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim_state.h"

#include "sim_adc.h"
#include "sim_can.h"
#include "sim_dac.h"
#include "sim_device.h"
#include "sim_i2c.h"
#include "sim_pwm.h"
#include "sim_rmt.h"
#include "sim_spi.h"
#include "sim_uart.h"
#include "sim_wlan.h"
#include "source.h"

#define SPINS_BEFORE_YIELD 64

sim_state_t sim__state;

static toc_pin_ops_t pins;

void sim__lock(void) {
    uint32_t expected = 0;
    if (toc_atomic_cas(&sim__state.lock, &expected, 1)) {
        return;
    }
    (void)toc_atomic_add(&sim__state.lock_wanted, 1);
    for (uint32_t spins = 1;; spins++) {
        expected = 0;
        if (toc_atomic_load(&sim__state.lock) == 0 &&
            toc_atomic_cas(&sim__state.lock, &expected, 1)) {
            break;
        }
        if (spins % SPINS_BEFORE_YIELD == 0) {
            toc_port_thread_yield();
        }
    }
    (void)toc_atomic_add(&sim__state.lock_wanted, UINT32_MAX);
}

void sim__unlock(void) {
    toc_atomic_store(&sim__state.lock, 0);
}

bool sim__has_pad(uint32_t pad) {
    return pad < sim__state.pad_count;
}

// Let go of the lock after levels may have changed.
static void unlock_changed(void) {
    uint64_t deferred = sim__state.deferred;
    sim__state.deferred = 0;
    sim__unlock();
    if (deferred != 0) {
        sim__onewire_arm(deferred);
    }
}

static void copy_text(char *to, size_t size, const char *from) {
    size_t i = 0;
    while (from[i] != '\0' && i + 1 < size) {
        to[i] = from[i];
        i++;
    }
    to[i] = '\0';
}

static void name_unnamed(char name[16], uint32_t pad) {
    copy_text(name, 16, "GPIO");
    size_t at = 4;
    if (pad >= 10) {
        name[at++] = (char)('0' + pad / 10);
    }
    name[at++] = (char)('0' + pad % 10);
    name[at] = '\0';
}

static void init_pad(uint32_t pad) {
    sim_pad_t *p = &sim__state.pads[pad];
    toc_port_memset(p, 0, sizeof(*p));
    p->asked.mode = TOC_PIN_IN;
    p->asked.pull = TOC_PIN_PULL_NONE;
    p->shown = p->asked;
    p->net = SIM_BIT(pad);
    name_unnamed(p->name, pad);
}

static void init_state(const toc_board_t *board) {
    sim_state_t *s = &sim__state;
    for (uint32_t pad = 0; pad < SIM_PADS_MAX; pad++) {
        init_pad(pad);
    }
    for (int level = 0; level < 2; level++) {
        s->output[level] = 0;
        s->outside[level] = 0;
        s->world[level] = 0;
        s->pull[level] = 0;
    }
    s->yields = 0;
    s->level = 0;
    s->watched = 0;
    s->deferred = 0;
    s->fighting = 0;
    s->rtc_pads = 0;
    s->wake_pads = 0;
    s->woken = NULL;
    for (uint32_t i = 0; i < board->pin_count; i++) {
        const toc_board_pin_t *pin = &board->pins[i];
        sim_pad_t *p = &s->pads[pin->gpio];
        p->input_only = pin->input_only;
        p->boot_in = pin->boot_in;
        p->has_adc = pin->adc >= 0;
        p->has_touch = pin->touch >= 0;
        s->rtc_pads |= pin->rtc ? SIM_BIT(pin->gpio) : 0;
        copy_text(p->name, sizeof(p->name), pin->name);
        if (pin->gpio >= s->pad_count) {
            s->pad_count = pin->gpio + 1u;
        }
    }
}

int sim_init(const toc_board_t *board, sim_conflict_cb conflict, void *ctx) {
    if (board->pin_count > TOC_BOARD_PINS_MAX) {
        return TOC_EINVAL;
    }
    for (uint32_t i = 0; i < board->pin_count; i++) {
        if (board->pins[i].gpio >= SIM_PADS_MAX) {
            return TOC_EINVAL;
        }
    }
    sim_deinit();

    sim__lock();
    init_state(board);
    sim__state.conflict = conflict;
    sim__state.conflict_ctx = ctx;
    pins.pad_count = sim__state.pad_count;
    sim__unlock();
    sim__devices_init(board);
    return 0;
}

static void forget_taps(enum sim_taps whose) {
    sim__state.taps[whose].first = NULL;
    sim__state.taps[whose].pads = 0;
}

void sim__unwatch_all(void) {
    sim_state_t *s = &sim__state;
    s->watched = 0;
    forget_taps(SIM_TAPS_PROGRAM);
    for (uint32_t pad = 0; pad < s->pad_count; pad++) {
        s->pads[pad].trigger = 0;
        s->pads[pad].source = NULL;
    }
}

void sim_deinit(void) {
    // Nobody is told of what the end of the stimuli does.
    sim__lock();
    sim__unwatch_all();
    forget_taps(SIM_TAPS_WORLD);
    sim__state.conflict = NULL;
    sim__state.drained = NULL;
    sim__state.world_fn = NULL;
    sim__unlock();

    sim__replay_deinit();
    sim__devices_deinit();
    sim__adc_reset();
    sim__dac_reset();
    sim__pwm_reset();
    sim__i2c_reset();
    sim__rmt_reset();
    sim__spi_reset();
    sim__can_reset();
    sim__uart_reset();
    sim_wlan_power_off();
    sim__stimulus_deinit();
    sim__lock();
    sim__state.pad_count = 0;
    pins.pad_count = 0;
    sim__unlock();
}

void sim__pad_apply_asked(uint32_t pad) {
    sim_pad_t *p = &sim__state.pads[pad];
    if (!p->held) {
        p->shown = p->asked;
        sim__pad_apply(pad);
    }
}

void sim_reset(void) {
    sim_state_t *s = &sim__state;
    sim__adc_reset();
    sim__dac_reset();
    sim__pwm_reset();
    sim__i2c_reset();
    sim__rmt_reset();
    sim__spi_reset();
    sim__can_reset();
    sim__uart_reset();
    sim__wlan_reset();
    sim__lock();
    sim__unwatch_all();
    for (uint32_t pad = 0; pad < s->pad_count; pad++) {
        if (s->pads[pad].boot_in) {
            s->pads[pad].asked =
                (sim_setup_t){TOC_PIN_IN, TOC_PIN_PULL_DOWN, false};
            sim__pad_apply_asked(pad);
        }
    }
    sim__unlock();
}

int sim_wire(uint32_t a, uint32_t b) {
    sim_state_t *s = &sim__state;
    if (!sim__has_pad(a) || !sim__has_pad(b) || a == b) {
        return TOC_EINVAL;
    }
    sim__lock();
    sim__pwm_refresh();
    s->pads[a].wires |= SIM_BIT(b);
    s->pads[b].wires |= SIM_BIT(a);
    sim__net_rewire(a, b);
    sim__unlock();
    sim__pwm_look();
    return 0;
}

int sim_unwire(uint32_t a, uint32_t b) {
    sim_state_t *s = &sim__state;
    if (!sim__has_pad(a) || !sim__has_pad(b)) {
        return TOC_EINVAL;
    }
    sim__lock();
    bool wired = (s->pads[a].wires & SIM_BIT(b)) != 0;
    if (wired) {
        s->pads[a].wires &= ~SIM_BIT(b);
        s->pads[b].wires &= ~SIM_BIT(a);
        sim__net_rewire(a, b);
    }
    sim__unlock();
    sim__pwm_look();
    return wired ? 0 : TOC_ENOENT;
}

static int drive(uint32_t pad, bool level, bool programs) {
    if (!sim__has_pad(pad)) {
        return TOC_EINVAL;
    }
    sim__lock();
    sim__onewire_refresh(0, level ? 0 : sim__state.pads[pad].net);
    sim__hand_is(pad, SIM_HAND_DRIVE, programs);
    sim__hand_drive(pad, SIM_HAND_DRIVE, level);
    unlock_changed();
    return 0;
}

int sim_drive(uint32_t pad, bool level) {
    return drive(pad, level, false);
}

int sim_program_drive(uint32_t pad, bool level) {
    return drive(pad, level, true);
}

int sim_release(uint32_t pad) {
    if (!sim__has_pad(pad)) {
        return TOC_EINVAL;
    }
    sim__lock();
    sim__hand_release(pad, SIM_HAND_DRIVE);
    unlock_changed();
    return 0;
}

void sim_pin_pull(uint32_t pad, bool level) {
    if (sim__has_pad(pad)) {
        sim__lock();
        sim__hand_drive(pad, SIM_HAND_DEVICE, level);
        sim__unlock();
    }
}

void sim_pin_let_go(uint32_t pad) {
    if (sim__has_pad(pad)) {
        sim__lock();
        sim__hand_release(pad, SIM_HAND_DEVICE);
        sim__unlock();
    }
}

int sim_level(uint32_t pad) {
    if (!sim__has_pad(pad)) {
        return TOC_EINVAL;
    }
    sim__lock();
    sim__pwm_refresh();
    sim__onewire_refresh(sim__state.pads[pad].net, 0);
    bool level = sim__level_of(pad);
    sim__unlock();
    return level;
}

uint64_t sim_levels(void) {
    sim__lock();
    uint64_t levels = sim__state.level;
    sim__unlock();
    return levels;
}

static int sim_pin_configure(void *ctx, uint32_t pad, enum toc_pin_mode mode,
                             enum toc_pin_pull pull) {
    (void)ctx;
    bool mode_ok =
        mode == TOC_PIN_IN || mode == TOC_PIN_OUT || mode == TOC_PIN_OPEN_DRAIN;
    bool pull_ok = pull == TOC_PIN_PULL_NONE || pull == TOC_PIN_PULL_UP ||
                   pull == TOC_PIN_PULL_DOWN;
    if (!sim__has_pad(pad) || !mode_ok || !pull_ok) {
        return TOC_EINVAL;
    }
    sim__lock();
    bool drives_low = mode != TOC_PIN_IN && !sim__state.pads[pad].asked.latch;
    sim__onewire_refresh(0, drives_low ? sim__state.pads[pad].net : 0);
    sim__state.pads[pad].asked.mode = mode;
    sim__state.pads[pad].asked.pull = pull;
    sim__pad_apply_asked(pad);
    unlock_changed();
    sim__pwm_let_go(pad);
    return 0;
}

static int sim_pin_write(void *ctx, uint32_t pad, bool level) {
    (void)ctx;
    if (!sim__has_pad(pad)) {
        return TOC_EINVAL;
    }
    sim__lock();
    sim__onewire_refresh(0, level ? 0 : sim__state.pads[pad].net);
    sim__state.pads[pad].asked.latch = level;
    sim__pad_apply_asked(pad);
    unlock_changed();
    return 0;
}

static int sim_pin_read(void *ctx, uint32_t pad) {
    (void)ctx;
    return sim_level(pad);
}

static int sim_pin_latch(void *ctx, uint32_t pad) {
    (void)ctx;
    if (!sim__has_pad(pad)) {
        return TOC_EINVAL;
    }
    sim__lock();
    bool latch = sim__state.pads[pad].asked.latch;
    sim__unlock();
    return latch;
}

static int sim_pin_hold(void *ctx, uint32_t pad, bool hold) {
    (void)ctx;
    if (!sim__has_pad(pad)) {
        return TOC_EINVAL;
    }
    sim__lock();
    sim__state.pads[pad].held = hold;
    sim__pad_apply_asked(pad);
    unlock_changed();
    return 0;
}

// Raise a level trigger whose level holds now.
static void raise_if_level(uint32_t pad) {
    const sim_pad_t *p = &sim__state.pads[pad];
    bool level = sim__level_of(pad);
    if (p->trigger == (level ? TOC_PIN_HIGH_LEVEL : TOC_PIN_LOW_LEVEL)) {
        (void)toc_source_raise_level(p->source,
                                     TOC_PIN_EVENT(p->trigger, level));
    }
}

static int sim_pin_watch(void *ctx, uint32_t pad, unsigned trigger,
                         struct toc_source *source) {
    (void)ctx;
    if (!sim__has_pad(pad) || trigger < TOC_PIN_RISING ||
        trigger > TOC_PIN_HIGH_LEVEL || source == NULL) {
        return TOC_EINVAL;
    }
    sim__lock();
    sim__pwm_refresh();
    sim__state.pads[pad].trigger = trigger;
    sim__state.pads[pad].source = source;
    sim__state.watched |= SIM_BIT(pad);
    raise_if_level(pad);
    sim__unlock();
    sim__pwm_look();
    return 0;
}

static void sim_pin_unwatch(void *ctx, uint32_t pad) {
    (void)ctx;
    if (!sim__has_pad(pad)) {
        return;
    }
    sim__lock();
    sim__state.pads[pad].trigger = 0;
    sim__state.pads[pad].source = NULL;
    sim__state.watched &= ~SIM_BIT(pad);
    sim__unlock();
    sim__pwm_look();
}

static void sim_pin_look(void *ctx, uint32_t pad) {
    (void)ctx;
    if (!sim__has_pad(pad)) {
        return;
    }
    sim__lock();
    raise_if_level(pad);
    sim__unlock();
}

static int sim_pin_tap(void *ctx, uint32_t pad, toc_pin_tap_t *tap) {
    (void)ctx;
    if (!sim__has_pad(pad) || tap->fn == NULL) {
        return TOC_EINVAL;
    }
    sim__tap_add(SIM_TAPS_PROGRAM, tap, SIM_BIT(pad));
    return 0;
}

static void sim_pin_untap(void *ctx, toc_pin_tap_t *tap) {
    (void)ctx;
    sim_untap(tap);
}

static toc_pin_ops_t pins = {
    .name = "sim",
    .configure = sim_pin_configure,
    .write = sim_pin_write,
    .read = sim_pin_read,
    .latch = sim_pin_latch,
    .hold = sim_pin_hold,
    .watch = sim_pin_watch,
    .unwatch = sim_pin_unwatch,
    .look = sim_pin_look,
    .tap = sim_pin_tap,
    .untap = sim_pin_untap,
};

const toc_pin_ops_t *sim_pins(void) {
    return &pins;
}
