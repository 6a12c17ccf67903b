/*
 * wlan - network.WLAN: the object and its radio
 *
 * SPDX-License-Identifier: MIT
 */
#include "bind/wlan.h"

#include <string.h>

#include "bind/hal.h"
#include "bind/irq.h"
#include "bind/raise.h"
#include "core/clock.h"
#include "py/objint.h"
#include "py/runtime.h"

#define NS_PER_MS       UINT64_C(1000000)
#define INIT_TIMEOUT_NS (30000 * NS_PER_MS)
#define PACKET_EVENTS   0x3Fu
#define ALL_EVENTS      (PACKET_EVENTS | TOC_WLAN_SMART_DONE | TOC_WLAN_SMART_TIMEOUT)

bind_wlan_t bind_wlan;

MP_REGISTER_ROOT_POINTER(void *bind_wlan_obj);

const toc_wlan_ops_t *bind_wlan_ops(void) {
    const toc_wlan_ops_t *ops = bind_hal()->wlan;
    if (ops == NULL) {
        mp_raise_msg(&mp_type_OSError, BIND_MSG_RESOURCE);
    }
    return ops;
}

void bind_wlan_check_mode(enum toc_wlan_mode bit) {
    if (!bind_wlan.on || ((unsigned)bind_wlan.setup.mode & (unsigned)bit) == 0) {
        mp_raise_msg(&mp_type_OSError, BIND_MSG_NOT_POSSIBLE);
    }
}

void bind_wlan_apply(void) {
    const toc_wlan_ops_t *ops = bind_wlan_ops();
    bind_check(ops->set_up(ops->ctx, &bind_wlan.setup));
}

enum {
    ARG_mode,
    ARG_ssid,
    ARG_auth,
    ARG_channel,
    ARG_antenna,
    ARG_power_save,
    ARG_hidden,
    ARG_bandwidth,
    ARG_max_tx_pwr,
    ARG_country,
    ARG_protocol,
    ARG_COUNT
};

