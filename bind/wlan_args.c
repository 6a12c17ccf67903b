/*
 * wlan_args - arguments that several methods of network.WLAN take
 *
 * SPDX-License-Identifier: MIT
 */
#include <string.h>

#include "bind/raise.h"
#include "bind/wlan.h"
#include "py/objtuple.h"
#include "py/runtime.h"

#define AP_KEY_MIN 8
#define AP_KEY_MAX 32

static NORETURN void refuse_auth(void) {
    mp_raise_ValueError(MP_ERROR_TEXT("invalid authentication tuple"));
}

void bind_wlan_text_arg(mp_obj_t from, char *out, size_t min, size_t max) {
    size_t size;
    const char *text = mp_obj_str_get_data(from, &size);
    if (size < min || size > max || memchr(text, '\0', size) != NULL) {
        mp_raise_ValueError(BIND_MSG_VALUE);
    }
    memcpy(out, text, size);
    out[size] = '\0';
}

mp_int_t bind_wlan_number_arg(mp_obj_t from, mp_int_t min, mp_int_t max) {
    mp_int_t number = mp_obj_get_int(from);
    if (number < min || number > max) {
        mp_raise_ValueError(BIND_MSG_VALUE);
    }
    return number;
}

void bind_wlan_bssid_arg(mp_obj_t from, uint8_t out[TOC_WLAN_MAC_SIZE]) {
    mp_buffer_info_t buf;
    mp_get_buffer_raise(from, &buf, MP_BUFFER_READ);
    if (buf.len != TOC_WLAN_MAC_SIZE) {
        mp_raise_ValueError(BIND_MSG_VALUE);
    }
    memcpy(out, buf.buf, TOC_WLAN_MAC_SIZE);
}

void bind_wlan_ap_auth_arg(mp_obj_t from, toc_wlan_setup_t *out) {
    if (from == mp_const_none) {
        out->security = TOC_WLAN_OPEN;
        out->key[0] = '\0';
        return;
    }
    mp_obj_t *items;
    mp_obj_get_array_fixed_n(from, 2, &items);
    mp_int_t security = bind_wlan_number_arg(items[0], TOC_WLAN_WEP, TOC_WLAN_WPA2);
    size_t size;
    const char *key = mp_obj_str_get_data(items[1], &size);
    if (size < AP_KEY_MIN || size > AP_KEY_MAX) {
        mp_raise_ValueError(MP_ERROR_TEXT("invalid key length"));
    }
    out->security = (enum toc_wlan_security)security;
    memcpy(out->key, key, size);
    out->key[size] = '\0';
}

static void enterprise_arg(size_t count, const mp_obj_t *items, toc_wlan_join_t *out) {
    toc_wlan_join_t join = { .security = TOC_WLAN_WPA2_ENT };
    if (count == 3) {
        if (!mp_obj_is_str(items[1]) || !mp_obj_is_str(items[2]) || !mp_obj_is_true(items[1]) ||
            !mp_obj_is_true(items[2])) {
            mp_raise_ValueError(
                MP_ERROR_TEXT("invalid WAP2_ENT credentials: user and password are needed"));
        }
        bind_wlan_text_arg(items[1], join.user, 1, TOC_WLAN_KEY_MAX);
        bind_wlan_text_arg(items[2], join.key, 1, TOC_WLAN_KEY_MAX);
    }
    out->security = join.security;
    memcpy(out->user, join.user, sizeof(join.user));
    memcpy(out->key, join.key, sizeof(join.key));
}

void bind_wlan_join_auth_arg(mp_obj_t from, toc_wlan_join_t *out) {
    out->security = TOC_WLAN_OPEN;
    out->key[0] = '\0';
    out->user[0] = '\0';
    if (from == mp_const_none) {
        return;
    }
    if (!mp_obj_is_type(from, &mp_type_tuple)) {
        refuse_auth();
    }
    size_t count;
    mp_obj_t *items;
    mp_obj_get_array(from, &count, &items);
    mp_int_t security = TOC_WLAN_OPEN;
    if (count != 0 && items[0] != mp_const_none) {
        security = mp_obj_get_int(items[0]);
    }
    if (security == TOC_WLAN_WPA2_ENT && (count == 1 || count == 3)) {
        enterprise_arg(count, items, out);
        return;
    }
    if (count != 2 || security == TOC_WLAN_WPA2_ENT) {
        refuse_auth();
    }
    if (security < TOC_WLAN_OPEN || security > TOC_WLAN_WPA_WPA2) {
        mp_raise_ValueError(BIND_MSG_VALUE);
    }
    if (items[1] != mp_const_none) {
        bind_wlan_text_arg(items[1], out->key, 0, TOC_WLAN_KEY_MAX);
    }
    out->security = (enum toc_wlan_security)security;
}

void bind_wlan_country_arg(mp_obj_t from, bind_wlan_country_t *out) {
    mp_obj_t *items;
    mp_obj_get_array_fixed_n(from, 4, &items);
    bind_wlan_country_t country = *out;
    size_t size;
    const char *name = mp_obj_str_get_data(items[0], &size);
    if (size > BIND_WLAN_COUNTRY_MAX) {
        mp_raise_ValueError(MP_ERROR_TEXT("Wrong Country string length!"));
    }
    memcpy(country.name, name, size);
    country.name[size] = '\0';
    country.first = (uint8_t)bind_wlan_number_arg(items[1], 1, TOC_WLAN_CHANNEL_MAX);
    country.count = (uint8_t)bind_wlan_number_arg(items[2], 1, TOC_WLAN_CHANNEL_MAX);
    mp_int_t policy = mp_obj_get_int(items[3]);
    if (policy != 0 && policy != 1) {
        mp_raise_ValueError(MP_ERROR_TEXT("Invalid Country Policy!"));
    }
    country.policy = (uint8_t)policy;
    *out = country;
}

void bind_wlan_protocol_arg(mp_obj_t from, bool out[3]) {
    mp_obj_t *items;
    mp_obj_get_array_fixed_n(from, 3, &items);
    bool on[3];
    for (size_t i = 0; i < MP_ARRAY_SIZE(on); i++) {
        on[i] = mp_obj_is_true(items[i]);
    }
    if (!on[0] && !on[1] && !on[2]) {
        mp_raise_ValueError(BIND_MSG_VALUE);
    }
    memcpy(out, on, sizeof(on));
}
