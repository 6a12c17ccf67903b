/*
 * sim_i2c - the I2C buses of the virtual board
 *
 * A transfer is done at once, byte by byte with the device; what takes time is
 * the wires, and the caller waits for those (sim_pace.h).
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim_i2c.h"

#include "clock.h"
#include "err.h"
#include "sim_pace.h"
#include "sim_state.h"

#define BITS_BYTE     9 // with the acknowledge
#define BITS_START    1
#define BITS_STOP     1
#define NS_PER_S      UINT64_C(1000000000)
#define STUCK_NS      (5 * NS_PER_S) // until the controller gives up
#define STUCK_BYTE_NS NS_PER_S       // more for each byte

enum fault { FAULT_NONE, FAULT_ABSENT, FAULT_NACK, FAULT_STUCK, FAULT_CRC };
enum { PARAM_FAULT, PARAM_COUNT };

// A device that is a set of registers.
typedef struct {
    uint8_t reg;
    bool has_reg; // the byte that says which was seen in this write
} pointer_t;

typedef struct {
    bool open;
    bool kept; // no STOP came after the last transfer
    toc_i2c_setup_t setup;
    sim_device_t *devices;
    uint64_t stretch_ns; // of this transfer
    sim_pace_t pace;
} bus_t;

// Guarded by the devices' lock.
static bus_t buses[SIM_I2C_BUSES];

static enum fault fault_of(const sim_device_t *device) {
    return (enum fault)sim_bus_number(device, PARAM_FAULT);
}

static const sim_i2c_device_t *ops_of(const sim_device_t *device) {
    return device->kind->ops;
}

bool sim_i2c_spoils_crc(const sim_device_t *device) {
    return fault_of(device) == FAULT_CRC;
}

void sim_i2c_stretch(sim_device_t *device, uint64_t ns) {
    buses[device->bus_number].stretch_ns += ns;
}

uint8_t sim_i2c_crc8(uint8_t crc, const uint8_t *data, size_t size) {
    for (size_t i = 0; i < size; i++) {
        crc ^= data[i];
        for (int bit = 0; bit < 8; bit++) {
            crc = (uint8_t)((crc & 0x80) != 0 ? crc << 1 ^ 0x31 : crc << 1);
        }
    }
    return crc;
}

static bool is_stuck(const bus_t *bus) {
    for (const sim_device_t *d = bus->devices; d != NULL; d = d->bus_next) {
        if (fault_of(d) == FAULT_STUCK) {
            return true;
        }
    }
    return false;
}

// A stuck device holds the pad that is SDA now.
static void apply_stuck(bus_t *bus) {
    if (!bus->open) {
        return;
    }
    if (is_stuck(bus)) {
        sim_pin_pull(bus->setup.sda, false);
    } else {
        sim_pin_let_go(bus->setup.sda);
    }
}

static int check_fault(const sim_device_t *device, char error[SIM_ERROR_SIZE]) {
    if (fault_of(device) == FAULT_CRC && !ops_of(device)->has_crc) {
        return sim_refuse(error, "fault=crc: the data of %s has no checksum",
                          device->kind->name);
    }
    return 0;
}

static int bus_attach(sim_device_t *device, char error[SIM_ERROR_SIZE]) {
    int err = check_fault(device, error);
    if (err != 0) {
        return err;
    }
    device->bus_state = toc_port_realloc(NULL, sizeof(pointer_t));
    if (device->bus_state == NULL) {
        sim_refuse(error, "%s", toc_err_text(TOC_ENOMEM));
        return TOC_ENOMEM;
    }
    *(pointer_t *)device->bus_state = (pointer_t){0};
    bus_t *bus = &buses[device->bus_number];
    device->bus_next = bus->devices;
    bus->devices = device;
    apply_stuck(bus);
    return 0;
}

static void bus_detach(sim_device_t *device) {
    bus_t *bus = &buses[device->bus_number];
    sim_device_t **at = &bus->devices;
    while (*at != device) {
        at = &(*at)->bus_next;
    }
    *at = device->bus_next;
    (void)toc_port_realloc(device->bus_state, 0);
    apply_stuck(bus);
}

static int bus_changed(sim_device_t *device, uint32_t param,
                       char error[SIM_ERROR_SIZE]) {
    (void)param;
    int err = check_fault(device, error);
    if (err == 0) {
        apply_stuck(&buses[device->bus_number]);
    }
    return err;
}

static const sim_param_t bus_params[PARAM_COUNT] = {
    [PARAM_FAULT] = {.name = "fault",
                     .help = "what is wrong with it",
                     .type = SIM_WORD,
                     .words = "none absent nack stuck crc"},
};

const sim_bus_t sim__bus_i2c = {
    .name = "i2c",
    .help = "I2C, by address: i2c0@0x40=si7006",
    .count = SIM_I2C_BUSES,
    .where = SIM_WHERE_ADDRESS,
    .where_min = 0x08,
    .where_max = 0x77,
    .params = bus_params,
    .param_count = PARAM_COUNT,
    .attach = bus_attach,
    .detach = bus_detach,
    .changed = bus_changed,
};

static bool device_start(sim_device_t *device, bool read) {
    const sim_i2c_device_t *ops = ops_of(device);
    pointer_t *pointer = device->bus_state;
    enum fault fault = fault_of(device);
    if (fault == FAULT_ABSENT || (fault == FAULT_NACK && read)) {
        return false;
    }
    pointer->has_reg = false;
    return ops->start == NULL || ops->start(device, read);
}

static uint8_t next_reg(sim_device_t *device, uint8_t reg) {
    const sim_i2c_device_t *ops = ops_of(device);
    return ops->next != NULL ? ops->next(device, reg) : (uint8_t)(reg + 1);
}

static bool device_write(sim_device_t *device, uint8_t byte) {
    const sim_i2c_device_t *ops = ops_of(device);
    pointer_t *pointer = device->bus_state;
    if (fault_of(device) == FAULT_NACK) {
        return false;
    }
    if (ops->get == NULL) {
        return ops->write(device, byte);
    }
    if (!pointer->has_reg) {
        pointer->has_reg = true;
        pointer->reg = byte;
        return true;
    }
    bool acked = ops->put == NULL || ops->put(device, pointer->reg, byte);
    pointer->reg = next_reg(device, pointer->reg);
    return acked;
}

static uint8_t device_read(sim_device_t *device) {
    const sim_i2c_device_t *ops = ops_of(device);
    pointer_t *pointer = device->bus_state;
    if (ops->get == NULL) {
        return ops->read(device);
    }
    uint8_t byte = ops->get(device, pointer->reg);
    pointer->reg = next_reg(device, pointer->reg);
    return byte;
}

static sim_device_t *find(const bus_t *bus, uint32_t address) {
    sim_device_t *d = bus->devices;
    while (d != NULL && d->where != address) {
        d = d->bus_next;
    }
    return d;
}

// Returns 0 or why the device broke off; `*bits` counts up in any case.
static int do_part(sim_device_t *device, const toc_i2c_part_t *part,
                   uint64_t *bits) {
    *bits += BITS_START + BITS_BYTE;
    if (device == NULL || !device_start(device, part->read)) {
        return TOC_ENODEV;
    }
    for (size_t i = 0; i < part->size; i++) {
        *bits += BITS_BYTE;
        if (part->read) {
            part->data[i] = device_read(device);
        } else if (!device_write(device, part->data[i])) {
            return TOC_EIO;
        }
    }
    return 0;
}

static void free_bus(bus_t *bus, sim_device_t *device, bool stop) {
    bus->kept = !stop;
    if (stop && device != NULL && ops_of(device)->stop != NULL) {
        ops_of(device)->stop(device);
    }
}

static uint64_t stuck_ns(const toc_i2c_part_t *parts, uint32_t count) {
    size_t bytes = 0;
    for (uint32_t i = 0; i < count; i++) {
        bytes += parts[i].size;
    }
    // A probe gives up at once.
    return bytes > 0 ? STUCK_NS + bytes * STUCK_BYTE_NS : 0;
}

// With the lock. Returns what transfer() does, `*took_ns` is the wires' time.
static int transfer(bus_t *bus, uint32_t address, const toc_i2c_part_t *parts,
                    uint32_t count, bool stop, uint64_t *took_ns) {
    if (is_stuck(bus)) {
        *took_ns = stuck_ns(parts, count);
        return TOC_ETIMEDOUT;
    }
    sim_device_t *device = find(bus, address);
    uint64_t bits = 0;
    int err = 0;
    bus->stretch_ns = 0;
    for (uint32_t i = 0; err == 0 && i < count; i++) {
        err = do_part(device, &parts[i], &bits);
    }
    bool stops = stop || err != 0;
    free_bus(bus, device, stops);
    bits += stops ? BITS_STOP : 0;
    *took_ns = bits * NS_PER_S / bus->setup.baudrate_hz + bus->stretch_ns;
    return err;
}

static int sim_i2c_transfer(void *ctx, uint32_t number, uint32_t address,
                            const toc_i2c_part_t *parts, uint32_t count,
                            bool stop, uint64_t *busy_ns) {
    (void)ctx;
    *busy_ns = 0;
    if (number >= SIM_I2C_BUSES) {
        return TOC_EINVAL;
    }
    bus_t *bus = &buses[number];
    int err = TOC_EINVAL;
    sim_devices_lock();
    if (bus->open) {
        uint64_t took_ns;
        err = transfer(bus, address, parts, count, stop, &took_ns);
        *busy_ns = sim_pace_busy(&bus->pace, took_ns);
    }
    sim_devices_unlock();
    return err;
}

// With the lock.
static void close_bus(bus_t *bus) {
    if (bus->open) {
        bus->open = false;
        bus->kept = false;
        bus->pace = (sim_pace_t){0};
        sim_pin_let_go(bus->setup.sda);
        const toc_pin_ops_t *pins = sim_pins();
        (void)pins->configure(pins->ctx, bus->setup.sda, TOC_PIN_IN,
                              TOC_PIN_PULL_NONE);
        (void)pins->configure(pins->ctx, bus->setup.scl, TOC_PIN_IN,
                              TOC_PIN_PULL_NONE);
    }
}

static void take_pad(uint32_t pad) {
    const toc_pin_ops_t *pins = sim_pins();
    (void)pins->write(pins->ctx, pad, true);
    (void)pins->configure(pins->ctx, pad, TOC_PIN_OPEN_DRAIN, TOC_PIN_PULL_UP);
}

static int sim_i2c_open(void *ctx, uint32_t number,
                        const toc_i2c_setup_t *setup) {
    (void)ctx;
    if (number >= SIM_I2C_BUSES || setup->baudrate_hz == 0 ||
        !sim__has_pad(setup->sda) || !sim__has_pad(setup->scl) ||
        setup->sda == setup->scl) {
        return TOC_EINVAL;
    }
    bus_t *bus = &buses[number];
    sim_devices_lock();
    if (!bus->open || bus->setup.sda != setup->sda ||
        bus->setup.scl != setup->scl) {
        close_bus(bus);
    }
    bus->setup = *setup;
    bus->open = true;
    take_pad(setup->sda);
    take_pad(setup->scl);
    apply_stuck(bus);
    sim_devices_unlock();
    return 0;
}

static void sim_i2c_close(void *ctx, uint32_t number) {
    (void)ctx;
    if (number < SIM_I2C_BUSES) {
        sim_devices_lock();
        close_bus(&buses[number]);
        sim_devices_unlock();
    }
}

void sim__i2c_reset(void) {
    for (uint32_t number = 0; number < SIM_I2C_BUSES; number++) {
        sim_i2c_close(NULL, number);
    }
}

static const toc_i2c_ops_t i2c = {
    .name = "sim",
    .bus_count = SIM_I2C_BUSES,
    .open = sim_i2c_open,
    .close = sim_i2c_close,
    .transfer = sim_i2c_transfer,
};

const toc_i2c_ops_t *sim_i2c(void) {
    return &i2c;
}
