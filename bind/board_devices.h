/*
 * board_devices - the devices of tocsin.board
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BIND_BOARD_DEVICES_H
#define TOC_BIND_BOARD_DEVICES_H

#include "py/obj.h"

// What tocsin.board calls attach, detach, devices, get and set.
//
// ctx: Python
mp_obj_t bind_board_attach(mp_obj_t text);
mp_obj_t bind_board_detach(mp_obj_t device);
mp_obj_t bind_board_devices(void);
mp_obj_t bind_board_get(size_t n_args, const mp_obj_t *args);
mp_obj_t bind_board_set(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args);

#endif
