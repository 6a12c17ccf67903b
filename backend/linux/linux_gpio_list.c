/*
 * linux_gpio_list - which GPIO chips and lines this machine has
 *
 * SPDX-License-Identifier: MIT
 */
#include "linux_gpio_list.h"

#include "linux_kernel.h"

static void tell_lines(const linux_gpio_list_t *list, linux_chip_t *chip,
                       uint32_t count) {
    for (uint32_t offset = 0; offset < count; offset++) {
        linux_line_info_t info;
        if (linux_chips()->line_info(chip, offset, &info) == 0) {
            list->line(list->ctx, offset, &info);
        }
    }
}

static bool tell_chip(const char *path, void *ctx) {
    const linux_gpio_list_t *list = ctx;
    linux_chip_t *chip;
    linux_chip_info_t info = {.name = ""};
    int result = linux_chips()->open(path, &chip);
    if (result == 0) {
        result = linux_chips()->info(chip, &info);
        list->chip(list->ctx, path, linux_err_open(result), &info);
        tell_lines(list, chip, result == 0 ? info.line_count : 0);
        linux_chips()->close(chip);
    } else {
        list->chip(list->ctx, path, linux_err_open(result), &info);
    }
    return true;
}

void linux_gpio_list(const linux_gpio_list_t *list) {
    linux_gpio_list_t copy = *list;
    linux_chips()->each(tell_chip, &copy);
}
