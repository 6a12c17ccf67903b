/*
 * machine_can - machine.CAN
 *
 * One object, made at the start of a life; the constructor finds it and sets
 * the controller up anew.
 *
 * SPDX-License-Identifier: MIT
 */
#include <string.h>

#include "bind/can.h"
#include "bind/hal.h"
#include "bind/int.h"
#include "bind/irq.h"
#include "bind/pads.h"
#include "bind/raise.h"
#include "bind/wait.h"
#include "core/clock.h"
#include "py/mperrno.h"
#include "py/mphal.h"
#include "py/objtuple.h"
#include "py/runtime.h"

#define CAN          0
#define NS_PER_S     UINT64_C(1000000000)
#define LOST_LINE_NS NS_PER_S
#define BAUDRATE_MIN 1000
#define BAUDRATE_MAX 1000000
#define RX_COUNT_MAX (1 << 20)

typedef struct {
    bind_irq_obj_t irq;
    bool open;
    bool configured;     // once in this life
    bool told;           // that nobody acknowledges, since it was set up
    uint8_t format;      // as given: 0 is FORMAT_BOTH, too
    mp_int_t baudrate;   // as given
    uint64_t unanswered; // of the counts, when it was set up
    uint64_t tell_again_ns;
    toc_can_counts_t lost; // that was told of
    toc_can_setup_t setup;
} can_obj_t;

static const toc_can_ops_t *ops;

MP_REGISTER_ROOT_POINTER(void *bind_can);

static can_obj_t *opened(mp_obj_t self_in) {
    can_obj_t *self = MP_OBJ_TO_PTR(self_in);
    if (!self->open) {
        mp_raise_msg(&mp_type_OSError, BIND_MSG_NOT_POSSIBLE);
    }
    return self;
}

enum { ARG_mode, ARG_baudrate, ARG_frame_format, ARG_pins, ARG_rx_queue_len, ARG_COUNT };

static const mp_arg_t init_args[ARG_COUNT] = {
    { MP_QSTR_mode, MP_ARG_INT, { .u_int = TOC_CAN_NORMAL } },
    { MP_QSTR_baudrate, MP_ARG_INT, { .u_int = 500 } },
    { MP_QSTR_frame_format, MP_ARG_KW_ONLY | MP_ARG_INT, { .u_int = TOC_CAN_FORMAT_STD } },
    { MP_QSTR_pins, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_PTR(NULL) } },
    { MP_QSTR_rx_queue_len, MP_ARG_KW_ONLY | MP_ARG_INT, { .u_int = 128 } },
};

// The interface behind it, or NULL.
static const char *file_of(void) {
    return ops->file != NULL ? ops->file(ops->ctx, CAN) : NULL;
}

static void pads_arg(mp_obj_t pins, toc_can_setup_t *setup) {
    bind_pads_t whose = { .file = file_of(), .bus = "can0", .example = "can0" };
    if (pins == MP_OBJ_NULL) {
        setup->tx = bind_pads_default(&whose, "P22", 0);
        setup->rx = bind_pads_default(&whose, "P23", 1);
        return;
    }
    if (pins == mp_const_none) {
        mp_raise_ValueError(BIND_MSG_VALUE);
    }
    mp_obj_t *items;
    mp_obj_get_array_fixed_n(pins, 2, &items);
    setup->tx = bind_pads_find(&whose, items[0]);
    setup->rx = bind_pads_find(&whose, items[1]);
}

static uint64_t unanswered(void) {
    toc_can_counts_t counts;
    ops->counts(ops->ctx, CAN, &counts);
    return counts.unanswered;
}

static void tell_new(uint64_t count, uint64_t *told, const char *text) {
    if (count != *told) {
        mp_printf(MICROPY_ERROR_PRINTER, text, (unsigned)(count - *told));
        *told = count;
    }
}

