/*
 * mphalport - time, console and system calls, as MicroPython asks for them
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_MPY_MPHALPORT_H
#define TOC_MPY_MPHALPORT_H

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <unistd.h>

#ifndef CHAR_CTRL_C
#define CHAR_CTRL_C (3)
#endif

// The scheduler's state is only touched with the interpreter lock held, which
// is all the exclusion it needs.
#define MICROPY_BEGIN_ATOMIC_SECTION()    (0)
#define MICROPY_END_ATOMIC_SECTION(state) ((void)(state))

#define MICROPY_INTERNAL_WFE(timeout_ms) mpy_wait_ms(timeout_ms)

void mp_hal_set_interrupt_char(int c);
void mp_hal_stdio_mode_raw(void);
void mp_hal_stdio_mode_orig(void);
void mp_hal_get_random(size_t n, void *buf);

#include "py/misc.h"
#include "shared/readline/readline.h"

// input() edits its line with the terminal in raw mode.
#define mp_hal_readline mp_hal_readline
static inline int mp_hal_readline(vstr_t *vstr, const char *prompt) {
    mp_hal_stdio_mode_raw();
    int ret = readline(vstr, prompt);
    mp_hal_stdio_mode_orig();
    return ret;
}

void mp_hal_delay_us(mp_uint_t us);
#define mp_hal_ticks_cpu() ((mp_uint_t)mpy_time_ns())

// The time of core/clock.
uint64_t mpy_time_ns(void);

// Sleep until the clock reaches `deadline_ns`, with the interpreter lock given
// up. Raises what is pending, KeyboardInterrupt for one.
void mpy_sleep_until(uint64_t deadline_ns);

// Who is to be woken in the calling thread, and a wait for that or for the
// clock, with the interpreter lock given up. Raises nothing.
struct toc_waiter *mpy_waiter(void);
void mpy_wait_until(uint64_t deadline_ns);

// Wait for something to happen in another thread, `ms` at most.
void mpy_wait_ms(mp_uint_t ms);

// Around a system call, with and without the virtual clock's knowing that the
// thread may wait in there. Files that talk to sockets are compiled with
// MPY_SYSCALLS_WAIT=1.
void mpy_io_begin(bool may_wait);
void mpy_io_end(bool may_wait);

#ifndef MPY_SYSCALLS_WAIT
#define MPY_SYSCALLS_WAIT (0)
#endif

// PEP 475: an interrupted call is made again, unless a handler raised.
#define MP_HAL_RETRY_SYSCALL(ret, syscall, raise) \
    { \
        for (;;) { \
            mpy_io_begin(MPY_SYSCALLS_WAIT); \
            ret = syscall; \
            int err = errno; \
            mpy_io_end(MPY_SYSCALLS_WAIT); \
            if (ret == -1) { \
                if (err == EINTR) { \
                    mp_handle_pending(true); \
                    continue; \
                } \
                errno = err; \
                raise; \
            } \
            break; \
        } \
    }

#define RAISE_ERRNO(err_flag, error_val) \
    { \
        if (err_flag == -1) { \
            mp_raise_OSError(error_val); \
        } \
    }

#endif
