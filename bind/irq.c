/*
 * irq - from a record to the call of a Python handler; the tocsin.irq module
 *
 * SPDX-License-Identifier: MIT
 */
#include "bind/irq.h"

#include <stdio.h>
#include <string.h>

#include "bind/int.h"
#include "bind/raise.h"
#include "core/trace.h"
#include "hal/pin.h"
#include "py/bc.h"
#include "py/gc.h"
#include "py/mpthread.h"
#include "py/objfun.h"
#include "py/objtype.h"
#include "py/runtime.h"

// Which thread runs handlers: an event belongs to its handler's thread alone.
static mp_uint_t dispatcher_id;

static int handler_raised(mp_obj_t exception) {
    mp_obj_base_t *base = MP_OBJ_TO_PTR(exception);
    if (mp_obj_is_subclass_fast(
            MP_OBJ_FROM_PTR(base->type), MP_OBJ_FROM_PTR(&mp_type_SystemExit))) {
        return 0;
    }
    mp_printf(MICROPY_ERROR_PRINTER, "Unhandled exception in callback handler\n");
    mp_obj_print_exception(MICROPY_ERROR_PRINTER, exception);
    return -1;
}

static bool is_done(bind_irq_obj_t *self) {
    return self->is_done != NULL && self->is_done(self);
}

int bind_irq_call(void *ctx, toc_source_t *source, const toc_irq_record_t *record) {
    (void)ctx;
    (void)record;
    bind_irq_obj_t *self = source->owner;
    dispatcher_id = mp_thread_get_id();
    int ret = 0;
    nlr_buf_t nlr;
    if (nlr_push(&nlr) == 0) {
        mp_call_function_1(
            self->handler, self->arg == mp_const_none ? MP_OBJ_FROM_PTR(self) : self->arg);
        nlr_pop();
    } else {
        ret = handler_raised(MP_OBJ_FROM_PTR(nlr.ret_val));
    }
    if (self->source != NULL && is_done(self)) {
        toc_source_cancel(self->source);
    }
    return ret;
}

static bool mark_root(toc_source_t *source, void *ctx) {
    (void)ctx;
    if (toc_source_is_enabled(source) && !is_done(source->owner)) {
        gc_collect_root(&source->owner, 1);
    }
    return true;
}

void bind_irq_gc_roots(void) {
    toc_source_each(mark_root, NULL);
}

// How objboundmeth.c and objclosure.c both begin.
typedef struct {
    mp_obj_base_t base;
    mp_obj_t function;
} wrapped_t;

// A closure's type has a name only, which a class of the program may have, too.
static bool is_wrapped(mp_obj_t handler) {
    const mp_obj_type_t *type = mp_obj_get_type(handler);
    return type == &mp_type_bound_meth ||
           (type->name == MP_QSTR_closure && !mp_obj_is_instance_type(type));
}

static mp_obj_t unwrapped(mp_obj_t handler) {
    while (is_wrapped(handler)) {
        handler = ((wrapped_t *)MP_OBJ_TO_PTR(handler))->function;
    }
    return handler;
}

// The first line of bytecode, which is that of the first statement.
static uint32_t first_line(const mp_obj_fun_bc_t *fun) {
    const byte *ip = fun->bytecode;
    MP_BC_PRELUDE_SIG_DECODE(ip);
    MP_BC_PRELUDE_SIZE_DECODE(ip);
    (void)n_state;
    (void)n_exc_stack;
    (void)scope_flags;
    (void)n_def_pos_args;
    const byte *line_info_top = ip + n_info;
    // The names of the function and of its arguments.
    for (size_t i = 0; i < 1 + n_pos_args + n_kwonly_args; i++) {
        ip = mp_decode_uint_skip(ip);
    }
    (void)n_cell;
    return (uint32_t)mp_bytecode_get_source_line(ip, line_info_top, 0);
}

static bool is_native_function(const mp_obj_type_t *type) {
#if MICROPY_EMIT_NATIVE
    return type == &mp_type_fun_native || type == &mp_type_native_gen_wrap;
#else
    (void)type;
    return false;
#endif
}

static toc_where_t where_of(mp_obj_t handler) {
    handler = unwrapped(handler);
    const mp_obj_type_t *type = mp_obj_get_type(handler);
    bool is_bytecode = type == &mp_type_fun_bc || type == &mp_type_gen_wrap;
    if (!is_bytecode && !is_native_function(type)) {
        return (toc_where_t){ .function = qstr_str(type->name) };
    }
    const mp_obj_fun_bc_t *fun = MP_OBJ_TO_PTR(handler);
    return (toc_where_t){
        .function = qstr_str(mp_obj_fun_get_name(handler)),
        .file = qstr_str(fun->context->constants.qstr_table[0]),
        .line = is_bytecode ? first_line(fun) : 0,
    };
}

