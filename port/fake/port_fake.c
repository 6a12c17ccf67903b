/*
 * port_fake - the port stepped by tests
 *
 * SPDX-License-Identifier: MIT
 */
#include "port_fake.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "err.h"

static struct {
    uint64_t now_ns;
    void (*on_block)(void *ctx);
    void *on_block_ctx;
    uint32_t fail_realloc;
    uint32_t blocks;
    int thread_start_err;
    uint32_t threads;
    toc_port_thread_t *last_thread;
    uint32_t wakes;
    uint32_t section_depth;
    bool blocked;
} fake;

static void fail(const char *what) {
    fprintf(stderr, "port/fake: %s\n", what);
    abort();
}

void fake_reset(void) {
    uint32_t blocks = fake.blocks; // still allocated, reset or not
    memset(&fake, 0, sizeof(fake));
    fake.blocks = blocks;
}

void fake_set_now_ns(uint64_t now_ns) {
    if (now_ns < fake.now_ns) {
        fail("time set back");
    }
    fake.now_ns = now_ns;
}

void fake_advance_ns(uint64_t by_ns) {
    fake.now_ns += by_ns;
}

void fake_on_block(void (*fn)(void *ctx), void *ctx) {
    fake.on_block = fn;
    fake.on_block_ctx = ctx;
}

void fake_fail_realloc(uint32_t nth) {
    fake.fail_realloc = nth;
}

uint32_t fake_block_count(void) {
    return fake.blocks;
}

void fake_fail_thread_start(int err) {
    fake.thread_start_err = err;
}

uint32_t fake_thread_count(void) {
    return fake.threads;
}

void fake_run_last_thread(void) {
    if (fake.last_thread == NULL) {
        fail("no thread was started");
    }
    fake.last_thread->entry(fake.last_thread->arg);
}

uint32_t fake_wake_count(void) {
    return fake.wakes;
}

bool fake_is_in_section(void) {
    return fake.section_depth > 0;
}

void fake_set_blocked(bool blocked) {
    fake.blocked = blocked;
}

uintptr_t toc_port_irq_save(void) {
    // Where atomics are sections themselves, they nest in others.
    if (TOC_PORT_HAS_CAS && fake.section_depth > 0) {
        fail("critical section entered twice");
    }
    return fake.section_depth++;
}

void toc_port_irq_restore(uintptr_t token) {
    if (fake.section_depth != token + 1) {
        fail("critical sections left in the wrong order");
    }
    fake.section_depth--;
}

uint64_t toc_port_now_ns(void) {
    return fake.now_ns;
}

void toc_port_event_init(toc_port_event_t *ev) {
    ev->latched = false;
}

void toc_port_event_wake(toc_port_event_t *ev) {
    fake.wakes++;
    ev->latched = true;
}

bool toc_port_event_wait(toc_port_event_t *ev, uint64_t deadline_ns) {
    if (fake_is_in_section()) {
        fail("wait inside a critical section");
    }
    if (!ev->latched && fake.now_ns < deadline_ns && fake.on_block != NULL) {
        fake.on_block(fake.on_block_ctx);
    }
    if (ev->latched) {
        ev->latched = false;
        return true;
    }
    if (deadline_ns == TOC_FOREVER) {
        fail("a wait that nobody would ever end");
    }
    if (fake.now_ns < deadline_ns) {
        fake.now_ns = deadline_ns;
    }
    return false;
}

int toc_port_thread_start(toc_port_thread_t *thread, void (*entry)(void *),
                          void *arg, const char *name) {
    if (fake.thread_start_err != 0) {
        return fake.thread_start_err;
    }
    thread->entry = entry;
    thread->arg = arg;
    snprintf(thread->name, sizeof(thread->name), "%s", name);
    fake.last_thread = thread;
    fake.threads++;
    return 0;
}

void toc_port_thread_prompt(void) {}

void toc_port_thread_background(void) {}

void toc_port_thread_join(toc_port_thread_t *thread) {
    (void)thread;
}

void toc_port_thread_yield(void) {}

uintptr_t toc_port_thread_self(void) {
    return 1;
}

bool toc_port_thread_is_blocked(uintptr_t thread) {
    (void)thread;
    return fake.blocked;
}

void *toc_port_realloc(void *old, size_t size) {
    if (fake_is_in_section()) {
        fail("allocation inside a critical section");
    }
    if (size == 0) {
        fake.blocks -= old != NULL;
        free(old);
        return NULL;
    }
    if (fake.fail_realloc > 0 && --fake.fail_realloc == 0) {
        return NULL;
    }
    void *block = realloc(old, size);
    fake.blocks += old == NULL && block != NULL;
    return block;
}

void *toc_port_memcpy(void *to, const void *from, size_t size) {
    return memcpy(to, from, size);
}

void *toc_port_memset(void *to, int value, size_t size) {
    return memset(to, value, size);
}
