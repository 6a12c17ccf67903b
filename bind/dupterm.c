/*
 * dupterm - the stream that shares the prompt with the console
 *
 * One slot, as in the original. It may be any object that has read() and
 * write(); read(1) should not wait. UART 0 is the console: to attach it, as
 * every boot.py does, changes nothing.
 *
 * SPDX-License-Identifier: MIT
 */
#include "bind/dupterm.h"

#include <string.h>

#include "bind/pycom_os.h"
#include "bind/raise.h"
#include "py/builtin.h"
#include "py/runtime.h"

static bool writing;
static bool attached_console;

static mp_obj_t stream(void) {
    return MP_STATE_VM(bind_dupterm_stream);
}

// It prints as "UART(0, ...".
static bool is_console(mp_obj_t what) {
    static const char console[] = "UART(0,";
    vstr_t vstr;
    mp_print_t print;
    vstr_init_print(&vstr, 32, &print);
    mp_obj_print_helper(&print, what, PRINT_REPR);
    bool is =
        vstr.len >= sizeof(console) - 1 && memcmp(vstr.buf, console, sizeof(console) - 1) == 0;
    vstr_clear(&vstr);
    return is;
}

void bind_dupterm_detach(void) {
    __atomic_store_n(&MP_STATE_VM(bind_dupterm_stream), MP_OBJ_NULL, __ATOMIC_RELEASE);
}

// Also asked without the interpreter lock, by who writes to a file.
bool bind_dupterm_is_attached(void) {
    return __atomic_load_n(&MP_STATE_VM(bind_dupterm_stream), __ATOMIC_ACQUIRE) != MP_OBJ_NULL &&
           !__atomic_load_n(&attached_console, __ATOMIC_ACQUIRE);
}

// Calls a method that takes one argument. Raises nothing: MP_OBJ_NULL then, and
// the stream is detached.
static mp_obj_t call(qstr method, mp_obj_t arg) {
    nlr_buf_t nlr;
    if (nlr_push(&nlr) == 0) {
        mp_obj_t args[3];
        mp_load_method(stream(), method, args);
        args[2] = arg;
        mp_obj_t result = mp_call_method_n_kw(1, 0, args);
        nlr_pop();
        return result;
    }
    bind_dupterm_detach();
    mp_printf(&mp_plat_print, "dupterm: Exception in %q() method, deactivating: ", method);
    mp_obj_print_exception(&mp_plat_print, MP_OBJ_FROM_PTR(nlr.ret_val));
    return MP_OBJ_NULL;
}

void bind_dupterm_write(const char *text, size_t length) {
    // What its own write() prints is for the console only.
    if (!bind_dupterm_is_attached() || writing) {
        return;
    }
    writing = true;
    nlr_buf_t nlr;
    if (nlr_push(&nlr) == 0) {
        call(MP_QSTR_write, mp_obj_new_bytes((const byte *)text, length));
        nlr_pop();
    }
    writing = false;
}

int bind_dupterm_read(void) {
    if (!bind_dupterm_is_attached()) {
        return -1;
    }
    mp_obj_t data = call(MP_QSTR_read, MP_OBJ_NEW_SMALL_INT(1));
    mp_buffer_info_t buf;
    if (data == MP_OBJ_NULL || !mp_get_buffer(data, &buf, MP_BUFFER_READ) || buf.len == 0) {
        return -1;
    }
    return *(const byte *)buf.buf;
}

static bool has_method(mp_obj_t what, qstr name) {
    mp_obj_t method[2];
    mp_load_method_maybe(what, name, method);
    return method[0] != MP_OBJ_NULL;
}

static mp_obj_t os_dupterm(size_t n_args, const mp_obj_t *args) {
    if (n_args == 0) {
        return stream() == MP_OBJ_NULL ? mp_const_none : stream();
    }
    if (args[0] == mp_const_none) {
        bind_dupterm_detach();
        return mp_const_none;
    }
    if (!has_method(args[0], MP_QSTR_read) || !has_method(args[0], MP_QSTR_write)) {
        mp_raise_TypeError(BIND_MSG_TYPE);
    }
    __atomic_store_n(&attached_console, is_console(args[0]), __ATOMIC_RELEASE);
    __atomic_store_n(&MP_STATE_VM(bind_dupterm_stream), args[0], __ATOMIC_RELEASE);
    return mp_const_none;
}
MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(bind_os_dupterm_obj, 0, 1, os_dupterm);

MP_REGISTER_ROOT_POINTER(mp_obj_t bind_dupterm_stream);
