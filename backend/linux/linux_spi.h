/*
 * linux_spi - SPI buses of a Linux machine, /dev/spidevB.C
 *
 * Each bus of the board is either mapped to a device file or left to another
 * backend. The pads are those of the machine. Beside the pins that a program
 * selects devices with, the kernel drives the chip select that the file is
 * named by, during each transfer.
 *
 * Words of 16 and 32 bits and the low bit first are put in order here and sent
 * as bytes with the high bit first: few controllers know more.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BACKEND_LINUX_SPI_H
#define TOC_BACKEND_LINUX_SPI_H

#include "spi.h"

#define LINUX_SPI_BUSES 2

// Put the device file `path` behind a bus; NULL: none. It is opened with the
// bus, and the string stays the caller's.
//
// ctx: main thread, while the bus is not open
// Returns 0, or TOC_EINVAL for a bus that cannot be.
int linux_spi_map(uint32_t bus, const char *path);

// The buses that are mapped, and for the others those of `rest`, which may be
// NULL and outlives the table.
//
// ctx: main thread
// Returns a table that stays the backend's, or `rest` where none is mapped.
const toc_spi_ops_t *linux_spi(const toc_spi_ops_t *rest);

// Close what is open of the device files.
//
// ctx: main thread, with no program
void linux_spi_reset(void);

#endif
