/*
 * machine_types - the classes of the machine module that are its peripherals
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BIND_MACHINE_TYPES_H
#define TOC_BIND_MACHINE_TYPES_H

#include "py/obj.h"

extern const mp_obj_type_t bind_adc_type;
extern const mp_obj_type_t bind_rtc_type;
extern const mp_obj_type_t bind_wdt_type;

// Make the ADC and its channels of a new life.
//
// ctx: main thread, after bind_hal_init
void bind_adc_init(void);

#endif
