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

START_TEST(nothing_is_measured_or_put_out) {
    const toc_adc_ops_t *adc = template_adc();
    const toc_dac_ops_t *dac = template_dac();
    const toc_touch_ops_t *touch = template_touch();
    const toc_pwm_ops_t *pwm = template_pwm();
    uint32_t value = 1;
    double duty;
    ck_assert_int_eq(adc->read(adc->ctx, 0, &value), 0);
    ck_assert_uint_eq(value, 0);
    ck_assert_int_eq(adc->read(adc->ctx, UINT32_MAX, &value), TOC_EINVAL);
    ck_assert_int_eq(adc->vref_to(adc->ctx, 0), TOC_ENOTSUP);
    ck_assert_int_eq(dac->put(dac->ctx, 0, &(toc_dac_output_t){0}), 0);
    ck_assert_int_eq(dac->off(dac->ctx, TOC_DAC_COUNT), TOC_EINVAL);
    ck_assert_int_eq(dac->set_frequency(dac->ctx, TOC_DAC_HZ_MAX + 1),
                     TOC_EINVAL);
    ck_assert_int_eq(touch->read(touch->ctx, UINT32_MAX, &value), TOC_EINVAL);
    ck_assert_int_eq(pwm->set_timer(pwm->ctx, 0, TOC_PWM_HZ_MAX), 0);
    ck_assert_int_eq(pwm->set_channel(pwm->ctx, 0, TOC_PWM_TIMERS, 0, 0.5),
                     TOC_EINVAL);
    ck_assert_int_eq(pwm->set_duty(pwm->ctx, TOC_PWM_CHANNELS, 0.5),
                     TOC_EINVAL);
    ck_assert(!pwm->at(pwm->ctx, 0, &value, &duty));
}
END_TEST

START_TEST(nothing_comes_and_what_goes_is_gone) {
    const toc_uart_ops_t *uart = template_uart();
    const toc_can_ops_t *can = template_can();
    const toc_rmt_ops_t *rmt = template_rmt();
    toc_can_counts_t counts;
    toc_can_frame_t frame;
    toc_can_send_t send = {0};
    uint64_t ns = 1;
    uint8_t bytes[2] = {1, 2};
    ck_assert_int_eq(uart->write(uart->ctx, 0, bytes, 2), TOC_EINVAL);
    ck_assert_int_eq(
        uart->open(uart->ctx, 0, &(toc_uart_setup_t){.baudrate = 9600}), 0);
    ck_assert_int_eq(uart->write(uart->ctx, 0, bytes, 2), 2);
    ck_assert_uint_eq(uart->read(uart->ctx, 0, bytes, 2), 0);
    ck_assert(uart->is_sent(uart->ctx, 0));
    ck_assert_int_eq(uart->begin_break(uart->ctx, 0, 13, &ns), 0);
    ck_assert_uint_eq(ns, 0);
    ck_assert_int_eq(uart->watch(uart->ctx, 0, NULL), TOC_EINVAL);
    uart->close(uart->ctx, uart->uart_count);

    toc_can_setup_t setup = {.baudrate = 500000, .rx_count = 8};
    ck_assert_int_eq(can->begin_send(can->ctx, 0, &send), TOC_EINVAL);
    ck_assert_int_eq(can->open(can->ctx, 0, &setup), 0);
    ck_assert_int_eq(can->begin_send(can->ctx, 0, &send), 0);
    ck_assert_int_eq(can->turn(can->ctx, 0, &send, &ns), TOC_CAN_ON_THE_WIRE);
    can->end_send(can->ctx, 0, &send);
    can->counts(can->ctx, 0, &counts);
    ck_assert_uint_eq(counts.sent, 1);
    ck_assert(!can->recv(can->ctx, 0, &frame));
    can->close(can->ctx, 0);
    ck_assert_int_eq(can->turn(can->ctx, 0, &send, &ns), TOC_CAN_DROPPED);

    toc_rmt_pulse_t pulse = {.ns = 1000, .level = true};
    ck_assert_int_eq(rmt->send(rmt->ctx, 0, &pulse, 1, &ns), TOC_EINVAL);
    ck_assert_int_eq(rmt->open(rmt->ctx, 0, &(toc_rmt_setup_t){.sends = true}),
                     0);
    ck_assert_int_eq(rmt->send(rmt->ctx, 0, &pulse, 1, &ns), 0);
    ck_assert(rmt->is_sent(rmt->ctx, 0));
    rmt->close(rmt->ctx, rmt->channel_count);
}
END_TEST

