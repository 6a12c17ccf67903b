/*
 * wlan_settings - what network.WLAN tells and sets by one method each
 *
 * SPDX-License-Identifier: MIT
 */
#include <arpa/inet.h>
#include <string.h>

#include "bind/raise.h"
#include "bind/wlan.h"
#include "py/objtuple.h"
#include "py/runtime.h"

#define IFACE_STA 1
#define IFACE_AP  2

#define VAR(method, max) \
    MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(bind_wlan_##method##_obj, 1, 1 + (max), wlan_##method)

static bool has(enum toc_wlan_mode bit) {
    return bind_wlan.on && ((unsigned)bind_wlan.setup.mode & (unsigned)bit) != 0;
}

// Where the station is, or false.
static bool joined(toc_wlan_station_t *station) {
    const toc_wlan_ops_t *ops = bind_wlan_ops();
    ops->station(ops->ctx, station);
    return station->link >= TOC_WLAN_JOINED;
}

static mp_obj_t mac_bytes(const uint8_t mac[TOC_WLAN_MAC_SIZE]) {
    return mp_obj_new_bytes(mac, TOC_WLAN_MAC_SIZE);
}

// What the radio has to know of is handed to it, when it is on.
static void apply(void) {
    if (bind_wlan.on) {
        bind_wlan_apply();
    }
}

static mp_obj_t wlan_mode(size_t n_args, const mp_obj_t *args) {
    if (n_args == 1) {
        return MP_OBJ_NEW_SMALL_INT(bind_wlan.setup.mode);
    }
    bind_wlan.setup.mode =
        (enum toc_wlan_mode)bind_wlan_number_arg(args[1], TOC_WLAN_STA, TOC_WLAN_STA_AP);
    apply();
    return mp_const_none;
}
VAR(mode, 1);

static mp_obj_t wlan_ssid(size_t n_args, const mp_obj_t *args) {
    if (n_args == 2) {
        bind_wlan_text_arg(args[1], bind_wlan.setup.ssid, 1, TOC_WLAN_SSID_MAX);
        apply();
        return mp_const_none;
    }
    toc_wlan_station_t station;
    mp_obj_t names[2] = { mp_const_none, mp_obj_new_str_from_cstr(bind_wlan.setup.ssid) };
    if (joined(&station)) {
        names[0] = mp_obj_new_str_from_cstr(station.network.ssid);
    }
    if (has(TOC_WLAN_STA) && has(TOC_WLAN_AP)) {
        return mp_obj_new_tuple(2, names);
    }
    return has(TOC_WLAN_AP) ? names[1] : names[0];
}
VAR(ssid, 1);

static mp_obj_t wlan_bssid(mp_obj_t self_in) {
    (void)self_in;
    toc_wlan_station_t station;
    (void)joined(&station);
    return mac_bytes(station.network.bssid);
}
MP_DEFINE_CONST_FUN_OBJ_1(bind_wlan_bssid_obj, wlan_bssid);

static mp_obj_t auth_tuple(enum toc_wlan_security security, const char *key) {
    if (security == TOC_WLAN_OPEN) {
        return mp_const_none;
    }
    const mp_obj_t items[] = { MP_OBJ_NEW_SMALL_INT(security), mp_obj_new_str_from_cstr(key) };
    return mp_obj_new_tuple(MP_ARRAY_SIZE(items), items);
}

static mp_obj_t wlan_auth(size_t n_args, const mp_obj_t *args) {
    if (n_args == 2) {
        bind_wlan_ap_auth_arg(args[1], &bind_wlan.setup);
        apply();
        return mp_const_none;
    }
    toc_wlan_station_t station;
    if (!has(TOC_WLAN_AP) && joined(&station)) {
        return auth_tuple(station.network.security, bind_wlan.join.key);
    }
    return auth_tuple(bind_wlan.setup.security, bind_wlan.setup.key);
}
VAR(auth, 1);

static mp_obj_t wlan_bandwidth(size_t n_args, const mp_obj_t *args) {
    if (n_args == 1) {
        return MP_OBJ_NEW_SMALL_INT(bind_wlan.bandwidth);
    }
    bind_wlan.bandwidth = (uint8_t)bind_wlan_number_arg(args[1], BIND_WLAN_HT20, BIND_WLAN_HT40);
    return mp_const_true;
}
VAR(bandwidth, 1);

// channel([primary[, secondary]])
static mp_obj_t wlan_channel(size_t n_args, const mp_obj_t *args) {
    toc_wlan_station_t station;
    if (n_args == 1) {
        return MP_OBJ_NEW_SMALL_INT(
            joined(&station) ? station.network.channel : bind_wlan.setup.channel);
    }
    mp_int_t channel = bind_wlan_number_arg(args[1], 1, TOC_WLAN_CHANNEL_MAX);
    if (n_args == 3) {
        (void)bind_wlan_number_arg(args[2], BIND_WLAN_SECOND_NONE, BIND_WLAN_SECOND_BELOW);
    }
    if (!has(TOC_WLAN_AP) && !bind_wlan.promiscuous) {
        mp_raise_msg(&mp_type_OSError, MP_ERROR_TEXT("Wifi is not in promiscuous mode!"));
    }
    bind_wlan.setup.channel = (uint8_t)channel;
    apply();
    bind_wlan_capture();
    return mp_const_none;
}
VAR(channel, 2);

static mp_obj_t wlan_hostname(size_t n_args, const mp_obj_t *args) {
    if (n_args == 1) {
        return mp_obj_new_str_from_cstr(bind_wlan.hostname);
    }
    bind_wlan_text_arg(args[1], bind_wlan.hostname, 1, BIND_WLAN_HOSTNAME_MAX);
    return mp_const_true;
}
VAR(hostname, 1);

static mp_obj_t wlan_antenna(size_t n_args, const mp_obj_t *args) {
    if (n_args == 1) {
        return MP_OBJ_NEW_SMALL_INT(bind_wlan.antenna);
    }
    bind_wlan.antenna =
        (uint8_t)bind_wlan_number_arg(args[1], BIND_WLAN_INT_ANT, BIND_WLAN_MAN_ANT);
    return mp_const_none;
}
VAR(antenna, 1);

static void set_mac(mp_obj_t mac_in, mp_obj_t iface_in) {
    if (!mp_obj_is_type(mac_in, &mp_type_bytearray)) {
        mp_raise_TypeError(BIND_MSG_TYPE);
    }
    mp_int_t iface = mp_obj_get_int(iface_in);
    if (iface != IFACE_STA && iface != IFACE_AP) {
        mp_raise_msg(&mp_type_OSError, BIND_MSG_NOT_POSSIBLE);
    }
    uint8_t mac[TOC_WLAN_MAC_SIZE];
    bind_wlan_bssid_arg(mac_in, mac);
    if ((mac[0] & 1) != 0) {
        mp_raise_ValueError(MP_ERROR_TEXT("Bit 0 of First Byte in Mac addr cannot be 1"));
    }
    if (memcmp(mac, bind_wlan.setup.mac[iface == IFACE_STA ? 1 : 0], sizeof(mac)) == 0) {
        mp_raise_ValueError(MP_ERROR_TEXT("Station and AP cannot have the same Mac address!"));
    }
    memcpy(bind_wlan.setup.mac[iface - 1], mac, sizeof(mac));
    apply();
}

// mac([bytearray, interface])
static mp_obj_t wlan_mac(size_t n_args, const mp_obj_t *args) {
    if (n_args == 2) {
        mp_raise_TypeError(BIND_MSG_TYPE);
    }
    if (n_args == 3) {
        set_mac(args[1], args[2]);
        return mp_const_none;
    }
    static const qstr fields[] = { MP_QSTR_sta_mac, MP_QSTR_ap_mac };
    const mp_obj_t items[] = { mac_bytes(bind_wlan.setup.mac[0]),
        mac_bytes(bind_wlan.setup.mac[1]) };
    return mp_obj_new_attrtuple(fields, MP_ARRAY_SIZE(items), items);
}
VAR(mac, 2);

static mp_obj_t wlan_max_tx_power(size_t n_args, const mp_obj_t *args) {
    if (n_args == 1) {
        return MP_OBJ_NEW_SMALL_INT(bind_wlan.max_tx_power);
    }
    bind_wlan.max_tx_power =
        (uint8_t)bind_wlan_number_arg(args[1], BIND_WLAN_TX_POWER_MIN, BIND_WLAN_TX_POWER_MAX);
    return mp_const_none;
}
VAR(max_tx_power, 1);

static mp_obj_t country_tuple(void) {
    static const qstr fields[] = { MP_QSTR_country, MP_QSTR_schan, MP_QSTR_nchan,
        MP_QSTR_max_tx_pwr, MP_QSTR_policy };
    const bind_wlan_country_t *country = &bind_wlan.country;
    const mp_obj_t items[] = {
        mp_obj_new_str_from_cstr(country->name),
        MP_OBJ_NEW_SMALL_INT(country->first),
        MP_OBJ_NEW_SMALL_INT(country->count),
        MP_OBJ_NEW_SMALL_INT(country->max_tx_power),
        MP_OBJ_NEW_SMALL_INT(country->policy),
    };
    return mp_obj_new_attrtuple(fields, MP_ARRAY_SIZE(items), items);
}

static mp_obj_t wlan_country(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    enum { ARG_country, ARG_schan, ARG_nchan, ARG_max_tx_pwr, ARG_policy, ARG_COUNT };
    static const mp_arg_t allowed[ARG_COUNT] = {
        { MP_QSTR_country, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_schan, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_nchan, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_max_tx_pwr, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_policy, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_INT(0) } },
    };
    mp_arg_val_t vals[ARG_COUNT];
    mp_arg_parse_all(n_args - 1, args + 1, kw_args, ARG_COUNT, allowed, vals);
    if (kw_args->used == 0) {
        return country_tuple();
    }
    if (vals[ARG_country].u_obj == mp_const_none) {
        mp_raise_msg(&mp_type_OSError, MP_ERROR_TEXT("No Country Specified!"));
    }
    if (vals[ARG_schan].u_obj == mp_const_none) {
        mp_raise_msg(&mp_type_OSError, MP_ERROR_TEXT("Please Specify start channel!"));
    }
    if (vals[ARG_nchan].u_obj == mp_const_none) {
        mp_raise_msg(&mp_type_OSError, MP_ERROR_TEXT("Please Specify number of channels!"));
    }
    bind_wlan_country_t country = bind_wlan.country;
    if (vals[ARG_max_tx_pwr].u_obj != mp_const_none) {
        country.max_tx_power = (int16_t)bind_wlan_number_arg(
            vals[ARG_max_tx_pwr].u_obj, BIND_WLAN_TX_POWER_MIN, BIND_WLAN_TX_POWER_MAX);
    }
    const mp_obj_t items[] = { vals[ARG_country].u_obj, vals[ARG_schan].u_obj,
        vals[ARG_nchan].u_obj, vals[ARG_policy].u_obj };
    bind_wlan_country_arg(mp_obj_new_tuple(MP_ARRAY_SIZE(items), items), &country);
    bind_wlan.country = country;
    return mp_const_none;
}
MP_DEFINE_CONST_FUN_OBJ_KW(bind_wlan_country_obj, 1, wlan_country);

