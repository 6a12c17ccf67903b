/*
 * linux_gpio - pins of a Linux machine, through its GPIO character devices
 *
 * Pads that are mapped are lines of a chip, all others are the other backend's.
 * A chip is looked for, and a line taken, when a program first uses the pad.
 *
 * The lines of a chip that were taken before any of them was watched or driven
 * are one request to the kernel, so that their edges come in one order. A line
 * that comes later gets a request of its own: to join it to the others they
 * would have to be let go, with their edges and the levels that they drive.
 *
 * One thread waits for the edges of all chips and raises, with the kernel's
 * time. Edges that the kernel had no room for are counted (core/source) and
 * told at most once a second.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BACKEND_LINUX_GPIO_H
#define TOC_BACKEND_LINUX_GPIO_H

#include "board.h"
#include "pin.h"
#include "port.h"

// Which line a pad is. The strings stay the caller's.
typedef struct {
    const char *pin;  // the pad's name
    const char *file; // what messages call the line: "gpiochip0:17"
    const char *chip; // "gpiochip0", the path of its device file or its label;
                      // several separated by | are tried in turn
    const char *line; // its number or its name
    bool active_low;  // all levels are the opposite of the electrical ones
} linux_gpio_map_t;

// Have a line of a chip behind a pad.
//
// ctx: thread, before linux_gpio()
// Returns 0 or TOC_EINVAL.
int linux_gpio_map(uint32_t pad, const linux_gpio_map_t *map);

// `rest` with the mapped pads in front, or `rest` itself when none is mapped.
// `depth` is that of the interrupt queue, which says how many events the
// kernel keeps. `changed` is called when a pad is not watched any more; NULL:
// nobody.
//
// ctx: thread, before pads are used
const toc_pin_ops_t *linux_gpio(const toc_pin_ops_t *rest, uint32_t depth,
                                void (*changed)(void *ctx));

// Have the thread that waits for an event look for edges meanwhile, as it is
// the one that they are for. Without that, or where files are short, another
// thread does and wakes it.
//
// ctx: thread, before anybody waits for it, and the first time before pads are
// used. Real time only.
void linux_gpio_lend(toc_port_event_t *event);

// Whether a pad is mapped.
//
// ctx: any
bool linux_gpio_is_mapped(uint32_t pad);

// Whether a program has used a mapped pad in this life, so that its line is
// taken.
//
// ctx: any thread
bool linux_gpio_is_used(uint32_t pad);

// Told of levels of mapped pads: `pad` has `level` since `time_ns`, by the
// world (an input) or by the program.
//
// ctx of the call: with the backend's lock; as a tap's
typedef void (*linux_gpio_level_cb)(uint32_t pad, bool level, bool outside,
                                    uint64_t time_ns);

// Begin to be told, once, before pads are used.
//
// ctx: thread
void linux_gpio_on_level(linux_gpio_level_cb fn);

// Told what people should know, a line without an end: edges that the kernel
// lost since the last time, at most once a second; a chip that went away.
//
// ctx of the call: the backend's thread
void linux_gpio_on_trouble(void (*fn)(const char *text));

// Whether an edge can still come to somebody.
//
// ctx: thread
bool linux_gpio_pending(void);

// Let all lines go, but those that are held.
//
// ctx: thread
void linux_gpio_reset(void);

// Let everything go, end the thread and forget the maps.
//
// ctx: thread
void linux_gpio_stop(void);

#endif
