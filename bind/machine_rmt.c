/*
 * machine_rmt - machine.RMT
 *
 * One object for each channel, found by the constructor. A channel that sends
 * leaves it to the backend; one that receives writes down the edges of its pin,
 * but only while pulses_get() runs.
 *
 * SPDX-License-Identifier: MIT
 */
#include "bind/hal.h"
#include "bind/pads.h"
#include "bind/pulses.h"
#include "bind/raise.h"
#include "bind/rmt.h"
#include "core/clock.h"
#include "core/err.h"
#include "py/mphal.h"
#include "py/runtime.h"

// 0 and 1 are the chip's own, for pycom.pulses_get() and the LED.
#define CHANNEL_FIRST 2
#define CHANNELS      8

#define DURATION_MAX 32767
#define FILTER_MAX   31
#define COUNT_MAX    (INT32_MAX / (mp_int_t)sizeof(toc_rmt_pulse_t))
#define FILTER_NS    100u
#define IDLE_MAX     65535
#define NS_PER_MS    UINT64_C(1000000)
// How long nobody looks whether a transmission that is late has ended.
#define LATE_LOOK_NS UINT64_C(50000)

#define MSG_PARAMETER MP_ERROR_TEXT("RMT parameter error!")
#define MSG_NOT_OPEN  MP_ERROR_TEXT("RMT channel is not initialized!")
#define MSG_SEND      MP_ERROR_TEXT("Could not send data!")
#define MSG_DATA \
    MP_ERROR_TEXT("\"data\" parameter must be a single integer, a tuple or left empty!")

typedef struct {
    mp_obj_base_t base;
    uint8_t channel;
    bool open;
    toc_rmt_setup_t setup;
    uint32_t idle_ticks;
    uint32_t filter_ns;
    uint64_t end_ns; // of what was sent last
} rmt_obj_t;

static rmt_obj_t channels[CHANNELS];
static const toc_rmt_ops_t *ops;

void bind_rmt_init(void) {
    ops = bind_hal()->rmt;
    for (uint32_t i = 0; i < CHANNELS; i++) {
        channels[i] = (rmt_obj_t){ .base = { &bind_rmt_type }, .channel = (uint8_t)i };
    }
}

static uint32_t tick_ns(const rmt_obj_t *self) {
    static const uint16_t ns[CHANNELS] = { 1000, 100, 100, 100, 1000, 1000, 3125, 3125 };
    return ns[self->channel];
}

enum {
    ARG_channel,
    ARG_gpio,
    ARG_rx_idle_threshold,
    ARG_rx_filter_threshold,
    ARG_tx_idle_level,
    ARG_tx_carrier,
    ARG_COUNT
};

#define ARG_INIT_COUNT (ARG_COUNT - 1)

