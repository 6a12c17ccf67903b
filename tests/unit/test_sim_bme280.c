/*
 * The BME280: what the datasheet's floating-point compensation makes of its
 * raw words is what was set, over the whole range, on I2C and on SPI. The
 * formulas here are the other ones of the datasheet than the device's own.
 *
 * SPDX-License-Identifier: MIT
 */
#include <math.h>

#include "i2c_fixture.h"
#include "sim_spi.h"

#define ADDRESS 0x76

static uint8_t calib[33]; // 0x88 to 0xa1, then 0xe1 to 0xe7
static uint8_t data[8];

static int word(int at) {
    return (int16_t)(calib[at] | calib[at + 1] << 8);
}

static int uword(int at) {
    return calib[at] | calib[at + 1] << 8;
}

static double t_fine;

static double temperature(void) {
    double raw = data[3] << 12 | data[4] << 4 | data[5] >> 4;
    double a = (raw / 16384 - uword(0) / 1024.0) * word(2);
    double b = raw / 131072 - uword(0) / 8192.0;
    t_fine = a + b * b * word(4);
    return t_fine / 5120;
}

static double pressure_pa(void) {
    double raw = data[0] << 12 | data[1] << 4 | data[2] >> 4;
    double a = t_fine / 2 - 64000;
    double b = a * a * word(16) / 32768 + a * word(14) * 2;
    b = b / 4 + word(12) * 65536.0;
    a = (word(10) * a * a / 524288 + word(8) * a) / 524288;
    a = (1 + a / 32768) * uword(6);
    double p = (1048576 - raw - b / 4096) * 6250 / a;
    return p +
           (word(22) * p * p / 2147483648.0 + p * word(20) / 32768 + word(18)) /
               16;
}

static double humidity(void) {
    double raw = data[6] << 8 | data[7];
    const uint8_t *high = &calib[26];
    int h2 = (int16_t)(high[0] | high[1] << 8);
    int h4 = (int8_t)high[3] * 16 | (high[4] & 0xf);
    int h5 = (int8_t)high[5] * 16 | high[4] >> 4;
    double h = t_fine - 76800;
    h = (raw - (h4 * 64.0 + h5 / 16384.0 * h)) *
        (h2 / 65536.0 *
         (1 +
          (int8_t)high[6] / 67108864.0 * h * (1 + high[2] / 67108864.0 * h)));
    h = h * (1 - calib[25] * h / 524288);
    return h < 0 ? 0 : h > 100 ? 100 : h;
}

static void measure(void) {
    works(i2c_write_reg(ADDRESS, 0xf2, 1));
    works(i2c_write_reg(ADDRESS, 0xf4, 0x25));
    advance_to(toc_clock_now_ns() + 10 * FIXTURE_MS);
    works(i2c_read_reg(ADDRESS, 0xf7, data, 8));
}

static void read_calibration(void) {
    works(i2c_read_reg(ADDRESS, 0x88, calib, 26));
    works(i2c_read_reg(ADDRESS, 0xe1, calib + 26, 7));
}

static void check(const char *key, double value) {
    char text[16];
    snprintf(text, sizeof(text), "%.2f", value);
    set("bme280", key, text);
}

START_TEST(the_values_come_back_over_the_whole_range) {
    attach("i2c0=bme280");
    read_calibration();
    for (int t = -4000; t <= 8500; t += 625) {
        check("temperature", t / 100.0);
        for (int step = 0; step <= 20; step++) {
            double hpa = 300 + step * 40;
            double percent = step * 5;
            check("pressure", hpa);
            check("humidity", percent);
            measure();
            ck_assert_msg(fabs(temperature() - t / 100.0) < 0.011, "%d: %f", t,
                          temperature());
            ck_assert_msg(fabs(pressure_pa() - hpa * 100) < 1.5,
                          "%d C, %.0f hPa: %f Pa", t / 100, hpa, pressure_pa());
            ck_assert_msg(fabs(humidity() - percent) < 0.05,
                          "%d C, %.0f %%: %f", t / 100, percent, humidity());
        }
    }
}
END_TEST

