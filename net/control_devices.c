/*
 * control_devices - commands about the things on the wires of the board
 *
 * SPDX-License-Identifier: MIT
 */
#include <math.h>
#include <stdio.h>

#include "control_request.h"
#include "err.h"

static void analog_set(toc__request_t *request) {
    const char *pin = toc__request_text(request, "pin");
    (void)toc__request_pad(request, "pin");
    double mv = toc__request_number(request, "mv");
    if (request->failed == 0) {
        toc__request_check(request,
                           request->ops->analog_set(pin, mv, request->error));
    }
}

static void devices(toc__request_t *request) {
    json_t *list = json_array();
    toc_control_device_t device;
    for (uint32_t i = 0; request->ops->device_at(i, &device); i++) {
        json_array_append_new(
            list, json_pack("{s:s, s:s, s:s}", "name", device.name, "place",
                            device.place, "kind", device.kind));
    }
    toc__request_put(request, "devices", list);
}

static void attach(toc__request_t *request) {
    const char *text = toc__request_text(request, "device");
    char name[TOC_CONTROL_NAME_SIZE] = "";
    if (request->failed == 0) {
        toc__request_check(request,
                           request->ops->attach(text, name, request->error));
        toc__request_put(request, "device", toc__control_text(name));
    }
}

static void detach(toc__request_t *request) {
    const char *device = toc__request_text(request, "device");
    if (request->failed == 0) {
        toc__request_check(request,
                           request->ops->detach(device, request->error));
    }
}

// A value as --attach takes it: a number, a text, or on and off.
static const char *value_text(toc__request_t *request, char *text,
                              size_t size) {
    json_t *value = json_object_get(request->arguments, "value");
    if (json_is_integer(value)) {
        snprintf(text, size, "%lld", (long long)json_integer_value(value));
        return text;
    }
    if (json_is_real(value)) {
        snprintf(text, size, "%.17g", json_real_value(value));
        return text;
    }
    if (json_is_boolean(value)) {
        return json_is_true(value) ? "on" : "off";
    }
    if (value != NULL && !json_is_string(value)) {
        toc__request_fail(request, TOC_EINVAL,
                          "\"value\" has to be a number, a string, true or "
                          "false");
        return "";
    }
    return toc__request_text(request, "value");
}

static void device_set(toc__request_t *request) {
    char text[TOC_CONTROL_VALUE_SIZE];
    const char *device = toc__request_text(request, "device");
    const char *key = toc__request_text(request, "key");
    const char *value = value_text(request, text, sizeof(text));
    if (request->failed == 0) {
        toc__request_check(request, request->ops->device_set(device, key, value,
                                                             request->error));
    }
}

static void put_value(toc__request_t *request, json_t *into, const char *device,
                      const char *key, const char *as_key) {
    char text[TOC_CONTROL_VALUE_SIZE] = "";
    double number = 0;
    int kind =
        request->ops->device_get(device, key, text, &number, request->error);
    toc__request_check(request, kind);
    if (kind < 0) {
        return;
    }
    json_t *value = kind == 2                       ? json_boolean(number != 0)
                    : kind == 1 && isfinite(number) ? json_real(number)
                                                    : toc__control_text(text);
    json_object_set_new(into, as_key, value);
}

// One value, or without a key all of them.
static void device_get(toc__request_t *request) {
    const char *device = toc__request_text(request, "device");
    if (request->failed != 0) {
        return;
    }
    if (json_object_get(request->arguments, "key") != NULL) {
        const char *key = toc__request_text(request, "key");
        if (request->failed == 0) {
            put_value(request, request->answer, device, key, "value");
        }
        return;
    }
    json_t *values = json_object();
    const char *key = request->ops->device_key(device, 0);
    if (key == NULL) {
        put_value(request, values, device, "", ""); // tells near misses
    }
    for (uint32_t i = 1; key != NULL && key[0] != '\0'; i++) {
        put_value(request, values, device, key, key);
        key = request->ops->device_key(device, i);
    }
    toc__request_put(request, "values", values);
}

const toc__command_t toc__control_devices[] = {
    {"analog.set", analog_set, "pin mv"},
    {"devices", devices, ""},
    {"device.attach", attach, "device"},
    {"device.detach", detach, "device"},
    {"device.set", device_set, "device key value"},
    {"device.get", device_get, "device key"},
    {NULL, NULL, NULL},
};
