/*
 * hal - time, sleep and system calls of the Python threads
 *
 * SPDX-License-Identifier: MIT
 */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/random.h>
#include <time.h>

#include "mpy/board.h"
#include "mpy/gil.h"
#include "mpy/hal.h"
#include "py/mphal.h"
#include "py/runtime.h"

// Virtual time begins at this time of day, 2025-01-01 00:00:00 UTC, so that a
// run gives the same output on each day.
#define VIRTUAL_EPOCH_NS (UINT64_C(1735689600) * 1000000000u)

static bool seeded;
static uint64_t seed_state;

uint64_t mpy_time_ns(void) {
    return toc_clock_now_ns();
}

mp_uint_t mp_hal_ticks_ms(void) {
    return (mp_uint_t)(toc_clock_now_ns() / 1000000);
}

mp_uint_t mp_hal_ticks_us(void) {
    return (mp_uint_t)(toc_clock_now_ns() / 1000);
}

int64_t mpy_wall_ns(void) {
    if (toc_clock_is_virtual()) {
        return (int64_t)(VIRTUAL_EPOCH_NS + toc_clock_now_ns());
    }
    struct timespec now;
    if (clock_gettime(CLOCK_REALTIME, &now) != 0) {
        return -1;
    }
    return (int64_t)now.tv_sec * 1000000000 + (int64_t)now.tv_nsec;
}

uint64_t mp_hal_time_ns(void) {
    if (mpy_wall_ns() < 0) {
        mp_raise_OSError(errno);
    }
    const toc_rtc_ops_t *rtc = mpy_board_hal()->rtc;
    return (uint64_t)rtc->now_ns(rtc->ctx);
}

void mpy_sleep_until(uint64_t deadline_ns) {
    mpy_thread_t *self = mpy_thread_self();
    do {
        mpy_gil_wait(self, deadline_ns);
        mp_handle_pending(true);
    } while (toc_clock_now_ns() < deadline_ns);
}

struct toc_waiter *mpy_waiter(void) {
    return mpy_thread_self()->waiter;
}

void mpy_wait_until(uint64_t deadline_ns) {
    mpy_gil_wait(mpy_thread_self(), deadline_ns);
}

void mpy_wait_ms(mp_uint_t ms) {
    // MicroPython asks for "indefinitely" with the largest number.
    uint64_t deadline_ns = ms >= UINT32_MAX
                               ? TOC_FOREVER
                               : toc_clock_now_ns() + (uint64_t)ms * 1000000u;
    mpy_gil_wait(mpy_thread_self(), deadline_ns);
    mp_handle_pending(true);
}

// Virtual time stands still while a program runs; one that idles until a
// handler has set a flag has to let it go on, as a board's tick does.
#define IDLE_TICK_NS 1000000u

void mpy_idle(void) {
    if (toc_clock_is_virtual()) {
        mpy_gil_wait(mpy_thread_self(), toc_clock_now_ns() + IDLE_TICK_NS);
    } else {
        mpy_gil_yield();
    }
    mp_handle_pending(true);
}

// How late a sleeping thread runs again on Linux, at times: its timers' slack
// of 50 us and the switch to it.
#define LATE_NS 80000u

// Programs make protocols with microseconds, which no sleep of this machine
// can give: the end of the wait is spent looking at the clock. Whoever wants
// the interpreter lock meanwhile gets it as between two bytecodes.
void mp_hal_delay_us(mp_uint_t us) {
    uint64_t now_ns = toc_clock_now_ns();
    uint64_t deadline_ns = now_ns + (uint64_t)us * 1000u;
    if (toc_clock_is_virtual()) {
        mpy_sleep_until(deadline_ns);
        return;
    }
    if (deadline_ns - now_ns > LATE_NS) {
        mpy_sleep_until(deadline_ns - LATE_NS);
    }
    do {
        MICROPY_VM_HOOK_LOOP
        mp_handle_pending(true);
    } while (toc_clock_now_ns() < deadline_ns);
}

void mp_hal_delay_ms(mp_uint_t ms) {
    mpy_sleep_until(toc_clock_now_ns() + (uint64_t)ms * 1000000u);
}

void mpy_io_begin(bool may_wait) {
    mpy_thread_t *self = mpy_thread_self();
    __atomic_store_n(&self->in_io, 1, __ATOMIC_RELEASE);
    if (may_wait) {
        toc_waiter_io_begin(self->waiter, TOC_FOREVER);
    }
    mpy_gil_release(self);
    if (may_wait) {
        mpy_gil_settle(self);
    }
}

