/*
 * machine_spi - machine.SPI
 *
 * One object for each bus, found by the constructor and set up anew.
 *
 * SPDX-License-Identifier: MIT
 */
#include <string.h>

#include "bind/hal.h"
#include "bind/pads.h"
#include "bind/raise.h"
#include "bind/spi.h"
#include "bind/wires.h"
#include "core/clock.h"
#include "core/err.h"
#include "py/mphal.h"
#include "py/runtime.h"

#define MODE_MASTER      0
#define FIRSTBIT_MSB     0
#define FIRSTBIT_LSB     1
#define BAUDRATE_DEFAULT 1000000
#define PINS_COUNT       3
#define BUSES            2

typedef struct {
    mp_obj_base_t base;
    uint8_t bus;
    bool open;
    toc_spi_setup_t setup;
} spi_obj_t;

static spi_obj_t buses[BUSES];
static const toc_spi_ops_t *ops;

void bind_spi_init(void) {
    ops = bind_hal()->spi;
    for (uint32_t bus = 0; bus < BUSES; bus++) {
        buses[bus] = (spi_obj_t){ .base = { &bind_spi_type }, .bus = (uint8_t)bus };
    }
}

static const char *const names[BUSES] = { "spi0", "spi1" };

// The file behind the bus, or NULL.
static const char *file_of(uint32_t bus) {
    return ops->file != NULL ? ops->file(ops->ctx, bus) : NULL;
}

// The second bus is only led out where no radio takes it, or is a file.
static bool has_bus(mp_int_t bus) {
    const char *board = bind_hal()->board->name;
    bool has_second = strncmp(board, "wipy", 4) == 0 || strcmp(board, "gpy") == 0 ||
                      (ops != NULL && file_of(1) != NULL);
    return ops != NULL && bus >= 0 && bus < (has_second ? 2 : 1) && (uint32_t)bus < ops->bus_count;
}

enum {
    ARG_id,
    ARG_mode,
    ARG_baudrate,
    ARG_bits,
    ARG_polarity,
    ARG_phase,
    ARG_firstbit,
    ARG_pins,
    ARG_COUNT
};

static const mp_arg_t spi_args[ARG_COUNT] = {
    { MP_QSTR_id, MP_ARG_INT, { .u_int = 0 } },
    { MP_QSTR_mode, MP_ARG_INT, { .u_int = MODE_MASTER } },
    { MP_QSTR_baudrate, MP_ARG_KW_ONLY | MP_ARG_INT, { .u_int = BAUDRATE_DEFAULT } },
    { MP_QSTR_bits, MP_ARG_KW_ONLY | MP_ARG_INT, { .u_int = 8 } },
    { MP_QSTR_polarity, MP_ARG_KW_ONLY | MP_ARG_INT, { .u_int = 0 } },
    { MP_QSTR_phase, MP_ARG_KW_ONLY | MP_ARG_INT, { .u_int = 0 } },
    { MP_QSTR_firstbit, MP_ARG_KW_ONLY | MP_ARG_INT, { .u_int = FIRSTBIT_MSB } },
    { MP_QSTR_pins, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_PTR(NULL) } },
};

static void find_pads(const spi_obj_t *self, mp_obj_t pins_in, toc_spi_setup_t *setup) {
    uint32_t *pads[PINS_COUNT] = { &setup->clk, &setup->mosi, &setup->miso };
    static const char *const defaults[BUSES][PINS_COUNT] = {
        { "P10", "P11", "P14" },
        { "P19", "P20", "P21" },
    };
    bind_pads_t whose = {
        .file = file_of(self->bus), .bus = names[self->bus], .example = "/dev/spidev0.0"
    };
    mp_obj_t *pins = NULL;
    if (pins_in != MP_OBJ_NULL && pins_in != mp_const_none) {
        mp_obj_get_array_fixed_n(pins_in, PINS_COUNT, &pins);
    }
    for (uint32_t i = 0; i < PINS_COUNT; i++) {
        if (pins_in == MP_OBJ_NULL) {
            *pads[i] = bind_pads_default(&whose, defaults[self->bus][i], i);
        } else {
            bool has_pin = pins != NULL && pins[i] != mp_const_none;
            *pads[i] = has_pin ? bind_pads_find(&whose, pins[i]) : TOC_SPI_NO_PAD;
        }
    }
}

const char *bind_spi_lose(uint32_t gpio, const char *except, bool deaf) {
    for (spi_obj_t *self = buses; self < buses + BUSES; self++) {
        if (!self->open || file_of(self->bus) != NULL || names[self->bus] == except) {
            continue;
        }
        toc_spi_setup_t setup = self->setup;
        uint32_t *lost = setup.clk == gpio            ? &setup.clk
                         : setup.mosi == gpio         ? &setup.mosi
                         : setup.miso == gpio && deaf ? &setup.miso
                                                      : NULL;
        if (lost != NULL) {
            *lost = TOC_SPI_NO_PAD;
            if (ops->open(ops->ctx, self->bus, &setup) == 0) {
                self->setup = setup;
                return names[self->bus];
            }
        }
    }
    return NULL;
}

