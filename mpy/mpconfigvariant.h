/*
 * mpconfigvariant - what of MicroPython is switched on
 *
 * The base is the unix port's standard variant, taken in place, so that a
 * program sees the same language and modules; below it stands what Tocsin
 * needs otherwise.
 *
 * SPDX-License-Identifier: MIT
 */

#define MICROPY_CONFIG_ROM_LEVEL (MICROPY_CONFIG_ROM_LEVEL_EXTRA_FEATURES)

#include "ports/unix/variants/mpconfigvariant_common.h"

// A signal handler cannot raise into a thread that may not hold the
// interpreter lock.
#undef MICROPY_ASYNC_KBD_INTR
#define MICROPY_ASYNC_KBD_INTR (0)
#define MICROPY_KBD_EXCEPTION  (1)

// The machine module is bind/modmachine.c.
#undef MICROPY_PY_MACHINE
#define MICROPY_PY_MACHINE        (0)
#define MICROPY_PY_MACHINE_MEMX   (1)
#define MICROPY_PY_MACHINE_SIGNAL (1)

// Signal() with a pin's name makes the Pin by itself.
#define MICROPY_PY_MACHINE_PIN_MAKE_NEW mp_pin_make_new

// import tocsin.irq
#define MICROPY_MODULE_BUILTIN_SUBPACKAGES (1)

// From the heap, as on boards: programs with interrupts ask for theirs with
// micropython.alloc_emergency_exception_buf().
#undef MICROPY_EMERGENCY_EXCEPTION_BUF_SIZE
#define MICROPY_EMERGENCY_EXCEPTION_BUF_SIZE (0)

// Sleeping and the time of day follow core/clock.
#undef MICROPY_PY_TIME_INCLUDEFILE
#define MICROPY_PY_TIME_INCLUDEFILE "mpy/modtime.c"

// The interpreter lock is handed over on demand (mpy/gil.h), not after a count
// of branches; the count only has to be too large to be met.
#define MICROPY_PY_THREAD_GIL_VM_DIVISOR (0x7fffffff)

// The C library's printf: MicroPython's own knows no 64-bit numbers.
#define MICROPY_USE_INTERNAL_PRINTF (0)

#ifndef MPY_BANNER_WITHOUT_HELP
#define MPY_BANNER_WITHOUT_HELP (0)
#endif

// Raw mode, paste mode and soft reset as boards have them.
#define MICROPY_REPL_INFO (0)

#define MICROPY_HELPER_REPL      (1)
#define MICROPY_REPL_AUTO_INDENT (1)
// Where the prompt's banner is printed this is off: all of it is ours.
#define MICROPY_PY_BUILTINS_HELP         (!MPY_BANNER_WITHOUT_HELP)
#define MICROPY_PY_BUILTINS_HELP_TEXT    tocsin_help_text
#define MICROPY_PY_BUILTINS_HELP_MODULES (1)

// What sys.implementation calls this machine; the prompt says more.
#define MPY_MACHINE_NAME "Tocsin " TOCSIN_VERSION " virtual board"
#if MPY_BANNER_WITHOUT_HELP
extern const char mpy_banner_mark[];
#define MICROPY_BANNER_NAME_AND_VERSION mpy_banner_mark
#define MICROPY_BANNER_MACHINE          ""
void mpy_banner_tx_str(const char *text);
#else
#define MICROPY_BANNER_MACHINE MPY_MACHINE_NAME
#endif