void mpy_io_end(bool may_wait) {
    mpy_thread_t *self = mpy_thread_self();
    if (may_wait) {
        toc_waiter_io_end(self->waiter);
    }
    __atomic_store_n(&self->in_io, 0, __ATOMIC_RELEASE);
    mpy_gil_acquire(self);
}

static void io_wake(mpy_thread_t *thread) {
    eventfd_write(__atomic_load_n(&thread->io_wake_fd, __ATOMIC_RELAXED), 1);
}

// poll() whose timeout is one of virtual time: the clock reaching it makes an
// extra descriptor readable, the last of `all`.
static int poll_virtual(mpy_thread_t *self, struct pollfd *all, nfds_t count,
                        uint64_t deadline_ns) {
    int fd = eventfd(0, EFD_CLOEXEC);
    if (fd < 0) {
        return -1;
    }
    all[count] = (struct pollfd){.fd = fd, .events = POLLIN};
    __atomic_store_n(&self->io_wake_fd, fd, __ATOMIC_RELAXED);
    __atomic_store_n(&self->io_wake, io_wake, __ATOMIC_RELEASE);
    toc_waiter_io_begin(self->waiter, deadline_ns);
    mpy_gil_settle(self);
    int ready = poll(all, count + 1, -1);
    int err = errno;
    toc_waiter_io_end(self->waiter);
    __atomic_store_n(&self->io_wake, NULL, __ATOMIC_RELEASE);
    if (ready > 0 && all[count].revents != 0) {
        ready--;
    }
    // Whoever lets the clock go on may be writing to it, inside the section.
    toc_port_irq_restore(toc_port_irq_save());
    close(fd);
    errno = err;
    return ready;
}

static int poll_fds(mpy_thread_t *self, struct pollfd *fds, nfds_t count,
                    int timeout_ms) {
    if (!toc_clock_is_virtual() || timeout_ms == 0) {
        return poll(fds, count, timeout_ms);
    }
    uint64_t deadline_ns =
        timeout_ms < 0 ? TOC_FOREVER
                       : toc_clock_now_ns() + (uint64_t)timeout_ms * 1000000u;
    struct pollfd *all = malloc((count + 1) * sizeof(*all));
    if (all == NULL) {
        errno = ENOMEM;
        return -1;
    }
    memcpy(all, fds, count * sizeof(*fds));
    int ready = poll_virtual(self, all, count, deadline_ns);
    int err = errno;
    memcpy(fds, all, count * sizeof(*fds));
    free(all);
    errno = err;
    return ready;
}

int mpy_poll(struct pollfd *fds, unsigned long count, int timeout_ms) {
    mpy_thread_t *self = mpy_thread_self();
    if (count == 0) {
        // Nothing but time, or whatever wakes this thread.
        uint64_t deadline_ns =
            timeout_ms < 0
                ? TOC_FOREVER
                : toc_clock_now_ns() + (uint64_t)timeout_ms * 1000000u;
        toc_waiter_begin(self->waiter, deadline_ns);
        mpy_gil_settle(self);
        toc_waiter_finish(self->waiter);
        return 0;
    }
    __atomic_store_n(&self->in_io, 1, __ATOMIC_RELEASE);
    int ready = poll_fds(self, fds, count, timeout_ms);
    __atomic_store_n(&self->in_io, 0, __ATOMIC_RELEASE);
    return ready;
}

void mpy_random_seed(uint64_t seed) {
    seeded = true;
    seed_state = seed;
}

// splitmix64, for runs that have to be repeatable; otherwise the kernel's.
static uint64_t seed_next(void) {
    uint64_t z = seed_state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

void mp_hal_get_random(size_t n, void *buf) {
    unsigned char *to = buf;
    if (!seeded) {
        while (n != 0) {
            ssize_t got = getrandom(to, n, 0);
            if (got < 0) {
                mp_raise_OSError(errno);
            }
            to += got;
            n -= (size_t)got;
        }
        return;
    }
    while (n != 0) {
        uint64_t bits = seed_next();
        size_t some = n < sizeof(bits) ? n : sizeof(bits);
        memcpy(to, &bits, some);
        to += some;
        n -= some;
    }
}
