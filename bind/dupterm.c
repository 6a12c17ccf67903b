/*
 * dupterm - the stream that shares the prompt with the console
 *
 * One slot, as in the original. It may be any object that has read() and
 * write(); read(1) should not wait. A UART is read without waiting and shows
 * its bytes as they come, so that Ctrl-C ends a program. UART 0 with nothing
 * outside at its other end is the console itself: to attach it, as every
 * boot.py does, changes nothing.
 *
 * SPDX-License-Identifier: MIT
 */
#include "bind/dupterm.h"

#include <string.h>
#include <sys/eventfd.h>

#include "bind/hal.h"
#include "bind/pycom_os.h"
#include "bind/raise.h"
#include "bind/uart.h"
#include "bind/wait.h"
#include "core/clock.h"
#include "py/builtin.h"
#include "py/runtime.h"

#define STALL_NS UINT64_C(1000000000)

static bool writing;
static bool attached_console;
static int uart = -1; // number of the port that is attached
static int tell_fd = -1;
static toc_wait_t wait;
static bind_dupterm_look on_byte;

static mp_obj_t stream(void) {
    return MP_STATE_VM(bind_dupterm_stream);
}

static const toc_uart_ops_t *uart_ops(void) {
    return bind_hal()->uart;
}

static void wake(void *ctx) {
    (void)ctx;
    // It fails only when there are wakes enough already.
    (void)eventfd_write(tell_fd, 1);
}

static void forget_uart(void) {
    if (uart >= 0) {
        if (tell_fd >= 0) {
            // Who waits for its input looks again.
            wake(NULL);
        }
        (void)bind_dupterm_tell(-1);
        uart_ops()->attend(uart_ops()->ctx, (uint32_t)uart, NULL, NULL);
        uart = -1;
    }
}

void bind_dupterm_detach(void) {
    __atomic_store_n(&MP_STATE_VM(bind_dupterm_stream), MP_OBJ_NULL, __ATOMIC_RELEASE);
    forget_uart();
}

// Also asked without the interpreter lock, by who writes to a file.
bool bind_dupterm_is_attached(void) {
    return __atomic_load_n(&MP_STATE_VM(bind_dupterm_stream), __ATOMIC_ACQUIRE) != MP_OBJ_NULL &&
           !__atomic_load_n(&attached_console, __ATOMIC_ACQUIRE);
}

void bind_dupterm_on_byte(bind_dupterm_look look) {
    on_byte = look;
}

bool bind_dupterm_tell(int fd) {
    if (uart < 0) {
        return false;
    }
    if (tell_fd >= 0) {
        uart_ops()->unsubscribe(uart_ops()->ctx, (uint32_t)uart, &wait);
    }
    tell_fd = fd;
    if (fd >= 0) {
        wait.wake = wake;
        uart_ops()->subscribe(uart_ops()->ctx, (uint32_t)uart, &wait);
    }
    return true;
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

static bool has_room(void *arg) {
    (void)arg;
    return uart < 0 || uart_ops()->room(uart_ops()->ctx, (uint32_t)uart) != 0;
}

static bool is_sent(void *arg) {
    (void)arg;
    return uart < 0 || uart_ops()->is_sent(uart_ops()->ctx, (uint32_t)uart);
}

static void wait_once(bool (*holds)(void *arg), uint64_t until_ns) {
    const toc_uart_ops_t *ops = uart_ops();
    bind_wait_port_t port = { .subscribe = ops->subscribe,
        .unsubscribe = ops->unsubscribe,
        .ctx = ops->ctx,
        .number = (uint32_t)uart };
    (void)bind_wait_once(&port, holds, NULL, until_ns);
}

void bind_dupterm_drain(void) {
    uint64_t until_ns = toc_clock_now_ns() + STALL_NS;
    while (!is_sent(NULL) && toc_clock_now_ns() < until_ns) {
        wait_once(is_sent, until_ns);
    }
}

// Raises nothing: Ctrl-C is for the program and not for its print().
// Returns how many bytes the FIFO took, 0 when it has had no room for a while.
static int32_t write_some(const char *text, size_t length) {
    const toc_uart_ops_t *ops = uart_ops();
    uint32_t port = (uint32_t)uart;
    uint64_t until_ns = toc_clock_now_ns() + STALL_NS;
    int32_t done = ops->write(ops->ctx, port, (const uint8_t *)text, (uint32_t)length);
    while (done == 0 && !ops->is_sent(ops->ctx, port) && toc_clock_now_ns() < until_ns) {
        wait_once(has_room, until_ns);
        if (uart != (int)port) {
            return 0;
        }
        done = ops->write(ops->ctx, port, (const uint8_t *)text, (uint32_t)length);
    }
    return done;
}

static bool write_all(const char *text, size_t length) {
    while (length != 0) {
        int32_t done = uart >= 0 ? write_some(text, length) : 0;
        if (done <= 0) {
            return false;
        }
        text += done;
        length -= (size_t)done;
    }
    return true;
}

// A terminal at a serial line wants both characters of a line's end.
static void write_uart(const char *text, size_t length) {
    static char last;
    size_t from = 0;
    bool ok = true;
    for (size_t i = 0; i < length && ok; i++) {
        if (text[i] == '\n' && last != '\r') {
            ok = write_all(text + from, i - from) && write_all("\r", 1);
            from = i;
        }
        last = text[i];
    }
    if (!(ok && write_all(text + from, length - from)) && uart >= 0) {
        int number = uart;
        bind_dupterm_detach();
        mp_printf(&mp_plat_print, "dupterm: UART %d takes nothing, deactivating\n", number);
    }
}

void bind_dupterm_write(const char *text, size_t length) {
    // What its own write() prints is for the console only.
    if (!bind_dupterm_is_attached() || writing) {
        return;
    }
    if (uart >= 0) {
        write_uart(text, length);
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

bool bind_dupterm_has_input(void) {
    return uart >= 0 && uart_ops()->any(uart_ops()->ctx, (uint32_t)uart) != 0;
}

int bind_dupterm_read(void) {
    if (!bind_dupterm_is_attached()) {
        return -1;
    }
    if (uart >= 0) {
        uint8_t byte;
        return uart_ops()->read(uart_ops()->ctx, (uint32_t)uart, &byte, 1) == 1 ? byte : -1;
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

static bool is_outside(int number) {
    return uart_ops()->is_outside(uart_ops()->ctx, (uint32_t)number);
}

static void attach(mp_obj_t what) {
    int number = bind_uart_number(what);
    bool is_console = number == 0 && !is_outside(0);
    bind_dupterm_detach();
    if (number >= 0 && !is_console) {
        uart = number;
        uart_ops()->attend(uart_ops()->ctx, (uint32_t)uart, on_byte, NULL);
    }
    __atomic_store_n(&attached_console, is_console, __ATOMIC_RELEASE);
    __atomic_store_n(&MP_STATE_VM(bind_dupterm_stream), what, __ATOMIC_RELEASE);
}

void bind_dupterm_begin(void) {
    nlr_buf_t nlr;
    if (nlr_push(&nlr) == 0) {
        if (is_outside(0)) {
            attach(bind_uart_console());
        }
        nlr_pop();
    } else {
        mp_obj_print_exception(&mp_plat_print, MP_OBJ_FROM_PTR(nlr.ret_val));
    }
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
    attach(args[0]);
    return mp_const_none;
}
MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(bind_os_dupterm_obj, 0, 1, os_dupterm);

MP_REGISTER_ROOT_POINTER(mp_obj_t bind_dupterm_stream);
