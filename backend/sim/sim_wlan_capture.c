/*
 * sim_wlan_capture - what promiscuous mode captures: beacons
 *
 * A beacon is the frame by which an access point tells that it is there, as
 * IEEE 802.11 has it: header, time, interval, capabilities, and elements for
 * name, rates, channel and security. Those on the channel send in turn.
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim_wlan.h"

#include <string.h>

#include "alarm.h"
#include "clock.h"
#include "sim_state.h"

#define NS_PER_US      1000u
#define ELEMENT_SSID   0
#define ELEMENT_RATES  1
#define ELEMENT_CHAN   3
#define ELEMENT_RSN    48
#define CAPABILITY_ESS 0x01
#define CAPABILITY_KEY 0x10
#define AKM_802_1X     1
#define AKM_PSK        2

static uint8_t captured; // channel; 0: none. Guarded by the devices' lock

// Guarded by the board's lock.
static uint32_t heard;   // access points on the channel
static uint64_t beacons; // that were captured

static void put(toc_wlan_frame_t *frame, const void *data, size_t size) {
    memcpy(&frame->data[frame->size], data, size);
    frame->size += size;
}

// The lowest byte first.
static void put_number(toc_wlan_frame_t *frame, uint64_t number, size_t size) {
    for (size_t i = 0; i < size; i++) {
        frame->data[frame->size++] = (uint8_t)(number >> (8 * i));
    }
}

static void put_element(toc_wlan_frame_t *frame, uint8_t kind, const void *data,
                        size_t size) {
    put_number(frame, kind, 1);
    put_number(frame, size, 1);
    put(frame, data, size);
}

// WPA2: CCMP for all, and how keys are come by.
static void put_rsn(toc_wlan_frame_t *frame, enum toc_wlan_security security) {
    uint8_t rsn[] = {1,    0, 0x00, 0x0f, 0xac, 4,    1,    0, 0x00, 0x0f,
                     0xac, 4, 1,    0,    0x00, 0x0f, 0xac, 0, 0,    0};
    rsn[17] = security == TOC_WLAN_WPA2_ENT ? AKM_802_1X : AKM_PSK;
    if (security >= TOC_WLAN_WPA2) {
        put_element(frame, ELEMENT_RSN, rsn, sizeof(rsn));
    }
}

static void make_beacon(const sim__wlan_ap_t *ap, uint64_t number,
                        toc_wlan_frame_t *out) {
    static const uint8_t begin[] = {0x80, 0,    0,    0,    0xff,
                                    0xff, 0xff, 0xff, 0xff, 0xff};
    static const uint8_t rates[] = {0x82, 0x84, 0x8b, 0x96,
                                    0x24, 0x30, 0x48, 0x6c};
    const toc_wlan_network_t *network = &ap->network;
    uint64_t time_us = number * SIM_WLAN_BEACON_NS / NS_PER_US;
    bool is_open = network->security == TOC_WLAN_OPEN;
    *out = (toc_wlan_frame_t){.rssi = network->rssi,
                              .channel = network->channel,
                              .time_us = (uint32_t)time_us};
    put(out, begin, sizeof(begin));
    put(out, network->bssid, sizeof(network->bssid));
    put(out, network->bssid, sizeof(network->bssid));
    put_number(out, (number << 4) & 0xffff, 2);
    put_number(out, time_us, 8);
    put_number(out, SIM_WLAN_BEACON_NS / NS_PER_US / 1024, 2);
    put_number(out, CAPABILITY_ESS | (is_open ? 0 : CAPABILITY_KEY), 2);
    put_element(out, ELEMENT_SSID, network->ssid,
                ap->hidden ? 0 : strlen(network->ssid));
    put_element(out, ELEMENT_RATES, rates, sizeof(rates));
    put_element(out, ELEMENT_CHAN, &network->channel, 1);
    put_rsn(out, network->security);
}

static int beacon_comes(toc_alarm_t *alarm, uint64_t due_ns, bool late) {
    (void)alarm;
    (void)due_ns;
    (void)late;
    sim__lock();
    if (heard != 0) {
        beacons++;
        sim__wlan_tell(TOC_WLAN_PACKET_MGMT);
    }
    sim__unlock();
    return 0;
}

// What others send keeps no program alive.
static toc_alarm_t beacon = {.cb = beacon_comes, .background = true};

static bool is_captured(const sim__wlan_ap_t *ap) {
    return ap->in_range && ap->network.channel == captured;
}

void sim__wlan_capture_again(void) {
    sim__wlan_ap_t ap;
    uint32_t count = 0;
    for (uint32_t i = 0; captured != 0 && sim__wlan_ap_at(i, &ap); i++) {
        count += is_captured(&ap) ? 1 : 0;
    }
    sim__lock();
    heard = count;
    sim__unlock();
}

int sim__wlan_capture(uint8_t channel) {
    captured = channel;
    sim__wlan_capture_again();
    return toc_alarm_is_armed(&beacon)
               ? 0
               : toc_alarm_arm(&beacon, toc_clock_now_ns() + SIM_WLAN_BEACON_NS,
                               SIM_WLAN_BEACON_NS);
}

void sim__wlan_capture_stop(void) {
    (void)toc_alarm_cancel(&beacon);
    captured = 0;
    sim__lock();
    heard = 0;
    beacons = 0;
    sim__unlock();
}

bool sim__wlan_frame(toc_wlan_frame_t *out) {
    sim__lock();
    uint64_t number = beacons;
    uint64_t turn = heard != 0 ? number % heard : 0;
    sim__unlock();
    sim__wlan_ap_t ap;
    bool any = false;
    for (uint32_t i = 0; number != 0 && !any && sim__wlan_ap_at(i, &ap); i++) {
        any = is_captured(&ap) && turn-- == 0;
    }
    if (any) {
        make_beacon(&ap, number, out);
    }
    return any;
}
