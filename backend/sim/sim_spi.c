/*
 * sim_spi - the SPI buses of the virtual board
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim_spi.h"

#include "err.h"
#include "sim_pace.h"
#include "sim_state.h"

#define NS_PER_S       UINT64_C(1000000000)
#define CLOCK_HZ       80000000u // is divided by a whole number
#define WORD_BYTES_MAX 4

enum fault { FAULT_NONE, FAULT_ABSENT, FAULT_STUCK, FAULT_CRC };
enum { PARAM_FAULT, PARAM_COUNT };

// The chip select of a device.
typedef struct {
    toc_pin_tap_t tap; // of the pin that selects it
    uint32_t edges;    // of its pin; with the board's lock
    uint32_t seen;     // of them
    bool selected;
} select_t;

typedef struct {
    bool open;
    toc_spi_setup_t setup;
    sim_device_t *devices;
    sim_pace_t pace;
} bus_t;

// Guarded by the devices' lock.
static bus_t buses[SIM_SPI_BUSES];

static enum fault fault_of(const sim_device_t *device) {
    return (enum fault)sim_bus_number(device, PARAM_FAULT);
}

static const sim_spi_device_t *ops_of(const sim_device_t *device) {
    return device->kind->ops;
}

bool sim_spi_spoils_crc(const sim_device_t *device) {
    return fault_of(device) == FAULT_CRC;
}

static void on_edge(toc_pin_tap_t *tap, const toc_pin_change_t *change) {
    (void)change;
    select_t *select = tap->ctx;
    select->edges++;
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
    select_t *select = toc_port_realloc(NULL, sizeof(*select));
    if (select == NULL) {
        sim_refuse(error, "%s", toc_err_text(TOC_ENOMEM));
        return TOC_ENOMEM;
    }
    // A pin that is low already selects it.
    *select = (select_t){.tap = {.fn = on_edge, .ctx = select}, .edges = 1};
    device->bus_state = select;
    bus_t *bus = &buses[device->bus_number];
    device->bus_next = bus->devices;
    bus->devices = device;
    sim_tap(&select->tap, SIM_BIT(device->where));
    return 0;
}

static void bus_detach(sim_device_t *device) {
    select_t *select = device->bus_state;
    sim_untap(&select->tap);
    sim_device_t **at = &buses[device->bus_number].devices;
    while (*at != device) {
        at = &(*at)->bus_next;
    }
    *at = device->bus_next;
    (void)toc_port_realloc(select, 0);
}

static int bus_changed(sim_device_t *device, uint32_t param,
                       char error[SIM_ERROR_SIZE]) {
    (void)param;
    return check_fault(device, error);
}

static const sim_param_t bus_params[PARAM_COUNT] = {
    [PARAM_FAULT] = {.name = "fault",
                     .help = "what is wrong with it",
                     .type = SIM_WORD,
                     .words = "none absent stuck crc"},
};

const sim_bus_t sim__bus_spi = {
    .name = "spi",
    .help = "SPI, by the pin that selects the device: spi0@P3=bme280",
    .count = SIM_SPI_BUSES,
    .where = SIM_WHERE_PIN,
    .params = bus_params,
    .param_count = PARAM_COUNT,
    .attach = bus_attach,
    .detach = bus_detach,
    .changed = bus_changed,
};

// Tell the device how its select pin moved since the last transfer.
static void follow_select(sim_device_t *device) {
    const sim_spi_device_t *ops = ops_of(device);
    select_t *select = device->bus_state;
    sim__lock();
    bool moved = select->edges != select->seen;
    bool low = !sim__level_of(device->where);
    select->seen = select->edges;
    sim__unlock();
    if (!moved) {
        return;
    }
    if (select->selected && ops->deselect != NULL) {
        ops->deselect(device);
    }
    select->selected = low;
    if (low && ops->select != NULL) {
        ops->select(device);
    }
}

// What MISO carries when no device drives it.
static uint8_t undriven(const bus_t *bus, uint8_t out) {
    uint32_t miso = bus->setup.miso;
    uint32_t mosi = bus->setup.mosi;
    if (miso == TOC_SPI_NO_PAD) {
        return 0;
    }
    sim__lock();
    bool joined = mosi != TOC_SPI_NO_PAD &&
                  (sim__state.pads[miso].net & SIM_BIT(mosi)) != 0;
    bool level = sim__level_of(miso);
    sim__unlock();
    return joined ? out : level ? 0xff : 0;
}

static uint8_t exchange(bus_t *bus, uint8_t out) {
    bool driven = false;
    uint8_t in = 0xff;
    // A device without MOSI sees a line that is low.
    uint8_t heard = bus->setup.mosi != TOC_SPI_NO_PAD ? out : 0;
    for (sim_device_t *d = bus->devices; d != NULL; d = d->bus_next) {
        const select_t *select = d->bus_state;
        enum fault fault = fault_of(d);
        if (fault == FAULT_STUCK) {
            in = 0;
            driven = true;
        } else if (select->selected && fault != FAULT_ABSENT) {
            in &= ops_of(d)->exchange(d, heard);
            driven = true;
        }
    }
    if (!driven) {
        return undriven(bus, out);
    }
    return bus->setup.miso != TOC_SPI_NO_PAD ? in : 0;
}

static void exchange_word(bus_t *bus, const uint8_t *tx, uint8_t *rx,
                          size_t bytes) {
    uint8_t out[WORD_BYTES_MAX];
    uint8_t in[WORD_BYTES_MAX];
    toc_spi_reorder(&bus->setup, out, tx, bytes);
    for (size_t i = 0; i < bytes; i++) {
        in[i] = exchange(bus, out[i]);
    }
    if (rx != NULL) {
        toc_spi_reorder(&bus->setup, rx, in, bytes);
    }
}

// With the lock. Returns how long the wires are busy.
static uint64_t transfer(bus_t *bus, const uint8_t *tx, uint8_t *rx,
                         size_t size) {
    size_t bytes = bus->setup.bits / 8u;
    size_t whole = size - size % bytes;
    for (sim_device_t *d = bus->devices; d != NULL; d = d->bus_next) {
        follow_select(d);
    }
    for (size_t at = 0; at < whole; at += bytes) {
        exchange_word(bus, &tx[at], rx != NULL ? &rx[at] : NULL, bytes);
    }
    for (size_t at = whole; rx != NULL && at < size; at++) {
        rx[at] = 0;
    }
    uint32_t divider = CLOCK_HZ / bus->setup.baudrate_hz;
    if (divider == 0) {
        divider = 1;
    }
    return whole * 8 * divider * (NS_PER_S / 1000) / (CLOCK_HZ / 1000);
}

static int sim_spi_transfer(void *ctx, uint32_t number, const uint8_t *tx,
                            uint8_t *rx, size_t size, uint64_t *busy_ns) {
    (void)ctx;
    *busy_ns = 0;
    if (number >= SIM_SPI_BUSES) {
        return TOC_EINVAL;
    }
    bus_t *bus = &buses[number];
    int err = TOC_EINVAL;
    sim_devices_lock();
    if (bus->open) {
        *busy_ns = sim_pace_busy(&bus->pace, transfer(bus, tx, rx, size));
        err = 0;
    }
    sim_devices_unlock();
    return err;
}

static void give_pad(uint32_t pad) {
    const toc_pin_ops_t *pins = sim_pins();
    if (pad != TOC_SPI_NO_PAD) {
        (void)pins->configure(pins->ctx, pad, TOC_PIN_IN, TOC_PIN_PULL_NONE);
    }
}

static void take_output(uint32_t pad, bool level) {
    const toc_pin_ops_t *pins = sim_pins();
    if (pad != TOC_SPI_NO_PAD) {
        (void)pins->write(pins->ctx, pad, level);
        (void)pins->configure(pins->ctx, pad, TOC_PIN_OUT, TOC_PIN_PULL_NONE);
    }
}

// With the lock.
static void close_bus(bus_t *bus) {
    if (bus->open) {
        bus->open = false;
        bus->pace = (sim_pace_t){0};
        give_pad(bus->setup.clk);
        give_pad(bus->setup.mosi);
        give_pad(bus->setup.miso);
    }
}

static bool is_possible(const toc_spi_setup_t *setup) {
    const uint32_t pads[] = {setup->clk, setup->mosi, setup->miso};
    for (int i = 0; i < 3; i++) {
        uint32_t next = pads[(i + 1) % 3];
        if (pads[i] != TOC_SPI_NO_PAD &&
            (!sim__has_pad(pads[i]) || pads[i] == next)) {
            return false;
        }
    }
    return setup->baudrate_hz > 0 &&
           (setup->bits == 8 || setup->bits == 16 || setup->bits == 32) &&
           setup->polarity <= 1 && setup->phase <= 1;
}

static int sim_spi_open(void *ctx, uint32_t number,
                        const toc_spi_setup_t *setup) {
    (void)ctx;
    if (number >= SIM_SPI_BUSES || !is_possible(setup)) {
        return TOC_EINVAL;
    }
    bus_t *bus = &buses[number];
    sim_devices_lock();
    close_bus(bus);
    bus->setup = *setup;
    bus->open = true;
    take_output(setup->clk, setup->polarity != 0);
    take_output(setup->mosi, false);
    give_pad(setup->miso);
    sim_devices_unlock();
    return 0;
}

static void sim_spi_close(void *ctx, uint32_t number) {
    (void)ctx;
    if (number < SIM_SPI_BUSES) {
        sim_devices_lock();
        close_bus(&buses[number]);
        sim_devices_unlock();
    }
}

void sim__spi_reset(void) {
    for (uint32_t number = 0; number < SIM_SPI_BUSES; number++) {
        sim_spi_close(NULL, number);
    }
}

static const toc_spi_ops_t spi = {
    .name = "sim",
    .bus_count = SIM_SPI_BUSES,
    .open = sim_spi_open,
    .close = sim_spi_close,
    .transfer = sim_spi_transfer,
};

const toc_spi_ops_t *sim_spi(void) {
    return &spi;
}
