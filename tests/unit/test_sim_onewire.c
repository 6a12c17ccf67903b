/*
 * 1-Wire lines and the DS18B20, bit by bit as a program makes the protocol:
 * presence, ROM commands, search among several, scratchpad, faults.
 *
 * SPDX-License-Identifier: MIT
 */
#include "i2c_fixture.h"
#include "sim_onewire.h"

#define PAD 5

// Alarms do not fire while the program sleeps, as in real time, where they can
// be later than a slot is long.
static bool alarms_are_late;

// The program wakes so much later than it asked for.
static uint64_t late_us;

static void sleep_us(uint64_t us) {
    uint64_t until_ns = toc_clock_now_ns() + (us + late_us) * 1000;
    if (alarms_are_late) {
        toc_waiter_wait(&fixture_waiter, until_ns);
    } else {
        advance_to(until_ns);
    }
}

static bool bus_reset(void) {
    write_latch(PAD, false);
    sleep_us(480);
    write_latch(PAD, true);
    sleep_us(60);
    bool present = sim_level(PAD) == 0;
    sleep_us(420);
    ck_assert_int_eq(sim_level(PAD), 1);
    return present;
}

static void write_bit(bool bit) {
    write_latch(PAD, false);
    sleep_us(1);
    write_latch(PAD, bit);
    sleep_us(60);
    write_latch(PAD, true);
    sleep_us(1);
}

static bool read_bit(void) {
    write_latch(PAD, false);
    sleep_us(1);
    write_latch(PAD, true);
    sleep_us(5);
    bool bit = sim_level(PAD) == 1;
    sleep_us(60);
    return bit;
}

static void write_byte(uint8_t byte) {
    for (int i = 0; i < 8; i++) {
        write_bit((byte >> i & 1) != 0);
    }
}

static uint8_t read_byte(void) {
    uint8_t byte = 0;
    for (int i = 0; i < 8; i++) {
        byte = (uint8_t)(byte | read_bit() << i);
    }
    return byte;
}

static void begin(void) {
    write_latch(PAD, true);
    configure(PAD, TOC_PIN_OPEN_DRAIN, TOC_PIN_PULL_UP);
}

static void read_bytes(uint8_t *to, int size) {
    for (int i = 0; i < size; i++) {
        to[i] = read_byte();
    }
}

START_TEST(nobody_is_there_until_somebody_is) {
    char error[SIM_ERROR_SIZE];
    begin();
    ck_assert(!bus_reset());
    attach("onewire@P5=ds18b20");
    ck_assert(bus_reset());
    ck_assert_int_eq(sim_detach("ds18b20", error), 0);
    ck_assert(!bus_reset());
}
END_TEST

static int temperature(void) {
    uint8_t pad[9];
    ck_assert(bus_reset());
    write_byte(0xcc);
    write_byte(0xbe);
    read_bytes(pad, 9);
    ck_assert_uint_eq(pad[8], sim_onewire_crc8(pad, 8));
    return (int16_t)(pad[0] | pad[1] << 8);
}

static void convert(void) {
    ck_assert(bus_reset());
    write_byte(0xcc);
    write_byte(0x44);
}

START_TEST(a_temperature_is_there_when_it_is_converted) {
    begin();
    attach("onewire@P5=ds18b20,temperature=-10.125");
    ck_assert_int_eq(temperature(), 0x0550);
    convert();
    ck_assert(!read_bit()); // busy
    uint64_t begin_ns = toc_clock_now_ns();
    advance_to(begin_ns + 740 * FIXTURE_MS);
    ck_assert(!read_bit());
    advance_to(begin_ns + 750 * FIXTURE_MS);
    ck_assert(read_bit());
    ck_assert_int_eq(temperature(), -162);
    set("ds18b20", "temperature", "125");
    ck_assert_int_eq(temperature(), -162);
    convert();
    sleep_us(750000);
    ck_assert_int_eq(temperature(), 2000);
}
END_TEST

START_TEST(fewer_bits_take_less_time) {
    uint8_t pad[9];
    begin();
    attach("onewire@P5=ds18b20,temperature=20.9375");
    ck_assert(bus_reset());
    write_byte(0xcc);
    write_byte(0x4e);
    write_byte(0x12);
    write_byte(0x34);
    write_byte(0x1f); // 9 bits
    convert();
    sleep_us(94000);
    ck_assert(read_bit());
    ck_assert_int_eq(temperature(), 20 * 16 + 8);
    ck_assert(bus_reset());
    write_byte(0xcc);
    write_byte(0xb8); // recall what was never copied
    ck_assert(bus_reset());
    write_byte(0xcc);
    write_byte(0xbe);
    read_bytes(pad, 9);
    ck_assert_uint_eq(pad[2], 0x4b);
    ck_assert_uint_eq(pad[4], 0x7f);
}
END_TEST

START_TEST(the_rom_code_of_one_and_its_match) {
    uint8_t rom[8];
    begin();
    attach("onewire@P5=ds18b20,powered=off");
    ck_assert(bus_reset());
    write_byte(0x33);
    read_bytes(rom, 8);
    ck_assert_uint_eq(rom[0], 0x28);
    ck_assert_uint_eq(rom[7], sim_onewire_crc8(rom, 7));
    for (int wrong = 0; wrong < 2; wrong++) {
        ck_assert(bus_reset());
        write_byte(0x55);
        for (int i = 0; i < 8; i++) {
            write_byte(rom[i] ^ (wrong && i == 3 ? 4 : 0));
        }
        write_byte(0xb4);
        // Powered by the line it says 0; whoever is not meant, nothing.
        ck_assert_int_eq(read_bit(), wrong);
    }
}
END_TEST

