/*
 * life - from power-on or soft reset to the next one
 *
 * A life ends in this order: sources are cancelled, the dispatcher takes
 * nothing new, every other Python thread is ended, the objects are finalised
 * (which takes the alarms out of the heap of deadlines), the queue is
 * discarded, the heap goes. So no record of one life can reach the next.
 *
 * SPDX-License-Identifier: MIT
 */
#include "mpy/life.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bind/boot.h"
#include "bind/can.h"
#include "bind/dialect.h"
#include "bind/dupterm.h"
#include "bind/hal.h"
#include "bind/i2c.h"
#include "bind/irq.h"
#include "bind/machine.h"
#include "bind/machine_types.h"
#include "bind/pin.h"
#include "bind/pycom.h"
#include "bind/rmt.h"
#include "bind/spi.h"
#include "bind/timer.h"
#include "bind/uart.h"
#include "bind/wlan.h"
#include "cli/stats.h"
#include "core/alarm.h"
#include "extmod/vfs.h"
#include "extmod/vfs_posix.h"
#include "mpy/board.h"
#include "mpy/boot.h"
#include "mpy/console.h"
#include "mpy/control.h"
#include "mpy/dispatcher.h"
#include "mpy/execmem.h"
#include "mpy/gil.h"
#include "mpy/hal.h"
#include "mpy/power.h"
#include "mpy/run.h"
#include "mpy/signals.h"
#include "mpy/thread.h"
#include "py/builtin.h"
#include "py/compile.h"
#include "py/gc.h"
#include "py/mphal.h"
#include "py/mpthread.h"
#include "py/objstr.h"
#include "py/runtime.h"
#include "trace/trace_writer.h"

#define STUCK_TEXT_SIZE 96

// For an exception that finds no memory, until the program asks for another.
#define EMERGENCY_BYTES 256

static char *heap;
static bool hard = true;     // this life follows a power on or a hard reset
static bool waiting_for_end; // atomic

// Something may have been the last thing that could happen: look.
static void board_changed(void) {
    mpy_power_world_changed();
    if (__atomic_load_n(&waiting_for_end, __ATOMIC_ACQUIRE)) {
        toc_waiter_wake(mpy_thread_main()->waiter);
    }
}

static void board_drained(void *ctx) {
    (void)ctx;
    board_changed();
}

static bool board_is_alive(void) {
    return toc_alarm_armed_count() != 0 || mpy_board_is_pending() ||
           mpy_control_is_used() || mpy_thread_count() != 0 ||
           !toc_dispatch_is_idle();
}

int mpy_power_on(const toc_options_t *options) {
    if (bind_dialect_init(options->dialect == TOC_DIALECT_PYCOM,
                          &options->board) != 0) {
        fprintf(stderr, "tocsin: cannot allocate the module tables\n");
        return TOC_ENOMEM;
    }
    if (options->has_mac) {
        bind_machine_set_mac(options->mac);
    }
    toc_clock_init(options->virtual_time ? TOC_CLOCK_VIRTUAL : TOC_CLOCK_REAL);
    if (options->has_seed || options->virtual_time) {
        mpy_random_seed(options->seed);
    }
    int err = mpy_signals_start();
    if (err != 0) {
        // NOLINTNEXTLINE(concurrency-mt-unsafe): no other thread runs yet
        fprintf(stderr, "tocsin: cannot start a thread: %s\n", strerror(err));
        return TOC_EAGAIN;
    }
    mp_thread_init();
    heap = malloc(options->heap_bytes);
    if (heap == NULL) {
        fprintf(stderr, "tocsin: cannot allocate a heap of %zu bytes\n",
                options->heap_bytes);
        return TOC_ENOMEM;
    }
    mpy_thread_on_end(board_changed);
    mpy_dispatcher_on_idle(board_changed);
    toc_stall_init(options->irq_stall_ns, mpy_dispatcher_tell_stall);
    toc_alarm_on_drained(board_drained, NULL);
    mpy_console_start();
    err = toc_alarm_start();
    if (err != 0) {
        fprintf(stderr, "tocsin: cannot start the board: %s\n",
                toc_err_text(err));
        return err;
    }
    err = mpy_board_start(options, board_drained);
    if (err == 0) {
        err = mpy_control_start(options, board_changed);
    }
    if (err != 0) {
        return err;
    }
    // Last: a command line that is refused above leaves old files as they are.
    err = toc_trace_start(&options->board);
    if (err == 0 && toc_trace_has_pins()) {
        err = mpy_board_trace();
        if (err != 0) {
            toc_trace_stop(stderr);
        }
    }
    if (err != 0) {
        fprintf(stderr, "tocsin: cannot start to trace: %s\n",
                toc_err_text(err));
    }
    return err;
}

