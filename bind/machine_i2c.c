/*
 * machine_i2c - machine.I2C
 *
 * One object for each bus, found by the constructor and set up anew. What a
 * transfer does not wait for by itself, the time of the wires, is waited for
 * here, on the program's clock and without the interpreter lock.
 *
 * SPDX-License-Identifier: MIT
 */
#include "bind/hal.h"
#include "bind/i2c.h"
#include "bind/pads.h"
#include "bind/raise.h"
#include "bind/wires.h"
#include "core/clock.h"
#include "core/err.h"
#include "py/mphal.h"
#include "py/runtime.h"

#define MODE_MASTER      0
#define BAUDRATE_DEFAULT 100000
#define PINS_COUNT       2
#define SOFT_BUS         2 // made by software in the original: scans otherwise

// The hardware's scan goes one address further than the software's.
#define SCAN_FIRST     0x08
#define SCAN_LAST      0x78
#define SCAN_LAST_SOFT 0x77

#define MSG_BUS        MP_ERROR_TEXT("I2C bus error")
#define MSG_BUS_CANNOT MP_ERROR_TEXT("I2C bus error: %s cannot do this transfer")

typedef struct {
    mp_obj_base_t base;
    uint8_t bus;
    bool open;
    bool has_pins;
    bool lost; // one of its pads, to somebody else
    toc_i2c_setup_t setup;
} i2c_obj_t;

#define BUSES 3

static i2c_obj_t buses[BUSES];
static const toc_i2c_ops_t *ops;

void bind_i2c_init(void) {
    ops = bind_hal()->i2c;
    for (uint32_t bus = 0; bus < BUSES; bus++) {
        buses[bus] = (i2c_obj_t){ .base = { &bind_i2c_type }, .bus = (uint8_t)bus };
    }
}

static const char *const names[BUSES] = { "i2c0", "i2c1", "i2c2" };

// The file behind the bus, or NULL.
static const char *file_of(const i2c_obj_t *self) {
    return ops->file != NULL ? ops->file(ops->ctx, self->bus) : NULL;
}

// One transaction, and the wait for its wires.
// Returns what the backend did.
static int transfer(
    i2c_obj_t *self, mp_int_t address, const toc_i2c_part_t *parts, uint32_t count, bool stop) {
    uint64_t busy_ns;
    int err;
    if (!self->open || self->lost || address < 0 || address > 0x7f) {
        return TOC_ENODEV;
    }
    if (ops->blocks) {
        MP_THREAD_GIL_EXIT();
        err = ops->transfer(ops->ctx, self->bus, (uint32_t)address, parts, count, stop, &busy_ns);
        MP_THREAD_GIL_ENTER();
    } else {
        err = ops->transfer(ops->ctx, self->bus, (uint32_t)address, parts, count, stop, &busy_ns);
    }
    bind_wires_wait(busy_ns);
    return err;
}

static void transfer_or_raise(
    i2c_obj_t *self, mp_int_t address, const toc_i2c_part_t *parts, uint32_t count, bool stop) {
    int err = transfer(self, address, parts, count, stop);
    if (err == TOC_ENOTSUP) {
        mp_raise_msg_varg(&mp_type_OSError, MSG_BUS_CANNOT, file_of(self));
    } else if (err < 0) {
        mp_raise_msg(&mp_type_OSError, MSG_BUS);
    }
}

enum { ARG_id, ARG_mode, ARG_baudrate, ARG_pins, ARG_COUNT };

static const mp_arg_t i2c_args[ARG_COUNT] = {
    { MP_QSTR_id, MP_ARG_INT, { .u_int = 0 } },
    { MP_QSTR_mode, MP_ARG_INT, { .u_int = MODE_MASTER } },
    { MP_QSTR_baudrate, MP_ARG_KW_ONLY | MP_ARG_INT, { .u_int = BAUDRATE_DEFAULT } },
    { MP_QSTR_pins, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_PTR(NULL) } },
};

