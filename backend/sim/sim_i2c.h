/*
 * sim_i2c - the I2C buses of the virtual board and what devices on them do
 *
 * A device on an I2C bus has a sim_i2c_device_t as its kind's `ops`. Most are
 * a set of registers: the first byte of each write says which, the others are
 * written to it and those that follow; a read goes on from there. Such a
 * device gives get and put. One that speaks in commands gives start, write,
 * read and stop instead.
 *
 * Each device on a bus has the key `fault`: absent does not answer at all, nack
 * answers to its address and then refuses data, stuck holds SDA low so that the
 * whole bus fails, crc spoils the checksums of a device that has any.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BACKEND_SIM_I2C_H
#define TOC_BACKEND_SIM_I2C_H

#include "i2c.h"
#include "sim_device.h"

#define SIM_I2C_BUSES 3

typedef struct {
    bool has_crc; // its data carries checksums: fault=crc means something

    // Registers. `put` returns whether the byte is acknowledged; NULL: all
    // are read-only. next is the register that follows; NULL: counts up.
    uint8_t (*get)(sim_device_t *device, uint8_t reg);
    bool (*put)(sim_device_t *device, uint8_t reg, uint8_t value);
    uint8_t (*next)(sim_device_t *device, uint8_t reg);

    // Or everything by itself. start and write return whether the device
    // acknowledges; start, stop may be NULL.
    bool (*start)(sim_device_t *device, bool read);
    bool (*write)(sim_device_t *device, uint8_t byte);
    uint8_t (*read)(sim_device_t *device);
    void (*stop)(sim_device_t *device);
} sim_i2c_device_t;

extern const sim_bus_t sim__bus_i2c;

// The controllers of the virtual board.
const toc_i2c_ops_t *sim_i2c(void);

// Close all buses, as a soft reset does.
//
// ctx: thread
void sim__i2c_reset(void);

// From within a device: hold the clock low for so long, so that the transfer
// takes longer.
void sim_i2c_stretch(sim_device_t *device, uint64_t ns);

// Whether the fault switch says to spoil checksums.
bool sim_i2c_spoils_crc(const sim_device_t *device);

// CRC-8 of the polynomial x^8 + x^5 + x^4 + 1 (0x31), most significant bit
// first, that sensors put behind their words.
uint8_t sim_i2c_crc8(uint8_t crc, const uint8_t *data, size_t size);

#endif
