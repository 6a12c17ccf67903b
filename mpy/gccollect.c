/*
 * gccollect - what the collector starts from
 *
 * SPDX-License-Identifier: MIT
 */
#include "bind/irq.h"
#include "mpy/thread.h"
#include "py/gc.h"
#include "shared/runtime/gchelper.h"

void gc_collect(void) {
    gc_collect_start();
    gc_helper_collect_regs_and_stack();
    mpy_thread_gc_others();
    // Objects whose handlers are registered are alive though no program may
    // hold them.
    bind_irq_gc_roots();
    gc_collect_end();
}
