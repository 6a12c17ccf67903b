/*
 * machine_types - the classes of the machine module that are its peripherals
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BIND_MACHINE_TYPES_H
#define TOC_BIND_MACHINE_TYPES_H

#include "py/obj.h"

extern const mp_obj_type_t bind_adc_type;
extern const mp_obj_type_t bind_dac_type;
extern const mp_obj_type_t bind_pwm_type;
extern const mp_obj_type_t bind_rtc_type;
extern const mp_obj_type_t bind_sd_type;
extern const mp_obj_type_t bind_touch_type;
extern const mp_obj_type_t bind_wdt_type;

// Make the objects of a new life that are there from its start.
//
// ctx: main thread, after bind_hal_init
void bind_adc_init(void);
void bind_dac_init(void);
void bind_pwm_init(void);
void bind_sd_init(void);
void bind_touch_init(void);

#endif
