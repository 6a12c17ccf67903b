/*
 * sim_onewire - 1-Wire lines at pins of the virtual board
 *
 * Edges come in with the board's lock held, where no alarm can be armed; what
 * the line has to do later is noted and armed by sim__onewire_arm(), which
 * whoever made the edge calls after the lock.
 *
 * In real time alarms come later than a slot is long, so whoever looks at a pad
 * or writes it first has the lines do what is due (sim__onewire_refresh). One
 * alarm looks now and then, for those who only watch: a wake in each slot would
 * take the processor from the program. And the program itself may be late: an
 * answer stays until it was looked at, and a 1 may be almost as long as a 0.
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim_onewire.h"

#include "alarm.h"
#include "err.h"
#include "sim_state.h"

#define US_NS          UINT64_C(1000)
#define RESET_NS       (400 * US_NS) // at least; the program's are of 480 us
#define SLOT_1_NS      (30 * US_NS)  // a shorter one is a 1
#define SLOT_1_REAL_NS (55 * US_NS)  // in real time; a 0 has 60 us at least
#define SEND_0_NS      (30 * US_NS)
#define PRESENCE_AT_NS (30 * US_NS)
#define PRESENCE_NS    (120 * US_NS)
#define HOLD_NS        (10000 * US_NS) // in real time, for a look at an answer
#define LOOK_NS        (1000 * US_NS)  // in real time, from look to look
#define ROM_BITS       64u

enum rom_command {
    ROM_READ = 0x33,
    ROM_MATCH = 0x55,
    ROM_SKIP = 0xcc,
    ROM_SEARCH = 0xf0,
};

enum fault { FAULT_NONE, FAULT_ABSENT, FAULT_STUCK, FAULT_CRC };
enum { PARAM_FAULT, PARAM_COUNT };

enum phase {
    PHASE_IDLE,     // until the next reset
    PHASE_ROM,      // a ROM command comes in
    PHASE_MATCH,    // a ROM code comes in
    PHASE_SEARCH,   // bit, its complement, then the program's choice
    PHASE_SEND_ROM, // the ROM code goes out
    PHASE_FUNCTION, // a function command comes in
    PHASE_SEND,     // the answer goes out
    PHASE_TAKE,     // bytes come in
};

// A device on a line. All of it is guarded by the board's lock.
typedef struct slave slave_t;
struct slave {
    const sim_onewire_device_t *ops;
    void *state;
    uint32_t pad;
    enum fault fault;
    enum phase phase;
    uint8_t rom[8];
    uint8_t byte;   // that comes in
    uint32_t bit;   // of the byte, the ROM code or the answer
    uint32_t step;  // of a search: 0 bit, 1 complement, 2 choice
    uint32_t taken; // bytes behind the command
    uint8_t command;
    bool sends; // in this slot it is the device that says the bit
    uint8_t answer[SIM_ONEWIRE_ANSWER_MAX];
    size_t answer_bits;
    slave_t *next;
};

typedef struct {
    slave_t *slaves;
    toc_pin_tap_t tap;
    toc_alarm_t begin; // in virtual time
    toc_alarm_t end;   // in virtual time
    toc_alarm_t look;  // in real time
    uint64_t fell_ns;
    uint64_t begin_ns; // the line goes low; TOC_FOREVER: it does not
    uint64_t end_ns;   // and is let go
    uint32_t pad;
    uint32_t ids;  // that were given away
    bool presence; // they say that they are there: edges mean nothing
    bool unseen;   // in real time: nobody has looked at what they say yet
    bool looks;    // the alarm for that goes on
} line_t;

static line_t lines[SIM_PADS_MAX];

// Lines with something to do, by pad. With the board's lock.
static uint64_t pending;

uint8_t sim_onewire_crc8(const uint8_t *data, size_t size) {
    uint8_t crc = 0;
    for (size_t i = 0; i < size; i++) {
        crc ^= data[i];
        for (int bit = 0; bit < 8; bit++) {
            crc = (uint8_t)((crc & 1) != 0 ? crc >> 1 ^ 0x8c : crc >> 1);
        }
    }
    return crc;
}

static bool rom_bit(const slave_t *s, uint32_t bit) {
    return (s->rom[bit / 8] >> bit % 8 & 1) != 0;
}

static void run_rom_command(slave_t *s) {
    s->bit = 0;
    s->step = 0;
    switch (s->byte) {
    case ROM_READ:
        s->phase = PHASE_SEND_ROM;
        break;
    case ROM_MATCH:
        s->phase = PHASE_MATCH;
        break;
    case ROM_SKIP:
        s->phase = PHASE_FUNCTION;
        break;
    case ROM_SEARCH:
        s->phase = PHASE_SEARCH;
        break;
    default:
        s->phase = PHASE_IDLE;
        break;
    }
    s->byte = 0;
}

static void run_function(slave_t *s) {
    s->command = s->byte;
    size_t size = s->ops->command(s->state, s->command, s->answer);
    bool takes = size == SIM_ONEWIRE_TAKES;
    if (!takes && size > 1 && s->fault == FAULT_CRC) {
        s->answer[size - 1] ^= 0xff;
    }
    s->answer_bits = takes ? 0 : 8 * size;
    s->phase = takes ? PHASE_TAKE : PHASE_SEND;
    s->bit = 0;
    s->taken = 0;
    s->byte = 0;
}

// Collect bits, the lowest first.
// Returns whether a byte is complete.
static bool collect(slave_t *s, bool bit) {
    s->byte = (uint8_t)(s->byte | bit << s->bit);
    s->bit = (s->bit + 1) % 8;
    return s->bit == 0;
}

// A slot in which the program said a bit.
static void hear(slave_t *s, bool bit) {
    switch (s->phase) {
    case PHASE_ROM:
        if (collect(s, bit)) {
            run_rom_command(s);
        }
        break;
    case PHASE_MATCH:
        if (bit != rom_bit(s, s->bit)) {
            s->phase = PHASE_IDLE;
        } else if (++s->bit == ROM_BITS) {
            s->phase = PHASE_FUNCTION;
            s->bit = 0;
        }
        break;
    case PHASE_SEARCH:
        s->step = 0;
        if (bit != rom_bit(s, s->bit) || ++s->bit == ROM_BITS) {
            s->phase = PHASE_IDLE;
        }
        break;
    case PHASE_FUNCTION:
        if (collect(s, bit)) {
            run_function(s);
        }
        break;
    case PHASE_TAKE:
        if (collect(s, bit)) {
            s->ops->take(s->state, s->command, s->taken++, s->byte);
            s->byte = 0;
        }
        break;
    default:
        break;
    }
}

// The bit of an answer, then whether it is busy.
static bool answer_bit(slave_t *s) {
    if (s->bit < s->answer_bits) {
        bool bit = (s->answer[s->bit / 8] >> s->bit % 8 & 1) != 0;
        s->bit++;
        return bit;
    }
    return s->ops->is_busy == NULL || !s->ops->is_busy(s->state);
}

// A slot begins. Returns what the device does with the line: true lets it go.
static bool speak(slave_t *s) {
    s->sends = true;
    switch (s->phase) {
    case PHASE_SEND_ROM:
        if (s->bit < ROM_BITS) {
            return rom_bit(s, s->bit++);
        }
        // Alone on the line it takes a function command now.
        s->phase = PHASE_FUNCTION;
        s->bit = 0;
        break;
    case PHASE_SEND:
        return answer_bit(s);
    case PHASE_SEARCH:
        if (s->step < 2) {
            return rom_bit(s, s->bit) == (s->step++ == 0);
        }
        break;
    default:
        // A command without an answer may be asked whether it is done.
        break;
    }
    s->sends = false;
    return true;
}

static void note(line_t *line, uint64_t begin_ns, uint64_t end_ns) {
    line->begin_ns = begin_ns;
    line->end_ns = end_ns;
    pending |= SIM_BIT(line->pad);
    sim__state.deferred |= SIM_BIT(line->pad);
}

static void pull_until(line_t *line, uint64_t end_ns) {
    line->unseen = !toc_clock_is_virtual();
    sim__hand_drive(line->pad, SIM_HAND_DEVICE, false);
    note(line, TOC_FOREVER, end_ns);
}

static void on_reset(line_t *line, uint64_t now_ns) {
    bool present = false;
    for (slave_t *s = line->slaves; s != NULL; s = s->next) {
        if (s->fault != FAULT_ABSENT) {
            s->phase = PHASE_ROM;
            s->bit = 0;
            s->byte = 0;
            present = true;
        }
    }
    if (present) {
        uint64_t begin_ns = now_ns + PRESENCE_AT_NS;
        note(line, begin_ns, begin_ns + PRESENCE_NS);
    }
}

static void on_fall(line_t *line, uint64_t now_ns) {
    bool lets_go = true;
    line->fell_ns = now_ns;
    for (slave_t *s = line->slaves; s != NULL; s = s->next) {
        lets_go = speak(s) && lets_go;
    }
    if (!lets_go) {
        pull_until(line, now_ns + SEND_0_NS);
    }
}

static void on_edge(toc_pin_tap_t *tap, const toc_pin_change_t *change) {
    line_t *line = tap->ctx;
    uint64_t now_ns = change->now_ns;
    if (line->presence) {
        return;
    }
    if (change->high == 0) {
        on_fall(line, now_ns);
        return;
    }
    // One that the line itself makes may be noticed late.
    bool is_ours = line->end_ns <= now_ns;
    uint64_t low_ns = (is_ours ? line->end_ns : now_ns) - line->fell_ns;
    if (low_ns >= RESET_NS) {
        on_reset(line, now_ns);
        return;
    }
    for (slave_t *s = line->slaves; s != NULL; s = s->next) {
        if (!s->sends) {
            hear(s, low_ns <
                        (toc_clock_is_virtual() ? SLOT_1_NS : SLOT_1_REAL_NS));
        }
    }
}

static bool is_stuck(const line_t *line) {
    const slave_t *s = line->slaves;
    while (s != NULL && s->fault != FAULT_STUCK) {
        s = s->next;
    }
    return s != NULL;
}

static void do_what_is_due(line_t *line, uint64_t now_ns) {
    if (line->begin_ns <= now_ns) {
        line->begin_ns = TOC_FOREVER;
        line->presence = true;
        line->unseen = !toc_clock_is_virtual();
        sim__hand_drive(line->pad, SIM_HAND_DEVICE, false);
    }
    bool is_over = line->end_ns <= now_ns;
    if (is_over && !(line->unseen && now_ns - line->end_ns < HOLD_NS)) {
        line->unseen = false;
        if (!is_stuck(line)) {
            sim__hand_release(line->pad, SIM_HAND_DEVICE);
        }
        line->end_ns = TOC_FOREVER;
        line->presence = false;
        pending &= ~SIM_BIT(line->pad);
    }
}

void sim__onewire_refresh(uint64_t seen, uint64_t falling) {
    if (pending == 0) {
        return;
    }
    uint64_t now_ns = toc_clock_now_ns();
    for (uint64_t pads = pending; pads != 0; pads &= pads - 1) {
        line_t *line = &lines[__builtin_ctzll(pads)];
        line->unseen = line->unseen && (falling & SIM_BIT(line->pad)) == 0;
        do_what_is_due(line, now_ns);
        line->unseen = line->unseen && (seen & SIM_BIT(line->pad)) == 0;
    }
}

static int on_alarm(toc_alarm_t *alarm, uint64_t due_ns, bool late) {
    (void)late;
    sim__lock();
    do_what_is_due(alarm->ctx, due_ns);
    sim__unlock();
    return 0;
}

// When nothing is left to do it comes once more, and then not any more.
static int on_look(toc_alarm_t *alarm, uint64_t due_ns, bool late) {
    (void)due_ns;
    (void)late;
    line_t *line = alarm->ctx;
    sim__lock();
    do_what_is_due(line, toc_clock_now_ns());
    line->looks = (pending & SIM_BIT(line->pad)) != 0;
    alarm->period_ns = line->looks ? LOOK_NS : 0;
    sim__unlock();
    return 0;
}

// Without memory for an alarm the line answers nothing: let it go.
static void arm(toc_alarm_t *alarm, uint64_t due_ns, uint64_t period_ns) {
    if (due_ns != TOC_FOREVER && toc_alarm_arm(alarm, due_ns, period_ns) != 0) {
        line_t *line = alarm->ctx;
        sim__lock();
        line->looks = false;
        sim__unlock();
        sim_pin_let_go(line->pad);
    }
}

static void arm_line(line_t *line) {
    bool is_virtual = toc_clock_is_virtual();
    sim__lock();
    uint64_t begin_ns = line->begin_ns;
    uint64_t end_ns = line->end_ns;
    bool looks = line->looks;
    line->looks = !is_virtual;
    sim__unlock();
    if (is_virtual) {
        arm(&line->begin, begin_ns, 0);
        arm(&line->end, end_ns, 0);
    } else if (!looks) {
        arm(&line->look, toc_clock_now_ns() + LOOK_NS, LOOK_NS);
    }
}

void sim__onewire_arm(uint64_t pads) {
    for (; pads != 0; pads &= pads - 1) {
        arm_line(&lines[__builtin_ctzll(pads)]);
    }
}

// Bring what the tap looks at to where it may.
static void take_over(sim_device_t *device) {
    slave_t *slave = device->bus_state;
    line_t *line = &lines[slave->pad];
    sim__lock();
    slave->fault = (enum fault)sim_bus_number(device, PARAM_FAULT);
    if (slave->fault == FAULT_ABSENT) {
        slave->phase = PHASE_IDLE;
    }
    if (is_stuck(line)) {
        sim__hand_drive(line->pad, SIM_HAND_DEVICE, false);
    } else {
        sim__hand_release(line->pad, SIM_HAND_DEVICE);
    }
    sim__unlock();
}

static void put_on_line(line_t *line, slave_t *slave) {
    bool first = line->slaves == NULL;
    if (first) {
        line->pad = slave->pad;
        line->tap = (toc_pin_tap_t){.fn = on_edge, .ctx = line};
        line->begin = (toc_alarm_t){.cb = on_alarm, .ctx = line};
        line->end = (toc_alarm_t){.cb = on_alarm, .ctx = line};
        line->look = (toc_alarm_t){.cb = on_look, .ctx = line};
        line->begin_ns = TOC_FOREVER;
        line->end_ns = TOC_FOREVER;
        line->presence = false;
        line->unseen = false;
        line->looks = false;
    }
    sim__lock();
    slave->next = line->slaves;
    line->slaves = slave;
    sim__unlock();
    if (first) {
        sim_tap(&line->tap, SIM_BIT(line->pad));
    }
}

static void make_rom(slave_t *slave, line_t *line) {
    uint32_t id = ++line->ids;
    slave->rom[0] = slave->ops->family;
    for (int i = 0; i < 4; i++) {
        slave->rom[1 + i] = (uint8_t)(id >> 8 * i);
    }
    slave->rom[7] = sim_onewire_crc8(slave->rom, 7);
}

static int bus_attach(sim_device_t *device, char error[SIM_ERROR_SIZE]) {
    slave_t *slave = toc_port_realloc(NULL, sizeof(*slave));
    if (slave == NULL) {
        sim_refuse(error, "%s", toc_err_text(TOC_ENOMEM));
        return TOC_ENOMEM;
    }
    line_t *line = &lines[device->where];
    *slave = (slave_t){
        .ops = device->kind->ops, .state = device->state, .pad = device->where};
    make_rom(slave, line);
    device->bus_state = slave;
    put_on_line(line, slave);
    take_over(device);
    return 0;
}

static void bus_detach(sim_device_t *device) {
    slave_t *slave = device->bus_state;
    line_t *line = &lines[slave->pad];
    sim__lock();
    slave_t **at = &line->slaves;
    while (*at != slave) {
        at = &(*at)->next;
    }
    *at = slave->next;
    bool last = line->slaves == NULL;
    if (last) {
        pending &= ~SIM_BIT(line->pad);
    }
    if (last || !is_stuck(line)) {
        sim__hand_release(line->pad, SIM_HAND_DEVICE);
    }
    sim__unlock();
    if (last) {
        sim_untap(&line->tap);
        (void)toc_alarm_cancel(&line->begin);
        (void)toc_alarm_cancel(&line->end);
        (void)toc_alarm_cancel(&line->look);
        sim_pin_let_go(line->pad);
        line->ids = 0;
    }
    (void)toc_port_realloc(slave, 0);
}

static int bus_changed(sim_device_t *device, uint32_t param,
                       char error[SIM_ERROR_SIZE]) {
    (void)param;
    error[0] = '\0';
    take_over(device);
    return 0;
}

static const sim_param_t bus_params[PARAM_COUNT] = {
    [PARAM_FAULT] = {.name = "fault",
                     .help = "what is wrong with it",
                     .type = SIM_WORD,
                     .words = "none absent stuck crc"},
};

const sim_bus_t sim__bus_onewire = {
    .name = "onewire",
    .help = "1-Wire at a pin, several at one: onewire@P9=ds18b20",
    .where = SIM_WHERE_PIN,
    .shared = true,
    .params = bus_params,
    .param_count = PARAM_COUNT,
    .attach = bus_attach,
    .detach = bus_detach,
    .changed = bus_changed,
};
