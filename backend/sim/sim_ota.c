/*
 * sim_ota - the slot of the virtual board for another program
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim_ota.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "err.h"

#define GROW_BYTES ((size_t)64 * 1024)

static struct {
    bool begun;
    uint8_t *data;
    size_t size;
    size_t room;
    size_t slot_bytes;
    char *path;     // NULL: no file
    char *new_path; // what is written, before it is `path`
} slot;

static int ota_start(void *ctx, size_t slot_bytes) {
    (void)ctx;
    slot.begun = true;
    slot.size = 0;
    slot.slot_bytes = slot_bytes;
    return 0;
}

static int make_room(size_t size) {
    if (size <= slot.room) {
        return 0;
    }
    size_t room = (size / GROW_BYTES + 1) * GROW_BYTES;
    uint8_t *data = realloc(slot.data, room);
    if (data == NULL) {
        return TOC_ENOMEM;
    }
    slot.data = data;
    slot.room = room;
    return 0;
}

static int ota_write(void *ctx, const void *data, size_t size) {
    (void)ctx;
    if (!slot.begun) {
        return TOC_EINVAL;
    }
    if (size > slot.slot_bytes - slot.size) {
        return TOC_EFULL;
    }
    int err = make_room(slot.size + size);
    if (err == 0 && size != 0) {
        memcpy(slot.data + slot.size, data, size);
        slot.size += size;
    }
    return err;
}

static int ota_finish(void *ctx) {
    (void)ctx;
    if (!slot.begun) {
        return TOC_EINVAL;
    }
    if (slot.path != NULL) {
        FILE *file = fopen(slot.new_path, "we");
        if (file == NULL) {
            return TOC_EIO;
        }
        bool written =
            slot.size == 0 || fwrite(slot.data, slot.size, 1, file) == 1;
        written = fflush(file) == 0 && fsync(fileno(file)) == 0 && written;
        written = fclose(file) == 0 && written;
        if (!written || rename(slot.new_path, slot.path) != 0) {
            (void)unlink(slot.new_path);
            return TOC_EIO;
        }
    }
    slot.begun = false;
    return 0;
}

static const uint8_t *ota_image(void *ctx, size_t *size) {
    (void)ctx;
    *size = slot.size;
    return slot.data;
}

int sim_ota_open(const char *path) {
    sim_ota_close();
    if (path == NULL) {
        return 0;
    }
    size_t size = strlen(path) + sizeof(".new");
    slot.path = strdup(path);
    slot.new_path = malloc(size);
    if (slot.path == NULL || slot.new_path == NULL) {
        sim_ota_close();
        return TOC_ENOMEM;
    }
    snprintf(slot.new_path, size, "%s.new", path);
    return 0;
}

void sim_ota_close(void) {
    free(slot.data);
    free(slot.path);
    free(slot.new_path);
    memset(&slot, 0, sizeof(slot));
}

const toc_ota_ops_t *sim_ota(void) {
    static const toc_ota_ops_t ops = {
        .name = "sim",
        .start = ota_start,
        .write = ota_write,
        .finish = ota_finish,
        .image = ota_image,
    };
    return &ops;
}
