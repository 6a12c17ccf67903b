/*
 * wlan_smart - smartConfig() of network.WLAN
 *
 * SPDX-License-Identifier: MIT
 */
#include <string.h>

#include "bind/hal.h"
#include "bind/pycom.h"
#include "bind/raise.h"
#include "bind/wlan.h"
#include "core/err.h"
#include "py/runtime.h"

void bind_wlan_take_smart(void) {
    const toc_wlan_ops_t *ops = bind_hal()->wlan;
    toc_wlan_join_t told;
    if (ops == NULL || !ops->take_smart(ops->ctx, &told)) {
        return;
    }
    bind_wlan.join = told;
    memcpy(bind_wlan.smart_key, told.key, sizeof(told.key));
    bind_pycom_keep_text("wifi_ssid_sta", told.ssid);
    bind_pycom_keep_text("wifi_pwd_sta", told.key);
}

static mp_obj_t wlan_smart_config(mp_obj_t self_in) {
    (void)self_in;
    bind_wlan_check_mode(TOC_WLAN_STA);
    const toc_wlan_ops_t *ops = bind_wlan_ops();
    int err = ops->smart_config(ops->ctx);
    if (err == TOC_EBUSY) {
        mp_raise_msg(&mp_type_OSError, BIND_MSG_FAILED);
    }
    bind_check(err);
    return mp_const_none;
}
MP_DEFINE_CONST_FUN_OBJ_1(bind_wlan_smartConfig_obj, wlan_smart_config);

static mp_obj_t wlan_connected_ap_pwd(mp_obj_t self_in) {
    (void)self_in;
    bind_wlan_take_smart();
    return mp_obj_new_str_from_cstr(bind_wlan.smart_key);
}
MP_DEFINE_CONST_FUN_OBJ_1(bind_wlan_Connected_ap_pwd_obj, wlan_connected_ap_pwd);
