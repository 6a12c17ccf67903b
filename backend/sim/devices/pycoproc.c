/*
 * pycoproc - the co-processor of Pysense, Pytrack and Pyscan
 *
 * A microcontroller with a few commands; most of what programs do with it is
 * reading and writing its memory. A read gives 0xff, which says that it is
 * done, and then the answer. When it is told to sleep it takes the power from
 * the board, and gives it back when the time is over, its button is pressed or,
 * if it was told to look, something moved.
 *
 * SPDX-License-Identifier: MIT
 */
#include <math.h>

#include "alarm.h"
#include "clock.h"
#include "sim_i2c.h"
#include "sim_power.h"
#include "sim_state.h"

enum {
    PARAM_BATTERY,
    PARAM_BUTTON,
    PARAM_WAKE,
    PARAM_FIRMWARE,
    PARAM_SLEEP,
    PARAM_INT,
    PARAM_COUNT
};

enum command {
    COMMAND_PEEK = 0x00,
    COMMAND_POKE = 0x01,
    COMMAND_MAGIC = 0x02,
    COMMAND_HARDWARE = 0x10,
    COMMAND_FIRMWARE = 0x11,
    COMMAND_PRODUCT = 0x12,
    COMMAND_SETUP_SLEEP = 0x20,
    COMMAND_GO_SLEEP = 0x21,
    COMMAND_GO_NAP = 0x23,
};

// Of COMMAND_GO_NAP: the board has no power meanwhile.
#define NAP_BOARD_OFF 0x08

enum wake { WAKE_MOTION = 1, WAKE_BUTTON = 2, WAKE_TIMER = 4 };

#define PRODUCT_PYSENSE 0xf012
#define PRODUCT_PYTRACK 0xf013
#define HARDWARE        2

#define MEMORY_SIZE  0x800
#define ADDR_PORTA   0x00c
#define PORTA_BUTTON 0x08 // low while it is pressed
#define ADDR_ADRESL  0x09b
#define ADDR_ADRESH  0x09c
#define ADDR_ADCON0  0x09d
#define ADCON0_GO    0x02
#define ADDR_WAKE    0x64c
#define ADDR_LEFT    0x64d // of the sleep, in seconds, in three bytes
#define ADDR_IOCAP   0x391 // of which inputs a rising edge wakes it
#define ADDR_IOCAN   0x392 // a falling one
#define IOCA_MOTION  0x20

#define NS_PER_S UINT64_C(1000000000)

#define ARGS_MAX    6
#define ANSWER_MAX  3
#define ANSWER_DONE 0xff

extern const sim_kind_t sim__kind_pytrack;

typedef struct {
    uint8_t memory[MEMORY_SIZE];
    uint8_t args[ARGS_MAX];
    uint8_t arg_count;
    uint8_t answer[ANSWER_MAX];
    uint8_t at;

    toc_alarm_t wake; // ends the sleep
    toc_pin_tap_t tap;
    uint64_t wake_ns;  // when the alarm does
    uint64_t woken_ns; // when something did
    bool asleep;       // atomic
    uint8_t woken_by;  // enum wake, until the next look; atomic
} state_t;

// The converter sees the battery through a divider, against 3.3 V.
static unsigned battery_code(const sim_device_t *device) {
    double volts = sim_number(device, PARAM_BATTERY) - 0.01;
    double code = floor(volts * 180 / 280 * 1023 / 3.3 + 0.5);
    return code < 0 ? 0 : code > 1023 ? 1023 : (unsigned)code;
}

static unsigned address_of(const state_t *s) {
    return (unsigned)(s->args[1] | s->args[2] << 8) % MEMORY_SIZE;
}

static uint32_t seconds_left(const state_t *s) {
    return s->wake_ns > s->woken_ns
               ? (uint32_t)((s->wake_ns - s->woken_ns) / NS_PER_S)
               : 0;
}

static uint8_t peek(sim_device_t *device, unsigned address) {
    state_t *s = device->state;
    switch (address) {
    case ADDR_PORTA:
        return (uint8_t)((s->memory[address] & ~PORTA_BUTTON) |
                         (sim_is_on(device, PARAM_BUTTON) ? 0 : PORTA_BUTTON));
    case ADDR_ADRESH:
        return (uint8_t)(battery_code(device) >> 2);
    case ADDR_ADRESL:
        return (uint8_t)(battery_code(device) << 6);
    case ADDR_ADCON0:
        // A conversion is done at once.
        return s->memory[address] & (uint8_t)~ADCON0_GO;
    case ADDR_WAKE:
        return (uint8_t)sim_number(device, PARAM_WAKE);
    case ADDR_LEFT:
    case ADDR_LEFT + 1:
    case ADDR_LEFT + 2:
        return (uint8_t)(seconds_left(s) >> 8 * (address - ADDR_LEFT));
    default:
        return s->memory[address];
    }
}

