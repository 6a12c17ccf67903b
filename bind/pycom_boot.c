/*
 * pycom_boot - the settings that a board keeps and reads when it starts
 *
 * They lie in the board's storage, in a space that nvs_erase_all() leaves
 * alone. Without an argument each function returns its setting.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdio.h>
#include <string.h>

#include "bind/hal.h"
#include "bind/int.h"
#include "bind/pycom.h"
#include "bind/raise.h"
#include "bind/unlock.h"
#include "bind/wlan.h"
#include "core/err.h"

#define WDT_TIMEOUT_MIN_MS 5000
#define NS_PER_MS          UINT64_C(1000000)
#define WIFI_MODE_AP       2
#define WIFI_MODE_MAX      3
#define SSID_MAX           32
#define PASSWORD_MAX       64

static const toc_nvs_ops_t *nvs(void) {
    return bind_hal()->nvs;
}

uint32_t bind_pycom_number(const char *key, uint32_t otherwise) {
    toc_nvs_value_t value;
    char text[TOC_NVS_TEXT_MAX + 1];
    int err = nvs()->get(nvs()->ctx, TOC_NVS_CONFIG, key, &value, text);
    return err == 0 && !value.is_text ? value.number : otherwise;
}

bool bind_pycom_flag(const char *key, bool otherwise) {
    return bind_pycom_number(key, otherwise) != 0;
}

bool bind_pycom_text(const char *key, char *out, size_t size) {
    toc_nvs_value_t value;
    char text[TOC_NVS_TEXT_MAX + 1];
    int err = nvs()->get(nvs()->ctx, TOC_NVS_CONFIG, key, &value, text);
    if (err != 0 || !value.is_text) {
        return false;
    }
    (void)snprintf(out, size, "%s", text);
    return true;
}

static void set_value(const char *key, const toc_nvs_value_t *value) {
    bind_unlock();
    int err = nvs()->set(nvs()->ctx, TOC_NVS_CONFIG, key, value);
    bind_relock();
    bind_check(err);
}

void bind_pycom_set_number(const char *key, uint32_t number) {
    toc_nvs_value_t value = { .number = number };
    set_value(key, &value);
}

static mp_obj_t flag(size_t n_args, const mp_obj_t *args, const char *key, bool otherwise) {
    if (n_args == 0) {
        return mp_obj_new_bool(bind_pycom_flag(key, otherwise));
    }
    bind_pycom_set_number(key, mp_obj_is_true(args[0]));
    return mp_const_none;
}

static void forget(const char *key) {
    bind_unlock();
    int err = nvs()->erase(nvs()->ctx, TOC_NVS_CONFIG, key);
    bind_relock();
    bind_check(err == TOC_ENOENT ? 0 : err);
}

// A text or None. What is neither is ignored, as there.
static mp_obj_t name(size_t n_args, const mp_obj_t *args, const char *key, size_t max) {
    // A telephone may have told smartConfig() the network of the station.
    bind_wlan_take_smart();
    if (n_args == 0) {
        toc_nvs_value_t value;
        char text[TOC_NVS_TEXT_MAX + 1];
        int err = nvs()->get(nvs()->ctx, TOC_NVS_CONFIG, key, &value, text);
        return err == 0 && value.is_text ? mp_obj_new_str(text, strlen(text)) : mp_const_none;
    }
    if (args[0] == mp_const_none) {
        forget(key);
    } else if (mp_obj_is_str(args[0])) {
        toc_nvs_value_t value = { .is_text = true, .text = mp_obj_str_get_str(args[0]) };
        if (strlen(value.text) > max) {
            mp_raise_ValueError(BIND_MSG_VALUE);
        }
        set_value(key, &value);
    }
    return mp_const_none;
}

#define FLAG(function, key, otherwise) \
    static mp_obj_t pycom_##function(size_t n_args, const mp_obj_t *args) { \
        return flag(n_args, args, key, otherwise); \
    } \
    MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(bind_pycom_##function##_obj, 0, 1, pycom_##function)

#define NAME(function, key, max) \
    static mp_obj_t pycom_##function(size_t n_args, const mp_obj_t *args) { \
        return name(n_args, args, key, max); \
    } \
    MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(bind_pycom_##function##_obj, 0, 1, pycom_##function)

FLAG(heartbeat_on_boot, "heartbeat", true);
FLAG(lte_modem_en_on_boot, "lte", true);
FLAG(pybytes_force_update, "pybytes_force", false);
FLAG(pybytes_on_boot, "pybytes", true);
FLAG(smart_config_on_boot, "smart_config", true);
FLAG(wdt_on_boot, "wdt", false);
NAME(wifi_pwd_ap, "wifi_pwd_ap", PASSWORD_MAX);
NAME(wifi_pwd_sta, "wifi_pwd_sta", PASSWORD_MAX);
NAME(wifi_ssid_ap, "wifi_ssid_ap", SSID_MAX);
NAME(wifi_ssid_sta, "wifi_ssid_sta", SSID_MAX);

// With a true second argument the radio is started or stopped at once.
static mp_obj_t pycom_wifi_on_boot(size_t n_args, const mp_obj_t *args) {
    mp_obj_t result = flag(n_args, args, "wifi", true);
    if (n_args == 2 && mp_obj_is_true(args[1]) && bind_hal()->wlan != NULL) {
        bool on = mp_obj_is_true(args[0]);
        if (on && !bind_wlan.on) {
            bind_wlan_boot();
        } else if (!on) {
            bind_wlan_off();
        }
    }
    return result;
}
MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(bind_pycom_wifi_on_boot_obj, 0, 2, pycom_wifi_on_boot);

static mp_obj_t pycom_wifi_mode_on_boot(size_t n_args, const mp_obj_t *args) {
    if (n_args == 0) {
        return MP_OBJ_NEW_SMALL_INT(bind_pycom_number("wifi_mode", WIFI_MODE_AP));
    }
    mp_int_t mode = mp_obj_get_int(args[0]);
    if (mode >= 0 && mode <= WIFI_MODE_MAX) {
        bind_pycom_set_number("wifi_mode", (uint32_t)mode);
    }
    return mp_const_none;
}
MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(
    bind_pycom_wifi_mode_on_boot_obj, 0, 1, pycom_wifi_mode_on_boot);

static mp_obj_t pycom_wdt_on_boot_timeout(size_t n_args, const mp_obj_t *args) {
    if (n_args == 0) {
        return bind_int(bind_pycom_number("wdt_ms", UINT32_MAX));
    }
    int64_t ms = bind_get_int64(args[0]);
    if (ms < WDT_TIMEOUT_MIN_MS) {
        mp_raise_ValueError(MP_ERROR_TEXT("WDT on boot timeout must be >= 5000 ms"));
    }
    bind_pycom_set_number("wdt_ms", (uint32_t)MIN(ms, UINT32_MAX));
    return mp_const_none;
}
MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(
    bind_pycom_wdt_on_boot_timeout_obj, 0, 1, pycom_wdt_on_boot_timeout);

void bind_pycom_keep(const char *key, uint32_t number) {
    toc_nvs_value_t value = { .number = number };
    (void)nvs()->set(nvs()->ctx, TOC_NVS_CONFIG, key, &value);
}

void bind_pycom_keep_text(const char *key, const char *text) {
    toc_nvs_value_t value = { .is_text = true, .text = text };
    (void)nvs()->set(nvs()->ctx, TOC_NVS_CONFIG, key, &value);
}

bool bind_pycom_take_safeboot(void) {
    bool asked = bind_pycom_flag("safeboot", false);
    if (asked) {
        bind_pycom_keep("safeboot", false);
    }
    return asked;
}

static void start_wdt(void) {
    if (!bind_pycom_flag("wdt", false)) {
        return;
    }
    uint32_t ms = bind_pycom_number("wdt_ms", UINT32_MAX);
    if (ms == UINT32_MAX) {
        // Never told for how long: it was not meant.
        bind_pycom_keep("wdt", false);
        return;
    }
    const toc_wdt_ops_t *wdt = bind_hal()->wdt;
    if (wdt->start(wdt->ctx, ms * NS_PER_MS) != 0) {
        mp_printf(
            MICROPY_ERROR_PRINTER, "tocsin: the watchdog of pycom.wdt_on_boot() cannot start\n");
    }
}

void bind_pycom_power_on(void) {
    bind_pycom_ota_power_on();
    start_wdt();
}

void bind_pycom_led_begin(void) {
    const toc_led_ops_t *led = bind_hal()->led;
    if (led != NULL) {
        led->beat(led->ctx, bind_pycom_flag("heartbeat", true));
    }
}

void bind_pycom_init(void) {
    // A mode of 0 does not outlive a start.
    if (bind_pycom_number("wifi_mode", WIFI_MODE_AP) == 0) {
        bind_pycom_keep("wifi_mode", WIFI_MODE_AP);
    }
    bind_pycom_led_begin();
}
