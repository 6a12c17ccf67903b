/*
 * linux_i2c - I2C buses of a Linux machine, /dev/i2c-N
 *
 * SPDX-License-Identifier: MIT
 */
#include "linux_i2c.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/i2c-dev.h>
#include <linux/i2c.h>
#include <pthread.h>
#include <string.h>

#include "err.h"
#include "linux_kernel.h"
#include "linux_smbus.h"
#include "port.h"

#define MESSAGE_SIZE_MAX 8192 // the kernel's own limit
#define MESSAGES_MAX     I2C_RDWR_IOCTL_MAX_MSGS

typedef struct {
    const char *path; // NULL: the bus is another backend's
    pthread_mutex_t lock;
    bool open;
    int fd;
    unsigned long functions;
    struct i2c_msg messages[MESSAGES_MAX];
    uint32_t count; // how many of those are in use
    uint32_t kept;  // how many wait, with bytes that are their own
} bus_t;

static bus_t buses[LINUX_I2C_BUSES] = {
    {.lock = PTHREAD_MUTEX_INITIALIZER},
    {.lock = PTHREAD_MUTEX_INITIALIZER},
    {.lock = PTHREAD_MUTEX_INITIALIZER},
};
static const toc_i2c_ops_t *others;

static bool is_mapped(uint32_t number) {
    return number < LINUX_I2C_BUSES && buses[number].path != NULL;
}

static bool has_other(uint32_t number) {
    return others != NULL && number < others->bus_count;
}

// Add a part behind the messages there are. A long one takes several, without
// a START between them where the adapter can do that.
static int add_part(bus_t *bus, uint32_t address, const toc_i2c_part_t *part) {
    size_t at = 0;
    do {
        size_t size = part->size - at;
        if (size > MESSAGE_SIZE_MAX) {
            size = MESSAGE_SIZE_MAX;
        }
        if (bus->count == MESSAGES_MAX ||
            (at > 0 && (bus->functions & I2C_FUNC_NOSTART) == 0)) {
            return TOC_ENOTSUP;
        }
        bus->messages[bus->count++] = (struct i2c_msg){
            .addr = (uint16_t)address,
            .flags = (uint16_t)((part->read ? I2C_M_RD : 0) |
                                (at > 0 ? I2C_M_NOSTART : 0)),
            .len = (uint16_t)size,
            .buf = size > 0 ? part->data + at : NULL,
        };
        at += size;
    } while (at < part->size);
    return 0;
}

// Let go of the messages that waited.
static void drop_kept(bus_t *bus) {
    for (uint32_t i = 0; i < bus->kept; i++) {
        if (bus->messages[i].buf != NULL) {
            (void)toc_port_realloc(bus->messages[i].buf, 0);
        }
    }
    bus->kept = 0;
    bus->count = 0;
}

// Have the messages that were just added wait for the next transaction.
static int keep(bus_t *bus) {
    for (uint32_t i = bus->kept; i < bus->count; i++) {
        if ((bus->messages[i].flags & I2C_M_RD) != 0) {
            return TOC_ENOTSUP; // its bytes are wanted now
        }
    }
    while (bus->kept < bus->count) {
        struct i2c_msg *message = &bus->messages[bus->kept];
        if (message->len > 0) {
            uint8_t *copy = toc_port_realloc(NULL, message->len);
            if (copy == NULL) {
                return TOC_ENOMEM;
            }
            memcpy(copy, message->buf, message->len);
            message->buf = copy;
        }
        bus->kept++;
    }
    return 0;
}

// Whether nobody, or not all, answered: what drivers tell differs.
static int err_of(int result) {
    switch (-result) {
    case EREMOTEIO:
        return TOC_ENODEV;
    case EAGAIN: // somebody else won the wires
    case EBUSY:
        return TOC_ETIMEDOUT;
    case EPROTO:
        return TOC_EIO;
    case EINVAL:
        return TOC_ENOTSUP; // more than the adapter can do
    default:
        return linux_err(result);
    }
}

static int send_plain(bus_t *bus) {
    struct i2c_rdwr_ioctl_data args = {
        .msgs = bus->messages,
        .nmsgs = bus->count,
    };
    int result = linux_kernel()->ioctl(bus->fd, I2C_RDWR, &args);
    return result >= 0 && (uint32_t)result != bus->count ? -EIO : result;
}

static int send_messages(bus_t *bus) {
    return (bus->functions & I2C_FUNC_I2C) != 0
               ? send_plain(bus)
               : linux_smbus_transfer(bus->fd, bus->functions, bus->messages,
                                      bus->count);
}

// Many adapters cannot send an address alone; then a byte is read to see
// whether the device answers.
static int probe_by_reading(bus_t *bus) {
    uint8_t byte;
    bus->messages[0].flags = I2C_M_RD;
    bus->messages[0].len = 1;
    bus->messages[0].buf = &byte;
    int result = send_messages(bus);
    bus->messages[0].buf = NULL;
    return result;
}