// Of all that could end a sleep the first one does. In an alarm or a tap too.
static void wake_up(state_t *s, enum wake why, uint64_t now_ns) {
    if (__atomic_exchange_n(&s->asleep, false, __ATOMIC_ACQ_REL)) {
        s->woken_ns = now_ns;
        __atomic_store_n(&s->woken_by, (uint8_t)why, __ATOMIC_RELEASE);
        sim__power_supply(true);
    }
}

static int on_wake(toc_alarm_t *alarm, uint64_t due_ns, bool late) {
    (void)late;
    wake_up(alarm->ctx, WAKE_TIMER, due_ns);
    return 0;
}

static void on_motion(toc_pin_tap_t *tap, const toc_pin_change_t *change) {
    state_t *s = tap->ctx;
    unsigned edges = change->high != 0 ? ADDR_IOCAP : ADDR_IOCAN;
    if ((s->memory[edges] & IOCA_MOTION) != 0) {
        wake_up(s, WAKE_MOTION, change->now_ns);
    }
}

// Note what alarm and tap could not: they see no parameters.
static void look(sim_device_t *device) {
    state_t *s = device->state;
    uint8_t why = __atomic_exchange_n(&s->woken_by, 0, __ATOMIC_ACQ_REL);
    if (why != 0) {
        (void)toc_alarm_cancel(&s->wake);
        sim_put(device, PARAM_WAKE, why);
    }
}

// Without a time only the button or a motion ends it.
static void go_to_sleep(sim_device_t *device) {
    state_t *s = device->state;
    uint64_t seconds = (uint64_t)sim_number(device, PARAM_SLEEP);
    uint64_t now_ns = toc_clock_now_ns();
    s->wake_ns = now_ns + seconds * NS_PER_S;
    sim__power_supply(false);
    __atomic_store_n(&s->asleep, true, __ATOMIC_RELEASE);
    if (seconds != 0 && toc_alarm_arm(&s->wake, s->wake_ns, 0) != 0) {
        wake_up(s, WAKE_TIMER, now_ns);
    }
}

static void answer_word(state_t *s, unsigned word) {
    s->answer[1] = (uint8_t)word;
    s->answer[2] = (uint8_t)(word >> 8);
}

static void change(sim_device_t *device) {
    state_t *s = device->state;
    unsigned address = address_of(s);
    uint8_t value = peek(device, address);
    value = (uint8_t)(((value & s->args[3]) | s->args[4]) ^ s->args[5]);
    s->memory[address] = value;
    s->answer[1] = peek(device, address);
}

static uint8_t args_of(uint8_t command) {
    switch (command) {
    case COMMAND_PEEK:
        return 3;
    case COMMAND_POKE:
    case COMMAND_SETUP_SLEEP:
        return 4;
    case COMMAND_MAGIC:
        return 6;
    case COMMAND_GO_NAP:
        return 2;
    default:
        return 1;
    }
}

static void run(sim_device_t *device) {
    state_t *s = device->state;
    s->answer[0] = ANSWER_DONE;
    answer_word(s, 0);
    switch (s->args[0]) {
    case COMMAND_PEEK:
        s->answer[1] = peek(device, address_of(s));
        break;
    case COMMAND_POKE:
        s->memory[address_of(s)] = s->args[3];
        break;
    case COMMAND_MAGIC:
        change(device);
        break;
    case COMMAND_HARDWARE:
        answer_word(s, HARDWARE);
        break;
    case COMMAND_FIRMWARE:
        answer_word(s, (unsigned)sim_number(device, PARAM_FIRMWARE));
        break;
    case COMMAND_PRODUCT:
        answer_word(s, device->kind == &sim__kind_pytrack ? PRODUCT_PYTRACK
                                                          : PRODUCT_PYSENSE);
        break;
    case COMMAND_SETUP_SLEEP:
        sim_put(device, PARAM_SLEEP,
                s->args[1] | s->args[2] << 8 | s->args[3] << 16);
        break;
    case COMMAND_GO_SLEEP:
        go_to_sleep(device);
        break;
    case COMMAND_GO_NAP:
        if ((s->args[1] & NAP_BOARD_OFF) != 0) {
            go_to_sleep(device);
        }
        break;
    default:
        break;
    }
}