START_TEST(a_measurement_takes_its_time) {
    uint8_t status;
    attach("i2c0=bme280");
    works(i2c_read_reg(ADDRESS, 0xd0, &status, 1));
    ck_assert_uint_eq(status, 0x60);
    works(i2c_read_reg(ADDRESS, 0xf7, data, 8));
    ck_assert_uint_eq(data[0], 0x80); // nothing measured yet
    works(i2c_write_reg(ADDRESS, 0xf2, 1));
    works(i2c_write_reg(ADDRESS, 0xf4, 0x25));
    uint64_t begin_ns = toc_clock_now_ns();
    advance_to(begin_ns + 9 * FIXTURE_MS);
    works(i2c_read_reg(ADDRESS, 0xf3, &status, 1));
    ck_assert_uint_eq(status, 0x08);
    // 1.25 + 2.3 + 2.3 + 0.575 + 2.3 + 0.575 ms
    advance_to(begin_ns + 9300000);
    works(i2c_read_reg(ADDRESS, 0xf3, &status, 1));
    ck_assert_uint_eq(status, 0);
    works(i2c_read_reg(ADDRESS, 0xf4, &status, 1));
    ck_assert_uint_eq(status, 0x24); // back to sleep
    // Humidity that is not measured reads as such.
    works(i2c_write_reg(ADDRESS, 0xf2, 0));
    works(i2c_write_reg(ADDRESS, 0xf4, 0x25));
    advance_to(toc_clock_now_ns() + 10 * FIXTURE_MS);
    works(i2c_read_reg(ADDRESS, 0xf7, data, 8));
    ck_assert_uint_eq(data[6], 0x80);
    ck_assert_uint_eq(data[7], 0);
}
END_TEST

START_TEST(normal_mode_follows_and_reset_ends_it) {
    attach("i2c0=bme280");
    read_calibration();
    works(i2c_write_reg(ADDRESS, 0xf4, 0x27));
    advance_to(10 * FIXTURE_MS);
    works(i2c_read_reg(ADDRESS, 0xf7, data, 8));
    ck_assert(fabs(temperature() - 22) < 0.01);
    set("bme280", "temperature", "-7.5");
    works(i2c_read_reg(ADDRESS, 0xf7, data, 8));
    ck_assert(fabs(temperature() + 7.5) < 0.01);
    works(i2c_write_reg(ADDRESS, 0xe0, 0xb6));
    works(i2c_read_reg(ADDRESS, 0xf4, data, 1));
    ck_assert_uint_eq(data[0], 0);
}
END_TEST

static const toc_spi_ops_t *spi;

static void spi_open(void) {
    spi = sim_spi();
    works(spi->open(spi->ctx, 0,
                    &(toc_spi_setup_t){.baudrate_hz = 1000000,
                                       .bits = 8,
                                       .clk = 3,
                                       .mosi = 4,
                                       .miso = 5}));
}

static const uint8_t *exchange(const uint8_t *out, size_t size) {
    static uint8_t in[40];
    uint64_t busy_ns;
    output(6, false);
    works(spi->transfer(spi->ctx, 0, out, in, size, &busy_ns));
    output(6, true);
    ck_assert_uint_eq(busy_ns, size * 8000);
    advance_to(toc_clock_now_ns() + busy_ns);
    return in;
}

START_TEST(it_is_the_same_on_spi) {
    uint8_t out[40] = {0x88};
    attach("spi0@P6=bme280,temperature=31.5,pressure=987.6,humidity=12");
    spi_open();
    output(6, true);
    memcpy(calib, exchange(out, 27) + 1, 26);
    out[0] = 0xe1;
    memcpy(calib + 26, exchange(out, 8) + 1, 7);
    exchange((const uint8_t[]){0x72, 1, 0x74, 0x25}, 4);
    advance_to(toc_clock_now_ns() + 10 * FIXTURE_MS);
    out[0] = 0xf7;
    memcpy(data, exchange(out, 9) + 1, 8);
    ck_assert(fabs(temperature() - 31.5) < 0.01);
    ck_assert(fabs(pressure_pa() - 98760) < 1.5);
    ck_assert(fabs(humidity() - 12) < 0.05);
    // Not selected it hears and says nothing.
    uint8_t in[2] = {1, 1};
    uint64_t busy_ns;
    out[0] = 0xd0;
    works(spi->transfer(spi->ctx, 0, out, in, 2, &busy_ns));
    ck_assert_uint_eq(in[1], 0);
    advance_to(toc_clock_now_ns() + busy_ns);
    ck_assert_uint_eq(exchange(out, 2)[1], 0x60);
    set("bme280", "fault", "absent");
    ck_assert_uint_eq(exchange(out, 2)[1], 0);
    configure(5, TOC_PIN_IN, TOC_PIN_PULL_UP);
    ck_assert_uint_eq(exchange(out, 2)[1], 0xff);
    set("bme280", "fault", "stuck");
    ck_assert_uint_eq(exchange(out, 2)[1], 0);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("sim_bme280");
    I2C_ADD(suite, the_values_come_back_over_the_whole_range);
    I2C_ADD(suite, a_measurement_takes_its_time);
    I2C_ADD(suite, normal_mode_follows_and_reset_ends_it);
    I2C_ADD(suite, it_is_the_same_on_spi);
    return run_suite(suite);
}
