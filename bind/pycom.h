/*
 * pycom - the pycom module, for its own files and for mpy/
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BIND_PYCOM_H
#define TOC_BIND_PYCOM_H

#include "py/obj.h"

// Begin a new life: the LED as heartbeat_on_boot says.
//
// ctx: main thread, after bind_hal_init
void bind_pycom_init(void);

// The LED as heartbeat_on_boot says, after something else was shown.
//
// ctx: main thread, after bind_hal_init
void bind_pycom_led_begin(void);

// Power on or a hard reset: judge a new image, and start the watchdog where
// wdt_on_boot says so.
//
// ctx: main thread, after bind_pycom_init
void bind_pycom_power_on(void);

// Whether bootmgr() asked for a safe boot. Asking forgets it.
//
// ctx: main thread, after bind_pycom_init
bool bind_pycom_take_safeboot(void);

// A setting that is on or off, or a number, by the name under which it is
// stored (bind/pycom_boot.c has them). `otherwise` is what holds when it was
// never set.
//
// ctx: thread
bool bind_pycom_flag(const char *key, bool otherwise);
uint32_t bind_pycom_number(const char *key, uint32_t otherwise);

// Such a setting that is a text, cut to `size` - 1 bytes.
//
// ctx: thread
// Returns false, with `out` as it was, when it was never set.
bool bind_pycom_text(const char *key, char *out, size_t size);

// Store such a setting. Raises OSError when it cannot be kept.
//
// ctx: Python
void bind_pycom_set_number(const char *key, uint32_t number);

// The same where nothing can be raised, as between two lives: what cannot be
// kept is as before, and the next start finds it so.
//
// ctx: main thread
void bind_pycom_keep(const char *key, uint32_t number);
void bind_pycom_keep_text(const char *key, const char *text);

// Whether the board has memory beside the chip's own: those with the chip's
// first revision do not.
//
// ctx: thread
bool bind_pycom_has_psram(void);

// Judge the image that the board is to start with, as the boot loader did.
//
// ctx: main thread, after bind_hal_init
void bind_pycom_ota_power_on(void);

// What the files of the module give to its table.
#define BIND_PYCOM_VAR(name) extern const mp_obj_fun_builtin_var_t bind_pycom_##name##_obj
BIND_PYCOM_VAR(heartbeat);
BIND_PYCOM_VAR(rgbled);
BIND_PYCOM_VAR(nvs_get);
extern const mp_obj_fun_builtin_fixed_t bind_pycom_nvs_set_obj;
extern const mp_obj_fun_builtin_fixed_t bind_pycom_nvs_erase_obj;
extern const mp_obj_fun_builtin_fixed_t bind_pycom_nvs_erase_all_obj;
extern const mp_obj_fun_builtin_fixed_t bind_pycom_ota_start_obj;
extern const mp_obj_fun_builtin_fixed_t bind_pycom_ota_write_obj;
extern const mp_obj_fun_builtin_fixed_t bind_pycom_ota_finish_obj;
extern const mp_obj_fun_builtin_fixed_t bind_pycom_ota_verify_obj;
extern const mp_obj_fun_builtin_fixed_t bind_pycom_ota_slot_obj;
extern const mp_obj_fun_builtin_fixed_t bind_pycom_diff_update_enabled_obj;
extern const mp_obj_fun_builtin_fixed_t bind_pycom_pulses_get_obj;
BIND_PYCOM_VAR(bootmgr);
BIND_PYCOM_VAR(wifi_on_boot);
BIND_PYCOM_VAR(wifi_mode_on_boot);
BIND_PYCOM_VAR(wifi_ssid_sta);
BIND_PYCOM_VAR(wifi_ssid_ap);
BIND_PYCOM_VAR(wifi_pwd_sta);
BIND_PYCOM_VAR(wifi_pwd_ap);
BIND_PYCOM_VAR(heartbeat_on_boot);
BIND_PYCOM_VAR(wdt_on_boot);
BIND_PYCOM_VAR(wdt_on_boot_timeout);
BIND_PYCOM_VAR(lte_modem_en_on_boot);
BIND_PYCOM_VAR(pybytes_on_boot);
BIND_PYCOM_VAR(smart_config_on_boot);
BIND_PYCOM_VAR(pybytes_force_update);
#undef BIND_PYCOM_VAR

#endif