static bool start(sim_device_t *device, bool read) {
    state_t *s = device->state;
    look(device);
    s->at = 0;
    if (!read) {
        s->arg_count = 0;
    }
    return true;
}

static bool write(sim_device_t *device, uint8_t byte) {
    state_t *s = device->state;
    if (s->arg_count < ARGS_MAX) {
        s->args[s->arg_count++] = byte;
        if (s->arg_count == args_of(s->args[0])) {
            run(device);
        }
    }
    return true;
}

static uint8_t read(sim_device_t *device) {
    state_t *s = device->state;
    return s->at < ANSWER_MAX ? s->answer[s->at++] : 0;
}

static void power_on(sim_device_t *device) {
    state_t *s = device->state;
    s->answer[0] = ANSWER_DONE;
    s->wake = (toc_alarm_t){.cb = on_wake, .ctx = s};
    s->tap = (toc_pin_tap_t){.fn = on_motion, .ctx = s};
}

static int attach(sim_device_t *device, char error[SIM_ERROR_SIZE]) {
    error[0] = '\0';
    state_t *s = device->state;
    uint32_t pad = sim_pad(device, PARAM_INT);
    if (pad != SIM_PAD_NONE) {
        sim_tap(&s->tap, SIM_BIT(pad));
    }
    return 0;
}

static int changed(sim_device_t *device, uint32_t param,
                   char error[SIM_ERROR_SIZE]) {
    error[0] = '\0';
    if (param == PARAM_BUTTON && sim_is_on(device, PARAM_BUTTON)) {
        wake_up(device->state, WAKE_BUTTON, toc_clock_now_ns());
        look(device);
    }
    return 0;
}

static void detach(sim_device_t *device) {
    state_t *s = device->state;
    sim_untap(&s->tap);
    (void)toc_alarm_cancel(&s->wake);
    // A board without its shield has the power of its own plug.
    wake_up(s, WAKE_TIMER, toc_clock_now_ns());
}

static const sim_i2c_device_t ops = {
    .start = start,
    .write = write,
    .read = read,
};

static const sim_param_t params[PARAM_COUNT] = {
    [PARAM_BATTERY] = {.name = "battery",
                       .help = "voltage of the battery",
                       .unit = "V",
                       .initial = 3.9,
                       .min = 0,
                       .max = 5},
    [PARAM_BUTTON] = {.name = "button",
                      .help = "whether its button is pressed",
                      .type = SIM_SWITCH},
    [PARAM_WAKE] = {.name = "wake",
                    .help = "what woke it: 1 motion, 2 button, 4 timer, 8 pin",
                    .type = SIM_INTEGER,
                    .initial = 0,
                    .min = 0,
                    .max = 15},
    [PARAM_FIRMWARE] = {.name = "firmware",
                        .help = "version of its firmware",
                        .type = SIM_INTEGER,
                        .initial = 8,
                        .min = 0,
                        .max = 65535},
    [PARAM_SLEEP] = {.name = "sleep",
                     .help = "time that the program set up to sleep",
                     .unit = "s",
                     .type = SIM_INTEGER,
                     .min = 0,
                     .max = 16777215},
    [PARAM_INT] = {.name = "int",
                   .help = "pin whose edges are those of its motion input",
                   .type = SIM_PIN,
                   .flags = SIM_PARAM_FIXED},
};

const sim_kind_t sim__kind_pysense = {
    .name = "pysense",
    .bus = "i2c",
    .help = "co-processor of the Pysense",
    .params = params,
    .param_count = PARAM_COUNT,
    .where = 0x08,
    .has_where = true,
    .state_size = sizeof(state_t),
    .ops = &ops,
    .power_on = power_on,
    .attach = attach,
    .detach = detach,
    .changed = changed,
};

const sim_kind_t sim__kind_pytrack = {
    .name = "pytrack",
    .bus = "i2c",
    .help = "co-processor of the Pytrack",
    .params = params,
    .param_count = PARAM_COUNT,
    .where = 0x08,
    .has_where = true,
    .state_size = sizeof(state_t),
    .ops = &ops,
    .power_on = power_on,
    .attach = attach,
    .detach = detach,
    .changed = changed,
};
