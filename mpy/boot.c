/*
 * boot - the board's start: what lies on /flash, safe boot, boot.py, main.py
 *
 * SPDX-License-Identifier: MIT
 */
#include "mpy/boot.h"

#include <string.h>

#include "bind/boot.h"
#include "bind/pycom.h"
#include "core/clock.h"
#include "extmod/vfs.h"
#include "mpy/board.h"
#include "mpy/console.h"
#include "mpy/flash.h"
#include "mpy/hal.h"
#include "py/mphal.h"
#include "py/runtime.h"
#include "py/stream.h"
#include "shared/runtime/pyexec.h"

#define NS_PER_MS UINT64_C(1000000)

// A press at the very start needs a moment to arrive.
#define SETTLE_NS (1 * NS_PER_MS)

// P12 counts when it is still high after this time. While it stays so the boot
// loader waits, at most as long as it would offer other images.
#define SAFE_AFTER_NS   (100 * NS_PER_MS)
#define SAFE_PHASE_NS   (3000 * NS_PER_MS)
#define SAFE_AT_MOST_NS (2 * SAFE_PHASE_NS)
#define SAFE_LOOK_NS    (50 * NS_PER_MS)

// Meanwhile the LED blinks, in the second phase faster.
#define SAFE_RGB           0x2c1200u
#define SAFE_BLINK_NS      (500 * NS_PER_MS)
#define SAFE_BLINK_FAST_NS (250 * NS_PER_MS)

static const char *const folders[] = {"sys", "lib", "cert"};

static const struct {
    const char *name;
    const char *text;
} files[] = {
    {"main.py", "# main.py -- put your code here!\r\n"},
    {"boot.py", "# boot.py -- run on boot-up\r\n"},
};

static bool safe;

bool mpy_boot_is_wanted(const toc_options_t *options) {
    return options->flash != NULL && options->program == TOC_PROGRAM_REPL;
}

static bool is_ours(const char *name) {
    for (size_t i = 0; i < MP_ARRAY_SIZE(folders); i++) {
        if (strcmp(name, folders[i]) == 0) {
            return true;
        }
    }
    for (size_t i = 0; i < MP_ARRAY_SIZE(files); i++) {
        if (strcmp(name, files[i].name) == 0) {
            return true;
        }
    }
    return false;
}

// A folder of the host that holds anything else is somebody's project: nothing
// is added to it.
static bool wants_layout(void) {
    if (mpy_flash_is_image()) {
        return true;
    }
    mp_obj_t path = mp_obj_new_str_from_cstr("/flash");
    mp_obj_t list = mp_vfs_listdir(1, &path);
    size_t count;
    mp_obj_t *names;
    mp_obj_list_get(list, &count, &names);
    for (size_t i = 0; i < count; i++) {
        if (!is_ours(mp_obj_str_get_str(names[i]))) {
            return false;
        }
    }
    return true;
}

static bool is_there(mp_obj_t path) {
    return mp_vfs_import_stat(mp_obj_str_get_str(path)) !=
           MP_IMPORT_STAT_NO_EXIST;
}

static mp_obj_t path_of(const char *name) {
    vstr_t vstr;
    vstr_init(&vstr, strlen("/flash/") + strlen(name));
    vstr_add_str(&vstr, "/flash/");
    vstr_add_str(&vstr, name);
    return mp_obj_new_str_from_vstr(&vstr);
}

static void make_file(mp_obj_t path, const char *text) {
    mp_obj_t args[2] = {path, mp_obj_new_str_from_cstr("wb")};
    mp_obj_t file = mp_vfs_open(2, args, (mp_map_t *)&mp_const_empty_map);
    int err;
    mp_stream_rw(file, (void *)text, strlen(text), &err, MP_STREAM_RW_WRITE);
    mp_stream_close(file);
    if (err != 0) {
        mp_raise_OSError(err);
    }
}

static void make_layout(void) {
    for (size_t i = 0; i < MP_ARRAY_SIZE(folders); i++) {
        mp_obj_t path = path_of(folders[i]);
        if (!is_there(path)) {
            mp_vfs_mkdir(path);
        }
    }
    for (size_t i = 0; i < MP_ARRAY_SIZE(files); i++) {
        mp_obj_t path = path_of(files[i].name);
        if (!is_there(path)) {
            make_file(path, files[i].text);
        }
    }
}