START_TEST(what_is_kept_is_little) {
    const toc_nvs_ops_t *nvs = template_nvs();
    const toc_ota_ops_t *ota = template_ota();
    const toc_sd_ops_t *sd = template_sd();
    const toc_rtc_ops_t *rtc = template_rtc();
    const toc_led_ops_t *led = template_led();
    toc_nvs_value_t value = {.number = 5};
    char text[TOC_NVS_TEXT_MAX + 1];
    ck_assert_int_eq(nvs->set(nvs->ctx, TOC_NVS_PROGRAM, "a", &value),
                     TOC_EFULL);
    ck_assert_int_eq(nvs->set(nvs->ctx, TOC_NVS_PROGRAM, "", &value),
                     TOC_EINVAL);
    ck_assert_int_eq(nvs->get(nvs->ctx, TOC_NVS_PROGRAM, "a", &value, text),
                     TOC_ENOENT);
    ck_assert_int_eq(nvs->erase_all(nvs->ctx, TOC_NVS_CONFIG), 0);

    uint8_t memory[TOC_RTC_MEMORY_BYTES] = "kept";
    ck_assert_int_eq(ota->finish(ota->ctx), TOC_EINVAL);
    ck_assert_int_eq(ota->start(ota->ctx, 100), 0);
    ck_assert_int_eq(ota->write(ota->ctx, memory, 1), TOC_EFULL);
    ck_assert_int_eq(ota->finish(ota->ctx), 0);
    ck_assert_int_eq(sd->read(sd->ctx, 0, 1, memory), TOC_ENODEV);

    ck_assert_int_eq(rtc->memory_set(rtc->ctx, memory, 5), 0);
    ck_assert_int_eq(
        rtc->memory_set(rtc->ctx, memory, TOC_RTC_MEMORY_BYTES + 1),
        TOC_EINVAL);
    ck_assert_uint_eq(rtc->memory_get(rtc->ctx, memory), 5);
    ck_assert_int_eq(rtc->set_ns(rtc->ctx, 1000000), 0);
    ck_assert_int_ge(rtc->now_ns(rtc->ctx), 1000000);

    led->set(led->ctx, 0xff123456);
    ck_assert_uint_eq(led->get(led->ctx), 0x123456);
    led->beat(led->ctx, true);
    ck_assert(led->is_beating(led->ctx));
    ck_assert_uint_eq(led->shown(led->ctx), TOC_LED_BEAT_RGB);
}
END_TEST

START_TEST(nothing_wakes_and_nothing_barks) {
    const toc_power_ops_t *power = template_power();
    const toc_wdt_ops_t *wdt = template_wdt();
    ck_assert_int_eq(power->wake_on(power->ctx, 6, TOC_WAKE_ANY_HIGH, true), 0);
    ck_assert_uint_eq(power->wake_pads(power->ctx), 6);
    ck_assert_uint_eq(power->wakers(power->ctx), 0);
    ck_assert_int_eq(power->wake_on(power->ctx, 6, (enum toc_wake_mode)2, true),
                     TOC_EINVAL);
    ck_assert_int_eq(power->temperature(power->ctx), 128);
    ck_assert_int_eq(wdt->start(wdt->ctx, 1), 0);
    wdt->feed(wdt->ctx);
    wdt->suspend(wdt->ctx, true);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("template");
    UNIT_ADD(suite, pins_do_nothing_and_refuse_what_is_not_there);
    UNIT_ADD(suite, nobody_is_on_its_buses);
    UNIT_ADD(suite, nothing_is_measured_or_put_out);
    UNIT_ADD(suite, nothing_comes_and_what_goes_is_gone);
    UNIT_ADD(suite, what_is_kept_is_little);
    UNIT_ADD(suite, nothing_wakes_and_nothing_barks);
    return unit_run(suite);
}