// Say what was lost since the last time, at most once a second unless at_once.
static void tell_lost(can_obj_t *self, bool at_once) {
    uint64_t now_ns = toc_clock_now_ns();
    if (!at_once && now_ns < self->tell_again_ns) {
        return;
    }
    toc_can_counts_t counts;
    ops->counts(ops->ctx, CAN, &counts);
    if (counts.overruns != self->lost.overruns || counts.missed != self->lost.missed ||
        counts.dropped != self->lost.dropped) {
        self->tell_again_ns = now_ns + LOST_LINE_NS;
    }
    tell_new(counts.overruns, &self->lost.overruns,
        "tocsin: CAN0 lost %u received frames: its queue was full\n");
    tell_new(counts.missed, &self->lost.missed,
        "tocsin: CAN0 sent %u frames that another board did not take and missed\n");
    tell_new(counts.dropped, &self->lost.dropped,
        "tocsin: CAN0 gave up %u frames that no other node acknowledged\n");
}

static void set_up(can_obj_t *self, const mp_arg_val_t *vals) {
    mp_int_t mode = vals[ARG_mode].u_int;
    mp_int_t baudrate = vals[ARG_baudrate].u_int;
    mp_int_t format = vals[ARG_frame_format].u_int;
    mp_int_t rx_count = vals[ARG_rx_queue_len].u_int;
    if ((mode != TOC_CAN_NORMAL && mode != TOC_CAN_SILENT) || baudrate < BAUDRATE_MIN ||
        baudrate > BAUDRATE_MAX || format < 0 || format > TOC_CAN_FORMAT_BOTH || rx_count <= 0) {
        mp_raise_ValueError(BIND_MSG_VALUE);
    }
    if (rx_count > RX_COUNT_MAX) {
        mp_raise_OSError(MP_ENOMEM);
    }
    toc_can_setup_t setup = {
        .mode = (enum toc_can_mode)mode,
        .format = format == 0 ? TOC_CAN_FORMAT_BOTH : (enum toc_can_format)format,
        // The original works with whole kbit.
        .baudrate = (uint32_t)baudrate / 1000 * 1000,
        .rx_count = (uint32_t)rx_count,
    };
    pads_arg(vals[ARG_pins].u_obj, &setup);
    if (file_of() == NULL) {
        bind_pads_take(setup.tx, "can0", true);
        bind_pads_take(setup.rx, "can0", false);
    }
    bind_check_file(ops->open(ops->ctx, CAN, &setup), file_of());
    self->setup = setup;
    self->format = (uint8_t)format;
    self->baudrate = baudrate;
    self->unanswered = unanswered();
    self->told = false;
    self->open = true;
    self->configured = true;
}

static mp_obj_t can_make_new(
    const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    (void)type;
    mp_map_t kw_args;
    mp_map_init_fixed_table(&kw_args, n_kw, args + n_args);
    mp_arg_t allowed[1 + ARG_COUNT] = { { MP_QSTR_bus, MP_ARG_INT, { .u_int = CAN } } };
    memcpy(allowed + 1, init_args, sizeof(init_args));
    mp_arg_val_t vals[1 + ARG_COUNT];
    mp_arg_parse_all(n_args, args, &kw_args, MP_ARRAY_SIZE(allowed), allowed, vals);
    if (ops == NULL || vals[0].u_int != CAN) {
        mp_raise_msg(&mp_type_OSError, BIND_MSG_RESOURCE);
    }
    can_obj_t *self = MP_STATE_VM(bind_can);
    set_up(self, vals + 1);
    return MP_OBJ_FROM_PTR(self);
}