bool mpy_boot_mount(const toc_options_t *options) {
    if (!mpy_flash_is_there()) {
        return true;
    }
    if (!mpy_flash_mount()) {
        return false;
    }
    nlr_buf_t nlr;
    if (nlr_push(&nlr) == 0) {
        if (wants_layout()) {
            make_layout();
        }
        if (mpy_boot_is_wanted(options)) {
            mp_vfs_chdir(mp_obj_new_str_from_cstr("/flash"));
        }
        nlr_pop();
    } else {
        // A folder that cannot be written is good enough to read from.
        mp_printf(&mp_stderr_print, "tocsin: --flash %s: ", options->flash);
        mp_obj_print_exception(&mp_stderr_print, MP_OBJ_FROM_PTR(nlr.ret_val));
    }
    return true;
}

static bool p12_is_high(const toc_board_pin_t *p12) {
    const toc_pin_ops_t *pins = mpy_board_hal()->pin;
    return pins->read(pins->ctx, p12->gpio) == 1;
}

static void blink(uint64_t since_ns) {
    const toc_led_ops_t *led = mpy_board_hal()->led;
    if (led == NULL) {
        return;
    }
    uint64_t period_ns =
        since_ns < SAFE_PHASE_NS ? SAFE_BLINK_NS : SAFE_BLINK_FAST_NS;
    bool lit = since_ns / period_ns % 2 == 0;
    led->set(led->ctx, lit ? SAFE_RGB : 0);
}

static void wait_for_release(const toc_board_pin_t *p12, uint64_t from_ns) {
    uint64_t since_ns = 0;
    while (p12_is_high(p12) && since_ns < SAFE_AT_MOST_NS) {
        blink(since_ns);
        mpy_sleep_until(from_ns + since_ns + SAFE_LOOK_NS);
        since_ns = toc_clock_now_ns() - from_ns;
    }
    bind_pycom_led_begin();
}

// Held high at the start, by a press or a wire, as by the button of the
// expansion board.
static bool p12_asks_for_safe_boot(void) {
    const toc_board_pin_t *p12 = toc_board_pin(mpy_board_hal()->board, "P12");
    if (p12 == NULL) {
        return false;
    }
    const toc_pin_ops_t *pins = mpy_board_hal()->pin;
    pins->configure(pins->ctx, p12->gpio, TOC_PIN_IN, TOC_PIN_PULL_DOWN);
    uint64_t now_ns = toc_clock_now_ns();
    mpy_sleep_until(now_ns + SETTLE_NS);
    if (!p12_is_high(p12)) {
        return false;
    }
    mpy_sleep_until(now_ns + SAFE_AFTER_NS);
    bool held = p12_is_high(p12);
    if (held) {
        wait_for_release(p12, toc_clock_now_ns());
    }
    return held;
}

void mpy_boot_loader(const toc_options_t *options) {
    // --safe-boot stands for one start, as the key does.
    static bool started;
    mpy_console_forget_reset();
    bool stored = bind_pycom_take_safeboot();
    safe = bind_boot_take_safe() || stored || (options->safe_boot && !started);
    started = true;
    nlr_buf_t nlr;
    if (nlr_push(&nlr) == 0) {
        safe = p12_asks_for_safe_boot() || safe;
        nlr_pop();
    }
}

mpy_result_t mpy_boot_run(void) {
    if (safe) {
        return (mpy_result_t){0};
    }
    // Names are relative to the current folder, which boot.py may change.
    mpy_result_t result = mpy_run_file_if_there("boot.py");
    // Who drives the prompt in raw mode wants it, and no program.
    if (!result.soft_reset && !result.hard_reset &&
        pyexec_mode_kind != PYEXEC_MODE_RAW_REPL) {
        bool named;
        const char *path = bind_boot_main(&named);
        result = named ? mpy_run_file(path) : mpy_run_file_if_there(path);
    }
    return result;
}
