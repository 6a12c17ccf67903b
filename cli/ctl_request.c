/*
 * ctl_request - the words of a ctl command line as a request
 *
 * SPDX-License-Identifier: MIT
 */
#include "ctl_request.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "quantity.h"

#define NS_PER_US 1000.0

static json_t *wrong(char *error, const char *word, const char *why) {
    snprintf(error, TOC__CTL_ERROR_SIZE, "'%.64s' %s", word, why);
    return NULL;
}

static json_t *plain(const char *command) {
    return json_pack("{s:s}", "do", command);
}

static json_t *with_text(const char *command, const char *key,
                         const char *text) {
    return json_pack("{s:s, s:s}", "do", command, key, text);
}

// Put a duration such as 1.5s into the request. On an error the request goes.
static json_t *add_duration(json_t *request, const char *key, const char *text,
                            char *error) {
    uint64_t ns;
    const char *why;
    if (toc__quantity_duration(text, strlen(text), &ns, &why) != 0) {
        json_decref(request);
        return wrong(error, text, why);
    }
    json_object_set_new(request, key, json_real((double)ns / NS_PER_US));
    return request;
}

// All have the form that the table asks for.
// NOLINTBEGIN(readability-non-const-parameter)
static json_t *make_pin(unsigned count, char *const *arguments, char *error) {
    if (count == 1) {
        return with_text("pin.read", "pin", arguments[0]);
    }
    if (strcmp(arguments[1], "release") == 0) {
        return with_text("pin.release", "pin", arguments[0]);
    }
    if (strcmp(arguments[1], "0") != 0 && strcmp(arguments[1], "1") != 0) {
        return wrong(error, arguments[1], "has to be 0, 1 or release");
    }
    return json_pack("{s:s, s:s, s:i}", "do", "pin.drive", "pin", arguments[0],
                     "level", arguments[1][0] - '0');
}

static json_t *make_pins(unsigned count, char *const *arguments, char *error) {
    (void)count;
    (void)arguments;
    (void)error;
    return plain("pins");
}

static json_t *make_press(unsigned count, char *const *arguments, char *error) {
    json_t *request = with_text("pin.press", "pin", arguments[0]);
    if (count > 1) {
        request = add_duration(request, "for_us", arguments[1], error);
    }
    if (count > 2 && request != NULL) {
        request = add_duration(request, "after_us", arguments[2], error);
    }
    return request;
}

static json_t *make_pulses(unsigned count, char *const *arguments,
                           char *error) {
    (void)count;
    uint64_t edges;
    if (toc__quantity_number(arguments[1], &edges) != 0 ||
        edges > (uint64_t)INT64_MAX) {
        return wrong(error, arguments[1], "has to be a number of edges");
    }
    json_t *request = json_pack("{s:s, s:s, s:I}", "do", "pin.pulses", "pin",
                                arguments[0], "count", (json_int_t)edges);
    return add_duration(request, "period_us", arguments[2], error);
}

static json_t *make_join(const char *command, char *const *arguments) {
    return json_pack("{s:s, s:s, s:s}", "do", command, "a", arguments[0], "b",
                     arguments[1]);
}

static json_t *make_wire(unsigned count, char *const *arguments, char *error) {
    (void)count;
    (void)error;
    return make_join("wire", arguments);
}

static json_t *make_unwire(unsigned count, char *const *arguments,
                           char *error) {
    (void)count;
    (void)error;
    return make_join("unwire", arguments);
}

static json_t *make_analog(unsigned count, char *const *arguments,
                           char *error) {
    (void)count;
    char *end;
    double mv = strtod(arguments[1], &end);
    if (end == arguments[1] || *end != '\0' || !isfinite(mv)) {
        return wrong(error, arguments[1], "has to be a number of millivolts");
    }
    return json_pack("{s:s, s:s, s:f}", "do", "analog.set", "pin", arguments[0],
                     "mv", mv);
}

static json_t *make_devices(unsigned count, char *const *arguments,
                            char *error) {
    (void)count;
    (void)arguments;
    (void)error;
    return plain("devices");
}

static json_t *make_attach(unsigned count, char *const *arguments,
                           char *error) {
    (void)count;
    (void)error;
    return with_text("device.attach", "device", arguments[0]);
}

static json_t *make_detach(unsigned count, char *const *arguments,
                           char *error) {
    (void)count;
    (void)error;
    return with_text("device.detach", "device", arguments[0]);
}

static json_t *make_set(unsigned count, char *const *arguments, char *error) {
    (void)count;
    const char *equals = strchr(arguments[1], '=');
    if (equals == NULL || equals == arguments[1]) {
        return wrong(error, arguments[1], "has to be KEY=VALUE");
    }
    return json_pack("{s:s, s:s, s:s%, s:s}", "do", "device.set", "device",
                     arguments[0], "key", arguments[1],
                     (size_t)(equals - arguments[1]), "value", equals + 1);
}

