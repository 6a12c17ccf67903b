/*
 * template - a backend that does nothing: the thing to copy
 *
 * A backend gives the peripherals of a board as tables of functions, one for
 * each contract of hal/. Copy this folder to backend/NAME, replace template by
 * NAME, and let mpy/board.c put its tables into the toc_hal_t where it is to be
 * used. A table that a machine cannot fill is left out there (NULL), and
 * programs get OSError "resource not available"; but pins, power, clock, NVS, OTA
 * and watchdog are the board's own business and have to be something: what they
 * do here is enough.
 *
 * Layers: a backend includes hal/, core/ and port/, and no other backend.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BACKEND_TEMPLATE_H
#define TOC_BACKEND_TEMPLATE_H

#include "hal.h"

// Each table is constant and lives as long as the process.
const toc_adc_ops_t *template_adc(void);
const toc_can_ops_t *template_can(void);
const toc_dac_ops_t *template_dac(void);
const toc_i2c_ops_t *template_i2c(void);
const toc_led_ops_t *template_led(void);
const toc_nvs_ops_t *template_nvs(void);
const toc_ota_ops_t *template_ota(void);
const toc_pin_ops_t *template_pins(void);
const toc_power_ops_t *template_power(void);
const toc_pwm_ops_t *template_pwm(void);
const toc_rmt_ops_t *template_rmt(void);
const toc_rtc_ops_t *template_rtc(void);
const toc_sd_ops_t *template_sd(void);
const toc_spi_ops_t *template_spi(void);
const toc_touch_ops_t *template_touch(void);
const toc_uart_ops_t *template_uart(void);
const toc_wdt_ops_t *template_wdt(void);

#endif
