/*
 * wlan_boot - the radio after a power on, as the board's settings have it
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdio.h>
#include <string.h>

#include "bind/hal.h"
#include "bind/machine.h"
#include "bind/pycom.h"
#include "bind/wlan.h"
#include "core/clock.h"

#define DEFAULT_KEY     "www.pycom.io"
#define DEFAULT_CHANNEL 6
#define DEFAULT_HOST    "espressif"

static void forget(void) {
    const uint8_t *mac = bind_machine_mac();
    bind_wlan = (bind_wlan_t){
        .setup = { .mode = TOC_WLAN_STA,
            .security = TOC_WLAN_WPA2,
            .key = DEFAULT_KEY,
            .channel = DEFAULT_CHANNEL },
        .antenna = bind_pycom_has_psram() ? BIND_WLAN_MAN_ANT : BIND_WLAN_INT_ANT,
        .bandwidth = BIND_WLAN_HT40,
        .max_tx_power = BIND_WLAN_TX_POWER_MAX,
        .protocol = { true, true, true },
        .packet_filter = BIND_WLAN_FILTER_ALL,
        .hostname = DEFAULT_HOST,
        .country = { .name = "CN",
            .first = 1,
            .count = 13,
            .max_tx_power = BIND_WLAN_TX_POWER_MAX },
    };
    for (int i = 0; i < 2; i++) {
        memcpy(bind_wlan.setup.mac[i], mac, TOC_WLAN_MAC_SIZE);
    }
    bind_wlan.setup.mac[1][TOC_WLAN_MAC_SIZE - 1]++;
    snprintf(bind_wlan.setup.ssid, sizeof(bind_wlan.setup.ssid), "%.16s-wlan-%02x%02x",
        bind_hal()->board->name, mac[4], mac[5]);
}

// A name of the user's without a password is an open network.
static void take_ap_settings(void) {
    toc_wlan_setup_t *setup = &bind_wlan.setup;
    bool named = bind_pycom_text("wifi_ssid_ap", setup->ssid, sizeof(setup->ssid));
    bool has_key = bind_pycom_text("wifi_pwd_ap", setup->key, sizeof(setup->key));
    if ((named && !has_key) || setup->key[0] == '\0') {
        setup->security = TOC_WLAN_OPEN;
        setup->key[0] = '\0';
    }
}

void bind_wlan_boot(void) {
    bind_wlan_take_smart();
    forget();
    const toc_wlan_ops_t *ops = bind_hal()->wlan;
    ops->stop(ops->ctx);
    if (!bind_pycom_flag("wifi", true)) {
        return;
    }
    uint32_t mode = bind_pycom_number("wifi_mode", TOC_WLAN_AP);
    bind_wlan.setup.mode = (enum toc_wlan_mode)mode;
    take_ap_settings();
    bind_wlan.on = ops->set_up(ops->ctx, &bind_wlan.setup) == 0;
    toc_wlan_join_t join = { .timeout_ns = TOC_FOREVER };
    if (bind_wlan.on && (mode & TOC_WLAN_STA) != 0 &&
        bind_pycom_text("wifi_ssid_sta", join.ssid, sizeof(join.ssid)) && join.ssid[0] != '\0') {
        (void)bind_pycom_text("wifi_pwd_sta", join.key, sizeof(join.key));
        (void)ops->join(ops->ctx, &join);
        bind_wlan.join = join;
    }
}

bool bind_wlan_sleep(void) {
    if (!bind_wlan.on) {
        return false;
    }
    const toc_wlan_ops_t *ops = bind_hal()->wlan;
    bool joined = bind_wlan_is_up();
    ops->stop(ops->ctx);
    return joined;
}

void bind_wlan_wake(bool rejoin) {
    if (!bind_wlan.on) {
        return;
    }
    const toc_wlan_ops_t *ops = bind_hal()->wlan;
    bind_wlan.on = ops->set_up(ops->ctx, &bind_wlan.setup) == 0;
    if (bind_wlan.on && rejoin) {
        (void)ops->join(ops->ctx, &bind_wlan.join);
    }
}
