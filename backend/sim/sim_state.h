/*
 * sim_state - what the parts of the virtual board share
 *
 * Everything here is guarded by the board's lock. Lock order: the port's
 * critical section (alarm callbacks run inside it), then the board's lock.
 * So nothing that takes the critical section, arming an alarm above all, is
 * called with the board's lock held; raising a source takes no lock.
 *
 * Sets of pads are bit masks: bit n is pad n.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BACKEND_SIM_STATE_H
#define TOC_BACKEND_SIM_STATE_H

#include "port.h"
#include "port_atomic.h"
#include "sim.h"

#define SIM_PADS_MAX TOC_BOARD_PINS_MAX
#define SIM_BIT(pad) (UINT64_C(1) << (pad))

// How a pad is set up.
typedef struct {
    enum toc_pin_mode mode;
    enum toc_pin_pull pull;
    bool latch;
} sim_setup_t;

// What may drive a pad from outside. The highest one that does, wins.
enum sim_hand {
    SIM_HAND_DEVICE, // an attached device
    SIM_HAND_DRIVE,
    SIM_HAND_TRAIN,
    SIM_HAND_REPLAY,
    SIM_HAND_PRESS,
    SIM_HAND_COUNT
};

// Whose taps they are. Those of the world keep nothing alive: a PWM makes its
// edges for them only as long as something else happens.
enum sim_taps {
    SIM_TAPS_WORLD,   // devices, the trace, who holds the board from outside
    SIM_TAPS_PROGRAM, // end with its life
    SIM_TAPS_COUNT
};

typedef struct {
    sim_setup_t asked;
    sim_setup_t shown; // differs from asked only while the pad is held
    bool held;
    bool routed; // a peripheral drives it, not the latch
    bool routed_level;
    bool input_only;
    bool boot_in;
    bool has_adc;
    bool has_touch;
    bool hand_level[SIM_HAND_COUNT];
    uint8_t hands;    // bit n: enum sim_hand n drives
    uint8_t program;  // bit n: what it last drove was the program's
    uint32_t presses; // that have begun and not ended
    unsigned trigger; // 0: not watched
    struct toc_source *source;
    uint64_t wires; // pads at the other ends
    uint64_t net;   // pads that all the wires join to this one, itself included

    // Drivers that this pad's low fights: by output and from outside.
    uint64_t fights[2][2];
    char name[16];
} sim_pad_t;

typedef struct {
    toc_atomic_u32_t lock;
    toc_atomic_u32_t lock_wanted; // threads that wait for it
    uint32_t pad_count;           // 0: not set up
    sim_pad_t pads[SIM_PADS_MAX];

    // [0] low, [1] high.
    uint64_t output[2];  // pads that drive by themselves
    uint64_t outside[2]; // pads that are driven from outside
    uint64_t yields;     // of these: those that give way to an output
    uint64_t world[2];   // pads that neither devices nor the program drive
    uint64_t pull[2];
    uint64_t level;    // pads that are high
    uint64_t watched;  // pads with a trigger
    uint64_t deferred; // pads whose 1-Wire line has alarms to arm
    uint64_t fighting; // pads whose `fights` are not empty

    struct {
        toc_pin_tap_t *first;
        uint64_t pads; // of all of them
    } taps[SIM_TAPS_COUNT];
    sim_outside_cb world_fn; // NULL: nobody is told of `world`
    void *world_ctx;
    uint64_t world_told[2];
    uint64_t change_ns; // when what is changed now happened; 0: now

    // What wakes the chip; `woken` is told when it does, NULL: nobody.
    uint64_t rtc_pads; // that can
    uint64_t wake_pads;
    bool wake_any_high; // else all low
    bool wake_keeps_pulls;
    void (*woken)(void);

    sim_conflict_cb conflict;
    void *conflict_ctx;
    bool replay_yields;
    uint32_t pending; // presses, trains and a replay that have not ended
    void (*drained)(void *ctx);
    void *drained_ctx;
} sim_state_t;

extern sim_state_t sim__state;

void sim__lock(void);
void sim__unlock(void);

// Nothing may be left that can happen: look, who was given to
// sim_on_drained(). Takes the lock itself.
void sim__tell_drained(void);

// Whether a pad is in range.
//
// ctx: any; holds between sim_init() and sim_deinit()
bool sim__has_pad(uint32_t pad);

// Have a tap be told from now on. A device's may drive its pad by the device's
// hand to the level that it has. Takes the lock itself.
void sim__tap_add(enum sim_taps whose, toc_pin_tap_t *tap, uint64_t pads);

// The rest with the lock held.

// Find the nets anew after a wire was put in or taken away between two pads.
void sim__net_rewire(uint32_t a, uint32_t b);

// Find the level of the pad's net anew and raise what that triggers.
void sim__net_settle(uint32_t pad);

// Drive by what `shown` says.
void sim__pad_apply(uint32_t pad);

// Take over what was asked for, unless the pad is held.
void sim__pad_apply_asked(uint32_t pad);

// End the watches of all pads and the program's taps.
void sim__unwatch_all(void);

// A pad that may wake the chip changed while somebody is to be told.
void sim__wake_settle(void);

// A hand drives a level, or lets go.
void sim__hand_drive(uint32_t pad, enum sim_hand hand, bool level);
void sim__hand_release(uint32_t pad, enum sim_hand hand);

// Whose hand it is from its next level on: the world's or the program's.
void sim__hand_is(uint32_t pad, enum sim_hand hand, bool programs);

// The same without looking at the net, for several at once: sim__net_settle()
// is then the caller's to call for each of the pads.
void sim__hand_set(uint32_t pad, enum sim_hand hand, bool drives, bool level);

bool sim__level_of(uint32_t pad);

// Have the 1-Wire lines do what is due by now. Before a pad is looked at, written
// or set up: pads that are `seen`, and those that the program pulls low.
void sim__onewire_refresh(uint64_t seen, uint64_t falling);

// Something that was pending ended. Lets the lock go.
void sim__unlock_ended(void);

// Arm what the 1-Wire lines at `pads` noted down. Without the lock, not inside
// the critical section.
void sim__onewire_arm(uint64_t pads);

// The registry of devices takes over the names of pins; detaches everything.
// Take the devices' lock themselves.
void sim__devices_init(const toc_board_t *of);
void sim__devices_deinit(void);

// End all presses and trains and free what they hold. Takes the lock itself.
void sim__stimulus_deinit(void);

// End the replay. Takes the lock itself.
void sim__replay_deinit(void);

#endif