void mpy_power_off(void) {
    mpy_control_stop();
    mpy_board_stop();
    toc_alarm_stop();
    toc_trace_stop(stderr);
    free(heap);
    heap = NULL;
    mpy_console_restore();
}

static void mount_host(void) {
    mp_obj_t args[2] = {
        MP_OBJ_TYPE_GET_SLOT(&mp_type_vfs_posix, make_new)(&mp_type_vfs_posix,
                                                           0, 0, NULL),
        mp_obj_new_str_from_cstr("/"),
    };
    mp_vfs_mount(2, args, (mp_map_t *)&mp_const_empty_map);
    // The current folder is the host's, so the root's file system is current.
    MP_STATE_VM(vfs_cur) = MP_STATE_VM(vfs_mount_table);
    while (MP_STATE_VM(vfs_cur)->next != NULL) {
        MP_STATE_VM(vfs_cur) = MP_STATE_VM(vfs_cur)->next;
    }
}

static void path_add(const char *entry, size_t length) {
    mp_obj_list_append(mp_sys_path, mp_obj_new_str_via_qstr(entry, length));
}

// "~/lib:/usr/lib", with ~ spelled out.
static void path_add_all(const char *list) {
    const char *home = getenv("HOME");
    while (*list != '\0') {
        size_t length = strcspn(list, ":");
        if (home != NULL && length >= 2 && strncmp(list, "~/", 2) == 0) {
            vstr_t vstr;
            vstr_init(&vstr, strlen(home) + length);
            vstr_add_str(&vstr, home);
            vstr_add_strn(&vstr, list + 1, length - 1);
            path_add(vstr.buf, vstr.len);
            vstr_clear(&vstr);
        } else if (length != 0) {
            path_add(list, length);
        }
        list += length;
        list += *list == ':';
    }
}

// The folder of a script comes first, as its modules live beside it.
static void path_begin(const toc_options_t *options) {
    const char *folder = "";
    char *real = NULL;
    if (options->program == TOC_PROGRAM_SCRIPT) {
        real = realpath(options->program_text, NULL);
        char *slash = real != NULL ? strrchr(real, '/') : NULL;
        if (slash != NULL) {
            *slash = '\0';
            folder = real;
        }
    }
    path_add(folder, strlen(folder));
    free(real);
}

extern mp_obj_str_t mp_sys_executable_obj;

static void init_sys(const toc_options_t *options, int argc,
                     char *const *argv) {
    mp_sys_path = mp_obj_new_list(0, NULL);
    path_begin(options);
    if (options->flash != NULL) {
        path_add_all("/flash:/flash/lib");
    }
    const char *path = getenv("MICROPYPATH");
    if (mpy_boot_is_wanted(options)) {
        // A board has no files of the host; what is built in stays.
        path = ".frozen";
    }
    path_add_all(path != NULL ? path : MICROPY_PY_SYS_PATH_DEFAULT);

    mp_obj_list_init(MP_OBJ_TO_PTR(mp_sys_argv), 0);
    if (options->argv0 != NULL) {
        mp_obj_list_append(mp_sys_argv,
                           mp_obj_new_str_from_cstr(options->argv0));
    }
    for (int i = options->first_arg; i < argc; i++) {
        mp_obj_list_append(mp_sys_argv, mp_obj_new_str_from_cstr(argv[i]));
    }

    static char executable[4096];
    ssize_t length =
        readlink("/proc/self/exe", executable, sizeof(executable) - 1);
    if (length > 0) {
        mp_obj_str_set_data(&mp_sys_executable_obj, (byte *)executable,
                            (size_t)length);
    }
}

