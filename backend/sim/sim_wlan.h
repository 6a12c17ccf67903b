/*
 * sim_wlan - the WiFi radio of the virtual board and the air around it
 *
 * On the air are the devices wlan=ap, wlan=station and wlan=phone. With no access point
 * attached there is one that answers to every name and password, so that any
 * program gets on.
 *
 * The radio's state follows from what happened when: nothing has to run while
 * a station joins. It is guarded by the devices' lock; what the alarm of
 * smart_config() touches, by the board's.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BACKEND_SIM_WLAN_H
#define TOC_BACKEND_SIM_WLAN_H

#include "sim_device.h"
#include "wlan.h"

// Times of the radio: to find a network and be let in, to get an address.
#define SIM_WLAN_JOIN_NS    UINT64_C(300000000)
#define SIM_WLAN_ADDRESS_NS UINT64_C(200000000)

// For each channel of a scan.
#define SIM_WLAN_ACTIVE_MS  120
#define SIM_WLAN_PASSIVE_MS 360
#define SIM_WLAN_CHANNELS   13

// How long a telephone takes to tell a network, and how long it is waited for.
#define SIM_WLAN_PHONE_NS UINT64_C(5000000000)
#define SIM_WLAN_SMART_NS UINT64_C(60000000000)

// Between two beacons: 100 time units of 1024 us.
#define SIM_WLAN_BEACON_NS UINT64_C(102400000)

// The name under which the access point that takes everybody is heard.
#define SIM_WLAN_OPEN_SSID "tocsin"

const toc_wlan_ops_t *sim_wlan(void);

// As a soft reset does: nobody is told of events any more, the radio goes on.
//
// ctx: thread
void sim__wlan_reset(void);

// The chip was reset: the radio is off.
//
// ctx: thread
void sim_wlan_power_off(void);

// ---- between the radio and the air, with the devices' lock ----

typedef struct {
    const void *id; // tells one from the other; NULL: the one that takes all
    toc_wlan_network_t network;
    const char *key; // "" where it has none
    const char *user;
    bool hidden;
    bool in_range;
    bool lets_in; // whoever has the password
    bool gives_address;
    uint32_t ip; // that it gives
} sim__wlan_ap_t;

// The access point with number `index`, counted from 0. Its texts are the
// device's.
// Returns false behind the last.
bool sim__wlan_ap_at(uint32_t index, sim__wlan_ap_t *out);

// The stations in range, at most TOC_WLAN_STATIONS_MAX; how many.
uint32_t sim__wlan_stations(toc_wlan_guest_t *out);

// Capture what is on a channel, from now on or instead of another.
// Returns 0 or TOC_ENOMEM.
int sim__wlan_capture(uint8_t channel);
void sim__wlan_capture_stop(void);

// The air is not as it was.
void sim__wlan_capture_again(void);

// The newest frame. Returns false when there was none.
bool sim__wlan_frame(toc_wlan_frame_t *out);

// The network that a telephone tells of. Returns false where there is none.
bool sim__wlan_phone(toc_wlan_join_t *out);

// Something on the air is not as it was.
void sim__wlan_air_changed(void);

// With the board's lock: an event happened.
void sim__wlan_tell(unsigned event);

extern const sim_bus_t sim__bus_wlan;
extern const sim_kind_t sim__kind_wlan_ap;
extern const sim_kind_t sim__kind_wlan_phone;
extern const sim_kind_t sim__kind_wlan_station;

#endif
