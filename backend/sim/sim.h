/*
 * sim - the virtual board
 *
 * Pads joined by wires form nets. A net is high or low as its electrons say:
 * what drives beats what pulls; a pull-up against a pull-down, or nothing at
 * all, reads as the last level. A pad drives as an output, as an open drain
 * whose latch is 0, or because the world outside drives it (sim_drive, a
 * press, a pulse train, a replay). Two that drive a net against each other are reported
 * once, with both names, and the net reads low, as a short to ground does.
 *
 * All calls are serialised by one lock, inside which the watched sources are
 * raised; so edges are posted in the order in which they happened.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_BACKEND_SIM_H
#define TOC_BACKEND_SIM_H

#include "board.h"
#include "pin.h"
#include "vcd.h"

// Told of two drivers that fight, once for each pair until the fight ended:
// who drives high and who drives low. "P10" is a pad's own output,
// "P10 (outside)" the world outside that drives it.
// ctx: whoever made the change, with the board's lock held: must not call sim
typedef void (*sim_conflict_cb)(void *ctx, const char *high_name,
                                const char *low_name);

// Build the virtual board: all pads inputs without pull, nothing wired. The
// board's names are copied.
//
// ctx: thread
// Returns 0 or TOC_EINVAL.
int sim_init(const toc_board_t *board, sim_conflict_cb conflict, void *ctx);

// The pins of the virtual board.
const toc_pin_ops_t *sim_pins(void);

// Back to the state after a soft reset: watches end, and taps that came through
// sim_pins(); pads take their boot state (hal/board.h boot_in: input, pull-down, latch 0). Wires, presses and
// what drives from outside stay: they are not part of the board. Held pads
// stay held.
//
// ctx: thread
void sim_reset(void);

// Cancel every press and pulse train and the replay, free everything.
//
// ctx: thread
void sim_deinit(void);

// The calls below take pad numbers. ctx: thread.
// Each returns TOC_EINVAL for a pad that is out of range.
//
// sim_drive, sim_press and sim_pulses are the world's; their twins whose names
// begin with sim_program_ do the same for the program, which would do it again
// if the recording of a run was replayed. Letting go is the same for both.

// Join two pads; harmless when they are joined. TOC_EINVAL: a pad to itself.
int sim_wire(uint32_t a, uint32_t b);

// Take the wire between two pads away. TOC_ENOENT: there is none.
int sim_unwire(uint32_t a, uint32_t b);

// Drive a pad from outside, or let go of it. While a press or a train has the
// pad, that one drives it (a press before a train), and this again after it.
int sim_drive(uint32_t pad, bool level);
int sim_program_drive(uint32_t pad, bool level);
int sim_release(uint32_t pad);

// The level of the pad's net: 0 or 1.
int sim_level(uint32_t pad);

// At `at_ns` from now pull the pad to the level that it does not have then, for
// `for_ns`, then let go. As often as wanted; of several that overlap the last
// one to end lets go.
// Returns 0 or TOC_ENOMEM.
int sim_press(uint32_t pad, uint64_t at_ns, uint64_t for_ns);
int sim_program_press(uint32_t pad, uint64_t at_ns, uint64_t for_ns);

// Drive `count` edges, the first against the level that the pad has, then
// alternately, one every `period_ns`, beginning one period from now; then let
// go, one period after the last. What letting go changes is an edge as well.
// A period of 0 is as fast as a thread can (a storm).
// Returns 0, TOC_EBUSY when a train still runs on this pad, TOC_ENOMEM,
// TOC_EAGAIN when no thread can be had.
int sim_pulses(uint32_t pad, uint64_t count, uint64_t period_ns);
int sim_program_pulses(uint32_t pad, uint64_t count, uint64_t period_ns);

// End the train of a pad. Returns the edges that it still had to drive.
int64_t sim_pulses_stop(uint32_t pad);

// Drive pads as a recording did, its time 0 being now; what it has for that
// time is driven at once. It is pending until the recording's end; the levels
// of the end stay. A press of such a pad drives it instead, as long as it
// lasts; sim_drive and trains do not. With `yields` a pad whose net has an
// output is left to that output.
//
// The changes stay the caller's and have to live until sim_deinit().
//
// Returns 0, TOC_EINVAL for a pad that is out of range, TOC_EBUSY when there
// was a replay before, TOC_ENOMEM.
int sim_replay(const toc_vcd_changes_t *changes, bool yields);

// Set what the temperature sensor on the die says: a number whose unit depends
// on the chip. It begins at SIM_TEMPERATURE_INITIAL.
#define SIM_TEMPERATURE_INITIAL 128
void sim_temperature_set(uint8_t raw);

// Presses, trains and a replay that have not ended: something can still happen.
uint32_t sim_pending(void);

// Have `tap` be told of the pads of a set (bit n: pad n), as something of the
// world: over the ends of lives, until sim_untap() or sim_deinit(). The struct
// stays the caller's. The program's taps come through sim_pins().
//
// ctx: thread, after sim_init()
void sim_tap(toc_pin_tap_t *tap, uint64_t pads);

// When this returned, the tap is not told any more. Harmless for one that is
// not told.
void sim_untap(toc_pin_tap_t *tap);

// The pads that are high now (bit n: pad n).
//
// ctx: thread
uint64_t sim_levels(void);

// Who is told of what the world drives: presses, trains, a replay and
// sim_drive, but no attached device and nothing that is the program's. Where a
// replay gives way to an output it does not drive. `changed` are the pads that
// are driven otherwise now, `driven` all that are, `high` those of them that
// are driven high.
//
// ctx of the call: as toc_pin_tap_t's
typedef void (*sim_outside_cb)(void *ctx, uint64_t changed, uint64_t driven,
                               uint64_t high);

// Begin to be told, until sim_deinit(). The first call is made at once: all
// pads changed.
//
// ctx: thread, after sim_init()
// Returns 0, or TOC_EBUSY when there is one already.
int sim_on_outside(sim_outside_cb fn, void *ctx);

// Called when sim_pending() fell to zero. May be NULL. Must not block.
void sim_on_drained(void (*fn)(void *ctx), void *ctx);

#endif
