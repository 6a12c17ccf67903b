/*
 * sim_net - levels of nets, and who is told when one changes
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim_state.h"

#include "clock.h"
#include "err.h"
#include "sim_pwm.h"
#include "source.h"

#define OUTSIDE_SUFFIX " (outside)"

enum driver { DRIVER_OUTPUT, DRIVER_OUTSIDE, DRIVER_COUNT };

static uint32_t take_lowest(uint64_t *set) {
    uint32_t pad = (uint32_t)__builtin_ctzll(*set);
    *set &= *set - 1;
    return pad;
}

// Those of a net that drive it to `level`.
static uint64_t drivers_of(enum driver kind, unsigned level, uint64_t net) {
    const sim_state_t *s = &sim__state;
    if (kind == DRIVER_OUTPUT) {
        return s->output[level] & net;
    }
    bool has_output = ((s->output[0] | s->output[1]) & net) != 0;
    return s->outside[level] & net & ~(has_output ? s->yields : 0);
}

static const char *driver_name(char out[32], uint32_t pad, enum driver kind) {
    const char *parts[] = {sim__state.pads[pad].name,
                           kind == DRIVER_OUTSIDE ? OUTSIDE_SUFFIX : ""};
    size_t size = 0;
    for (int i = 0; i < 2; i++) {
        for (const char *c = parts[i]; *c != '\0'; c++) {
            out[size++] = *c;
        }
    }
    out[size] = '\0';
    return out;
}

static void report_fights(uint32_t low_pad, enum driver low_kind,
                          uint64_t high_pads, enum driver high_kind) {
    sim_state_t *s = &sim__state;
    while (high_pads != 0 && s->conflict != NULL) {
        char high_name[32];
        char low_name[32];
        uint32_t high_pad = take_lowest(&high_pads);
        s->conflict(s->conflict_ctx,
                    driver_name(high_name, high_pad, high_kind),
                    driver_name(low_name, low_pad, low_kind));
    }
}

// Note who fights whom in `net`: report the pairs that are new, forget those
// that ended.
static void settle_fights(uint64_t net) {
    sim_state_t *s = &sim__state;
    for (uint64_t rest = net; rest != 0;) {
        uint32_t pad = take_lowest(&rest);
        uint64_t any = 0;
        for (int pair = 0; pair < DRIVER_COUNT * DRIVER_COUNT; pair++) {
            enum driver low = (enum driver)(pair / DRIVER_COUNT);
            enum driver high = (enum driver)(pair % DRIVER_COUNT);
            bool drives_low = (drivers_of(low, 0, net) & SIM_BIT(pad)) != 0;
            uint64_t *known = &s->pads[pad].fights[low][high];
            uint64_t now = drives_low ? drivers_of(high, 1, net) : 0;
            uint64_t begun = now & ~*known;
            *known = now;
            any |= now;
            report_fights(pad, low, begun, high);
        }
        s->fighting &= ~SIM_BIT(pad);
        s->fighting |= any != 0 ? SIM_BIT(pad) : 0;
    }
}

static bool resolve(uint64_t net) {
    sim_state_t *s = &sim__state;
    bool low = (drivers_of(DRIVER_OUTPUT, 0, net) |
                drivers_of(DRIVER_OUTSIDE, 0, net)) != 0;
    bool high = (drivers_of(DRIVER_OUTPUT, 1, net) |
                 drivers_of(DRIVER_OUTSIDE, 1, net)) != 0;
    if ((low && high) || (s->fighting & net) != 0) {
        settle_fights(net);
    }
    if (low || high) {
        return !low;
    }

    bool down = (s->pull[0] & net) != 0;
    bool up = (s->pull[1] & net) != 0;
    if (down != up) {
        return up;
    }
    // The last level. Pads that were just wired together may have had
    // different ones; the low one wins, as among drivers.
    return (s->level & net) == net;
}

static void tell(uint32_t pad, bool level, uint64_t now_ns) {
    const sim_pad_t *p = &sim__state.pads[pad];
    unsigned edge = level ? TOC_PIN_RISING : TOC_PIN_FALLING;
    unsigned held = level ? TOC_PIN_HIGH_LEVEL : TOC_PIN_LOW_LEVEL;
    // A refused event is counted by its source; there is nobody to tell here.
    if (p->trigger == held) {
        (void)toc_source_raise_level(p->source, TOC_PIN_EVENT(held, level));
    } else if (p->trigger <= TOC_PIN_BOTH && (p->trigger & edge) != 0) {
        (void)toc_source_raise_at(p->source, TOC_PIN_EVENT(edge, level),
                                  now_ns);
    }
}

void sim__tap_add(enum sim_taps whose, toc_pin_tap_t *tap, uint64_t pads) {
    sim__lock();
    sim__pwm_refresh();
    tap->pads = pads;
    tap->next = sim__state.taps[whose].first;
    sim__state.taps[whose].first = tap;
    sim__state.taps[whose].pads |= pads;
    sim__unlock();
    sim__pwm_look();
}

void sim_tap(toc_pin_tap_t *tap, uint64_t pads) {
    sim__tap_add(SIM_TAPS_WORLD, tap, pads);
}

static void take_tap(enum sim_taps whose, const toc_pin_tap_t *tap) {
    uint64_t pads = 0;
    toc_pin_tap_t **at = &sim__state.taps[whose].first;
    while (*at != NULL) {
        if (*at == tap) {
            *at = tap->next;
        } else {
            pads |= (*at)->pads;
            at = &(*at)->next;
        }
    }
    sim__state.taps[whose].pads = pads;
}

void sim_untap(toc_pin_tap_t *tap) {
    sim__lock();
    for (int whose = 0; whose < SIM_TAPS_COUNT; whose++) {
        take_tap((enum sim_taps)whose, tap);
    }
    sim__unlock();
    sim__pwm_look();
}

static void tell_taps(uint64_t changed, bool level, uint64_t now_ns) {
    const sim_state_t *s = &sim__state;
    for (int whose = 0; whose < SIM_TAPS_COUNT; whose++) {
        toc_pin_tap_t *tap = s->taps[whose].first;
        for (; tap != NULL; tap = tap->next) {
            uint64_t told = changed & tap->pads;
            toc_pin_change_t change = {
                .changed = told,
                .high = level ? told : 0,
                .now_ns = now_ns,
                .at_ns = s->change_ns != 0 ? s->change_ns : now_ns,
            };
            if (told != 0) {
                tap->fn(tap, &change);
            }
        }
    }
}

// What the world drives in a net.
static void tell_world(uint64_t net) {
    sim_state_t *s = &sim__state;
    bool has_output = ((s->output[0] | s->output[1]) & net) != 0;
    uint64_t changed = 0;
    for (int level = 0; level < 2; level++) {
        uint64_t now = s->world[level] & net & ~(has_output ? s->yields : 0);
        changed |= (s->world_told[level] & net) ^ now;
        s->world_told[level] = (s->world_told[level] & ~net) | now;
    }
    if (changed != 0) {
        s->world_fn(s->world_ctx, changed, s->world_told[0] | s->world_told[1],
                    s->world_told[1]);
    }
}

int sim_on_outside(sim_outside_cb fn, void *ctx) {
    sim_state_t *s = &sim__state;
    int err = TOC_EBUSY;
    sim__lock();
    if (s->world_fn == NULL) {
        s->world_fn = fn;
        s->world_ctx = ctx;
        uint64_t low = s->world[0];
        uint64_t high = s->world[1];
        s->world_told[0] = low;
        s->world_told[1] = high;
        fn(ctx, UINT64_MAX, low | high, high);
        err = 0;
    }
    sim__unlock();
    return err;
}

// One reading of the clock for all: an edge and its event happen together.
static void tell_change(uint64_t changed, bool level) {
    const sim_state_t *s = &sim__state;
    uint64_t tapped =
        s->taps[SIM_TAPS_WORLD].pads | s->taps[SIM_TAPS_PROGRAM].pads;
    if ((changed & (tapped | s->watched)) == 0) {
        return;
    }
    uint64_t now_ns = toc_clock_now_ns();
    if ((changed & tapped) != 0) {
        tell_taps(changed, level, now_ns);
    }
    for (uint64_t rest = changed & s->watched; rest != 0;) {
        tell(take_lowest(&rest), level, now_ns);
    }
}

static void settle(uint64_t net) {
    sim_state_t *s = &sim__state;
    bool level = resolve(net);
    if (s->world_fn != NULL) {
        tell_world(net);
    }
    uint64_t changed = (level ? ~s->level : s->level) & net;
    s->level ^= changed;
    tell_change(changed, level);
    if ((changed & s->wake_pads) != 0 && s->woken != NULL) {
        sim__wake_settle();
    }
}

void sim__net_settle(uint32_t pad) {
    settle(sim__state.pads[pad].net);
}

static uint64_t reach(uint32_t pad) {
    uint64_t net = SIM_BIT(pad);
    for (uint64_t rest = net; rest != 0;) {
        uint64_t found = sim__state.pads[take_lowest(&rest)].wires & ~net;
        net |= found;
        rest |= found;
    }
    return net;
}

void sim__net_rewire(uint32_t a, uint32_t b) {
    uint32_t ends[] = {a, b};
    for (int i = 0; i < 2; i++) {
        uint64_t net = reach(ends[i]);
        for (uint64_t rest = net; rest != 0;) {
            sim__state.pads[take_lowest(&rest)].net = net;
        }
    }
    sim__net_settle(a);
    sim__net_settle(b);
}

static void set_drivers(uint64_t set[2], uint64_t bit, bool drives,
                        bool level) {
    set[0] &= ~bit;
    set[1] &= ~bit;
    if (drives) {
        set[level] |= bit;
    }
}

void sim__pad_apply(uint32_t pad) {
    sim_state_t *s = &sim__state;
    const sim_pad_t *p = &s->pads[pad];
    const sim_setup_t *shown = &p->shown;
    bool open_drain_low = shown->mode == TOC_PIN_OPEN_DRAIN && !shown->latch;
    bool drives = p->routed || shown->mode == TOC_PIN_OUT || open_drain_low;
    bool pulls = shown->pull != TOC_PIN_PULL_NONE;
    set_drivers(s->output, SIM_BIT(pad), drives && !p->input_only,
                p->routed ? p->routed_level : shown->latch);
    set_drivers(s->pull, SIM_BIT(pad), pulls && !p->input_only,
                shown->pull == TOC_PIN_PULL_UP);
    sim__net_settle(pad);
}

// The highest one of a set; -1 of none.
static int top_of(unsigned hands) {
    int top = SIM_HAND_COUNT - 1;
    while (top >= 0 && (hands >> top & 1u) == 0) {
        top--;
    }
    return top;
}

static void choose_hand(uint32_t pad) {
    sim_state_t *s = &sim__state;
    const sim_pad_t *p = &s->pads[pad];
    int worlds = top_of(p->hands & ~p->program & ~(1u << SIM_HAND_DEVICE));
    set_drivers(s->world, SIM_BIT(pad), worlds >= 0,
                worlds >= 0 && p->hand_level[worlds]);
    int top = top_of(p->hands);
    set_drivers(s->outside, SIM_BIT(pad), top >= 0,
                top >= 0 && p->hand_level[top]);
    s->yields &= ~SIM_BIT(pad);
    if (top == SIM_HAND_REPLAY && s->replay_yields) {
        s->yields |= SIM_BIT(pad);
    }
}

void sim__hand_is(uint32_t pad, enum sim_hand hand, bool programs) {
    sim_pad_t *p = &sim__state.pads[pad];
    p->program = (uint8_t)(p->program & ~(1u << hand));
    p->program = (uint8_t)(p->program | (unsigned)programs << hand);
}

void sim__hand_set(uint32_t pad, enum sim_hand hand, bool drives, bool level) {
    sim_pad_t *p = &sim__state.pads[pad];
    p->hand_level[hand] = level;
    p->hands = (uint8_t)(p->hands & ~(1u << hand));
    p->hands = (uint8_t)(p->hands | (unsigned)drives << hand);
    choose_hand(pad);
}

void sim__hand_drive(uint32_t pad, enum sim_hand hand, bool level) {
    sim__hand_set(pad, hand, true, level);
    sim__net_settle(pad);
}

void sim__hand_release(uint32_t pad, enum sim_hand hand) {
    sim__hand_set(pad, hand, false, false);
    sim__net_settle(pad);
}

bool sim__level_of(uint32_t pad) {
    return (sim__state.level >> pad & 1u) != 0;
}
