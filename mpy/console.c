/*
 * console - standard input and output as the board's first serial line
 *
 * On a terminal the prompt reads in raw mode and a program runs in the mode
 * that was found, so that Ctrl-C is a signal. On a pipe nobody turns byte 3
 * into a signal: a thread reads ahead while a program runs and does it.
 *
 * SPDX-License-Identifier: MIT
 */
#include "mpy/console.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <termios.h>
#include <unistd.h>

#include "bind/boot.h"
#include "bind/dialect.h"
#include "bind/dupterm.h"
#include "mpy/gil.h"
#include "mpy/hal.h"
#include "mpy/signals.h"
#include "py/mphal.h"
#include "py/runtime.h"

#define AHEAD_SIZE 65536

// How often a stream that shares the prompt is asked for input.
#define DUPTERM_POLL_NS 10000000u

// Ctrl-F, at any time: a reset into safe boot.
#define CHAR_SAFE_BOOT 6

static struct termios found;
static bool found_valid;
static bool raw;
static bool at_end;
static bool repl;
static bool running;     // a program, not the prompt; atomic
static int wake_fd = -1; // tells that a UART has input

// Read ahead while a program runs. Guarded by the mutex.
static pthread_mutex_t ahead_mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t ahead_changed = PTHREAD_COND_INITIALIZER;
static unsigned char *ahead;
static size_t ahead_first;
static size_t ahead_count;
static bool ahead_on;   // the thread may read
static bool ahead_busy; // it is reading
static bool ahead_end;
static mpy_thread_t *ahead_reader; // waits for what is read
static int ahead_stop_fd = -1;

static void set_mode(bool want_raw) {
    if (!found_valid) {
        if (tcgetattr(STDIN_FILENO, &found) != 0) {
            return;
        }
        found_valid = true;
    }
    struct termios mode = found;
    if (want_raw) {
        mode.c_iflag &= (tcflag_t) ~(BRKINT | ICRNL | INPCK | ISTRIP | IXON);
        mode.c_cflag = (mode.c_cflag & (tcflag_t) ~(CSIZE | PARENB)) | CS8;
        mode.c_lflag = 0;
        mode.c_cc[VMIN] = 1;
        mode.c_cc[VTIME] = 0;
    }
    // Not TCSAFLUSH: what was typed ahead is meant for the next prompt.
    tcsetattr(STDIN_FILENO, TCSADRAIN, &mode);
    raw = want_raw;
}

void mp_hal_stdio_mode_raw(void) {
    set_mode(true);
}

void mp_hal_stdio_mode_orig(void) {
    if (found_valid) {
        set_mode(false);
    }
}

void mpy_console_restore(void) {
    if (found_valid && raw) {
        tcsetattr(STDIN_FILENO, TCSADRAIN, &found);
        raw = false;
    }
}

bool mpy_console_at_end(void) {
    return at_end;
}

// MicroPython moves the cursor with this key.
static bool is_safe_boot(unsigned char byte) {
    return byte == CHAR_SAFE_BOOT && bind_dialect_is_pycom();
}

// With the mutex held: put what was read behind what is there, and take
// Ctrl-C out of it.
static void ahead_take(const unsigned char *bytes, ssize_t count) {
    if (ahead_reader != NULL) {
        toc_waiter_wake(ahead_reader->waiter);
        ahead_reader = NULL;
    }
    if (count == 0) {
        ahead_end = true;
        return;
    }
    for (ssize_t i = 0; i < count; i++) {
        if (bytes[i] == CHAR_CTRL_C) {
            mpy_signals_interrupt();
        } else if (is_safe_boot(bytes[i])) {
            bind_boot_ask_safe();
            mpy_signals_end_program();
            // The prompt finds it where the program has just ended by itself.
            // What was typed before is not for the board after the reset.
            ahead_first = 0;
            ahead_count = 1;
            ahead[0] = CHAR_SAFE_BOOT;
        } else if (ahead_count < AHEAD_SIZE) {
            ahead[(ahead_first + ahead_count++) % AHEAD_SIZE] = bytes[i];
        }
    }
}

