/*
 * sim_device - what a simulated device is made of
 *
 * For those who write a device or a type of bus (docs/devices.md, "Add a
 * device of your own"); who only attaches devices needs sim_attach.h.
 *
 * A device is a const sim_kind_t: its name, the type of bus that it sits on, a
 * table of its parameters, and functions. The registry reads the text, checks
 * every value against the table and keeps them; the device asks for them when
 * the program talks to it. A type of bus is a const sim_bus_t in the same
 * manner. Both are registered by one line in sim_kinds.c.
 *
 * The devices' lock is held while any function of a kind or of a bus runs, so
 * none of them may call sim_attach.h. It may be taken before the port's
 * critical section and the board's lock (sim_state.h), never inside them: what
 * runs in an alarm or a pin's tap works with the device's own state and
 * sees no parameters.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BACKEND_SIM_DEVICE_H
#define TOC_BACKEND_SIM_DEVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim_attach.h"

#define SIM_PAD_NONE UINT32_MAX

enum sim_param_type {
    SIM_NUMBER,  // any number from min to max
    SIM_INTEGER, // whole numbers only, decimal or 0x
    SIM_SWITCH,  // on or off: 1 or 0 as a number
    SIM_WORD,    // one of words: its index as a number
    SIM_TEXT,    // any text, of a file's name for one
    SIM_PIN      // a pin, or none: its pad as a number, SIM_PAD_NONE
};

// Flags of a parameter.
enum {
    SIM_PARAM_FIXED = 1,    // can only be given when attached
    SIM_PARAM_MEASURED = 2, // can only be read; comes from sim_kind_t.measure
    SIM_PARAM_NEEDED = 4,   // has to be given
};

typedef struct {
    const char *name;
    const char *help; // a line without a full stop
    const char *unit; // NULL: none
    enum sim_param_type type;
    unsigned flags;

    double initial; // of a number, a switch or a word
    double min;     // of a number
    double max;
    const char *words;        // of a word: "none absent nack"
    const char *initial_text; // of a text; NULL: "". A pin begins as none
} sim_param_t;

typedef struct sim_device sim_device_t;
typedef struct sim_kind sim_kind_t;
typedef struct sim_bus sim_bus_t;

struct sim_kind {
    const char *name; // "si7006"
    const char *bus;  // name of the type of bus: "i2c"
    const char *help; // a line without a full stop
    const sim_param_t *params;
    uint32_t param_count;

    // Where it is when the text does not say: an address of its bus.
    uint32_t where;
    bool has_where;

    size_t state_size; // cleared memory at sim_device_t.state

    // What the type of bus calls; sim_i2c.h and so on say what it points at.
    const void *ops;

    // Each may be NULL. `error` takes one line without a newline.

    // Set up the state, where nothing can go wrong: as the device is after
    // power comes.
    void (*power_on)(sim_device_t *device);

    // Set up what may go wrong, from the parameters.
    // Returns 0, or a TOC_ error with `error` set; detach is then not called.
    int (*attach)(sim_device_t *device, char error[SIM_ERROR_SIZE]);

    // Let go of what attach took: alarms, files, driven pins.
    void (*detach)(sim_device_t *device);

    // A parameter has a new value.
    // Returns 0, or a TOC_ error with `error` set: the old value comes back.
    int (*changed)(sim_device_t *device, uint32_t param,
                   char error[SIM_ERROR_SIZE]);

    // The value now of a parameter that is measured and no text; a text is
    // what sim_put_text() said last.
    double (*measure)(sim_device_t *device, uint32_t param);
};

enum sim_where {
    SIM_WHERE_NONE,    // one device for each bus: uart1=loop
    SIM_WHERE_ADDRESS, // i2c0@0x40=si7006
    SIM_WHERE_PIN      // spi0@P3=..., onewire@P9=..., several at one pin where
                       // `shared` says so
};

struct sim_bus {
    const char *name; // "i2c"
    const char *help; // "I2C, by address"
    uint32_t count;   // buses: i2c0 to i2c2 are 3; 0: one without a number
    uint32_t first;   // number of the first of them
    enum sim_where where;
    uint32_t where_min; // an address
    uint32_t where_max;
    bool shared; // several devices may be at the same place

    // What follows the = is no kind but the value of the first parameter of
    // this one, the only kind of the bus: sd=card.img.
    const sim_kind_t *sole;

    // Parameters of every device of this type of bus.
    const sim_param_t *params;
    uint32_t param_count;

    // Put a device on the bus, after the kind's attach, and take it off,
    // before its detach. Each may be NULL.
    int (*attach)(sim_device_t *device, char error[SIM_ERROR_SIZE]);
    void (*detach)(sim_device_t *device);

    // A parameter of the bus's own has a new value, `param` counted from 0.
    int (*changed)(sim_device_t *device, uint32_t param,
                   char error[SIM_ERROR_SIZE]);
};

struct sim_device {
    const sim_kind_t *kind;
    const sim_bus_t *bus;
    uint32_t bus_number;    // 0 where the bus has no number
    uint32_t where;         // address or pad
    void *state;            // kind->state_size bytes
    void *bus_state;        // for the type of bus
    sim_device_t *bus_next; // for the type of bus

    // ---- private ----
    char name[SIM_NAME_SIZE];
    char place[SIM_NAME_SIZE];
    struct sim__value *values; // the kind's, then the bus's
    sim_device_t *next;
};

// The tables that the registry looks into: NULL after the last.
extern const sim_bus_t *const sim__buses[];
extern const sim_kind_t *const sim__kinds[];

// Values, by the place in the kind's or the bus's table.
//
// ctx: with the devices' lock: any function of the device or its bus
double sim_number(const sim_device_t *device, uint32_t param);
bool sim_is_on(const sim_device_t *device, uint32_t param);
const char *sim_text(const sim_device_t *device, uint32_t param);
uint32_t sim_pad(const sim_device_t *device, uint32_t param);
double sim_bus_number(const sim_device_t *device, uint32_t param);

// Set a value from inside, unchecked and without telling `changed`: what a
// program wrote into an output device for one.
//
// ctx: as above
void sim_put(sim_device_t *device, uint32_t param, double number);

// The same with a text.
// Returns 0, or TOC_ENOMEM with `error` set and the old text in place.
int sim_put_text(sim_device_t *device, uint32_t param, const char *text,
                 char error[SIM_ERROR_SIZE]);

// Write one line into `error`.
// Returns TOC_EINVAL.
int sim_refuse(char error[SIM_ERROR_SIZE], const char *format, ...)
    __attribute__((format(printf, 2, 3)));

// Drive a pin from a device, or let go of it. Whatever else drives it from
// outside comes before.
//
// ctx: thread, alarm; not with the board's lock
void sim_pin_pull(uint32_t pad, bool level);
void sim_pin_let_go(uint32_t pad);

// The lock around all devices. Everything that talks to one takes it.
//
// ctx: thread, not inside the critical section or the board's lock
void sim_devices_lock(void);
void sim_devices_unlock(void);

#endif
