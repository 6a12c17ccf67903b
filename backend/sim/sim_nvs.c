/*
 * sim_nvs - the storage of the virtual board, in memory and in a file
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim_nvs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "err.h"
#include "nvs_text.h"
#include "port.h"
#include "port_atomic.h"

#define PLACE_BYTES 32

typedef struct entry entry_t;
struct entry {
    entry_t *next;
    char key[TOC_NVS_KEY_MAX + 1];
    bool is_text;
    uint32_t number;
    size_t size; // of the text, its NUL included
    char text[];
};

// Guarded by `busy`. Whoever has it may be writing the file, so the others
// yield; it is held while no other lock is taken.
static struct {
    toc_atomic_u32_t busy;
    entry_t *first[TOC_NVS_SPACES]; // in the order in which they were stored
    char *path;                     // NULL: no file
    char *new_path;                 // what is written, before it is `path`
} store;

static void lock(void) {
    uint32_t expected = 0;
    while (!toc_atomic_cas(&store.busy, &expected, 1)) {
        expected = 0;
        toc_port_thread_yield();
    }
}

static void unlock(void) {
    toc_atomic_store(&store.busy, 0);
}

static bool key_is_good(const char *key) {
    size_t length = strlen(key);
    return length >= 1 && length <= TOC_NVS_KEY_MAX;
}

// Where the pointer to the entry is, or would be.
static entry_t **find(enum toc_nvs_space space, const char *key) {
    entry_t **at = &store.first[space];
    while (*at != NULL && strcmp((*at)->key, key) != 0) {
        at = &(*at)->next;
    }
    return at;
}

static size_t places(const entry_t *entry) {
    return entry->is_text ? 1 + (entry->size + PLACE_BYTES - 1) / PLACE_BYTES
                          : 1;
}

static size_t places_of(enum toc_nvs_space space) {
    size_t count = 0;
    for (const entry_t *e = store.first[space]; e != NULL; e = e->next) {
        count += places(e);
    }
    return count;
}

static entry_t *make_entry(const char *key, const toc_nvs_value_t *value) {
    size_t size = value->is_text ? strlen(value->text) + 1 : 0;
    entry_t *entry = malloc(sizeof(*entry) + size);
    if (entry == NULL) {
        return NULL;
    }
    entry->next = NULL;
    memcpy(entry->key, key, strlen(key) + 1);
    entry->is_text = value->is_text;
    entry->number = value->is_text ? 0 : value->number;
    entry->size = size;
    if (size != 0) {
        memcpy(entry->text, value->text, size);
    }
    return entry;
}

static void free_entries(entry_t *entry) {
    while (entry != NULL) {
        entry_t *next = entry->next;
        free(entry);
        entry = next;
    }
}

static bool write_entries(FILE *file) {
    static nvs_text_entry_t shown;
    static char line[NVS_TEXT_LINE_MAX];
    unsigned count = 0;
    fputs("# Tocsin: what this board stores\n", file);
    for (int space = 0; space < TOC_NVS_SPACES; space++) {
        for (entry_t *e = store.first[space]; e != NULL; e = e->next) {
            shown.space = (enum toc_nvs_space)space;
            memcpy(shown.key, e->key, sizeof(shown.key));
            shown.is_text = e->is_text;
            shown.number = e->number;
            memcpy(shown.text, e->text, e->size);
            fwrite(line, 1, nvs_text_line(line, &shown), file);
            count++;
        }
    }
    fprintf(file, "end %u\n", count);
    return fflush(file) == 0 && ferror(file) == 0;
}

// Write all of it to the second file and put that in the first one's place.
static int save(void) {
    if (store.path == NULL) {
        return 0;
    }
    FILE *file = fopen(store.new_path, "we");
    if (file == NULL) {
        return TOC_EIO;
    }
    bool written = write_entries(file) && fsync(fileno(file)) == 0;
    written = fclose(file) == 0 && written;
    if (!written || rename(store.new_path, store.path) != 0) {
        (void)unlink(store.new_path);
        return TOC_EIO;
    }
    return 0;
}

// Put `entry` where `at` points, in place of what has the key, or as the last.
// If it cannot be kept, as it was before.
static int replace(entry_t **at, entry_t *entry) {
    entry_t *old = *at;
    entry->next = old != NULL ? old->next : NULL;
    *at = entry;
    int err = save();
    if (err != 0) {
        *at = old;
        free(entry);
        return err;
    }
    free(old);
    return 0;
}

static int nvs_set(void *ctx, enum toc_nvs_space space, const char *key,
                   const toc_nvs_value_t *value) {
    (void)ctx;
    if (!key_is_good(key) ||
        (value->is_text && strlen(value->text) > TOC_NVS_TEXT_MAX)) {
        return TOC_EINVAL;
    }
    entry_t *entry = make_entry(key, value);
    if (entry == NULL) {
        return TOC_ENOMEM;
    }
    lock();
    entry_t **at = find(space, key);
    size_t freed = *at != NULL ? places(*at) : 0;
    int err = TOC_EFULL;
    if (places_of(space) - freed + places(entry) <= SIM_NVS_PLACES) {
        err = replace(at, entry);
    } else {
        free(entry);
    }
    unlock();
    return err;
}

static int nvs_get(void *ctx, enum toc_nvs_space space, const char *key,
                   toc_nvs_value_t *value, char text[TOC_NVS_TEXT_MAX + 1]) {
    (void)ctx;
    if (!key_is_good(key)) {
        return TOC_EINVAL;
    }
    lock();
    const entry_t *entry = *find(space, key);
    if (entry != NULL) {
        memcpy(text, entry->text, entry->size);
        *value = (toc_nvs_value_t){.is_text = entry->is_text,
                                   .number = entry->number,
                                   .text = entry->is_text ? text : NULL};
    }
    unlock();
    return entry != NULL ? 0 : TOC_ENOENT;
}

static int nvs_erase(void *ctx, enum toc_nvs_space space, const char *key) {
    (void)ctx;
    int err = TOC_ENOENT;
    lock();
    entry_t **at = find(space, key);
    entry_t *entry = *at;
    if (entry != NULL) {
        *at = entry->next;
        err = save();
        if (err == 0) {
            free(entry);
        } else {
            *at = entry;
        }
    }
    unlock();
    return err;
}

static int nvs_erase_all(void *ctx, enum toc_nvs_space space) {
    (void)ctx;
    lock();
    entry_t *all = store.first[space];
    store.first[space] = NULL;
    int err = save();
    if (err == 0) {
        free_entries(all);
    } else {
        store.first[space] = all;
    }
    unlock();
    return err;
}

static int put(void *ctx, const nvs_text_entry_t *shown) {
    (void)ctx;
    toc_nvs_value_t value = {.is_text = shown->is_text,
                             .number = shown->number,
                             .text = shown->text};
    entry_t *entry = make_entry(shown->key, &value);
    if (entry == NULL) {
        return TOC_ENOMEM;
    }
    entry_t **at = find(shown->space, shown->key);
    if (*at != NULL) {
        entry->next = (*at)->next;
        free(*at);
    }
    *at = entry;
    return 0;
}

// The whole file, which the caller frees. `*text` is NULL when there is none.
static int read_file(const char *path, char **text, size_t *size) {
    *text = NULL;
    *size = 0;
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        return errno == ENOENT ? 0 : TOC_EIO;
    }
    int err = 0;
    size_t room = 0;
    do {
        room = room * 2 + 4096;
        char *more = realloc(*text, room);
        if (more == NULL) {
            err = TOC_ENOMEM;
            break;
        }
        *text = more;
        *size += fread(*text + *size, 1, room - *size, file);
    } while (*size == room);
    if (err == 0 && ferror(file) != 0) {
        err = TOC_EIO;
    }
    (void)fclose(file);
    return err;
}

static int load(char error[SIM_NVS_ERROR_SIZE]) {
    char *text;
    size_t size;
    char why[NVS_TEXT_ERROR_SIZE] = "";
    int err = read_file(store.path, &text, &size);
    if (err == 0 && text != NULL) {
        err = nvs_text_parse(text, size, put, NULL, why);
    }
    free(text);
    if (err != 0) {
        snprintf(error, SIM_NVS_ERROR_SIZE, "%.100s: %s", store.path,
                 why[0] != '\0' ? why : toc_err_text(err));
    }
    return err;
}

static int name_files(const char *path) {
    store.path = strdup(path);
    size_t size = strlen(path) + sizeof(".new");
    store.new_path = malloc(size);
    if (store.path == NULL || store.new_path == NULL) {
        return TOC_ENOMEM;
    }
    snprintf(store.new_path, size, "%s.new", path);
    return 0;
}

int sim_nvs_open(const char *path, char error[SIM_NVS_ERROR_SIZE]) {
    sim_nvs_close();
    error[0] = '\0';
    if (path == NULL) {
        return 0;
    }
    int err = name_files(path);
    if (err != 0) {
        snprintf(error, SIM_NVS_ERROR_SIZE, "%s", toc_err_text(err));
    } else {
        err = load(error);
    }
    if (err != 0) {
        sim_nvs_close();
    }
    return err;
}

void sim_nvs_close(void) {
    for (int space = 0; space < TOC_NVS_SPACES; space++) {
        free_entries(store.first[space]);
        store.first[space] = NULL;
    }
    free(store.path);
    free(store.new_path);
    store.path = NULL;
    store.new_path = NULL;
}

const toc_nvs_ops_t *sim_nvs(void) {
    static const toc_nvs_ops_t ops = {
        .name = "sim",
        .set = nvs_set,
        .get = nvs_get,
        .erase = nvs_erase,
        .erase_all = nvs_erase_all,
    };
    return &ops;
}