static void init_emitter(const toc_options_t *options) {
#if MICROPY_EMIT_NATIVE
    static const uint emit[] = {
        [TOC_EMIT_BYTECODE] = MP_EMIT_OPT_BYTECODE,
        [TOC_EMIT_NATIVE] = MP_EMIT_OPT_NATIVE_PYTHON,
        [TOC_EMIT_VIPER] = MP_EMIT_OPT_VIPER,
    };
    MP_STATE_VM(default_emit_opt) = emit[options->emit];
#endif
    MP_STATE_VM(mp_optimise_value) = options->optimise;
    mp_verbose_flag = options->verbose;
}

// Returns false, having said so, when the heap has no room for it.
static bool begin(const toc_options_t *options, int argc, char *const *argv) {
    bind_dupterm_detach();
    mpy_console_begin_life();
    gc_init(heap, heap + options->heap_bytes);
    nlr_buf_t nlr;
    if (nlr_push(&nlr) != 0) {
        fprintf(stderr,
                "tocsin: cannot start the board: a heap of %zu bytes has no "
                "room for its first objects, out of memory\n",
                options->heap_bytes);
        return false;
    }
    mp_init();
    mp_alloc_emergency_exception_buf(MP_OBJ_NEW_SMALL_INT(EMERGENCY_BYTES));
    init_emitter(options);
    if (!mpy_boot_is_wanted(options)) {
        mount_host();
    }
    if (!mpy_boot_mount(options)) {
        nlr_pop();
        return false;
    }
    init_sys(options, argc, argv);
    mpy_board_reset();
    bind_hal_init(mpy_board_hal());
    bind_pin_init();
    bind_adc_init();
    bind_dac_init();
    bind_pwm_init();
    bind_sd_init();
    bind_touch_init();
    bind_can_init();
    bind_i2c_init();
    bind_rmt_init();
    bind_spi_init();
    bind_timer_init();
    bind_uart_init();
    bind_machine_init();
    mpy_power_begin();
    bind_boot_begin();
    bind_pycom_init();
    bind_wlan_init(hard);
    if (hard) {
        bind_time_power_on();
        bind_pycom_power_on();
    }
    nlr_pop();
    return true;
}

// Wait until nothing can happen any more, or Ctrl-C.
static void outlive_program(void) {
    mpy_thread_t *self = mpy_thread_self();
    mpy_signals_catch(true);
    __atomic_store_n(&waiting_for_end, true, __ATOMIC_RELEASE);
    nlr_buf_t nlr;
    if (nlr_push(&nlr) == 0) {
        while (board_is_alive()) {
            mpy_gil_wait(self, TOC_FOREVER);
            mp_handle_pending(true);
        }
        nlr_pop();
    }
    __atomic_store_n(&waiting_for_end, false, __ATOMIC_RELEASE);
    mpy_signals_catch(false);
}

static bool wants_prompt(const toc_options_t *options) {
    const char *inspect = getenv("MICROPYINSPECT");
    return options->program == TOC_PROGRAM_REPL || options->inspect ||
           (inspect != NULL && inspect[0] != '\0');
}

static mpy_result_t boot(const toc_options_t *options) {
    if (hard) {
        mpy_boot_loader(options);
    }
    // From here on Ctrl-C and Ctrl-F may come as bytes.
    mpy_console_repl(true);
    return mpy_boot_run();
}

static mpy_result_t run_all(const toc_options_t *options) {
    mpy_result_t result = {0};
    bind_dialect_begin_names();
    if (options->dialect == TOC_DIALECT_PYCOM && wants_prompt(options)) {
        bind_dupterm_begin();
    }
    if (options->program != TOC_PROGRAM_REPL) {
        result = mpy_run_program(options);
    } else if (mpy_boot_is_wanted(options)) {
        result = boot(options);
    } else {
        // Nothing runs at the start, so each is a safe one.
        mpy_console_forget_reset();
        bind_boot_take_safe();
    }
    if (result.soft_reset || result.hard_reset) {
        return result;
    }
    if (wants_prompt(options)) {
        result = mpy_run_repl();
    } else if (!result.left && !options->exit_at_end) {
        outlive_program();
    }
    return result;
}

static void run_exit_function(void) {
    nlr_buf_t nlr;
    if (!mp_obj_is_callable(MP_STATE_VM(sys_exitfunc))) {
        return;
    }
    if (nlr_push(&nlr) == 0) {
        mp_call_function_0(MP_STATE_VM(sys_exitfunc));
        nlr_pop();
    } else {
        mp_obj_print_exception(&mp_stderr_print, MP_OBJ_FROM_PTR(nlr.ret_val));
    }
}