static json_t *make_get(unsigned count, char *const *arguments, char *error) {
    (void)error;
    json_t *request = with_text("device.get", "device", arguments[0]);
    if (count > 1) {
        json_object_set_new(request, "key", json_string(arguments[1]));
    }
    return request;
}

static json_t *make_led(unsigned count, char *const *arguments, char *error) {
    (void)count;
    (void)arguments;
    (void)error;
    return plain("led");
}

static json_t *make_stats(unsigned count, char *const *arguments, char *error) {
    (void)count;
    (void)arguments;
    (void)error;
    return plain("stats");
}

static json_t *make_clock(unsigned count, char *const *arguments, char *error) {
    if (count == 0) {
        return plain("clock");
    }
    if (strcmp(arguments[0], "hold") == 0 ||
        strcmp(arguments[0], "release") == 0) {
        return plain(arguments[0][0] == 'h' ? "clock.hold" : "clock.release");
    }
    return wrong(error, arguments[0], "has to be hold or release");
}

static json_t *make_step(unsigned count, char *const *arguments, char *error) {
    (void)count;
    return add_duration(plain("clock.step"), "us", arguments[0], error);
}

static json_t *make_reset(unsigned count, char *const *arguments, char *error) {
    (void)error;
    return with_text("reset", "kind", count > 0 ? arguments[0] : "hard");
}

static json_t *make_stop(unsigned count, char *const *arguments, char *error) {
    uint64_t status = 0;
    if (count > 0 && (toc__quantity_number(arguments[0], &status) != 0 ||
                      status > UINT8_MAX)) {
        return wrong(error, arguments[0], "has to be a number from 0 to 255");
    }
    return json_pack("{s:s, s:i}", "do", "stop", "status", (int)status);
}

static json_t *make_watch(unsigned count, char *const *arguments, char *error) {
    (void)error;
    json_t *events = json_array();
    for (unsigned i = 0; i < count; i++) {
        json_array_append_new(events, json_string(arguments[i]));
    }
    return json_pack("{s:s, s:o}", "do", "subscribe", "events", events);
}

static json_t *make_json(unsigned count, char *const *arguments, char *error) {
    (void)count;
    json_error_t why;
    json_t *request = json_loads(arguments[0], JSON_REJECT_DUPLICATES, &why);
    if (!json_is_object(request)) {
        json_decref(request);
        return wrong(error, arguments[0], "is not a JSON object");
    }
    return request;
}

// NOLINTEND(readability-non-const-parameter)

// clang-format off
const toc__ctl_t toc__ctl_commands[] = {
    {"pin", "PIN [0|1|release]", "read a pin, drive it, or let go of it",
        1, 2, "level", make_pin},
    {"pins", "", "all pins and their levels", 0, 0, "pins", make_pins},
    {"press", "PIN [FOR [AFTER]]", "pull a pin to its other level, for 100ms",
        1, 3, "", make_press},
    {"pulses", "PIN EDGES PERIOD", "drive edges; a period of 0s is a storm",
        3, 3, "", make_pulses},
    {"wire", "PIN PIN", "join two pins", 2, 2, "", make_wire},
    {"unwire", "PIN PIN", "take the wire away", 2, 2, "", make_unwire},
    {"analog", "PIN MILLIVOLTS", "set the voltage at a pin",
        2, 2, "", make_analog},
    {"devices", "", "what is on the wires", 0, 0, "devices", make_devices},
    {"attach", "BUS[@WHERE]=KIND[,key=value]...", "put a device on the wires",
        1, 1, "device", make_attach},
    {"detach", "DEVICE", "take it away", 1, 1, "", make_detach},
    {"set", "DEVICE KEY=VALUE", "set a value of a device, or fault=...",
        2, 2, "", make_set},
    {"get", "DEVICE [KEY]", "one value of a device, or all",
        1, 2, "value", make_get},
    {"led", "", "what the LED shows", 0, 0, NULL, make_led},
    {"stats", "", "counters and latencies", 0, 0, NULL, make_stats},
    {"clock", "[hold|release]", "the time; hold virtual time, let it go on",
        0, 1, NULL, make_clock},
    {"step", "DURATION", "let virtual time go on for so long",
        1, 1, NULL, make_step},
    {"reset", "[soft|hard]", "begin anew", 0, 1, "", make_reset},
    {"stop", "[STATUS]", "end the process", 0, 1, "", make_stop},
    {"watch", "pin|led|life...", "print what happens, until the board ends",
        1, 3, "", make_watch},
    {"json", "REQUEST", "any request, as docs/control.md has them",
        1, 1, NULL, make_json},
    {NULL, NULL, NULL, 0, 0, NULL, NULL},
};
// clang-format on
