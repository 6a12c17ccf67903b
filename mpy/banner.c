/*
 * banner - what the prompt begins with
 *
 * MicroPython prints its banner in pieces, as string literals; the one that
 * names the version is replaced by the whole text and the next one, which
 * names the machine, is left out.
 *
 * SPDX-License-Identifier: MIT
 */
#include "mpy/banner.h"

#include <string.h>

#include "bind/dialect.h"
#include "bind/pycom_os.h"
#include "core/version.h"
#include "extmod/modplatform.h"
#include "genhdr/mpversion.h"
#include "hal/board_model.h"
#include "py/mpconfig.h"
#include "py/mphal.h"

const char mpy_banner_mark[] = "banner";

static void print_pycom(void) {
    mp_hal_stdout_tx_str("Pycom MicroPython " BIND_PYCOM_RELEASE
                         " [tocsin-" TOCSIN_VERSION "] on " MICROPY_BUILD_DATE
                         "; ");
    const toc_board_t *board = bind_dialect_board();
    mp_hal_stdout_tx_str(board->sysname);
    mp_hal_stdout_tx_str(" with ");
    mp_hal_stdout_tx_str(toc_board_model(board->name)->with);
    // Host tools wait for the last line.
    mp_hal_stdout_tx_str("\r\n"
                         "Type \"help()\" for more information.");
}

static void print_upstream(void) {
    mp_hal_stdout_tx_str("MicroPython " MICROPY_GIT_TAG
                         " on " MICROPY_BUILD_DATE "; " MPY_MACHINE_NAME
                         " [" MICROPY_PLATFORM_COMPILER "] version\r\n"
                         "Use Ctrl-D for a soft reset, Ctrl-E for paste mode, "
                         "sys.exit() to leave, help() for more");
}

void mpy_banner_tx_str(const char *text) {
    if (text == mpy_banner_mark) {
        if (bind_dialect_is_pycom()) {
            print_pycom();
        } else {
            print_upstream();
        }
    } else if (strncmp(text, "; ", 2) != 0) {
        mp_hal_stdout_tx_str(text);
    }
}
