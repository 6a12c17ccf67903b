/*
 * machine_sd - machine.SD, a block device
 *
 * SPDX-License-Identifier: MIT
 */
#include "bind/hal.h"
#include "bind/int.h"
#include "bind/machine_types.h"
#include "bind/pads.h"
#include "bind/raise.h"
#include "bind/unlock.h"
#include "extmod/vfs_fat.h"
#include "py/runtime.h"

// DAT0, CLK and CMD.
static const char *const pin_names[] = { "P8", "P23", "P4" };

enum ioctl { IOCTL_INIT = 1, IOCTL_DEINIT, IOCTL_SYNC, IOCTL_COUNT, IOCTL_SIZE };

typedef struct {
    mp_obj_base_t base;
    bool open;
    uint32_t sectors;
} sd_obj_t;

static sd_obj_t sd;
static const toc_sd_ops_t *ops;

void bind_sd_init(void) {
    ops = bind_hal()->sd;
    sd = (sd_obj_t){ .base = { &bind_sd_type } };
}

static void pull_up_pins(void) {
    const toc_pin_ops_t *pins = bind_hal()->pin;
    for (size_t i = 0; i < MP_ARRAY_SIZE(pin_names); i++) {
        const toc_board_pin_t *pin = toc_board_pin(bind_hal()->board, pin_names[i]);
        if (pin != NULL) {
            bind_pads_check(&(bind_pads_t){ 0 }, pin);
            bind_pads_take(pin->gpio, "sd", false);
            bind_check(pins->configure(pins->ctx, pin->gpio, TOC_PIN_IN, TOC_PIN_PULL_UP));
        }
    }
}

// A card that was just made has no file system, unlike one from a shop.
static void format(void) {
    mp_obj_t args[3];
    mp_load_method(MP_OBJ_FROM_PTR(&mp_fat_vfs_type), MP_QSTR_mkfs, args);
    args[2] = MP_OBJ_FROM_PTR(&sd);
    mp_call_method_n_kw(1, 0, args);
}

static void set_up(void) {
    bool is_blank;
    pull_up_pins();
    sd.open = false;
    if (ops->open(ops->ctx, &sd.sectors, &is_blank) < 0) {
        mp_raise_msg(&mp_type_OSError, BIND_MSG_FAILED);
    }
    sd.open = true;
    if (is_blank) {
        format();
    }
}

static mp_obj_t sd_make_new(
    const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    (void)type;
    static const mp_arg_t allowed[] = {
        { MP_QSTR_id, MP_ARG_INT, { .u_int = 0 } },
        { MP_QSTR_freq, MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
    };
    mp_arg_val_t vals[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all_kw_array(n_args, n_kw, args, MP_ARRAY_SIZE(allowed), allowed, vals);
    if (vals[0].u_int != 0 || ops == NULL) {
        mp_raise_msg(&mp_type_OSError, BIND_MSG_RESOURCE);
    }
    set_up();
    return MP_OBJ_FROM_PTR(&sd);
}

static mp_obj_t sd_init(size_t n_args, const mp_obj_t *args) {
    (void)n_args;
    (void)args;
    set_up();
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(sd_init_obj, 1, 2, sd_init);

static mp_obj_t sd_deinit(mp_obj_t self_in) {
    (void)self_in;
    sd.open = false;
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(sd_deinit_obj, sd_deinit);

static mp_obj_t transfer(mp_obj_t sector_in, mp_obj_t data, bool writes) {
    mp_buffer_info_t buffer;
    int64_t sector = bind_get_int64(sector_in);
    mp_get_buffer_raise(data, &buffer, writes ? MP_BUFFER_READ : MP_BUFFER_WRITE);
    size_t count = buffer.len / TOC_SD_SECTOR_BYTES;
    if (!sd.open || sector < 0 || sector > UINT32_MAX || count > UINT32_MAX) {
        return MP_OBJ_NEW_SMALL_INT(1);
    }
    bind_unlock();
    int err = writes ? ops->write(ops->ctx, (uint32_t)sector, (uint32_t)count, buffer.buf)
                     : ops->read(ops->ctx, (uint32_t)sector, (uint32_t)count, buffer.buf);
    bind_relock();
    return MP_OBJ_NEW_SMALL_INT(err < 0);
}

static mp_obj_t sd_readblocks(mp_obj_t self_in, mp_obj_t sector, mp_obj_t data) {
    (void)self_in;
    return transfer(sector, data, false);
}
static MP_DEFINE_CONST_FUN_OBJ_3(sd_readblocks_obj, sd_readblocks);

static mp_obj_t sd_writeblocks(mp_obj_t self_in, mp_obj_t sector, mp_obj_t data) {
    (void)self_in;
    return transfer(sector, data, true);
}
static MP_DEFINE_CONST_FUN_OBJ_3(sd_writeblocks_obj, sd_writeblocks);

static mp_obj_t sd_ioctl(mp_obj_t self_in, mp_obj_t command, mp_obj_t arg) {
    (void)self_in;
    (void)arg;
    switch (mp_obj_get_int(command)) {
    case IOCTL_INIT:
    case IOCTL_DEINIT:
    case IOCTL_SYNC:
        return MP_OBJ_NEW_SMALL_INT(0);
    case IOCTL_COUNT:
        return mp_obj_new_int_from_uint(sd.sectors);
    case IOCTL_SIZE:
        return MP_OBJ_NEW_SMALL_INT(TOC_SD_SECTOR_BYTES);
    default:
        return MP_OBJ_NEW_SMALL_INT(-1);
    }
}
static MP_DEFINE_CONST_FUN_OBJ_3(sd_ioctl_obj, sd_ioctl);

static const mp_rom_map_elem_t sd_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_init), MP_ROM_PTR(&sd_init_obj) },
    { MP_ROM_QSTR(MP_QSTR_deinit), MP_ROM_PTR(&sd_deinit_obj) },
    { MP_ROM_QSTR(MP_QSTR_readblocks), MP_ROM_PTR(&sd_readblocks_obj) },
    { MP_ROM_QSTR(MP_QSTR_writeblocks), MP_ROM_PTR(&sd_writeblocks_obj) },
    { MP_ROM_QSTR(MP_QSTR_ioctl), MP_ROM_PTR(&sd_ioctl_obj) },
};
static MP_DEFINE_CONST_DICT(sd_locals, sd_locals_table);

MP_DEFINE_CONST_OBJ_TYPE(
    bind_sd_type,
    MP_QSTR_SD,
    MP_TYPE_FLAG_NONE,
    make_new, sd_make_new,
    locals_dict, &sd_locals
    );
