/*
 * irq - what every Python object that can interrupt has in common
 *
 * Such an object begins with bind_irq_obj_t. Its handler and argument stay
 * alive as long as its source is enabled; whoever changes either holds the
 * interpreter lock.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BIND_IRQ_H
#define TOC_BIND_IRQ_H

#include "core/dispatch.h"
#include "py/obj.h"

typedef struct bind_irq_obj {
    mp_obj_base_t base;
    mp_obj_t handler; // mp_const_none when there is none
    mp_obj_t arg;     // mp_const_none: the object itself is delivered
    toc_source_t *source;
    toc_where_t where; // the handler is defined

    // Whether it will never raise again, though it is enabled: then it is
    // cancelled after its handler, and may be collected. NULL: never.
    bool (*is_done)(struct bind_irq_obj *self);
} bind_irq_obj_t;

// Call the handler of the source's owner: toc_dispatch_hooks_t.call. An
// exception is printed, SystemExit ends only this call.
//
// ctx: dispatcher, holding the interpreter lock
// Returns 0, or -1 when the handler raised.
int bind_irq_call(void *ctx, toc_source_t *source, const toc_irq_record_t *record);

// Copy where the handler is defined: toc_dispatch_hooks_t.where.
//
// ctx: dispatcher, holding the interpreter lock
void bind_irq_where(void *ctx, toc_source_t *source, toc_where_t *where);

// Mark every object whose source is enabled.
//
// ctx: the collector
void bind_irq_gc_roots(void);

// Set handler and argument; TypeError for a handler that cannot be called.
//
// ctx: Python
void bind_irq_set_handler(bind_irq_obj_t *self, mp_obj_t handler, mp_obj_t arg);

#define BIND_IRQ_ANY_TRIGGER ((mp_uint_t)-1)

// What callback(trigger, handler=None, arg=None) of an object has in common: read
// the arguments, refuse bits of the trigger that are not in `valid`, set handler
// and argument.
//
// ctx: Python
// Returns whether the object is to interrupt, with `*trigger`.
bool bind_irq_callback(bind_irq_obj_t *self, size_t n_args, const mp_obj_t *args, mp_map_t *kw_args,
    mp_uint_t valid, unsigned *trigger);

// "P10 1200, Alarm-3 34": which sources lost events since the last line, into
// `text`; at most `size` characters, cut with an ellipsis. The sources go on
// losing meanwhile, so the sum of what is named counts, not the `lost` that
// caused the line. What no open source has lost is told as "closed".
//
// ctx: dispatcher, or after it ended
// Returns the number of lost events that the text accounts for; 0 when an
// earlier text had them all.
uint64_t bind_irq_lost_text(uint64_t lost, char *text, size_t size);

// "on_press (main.py:12)", into `text`.
//
// ctx: any, until the life's end
void bind_irq_where_text(const toc_where_t *where, char *text, size_t size);

extern const mp_obj_module_t bind_tocsin_irq_module;

#endif