static void find_pads(const i2c_obj_t *self, mp_obj_t pins_in, toc_i2c_setup_t *setup) {
    if (pins_in == mp_const_none) {
        if (!self->has_pins) {
            mp_raise_ValueError(BIND_MSG_VALUE);
        }
        setup->sda = self->setup.sda;
        setup->scl = self->setup.scl;
        return;
    }
    bind_pads_t whose = { .file = file_of(self), .bus = names[self->bus], .example = "/dev/i2c-1" };
    if (pins_in == MP_OBJ_NULL) {
        setup->sda = bind_pads_default(&whose, "P9", 0);
        setup->scl = bind_pads_default(&whose, "P10", 1);
        return;
    }
    mp_obj_t *pins;
    mp_obj_get_array_fixed_n(pins_in, PINS_COUNT, &pins);
    setup->sda = bind_pads_find(&whose, pins[0]);
    setup->scl = bind_pads_find(&whose, pins[1]);
}

const char *bind_i2c_lose(uint32_t gpio, const char *except) {
    for (i2c_obj_t *self = buses; self < buses + BUSES; self++) {
        bool has_it = self->open && !self->lost && file_of(self) == NULL &&
                      (self->setup.sda == gpio || self->setup.scl == gpio);
        if (has_it && names[self->bus] != except) {
            self->lost = true;
            return names[self->bus];
        }
    }
    return NULL;
}

static void take_pads(i2c_obj_t *self, const toc_i2c_setup_t *setup) {
    self->lost = false;
    if (file_of(self) == NULL) {
        bind_pads_take(setup->sda, names[self->bus], false);
        bind_pads_take(setup->scl, names[self->bus], false);
    }
}

// All but the id, which says who `self` is.
static void set_up(i2c_obj_t *self, const mp_arg_val_t *vals) {
    mp_int_t baudrate = vals[ARG_baudrate].u_int;
    if (vals[ARG_mode].u_int != MODE_MASTER || baudrate <= 0 || baudrate > INT32_MAX) {
        mp_raise_ValueError(BIND_MSG_VALUE);
    }
    toc_i2c_setup_t setup = { .baudrate_hz = (uint32_t)baudrate };
    find_pads(self, vals[ARG_pins].u_obj, &setup);
    if (vals[ARG_pins].u_obj != mp_const_none) {
        take_pads(self, &setup);
    }
    bind_check_file(ops->open(ops->ctx, self->bus, &setup), file_of(self));
    self->setup = setup;
    self->has_pins = true;
    self->open = true;
}

static mp_obj_t i2c_make_new(
    const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    (void)type;
    mp_arg_val_t vals[ARG_COUNT];
    mp_arg_parse_all_kw_array(n_args, n_kw, args, ARG_COUNT, i2c_args, vals);
    mp_int_t id = vals[ARG_id].u_int;
    if (ops == NULL || id < 0 || id >= BUSES || (uint32_t)id >= ops->bus_count) {
        mp_raise_msg(&mp_type_OSError, BIND_MSG_RESOURCE);
    }
    set_up(&buses[id], vals);
    return MP_OBJ_FROM_PTR(&buses[id]);
}