static const mp_arg_t rmt_args[ARG_COUNT] = {
    { MP_QSTR_channel, MP_ARG_KW_ONLY | MP_ARG_REQUIRED | MP_ARG_INT, { .u_int = 0 } },
    { MP_QSTR_gpio, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
    { MP_QSTR_rx_idle_threshold, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
    { MP_QSTR_rx_filter_threshold, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_PTR(NULL) } },
    { MP_QSTR_tx_idle_level, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
    { MP_QSTR_tx_carrier, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_PTR(NULL) } },
};

static void check_pad_is_free(const rmt_obj_t *self, uint32_t pad) {
    for (uint32_t i = CHANNEL_FIRST; i < CHANNELS; i++) {
        if (channels[i].open && &channels[i] != self && channels[i].setup.pad == pad) {
            mp_raise_ValueError(
                MP_ERROR_TEXT("The given Pin is already used by other RMT channel!"));
        }
    }
}

// A number that the original's driver would refuse, or would not see as a whole.
static mp_int_t parameter(mp_obj_t value_in, mp_int_t min, mp_int_t max) {
    mp_int_t value = mp_obj_get_int(value_in);
    if (value < min || value > max) {
        mp_raise_msg(&mp_type_OSError, MSG_PARAMETER);
    }
    return value;
}

static void get_rx(rmt_obj_t *made, const mp_arg_val_t *vals) {
    made->idle_ticks = (uint32_t)parameter(vals[ARG_rx_idle_threshold].u_obj, 1, IDLE_MAX);
    if (vals[ARG_rx_filter_threshold].u_obj == MP_OBJ_NULL) {
        return;
    }
    mp_int_t filter = mp_obj_get_int(vals[ARG_rx_filter_threshold].u_obj);
    if (filter < 0 || filter > FILTER_MAX) {
        mp_raise_ValueError(MP_ERROR_TEXT(
            "Filter threshold is accepted between values: 0-31, counted 100 nano sec!"));
    }
    made->filter_ns = (uint32_t)filter * FILTER_NS;
}

static void get_carrier(toc_rmt_setup_t *setup, mp_obj_t carrier_in) {
    mp_obj_t *items;
    mp_obj_get_array_fixed_n(carrier_in, 3, &items);
    setup->carrier_hz = (uint32_t)parameter(items[0], 1, INT32_MAX);
    mp_int_t duty = mp_obj_get_int(items[1]);
    if (duty < 0 || duty > 100) {
        mp_raise_ValueError(MP_ERROR_TEXT("Duty_percent argument is invalid!"));
    }
    setup->carrier_duty_percent = (uint8_t)duty;
    mp_int_t level = mp_obj_get_int(items[2]);
    if (level != 0 && level != 1) {
        mp_raise_ValueError(MP_ERROR_TEXT("Carrier level argument is invalid!"));
    }
    setup->carrier_level = level != 0;
}

static void get_tx(rmt_obj_t *made, const mp_arg_val_t *vals) {
    made->setup.sends = true;
    made->setup.idle_level = parameter(vals[ARG_tx_idle_level].u_obj, 0, 1) != 0;
    if (vals[ARG_tx_carrier].u_obj != MP_OBJ_NULL) {
        get_carrier(&made->setup, vals[ARG_tx_carrier].u_obj);
    }
}

// All but the channel. After an error it is as it was.
static void set_up(rmt_obj_t *self, const mp_arg_val_t *vals) {
    if (vals[ARG_gpio].u_obj == mp_const_none) {
        mp_raise_ValueError(MP_ERROR_TEXT("GPIO must be defined!"));
    }
    rmt_obj_t made = { .base = self->base, .channel = self->channel };
    made.setup.pad = bind_pads_find(&(bind_pads_t){ 0 }, vals[ARG_gpio].u_obj);
    check_pad_is_free(self, made.setup.pad);
    bool receives = vals[ARG_rx_idle_threshold].u_obj != mp_const_none;
    bool sends = vals[ARG_tx_idle_level].u_obj != mp_const_none;
    if (!receives && !sends) {
        mp_raise_ValueError(MP_ERROR_TEXT("Either RX or TX configuration must be given!"));
    }
    if (receives && sends) {
        mp_raise_ValueError(
            MP_ERROR_TEXT("A channel can be configured only for RX or TX at the same time!"));
    }
    if (receives) {
        get_rx(&made, vals);
    } else {
        get_tx(&made, vals);
    }
    bind_pads_take(made.setup.pad, "RMT", sends);
    if (ops->open(ops->ctx, self->channel, &made.setup) < 0) {
        mp_raise_msg(&mp_type_OSError, MSG_PARAMETER);
    }
    made.open = true;
    *self = made;
}

static mp_obj_t rmt_make_new(
    const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    (void)type;
    // As in the original the channel has to be the first keyword, and is looked
    // at before the rest.
    mp_arg_val_t vals[ARG_COUNT];
    mp_arg_parse_all_kw_array(n_args, MIN(n_kw, 1), args, 1, rmt_args, vals);
    mp_int_t channel = vals[ARG_channel].u_int;
    if (channel < CHANNEL_FIRST || channel >= CHANNELS) {
        mp_raise_ValueError(MP_ERROR_TEXT("Channel is invalid!"));
    }
    if (ops == NULL || (uint32_t)channel >= ops->channel_count) {
        mp_raise_msg(&mp_type_OSError, BIND_MSG_RESOURCE);
    }
    rmt_obj_t *self = &channels[channel];
    if (n_kw > 1) {
        mp_arg_parse_all_kw_array(n_args, n_kw, args, ARG_COUNT, rmt_args, vals);
        set_up(self, vals);
    }
    return MP_OBJ_FROM_PTR(self);
}

static mp_obj_t rmt_init(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    mp_arg_val_t vals[ARG_COUNT];
    mp_arg_parse_all(
        n_args - 1, args + 1, kw_args, ARG_INIT_COUNT, &rmt_args[ARG_gpio], &vals[ARG_gpio]);
    set_up(MP_OBJ_TO_PTR(args[0]), vals);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_KW(rmt_init_obj, 1, rmt_init);

static mp_obj_t rmt_deinit(mp_obj_t self_in) {
    rmt_obj_t *self = MP_OBJ_TO_PTR(self_in);
    if (self->open) {
        self->open = false;
        ops->close(ops->ctx, self->channel);
    }
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(rmt_deinit_obj, rmt_deinit);

static rmt_obj_t *opened(mp_obj_t self_in) {
    rmt_obj_t *self = MP_OBJ_TO_PTR(self_in);
    if (!self->open) {
        mp_raise_ValueError(MSG_NOT_OPEN);
    }
    return self;
}

// What pulses_send() is to send. Where `durations` is NULL, all have `duration`.
typedef struct {
    const mp_obj_t *durations;
    mp_int_t duration;
    size_t duration_count; // of the list
    const mp_obj_t *levels;
    bool alternates; // from start_level, instead of `levels`
    bool start_level;
    size_t count;
} train_t;

static void get_durations(train_t *train, mp_obj_t duration_in) {
    if (mp_obj_is_small_int(duration_in)) {
        train->duration = MP_OBJ_SMALL_INT_VALUE(duration_in);
    } else if (mp_obj_is_type(duration_in, &mp_type_tuple)) {
        mp_obj_t *items;
        mp_obj_tuple_get(duration_in, &train->duration_count, &items);
        train->durations = items;
    } else {
        mp_raise_ValueError(MP_ERROR_TEXT("\"Duration\" can be a single integer or a tuple!"));
    }
}

static void get_levels(train_t *train, mp_obj_t data_in) {
    mp_obj_t *items;
    mp_obj_tuple_get(data_in, &train->count, &items);
    for (size_t i = 0; i < train->count; i++) {
        mp_int_t level = mp_obj_get_int(items[i]);
        if (level != 0 && level != 1) {
            mp_raise_ValueError(
                MP_ERROR_TEXT("Only 0 or 1 can be given if the \"data\" is provided as a tuple!"));
        }
    }
    train->levels = items;
}

static void get_data(train_t *train, mp_obj_t data_in) {
    train->alternates = data_in == MP_OBJ_NULL || !mp_obj_is_type(data_in, &mp_type_tuple);
    if (data_in == MP_OBJ_NULL) {
        if (train->durations == NULL || train->duration_count == 1) {
            mp_raise_ValueError(
                MP_ERROR_TEXT("\"Duration\" must be a tuple if \"data\" parameter left empty!"));
        }
        train->count = train->duration_count;
    } else if (!train->alternates) {
        get_levels(train, data_in);
    } else if (mp_obj_is_int(data_in)) {
        mp_int_t count = mp_obj_get_int(data_in);
        if (count < 0 || count > COUNT_MAX) {
            mp_raise_ValueError(MSG_DATA);
        }
        train->count = (size_t)count;
    } else {
        mp_raise_ValueError(MSG_DATA);
    }
    if (train->durations != NULL && train->duration_count != train->count) {
        mp_raise_ValueError(
            MP_ERROR_TEXT("Number of the given \"duration\" and \"data\" values must be equal!"));
    }
}

static void get_start_level(train_t *train, mp_obj_t level_in) {
    if (level_in == MP_OBJ_NULL) {
        mp_raise_ValueError(MP_ERROR_TEXT("\"start_level\" parameter must be given!"));
    }
    mp_int_t level = mp_obj_is_int(level_in) ? mp_obj_get_int(level_in) : -1;
    if (level != 0 && level != 1) {
        mp_raise_ValueError(MP_ERROR_TEXT("\"start_level\" can be 0 or 1"));
    }
    train->start_level = level != 0;
}

static uint32_t duration_at(const train_t *train, size_t i) {
    mp_int_t duration =
        train->durations != NULL ? mp_obj_get_int(train->durations[i]) : train->duration;
    if (duration < 0 || duration > DURATION_MAX) {
        mp_raise_msg_varg(&mp_type_ValueError,
            MP_ERROR_TEXT("a duration is 0 to %d units of the channel's resolution"), DURATION_MAX);
    }
    return (uint32_t)duration;
}

static bool level_at(const train_t *train, size_t i) {
    return train->alternates ? train->start_level == (i % 2 == 0)
                             : mp_obj_get_int(train->levels[i]) != 0;
}

// Returns how many pulses there are: as in the original one of length 0 ends
// what is sent.
static uint32_t make_pulses(const train_t *train, uint32_t unit_ns, toc_rmt_pulse_t *pulses) {
    size_t end = train->count;
    for (size_t i = train->count; i > 0; i--) {
        pulses[i - 1].ns = duration_at(train, i - 1) * unit_ns;
        pulses[i - 1].level = level_at(train, i - 1);
        end = pulses[i - 1].ns == 0 ? i - 1 : end;
    }
    return (uint32_t)end;
}

static void wait_sent(const rmt_obj_t *self) {
    while (!ops->is_sent(ops->ctx, self->channel)) {
        uint64_t now_ns = toc_clock_now_ns();
        mpy_sleep_until(self->end_ns > now_ns ? self->end_ns : now_ns + LATE_LOOK_NS);
    }
}

static int send(rmt_obj_t *self, const toc_rmt_pulse_t *pulses, uint32_t count) {
    int err;
    do {
        wait_sent(self);
        err = ops->send(ops->ctx, self->channel, pulses, count, &self->end_ns);
    } while (err == TOC_EBUSY);
    return err;
}

static mp_obj_t rmt_pulses_send(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    enum { ARG_duration, ARG_data, ARG_start_level, ARG_wait_tx_done };
    static const mp_arg_t allowed[] = {
        { MP_QSTR_duration, MP_ARG_REQUIRED | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_PTR(NULL) } },
        { MP_QSTR_data, MP_ARG_OBJ, { .u_rom_obj = MP_ROM_PTR(NULL) } },
        { MP_QSTR_start_level, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_PTR(NULL) } },
        { MP_QSTR_wait_tx_done, MP_ARG_KW_ONLY | MP_ARG_BOOL, { .u_bool = true } },
    };
    mp_arg_val_t vals[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args - 1, args + 1, kw_args, MP_ARRAY_SIZE(allowed), allowed, vals);
    rmt_obj_t *self = opened(args[0]);
    if (!self->setup.sends) {
        mp_raise_ValueError(MP_ERROR_TEXT("RMT channel is configured for RX!"));
    }
    train_t train = { .count = 0 };
    get_durations(&train, vals[ARG_duration].u_obj);
    get_data(&train, vals[ARG_data].u_obj);
    if (train.alternates) {
        get_start_level(&train, vals[ARG_start_level].u_obj);
    }
    if (train.count == 0) {
        mp_raise_msg(&mp_type_OSError, MSG_SEND);
    }
    toc_rmt_pulse_t *pulses = m_new(toc_rmt_pulse_t, train.count);
    uint32_t count = make_pulses(&train, tick_ns(self), pulses);
    if (count != 0 && send(self, pulses, count) < 0) {
        mp_raise_msg(&mp_type_OSError, MSG_SEND);
    }
    m_del(toc_rmt_pulse_t, pulses, train.count);
    if (vals[ARG_wait_tx_done].u_bool) {
        wait_sent(self);
    }
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_KW(rmt_pulses_send_obj, 1, rmt_pulses_send);

// Ticks count from the first edge on, so that nothing adds up.
static uint64_t tick(const bind_pulses_t *rec, uint32_t edge, uint32_t unit_ns) {
    return (rec->edge_ns[edge] - rec->edge_ns[0]) / unit_ns;
}

// Append the pulses of a burst; those that are no tick long are dropped.
// Returns how many pairs of pulses the original's receiver would need.
static uint32_t append_burst(mp_obj_t list, const bind_pulses_t *rec, uint32_t unit_ns) {
    bool level = rec->first_level;
    uint32_t i;
    for (i = 0; i + 1 < rec->count; i++) {
        uint64_t ticks = tick(rec, i + 1, unit_ns) - tick(rec, i, unit_ns);
        if (ticks != 0) {
            mp_obj_t items[] = { MP_OBJ_NEW_SMALL_INT(level),
                MP_OBJ_NEW_SMALL_INT((mp_int_t)ticks) };
            mp_obj_list_append(list, mp_obj_new_tuple(MP_ARRAY_SIZE(items), items));
        }
        level = !level;
    }
    return (i + 1) / 2;
}

static mp_int_t get_small(mp_obj_t value_in, mp_rom_error_text_t message) {
    if (!mp_obj_is_small_int(value_in)) {
        mp_raise_ValueError(message);
    }
    return MP_OBJ_SMALL_INT_VALUE(value_in);
}

static mp_obj_t rmt_pulses_get(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    enum { ARG_pulses, ARG_timeout };
    static const mp_arg_t allowed[] = {
        { MP_QSTR_pulses, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_INT(1) } },
        { MP_QSTR_timeout, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_INT(-1) } },
    };
    mp_arg_val_t vals[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args - 1, args + 1, kw_args, MP_ARRAY_SIZE(allowed), allowed, vals);
    rmt_obj_t *self = opened(args[0]);
    if (self->setup.sends) {
        mp_raise_ValueError(MP_ERROR_TEXT("RMT channel is configured for TX!"));
    }
    mp_int_t wanted = get_small(vals[ARG_pulses].u_obj,
        MP_ERROR_TEXT("If pulses is specified it must be a valid integer number"));
    mp_int_t timeout_ms = get_small(vals[ARG_timeout].u_obj,
        MP_ERROR_TEXT("If timeout is specified it must be a valid integer number"));
    // As in the original, which counts in 32 bits.
    bool forever = timeout_ms < 0 || (uint64_t)timeout_ms >= UINT32_MAX;
    uint64_t deadline_ns =
        forever ? TOC_FOREVER : toc_clock_now_ns() + (uint64_t)timeout_ms * NS_PER_MS;

    mp_int_t pairs = wanted / 2 + wanted % 2;
    uint32_t unit_ns = tick_ns(self);
    mp_obj_t list = mp_obj_new_list(0, NULL);
    while (pairs > 0) {
        bind_pulses_t rec = { .glitch_ns = self->filter_ns,
            .idle_ns = (uint64_t)self->idle_ticks * unit_ns };
        if (bind_pulses_record(&rec, self->setup.pad, deadline_ns)) {
            pairs -= append_burst(list, &rec, unit_ns);
        }
        if (!forever) {
            break;
        }
    }
    size_t count;
    mp_obj_t *items;
    mp_obj_list_get(list, &count, &items);
    return mp_obj_new_tuple(count, items);
}
static MP_DEFINE_CONST_FUN_OBJ_KW(rmt_pulses_get_obj, 1, rmt_pulses_get);

static const mp_rom_map_elem_t rmt_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_init), MP_ROM_PTR(&rmt_init_obj) },
    { MP_ROM_QSTR(MP_QSTR_deinit), MP_ROM_PTR(&rmt_deinit_obj) },
    { MP_ROM_QSTR(MP_QSTR_pulses_send), MP_ROM_PTR(&rmt_pulses_send_obj) },
    { MP_ROM_QSTR(MP_QSTR_pulses_get), MP_ROM_PTR(&rmt_pulses_get_obj) },

    { MP_ROM_QSTR(MP_QSTR_LOW), MP_ROM_INT(0) },
    { MP_ROM_QSTR(MP_QSTR_HIGH), MP_ROM_INT(1) },
};
static MP_DEFINE_CONST_DICT(rmt_locals, rmt_locals_table);

MP_DEFINE_CONST_OBJ_TYPE(
    bind_rmt_type,
    MP_QSTR_RMT,
    MP_TYPE_FLAG_NONE,
    make_new, rmt_make_new,
    locals_dict, &rmt_locals
    );
