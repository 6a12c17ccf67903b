/*
 * sim_attach - the things on the wires of the virtual board
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim_attach.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "err.h"
#include "near.h"
#include "sim_attach_text.h"
#include "sim_device.h"
#include "sim_param.h"
#include "sim_state.h"

#define SPINS_BEFORE_YIELD 64

static toc_atomic_u32_t lock;
static sim_device_t *devices; // in the order of attaching
static toc_board_t board;     // its names of pins

// Buses that are the machine's and not simulated.
static struct {
    const char *bus;
    const char *file;
} given[SIM_GIVEN_MAX];
static uint32_t given_count;

void sim_devices_lock(void) {
    for (uint32_t spins = 1;; spins++) {
        uint32_t expected = 0;
        if (toc_atomic_load(&lock) == 0 &&
            toc_atomic_cas(&lock, &expected, 1)) {
            return;
        }
        if (spins % SPINS_BEFORE_YIELD == 0) {
            toc_port_thread_yield();
        }
    }
}

void sim_devices_unlock(void) {
    toc_atomic_store(&lock, 0);
}

int sim_refuse(char error[SIM_ERROR_SIZE], const char *format, ...) {
    va_list args;
    va_start(args, format);
    vsnprintf(error, SIM_ERROR_SIZE, format, args);
    va_end(args);
    // What came from outside must not break the line.
    for (char *c = error; *c != '\0'; c++) {
        if ((unsigned char)*c < ' ' || *c == 0x7f) {
            *c = '?';
        }
    }
    return TOC_EINVAL;
}

int sim__pin_find(const char *name, uint32_t *pad, char error[SIM_ERROR_SIZE]) {
    const toc_board_pin_t *pin = toc_board_pin(&board, name);
    if (pin == NULL) {
        char reason[TOC_BOARD_ERROR_SIZE];
        toc_board_pin_unknown(&board, name, reason);
        return sim_refuse(error, "%s", reason);
    }
    *pad = pin->gpio;
    return 0;
}

const char *sim__pin_name(uint32_t pad) {
    return sim__has_pad(pad) ? sim__state.pads[pad].name : "none";
}

// The rest with the devices' lock held, up to the public calls.

static sim_device_t *find(const char *device) {
    sim_device_t *d = devices;
    while (d != NULL && strcmp(d->name, device) != 0 &&
           (strcmp(d->place, device) != 0 || d->bus->shared)) {
        d = d->next;
    }
    return d;
}

static sim_device_t *find_or_refuse(const char *device,
                                    char error[SIM_ERROR_SIZE]) {
    sim_device_t *found = find(device);
    if (found != NULL) {
        return found;
    }
    toc_near_t near;
    toc_near_begin(&near, device, strlen(device));
    for (const sim_device_t *d = devices; d != NULL; d = d->next) {
        toc_near_offer(&near, d->name);
        toc_near_offer(&near, d->place);
    }
    char text[TOC_NEAR_TEXT_SIZE];
    toc_near_text(&near, text);
    sim_refuse(error, "there is no device '%.40s'%s%s", device,
               text[0] != '\0'   ? ": "
               : devices == NULL ? ": none is attached"
                                 : "",
               text);
    return NULL;
}

static uint32_t param_count(const sim_device_t *device) {
    return device->kind->param_count + device->bus->param_count;
}

static const sim_param_t *param_at(const sim_device_t *device, uint32_t index) {
    uint32_t own = device->kind->param_count;
    return index < own ? &device->kind->params[index]
                       : &device->bus->params[index - own];
}

double sim_number(const sim_device_t *device, uint32_t param) {
    return device->values[param].number;
}

bool sim_is_on(const sim_device_t *device, uint32_t param) {
    return device->values[param].number != 0;
}

const char *sim_text(const sim_device_t *device, uint32_t param) {
    const char *text = device->values[param].text;
    return text != NULL ? text : "";
}

uint32_t sim_pad(const sim_device_t *device, uint32_t param) {
    return (uint32_t)device->values[param].number;
}

double sim_bus_number(const sim_device_t *device, uint32_t param) {
    return device->values[device->kind->param_count + param].number;
}

void sim_put(sim_device_t *device, uint32_t param, double number) {
    device->values[param].number = number;
}

int sim_put_text(sim_device_t *device, uint32_t param, const char *text,
                 char error[SIM_ERROR_SIZE]) {
    const sim_param_t *of = &device->kind->params[param];
    struct sim__value value;
    int err = sim__value_read(&value, of, text, error);
    if (err == 0) {
        sim__value_free(&device->values[param]);
        device->values[param] = value;
    }
    return err;
}

static int find_param(const sim_device_t *device, const char *key,
                      uint32_t *index, char error[SIM_ERROR_SIZE]) {
    toc_near_t near;
    toc_near_begin(&near, key, strlen(key));
    for (*index = 0; *index < param_count(device); (*index)++) {
        const sim_param_t *param = param_at(device, *index);
        if (strcmp(param->name, key) == 0) {
            return 0;
        }
        toc_near_offer(&near, param->name);
    }
    char text[TOC_NEAR_TEXT_SIZE];
    toc_near_text(&near, text);
    if (text[0] != '\0') {
        return sim_refuse(error, "%s has no key '%.24s': %s",
                          device->kind->name, key, text);
    }
    char keys[160] = "name";
    for (uint32_t i = 0; i < param_count(device); i++) {
        size_t used = strlen(keys);
        snprintf(keys + used, sizeof(keys) - used, " %s",
                 param_at(device, i)->name);
    }
    return sim_refuse(error, "%s has no key '%.24s' (keys: %s)",
                      device->kind->name, key, keys);
}

static int tell_changed(sim_device_t *device, uint32_t index,
                        char error[SIM_ERROR_SIZE]) {
    uint32_t own = device->kind->param_count;
    if (index < own) {
        return device->kind->changed != NULL
                   ? device->kind->changed(device, index, error)
                   : 0;
    }
    return device->bus->changed != NULL
               ? device->bus->changed(device, index - own, error)
               : 0;
}

static int set_value(sim_device_t *device, const char *key, const char *text,
                     char error[SIM_ERROR_SIZE]) {
    uint32_t index;
    struct sim__value value;
    int err = find_param(device, key, &index, error);
    if (err != 0) {
        return err;
    }
    const sim_param_t *param = param_at(device, index);
    if ((param->flags & SIM_PARAM_MEASURED) != 0) {
        return sim_refuse(error, "%s can only be read", key);
    }
    if ((param->flags & SIM_PARAM_FIXED) != 0) {
        return sim_refuse(error, "%s can only be given when attached", key);
    }
    err = sim__value_read(&value, param, text, error);
    if (err != 0) {
        return err;
    }
    struct sim__value before = device->values[index];
    device->values[index] = value;
    err = tell_changed(device, index, error);
    if (err != 0) {
        device->values[index] = before;
        before = value;
    }
    sim__value_free(&before);
    return err;
}

static int read_pairs(sim_device_t *device, const sim__attach_text_t *text,
                      char error[SIM_ERROR_SIZE]) {
    for (uint32_t i = 0; i < text->pair_count; i++) {
        uint32_t index;
        struct sim__value value;
        int err = find_param(device, text->pairs[i].key, &index, error);
        if (err != 0) {
            return err;
        }
        const sim_param_t *param = param_at(device, index);
        if ((param->flags & SIM_PARAM_MEASURED) != 0) {
            return sim_refuse(error, "%s can only be read", param->name);
        }
        err = sim__value_read(&value, param, text->pairs[i].value, error);
        if (err != 0) {
            return err;
        }
        sim__value_free(&device->values[index]);
        device->values[index] = value;
    }
    return 0;
}

static int check_needed(const sim_device_t *device,
                        const sim__attach_text_t *text,
                        char error[SIM_ERROR_SIZE]) {
    for (uint32_t i = 0; i < param_count(device); i++) {
        const sim_param_t *param = param_at(device, i);
        if ((param->flags & SIM_PARAM_NEEDED) != 0 &&
            !sim__attach_text_has(text, param->name)) {
            char range[128];
            sim__param_range(param, range, sizeof(range));
            return sim_refuse(error, "%s needs %s=..., %s", device->kind->name,
                              param->name, range);
        }
    }
    return 0;
}

static int init_values(sim_device_t *device, const sim__attach_text_t *text,
                       char error[SIM_ERROR_SIZE]) {
    for (uint32_t i = 0; i < param_count(device); i++) {
        int err = sim__value_init(&device->values[i], param_at(device, i));
        if (err != 0) {
            sim_refuse(error, "%s", toc_err_text(err));
            return err;
        }
    }
    int err = read_pairs(device, text, error);
    return err != 0 ? err : check_needed(device, text, error);
}

static void free_device(sim_device_t *device) {
    for (uint32_t i = 0; i < param_count(device); i++) {
        sim__value_free(&device->values[i]);
    }
    (void)toc_port_realloc(device, 0);
}

// One block: the device, its values, its state.
static sim_device_t *new_device(const sim__attach_text_t *text) {
    size_t align = sizeof(uint64_t) * 2;
    uint32_t count = text->kind->param_count + text->bus->param_count;
    size_t values = (sizeof(sim_device_t) + align - 1) / align * align;
    size_t state = values + (count * sizeof(struct sim__value) + align - 1) /
                                align * align;
    char *block = toc_port_realloc(NULL, state + text->kind->state_size);
    if (block == NULL) {
        return NULL;
    }
    memset(block, 0, state + text->kind->state_size);
    sim_device_t *device = (sim_device_t *)(void *)block;
    device->kind = text->kind;
    device->bus = text->bus;
    device->bus_number = text->bus_number;
    device->where = text->where;
    device->values = (struct sim__value *)(void *)(block + values);
    device->state = block + state;
    memcpy(device->place, text->place, sizeof(device->place));
    return device;
}

// What is behind an @, where it names a pin.
static bool is_at(const char *place, const char *pin) {
    const char *at = strchr(place, '@');
    return at != NULL && strcmp(at + 1, pin) == 0;
}

static int check_place(const sim__attach_text_t *text,
                       char error[SIM_ERROR_SIZE]) {
    char bus[SIM_NAME_SIZE];
    snprintf(bus, sizeof(bus), "%.16s%u", text->bus->name,
             (unsigned)text->bus_number % 100000);
    for (uint32_t i = 0; i < given_count; i++) {
        if (strcmp(given[i].bus, bus) == 0 ||
            strcmp(given[i].bus, text->place) == 0 ||
            is_at(text->place, given[i].bus)) {
            sim_refuse(error,
                       "%s is %.200s: nothing simulated can be attached to it",
                       given[i].bus, given[i].file);
            return TOC_EBUSY;
        }
    }
    for (const sim_device_t *d = devices; d != NULL && !text->bus->shared;
         d = d->next) {
        if (strcmp(d->place, text->place) == 0) {
            sim_refuse(error, "%s is taken by %s", text->place, d->name);
            return TOC_EBUSY;
        }
    }
    return 0;
}

static int choose_name(sim_device_t *device, const sim__attach_text_t *text,
                       char error[SIM_ERROR_SIZE]) {
    if (text->name[0] != '\0') {
        if (find(text->name) != NULL) {
            return sim_refuse(error, "there is a device '%s' already",
                              text->name);
        }
        memcpy(device->name, text->name, sizeof(device->name));
        return 0;
    }
    const char *name =
        device->bus->sole != NULL ? device->bus->name : device->kind->name;
    snprintf(device->name, sizeof(device->name), "%.16s", name);
    for (uint32_t n = 2; find(device->name) != NULL; n++) {
        snprintf(device->name, sizeof(device->name), "%.16s-%u", name,
                 (unsigned)n % 100000);
    }
    return 0;
}

static int put_on_bus(sim_device_t *device, char error[SIM_ERROR_SIZE]) {
    const sim_kind_t *kind = device->kind;
    if (kind->power_on != NULL) {
        kind->power_on(device);
    }
    int err = kind->attach != NULL ? kind->attach(device, error) : 0;
    if (err != 0) {
        return err;
    }
    err = device->bus->attach != NULL ? device->bus->attach(device, error) : 0;
    if (err != 0 && kind->detach != NULL) {
        kind->detach(device);
    }
    return err;
}

static int attach(const sim__attach_text_t *text, char name[SIM_NAME_SIZE],
                  char error[SIM_ERROR_SIZE]) {
    int err = check_place(text, error);
    if (err != 0) {
        return err;
    }
    sim_device_t *device = new_device(text);
    if (device == NULL) {
        sim_refuse(error, "%s", toc_err_text(TOC_ENOMEM));
        return TOC_ENOMEM;
    }
    err = choose_name(device, text, error);
    if (err == 0) {
        err = init_values(device, text, error);
    }
    if (err == 0) {
        err = put_on_bus(device, error);
    }
    if (err != 0) {
        free_device(device);
        return err;
    }
    sim_device_t **end = &devices;
    while (*end != NULL) {
        end = &(*end)->next;
    }
    *end = device;
    if (name != NULL) {
        memcpy(name, device->name, sizeof(device->name));
    }
    return 0;
}

static void detach(sim_device_t *device) {
    sim_device_t **at = &devices;
    while (*at != device) {
        at = &(*at)->next;
    }
    *at = device->next;
    if (device->bus->detach != NULL) {
        device->bus->detach(device);
    }
    if (device->kind->detach != NULL) {
        device->kind->detach(device);
    }
    free_device(device);
}

int sim_bus_give(const char *bus, const char *file) {
    int err = TOC_EFULL;
    sim_devices_lock();
    if (given_count < SIM_GIVEN_MAX) {
        given[given_count].bus = bus;
        given[given_count++].file = file;
        err = 0;
    }
    sim_devices_unlock();
    return err;
}

int sim_attach(const char *text, char name[SIM_NAME_SIZE],
               char error[SIM_ERROR_SIZE]) {
    sim__attach_text_t parsed;
    int err = sim__attach_text_read(&parsed, text, error);
    if (err == 0) {
        sim_devices_lock();
        err = attach(&parsed, name, error);
        sim_devices_unlock();
    }
    return err;
}

int sim_detach(const char *device, char error[SIM_ERROR_SIZE]) {
    sim_devices_lock();
    sim_device_t *found = find_or_refuse(device, error);
    if (found != NULL) {
        detach(found);
    }
    sim_devices_unlock();
    return found != NULL ? 0 : TOC_ENOENT;
}

int sim_device_set(const char *device, const char *key, const char *value,
                   char error[SIM_ERROR_SIZE]) {
    int err = TOC_ENOENT;
    sim_devices_lock();
    sim_device_t *found = find_or_refuse(device, error);
    if (found != NULL) {
        err = set_value(found, key, value, error);
    }
    sim_devices_unlock();
    return err;
}

int sim_device_get(const char *device, const char *key, sim_device_value_t *out,
                   char error[SIM_ERROR_SIZE]) {
    int err = TOC_ENOENT;
    uint32_t index;
    sim_devices_lock();
    sim_device_t *found = find_or_refuse(device, error);
    if (found != NULL) {
        err = find_param(found, key, &index, error);
    }
    if (err == 0) {
        const sim_param_t *param = param_at(found, index);
        if ((param->flags & SIM_PARAM_MEASURED) != 0 &&
            param->type != SIM_TEXT) {
            found->values[index].number = found->kind->measure(found, index);
        }
        sim__value_tell(&found->values[index], param, out);
    }
    sim_devices_unlock();
    return err;
}

const char *sim_device_key(const char *device, uint32_t index) {
    const char *key = NULL;
    sim_devices_lock();
    const sim_device_t *found = find(device);
    if (found != NULL) {
        key = index < param_count(found) ? param_at(found, index)->name : "";
    }
    sim_devices_unlock();
    return key;
}

bool sim_device_at(uint32_t index, sim_device_info_t *out) {
    sim_devices_lock();
    const sim_device_t *d = devices;
    for (; d != NULL && index > 0; index--) {
        d = d->next;
    }
    if (d != NULL) {
        memcpy(out->name, d->name, sizeof(out->name));
        memcpy(out->place, d->place, sizeof(out->place));
        out->kind = d->kind->name;
        out->bus = d->bus->name;
        out->help = d->kind->help;
    }
    sim_devices_unlock();
    return d != NULL;
}

int sim_devices_each(int (*fn)(void *ctx, const sim_device_info_t *info),
                     void *ctx) {
    sim_device_info_t info;
    int result = 0;
    for (uint32_t i = 0; result == 0 && sim_device_at(i, &info); i++) {
        result = fn(ctx, &info);
    }
    return result;
}

void sim__devices_init(const toc_board_t *of) {
    board = *of;
}

void sim__devices_deinit(void) {
    sim_devices_lock();
    while (devices != NULL) {
        detach(devices);
    }
    given_count = 0;
    sim_devices_unlock();
}
