/*
 * sim_rmt - the pulse channels of the virtual board
 *
 * What a channel sends is cut into parts of one level each: a pulse, or half a
 * period of the carrier. One alarm for each channel expires where a part ends.
 * At each expiry the next one is armed already, so a part is cut off one expiry
 * before it begins.
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim_rmt.h"

#include "alarm.h"
#include "clock.h"
#include "err.h"
#include "sim_state.h"

#define NS_PER_S       UINT64_C(1000000000)
#define CARRIER_HZ_MAX 40000000u // half the clock of the chip

// Guarded by the board's lock; opening, closing and the memory of `pulses`
// belong to whoever holds the interpreter lock.
typedef struct {
    toc_rmt_pulse_t *pulses;
    toc_alarm_t alarm;

    // The next part to cut off: of pulse `index`.
    uint64_t at_ns; // in the pulse
    uint32_t half;  // of the carrier's period, counted from the pulse's begin
    uint32_t index;
    uint32_t count; // of pulses

    toc_rmt_setup_t setup;
    bool open;
    bool sending;
    bool latch; // of the pad, from before

    // What begins at the next expiry.
    bool next_level;
    uint64_t next_ns; // 0: the end
} channel_t;

static channel_t channels[SIM_RMT_CHANNELS];

// Where a half of the carrier ends, counted from the pulse's begin.
static uint64_t half_end_ns(const toc_rmt_setup_t *setup, uint32_t half) {
    uint64_t percent = half / 2 * UINT64_C(100) +
                       (half % 2 == 0 ? setup->carrier_duty_percent : 100);
    return percent * NS_PER_S / 100 / setup->carrier_hz;
}

// Returns how long the next part lasts, or 0 after the last one.
static uint64_t cut_part(channel_t *ch, bool *level) {
    while (ch->index < ch->count) {
        const toc_rmt_pulse_t *pulse = &ch->pulses[ch->index];
        uint64_t begin_ns = ch->at_ns;
        uint64_t end_ns = pulse->ns;
        *level = pulse->level;
        if (ch->setup.carrier_hz != 0 &&
            pulse->level == ch->setup.carrier_level) {
            uint64_t half_ns = half_end_ns(&ch->setup, ch->half);
            end_ns = half_ns < end_ns ? half_ns : end_ns;
            *level = pulse->level == (ch->half % 2 == 0);
            ch->half++;
        }
        ch->at_ns = end_ns;
        if (end_ns == pulse->ns) {
            ch->index++;
            ch->half = 0;
            ch->at_ns = 0;
        }
        if (end_ns > begin_ns) {
            return end_ns - begin_ns;
        }
    }
    *level = ch->setup.idle_level;
    return 0;
}

// With the lock. The hardware would have been in time: so `at_ns` and not what
// the clock says by now is the time that taps are told.
static void drive(const channel_t *ch, bool level, uint64_t at_ns) {
    sim__state.change_ns = at_ns;
    sim__state.pads[ch->setup.pad].asked.latch = level;
    sim__pad_apply_asked(ch->setup.pad);
    sim__state.change_ns = 0;
}

static int on_part_end(toc_alarm_t *alarm, uint64_t due_ns, bool late) {
    (void)late;
    channel_t *ch = alarm->ctx;
    sim__lock();
    if (!ch->sending) {
        alarm->period_ns = 0;
        sim__unlock();
        return 0;
    }
    drive(ch, ch->next_level, due_ns);
    if (ch->next_ns == 0) {
        ch->sending = false;
    } else {
        ch->next_ns = cut_part(ch, &ch->next_level);
        alarm->period_ns = ch->next_ns;
    }
    sim__unlock();
    return 0;
}

static channel_t *channel_at(uint32_t channel) {
    return channel < SIM_RMT_CHANNELS ? &channels[channel] : NULL;
}

static void write_pad(const channel_t *ch, bool level) {
    const toc_pin_ops_t *pins = sim_pins();
    (void)pins->write(pins->ctx, ch->setup.pad, level);
}

static void forget_pulses(channel_t *ch) {
    (void)toc_port_realloc(ch->pulses, 0);
    ch->pulses = NULL;
}

static void sim_rmt_close(void *ctx, uint32_t channel) {
    (void)ctx;
    channel_t *ch = channel_at(channel);
    if (ch == NULL || !ch->open) {
        return;
    }
    sim__lock();
    ch->open = false;
    ch->sending = false;
    sim__unlock();
    (void)toc_alarm_cancel(&ch->alarm);
    forget_pulses(ch);
    if (ch->setup.sends) {
        write_pad(ch, ch->latch);
    }
}

static bool is_possible(const toc_rmt_setup_t *setup) {
    if (!sim__has_pad(setup->pad)) {
        return false;
    }
    return !setup->sends || (!sim__state.pads[setup->pad].input_only &&
                             setup->carrier_hz <= CARRIER_HZ_MAX &&
                             setup->carrier_duty_percent <= 100);
}

// The pull of the pad stays as it is.
static void take_pad(channel_t *ch) {
    uint32_t pad = ch->setup.pad;
    const toc_pin_ops_t *pins = sim_pins();
    sim__lock();
    enum toc_pin_pull pull = sim__state.pads[pad].asked.pull;
    ch->latch = sim__state.pads[pad].asked.latch;
    sim__unlock();
    if (ch->setup.sends) {
        write_pad(ch, ch->setup.idle_level);
    }
    (void)pins->configure(pins->ctx, pad,
                          ch->setup.sends ? TOC_PIN_OUT : TOC_PIN_IN, pull);
}

static int sim_rmt_open(void *ctx, uint32_t channel,
                        const toc_rmt_setup_t *setup) {
    channel_t *ch = channel_at(channel);
    if (ch == NULL || !is_possible(setup)) {
        return TOC_EINVAL;
    }
    sim_rmt_close(ctx, channel);
    sim__lock();
    ch->setup = *setup;
    ch->open = true;
    ch->alarm.cb = on_part_end;
    ch->alarm.ctx = ch;
    sim__unlock();
    take_pad(ch);
    return 0;
}

// Returns how long the pulses take.
static uint64_t copy_pulses(channel_t *ch, const toc_rmt_pulse_t *pulses,
                            uint32_t count) {
    uint64_t total_ns = 0;
    for (uint32_t i = 0; i < count; i++) {
        ch->pulses[i] = pulses[i];
        total_ns += pulses[i].ns;
    }
    ch->count = count;
    ch->index = 0;
    ch->half = 0;
    ch->at_ns = 0;
    return total_ns;
}

static void give_up(channel_t *ch) {
    sim__lock();
    ch->sending = false;
    sim__unlock();
    write_pad(ch, ch->setup.idle_level);
}

static int sim_rmt_send(void *ctx, uint32_t channel,
                        const toc_rmt_pulse_t *pulses, uint32_t count,
                        uint64_t *end_ns) {
    (void)ctx;
    channel_t *ch = channel_at(channel);
    if (ch == NULL || !ch->open || !ch->setup.sends || count == 0) {
        return TOC_EINVAL;
    }
    sim__lock();
    bool sending = ch->sending;
    sim__unlock();
    if (sending) {
        return TOC_EBUSY;
    }
    toc_rmt_pulse_t *memory =
        toc_port_realloc(ch->pulses, count * sizeof(*memory));
    if (memory == NULL) {
        return TOC_ENOMEM;
    }
    ch->pulses = memory;
    uint64_t total_ns = copy_pulses(ch, pulses, count);
    bool level;
    uint64_t first_ns = cut_part(ch, &level);
    sim__lock();
    ch->next_ns = cut_part(ch, &ch->next_level);
    uint64_t period_ns = ch->next_ns;
    ch->sending = true;
    // The level first: in real time the part may be over before it is armed.
    uint64_t now_ns = toc_clock_now_ns();
    *end_ns = now_ns + total_ns;
    drive(ch, level, now_ns);
    sim__unlock();
    if (toc_alarm_arm(&ch->alarm, now_ns + first_ns, period_ns) < 0) {
        give_up(ch);
        return TOC_ENOMEM;
    }
    return 0;
}

static bool sim_rmt_is_sent(void *ctx, uint32_t channel) {
    (void)ctx;
    channel_t *ch = channel_at(channel);
    if (ch == NULL) {
        return true;
    }
    sim__lock();
    bool sent = !ch->sending;
    sim__unlock();
    return sent;
}

void sim__rmt_reset(void) {
    for (uint32_t channel = 0; channel < SIM_RMT_CHANNELS; channel++) {
        sim_rmt_close(NULL, channel);
    }
}

static const toc_rmt_ops_t rmt = {
    .name = "sim",
    .channel_count = SIM_RMT_CHANNELS,
    .open = sim_rmt_open,
    .close = sim_rmt_close,
    .send = sim_rmt_send,
    .is_sent = sim_rmt_is_sent,
};

const toc_rmt_ops_t *sim_rmt(void) {
    return &rmt;
}
