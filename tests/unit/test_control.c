/*
 * The control protocol: a line in, a line out, on a board that only notes what
 * it was asked for.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "control.h"
#include "dispatch.h"
#include "err.h"
#include "unit.h"

static toc_board_t board;
static toc_control_client_t client;
static char did[256]; // what the board was asked for last
static int answer_with;
static toc_control_clock_t clock_now;
static bool has_device;
static bool is_used; // P18

static int note(const char *what) {
    snprintf(did, sizeof(did), "%s", what);
    return answer_with;
}

// P18 is a pin of the machine, which a program uses from some time on.
static const char *pin_file(uint32_t pad) {
    return pad == 34 ? "gpiochip0:17" : NULL;
}

static int pin_get(uint32_t pad, toc_control_pin_t *out) {
    *out = (toc_control_pin_t){.level = pad == 13 || pad == 34};
    return pad == 34 && !is_used ? TOC_EAGAIN : answer_with;
}

static void tell_levels(bool tell) {
    snprintf(did, sizeof(did), "tell %d", tell);
}

static int pin_drive(uint32_t pad, bool level) {
    snprintf(did, sizeof(did), "drive %u %d", pad, level);
    return answer_with;
}

static int pin_release(uint32_t pad) {
    snprintf(did, sizeof(did), "release %u", pad);
    return answer_with;
}

static int pin_press(uint32_t pad, uint64_t after_ns, uint64_t for_ns) {
    snprintf(did, sizeof(did), "press %u %llu %llu", pad,
             (unsigned long long)after_ns, (unsigned long long)for_ns);
    return answer_with;
}

static int pin_pulses(uint32_t pad, uint64_t count, uint64_t period_ns) {
    snprintf(did, sizeof(did), "pulses %u %llu %llu", pad,
             (unsigned long long)count, (unsigned long long)period_ns);
    return answer_with;
}

static int wire(uint32_t a, uint32_t b, bool join) {
    snprintf(did, sizeof(did), "%s %u %u", join ? "wire" : "unwire", a, b);
    return answer_with;
}

static int fail_with(char *error) {
    if (answer_with < 0) {
        strcpy(error, "the board says no");
    }
    return answer_with;
}

static int analog_set(const char *pin, double mv, char *error) {
    snprintf(did, sizeof(did), "analog %s %.1f", pin, mv);
    return fail_with(error);
}

static int attach(const char *text, char *name, char *error) {
    snprintf(did, sizeof(did), "attach %s", text);
    strcpy(name, "si7006");
    return fail_with(error);
}

static int detach(const char *device, char *error) {
    snprintf(did, sizeof(did), "detach %s", device);
    return fail_with(error);
}

static int device_set(const char *device, const char *key, const char *value,
                      char *error) {
    snprintf(did, sizeof(did), "set %s %s %s", device, key, value);
    return fail_with(error);
}

static int device_get(const char *device, const char *key, char *text,
                      double *number, char *error) {
    snprintf(did, sizeof(did), "get %s %s", device, key);
    if (!has_device) {
        strcpy(error, "no device");
        return TOC_ENOENT;
    }
    strcpy(text, strcmp(key, "fault") == 0 ? "nack" : "21.5");
    bool is_switch = strcmp(key, "powered") == 0;
    *number = is_switch ? 1 : 21.5;
    return is_switch ? 2 : strcmp(key, "fault") != 0;
}

static const char *device_key(const char *device, uint32_t index) {
    static const char *const keys[] = {"temperature", "powered", "fault", ""};
    (void)device;
    return has_device ? keys[index] : NULL;
}

static bool device_at(uint32_t index, toc_control_device_t *out) {
    *out = (toc_control_device_t){"si7006", "i2c0@0x40", "si7006"};
    return has_device && index == 0;
}

static void led(toc_control_led_t *out) {
    *out = (toc_control_led_t){.rgb = 0x00ff00, .heartbeat = false};
}

static void clock_get(toc_control_clock_t *out) {
    *out = clock_now;
}

static int clock_hold(bool hold) {
    clock_now.held = hold;
    return note(hold ? "hold" : "release");
}

static int clock_step(uint64_t ns) {
    snprintf(did, sizeof(did), "step %llu", (unsigned long long)ns);
    return answer_with;
}

static int end(enum toc_control_end how, int status) {
    snprintf(did, sizeof(did), "end %d %d", (int)how, status);
    return answer_with;
}

static const toc_control_ops_t ops = {
    .board = &board,
    .version = "1.2.3",
    .pin_file = pin_file,
    .pin_get = pin_get,
    .pin_drive = pin_drive,
    .pin_release = pin_release,
    .pin_press = pin_press,
    .pin_pulses = pin_pulses,
    .wire = wire,
    .tell_levels = tell_levels,
    .analog_set = analog_set,
    .attach = attach,
    .detach = detach,
    .device_set = device_set,
    .device_get = device_get,
    .device_key = device_key,
    .device_at = device_at,
    .led = led,
    .clock = clock_get,
    .clock_hold = clock_hold,
    .clock_step = clock_step,
    .end = end,
};

static void setup(void) {
    char error[TOC_BOARD_ERROR_SIZE];
    ck_assert_int_eq(toc_board_find(&board, "lopy4", error), 0);
    did[0] = '\0';
    answer_with = 0;
    has_device = true;
    clock_now = (toc_control_clock_t){.is_virtual = true, .now_ns = 1500};
    toc_control_begin(&client, &ops);
}

static void teardown(void) {
    toc_control_end(&client);
}

// The answer stays until the next call.
static const char *ask(const char *line) {
    static char text[8192];
    char *answer = toc_control_answer(&client, line, strlen(line));
    if (answer == NULL) {
        return "later";
    }
    snprintf(text, sizeof(text), "%s", answer);
    free(answer);
    size_t size = strlen(text);
    ck_assert_uint_gt(size, 0);
    ck_assert_int_eq(text[size - 1], '\n');
    text[size - 1] = '\0';
    ck_assert_ptr_null(strchr(text, '\n'));
    return text;
}

// Nothing was done, and the answer names the reason.
static void refuses(const char *line, const char *reason) {
    did[0] = '\0';
    const char *answer = ask(line);
    ck_assert_msg(strstr(answer, "\"ok\":false") != NULL, "%s", answer);
    ck_assert_msg(strstr(answer, reason) != NULL, "%s", answer);
    ck_assert_str_eq(did, "");
}

static void does(const char *line, const char *what) {
    const char *answer = ask(line);
    ck_assert_msg(strstr(answer, "\"ok\":true") != NULL, "%s", answer);
    ck_assert_str_eq(did, what);
}

START_TEST(an_answer_has_the_id_of_its_request) {
    ck_assert_str_eq(ask("{\"id\":7,\"do\":\"pin.read\",\"pin\":\"P9\"}"),
                     "{\"id\":7,\"ok\":true,\"level\":0}");
    ck_assert_str_eq(ask("{\"do\":\"pin.read\",\"pin\":\"P9\",\"id\":\"a\"}"),
                     "{\"id\":\"a\",\"ok\":true,\"level\":0}");
    ck_assert_str_eq(ask("{\"do\":\"pin.read\",\"pin\":\"P9\"}"),
                     "{\"ok\":true,\"level\":0}");
    ck_assert_str_eq(ask("{\"id\":null,\"do\":\"x\"}"),
                     "{\"id\":null,\"ok\":false,\"error\":{\"code\":\"ENOENT\","
                     "\"message\":\"no command 'x'\"}}");
    refuses("{\"id\":[1],\"do\":\"led\"}", "\\\"id\\\" has to be");
}
END_TEST

START_TEST(what_is_no_request_does_nothing) {
    refuses("", "not a JSON object");
    refuses("x", "not a JSON object");
    refuses("[]", "not a JSON object");
    refuses("{\"do\":\"stop\"", "not a JSON object");
    refuses("{\"do\":\"stop\"} {\"do\":\"stop\"}", "not a JSON object");
    refuses("{\"do\":\"stop\",\"do\":\"stop\"}", "duplicate");
    refuses("{}", "\\\"do\\\" has to be");
    refuses("{\"do\":1}", "\\\"do\\\" has to be");
    refuses("{\"do\":\"pin.raed\",\"pin\":\"P9\"}", "did you mean 'pin.read'");
    refuses("{\"do\":\"stop\",\"now\":true}", "stop takes no \\\"now\\\"");
    refuses("{\"do\":\"led\",\"pin\":1}", "it takes: nothing");
    char *answer = toc_control_answer(&client, "{\0}", 3);
    ck_assert_ptr_nonnull(strstr(answer, "\"ok\":false"));
    free(answer);
    answer = toc_control_too_long();
    ck_assert_ptr_nonnull(strstr(answer, "at most 65536 bytes"));
    free(answer);
}
END_TEST

START_TEST(pins_are_driven_by_name) {
    does("{\"do\":\"pin.drive\",\"pin\":\"P9\",\"level\":1}", "drive 12 1");
    does("{\"do\":\"pin.drive\",\"pin\":\"P9\",\"level\":false}", "drive 12 0");
    does("{\"do\":\"pin.release\",\"pin\":\"G17\"}", "release 13");
    does("{\"do\":\"pin.press\",\"pin\":\"P9\"}", "press 12 0 100000000");
    does("{\"do\":\"pin.press\",\"pin\":\"P9\",\"after_us\":1.5,"
         "\"for_us\":2}",
         "press 12 1500 2000");
    does("{\"do\":\"pin.pulses\",\"pin\":\"P9\",\"count\":5}", "pulses 12 5 0");
    does("{\"do\":\"wire\",\"a\":\"P9\",\"b\":\"P21\"}", "wire 12 26");
    does("{\"do\":\"unwire\",\"a\":\"P9\",\"b\":\"P21\"}", "unwire 12 26");
    ck_assert_ptr_nonnull(strstr(ask("{\"do\":\"pins\"}"),
                                 "{\"name\":\"P0\",\"exp\":\"G2\",\"gpio\":3"));
}
END_TEST

START_TEST(pins_of_the_machine_are_read_once_a_program_uses_them) {
    is_used = false;
    refuses("{\"do\":\"pin.read\",\"pin\":\"P18\"}",
            "P18 is a pin of this machine, gpiochip0:17, that no program has "
            "used yet");
    ck_assert_ptr_nonnull(
        strstr(ask("{\"do\":\"pins\"}"),
               "{\"name\":\"P18\",\"exp\":\"G30\",\"gpio\":34,"
               "\"level\":null,\"latch\":null,\"file\":\"gpiochip0:17\"}"));
    is_used = true;
    ck_assert_str_eq(ask("{\"do\":\"pin.read\",\"pin\":\"P18\"}"),
                     "{\"ok\":true,\"level\":1}");
    refuses("{\"do\":\"pin.drive\",\"pin\":\"P18\",\"level\":1}",
            "P18 is a pin of this machine, gpiochip0:17, and not simulated");
    refuses("{\"do\":\"pin.press\",\"pin\":\"P18\"}", "not simulated");
    refuses("{\"do\":\"wire\",\"a\":\"P9\",\"b\":\"P18\"}", "not simulated");
    refuses("{\"do\":\"analog.set\",\"pin\":\"P18\",\"mv\":5}",
            "not simulated");
}
END_TEST

START_TEST(wrong_arguments_name_what_is_right) {
    refuses("{\"do\":\"pin.read\"}", "\\\"pin\\\" is missing");
    refuses("{\"do\":\"pin.read\",\"pin\":9}", "has to be a string");
    refuses("{\"do\":\"pin.read\",\"pin\":\"P99\"}", "P99");
    refuses("{\"do\":\"pin.drive\",\"pin\":\"P9\"}",
            "\\\"level\\\" is missing");
    refuses("{\"do\":\"pin.drive\",\"pin\":\"P9\",\"level\":2}",
            "true or false");
    refuses("{\"do\":\"pin.press\",\"pin\":\"P9\",\"for_us\":-1}",
            "microseconds");
    refuses("{\"do\":\"pin.press\",\"pin\":\"P9\",\"for_us\":1e30}",
            "microseconds");
    refuses("{\"do\":\"pin.pulses\",\"pin\":\"P9\"}",
            "\\\"count\\\" is missing");
    refuses("{\"do\":\"pin.pulses\",\"pin\":\"P9\",\"count\":1.5}",
            "whole number");
    refuses("{\"do\":\"wire\",\"a\":\"P9\",\"b\":\"P9\"}", "two different");
    refuses("{\"do\":\"stop\",\"status\":256}", "from 0 to 255");
    refuses("{\"do\":\"reset\",\"kind\":\"medium\"}", "soft");
    refuses("{\"do\":\"pin.read\",\"pin\":\"P\\u0000\"}", "not a JSON object");
}
END_TEST

START_TEST(what_the_board_refuses_is_told) {
    answer_with = TOC_ENOENT;
    ck_assert_ptr_nonnull(
        strstr(ask("{\"do\":\"unwire\",\"a\":\"P9\",\"b\":\"P21\"}"),
               "there is no wire"));
    answer_with = TOC_EBUSY;
    ck_assert_ptr_nonnull(
        strstr(ask("{\"do\":\"pin.pulses\",\"pin\":\"P9\",\"count\":5}"),
               "{\"code\":\"EBUSY\",\"message\":\"a train of pulses still "
               "runs on this pin\"}"));
    ck_assert_ptr_nonnull(
        strstr(ask("{\"do\":\"device.attach\",\"device\":\"x\"}"),
               "the board says no"));
}
END_TEST

START_TEST(devices_come_go_and_have_values) {
    ck_assert_str_eq(ask("{\"do\":\"device.attach\",\"device\":\"i2c0@64=x\"}"),
                     "{\"ok\":true,\"device\":\"si7006\"}");
    ck_assert_str_eq(did, "attach i2c0@64=x");
    does("{\"do\":\"device.detach\",\"device\":\"si7006\"}", "detach si7006");
    does("{\"do\":\"device.set\",\"device\":\"a\",\"key\":\"t\","
         "\"value\":\"x y\"}",
         "set a t x y");
    does("{\"do\":\"device.set\",\"device\":\"a\",\"key\":\"t\",\"value\":-3}",
         "set a t -3");
    does("{\"do\":\"device.set\",\"device\":\"a\",\"key\":\"t\","
         "\"value\":0.25}",
         "set a t 0.25");
    does("{\"do\":\"device.set\",\"device\":\"a\",\"key\":\"t\","
         "\"value\":true}",
         "set a t on");
    refuses("{\"do\":\"device.set\",\"device\":\"a\",\"key\":\"t\","
            "\"value\":null}",
            "has to be a number, a string, true or false");
    does("{\"do\":\"analog.set\",\"pin\":\"P13\",\"mv\":1500}",
         "analog P13 1500.0");
    ck_assert_str_eq(
        ask("{\"do\":\"device.get\",\"device\":\"a\",\"key\":\"t\"}"),
        "{\"ok\":true,\"value\":21.5}");
    ck_assert_str_eq(ask("{\"do\":\"device.get\",\"device\":\"a\"}"),
                     "{\"ok\":true,\"values\":{\"temperature\":21.5,"
                     "\"powered\":true,\"fault\":\"nack\"}}");
    ck_assert_str_eq(ask("{\"do\":\"devices\"}"),
                     "{\"ok\":true,\"devices\":[{\"name\":\"si7006\",\"place\":"
                     "\"i2c0@0x40\",\"kind\":\"si7006\"}]}");
    has_device = false;
    ck_assert_ptr_nonnull(
        strstr(ask("{\"do\":\"device.get\",\"device\":\"a\"}"), "no device"));
}
END_TEST

START_TEST(the_clock_can_be_held_and_stepped) {
    ck_assert_str_eq(ask("{\"do\":\"clock\"}"),
                     "{\"ok\":true,\"now_us\":1.5,\"virtual\":true,"
                     "\"held\":false}");
    does("{\"do\":\"clock.hold\"}", "hold");
    ck_assert_str_eq(ask("{\"id\":{},\"do\":\"clock.step\",\"us\":10}"),
                     "{\"id\":{},\"ok\":false,\"error\":{\"code\":\"EINVAL\","
                     "\"message\":\"\\\"id\\\" has to be a number, a string, "
                     "true, false or null\"}}");
    ck_assert_str_eq(ask("{\"id\":3,\"do\":\"clock.step\",\"us\":10}"),
                     "later");
    ck_assert_str_eq(did, "step 10000");
    ck_assert(client.steps);
    clock_now.now_ns = 11500;
    char *answer = toc_control_stepped(&client);
    ck_assert_str_eq(answer, "{\"id\":3,\"ok\":true,\"now_us\":11}\n");
    free(answer);
    ck_assert(!client.steps);
    answer_with = TOC_EBUSY;
    ck_assert_ptr_nonnull(strstr(ask("{\"do\":\"clock.step\",\"us\":10}"),
                                 "a step is under way"));
    ck_assert(!client.steps);
    clock_now.is_virtual = false;
    refuses("{\"do\":\"clock.step\",\"us\":10}", "--virtual-time");
    refuses("{\"do\":\"clock.hold\"}", "--virtual-time");
}
END_TEST

START_TEST(the_board_can_be_reset_and_stopped) {
    does("{\"do\":\"reset\",\"kind\":\"soft\"}", "end 0 0");
    does("{\"do\":\"reset\"}", "end 1 0");
    does("{\"do\":\"stop\",\"status\":3}", "end 2 3");
    ck_assert_str_eq(ask("{\"do\":\"hello\"}"),
                     "{\"ok\":true,\"tocsin\":\"1.2.3\",\"protocol\":1,"
                     "\"board\":\"lopy4\",\"virtual\":true}");
    ck_assert_str_eq(ask("{\"do\":\"led\"}"),
                     "{\"ok\":true,\"rgb\":65280,\"heartbeat\":false}");
}
END_TEST

static const char *tell(enum toc_control_topic topic, uint32_t value) {
    static char text[256];
    toc_control_event_t event = {topic, 1234567, value};
    char *line = toc_control_event(&client, &event);
    snprintf(text, sizeof(text), "%s", line != NULL ? line : "");
    free(line);
    return text;
}

START_TEST(events_come_to_who_subscribed) {
    ck_assert_str_eq(tell(TOC_CONTROL_PIN, 13 << 1 | 1), "");
    ck_assert_str_eq(
        ask("{\"do\":\"subscribe\",\"events\":[\"pin\",\"life\"]}"),
        "{\"ok\":true,\"events\":[\"pin\",\"life\"]}");
    ck_assert_str_eq(did, "tell 1");
    ck_assert_str_eq(tell(TOC_CONTROL_PIN, 12 << 1 | 1),
                     "{\"event\":\"pin\",\"pin\":\"P9\",\"level\":1,"
                     "\"time_us\":1234.567}\n");
    ck_assert_str_eq(tell(TOC_CONTROL_LED, 255), "");
    client.lost = 4;
    ck_assert_str_eq(tell(TOC_CONTROL_LIFE, 2),
                     "{\"event\":\"life\",\"life\":2,\"time_us\":1234.567,"
                     "\"lost\":4}\n");
    ck_assert_uint_eq(client.lost, 0);
    ck_assert_str_eq(ask("{\"do\":\"unsubscribe\",\"events\":[\"pin\"]}"),
                     "{\"ok\":true,\"events\":[\"life\"]}");
    ck_assert_str_eq(tell(TOC_CONTROL_PIN, 12 << 1 | 1), "");
    refuses("{\"do\":\"subscribe\",\"events\":[\"pins\"]}", "no event 'pins'");
    refuses("{\"do\":\"subscribe\",\"events\":\"pin\"}", "a list");
    refuses("{\"do\":\"subscribe\"}", "a list");
}
END_TEST

int main(void) {
    Suite *suite = suite_create("control");
    TCase *tcase = tcase_create("control");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, an_answer_has_the_id_of_its_request);
    tcase_add_test(tcase, what_is_no_request_does_nothing);
    tcase_add_test(tcase, pins_are_driven_by_name);
    tcase_add_test(tcase,
                   pins_of_the_machine_are_read_once_a_program_uses_them);
    tcase_add_test(tcase, wrong_arguments_name_what_is_right);
    tcase_add_test(tcase, what_the_board_refuses_is_told);
    tcase_add_test(tcase, devices_come_go_and_have_values);
    tcase_add_test(tcase, the_clock_can_be_held_and_stepped);
    tcase_add_test(tcase, the_board_can_be_reset_and_stopped);
    tcase_add_test(tcase, events_come_to_who_subscribed);
    suite_add_tcase(suite, tcase);
    return unit_run(suite);
}
