/*
 * execmem - memory for machine code
 *
 * The regions are known here, outside of the collected heap, so that a soft
 * reset can give back those that a program never freed.
 *
 * SPDX-License-Identifier: MIT
 */
#include "mpy/execmem.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "py/runtime.h"

typedef struct region {
    void *start;
    size_t size;
    struct region *next;
} region_t;

static region_t *regions;

void mpy_exec_alloc(size_t min_size, void **ptr, size_t *size) {
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    *size = (min_size + page - 1) / page * page;
    region_t *region = malloc(sizeof(*region));
    if (region == NULL) {
        m_malloc_fail(*size);
    }
    void *start = mmap(NULL, *size, PROT_READ | PROT_WRITE | PROT_EXEC,
                       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (start == MAP_FAILED) {
        free(region);
        m_malloc_fail(*size);
    }
    *region = (region_t){.start = start, .size = *size, .next = regions};
    regions = region;
    *ptr = start;
}

void mpy_exec_free(void *ptr, size_t size) {
    (void)size;
    for (region_t **link = &regions; *link != NULL; link = &(*link)->next) {
        region_t *region = *link;
        if (region->start == ptr) {
            *link = region->next;
            munmap(region->start, region->size);
            free(region);
            return;
        }
    }
}

void mpy_exec_free_all(void) {
    while (regions != NULL) {
        mpy_exec_free(regions->start, regions->size);
    }
}
