/*
 * linux_spi - SPI buses of a Linux machine, /dev/spidevB.C
 *
 * SPDX-License-Identifier: MIT
 */
#include "linux_spi.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/spi/spidev.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "err.h"
#include "linux_kernel.h"

// How many bytes the driver takes at once. It is a parameter of the kernel's
// module, and its default what every machine takes.
#define LIMIT_FILE    "/sys/module/spidev/parameters/bufsiz"
#define LIMIT_DEFAULT 4096
#define LIMIT_MAX     65536

typedef struct {
    const char *path; // NULL: the bus is another backend's
    pthread_mutex_t lock;
    bool open;
    int fd;
    toc_spi_setup_t setup;
    size_t limit;   // bytes of one message
    uint8_t *bytes; // two of those: what goes out, and what came in
} bus_t;

static bus_t buses[LINUX_SPI_BUSES] = {
    {.lock = PTHREAD_MUTEX_INITIALIZER},
    {.lock = PTHREAD_MUTEX_INITIALIZER},
};
static const toc_spi_ops_t *others;

static bool is_mapped(uint32_t number) {
    return number < LINUX_SPI_BUSES && buses[number].path != NULL;
}

static bool has_other(uint32_t number) {
    return others != NULL && number < others->bus_count;
}

static size_t read_limit(void) {
    const linux_kernel_t *kernel = linux_kernel();
    char text[16] = "";
    int fd = kernel->open(LIMIT_FILE, O_RDONLY | O_CLOEXEC);
    if (fd >= 0) {
        long size = kernel->read(fd, text, sizeof(text) - 1);
        text[size > 0 ? size : 0] = '\0';
        kernel->close(fd);
    }
    unsigned long limit = strtoul(text, NULL, 10);
    if (limit == 0) {
        return LIMIT_DEFAULT;
    }
    // Whole words of any size.
    return limit > LIMIT_MAX ? LIMIT_MAX : limit < 4 ? 4 : limit & ~3ul;
}

// One message, no longer than the driver takes. The chip stays selected when
// `more` follows.
static int send(bus_t *bus, const uint8_t *tx, uint8_t *rx, size_t size,
                bool more) {
    bool sends = bus->setup.mosi != TOC_SPI_NO_PAD;
    bool receives = rx != NULL && bus->setup.miso != TOC_SPI_NO_PAD;
    uint8_t *in = bus->bytes + bus->limit;
    if (sends) {
        toc_spi_reorder(&bus->setup, bus->bytes, tx, size);
    }
    struct spi_ioc_transfer message = {
        .tx_buf = sends ? (uintptr_t)bus->bytes : 0,
        .rx_buf = receives ? (uintptr_t)in : 0,
        .len = (uint32_t)size,
        .speed_hz = bus->setup.baudrate_hz,
        .bits_per_word = 8,
        .cs_change = more,
    };
    if (!sends && !receives) {
        message.rx_buf = (uintptr_t)in; // the clock alone
    }
    int result = linux_kernel()->ioctl(bus->fd, SPI_IOC_MESSAGE(1), &message);
    if (result < 0) {
        return linux_err(result);
    }
    if (receives) {
        toc_spi_reorder(&bus->setup, rx, in, size);
    } else if (rx != NULL) {
        memset(rx, 0, size);
    }
    return 0;
}

// With the lock.
static int transfer(bus_t *bus, const uint8_t *tx, uint8_t *rx, size_t size) {
    size_t whole = size - size % (bus->setup.bits / 8u);
    int err = 0;
    for (size_t at = 0; err == 0 && at < whole;) {
        size_t part = whole - at < bus->limit ? whole - at : bus->limit;
        err = send(bus, tx + at, rx != NULL ? rx + at : NULL, part,
                   at + part < whole);
        at += part;
    }
    if (rx != NULL) {
        memset(rx + whole, 0, size - whole);
    }
    return err;
}

static int linux_spi_transfer(void *ctx, uint32_t number, const uint8_t *tx,
                              uint8_t *rx, size_t size, uint64_t *busy_ns) {
    (void)ctx;
    *busy_ns = 0;
    if (!is_mapped(number)) {
        return has_other(number) ? others->transfer(others->ctx, number, tx, rx,
                                                    size, busy_ns)
                                 : TOC_EINVAL;
    }
    bus_t *bus = &buses[number];
    pthread_mutex_lock(&bus->lock);
    int err = bus->open ? transfer(bus, tx, rx, size) : TOC_EINVAL;
    pthread_mutex_unlock(&bus->lock);
    return err;
}

