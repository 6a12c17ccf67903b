/*
 * run - run a program: a file, a command, a module, the prompt
 *
 * SPDX-License-Identifier: MIT
 */
#include "mpy/run.h"

#include <string.h>
#include <unistd.h>

#include "bind/boot.h"
#include "bind/machine.h"
#include "mpy/board.h"
#include "mpy/console.h"
#include "ports/unix/input.h"
#include "py/builtin.h"
#include "py/compile.h"
#include "py/lexer.h"
#include "py/mperrno.h"
#include "py/mphal.h"
#include "py/objmodule.h"
#include "py/parse.h"
#include "py/repl.h"
#include "py/runtime.h"
#include "shared/runtime/pyexec.h"

enum source_kind { FROM_FILE, FROM_BOARD, FROM_TEXT, FROM_STDIN };

// Of the statement at the prompt that raised SystemExit.
static mpy_result_t repl_result;

const char tocsin_help_text[] =
    "Tocsin: MicroPython on a virtual Pycom board, with interrupt handlers "
    "that\n"
    "have no rules.\n"
    "\n"
    "    from machine import Pin, Timer\n"
    "    Pin('P10').callback(Pin.IRQ_RISING, lambda pin: print(pin))\n"
    "    Timer.Alarm(lambda alarm: print(alarm), 1.5, periodic=True)\n"
    "\n"
    "    import tocsin\n"
    "    tocsin.board.press('P10')     press the button on P10\n"
    "    tocsin.irq.stats()            what was posted, handled, refused\n"
    "\n"
    "Keys:\n"
    "    CTRL-A        raw mode, for programs that drive the prompt\n"
    "    CTRL-B        back to this mode\n"
    "    CTRL-C        interrupt a running program\n"
    "    CTRL-D        on an empty line: soft reset of the board\n"
    "    CTRL-E        paste mode\n"
    "    CTRL-F        safe boot: a reset after which neither boot.py nor\n"
    "                  main.py runs\n"
    "\n"
    "help(object) tells about an object, help('modules') lists the modules,\n"
    "sys.exit() leaves.\n";

static mpy_result_t exit_result(mp_obj_base_t *exception) {
    mp_obj_t value = mp_obj_exception_get_value(MP_OBJ_FROM_PTR(exception));
    mp_int_t status = 0;
    if (value != mp_const_none && !mp_obj_get_int_maybe(value, &status)) {
        // As CPython: anything else is a message.
        mp_obj_print_helper(&mp_stderr_print, value, PRINT_STR);
        mp_print_str(&mp_stderr_print, "\n");
        status = 1;
    }
    return (mpy_result_t){
        .status = (int)(status & 0xff),
        .left = true,
        .soft_reset = bind_machine_soft_reset_asked(),
        .hard_reset = bind_boot_is_safe_asked(),
    };
}

static mpy_result_t uncaught(mp_obj_base_t *exception) {
    if (mp_obj_is_subclass_fast(MP_OBJ_FROM_PTR(exception->type),
                                MP_OBJ_FROM_PTR(&mp_type_SystemExit))) {
        return exit_result(exception);
    }
    mp_obj_print_exception(&mp_stderr_print, MP_OBJ_FROM_PTR(exception));
    // Ctrl-C is meant for all of it: the board does not live on.
    bool interrupted =
        mp_obj_is_subclass_fast(MP_OBJ_FROM_PTR(exception->type),
                                MP_OBJ_FROM_PTR(&mp_type_KeyboardInterrupt));
    return (mpy_result_t){.status = 1, .left = interrupted};
}

// The error of opening it would not say which file.
static void check_is_file(const char *path) {
    mp_import_stat_t stat = mp_import_stat(path);
    if (stat != MP_IMPORT_STAT_FILE) {
        mp_raise_OSError_with_filename(
            stat == MP_IMPORT_STAT_DIR ? MP_EISDIR : MP_ENOENT, path);
    }
}

static mp_lexer_t *open_lexer(enum source_kind kind, const char *text) {
    switch (kind) {
    case FROM_BOARD:
        check_is_file(text);
        return mp_lexer_new_from_file(qstr_from_str(text));
    case FROM_FILE:
        return mp_lexer_new_from_file(qstr_from_str(text));
    case FROM_STDIN:
        return mp_lexer_new_from_fd(MP_QSTR__lt_stdin_gt_, STDIN_FILENO, false);
    default:
        return mp_lexer_new_from_str_len(MP_QSTR__lt_stdin_gt_, text,
                                         strlen(text), 0);
    }
}

