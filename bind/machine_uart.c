/*
 * machine_uart - machine.UART
 *
 * One object for each port, made at the start of a life; the constructor finds
 * it and opens the port anew.
 *
 * SPDX-License-Identifier: MIT
 */
#include <string.h>

#include "bind/hal.h"
#include "bind/int.h"
#include "bind/irq.h"
#include "bind/pads.h"
#include "bind/raise.h"
#include "bind/uart.h"
#include "bind/wait.h"
#include "core/clock.h"
#include "py/mphal.h"
#include "py/objtuple.h"
#include "py/runtime.h"
#include "py/stream.h"

#define UARTS_MAX      3
#define NS_PER_MS      UINT64_C(1000000)
#define NS_PER_S       UINT64_C(1000000000)
#define CONSOLE_RATE   115200
#define RX_SIZE_MIN    128
#define RX_SIZE_MAX    (1 << 24)
#define BREAK_BITS_MAX 65535
#define WRITE_STALL_NS (5 * NS_PER_MS)
#define HOST_STALL_NS  NS_PER_S
#define LOST_LINE_NS   NS_PER_S
#define TRIGGER_RX     1

// A character of the longest common format, as the original counts it.
#define CHAR_BITS 11

typedef struct {
    bind_irq_obj_t irq;
    uint8_t id;
    bool open;
    bool mute; // its TX pad has another function now
    bool deaf; // its RX pad
    toc_uart_setup_t setup;
    uint64_t gap_ns; // without a byte that ends a read
    uint64_t lost;   // of the port's overruns, told
    uint64_t lost_told_ns;
} uart_obj_t;

static const toc_uart_ops_t *ops;

MP_REGISTER_ROOT_POINTER(void *bind_uarts);

static uart_obj_t *uarts(void) {
    return MP_STATE_VM(bind_uarts);
}

static void tell_lost(uart_obj_t *self, bool at_once) {
    toc_uart_counts_t counts;
    ops->counts(ops->ctx, self->id, &counts);
    uint64_t lost = counts.overruns - self->lost;
    uint64_t now_ns = toc_clock_now_ns();
    bool is_time = self->lost == 0 || now_ns - self->lost_told_ns >= LOST_LINE_NS;
    if (lost != 0 && (at_once || is_time)) {
        self->lost = counts.overruns;
        self->lost_told_ns = now_ns;
        mp_printf(MICROPY_ERROR_PRINTER,
            "tocsin: UART%u lost %u received bytes: its buffer was full\n", (unsigned)self->id,
            (unsigned)lost);
    }
}

static uart_obj_t *opened(mp_obj_t self_in) {
    uart_obj_t *self = MP_OBJ_TO_PTR(self_in);
    if (!self->open) {
        mp_raise_msg(&mp_type_OSError, MP_ERROR_TEXT("UART not Initialized!"));
    }
    return self;
}

static bool wait_for(uart_obj_t *self, bool (*holds)(void *self_in), uint64_t deadline_ns) {
    bind_wait_port_t port = { .subscribe = ops->subscribe,
        .unsubscribe = ops->unsubscribe,
        .ctx = ops->ctx,
        .number = self->id,
        .open = &self->open };
    return bind_wait_for(&port, holds, self, deadline_ns);
}

static bool has_bytes(void *self_in) {
    const uart_obj_t *self = self_in;
    return !self->deaf && ops->any(ops->ctx, self->id) != 0;
}

static bool has_room(void *self_in) {
    const uart_obj_t *self = self_in;
    return ops->room(ops->ctx, self->id) != 0;
}

static bool is_sent(void *self_in) {
    const uart_obj_t *self = self_in;
    return ops->is_sent(ops->ctx, self->id);
}

static bool wait_rx(uart_obj_t *self) {
    return wait_for(self, has_bytes, toc_clock_now_ns() + self->gap_ns);
}

static void look(toc_source_t *source, void *owner) {
    (void)source;
    uart_obj_t *self = owner;
    ops->look(ops->ctx, self->id);
}

static const toc_source_ops_t source_ops = { .look = look };

