/*
 * dialect - Pycom's rules over MicroPython's modules
 *
 * A module of MicroPython that Pycom's firmware contradicts gets an overlay: a
 * module of the same name whose table has Pycom's entries and, behind them,
 * those of the stock module. Imports find it in the stock one's place unless
 * the upstream dialect was chosen.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BIND_DIALECT_H
#define TOC_BIND_DIALECT_H

#include <stdbool.h>

#include "hal/board.h"
#include "py/objmodule.h"

typedef struct {
    const mp_obj_module_t *stock;
    mp_obj_module_t *module; // what takes its place
    const mp_rom_map_elem_t *entries;
    size_t entry_count;
} bind_overlay_t;

extern const bind_overlay_t bind_hashlib_overlay;
extern const bind_overlay_t bind_os_overlay;
extern const bind_overlay_t bind_select_overlay;
extern const bind_overlay_t bind_socket_overlay;
extern const bind_overlay_t bind_sys_overlay;
extern const bind_overlay_t bind_time_overlay;

// Is not there for programs of the other dialect, whose network is another.
extern const mp_obj_module_t bind_network_module;

extern const mp_obj_type_t bind_type_timeout_error;

// Raise TimeoutError("timed out"), which is an OSError without an errno.
//
// ctx: Python, holding nothing
NORETURN void bind_raise_timeout(void);

// Choose the dialect of the process; with Pycom's, build the overlays. The
// board stays the caller's.
//
// ctx: main thread, once, before the first life
// Returns 0, or TOC_ENOMEM.
int bind_dialect_init(bool pycom, const toc_board_t *board);

// ctx: any, after bind_dialect_init
bool bind_dialect_is_pycom(void);

// The board that sys.platform and os.uname() name.
//
// ctx: any, after bind_dialect_init
const toc_board_t *bind_dialect_board(void);

// Have sys.platform name this board: bind_dialect_init() calls it.
//
// ctx: main thread
void bind_sys_set_board(const toc_board_t *board);

// Forget time.timezone(), as at power on.
//
// ctx: main thread
void bind_time_power_on(void);

// Give the program the names that Pycom's own start script, which ran before
// boot.py, left to it: os and UART. Programs of that world use os without an
// import.
//
// ctx: main thread, at the beginning of a life
void bind_dialect_begin_names(void);

// In place of MicroPython's mp_module_get_builtin(), for imports.
//
// ctx: Python
mp_obj_t bind_dialect_get_builtin(qstr name, bool extensible);

#endif