static bool cancel_source(toc_source_t *source, void *ctx) {
    (void)ctx;
    toc_source_cancel(source);
    return true;
}

static void name_stuck(mpy_thread_t *thread) {
    char text[STUCK_TEXT_SIZE] = "a thread of the program";
    if (thread->is_dispatcher) {
        toc_source_t *source;
        const toc_irq_record_t *record = toc_dispatch_current(&source, NULL);
        if (record != NULL && source != NULL) {
            char where[STUCK_TEXT_SIZE / 2];
            bind_irq_obj_t *owner = source->owner;
            bind_irq_where_text(&owner->where, where, sizeof(where));
            snprintf(text, sizeof(text), "the handler of %s, %s,", source->name,
                     where);
        }
    }
    fprintf(stderr, "tocsin: %s does not end; ending it\n", text);
}

static void show_stats(const toc_options_t *options) {
    if (options->stats) {
        toc_stats_print(stderr);
    }
}

// Returns false when something is stuck in C code and the process has to end
// without taking the heap from under it.
static bool end(const toc_options_t *options, bool for_exit) {
    if (for_exit) {
        mpy_control_let_go();
    }
    toc_source_each(cancel_source, NULL);
    bind_dupterm_drain();
    bind_uart_tell_lost();
    bind_can_tell_lost();
    mpy_power_down();
    mpy_dispatcher_stop();
    if (!mpy_thread_end_all(for_exit, name_stuck)) {
        return false;
    }
    if (for_exit) {
        show_stats(options);
    }
    bind_dupterm_detach();
    gc_sweep_all();
    mpy_dispatcher_deinit();
    mp_deinit();
    mpy_exec_free_all();
    return true;
}

typedef struct {
    const toc_options_t *options;
    mpy_result_t result;
} run_t;

static void run(void *arg) {
    run_t *r = arg;
    r->result = run_all(r->options);
}

// A reset cut the program off, in the middle of whatever it did.
static void tidy_up(void) {
    __atomic_store_n(&waiting_for_end, false, __ATOMIC_RELEASE);
    mp_hal_set_interrupt_char(-1);
    mpy_console_repl(false);
    mp_globals_set(&MP_STATE_VM(dict_main));
    mp_locals_set(&MP_STATE_VM(dict_main));
}

// Run the program, and find out how it ended.
static mpy_result_t live(const toc_options_t *options) {
    static run_t r;
    r = (run_t){.options = options};
    if (mpy_power_run(run, &r)) {
        tidy_up();
    }
    if (r.result.hard_reset) {
        // The key for safe boot.
        bind_power_ask_reset(TOC_RESET_WDT);
    }
    if (!mpy_power_is_ending()) {
        run_exit_function();
        return r.result;
    }
    return (mpy_result_t){.hard_reset = !mpy_power_is_for_ever()};
}

static void tell_soft_reset(const toc_options_t *options) {
    mp_hal_stdout_tx_str(options->dialect == TOC_DIALECT_PYCOM
                             ? "PYB: soft reboot\r\n"
                             : "MPY: soft reboot\r\n");
}

int mpy_life(const toc_options_t *options, int argc, char *const *argv) {
    if (!begin(options, argc, argv)) {
        return 1;
    }
    int err = mpy_dispatcher_start(options->irq_depth, options->irq_policy);
    if (err != 0) {
        fprintf(stderr, "tocsin: cannot start the dispatcher: %s\n",
                toc_err_text(err));
        return 1;
    }
    mpy_control_life();
    mpy_result_t result = live(options);
    mpy_control_result(&result);
    hard = result.hard_reset;
    bool again = result.soft_reset || result.hard_reset;
    if (options->verbose != 0 && !again) {
        mp_micropython_mem_info(0, NULL);
    }
    if (again && !hard) {
        tell_soft_reset(options);
    }
    if (!end(options, !again)) {
        mpy_control_stop();
        show_stats(options);
        toc_trace_stop(stderr);
        mpy_console_restore();
        fflush(NULL);
        _exit(result.status);
    }
    if (mpy_power_is_ending()) {
        again = mpy_power_cycle();
    }
    return again ? -1 : result.status;
}