static void *ahead_thread(void *arg) {
    (void)arg;
    pthread_mutex_lock(&ahead_mutex);
    for (;;) {
        while (!ahead_on || ahead_end || ahead_count > AHEAD_SIZE / 2) {
            ahead_busy = false;
            pthread_cond_broadcast(&ahead_changed);
            pthread_cond_wait(&ahead_changed, &ahead_mutex);
        }
        ahead_busy = true;
        pthread_mutex_unlock(&ahead_mutex);

        struct pollfd fds[2] = {
            {.fd = STDIN_FILENO, .events = POLLIN},
            {.fd = ahead_stop_fd, .events = POLLIN},
        };
        unsigned char bytes[1024];
        ssize_t count = -1;
        if (poll(fds, 2, -1) > 0 && fds[1].revents == 0) {
            count = read(STDIN_FILENO, bytes, sizeof(bytes));
        }

        pthread_mutex_lock(&ahead_mutex);
        if (count >= 0) {
            ahead_take(bytes, count);
        }
        if (fds[1].revents != 0) {
            ahead_on = false;
        }
    }
    return NULL;
}

static bool ahead_start_thread(void) {
    if (ahead != NULL) {
        return true;
    }
    ahead_stop_fd = eventfd(0, EFD_CLOEXEC);
    ahead = malloc(AHEAD_SIZE);
    pthread_t thread;
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    bool ok = ahead_stop_fd >= 0 && ahead != NULL &&
              pthread_create(&thread, NULL, ahead_thread, NULL) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (ok) {
        pthread_detach(thread);
    }
    return ok;
}

static void ahead_run(bool on) {
    if (!repl || isatty(STDIN_FILENO) || !ahead_start_thread()) {
        return;
    }
    pthread_mutex_lock(&ahead_mutex);
    uint64_t one = 1;
    if (on) {
        ahead_on = true;
        pthread_cond_broadcast(&ahead_changed);
    } else if (ahead_on) {
        if (write(ahead_stop_fd, &one, sizeof(one)) < 0) {
            abort();
        }
        while (ahead_busy) {
            pthread_cond_wait(&ahead_changed, &ahead_mutex);
        }
        ahead_on = false;
        if (read(ahead_stop_fd, &one, sizeof(one)) < 0) {
            abort();
        }
    }
    pthread_mutex_unlock(&ahead_mutex);
}

void mpy_console_repl(bool on) {
    __atomic_store_n(&repl, on, __ATOMIC_RELAXED);
    if (on && isatty(STDIN_FILENO)) {
        mp_hal_stdio_mode_raw();
    } else {
        mp_hal_stdio_mode_orig();
    }
}

void mpy_console_forget_reset(void) {
    pthread_mutex_lock(&ahead_mutex);
    if (ahead_count != 0 && ahead[ahead_first] == CHAR_SAFE_BOOT) {
        ahead_first = (ahead_first + 1) % AHEAD_SIZE;
        ahead_count--;
    }
    pthread_mutex_unlock(&ahead_mutex);
}

// Ctrl-C at a UART that shares the prompt and that the prompt has not read yet.
// It is for the program that begins before it does.
static struct {
    pthread_mutex_t mutex;
    uint32_t unread;
    uint32_t obeyed; // the first so many of them ended a program
} typed_early = {.mutex = PTHREAD_MUTEX_INITIALIZER};

// Returns whether a program that begins is to be ended at once.
static bool set_running(bool runs) {
    pthread_mutex_lock(&typed_early.mutex);
    __atomic_store_n(&running, runs, __ATOMIC_RELEASE);
    bool interrupted = runs && typed_early.unread > typed_early.obeyed;
    if (interrupted) {
        typed_early.obeyed = typed_early.unread;
    }
    pthread_mutex_unlock(&typed_early.mutex);
    return interrupted;
}

// Returns whether a program runs.
static bool note_if_early(unsigned char byte) {
    pthread_mutex_lock(&typed_early.mutex);
    bool runs = __atomic_load_n(&running, __ATOMIC_RELAXED);
    if (!runs && byte == CHAR_CTRL_C) {
        typed_early.unread++;
    }
    pthread_mutex_unlock(&typed_early.mutex);
    return runs;
}