static void stop_watching(uart_obj_t *self) {
    if (self->irq.source != NULL) {
        ops->unwatch(ops->ctx, self->id);
        toc_source_cancel(self->irq.source);
    }
}

static void start_watching(uart_obj_t *self) {
    if (self->irq.source == NULL) {
        char name[] = "UART0";
        name[4] = (char)('0' + self->id);
        bind_check(toc_source_open(&self->irq.source, name, &source_ops, self));
    }
    ops->unwatch(ops->ctx, self->id);
    toc_source_enable(self->irq.source);
    bind_check(ops->watch(ops->ctx, self->id, self->irq.source));
}

enum {
    ARG_baudrate,
    ARG_bits,
    ARG_parity,
    ARG_stop,
    ARG_pins,
    ARG_timeout_chars,
    ARG_rx_buffer_size,
    ARG_COUNT
};

static const mp_arg_t init_args[ARG_COUNT] = {
    { MP_QSTR_baudrate, MP_ARG_INT, { .u_int = 9600 } },
    { MP_QSTR_bits, MP_ARG_INT, { .u_int = 8 } },
    { MP_QSTR_parity, MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
    { MP_QSTR_stop, MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
    { MP_QSTR_pins, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_PTR(NULL) } },
    { MP_QSTR_timeout_chars, MP_ARG_KW_ONLY | MP_ARG_INT, { .u_int = 2 } },
    { MP_QSTR_rx_buffer_size, MP_ARG_KW_ONLY | MP_ARG_INT, { .u_int = 4096 } },
};

static uint8_t bits_arg(mp_int_t bits) {
    if (bits < 5 || bits > 8) {
        mp_raise_msg_varg(&mp_type_ValueError, MP_ERROR_TEXT("invalid bits size %d"), (int)bits);
    }
    return (uint8_t)bits;
}

static enum toc_uart_parity parity_arg(mp_obj_t parity_in) {
    if (parity_in == mp_const_none) {
        return TOC_UART_PARITY_NONE;
    }
    mp_int_t parity = mp_obj_get_int(parity_in);
    if (parity != TOC_UART_PARITY_EVEN && parity != TOC_UART_PARITY_ODD) {
        mp_raise_msg_varg(&mp_type_ValueError, MP_ERROR_TEXT("invalid parity %d"), (int)parity);
    }
    return (enum toc_uart_parity)parity;
}

static uint8_t half_stops_arg(mp_obj_t stop_in) {
    if (stop_in == mp_const_none) {
        return 2;
    }
    double stop = (double)mp_obj_get_float(stop_in);
    if (stop == 1.0) {
        return 2;
    }
    if (stop >= 1.5 && stop < 2.0) {
        return 3;
    }
    if (stop == 2.0) {
        return 4;
    }
    mp_raise_msg_varg(&mp_type_ValueError, MP_ERROR_TEXT("invalid stop bits %f"), stop);
}

// The file behind the port, or NULL.
static const char *file_of(const uart_obj_t *self) {
    return ops->file != NULL ? ops->file(ops->ctx, self->id) : NULL;
}

static const char *const bus_names[UARTS_MAX] = { "uart0", "uart1", "uart2" };

static bind_pads_t pads_of(const uart_obj_t *self) {
    return (bind_pads_t){
        .file = file_of(self), .bus = bus_names[self->id], .example = "/dev/ttyUSB0"
    };
}

static uint32_t pad_arg(const bind_pads_t *whose, mp_obj_t pin) {
    return pin == mp_const_none ? TOC_UART_PAD_NONE : bind_pads_find(whose, pin);
}

static void default_pads(
    const uart_obj_t *self, const bind_pads_t *whose, toc_uart_setup_t *setup) {
    static const char *const names[UARTS_MAX][2] = { { "P1", "P0" }, { "P3", "P4" },
        { "P8", "P9" } };
    setup->tx = bind_pads_default(whose, names[self->id][0], 0);
    setup->rx = bind_pads_default(whose, names[self->id][1], 1);
}

static void pads_arg(const uart_obj_t *self, mp_obj_t pins, toc_uart_setup_t *setup) {
    setup->tx = TOC_UART_PAD_NONE;
    setup->rx = TOC_UART_PAD_NONE;
    if (pins == mp_const_none) {
        return;
    }
    bind_pads_t whose = pads_of(self);
    if (pins == MP_OBJ_NULL) {
        default_pads(self, &whose, setup);
        return;
    }
    size_t count;
    mp_obj_t *items;
    mp_obj_get_array(pins, &count, &items);
    if (count == 1) {
        setup->tx = bind_pads_find(&whose, items[0]);
        setup->rx = setup->tx;
        return;
    }
    if (count != 2 && count != 4) {
        mp_raise_ValueError(BIND_MSG_VALUE);
    }
    setup->tx = pad_arg(&whose, items[0]);
    setup->rx = pad_arg(&whose, items[1]);
    if (count == 4) {
        // The lines of flow control are checked; on the virtual board they are
        // wires without a meaning.
        bool rts = pad_arg(&whose, items[2]) != TOC_UART_PAD_NONE;
        bool cts = pad_arg(&whose, items[3]) != TOC_UART_PAD_NONE;
        if ((rts && setup->rx == TOC_UART_PAD_NONE) || (cts && setup->tx == TOC_UART_PAD_NONE)) {
            mp_raise_ValueError(BIND_MSG_VALUE);
        }
    }
}

// On one wire the pad is set up anew whenever something is sent.
const char *bind_uart_lose(uint32_t gpio, const char *except, bool deaf) {
    for (uart_obj_t *self = uarts(); self < uarts() + UARTS_MAX; self++) {
        if (!self->open || file_of(self) != NULL || self->setup.tx == self->setup.rx ||
            bus_names[self->id] == except) {
            continue;
        }
        if (self->setup.tx == gpio && !self->mute) {
            self->mute = true;
            return bus_names[self->id];
        }
        if (self->setup.rx == gpio && deaf && !self->deaf) {
            self->deaf = true;
            return bus_names[self->id];
        }
    }
    return NULL;
}

static void take_pads(uart_obj_t *self, const toc_uart_setup_t *setup) {
    self->mute = false;
    self->deaf = false;
    if (file_of(self) != NULL) {
        return;
    }
    if (setup->tx != TOC_UART_PAD_NONE && setup->tx != setup->rx) {
        bind_pads_take(setup->tx, bus_names[self->id], true);
    }
    if (setup->rx != TOC_UART_PAD_NONE) {
        bind_pads_take(setup->rx, bus_names[self->id], false);
    }
}

static void set_up(uart_obj_t *self, const mp_arg_val_t *vals) {
    mp_int_t baudrate = vals[ARG_baudrate].u_int;
    if (baudrate <= 0 || (uint64_t)baudrate > UINT32_MAX) {
        mp_raise_ValueError(BIND_MSG_VALUE);
    }
    toc_uart_setup_t setup = {
        .baudrate = (uint32_t)baudrate,
        .bits = bits_arg(vals[ARG_bits].u_int),
        .parity = parity_arg(vals[ARG_parity].u_obj),
        .half_stops = half_stops_arg(vals[ARG_stop].u_obj),
    };
    pads_arg(self, vals[ARG_pins].u_obj, &setup);
    mp_int_t rx_size = vals[ARG_rx_buffer_size].u_int;
    if (rx_size <= RX_SIZE_MIN || rx_size > RX_SIZE_MAX) {
        mp_raise_ValueError(MP_ERROR_TEXT("invalid RX buffer size, should be > 128 bytes"));
    }
    setup.rx_size = (uint32_t)rx_size;

    tell_lost(self, true);
    stop_watching(self);
    take_pads(self, &setup);
    bind_check_file(ops->open(ops->ctx, self->id, &setup), file_of(self));
    self->setup = setup;
    self->open = true;
    // The original keeps the number in 8 bits.
    self->gap_ns =
        CHAR_BITS * NS_PER_S / setup.baudrate * (uint8_t)vals[ARG_timeout_chars].u_int + 1000;
}

static uint32_t uart_count(void) {
    // There the third one belongs to the modem.
    const char *name = bind_hal()->board->name;
    return strcmp(name, "gpy") == 0 || strcmp(name, "fipy") == 0 ? 2 : UARTS_MAX;
}

static mp_obj_t uart_make_new(
    const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    (void)type;
    mp_arg_check_num(n_args, n_kw, 1, MP_OBJ_FUN_ARGS_MAX, true);
    mp_int_t id = mp_obj_get_int(args[0]);
    if (ops == NULL || id < 0 || id >= (mp_int_t)uart_count()) {
        mp_raise_msg(&mp_type_OSError, BIND_MSG_RESOURCE);
    }
    mp_arg_val_t vals[ARG_COUNT];
    mp_arg_parse_all_kw_array(n_args - 1, n_kw, args + 1, ARG_COUNT, init_args, vals);
    uart_obj_t *self = &uarts()[id];
    set_up(self, vals);
    return MP_OBJ_FROM_PTR(self);
}

static mp_obj_t uart_init(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    mp_arg_val_t vals[ARG_COUNT];
    mp_arg_parse_all(n_args - 1, args + 1, kw_args, ARG_COUNT, init_args, vals);
    set_up(MP_OBJ_TO_PTR(args[0]), vals);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_KW(uart_init_obj, 1, uart_init);

static mp_obj_t uart_deinit(mp_obj_t self_in) {
    uart_obj_t *self = MP_OBJ_TO_PTR(self_in);
    if (self->open) {
        tell_lost(self, true);
        stop_watching(self);
        self->open = false;
        ops->close(ops->ctx, self->id);
    }
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(uart_deinit_obj, uart_deinit);

static void uart_print(const mp_print_t *print, mp_obj_t self_in, mp_print_kind_t kind) {
    (void)kind;
    const uart_obj_t *self = opened(self_in);
    static const char *const stops[] = { "1", "1.5", "2" };
    const char *parity = self->setup.parity == TOC_UART_PARITY_NONE   ? "None"
                         : self->setup.parity == TOC_UART_PARITY_EVEN ? "UART.EVEN"
                                                                      : "UART.ODD";
    mp_printf(print, "UART(%u, baudrate=%u, bits=%u, parity=%s, stop=%s)", (unsigned)self->id,
        (unsigned)self->setup.baudrate, (unsigned)self->setup.bits, parity,
        stops[self->setup.half_stops - 2]);
}

static mp_obj_t uart_any(mp_obj_t self_in) {
    uart_obj_t *self = opened(self_in);
    tell_lost(self, false);
    return MP_OBJ_NEW_SMALL_INT(self->deaf ? 0 : ops->any(ops->ctx, self->id));
}
static MP_DEFINE_CONST_FUN_OBJ_1(uart_any_obj, uart_any);

static mp_uint_t uart_read(mp_obj_t self_in, void *buf, mp_uint_t size, int *errcode) {
    uart_obj_t *self = opened(self_in);
    uint8_t *to = buf;
    mp_uint_t got = 0;
    while (got < size && wait_rx(self)) {
        uint32_t some = size - got > UINT32_MAX ? UINT32_MAX : (uint32_t)(size - got);
        got += ops->read(ops->ctx, self->id, to + got, some);
    }
    tell_lost(self, false);
    (void)opened(self_in); // closed by another thread meanwhile
    if (got == 0 && size != 0) {
        *errcode = MP_EAGAIN;
        return MP_STREAM_ERROR;
    }
    return got;
}

// Bytes go out one after the other, so a FIFO that stays full for longer than
// they take is stuck. In real time the machine may have had other things to do
// meanwhile.
static uint64_t stall_ns(const uart_obj_t *self) {
    uint64_t least_ns = toc_clock_is_virtual() ? WRITE_STALL_NS : HOST_STALL_NS;
    uint64_t chars_ns = (uint64_t)NS_PER_S * 3 * CHAR_BITS / self->setup.baudrate;
    return chars_ns > least_ns ? chars_ns : least_ns;
}

// NOLINTNEXTLINE(readability-non-const-parameter): mp_stream_p_t has this signature
static mp_uint_t uart_write(mp_obj_t self_in, const void *buf, mp_uint_t size, int *errcode) {
    (void)errcode;
    uart_obj_t *self = opened(self_in);
    const uint8_t *from = buf;
    mp_uint_t done = self->mute ? size : 0;
    while (done < size) {
        uint32_t some = size - done > INT32_MAX ? INT32_MAX : (uint32_t)(size - done);
        int32_t sent = ops->write(ops->ctx, self->id, from + done, some);
        bind_check(sent);
        done += (mp_uint_t)sent;
        if (sent == 0 && !wait_for(self, has_room, toc_clock_now_ns() + stall_ns(self))) {
            (void)opened(self_in);
            mp_raise_msg(&mp_type_OSError, BIND_MSG_FAILED);
        }
    }
    return done;
}

static mp_uint_t uart_ioctl(mp_obj_t self_in, mp_uint_t request, uintptr_t arg, int *errcode) {
    uart_obj_t *self = opened(self_in);
    if (request == MP_STREAM_POLL) {
        uintptr_t ready = 0;
        if ((arg & MP_STREAM_POLL_RD) != 0 && has_bytes(self)) {
            ready |= MP_STREAM_POLL_RD;
        }
        if ((arg & MP_STREAM_POLL_WR) != 0 && has_room(self)) {
            ready |= MP_STREAM_POLL_WR;
        }
        return ready;
    }
    *errcode = MP_EINVAL;
    return MP_STREAM_ERROR;
}

static const mp_stream_p_t uart_stream_p = {
    .read = uart_read,
    .write = uart_write,
    .ioctl = uart_ioctl,
};

static mp_obj_t uart_wait_tx_done(mp_obj_t self_in, mp_obj_t timeout_in) {
    uart_obj_t *self = opened(self_in);
    mp_int_t timeout_ms = mp_obj_get_int(timeout_in);
    uint64_t wait_ns = timeout_ms > 0 ? (uint64_t)timeout_ms * NS_PER_MS : 0;
    return mp_obj_new_bool(wait_for(self, is_sent, toc_clock_now_ns() + wait_ns));
}
static MP_DEFINE_CONST_FUN_OBJ_2(uart_wait_tx_done_obj, uart_wait_tx_done);

static void hold_low(uart_obj_t *self, uint32_t bits) {
    uint64_t busy_ns;
    bind_check(ops->begin_break(ops->ctx, self->id, bits, &busy_ns));
    nlr_buf_t nlr;
    if (nlr_push(&nlr) == 0) {
        mpy_sleep_until(toc_clock_now_ns() + busy_ns);
        nlr_pop();
        ops->end_break(ops->ctx, self->id);
        return;
    }
    ops->end_break(ops->ctx, self->id);
    nlr_jump(nlr.ret_val);
}

static mp_obj_t uart_sendbreak(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    enum { ARG_break_bits };
    static const mp_arg_t allowed[] = {
        { MP_QSTR_bits, MP_ARG_INT, { .u_int = 13 } },
    };
    mp_arg_val_t vals[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args - 1, args + 1, kw_args, MP_ARRAY_SIZE(allowed), allowed, vals);
    uart_obj_t *self = opened(args[0]);
    mp_int_t bits = vals[ARG_break_bits].u_int;
    if (bits < 1 || bits > BREAK_BITS_MAX) {
        mp_raise_ValueError(BIND_MSG_VALUE);
    }
    (void)wait_for(self, is_sent, TOC_FOREVER);
    if (self->mute) {
        return mp_const_none;
    }
    hold_low(opened(args[0]), (uint32_t)bits + 1);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_KW(uart_sendbreak_obj, 1, uart_sendbreak);

static mp_obj_t uart_callback(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    uart_obj_t *self = opened(args[0]);
    unsigned trigger;
    if (bind_irq_callback(&self->irq, n_args, args, kw_args, TRIGGER_RX, &trigger) &&
        trigger != 0) {
        start_watching(self);
    } else {
        stop_watching(self);
    }
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_KW(uart_callback_obj, 1, uart_callback);

static mp_obj_t uart_counts(mp_obj_t self_in) {
    const uart_obj_t *self = MP_OBJ_TO_PTR(self_in);
    static const qstr fields[] = { MP_QSTR_sent, MP_QSTR_received, MP_QSTR_overruns,
        MP_QSTR_framing_errors, MP_QSTR_parity_errors, MP_QSTR_breaks };
    toc_uart_counts_t counts;
    ops->counts(ops->ctx, self->id, &counts);
    const uint64_t values[] = { counts.sent, counts.received, counts.overruns,
        counts.framing_errors, counts.parity_errors, counts.breaks };
    return bind_counts(fields, values, MP_ARRAY_SIZE(values));
}
static MP_DEFINE_CONST_FUN_OBJ_1(uart_counts_obj, uart_counts);

static const mp_rom_map_elem_t uart_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_init), MP_ROM_PTR(&uart_init_obj) },
    { MP_ROM_QSTR(MP_QSTR_deinit), MP_ROM_PTR(&uart_deinit_obj) },
    { MP_ROM_QSTR(MP_QSTR_any), MP_ROM_PTR(&uart_any_obj) },
    { MP_ROM_QSTR(MP_QSTR_read), MP_ROM_PTR(&mp_stream_read_obj) },
    { MP_ROM_QSTR(MP_QSTR_readline), MP_ROM_PTR(&mp_stream_unbuffered_readline_obj) },
    { MP_ROM_QSTR(MP_QSTR_readinto), MP_ROM_PTR(&mp_stream_readinto_obj) },
    { MP_ROM_QSTR(MP_QSTR_write), MP_ROM_PTR(&mp_stream_write_obj) },
    { MP_ROM_QSTR(MP_QSTR_sendbreak), MP_ROM_PTR(&uart_sendbreak_obj) },
    { MP_ROM_QSTR(MP_QSTR_wait_tx_done), MP_ROM_PTR(&uart_wait_tx_done_obj) },

    // Not in the original.
    { MP_ROM_QSTR(MP_QSTR_readall), MP_ROM_PTR(&mp_stream_read_obj) },
    { MP_ROM_QSTR(MP_QSTR_callback), MP_ROM_PTR(&uart_callback_obj) },
    { MP_ROM_QSTR(MP_QSTR_counts), MP_ROM_PTR(&uart_counts_obj) },
    { MP_ROM_QSTR(MP_QSTR_RX_ANY), MP_ROM_INT(TRIGGER_RX) },

    { MP_ROM_QSTR(MP_QSTR_EVEN), MP_ROM_INT(TOC_UART_PARITY_EVEN) },
    { MP_ROM_QSTR(MP_QSTR_ODD), MP_ROM_INT(TOC_UART_PARITY_ODD) },
};
static MP_DEFINE_CONST_DICT(uart_locals, uart_locals_table);

MP_DEFINE_CONST_OBJ_TYPE(
    bind_uart_type,
    MP_QSTR_UART,
    MP_TYPE_FLAG_ITER_IS_STREAM,
    make_new, uart_make_new,
    print, uart_print,
    protocol, &uart_stream_p,
    locals_dict, &uart_locals
    );

void bind_uart_init(void) {
    ops = bind_hal()->uart;
    uart_obj_t *all = m_new0(uart_obj_t, UARTS_MAX);
    MP_STATE_VM(bind_uarts) = all;
    for (uint8_t id = 0; id < UARTS_MAX; id++) {
        all[id].irq.base.type = &bind_uart_type;
        all[id].irq.handler = mp_const_none;
        all[id].irq.arg = mp_const_none;
        all[id].id = id;
        toc_uart_counts_t counts;
        ops->counts(ops->ctx, id, &counts);
        all[id].lost = counts.overruns;
    }
}

int bind_uart_number(mp_obj_t what) {
    return mp_obj_is_exact_type(what, &bind_uart_type) ? ((uart_obj_t *)MP_OBJ_TO_PTR(what))->id
                                                       : -1;
}

mp_obj_t bind_uart_console(void) {
    const mp_obj_t args[] = { MP_OBJ_NEW_SMALL_INT(0), MP_OBJ_NEW_SMALL_INT(CONSOLE_RATE) };
    return uart_make_new(&bind_uart_type, MP_ARRAY_SIZE(args), 0, args);
}

void bind_uart_tell_lost(void) {
    for (size_t id = 0; id < UARTS_MAX; id++) {
        tell_lost(&uarts()[id], true);
    }
}
