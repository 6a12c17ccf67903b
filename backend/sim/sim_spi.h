/*
 * sim_spi - the SPI buses of the virtual board and what devices on them do
 *
 * A device is on a bus and has a pin that selects it while it is low:
 * spi0@P3=bme280. It has a sim_spi_device_t as its kind's `ops`. Between two
 * transfers the device is told of each time that it was let go and selected
 * anew, right before the next transfer.
 *
 * MISO: the device that is selected; of several the lows win. Without one it
 * is read as a pin: all ones or zeros, or what MOSI sends where a wire joins
 * them.
 *
 * Each device has the key `fault`: absent does not drive MISO and hears
 * nothing, stuck holds MISO low, crc spoils the checksums of a device that has
 * any.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BACKEND_SIM_SPI_H
#define TOC_BACKEND_SIM_SPI_H

#include "sim_device.h"
#include "spi.h"

#define SIM_SPI_BUSES 2

typedef struct {
    bool has_crc;

    void (*select)(sim_device_t *device); // may be NULL, as deselect
    void (*deselect)(sim_device_t *device);

    // A byte goes in while another one comes out, the most significant bit
    // first on the wires.
    uint8_t (*exchange)(sim_device_t *device, uint8_t in);
} sim_spi_device_t;

extern const sim_bus_t sim__bus_spi;

// The controllers of the virtual board.
const toc_spi_ops_t *sim_spi(void);

// Close all buses, as a soft reset does.
//
// ctx: thread
void sim__spi_reset(void);

// Whether the fault switch says to spoil checksums.
bool sim_spi_spoils_crc(const sim_device_t *device);

#endif