// A Ctrl-C was read. Returns whether it was obeyed before.
static bool was_obeyed(void) {
    pthread_mutex_lock(&typed_early.mutex);
    bool obeyed = typed_early.obeyed != 0;
    typed_early.obeyed -= obeyed;
    typed_early.unread -= typed_early.unread != 0;
    pthread_mutex_unlock(&typed_early.mutex);
    return obeyed;
}

void mpy_console_begin_life(void) {
    pthread_mutex_lock(&typed_early.mutex);
    typed_early.unread = 0;
    typed_early.obeyed = 0;
    pthread_mutex_unlock(&typed_early.mutex);
}

// A byte at a UART that shares the prompt. Ctrl-C and Ctrl-F end a program,
// which does not read.
static bool look_at_uart(void *ctx, unsigned char byte) {
    (void)ctx;
    if (!note_if_early(byte)) {
        return false;
    }
    if (byte == CHAR_CTRL_C) {
        mpy_signals_interrupt();
        return true;
    }
    if (is_safe_boot(byte) && __atomic_load_n(&repl, __ATOMIC_RELAXED)) {
        bind_boot_ask_safe();
        mpy_signals_end_program();
        return true;
    }
    return false;
}

void mpy_console_start(void) {
    bind_dupterm_on_byte(look_at_uart);
}

void mp_hal_set_interrupt_char(int c) {
    bool runs = c == CHAR_CTRL_C;
    bool interrupted = set_running(runs);
    mpy_signals_catch(runs);
    if (interrupted) {
        mpy_signals_interrupt();
    }
    if (repl) {
        if (isatty(STDIN_FILENO)) {
            set_mode(!runs);
        }
        ahead_run(runs);
    }
}

enum ahead { AHEAD_BYTE, AHEAD_END, AHEAD_WAIT, AHEAD_OFF };

// A byte that was read ahead; or why there is none. After AHEAD_WAIT the
// thread is woken when there may be one.
static enum ahead ahead_pop(unsigned char *byte) {
    enum ahead answer;
    pthread_mutex_lock(&ahead_mutex);
    if (ahead_count != 0) {
        *byte = ahead[ahead_first];
        ahead_first = (ahead_first + 1) % AHEAD_SIZE;
        ahead_count--;
        answer = AHEAD_BYTE;
        pthread_cond_broadcast(&ahead_changed);
    } else if (ahead_end) {
        answer = AHEAD_END;
    } else if (ahead_on) {
        answer = AHEAD_WAIT;
        ahead_reader = mpy_thread_self();
    } else {
        answer = AHEAD_OFF;
    }
    pthread_mutex_unlock(&ahead_mutex);
    return answer;
}

// Whether a byte, or the end, can be read at once.
static bool console_is_ready(void) {
    pthread_mutex_lock(&ahead_mutex);
    bool ready = ahead_count != 0 || ahead_end;
    bool reading = ahead_on;
    pthread_mutex_unlock(&ahead_mutex);
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    return ready || at_end || (!reading && poll(&input, 1, 0) > 0);
}

// The one call here in which the clock may go on: writing does not take a
// program's time, however long the reader of the pipe does.
static ssize_t read_waiting(unsigned char *byte) {
    for (;;) {
        mpy_io_begin(true);
        ssize_t ret = read(STDIN_FILENO, byte, 1);
        int err = errno;
        mpy_io_end(true);
        if (ret >= 0 || err != EINTR) {
            return ret;
        }
        mp_handle_pending(true);
    }
}

// Wait until the console or the stream that shares the prompt may have
// something to read. Only a UART can tell that it has.
static void wait_for_input(void) {
    if (wake_fd < 0) {
        wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    }
    if (wake_fd < 0 || !bind_dupterm_tell(wake_fd)) {
        mpy_sleep_until(toc_clock_now_ns() + DUPTERM_POLL_NS);
        return;
    }
    pthread_mutex_lock(&ahead_mutex);
    bool reading = ahead_on;
    pthread_mutex_unlock(&ahead_mutex);
    // What came just before it could tell is still there.
    if (!bind_dupterm_has_input()) {
        struct pollfd fds[2] = {
            {.fd = wake_fd, .events = POLLIN},
            {.fd = reading ? -1 : STDIN_FILENO, .events = POLLIN},
        };
        mpy_io_begin(true);
        // What is read ahead does not tell by a descriptor.
        (void)poll(fds, 2, reading ? (int)(DUPTERM_POLL_NS / 1000000u) : -1);
        mpy_io_end(true);
    }
    eventfd_t wakes;
    (void)eventfd_read(wake_fd, &wakes);
    (void)bind_dupterm_tell(-1);
    mp_handle_pending(true);
}

