/*
 * sim_param - values of a device's parameters, read and told as text
 *
 * Private to the registry of devices.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BACKEND_SIM_PARAM_H
#define TOC_BACKEND_SIM_PARAM_H

#include "sim_device.h"

struct sim__value {
    double number;
    char *text; // of a text or a pin; owned, NULL for the empty one
};

// What a parameter begins as.
// Returns 0 or TOC_ENOMEM.
int sim__value_init(struct sim__value *value, const sim_param_t *param);

void sim__value_free(struct sim__value *value);

// Read `text`.
// Returns 0 with a new `*value`, which is the caller's to free; TOC_EINVAL or
// TOC_ENOMEM with a line in `error`.
int sim__value_read(struct sim__value *value, const sim_param_t *param,
                    const char *text, char error[SIM_ERROR_SIZE]);

void sim__value_tell(const struct sim__value *value, const sim_param_t *param,
                     sim_device_value_t *out);

// What may be given, with the unit: "-40 to 125 C", "on or off", "a pin".
void sim__param_range(const sim_param_t *param, char *out, size_t size);

// The pad of a pin of the board.
// Returns 0, or TOC_EINVAL with a line in `error`.
int sim__pin_find(const char *name, uint32_t *pad, char error[SIM_ERROR_SIZE]);

// The name of a pad: "P10".
const char *sim__pin_name(uint32_t pad);

#endif
