/*
 * The backend to copy is a backend: every function of each contract is there,
 * and what is out of range is refused.
 *
 * SPDX-License-Identifier: MIT
 */
#include "err.h"
#include "template.h"
#include "unit.h"

START_TEST(pins_do_nothing_and_refuse_what_is_not_there) {
    const toc_pin_ops_t *pins = template_pins();
    uint32_t beyond = pins->pad_count;
    ck_assert_int_eq(
        pins->configure(pins->ctx, 0, TOC_PIN_OUT, TOC_PIN_PULL_NONE), 0);
    ck_assert_int_eq(
        pins->configure(pins->ctx, beyond, TOC_PIN_OUT, TOC_PIN_PULL_NONE),
        TOC_EINVAL);
    ck_assert_int_eq(pins->write(pins->ctx, 0, true), 0);
    ck_assert_int_eq(pins->write(pins->ctx, beyond, true), TOC_EINVAL);
    ck_assert_int_eq(pins->read(pins->ctx, 0), 0);
    ck_assert_int_eq(pins->latch(pins->ctx, beyond), TOC_EINVAL);
    ck_assert_int_eq(pins->hold(pins->ctx, 0, true), 0);
    ck_assert_int_eq(pins->watch(pins->ctx, 0, TOC_PIN_BOTH, NULL), TOC_EINVAL);
    pins->unwatch(pins->ctx, 0);
    pins->look(pins->ctx, 0);
    toc_pin_tap_t tap = {0};
    ck_assert_int_eq(pins->tap(pins->ctx, 0, &tap), TOC_EINVAL);
    pins->untap(pins->ctx, &tap);
    ck_assert_int_eq(pins->debounce(pins->ctx, beyond, 1), TOC_EINVAL);
}
END_TEST

START_TEST(nobody_is_on_its_buses) {
    const toc_i2c_ops_t *i2c = template_i2c();
    const toc_i2c_part_t probe = {0};
    uint64_t busy_ns = 1;
    ck_assert_int_eq(
        i2c->open(i2c->ctx, 0, &(toc_i2c_setup_t){.baudrate_hz = 1}), 0);
    ck_assert_int_eq(
        i2c->transfer(i2c->ctx, 0, 0x40, &probe, 1, true, &busy_ns),
        TOC_ENODEV);
    ck_assert_uint_eq(busy_ns, 0);
    ck_assert_int_eq(i2c->transfer(i2c->ctx, i2c->bus_count, 0x40, &probe, 1,
                                   true, &busy_ns),
                     TOC_EINVAL);
    i2c->close(i2c->ctx, 0);

    const toc_spi_ops_t *spi = template_spi();
    uint8_t data[2] = {1, 2};
    busy_ns = 1;
    ck_assert_int_eq(
        spi->open(spi->ctx, 0, &(toc_spi_setup_t){.baudrate_hz = 1}), 0);
    ck_assert_int_eq(spi->transfer(spi->ctx, 0, data, data, 2, &busy_ns), 0);
    ck_assert_uint_eq(data[0] | data[1] | busy_ns, 0);
    spi->close(spi->ctx, 0);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("template");
    UNIT_ADD(suite, pins_do_nothing_and_refuse_what_is_not_there);
    UNIT_ADD(suite, nobody_is_on_its_buses);
    return unit_run(suite);
}
