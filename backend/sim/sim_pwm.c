/*
 * sim_pwm - pulse width modulation of the virtual board
 *
 * Two locks. The outer one, `turn`, is held by whoever changes a channel, while
 * its alarm is cancelled and armed; the fields that the alarm reads are changed
 * with the board's lock as well.
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim_pwm.h"

#include "alarm.h"
#include "clock.h"
#include "err.h"
#include "sim_state.h"

#define SPINS_BEFORE_YIELD 64

enum edges { EDGES_NONE, EDGES_BACKGROUND, EDGES_WATCHED };

typedef struct {
    double duty;
    uint64_t begin_ns; // of a period
    toc_pwm_wave_t wave;
    toc_alarm_t alarm;
    uint32_t timer;
    uint32_t pad;
    enum edges edges;
    bool used;
} channel_t;

static toc_atomic_u32_t turn;
static toc_atomic_u32_t used_count;
static struct {
    uint32_t hz;
    uint64_t begin_ns;
} timers[TOC_PWM_TIMERS];
static channel_t channels[TOC_PWM_CHANNELS];

static void take_turn(void) {
    for (uint32_t spins = 1;; spins++) {
        uint32_t expected = 0;
        if (toc_atomic_load(&turn) == 0 &&
            toc_atomic_cas(&turn, &expected, 1)) {
            return;
        }
        if (spins % SPINS_BEFORE_YIELD == 0) {
            toc_port_thread_yield();
        }
    }
}

static void end_turn(void) {
    toc_atomic_store(&turn, 0);
}

// With the board's lock. A held pad stays as it is.
static void show(const channel_t *channel, uint64_t at_ns) {
    sim_pad_t *p = &sim__state.pads[channel->pad];
    bool level = toc_pwm_level(&channel->wave, at_ns - channel->begin_ns);
    if (!p->held && (!p->routed || p->routed_level != level)) {
        p->routed = true;
        p->routed_level = level;
        sim__pad_apply(channel->pad);
    }
}

// With the board's lock.
static enum edges wanted(const channel_t *channel) {
    const sim_state_t *s = &sim__state;
    if (!channel->used || channel->wave.high_ns == 0) {
        return EDGES_NONE;
    }
    uint64_t net = s->pads[channel->pad].net;
    if ((net & (s->watched | s->taps[SIM_TAPS_PROGRAM].pads)) != 0) {
        return EDGES_WATCHED;
    }
    bool is_seen = (net & s->taps[SIM_TAPS_WORLD].pads) != 0;
    return is_seen ? EDGES_BACKGROUND : EDGES_NONE;
}

static uint64_t edge_after(const channel_t *channel, uint64_t at_ns) {
    return channel->begin_ns +
           toc_pwm_next(&channel->wave, at_ns - channel->begin_ns);
}

// The next edge is armed already: what is set is the time from that one to the
// one after it.
static int on_edge(toc_alarm_t *alarm, uint64_t due_ns, bool late) {
    (void)late;
    channel_t *channel = alarm->ctx;
    sim__lock();
    show(channel, due_ns);
    sim__unlock();
    uint64_t next_ns = edge_after(channel, due_ns);
    alarm->period_ns = edge_after(channel, next_ns) - next_ns;
    return 0;
}

// Without the board's lock, as the rest up to the public calls; with the turn.
static void set_edges(channel_t *channel, enum edges edges) {
    sim__lock();
    channel->edges = edges;
    sim__unlock();
}

static void stop_edges(channel_t *channel) {
    if (channel->edges != EDGES_NONE) {
        (void)toc_alarm_cancel(&channel->alarm);
        set_edges(channel, EDGES_NONE);
    }
}

// Returns 0 or TOC_ENOMEM: there are no edges then, but levels.
static int make_edges(channel_t *channel, enum edges edges) {
    if (edges == EDGES_NONE) {
        return 0;
    }
    channel->alarm = (toc_alarm_t){
        .cb = on_edge, .ctx = channel, .background = edges == EDGES_BACKGROUND};
    // From here on the level is the alarm's to change.
    set_edges(channel, edges);
    uint64_t first_ns = edge_after(channel, toc_clock_now_ns());
    int err = toc_alarm_arm(&channel->alarm, first_ns,
                            edge_after(channel, first_ns) - first_ns);
    if (err != 0) {
        set_edges(channel, EDGES_NONE);
    }
    return err;
}

static int look(channel_t *channel) {
    sim__lock();
    enum edges edges = wanted(channel);
    if (channel->used && channel->edges == EDGES_NONE) {
        show(channel, toc_clock_now_ns());
    }
    sim__unlock();
    if (edges == channel->edges) {
        return 0;
    }
    stop_edges(channel);
    return make_edges(channel, edges);
}

static void let_go(channel_t *channel) {
    if (!channel->used) {
        return;
    }
    stop_edges(channel);
    sim__lock();
    channel->used = false;
    sim__state.pads[channel->pad].routed = false;
    sim__pad_apply(channel->pad);
    sim__unlock();
    (void)toc_atomic_add(&used_count, UINT32_MAX);
}

// Take over what the timer and the duty say now.
static int renew(channel_t *channel) {
    stop_edges(channel);
    sim__lock();
    channel->begin_ns = timers[channel->timer].begin_ns;
    channel->wave = toc_pwm_wave(timers[channel->timer].hz, channel->duty);
    sim__unlock();
    return look(channel);
}

static int sim_pwm_set_timer(void *ctx, uint32_t timer, uint32_t hz) {
    (void)ctx;
    if (timer >= TOC_PWM_TIMERS || hz > TOC_PWM_HZ_MAX) {
        return TOC_EINVAL;
    }
    int err = 0;
    take_turn();
    if (hz != 0) {
        timers[timer].hz = hz;
        timers[timer].begin_ns = toc_clock_now_ns();
    }
    for (uint32_t i = 0; i < TOC_PWM_CHANNELS && err == 0; i++) {
        if (channels[i].used && channels[i].timer == timer) {
            err = renew(&channels[i]);
        }
    }
    end_turn();
    return err;
}

// With the turn: whoever had the pad, or the channel before, lets go.
static void free_pad(uint32_t pad) {
    for (uint32_t i = 0; i < TOC_PWM_CHANNELS; i++) {
        if (channels[i].used && channels[i].pad == pad) {
            let_go(&channels[i]);
        }
    }
}

static int sim_pwm_set_channel(void *ctx, uint32_t number, uint32_t timer,
                               uint32_t pad, double duty) {
    (void)ctx;
    if (number >= TOC_PWM_CHANNELS || timer >= TOC_PWM_TIMERS ||
        !sim__has_pad(pad) || sim__state.pads[pad].input_only) {
        return TOC_EINVAL;
    }
    channel_t *channel = &channels[number];
    take_turn();
    let_go(channel);
    free_pad(pad);
    sim__lock();
    channel->used = true;
    channel->timer = timer;
    channel->pad = pad;
    channel->duty = duty;
    sim__unlock();
    (void)toc_atomic_add(&used_count, 1);
    int err = renew(channel);
    end_turn();
    return err;
}

static int sim_pwm_set_duty(void *ctx, uint32_t number, double duty) {
    (void)ctx;
    if (number >= TOC_PWM_CHANNELS) {
        return TOC_EINVAL;
    }
    int err = 0;
    take_turn();
    channels[number].duty = duty;
    if (channels[number].used) {
        err = renew(&channels[number]);
    }
    end_turn();
    return err;
}

static bool sim_pwm_at(void *ctx, uint32_t pad, uint32_t *hz, double *duty) {
    (void)ctx;
    bool found = false;
    take_turn();
    for (uint32_t i = 0; i < TOC_PWM_CHANNELS; i++) {
        if (channels[i].used && channels[i].pad == pad) {
            *hz = timers[channels[i].timer].hz;
            *duty = channels[i].duty;
            found = true;
        }
    }
    end_turn();
    return found;
}

void sim__pwm_reset(void) {
    take_turn();
    for (uint32_t i = 0; i < TOC_PWM_CHANNELS; i++) {
        let_go(&channels[i]);
    }
    for (uint32_t i = 0; i < TOC_PWM_TIMERS; i++) {
        timers[i].hz = 0;
    }
    end_turn();
}

void sim__pwm_look(void) {
    if (toc_atomic_load(&used_count) == 0) {
        return;
    }
    take_turn();
    for (uint32_t i = 0; i < TOC_PWM_CHANNELS; i++) {
        // Without memory for an alarm the edges are missing, as they would be
        // if nobody looked; the levels are right.
        (void)look(&channels[i]);
    }
    end_turn();
}

void sim__pwm_refresh(void) {
    if (toc_atomic_load(&used_count) == 0) {
        return;
    }
    uint64_t now_ns = toc_clock_now_ns();
    for (uint32_t i = 0; i < TOC_PWM_CHANNELS; i++) {
        if (channels[i].used && channels[i].edges == EDGES_NONE) {
            show(&channels[i], now_ns);
        }
    }
}

void sim__pwm_let_go(uint32_t pad) {
    if (toc_atomic_load(&used_count) == 0) {
        return;
    }
    take_turn();
    free_pad(pad);
    end_turn();
}

static const toc_pwm_ops_t pwm = {
    .name = "sim",
    .set_timer = sim_pwm_set_timer,
    .set_channel = sim_pwm_set_channel,
    .set_duty = sim_pwm_set_duty,
    .at = sim_pwm_at,
};

const toc_pwm_ops_t *sim_pwm(void) {
    return &pwm;
}
