/*
 * linux_tty - a serial port's device file: how it is set up, and its marks
 *
 * The C library's termios knows a list of rates; the kernel's own takes any
 * (BOTHER). Their headers exclude each other.
 *
 * SPDX-License-Identifier: MIT
 */
#include "linux_tty.h"

#include <asm/ioctls.h>
#include <asm/termbits.h>
#include <fcntl.h>
#include <stdlib.h>

#include "err.h"
#include "linux_kernel.h"

#define MARK 0xff

static bool is_possible(const toc_uart_setup_t *setup) {
    bool one_wire = setup->tx != TOC_UART_PAD_NONE && setup->tx == setup->rx;
    // One and a half stop bits are what two are with words of 5 bits.
    return !one_wire && (setup->half_stops != 3 || setup->bits == 5) &&
           (setup->half_stops != 4 || setup->bits != 5);
}

static tcflag_t size_flag(uint8_t bits) {
    static const tcflag_t flags[] = {CS5, CS6, CS7, CS8};
    return flags[bits - 5];
}

static void fill(struct termios2 *tio, const toc_uart_setup_t *setup) {
    bool has_parity = setup->parity != TOC_UART_PARITY_NONE;
    tio->c_iflag = PARMRK | (has_parity ? INPCK : 0u);
    tio->c_oflag = 0;
    tio->c_lflag = 0;
    tio->c_cflag = CLOCAL | BOTHER | size_flag(setup->bits) |
                   (setup->rx != TOC_UART_PAD_NONE ? CREAD : 0u) |
                   (setup->half_stops > 2 ? CSTOPB : 0u) |
                   (has_parity ? PARENB : 0u) |
                   (setup->parity == TOC_UART_PARITY_ODD ? PARODD : 0u);
    tio->c_ispeed = setup->baudrate;
    tio->c_ospeed = setup->baudrate;
    tio->c_cc[VMIN] = 1;
    tio->c_cc[VTIME] = 0;
}

// Drivers round a rate to what they can do; more than 3 % off is another one.
static bool is_near(uint32_t got, uint32_t wanted) {
    uint32_t off = got > wanted ? got - wanted : wanted - got;
    return off <= wanted / 100 * 3 + 1;
}

static int set_up(int fd, const toc_uart_setup_t *setup) {
    const linux_kernel_t *kernel = linux_kernel();
    struct termios2 tio;
    int result = kernel->ioctl(fd, TCGETS2, &tio);
    if (result < 0) {
        return linux_err_open(result);
    }
    fill(&tio, setup);
    tcflag_t wanted = tio.c_cflag & (CSIZE | PARENB);
    result = kernel->ioctl(fd, TCSETS2, &tio);
    if (result >= 0) {
        // What was there before the port was opened is not for the program.
        (void)kernel->ioctl(fd, TCFLSH, (void *)TCIFLUSH);
        result = kernel->ioctl(fd, TCGETS2, &tio);
    }
    if (result < 0) {
        return linux_err_open(result);
    }
    bool same = is_near(tio.c_ospeed, setup->baudrate) &&
                (tio.c_cflag & (CSIZE | PARENB)) == wanted;
    return same ? 0 : TOC_ENOTSUP;
}

int linux_tty_open(const char *path, const toc_uart_setup_t *setup) {
    if (!is_possible(setup)) {
        return TOC_ENOTSUP;
    }
    int fd =
        linux_kernel()->open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0) {
        return linux_err_open(fd);
    }
    int err = set_up(fd, setup);
    if (err < 0) {
        linux_kernel()->close(fd);
        return err;
    }
    return fd;
}

uint32_t linux_tty_unsent(int fd) {
    int count = 0;
    int result = linux_kernel()->ioctl(fd, TIOCOUTQ, &count);
    return result >= 0 && count > 0 ? (uint32_t)count : 0;
}

// The last byte of a mark that began with 0xff 0.
// Returns whether it is one to keep, as 0: a break.
static bool take_error(const toc_uart_setup_t *setup, toc_uart_counts_t *counts,
                       uint8_t byte) {
    if (byte == 0) {
        counts->breaks++;
        return true;
    }
    if (setup->parity != TOC_UART_PARITY_NONE) {
        counts->parity_errors++;
    } else {
        counts->framing_errors++;
    }
    return false;
}

uint32_t linux_tty_unmark(linux_tty_marks_t *marks,
                          const toc_uart_setup_t *setup,
                          toc_uart_counts_t *counts, uint8_t *bytes,
                          uint32_t count) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint8_t byte = bytes[i];
        if (marks->seen == 0 && byte == MARK) {
            marks->seen = 1;
        } else if (marks->seen == 1 && byte == 0) {
            marks->seen = 2;
        } else if (marks->seen != 2 || take_error(setup, counts, byte)) {
            bytes[kept++] = byte;
            marks->seen = 0;
        } else {
            marks->seen = 0;
        }
    }
    return kept;
}