static const mp_arg_t init_args[ARG_COUNT] = {
    { MP_QSTR_mode, MP_ARG_KW_ONLY | MP_ARG_INT, { .u_int = TOC_WLAN_STA } },
    { MP_QSTR_ssid, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
    { MP_QSTR_auth, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
    { MP_QSTR_channel, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_INT(1) } },
    { MP_QSTR_antenna, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
    { MP_QSTR_power_save, MP_ARG_KW_ONLY | MP_ARG_BOOL, { .u_bool = false } },
    { MP_QSTR_hidden, MP_ARG_KW_ONLY | MP_ARG_BOOL, { .u_bool = false } },
    { MP_QSTR_bandwidth, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_INT(BIND_WLAN_HT40) } },
    { MP_QSTR_max_tx_pwr, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_INT(0) } },
    { MP_QSTR_country, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
    { MP_QSTR_protocol, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
};

static void names_arg(bind_wlan_t *made, const mp_arg_val_t *vals) {
    mp_obj_t ssid = vals[ARG_ssid].u_obj;
    bool is_ap = made->setup.mode != TOC_WLAN_STA;
    if (is_ap && ssid == mp_const_none) {
        mp_raise_ValueError(MP_ERROR_TEXT("AP SSID not given"));
    }
    if (is_ap) {
        bind_wlan_text_arg(ssid, made->setup.ssid, 1, TOC_WLAN_SSID_MAX);
        bind_wlan_ap_auth_arg(vals[ARG_auth].u_obj, &made->setup);
        return;
    }
    made->join = (toc_wlan_join_t){ .timeout_ns = INIT_TIMEOUT_NS };
    if (ssid != mp_const_none) {
        bind_wlan_text_arg(ssid, made->join.ssid, 1, TOC_WLAN_SSID_MAX);
    }
    toc_wlan_setup_t ignored;
    bind_wlan_join_auth_arg(vals[ARG_auth].u_obj, &made->join);
    if (vals[ARG_auth].u_obj != mp_const_none && made->join.security != TOC_WLAN_WPA2_ENT &&
        made->join.security != TOC_WLAN_OPEN) {
        // The same limits as for an access point.
        bind_wlan_ap_auth_arg(vals[ARG_auth].u_obj, &ignored);
    }
}

static void set_up(const mp_arg_val_t *vals) {
    bind_wlan_t made = bind_wlan;
    mp_int_t mode = vals[ARG_mode].u_int;
    if (mode < TOC_WLAN_STA || mode > TOC_WLAN_STA_AP) {
        mp_raise_ValueError(BIND_MSG_VALUE);
    }
    made.setup.mode = (enum toc_wlan_mode)mode;
    names_arg(&made, vals);
    made.setup.channel =
        (uint8_t)bind_wlan_number_arg(vals[ARG_channel].u_obj, 1, TOC_WLAN_CHANNEL_MAX);
    made.setup.hidden = vals[ARG_hidden].u_bool;
    if (vals[ARG_antenna].u_obj != mp_const_none) {
        made.antenna = (uint8_t)bind_wlan_number_arg(
            vals[ARG_antenna].u_obj, BIND_WLAN_INT_ANT, BIND_WLAN_MAN_ANT);
    }
    made.bandwidth =
        (uint8_t)bind_wlan_number_arg(vals[ARG_bandwidth].u_obj, BIND_WLAN_HT20, BIND_WLAN_HT40);
    if (mp_obj_get_int(vals[ARG_max_tx_pwr].u_obj) != 0) {
        made.max_tx_power = (uint8_t)bind_wlan_number_arg(
            vals[ARG_max_tx_pwr].u_obj, BIND_WLAN_TX_POWER_MIN, BIND_WLAN_TX_POWER_MAX);
    }
    if (vals[ARG_country].u_obj != mp_const_none) {
        bind_wlan_country_arg(vals[ARG_country].u_obj, &made.country);
    }
    if (vals[ARG_protocol].u_obj != mp_const_none) {
        bind_wlan_protocol_arg(vals[ARG_protocol].u_obj, made.protocol);
    }
    const toc_wlan_ops_t *ops = bind_wlan_ops();
    ops->stop(ops->ctx);
    bind_wlan = made;
    bind_wlan.promiscuous = false;
    bind_wlan_apply();
    bind_wlan.on = true;
    if (mode == TOC_WLAN_STA && made.join.ssid[0] != '\0') {
        bind_check(ops->join(ops->ctx, &made.join));
    }
}

// A mode in the place of the id is what programs for MicroPython's WLAN give.
static mp_obj_t wlan_make_new(
    const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    (void)type;
    mp_arg_check_num(n_args, n_kw, 0, 1, true);
    mp_int_t id = n_args != 0 ? mp_obj_get_int(args[0]) : 0;
    bool is_mode = id >= TOC_WLAN_STA && id <= TOC_WLAN_STA_AP;
    if (bind_wlan.on && n_kw == 0 && !is_mode) {
        return MP_OBJ_FROM_PTR(MP_STATE_VM(bind_wlan_obj));
    }
    if (id != 0 && !is_mode) {
        mp_raise_msg(&mp_type_OSError, BIND_MSG_RESOURCE);
    }
    mp_arg_val_t vals[ARG_COUNT];
    mp_arg_t allowed[ARG_COUNT];
    memcpy(allowed, init_args, sizeof(allowed));
    if (is_mode) {
        allowed[ARG_mode].defval.u_int = id;
    }
    mp_map_t kw_args;
    mp_map_init_fixed_table(&kw_args, n_kw, args + n_args);
    mp_arg_parse_all(0, NULL, &kw_args, ARG_COUNT, allowed, vals);
    set_up(vals);
    return MP_OBJ_FROM_PTR(MP_STATE_VM(bind_wlan_obj));
}

static mp_obj_t wlan_init(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    mp_arg_val_t vals[ARG_COUNT];
    mp_arg_parse_all(n_args - 1, args + 1, kw_args, ARG_COUNT, init_args, vals);
    set_up(vals);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_KW(wlan_init_obj, 1, wlan_init);

void bind_wlan_off(void) {
    const toc_wlan_ops_t *ops = bind_wlan_ops();
    bind_wlan.on = false;
    bind_wlan.promiscuous = false;
    ops->stop(ops->ctx);
}

static mp_obj_t wlan_deinit(mp_obj_t self_in) {
    (void)self_in;
    bind_wlan_off();
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(wlan_deinit_obj, wlan_deinit);

bool bind_wlan_is_up(void) {
    const toc_wlan_ops_t *ops = bind_wlan_ops();
    toc_wlan_station_t station;
    ops->station(ops->ctx, &station);
    return station.link == TOC_WLAN_UP;
}

static void watch(bind_irq_obj_t *self, unsigned trigger) {
    const toc_wlan_ops_t *ops = bind_wlan_ops();
    if (self->source == NULL) {
        bind_check(toc_source_open(&self->source, "WLAN", NULL, self));
    }
    ops->unwatch(ops->ctx);
    toc_source_enable(self->source);
    ops->watch(ops->ctx, trigger, self->source);
}

// Before anything is changed.
static void check_trigger(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    mp_map_elem_t *named = mp_map_lookup(kw_args, MP_OBJ_NEW_QSTR(MP_QSTR_trigger), MP_MAP_LOOKUP);
    mp_obj_t trigger = n_args > 1 ? args[1] : named != NULL ? named->value : mp_const_none;
    if (mp_obj_is_int(trigger) && !bind_wlan.promiscuous &&
        ((mp_uint_t)mp_obj_get_int(trigger) & PACKET_EVENTS) != 0) {
        mp_raise_msg(&mp_type_OSError, MP_ERROR_TEXT("Wifi is not in promiscuous mode!"));
    }
}

static mp_obj_t wlan_callback(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    bind_irq_obj_t *self = MP_OBJ_TO_PTR(args[0]);
    check_trigger(n_args, args, kw_args);
    unsigned trigger;
    if (bind_irq_callback(self, n_args, args, kw_args, ALL_EVENTS, &trigger)) {
        watch(self, trigger);
    } else if (self->source != NULL) {
        const toc_wlan_ops_t *ops = bind_wlan_ops();
        ops->unwatch(ops->ctx);
        toc_source_cancel(self->source);
    }
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_KW(wlan_callback_obj, 1, wlan_callback);

static mp_obj_t wlan_events(mp_obj_t self_in) {
    (void)self_in;
    bind_wlan_take_smart();
    const toc_wlan_ops_t *ops = bind_wlan_ops();
    return MP_OBJ_NEW_SMALL_INT(ops->events(ops->ctx));
}
static MP_DEFINE_CONST_FUN_OBJ_1(wlan_events_obj, wlan_events);

// Where a word has 32 bits these are more than a small integer holds.
#if MP_SSIZE_MAX < INT64_MAX
#define LARGE_INT(name, value) \
    static const mpz_dig_t name##_digits[] = { (value)&0xFFFFu, (value) >> 16 }; \
    static const mp_obj_int_t name##_obj = { { &mp_type_int }, \
        { .fixed_dig = 1, .alloc = 2, .len = 2, .dig = (mpz_dig_t *)name##_digits } }
#define ROM_LARGE_INT(name, value) MP_ROM_PTR(&name##_obj)
LARGE_INT(filter_all, BIND_WLAN_FILTER_ALL);
LARGE_INT(filter_cfend, 1u << 30);
LARGE_INT(filter_cfendack, 1u << 31);
#else
#define ROM_LARGE_INT(name, value) MP_ROM_INT(value)
#endif

static const mp_rom_map_elem_t wlan_locals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_init), MP_ROM_PTR(&wlan_init_obj) },
    { MP_ROM_QSTR(MP_QSTR_deinit), MP_ROM_PTR(&wlan_deinit_obj) },
    { MP_ROM_QSTR(MP_QSTR_scan), MP_ROM_PTR(&bind_wlan_scan_obj) },
    { MP_ROM_QSTR(MP_QSTR_connect), MP_ROM_PTR(&bind_wlan_connect_obj) },
    { MP_ROM_QSTR(MP_QSTR_disconnect), MP_ROM_PTR(&bind_wlan_disconnect_obj) },
    { MP_ROM_QSTR(MP_QSTR_isconnected), MP_ROM_PTR(&bind_wlan_isconnected_obj) },
    { MP_ROM_QSTR(MP_QSTR_ifconfig), MP_ROM_PTR(&bind_wlan_ifconfig_obj) },
    { MP_ROM_QSTR(MP_QSTR_mode), MP_ROM_PTR(&bind_wlan_mode_obj) },
    { MP_ROM_QSTR(MP_QSTR_ssid), MP_ROM_PTR(&bind_wlan_ssid_obj) },
    { MP_ROM_QSTR(MP_QSTR_bssid), MP_ROM_PTR(&bind_wlan_bssid_obj) },
    { MP_ROM_QSTR(MP_QSTR_auth), MP_ROM_PTR(&bind_wlan_auth_obj) },
    { MP_ROM_QSTR(MP_QSTR_bandwidth), MP_ROM_PTR(&bind_wlan_bandwidth_obj) },
    { MP_ROM_QSTR(MP_QSTR_channel), MP_ROM_PTR(&bind_wlan_channel_obj) },
    { MP_ROM_QSTR(MP_QSTR_hostname), MP_ROM_PTR(&bind_wlan_hostname_obj) },
    { MP_ROM_QSTR(MP_QSTR_antenna), MP_ROM_PTR(&bind_wlan_antenna_obj) },
    { MP_ROM_QSTR(MP_QSTR_mac), MP_ROM_PTR(&bind_wlan_mac_obj) },
    { MP_ROM_QSTR(MP_QSTR_max_tx_power), MP_ROM_PTR(&bind_wlan_max_tx_power_obj) },
    { MP_ROM_QSTR(MP_QSTR_country), MP_ROM_PTR(&bind_wlan_country_obj) },
    { MP_ROM_QSTR(MP_QSTR_joined_ap_info), MP_ROM_PTR(&bind_wlan_joined_ap_info_obj) },
    { MP_ROM_QSTR(MP_QSTR_wifi_protocol), MP_ROM_PTR(&bind_wlan_wifi_protocol_obj) },
    { MP_ROM_QSTR(MP_QSTR_ap_sta_list), MP_ROM_PTR(&bind_wlan_ap_sta_list_obj) },
    { MP_ROM_QSTR(MP_QSTR_ap_tcpip_sta_list), MP_ROM_PTR(&bind_wlan_ap_tcpip_sta_list_obj) },
    { MP_ROM_QSTR(MP_QSTR_promiscuous), MP_ROM_PTR(&bind_wlan_promiscuous_obj) },
    { MP_ROM_QSTR(MP_QSTR_send_raw), MP_ROM_PTR(&bind_wlan_send_raw_obj) },
    { MP_ROM_QSTR(MP_QSTR_callback), MP_ROM_PTR(&wlan_callback_obj) },
    { MP_ROM_QSTR(MP_QSTR_events), MP_ROM_PTR(&wlan_events_obj) },
    { MP_ROM_QSTR(MP_QSTR_wifi_packet), MP_ROM_PTR(&bind_wlan_wifi_packet_obj) },
    { MP_ROM_QSTR(MP_QSTR_ctrl_pkt_filter), MP_ROM_PTR(&bind_wlan_ctrl_pkt_filter_obj) },
    { MP_ROM_QSTR(MP_QSTR_smartConfig), MP_ROM_PTR(&bind_wlan_smartConfig_obj) },
    { MP_ROM_QSTR(MP_QSTR_Connected_ap_pwd), MP_ROM_PTR(&bind_wlan_Connected_ap_pwd_obj) },

    { MP_ROM_QSTR(MP_QSTR_STA), MP_ROM_INT(TOC_WLAN_STA) },
    { MP_ROM_QSTR(MP_QSTR_AP), MP_ROM_INT(TOC_WLAN_AP) },
    { MP_ROM_QSTR(MP_QSTR_STA_AP), MP_ROM_INT(TOC_WLAN_STA_AP) },
    { MP_ROM_QSTR(MP_QSTR_WEP), MP_ROM_INT(TOC_WLAN_WEP) },
    { MP_ROM_QSTR(MP_QSTR_WPA), MP_ROM_INT(TOC_WLAN_WPA) },
    { MP_ROM_QSTR(MP_QSTR_WPA2), MP_ROM_INT(TOC_WLAN_WPA2) },
    { MP_ROM_QSTR(MP_QSTR_WPA2_ENT), MP_ROM_INT(TOC_WLAN_WPA2_ENT) },
    { MP_ROM_QSTR(MP_QSTR_INT_ANT), MP_ROM_INT(BIND_WLAN_INT_ANT) },
    { MP_ROM_QSTR(MP_QSTR_EXT_ANT), MP_ROM_INT(BIND_WLAN_EXT_ANT) },
    { MP_ROM_QSTR(MP_QSTR_MAN_ANT), MP_ROM_INT(BIND_WLAN_MAN_ANT) },
    { MP_ROM_QSTR(MP_QSTR_HT20), MP_ROM_INT(BIND_WLAN_HT20) },
    { MP_ROM_QSTR(MP_QSTR_HT40), MP_ROM_INT(BIND_WLAN_HT40) },
    { MP_ROM_QSTR(MP_QSTR_PHY_11_B), MP_ROM_INT(BIND_WLAN_PHY_11_B) },
    { MP_ROM_QSTR(MP_QSTR_PHY_11_G), MP_ROM_INT(BIND_WLAN_PHY_11_G) },
    { MP_ROM_QSTR(MP_QSTR_PHY_11_N), MP_ROM_INT(BIND_WLAN_PHY_11_N) },
    { MP_ROM_QSTR(MP_QSTR_PHY_LOW_RATE), MP_ROM_INT(BIND_WLAN_PHY_LOW_RATE) },
    { MP_ROM_QSTR(MP_QSTR_SCAN_ACTIVE), MP_ROM_INT(BIND_WLAN_SCAN_ACTIVE) },
    { MP_ROM_QSTR(MP_QSTR_SCAN_PASSIVE), MP_ROM_INT(BIND_WLAN_SCAN_PASSIVE) },
    { MP_ROM_QSTR(MP_QSTR_COUNTRY_POL_AUTO), MP_ROM_INT(0) },
    { MP_ROM_QSTR(MP_QSTR_COUNTRY_POL_MAN), MP_ROM_INT(1) },
    { MP_ROM_QSTR(MP_QSTR_SECONDARY_CHN_NONE), MP_ROM_INT(BIND_WLAN_SECOND_NONE) },
    { MP_ROM_QSTR(MP_QSTR_SECONDARY_CHN_ABOVE), MP_ROM_INT(BIND_WLAN_SECOND_ABOVE) },
    { MP_ROM_QSTR(MP_QSTR_SECONDARY_CHN_BELOW), MP_ROM_INT(BIND_WLAN_SECOND_BELOW) },

    // As the documentation has them.
    { MP_ROM_QSTR(MP_QSTR_SEC_CHN_NONE), MP_ROM_INT(BIND_WLAN_SECOND_NONE) },
    { MP_ROM_QSTR(MP_QSTR_SEC_CHN_ABOVE), MP_ROM_INT(BIND_WLAN_SECOND_ABOVE) },
    { MP_ROM_QSTR(MP_QSTR_SEC_CHN_BELOW), MP_ROM_INT(BIND_WLAN_SECOND_BELOW) },

    { MP_ROM_QSTR(MP_QSTR_EVENT_PKT_MGMT), MP_ROM_INT(1) },
    { MP_ROM_QSTR(MP_QSTR_EVENT_PKT_CTRL), MP_ROM_INT(2) },
    { MP_ROM_QSTR(MP_QSTR_EVENT_PKT_DATA), MP_ROM_INT(4) },
    { MP_ROM_QSTR(MP_QSTR_EVENT_PKT_MISC), MP_ROM_INT(8) },
    { MP_ROM_QSTR(MP_QSTR_EVENT_PKT_DATA_MPDU), MP_ROM_INT(16) },
    { MP_ROM_QSTR(MP_QSTR_EVENT_PKT_DATA_AMPDU), MP_ROM_INT(32) },
    { MP_ROM_QSTR(MP_QSTR_EVENT_PKT_ANY), MP_ROM_INT(PACKET_EVENTS) },
    { MP_ROM_QSTR(MP_QSTR_SMART_CONF_DONE), MP_ROM_INT(TOC_WLAN_SMART_DONE) },
    { MP_ROM_QSTR(MP_QSTR_SMART_CONF_TIMEOUT), MP_ROM_INT(TOC_WLAN_SMART_TIMEOUT) },
    { MP_ROM_QSTR(MP_QSTR_FILTER_CTRL_PKT_ALL), ROM_LARGE_INT(filter_all, BIND_WLAN_FILTER_ALL) },
    { MP_ROM_QSTR(MP_QSTR_FILTER_CTRL_PKT_WRAPPER), MP_ROM_INT(1 << 23) },
    { MP_ROM_QSTR(MP_QSTR_FILTER_CTRL_PKT_BAR), MP_ROM_INT(1 << 24) },
    { MP_ROM_QSTR(MP_QSTR_FILTER_CTRL_PKT_BA), MP_ROM_INT(1 << 25) },
    { MP_ROM_QSTR(MP_QSTR_FILTER_CTRL_PKT_PSPOLL), MP_ROM_INT(1 << 26) },
    { MP_ROM_QSTR(MP_QSTR_FILTER_CTRL_PKT_CTS), MP_ROM_INT(1 << 28) },
    { MP_ROM_QSTR(MP_QSTR_FILTER_CTRL_PKT_ACK), MP_ROM_INT(1 << 29) },
    { MP_ROM_QSTR(MP_QSTR_FILTER_CTRL_PKT_CFEND), ROM_LARGE_INT(filter_cfend, 1u << 30) },
    { MP_ROM_QSTR(MP_QSTR_FILTER_CTRL_PKT_CFENDACK), ROM_LARGE_INT(filter_cfendack, 1u << 31) },
};
static MP_DEFINE_CONST_DICT(wlan_locals, wlan_locals_table);

MP_DEFINE_CONST_OBJ_TYPE(
    bind_wlan_type,
    MP_QSTR_WLAN,
    MP_TYPE_FLAG_NONE,
    make_new, wlan_make_new,
    locals_dict, &wlan_locals
    );

void bind_wlan_init(bool hard) {
    bind_irq_obj_t *self = m_new0(bind_irq_obj_t, 1);
    self->base.type = &bind_wlan_type;
    self->handler = mp_const_none;
    self->arg = mp_const_none;
    MP_STATE_VM(bind_wlan_obj) = self;
    bind_wlan.promiscuous = false;
    if (hard && bind_hal()->wlan != NULL) {
        bind_wlan_boot();
    }
}
