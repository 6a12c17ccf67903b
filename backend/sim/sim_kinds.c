/*
 * sim_kinds - every type of bus and every kind of device there is
 *
 * A new one is a line in the list of its type.
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim_device.h"

// clang-format off
#define BUSES(X) \
    X(adc) \
    X(can) \
    X(i2c) \
    X(spi) \
    X(onewire) \
    X(uart) \
    X(sd) \
    X(touch) \
    X(wlan)

#define KINDS(X) \
    X(adc_constant) \
    X(adc_file) \
    X(adc_sine) \
    X(bme280) \
    X(bme280_spi) \
    X(can_bus) \
    X(can_loop) \
    X(ds18b20) \
    X(l76) \
    X(lis2hh12) \
    X(loop) \
    X(ltr329) \
    X(mpl3115a2) \
    X(pysense) \
    X(pytrack) \
    X(si7006) \
    X(sd_card) \
    X(touch_constant) \
    X(uart_file) \
    X(uart_pty) \
    X(uart_tcp) \
    X(uart_unix) \
    X(wlan_ap) \
    X(wlan_phone) \
    X(wlan_station)
// clang-format on

#define DECLARE_BUS(name) extern const sim_bus_t sim__bus_##name;
BUSES(DECLARE_BUS)

#define DECLARE_KIND(name) extern const sim_kind_t sim__kind_##name;
KINDS(DECLARE_KIND)

#define ADDRESS_OF_BUS(name) &sim__bus_##name,
const sim_bus_t *const sim__buses[] = {BUSES(ADDRESS_OF_BUS) NULL};

#define ADDRESS_OF_KIND(name) &sim__kind_##name,
const sim_kind_t *const sim__kinds[] = {KINDS(ADDRESS_OF_KIND) NULL};
