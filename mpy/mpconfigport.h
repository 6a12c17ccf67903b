/*
 * mpconfigport - how MicroPython meets this port
 *
 * The unix port's configuration is taken in place; see mpconfigvariant.h for
 * what is switched on and why.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_MPY_MPCONFIGPORT_H
#define TOC_MPY_MPCONFIGPORT_H

#include "core/version.h"

#include "ports/unix/mpconfigport.h"

// What machine.idle() does.
#undef MICROPY_UNIX_MACHINE_IDLE
#define MICROPY_UNIX_MACHINE_IDLE mpy_idle();
void mpy_idle(void);

extern const char tocsin_help_text[];

// TimeoutError is a builtin of Pycom's, and const() needs no import: the
// compiler takes only what it can fold. sys has its overlay (bind/dialect.h).
extern const struct _mp_obj_type_t bind_type_timeout_error;
extern struct _mp_obj_module_t bind_sys_module;
#define MICROPY_PORT_BUILTINS \
    {MP_ROM_QSTR(MP_QSTR_TimeoutError), MP_ROM_PTR(&bind_type_timeout_error)}, \
        {MP_ROM_QSTR(MP_QSTR_const), MP_ROM_PTR(&mp_identity_obj)},

// Machine code of the native emitter; given back at the end of a life.
#undef MP_PLAT_ALLOC_EXEC
#undef MP_PLAT_FREE_EXEC
void mpy_exec_alloc(size_t min_size, void **ptr, size_t *size);
void mpy_exec_free(void *ptr, size_t size);
#define MP_PLAT_ALLOC_EXEC(min_size, ptr, size) \
    mpy_exec_alloc(min_size, ptr, size)
#define MP_PLAT_FREE_EXEC(ptr, size) mpy_exec_free(ptr, size)

// The REPL is shared/runtime/pyexec.c; this is where it tells how a program
// ended.
#define MICROPY_BOARD_AFTER_PYTHON_EXEC(input_kind, flags, exception, ret) \
    mpy_repl_after_exec(exception, ret)
void mpy_repl_after_exec(void *exception, const int *ret);

// One word is looked at on each branch and each return; it is non-zero when
// somebody has to be let in (mpy/gil.h).
extern int mpy_gil_wanted;
void mpy_gil_on_wanted(void);
#define MPY_GIL_POLL \
    if (__builtin_expect(__atomic_load_n(&mpy_gil_wanted, __ATOMIC_RELAXED), \
                         0)) { \
        mpy_gil_on_wanted(); \
    }
#define MICROPY_VM_HOOK_LOOP   MPY_GIL_POLL
#define MICROPY_VM_HOOK_RETURN MPY_GIL_POLL

#endif