static void take_pads(const spi_obj_t *self, const toc_spi_setup_t *setup) {
    if (file_of(self->bus) != NULL) {
        return;
    }
    if (setup->clk != TOC_SPI_NO_PAD) {
        bind_pads_take(setup->clk, names[self->bus], true);
    }
    if (setup->mosi != TOC_SPI_NO_PAD) {
        bind_pads_take(setup->mosi, names[self->bus], true);
    }
    if (setup->miso != TOC_SPI_NO_PAD) {
        bind_pads_take(setup->miso, names[self->bus], false);
    }
}

// All but the id, which says who `self` is.
static void set_up(spi_obj_t *self, const mp_arg_val_t *vals) {
    mp_int_t bits = vals[ARG_bits].u_int;
    mp_int_t firstbit = vals[ARG_firstbit].u_int;
    mp_int_t baudrate = vals[ARG_baudrate].u_int;
    mp_int_t polarity = vals[ARG_polarity].u_int;
    mp_int_t phase = vals[ARG_phase].u_int;
    if (vals[ARG_mode].u_int != MODE_MASTER || (bits != 8 && bits != 16 && bits != 32) ||
        polarity < 0 || polarity > 1 || phase < 0 || phase > 1 ||
        (firstbit != FIRSTBIT_MSB && firstbit != FIRSTBIT_LSB) || baudrate <= 0 ||
        baudrate > INT32_MAX) {
        mp_raise_ValueError(BIND_MSG_VALUE);
    }
    toc_spi_setup_t setup = {
        .baudrate_hz = (uint32_t)baudrate,
        .bits = (uint8_t)bits,
        .polarity = (uint8_t)polarity,
        .phase = (uint8_t)phase,
        .lsb_first = firstbit == FIRSTBIT_LSB,
    };
    find_pads(self, vals[ARG_pins].u_obj, &setup);
    take_pads(self, &setup);
    bind_check_file(ops->open(ops->ctx, self->bus, &setup), file_of(self->bus));
    self->setup = setup;
    self->open = true;
}

static mp_obj_t spi_make_new(
    const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    (void)type;
    mp_arg_val_t vals[ARG_COUNT];
    mp_arg_parse_all_kw_array(n_args, n_kw, args, ARG_COUNT, spi_args, vals);
    mp_int_t id = vals[ARG_id].u_int;
    if (!has_bus(id)) {
        mp_raise_msg(&mp_type_OSError, BIND_MSG_RESOURCE);
    }
    set_up(&buses[id], vals);
    return MP_OBJ_FROM_PTR(&buses[id]);
}

