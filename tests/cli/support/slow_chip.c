/*
 * slow_chip - /dev/null as a GPIO chip that takes its time
 *
 * Preloaded in front of the C library. Whatever is done with its only line, 0,
 * takes a millisecond and then waits until somebody opened the file in SLOW_CHIP, a
 * FIFO, to write and closed it. The line is high.
 *
 * SPDX-License-Identifier: MIT
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/gpio.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define LABEL "slow"

// Of the device number of /dev/null.
char *realpath(const char *path, char *resolved) {
    char *(*next)(const char *, char *) =
        (char *(*)(const char *, char *))dlsym(RTLD_NEXT, "realpath");
    return strcmp(path, "/sys/dev/char/1:3/subsystem") == 0
               ? strdup("/sys/bus/gpio")
               : next(path, resolved);
}

static void wait_for_other_end(void) {
    char byte;
    usleep(1000);
    int fd = open(getenv("SLOW_CHIP"), O_RDONLY | O_CLOEXEC);
    while (read(fd, &byte, 1) > 0) {
    }
    close(fd);
}

int ioctl(int fd, unsigned long request, ...) {
    int (*next)(int, unsigned long, void *) =
        (int (*)(int, unsigned long, void *))dlsym(RTLD_NEXT, "ioctl");
    va_list args;
    va_start(args, request);
    void *arg = va_arg(args, void *);
    va_end(args);
    switch (request) {
    case GPIO_GET_CHIPINFO_IOCTL: {
        struct gpiochip_info *info = arg;
        *info = (struct gpiochip_info){.lines = 1};
        strcpy(info->name, "gpiochip0");
        strcpy(info->label, LABEL);
        return 0;
    }
    case GPIO_V2_GET_LINEINFO_IOCTL: {
        struct gpio_v2_line_info *info = arg;
        *info = (struct gpio_v2_line_info){.flags = GPIO_V2_LINE_FLAG_INPUT};
        return 0;
    }
    case GPIO_V2_GET_LINE_IOCTL:
        wait_for_other_end();
        ((struct gpio_v2_line_request *)arg)->fd = eventfd(0, EFD_CLOEXEC);
        return 0;
    case GPIO_V2_LINE_SET_CONFIG_IOCTL:
        wait_for_other_end();
        return 0;
    case GPIO_V2_LINE_GET_VALUES_IOCTL: {
        struct gpio_v2_line_values *values = arg;
        wait_for_other_end();
        values->bits = values->mask;
        return 0;
    }
    case GPIO_V2_LINE_SET_VALUES_IOCTL:
        wait_for_other_end();
        return 0;
    default:
        return next(fd, request, arg);
    }
}