static mp_obj_t can_init(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    mp_arg_val_t vals[ARG_COUNT];
    mp_arg_parse_all(n_args - 1, args + 1, kw_args, ARG_COUNT, init_args, vals);
    set_up(MP_OBJ_TO_PTR(args[0]), vals);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_KW(can_init_obj, 1, can_init);

static mp_obj_t can_deinit(mp_obj_t self_in) {
    can_obj_t *self = MP_OBJ_TO_PTR(self_in);
    self->open = false;
    ops->close(ops->ctx, CAN);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(can_deinit_obj, can_deinit);

static void can_print(const mp_print_t *print, mp_obj_t self_in, mp_print_kind_t kind) {
    (void)kind;
    const can_obj_t *self = MP_OBJ_TO_PTR(self_in);
    static const char *const formats[] = { "BOTH", "STD", "EXT", "BOTH" };
    if (!self->configured) {
        mp_print_str(print, "CAN(0)");
        return;
    }
    mp_printf(print, "CAN(0, mode=%u, baudrate=%u, frame_format=FORMAT_%s, rx_queue_len=%u)",
        (unsigned)self->setup.mode, (unsigned)self->baudrate, formats[self->format],
        (unsigned)self->setup.rx_count);
}

static bool wait_for(can_obj_t *self, bool (*holds)(void *arg), void *arg, uint64_t deadline_ns) {
    bind_wait_port_t port = { .subscribe = ops->subscribe,
        .unsubscribe = ops->unsubscribe,
        .ctx = ops->ctx,
        .number = CAN,
        .open = &self->open };
    return bind_wait_for(&port, holds, arg, deadline_ns);
}

typedef struct {
    can_obj_t *self;
    toc_can_send_t *send;
} turn_t;

static bool has_turn(void *arg) {
    const turn_t *turn = arg;
    can_obj_t *self = turn->self;
    uint64_t busy_ns;
    bool waits = ops->turn(ops->ctx, CAN, turn->send, &busy_ns) == TOC_CAN_WAITS;
    if (waits && !self->told && unanswered() != self->unanswered) {
        self->told = true;
        mp_printf(MICROPY_ERROR_PRINTER,
            "tocsin: CAN.send() waits: no other node acknowledges the frame before "
            "(--attach can0=loop or can0=bus,name=NAME)\n");
    }
    return !waits;
}

// Returns whether the frame was on the wire.
static bool transfer(can_obj_t *self, toc_can_send_t *send) {
    turn_t turn = { .self = self, .send = send };
    (void)wait_for(self, has_turn, &turn, TOC_FOREVER);
    uint64_t busy_ns;
    if (ops->turn(ops->ctx, CAN, send, &busy_ns) != TOC_CAN_ON_THE_WIRE) {
        return false;
    }
    if (busy_ns != 0) {
        mpy_sleep_until(toc_clock_now_ns() + busy_ns);
    }
    return true;
}

static void send_frame(can_obj_t *self, toc_can_send_t *send) {
    bind_check(ops->begin_send(ops->ctx, CAN, send));
    nlr_buf_t nlr;
    if (nlr_push(&nlr) != 0) {
        ops->cancel_send(ops->ctx, CAN, send);
        nlr_jump(nlr.ret_val);
    }
    bool done = transfer(self, send);
    nlr_pop();
    if (!done) {
        ops->cancel_send(ops->ctx, CAN, send);
        mp_raise_msg(&mp_type_OSError, BIND_MSG_NOT_POSSIBLE);
    }
    ops->end_send(ops->ctx, CAN, send);
    tell_lost(self, false);
}

// Put what a program gave as data into the frame. An int is one byte.
static void data_arg(mp_obj_t data, toc_can_frame_t *frame) {
    size_t size = 0;
    uint8_t byte;
    mp_buffer_info_t buf = { 0 };
    if (data != mp_const_none) {
        if (frame->rtr) {
            mp_raise_ValueError(MP_ERROR_TEXT("data given for RTR message"));
        }
        if (mp_obj_is_int(data)) {
            byte = (uint8_t)mp_obj_get_int_truncated(data);
            buf = (mp_buffer_info_t){ .buf = &byte, .len = 1 };
        } else {
            mp_get_buffer_raise(data, &buf, MP_BUFFER_READ);
        }
        size = buf.len;
    }
    if (size > TOC_CAN_DATA_MAX || (size == 0 && !frame->rtr)) {
        mp_raise_msg_varg(
            &mp_type_ValueError, MP_ERROR_TEXT("invalid data length %u"), (unsigned)size);
    }
    frame->size = (uint8_t)size;
    if (size != 0) {
        memcpy(frame->data, buf.buf, size);
    }
}

static mp_obj_t can_send(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    enum { ARG_id, ARG_data, ARG_rtr, ARG_extended };
    static const mp_arg_t allowed[] = {
        { MP_QSTR_id, MP_ARG_REQUIRED | MP_ARG_INT, { .u_int = 0 } },
        { MP_QSTR_data, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_rtr, MP_ARG_KW_ONLY | MP_ARG_BOOL, { .u_bool = false } },
        { MP_QSTR_extended, MP_ARG_KW_ONLY | MP_ARG_BOOL, { .u_bool = false } },
    };
    mp_arg_val_t vals[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args - 1, args + 1, kw_args, MP_ARRAY_SIZE(allowed), allowed, vals);
    toc_can_send_t send = {
        .frame = { .extended = vals[ARG_extended].u_bool, .rtr = vals[ARG_rtr].u_bool },
    };
    mp_int_t id = vals[ARG_id].u_int;
    uint32_t id_max = send.frame.extended ? TOC_CAN_EXT_ID_MAX : TOC_CAN_STD_ID_MAX;
    if (id < 0 || id > (mp_int_t)id_max) {
        mp_raise_msg_varg(&mp_type_ValueError, MP_ERROR_TEXT("invalid message id %d"), (int)id);
    }
    send.frame.id = (uint32_t)id;
    data_arg(vals[ARG_data].u_obj, &send.frame);
    send_frame(opened(args[0]), &send);
    return MP_OBJ_NEW_SMALL_INT(send.frame.size);
}
static MP_DEFINE_CONST_FUN_OBJ_KW(can_send_obj, 1, can_send);

static bool take(void *arg) {
    return ops->recv(ops->ctx, CAN, arg);
}

static uint64_t deadline_arg(mp_obj_t timeout) {
    if (timeout == mp_const_none) {
        return TOC_FOREVER;
    }
    uint64_t now_ns = toc_clock_now_ns();
    double wait_ns = (double)mp_obj_get_float(timeout) * (double)NS_PER_S;
    if (!(wait_ns > 0)) {
        return now_ns;
    }
    return wait_ns < (double)(UINT64_MAX / 2) ? now_ns + (uint64_t)wait_ns : TOC_FOREVER;
}

static mp_obj_t can_recv(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    static const mp_arg_t allowed[] = {
        { MP_QSTR_timeout, MP_ARG_OBJ, { .u_rom_obj = MP_ROM_INT(0) } },
    };
    mp_arg_val_t vals[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args - 1, args + 1, kw_args, MP_ARRAY_SIZE(allowed), allowed, vals);
    uint64_t deadline_ns = deadline_arg(vals[0].u_obj);
    can_obj_t *self = opened(args[0]);
    toc_can_frame_t frame;
    bool any = wait_for(self, take, &frame, deadline_ns);
    tell_lost(self, false);
    if (!any) {
        return mp_const_none;
    }
    static const qstr fields[] = { MP_QSTR_id, MP_QSTR_data, MP_QSTR_rtr, MP_QSTR_extended };
    const mp_obj_t items[] = {
        MP_OBJ_NEW_SMALL_INT(frame.id),
        mp_obj_new_bytes(frame.data, frame.size),
        mp_obj_new_bool(frame.rtr),
        mp_obj_new_bool(frame.extended),
    };
    return mp_obj_new_attrtuple(fields, MP_ARRAY_SIZE(items), items);
}
static MP_DEFINE_CONST_FUN_OBJ_KW(can_recv_obj, 1, can_recv);

static toc_can_filter_t filter_arg(mp_int_t mode, mp_obj_t item) {
    if (mode == TOC_CAN_LIST) {
        return (toc_can_filter_t){ .a = (uint32_t)mp_obj_get_int(item) };
    }
    mp_obj_t *pair;
    mp_obj_get_array_fixed_n(item, 2, &pair);
    return (toc_can_filter_t){
        .a = (uint32_t)mp_obj_get_int(pair[0]),
        .b = (uint32_t)mp_obj_get_int(pair[1]),
    };
}

static mp_obj_t can_soft_filter(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    enum { ARG_filter_mode, ARG_filters };
    static const mp_arg_t allowed[] = {
        { MP_QSTR_mode, MP_ARG_REQUIRED | MP_ARG_INT, { .u_int = 0 } },
        { MP_QSTR_filters, MP_ARG_REQUIRED | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
    };
    mp_arg_val_t vals[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args - 1, args + 1, kw_args, MP_ARRAY_SIZE(allowed), allowed, vals);
    mp_int_t mode = vals[ARG_filter_mode].u_int;
    if (mode < TOC_CAN_LIST || mode > TOC_CAN_MASK) {
        mp_raise_ValueError(MP_ERROR_TEXT("invalid filter mode"));
    }
    toc_can_filter_t filters[TOC_CAN_FILTERS_MAX];
    size_t count = 0;
    if (vals[ARG_filters].u_obj != mp_const_none) {
        mp_obj_t *items;
        mp_obj_get_array(vals[ARG_filters].u_obj, &count, &items);
        if (count == 0 || count > TOC_CAN_FILTERS_MAX) {
            mp_raise_ValueError(MP_ERROR_TEXT("between 1 and 32 software filters are possible"));
        }
        for (size_t i = 0; i < count; i++) {
            filters[i] = filter_arg(mode, items[i]);
        }
    }
    bind_check(ops->filter(ops->ctx, CAN, (enum toc_can_filter)mode, filters, (uint32_t)count));
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_KW(can_soft_filter_obj, 1, can_soft_filter);

static void watch(can_obj_t *self, unsigned trigger) {
    if (self->irq.source == NULL) {
        bind_check(toc_source_open(&self->irq.source, "CAN0", NULL, self));
    }
    ops->unwatch(ops->ctx, CAN);
    toc_source_enable(self->irq.source);
    bind_check(ops->watch(ops->ctx, CAN, trigger, self->irq.source));
}

static mp_obj_t can_callback(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    can_obj_t *self = MP_OBJ_TO_PTR(args[0]);
    unsigned trigger;
    if (bind_irq_callback(&self->irq, n_args, args, kw_args, BIND_IRQ_ANY_TRIGGER, &trigger)) {
        watch(self, trigger);
    } else if (self->irq.source != NULL) {
        ops->unwatch(ops->ctx, CAN);
        toc_source_cancel(self->irq.source);
    }
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_KW(can_callback_obj, 1, can_callback);

static mp_obj_t can_events(mp_obj_t self_in) {
    (void)self_in;
    return MP_OBJ_NEW_SMALL_INT(ops->events(ops->ctx, CAN));
}
static MP_DEFINE_CONST_FUN_OBJ_1(can_events_obj, can_events);

static mp_obj_t can_counts(mp_obj_t self_in) {
    (void)self_in;
    static const qstr fields[] = { MP_QSTR_sent, MP_QSTR_received, MP_QSTR_overruns,
        MP_QSTR_filtered, MP_QSTR_errors, MP_QSTR_unanswered, MP_QSTR_dropped, MP_QSTR_missed };
    toc_can_counts_t counts;
    ops->counts(ops->ctx, CAN, &counts);
    const uint64_t values[] = { counts.sent, counts.received, counts.overruns, counts.filtered,
        counts.errors, counts.unanswered, counts.dropped, counts.missed };
    return bind_counts(fields, values, MP_ARRAY_SIZE(values));
}
static MP_DEFINE_CONST_FUN_OBJ_1(can_counts_obj, can_counts);

static const mp_rom_map_elem_t can_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_init), MP_ROM_PTR(&can_init_obj) },
    { MP_ROM_QSTR(MP_QSTR_deinit), MP_ROM_PTR(&can_deinit_obj) },
    { MP_ROM_QSTR(MP_QSTR_send), MP_ROM_PTR(&can_send_obj) },
    { MP_ROM_QSTR(MP_QSTR_recv), MP_ROM_PTR(&can_recv_obj) },
    { MP_ROM_QSTR(MP_QSTR_soft_filter), MP_ROM_PTR(&can_soft_filter_obj) },
    { MP_ROM_QSTR(MP_QSTR_callback), MP_ROM_PTR(&can_callback_obj) },
    { MP_ROM_QSTR(MP_QSTR_events), MP_ROM_PTR(&can_events_obj) },

    // Not in the original.
    { MP_ROM_QSTR(MP_QSTR_counts), MP_ROM_PTR(&can_counts_obj) },

    { MP_ROM_QSTR(MP_QSTR_NORMAL), MP_ROM_INT(TOC_CAN_NORMAL) },
    { MP_ROM_QSTR(MP_QSTR_SILENT), MP_ROM_INT(TOC_CAN_SILENT) },
    { MP_ROM_QSTR(MP_QSTR_FORMAT_STD), MP_ROM_INT(TOC_CAN_FORMAT_STD) },
    { MP_ROM_QSTR(MP_QSTR_FORMAT_EXT), MP_ROM_INT(TOC_CAN_FORMAT_EXT) },
    { MP_ROM_QSTR(MP_QSTR_FORMAT_BOTH), MP_ROM_INT(TOC_CAN_FORMAT_BOTH) },
    { MP_ROM_QSTR(MP_QSTR_RX_FRAME), MP_ROM_INT(TOC_CAN_RX_FRAME) },
    { MP_ROM_QSTR(MP_QSTR_RX_FIFO_NOT_EMPTY), MP_ROM_INT(TOC_CAN_RX_NOT_EMPTY) },
    { MP_ROM_QSTR(MP_QSTR_RX_FIFO_OVERRUN), MP_ROM_INT(TOC_CAN_RX_OVERRUN) },
    { MP_ROM_QSTR(MP_QSTR_FILTER_LIST), MP_ROM_INT(TOC_CAN_LIST) },
    { MP_ROM_QSTR(MP_QSTR_FILTER_RANGE), MP_ROM_INT(TOC_CAN_RANGE) },
    { MP_ROM_QSTR(MP_QSTR_FILTER_MASK), MP_ROM_INT(TOC_CAN_MASK) },
};
static MP_DEFINE_CONST_DICT(can_locals, can_locals_table);

MP_DEFINE_CONST_OBJ_TYPE(
    bind_can_type,
    MP_QSTR_CAN,
    MP_TYPE_FLAG_NONE,
    make_new, can_make_new,
    print, can_print,
    locals_dict, &can_locals
    );

void bind_can_init(void) {
    ops = bind_hal()->can;
    can_obj_t *self = m_new0(can_obj_t, 1);
    self->irq.base.type = &bind_can_type;
    self->irq.handler = mp_const_none;
    self->irq.arg = mp_const_none;
    if (ops != NULL) {
        ops->counts(ops->ctx, CAN, &self->lost);
    }
    MP_STATE_VM(bind_can) = self;
}

void bind_can_tell_lost(void) {
    if (ops == NULL) {
        return;
    }
    tell_lost(MP_STATE_VM(bind_can), true);
    toc_can_counts_t counts;
    ops->counts(ops->ctx, CAN, &counts);
    if (counts.waits) {
        mp_printf(
            MICROPY_ERROR_PRINTER, "tocsin: CAN0: no other node acknowledged the last frame\n");
    }
}
