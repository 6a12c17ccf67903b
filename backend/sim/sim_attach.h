/*
 * sim_attach - the things on the wires of the virtual board
 *
 * Each is told by one text:
 *
 *     BUS[@WHERE]=KIND[,key=value]...
 *     i2c0@0x40=si7006,temperature=21.5
 *     spi0@P3=flash        chip select is P3
 *     uart1=loop
 *
 * The same text comes from --attach, a board file, tocsin.board.attach() and
 * the control socket. A device is found by its name or by its place: the name
 * is the kind's ("si7006", the second one "si7006-2") unless name=... gives
 * another; the place is what stands before the =, in one spelling
 * ("i2c0@0x40").
 *
 * Devices are part of the world, not of the board: they stay over a soft
 * reset. All calls: ctx: thread, not inside the critical section. A call that
 * fails leaves everything as it was.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BACKEND_SIM_ATTACH_H
#define TOC_BACKEND_SIM_ATTACH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SIM_ERROR_SIZE 320
#define SIM_NAME_SIZE  24
#define SIM_GIVEN_MAX  128

// Longest value of a key, with its end.
#define SIM_VALUE_SIZE 256

// Attach a device.
// Returns 0 with its name in `name` (may be NULL); TOC_EINVAL for a text that
// is wrong, TOC_EBUSY for a place or a bus that is taken, TOC_ENOMEM or what the device
// returned, with one line in `error`.
int sim_attach(const char *text, char name[SIM_NAME_SIZE],
               char error[SIM_ERROR_SIZE]);

// The bus or place with this name, "i2c0" or "adc@P13", is behind a file of the machine: nothing can
// be attached to it from now on. Both strings stay the caller's. At most
// SIM_GIVEN_MAX buses.
//
// ctx: main thread, before anything is attached
// Returns 0 or TOC_EFULL.
int sim_bus_give(const char *bus, const char *file);

// The calls below take the name or the place of a device.
// Each returns TOC_ENOENT where there is none, with one line in `error`.

int sim_detach(const char *device, char error[SIM_ERROR_SIZE]);

// Set one value, as the text form would.
// Returns 0 or TOC_EINVAL.
int sim_device_set(const char *device, const char *key, const char *value,
                   char error[SIM_ERROR_SIZE]);

enum sim_value_type { SIM_VALUE_NUMBER, SIM_VALUE_SWITCH, SIM_VALUE_TEXT };

// A value: as text, and what it is. The text of a number can be read back
// without loss of what was given.
typedef struct {
    enum sim_value_type type;
    double number; // of a number; 1 or 0 of a switch
    char text[SIM_VALUE_SIZE];
} sim_device_value_t;

// Returns 0 or TOC_EINVAL.
int sim_device_get(const char *device, const char *key, sim_device_value_t *out,
                   char error[SIM_ERROR_SIZE]);

// The key with number `index` of a device, counted from 0.
// Returns it, a constant; "" behind the last one, which may be the first; NULL
// where there is no such device.
const char *sim_device_key(const char *device, uint32_t index);

typedef struct {
    char name[SIM_NAME_SIZE];
    char place[SIM_NAME_SIZE]; // "i2c0@0x40"
    const char *kind;          // "si7006"; constants
    const char *bus;           // "i2c"
    const char *help;
} sim_device_info_t;

// The device with number `index`, counted from 0 in the order of attaching.
// Returns false behind the last.
bool sim_device_at(uint32_t index, sim_device_info_t *out);

// Tell fn of each device there is, until it returns other than 0. It may call
// back; one that comes or goes meanwhile may be told or not.
// Returns what fn returned last, or 0.
int sim_devices_each(int (*fn)(void *ctx, const sim_device_info_t *info),
                     void *ctx);

// A line about each kind there is and each of its keys, for people: `put` gets
// them one by one, without a newline.
void sim_kinds_tell(void (*put)(void *ctx, const char *line), void *ctx);

#endif