// As long as the console has nothing to read. Returns whether the stream that
// shares the prompt had a byte first.
static bool read_dupterm(unsigned char *byte) {
    while (bind_dupterm_is_attached()) {
        int got = bind_dupterm_read();
        if (got == CHAR_CTRL_C && was_obeyed()) {
            continue;
        }
        if (got >= 0) {
            *byte = (unsigned char)got;
            return true;
        }
        if (console_is_ready()) {
            return false;
        }
        wait_for_input();
    }
    return false;
}

static unsigned char read_byte(void) {
    unsigned char byte = CHAR_CTRL_D;
    if (bind_dupterm_is_attached() && read_dupterm(&byte)) {
        return byte;
    }
    enum ahead answer;
    while ((answer = ahead_pop(&byte)) == AHEAD_WAIT) {
        mpy_gil_wait(mpy_thread_self(), TOC_FOREVER);
        mp_handle_pending(true);
    }
    if (answer == AHEAD_END) {
        at_end = true;
    } else if (answer == AHEAD_OFF && !at_end) {
        if (read_waiting(&byte) <= 0) {
            at_end = true;
            byte = CHAR_CTRL_D;
        }
    }
    return byte;
}

int mp_hal_stdin_rx_chr(void) {
    unsigned char byte = read_byte();
    if (is_safe_boot(byte) && repl) {
        bind_boot_ask_safe();
        mp_raise_type(&mp_type_SystemExit);
    }
    // A terminal in raw mode sends carriage returns; a pipe does not.
    return byte == '\n' ? '\r' : byte;
}

// All of it or an error: a short write to a pipe is not the end.
static mp_uint_t write_all(int fd, const char *str, size_t len) {
    size_t done = 0;
    while (done < len) {
        ssize_t ret;
        MP_HAL_RETRY_SYSCALL(ret, write(fd, str + done, len - done), {});
        if (ret <= 0) {
            break;
        }
        done += (size_t)ret;
    }
    return done;
}

ssize_t mpy_console_file_write(int fd, const void *buf, size_t count) {
    ssize_t done = write(fd, buf, count);
    if (done > 0 && fd <= STDERR_FILENO && bind_dupterm_is_attached()) {
        mpy_io_end(false);
        bind_dupterm_write(buf, (size_t)done);
        mpy_io_begin(false);
    }
    return done;
}

mp_uint_t mp_hal_stdout_tx_strn(const char *str, size_t len) {
    mp_uint_t written = write_all(STDOUT_FILENO, str, len);
    bind_dupterm_write(str, len);
    return written;
}

// The terminal does its own processing of line ends.
void mp_hal_stdout_tx_strn_cooked(const char *str, size_t len) {
    mp_hal_stdout_tx_strn(str, len);
}

void mp_hal_stdout_tx_str(const char *str) {
    mp_hal_stdout_tx_strn(str, strlen(str));
}

// Errors are printed in pieces, and between two of them another thread may have
// the interpreter lock: each thread gathers a line of its own, so that those of
// two tracebacks do not end up in one.
static _Thread_local struct {
    char text[256];
    size_t size;
} error_line;

static void flush_error_line(void) {
    // Python code that dupterm() calls may print errors itself.
    char text[sizeof(error_line.text)];
    size_t size = error_line.size;
    memcpy(text, error_line.text, size);
    error_line.size = 0;
    write_all(STDERR_FILENO, text, size);
    bind_dupterm_write(text, size);
}

static void stderr_print_strn(void *env, const char *str, size_t len) {
    (void)env;
    for (size_t i = 0; i < len; i++) {
        error_line.text[error_line.size++] = str[i];
        if (str[i] == '\n' || error_line.size == sizeof(error_line.text)) {
            flush_error_line();
        }
    }
}

const mp_print_t mp_stderr_print = {NULL, stderr_print_strn};
