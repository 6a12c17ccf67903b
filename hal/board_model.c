/*
 * board_model - what a board is beside its pins
 *
 * Boards with the first chip have 67 KiB for objects and a file system of 127
 * blocks, those with PSRAM 2560 KiB and 4 MiB.
 *
 * SPDX-License-Identifier: MIT
 */
#include "board_model.h"

#include <stddef.h>
#include <string.h>

#define SMALL_HEAP_KIB  67
#define SMALL_FLASH_KIB 508
#define LARGE_HEAP_KIB  2560
#define LARGE_FLASH_KIB 4096

static const toc_board_model_t models[] = {
    {"lopy4", LARGE_HEAP_KIB, LARGE_FLASH_KIB, true, true, "ESP32"},
    {"fipy", LARGE_HEAP_KIB, LARGE_FLASH_KIB, true, true, "ESP32"},
    {"gpy", LARGE_HEAP_KIB, LARGE_FLASH_KIB, false, false, "ESP32"},
    {"lopy", SMALL_HEAP_KIB, SMALL_FLASH_KIB, true, false, "ESP32"},
    {"sipy", SMALL_HEAP_KIB, SMALL_FLASH_KIB, false, true, "ESP32"},
    {"wipy2", SMALL_HEAP_KIB, SMALL_FLASH_KIB, false, false, "ESP32"},
    {"wipy3", LARGE_HEAP_KIB, LARGE_FLASH_KIB, false, false, "ESP32"},
    {"linux", LARGE_HEAP_KIB, LARGE_FLASH_KIB, false, false, "Linux"},
    {"raspberrypi", LARGE_HEAP_KIB, LARGE_FLASH_KIB, false, false, "Linux"},
};

const toc_board_model_t *toc_board_model(const char *name) {
    for (size_t i = 0; i < sizeof(models) / sizeof(models[0]); i++) {
        if (strcmp(models[i].name, name) == 0) {
            return &models[i];
        }
    }
    return &models[0];
}