static mp_obj_t i2c_init(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    mp_arg_val_t vals[ARG_COUNT];
    mp_arg_parse_all(
        n_args - 1, args + 1, kw_args, ARG_COUNT - ARG_mode, &i2c_args[ARG_mode], &vals[ARG_mode]);
    set_up(MP_OBJ_TO_PTR(args[0]), vals);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_KW(i2c_init_obj, 1, i2c_init);

static mp_obj_t i2c_deinit(mp_obj_t self_in) {
    i2c_obj_t *self = MP_OBJ_TO_PTR(self_in);
    ops->close(ops->ctx, self->bus);
    self->open = false;
    // The hardware's pins are given back; the software bus keeps its own.
    self->has_pins = self->has_pins && self->bus == SOFT_BUS;
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(i2c_deinit_obj, i2c_deinit);

static void i2c_print(const mp_print_t *print, mp_obj_t self_in, mp_print_kind_t kind) {
    (void)kind;
    i2c_obj_t *self = MP_OBJ_TO_PTR(self_in);
    if (self->open) {
        mp_printf(print, "I2C(%u, I2C.MASTER, baudrate=%u)", (unsigned)self->bus,
            (unsigned)self->setup.baudrate_hz);
    } else {
        mp_printf(print, "I2C(%u)", (unsigned)self->bus);
    }
}

static mp_obj_t i2c_scan(mp_obj_t self_in) {
    i2c_obj_t *self = MP_OBJ_TO_PTR(self_in);
    mp_obj_t list = mp_obj_new_list(0, NULL);
    bool soft = self->bus == SOFT_BUS;
    uint8_t byte;
    // The software probes by reading a byte.
    const toc_i2c_part_t part = { .read = soft, .data = &byte, .size = soft };
    for (mp_int_t address = SCAN_FIRST; address <= (soft ? SCAN_LAST_SOFT : SCAN_LAST); address++) {
        if (transfer(self, address, &part, 1, true) == 0) {
            mp_obj_list_append(list, MP_OBJ_NEW_SMALL_INT(address));
        }
    }
    return list;
}
static MP_DEFINE_CONST_FUN_OBJ_1(i2c_scan_obj, i2c_scan);

#define ARG_REQUIRED_INT(name) \
    { \
        name, MP_ARG_REQUIRED | MP_ARG_INT, { \
            .u_int = 0 \
        } \
    }
#define ARG_REQUIRED_OBJ(name) \
    { \
        name, MP_ARG_REQUIRED | MP_ARG_OBJ, { \
            .u_rom_obj = MP_ROM_NONE \
        } \
    }

static mp_obj_t i2c_readfrom(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    enum { ARG_addr, ARG_nbytes };
    static const mp_arg_t allowed[] = {
        ARG_REQUIRED_INT(MP_QSTR_addr),
        ARG_REQUIRED_INT(MP_QSTR_nbytes),
    };
    mp_arg_val_t vals[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args - 1, args + 1, kw_args, MP_ARRAY_SIZE(allowed), allowed, vals);
    if (vals[ARG_nbytes].u_int < 1) {
        mp_raise_ValueError(BIND_MSG_VALUE);
    }
    vstr_t vstr;
    vstr_init_len(&vstr, (size_t)vals[ARG_nbytes].u_int);
    const toc_i2c_part_t part = { .read = true, .data = (uint8_t *)vstr.buf, .size = vstr.len };
    transfer_or_raise(MP_OBJ_TO_PTR(args[0]), vals[ARG_addr].u_int, &part, 1, true);
    return mp_obj_new_bytes_from_vstr(&vstr);
}
static MP_DEFINE_CONST_FUN_OBJ_KW(i2c_readfrom_obj, 1, i2c_readfrom);

static mp_obj_t i2c_readfrom_into(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    enum { ARG_addr, ARG_buf };
    static const mp_arg_t allowed[] = {
        ARG_REQUIRED_INT(MP_QSTR_addr),
        ARG_REQUIRED_OBJ(MP_QSTR_buf),
    };
    mp_arg_val_t vals[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args - 1, args + 1, kw_args, MP_ARRAY_SIZE(allowed), allowed, vals);
    mp_buffer_info_t buffer;
    mp_get_buffer_raise(vals[ARG_buf].u_obj, &buffer, MP_BUFFER_WRITE);
    const toc_i2c_part_t part = { .read = true, .data = buffer.buf, .size = buffer.len };
    transfer_or_raise(MP_OBJ_TO_PTR(args[0]), vals[ARG_addr].u_int, &part, 1, true);
    return MP_OBJ_NEW_SMALL_INT((mp_int_t)buffer.len);
}
static MP_DEFINE_CONST_FUN_OBJ_KW(i2c_readfrom_into_obj, 1, i2c_readfrom_into);

static mp_obj_t i2c_writeto(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    enum { ARG_addr, ARG_buf, ARG_stop };
    static const mp_arg_t allowed[] = {
        ARG_REQUIRED_INT(MP_QSTR_addr),
        ARG_REQUIRED_OBJ(MP_QSTR_buf),
        { MP_QSTR_stop, MP_ARG_KW_ONLY | MP_ARG_BOOL, { .u_bool = true } },
    };
    mp_arg_val_t vals[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args - 1, args + 1, kw_args, MP_ARRAY_SIZE(allowed), allowed, vals);
    mp_buffer_info_t buffer;
    uint8_t byte;
    bind_wires_get_buffer(vals[ARG_buf].u_obj, &buffer, &byte);
    const toc_i2c_part_t part = { .data = buffer.buf, .size = buffer.len };
    transfer_or_raise(
        MP_OBJ_TO_PTR(args[0]), vals[ARG_addr].u_int, &part, 1, vals[ARG_stop].u_bool);
    return MP_OBJ_NEW_SMALL_INT((mp_int_t)buffer.len);
}
static MP_DEFINE_CONST_FUN_OBJ_KW(i2c_writeto_obj, 1, i2c_writeto);

// The bytes that say where in the device's memory, the high one first.
// Returns how many.
static size_t mem_address(mp_int_t memaddr, mp_int_t addrsize, uint8_t bytes[2]) {
    if (addrsize == 8) {
        bytes[0] = (uint8_t)memaddr;
        return 1;
    }
    if (addrsize == 16) {
        bytes[0] = (uint8_t)(memaddr >> 8);
        bytes[1] = (uint8_t)memaddr;
        return 2;
    }
    mp_raise_msg_varg(
        &mp_type_ValueError, MP_ERROR_TEXT("invalid memory address size %d"), (int)addrsize);
}

enum { ARG_addr, ARG_memaddr, ARG_data, ARG_addrsize, ARG_MEM_COUNT };

#define MEM_ARGS(data) \
    ARG_REQUIRED_INT(MP_QSTR_addr), ARG_REQUIRED_INT(MP_QSTR_memaddr), data, { \
        MP_QSTR_addrsize, MP_ARG_KW_ONLY | MP_ARG_INT, { \
            .u_int = 8 \
        } \
    }

static const mp_arg_t mem_buf_args[ARG_MEM_COUNT] = { MEM_ARGS(ARG_REQUIRED_OBJ(MP_QSTR_buf)) };

// Write where, then read behind a repeated START.
static void read_mem(mp_obj_t self_in, const mp_arg_val_t *vals, void *to, size_t size) {
    uint8_t where[2];
    const toc_i2c_part_t parts[] = {
        { .data = where,
            .size = mem_address(vals[ARG_memaddr].u_int, vals[ARG_addrsize].u_int, where) },
        { .read = true, .data = to, .size = size },
    };
    transfer_or_raise(
        MP_OBJ_TO_PTR(self_in), vals[ARG_addr].u_int, parts, MP_ARRAY_SIZE(parts), true);
}

static mp_obj_t i2c_readfrom_mem(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    static const mp_arg_t allowed[ARG_MEM_COUNT] = { MEM_ARGS(ARG_REQUIRED_INT(MP_QSTR_nbytes)) };
    mp_arg_val_t vals[ARG_MEM_COUNT];
    mp_arg_parse_all(n_args - 1, args + 1, kw_args, ARG_MEM_COUNT, allowed, vals);
    mp_int_t count = vals[ARG_data].u_int;
    if (count <= 0) {
        uint8_t where[2];
        mem_address(vals[ARG_memaddr].u_int, vals[ARG_addrsize].u_int, where);
        return mp_const_empty_bytes;
    }
    vstr_t vstr;
    vstr_init_len(&vstr, (size_t)count);
    read_mem(args[0], vals, vstr.buf, vstr.len);
    return mp_obj_new_bytes_from_vstr(&vstr);
}
static MP_DEFINE_CONST_FUN_OBJ_KW(i2c_readfrom_mem_obj, 1, i2c_readfrom_mem);

static mp_obj_t i2c_readfrom_mem_into(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    mp_arg_val_t vals[ARG_MEM_COUNT];
    mp_arg_parse_all(n_args - 1, args + 1, kw_args, ARG_MEM_COUNT, mem_buf_args, vals);
    mp_buffer_info_t buffer;
    mp_get_buffer_raise(vals[ARG_data].u_obj, &buffer, MP_BUFFER_WRITE);
    read_mem(args[0], vals, buffer.buf, buffer.len);
    return MP_OBJ_NEW_SMALL_INT((mp_int_t)buffer.len);
}
static MP_DEFINE_CONST_FUN_OBJ_KW(i2c_readfrom_mem_into_obj, 1, i2c_readfrom_mem_into);

static mp_obj_t i2c_writeto_mem(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    mp_arg_val_t vals[ARG_MEM_COUNT];
    mp_arg_parse_all(n_args - 1, args + 1, kw_args, ARG_MEM_COUNT, mem_buf_args, vals);
    mp_buffer_info_t buffer;
    uint8_t byte;
    bind_wires_get_buffer(vals[ARG_data].u_obj, &buffer, &byte);
    uint8_t where[2];
    size_t where_size = mem_address(vals[ARG_memaddr].u_int, vals[ARG_addrsize].u_int, where);
    // Without a START between them they are one part.
    vstr_t vstr;
    vstr_init(&vstr, where_size + buffer.len);
    vstr_add_strn(&vstr, (const char *)where, where_size);
    vstr_add_strn(&vstr, buffer.buf, buffer.len);
    const toc_i2c_part_t part = { .data = (uint8_t *)vstr.buf, .size = vstr.len };
    transfer_or_raise(MP_OBJ_TO_PTR(args[0]), vals[ARG_addr].u_int, &part, 1, true);
    vstr_clear(&vstr);
    return MP_OBJ_NEW_SMALL_INT((mp_int_t)buffer.len);
}
static MP_DEFINE_CONST_FUN_OBJ_KW(i2c_writeto_mem_obj, 1, i2c_writeto_mem);

static const mp_rom_map_elem_t i2c_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_init), MP_ROM_PTR(&i2c_init_obj) },
    { MP_ROM_QSTR(MP_QSTR_deinit), MP_ROM_PTR(&i2c_deinit_obj) },
    { MP_ROM_QSTR(MP_QSTR_scan), MP_ROM_PTR(&i2c_scan_obj) },
    { MP_ROM_QSTR(MP_QSTR_readfrom), MP_ROM_PTR(&i2c_readfrom_obj) },
    { MP_ROM_QSTR(MP_QSTR_readfrom_into), MP_ROM_PTR(&i2c_readfrom_into_obj) },
    { MP_ROM_QSTR(MP_QSTR_writeto), MP_ROM_PTR(&i2c_writeto_obj) },
    { MP_ROM_QSTR(MP_QSTR_readfrom_mem), MP_ROM_PTR(&i2c_readfrom_mem_obj) },
    { MP_ROM_QSTR(MP_QSTR_readfrom_mem_into), MP_ROM_PTR(&i2c_readfrom_mem_into_obj) },
    { MP_ROM_QSTR(MP_QSTR_writeto_mem), MP_ROM_PTR(&i2c_writeto_mem_obj) },

    { MP_ROM_QSTR(MP_QSTR_MASTER), MP_ROM_INT(MODE_MASTER) },
};
static MP_DEFINE_CONST_DICT(i2c_locals, i2c_locals_table);

MP_DEFINE_CONST_OBJ_TYPE(
    bind_i2c_type,
    MP_QSTR_I2C,
    MP_TYPE_FLAG_NONE,
    make_new, i2c_make_new,
    print, i2c_print,
    locals_dict, &i2c_locals
    );
