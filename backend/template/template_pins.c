/*
 * template_pins - digital pins that do nothing
 *
 * SPDX-License-Identifier: MIT
 */
#include "err.h"
#include "template.h"

#define PAD_COUNT 40

// Set direction and pull. The latch, what was written last, has to be driven at
// once by an output; a held pad only remembers. What the hardware cannot do
// (an output on an input-only pad) is left out without an error.
static int template_configure(void *ctx, uint32_t pad, enum toc_pin_mode mode,
                              enum toc_pin_pull pull) {
    (void)ctx; // what ops.ctx below points at: the backend's state
    (void)mode;
    (void)pull;
    return pad < PAD_COUNT ? 0 : TOC_EINVAL;
}

// Set the latch, and drive it when the pad is an output. An open drain drives 0
// and lets go at 1.
static int template_write(void *ctx, uint32_t pad, bool level) {
    (void)ctx;
    (void)level;
    return pad < PAD_COUNT ? 0 : TOC_EINVAL;
}

// The level at the pad itself, also of an output.
static int template_read(void *ctx, uint32_t pad) {
    (void)ctx;
    return pad < PAD_COUNT ? 0 : TOC_EINVAL;
}

// What was written last, whatever the level is.
static int template_latch(void *ctx, uint32_t pad) {
    (void)ctx;
    return pad < PAD_COUNT ? 0 : TOC_EINVAL;
}

// Freeze the pad as it is; thawed it becomes what was asked for meanwhile.
static int template_hold(void *ctx, uint32_t pad, bool hold) {
    (void)ctx;
    (void)hold;
    return pad < PAD_COUNT ? 0 : TOC_EINVAL;
}

// How long a level has to stay before the next watch is told of it; 0: at once.
// A chip that cannot do that says TOC_ENOTSUP.
static int template_debounce(void *ctx, uint32_t pad, uint32_t time_us) {
    (void)ctx;
    (void)time_us;
    return pad < PAD_COUNT ? 0 : TOC_EINVAL;
}

// From now on call toc_source_raise(source, TOC_PIN_EVENT(edge, level)) for each
// edge that matches, from the interrupt or from the thread that waits for it;
// toc_source_raise_level() for a level, at once when it holds already. What
// these return is not an error of the backend's: the source counts it.
static int template_watch(void *ctx, uint32_t pad, unsigned trigger,
                          struct toc_source *source) {
    (void)ctx;
    bool exists = trigger >= TOC_PIN_RISING && trigger <= TOC_PIN_HIGH_LEVEL;
    return pad < PAD_COUNT && exists && source != NULL ? 0 : TOC_EINVAL;
}

// No raise of that source begins after this returned.
static void template_unwatch(void *ctx, uint32_t pad) {
    (void)ctx;
    (void)pad;
}

// The handler of a level returned: raise again when the level still holds.
static void template_look(void *ctx, uint32_t pad) {
    (void)ctx;
    (void)pad;
}

// From now on call tap->fn(tap, &change) for each change of the pad's level. A
// list of taps, with tap->next and tap->pads, is all that it takes.
static int template_tap(void *ctx, uint32_t pad, toc_pin_tap_t *tap) {
    (void)ctx;
    return pad < PAD_COUNT && tap->fn != NULL ? 0 : TOC_EINVAL;
}

// No call of that tap begins after this returned.
static void template_untap(void *ctx, toc_pin_tap_t *tap) {
    (void)ctx;
    (void)tap;
}

static const toc_pin_ops_t pins = {
    .name = "template", // what diagnostics call it
    .ctx = NULL,
    .pad_count = PAD_COUNT,
    .configure = template_configure,
    .write = template_write,
    .read = template_read,
    .latch = template_latch,
    .hold = template_hold,
    .debounce = template_debounce,
    .watch = template_watch,
    .unwatch = template_unwatch,
    .look = template_look,
    .tap = template_tap,
    .untap = template_untap,
};

const toc_pin_ops_t *template_pins(void) {
    return &pins;
}