// One pass of the search; at bits that differ it goes to `way`.
static void search(bool way, uint8_t rom[8]) {
    memset(rom, 0, 8);
    ck_assert(bus_reset());
    write_byte(0xf0);
    for (int i = 0; i < 64; i++) {
        bool bit = read_bit();
        bool complement = read_bit();
        ck_assert(!(bit && complement));
        bool choice = bit == complement ? way : bit;
        write_bit(choice);
        rom[i / 8] = (uint8_t)(rom[i / 8] | choice << i % 8);
    }
    ck_assert_uint_eq(rom[7], sim_onewire_crc8(rom, 7));
}

START_TEST(several_are_found_and_told_apart) {
    uint8_t low[8];
    uint8_t high[8];
    begin();
    attach("onewire@P5=ds18b20,temperature=1");
    attach("onewire@P5=ds18b20,temperature=2");
    search(false, low);
    search(true, high);
    ck_assert_int_ne(memcmp(low, high, 8), 0);
    convert();
    sleep_us(750000);
    int sum = 0;
    for (int i = 0; i < 2; i++) {
        ck_assert(bus_reset());
        write_byte(0x55);
        for (int byte = 0; byte < 8; byte++) {
            write_byte((i == 0 ? low : high)[byte]);
        }
        write_byte(0xbe);
        sum += read_byte();
        read_byte();
    }
    ck_assert_int_eq(sum, 16 + 32);
}
END_TEST

START_TEST(late_alarms_change_nothing) {
    uint8_t pad[9];
    begin();
    attach("onewire@P5=ds18b20,temperature=21.5");
    alarms_are_late = true;
    convert();
    sleep_us(750000);
    ck_assert(bus_reset());
    write_byte(0xcc);
    write_byte(0xbe);
    read_bytes(pad, 9);
    alarms_are_late = false;
    ck_assert_uint_eq(pad[0], 0x58);
    ck_assert_uint_eq(pad[1], 0x01);
    ck_assert_uint_eq(pad[8], sim_onewire_crc8(pad, 8));
    // The ones that were passed by do nothing when they come.
    ck_assert(bus_reset());
}
END_TEST

START_TEST(each_fault_shows) {
    uint8_t pad[9];
    begin();
    attach("onewire@P5=ds18b20,fault=absent");
    ck_assert(!bus_reset());
    set("ds18b20", "fault", "crc");
    ck_assert(bus_reset());
    write_byte(0xcc);
    write_byte(0xbe);
    read_bytes(pad, 9);
    ck_assert_uint_ne(pad[8], sim_onewire_crc8(pad, 8));
    set("ds18b20", "fault", "stuck");
    ck_assert_int_eq(sim_level(PAD), 0);
    sleep_us(1000);
    ck_assert_int_eq(sim_level(PAD), 0);
    set("ds18b20", "fault", "none");
    ck_assert_int_eq(sim_level(PAD), 1);
    ck_assert(bus_reset());
}
END_TEST

static void real_setup(void) {
    fixture_clock = TOC_CLOCK_REAL;
    i2c_setup();
}

START_TEST(a_program_that_is_late_is_understood_in_real_time) {
    begin();
    attach("onewire@P5=ds18b20");
    alarms_are_late = true;
    late_us = 50;
    ck_assert_int_eq(temperature(), 0x0550);
    alarms_are_late = false;
    ck_assert_int_eq(temperature(), 0x0550);
    // An answer is there for one look, and not for ever.
    write_latch(PAD, false);
    sleep_us(480);
    write_latch(PAD, true);
    sleep_us(5000);
    ck_assert_int_eq(sim_level(PAD), 0);
    ck_assert_int_eq(sim_level(PAD), 1);
    write_latch(PAD, false);
    sleep_us(480);
    write_latch(PAD, true);
    sleep_us(15000);
    ck_assert_int_eq(sim_level(PAD), 1);
}
END_TEST

START_TEST(who_only_watches_sees_the_line_in_real_time_too) {
    begin();
    attach("onewire@P5=ds18b20");
    write_latch(PAD, false);
    sleep_us(480);
    watch(PAD, TOC_PIN_BOTH);
    write_latch(PAD, true);
    ck_assert_str_eq(happened(), "P5 rise 1");
    sleep_us(20000);
    ck_assert_str_eq(happened(), "P5 fall 0, P5 rise 1");
    ck_assert_uint_eq(toc_alarm_armed_count(), 0);
}
END_TEST

#define REAL_ADD(suite, test) \
    do { \
        TCase *real_case = tcase_create(#test); \
        tcase_add_checked_fixture(real_case, real_setup, teardown); \
        tcase_add_test(real_case, test); \
        suite_add_tcase(suite, real_case); \
    } while (0)

int main(void) {
    Suite *suite = suite_create("sim_onewire");
    I2C_ADD(suite, nobody_is_there_until_somebody_is);
    I2C_ADD(suite, a_temperature_is_there_when_it_is_converted);
    I2C_ADD(suite, fewer_bits_take_less_time);
    I2C_ADD(suite, the_rom_code_of_one_and_its_match);
    I2C_ADD(suite, several_are_found_and_told_apart);
    I2C_ADD(suite, late_alarms_change_nothing);
    I2C_ADD(suite, each_fault_shows);
    REAL_ADD(suite, a_program_that_is_late_is_understood_in_real_time);
    REAL_ADD(suite, who_only_watches_sees_the_line_in_real_time_too);
    return run_suite(suite);
}
