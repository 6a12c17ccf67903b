/*
 * linux_gpio_state - what the parts of linux_gpio share
 *
 * All of it is guarded by one lock, which is held while the kernel is asked and
 * while edges are raised; raising takes no lock. Nothing is called with it held
 * that takes another one.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BACKEND_LINUX_GPIO_STATE_H
#define TOC_BACKEND_LINUX_GPIO_STATE_H

#include <pthread.h>

#include "linux_chip.h"
#include "linux_gpio.h"
#include "source.h"

#define GPIO_PADS_MAX TOC_BOARD_PINS_MAX
#define GPIO_WHY_SIZE 224

typedef struct {
    linux_chip_t *chip; // NULL: not open
    char path[LINUX_CHIP_NAME_SIZE + 8];
    linux_chip_info_t info;
} gpio_chip_t;

// Lines that were requested together.
typedef struct {
    linux_request_t *request; // NULL: free
    gpio_chip_t *chip;
    uint64_t pads; // bit n: pad n
} gpio_group_t;

typedef struct {
    enum toc_pin_mode mode;
    enum toc_pin_pull pull;
    bool latch;
} gpio_setup_t;

typedef struct {
    linux_gpio_map_t map; // .chip NULL: the pad is another backend's

    gpio_group_t *group; // NULL: not requested, or the chip went away
    bool gone;           // it did, and did not come back yet
    uint32_t offset;     // with a group
    gpio_setup_t asked;
    gpio_setup_t shown; // differs from asked only while the pad is held
    bool held;

    unsigned trigger; // 0: not watched
    toc_source_t *source;
    uint64_t watched_ns; // edges before do not count
    uint32_t debounce_us;
    uint32_t seq; // of the last event; 0: none came since it was requested
    uint64_t lost_untold;
    char why[GPIO_WHY_SIZE]; // the last call on it failed
} gpio_pad_t;

typedef struct {
    pthread_mutex_t lock;
    gpio_pad_t pads[GPIO_PADS_MAX];
    gpio_chip_t chips[GPIO_PADS_MAX];
    gpio_group_t groups[GPIO_PADS_MAX];
    uint32_t version; // of the groups: goes on when one comes or goes
    toc_pin_tap_t *taps;
    uint64_t tapped; // pads with a tap
    uint64_t look;   // pads whose level is to be looked at
    uint32_t depth;  // of the interrupt queue
    linux_gpio_level_cb on_level;
    void (*on_trouble)(const char *text);
    void (*on_changed)(void *ctx);
    uint64_t orphaned; // watched pads whose chip went away, not yet told
} gpio_state_t;

extern gpio_state_t gpio__state;

#define GPIO_BIT(pad) (UINT64_C(1) << (pad))

// The rest with the lock held.

uint32_t gpio__number(const gpio_pad_t *pad);

// Whether somebody wants to know of its edges.
bool gpio__is_heard(const gpio_pad_t *pad);

// Have the kernel's request say what the pad is to be; take the line first
// where it is not ours yet.
// Returns 0 or a TOC_ error with the reason in the pad's `why`.
int gpio__apply(gpio_pad_t *pad);

int gpio__get(gpio_pad_t *pad);
int gpio__set(gpio_pad_t *pad, bool level);

// Let all requests go; those with held pads only where `with_held` is set.
void gpio__let_go(bool with_held);

// Note why a call on a pad failed: `result` is a linux_chips_t's.
// Returns the TOC_ error.
int gpio__fail(gpio_pad_t *pad, long result);

// Find chip and line of a pad.
// Returns 0 or a TOC_ error, noted.
int gpio__find(gpio_pad_t *pad, gpio_chip_t **chip, uint32_t *offset);

// A chip does not answer any more: let go of all of its lines.
void gpio__gone(gpio_chip_t *chip);

// A level that was read or driven, or came with an edge.
void gpio__tell_level(gpio_pad_t *pad, bool level, bool outside,
                      uint64_t time_ns);

// Raise a level trigger whose level holds.
void gpio__raise_level(gpio_pad_t *pad);

// Begin the thread, where it does not run yet.
// Returns 0 or a TOC_ error.
int gpio__thread_start(void);

// Have the thread look at its groups and at what is to be looked at.
void gpio__thread_kick(void);

// Without the lock: end it.
void gpio__thread_stop(void);

#endif
