/*
 * modmachine - the machine module
 *
 * SPDX-License-Identifier: MIT
 */
#include "extmod/modmachine.h"

#include <string.h>

#include "bind/boot.h"
#include "bind/can.h"
#include "bind/hal.h"
#include "bind/i2c.h"
#include "bind/machine.h"
#include "bind/machine_power.h"
#include "bind/machine_types.h"
#include "bind/pin.h"
#include "bind/raise.h"
#include "bind/rmt.h"
#include "bind/spi.h"
#include "bind/timer.h"
#include "bind/uart.h"
#include "core/clock.h"
#include "core/dispatch.h"
#include "py/builtin.h"
#include "py/gc.h"
#include "py/mphal.h"
#include "py/objmodule.h"
#include "py/runtime.h"

// machine.mem8 and its kin look at memory as in the unix port: its file is
// compiled in place.
uintptr_t mod_machine_mem_get_addr(mp_obj_t addr_o, uint align);
#include "ports/unix/modmachine.c" // NOLINT(bugprone-suspicious-include): said above

#define CPU_HZ 160000000

// 24-bit Galois LFSR, as the original's rng().
#define RNG_MASK 0xE10000u

static uint32_t rng_state;
static uint8_t mac[6] = { 0x24, 0x0a, 0xc4 };
static bool mac_given;

void bind_machine_set_mac(const uint8_t *given) {
    memcpy(mac, given, sizeof(mac));
    mac_given = true;
}

// A station address for each kind of board: Espressif's block, then three bytes
// made from the board's name (FNV-1a).
static void make_mac(const char *name) {
    uint32_t hash = 2166136261u;
    for (const char *c = name; *c != '\0'; c++) {
        hash = (hash ^ (uint8_t)*c) * 16777619u;
    }
    mac[3] = (uint8_t)(hash >> 16);
    mac[4] = (uint8_t)(hash >> 8);
    mac[5] = (uint8_t)hash;
}

void bind_machine_init(void) {
    if (!mac_given) {
        make_mac(bind_hal()->board->name);
    }
    uint32_t fold = (uint32_t)(mac[0] ^ mac[3]) << 16 | (uint32_t)(mac[1] ^ mac[4]) << 8 |
                    (uint32_t)(mac[2] ^ mac[5]);
    rng_state = (fold ^ (uint32_t)(toc_clock_now_ns() / 1000)) & 0xFFFFFFu;
    if (rng_state == 0) {
        rng_state = 1;
    }
}

const uint8_t *bind_machine_mac(void) {
    return mac;
}

