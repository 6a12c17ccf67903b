/*
 * The WiFi radio of the virtual board and the air around it: what comes of a
 * join depends on when things happened, not on when somebody looked.
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim_attach.h"
#include "sim_fixture.h"
#include "sim_wlan.h"

#define AP   "wlan=ap,ssid=home,password=secret123"
#define MS   FIXTURE_MS
#define JOIN SIM_WLAN_JOIN_NS
#define UP   (SIM_WLAN_JOIN_NS + SIM_WLAN_ADDRESS_NS)

static const toc_wlan_ops_t *wlan;

static void attach(const char *text) {
    char error[SIM_ERROR_SIZE];
    int err = sim_attach(text, NULL, error);
    ck_assert_msg(err == 0, "%s: %s", text, error);
}

static void set(const char *key, const char *value) {
    char error[SIM_ERROR_SIZE];
    int err = sim_device_set("ap", key, value, error);
    ck_assert_msg(err == 0, "%s: %s", key, error);
}

static void set_up(enum toc_wlan_mode mode) {
    toc_wlan_setup_t how = {.mode = mode, .ssid = "hut", .channel = 6};
    works(wlan->set_up(wlan->ctx, &how));
}

static void wlan_setup(void) {
    setup();
    wlan = sim_wlan();
    set_up(TOC_WLAN_STA);
}

static void pass(uint64_t ns) {
    advance_to(toc_clock_now_ns() + ns);
}

static void join(const char *ssid, const char *key, uint64_t timeout_ns) {
    toc_wlan_join_t how = {.timeout_ns = timeout_ns};
    strcpy(how.ssid, ssid);
    strcpy(how.key, key);
    works(wlan->join(wlan->ctx, &how));
}

static toc_wlan_station_t station(void) {
    toc_wlan_station_t now;
    wlan->station(wlan->ctx, &now);
    return now;
}

static enum toc_wlan_link link_now(void) {
    return station().link;
}

static bool timed_out(void) {
    return wlan->take_timeout(wlan->ctx);
}

static uint32_t address(enum toc_wlan_interface which) {
    toc_wlan_address_t now;
    wlan->address(wlan->ctx, which, &now);
    return now.ip;
}

START_TEST(a_station_joins_and_then_gets_an_address) {
    attach(AP);
    join("home", "secret123", TOC_FOREVER);
    pass(JOIN - 1);
    ck_assert_int_eq(link_now(), TOC_WLAN_TRIES);
    pass(1);
    ck_assert_int_eq(link_now(), TOC_WLAN_JOINED);
    ck_assert_uint_eq(address(TOC_WLAN_IF_STA), 0);
    pass(UP - JOIN - 1);
    ck_assert_int_eq(link_now(), TOC_WLAN_JOINED);
    pass(1);
    ck_assert_int_eq(link_now(), TOC_WLAN_UP);
    ck_assert_uint_eq(address(TOC_WLAN_IF_STA), 0xc0a80164);
    ck_assert_str_eq(station().network.ssid, "home");
    wlan->leave(wlan->ctx);
    ck_assert_int_eq(link_now(), TOC_WLAN_APART);
    ck_assert_uint_eq(address(TOC_WLAN_IF_STA), 0);
}
END_TEST

START_TEST(a_wrong_password_is_not_tried_again) {
    attach(AP);
    join("home", "wrong", 5000 * MS);
    pass(JOIN);
    ck_assert_int_eq(link_now(), TOC_WLAN_REFUSED);
    set("password", "wrong-now-right");
    set("fault", "absent");
    set("fault", "none");
    pass(5000 * MS - JOIN - 1);
    ck_assert_int_eq(link_now(), TOC_WLAN_REFUSED);
    ck_assert(!timed_out());
    pass(1);
    ck_assert_int_eq(link_now(), TOC_WLAN_APART);
    ck_assert(timed_out());
    ck_assert(!timed_out());
}
END_TEST

START_TEST(a_timeout_that_nobody_looked_at_was_before_what_came_later) {
    attach(AP);
    set("fault", "absent");
    join("home", "secret123", 1000 * MS);
    pass(2000 * MS);
    // It had given up by now, though nobody asked.
    set("fault", "none");
    pass(UP);
    ck_assert_int_eq(link_now(), TOC_WLAN_APART);
    ck_assert(timed_out());
}
END_TEST

START_TEST(a_timeout_ends_a_join_that_comes_too_late) {
    attach(AP);
    join("home", "secret123", UP - 1);
    pass(UP);
    ck_assert_int_eq(link_now(), TOC_WLAN_APART);
    ck_assert(timed_out());
    join("home", "secret123", UP);
    pass(UP);
    ck_assert_int_eq(link_now(), TOC_WLAN_UP);
    pass(UP);
    ck_assert(!timed_out());
}
END_TEST

START_TEST(a_new_join_forgets_the_timeout_of_the_old_one) {
    attach(AP);
    join("away", "", 100 * MS);
    pass(100 * MS);
    join("home", "secret123", TOC_FOREVER);
    ck_assert(!timed_out());
}
END_TEST

START_TEST(a_lost_link_is_joined_again) {
    attach(AP);
    join("home", "secret123", 1000 * MS);
    pass(UP);
    set("fault", "absent");
    ck_assert_int_eq(link_now(), TOC_WLAN_TRIES);
    // The time to join was for the first time only.
    pass(60000 * MS);
    ck_assert(!timed_out());
    set("fault", "none");
    pass(UP);
    ck_assert_int_eq(link_now(), TOC_WLAN_UP);
}
END_TEST

START_TEST(what_changes_elsewhere_does_not_delay_a_join) {
    attach(AP);
    join("home", "secret123", TOC_FOREVER);
    pass(JOIN - 1);
    attach("wlan=ap,ssid=other");
    set("rssi", "-60");
    pass(1);
    ck_assert_int_eq(link_now(), TOC_WLAN_JOINED);
    ck_assert_int_eq(station().network.rssi, -60);
}
END_TEST

START_TEST(an_address_comes_when_there_is_one) {
    attach(AP ",fault=address");
    join("home", "secret123", TOC_FOREVER);
    pass(10 * UP);
    ck_assert_int_eq(link_now(), TOC_WLAN_JOINED);
    set("fault", "none");
    pass(SIM_WLAN_ADDRESS_NS);
    ck_assert_int_eq(link_now(), TOC_WLAN_UP);

    toc_wlan_address_t fixed = {.ip = 0x0a000007};
    wlan->set_address(wlan->ctx, TOC_WLAN_IF_STA, &fixed);
    ck_assert_int_eq(link_now(), TOC_WLAN_UP);
    ck_assert_uint_eq(address(TOC_WLAN_IF_STA), 0x0a000007);
    wlan->set_address(wlan->ctx, TOC_WLAN_IF_STA, NULL);
    ck_assert_int_eq(link_now(), TOC_WLAN_JOINED);
    pass(SIM_WLAN_ADDRESS_NS);
    ck_assert_uint_eq(address(TOC_WLAN_IF_STA), 0xc0a80164);
}
END_TEST

START_TEST(without_a_declared_one_everybody_gets_on) {
    join("whatever", "and ever", TOC_FOREVER);
    pass(UP);
    ck_assert_int_eq(link_now(), TOC_WLAN_UP);
    ck_assert_str_eq(station().network.ssid, "whatever");
    // Until one is declared.
    attach(AP);
    ck_assert_int_eq(link_now(), TOC_WLAN_TRIES);
    pass(10 * UP);
    ck_assert_int_eq(link_now(), TOC_WLAN_TRIES);
    char error[SIM_ERROR_SIZE];
    works(sim_detach("ap", error));
    pass(UP);
    ck_assert_int_eq(link_now(), TOC_WLAN_UP);
}
END_TEST

START_TEST(a_scan_tells_the_strongest) {
    attach("wlan=ap,ssid=c,rssi=-70");
    attach("wlan=ap,ssid=a,rssi=-50");
    attach("wlan=ap,ssid=d,rssi=-80");
    attach("wlan=ap,ssid=b,rssi=-60");
    toc_wlan_scan_t all = {0};
    uint64_t busy_ns;
    toc_wlan_network_t found[4];
    for (uint32_t max = 0; max <= 4; max++) {
        works(wlan->begin_scan(wlan->ctx, &all, &busy_ns));
        ck_assert_int_eq(wlan->begin_scan(wlan->ctx, &all, &busy_ns),
                         TOC_EBUSY);
        ck_assert_uint_eq(wlan->end_scan(wlan->ctx, &all, found, max), max);
        for (uint32_t i = 0; i < max; i++) {
            ck_assert_int_eq(found[i].ssid[0], 'a' + (int)i);
        }
    }
    ck_assert_uint_eq(busy_ns, SIM_WLAN_CHANNELS * SIM_WLAN_ACTIVE_MS * MS);
}
END_TEST

START_TEST(what_a_mode_has_not_is_refused) {
    toc_wlan_scan_t scan = {0};
    toc_wlan_join_t how = {.ssid = "x"};
    toc_wlan_guest_t guests[TOC_WLAN_STATIONS_MAX];
    uint64_t busy_ns;
    attach("wlan=station");
    ck_assert_uint_eq(wlan->guests(wlan->ctx, guests), 0);
    set_up(TOC_WLAN_AP);
    ck_assert_uint_eq(wlan->guests(wlan->ctx, guests), 1);
    ck_assert_uint_eq(address(TOC_WLAN_IF_AP), 0xc0a80401);
    for (int off = 0; off < 2; off++) {
        ck_assert_int_eq(wlan->begin_scan(wlan->ctx, &scan, &busy_ns),
                         TOC_EINVAL);
        ck_assert_int_eq(wlan->join(wlan->ctx, &how), TOC_EINVAL);
        ck_assert_int_eq(wlan->smart_config(wlan->ctx), TOC_EINVAL);
        wlan->stop(wlan->ctx);
    }
    ck_assert_uint_eq(wlan->guests(wlan->ctx, guests), 0);
    toc_wlan_setup_t none = {0};
    ck_assert_int_eq(wlan->set_up(wlan->ctx, &none), TOC_EINVAL);
}
END_TEST

START_TEST(a_station_keeps_its_network_as_long_as_it_is_one) {
    join("any", "", TOC_FOREVER);
    pass(UP);
    set_up(TOC_WLAN_STA_AP);
    ck_assert_int_eq(link_now(), TOC_WLAN_UP);
    set_up(TOC_WLAN_AP);
    ck_assert_int_eq(link_now(), TOC_WLAN_APART);
    set_up(TOC_WLAN_STA);
    ck_assert_int_eq(link_now(), TOC_WLAN_APART);
}
END_TEST

START_TEST(a_search_for_a_telephone_ends_with_an_event) {
    wlan->watch(wlan->ctx, TOC_WLAN_SMART_TIMEOUT, sources[0]);
    works(wlan->smart_config(wlan->ctx));
    ck_assert_int_eq(wlan->smart_config(wlan->ctx), TOC_EBUSY);
    pass(SIM_WLAN_SMART_NS - 1);
    ck_assert_uint_eq(wlan->events(wlan->ctx), 0);
    pass(1);
    ck_assert_uint_eq(wlan->events(wlan->ctx), TOC_WLAN_SMART_TIMEOUT);
    ck_assert_uint_eq(wlan->events(wlan->ctx), 0);
    toc_source_counts_t counts;
    toc_source_counts(sources[0], &counts);
    ck_assert_uint_eq(counts.posted, 1);
    wlan->unwatch(wlan->ctx);
    works(wlan->smart_config(wlan->ctx));
    pass(SIM_WLAN_SMART_NS);
    toc_source_counts(sources[0], &counts);
    ck_assert_uint_eq(counts.posted, 1);
    // The end of a life ends it as well.
    (void)wlan->events(wlan->ctx);
    works(wlan->smart_config(wlan->ctx));
    sim_reset();
    pass(SIM_WLAN_SMART_NS);
    ck_assert_uint_eq(wlan->events(wlan->ctx), 0);
}
END_TEST

START_TEST(a_telephone_tells_a_network_that_is_joined) {
    toc_wlan_join_t net;
    attach(AP);
    works(wlan->smart_config(wlan->ctx));
    pass(SIM_WLAN_SMART_NS - SIM_WLAN_PHONE_NS);
    // It comes late, but in time.
    attach("wlan=phone,ssid=home,password=secret123");
    pass(SIM_WLAN_PHONE_NS - 1);
    ck_assert_int_eq(link_now(), TOC_WLAN_UP);
    ck_assert_uint_eq(wlan->events(wlan->ctx), 0);
    ck_assert(!wlan->take_smart(wlan->ctx, &net));
    pass(1);
    ck_assert_uint_eq(wlan->events(wlan->ctx), TOC_WLAN_SMART_DONE);
    ck_assert(wlan->take_smart(wlan->ctx, &net));
    ck_assert_str_eq(net.ssid, "home");
    ck_assert_str_eq(net.key, "secret123");
    ck_assert(!wlan->take_smart(wlan->ctx, &net));
    pass(SIM_WLAN_SMART_NS);
    ck_assert_uint_eq(wlan->events(wlan->ctx), 0);
}
END_TEST

START_TEST(a_telephone_that_tells_no_network_there_is_helps_nobody) {
    toc_wlan_join_t net;
    attach(AP);
    attach("wlan=phone,ssid=away");
    works(wlan->smart_config(wlan->ctx));
    pass(SIM_WLAN_SMART_NS);
    ck_assert_uint_eq(wlan->events(wlan->ctx), TOC_WLAN_SMART_TIMEOUT);
    ck_assert(!wlan->take_smart(wlan->ctx, &net));
    // The search ends with the radio.
    works(wlan->smart_config(wlan->ctx));
    wlan->stop(wlan->ctx);
    pass(SIM_WLAN_SMART_NS);
    ck_assert_uint_eq(wlan->events(wlan->ctx), 0);
}
END_TEST

static uint8_t captured_from(void) {
    toc_wlan_frame_t frame;
    return wlan->frame(wlan->ctx, &frame) ? frame.data[15] : 0;
}

START_TEST(the_access_points_of_a_channel_send_in_turn) {
    attach("wlan=ap,ssid=a,bssid=02:00:00:00:00:01");
    attach("wlan=ap,ssid=b,bssid=02:00:00:00:00:02,channel=1");
    attach("wlan=ap,ssid=c,bssid=02:00:00:00:00:03");
    works(wlan->capture(wlan->ctx, 6));
    pass(SIM_WLAN_BEACON_NS - 1);
    ck_assert_uint_eq(captured_from(), 0);
    ck_assert_uint_eq(wlan->events(wlan->ctx), 0);
    pass(1);
    ck_assert_uint_eq(wlan->events(wlan->ctx), TOC_WLAN_PACKET_MGMT);
    ck_assert_uint_eq(captured_from(), 3);
    pass(SIM_WLAN_BEACON_NS);
    ck_assert_uint_eq(captured_from(), 1);
    set("fault", "absent");
    ck_assert_uint_eq(captured_from(), 3);
    set("fault", "none");
    works(wlan->capture(wlan->ctx, 1));
    pass(SIM_WLAN_BEACON_NS);
    ck_assert_uint_eq(captured_from(), 2);
    works(wlan->capture(wlan->ctx, 0));
    (void)wlan->events(wlan->ctx);
    pass(SIM_WLAN_BEACON_NS);
    ck_assert_uint_eq(wlan->events(wlan->ctx), 0);
    ck_assert_uint_eq(captured_from(), 0);
    ck_assert_int_eq(wlan->capture(wlan->ctx, 15), TOC_EINVAL);
}
END_TEST

START_TEST(the_longest_beacon_has_room) {
    attach("wlan=ap,ssid=12345678901234567890123456789012,password=12345678");
    works(wlan->capture(wlan->ctx, 6));
    pass(SIM_WLAN_BEACON_NS);
    toc_wlan_frame_t frame;
    ck_assert(wlan->frame(wlan->ctx, &frame));
    // Header, fixed part, name, rates, channel, security.
    ck_assert_uint_eq(frame.size, 24 + 12 + 34 + 10 + 3 + 22);
}
END_TEST

static const struct {
    const char *text;
    const char *error;
} refused[] = {
    {"wlan=ap", "ap needs ssid=..., a text"},
    {"wlan=ap,ssid=", "ssid: 1 to 32 bytes"},
    {"wlan=ap,ssid=123456789012345678901234567890123", "ssid: 1 to 32 bytes"},
    {"wlan=ap,ssid=x,password=1234567", "password: 8 to 63 characters"},
    {"wlan=ap,ssid=x,security=wpa2", "password: 8 to 63 characters"},
    {"wlan=ap,ssid=x,security=wep", "password: 1 to 63 characters"},
    {"wlan=ap,ssid=x,security=open,password=12345678",
     "password: an open network has none"},
    {"wlan=ap,ssid=x,bssid=24:0a:c4",
     "bssid: '24:0a:c4' is no address of one device, such as "
     "24:0a:c4:01:02:03"},
    {"wlan=ap,ssid=x,bssid=25:0a:c4:01:02:03",
     "bssid: '25:0a:c4:01:02:03' is no address of one device, such as "
     "24:0a:c4:01:02:03"},
    {"wlan=ap,ssid=x,bssid=24:0a:c4:01:02:0303",
     "bssid: '24:0a:c4:01:02:0303' is no address of one device, such as "
     "24:0a:c4:01:02:03"},
    {"wlan=ap,ssid=x,ip=192.168.1",
     "ip: '192.168.1' is no address, such as 192.168.1.100"},
    {"wlan=station,mac=x",
     "mac: 'x' is no address of one device, such as 24:0a:c4:01:02:03"},
    {"wlan=phone,password=x", "phone needs ssid=..., a text"},
    {"wlan=phone,ssid=", "ssid: 1 to 32 bytes"},
    {"wlan=station,ip=x", "ip: 'x' is no address, such as 192.168.1.100"},
};

START_TEST(what_cannot_be_on_the_air_is_told) {
    char error[SIM_ERROR_SIZE];
    ck_assert_int_ne(sim_attach(refused[_i].text, NULL, error), 0);
    ck_assert_str_eq(error, refused[_i].error);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("sim_wlan");
    TCase *tc = tcase_create("wlan");
    tcase_add_checked_fixture(tc, wlan_setup, teardown);
    tcase_add_test(tc, a_station_joins_and_then_gets_an_address);
    tcase_add_test(tc, a_wrong_password_is_not_tried_again);
    tcase_add_test(tc,
                   a_timeout_that_nobody_looked_at_was_before_what_came_later);
    tcase_add_test(tc, a_timeout_ends_a_join_that_comes_too_late);
    tcase_add_test(tc, a_new_join_forgets_the_timeout_of_the_old_one);
    tcase_add_test(tc, a_lost_link_is_joined_again);
    tcase_add_test(tc, what_changes_elsewhere_does_not_delay_a_join);
    tcase_add_test(tc, an_address_comes_when_there_is_one);
    tcase_add_test(tc, without_a_declared_one_everybody_gets_on);
    tcase_add_test(tc, a_scan_tells_the_strongest);
    tcase_add_test(tc, what_a_mode_has_not_is_refused);
    tcase_add_test(tc, a_station_keeps_its_network_as_long_as_it_is_one);
    tcase_add_test(tc, a_search_for_a_telephone_ends_with_an_event);
    tcase_add_test(tc, a_telephone_tells_a_network_that_is_joined);
    tcase_add_test(tc, a_telephone_that_tells_no_network_there_is_helps_nobody);
    tcase_add_test(tc, the_access_points_of_a_channel_send_in_turn);
    tcase_add_test(tc, the_longest_beacon_has_room);
    tcase_add_loop_test(tc, what_cannot_be_on_the_air_is_told, 0,
                        sizeof(refused) / sizeof(refused[0]));
    suite_add_tcase(suite, tc);
    return run_suite(suite);
}
