/*
 * control_pins - commands about pins and the wires between them
 *
 * SPDX-License-Identifier: MIT
 */
#include "control_request.h"
#include "err.h"

#define PRESS_US 100000.0

static json_t *pin_object(const toc_control_ops_t *ops,
                          const toc_board_pin_t *desc) {
    toc_control_pin_t pin = {0};
    json_t *object = json_pack("{s:s, s:s, s:i}", "name", desc->name, "exp",
                               desc->exp, "gpio", (int)desc->gpio);
    const char *file = ops->pin_file(desc->gpio);
    bool known = ops->pin_get(desc->gpio, &pin) >= 0;
    json_object_set_new(object, "level",
                        known ? json_integer(pin.level) : json_null());
    json_object_set_new(object, "latch",
                        known ? json_integer(pin.latch) : json_null());
    if (file != NULL) {
        json_object_set_new(object, "file", toc__control_text(file));
    }
    return object;
}

static void pins(toc__request_t *request) {
    const toc_board_t *board = request->ops->board;
    json_t *list = json_array();
    for (uint32_t i = 0; i < board->pin_count; i++) {
        json_array_append_new(list, pin_object(request->ops, &board->pins[i]));
    }
    toc__request_put(request, "pins", list);
}

static void pin_read(toc__request_t *request) {
    uint32_t pad = toc__request_any_pad(request, "pin");
    toc_control_pin_t pin = {0};
    if (request->failed != 0) {
        return;
    }
    int result = request->ops->pin_get(pad, &pin);
    if (result == TOC_EAGAIN) {
        toc__request_fail(request, result,
                          "%s is a pin of this machine, %s, that no program "
                          "has used yet",
                          toc__request_text(request, "pin"),
                          request->ops->pin_file(pad));
    }
    toc__request_check(request, result);
    toc__request_put(request, "level", json_integer(pin.level));
}

static void pin_drive(toc__request_t *request) {
    uint32_t pad = toc__request_pad(request, "pin");
    bool level = toc__request_bool(request, "level");
    if (request->failed == 0) {
        toc__request_check(request, request->ops->pin_drive(pad, level));
    }
}

static void pin_release(toc__request_t *request) {
    uint32_t pad = toc__request_pad(request, "pin");
    if (request->failed == 0) {
        toc__request_check(request, request->ops->pin_release(pad));
    }
}

static void pin_press(toc__request_t *request) {
    uint32_t pad = toc__request_pad(request, "pin");
    uint64_t after_ns = toc__request_us(request, "after_us", 0);
    uint64_t for_ns = toc__request_us(request, "for_us", PRESS_US);
    if (request->failed == 0) {
        toc__request_check(request,
                           request->ops->pin_press(pad, after_ns, for_ns));
    }
}

static void pin_pulses(toc__request_t *request) {
    uint32_t pad = toc__request_pad(request, "pin");
    uint64_t count =
        toc__request_count(request, "count", UINT64_MAX, INT64_MAX);
    uint64_t period_ns = toc__request_us(request, "period_us", 0);
    if (request->failed != 0) {
        return;
    }
    int result = request->ops->pin_pulses(pad, count, period_ns);
    if (result == TOC_EBUSY) {
        toc__request_fail(request, result,
                          "a train of pulses still runs on this pin");
    }
    toc__request_check(request, result);
}

static void join(toc__request_t *request, bool together) {
    uint32_t a = toc__request_pad(request, "a");
    uint32_t b = toc__request_pad(request, "b");
    if (request->failed == 0 && a == b) {
        toc__request_fail(request, TOC_EINVAL,
                          "a wire joins two different pins");
    }
    if (request->failed != 0) {
        return;
    }
    int result = request->ops->wire(a, b, together);
    if (result == TOC_ENOENT) {
        toc__request_fail(request, result,
                          "there is no wire between these pins");
    }
    toc__request_check(request, result);
}

static void wire(toc__request_t *request) {
    join(request, true);
}

static void unwire(toc__request_t *request) {
    join(request, false);
}

const toc__command_t toc__control_pins[] = {
    {"pins", pins, ""},
    {"pin.read", pin_read, "pin"},
    {"pin.drive", pin_drive, "pin level"},
    {"pin.release", pin_release, "pin"},
    {"pin.press", pin_press, "pin after_us for_us"},
    {"pin.pulses", pin_pulses, "pin count period_us"},
    {"wire", wire, "a b"},
    {"unwire", unwire, "a b"},
    {NULL, NULL, NULL},
};
