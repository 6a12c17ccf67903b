/*
 * wlan_frames - promiscuous mode of network.WLAN, and raw frames
 *
 * SPDX-License-Identifier: MIT
 */
#include "bind/raise.h"
#include "bind/wlan.h"
#include "py/objtuple.h"
#include "py/runtime.h"

#define IFACE_STA       1
#define IFACE_AP        2
#define FRAME_MIN_BYTES 24
#define FRAME_MAX_BYTES 1500
#define CHECKSUM_BYTES  4
#define NOISE_DBM       (-96)

void bind_wlan_capture(void) {
    const toc_wlan_ops_t *ops = bind_wlan_ops();
    toc_wlan_station_t station;
    ops->station(ops->ctx, &station);
    uint8_t channel =
        station.link >= TOC_WLAN_JOINED ? station.network.channel : bind_wlan.setup.channel;
    if (bind_wlan.on) {
        bind_check(ops->capture(ops->ctx, bind_wlan.promiscuous ? channel : 0));
    }
}

static mp_obj_t wlan_promiscuous(size_t n_args, const mp_obj_t *args) {
    if (n_args == 1) {
        return mp_obj_new_bool(bind_wlan.promiscuous);
    }
    bool on = mp_obj_is_true(args[1]);
    if (on && !bind_wlan.on) {
        mp_raise_msg(&mp_type_OSError, BIND_MSG_NOT_POSSIBLE);
    }
    bind_wlan.promiscuous = on;
    bind_wlan_capture();
    return mp_const_none;
}
MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(bind_wlan_promiscuous_obj, 1, 2, wlan_promiscuous);

// The radio's own figures of a frame at 1 Mbit/s; what says nothing then is 0.
static mp_obj_t wlan_wifi_packet(mp_obj_t self_in) {
    (void)self_in;
    static const qstr fields[] = { MP_QSTR_rssi, MP_QSTR_rate, MP_QSTR_sig_mode, MP_QSTR_mcs,
        MP_QSTR_cwb, MP_QSTR_aggregation, MP_QSTR_stbc, MP_QSTR_fec_coding, MP_QSTR_sgi,
        MP_QSTR_noise_floor, MP_QSTR_ampdu_cnt, MP_QSTR_channel, MP_QSTR_sec_channel,
        MP_QSTR_time_stamp, MP_QSTR_ant, MP_QSTR_sig_len, MP_QSTR_rx_state, MP_QSTR_data };
    const toc_wlan_ops_t *ops = bind_wlan_ops();
    toc_wlan_frame_t frame;
    if (!ops->frame(ops->ctx, &frame)) {
        return mp_const_none;
    }
    mp_obj_t zero = MP_OBJ_NEW_SMALL_INT(0);
    const mp_obj_t items[MP_ARRAY_SIZE(fields)] = { MP_OBJ_NEW_SMALL_INT(frame.rssi), zero, zero,
        zero, zero, zero, zero, zero, zero, MP_OBJ_NEW_SMALL_INT(NOISE_DBM), zero,
        MP_OBJ_NEW_SMALL_INT(frame.channel), zero, mp_obj_new_int_from_uint(frame.time_us), zero,
        MP_OBJ_NEW_SMALL_INT(frame.size + CHECKSUM_BYTES), zero,
        mp_obj_new_bytes(frame.data, frame.size) };
    return mp_obj_new_attrtuple(fields, MP_ARRAY_SIZE(items), items);
}
MP_DEFINE_CONST_FUN_OBJ_1(bind_wlan_wifi_packet_obj, wlan_wifi_packet);

static mp_obj_t wlan_ctrl_pkt_filter(size_t n_args, const mp_obj_t *args) {
    if (n_args == 1) {
        return mp_obj_new_int_from_uint(bind_wlan.packet_filter);
    }
    bind_wlan.packet_filter = (uint32_t)mp_obj_get_int_truncated(args[1]);
    return mp_const_none;
}
MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(bind_wlan_ctrl_pkt_filter_obj, 1, 2, wlan_ctrl_pkt_filter);

static mp_obj_t wlan_send_raw(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    enum { ARG_buffer, ARG_interface, ARG_use_sys_seq };
    static const mp_arg_t allowed[] = {
        { MP_QSTR_Buffer, MP_ARG_REQUIRED | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_interface, MP_ARG_KW_ONLY | MP_ARG_INT, { .u_int = IFACE_STA } },
        { MP_QSTR_use_sys_seq, MP_ARG_KW_ONLY | MP_ARG_BOOL, { .u_bool = true } },
    };
    mp_arg_val_t vals[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args - 1, args + 1, kw_args, MP_ARRAY_SIZE(allowed), allowed, vals);
    mp_buffer_info_t frame;
    mp_get_buffer_raise(vals[ARG_buffer].u_obj, &frame, MP_BUFFER_READ);
    mp_int_t interface = vals[ARG_interface].u_int;
    if (frame.len < FRAME_MIN_BYTES || frame.len > FRAME_MAX_BYTES || interface < IFACE_STA ||
        interface > IFACE_AP) {
        mp_raise_ValueError(BIND_MSG_VALUE);
    }
    mp_raise_msg(
        &mp_type_OSError, MP_ERROR_TEXT("the virtual board has no air that raw frames go into"));
}
MP_DEFINE_CONST_FUN_OBJ_KW(bind_wlan_send_raw_obj, 1, wlan_send_raw);