static mpy_result_t run(enum source_kind kind, const char *text,
                        bool compile_only) {
    mpy_result_t result = {0};
    mp_hal_set_interrupt_char(CHAR_CTRL_C);
    nlr_buf_t nlr;
    if (nlr_push(&nlr) == 0) {
        mp_lexer_t *lex = open_lexer(kind, text);
        qstr name = lex->source_name;
        mp_store_global(MP_QSTR___file__, MP_OBJ_NEW_QSTR(name));
        mp_parse_tree_t tree = mp_parse(lex, MP_PARSE_FILE_INPUT);
        mp_obj_t module = mp_compile(&tree, name, false);
        if (!compile_only) {
            mp_call_function_0(module);
        }
        mp_hal_set_interrupt_char(-1);
        mp_handle_pending(true);
        nlr_pop();
    } else {
        mp_hal_set_interrupt_char(-1);
        mp_handle_pending(false);
        result = uncaught(nlr.ret_val);
    }
    return result;
}

// Import `name` as __main__; of a package, its __main__ module.
static void import_main(const char *name) {
    mp_obj_t args[4] = {mp_obj_new_str_from_cstr(name), mp_const_none,
                        mp_const_none, mp_const_false};
    mp_obj_t module = mp_builtin___import__(MP_ARRAY_SIZE(args), args);
    mp_obj_t path[2];
    mp_load_method_protected(module, MP_QSTR___path__, path, true);
    if (path[0] == MP_OBJ_NULL) {
        return;
    }
    vstr_t vstr;
    vstr_init(&vstr, strlen(name) + sizeof(".__main__"));
    vstr_add_str(&vstr, name);
    vstr_add_str(&vstr, ".__main__");
    args[0] = mp_obj_new_str_from_vstr(&vstr);
    mp_builtin___import__(MP_ARRAY_SIZE(args), args);
}

static mpy_result_t run_module(const char *name) {
    mpy_result_t result = {0};
    mp_hal_set_interrupt_char(CHAR_CTRL_C);
    nlr_buf_t nlr;
    if (nlr_push(&nlr) == 0) {
        import_main(name);
        mp_hal_set_interrupt_char(-1);
        mp_handle_pending(true);
        nlr_pop();
    } else {
        mp_hal_set_interrupt_char(-1);
        mp_handle_pending(false);
        result = uncaught(nlr.ret_val);
    }
    return result;
}

// A program that an exception ended, sys.exit() too, leaves the LED dark and
// without its heartbeat.
static mpy_result_t darkened(mpy_result_t result) {
    const toc_led_ops_t *led = mpy_board_hal()->led;
    bool failed = result.left || result.status != 0;
    if (failed && !result.soft_reset && !result.hard_reset && led != NULL) {
        led->beat(led->ctx, false);
    }
    return result;
}

static mpy_result_t run_named(const toc_options_t *options) {
    switch (options->program) {
    case TOC_PROGRAM_SCRIPT:
        return run(FROM_FILE, options->program_text, options->compile_only);
    case TOC_PROGRAM_STDIN:
        return run(FROM_STDIN, NULL, options->compile_only);
    case TOC_PROGRAM_COMMAND:
        return run(FROM_TEXT, options->program_text, options->compile_only);
    case TOC_PROGRAM_MODULE:
        return run_module(options->program_text);
    default:
        return (mpy_result_t){0};
    }
}

mpy_result_t mpy_run_program(const toc_options_t *options) {
    return darkened(run_named(options));
}

mpy_result_t mpy_run_file(const char *path) {
    return darkened(run(FROM_BOARD, path, false));
}

mpy_result_t mpy_run_file_if_there(const char *path) {
    if (mp_import_stat(path) != MP_IMPORT_STAT_FILE) {
        return (mpy_result_t){0};
    }
    return mpy_run_file(path);
}

void mpy_repl_after_exec(void *exception, const int *ret) {
    if ((*ret & PYEXEC_FORCED_EXIT) != 0 && exception != NULL) {
        repl_result = exit_result(exception);
    }
}

static void prompt_until_exit(void) {
    nlr_buf_t nlr;
    if (nlr_push(&nlr) != 0) {
        // The key for safe boot, pressed at the prompt.
        mp_handle_pending(false);
        repl_result = uncaught(nlr.ret_val);
        return;
    }
    int ret;
    do {
        ret = pyexec_mode_kind == PYEXEC_MODE_RAW_REPL ? pyexec_raw_repl()
                                                       : pyexec_friendly_repl();
    } while ((ret & PYEXEC_FORCED_EXIT) == 0);
    nlr_pop();
}

mpy_result_t mpy_run_repl(void) {
    bool terminal = isatty(STDIN_FILENO);
    if (terminal) {
        prompt_read_history();
    }
    mpy_console_repl(true);
    repl_result = (mpy_result_t){0};
    prompt_until_exit();
    mpy_console_repl(false);
    if (terminal) {
        prompt_write_history();
    }
    if (repl_result.left) {
        return repl_result;
    }
    return (mpy_result_t){.soft_reset = !mpy_console_at_end()};
}
