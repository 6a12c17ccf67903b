/*
 * linux_adc - analog inputs of a Linux machine, channels of an IIO device
 *
 * Each pad is either mapped to a channel, told as "iio:device0:voltage0", or
 * left to another backend. What the channel's files in sysfs say is worked out
 * to a voltage: its value in millivolts, or the raw one with offset and scale.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BACKEND_LINUX_ADC_H
#define TOC_BACKEND_LINUX_ADC_H

#include "adc.h"

#define LINUX_ADC_PADS 64

// Put a channel behind a pad; NULL: none. The string stays the caller's.
//
// ctx: main thread, before anything is measured
// Returns 0; TOC_EINVAL for a pad that cannot be, or a text without a channel.
int linux_adc_map(uint32_t pad, const char *channel);

// Where the devices are: /sys/bus/iio/devices unless told otherwise.
//
// ctx: main thread, before anything is measured; the string stays the caller's
void linux_adc_root(const char *folder);

// The pads that are mapped, and for the others those of `rest`, which may be
// NULL and outlives the table.
//
// ctx: main thread
// Returns a table that stays the backend's, or `rest` where none is mapped.
const toc_adc_ops_t *linux_adc(const toc_adc_ops_t *rest);

#endif
