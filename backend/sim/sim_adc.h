/*
 * sim_adc - the analog inputs of the virtual board
 *
 * A voltage comes from what is attached to the pin, to a pin that is wired to
 * it, from the reference, or from the digital level: 0 or 3300 mV. A source is
 * asked when the program measures; it needs no alarm.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BACKEND_SIM_ADC_H
#define TOC_BACKEND_SIM_ADC_H

#include "adc.h"
#include "sim_device.h"

#define SIM_ADC_HIGH_MV 3300

// What an attached source is: sim_kind_t.ops points at one.
typedef struct {
    // The voltage in millivolts, `at_ns` after it was attached.
    double (*mv)(const sim_device_t *device, uint64_t at_ns);
} sim_adc_source_t;

extern const sim_bus_t sim__bus_adc;

// The contract's table.
const toc_adc_ops_t *sim_adc(void);

// Where the noise of the sources begins: the same seed gives the same noise.
//
// ctx: thread, before anything is measured
void sim_adc_seed(uint64_t seed);

// The reference is put out nowhere.
//
// ctx: thread
void sim__adc_reset(void);

#endif
