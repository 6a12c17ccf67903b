/*
 * boot - what a program says about the next start of the board
 *
 * SPDX-License-Identifier: MIT
 */
#include "bind/boot.h"

#include <string.h>

#include "bind/raise.h"

static char main_path[BIND_BOOT_PATH_MAX + 1];
static bool main_named;
static bool safe_asked; // atomic

void bind_boot_begin(void) {
    static const char name[] = "main.py";
    memcpy(main_path, name, sizeof(name));
    main_named = false;
}

void bind_boot_set_main(const char *path, size_t length) {
    if (length == 0 || length > BIND_BOOT_PATH_MAX) {
        mp_raise_ValueError(BIND_MSG_VALUE);
    }
    memcpy(main_path, path, length);
    main_path[length] = '\0';
    main_named = true;
}

const char *bind_boot_main(bool *named) {
    *named = main_named;
    return main_path;
}

void bind_boot_ask_safe(void) {
    __atomic_store_n(&safe_asked, true, __ATOMIC_RELEASE);
}

bool bind_boot_is_safe_asked(void) {
    return __atomic_load_n(&safe_asked, __ATOMIC_ACQUIRE);
}

bool bind_boot_take_safe(void) {
    return __atomic_exchange_n(&safe_asked, false, __ATOMIC_ACQ_REL);
}
