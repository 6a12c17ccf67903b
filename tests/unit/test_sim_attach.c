/*
 * The registry of devices: the text form, names and places, values, and what
 * is said about each thing that is wrong.
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim_attach.h"

#include "sim_fixture.h"
#include "unit.h"

static char error[SIM_ERROR_SIZE];
static char name[SIM_NAME_SIZE];

static void attach(const char *text) {
    int err = sim_attach(text, name, error);
    if (err != 0) {
        ck_abort_msg("%s: %s", text, error);
    }
}

static void refused(const char *text, int code, const char *line) {
    ck_assert_int_eq(sim_attach(text, NULL, error), code);
    ck_assert_str_eq(error, line);
}

static const char *value(const char *device, const char *key) {
    static sim_device_value_t out;
    if (sim_device_get(device, key, &out, error) != 0) {
        ck_abort_msg("%s", error);
    }
    return out.text;
}

static int count(void *ctx, const sim_device_info_t *info) {
    (void)info;
    ++*(int *)ctx;
    return 0;
}

START_TEST(a_device_has_a_name_and_a_place) {
    sim_device_info_t info;
    attach("i2c1@0x41=si7006,temperature=-3.25");
    ck_assert_str_eq(name, "si7006");
    ck_assert(sim_device_at(0, &info));
    ck_assert_str_eq(info.place, "i2c1@0x41");
    ck_assert_str_eq(info.kind, "si7006");
    ck_assert_str_eq(info.bus, "i2c");
    ck_assert(!sim_device_at(1, &info));
    ck_assert_str_eq(value("si7006", "temperature"), "-3.25");
    ck_assert_str_eq(value("i2c1@0x41", "humidity"), "45");
}
END_TEST

START_TEST(the_second_of_a_kind_has_another_name) {
    int found = 0;
    attach("i2c0=si7006");
    attach("i2c1=si7006");
    ck_assert_str_eq(name, "si7006-2");
    attach("i2c2@65=si7006,name=hall");
    ck_assert_str_eq(name, "hall");
    ck_assert_str_eq(value("i2c2@0x41", "fault"), "none");
    ck_assert_int_eq(sim_detach("si7006", error), 0);
    attach("i2c0@0x77=si7006");
    ck_assert_str_eq(name, "si7006");
    ck_assert_int_eq(sim_devices_each(count, &found), 0);
    ck_assert_int_eq(found, 3);
}
END_TEST

START_TEST(a_place_is_taken_once_and_free_after_detach) {
    attach("i2c0@0x40=si7006");
    refused("i2c0@64=si7006", TOC_EBUSY, "i2c0@0x40 is taken by si7006");
    ck_assert_int_eq(sim_detach("i2c0@0x40", error), 0);
    ck_assert_int_eq(sim_detach("i2c0@0x40", error), TOC_ENOENT);
    ck_assert_str_eq(error, "there is no device 'i2c0@0x40': none is attached");
    attach("i2c0@0x40=si7006");
}
END_TEST

START_TEST(a_bad_text_is_told_in_one_line) {
    static const struct {
        const char *text;
        const char *line;
    } bad[] = {
        {"", "has to be BUS[@WHERE]=KIND[,key=value]..., such as "
             "i2c0@0x40=si7006,temperature=21.5"},
        {"i2c0", "has to be BUS[@WHERE]=KIND[,key=value]..., such as "
                 "i2c0@0x40=si7006,temperature=21.5"},
        {"i2c0@0x40=si7007", "i2c has no device 'si7007': did you mean "
                             "'si7006'? "},
        {"i2c0@0x78=si7006", "address 0x78 is out of range, 0x08 to 0x77"},
        {"i2c0@0x4g=si7006", "'0x4g' is no address, such as 0x08"},
        {"i2c0@=si7006", "'' is no address, such as 0x08"},
        {"i2c3=si7006", "there is no bus 'i2c3' (buses: "},
        {"i2d0=si7006", "there is no bus 'i2d0': did you mean 'i2c'? (buses: "},
        {"i2c0=si7006,temprature=3",
         "si7006 has no key 'temprature': did you mean 'temperature'?"},
        {"i2c0=si7006,x=3",
         "si7006 has no key 'x' (keys: name temperature humidity fault)"},
        {"i2c0=si7006,temperature", "'temperature' has to be key=value"},
        {"i2c0=si7006,", "'' has to be key=value"},
        {"i2c0=si7006,temperature=126",
         "temperature=126 is out of range, -40 to 125 C"},
        {"i2c0=si7006,temperature=nan",
         "temperature=nan has to be a number from -40 to 125 C"},
        {"i2c0=si7006,temperature=",
         "temperature= has to be a number from -40 to 125 C"},
        {"i2c0=si7006,temperature=1,temperature=2",
         "temperature is given twice"},
        {"i2c0=si7006,fault=bad",
         "fault=bad has to be none, absent, nack, stuck or crc"},
        {"i2c0=si7006,name=a b",
         "name=a b has to be 1 to 23 letters, digits, _ or -"},
        {"i2c0=si7006,fault=b\nd",
         "fault=b?d has to be none, absent, nack, stuck or crc"},
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        ck_assert_int_eq(sim_attach(bad[i].text, NULL, error), TOC_EINVAL);
        // Lists of what there is grow; their beginning has to be right.
        ck_assert_msg(strncmp(error, bad[i].line, strlen(bad[i].line)) == 0,
                      "%s: %s", bad[i].text, error);
    }
    sim_device_info_t info;
    ck_assert(!sim_device_at(0, &info));
}
END_TEST

START_TEST(a_refused_value_leaves_the_old_one) {
    attach("i2c0=si7006,temperature=5");
    ck_assert_int_eq(sim_device_set("si7006", "temperature", "x", error),
                     TOC_EINVAL);
    ck_assert_str_eq(value("si7006", "temperature"), "5");
    ck_assert_int_eq(sim_device_set("si7006", "temperature", "6e1", error), 0);
    ck_assert_str_eq(value("si7006", "temperature"), "60");
    ck_assert_int_eq(sim_device_set("si7007", "temperature", "6", error),
                     TOC_ENOENT);
    ck_assert_str_eq(error,
                     "there is no device 'si7007': did you mean 'si7006'?");
    ck_assert_int_eq(sim_device_set("si7006", "fault", "crc", error), 0);
    ck_assert_str_eq(value("si7006", "fault"), "crc");
}
END_TEST

START_TEST(the_keys_are_listed) {
    attach("i2c0=si7006");
    ck_assert_str_eq(sim_device_key("si7006", 0), "temperature");
    ck_assert_str_eq(sim_device_key("si7006", 2), "fault");
    ck_assert_str_eq(sim_device_key("si7006", 3), "");
    ck_assert_ptr_null(sim_device_key("other", 0));
}
END_TEST

START_TEST(devices_stay_over_a_reset_and_go_with_the_board) {
    sim_device_info_t info;
    attach("i2c0=si7006");
    sim_reset();
    ck_assert(sim_device_at(0, &info));
    sim_deinit();
    ck_assert(!sim_device_at(0, &info));
}
END_TEST

START_TEST(nothing_is_attached_to_a_bus_of_the_machine) {
    ck_assert_int_eq(sim_bus_give("i2c1", "/dev/i2c-7"), 0);
    ck_assert_int_eq(sim_attach("i2c1=si7006", NULL, error), TOC_EBUSY);
    ck_assert_str_eq(error, "i2c1 is /dev/i2c-7: nothing simulated can be "
                            "attached to it");
    attach("i2c0=si7006");
}
END_TEST

static void add(Suite *suite, const char *title, const TTest *test) {
    TCase *tcase = tcase_create(title);
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, test);
    suite_add_tcase(suite, tcase);
}

#define ADD(test) add(suite, #test, test)

int main(void) {
    Suite *suite = suite_create("sim_attach");
    ADD(a_device_has_a_name_and_a_place);
    ADD(the_second_of_a_kind_has_another_name);
    ADD(a_place_is_taken_once_and_free_after_detach);
    ADD(a_bad_text_is_told_in_one_line);
    ADD(a_refused_value_leaves_the_old_one);
    ADD(the_keys_are_listed);
    ADD(devices_stay_over_a_reset_and_go_with_the_board);
    ADD(nothing_is_attached_to_a_bus_of_the_machine);
    return run_suite(suite);
}
