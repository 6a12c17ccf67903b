/*
 * wlan_connect - connect() of network.WLAN, and what comes of it
 *
 * SPDX-License-Identifier: MIT
 */
#include "bind/dialect.h"
#include "bind/raise.h"
#include "bind/wlan.h"
#include "core/clock.h"
#include "py/builtin.h"
#include "py/mphal.h"
#include "py/runtime.h"

#define NS_PER_MS UINT64_C(1000000)
#define POLL_NS   NS_PER_MS

// A file of a certificate: the name of one that can be opened.
static bool check_file(mp_obj_t name, mp_rom_error_text_t text) {
    if (name == mp_const_none) {
        return false;
    }
    if (mp_import_stat(mp_obj_str_get_str(name)) != MP_IMPORT_STAT_FILE) {
        mp_raise_msg(&mp_type_OSError, text);
    }
    return true;
}

typedef struct {
    mp_obj_t ca_certs;
    mp_obj_t keyfile;
    mp_obj_t certfile;
    mp_obj_t identity;
} enterprise_t;

// (WPA2_ENT,) is by certificate, which nobody here could check.
static void check_enterprise(const enterprise_t *given, const toc_wlan_join_t *join) {
    bool by_user = join->user[0] != '\0';
    if (!by_user && (given->keyfile == mp_const_none || given->certfile == mp_const_none)) {
        mp_raise_ValueError(
            MP_ERROR_TEXT("invalid WAP2_ENT credentials: keyfile and certfile are needed"));
    }
    if (!by_user && given->identity == mp_const_none) {
        mp_raise_ValueError(MP_ERROR_TEXT("indentiy required for WPA2_ENT by certificate"));
    }
    (void)check_file(given->ca_certs, MP_ERROR_TEXT("certificate file not found"));
    (void)check_file(given->keyfile, MP_ERROR_TEXT("device key certificate file not found"));
    (void)check_file(given->certfile, MP_ERROR_TEXT("device client certificate file not found"));
    if (!by_user) {
        mp_raise_msg(
            &mp_type_OSError, MP_ERROR_TEXT("the virtual board cannot join by certificate: give "
                                            "(WLAN.WPA2_ENT, user, password)"));
    }
}

static uint64_t timeout_arg(mp_obj_t from) {
    if (from == mp_const_none) {
        return TOC_FOREVER;
    }
    return (uint64_t)bind_wlan_number_arg(from, 0, INT32_MAX) * NS_PER_MS;
}

static mp_obj_t wlan_connect(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    enum {
        ARG_ssid,
        ARG_auth,
        ARG_bssid,
        ARG_timeout,
        ARG_ca_certs,
        ARG_keyfile,
        ARG_certfile,
        ARG_identity,
        ARG_hostname,
        ARG_channel,
        ARG_COUNT
    };
    static const mp_arg_t allowed[ARG_COUNT] = {
        { MP_QSTR_ssid, MP_ARG_REQUIRED | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_auth, MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_bssid, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_timeout, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_ca_certs, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_keyfile, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_certfile, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_identity, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_hostname, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_channel, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
    };
    mp_arg_val_t vals[ARG_COUNT];
    mp_arg_parse_all(n_args - 1, args + 1, kw_args, ARG_COUNT, allowed, vals);
    bind_wlan_check_mode(TOC_WLAN_STA);
    toc_wlan_join_t join = { .timeout_ns = timeout_arg(vals[ARG_timeout].u_obj) };
    bind_wlan_text_arg(vals[ARG_ssid].u_obj, join.ssid, 1, TOC_WLAN_SSID_MAX);
    bind_wlan_join_auth_arg(vals[ARG_auth].u_obj, &join);
    if (vals[ARG_bssid].u_obj != mp_const_none) {
        bind_wlan_bssid_arg(vals[ARG_bssid].u_obj, join.bssid);
        join.has_bssid = true;
    }
    if (vals[ARG_channel].u_obj != mp_const_none) {
        join.channel =
            (uint8_t)bind_wlan_number_arg(vals[ARG_channel].u_obj, 1, TOC_WLAN_CHANNEL_MAX);
    }
    if (join.security == TOC_WLAN_WPA2_ENT) {
        const enterprise_t given = { vals[ARG_ca_certs].u_obj, vals[ARG_keyfile].u_obj,
            vals[ARG_certfile].u_obj, vals[ARG_identity].u_obj };
        check_enterprise(&given, &join);
    }
    if (vals[ARG_hostname].u_obj != mp_const_none) {
        bind_wlan_text_arg(vals[ARG_hostname].u_obj, bind_wlan.hostname, 1, BIND_WLAN_HOSTNAME_MAX);
    }
    const toc_wlan_ops_t *ops = bind_wlan_ops();
    bind_check(ops->join(ops->ctx, &join));
    bind_wlan.join = join;
    return mp_const_none;
}
MP_DEFINE_CONST_FUN_OBJ_KW(bind_wlan_connect_obj, 1, wlan_connect);

static mp_obj_t wlan_disconnect(mp_obj_t self_in) {
    (void)self_in;
    bind_wlan_check_mode(TOC_WLAN_STA);
    const toc_wlan_ops_t *ops = bind_wlan_ops();
    ops->leave(ops->ctx);
    return mp_const_none;
}
MP_DEFINE_CONST_FUN_OBJ_1(bind_wlan_disconnect_obj, wlan_disconnect);

static mp_obj_t wlan_isconnected(mp_obj_t self_in) {
    (void)self_in;
    bind_wlan_take_smart();
    const toc_wlan_ops_t *ops = bind_wlan_ops();
    toc_wlan_guest_t guests[TOC_WLAN_STATIONS_MAX];
    if (ops->take_timeout(ops->ctx)) {
        mp_raise_msg(&bind_type_timeout_error, MP_ERROR_TEXT("Connection to AP Timeout!"));
    }
    if (bind_wlan_is_up() || ops->guests(ops->ctx, guests) != 0) {
        return mp_const_true;
    }
    if (toc_clock_is_virtual()) {
        // Programs wait in a loop that does nothing else, and virtual time
        // only goes on while everybody waits.
        mpy_sleep_until(toc_clock_now_ns() + POLL_NS);
    }
    return mp_const_false;
}
MP_DEFINE_CONST_FUN_OBJ_1(bind_wlan_isconnected_obj, wlan_isconnected);
