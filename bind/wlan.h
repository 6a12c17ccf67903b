/*
 * wlan - network.WLAN, for its own files and for mpy/
 *
 * There is one radio, and one object of it in each life. What is set lies
 * outside the life: a soft reset leaves the radio on and as it is.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BIND_WLAN_H
#define TOC_BIND_WLAN_H

#include <stdbool.h>
#include <stdint.h>

#include "hal/wlan.h"
#include "py/obj.h"

#define BIND_WLAN_HOSTNAME_MAX 32
#define BIND_WLAN_COUNTRY_MAX  2
#define BIND_WLAN_TX_POWER_MIN 8
#define BIND_WLAN_TX_POWER_MAX 78

enum { BIND_WLAN_INT_ANT = 0, BIND_WLAN_EXT_ANT = 1, BIND_WLAN_MAN_ANT = 2 };
enum { BIND_WLAN_SCAN_ACTIVE = 0, BIND_WLAN_SCAN_PASSIVE = 1 };
enum { BIND_WLAN_HT20 = 1, BIND_WLAN_HT40 = 2 };
enum { BIND_WLAN_SECOND_NONE = 0, BIND_WLAN_SECOND_ABOVE = 1, BIND_WLAN_SECOND_BELOW = 2 };

// Bits of ctrl_pkt_filter().
#define BIND_WLAN_FILTER_ALL 0xFF800000u

enum bind_wlan_phy {
    BIND_WLAN_PHY_11_B = 1,
    BIND_WLAN_PHY_11_G = 2,
    BIND_WLAN_PHY_11_N = 3,
    BIND_WLAN_PHY_LOW_RATE = 4,
};

typedef struct {
    char name[BIND_WLAN_COUNTRY_MAX + 1];
    uint8_t first; // channel
    uint8_t count; // of channels
    int16_t max_tx_power;
    uint8_t policy;
} bind_wlan_country_t;

// How the radio is set up. What only shows is kept here and nowhere else.
typedef struct {
    bool on;
    toc_wlan_setup_t setup;
    toc_wlan_join_t join; // that was asked for last
    uint8_t antenna;
    uint8_t bandwidth;
    uint8_t max_tx_power; // unit 0.25 dBm
    bool promiscuous;
    bool protocol[3]; // 802.11 b, g, n
    uint32_t packet_filter;
    char hostname[BIND_WLAN_HOSTNAME_MAX + 1];
    char smart_key[TOC_WLAN_KEY_MAX + 1]; // that smartConfig() got
    bind_wlan_country_t country;
} bind_wlan_t;

extern bind_wlan_t bind_wlan;

extern const mp_obj_type_t bind_wlan_type;

// Make the WLAN object of a new life. At a power on or a hard reset, `hard`,
// bring the radio up as pycom.wifi_on_boot() and its kin say.
//
// ctx: main thread, after bind_machine_init and bind_pycom_init
void bind_wlan_init(bool hard);

// Bring the radio up as these settings say, or switch it off.
//
// ctx: Python, or main thread before a life
void bind_wlan_boot(void);
void bind_wlan_off(void);

// Switch the radio off for a light sleep, and on again as it was set up. Its
// station has left then, unless it is to `rejoin` the network that it had.
//
// ctx: Python
// bind_wlan_sleep() returns whether the station had joined one.
bool bind_wlan_sleep(void);
void bind_wlan_wake(bool rejoin);

// Put what a telephone told smartConfig() among pycom's settings. Before these
// are read.
//
// ctx: Python, or main thread before a life
void bind_wlan_take_smart(void);

// The radio of this board. Raises OSError where it has none.
//
// ctx: Python
const toc_wlan_ops_t *bind_wlan_ops(void);

// Raise OSError when the radio is off or its mode has not that bit.
//
// ctx: Python, holding nothing
void bind_wlan_check_mode(enum toc_wlan_mode bit);

// Whether the station has joined a network and has an address.
//
// ctx: Python
bool bind_wlan_is_up(void);

// Hand `bind_wlan.setup` to the radio.
//
// ctx: Python, holding nothing
void bind_wlan_apply(void);

// Capture the frames of the channel that the radio is on, or none, as
// `bind_wlan.promiscuous` says.
//
// ctx: Python, holding nothing
void bind_wlan_capture(void);

// Arguments of several methods. Each raises ValueError or TypeError, and
// leaves its target alone then.
//
// ctx: Python, holding nothing

// A text of `min` to `max` bytes, which go to `out` with a 0 behind them.
void bind_wlan_text_arg(mp_obj_t from, char *out, size_t min, size_t max);

// A whole number from `min` to `max`.
mp_int_t bind_wlan_number_arg(mp_obj_t from, mp_int_t min, mp_int_t max);

void bind_wlan_bssid_arg(mp_obj_t from, uint8_t out[TOC_WLAN_MAC_SIZE]);

// None or (security, key), of an access point.
void bind_wlan_ap_auth_arg(mp_obj_t from, toc_wlan_setup_t *out);

// None, (security or None, key), (WPA2_ENT,) or (WPA2_ENT, user, password), of
// a network to join.
void bind_wlan_join_auth_arg(mp_obj_t from, toc_wlan_join_t *out);

// (name, first channel, count of channels, policy)
void bind_wlan_country_arg(mp_obj_t from, bind_wlan_country_t *out);

// (b, g, n)
void bind_wlan_protocol_arg(mp_obj_t from, bool out[3]);

// What the other files give to the table of the class.
#define BIND_WLAN_VAR(name)   extern const mp_obj_fun_builtin_var_t bind_wlan_##name##_obj
#define BIND_WLAN_FIXED(name) extern const mp_obj_fun_builtin_fixed_t bind_wlan_##name##_obj
BIND_WLAN_VAR(connect);
BIND_WLAN_FIXED(disconnect);
BIND_WLAN_FIXED(isconnected);
BIND_WLAN_VAR(scan);
BIND_WLAN_VAR(mode);
BIND_WLAN_VAR(ssid);
BIND_WLAN_FIXED(bssid);
BIND_WLAN_VAR(auth);
BIND_WLAN_VAR(bandwidth);
BIND_WLAN_VAR(channel);
BIND_WLAN_VAR(hostname);
BIND_WLAN_VAR(antenna);
BIND_WLAN_VAR(mac);
BIND_WLAN_VAR(max_tx_power);
BIND_WLAN_VAR(country);
BIND_WLAN_VAR(wifi_protocol);
BIND_WLAN_VAR(ifconfig);
BIND_WLAN_FIXED(joined_ap_info);
BIND_WLAN_FIXED(ap_sta_list);
BIND_WLAN_FIXED(ap_tcpip_sta_list);
BIND_WLAN_VAR(promiscuous);
BIND_WLAN_VAR(send_raw);
BIND_WLAN_FIXED(wifi_packet);
BIND_WLAN_VAR(ctrl_pkt_filter);
BIND_WLAN_FIXED(smartConfig);
BIND_WLAN_FIXED(Connected_ap_pwd);
#undef BIND_WLAN_VAR
#undef BIND_WLAN_FIXED

#endif
