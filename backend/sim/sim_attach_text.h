/*
 * sim_attach_text - the text form of a device, taken apart
 *
 * Private to the registry of devices.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BACKEND_SIM_ATTACH_TEXT_H
#define TOC_BACKEND_SIM_ATTACH_TEXT_H

#include "sim_device.h"

#define SIM__TEXT_SIZE 512
#define SIM__PAIRS_MAX 32

typedef struct {
    const sim_bus_t *bus;
    uint32_t bus_number;
    const sim_kind_t *kind;
    uint32_t where;
    char place[SIM_NAME_SIZE];
    char name[SIM_NAME_SIZE]; // "" where none was given
    uint32_t pair_count;
    struct {
        const char *key;
        const char *value;
    } pairs[SIM__PAIRS_MAX]; // in `text`
    char text[SIM__TEXT_SIZE];
} sim__attach_text_t;

// Take `text` apart: the bus, the place and the kind are found and checked, the
// keys and values only told apart.
//
// ctx: thread
// Returns 0, or TOC_EINVAL with a line in `error`.
int sim__attach_text_read(sim__attach_text_t *out, const char *text,
                          char error[SIM_ERROR_SIZE]);

bool sim__attach_text_has(const sim__attach_text_t *text, const char *key);

#endif
