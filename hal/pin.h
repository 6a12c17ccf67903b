/*
 * pin - contract of the digital pins of a board
 *
 * A backend is a const table of these functions with a context pointer. Pads
 * are numbered 0 to pad_count - 1 as the chip numbers its GPIOs; which name a
 * pad has is the board's business (hal/board.h).
 *
 * Interrupts: a watched pad raises its source. An edge trigger raises once for
 * each edge (toc_source_raise), a level trigger raises while the level holds
 * but not again before its handler returned (toc_source_raise_level). The data
 * word says which edge and which level it was: TOC_PIN_EVENT().
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_HAL_PIN_H
#define TOC_HAL_PIN_H

#include <stdbool.h>
#include <stdint.h>

struct toc_source;

// The values are those that Pycom programs see.
enum toc_pin_mode {
    TOC_PIN_IN = 1,
    TOC_PIN_OUT = 2,
    TOC_PIN_OPEN_DRAIN = 7,
};

enum toc_pin_pull {
    TOC_PIN_PULL_NONE = 0,
    TOC_PIN_PULL_UP = 1,
    TOC_PIN_PULL_DOWN = 2,
};

// Rising and falling may be OR-ed; a level may not.
enum toc_pin_trigger {
    TOC_PIN_RISING = 1,
    TOC_PIN_FALLING = 2,
    TOC_PIN_BOTH = 3,
    TOC_PIN_LOW_LEVEL = 4,
    TOC_PIN_HIGH_LEVEL = 5,
};

// The data word of a pin's record: what happened (one toc_pin_trigger, never
// TOC_PIN_BOTH) and the level after it.
#define TOC_PIN_EVENT(edge, level) \
    ((uint32_t)(edge) | ((uint32_t)((level) != 0) << 8) | 0x10000u)
#define TOC_PIN_EVENT_EDGE(data)   ((int)(0xffu & (data)))
#define TOC_PIN_EVENT_LEVEL(data)  ((int)(((data) >> 8) & 1u))
#define TOC_PIN_EVENT_IS_PIN(data) ((0x10000u & (data)) != 0)

// Levels that changed at once. Sets of pads are bit masks: bit n is pad n.
typedef struct {
    uint64_t changed; // pads whose level is another now
    uint64_t high;    // those of them that are high
    uint64_t now_ns;  // what the clock says
    uint64_t at_ns;   // when the hardware made the change: now or a little ago
} toc_pin_change_t;

// Told of every change of a pad's level, whatever the pad's watch is.
typedef struct toc_pin_tap toc_pin_tap_t;
struct toc_pin_tap {
    // Called in the order in which it happened, before the watches are raised.
    //
    // ctx: whoever changed the level, with the backend's lock held and perhaps
    // inside the critical section: constant time; must not call the backend,
    // wait or allocate, arm or cancel an alarm
    void (*fn)(toc_pin_tap_t *tap, const toc_pin_change_t *change);
    void *ctx;

    // ---- the backend's ----
    uint64_t pads;
    toc_pin_tap_t *next;
};

typedef struct toc_pin_ops {
    const char *name;
    void *ctx;
    uint32_t pad_count;

    // ctx of every call: thread. `pad` out of range: TOC_EINVAL.

    // Set direction and pull. The latch keeps its value and is driven at once
    // by an output. A held pad remembers it until the hold ends.
    // Returns 0. A pad that cannot do it (an output or a pull on an input-only
    // pad) stays as the hardware leaves it: an input without pull, and 0.
    int (*configure)(void *ctx, uint32_t pad, enum toc_pin_mode mode,
                     enum toc_pin_pull pull);

    // Set the latch; driven when the pad is an output (open drain: 0 drives
    // low, 1 lets go). An input only remembers it.
    int (*write)(void *ctx, uint32_t pad, bool level);

    // The level at the pad: 0 or 1.
    int (*read)(void *ctx, uint32_t pad);

    // The latch: 0 or 1.
    int (*latch)(void *ctx, uint32_t pad);

    // Freeze the pad as it is, or thaw it to what was asked for meanwhile.
    int (*hold)(void *ctx, uint32_t pad, bool hold);

    // How long a level has to stay before the pad's watch is told of it, in
    // its next watch and until it is set anew; 0: not at all. A level that does
    // not stay so long is none; what is told has the time at which it had.
    // Returns 0, or TOC_EAGAIN or TOC_ENOMEM when that cannot be had. The
    // pointer itself may be NULL: the pins cannot do it.
    int (*debounce)(void *ctx, uint32_t pad, uint32_t time_us);

    // Raise `source` on `trigger`. Replaces an earlier watch of the pad. A
    // level that already holds raises at once. The source stays the caller's
    // and has to outlive the watch.
    // Returns 0, or TOC_EINVAL for a trigger that does not exist.
    int (*watch)(void *ctx, uint32_t pad, unsigned trigger,
                 struct toc_source *source);

    // When this returned, the backend does not touch the source any more.
    void (*unwatch)(void *ctx, uint32_t pad);

    // A watched level may be raised again: look whether it holds.
    void (*look)(void *ctx, uint32_t pad);

    // Have `tap` be told from now on; as many taps of a pad as wanted. The
    // struct stays the caller's and has to live until untap.
    // Returns 0 or TOC_EINVAL.
    int (*tap)(void *ctx, uint32_t pad, toc_pin_tap_t *tap);

    // When this returned, the tap is not told any more. Harmless for one that
    // the end of a life took away.
    void (*untap)(void *ctx, toc_pin_tap_t *tap);

    // The line of this machine that is behind a pad, for messages: its name, a
    // constant; NULL where the pad is simulated. The pointer itself may be NULL.
    const char *(*file)(void *ctx, uint32_t pad);

    // Why the last call on a pad that failed did, for messages: it lives until
    // the thread asks again. NULL: the error says it all. The pointer itself may be NULL.
    const char *(*why)(void *ctx, uint32_t pad);
} toc_pin_ops_t;

#endif