static mp_obj_t wlan_wifi_protocol(size_t n_args, const mp_obj_t *args) {
    if (has(TOC_WLAN_STA) && has(TOC_WLAN_AP)) {
        mp_raise_msg(&mp_type_OSError, BIND_MSG_NOT_POSSIBLE);
    }
    if (n_args == 2) {
        bind_wlan_protocol_arg(args[1], bind_wlan.protocol);
        return mp_const_none;
    }
    static const qstr fields[] = { MP_QSTR_protocol_11B, MP_QSTR_protocol_11G,
        MP_QSTR_protocol_11N };
    mp_obj_t items[3];
    for (size_t i = 0; i < MP_ARRAY_SIZE(items); i++) {
        items[i] = mp_obj_new_bool(bind_wlan.protocol[i]);
    }
    return mp_obj_new_attrtuple(fields, MP_ARRAY_SIZE(items), items);
}
VAR(wifi_protocol, 1);

static mp_obj_t ip_text(uint32_t ip) {
    char text[INET_ADDRSTRLEN];
    struct in_addr address = { .s_addr = htonl(ip) };
    inet_ntop(AF_INET, &address, text, sizeof(text));
    return mp_obj_new_str_from_cstr(text);
}

static uint32_t ip_arg(mp_obj_t from) {
    struct in_addr address;
    if (inet_pton(AF_INET, mp_obj_str_get_str(from), &address) != 1) {
        mp_raise_ValueError(BIND_MSG_VALUE);
    }
    return ntohl(address.s_addr);
}

