/*
 * sim_wlan - the WiFi radio of the virtual board
 *
 * A station that joins has a plan: the access point, how it ends, and when the
 * next step is done. settle() takes the steps whose time has come, whenever
 * somebody looks or something changes; what then comes of it is as if each had
 * been taken in its time. Without an access point there is no next step until
 * the air changes.
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim_wlan.h"

#include <string.h>

#include "alarm.h"
#include "clock.h"
#include "err.h"
#include "sim_state.h"
#include "source.h"

#define NS_PER_MS UINT64_C(1000000)
#define AP_IP     0xc0a80401 // 192.168.4.1
#define MASK      0xffffff00

// Guarded by the devices' lock.
static struct {
    bool on;
    bool scans;
    toc_wlan_setup_t setup;

    toc_wlan_join_t join;
    enum toc_wlan_link link;
    bool planned;
    sim__wlan_ap_t ap; // of the plan; its texts are not looked at
    bool let_in;       // how the plan ends
    uint64_t next_ns;  // TOC_FOREVER: no step
    uint64_t deadline_ns;
    bool timed_out;
    toc_wlan_address_t lease;
    toc_wlan_address_t fixed[2];
    bool is_fixed[2];
} radio = {.next_ns = TOC_FOREVER, .deadline_ns = TOC_FOREVER};

// Guarded by the board's lock.
static struct {
    unsigned events;
    unsigned watched;
    struct toc_source *source;
    unsigned outcome;    // of smart_config()
    bool is_new;         // what the telephone told was not taken yet
    toc_wlan_join_t net; // that it told of
} told;

static bool has(enum toc_wlan_mode bit) {
    return radio.on && ((unsigned)radio.setup.mode & (unsigned)bit) != 0;
}

// With the devices' lock, up to the calls of the contract.

static toc_wlan_address_t address_in(uint32_t ip) {
    uint32_t router = (ip & MASK) | 1;
    if (router == ip) {
        router = (ip & MASK) | 254;
    }
    return (toc_wlan_address_t){
        .ip = ip, .mask = MASK, .gateway = router, .dns = router};
}

static void want_address(uint64_t now_ns) {
    radio.next_ns = radio.is_fixed[TOC_WLAN_IF_STA] ? now_ns
                    : radio.ap.gives_address ? now_ns + SIM_WLAN_ADDRESS_NS
                                             : TOC_FOREVER;
}

static void take_step(void) {
    uint64_t now_ns = radio.next_ns;
    radio.next_ns = TOC_FOREVER;
    if (radio.link == TOC_WLAN_JOINED) {
        radio.lease = address_in(radio.ap.ip);
        radio.link = TOC_WLAN_UP;
        radio.deadline_ns = TOC_FOREVER;
    } else if (radio.let_in) {
        radio.link = TOC_WLAN_JOINED;
        want_address(now_ns);
    } else {
        radio.link = TOC_WLAN_REFUSED;
    }
}

static void stop_station(void) {
    radio.link = TOC_WLAN_APART;
    radio.planned = false;
    radio.next_ns = TOC_FOREVER;
    radio.deadline_ns = TOC_FOREVER;
}

static void settle(uint64_t now_ns) {
    while (radio.next_ns <= now_ns && radio.next_ns <= radio.deadline_ns) {
        take_step();
    }
    if (radio.deadline_ns <= now_ns) {
        stop_station();
        radio.timed_out = true;
    }
}

static bool is_wanted(const sim__wlan_ap_t *ap) {
    const toc_wlan_join_t *join = &radio.join;
    return ap->id == NULL ||
           (ap->in_range && strcmp(ap->network.ssid, join->ssid) == 0 &&
            (join->channel == 0 || join->channel == ap->network.channel) &&
            (!join->has_bssid ||
             memcmp(join->bssid, ap->network.bssid, TOC_WLAN_MAC_SIZE) == 0));
}

static bool lets_in(const sim__wlan_ap_t *ap) {
    const toc_wlan_join_t *join = &radio.join;
    if (!ap->lets_in || ap->id == NULL ||
        ap->network.security == TOC_WLAN_OPEN) {
        return ap->lets_in;
    }
    bool by_user = ap->network.security == TOC_WLAN_WPA2_ENT;
    return by_user == (join->security == TOC_WLAN_WPA2_ENT) &&
           (!by_user || strcmp(join->user, ap->user) == 0) &&
           strcmp(join->key, ap->key) == 0;
}

// The one that takes everybody is what the program takes it for.
static void disguise(sim__wlan_ap_t *ap) {
    const toc_wlan_join_t *join = &radio.join;
    if (ap->id != NULL) {
        return;
    }
    memcpy(ap->network.ssid, join->ssid, sizeof(join->ssid));
    ap->network.security = join->security != TOC_WLAN_OPEN ? join->security
                           : join->key[0] != '\0'          ? TOC_WLAN_WPA2
                                                           : TOC_WLAN_OPEN;
    if (join->channel != 0) {
        ap->network.channel = join->channel;
    }
    if (join->has_bssid) {
        memcpy(ap->network.bssid, join->bssid, TOC_WLAN_MAC_SIZE);
    }
}

static void plan(uint64_t now_ns) {
    sim__wlan_ap_t ap;
    radio.planned = false;
    radio.link = TOC_WLAN_TRIES;
    for (uint32_t i = 0; sim__wlan_ap_at(i, &ap); i++) {
        if (is_wanted(&ap) &&
            (!radio.planned || ap.network.rssi > radio.ap.network.rssi)) {
            radio.planned = true;
            radio.let_in = lets_in(&ap);
            disguise(&ap);
            radio.ap = ap;
        }
    }
    radio.next_ns = radio.planned ? now_ns + SIM_WLAN_JOIN_NS : TOC_FOREVER;
}

// The access point of the plan as it is now. Returns whether it is in range.
static bool find_again(sim__wlan_ap_t *out) {
    for (uint32_t i = 0; sim__wlan_ap_at(i, out); i++) {
        if (out->id == radio.ap.id) {
            disguise(out);
            return is_wanted(out);
        }
    }
    return false;
}

void sim__wlan_tell(unsigned event) {
    told.events |= event;
    if (told.source != NULL && (told.watched & event) != 0) {
        (void)toc_source_raise(told.source, event);
    }
}

static int smart_ends(toc_alarm_t *alarm, uint64_t due_ns, bool late) {
    (void)alarm;
    (void)due_ns;
    (void)late;
    sim__lock();
    told.is_new = told.is_new || told.outcome == TOC_WLAN_SMART_DONE;
    sim__wlan_tell(told.outcome);
    sim__unlock();
    return 0;
}

static toc_alarm_t smart = {.cb = smart_ends};

static void begin_join(const toc_wlan_join_t *join, uint64_t now_ns) {
    radio.join = *join;
    radio.timed_out = false;
    radio.deadline_ns = join->timeout_ns < TOC_FOREVER - now_ns
                            ? now_ns + join->timeout_ns
                            : TOC_FOREVER;
    plan(now_ns);
}

// Where a telephone tells of a network that lets the station in, it joins that.
// `wait_ns` is how long to wait for one; 0: as long as before.
// Returns 0 or TOC_ENOMEM.
static int listen_for_phone(uint64_t now_ns, uint64_t wait_ns) {
    toc_wlan_join_t join = {0};
    unsigned outcome = TOC_WLAN_SMART_TIMEOUT;
    if (sim__wlan_phone(&join)) {
        begin_join(&join, now_ns);
        if (radio.planned && radio.let_in && radio.ap.gives_address) {
            outcome = TOC_WLAN_SMART_DONE;
            wait_ns = SIM_WLAN_PHONE_NS;
        }
    }
    sim__lock();
    told.outcome = outcome;
    told.net = outcome == TOC_WLAN_SMART_DONE ? join : told.net;
    sim__unlock();
    return wait_ns != 0 ? toc_alarm_arm(&smart, now_ns + wait_ns, 0) : 0;
}

static bool waits_for_phone(void) {
    sim__lock();
    bool none = told.outcome == TOC_WLAN_SMART_TIMEOUT;
    sim__unlock();
    return none && toc_alarm_is_armed(&smart);
}

// A network that was joined, or is being joined, may be another now.
static void look_again(uint64_t now_ns) {
    sim__wlan_ap_t ap;
    if (!radio.planned || !find_again(&ap)) {
        plan(now_ns);
        return;
    }
    bool gave = radio.ap.gives_address;
    radio.ap = ap;
    if (radio.link == TOC_WLAN_TRIES) {
        radio.let_in = lets_in(&ap);
    } else if (radio.link == TOC_WLAN_JOINED && gave != ap.gives_address) {
        want_address(now_ns);
    }
}

void sim__wlan_air_changed(void) {
    if (!radio.on) {
        return;
    }
    uint64_t now_ns = toc_clock_now_ns();
    settle(now_ns);
    sim__wlan_capture_again();
    if (radio.link >= TOC_WLAN_TRIES) {
        look_again(now_ns);
    }
    if (waits_for_phone()) {
        // Without memory for it the end comes as late as it was.
        (void)listen_for_phone(now_ns, 0);
    }
}

static int sim_wlan_set_up(void *ctx, const toc_wlan_setup_t *setup) {
    (void)ctx;
    if (setup->mode < TOC_WLAN_STA || setup->mode > TOC_WLAN_STA_AP) {
        return TOC_EINVAL;
    }
    sim_devices_lock();
    radio.on = true;
    radio.setup = *setup;
    if (!has(TOC_WLAN_STA)) {
        stop_station();
        radio.timed_out = false;
    }
    sim_devices_unlock();
    return 0;
}

static void sim_wlan_stop(void *ctx) {
    (void)ctx;
    sim_devices_lock();
    radio.on = false;
    radio.timed_out = false;
    stop_station();
    sim__wlan_capture_stop();
    (void)toc_alarm_cancel(&smart);
    sim_devices_unlock();
}

static int sim_wlan_begin_scan(void *ctx, const toc_wlan_scan_t *scan,
                               uint64_t *busy_ns) {
    (void)ctx;
    sim_devices_lock();
    int err = !has(TOC_WLAN_STA) || scan->channel > TOC_WLAN_CHANNEL_MAX
                  ? TOC_EINVAL
              : radio.scans ? TOC_EBUSY
                            : 0;
    radio.scans = radio.scans || err == 0;
    sim_devices_unlock();
    uint64_t ms = scan->channel_ms != 0 ? scan->channel_ms
                  : scan->passive       ? SIM_WLAN_PASSIVE_MS
                                        : SIM_WLAN_ACTIVE_MS;
    *busy_ns = ms * NS_PER_MS * (scan->channel != 0 ? 1 : SIM_WLAN_CHANNELS);
    return err;
}

static bool is_heard(sim__wlan_ap_t *ap, const toc_wlan_scan_t *scan) {
    bool asked = scan->ssid[0] != '\0';
    if (ap->id == NULL && asked) {
        memcpy(ap->network.ssid, scan->ssid, sizeof(scan->ssid));
    } else if (ap->id == NULL && radio.link >= TOC_WLAN_JOINED) {
        disguise(ap);
    }
    if (!ap->in_range ||
        (scan->channel != 0 && scan->channel != ap->network.channel) ||
        (scan->has_bssid &&
         memcmp(scan->bssid, ap->network.bssid, TOC_WLAN_MAC_SIZE) != 0) ||
        (asked && strcmp(scan->ssid, ap->network.ssid) != 0)) {
        return false;
    }
    if (ap->hidden && !asked) {
        ap->network.ssid[0] = '\0';
        return scan->hidden;
    }
    return true;
}

// Put one into its place among the strongest. Returns how many there are then.
static uint32_t insert(toc_wlan_network_t *networks, uint32_t count,
                       uint32_t max, const toc_wlan_network_t *network) {
    uint32_t at = count;
    while (at > 0 && networks[at - 1].rssi < network->rssi) {
        if (at < max) {
            networks[at] = networks[at - 1];
        }
        at--;
    }
    if (at < max) {
        networks[at] = *network;
    }
    return count < max ? count + 1 : count;
}

static uint32_t sim_wlan_end_scan(void *ctx, const toc_wlan_scan_t *scan,
                                  toc_wlan_network_t *out, uint32_t max) {
    (void)ctx;
    uint32_t count = 0;
    sim__wlan_ap_t ap;
    sim_devices_lock();
    radio.scans = false;
    settle(toc_clock_now_ns());
    for (uint32_t i = 0; has(TOC_WLAN_STA) && sim__wlan_ap_at(i, &ap); i++) {
        if (is_heard(&ap, scan)) {
            count = insert(out, count, max, &ap.network);
        }
    }
    sim_devices_unlock();
    return count;
}

static int sim_wlan_join(void *ctx, const toc_wlan_join_t *join) {
    (void)ctx;
    sim_devices_lock();
    bool able = has(TOC_WLAN_STA);
    if (able) {
        begin_join(join, toc_clock_now_ns());
    }
    sim_devices_unlock();
    return able ? 0 : TOC_EINVAL;
}

static void sim_wlan_leave(void *ctx) {
    (void)ctx;
    sim_devices_lock();
    settle(toc_clock_now_ns());
    stop_station();
    sim_devices_unlock();
}

static void sim_wlan_station(void *ctx, toc_wlan_station_t *out) {
    (void)ctx;
    *out = (toc_wlan_station_t){0};
    sim_devices_lock();
    settle(toc_clock_now_ns());
    out->link = radio.link;
    if (radio.link >= TOC_WLAN_JOINED) {
        out->network = radio.ap.network;
    }
    sim_devices_unlock();
}

static bool sim_wlan_take_timeout(void *ctx) {
    (void)ctx;
    sim_devices_lock();
    settle(toc_clock_now_ns());
    bool timed_out = radio.timed_out;
    radio.timed_out = false;
    sim_devices_unlock();
    return timed_out;
}

static void sim_wlan_address(void *ctx, enum toc_wlan_interface which,
                             toc_wlan_address_t *out) {
    (void)ctx;
    *out = (toc_wlan_address_t){0};
    sim_devices_lock();
    settle(toc_clock_now_ns());
    if (radio.is_fixed[which]) {
        *out = radio.fixed[which];
    } else if (which == TOC_WLAN_IF_STA && radio.link == TOC_WLAN_UP) {
        *out = radio.lease;
    } else if (which == TOC_WLAN_IF_AP && has(TOC_WLAN_AP)) {
        *out = (toc_wlan_address_t){
            .ip = AP_IP, .mask = MASK, .gateway = AP_IP, .dns = AP_IP};
    }
    sim_devices_unlock();
}

static void sim_wlan_set_address(void *ctx, enum toc_wlan_interface which,
                                 const toc_wlan_address_t *address) {
    (void)ctx;
    sim_devices_lock();
    uint64_t now_ns = toc_clock_now_ns();
    settle(now_ns);
    bool was_fixed = radio.is_fixed[which];
    radio.is_fixed[which] = address != NULL;
    if (address != NULL) {
        radio.fixed[which] = *address;
    }
    if (which == TOC_WLAN_IF_STA && radio.link >= TOC_WLAN_JOINED &&
        (address != NULL || was_fixed)) {
        radio.link = TOC_WLAN_JOINED;
        want_address(now_ns);
    }
    sim_devices_unlock();
}

static uint32_t sim_wlan_guests(void *ctx, toc_wlan_guest_t *out) {
    (void)ctx;
    sim_devices_lock();
    uint32_t count = has(TOC_WLAN_AP) ? sim__wlan_stations(out) : 0;
    sim_devices_unlock();
    return count;
}

static int sim_wlan_smart_config(void *ctx) {
    (void)ctx;
    int err = TOC_EINVAL;
    sim_devices_lock();
    if (has(TOC_WLAN_STA)) {
        uint64_t now_ns = toc_clock_now_ns();
        settle(now_ns);
        err = toc_alarm_is_armed(&smart)
                  ? TOC_EBUSY
                  : listen_for_phone(now_ns, SIM_WLAN_SMART_NS);
    }
    sim_devices_unlock();
    return err;
}

static bool sim_wlan_take_smart(void *ctx, toc_wlan_join_t *out) {
    (void)ctx;
    sim__lock();
    bool is_new = told.is_new;
    told.is_new = false;
    *out = told.net;
    sim__unlock();
    return is_new;
}

static int sim_wlan_capture(void *ctx, uint8_t channel) {
    (void)ctx;
    int err = 0;
    sim_devices_lock();
    if (channel == 0) {
        sim__wlan_capture_stop();
    } else if (!radio.on || channel > TOC_WLAN_CHANNEL_MAX) {
        err = TOC_EINVAL;
    } else {
        err = sim__wlan_capture(channel);
    }
    sim_devices_unlock();
    return err;
}

static bool sim_wlan_frame(void *ctx, toc_wlan_frame_t *out) {
    (void)ctx;
    sim_devices_lock();
    bool any = sim__wlan_frame(out);
    sim_devices_unlock();
    return any;
}

static unsigned sim_wlan_events(void *ctx) {
    (void)ctx;
    sim__lock();
    unsigned events = told.events;
    told.events = 0;
    sim__unlock();
    return events;
}

static void sim_wlan_watch(void *ctx, unsigned events,
                           struct toc_source *source) {
    (void)ctx;
    sim__lock();
    told.watched = events;
    told.source = source;
    sim__unlock();
}

static void sim_wlan_unwatch(void *ctx) {
    sim_wlan_watch(ctx, 0, NULL);
}

static const toc_wlan_ops_t wlan = {
    .name = "sim",
    .set_up = sim_wlan_set_up,
    .stop = sim_wlan_stop,
    .begin_scan = sim_wlan_begin_scan,
    .end_scan = sim_wlan_end_scan,
    .join = sim_wlan_join,
    .leave = sim_wlan_leave,
    .station = sim_wlan_station,
    .take_timeout = sim_wlan_take_timeout,
    .address = sim_wlan_address,
    .set_address = sim_wlan_set_address,
    .guests = sim_wlan_guests,
    .smart_config = sim_wlan_smart_config,
    .take_smart = sim_wlan_take_smart,
    .capture = sim_wlan_capture,
    .frame = sim_wlan_frame,
    .events = sim_wlan_events,
    .watch = sim_wlan_watch,
    .unwatch = sim_wlan_unwatch,
};

const toc_wlan_ops_t *sim_wlan(void) {
    return &wlan;
}

void sim__wlan_reset(void) {
    (void)toc_alarm_cancel(&smart);
    sim_wlan_unwatch(NULL);
    (void)sim_wlan_events(NULL);
    sim_devices_lock();
    radio.scans = false;
    sim__wlan_capture_stop();
    sim_devices_unlock();
}

void sim_wlan_power_off(void) {
    sim__wlan_reset();
    sim_wlan_stop(NULL);
    sim_wlan_set_address(NULL, TOC_WLAN_IF_STA, NULL);
    sim_wlan_set_address(NULL, TOC_WLAN_IF_AP, NULL);
}
