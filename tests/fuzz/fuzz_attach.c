/*
 * Any lines as devices on the wires: each is attached, or refused with one line
 * and nothing changed. What is attached can be found by name and read back in
 * a form that can be set again; a line "key=value" sets it on the first device.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdlib.h>
#include <string.h>

#include "alarm.h"
#include "err.h"
#include "sim.h"
#include "sim_attach.h"

#define LINES_MAX 64

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds) {
    if (!holds) {
        abort();
    }
}

static uint32_t device_count(void) {
    sim_device_info_t info;
    uint32_t count = 0;
    while (sim_device_at(count, &info)) {
        count++;
    }
    return count;
}

static void check_error(const char *error) {
    require(memchr(error, '\0', SIM_ERROR_SIZE) != NULL && error[0] != '\0');
    for (const char *c = error; *c != '\0'; c++) {
        require((unsigned char)*c >= ' ' && *c != 0x7f);
    }
}

static bool can_be_set(const char *device, const char *key, const char *text) {
    char error[SIM_ERROR_SIZE];
    int err = sim_device_set(device, key, text, error);
    if (err != 0) {
        check_error(error);
    }
    return err == 0 || strstr(error, " can only be ") != NULL;
}

static void check_device(const char *name) {
    char error[SIM_ERROR_SIZE];
    sim_device_value_t before;
    sim_device_value_t after;
    const char *key;
    for (uint32_t i = 0;
         (key = sim_device_key(name, i)) != NULL && key[0] != '\0'; i++) {
        require(sim_device_get(name, key, &before, error) == 0);
        require(can_be_set(name, key, before.text));
        require(sim_device_get(name, key, &after, error) == 0);
        require(strcmp(before.text, after.text) == 0);
    }
}

static void set_first(char *line) {
    char error[SIM_ERROR_SIZE];
    sim_device_info_t info;
    char *value = strchr(line, '=');
    if (value != NULL && sim_device_at(0, &info)) {
        *value = '\0';
        if (sim_device_set(info.name, line, value + 1, error) != 0) {
            check_error(error);
        }
    }
}

static void take_line(char *line) {
    char name[SIM_NAME_SIZE];
    char error[SIM_ERROR_SIZE];
    uint32_t before = device_count();
    if (sim_attach(line, name, error) == 0) {
        require(device_count() == before + 1);
        check_device(name);
    } else {
        check_error(error);
        require(device_count() == before);
        set_first(line);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static toc_board_t board;
    char reason[TOC_BOARD_ERROR_SIZE];
    toc_clock_init(TOC_CLOCK_VIRTUAL);
    require(toc_board_find(&board, "lopy4", reason) == 0);
    require(sim_init(&board, NULL, NULL) == 0);
    for (int lines = 0; size > 0 && lines < LINES_MAX; lines++) {
        size_t length = 0;
        while (length < size && data[length] != '\n') {
            length++;
        }
        // A block of its own, so that a byte read beyond it shows.
        char *line = malloc(length + 1);
        require(line != NULL);
        memcpy(line, data, length);
        line[length] = '\0';
        take_line(line);
        free(line);
        size_t used = length < size ? length + 1 : length;
        data += used;
        size -= used;
    }
    sim_deinit();
    toc_alarm_stop();
    return 0;
}
