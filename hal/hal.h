/*
 * hal - all peripherals of one machine
 *
 * One table for each kind of peripheral, each from whichever backend provides
 * it: a board may have real pins and a simulated sensor. A pointer that is
 * NULL is a peripheral that this machine does not have.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_HAL_HAL_H
#define TOC_HAL_HAL_H

#include "adc.h"
#include "board.h"
#include "can.h"
#include "dac.h"
#include "i2c.h"
#include "led.h"
#include "nvs.h"
#include "ota.h"
#include "pin.h"
#include "power.h"
#include "pwm.h"
#include "rmt.h"
#include "rtc.h"
#include "sd.h"
#include "spi.h"
#include "touch.h"
#include "uart.h"
#include "wdt.h"
#include "wlan.h"

typedef struct toc_hal {
    const toc_board_t *board;
    const toc_pin_ops_t *pin;
    const toc_adc_ops_t *adc;
    const toc_dac_ops_t *dac;
    const toc_can_ops_t *can;
    const toc_i2c_ops_t *i2c;
    const toc_spi_ops_t *spi;
    const toc_led_ops_t *led;
    const toc_nvs_ops_t *nvs;
    const toc_ota_ops_t *ota;
    const toc_power_ops_t *power;
    const toc_pwm_ops_t *pwm;
    const toc_rmt_ops_t *rmt;
    const toc_rtc_ops_t *rtc;
    const toc_sd_ops_t *sd;
    const toc_uart_ops_t *uart;
    const toc_touch_ops_t *touch;
    const toc_wdt_ops_t *wdt;
    const toc_wlan_ops_t *wlan;
} toc_hal_t;

#endif
