/*
 * sim_wlan_air - access points and stations within reach of the virtual board
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim_wlan.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "err.h"
#include "port.h"

#define OPEN_IP    0xc0a80164 // 192.168.1.100
#define GUEST_IP   0xc0a80402 // 192.168.4.2, the first that the board gives
#define KEY_MIN    8
#define KEY_MAX    63
#define RSSI_MIN   (-100)
#define RSSI_FIRST (-50)

#define MAC_TEXT_SIZE (TOC_WLAN_MAC_SIZE * 3 - 1)

enum {
    AP_SSID,
    AP_PASSWORD,
    AP_SECURITY,
    AP_USER,
    AP_BSSID,
    AP_CHANNEL,
    AP_RSSI,
    AP_HIDDEN,
    AP_IP,
    AP_FAULT,
    AP_COUNT
};

enum { FAULT_NONE, FAULT_ABSENT, FAULT_PASSWORD, FAULT_ADDRESS };

enum { PHONE_SSID, PHONE_PASSWORD, PHONE_COUNT };

enum { STATION_MAC, STATION_IP, STATION_RSSI, STATION_FAULT, STATION_COUNT };

// As the words of the parameter are, but the first: what follows from whether
// there is a password.
#define SECURITY_WORDS "auto open wep wpa wpa2 wpa-wpa2 wpa2-ent"

// In the order of attaching, guarded by the devices' lock.
static sim_device_t *devices;

static bool read_ip(const char *text, uint32_t *out) {
    struct in_addr address;
    if (inet_pton(AF_INET, text, &address) != 1) {
        return false;
    }
    *out = ntohl(address.s_addr);
    return true;
}

static int hex_digit(char c) {
    static const char digits[] = "0123456789abcdef";
    char low = (char)(c >= 'A' && c <= 'F' ? c - 'A' + 'a' : c);
    const char *found = low != '\0' ? strchr(digits, low) : NULL;
    return found != NULL ? (int)(found - digits) : -1;
}

// "24:0a:c4:01:02:03". That of a group is none.
static bool read_mac(const char *text, uint8_t mac[TOC_WLAN_MAC_SIZE]) {
    if (strlen(text) != MAC_TEXT_SIZE) {
        return false;
    }
    const char *at = text;
    for (int i = 0; i < TOC_WLAN_MAC_SIZE; i++, at += 3) {
        int high = hex_digit(at[0]);
        int low = hex_digit(at[1]);
        bool is_last = i == TOC_WLAN_MAC_SIZE - 1;
        if (high < 0 || low < 0 || at[2] != (is_last ? '\0' : ':')) {
            return false;
        }
        mac[i] = (uint8_t)(high * 16 + low);
    }
    return (mac[0] & 1) == 0;
}

// Of the kind that anybody may use, made from the device's name (FNV-1a).
static void make_mac(const sim_device_t *device,
                     uint8_t mac[TOC_WLAN_MAC_SIZE]) {
    uint32_t hash = 2166136261u;
    for (const char *c = device->name; *c != '\0'; c++) {
        hash = (hash ^ (uint8_t)*c) * 16777619u;
    }
    mac[0] = 0x02;
    mac[1] = 0x70;
    for (int i = 2; i < TOC_WLAN_MAC_SIZE; i++) {
        mac[i] = (uint8_t)(hash >> (8 * (i - 2)));
    }
}

static void mac_of(const sim_device_t *device, uint32_t param,
                   uint8_t mac[TOC_WLAN_MAC_SIZE]) {
    if (!read_mac(sim_text(device, param), mac)) {
        make_mac(device, mac);
    }
}

static int check_mac(const sim_device_t *device, uint32_t param,
                     const char *key, char error[SIM_ERROR_SIZE]) {
    uint8_t mac[TOC_WLAN_MAC_SIZE];
    const char *text = sim_text(device, param);
    return text[0] == '\0' || read_mac(text, mac)
               ? 0
               : sim_refuse(error,
                            "%s: '%.24s' is no address of one device, such as "
                            "24:0a:c4:01:02:03",
                            key, text);
}

static int check_ip(const sim_device_t *device, uint32_t param,
                    char error[SIM_ERROR_SIZE]) {
    uint32_t ip;
    const char *text = sim_text(device, param);
    return text[0] == '\0' || read_ip(text, &ip)
               ? 0
               : sim_refuse(error,
                            "ip: '%.24s' is no address, such as "
                            "192.168.1.100",
                            text);
}

static enum toc_wlan_security security_of(const sim_device_t *device) {
    int word = (int)sim_number(device, AP_SECURITY);
    if (word != 0) {
        return (enum toc_wlan_security)(word - 1);
    }
    return sim_text(device, AP_PASSWORD)[0] != '\0' ? TOC_WLAN_WPA2
                                                    : TOC_WLAN_OPEN;
}

static int check_password(const sim_device_t *device,
                          char error[SIM_ERROR_SIZE]) {
    size_t size = strlen(sim_text(device, AP_PASSWORD));
    switch (security_of(device)) {
    case TOC_WLAN_OPEN:
        return size == 0 ? 0
                         : sim_refuse(error, "password: an open network has "
                                             "none");
    case TOC_WLAN_WEP:
    case TOC_WLAN_WPA2_ENT:
        return size != 0 && size <= KEY_MAX
                   ? 0
                   : sim_refuse(error, "password: 1 to %d characters", KEY_MAX);
    default:
        return size >= KEY_MIN && size <= KEY_MAX
                   ? 0
                   : sim_refuse(error, "password: %d to %d characters", KEY_MIN,
                                KEY_MAX);
    }
}

static int check_ssid(const sim_device_t *device, uint32_t param,
                      char error[SIM_ERROR_SIZE]) {
    size_t size = strlen(sim_text(device, param));
    return size != 0 && size <= TOC_WLAN_SSID_MAX
               ? 0
               : sim_refuse(error, "ssid: 1 to %d bytes", TOC_WLAN_SSID_MAX);
}

static int ap_check(sim_device_t *device, char error[SIM_ERROR_SIZE]) {
    int err = check_ssid(device, AP_SSID, error);
    if (err != 0) {
        return err;
    }
    if (strlen(sim_text(device, AP_USER)) > TOC_WLAN_KEY_MAX) {
        return sim_refuse(error, "user: at most %d bytes", TOC_WLAN_KEY_MAX);
    }
    err = check_password(device, error);
    if (err == 0) {
        err = check_mac(device, AP_BSSID, "bssid", error);
    }
    return err == 0 ? check_ip(device, AP_IP, error) : err;
}

static int ap_changed(sim_device_t *device, uint32_t param,
                      char error[SIM_ERROR_SIZE]) {
    (void)param;
    int err = ap_check(device, error);
    if (err == 0) {
        sim__wlan_air_changed();
    }
    return err;
}

// clang-format off
#define RSSI_PARAM {.name = "rssi", .help = "how strong it is heard", \
    .unit = "dBm", .type = SIM_INTEGER, .initial = RSSI_FIRST, \
    .min = RSSI_MIN, .max = 0}
// clang-format on

static const sim_param_t ap_params[AP_COUNT] = {
    [AP_SSID] = {.name = "ssid",
                 .help = "name of the network",
                 .type = SIM_TEXT,
                 .flags = SIM_PARAM_FIXED | SIM_PARAM_NEEDED},
    [AP_PASSWORD] = {.name = "password",
                     .help = "what it asks for; none: it is open",
                     .type = SIM_TEXT},
    [AP_SECURITY] = {.name = "security",
                     .help = "auto is wpa2 with a password, else open",
                     .type = SIM_WORD,
                     .flags = SIM_PARAM_FIXED,
                     .words = SECURITY_WORDS},
    [AP_USER] = {.name = "user",
                 .help = "whom wpa2-ent lets in",
                 .type = SIM_TEXT},
    [AP_BSSID] = {.name = "bssid",
                  .help = "its address; none: one made from its name",
                  .type = SIM_TEXT,
                  .flags = SIM_PARAM_FIXED},
    [AP_CHANNEL] = {.name = "channel",
                    .help = "channel",
                    .type = SIM_INTEGER,
                    .initial = 6,
                    .min = 1,
                    .max = TOC_WLAN_CHANNEL_MAX},
    [AP_RSSI] = RSSI_PARAM,
    [AP_HIDDEN] = {.name = "hidden",
                   .help = "does not tell its name",
                   .type = SIM_SWITCH},
    [AP_IP] = {.name = "ip",
               .help = "address that it gives to the board",
               .type = SIM_TEXT,
               .initial_text = "192.168.1.100"},
    [AP_FAULT] = {.name = "fault",
                  .help = "absent: out of range; password: takes none; "
                          "address: gives none",
                  .type = SIM_WORD,
                  .words = "none absent password address"},
};

const sim_kind_t sim__kind_wlan_ap = {
    .name = "ap",
    .bus = "wlan",
    .help = "an access point that the board may join",
    .params = ap_params,
    .param_count = AP_COUNT,
    .attach = ap_check,
    .changed = ap_changed,
};

static int station_check(sim_device_t *device, char error[SIM_ERROR_SIZE]) {
    int err = check_mac(device, STATION_MAC, "mac", error);
    return err == 0 ? check_ip(device, STATION_IP, error) : err;
}

static int station_changed(sim_device_t *device, uint32_t param,
                           char error[SIM_ERROR_SIZE]) {
    (void)param;
    return station_check(device, error);
}

static const sim_param_t station_params[STATION_COUNT] = {
    [STATION_MAC] = {.name = "mac",
                     .help = "its address; none: one made from its name",
                     .type = SIM_TEXT,
                     .flags = SIM_PARAM_FIXED},
    [STATION_IP] = {.name = "ip",
                    .help = "its address in the network; none: the next",
                    .type = SIM_TEXT},
    [STATION_RSSI] = RSSI_PARAM,
    [STATION_FAULT] = {.name = "fault",
                       .help = "absent: out of range",
                       .type = SIM_WORD,
                       .words = "none absent"},
};

const sim_kind_t sim__kind_wlan_station = {
    .name = "station",
    .bus = "wlan",
    .help = "somebody who joins the board's access point",
    .params = station_params,
    .param_count = STATION_COUNT,
    .attach = station_check,
    .changed = station_changed,
};

static int phone_check(sim_device_t *device, char error[SIM_ERROR_SIZE]) {
    int err = check_ssid(device, PHONE_SSID, error);
    if (err == 0 && strlen(sim_text(device, PHONE_PASSWORD)) > KEY_MAX) {
        err = sim_refuse(error, "password: at most %d characters", KEY_MAX);
    }
    return err;
}

static int phone_changed(sim_device_t *device, uint32_t param,
                         char error[SIM_ERROR_SIZE]) {
    (void)param;
    int err = phone_check(device, error);
    if (err == 0) {
        sim__wlan_air_changed();
    }
    return err;
}

static const sim_param_t phone_params[PHONE_COUNT] = {
    [PHONE_SSID] = {.name = "ssid",
                    .help = "name of the network that it tells of",
                    .type = SIM_TEXT,
                    .flags = SIM_PARAM_NEEDED},
    [PHONE_PASSWORD] = {.name = "password",
                        .help = "and what that asks for",
                        .type = SIM_TEXT},
};

const sim_kind_t sim__kind_wlan_phone = {
    .name = "phone",
    .bus = "wlan",
    .help = "a telephone that tells smartConfig() of a network",
    .params = phone_params,
    .param_count = PHONE_COUNT,
    .attach = phone_check,
    .changed = phone_changed,
};

// NOLINTNEXTLINE(readability-non-const-parameter): as the table has it
static int bus_attach(sim_device_t *device, char error[SIM_ERROR_SIZE]) {
    (void)error;
    sim_device_t **end = &devices;
    while (*end != NULL) {
        end = &(*end)->bus_next;
    }
    *end = device;
    device->bus_next = NULL;
    sim__wlan_air_changed();
    return 0;
}

static void bus_detach(sim_device_t *device) {
    sim_device_t **at = &devices;
    while (*at != device) {
        at = &(*at)->bus_next;
    }
    *at = device->bus_next;
    sim__wlan_air_changed();
}

const sim_bus_t sim__bus_wlan = {
    .name = "wlan",
    .help = "WiFi, what is on the air: wlan=ap,ssid=home,password=secret123",
    .where = SIM_WHERE_NONE,
    .shared = true,
    .attach = bus_attach,
    .detach = bus_detach,
};

static void tell_ap(const sim_device_t *device, sim__wlan_ap_t *out) {
    int fault = (int)sim_number(device, AP_FAULT);
    *out = (sim__wlan_ap_t){
        .id = device,
        .network = {.security = security_of(device),
                    .channel = (uint8_t)sim_number(device, AP_CHANNEL),
                    .rssi = (int8_t)sim_number(device, AP_RSSI)},
        .key = sim_text(device, AP_PASSWORD),
        .user = sim_text(device, AP_USER),
        .hidden = sim_is_on(device, AP_HIDDEN),
        .in_range = fault != FAULT_ABSENT,
        .lets_in = fault != FAULT_PASSWORD,
        .gives_address = fault != FAULT_ADDRESS,
        .ip = OPEN_IP,
    };
    snprintf(out->network.ssid, sizeof(out->network.ssid), "%s",
             sim_text(device, AP_SSID));
    mac_of(device, AP_BSSID, out->network.bssid);
    (void)read_ip(sim_text(device, AP_IP), &out->ip);
}

static void tell_open(sim__wlan_ap_t *out) {
    *out = (sim__wlan_ap_t){
        .network = {.ssid = SIM_WLAN_OPEN_SSID,
                    .bssid = {0x02, 0x70, 0x00, 0x00, 0x00, 0x01},
                    .security = TOC_WLAN_WPA2,
                    .channel = 6,
                    .rssi = RSSI_FIRST},
        .key = "",
        .user = "",
        .in_range = true,
        .lets_in = true,
        .gives_address = true,
        .ip = OPEN_IP,
    };
}

bool sim__wlan_ap_at(uint32_t index, sim__wlan_ap_t *out) {
    bool any = false;
    uint32_t left = index;
    for (const sim_device_t *d = devices; d != NULL; d = d->bus_next) {
        if (d->kind != &sim__kind_wlan_ap) {
            continue;
        }
        any = true;
        if (left-- == 0) {
            tell_ap(d, out);
            return true;
        }
    }
    if (any || index != 0) {
        return false;
    }
    tell_open(out);
    return true;
}

uint32_t sim__wlan_stations(toc_wlan_guest_t *out) {
    uint32_t count = 0;
    for (const sim_device_t *d = devices;
         d != NULL && count < TOC_WLAN_STATIONS_MAX; d = d->bus_next) {
        if (d->kind == &sim__kind_wlan_station &&
            sim_number(d, STATION_FAULT) == 0) {
            toc_wlan_guest_t *guest = &out[count];
            guest->rssi = (int8_t)sim_number(d, STATION_RSSI);
            guest->ip = GUEST_IP + count;
            (void)read_ip(sim_text(d, STATION_IP), &guest->ip);
            mac_of(d, STATION_MAC, guest->mac);
            count++;
        }
    }
    return count;
}

bool sim__wlan_phone(toc_wlan_join_t *out) {
    const sim_device_t *phone = devices;
    while (phone != NULL && phone->kind != &sim__kind_wlan_phone) {
        phone = phone->bus_next;
    }
    if (phone == NULL) {
        return false;
    }
    *out = (toc_wlan_join_t){.timeout_ns = TOC_FOREVER};
    snprintf(out->ssid, sizeof(out->ssid), "%s", sim_text(phone, PHONE_SSID));
    snprintf(out->key, sizeof(out->key), "%s", sim_text(phone, PHONE_PASSWORD));
    return true;
}