static mp_obj_t spi_init(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    mp_arg_val_t vals[ARG_COUNT];
    mp_arg_parse_all(
        n_args - 1, args + 1, kw_args, ARG_COUNT - ARG_mode, &spi_args[ARG_mode], &vals[ARG_mode]);
    set_up(MP_OBJ_TO_PTR(args[0]), vals);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_KW(spi_init_obj, 1, spi_init);

static mp_obj_t spi_deinit(mp_obj_t self_in) {
    spi_obj_t *self = MP_OBJ_TO_PTR(self_in);
    ops->close(ops->ctx, self->bus);
    self->open = false;
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(spi_deinit_obj, spi_deinit);

// The original prints MSB whatever was chosen, and 0 for a bus that is closed.
static void spi_print(const mp_print_t *print, mp_obj_t self_in, mp_print_kind_t kind) {
    (void)kind;
    spi_obj_t *self = MP_OBJ_TO_PTR(self_in);
    if (!self->open) {
        mp_print_str(print, "SPI(0)");
        return;
    }
    mp_printf(print,
        "SPI(%u, SPI.MASTER, baudrate=%u, bits=%u, polarity=%u, phase=%u, firstbit=SPI.MSB)",
        (unsigned)self->bus, (unsigned)self->setup.baudrate_hz, (unsigned)self->setup.bits,
        (unsigned)self->setup.polarity, (unsigned)self->setup.phase);
}

static void transfer(spi_obj_t *self, const void *tx, void *rx, size_t size) {
    uint64_t busy_ns = 0;
    int err;
    if (!self->open) {
        mp_raise_msg(&mp_type_OSError, BIND_MSG_NOT_POSSIBLE);
    }
    if (ops->blocks) {
        MP_THREAD_GIL_EXIT();
        err = ops->transfer(ops->ctx, self->bus, tx, rx, size, &busy_ns);
        MP_THREAD_GIL_ENTER();
    } else {
        err = ops->transfer(ops->ctx, self->bus, tx, rx, size, &busy_ns);
    }
    bind_wires_wait(busy_ns);
    if (err < 0) {
        mp_raise_msg(&mp_type_OSError, BIND_MSG_NOT_POSSIBLE);
    }
}

static mp_obj_t spi_write(mp_obj_t self_in, mp_obj_t from) {
    mp_buffer_info_t buffer;
    uint8_t byte;
    bind_wires_get_buffer(from, &buffer, &byte);
    transfer(MP_OBJ_TO_PTR(self_in), buffer.buf, NULL, buffer.len);
    return MP_OBJ_NEW_SMALL_INT((mp_int_t)buffer.len);
}
static MP_DEFINE_CONST_FUN_OBJ_2(spi_write_obj, spi_write);

// Read while the same byte is sent again and again; it is sent from where the
// answer goes.
static void read_into(mp_obj_t self_in, void *to, size_t size, mp_int_t write) {
    memset(to, (int)(write & 0xff), size);
    transfer(MP_OBJ_TO_PTR(self_in), to, to, size);
}

static mp_obj_t spi_read(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    enum { ARG_nbytes, ARG_write };
    static const mp_arg_t allowed[] = {
        { MP_QSTR_nbytes, MP_ARG_REQUIRED | MP_ARG_INT, { .u_int = 0 } },
        { MP_QSTR_write, MP_ARG_KW_ONLY | MP_ARG_INT, { .u_int = 0 } },
    };
    mp_arg_val_t vals[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args - 1, args + 1, kw_args, MP_ARRAY_SIZE(allowed), allowed, vals);
    if (vals[ARG_nbytes].u_int < 0) {
        mp_raise_ValueError(BIND_MSG_VALUE);
    }
    vstr_t vstr;
    vstr_init_len(&vstr, (size_t)vals[ARG_nbytes].u_int);
    read_into(args[0], vstr.buf, vstr.len, vals[ARG_write].u_int);
    return mp_obj_new_bytes_from_vstr(&vstr);
}
static MP_DEFINE_CONST_FUN_OBJ_KW(spi_read_obj, 1, spi_read);

static mp_obj_t spi_readinto(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    enum { ARG_buf, ARG_write };
    static const mp_arg_t allowed[] = {
        { MP_QSTR_buf, MP_ARG_REQUIRED | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_write, MP_ARG_KW_ONLY | MP_ARG_INT, { .u_int = 0 } },
    };
    mp_arg_val_t vals[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args - 1, args + 1, kw_args, MP_ARRAY_SIZE(allowed), allowed, vals);
    mp_buffer_info_t buffer;
    mp_get_buffer_raise(vals[ARG_buf].u_obj, &buffer, MP_BUFFER_WRITE);
    // Not over the program's buffer before it is known that the bus works.
    if (!((spi_obj_t *)MP_OBJ_TO_PTR(args[0]))->open) {
        mp_raise_msg(&mp_type_OSError, BIND_MSG_NOT_POSSIBLE);
    }
    read_into(args[0], buffer.buf, buffer.len, vals[ARG_write].u_int);
    return MP_OBJ_NEW_SMALL_INT((mp_int_t)buffer.len);
}
static MP_DEFINE_CONST_FUN_OBJ_KW(spi_readinto_obj, 1, spi_readinto);

static mp_obj_t spi_write_readinto(mp_obj_t self_in, mp_obj_t write_buf, mp_obj_t read_buf) {
    mp_buffer_info_t to_send;
    mp_buffer_info_t to;
    uint8_t byte;
    bind_wires_get_buffer(write_buf, &to_send, &byte);
    mp_get_buffer_raise(read_buf, &to, MP_BUFFER_WRITE);
    if (to_send.len != to.len) {
        mp_raise_ValueError(BIND_MSG_VALUE);
    }
    transfer(MP_OBJ_TO_PTR(self_in), to_send.buf, to.buf, to.len);
    return MP_OBJ_NEW_SMALL_INT((mp_int_t)to.len);
}
static MP_DEFINE_CONST_FUN_OBJ_3(spi_write_readinto_obj, spi_write_readinto);

static const mp_rom_map_elem_t spi_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_init), MP_ROM_PTR(&spi_init_obj) },
    { MP_ROM_QSTR(MP_QSTR_deinit), MP_ROM_PTR(&spi_deinit_obj) },
    { MP_ROM_QSTR(MP_QSTR_write), MP_ROM_PTR(&spi_write_obj) },
    { MP_ROM_QSTR(MP_QSTR_read), MP_ROM_PTR(&spi_read_obj) },
    { MP_ROM_QSTR(MP_QSTR_readinto), MP_ROM_PTR(&spi_readinto_obj) },
    { MP_ROM_QSTR(MP_QSTR_write_readinto), MP_ROM_PTR(&spi_write_readinto_obj) },

    { MP_ROM_QSTR(MP_QSTR_MASTER), MP_ROM_INT(MODE_MASTER) },
    { MP_ROM_QSTR(MP_QSTR_MSB), MP_ROM_INT(FIRSTBIT_MSB) },
    { MP_ROM_QSTR(MP_QSTR_LSB), MP_ROM_INT(FIRSTBIT_LSB) },
};
static MP_DEFINE_CONST_DICT(spi_locals, spi_locals_table);

MP_DEFINE_CONST_OBJ_TYPE(
    bind_spi_type,
    MP_QSTR_SPI,
    MP_TYPE_FLAG_NONE,
    make_new, spi_make_new,
    print, spi_print,
    locals_dict, &spi_locals
    );