static void set_address(enum toc_wlan_interface which, mp_obj_t config) {
    const toc_wlan_ops_t *ops = bind_wlan_ops();
    if (mp_obj_is_str(config)) {
        const char *word = mp_obj_str_get_str(config);
        if (strcmp(word, "dhcp") != 0 && strcmp(word, "auto") != 0) {
            mp_raise_ValueError(BIND_MSG_VALUE);
        }
        if (which == TOC_WLAN_IF_AP) {
            mp_raise_msg(&mp_type_OSError, BIND_MSG_NOT_POSSIBLE);
        }
        ops->set_address(ops->ctx, which, NULL);
        return;
    }
    if (!mp_obj_is_type(config, &mp_type_tuple)) {
        mp_raise_TypeError(BIND_MSG_TYPE);
    }
    size_t count;
    mp_obj_t *items;
    mp_obj_get_array(config, &count, &items);
    if (count != 4) {
        mp_raise_ValueError(BIND_MSG_VALUE);
    }
    const toc_wlan_address_t address = { .ip = ip_arg(items[0]),
        .mask = ip_arg(items[1]),
        .gateway = ip_arg(items[2]),
        .dns = ip_arg(items[3]) };
    ops->set_address(ops->ctx, which, &address);
}

static mp_obj_t wlan_ifconfig(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    enum { ARG_id, ARG_config };
    static const mp_arg_t allowed[] = {
        { MP_QSTR_id, MP_ARG_INT, { .u_int = TOC_WLAN_IF_STA } },
        { MP_QSTR_config, MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
    };
    mp_arg_val_t vals[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args - 1, args + 1, kw_args, MP_ARRAY_SIZE(allowed), allowed, vals);
    mp_int_t id = vals[ARG_id].u_int;
    if (id != TOC_WLAN_IF_STA && id != TOC_WLAN_IF_AP) {
        mp_raise_msg(&mp_type_OSError, BIND_MSG_RESOURCE);
    }
    enum toc_wlan_interface which = (enum toc_wlan_interface)id;
    if (vals[ARG_config].u_obj != mp_const_none) {
        set_address(which, vals[ARG_config].u_obj);
        return mp_const_none;
    }
    const toc_wlan_ops_t *ops = bind_wlan_ops();
    toc_wlan_address_t address;
    ops->address(ops->ctx, which, &address);
    const mp_obj_t items[] = { ip_text(address.ip), ip_text(address.mask), ip_text(address.gateway),
        ip_text(address.dns) };
    return mp_obj_new_tuple(MP_ARRAY_SIZE(items), items);
}
MP_DEFINE_CONST_FUN_OBJ_KW(bind_wlan_ifconfig_obj, 1, wlan_ifconfig);

static mp_obj_t wlan_joined_ap_info(mp_obj_t self_in) {
    (void)self_in;
    static const qstr fields[] = { MP_QSTR_bssid, MP_QSTR_ssid, MP_QSTR_primary_chn, MP_QSTR_rssi,
        MP_QSTR_auth, MP_QSTR_standard };
    toc_wlan_station_t station;
    if (!joined(&station)) {
        mp_raise_msg(&mp_type_OSError, BIND_MSG_NOT_POSSIBLE);
    }
    const toc_wlan_network_t *network = &station.network;
    const mp_obj_t items[] = {
        mac_bytes(network->bssid),
        mp_obj_new_str_from_cstr(network->ssid),
        MP_OBJ_NEW_SMALL_INT(network->channel),
        MP_OBJ_NEW_SMALL_INT(network->rssi),
        MP_OBJ_NEW_SMALL_INT(network->security),
        MP_OBJ_NEW_SMALL_INT(BIND_WLAN_PHY_11_N),
    };
    return mp_obj_new_attrtuple(fields, MP_ARRAY_SIZE(items), items);
}
MP_DEFINE_CONST_FUN_OBJ_1(bind_wlan_joined_ap_info_obj, wlan_joined_ap_info);

static mp_obj_t guest_list(mp_obj_t (*tuple)(const toc_wlan_guest_t *guest)) {
    bind_wlan_check_mode(TOC_WLAN_AP);
    const toc_wlan_ops_t *ops = bind_wlan_ops();
    toc_wlan_guest_t guests[TOC_WLAN_STATIONS_MAX];
    uint32_t count = ops->guests(ops->ctx, guests);
    mp_obj_t list = mp_obj_new_list(0, NULL);
    for (uint32_t i = 0; i < count; i++) {
        mp_obj_list_append(list, tuple(&guests[i]));
    }
    return list;
}

static mp_obj_t sta_tuple(const toc_wlan_guest_t *guest) {
    static const qstr fields[] = { MP_QSTR_mac, MP_QSTR_rssi, MP_QSTR_wlan_protocol };
    const mp_obj_t items[] = { mac_bytes(guest->mac), MP_OBJ_NEW_SMALL_INT(guest->rssi),
        MP_OBJ_NEW_SMALL_INT(BIND_WLAN_PHY_11_N) };
    return mp_obj_new_attrtuple(fields, MP_ARRAY_SIZE(items), items);
}

static mp_obj_t wlan_ap_sta_list(mp_obj_t self_in) {
    (void)self_in;
    return guest_list(sta_tuple);
}
MP_DEFINE_CONST_FUN_OBJ_1(bind_wlan_ap_sta_list_obj, wlan_ap_sta_list);

static mp_obj_t tcpip_tuple(const toc_wlan_guest_t *guest) {
    static const qstr fields[] = { MP_QSTR_mac, MP_QSTR_IP };
    const mp_obj_t items[] = { mac_bytes(guest->mac), ip_text(guest->ip) };
    return mp_obj_new_attrtuple(fields, MP_ARRAY_SIZE(items), items);
}

static mp_obj_t wlan_ap_tcpip_sta_list(mp_obj_t self_in) {
    (void)self_in;
    return guest_list(tcpip_tuple);
}
MP_DEFINE_CONST_FUN_OBJ_1(bind_wlan_ap_tcpip_sta_list_obj, wlan_ap_tcpip_sta_list);