// With the lock.
static void close_bus(bus_t *bus) {
    if (bus->open) {
        linux_kernel()->close(bus->fd);
        free(bus->bytes);
        bus->bytes = NULL;
        bus->open = false;
    }
}

// Set what all transfers have in common, and leave what the machine set up of
// the device, such as a chip select that is active high.
static int set_up(const bus_t *bus, int fd) {
    const linux_kernel_t *kernel = linux_kernel();
    uint8_t mode = 0;
    int result = kernel->ioctl(fd, SPI_IOC_RD_MODE, &mode);
    if (result < 0) {
        return linux_err_open(result);
    }
    mode &= (uint8_t) ~(SPI_CPOL | SPI_CPHA | SPI_LSB_FIRST);
    mode |= (uint8_t)(bus->setup.polarity != 0 ? SPI_CPOL : 0);
    mode |= (uint8_t)(bus->setup.phase != 0 ? SPI_CPHA : 0);
    result = kernel->ioctl(fd, SPI_IOC_WR_MODE, &mode);
    return result < 0 ? linux_err_open(result) : 0;
}

// With the lock, closed.
static int open_bus(bus_t *bus) {
    int fd = linux_kernel()->open(bus->path, O_RDWR | O_CLOEXEC);
    if (fd < 0) {
        return linux_err_open(fd);
    }
    int err = set_up(bus, fd);
    if (err == 0) {
        bus->limit = read_limit();
        bus->bytes = malloc(2 * bus->limit);
        err = bus->bytes == NULL ? TOC_ENOMEM : 0;
    }
    if (err != 0) {
        linux_kernel()->close(fd);
        return err;
    }
    bus->fd = fd;
    bus->open = true;
    return 0;
}

static int linux_spi_open(void *ctx, uint32_t number,
                          const toc_spi_setup_t *setup) {
    (void)ctx;
    if (!is_mapped(number)) {
        return has_other(number) ? others->open(others->ctx, number, setup)
                                 : TOC_EINVAL;
    }
    if (setup->baudrate_hz == 0 || setup->polarity > 1 || setup->phase > 1 ||
        (setup->bits != 8 && setup->bits != 16 && setup->bits != 32)) {
        return TOC_EINVAL;
    }
    bus_t *bus = &buses[number];
    pthread_mutex_lock(&bus->lock);
    close_bus(bus);
    bus->setup = *setup;
    int err = open_bus(bus);
    pthread_mutex_unlock(&bus->lock);
    return err;
}

static void linux_spi_close(void *ctx, uint32_t number) {
    (void)ctx;
    if (is_mapped(number)) {
        pthread_mutex_lock(&buses[number].lock);
        close_bus(&buses[number]);
        pthread_mutex_unlock(&buses[number].lock);
    } else if (has_other(number)) {
        others->close(others->ctx, number);
    }
}

static const char *linux_spi_file(void *ctx, uint32_t number) {
    (void)ctx;
    return is_mapped(number) ? buses[number].path : NULL;
}

static const toc_spi_ops_t spi = {
    .name = "linux",
    .bus_count = LINUX_SPI_BUSES,
    .blocks = true,
    .open = linux_spi_open,
    .close = linux_spi_close,
    .transfer = linux_spi_transfer,
    .file = linux_spi_file,
};

int linux_spi_map(uint32_t bus, const char *path) {
    if (bus >= LINUX_SPI_BUSES) {
        return TOC_EINVAL;
    }
    buses[bus].path = path;
    return 0;
}

const toc_spi_ops_t *linux_spi(const toc_spi_ops_t *rest) {
    others = rest;
    for (uint32_t number = 0; number < LINUX_SPI_BUSES; number++) {
        if (is_mapped(number)) {
            return &spi;
        }
    }
    return rest;
}

void linux_spi_reset(void) {
    for (uint32_t number = 0; number < LINUX_SPI_BUSES; number++) {
        if (is_mapped(number)) {
            linux_spi_close(NULL, number);
        }
    }
}