// Returns 0 or a TOC_ error; the bus has no messages afterwards.
static int send_all(bus_t *bus) {
    bool probes = bus->count == 1 && bus->messages[0].len == 0;
    int result = -EOPNOTSUPP;
    if (!probes || (bus->functions & I2C_FUNC_SMBUS_QUICK) != 0) {
        result = send_messages(bus);
    }
    if (probes && (result == -EOPNOTSUPP || result == -EINVAL)) {
        result = probe_by_reading(bus);
    }
    drop_kept(bus);
    return result < 0 ? err_of(result) : 0;
}

static int transfer(bus_t *bus, uint32_t address, const toc_i2c_part_t *parts,
                    uint32_t count, bool stop) {
    int err = 0;
    for (uint32_t i = 0; err == 0 && i < count; i++) {
        err = add_part(bus, address, &parts[i]);
    }
    if (err == 0) {
        err = stop ? send_all(bus) : keep(bus);
    }
    if (err != 0) {
        drop_kept(bus);
    }
    return err;
}

static int linux_i2c_transfer(void *ctx, uint32_t number, uint32_t address,
                              const toc_i2c_part_t *parts, uint32_t count,
                              bool stop, uint64_t *busy_ns) {
    (void)ctx;
    *busy_ns = 0;
    if (!is_mapped(number)) {
        return has_other(number)
                   ? others->transfer(others->ctx, number, address, parts,
                                      count, stop, busy_ns)
                   : TOC_EINVAL;
    }
    bus_t *bus = &buses[number];
    pthread_mutex_lock(&bus->lock);
    int err = TOC_EINVAL;
    if (bus->open) {
        err = transfer(bus, address, parts, count, stop);
    }
    pthread_mutex_unlock(&bus->lock);
    return err;
}

// With the lock.
static void close_bus(bus_t *bus) {
    if (bus->open) {
        if (bus->kept > 0) {
            (void)send_all(bus);
        }
        linux_kernel()->close(bus->fd);
        bus->open = false;
    }
}

// With the lock.
static int open_bus(bus_t *bus) {
    const linux_kernel_t *kernel = linux_kernel();
    int fd = kernel->open(bus->path, O_RDWR | O_CLOEXEC);
    if (fd < 0) {
        return linux_err_open(fd);
    }
    int result = kernel->ioctl(fd, I2C_FUNCS, &bus->functions);
    if (result < 0) {
        kernel->close(fd);
        return linux_err_open(result);
    }
    bus->fd = fd;
    bus->open = true;
    return 0;
}

static int linux_i2c_open(void *ctx, uint32_t number,
                          const toc_i2c_setup_t *setup) {
    (void)ctx;
    if (!is_mapped(number)) {
        return has_other(number) ? others->open(others->ctx, number, setup)
                                 : TOC_EINVAL;
    }
    if (setup->baudrate_hz == 0 || setup->sda == setup->scl) {
        return TOC_EINVAL;
    }
    bus_t *bus = &buses[number];
    pthread_mutex_lock(&bus->lock);
    close_bus(bus);
    int err = open_bus(bus);
    pthread_mutex_unlock(&bus->lock);
    return err;
}

static void linux_i2c_close(void *ctx, uint32_t number) {
    (void)ctx;
    if (is_mapped(number)) {
        pthread_mutex_lock(&buses[number].lock);
        close_bus(&buses[number]);
        pthread_mutex_unlock(&buses[number].lock);
    } else if (has_other(number)) {
        others->close(others->ctx, number);
    }
}

static const char *linux_i2c_file(void *ctx, uint32_t number) {
    (void)ctx;
    return is_mapped(number) ? buses[number].path : NULL;
}

static const toc_i2c_ops_t i2c = {
    .name = "linux",
    .bus_count = LINUX_I2C_BUSES,
    .blocks = true,
    .open = linux_i2c_open,
    .close = linux_i2c_close,
    .transfer = linux_i2c_transfer,
    .file = linux_i2c_file,
};

int linux_i2c_map(uint32_t bus, const char *path) {
    if (bus >= LINUX_I2C_BUSES) {
        return TOC_EINVAL;
    }
    buses[bus].path = path;
    return 0;
}

const toc_i2c_ops_t *linux_i2c(const toc_i2c_ops_t *rest) {
    others = rest;
    for (uint32_t number = 0; number < LINUX_I2C_BUSES; number++) {
        if (is_mapped(number)) {
            return &i2c;
        }
    }
    return rest;
}

void linux_i2c_reset(void) {
    for (uint32_t number = 0; number < LINUX_I2C_BUSES; number++) {
        if (is_mapped(number)) {
            linux_i2c_close(NULL, number);
        }
    }
}
