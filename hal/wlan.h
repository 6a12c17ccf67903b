/*
 * wlan - contract of the WiFi radio of a board
 *
 * The radio is a station that looks for networks and joins one, or an access
 * point, or both. A backend is a const table of these functions with a context
 * pointer; it does not carry data: sockets use the network of the host.
 *
 * No call waits. Joining goes on by itself: until the station is up, its time
 * is over, it leaves, or the radio is stopped. A link that is lost is joined
 * again. How far it is, station() tells.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_HAL_WLAN_H
#define TOC_HAL_WLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct toc_source;

#define TOC_WLAN_MAC_SIZE     6
#define TOC_WLAN_SSID_MAX     32
#define TOC_WLAN_KEY_MAX      64
#define TOC_WLAN_CHANNEL_MAX  14
#define TOC_WLAN_STATIONS_MAX 4 // that an access point takes
#define TOC_WLAN_FRAME_MAX    256

// The values are those that Pycom programs see.
enum toc_wlan_mode {
    TOC_WLAN_STA = 1,
    TOC_WLAN_AP = 2,
    TOC_WLAN_STA_AP = 3, // both bits
};

enum toc_wlan_security {
    TOC_WLAN_OPEN = 0,
    TOC_WLAN_WEP = 1,
    TOC_WLAN_WPA = 2,
    TOC_WLAN_WPA2 = 3,
    TOC_WLAN_WPA_WPA2 = 4,
    TOC_WLAN_WPA2_ENT = 5, // by user and password
};

enum toc_wlan_event {
    TOC_WLAN_PACKET_MGMT = 1, // a management frame was captured
    TOC_WLAN_SMART_DONE = 64,
    TOC_WLAN_SMART_TIMEOUT = 128,
};

// A network, as it is heard.
typedef struct {
    char ssid[TOC_WLAN_SSID_MAX + 1]; // "" where it is hidden
    uint8_t bssid[TOC_WLAN_MAC_SIZE];
    enum toc_wlan_security security;
    uint8_t channel;
    int8_t rssi; // dBm
} toc_wlan_network_t;

typedef struct {
    enum toc_wlan_mode mode;
    uint8_t mac[2][TOC_WLAN_MAC_SIZE]; // of the station, of the access point

    // The access point.
    char ssid[TOC_WLAN_SSID_MAX + 1];
    char key[TOC_WLAN_KEY_MAX + 1];
    enum toc_wlan_security security;
    uint8_t channel;
    bool hidden;
} toc_wlan_setup_t;

typedef struct {
    char ssid[TOC_WLAN_SSID_MAX + 1]; // "": all names
    uint8_t bssid[TOC_WLAN_MAC_SIZE];
    bool has_bssid;
    bool hidden;         // tell those that hide their name, too
    bool passive;        // only listen
    uint8_t channel;     // 0: all
    uint32_t channel_ms; // time for each; 0: what is usual
} toc_wlan_scan_t;

typedef struct {
    char ssid[TOC_WLAN_SSID_MAX + 1];
    char key[TOC_WLAN_KEY_MAX + 1];
    char user[TOC_WLAN_KEY_MAX + 1];
    enum toc_wlan_security security; // TOC_WLAN_OPEN: whichever it has
    uint8_t bssid[TOC_WLAN_MAC_SIZE];
    bool has_bssid;
    uint8_t channel;     // 0: any
    uint64_t timeout_ns; // to be up in; TOC_FOREVER: never give up
} toc_wlan_join_t;

enum toc_wlan_link {
    TOC_WLAN_APART,   // it joined none and does not try to
    TOC_WLAN_REFUSED, // the password is wrong; it does not try again
    TOC_WLAN_TRIES,
    TOC_WLAN_JOINED, // and waits for an address
    TOC_WLAN_UP,
};

typedef struct {
    enum toc_wlan_link link;
    toc_wlan_network_t network; // where it is joined or up
} toc_wlan_station_t;

enum toc_wlan_interface { TOC_WLAN_IF_STA = 0, TOC_WLAN_IF_AP = 1 };

// IPv4, the first byte of the text is the highest.
typedef struct {
    uint32_t ip;
    uint32_t mask;
    uint32_t gateway;
    uint32_t dns;
} toc_wlan_address_t;

// Somebody who joined the access point.
typedef struct {
    uint8_t mac[TOC_WLAN_MAC_SIZE];
    int8_t rssi;
    uint32_t ip;
} toc_wlan_guest_t;

// A frame as it was on the air, without its checksum.
typedef struct {
    uint8_t data[TOC_WLAN_FRAME_MAX];
    size_t size;
    int8_t rssi;
    uint8_t channel;
    uint32_t time_us;
} toc_wlan_frame_t;

typedef struct toc_wlan_ops {
    const char *name;
    void *ctx;

    // ctx of every call: thread. Where the mode has no station, or no access
    // point: TOC_EINVAL, 0 or nothing.

    // Take the radio into use, or change how it is set up. A station that is
    // still one keeps its network.
    // Returns 0 or TOC_EINVAL.
    int (*set_up)(void *ctx, const toc_wlan_setup_t *setup);

    // Switch it off; harmless when it is.
    void (*stop)(void *ctx);

    // Begin to look for networks. `*busy_ns` is how long that takes; then
    // end_scan is to be called, or before to give it up.
    // Returns 0, TOC_EINVAL, or TOC_EBUSY while another looks.
    int (*begin_scan)(void *ctx, const toc_wlan_scan_t *scan,
                      uint64_t *busy_ns);

    // The `max` strongest, the strongest first. Returns how many.
    uint32_t (*end_scan)(void *ctx, const toc_wlan_scan_t *scan,
                         toc_wlan_network_t *out, uint32_t max);

    // Leave the network there is and try to join one.
    int (*join)(void *ctx, const toc_wlan_join_t *join);
    void (*leave)(void *ctx);

    void (*station)(void *ctx, toc_wlan_station_t *out);

    // Whether the time to join was over, since the last call or join.
    bool (*take_timeout)(void *ctx);

    // The address of an interface, all 0 where it has none, and a fixed one for
    // it; NULL: back to the one that a station is given, or that an access
    // point begins with.
    void (*address)(void *ctx, enum toc_wlan_interface which,
                    toc_wlan_address_t *out);
    void (*set_address)(void *ctx, enum toc_wlan_interface which,
                        const toc_wlan_address_t *address);

    // Who joined the access point.
    // Returns how many; at most TOC_WLAN_STATIONS_MAX.
    uint32_t (*guests)(void *ctx, toc_wlan_guest_t *out);

    // Wait for a telephone to tell name and password of a network, and join
    // that. How it ends is an event.
    // Returns 0, TOC_EINVAL, TOC_EBUSY, TOC_ENOMEM.
    int (*smart_config)(void *ctx);

    // What the telephone told, once. Returns false when there is nothing new.
    bool (*take_smart)(void *ctx, toc_wlan_join_t *out);

    // Capture the frames on a channel, each of which is an event; 0: no more.
    // Returns 0, TOC_EINVAL, TOC_ENOMEM.
    int (*capture)(void *ctx, uint8_t channel);

    // The newest of them. Returns false when there was none yet.
    bool (*frame)(void *ctx, toc_wlan_frame_t *out);

    // Events since the last call, enum toc_wlan_event.
    unsigned (*events)(void *ctx);

    // Raise `source` at each of these events, until unwatched. The source stays
    // the caller's.
    void (*watch)(void *ctx, unsigned events, struct toc_source *source);

    // When this returned, the backend does not touch the source any more.
    void (*unwatch)(void *ctx);
} toc_wlan_ops_t;

#endif
