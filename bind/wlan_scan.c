/*
 * wlan_scan - scan() of network.WLAN
 *
 * SPDX-License-Identifier: MIT
 */
#include "bind/raise.h"
#include "bind/wlan.h"
#include "core/clock.h"
#include "py/mphal.h"
#include "py/objtuple.h"
#include "py/runtime.h"

#define NETWORKS_MAX 64

// (min, max) of an active scan, a number of a passive one; milliseconds.
static uint32_t scantime_arg(mp_obj_t from, bool passive) {
    mp_int_t ms = 0;
    mp_int_t min = 0;
    if (passive && mp_obj_is_int(from)) {
        ms = mp_obj_get_int(from);
    } else if (!passive && mp_obj_is_type(from, &mp_type_tuple)) {
        mp_obj_t *items;
        mp_obj_get_array_fixed_n(from, 2, &items);
        min = mp_obj_get_int(items[0]);
        ms = mp_obj_get_int(items[1]);
    }
    if (min < 0 || ms <= 0 || min > ms || ms > INT32_MAX) {
        mp_raise_ValueError(MP_ERROR_TEXT("invalid scan timings"));
    }
    return (uint32_t)ms;
}

static void scan_args(
    size_t n_args, const mp_obj_t *args, mp_map_t *kw_args, toc_wlan_scan_t *scan) {
    enum { ARG_ssid, ARG_bssid, ARG_channel, ARG_show_hidden, ARG_type, ARG_scantime, ARG_COUNT };
    static const mp_arg_t allowed[ARG_COUNT] = {
        { MP_QSTR_ssid, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_bssid, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_channel, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_show_hidden, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_type, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_scantime, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
    };
    mp_arg_val_t vals[ARG_COUNT];
    mp_arg_parse_all(n_args, args, kw_args, ARG_COUNT, allowed, vals);
    *scan = (toc_wlan_scan_t){ .passive = bind_wlan_is_up() };
    if (vals[ARG_ssid].u_obj != mp_const_none) {
        bind_wlan_text_arg(vals[ARG_ssid].u_obj, scan->ssid, 0, TOC_WLAN_SSID_MAX);
    }
    if (vals[ARG_bssid].u_obj != mp_const_none) {
        bind_wlan_bssid_arg(vals[ARG_bssid].u_obj, scan->bssid);
        scan->has_bssid = true;
    }
    if (vals[ARG_channel].u_obj != mp_const_none) {
        scan->channel =
            (uint8_t)bind_wlan_number_arg(vals[ARG_channel].u_obj, 0, TOC_WLAN_CHANNEL_MAX);
    }
    scan->hidden = mp_obj_is_true(vals[ARG_show_hidden].u_obj);
    if (vals[ARG_type].u_obj != mp_const_none) {
        scan->passive = bind_wlan_number_arg(vals[ARG_type].u_obj, BIND_WLAN_SCAN_ACTIVE,
                            BIND_WLAN_SCAN_PASSIVE) == BIND_WLAN_SCAN_PASSIVE;
    }
    if (vals[ARG_scantime].u_obj != mp_const_none) {
        scan->channel_ms = scantime_arg(vals[ARG_scantime].u_obj, scan->passive);
    }
}

static mp_obj_t network_tuple(const toc_wlan_network_t *network) {
    static const qstr fields[] = { MP_QSTR_ssid, MP_QSTR_bssid, MP_QSTR_sec, MP_QSTR_channel,
        MP_QSTR_rssi };
    const mp_obj_t items[] = {
        mp_obj_new_str_from_cstr(network->ssid),
        mp_obj_new_bytes(network->bssid, TOC_WLAN_MAC_SIZE),
        MP_OBJ_NEW_SMALL_INT(network->security),
        MP_OBJ_NEW_SMALL_INT(network->channel),
        MP_OBJ_NEW_SMALL_INT(network->rssi),
    };
    return mp_obj_new_attrtuple(fields, MP_ARRAY_SIZE(items), items);
}

static mp_obj_t wlan_scan(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    toc_wlan_scan_t scan;
    scan_args(n_args - 1, args + 1, kw_args, &scan);
    bind_wlan_check_mode(TOC_WLAN_STA);
    const toc_wlan_ops_t *ops = bind_wlan_ops();
    uint64_t busy_ns;
    if (ops->begin_scan(ops->ctx, &scan, &busy_ns) != 0) {
        mp_raise_msg(&mp_type_OSError, MP_ERROR_TEXT("Scan operation Failed!"));
    }
    nlr_buf_t nlr;
    if (nlr_push(&nlr) != 0) {
        (void)ops->end_scan(ops->ctx, &scan, NULL, 0);
        nlr_jump(nlr.ret_val);
    }
    mpy_sleep_until(toc_clock_now_ns() + busy_ns);
    nlr_pop();
    toc_wlan_network_t networks[NETWORKS_MAX];
    uint32_t count = ops->end_scan(ops->ctx, &scan, networks, NETWORKS_MAX);
    mp_obj_t list = mp_obj_new_list(0, NULL);
    for (uint32_t i = 0; i < count; i++) {
        mp_obj_list_append(list, network_tuple(&networks[i]));
    }
    return list;
}
MP_DEFINE_CONST_FUN_OBJ_KW(bind_wlan_scan_obj, 1, wlan_scan);