static mp_obj_t machine_idle(void) {
    mp_machine_idle();
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_0(machine_idle_obj, machine_idle);

static mp_obj_t machine_disable_irq(void) {
    return MP_OBJ_NEW_SMALL_INT(toc_dispatch_hold(true));
}
static MP_DEFINE_CONST_FUN_OBJ_0(machine_disable_irq_obj, machine_disable_irq);

static mp_obj_t machine_enable_irq(size_t n_args, const mp_obj_t *args) {
    toc_dispatch_hold(n_args != 0 && mp_obj_get_int(args[0]) != 0);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(machine_enable_irq_obj, 0, 1, machine_enable_irq);

static mp_obj_t machine_freq(void) {
    return MP_OBJ_NEW_SMALL_INT(CPU_HZ);
}
static MP_DEFINE_CONST_FUN_OBJ_0(bind_freq_obj, machine_freq);

static mp_obj_t machine_rng(void) {
    uint32_t bit = rng_state & 1u;
    rng_state >>= 1;
    if (bit != 0) {
        rng_state ^= RNG_MASK;
    }
    return mp_obj_new_int_from_uint(rng_state);
}
static MP_DEFINE_CONST_FUN_OBJ_0(machine_rng_obj, machine_rng);

static mp_obj_t machine_unique_id(void) {
    return mp_obj_new_bytes(mac, sizeof(mac));
}
static MP_DEFINE_CONST_FUN_OBJ_0(bind_unique_id_obj, machine_unique_id);

static mp_obj_t machine_main(mp_obj_t path) {
    if (!mp_obj_is_str(path)) {
        mp_raise_TypeError(MP_ERROR_TEXT("expecting a string file name"));
    }
    size_t length;
    const char *text = mp_obj_str_get_data(path, &length);
    bind_boot_set_main(text, length);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(machine_main_obj, machine_main);

#define INFO_LINE "---------------------------------------------\n"

// The tasks of the original are threads here, whose stacks grow as they need;
// what is told is the room that the original's boards have left.
static mp_obj_t machine_info(void) {
    static const struct {
        const char *task;
        unsigned bytes;
    } tasks[] = {
        { "MPTask", 6144 },
        { "ServersTask", 2048 },
        { "LoRaTask", 1024 },
        { "SigfoxTask", 1024 },
        { "TimerTask", 1536 },
        { "IdleTask", 512 },
    };
    const char *board = bind_hal()->board->name;
    bool has_lora = strncmp(board, "lopy", 4) == 0 || strcmp(board, "fipy") == 0;
    bool has_sigfox =
        strcmp(board, "sipy") == 0 || strcmp(board, "lopy4") == 0 || strcmp(board, "fipy") == 0;
    mp_print_str(&mp_plat_print, INFO_LINE "System memory info (in bytes)\n" INFO_LINE);
    for (size_t i = 0; i < MP_ARRAY_SIZE(tasks); i++) {
        bool is_lora = strcmp(tasks[i].task, "LoRaTask") == 0;
        bool is_sigfox = strcmp(tasks[i].task, "SigfoxTask") == 0;
        if ((!is_lora || has_lora) && (!is_sigfox || has_sigfox)) {
            mp_printf(&mp_plat_print, "%s stack water mark: %u\n", tasks[i].task, tasks[i].bytes);
        }
    }
    gc_info_t info;
    gc_info(&info);
    mp_printf(&mp_plat_print, "System free heap: %u\n" INFO_LINE, (unsigned)info.free);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_0(machine_info_obj, machine_info);

// flash_encrypt(), secure_boot(): neither is on.
static mp_obj_t machine_off(void) {
    return MP_OBJ_NEW_SMALL_INT(0);
}
static MP_DEFINE_CONST_FUN_OBJ_0(machine_off_obj, machine_off);

static bool soft_reset_asked;

bool bind_machine_soft_reset_asked(void) {
    bool asked = soft_reset_asked;
    soft_reset_asked = false;
    return asked;
}

NORETURN void bind_machine_soft_reset(void) {
    soft_reset_asked = true;
    mp_raise_type(&mp_type_SystemExit);
}

static mp_obj_t machine_soft_reset(void) {
    bind_machine_soft_reset();
}
static MP_DEFINE_CONST_FUN_OBJ_0(machine_soft_reset_obj, machine_soft_reset);

static const mp_rom_map_elem_t machine_globals_table[] = {
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR_umachine) },

    { MP_ROM_QSTR(MP_QSTR_mem8), MP_ROM_PTR(&machine_mem8_obj) },
    { MP_ROM_QSTR(MP_QSTR_mem16), MP_ROM_PTR(&machine_mem16_obj) },
    { MP_ROM_QSTR(MP_QSTR_mem32), MP_ROM_PTR(&machine_mem32_obj) },

    { MP_ROM_QSTR(MP_QSTR_deepsleep), MP_ROM_PTR(&bind_machine_deepsleep_obj) },
    { MP_ROM_QSTR(MP_QSTR_disable_irq), MP_ROM_PTR(&machine_disable_irq_obj) },
    { MP_ROM_QSTR(MP_QSTR_enable_irq), MP_ROM_PTR(&machine_enable_irq_obj) },
    { MP_ROM_QSTR(MP_QSTR_flash_encrypt), MP_ROM_PTR(&machine_off_obj) },
    { MP_ROM_QSTR(MP_QSTR_freq), MP_ROM_PTR(&bind_freq_obj) },
    { MP_ROM_QSTR(MP_QSTR_idle), MP_ROM_PTR(&machine_idle_obj) },
    { MP_ROM_QSTR(MP_QSTR_info), MP_ROM_PTR(&machine_info_obj) },
    { MP_ROM_QSTR(MP_QSTR_main), MP_ROM_PTR(&machine_main_obj) },
    { MP_ROM_QSTR(MP_QSTR_pin_sleep_wakeup), MP_ROM_PTR(&bind_machine_pin_wakeup_obj) },
    { MP_ROM_QSTR(MP_QSTR_remaining_sleep_time), MP_ROM_PTR(&bind_machine_remaining_obj) },
    { MP_ROM_QSTR(MP_QSTR_reset), MP_ROM_PTR(&bind_machine_reset_obj) },
    { MP_ROM_QSTR(MP_QSTR_reset_cause), MP_ROM_PTR(&bind_machine_reset_cause_obj) },
    { MP_ROM_QSTR(MP_QSTR_rng), MP_ROM_PTR(&machine_rng_obj) },
    { MP_ROM_QSTR(MP_QSTR_secure_boot), MP_ROM_PTR(&machine_off_obj) },
    { MP_ROM_QSTR(MP_QSTR_sleep), MP_ROM_PTR(&bind_machine_sleep_obj) },
    { MP_ROM_QSTR(MP_QSTR_soft_reset), MP_ROM_PTR(&machine_soft_reset_obj) },
    { MP_ROM_QSTR(MP_QSTR_temperature), MP_ROM_PTR(&bind_machine_temperature_obj) },
    { MP_ROM_QSTR(MP_QSTR_time_pulse_us), MP_ROM_PTR(&machine_time_pulse_us_obj) },
    { MP_ROM_QSTR(MP_QSTR_unique_id), MP_ROM_PTR(&bind_unique_id_obj) },
    { MP_ROM_QSTR(MP_QSTR_wake_reason), MP_ROM_PTR(&bind_machine_wake_reason_obj) },

    { MP_ROM_QSTR(MP_QSTR_ADC), MP_ROM_PTR(&bind_adc_type) },
    { MP_ROM_QSTR(MP_QSTR_DAC), MP_ROM_PTR(&bind_dac_type) },
    { MP_ROM_QSTR(MP_QSTR_CAN), MP_ROM_PTR(&bind_can_type) },
    { MP_ROM_QSTR(MP_QSTR_I2C), MP_ROM_PTR(&bind_i2c_type) },
    { MP_ROM_QSTR(MP_QSTR_Pin), MP_ROM_PTR(&bind_pin_type) },
    { MP_ROM_QSTR(MP_QSTR_PinBase), MP_ROM_PTR(&machine_pinbase_type) },
    { MP_ROM_QSTR(MP_QSTR_PWM), MP_ROM_PTR(&bind_pwm_type) },
    { MP_ROM_QSTR(MP_QSTR_RMT), MP_ROM_PTR(&bind_rmt_type) },
    { MP_ROM_QSTR(MP_QSTR_RTC), MP_ROM_PTR(&bind_rtc_type) },
    { MP_ROM_QSTR(MP_QSTR_SD), MP_ROM_PTR(&bind_sd_type) },
    { MP_ROM_QSTR(MP_QSTR_SPI), MP_ROM_PTR(&bind_spi_type) },
    { MP_ROM_QSTR(MP_QSTR_Signal), MP_ROM_PTR(&machine_signal_type) },
    { MP_ROM_QSTR(MP_QSTR_Timer), MP_ROM_PTR(&bind_timer_type) },
    { MP_ROM_QSTR(MP_QSTR_Touch), MP_ROM_PTR(&bind_touch_type) },
    { MP_ROM_QSTR(MP_QSTR_UART), MP_ROM_PTR(&bind_uart_type) },
    { MP_ROM_QSTR(MP_QSTR_WDT), MP_ROM_PTR(&bind_wdt_type) },

    { MP_ROM_QSTR(MP_QSTR_PWRON_RESET), MP_ROM_INT(TOC_RESET_PWRON) },
    { MP_ROM_QSTR(MP_QSTR_HARD_RESET), MP_ROM_INT(TOC_RESET_HARD) },
    { MP_ROM_QSTR(MP_QSTR_WDT_RESET), MP_ROM_INT(TOC_RESET_WDT) },
    { MP_ROM_QSTR(MP_QSTR_DEEPSLEEP_RESET), MP_ROM_INT(TOC_RESET_DEEPSLEEP) },
    { MP_ROM_QSTR(MP_QSTR_SOFT_RESET), MP_ROM_INT(TOC_RESET_SOFT) },
    { MP_ROM_QSTR(MP_QSTR_BROWN_OUT_RESET), MP_ROM_INT(TOC_RESET_BROWN_OUT) },

    { MP_ROM_QSTR(MP_QSTR_PWRON_WAKE), MP_ROM_INT(TOC_WAKE_PWRON) },
    { MP_ROM_QSTR(MP_QSTR_PIN_WAKE), MP_ROM_INT(TOC_WAKE_PIN) },
    { MP_ROM_QSTR(MP_QSTR_RTC_WAKE), MP_ROM_INT(TOC_WAKE_RTC) },
    { MP_ROM_QSTR(MP_QSTR_ULP_WAKE), MP_ROM_INT(TOC_WAKE_ULP) },

    { MP_ROM_QSTR(MP_QSTR_WAKEUP_ALL_LOW), MP_ROM_INT(TOC_WAKE_ALL_LOW) },
    { MP_ROM_QSTR(MP_QSTR_WAKEUP_ANY_HIGH), MP_ROM_INT(TOC_WAKE_ANY_HIGH) },
};
static MP_DEFINE_CONST_DICT(machine_globals, machine_globals_table);

const mp_obj_module_t bind_machine_module = {
    .base = { &mp_type_module },
    .globals = (mp_obj_dict_t *)&machine_globals,
};

MP_REGISTER_EXTENSIBLE_MODULE(MP_QSTR_machine, bind_machine_module);