void bind_irq_where(void *ctx, toc_source_t *source, toc_where_t *where) {
    (void)ctx;
    *where = ((bind_irq_obj_t *)source->owner)->where;
}

void bind_irq_set_handler(bind_irq_obj_t *self, mp_obj_t handler, mp_obj_t arg) {
    if (handler != mp_const_none && !mp_obj_is_callable(handler)) {
        mp_raise_TypeError(BIND_MSG_TYPE);
    }
    self->handler = handler;
    self->arg = arg;
    self->where = where_of(handler);
}

bool bind_irq_callback(bind_irq_obj_t *self, size_t n_args, const mp_obj_t *args, mp_map_t *kw_args,
    mp_uint_t valid, unsigned *trigger) {
    enum { ARG_trigger, ARG_handler, ARG_arg };
    static const mp_arg_t allowed[] = {
        { MP_QSTR_trigger, MP_ARG_REQUIRED | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_handler, MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_arg, MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
    };
    mp_arg_val_t vals[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args - 1, args + 1, kw_args, MP_ARRAY_SIZE(allowed), allowed, vals);
    mp_obj_t trigger_in = vals[ARG_trigger].u_obj;
    mp_obj_t handler = vals[ARG_handler].u_obj;
    mp_uint_t bits = trigger_in == mp_const_none ? 0 : (mp_uint_t)mp_obj_get_int(trigger_in);
    if ((bits & ~valid) != 0) {
        mp_raise_ValueError(BIND_MSG_VALUE);
    }
    bind_irq_set_handler(self, handler, vals[ARG_arg].u_obj);
    *trigger = (unsigned)bits;
    return trigger_in != mp_const_none && handler != mp_const_none;
}

typedef struct {
    char *text;
    size_t size;
    size_t length;
    uint64_t named;
    bool is_cut;
} lost_text_t;

// Returns false when there is no more room; what is there stays whole.
static bool lost_add(lost_text_t *out, const char *name, uint64_t lost) {
    int n = snprintf(out->text + out->length, out->size - out->length, "%s%s %llu",
        out->length == 0 ? "" : ", ", name, (unsigned long long)lost);
    if (n < 0 || (size_t)n >= out->size - out->length) {
        static const char more[] = ", ...";
        size_t at =
            out->length + sizeof(more) <= out->size ? out->length : out->size - sizeof(more);
        memcpy(out->text + at, more, sizeof(more));
        out->is_cut = true;
        return false;
    }
    out->length += (size_t)n;
    return true;
}

static bool lost_of(toc_source_t *source, void *ctx) {
    lost_text_t *out = ctx;
    toc_source_counts_t counts;
    toc_source_counts(source, &counts);
    uint64_t lost = counts.refused - source->reported;
    if (lost == 0) {
        return true;
    }
    source->reported = counts.refused;
    out->named += lost;
    return lost_add(out, source->name, lost);
}

// By how many events the lines so far were ahead of the total: a loss is counted
// on its source first, so a line may name some that the next total brings. Below
// 0: some found no room in the line.
static int64_t told_ahead;

uint64_t bind_irq_lost_text(uint64_t lost, char *text, size_t size) {
    lost_text_t out = { .text = text, .size = size };
    text[0] = '\0';
    toc_source_each(lost_of, &out);
    int64_t due = (int64_t)lost - told_ahead;
    if ((int64_t)out.named < due && !out.is_cut) {
        uint64_t closed = (uint64_t)due - out.named;
        lost_add(&out, "closed", closed);
        out.named += closed;
    }
    told_ahead = (int64_t)out.named - due;
    return out.named;
}

void bind_irq_where_text(const toc_where_t *where, char *text, size_t size) {
    if (where->file == NULL) {
        snprintf(text, size, "a %s", where->function != NULL ? where->function : "handler");
    } else if (where->line == 0) {
        snprintf(text, size, "%s (%s)", where->function, where->file);
    } else {
        snprintf(text, size, "%s (%s:%u)", where->function, where->file, (unsigned)where->line);
    }
}

static void store(mp_obj_t dict, qstr key, mp_obj_t value) {
    mp_obj_dict_store(dict, MP_OBJ_NEW_QSTR(key), value);
}

static void store_count(mp_obj_t dict, qstr key, uint64_t value) {
    store(dict, key, bind_int(value));
}

static mp_obj_t microseconds(uint64_t ns) {
    return mp_obj_new_float((mp_float_t)ns / MICROPY_FLOAT_CONST(1000.0));
}

static void store_counts(mp_obj_t dict, const toc_source_counts_t *counts) {
    store_count(dict, MP_QSTR_posted, counts->posted);
    store_count(dict, MP_QSTR_handled, counts->handled);
    store_count(dict, MP_QSTR_refused, counts->refused);
    store_count(dict, MP_QSTR_cancelled, counts->cancelled);
    store_count(dict, MP_QSTR_queued, counts->queued);
    store_count(dict, MP_QSTR_missed, counts->missed);
    store_count(dict, MP_QSTR_lost_in_kernel, counts->lost_in_kernel);
    store_count(dict, MP_QSTR_errors, counts->errors);
    store(dict, MP_QSTR_longest_us, microseconds(counts->longest_ns));
}

// toc_source_each() must not be left by an exception, and making objects may
// raise: so what is seen is copied first.
typedef struct {
    char name[TOC_SOURCE_NAME_SIZE];
    toc_source_counts_t counts;
} seen_t;

typedef struct {
    seen_t *seen;
    size_t count;
    size_t size;
} seen_list_t;

static bool count_source(toc_source_t *source, void *ctx) {
    (void)source;
    ++*(size_t *)ctx;
    return true;
}

static bool see_source(toc_source_t *source, void *ctx) {
    seen_list_t *list = ctx;
    if (list->count == list->size) {
        return false;
    }
    seen_t *seen = &list->seen[list->count++];
    memcpy(seen->name, source->name, sizeof(seen->name));
    toc_source_counts(source, &seen->counts);
    return true;
}

static mp_obj_t sources_dict(void) {
    seen_list_t list = { 0 };
    toc_source_each(count_source, &list.size);
    list.seen = m_new(seen_t, list.size + 1);
    toc_source_each(see_source, &list);

    mp_obj_t dict = mp_obj_new_dict(list.count);
    for (size_t i = 0; i < list.count; i++) {
        mp_obj_t one = mp_obj_new_dict(8);
        store_counts(one, &list.seen[i].counts);
        mp_obj_dict_store(dict, mp_obj_new_str_from_cstr(list.seen[i].name), one);
    }
    m_del(seen_t, list.seen, list.size + 1);

    toc_source_counts_t closed;
    toc_source_closed_counts(&closed);
    if (closed.posted != 0 || closed.missed != 0) {
        mp_obj_t one = mp_obj_new_dict(8);
        store_counts(one, &closed);
        mp_obj_dict_store(dict, MP_OBJ_NEW_QSTR(MP_QSTR_closed), one);
    }
    return dict;
}

static mp_obj_t irq_stats(void) {
    toc_dispatch_stats_t stats;
    toc_dispatch_stats(&stats);

    mp_obj_t latency = mp_obj_new_dict(6);
    store_count(latency, MP_QSTR_count, stats.latency_count);
    store(latency, MP_QSTR_p50, microseconds(stats.latency_p50_ns));
    store(latency, MP_QSTR_p90, microseconds(stats.latency_p90_ns));
    store(latency, MP_QSTR_p99, microseconds(stats.latency_p99_ns));
    store(latency, MP_QSTR_p999, microseconds(stats.latency_p999_ns));
    store(latency, MP_QSTR_max, microseconds(stats.latency_max_ns));

    mp_obj_t dict = mp_obj_new_dict(14);
    store_counts(dict, &stats.counts);
    store_count(dict, MP_QSTR_depth, stats.depth);
    store_count(dict, MP_QSTR_high_water, stats.high_water);
    store_count(dict, MP_QSTR_stalls, stats.stalls);
    store(dict, MP_QSTR_longest_source,
        stats.longest_source[0] == '\0' ? mp_const_none
                                        : mp_obj_new_str_from_cstr(stats.longest_source));
    store(dict, MP_QSTR_sources, sources_dict());
    store(dict, MP_QSTR_latency_us, latency);
    return dict;
}
static MP_DEFINE_CONST_FUN_OBJ_0(irq_stats_obj, irq_stats);

static const qstr event_fields[] = {
    MP_QSTR_source,
    MP_QSTR_time_us,
    MP_QSTR_edge,
    MP_QSTR_level,
    MP_QSTR_seq,
    MP_QSTR_missed,
};

static mp_obj_t irq_event(void) {
    toc_source_t *source;
    const toc_irq_record_t *record = toc_dispatch_current(&source, NULL);
    if (record == NULL || mp_thread_get_id() != dispatcher_id) {
        return mp_const_none;
    }
    bool is_pin = TOC_PIN_EVENT_IS_PIN(record->data);
    mp_obj_t items[MP_ARRAY_SIZE(event_fields)] = {
        // A handler may have closed its own source.
        source == NULL ? MP_OBJ_NEW_QSTR(MP_QSTR_closed) : mp_obj_new_str_from_cstr(source->name),
        bind_int(record->time_ns / 1000),
        is_pin ? MP_OBJ_NEW_SMALL_INT(TOC_PIN_EVENT_EDGE(record->data)) : mp_const_none,
        is_pin ? MP_OBJ_NEW_SMALL_INT(TOC_PIN_EVENT_LEVEL(record->data)) : mp_const_none,
        bind_int(record->seq),
        mp_obj_new_int_from_uint(record->missed),
    };
    return mp_obj_new_attrtuple(event_fields, MP_ARRAY_SIZE(event_fields), items);
}
static MP_DEFINE_CONST_FUN_OBJ_0(irq_event_obj, irq_event);

static const qstr trace_fields[] = {
    MP_QSTR_what,
    MP_QSTR_source,
    MP_QSTR_post_ns,
    MP_QSTR_start_ns,
    MP_QSTR_end_ns,
    MP_QSTR_lock_ns,
    MP_QSTR_edge,
    MP_QSTR_level,
    MP_QSTR_seq,
    MP_QSTR_missed,
};

static mp_obj_t trace_tuple(const toc_trace_event_t *event) {
    static const qstr whats[] = {
        [TOC_TRACE_RUNNING] = MP_QSTR_running,
        [TOC_TRACE_HANDLED] = MP_QSTR_handled,
        [TOC_TRACE_RAISED] = MP_QSTR_raised,
        [TOC_TRACE_CANCELLED] = MP_QSTR_cancelled,
        [TOC_TRACE_REFUSED] = MP_QSTR_refused,
    };
    const toc_irq_record_t *record = &event->record;
    bool is_pin = TOC_PIN_EVENT_IS_PIN(record->data);
    bool called = event->fate <= TOC_TRACE_RAISED;
    mp_obj_t items[MP_ARRAY_SIZE(trace_fields)] = {
        MP_OBJ_NEW_QSTR(whats[event->fate]),
        mp_obj_new_str_from_cstr(event->name),
        bind_int(record->time_ns),
        called ? bind_int(event->start_ns) : mp_const_none,
        event->fate == TOC_TRACE_RUNNING ? mp_const_none : bind_int(event->end_ns),
        bind_int(event->lock_ns),
        is_pin ? MP_OBJ_NEW_SMALL_INT(TOC_PIN_EVENT_EDGE(record->data)) : mp_const_none,
        is_pin ? MP_OBJ_NEW_SMALL_INT(TOC_PIN_EVENT_LEVEL(record->data)) : mp_const_none,
        bind_int(record->seq),
        mp_obj_new_int_from_uint(record->missed),
    };
    return mp_obj_new_attrtuple(trace_fields, MP_ARRAY_SIZE(trace_fields), items);
}

// A copy first: what making the objects sets off may add to the ring. It is
// on the heap, so that running out of memory leaves nothing behind.
static mp_obj_t irq_trace(size_t n_args, const mp_obj_t *args) {
    mp_int_t most = n_args != 0 ? mp_obj_get_int(args[0]) : (mp_int_t)TOC_TRACE_EVENTS;
    if (most < 0) {
        mp_raise_ValueError(BIND_MSG_VALUE);
    }
    if (most > (mp_int_t)TOC_TRACE_EVENTS) {
        most = TOC_TRACE_EVENTS;
    }
    toc_trace_event_t *events = m_new(toc_trace_event_t, (size_t)most + 1);
    uint32_t count = toc_trace_last(events, (uint32_t)most);
    mp_obj_t list = mp_obj_new_list(0, NULL);
    for (uint32_t i = 0; i < count; i++) {
        mp_obj_list_append(list, trace_tuple(&events[i]));
    }
    m_del(toc_trace_event_t, events, (size_t)most + 1);
    return list;
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(irq_trace_obj, 0, 1, irq_trace);

static mp_obj_t irq_depth(void) {
    toc_dispatch_stats_t stats;
    toc_dispatch_stats(&stats);
    return mp_obj_new_int_from_uint(stats.depth);
}
static MP_DEFINE_CONST_FUN_OBJ_0(irq_depth_obj, irq_depth);

static const mp_rom_map_elem_t irq_globals_table[] = {
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR_irq) },
    { MP_ROM_QSTR(MP_QSTR_stats), MP_ROM_PTR(&irq_stats_obj) },
    { MP_ROM_QSTR(MP_QSTR_event), MP_ROM_PTR(&irq_event_obj) },
    { MP_ROM_QSTR(MP_QSTR_depth), MP_ROM_PTR(&irq_depth_obj) },
    { MP_ROM_QSTR(MP_QSTR_trace), MP_ROM_PTR(&irq_trace_obj) },
};
static MP_DEFINE_CONST_DICT(irq_globals, irq_globals_table);

const mp_obj_module_t bind_tocsin_irq_module = {
    .base = { &mp_type_module },
    .globals = (mp_obj_dict_t *)&irq_globals,
};
